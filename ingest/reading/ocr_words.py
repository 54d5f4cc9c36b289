"""What Tesseract saw, as words: two readings of a picture merged, specks dropped, boxes set as a text layer would set them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from corpus.types import Box
from ingest.reading.ocr_tesseract import Seen
from ingest.reading.shapes import Run, overlap

SURE = 45.0  # a word that only one reading saw counts from this confidence on
_FAINT = 15.0  # below it a word is noise: half of them are right in print, none in specks
# Heights over and under the baseline as shares of the font's size; the middle of Arial and Times.
_CAP, _SMALL, _DEPTH = 0.70, 0.49, 0.21
_OVER, _UNDER = 0.76, 0.24  # as the reader of text layers sets its boxes
_TALL = re.compile(r"[A-ZÄÖÜ0-9bdfhklßtäöüi%&/()!?§€\[\]„\"']")
_DEEP = re.compile(r"[gjpqyQ()/\[\]§]")
_LOOKALIKES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "—": "–", "“": "“", "‘": "'", "|": ""}


def merge_readings(first: Sequence[Seen], second: Sequence[Seen]) -> list[Seen]:
    """The first reading, with what the second saw better or alone. Lines keep their numbers; those of the second are new."""
    kept = [word for word in first if _is_word(word)]
    shift = 1 + max((word.line for word in first), default=0)
    fresh = [replace(word, line=word.line + shift) for word in second if _is_word(word)]
    rows = _Rows(kept)
    for word in fresh:
        rivals = rows.near(word)
        if not rivals:
            if word.confidence >= SURE:
                rows.add(word)
        elif len(rivals) == 1 and _is_same_place(word, rivals[0]) and _weight(word) > _weight(rivals[0]):
            rows.swap(rivals[0], replace(word, line=rivals[0].line))
        elif _is_better(word, rivals):
            rows.swap(rivals[0], replace(word, line=rivals[0].line))
            for rival in rivals[1:]:
                rows.drop(rival)
    return rows.words


class _Rows:
    """Words by height, so that those at a place are found without looking at all."""

    STEP = 64

    def __init__(self, words: Sequence[Seen]) -> None:
        self.words: list[Seen] = []
        self._rows: dict[int, list[Seen]] = {}
        for word in words:
            self.add(word)

    def _keys(self, word: Seen) -> range:
        return range(int(word.top) // self.STEP, int(word.bottom) // self.STEP + 1)

    def add(self, word: Seen) -> None:
        self.words.append(word)
        for key in self._keys(word):
            self._rows.setdefault(key, []).append(word)

    def drop(self, word: Seen) -> None:
        self.words.remove(word)
        for key in self._keys(word):
            self._rows[key].remove(word)

    def swap(self, old: Seen, new: Seen) -> None:
        at = self.words.index(old)
        self.drop(old)
        self.add(new)
        self.words.insert(at, self.words.pop())

    def near(self, word: Seen) -> list[Seen]:
        """Words that cover a part of this one."""
        found: list[Seen] = []
        for key in self._keys(word):
            found += [other for other in self._rows.get(key, ()) if other not in found and _share(word, other) > 0.2]
        return found


def _share(word: Seen, other: Seen) -> float:
    """The common area as a share of the smaller one."""
    common = overlap(word.x0, word.x1, other.x0, other.x1) * overlap(word.top, word.bottom, other.top, other.bottom)
    return common / max(1.0, min(_area(word), _area(other)))


def _area(word: Seen) -> float:
    return (word.x1 - word.x0) * (word.bottom - word.top)


def _is_same_place(word: Seen, other: Seen) -> bool:
    return _share(word, other) > 0.6 and _area(word) < 1.6 * _area(other) and _area(other) < 1.6 * _area(word)


def _weight(word: Seen) -> float:
    """Confidence, with a little less for what is no whole word or number."""
    plain = re.fullmatch(r"[„\"'(\[]*(?:[A-ZÄÖÜ]?[a-zäöüß-]+|[A-ZÄÖÜ]+|[\d.,:/-]+)[.,;:!?)\]“”\"'%€]*", word.text)
    return word.confidence - (0.0 if plain else 8.0)


def _is_better(word: Seen, rivals: list[Seen]) -> bool:
    """One sure word in place of pieces that are none: what a stroke or a stain had torn apart."""
    return word.confidence > 85 and all(rival.confidence < 60 for rival in rivals) and len(word.text) > 2


def _is_word(word: Seen) -> bool:
    """Letters, digits or marks that were seen; no speck, no rest of a line."""
    if word.confidence < _FAINT or word.bottom - word.top < 6:
        return False
    return any(char.isalnum() for char in word.text) or word.confidence >= SURE


def make_runs(words: Sequence[Seen], scale: float) -> list[Run]:
    """Words in points, each as high as its line's font and on its baseline: both are told by the letters of the line."""
    lines: dict[int, list[Seen]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    runs: list[Run] = []
    for line in lines.values():
        telling = [word for word in line if any(char.isalnum() for char in word.text)] or line
        usual = median(_size(word) for word in telling)
        sizes = [size if abs(size - usual) > 0.3 * usual and word in telling else usual for word in line for size in (_size(word),)]
        level = median(_base(word, size) for word, size in zip(line, sizes, strict=True) if word in telling)
        for word, size in zip(line, sizes, strict=True):
            base = _base(word, size)
            runs.append(_make_run(word, level if abs(base - level) < 0.4 * usual or word not in telling else base, size, scale))
    return [run for run in runs if run.text]


def _base(word: Seen, size: float) -> float:
    """Where a word's baseline is, in pixels."""
    return word.bottom - (_DEPTH * size if _DEEP.search(word.text) else 0.1 * size if "," in word.text or ";" in word.text else 0.0)


def _make_run(word: Seen, base: float, size: float, scale: float) -> Run:
    text = clean_word(word.text)
    x0, x1 = word.x0 / scale, word.x1 / scale
    step = (x1 - x0) / max(1, len(text))
    edges = (*(x0 + step * at for at in range(len(text))), x1)
    return Run(text, Box(x0, (base - _OVER * size) / scale, x1, (base + _UNDER * size) / scale), edges, size / scale)


def _size(word: Seen) -> float:
    """The font size that a word's height tells, in pixels."""
    high = word.bottom - word.top
    share = (_CAP if _TALL.search(word.text) else _SMALL) + (_DEPTH if _DEEP.search(word.text) else 0.0)
    return high / share


def clean_word(text: str) -> str:
    """NFC, ligatures as letters, Tesseract's dashes and bars as what German papers print."""
    text = unicodedata.normalize("NFC", text)
    for found, meant in _LOOKALIKES.items():
        text = text.replace(found, meant)
    return re.sub(r"(?<=\d)[‚,](?=\d)", ",", text)


def mean_confidence(words: Sequence[Seen]) -> float:
    """Mean of the words' confidence, each counted by its letters; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
