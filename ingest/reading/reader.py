"""One file into pages, whatever it is. Bad input gives problems, never an exception."""

from __future__ import annotations

from corpus.types import Page, Problem, ReadResult
from ingest.reading.limits import Deadline, ReadLimits
from ingest.reading.ocr import Ocr
from ingest.reading.sniff import HTML, MARKDOWN, PDF, TEXT, UNKNOWN, sniff_media_type

_DEFAULTS = ReadLimits()


def read_bytes(data: bytes, name: str, limits: ReadLimits = _DEFAULTS, ocr: Ocr | None = None) -> ReadResult:
    """Read a file's bytes; `name` is for messages and for telling Markdown from text. Never raises for bad input.

    `ocr` says how pages without text are read and takes note of them; without it they are recognized at once where Tesseract is.
    """
    if not data:
        return ReadResult((), UNKNOWN, (Problem("empty", f"{name}: the file is empty"),))
    media_type = sniff_media_type(data, name)
    most = limits.max_bytes if media_type == PDF else min(limits.max_bytes, limits.max_text_bytes)
    if len(data) > most and media_type in (PDF, HTML, MARKDOWN, TEXT):
        message = f"{name}: {len(data)} bytes, the limit is {most}; raise the limit or split the file"
        return ReadResult((), media_type, (Problem("too_big", message),))
    deadline = Deadline(limits.max_seconds)
    if media_type == PDF:
        from ingest.reading.pdf import read_pdf

        return read_pdf(data, name, limits, deadline, ocr or Ocr())
    if media_type in (HTML, MARKDOWN, TEXT):
        return _read_textual(data, name, media_type, deadline)
    return _unknown(name, media_type)


def _read_textual(data: bytes, name: str, media_type: str, deadline: Deadline) -> ReadResult:
    """HTML, Markdown or plain text as one page; a text that should have been a PDF is told."""
    if name.lower().endswith(".pdf"):
        return ReadResult((), media_type, (Problem("not_a_pdf", f"{name}: is {media_type}, not a PDF; fetch it again"),))
    page: Page
    if media_type == HTML:
        from ingest.reading.html import read_html

        page, problems = read_html(data, name, deadline)
    else:
        from ingest.reading.text import read_plain

        page, problems = read_plain(data, name, media_type == MARKDOWN)
    if not page.text.strip():
        problems = (*problems, Problem("no_text", f"{name}: holds no text"))
    return ReadResult((page,), media_type, problems)


def _unknown(name: str, media_type: str) -> ReadResult:
    """A kind of file that the reader does not read."""
    if name.lower().endswith(".pdf"):
        return ReadResult((), media_type, (Problem("not_a_pdf", f"{name}: is {media_type}, not a PDF; fetch it again"),))
    return ReadResult((), media_type, (Problem("unknown_type", f"{name}: cannot read {media_type}; give PDF, HTML, text or Markdown"),))
