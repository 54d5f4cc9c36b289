"""What Tesseract saw, as words of a page: cleaned, with boxes set as a text layer would set them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from corpus.types import Box
from ingest.reading.ocr_image import Scan, turn_point
from ingest.reading.ocr_tesseract import Seen
from ingest.reading.shapes import Run

# Heights over and under the baseline as shares of the font's size; the middle of Arial and Times.
_CAP, _SMALL, _DEPTH = 0.70, 0.49, 0.21
_OVER, _UNDER = 0.76, 0.24  # as the reader of text layers sets its boxes
_TELLING, _TOO_HIGH = 4, 1.6  # words that a line needs to tell its height, and how much higher a box is wrong
_TALL = re.compile(r"[A-ZÄÖÜ0-9bdfhklßtäöüi%&/()!?§€\[\]„\"']")
_DEEP = re.compile(r"[gjpqyQ()/\[\]§]")
_UPRIGHT = "%€§&"  # signs as high as letters and on their baseline
# Roman numbers with a small L for I: "Il", "Ill", "Vl", "l."
_ROMAN = re.compile(r"(?<![\w-])(?=[IVX]*l)(?:[Il]{2,3}|[Il][VX]|V[Il]{1,3}|X[Il]{0,3}V?|l(?=[.)](?!\w)))(?![\w-])")
_LOOKALIKES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "—": "–", "“": "“", "‘": "'", "|": ""}


def trim_boxes(words: Sequence[Seen]) -> list[Seen]:
    """Words with boxes no higher than their line: Tesseract lets some reach into the next line where lines stand close."""
    lines: dict[int, list[Seen]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    usual = {
        line: (median(word.top for word in members), median(word.bottom for word in members))
        for line, members in lines.items()
        if len(members) >= _TELLING
    }
    trimmed: list[Seen] = []
    for word in words:
        top, bottom = usual.get(word.line, (word.top, word.bottom))
        if word.bottom - word.top > _TOO_HIGH * (bottom - top):
            slack = (bottom - top) / 4  # a tilted line's ends, letters that reach below
            word = replace(word, top=max(word.top, top - slack), bottom=min(word.bottom, bottom + slack))
        trimmed.append(word)
    return trimmed


def move_words(words: Sequence[Seen], source: Scan, target: Scan) -> list[Seen]:
    """Words in one picture of a page in the pixels of another, of another size and turned otherwise; their boxes stay level."""
    size, degrees = target.scale / source.scale, target.skew - source.skew
    high, wide = target.pixels.shape
    moved: list[Seen] = []
    for word in words:
        x, y = turn_point((word.x0 + word.x1) / 2 * size - wide / 2, (word.top + word.bottom) / 2 * size - high / 2, degrees)
        across, down = (word.x1 - word.x0) * size / 2, (word.bottom - word.top) * size / 2
        x, y = x + wide / 2, y + high / 2
        moved.append(replace(word, x0=x - across, top=y - down, x1=x + across, bottom=y + down))
    return moved


def make_runs(words: Sequence[Seen], scale: float) -> list[tuple[Run, float]]:
    """Words in points and their confidence, each as high as its line's font and on its baseline: the letters of the line tell both."""
    lines: dict[int, list[Seen]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    runs: list[tuple[Run, float]] = []
    for line in lines.values():
        telling = [word for word in line if any(char.isalnum() or char in _UPRIGHT for char in word.text)] or line
        usual = median(_size(word) for word in telling)
        sizes = [size if abs(size - usual) > 0.3 * usual and word in telling else usual for word in line for size in (_size(word),)]
        level = median(_base(word, size) for word, size in zip(line, sizes, strict=True) if word in telling)
        for word, size in zip(line, sizes, strict=True):
            base = _base(word, size)
            level_base = level if abs(base - level) < 0.4 * usual or word not in telling else base
            runs.append((_make_run(word, level_base, size, scale), word.confidence))
    return [(run, confidence) for run, confidence in runs if run.text]


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
    text = re.sub(r"(?<=\d)[‚,](?=\d)", ",", text)
    return _ROMAN.sub(lambda found: found[0].replace("l", "I"), text) if "l" in text else text


def mean_confidence(words: Sequence[Seen]) -> float:
    """Mean of the words' confidence, each counted by its letters; 0 where there are none."""
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
