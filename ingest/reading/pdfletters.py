"""PDFium's letters: where each stands, how it is set, and words that must be read letter by letter."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from operator import sub
from typing import Any

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.frames import Frame
from ingest.reading.pdfium import handle_of, load_call, load_getter, read_floats, read_origins
from ingest.reading.shapes import Run

LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
HYPHENS = "\x02\ufffe\u00ad"
DASHES = "\u2010\u2011"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A font's box over and under the baseline, as shares of its size: fonts' own figures differ too much to compare lines.
_OVER, _UNDER = 0.76, 0.24
_OTHER_LINE = 0.6  # of the font size
_RAISE = 0.2  # of the font size: what stands higher is a footnote's mark
_TICKS = (ticks.YES, ticks.NO, ticks.DOUBTFUL)
_BOLD = ("bold", "black", "heavy", "semibd", "demi", ",bd")


@dataclass(slots=True)
class Style:
    """How a word is set: baseline (along its own up axis) and font size in points, bold, direction in degrees (0, 90, 180, 270).

    `plain` where all letters of a text object stand on that baseline and none is a symbol: upright or level, no symbol font.
    `low` and `high` are how far the letters reach down and up, measured like the baseline.
    """

    base: float
    em: float
    bold: bool
    angle: int
    plain: bool
    low: float
    high: float

    @classmethod
    def of(cls, base: float, em: float, bold: bool, angle: int, plain: bool) -> Style:
        """The style of a baseline and font size."""
        return cls(base, em, bold, angle, plain, base - _UNDER * em, base + _OVER * em)


@dataclass(slots=True)
class _Ahead:
    """What PDFium says of the letters of one word on a page that is not rotated, and the letters that mean what they are."""

    style: Style
    begins: list[float]
    ends: list[float]
    bases: list[float]
    ordinary: frozenset[str]


@dataclass(slots=True)
class _Level:
    """A word on a level line that is being read: its letters, from where to where each reaches, and the character of the last."""

    letters: list[str] = field(default_factory=list)
    begins: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    last: str = ""


@dataclass(slots=True)
class _Open:
    """A word that is being read, letter by letter."""

    style: Style = field(default_factory=lambda: Style.of(0.0, 0.0, False, 0, False))
    letters: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    hyphen: bool = False

    def is_left_by(self, base: float, box: Box) -> bool:
        """Whether a letter with this baseline and box begins a new word although no space stands before it."""
        em = self.style.em
        if abs(base - self.style.base) > _OTHER_LINE * em:
            return True
        last = self.boxes[-1]
        along = box.x0 - last.x1 if box.top == last.top else max(last.top - box.bottom, box.top - last.bottom)
        return along > 0.4 * em or along < -1.5 * em


class LetterReader:
    """Reads letters of one PDFium text page through its C interface, in the coordinates of a frame."""

    def __init__(self, textpage: Any, frame: Frame) -> None:
        import pypdfium2.raw as pdfium

        self._page, self._turn = textpage, frame.turn  # the text page is kept from being collected
        self.frame = frame
        self._raw = handle_of(textpage.raw)
        self._object_of = load_call("FPDFText_GetTextObject", ctypes.c_void_p)
        self._loose, self._origin = load_call("FPDFText_GetLooseCharBox"), load_call("FPDFText_GetCharOrigin")
        self._matrix_of, self._size_of = load_call("FPDFText_GetMatrix"), load_call("FPDFText_GetFontSize", ctypes.c_double)
        self._rect = pdfium.FS_RECTF()
        self._to_rect = ctypes.byref(self._rect)
        self._fonts: dict[int | None, tuple[bool, bool]] = {}  # by PDFium's pointer: bold, of symbols
        self.text = self._read_text(textpage.count_chars())
        self._styles: dict[tuple[Any, ...], Style] = {}  # of level text, by all that they follow from: words of a line share one
        self._among_boxes: bool | None = None
        self._ahead: dict[int, _Ahead] = {}

    def _read_text(self, count: int) -> str:
        """The page's characters, one for each of PDFium's indexes; NUL for what is none."""
        buffer = (ctypes.c_ushort * (count + 1))()
        load_call("FPDFText_GetText")(self._raw, 0, count, ctypes.byref(buffer))
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="surrogatepass")
        if len(text) == count and "\0" not in text:
            return text
        codes = [load_call("FPDFText_GetUnicode", ctypes.c_uint)(self._raw, index) for index in range(count)]
        return "".join(chr(code) if 0 < code < 0x110000 else "\0" for code in codes)

    def read_owners(self, indexes: Iterable[int]) -> list[int | None]:
        """The text object that each letter is of; None for letters that PDFium made up."""
        return list(map(self._object_of, repeat(self._raw), indexes))

    def read_rects(self, indexes: Sequence[int]) -> tuple[list[float], ...]:
        """Left, top, right and bottom of letters in PDF space, with what the font leaves free around them."""
        values = read_floats(self._loose, self._raw, indexes, 4)
        return values[0::4], values[1::4], values[2::4], values[3::4]

    def read_styles(self, indexes: Sequence[int], owners: Sequence[int | None] = ()) -> list[Style]:
        """Baseline, size, weight and direction of the words that some letters begin; `owners` are their text objects, if known."""
        values = read_floats(self._matrix_of, self._raw, indexes, 6)
        points = read_origins(self._origin, self._raw, indexes)
        sizes = map(self._size_of, repeat(self._raw), indexes)
        fonts = self._read_fonts(indexes, owners or self.read_owners(indexes))
        styles: list[Style] = []
        known = self._styles
        rows = zip(values[0::6], values[1::6], values[2::6], values[3::6], points[1::2], sizes, fonts, strict=True)
        for x, row in zip(points[0::2], rows, strict=True):
            style = known.get(row)
            if style is None:
                a, b, c, d, y, size, (bold, symbols) = row
                em = min(max(size * math.hypot(c, d), 1.0), 300.0)
                if b == 0 and a > 0:
                    style = known[row] = Style.of(y, em, bold, 0, not symbols)
                else:
                    angle = (0 if a >= 0 else 180) if abs(a) >= abs(b) else 90 if b > 0 else 270
                    plain = not symbols and min(abs(a), abs(b)) < 1e-6 * max(abs(a), abs(b))
                    style = Style.of(_base(angle, x, y), em, bold, angle, plain)
            styles.append(style)
        return styles

    def find_apart(self, firsts: Sequence[int], indexes: Sequence[int]) -> list[bool]:
        """Whether letters stand on another line than the words that they are of, given by their first letters. Not of rotated pages."""
        bases = read_origins(self._origin, self._raw, indexes)[1::2]
        styles = self.read_styles(firsts)
        return [not style.angle and abs(base - style.base) > _OTHER_LINE * style.em for style, base in zip(styles, bases, strict=True)]

    def read_ahead(self, spans: Sequence[tuple[int, int]]) -> None:
        """Ask PDFium in one go for all that `read_letters` will want to know of some words, given by first and last letter."""
        if self.frame.rotation or not spans:
            return
        indexes = [index for first, last in spans for index in range(first, last + 1)]
        begins, _, ends, _ = self.read_rects(indexes)
        bases = read_origins(self._origin, self._raw, indexes)[1::2]
        owners = self.read_owners(indexes)
        known = dict(zip(owners, indexes, strict=True))
        fonts = zip(known, self._read_fonts(list(known.values()), list(known)), strict=True)
        symbols = {owner for owner, (_, of_symbols) in fonts if of_symbols}
        at = 0
        for (first, last), style in zip(spans, self.read_styles([first for first, _ in spans]), strict=True):
            end = at + last + 1 - first
            ordinary = _ordinary(not symbols.isdisjoint(owners[at:end]))
            self._ahead[first] = _Ahead(style, begins[at:end], ends[at:end], bases[at:end], ordinary)
            at = end

    def read_letters(self, start: int, end: int) -> list[Run]:
        """The words from start to end, letter by letter: what is set of several pieces, in symbols, or aslant."""
        runs: list[Run] = []
        if not self.frame.rotation:
            start = self._read_level(start, end, runs)
        word = _Open()
        for index in range(start, end):
            char = self.text[index]
            glyph = self._read_symbol(index, char)
            base, box = self.read_place(index, word.style)
            if word.letters and (glyph in _TICKS or word.is_left_by(base, box)):
                word = _close(word, runs)
            if not word.letters:
                word.style = self.read_styles((index,))[0]
                base, box = self.read_place(index, word.style)
            word.hyphen = char in HYPHENS
            raised = glyph.isdigit() and base - word.style.base > _RAISE * word.style.em
            word.letters.append("-" if word.hyphen else glyph.translate(_RAISED) if raised else glyph)
            word.boxes.append(box)
            if glyph in _TICKS:
                word = _close(word, runs)
        _close(word, runs)
        return runs

    def _read_level(self, start: int, end: int, runs: list[Run]) -> int:
        """The same for level lines on a page that is not rotated; returns the first letter that stands on another one."""
        if start not in self._ahead:
            self.read_ahead([(start, end - 1)])
        ahead = self._ahead.pop(start)
        if (run := self._read_whole(self.text[start:end], ahead)) is not None:
            runs.append(run)
            return end
        style, left = ahead.style, self.frame.left
        word, tick = _Level(), False
        for index, begin, stop, base in zip(range(start, end), ahead.begins, ahead.ends, ahead.bases, strict=True):
            glyph = char = self.text[index]
            alone, tick = tick, False  # a tick box is a word of its own
            if char not in ahead.ordinary:
                glyph = "-" if char in HYPHENS else self._read_symbol(index, char)
                tick = glyph in _TICKS
            x0, em = begin - left, style.em
            apart = abs(base - style.base) > _OTHER_LINE * em
            if word.letters and (tick or alone or apart or not -1.5 * em <= x0 - word.ends[-1] <= 0.4 * em):
                self._close_level(word, style, runs)
                word = _Level()
            if not word.letters:
                style = style if index == start else self.read_styles((index,))[0]
                if style.angle:
                    return index
            word.last = char
            word.letters.append(glyph.translate(_RAISED) if base - style.base > _RAISE * style.em and glyph.isdigit() else glyph)
            word.begins.append(x0)
            word.ends.append(stop - left)
        self._close_level(word, style, runs)
        return end

    def _read_whole(self, text: str, ahead: _Ahead) -> Run | None:
        """A word of ordinary letters on one line, none far from the one before it, as most are; None for others."""
        style, begins, ends = ahead.style, ahead.begins, ahead.ends
        low, high = style.base - 0.6 * style.em, style.base + _RAISE * style.em
        if style.angle or not ahead.ordinary.issuperset(text) or min(ahead.bases) < low or max(ahead.bases) > high:
            return None
        gaps = list(map(sub, begins[1:], ends))
        if gaps and not (max(gaps) <= 0.4 * style.em and min(gaps) >= -1.5 * style.em):
            return None
        left, text = self.frame.left, unicodedata.normalize("NFC", text)
        box = Box(min(begins) - left, self.frame.top - style.high, max(ends) - left, self.frame.top - style.low)
        edges = spread(text, [begin - left for begin in begins] if left else begins, ends[-1] - left)
        return Run(text, box, edges, style.em, style.bold)

    def _close_level(self, word: _Level, style: Style, runs: list[Run]) -> None:
        """Finish a word of a level line."""
        text = unicodedata.normalize("NFC", "".join(word.letters))
        if text.strip():
            box = Box(min(word.begins), self.frame.top - style.high, max(word.ends), self.frame.top - style.low)
            edges = spread(text, word.begins, word.ends[-1])
            runs.append(Run(text, box, edges, style.em, style.bold, word.last in HYPHENS and len(text) > 1, 0))

    def read_edges(self, start: int, end: int, style: Style, text: str) -> tuple[float, ...]:
        """The left edges of the letters of a word on one line and the right edge of the last, as seen."""
        places = [self.read_place(index, style)[1] for index in range(start, end)]
        return spread(text, [box.x0 for box in places], places[-1].x1)

    def read_place(self, index: int, style: Style) -> tuple[float, Box]:
        """Baseline of a letter and its box: its advance along the line, the height of its word's font across."""
        x, y = read_origins(self._origin, self._raw, (index,))
        self._loose(self._raw, index, self._to_rect)
        rect = self._rect
        level = style.angle in (0, 180)
        return _base(style.angle, x, y), self.box(style, *((rect.left, rect.right) if level else (rect.bottom, rect.top)))

    def box(self, style: Style, begin: float, end: float) -> Box:
        """The box of letters that reach from `begin` to `end` along their line."""
        low, high = style.low, style.high
        if style.angle == 0:
            return self._turn(begin, low, end, high)
        if style.angle == 180:
            return self._turn(begin, -high, end, -low)
        if style.angle == 90:
            return self._turn(-high, begin, -low, end)
        return self._turn(low, begin, high, end)

    def _read_symbol(self, index: int, char: str) -> str:
        """The letter as page text has it: ligatures undone, boxes as ☒ ☐, symbol fonts by their names."""
        if char < "\x80" and char not in "oqrxnRQT48*":
            return char
        if char in ticks.SYMBOL_LETTERS and self._read_fonts((index,), self.read_owners((index,)))[0][1]:
            return ticks.read_glyph(ticks.SYMBOL_LETTERS[char], self._is_among_boxes())
        if char in ticks.ALL_GLYPHS or char in ticks.PRIVATE_USE:
            return ticks.read_glyph(char, self._is_among_boxes())
        if char in DASHES:
            return "-"
        return LIGATURES.get(char, char)

    def _is_among_boxes(self) -> bool:
        """Whether the page has glyphs that are tick boxes for certain."""
        if self._among_boxes is None:
            self._among_boxes = ticks.has_boxes(self.text)
        return self._among_boxes

    def _read_fonts(self, indexes: Sequence[int], owners: Sequence[int | None]) -> list[tuple[bool, bool]]:
        """Whether the fonts of some letters and their text objects are bold, and whether they are of symbols, by their names."""
        fonts = list(map(load_getter("FPDFTextObj_GetFont"), owners))
        known = self._fonts
        for index, font in zip(indexes, fonts, strict=True) if not known.keys() >= set(fonts) else ():
            if font not in known:
                name = ctypes.create_string_buffer(128)
                load_call("FPDFText_GetFontInfo")(self._raw, index, name, ctypes.c_size_t(128), None)
                text = name.value.decode("utf-8", errors="replace")
                known[font] = (any(mark in text.lower() for mark in _BOLD), ticks.SYMBOL_FONTS.search(text) is not None)
        return list(map(known.__getitem__, fonts))


