"""Bad files of every kind: each gives a problem with a stable code and a line that names the file, none raises."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from ingest.reading import ReadLimits, read_bytes

EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n110\n%%EOF\n"
)


def codes(data: bytes, name: str, limits: ReadLimits | None = None) -> list[str]:
    result = read_bytes(data, name, limits or ReadLimits())
    assert all(name in problem.message and "\n" not in problem.message for problem in result.problems)
    return [problem.code for problem in result.problems]


@pytest.fixture(scope="session")
def sample(maker: Any) -> bytes:
    page = ["Der Kreistag beschließt den Haushalt 2024."] * 20
    return maker.pdf(*[lambda canvas: maker.lines(canvas, page)] * 3)


def test_empty_file() -> None:
    assert codes(b"", "leer.pdf") == ["empty"]


def test_pdf_without_pages() -> None:
    assert codes(EMPTY_PDF, "ohne_seiten.pdf") == ["no_pages"]


def test_pdf_that_is_json() -> None:
    assert codes(b'{"status": 404, "message": "nicht gefunden"}', "vorlage.pdf") == ["not_a_pdf"]


def test_pdf_that_is_an_html_page() -> None:
    assert codes(b"<!DOCTYPE html><html><body>Wartung</body></html>", "vorlage.pdf") == ["not_a_pdf"]


def test_garbage_with_the_head_of_a_pdf() -> None:
    assert codes(b"%PDF-1.7\n" + bytes(range(256)) * 20, "kaputt.pdf") == ["broken"]


def test_truncated_pdf_gives_a_problem_or_what_is_left(sample: bytes) -> None:
    for share in (0.1, 0.5, 0.9):
        result = read_bytes(sample[: int(len(sample) * share)], "abgeschnitten.pdf")
        assert result.problems or result.pages
        assert all(problem.code in ("broken", "no_text", "no_pages") for problem in result.problems)


def test_pdf_with_a_password(maker: Any) -> None:
    encrypted = maker.pdf(lambda canvas: canvas.drawString(70, 780, "geheim"), encrypt=StandardEncryption("kreis", "tag"))
    result = read_bytes(encrypted, "geheim.pdf")
    assert [problem.code for problem in result.problems] == ["encrypted"]
    assert result.pages == ()


def test_pdf_that_is_locked_without_a_password_is_read(maker: Any) -> None:
    locked = maker.pdf(lambda canvas: canvas.drawString(70, 780, "lesbar"), encrypt=StandardEncryption("", "besitzer", canPrint=0))
    assert read_bytes(locked, "gesperrt.pdf").pages[0].text == "lesbar\n"


def test_scan_without_text(maker: Any) -> None:
    result = read_bytes(maker.pdf(lambda canvas: canvas.rect(50, 50, 400, 600, fill=1)), "scan.pdf")
    assert [problem.code for problem in result.problems] in (["no_text"], ["ocr_missing"])  # with and without Tesseract
    assert (result.pages[0].source, result.pages[0].text) == ("none", "")


def test_limits_of_bytes_pages_and_time(sample: bytes) -> None:
    assert codes(sample, "gross.pdf", ReadLimits(max_bytes=100)) == ["too_big"]
    assert codes(sample, "lang.pdf", ReadLimits(max_pages=2)) == ["too_many_pages"]
    assert codes(sample, "langsam.pdf", ReadLimits(max_seconds=-1)) == ["too_slow"]
    assert codes(b"a" * 2000, "viel.txt", ReadLimits(max_bytes=1000)) == ["too_big"]


def test_hundred_megabytes_of_text_are_refused_at_once() -> None:
    assert codes(b"Der Kreistag beschliesst.\n" * 4_000_000, "riesig.txt") == ["too_big"]


def test_wrong_encodings_are_read_and_told() -> None:
    mixed = "Gebühr ".encode() + "für Bürger".encode("cp1252")
    result = read_bytes(mixed, "gemischt.txt")
    assert [problem.code for problem in result.problems] == ["wrong_encoding"]
    assert result.pages[0].text == "Gebühr für Bürger"


@pytest.mark.parametrize(
    ("data", "name"), [(b"PK\x03\x04" + bytes(50), "anlagen.docx"), (b"\x89PNG\r\n\x1a\n", "plan.png"), (bytes(500), "null.txt")]
)
def test_kinds_that_are_not_read(data: bytes, name: str) -> None:
    assert codes(data, name) == ["unknown_type"]


def test_blank_text() -> None:
    assert codes(b" \n\t\n", "blank.txt") == ["no_text"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.pdf", "a.html", "a.txt", "a.md", "a"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    result = read_bytes(data, name)
    assert result.pages or result.problems


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_pdfs_do_not_raise(sample: bytes, data: st.DataObject) -> None:
    damaged = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(9, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    result = read_bytes(bytes(damaged), "beschaedigt.pdf")
    assert result.pages or result.problems
    assert all(re.fullmatch("[a-z_]+", problem.code) for problem in result.problems)


def test_a_page_that_claims_to_be_a_hundred_kilometres_long_costs_nothing(maker: Any) -> None:
    """Rendering such a strip and turning it straight once took all the machine's memory."""
    sample = maker.pdf(lambda canvas: canvas.rect(60, 600, 300, 100, fill=1))
    sized = re.sub(rb"/MediaBox \[[^\]]*\]", b"/MediaBox [ 0 0 595427560 842 ]", sample)
    assert sized != sample
    result = read_bytes(sized, "streifen.pdf")
    assert [problem.code for problem in result.problems] == ["no_text"]


def test_a_page_whose_size_is_no_number_is_none_to_pdfplumber(maker: Any) -> None:
    """PDFium takes the size of a common page for it; pdfplumber gives up the whole file, which must not end the reading."""
    from ingest.reading.plumber import SecondOpinion

    data = maker.pdf(lambda canvas: maker.lines(canvas, ["Der Kreistag"]))
    assert data.count(b"841.8898 ]") == 1
    data = data.replace(b"841.8898 ]", b"841.88 /X]")
    result = read_bytes(data, "a.pdf")
    assert [page.text for page in result.pages] == ["Der Kreistag\n"]
    frame: Any = None  # needed for words only
    assert SecondOpinion(data).read_runs(0, frame, frame) == []
