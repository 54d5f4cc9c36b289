"""Reading order: a page is cut at the gutters between columns of prose, and only there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from statistics import median

from corpus.types import Box
from ingest.reading.lines import group_rows
from ingest.reading.shapes import Printed, around, texts_of

_GUTTER = 8.0
_MIN_HEIGHT = 70.0
_MAX_SIDE = 14_400.0  # the longest that the PDF standard allows; words of a damaged file may lie anywhere
_MIN_LINES = 5
_STEP = 3.0  # so many points apart a gutter is looked for
_EDGE = 0.15  # of a page's width on either side has no gutter; the side column of a letter is as narrow as that
_BAND, _WHOLE = 10.0, 6  # a page is looked at in bands so high, of which so many are within the shortest strip

Stretch = tuple[float, float, float, float]  # top and bottom, left and right
Span = tuple[float, float, int, int]  # top and bottom, the first upright line through it and the first beyond


def find_regions(printed: Sequence[Printed], walls: list[Box], depth: int = 3) -> list[Sequence[Printed]]:
    """Words in groups in reading order. `walls` are tables: a gutter does not run through them."""
    cut = _find_gutter(printed, walls) if depth and _count(printed) > 40 else None
    if cut is None:
        return [printed] if printed else []
    x, top, bottom = cut
    above = [some for some in printed if some.middle < top]
    below = [some for some in printed if some.middle > bottom]
    left, right = _part([some for some in printed if top <= some.middle <= bottom], x)
    return [region for part in (above, left, right, below) for region in find_regions(part, walls, depth - 1)]


def _find_gutter(printed: Sequence[Printed], walls: list[Box]) -> tuple[float, float, float] | None:
    """The tallest empty strip with prose on both sides: its x, top and bottom."""
    frame = around([some.box for some in printed])
    if not (_MIN_HEIGHT <= frame.bottom - frame.top <= _MAX_SIDE and frame.x1 - frame.x0 <= _MAX_SIDE):
        return None
    best: tuple[float, float, float] | None = None
    seen: list[tuple[float, float]] = []
    for x, crossing in _find_crossing([*_join_words(printed), *((box.top, box.bottom, box.x0, box.x1) for box in walls)], frame):
        strips = _empty_strips(crossing, frame)
        for top, bottom in strips:
            # The same strip as one step before parts the same words.
            if (top, bottom) in seen or (best is not None and bottom - top <= best[2] - best[1] + 1):
                continue
            if _has_prose(printed, x, top, bottom):
                best = (x, top, bottom)
        seen = strips
    return best


def _join_words(printed: Sequence[Printed]) -> list[Stretch]:
    """What words and the narrow gaps between them take up of a page: no gutter runs between words less than its width apart."""
    stretches: list[Stretch] = []
    x0 = x1 = top = bottom = math.nan
    for some in printed:
        box = some.box
        if box.top == top and box.bottom == bottom and x0 <= box.x0 < x1 + _GUTTER:
            if box.x1 > x1:
                x1 = box.x1
        else:
            stretches.append((top, bottom, x0, x1))
            x0, top, x1, bottom = box.x0, box.top, box.x1, box.bottom
    stretches.append((top, bottom, x0, x1))
    return stretches[1:]


def _find_crossing(stretches: list[Stretch], frame: Box) -> Iterator[tuple[float, list[tuple[float, float]]]]:
    """For upright lines over the middle of a frame: x, and top and bottom of what lies near it, from the top down.

    Only for lines that run free for some height between things on either side of them: most pages have none.
    """
    begin = frame.x0 + _EDGE * (frame.x1 - frame.x0)
    count = math.ceil((1 - 2 * _EDGE) * (frame.x1 - frame.x0) / _STEP)
    bands = _find_open(stretches, begin - _STEP, begin + (count + 1) * _STEP, frame)
    within = [some for some in stretches if 1 in bands[slice(*_bands_of(some[0], some[1], frame))]] if 1 in bands else []
    free = _find_free(_make_spans(within, begin), count, bands, frame) if within else 0
    if not free:
        return
    spans = _make_spans(stretches, begin)
    changes = {side for _, _, first, last in spans for side in (first, last)}  # elsewhere a line crosses what the one before it does
    known = False
    for at in range(count):
        if not free >> at & 2:
            if known:
                yield begin + at * _STEP, [(frame.top, frame.bottom)]
            known = False
        elif not known or at in changes:
            yield begin + at * _STEP, [(top, bottom) for top, bottom, first, last in spans if first <= at < last]
            known = True


def _make_spans(stretches: list[Stretch], begin: float) -> list[Span]:
    """Top and bottom of stretches, from the top down, and which of the upright lines from `begin` on run through or near them."""
    half = _GUTTER / 2
    return [
        (top, bottom, math.floor((x0 - half - begin) / _STEP) + 1, math.ceil((x1 + half - begin) / _STEP))
        for top, bottom, x0, x1 in sorted(stretches)
    ]


def _bands_of(top: float, bottom: float, frame: Box) -> tuple[int, int]:
    """The first band that something reaches into, and the one after the last."""
    return max(0, int((top - frame.top) / _BAND)), max(0, int((bottom - frame.top) / _BAND) + 1)


def _find_open(stretches: list[Stretch], left: float, right: float, frame: Box) -> bytes:
    """For each band 1 if a gutter may run through it: _WHOLE of them without words that reach from `left` to `right`. Few pages have."""
    bands = bytearray(b"\1" * _bands_of(frame.top, frame.bottom, frame)[1])
    for top, bottom, x0, x1 in stretches:
        if x0 < left and x1 > right:
            first, end = _bands_of(top, bottom, frame)
            bands[first:end] = bytes(len(bands[first:end]))
    return b"\0".join(part if len(part) >= _WHOLE else bytes(len(part)) for part in bytes(bands).split(b"\0"))


def _find_free(spans: list[Span], count: int, opened: bytes, frame: Box) -> int:
    """The lines that may part columns, as bits from the second on; the first bit and the last stand for what lies beside them all.

    A line may do that nothing crosses in _WHOLE bands, one after the other, with something on its left and on its right.
    """
    lines = (2 << count + 1) - 1
    bands = [0 if free else lines for free in opened]
    for top, bottom, first, last in spans:
        low, high = min(max(0, first + 1), count + 1), max(0, min(last, count + 1))
        bits = (2 << high) - (1 << low)
        begin, end = _bands_of(top, bottom, frame)
        for band in range(begin, min(len(bands), end)):
            bands[band] |= bits
    found = left = right = 0
    runs = [lines] + [0] * _WHOLE  # the lines that have been free for so many bands or more
    for bits in bands:
        free = lines & ~bits
        left = free & (left | -2 * (bits & -bits))
        right = free & (right | (1 << max(bits.bit_length(), 1) - 1) - 1)
        runs[1:] = [free & before for before in runs[:-1]]
        found |= runs[-1] & left & right
    return found


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


def _part(printed: list[Printed], x: float) -> tuple[list[Printed], list[Printed]]:
    """Words with their middle left of a place, and the others."""
    left: list[Printed] = []
    right: list[Printed] = []
    for some in printed:
        if some.box.x1 < x:
            left.append(some)
        elif some.box.x0 >= x:
            right.append(some)
        else:
            for run in some.runs:
                (left if run.center < x else right).append(run)
    return left, right


def _count(printed: Sequence[Printed]) -> int:
    """How many words these are."""
    return sum([some.count for some in printed])


def _has_prose(printed: Sequence[Printed], x: float, top: float, bottom: float) -> bool:
    """Whether a strip parts two columns of running text, or running text and a column of notes beside it."""
    left, right = _part([some for some in printed if top <= some.middle <= bottom], x)
    if _count(left) < _MIN_LINES or _count(right) < _MIN_LINES:
        return False
    if _is_prose(left):
        return _is_prose(right) or _is_beside(left, right)
    return _is_prose(right) and _is_beside(right, left)


def _is_beside(prose: Sequence[Printed], notes: Sequence[Printed]) -> bool:
    """Notes beside a text (a letter's side column): narrow, not in step with the text's lines as a table's column would be."""
    text, aside = around([run.box for run in prose]), around([run.box for run in notes])
    if aside.x1 - aside.x0 > 0.5 * (text.x1 - text.x0):
        return False
    others = [max(run.box.bottom for run in row) for row in group_rows(notes)]
    lines = [max(run.box.bottom for run in row) for row in group_rows(prose)]
    if len(others) < 4 or len(lines) < 8:
        return False
    in_step = sum(any(abs(line - other) <= 1.5 for line in lines) for other in others)
    return in_step < 0.6 * len(others)


def _is_prose(printed: Sequence[Printed]) -> bool:
    """Five lines or more, filled by 60 % in the median, of more than three words."""
    count = _count(printed)
    if count < 3 * _MIN_LINES or sum([text[:1].isdigit() for text in texts_of(printed)]) >= 0.4 * count:
        return False
    rows = group_rows(printed)
    if len(rows) < _MIN_LINES or median(map(_count, rows)) < 3:
        return False
    lefts = [min([run.box.x0 for run in row]) for row in rows]
    rights = [max([run.box.x1 for run in row]) for row in rows]
    wide = max(max(rights) - min(lefts), 1.0)
    return median([(right - left) / wide for left, right in zip(lefts, rights, strict=True)]) >= 0.6
