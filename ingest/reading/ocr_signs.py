"""What the pieces of a word's picture tell that Tesseract did not: where numbers part, and which letters are capitals.

"178 - 28 00" is read as "178-2800": digits of one font are set at one pitch, so the distance of their middles tells a space better than
the white between them, which is wide around every "1". What parts into groups of three is one number however it is set: it stays whole.

"VZÄ" is read as "vzÄ", "TOP" as "ToP": letters that have one shape in both cases are capitals where they are as high as a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from ingest.reading.ocr_image import Scan, find_threshold
from ingest.reading.ocr_tesseract import Seen

_FEWEST = 3  # digits that tell their pitch
_WHITE, _STEP = 0.28, 1.33  # of a digit's height between two numbers; of the pitch between their middles
_TALL, _BROAD = 0.8, 0.85  # of the highest sign in the word, and of a digit's height: what a digit is
_THOUSANDS = re.compile(r"(?:\d{3})+(?!\d)")  # how all parts of one number begin but the first
_ALIKE = "cosuvwxzp"  # letters of one shape in both cases
_DOTTED = "ÄÖÜ"
_DOTS = 0.22  # of a letter's height with its dots
_LOWER = 0.12  # of a capital's height; small letters without a stem begin 0.25 lower
_EDGE = 0.25  # of a letter's place that may show its neighbour
_MIXED = re.compile(rf"[{_ALIKE}A-ZÄÖÜ]{{2,5}}")


@dataclass(frozen=True, slots=True)
class _Sign:
    """What stands in one piece in a word's picture, from the left: its sides and height in pixels, and whether it may be a digit."""

    x0: float
    x1: float
    high: float
    is_digit: bool

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


def mend_words(words: Sequence[Seen], scan: Scan) -> list[Seen]:
    """Words in the pixels of `scan` with their capitals; those that are several numbers in the picture are parted."""
    threshold = find_threshold(scan.pixels)
    return [part for word in words for part in _mend(word, scan.pixels, threshold)]


def _mend(word: Seen, pixels: Any, threshold: float) -> list[Seen]:
    if len(re.findall(r"\d", word.text)) >= _FEWEST and re.search(r"\d{2}", word.text):
        return _part_numbers(word, _find_signs(word, pixels, threshold))
    letters = word.text.strip("|.,:;()")
    if _MIXED.fullmatch(letters) and not letters.isupper() and not letters.islower():
        return [replace(word, text=word.text.replace(letters, _raise_capitals(letters, _cut_out(word, pixels) < threshold)))]
    return [word]


def _raise_capitals(letters: str, dark: Any) -> str:
    """Letters with those small ones raised that begin as high up in the picture of their word as the capitals among them."""
    import numpy

    tops, base = [], 0
    for letter, (x0, x1) in zip(letters, _find_slots(letters, dark), strict=False):
        rows = numpy.flatnonzero(dark[:, x0:x1].any(axis=1)).tolist()
        if rows:
            tops.append(rows[0])
            base = max(base, rows[-1]) if letter.isupper() else base
    if len(tops) != len(letters):
        return letters
    pairs = list(zip(letters, tops, strict=True))
    highest = min(top + (base - top) * (_DOTS if letter in _DOTTED else 0.0) for letter, top in pairs if letter.isupper())
    return "".join(letter.upper() if top <= highest + _LOWER * (base - highest) else letter for letter, top in pairs)


def _find_slots(letters: str, dark: Any) -> list[tuple[int, int]]:
    """The columns of each letter: the word's pieces; where letters touch and the last is a capital, equal parts without their edges."""
    pieces = _find_pieces(dark)
    if len(pieces) == len(letters) or not pieces or not re.fullmatch("[a-z]+[A-ZÄÖÜ]", letters):
        return pieces
    left, wide = pieces[0][0], (pieces[-1][1] - pieces[0][0]) / len(letters)
    edges = [left, *(left + at * wide for at in range(1, len(letters))), pieces[-1][1]]
    inner = [0.0, *(_EDGE * wide for _ in letters[1:]), 0.0]
    return [(round(edges[at] + inner[at]), round(edges[at + 1] - inner[at + 1])) for at in range(len(letters))]


def _part_numbers(word: Seen, signs: Sequence[_Sign]) -> list[Seen]:
    cuts = sorted(set(_find_cuts(word.text, signs)))
    places = [0, *(place for place, _, _ in cuts), len(word.text)]
    texts = [word.text[start:end] for start, end in pairwise(places)]
    if not cuts or all(_THOUSANDS.match(text) for text in texts[1:]):
        return [word]
    lefts, rights = [word.x0, *(x1 for _, _, x1 in cuts)], [*(x0 for _, x0, _ in cuts), word.x1]
    return [replace(word, text=text, x0=x0, x1=x1) for text, x0, x1 in zip(texts, lefts, rights, strict=True)]


def _cut_out(word: Seen, pixels: Any) -> Any:
    return pixels[max(0, int(word.top)) : int(word.bottom) + 1, max(0, int(word.x0)) : int(word.x1) + 1]


def _find_pieces(dark: Any) -> list[tuple[int, int]]:
    """The columns of each piece of ink between columns without any."""
    import numpy

    if not dark.size:
        return []
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], dark.any(axis=0).view(numpy.int8), [0])))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _find_signs(word: Seen, pixels: Any, threshold: float) -> list[_Sign]:
    """The pieces of a word's picture."""
    import numpy

    left, dark = max(0, int(word.x0)), _cut_out(word, pixels) < threshold
    pieces = []
    for x0, x1 in _find_pieces(dark):
        rows = numpy.flatnonzero(dark[:, x0:x1].any(axis=1))
        pieces.append((left + x0, left + x1, int(rows[-1] - rows[0]) + 1))
    most = max((high for _, _, high in pieces), default=0)
    return [_Sign(x0, x1, high, high >= _TALL * most and x1 - x0 <= _BROAD * most) for x0, x1, high in pieces]


def _find_cuts(text: str, signs: Sequence[_Sign]) -> Iterator[tuple[int, float, float]]:
    """Before which character a word parts, and the white there, from x to x."""
    pairs = [(left, right) for left, right in pairwise(signs) if left.is_digit and right.is_digit]
    steps = sorted(right.middle - left.middle for left, right in pairs)
    if len(steps) < _FEWEST - 1:
        return
    pitch, height = steps[len(steps) // 3], max(sign.high for sign in signs)
    for at, (left, right) in enumerate(pairwise(signs), start=1):
        if (left, right) not in pairs or right.x0 - left.x1 < _WHITE * height or right.middle - left.middle < _STEP * pitch:
            continue
        place = _find_place(text, signs, at)
        if place and text[place - 1 : place + 1].isalnum() and (text[place - 1].isdigit() or text[place].isdigit()):
            yield place, left.x1, right.x0


def _find_place(text: str, signs: Sequence[_Sign], at: int) -> int:
    """Which character the sign number `at` is: counted from that end from which each sign is a digit or all are as many; 0 if unknown."""
    if len(signs) == len(text):
        return at
    if all(sign.is_digit for sign in signs[at:]) and re.search(rf"\d{{{len(signs) - at}}}$", text):
        return len(text) - (len(signs) - at)
    if all(sign.is_digit for sign in signs[:at]) and re.match(rf"\d{{{at}}}", text):
        return at
    return 0
