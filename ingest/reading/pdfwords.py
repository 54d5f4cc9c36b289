"""PDFium's characters as words with boxes: glyphs mapped, generated breaks kept, rotated pages turned upright."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, count, repeat
from operator import add, sub
from typing import Any, overload

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.frames import Frame, make_box
from ingest.reading.pdfletters import DASHES, HYPHENS, LIGATURES, LetterReader, Style
from ingest.reading.shapes import Printed, Run, Strip

Turn = Callable[[float, float, float, float], Box]

_SPACES = frozenset("\t\r\n\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b\0")
_PLAIN = {**LIGATURES, **dict.fromkeys(HYPHENS + DASHES, "-")}  # letters that change
_ODD = ticks.ALL_GLYPHS | set(ticks.PRIVATE_USE) | {ticks.YES, ticks.NO, ticks.DOUBTFUL}  # glyphs that are read one by one
_CLOSE = 8.0  # points between words of a strip: less than a gutter


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


@dataclass(slots=True)
class _Words:
    """The words of a page in columns: number of first and last letter, text, style."""

    reader: LetterReader
    firsts: list[int]
    lasts: list[int]
    texts: list[str]
    styles: list[Style | None]

    def make(self, strip: Strip) -> tuple[Run, ...]:
        """The words of a strip one by one."""
        return tuple(self.make_run(at, box) for at, box in enumerate(strip.make_boxes(), strip.start))

    def make_strip(self, start: int, end: int, x0s: list[float], x1s: list[float]) -> Strip:
        """The words from `start` on, before `end`."""
        style, top = self.styles[start], self.reader.frame.top
        assert style is not None
        box = make_box(x0s[start], top - style.high, x1s[end - 1], top - style.low)
        return Strip(box, style.em, style.bold, self.texts[start:end], x0s[start:end], x1s[start:end], self.make, start)

    def make_run(self, at: int, box: Box) -> Run:
        """A word of one piece."""
        text, style = self.texts[at], self.styles[at]
        assert style is not None
        first, last = self.firsts[at], self.lasts[at]
        edges = _Edges((self.reader, first, last, style), text)
        return Run(text, box, edges, style.em, style.bold, first < last and self.reader.text[last] in HYPHENS, style.angle)


def read_runs(textpage: Any, frame: Frame) -> list[Printed]:
    """The words of a page in PDFium's order, in the coordinates of a frame; those that stand close on one line in strips.

    The text page must stay open as long as the words are in use.
    """
    reader = LetterReader(textpage, frame)
    text = reader.text
    seen = set(text)  # a page has some eighty different characters
    texts, firsts, lasts = _find_words(text, seen)
    for hyphen in seen.intersection(HYPHENS) if not frame.rotation else ():
        _part_broken(reader, hyphen, texts, firsts, lasts)
    styles = _find_styles(reader, firsts, lasts)
    if not _ODD.isdisjoint(seen):
        styles = [style if _ODD.isdisjoint(word) else None for word, style in zip(texts, styles, strict=True)]
    if not _PLAIN.keys().isdisjoint(seen) or not unicodedata.is_normalized("NFC", text):
        texts = _plain_texts(texts, seen)
    return _make_runs(_Words(reader, firsts, lasts, texts, styles))


def _find_words(text: str, seen: set[str]) -> tuple[list[str], list[int], list[int]]:
    """The words of a text and where each one's first and last letter stands; spaces and codes that are no character part them."""
    for space in seen & _SPACES:
        text = text.replace(space, " ")
    if max(seen, default="") >= "\ud800":
        text = re.sub("[\ud800-\udfff]", " ", text)
    parts = text.split(" ")
    lengths = list(map(len, parts))
    ends = list(map(add, accumulate(lengths), count(-1)))  # of the last letter; a space is before all but the first part
    firsts = compress(map(sub, ends, map(sub, lengths, repeat(1))), lengths)
    return list(filter(None, parts)), list(firsts), list(compress(ends, lengths))


def _part_broken(reader: LetterReader, hyphen: str, texts: list[str], firsts: list[int], lasts: list[int]) -> None:
    """Part words whose second half stands on the next line: then each half is set in one piece, as most words are."""
    broken = [at for at, text in enumerate(texts) if hyphen in text and text.index(hyphen) + 1 < len(text)]
    starts = [firsts[at] + texts[at].index(hyphen) + 1 for at in broken]
    for at, start, apart in reversed(list(zip(broken, starts, reader.find_apart([firsts[at] for at in broken], starts), strict=True))):
        if apart:
            cut = start - firsts[at]
            texts[at : at + 1] = texts[at][:cut], texts[at][cut:]
            firsts.insert(at + 1, start)
            lasts.insert(at, start - 1)


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


def _plain_texts(texts: list[str], seen: set[str]) -> list[str]:
    """Words as page text has them: ligatures undone, hyphens of all kinds as "-"."""
    text = " ".join(texts)
    for letter in seen & _PLAIN.keys():
        text = text.replace(letter, _PLAIN[letter])
    return unicodedata.normalize("NFC", text).split(" ")


def _make_runs(words: _Words) -> list[Printed]:
    """Words from their first and last letters, close ones in strips; letter by letter where that does not do."""
    reader, firsts, lasts, styles = words.reader, words.firsts, words.lasts, words.styles
    runs: list[Printed] = []
    reader.read_ahead([(first, last) for first, last, style in zip(firsts, lasts, styles, strict=True) if style is None or not style.plain])
    begins, others = reader.read_rects(firsts), reader.read_rects(lasts)
    left, level = reader.frame.left, not reader.frame.rotation
    x0s, x1s = begins[0], others[2]
    if left:
        x0s, x1s = [x0 - left for x0 in x0s], [x1 - left for x1 in x1s]
    known: Style | None = None
    plain, start, em, before, right = False, -1, 0.0, 0.0, 0.0  # of the open strip: its first word, where its last one begins and ends
    rows = zip(firsts, lasts, styles, begins[0], others[0], others[2], x0s, x1s, strict=True)
    for at, (first, last, style, begin, other, end, x0, x1) in enumerate(rows):
        if style is not known:  # most words are set like the one before
            if start >= 0 and not (known and style and _is_alike(known, style)):
                runs.append(words.make_strip(start, at, x0s, x1s))
                start = -1
            plain = style is not None and level and style.plain and not style.angle
            known, em = style, style.em if style else 0.0
        if plain and end - begin <= (last + 1 - first) * em and other >= begin:
            if start >= 0 and not (before <= x0 <= right + em and x0 < right + _CLOSE and right <= x1):
                runs.append(words.make_strip(start, at, x0s, x1s))
                start = -1
            if start < 0:
                start = at
            before, right = x0, x1
            continue
        if start >= 0:
            runs.append(words.make_strip(start, at, x0s, x1s))
            start = -1
        if style is None or not style.plain or plain:
            runs += reader.read_letters(first, last + 1)
            continue
        if style.angle:
            begin, other, end = _find_reach(style.angle, [side[at] for side in begins], [side[at] for side in others])
        if end - begin <= (last + 1 - first) * em and other >= begin:
            runs.append(words.make_run(at, reader.box(style, begin, end)))
        else:
            runs += reader.read_letters(first, last + 1)
    if start >= 0:
        runs.append(words.make_strip(start, len(firsts), x0s, x1s))
    return runs


def _is_alike(style: Style, other: Style) -> bool:
    """Whether words of two pieces of text may be in one strip."""
    return (
        style.em == other.em
        and style.high == other.high
        and style.low == other.low
        and style.bold == other.bold
        and other.plain
        and not other.angle
    )


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
