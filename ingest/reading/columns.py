"""Reading order: a page is cut at the gutters between columns of prose, and only there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from corpus.types import Box
from ingest.reading.lines import group_rows
from ingest.reading.shapes import Run, around

_GUTTER = 8.0
_MIN_HEIGHT = 70.0
_MIN_LINES = 5
_STEP = 3.0  # so many points apart a gutter is looked for


def find_regions(runs: list[Run], walls: list[Box], depth: int = 3) -> list[list[Run]]:
    """Words in groups in reading order. `walls` are tables: a gutter does not run through them."""
    cut = _find_gutter(runs, walls) if depth and len(runs) > 40 else None
    if cut is None:
        return [runs] if runs else []
    x, top, bottom = cut
    above = [run for run in runs if run.middle < top]
    below = [run for run in runs if run.middle > bottom]
    left = [run for run in runs if top <= run.middle <= bottom and run.center < x]
    right = [run for run in runs if top <= run.middle <= bottom and run.center >= x]
    return [region for part in (above, left, right, below) for region in find_regions(part, walls, depth - 1)]


def _find_gutter(runs: list[Run], walls: list[Box]) -> tuple[float, float, float] | None:
    """The tallest empty strip with prose on both sides: its x, top and bottom."""
    frame = around([run.box for run in runs])
    if frame.bottom - frame.top < _MIN_HEIGHT:
        return None
    best: tuple[float, float, float] | None = None
    seen: list[tuple[float, float]] = []
    for x, crossing in _find_crossing([*(run.box for run in runs), *walls], frame):
        strips = _empty_strips(crossing, frame)
        for top, bottom in strips:
            # The same strip as one step before parts the same words.
            if (top, bottom) in seen or (best is not None and bottom - top <= best[2] - best[1] + 1):
                continue
            if _has_prose(runs, x, top, bottom):
                best = (x, top, bottom)
        seen = strips
    return best


def _find_crossing(boxes: list[Box], frame: Box) -> Iterator[tuple[float, list[tuple[float, float]]]]:
    """For upright lines over the middle half of a frame: x, and top and bottom of the boxes near it, from the top down."""
    half = _GUTTER / 2
    begin = frame.x0 + 0.25 * (frame.x1 - frame.x0)
    near: list[list[tuple[float, float]]] = [[] for _ in range(math.ceil(0.5 * (frame.x1 - frame.x0) / _STEP))]
    for box in sorted(boxes, key=lambda box: box.top):
        first = max(0, math.floor((box.x0 - half - begin) / _STEP) + 1)
        last = math.ceil((box.x1 + half - begin) / _STEP)
        for line in near[first : max(first, last)]:
            line.append((box.top, box.bottom))
    for at, line in enumerate(near):
        yield begin + at * _STEP, line


def _empty_strips(crossing: list[tuple[float, float]], frame: Box) -> list[tuple[float, float]]:
    """The heights that nothing crosses, if they have room for some lines."""
    strips: list[tuple[float, float]] = []
    above = frame.top
    for top, bottom in crossing:
        if top - above >= _MIN_HEIGHT:
            strips.append((above, top))
        if bottom > above:
            above = bottom
    if frame.bottom - above >= _MIN_HEIGHT:
        strips.append((above, frame.bottom))
    return strips


def _has_prose(runs: list[Run], x: float, top: float, bottom: float) -> bool:
    """Whether a strip parts two columns of running text, or running text and a column of notes beside it."""
    inside = [run for run in runs if top <= run.middle <= bottom]
    left = [run for run in inside if run.center < x]
    right = [run for run in inside if run.center >= x]
    return (_is_prose(left) and _is_prose(right)) or _is_beside(left, right) or _is_beside(right, left)


def _is_beside(prose: list[Run], notes: list[Run]) -> bool:
    """Notes beside a text (a letter's side column): narrow, not in step with the text's lines as a table's column would be."""
    if not _is_prose(prose) or len(notes) < _MIN_LINES:
        return False
    text, aside = around([run.box for run in prose]), around([run.box for run in notes])
    lines = [max(run.box.bottom for run in row) for row in group_rows(prose)]
    others = [max(run.box.bottom for run in row) for row in group_rows(notes)]
    if len(others) < 4 or len(lines) < 8 or aside.x1 - aside.x0 > 0.5 * (text.x1 - text.x0):
        return False
    in_step = sum(any(abs(line - other) <= 1.5 for line in lines) for other in others)
    return in_step < 0.6 * len(others)


def _is_prose(runs: list[Run]) -> bool:
    """Five lines or more, filled by 60 % in the median, of more than three words."""
    if len(runs) < 3 * _MIN_LINES:
        return False
    rows = group_rows(runs)
    frame = around([run.box for run in runs])
    if len(rows) < _MIN_LINES:
        return False
    widths = [around([run.box for run in row]) for row in rows]
    filled = median((box.x1 - box.x0) / max(frame.x1 - frame.x0, 1.0) for box in widths)
    numeric = sum(run.text[:1].isdigit() for run in runs)
    return filled >= 0.6 and median(len(row) for row in rows) >= 3 and numeric < 0.4 * len(runs)