@cache
def _ordinary(among_symbols: bool) -> frozenset[str]:
    """Letters that mean what they are, among those that are usual; in symbol fonts some stand for boxes."""
    usual = frozenset(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x250)))).union("–—‘’‚“”„…•€") - frozenset(HYPHENS)
    return usual - frozenset(ticks.SYMBOL_LETTERS) if among_symbols else usual


def _base(angle: int, x: float, y: float) -> float:
    """Where the baseline of a letter with this origin runs, measured along the letter's own way up."""
    return {0: y, 90: -x, 180: -y, 270: x}[angle]


def _close(word: _Open, runs: list[Run]) -> _Open:
    """Finish the open word, if any, and begin a new one."""
    text = unicodedata.normalize("NFC", "".join(word.letters))
    if text and text.strip():
        boxes, style = word.boxes, word.style
        box = Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))
        edges = spread(text, [b.x0 for b in boxes], boxes[-1].x1)
        runs.append(Run(text, box, edges, style.em, style.bold, word.hyphen and len(text) > 1, style.angle))
    return _Open()


def spread(text: str, begins: list[float], right: float) -> tuple[float, ...]:
    """Left edges of the letters of the final text, and the last right edge; evenly spread where letters were joined."""
    if len(text) == len(begins):
        return (*begins, right)
    left = begins[0]
    return tuple(left + (right - left) * at / len(text) for at in range(len(text) + 1))
