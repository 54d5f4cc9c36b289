"""Which drawn things of a page are tick boxes: rectangles, four lines that meet, circles and round boxes that are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from corpus.types import Box
from ingest.reading.shapes import Shapes, Stroke, contains, overlap, words_of

_SIDE = (4.0, 18.0)  # length of a tick box's sides in points
_MEET = 1.2  # by which the ends of two sides may miss each other
_MAX_SIDES, _MAX_BOXES = 3000, 200  # more are a map or a chart
_LEAST_ROUND = 6.0  # smaller circles are bullets


def find_squares(shapes: Shapes) -> list[Box]:
    """The tick boxes drawn on a page, ticked or not; squares in rows that touch are cells of a chart or table, coloured ones its keys."""
    drawn = [*shapes.squares, *_outlined(shapes.strokes), *_asked(shapes)]
    found = distinct(drawn) if len(drawn) <= 3 * _MAX_BOXES else []  # a box may be drawn twice
    found = [square for square in found if not is_key(square, shapes.keys)] if shapes.keys else found
    return [square for square in found if not any(_is_beside(square, other) for other in found)] if len(found) > 1 else found


def is_key(square: Box, keys: tuple[Box, ...]) -> bool:
    """Whether a square is filled with a colour that tells the lines or bars of a chart apart, or stands in line with such."""
    wide, high = square.x1 - square.x0, square.bottom - square.top
    for key in keys:
        alike = 0.7 * wide <= key.x1 - key.x0 <= 1.4 * wide and 0.7 * high <= key.bottom - key.top <= 1.4 * high
        if alike and (abs(key.top - square.top) < high or abs(key.x0 - square.x0) < wide):
            return True
    return False


def distinct(squares: Iterable[Box]) -> list[Box]:
    """Squares without those drawn twice."""
    kept: list[Box] = []
    for square in squares:
        if not any(contains(other, square, 3) for other in kept):
            kept.append(square)
    return kept


def _is_beside(square: Box, other: Box) -> bool:
    """Whether two squares share an upright side."""
    touch = abs(square.x1 - other.x0) < 1 or abs(other.x1 - square.x0) < 1
    return touch and overlap(square.top, square.bottom, other.top, other.bottom) > 0.7 * (square.bottom - square.top)


def _outlined(strokes: tuple[Stroke, ...]) -> list[Box]:
    """Boxes whose four sides are lines of their own. Where other lines go on from a side it is a cell of a table."""
    level = [stroke for stroke in strokes if _SIDE[0] <= stroke.x1 - stroke.x0 <= _SIDE[1] and stroke.level]
    upright = [stroke for stroke in strokes if _SIDE[0] <= stroke.bottom - stroke.top <= _SIDE[1] and stroke.upright]
    if len(level) < 2 or len(upright) < 2 or len(level) + len(upright) > _MAX_SIDES:
        return []
    tops: dict[tuple[int, int], list[Stroke]] = defaultdict(list)
    for stroke in upright:
        tops[round(stroke.x0 / 2), round(stroke.top / 2)].append(stroke)
    boxes: list[Box] = []
    for line in level:
        left = _near(tops, line.x0, line.top)
        right = _near(tops, line.x1, line.top) if left else []
        boxes += [
            Box(line.x0, line.top, line.x1, side.bottom)
            for side in left
            if any(abs(side.bottom - other.bottom) <= _MEET for other in right) and abs(side.bottom - side.top - line.x1 + line.x0) <= 2
        ]
    boxes = distinct(box for box in boxes if any(_is_under(box, line) for line in level))
    return [box for box in boxes if _stands_alone(box, strokes)] if len(boxes) <= _MAX_BOXES else []


def _near(tops: dict[tuple[int, int], list[Stroke]], x: float, top: float) -> list[Stroke]:
    """Upright lines that begin at a point."""
    column, row = round(x / 2), round(top / 2)
    places = [(column + right, row + down) for right in (-1, 0, 1) for down in (-1, 0, 1)]
    return [side for place in places for side in tops.get(place, ()) if abs(side.x0 - x) <= _MEET and abs(side.top - top) <= _MEET]


def _is_under(box: Box, line: Stroke) -> bool:
    """Whether a level line is the lower side of a box."""
    return abs(line.top - box.bottom) <= _MEET and abs(line.x0 - box.x0) <= _MEET and abs(line.x1 - box.x1) <= _MEET


def _stands_alone(box: Box, strokes: tuple[Stroke, ...]) -> bool:
    """Whether no line touches a box and reaches beyond it."""
    left, top, right, bottom = box.x0 - 0.6, box.top - 0.6, box.x1 + 0.6, box.bottom + 0.6
    near = [line for line in strokes if line.x0 <= right and line.x1 >= left and line.top <= bottom and line.bottom >= top]
    return all(contains(box, Box(line.x0, line.top, line.x1, line.bottom), _MEET) for line in near)


def _asked(shapes: Shapes) -> list[Box]:
    """Circles and boxes with round corners that stand before words, two in a line or with a mark in one: else they are bullets."""
    rounds = [box for box in distinct(shapes.rounds) if box.x1 - box.x0 >= _LEAST_ROUND and _has_label(box, shapes)]
    if len(rounds) < 2:
        return []
    marked = any(contains(box, mark, 1) for box in rounds for mark in (*shapes.marks, *shapes.blocks))
    in_line = any(abs(box.top - other.top) < 2 and box is not other for box in rounds for other in rounds)
    return rounds if (marked or in_line) and len(rounds) <= _MAX_BOXES else []


def _has_label(box: Box, shapes: Shapes) -> bool:
    """Whether words begin close behind a box."""
    return any(
        box.top - 2 < run.middle < box.bottom + 2 and -1 < run.box.x0 - box.x1 < 20 and any(char.isalpha() for char in run.text)
        for run in words_of(shapes.runs)
    )
