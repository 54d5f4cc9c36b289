"""The second opinion: a page's words as pdfplumber reads them, for pages whose text PDFium cannot make sense of."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from corpus.types import Box
from ingest.reading.frames import Frame
from ingest.reading.shapes import Printed, Run, texts_of

_GARBLED = 0.15  # share of a page's characters that are none, from which on its text is not trusted
_FEW = 20  # characters, below which nothing can be told


def garbled(runs: Sequence[Printed]) -> float:
    """The share of characters that mean nothing: unassigned, private, control, replacement; and codes in place of letters."""
    text = "".join(texts_of(runs))
    if text.isprintable() and "\ufffd" not in text:  # as nearly all are
        return 0.0
    strange = [char for char in set(text) if char < " " or (not char.isascii() and _is_strange(char))]
    return sum(text.count(char) for char in strange) / len(text) if len(text) >= _FEW else 0.0


def _is_strange(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs")


def is_doubtful(runs: Sequence[Printed], text_objects: int) -> bool:
    """Whether a page needs the second opinion: garbled text, or drawn text of which PDFium gives next to nothing."""
    return garbled(runs) > _GARBLED or (not runs and text_objects > 0)


class SecondOpinion:
    """Reads pages of one file with pdfplumber; after some pages of which it could make nothing either it is not asked again."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tries_left = 3

    def read_runs(self, index: int, seen: Frame, frame: Frame) -> list[Run]:
        """The words of a page in the coordinates of `frame`; `seen` is the page as it is looked at. Page and file are closed.

        Empty where pdfplumber cannot read the page either.
        """
        if not self._tries_left:
            return []
        runs = _read_page(self._data, index, seen, frame)
        if not runs or garbled(runs) > _GARBLED:
            self._tries_left -= 1
        return runs


def _read_page(data: bytes, index: int, seen: Frame, frame: Frame) -> list[Run]:
    import pdfplumber
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    loggers = [logging.getLogger(name) for name in ("pdfminer", "pdfplumber")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)  # what they say of damaged fonts is no news to the reader
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            page = document.pages[index]
            words = page.extract_words(use_text_flow=True, return_chars=True, extra_attrs=["fontname", "size"])
            page.close()
    except (PDFException, PdfminerException, MalformedPDFException, LookupError, ArithmeticError, AssertionError, TypeError, ValueError,
            AttributeError, RecursionError):  # fmt: skip
        return []  # what the two raise on damaged files
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    return [run for word in words if (run := _run(word, seen, frame)) is not None]


def _run(word: dict[str, Any], seen: Frame, frame: Frame) -> Run | None:
    """A word of pdfplumber as one of ours; "(cid:12)" is a glyph without a meaning."""
    text = unicodedata.normalize("NFC", "".join("\ufffd" if char["text"].startswith("(cid:") else char["text"] for char in word["chars"]))
    if not text.strip():
        return None
    box = frame.turn(*seen.turn_back(Box(word["x0"], word["top"], word["x1"], word["bottom"])))
    step = (box.x1 - box.x0) / len(text)
    edges = tuple(box.x0 + step * at for at in range(len(text) + 1))
    bold = "bold" in word["fontname"].lower()
    angle = 0 if word["chars"][0]["upright"] else 90
    return Run(text, box, edges, float(word["size"]), bold, angle=angle)
