"""PDFium's characters as words with boxes: glyphs mapped, generated breaks kept, rotated pages turned upright."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.shapes import Run

Turn = Callable[[float, float, float, float], Box]

_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_HYPHENS = "\x02\ufffe\u00ad"
_SPACES = " \t\r\n\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A font's box over and under the baseline, as shares of its size: fonts' own figures differ too much to compare lines.
_OVER, _UNDER = 0.76, 0.24
_TICKS = (ticks.YES, ticks.NO, ticks.DOUBTFUL)


@dataclass(slots=True)
class _Open:
    """A word that is being read, letter by letter."""

    letters: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    style: _Style = field(default_factory=lambda: _Style(0.0, 0.0, False, 0))
    hyphen: bool = False

    def is_left_by(self, base: float, box: Box) -> bool:
        """Whether a letter with this baseline and box begins a new word although no space stands before it."""
        em = self.style.em
        if abs(base - self.style.base) > 0.6 * em:
            return True
        last = self.boxes[-1]
        along = box.x0 - last.x1 if box.top == last.top else max(last.top - box.bottom, box.top - last.bottom)
        return along > 0.4 * em or along < -1.5 * em


@dataclass(frozen=True, slots=True)
class _Style:
    """How a word is set: baseline (along its own up axis) and font size in points, bold, direction in degrees (0, 90, 180, 270)."""

    base: float
    em: float
    bold: bool
    angle: int


def read_runs(textpage: Any, turn: Turn) -> list[Run]:
    """The words of a page in PDFium's order. `turn` maps left, bottom, right, top in PDF space to the page as seen."""
    reader = _LetterReader(textpage.raw, turn)
    among_boxes = ticks.has_boxes(textpage.get_text_range())
    runs: list[Run] = []
    word = _Open()
    for index in range(textpage.count_chars()):
        char = reader.read_char(index)
        if not char or char in _SPACES:
            word = _close(word, runs)
            continue
        glyph = reader.read_symbol(index, char, among_boxes)
        base, box = reader.read_place(index, word.style)
        if word.letters and (glyph in _TICKS or word.is_left_by(base, box)):
            word = _close(word, runs)
        if not word.letters:
            word.style = reader.read_style(index)
            base, box = reader.read_place(index, word.style)
        word.hyphen = char in _HYPHENS
        raised = glyph.isdigit() and base - word.style.base > 0.2 * word.style.em
        word.letters.append("-" if word.hyphen else glyph.translate(_RAISED) if raised else glyph)
        word.boxes.append(box)
        if glyph in _TICKS:
            word = _close(word, runs)
    _close(word, runs)
    return runs


class _LetterReader:
    """Reads letters of one PDFium text page through its C interface."""

    def __init__(self, raw: Any, turn: Turn) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium, self._raw, self._turn = pdfium, raw, turn
        self._rect, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._pointers = [ctypes.byref(part) for part in (self._rect, self._matrix, self._x, self._y)]
        self._fonts: dict[bytes, tuple[bool, bool]] = {}

    def read_char(self, index: int) -> str:
        """The character, empty for what is none."""
        code = self._pdfium.FPDFText_GetUnicode(self._raw, index)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""

    def read_place(self, index: int, style: _Style) -> tuple[float, Box]:
        """Baseline of a letter and its box: its advance along the line, the height of its word's font across."""
        base = self._read_base(index, style.angle)
        self._pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._pointers[0])
        rect = self._rect
        low, high = style.base - _UNDER * style.em, style.base + _OVER * style.em
        if style.angle == 0:
            return base, self._turn(rect.left, low, rect.right, high)
        if style.angle == 180:
            return base, self._turn(rect.left, -high, rect.right, -low)
        if style.angle == 90:
            return base, self._turn(-high, rect.bottom, -low, rect.top)
        return base, self._turn(low, rect.bottom, high, rect.top)

    def _read_base(self, index: int, angle: int) -> float:
        """Where the baseline of a letter runs, measured along the letter's own way up."""
        self._pdfium.FPDFText_GetCharOrigin(self._raw, index, self._pointers[2], self._pointers[3])
        if angle == 0:
            return self._y.value
        return {90: -self._x.value, 180: -self._y.value, 270: self._x.value}[angle]

    def read_symbol(self, index: int, char: str, among_boxes: bool) -> str:
        """The letter as page text has it: ligatures undone, boxes as ☒ ☐, symbol fonts by their names."""
        if char < "\x80" and char not in "oqrxnRQT48*":
            return char
        if char in ticks.SYMBOL_LETTERS and self._font(index)[1]:
            return ticks.read_glyph(ticks.SYMBOL_LETTERS[char], among_boxes)
        if char in ticks.ALL_GLYPHS or char in ticks.PRIVATE_USE:
            return ticks.read_glyph(char, among_boxes)
        if char in "\u2010\u2011":
            return "-"
        return _LIGATURES.get(char, char)

    def read_style(self, index: int) -> _Style:
        """Baseline, size, weight and direction of the word that a letter begins."""
        self._pdfium.FPDFText_GetMatrix(self._raw, index, self._pointers[1])
        matrix = self._matrix
        angle = (0 if matrix.a >= 0 else 180) if abs(matrix.a) >= abs(matrix.b) else 90 if matrix.b > 0 else 270
        em = self._pdfium.FPDFText_GetFontSize(self._raw, index) * math.hypot(matrix.c, matrix.d)
        return _Style(self._read_base(index, angle), min(max(em, 1.0), 300.0), self._font(index)[0], angle)

    def _font(self, index: int) -> tuple[bool, bool]:
        """Whether the font is bold, and whether it is one of symbols, by its name."""
        buffer = ctypes.create_string_buffer(128)
        self._pdfium.FPDFText_GetFontInfo(self._raw, index, buffer, 128, None)
        name = buffer.value
        if name not in self._fonts:
            text = name.decode("utf-8", errors="replace")
            bold = any(mark in text.lower() for mark in ("bold", "black", "heavy", "semibd", "demi", ",bd"))
            self._fonts[name] = (bold, ticks.SYMBOL_FONTS.search(text) is not None)
        return self._fonts[name]


def _close(word: _Open, runs: list[Run]) -> _Open:
    """Finish the open word, if any, and begin a new one."""
    text = unicodedata.normalize("NFC", "".join(word.letters))
    if text and text.strip():
        boxes = word.boxes
        box = Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))
        runs.append(Run(text, box, _edges(text, word), word.style.em, word.style.bold, word.hyphen and len(text) > 1, word.style.angle))
    return _Open()


def _edges(text: str, word: _Open) -> tuple[float, ...]:
    """Left edges of the letters of the final text, and the last right edge; evenly spread where letters were joined."""
    if len(text) == len(word.boxes):
        return (*(box.x0 for box in word.boxes), word.boxes[-1].x1)
    left, right = word.boxes[0].x0, word.boxes[-1].x1
    return tuple(left + (right - left) * at / len(text) for at in range(len(text) + 1))


def split_run(run: Run, at: float) -> Iterator[Run]:
    """A word cut in two where a ruling line at x `at` goes through it."""
    cut = sum(1 for left, right in zip(run.edges, run.edges[1:], strict=False) if (left + right) / 2 < at)
    for text, edges in ((run.text[:cut], run.edges[: cut + 1]), (run.text[cut:], run.edges[cut:])):
        if text.strip():
            yield Run(
                text, Box(edges[0], run.box.top, edges[-1], run.box.bottom), edges, run.size, run.bold, run.hyphen and text.endswith("-")
            )
