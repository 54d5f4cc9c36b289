"""Tick boxes of scans that straight sides alone do not tell: faint or on shaded paper, crossed by a mark that reaches out of them.

Empty boxes are bright and framed on four sides at the same distance from their middle. Where one is found (or was given), boxes of
its size in the same column and row are looked for by their sides, whatever is in them. All is numpy: a mask of dark pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.reading.ocr_image import Square

_LOW, _HIGH = 6.5, 17.0  # inner width of a tick box in points; smaller bright squares stand in capital letters
_MAX_FOUND = 80  # more are squared paper or a chart
_COVERED, _WHOLE = 0.88, 0.93  # of a side that must be seen, and from which on it is beyond doubt
_WHITE, _BLACK, _BARE = 0.02, 0.97, 0.1  # share of ink in an empty box, in one filled all over, and around that
_MARGIN = 0.2  # of a side is left out when ink is measured: the frame, and what reaches in from outside


def find_boxes(dark: Any, scale: float, known: Sequence[Square]) -> list[Square]:
    """The tick boxes of a picture given as a mask of dark pixels, `scale` pixels for a point; `known` ones are kept as they are."""
    found = list(known)
    for box in _find_empty(dark, scale):
        _add(found, box)
    found = _drop_cells(found, scale)
    if not found or len(found) > _MAX_FOUND:
        return list(known)
    for template in list(found):
        for box in _find_alike(dark, template, scale):
            _add(found, box)
    for template in [box for box in found if box.ink <= _WHITE]:
        for box in _find_solid(dark, template, scale):
            _add(found, box)
    found = _drop_cells(found, scale)
    return found if len(found) <= _MAX_FOUND else list(known)


def _drop_cells(boxes: list[Square], scale: float) -> list[Square]:
    """Boxes without those that share an upright side with another: cells of a table or chart."""

    def touch(box: Square, other: Square) -> bool:
        beside = abs(box.x1 - other.x0) <= 1.5 * scale or abs(other.x1 - box.x0) <= 1.5 * scale
        return beside and abs(box.top - other.top) <= 2 * scale

    return [box for box in boxes if not any(touch(box, other) for other in boxes)]


def _add(found: list[Square], box: Square) -> None:
    """Keep a box that overlaps none of those found before."""
    near = 0.7 * (box.x1 - box.x0)
    if not any(abs(box.x0 - other.x0) < near and abs(box.top - other.top) < near for other in found):
        found.append(box)


def _reach(dark: Any) -> tuple[Any, Any]:
    """For each pixel how many bright ones stand left and right of it in its row."""
    import numpy

    wide = dark.shape[1]
    places = numpy.arange(wide, dtype=numpy.int32)
    left = numpy.maximum.accumulate(numpy.where(dark, places, numpy.int32(-1)), axis=1)
    right = numpy.minimum.accumulate(numpy.where(dark, places, numpy.int32(wide))[:, ::-1], axis=1)[:, ::-1]
    return places - left, right - places


def _find_empty(dark: Any, scale: float) -> list[Square]:
    """Bright squares with a frame around them."""
    import numpy

    left, right = _reach(dark)
    wide = left + right
    fits = (wide >= _LOW * scale) & (wide <= _HIGH * scale) & (abs(left - right) <= 1)
    if not fits.any():
        return []
    above, below = (part.T for part in _reach(numpy.ascontiguousarray(dark.T)))
    high = above + below
    fits &= (abs(above - below) <= 1) & (abs(high - wide) <= numpy.maximum(2, 0.2 * wide))
    found: list[Square] = []
    for y, x in zip(*(axis.tolist() for axis in numpy.nonzero(fits)), strict=True):
        x0, x1 = x - int(left[y, x]), x + int(right[y, x])
        top, bottom = y - int(above[y, x]), y + int(below[y, x])
        box = Square(x0, top, x1, bottom, 0.0)
        if _is_framed(dark, box, scale) and dark[top + 2 : bottom - 1, x0 + 2 : x1 - 1].mean() <= _WHITE and not _is_cell(dark, box, scale):
            _add(found, box)
        if len(found) > _MAX_FOUND:
            return []
    return found


def _is_framed(dark: Any, box: Square, scale: float) -> bool:
    """Whether all four sides are lines of ink, give or take a pixel."""
    x0, top, x1, bottom = int(box.x0), int(box.top), int(box.x1), int(box.bottom)
    slack = max(1, round(0.3 * scale))
    sides = [dark[top : bottom + 1, max(0, x - slack) : x + slack + 1].any(axis=1) for x in (x0, x1)]
    sides += [dark[max(0, y - slack) : y + slack + 1, x0 : x1 + 1].any(axis=0) for y in (top, bottom)]
    return all(side.size and side.mean() >= _COVERED for side in sides)


def _is_cell(dark: Any, box: Square, scale: float) -> bool:
    """Whether the lines of its frame go on beyond it, on three sides or more: the cell of a table."""
    x0, top, x1, bottom = int(box.x0), int(box.top), int(box.x1), int(box.bottom)
    far = round(0.4 * (x1 - x0))
    slack = max(1, round(0.3 * scale))

    def goes_on(rows: slice, columns: slice, axis: int) -> bool:
        line = dark[rows, columns].any(axis=axis)
        return bool(line.size and line.mean() >= 0.95)

    level = [slice(max(0, y - slack), y + slack + 1) for y in (top, bottom)]
    upright = [slice(max(0, x - slack), x + slack + 1) for x in (x0, x1)]
    beside = [slice(max(0, x0 - far), x0), slice(x1 + 1, x1 + far)]
    over = [slice(max(0, top - far), top), slice(bottom + 1, bottom + far)]
    count = sum(goes_on(rows, columns, 0) for rows in level for columns in beside)
    count += sum(goes_on(rows, columns, 1) for rows in over for columns in upright)
    return count >= 3


def _find_alike(dark: Any, template: Square, scale: float) -> list[Square]:
    """Boxes of the template's size in its column and its row, with anything in them."""
    import numpy

    wide, high = int(template.x1 - template.x0), int(template.bottom - template.top)
    slack = max(1, round(0.5 * scale))
    column = dark[:, max(0, int(template.x0) - 2 * slack) : int(template.x1) + 2 * slack + 1]
    row = numpy.ascontiguousarray(dark[max(0, int(template.top) - 2 * slack) : int(template.bottom) + 2 * slack + 1].T)
    boxes = [
        Square(x + max(0, int(template.x0) - 2 * slack), y, x + max(0, int(template.x0) - 2 * slack) + wide, y + high, ink)
        for x, y, ink in _slide(column, wide, high, scale)
    ]
    boxes += [
        Square(y, x + max(0, int(template.top) - 2 * slack), y + wide, x + max(0, int(template.top) - 2 * slack) + high, ink)
        for x, y, ink in _slide(row, high, wide, scale)
    ]
    return boxes


