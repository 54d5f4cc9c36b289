"""What kind of file some bytes are."""

from __future__ import annotations

import pytest

from ingest.reading import sniff_media_type


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (b"%PDF-1.7\n", "vorlage.pdf", "application/pdf"),
        (b"\n\n%PDF-1.4\n", "ohne-endung", "application/pdf"),
        (b"%PDF-1.7\n", "falsch.txt", "application/pdf"),
        (b'{"error": "not found"}', "vorlage.pdf", "application/json"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "vorlage.pdf", "text/html"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>\n<html lang="de">', "x", "text/html"),
        (b"<p>Beschluss</p>", "auszug.html", "text/html"),
        (b"# Antrag", "antrag.md", "text/markdown"),
        (b"Der Kreistag beschliesst", "beschluss.txt", "text/plain"),
        (b"Der Kreistag beschliesst", "beschluss", "text/plain"),
        ("Der Kreistag".encode("utf-16-le"), "beschluss.txt", "text/plain"),
        (b"PK\x03\x04....", "anlagen.pdf", "application/zip"),
        (b"\x89PNG\r\n", "plan.png", "image/png"),
        (bytes(range(256)) * 4, "daten.bin", "application/octet-stream"),
        (b"[Anlage 1] Bericht", "x.txt", "text/plain"),
    ],
)
def test_content_counts_before_the_name(data: bytes, name: str, media_type: str) -> None:
    assert sniff_media_type(data, name) == media_type
