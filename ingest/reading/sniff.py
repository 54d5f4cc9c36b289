"""What kind of file some bytes are: by their content first, by the file's name only where the content is plain text."""

from __future__ import annotations

import re

PDF = "application/pdf"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
)
_TEXT_SUFFIXES = {
    "txt": TEXT,
    "text": TEXT,
    "md": MARKDOWN,
    "markdown": MARKDOWN,
    "htm": HTML,
    "html": HTML,
    "xhtml": HTML,
    "asp": HTML,
    "php": HTML,
}
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


def sniff_media_type(data: bytes, name: str) -> str:
    """The media type of `data`; `name` decides between text, Markdown and HTML only. Unknown is application/octet-stream."""
    head = data[:1024]
    if b"%PDF-" in head:
        return PDF
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if suffix == "pdf":
        return PDF if _is_binary(data[:4096]) or not data.strip() else _text_type(data, "")
    if not head.startswith(_BOMS) and _is_binary(data[:4096], 0.3 if suffix in _TEXT_SUFFIXES else 0.02):
        return UNKNOWN
    return _text_type(data, suffix)


def _text_type(data: bytes, suffix: str) -> str:
    """HTML where the text says so itself, else what the suffix says, else JSON or plain text."""
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"<(?:!doctype\s+html|html|head|body)\b", head) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head):
        return HTML
    if suffix in _TEXT_SUFFIXES:
        return _TEXT_SUFFIXES[suffix]
    if head[:1] in (b"{", b"[") and re.match(rb'[\[{]\s*["\[{\]}]', head):
        return "application/json"
    return TEXT


def _is_binary(head: bytes, share: float = 0.02) -> bool:
    """More than a share of control characters; UTF-16 without a mark has a zero in every other byte and is text."""
    if not head or (head.count(0) and _looks_utf16(head)):
        return False
    control = sum(head.count(code) for code in (*range(9), *range(14, 27)))
    return control > len(head) * share


def _looks_utf16(head: bytes) -> bool:
    """Zeros in nearly all even or nearly all odd places."""
    half = max(1, len(head) // 2)
    odd, even = head[1::2].count(0), head[0::2].count(0)
    return max(odd, even) > half * 0.7 and min(odd, even) < half * 0.1
