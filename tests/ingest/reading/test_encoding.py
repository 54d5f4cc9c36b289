"""Bytes of all the encodings that councils' texts come in."""

from __future__ import annotations

import codecs

import pytest

from ingest.reading.encoding import read_text

SENTENCE = "Für die Förderung werden 12.500 € bereitgestellt – „einmalig“."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (SENTENCE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + SENTENCE.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + SENTENCE.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + SENTENCE.encode("utf-16-be"), "utf-16-be"),
        (SENTENCE.encode("utf-16-le"), "utf-16-le"),
        (SENTENCE.encode("cp1252"), "windows-1252"),
    ],
)
def test_known_encodings_are_read_without_doubt(data: bytes, encoding: str) -> None:
    decoded = read_text(data)
    assert (decoded.text, decoded.encoding, decoded.doubt) == (SENTENCE, encoding, "")


def test_latin_1_as_declared_means_windows_1252() -> None:
    decoded = read_text(SENTENCE.encode("cp1252"), "ISO-8859-1")
    assert decoded.text == SENTENCE
    assert not decoded.doubt


def test_another_declared_encoding_is_taken() -> None:
    assert read_text("Überörtliche Prüfung".encode("cp850"), "cp850").text == "Überörtliche Prüfung"


def test_mixed_encodings_are_read_and_told() -> None:
    decoded = read_text("Gebühr für ".encode() + "Bürger".encode("cp1252"))
    assert decoded.text == "Gebühr für Bürger"
    assert "mixed" in decoded.doubt


def test_declared_utf_8_that_is_none_is_told() -> None:
    decoded = read_text("Straße".encode("cp1252"), "utf-8")
    assert decoded.text == "Straße"
    assert "declared as utf-8" in decoded.doubt


def test_bytes_of_no_encoding_are_told() -> None:
    assert "neither" in read_text(b"Kosten \x81\x8d\x9d \xe4").doubt


def test_lost_characters_are_told() -> None:
    assert "U+FFFD" in read_text("Stra\ufffde".encode()).doubt


def test_half_a_utf16_character_is_told() -> None:
    decoded = read_text(codecs.BOM_UTF16_LE + "Kreis".encode("utf-16-le") + b"\x00")
    assert decoded.text.startswith("Kreis")
    assert "utf-16" in decoded.doubt
