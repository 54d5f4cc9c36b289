"""Words into lines and lines into fragments that wide gaps part; columns of prose told from lists."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from statistics import median
from typing import TypeVar

from corpus.types import Box
from ingest.reading.grid import is_number
from ingest.reading.shapes import Printed, Run, around, overlap, words_of

Piece = tuple[Run, ...]
AnyPrinted = TypeVar("AnyPrinted", Run, Printed)

_LEFT, _PLACE = attrgetter("box.x0"), attrgetter("middle", "box.x0")


@dataclass(slots=True, eq=False)
class Line:
    """A printed line: words and strips of words from left to right.

    Words are in reading order; a piece has words of several printed lines where short lines stand beside taller cells.
    Nobody changes one; like a Run it is not frozen because making a frozen one takes twice as long.
    """

    printed: Sequence[Printed]
    cut: tuple[tuple[Piece, ...], tuple[Piece, ...]] | None = None  # its pieces and parts; None for a line without wide gaps
    box: Box = field(init=False)  # around the line
    _whole: tuple[Piece, ...] = field(init=False, default=())  # its words and the boxes of its pieces, as soon as somebody asked
    _boxes: tuple[Box, ...] = field(init=False, default=())
    _bold: bool | None = field(init=False, default=None)
    _in_step: bool | None = field(init=False, default=None)
    _begins_number: bool | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.box = around([some.box for some in self.printed])

    @classmethod
    def of(cls, pieces: tuple[Piece, ...], parts: tuple[Piece, ...]) -> Line:
        """A line of pieces that are known."""
        return cls([run for piece in pieces for run in piece], (pieces, parts))

    @property
    def count(self) -> int:
        """How many pieces it has."""
        return len(self.cut[0]) if self.cut else 1

    @property
    def runs(self) -> Piece:
        """All words from left to right."""
        if not self._whole:
            self._whole = (tuple(words_of(self.printed)),)
        return self._whole[0]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Its words, cut at every wide gap."""
        return self.cut[0] if self.cut else (self.runs,)

    @property
    def parts(self) -> tuple[Piece, ...]:
        """Its words, cut only at the gaps that no justified text explains."""
        return self.cut[1] if self.cut else (self.runs,)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The box around each piece."""
        if not self._boxes:
            self._boxes = tuple(map(piece_box, self.cut[0])) if self.cut else (self.box,)
        return self._boxes

    @property
    def in_step(self) -> bool:
        """Whether its pieces stand at one height."""
        if self._in_step is None:
            self._in_step = _are_in_step(self.boxes)
        return self._in_step

    @property
    def begins_number(self) -> bool:
        """Whether one of its pieces begins with a number."""
        if self._begins_number is None:
            self._begins_number = any(is_number(piece[0].text) for piece in self.pieces)
        return self._begins_number

    @property
    def bold(self) -> bool:
        """Whether all words are bold."""
        if self._bold is None:
            self._bold = all(some.bold for some in self.printed)
        return self._bold


def _are_in_step(boxes: Sequence[Box]) -> bool:
    """Whether boxes begin, end or have their middle at one height, as cells do and blocks of a letterhead do not."""
    slack = 0.3 * min([box.bottom - box.top for box in boxes])
    heights = ([box.top for box in boxes], [box.bottom for box in boxes], [(box.top + box.bottom) / 2 for box in boxes])
    return any(max(values) - min(values) <= slack for values in heights)


def piece_box(piece: Piece) -> Box:
    """The box around the words of a piece."""
    return around([run.box for run in piece])


def find_lines(runs: Sequence[Printed]) -> list[Line]:
    """Words and strips grouped to lines from top to bottom, each from left to right."""
    lines = [_split_line(sorted(row, key=_LEFT)) for row in group_rows(runs)]
    return _merge_hanging(_merge_beside(lines))


def group_rows(runs: Sequence[AnyPrinted]) -> list[list[AnyPrinted]]:
    """Words whose middle lies within the height of a row's tallest word so far are one row; strips are in one as their words are."""
    rows: list[list[AnyPrinted]] = []
    spans: list[tuple[float, float]] = []
    last = (math.nan, math.nan)  # the span of the newest row
    for run in sorted(runs, key=_PLACE):
        box = run.box
        if (box.top, box.bottom) == last:  # most words of a line are of one height
            rows[-1].append(run)
            continue
        high = box.bottom - box.top
        for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = spans[at]
            middle = (top + bottom) / 2
            if abs(run.middle - middle) < 0.35 * min(high, bottom - top) or (high < 0.8 * (bottom - top) and top <= run.middle <= bottom):
                rows[at].append(run)
                if high > bottom - top:
                    spans[at] = (box.top, box.bottom)
                break
        else:
            rows.append([run])
            spans.append((box.top, box.bottom))
        last = spans[-1] if spans[-1][1] > spans[-1][0] else (math.nan, math.nan)
    return rows


