"""Reading order: a page is cut at the gutters between columns of prose, and only there."""

from __future__ import annotations

from statistics import median

from corpus.types import Box
from ingest.reading.lines import group_rows
from ingest.reading.shapes import Run, around

_GUTTER = 8.0
_MIN_HEIGHT = 70.0
_MIN_LINES = 5


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
    width = frame.x1 - frame.x0
    x = frame.x0 + 0.25 * width
    while x < frame.x0 + 0.75 * width:
        for top, bottom in _empty_strips(runs, walls, x, frame):
            if best is not None and bottom - top <= best[2] - best[1] + 1:
                continue
            if _has_prose(runs, x, top, bottom):
                best = (x, top, bottom)
        x += 3.0
    return best


def _empty_strips(runs: list[Run], walls: list[Box], x: float, frame: Box) -> list[tuple[float, float]]:
    """Where no word comes near the upright line at `x`, for at least the height of some lines."""
    half = _GUTTER / 2
    crossing = sorted((box.top, box.bottom) for box in [*(run.box for run in runs), *walls] if box.x0 < x + half and box.x1 > x - half)
    strips: list[tuple[float, float]] = []
    top = frame.top
    for begin, end in [*crossing, (frame.bottom, frame.bottom)]:
        if begin - top >= _MIN_HEIGHT:
            strips.append((top, begin))
        top = max(top, end)
    return strips


def _has_prose(runs: list[Run], x: float, top: float, bottom: float) -> bool:
    """Whether both sides of a strip are columns of running text: enough lines, most of them filled."""
    inside = [run for run in runs if top <= run.middle <= bottom]
    return _is_prose([run for run in inside if run.center < x]) and _is_prose([run for run in inside if run.center >= x])


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