def _slide(strip: Any, wide: int, high: int, scale: float) -> list[tuple[int, int, float]]:
    """Where in a narrow upright strip a frame of this size stands: left, top and the share of ink in it, from the top down."""
    import numpy

    near = max(1, round(0.3 * scale))
    thick_x, thick_y = _spread(strip, near), _spread(strip.T, near).T
    found: list[tuple[int, int, float]] = []
    columns = numpy.zeros((strip.shape[0] + 1, strip.shape[1]), numpy.int32)
    numpy.cumsum(thick_x, axis=0, out=columns[1:])
    upright = (columns[high + 1 :] - columns[: -high - 1]) / high  # ink of each column from row y to y + high
    count = upright.shape[0]
    for x0 in range(strip.shape[1] - wide):
        level = thick_y[:, x0 : x0 + wide + 1].mean(axis=1)
        sides = numpy.minimum(upright[:, x0], upright[:, x0 + wide])
        sides = numpy.minimum(sides, numpy.minimum(level[:count], level[high : high + count]))
        for y in numpy.flatnonzero(sides >= _COVERED).tolist():
            if found and any(abs(y - other[1]) < high // 2 for other in found):
                continue
            margin_x, margin_y = round(_MARGIN * wide) + 1, round(_MARGIN * high) + 1
            rim = _rim(strip, x0, y, wide, high, near)
            inside = strip[y + margin_y : y + high - margin_y + 1, x0 + margin_x : x0 + wide - margin_x + 1]
            if inside.size and _is_clear(float(inside.mean()), rim, float(sides[y])):
                found.append((x0, y, float(inside.mean())))
    return found


def _find_solid(dark: Any, template: Square, scale: float) -> list[Square]:
    """Squares of an empty box's size in its column and its row that are ink all over, on bare paper."""
    left, top = int(template.x0), int(template.top)
    wide, high = int(template.x1) - left, int(template.bottom) - top
    frame, slack = max(1, round(scale)), max(1, round(0.8 * scale))
    ring = frame + 3
    level, upright = max(0, left - slack - ring), max(0, top - slack - ring)
    found: list[Square] = []
    for first_x, first_y, part in (
        (level, 0, dark[:, level : left + wide + slack + ring + 1]),
        (0, upright, dark[upright : top + high + slack + ring + 1]),
    ):
        for x, y in _find_full(part, wide, high, frame, ring):
            _add(found, Square(first_x + x, first_y + y, first_x + x + wide, first_y + y + high, 1.0))
    return found


def _find_full(part: Any, wide: int, high: int, frame: int, ring: int) -> list[tuple[int, int]]:
    """Where squares of a size that are ink all over begin: bare paper is from `frame` to `ring` pixels around them."""
    import numpy

    sums = numpy.zeros((part.shape[0] + 1, part.shape[1] + 1), numpy.int32)
    numpy.cumsum(numpy.cumsum(part, axis=0, dtype=numpy.int32), axis=1, out=sums[1:, 1:])

    def ink(more: int) -> tuple[Any, int]:
        """Ink of windows that are so much larger on each side, by the corners of those of `ring`; and their size."""
        rows, columns = high + 1 + 2 * more, wide + 1 + 2 * more
        windows = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
        off = ring - more
        return windows[off : windows.shape[0] - off, off : windows.shape[1] - off], rows * columns

    if part.shape[0] <= high + 1 + 2 * ring or part.shape[1] <= wide + 1 + 2 * ring:
        return []
    (inner, inner_size), (framed, framed_size), (outer, outer_size) = ink(-2), ink(frame), ink(ring)  # corners are round, sides torn
    fits = (inner >= _BLACK * inner_size) & (outer - framed <= _BARE * (outer_size - framed_size))
    return [(x + ring, y + ring) for y, x in zip(*(axis.tolist() for axis in numpy.nonzero(fits)), strict=True)]


def _is_clear(ink: float, rim: float, side: float) -> bool:
    """Whether a frame stands out from what is in it: shading and letters have ink all over; a fat mark leaves the rim bright."""
    if side < _WHOLE:
        return ink <= 0.45 and rim <= 0.3
    return ink <= 0.95 and rim <= (0.45 if ink < 0.75 else 0.6)


def _rim(strip: Any, x0: int, y: int, wide: int, high: int, near: int) -> float:
    """The share of ink just within a frame: little in a box, much in shading and letters."""
    step = near + 2
    outer = strip[y + step : y + high - step + 1, x0 + step : x0 + wide - step + 1]
    inner = outer[2:-2, 2:-2]
    pixels = outer.size - inner.size
    return (float(outer.sum()) - float(inner.sum())) / pixels if pixels > 0 else 1.0


def _spread(mask: Any, pixels: int) -> Any:
    """A mask with `pixels` more on the left and right."""
    wide = mask.copy()
    for step in range(1, pixels + 1):
        wide[:, step:] |= mask[:, :-step]
        wide[:, :-step] |= mask[:, step:]
    return wide
