"""Gutters between columns: the quick search finds what a look at every upright line finds."""

from __future__ import annotations

import math
import random

import pytest

from corpus.types import Box
from ingest.reading import columns
from ingest.reading.compose import make_page
from ingest.reading.shapes import Run, around

WORDS = ["Der", "Kreistag", "beschließt", "die", "Förderung", "von", "Sprachmittlung", "in", "allen", "Gemeinden", "im", "Jahr", "2024"]


def make_lines(rng: random.Random, left: float, right: float, top: float, count: int) -> list[Run]:
    """Lines of words between two margins, the last of each paragraph short; some words far apart as in a list."""
    runs: list[Run] = []
    for number in range(count):
        x, end = left, right if number % 6 < 5 else left + rng.uniform(0.2, 0.9) * (right - left)
        y = top + 13.0 * number + (30 if number > count / 2 else 0)
        while x < end:
            text = rng.choice(WORDS)
            if x + 5 * len(text) > end:
                break
            runs.append(Run(text, Box(x, y, x + 5 * len(text), y + 10), (), 10.0))
            x += 5 * len(text) + rng.choice((3, 3, 3, 4, 6, 12))
    return runs


def make_words(seed: int) -> list[Run]:
    """A page of one or two columns, a heading over both, sometimes a note beside or a table of numbers below."""
    rng = random.Random(seed)
    gutter = rng.uniform(220, 380)
    runs = make_lines(rng, 60, 540, 60, rng.randrange(3))
    runs += make_lines(rng, 60, gutter - rng.uniform(2, 20), 110, rng.randrange(4, 30))
    runs += make_lines(rng, gutter, 540, 110 + rng.choice((0.0, 6.0)), rng.randrange(2, 30))
    if rng.random() < 0.5:
        runs += make_lines(rng, 60, 540, 560, rng.randrange(8))
    return [run for run in runs if rng.random() < 0.97]


def look_everywhere(runs: list[Run], walls: list[Box]) -> tuple[float, float, float] | None:
    """The tallest strip with prose on both sides, looked for at every step over the middle of the page."""
    frame = around([run.box for run in runs])
    boxes = sorted([*(run.box for run in runs), *walls], key=lambda box: box.top)
    best: tuple[float, float, float] | None = None
    begin = frame.x0 + columns._EDGE * (frame.x1 - frame.x0)
    for at in range(math.ceil((1 - 2 * columns._EDGE) * (frame.x1 - frame.x0) / 3)):
        x = begin + 3 * at
        for top, bottom in columns._empty_strips([(box.top, box.bottom) for box in boxes if box.x0 - 4 < x < box.x1 + 4], frame):
            if (best is None or bottom - top > best[2] - best[1] + 1) and columns._has_prose(runs, x, top, bottom):
                best = (x, top, bottom)
    return best


@pytest.mark.parametrize("seed", range(60))
def test_the_gutter_is_the_one_that_a_look_at_every_line_finds(seed: int) -> None:
    runs = make_words(seed)
    walls = [Box(60, 400, 540, 440)] if seed % 4 == 0 else []
    assert columns._find_gutter(runs, walls) == look_everywhere(runs, walls)


def test_some_of_these_pages_have_a_gutter_and_some_have_none() -> None:
    found = [columns._find_gutter(make_words(seed), []) is not None for seed in range(60)]
    assert found.count(False) >= 5
    assert found.count(True) >= 30


@pytest.mark.parametrize("far", [1e9, -1e12, math.inf])
def test_a_word_far_from_the_page_neither_hangs_nor_parts_it(far: float) -> None:
    runs = [*make_words(1), Run("x", Box(far, far, far + 5, far + 10), (), 10.0)]
    assert columns.find_regions(runs, []) == [runs]


def test_the_narrow_side_column_of_a_letter_comes_after_its_text() -> None:
    letter = make_lines(random.Random(3), 60, 440, 100, 30)
    notes = [
        Run(text, Box(458, 104 + 21.5 * number, 458 + 5 * len(text), 112 + 21.5 * number), (), 8.0)
        for number, text in enumerate(("Postanschrift:", "Kreisplatz", "Bankverbindung:", "Sparkasse", "Sitz", "Auskunft:", "Besuche:"))
    ]
    assert columns.find_regions([*letter, *notes], []) == [letter, notes]


def test_a_hyphen_is_not_joined_with_what_stands_beside_it_in_the_margin() -> None:
    def line(x: float, top: float, *words: str) -> list[Run]:
        return [Run(word, Box(x + 60 * at, top, x + 60 * at + 5 * len(word), top + 10), (), 10.0) for at, word in enumerate(words)]

    page = make_page(1, (595, 842), [*line(60, 100, "die", "Förderung", "insbeson-"), *line(250, 104.5, "Auskunft:")], [])
    assert page.text.split() == ["die", "Förderung", "insbeson-", "Auskunft:"]
