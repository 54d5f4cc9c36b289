"""PDFium's characters as words with boxes: glyphs mapped, generated breaks kept, rotated pages turned upright."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, overload

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.pdfium import handle_of, load_call
from ingest.reading.shapes import Run

Turn = Callable[[float, float, float, float], Box]

_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
_HYPHENS = "\x02\ufffe\u00ad"
_DASHES = "\u2010\u2011"
_SPACES = " \t\r\n\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PLAIN = str.maketrans({**_LIGATURES, **dict.fromkeys(_HYPHENS + _DASHES, "-")})
# A font's box over and under the baseline, as shares of its size: fonts' own figures differ too much to compare lines.
_OVER, _UNDER = 0.76, 0.24
_TICKS = (ticks.YES, ticks.NO, ticks.DOUBTFUL)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a word is made of (no spaces, no codes that are no character), and the glyphs that are read one by one."""
    odd = "".join(sorted(ticks.ALL_GLYPHS | set(ticks.PRIVATE_USE) | set(_TICKS)))
    return re.compile(f"[^{_SPACES}\0\ud800-\udfff]+"), re.compile(f"[{odd}]")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a word is set: baseline (along its own up axis) and font size in points, bold, direction in degrees (0, 90, 180, 270).

    `plain` where all letters of a text object stand on that baseline and none is a symbol: upright or level, no symbol font.
    """

    base: float
    em: float
    bold: bool
    angle: int
    plain: bool = False


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


class _Edges(Sequence[float]):
    """The edges of a word's letters, asked of PDFium when they are needed: only a word that something cuts needs them."""

    __slots__ = ("_count", "_reader", "_start", "_style", "_text", "_values")

    def __init__(self, reader: _LetterReader, start: int, count: int, text: str, style: _Style) -> None:
        self._reader, self._start, self._count, self._text, self._style = reader, start, count, text, style
        self._values: tuple[float, ...] | None = None

    def _read(self) -> tuple[float, ...]:
        if self._values is None:
            places = [self._reader.read_place(index, self._style)[1] for index in range(self._start, self._start + self._count)]
            self._values = _spread(self._text, places)
        return self._values

    @overload
    def __getitem__(self, at: int) -> float: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[float, ...]: ...
    def __getitem__(self, at: int | slice) -> float | tuple[float, ...]:
        return self._read()[at]

    def __len__(self) -> int:
        return len(self._text) + 1


def read_runs(textpage: Any, turn: Turn) -> list[Run]:
    """The words of a page in PDFium's order. `turn` maps left, bottom, right, top in PDF space to the page as seen.

    The text page must stay open as long as the words are in use.
    """
    reader = _LetterReader(textpage, turn)
    words, odd = _patterns()
    text = reader.text
    among_odd = odd.search(text) is not None
    runs: list[Run] = []
    for match in words.finditer(text):
        start, end = match.span()
        run = None if among_odd and odd.search(text, start, end) else reader.read_word(start, end)
        if run is None:
            runs += reader.read_letters(start, end)
        else:
            runs.append(run)
    return runs


