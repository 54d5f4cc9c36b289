"""PDFium's characters as words with boxes: glyphs mapped, generated breaks kept, rotated pages turned upright."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from typing import Any, overload

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.frames import Frame, make, set_bottom, set_top, set_x0, set_x1
from ingest.reading.pdfletters import DASHES, HYPHENS, LIGATURES, LetterReader, Style
from ingest.reading.shapes import Run

Turn = Callable[[float, float, float, float], Box]

_SPACES = " \t\r\n\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b"
_PLAIN = str.maketrans({**LIGATURES, **dict.fromkeys(HYPHENS + DASHES, "-")})


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What a word is made of (no spaces, no codes that are no character), glyphs that are read one by one, letters that change."""
    odd = "".join(sorted(ticks.ALL_GLYPHS | set(ticks.PRIVATE_USE) | {ticks.YES, ticks.NO, ticks.DOUBTFUL}))
    changing = "".join([*LIGATURES, HYPHENS, DASHES])
    return re.compile(f"[^{_SPACES}\0\ud800-\udfff]+"), re.compile(f"[{odd}]"), re.compile(f"[{changing}]")


class _Edges(Sequence[float]):
    """The edges of a word's letters, asked of PDFium when they are needed: only a word that something cuts needs them."""

    __slots__ = ("_source", "_text", "_values")

    def __init__(self, source: tuple[LetterReader, int, int, Style], text: str) -> None:
        self._source, self._text = source, text

    def _read(self) -> tuple[float, ...]:
        try:
            return self._values
        except AttributeError:
            reader, first, last, style = self._source
            self._values: tuple[float, ...] = reader.read_edges(first, last + 1, style, self._text)
            return self._values

    @overload
    def __getitem__(self, at: int) -> float: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[float, ...]: ...
    def __getitem__(self, at: int | slice) -> float | tuple[float, ...]:
        return self._read()[at]

    def __len__(self) -> int:
        return len(self._text) + 1


def read_runs(textpage: Any, frame: Frame) -> list[Run]:
    """The words of a page in PDFium's order, in the coordinates of a frame.

    The text page must stay open as long as the words are in use.
    """
    reader = LetterReader(textpage, frame)
    words, odd, changing = _patterns()
    text = reader.text
    texts = words.findall(text)
    firsts, lasts = _find_ends(texts, words.split(text))
    styles = _find_styles(reader, firsts, lasts)
    if odd.search(text):
        styles = [None if odd.search(word) else style for word, style in zip(texts, styles, strict=True)]
    hyphens = [False] * len(texts)
    if changing.search(text) or not unicodedata.is_normalized("NFC", text):
        texts = list(map(_plain_text, texts))
        hyphens = [start < last and text[last] in HYPHENS for start, last in zip(firsts, lasts, strict=True)]
    return _make_runs(reader, firsts, lasts, styles, texts, hyphens)


def _find_ends(texts: list[str], between: list[str]) -> tuple[list[int], list[int]]:
    """Where each word's first and last letter stands, from the words and what stands before, between and after them."""
    steps = list(accumulate(chain.from_iterable(zip(map(len, between), map(len, texts), strict=False))))
    return steps[0::2], [end - 1 for end in steps[1::2]]


def _find_styles(reader: LetterReader, firsts: list[int], lasts: list[int]) -> list[Style | None]:
    """How each word is set that is one piece of text; None for words of several pieces."""
    owners = reader.read_owners(firsts)
    # A piece's letters follow each other: where the next word begins in the same piece, this one ends in it.
    ends = [at for at, (owner, after) in enumerate(zip(owners, [*owners[1:], None], strict=False)) if owner != after]
    for at, owner in zip(ends, reader.read_owners([lasts[at] for at in ends]), strict=True):
        if owner != owners[at]:
            owners[at] = None
    earliest = dict(zip(reversed(owners), reversed(firsts), strict=True))
    earliest.pop(None, None)
    styles = dict(zip(earliest, reader.read_styles(list(earliest.values()), list(earliest)), strict=True))
    return [styles.get(owner) for owner in owners]


def _plain_text(text: str) -> str:
    """A word as page text has it: ligatures undone, hyphens of all kinds as "-"."""
    return text if text.isascii() and "\x02" not in text else unicodedata.normalize("NFC", text.translate(_PLAIN))


def _make_runs(
    reader: LetterReader, firsts: list[int], lasts: list[int], styles: list[Style | None], texts: list[str], hyphens: list[bool]
) -> list[Run]:
    """Words from their first and last letters; letter by letter where that does not do."""
    runs: list[Run] = []
    reader.read_ahead([(first, last) for first, last, style in zip(firsts, lasts, styles, strict=True) if style is None or not style.plain])
    left, top, level = reader.frame.left, reader.frame.top, not reader.frame.rotation
    begins, others = reader.read_rects(firsts), reader.read_rects(lasts)
    rows = zip(firsts, lasts, styles, texts, hyphens, begins[0], others[0], others[2], strict=True)
    add, known, high, low = runs.append, None, 0.0, 0.0
    for at, (first, last, style, text, hyphen, begin, other, end) in enumerate(rows):
        if style is not None and style.plain:
            if style is not known:  # most words are set like the one before
                known, angle, em, bold, high, low = style, style.angle, style.em, style.bold, top - style.high, top - style.low
            if angle:
                begin, other, end = _find_reach(angle, [side[at] for side in begins], [side[at] for side in others])
            if end - begin <= (last + 1 - first) * em and other >= begin:
                if level and not angle:
                    box = make(Box)  # what Box(…) does, in half the time
                    set_x0(box, begin - left)
                    set_top(box, high)
                    set_x1(box, end - left)
                    set_bottom(box, low)
                else:
                    box = reader.box(style, begin, end)
                add(Run(text, box, _Edges((reader, first, last, style), text), em, bold, hyphen, angle))
                continue
        runs += reader.read_letters(first, last + 1)
    return runs


def _find_reach(angle: int, first: list[float], last: list[float]) -> tuple[float, float, float]:
    """Where a word's first letter begins, where its last one does and where that ends, along a line of any direction."""
    if angle in (180, 270):
        first, last = last, first
    low, high = (0, 2) if angle == 180 else (3, 1)  # a rectangle is left, top, right, bottom
    return first[low], last[low], last[high]


def split_run(run: Run, at: float) -> Iterator[Run]:
    """A word cut in two where a ruling line at x `at` goes through it."""
    cut = sum(1 for left, right in zip(run.edges, run.edges[1:], strict=False) if (left + right) / 2 < at)
    for text, edges in ((run.text[:cut], run.edges[: cut + 1]), (run.text[cut:], run.edges[cut:])):
        if text.strip():
            yield Run(
                text, Box(edges[0], run.box.top, edges[-1], run.box.bottom), edges, run.size, run.bold, run.hyphen and text.endswith("-")
            )