def _split_line(row: list[Printed]) -> Line:
    """Cut a line at its gaps that are much wider than a space, and for `parts` wider than its other gaps as well."""
    if len(row) == 1:  # within a strip no gap is wide
        return Line(row)
    gaps = [after.box.x0 - before.box.x1 for before, after in itertools.pairwise(row)]
    sizes = [some.size for some in row]
    alike = sizes.count(sizes[0]) == len(sizes)
    if alike and min(gaps) >= 0 and max(gaps) <= 1.3 * sizes[0]:
        return Line(row)
    words = sorted(words_of(row), key=_LEFT)
    gaps = [after.box.x0 - before.box.x1 for before, after in itertools.pairwise(words)]
    wide = 1.3 * (sizes[0] if alike else median([run.size for run in words]))
    if max(gaps) <= wide:
        return Line(words)
    narrow = sorted(gaps)[: max(1, (len(gaps) + 1) // 2)]
    usual = median(narrow) if len(gaps) > 1 else 0.0
    pieces = _cut(words, gaps, wide)
    return Line.of(pieces, _cut(words, gaps, max(wide, 2.5 * usual)))


def _cut(row: list[Run], gaps: list[float], wide: float) -> tuple[Piece, ...]:
    """The words of a line in pieces, a new one after every gap over `wide`."""
    pieces: list[list[Run]] = [[row[0]]]
    for run, gap in zip(row[1:], gaps, strict=True):
        if gap > wide:
            pieces.append([])
        pieces[-1].append(run)
    return tuple(tuple(piece) for piece in pieces)


def _merge_beside(lines: list[Line]) -> list[Line]:
    """Lines that overlap in height are one row of cells of which some have more lines than others."""
    merged: list[Line] = []
    group: list[Line] = []
    for line in [*lines, None]:
        if line is not None and (not group or _is_beside(group, line)):
            group.append(line)
            continue
        merged.append(_stack(group) if len(group) > 1 else group[0])
        group = [line] if line is not None else []
    return merged


def _is_beside(group: list[Line], line: Line) -> bool:
    """Whether a line reaches into the height of the one before it, with all its words beside that one's."""
    last, box = group[-1], line.box
    shared = last.box.bottom - box.top
    if shared < 0.3 * min(box.bottom - box.top, last.box.bottom - last.box.top) or len(group) > 5:
        return False
    if not any(overlap(a.box.x0, a.box.x1, b.box.x0, b.box.x1) for a in last.printed for b in line.printed):
        return True
    return not any(overlap(a.box.x0, a.box.x1, b.box.x0, b.box.x1) for a in last.runs for b in line.runs)


def _stack(group: list[Line]) -> Line:
    """One line of all the pieces: those that stand under each other become one piece."""
    stacks: list[list[Piece]] = []
    for piece in sorted((piece for line in group for piece in line.pieces), key=lambda piece: piece_box(piece).x0):
        box = piece_box(piece)
        if stacks and any(overlap(box.x0, box.x1, piece_box(other).x0, piece_box(other).x1) for other in stacks[-1]):
            stacks[-1].append(piece)
        else:
            stacks.append([piece])
    pieces = tuple(tuple(run for piece in sorted(stack, key=lambda piece: piece_box(piece).top) for run in piece) for stack in stacks)
    return Line.of(pieces, pieces)


def _merge_hanging(lines: list[Line]) -> list[Line]:
    """A line that stands under the second or a later part of the one above and only goes on with it becomes a piece of that part."""
    right = max((line.box.x1 for line in lines), default=0.0)
    merged: list[Line] = []
    for line in lines:
        at = _hangs_under(merged[-1], line, right) if merged and merged[-1].cut and line.count == 1 else 0
        if at:
            parts = list(merged[-1].pieces)
            parts[at] += line.pieces[0]
            merged[-1] = Line.of(tuple(parts), tuple(parts))
        else:
            merged.append(line)
    return merged


def _hangs_under(above: Line, line: Line, right: float) -> int:
    """Which part of the line above goes on in this one; 0 if none does."""
    if len(above.pieces) < 2 or above.pieces != above.parts or len(above.pieces[0][0].text) < 3:
        return 0
    box = line.box
    for at, part in enumerate(above.pieces):
        if not at or abs(part[0].box.x0 - box.x0) > 2:
            continue
        limit = above.pieces[at + 1][0].box.x0 - 5 if at + 1 < len(above.pieces) else right
        last = part[-1]
        step = box.top - last.box.bottom
        if box.x1 <= limit + 5 and step < 0.45 * (last.box.bottom - last.box.top) and _is_wrapped(last, line.runs[0], limit):
            return at
    return 0


def _is_wrapped(last: Run, first: Run, limit: float) -> bool:
    """Whether a word stands on a new line because it found no room behind the last one, or plainly goes on."""
    if first.text[0].isdigit() or last.text[-1] in ".:;":
        return False
    space = 0.25 * last.size
    return (
        first.text[0].islower()
        or first.text[0] == "("
        or last.text.endswith(("-", ","))
        or last.box.x1 + space + first.box.x1 - first.box.x0 > limit
    )