class _LetterReader:
    """Reads words and letters of one PDFium text page through its C interface."""

    def __init__(self, textpage: Any, turn: Turn) -> None:
        import pypdfium2.raw as pdfium

        self._page, self._turn = textpage, turn  # the text page is kept from being collected
        self._raw = handle_of(textpage.raw)
        self._rect, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._matrix_of = load_call("FPDFText_GetMatrix")
        self._size_of = load_call("FPDFText_GetFontSize", ctypes.c_double)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._pointers = [ctypes.byref(part) for part in (self._rect, self._matrix, self._x, self._y)]
        self._font_of = load_call("FPDFText_GetFontInfo")
        self._name, self._name_size = ctypes.create_string_buffer(128), ctypes.c_size_t(128)
        self._fonts: dict[bytes, tuple[bool, bool]] = {}
        self._styles: dict[int, _Style] = {}
        self._object_of = load_call("FPDFText_GetTextObject", ctypes.c_void_p)
        self._loose = load_call("FPDFText_GetLooseCharBox")
        self._origin = load_call("FPDFText_GetCharOrigin")
        self.text = self._read_text(textpage.count_chars())
        self._among_boxes = ticks.has_boxes(self.text)

    def _read_text(self, count: int) -> str:
        """The page's characters, one for each of PDFium's indexes; NUL for what is none."""
        buffer = (ctypes.c_ushort * (count + 1))()
        load_call("FPDFText_GetText")(self._raw, 0, count, ctypes.byref(buffer))
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="surrogatepass")
        if len(text) == count and "\0" not in text:
            return text
        codes = [load_call("FPDFText_GetUnicode", ctypes.c_uint)(self._raw, index) for index in range(count)]
        return "".join(chr(code) if 0 < code < 0x110000 else "\0" for code in codes)

    def read_word(self, start: int, end: int) -> Run | None:
        """The letters from start to end as one word, from its first and last letter; None where that would not do."""
        key = self._object_of(self._raw, start)
        if key is None or (end - start > 1 and self._object_of(self._raw, end - 1) != key):
            return None
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self.read_style(start)
        if not style.plain:
            return None
        rect, angle = self._rect, style.angle
        self._loose(self._raw, start, self._pointers[0])
        first = (rect.left, rect.right) if angle in (0, 180) else (rect.bottom, rect.top)
        if end - start > 1:
            self._loose(self._raw, end - 1, self._pointers[0])
        last = (rect.left, rect.right) if angle in (0, 180) else (rect.bottom, rect.top)
        if angle in (180, 270):
            first, last = last, first
        if last[1] - first[0] > (end - start) * style.em or last[0] < first[0]:
            return None
        return self._make_run(start, end, style, self._box(style, first[0], last[1]))

    def _make_run(self, start: int, end: int, style: _Style, box: Box) -> Run:
        """A word whose letters all stand on one line."""
        text = self.text[start:end]
        hyphen = False
        if not text.isascii() or "\x02" in text:
            hyphen = end - start > 1 and text[-1] in _HYPHENS
            text = unicodedata.normalize("NFC", text.translate(_PLAIN))
        return Run(text, box, _Edges(self, start, end - start, text, style), style.em, style.bold, hyphen, style.angle)

    def read_letters(self, start: int, end: int) -> list[Run]:
        """The words from start to end, letter by letter: what is set of several pieces, in symbols, or aslant."""
        runs: list[Run] = []
        word = _Open()
        for index in range(start, end):
            char = self.text[index]
            glyph = self.read_symbol(index, char)
            base, box = self.read_place(index, word.style)
            if word.letters and (glyph in _TICKS or word.is_left_by(base, box)):
                word = _close(word, runs)
            if not word.letters:
                word.style = self.read_style(index)
                base, box = self.read_place(index, word.style)
            word.hyphen = char in _HYPHENS
            raised = glyph.isdigit() and base - word.style.base > 0.2 * word.style.em
            word.letters.append("-" if word.hyphen else glyph.translate(_RAISED) if raised else glyph)
            word.boxes.append(box)
            if glyph in _TICKS:
                word = _close(word, runs)
        _close(word, runs)
        return runs

    def read_place(self, index: int, style: _Style) -> tuple[float, Box]:
        """Baseline of a letter and its box: its advance along the line, the height of its word's font across."""
        base = self._read_base(index, style.angle)
        self._loose(self._raw, index, self._pointers[0])
        rect = self._rect
        if style.angle in (0, 180):
            return base, self._box(style, rect.left, rect.right)
        return base, self._box(style, rect.bottom, rect.top)

    def _box(self, style: _Style, begin: float, end: float) -> Box:
        """The box of letters that reach from `begin` to `end` along their line."""
        low, high = style.base - _UNDER * style.em, style.base + _OVER * style.em
        if style.angle == 0:
            return self._turn(begin, low, end, high)
        if style.angle == 180:
            return self._turn(begin, -high, end, -low)
        if style.angle == 90:
            return self._turn(-high, begin, -low, end)
        return self._turn(low, begin, high, end)

    def _read_base(self, index: int, angle: int) -> float:
        """Where the baseline of a letter runs, measured along the letter's own way up."""
        self._origin(self._raw, index, self._pointers[2], self._pointers[3])
        if angle == 0:
            return self._y.value
        return {90: -self._x.value, 180: -self._y.value, 270: self._x.value}[angle]

    def read_symbol(self, index: int, char: str) -> str:
        """The letter as page text has it: ligatures undone, boxes as ☒ ☐, symbol fonts by their names."""
        if char < "\x80" and char not in "oqrxnRQT48*":
            return char
        if char in ticks.SYMBOL_LETTERS and self._font(index)[1]:
            return ticks.read_glyph(ticks.SYMBOL_LETTERS[char], self._among_boxes)
        if char in ticks.ALL_GLYPHS or char in ticks.PRIVATE_USE:
            return ticks.read_glyph(char, self._among_boxes)
        if char in _DASHES:
            return "-"
        return _LIGATURES.get(char, char)

    def read_style(self, index: int) -> _Style:
        """Baseline, size, weight and direction of the word that a letter begins."""
        self._matrix_of(self._raw, index, self._pointers[1])
        a, b, c, d = self._matrix.a, self._matrix.b, self._matrix.c, self._matrix.d
        angle = (0 if a >= 0 else 180) if abs(a) >= abs(b) else 90 if b > 0 else 270
        em = self._size_of(self._raw, index) * math.hypot(c, d)
        bold, symbols = self._font(index)
        plain = not symbols and min(abs(a), abs(b)) < 1e-6 * max(abs(a), abs(b))
        return _Style(self._read_base(index, angle), min(max(em, 1.0), 300.0), bold, angle, plain)

    def _font(self, index: int) -> tuple[bool, bool]:
        """Whether the font is bold, and whether it is one of symbols, by its name."""
        self._font_of(self._raw, index, self._name, self._name_size, None)
        name = self._name.value
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
        runs.append(Run(text, box, _spread(text, boxes), word.style.em, word.style.bold, word.hyphen and len(text) > 1, word.style.angle))
    return _Open()


def _spread(text: str, boxes: list[Box]) -> tuple[float, ...]:
    """Left edges of the letters of the final text, and the last right edge; evenly spread where letters were joined."""
    if len(text) == len(boxes):
        return (*(box.x0 for box in boxes), boxes[-1].x1)
    left, right = boxes[0].x0, boxes[-1].x1
    return tuple(left + (right - left) * at / len(text) for at in range(len(text) + 1))


def split_run(run: Run, at: float) -> Iterator[Run]:
    """A word cut in two where a ruling line at x `at` goes through it."""
    cut = sum(1 for left, right in zip(run.edges, run.edges[1:], strict=False) if (left + right) / 2 < at)
    for text, edges in ((run.text[:cut], run.edges[: cut + 1]), (run.text[cut:], run.edges[cut:])):
        if text.strip():
            yield Run(
                text, Box(edges[0], run.box.top, edges[-1], run.box.bottom), edges, run.size, run.bold, run.hyphen and text.endswith("-")
            )
