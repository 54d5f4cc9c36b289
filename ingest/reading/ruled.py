"""Ruled tables: the cells that PDFium's lines make, and the words put into them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from statistics import median

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.cells import find_cells
from ingest.reading.lines import group_rows
from ingest.reading.pdfwords import split_run
from ingest.reading.shapes import Printed, Run, Shapes, around, overlap
from ingest.reading.slots import Grid, Slot, split_columns, split_rows

_SNAP = 3.0
_WITHIN = 2.0  # points by which a word may stretch over a cell's side without being cut
_NARROW = 60.0  # points; wider cells beside Ja or Nein are for votes or remarks
_ANSWERS = frozenset({"ja", "nein", "keine", "entfällt"})


def find_ruled(shapes: Shapes) -> tuple[list[Grid], list[Printed]]:
    """The ruled tables of a page, and the words that stand in none of them."""
    grids: list[Grid] = []
    runs: list[Printed] = list(shapes.runs)
    for cells in sorted(find_cells(shapes.strokes), key=len, reverse=True):
        inside, outside = _part(runs, around(cells))
        parts, prose = _take_prose(split_columns(split_rows(_fill(cells, inside, shapes.shades))))
        tables = [part for part in parts if _is_table(part)]
        if tables:
            grids += [_read_crosses(part) for part in tables]
            prose += _between(inside, cells)
            runs = [*outside, *prose, *(run for part in parts if part not in tables for slot in part.slots for run in slot.runs)]
    return grids, runs


def _part(printed: list[Printed], box: Box) -> tuple[list[Run], list[Printed]]:
    """Words in a box (by their middle), and the others; strips over and under it stay whole."""
    inside: list[Run] = []
    outside: list[Printed] = []
    left, right, top, bottom = box.x0 - 1, box.x1 + 1, box.top - 1, box.bottom + 1
    for some in printed:
        if not top <= some.middle <= bottom:
            outside.append(some)
            continue
        for run in some.runs:
            (inside if left <= run.center <= right else outside).append(run)
    return inside, outside


def _between(runs: list[Run], cells: list[Box]) -> list[Run]:
    """Words within a table's frame that stand in none of its cells, where ruling lines are missing: they are not lost."""

    found: list[Run] = []
    for run in runs:
        x0, x1, middle = run.box.x0, run.box.x1, run.middle
        for cell in cells:
            if cell.top <= middle < cell.bottom and cell.x0 <= x1 and x0 < cell.x1:
                break
        else:
            found.append(run)
    return found


def _lines_of(values: list[float]) -> list[float]:
    """Coordinates that lie within the snap distance of each other as one."""
    lines: list[float] = []
    for value in sorted(values):
        if not lines or value - lines[-1] > _SNAP:
            lines.append(value)
    return lines


def _fill(cells: list[Box], runs: list[Run], shades: tuple[Box, ...]) -> Grid:
    """Cells with row, column, spans and words. A word that a ruling line cuts is split there."""
    tops = _lines_of([cell.top for cell in cells])
    lefts = _lines_of([cell.x0 for cell in cells])
    sides = sorted({cell.x1 for cell in cells})
    pieces = [piece for run in runs for piece in (_cut(run, cells) if _is_across(run, sides) else (run,))]
    order = sorted(range(len(pieces)), key=lambda at: pieces[at].middle)
    heights = [pieces[at].middle for at in order]
    slots: list[Slot] = []
    for cell in cells:
        row, column = bisect_right(tops, cell.top + 0.5) - 1, bisect_right(lefts, cell.x0 + 0.5) - 1
        row_end, column_end = bisect_right(tops, cell.bottom - _SNAP), bisect_right(lefts, cell.x1 - _SNAP)
        beside = sorted(order[bisect_left(heights, cell.top) : bisect_left(heights, cell.bottom)])
        words = tuple(run for run in map(pieces.__getitem__, beside) if cell.x0 <= run.center < cell.x1)
        shaded = any(_covers(shade, cell) for shade in shades)
        slots.append(Slot(row, column, max(1, row_end - row), max(1, column_end - column), cell, words, shaded))
    slots.sort(key=lambda slot: (slot.row, slot.column))
    return Grid(around(cells), tuple(slots))


def _covers(shade: Box, cell: Box) -> bool:
    """Whether a shaded area fills most of a cell."""
    if shade.x0 >= cell.x1 or shade.x1 <= cell.x0 or shade.top >= cell.bottom or shade.bottom <= cell.top:
        return False
    shared = overlap(shade.x0, shade.x1, cell.x0, cell.x1) * overlap(shade.top, shade.bottom, cell.top, cell.bottom)
    return shared > 0.7 * (cell.x1 - cell.x0) * (cell.bottom - cell.top)


def _is_across(run: Run, sides: list[float]) -> bool:
    """Whether a word stretches over one of some upright lines."""
    return bisect_right(sides, run.box.x0 + _WITHIN) < bisect_left(sides, run.box.x1 - _WITHIN)


def _cut(run: Run, cells: list[Box]) -> list[Run]:
    """A word that stretches over a cell's side, in pieces."""
    middle, left, right = run.middle, run.box.x0 + _WITHIN, run.box.x1 - _WITHIN
    for cell in cells:
        if left < cell.x1 < right and cell.top <= middle < cell.bottom:
            first, *rest = list(split_run(run, cell.x1))
            return [first, *(piece for part in rest for piece in _cut(part, cells))] if rest else [run]
    return [run]


def _take_prose(grid: Grid) -> tuple[list[Grid], list[Run]]:
    """Rows that are one wide cell of running text are no part of a table: the grid is cut there, their words are given back."""
    rows: dict[int, list[Slot]] = {}
    for slot in grid.slots:
        rows.setdefault(slot.row, []).append(slot)
    parts: list[list[Slot]] = [[]]
    prose: list[Run] = []
    for row in sorted(rows):
        slots = rows[row]
        if len(slots) == 1 and _is_prose(slots[0], grid.box):
            prose += slots[0].runs
            parts.append([])
        else:
            parts[-1] += slots
    if len(parts) == 1:
        return [grid], []
    return [_cut_grid(part) for part in parts if part], prose


def _is_prose(slot: Slot, frame: Box) -> bool:
    """A cell as wide as the table with more than a heading in it."""
    if slot.box.x1 - slot.box.x0 < 0.9 * (frame.x1 - frame.x0) or len(slot.runs) < 8:
        return False
    high = max(run.box.bottom for run in slot.runs) - min(run.box.top for run in slot.runs)
    return high > 1.8 * max(run.box.bottom - run.box.top for run in slot.runs)


def _cut_grid(slots: list[Slot]) -> Grid:
    """A part of a grid as one of its own; rows count from 0 again."""
    first = min(slot.row for slot in slots)
    moved = tuple(replace(slot, row=slot.row - first) for slot in slots)
    return Grid(around([slot.box for slot in slots]), moved)


def _read_crosses(grid: Grid) -> Grid:
    """An x alone in a cell is a ticked box where its row has Ja or Nein, or where its column has nothing but crosses.

    Where an x stands right of an answer, the empty narrow cells right of the table's other answers are boxes that nobody ticked.
    """
    crosses = [slot for slot in grid.slots if _is_cross(slot)]
    if not crosses:
        return grid
    answers = [slot for slot in grid.slots if " ".join(run.text for run in slot.runs).strip(" :?").lower() in _ANSWERS]
    asked = {slot.row for slot in answers}
    ticked = {(slot.row, slot.column) for slot in crosses if slot.row in asked or len(crosses) > 1}
    beside = {(slot.row, slot.column + slot.column_span) for slot in answers}
    return Grid(grid.box, tuple(_tick_cell(slot, ticked, beside if beside & ticked else set()) for slot in grid.slots))


def _tick_cell(slot: Slot, ticked: set[tuple[int, int]], empty: set[tuple[int, int]]) -> Slot:
    """A cell with its cross, or with nothing in it, as a tick box; other cells as they are."""
    place, box = (slot.row, slot.column), slot.box
    if place in ticked:
        return replace(slot, runs=(replace(slot.runs[0], text=ticks.YES),))
    if place in empty and not slot.runs and box.x1 - box.x0 <= _NARROW:
        side = min(8.0, box.x1 - box.x0, box.bottom - box.top)
        x, y = (box.x0 + box.x1 - side) / 2, (box.top + box.bottom - side) / 2
        return replace(slot, runs=(Run(ticks.NO, Box(x, y, x + side, y + side), (x, x + side), side),))
    return slot


def _is_cross(slot: Slot) -> bool:
    return len(slot.runs) == 1 and slot.runs[0].text in ("x", "X", "×", "(x)", "(X)", "✗", "✓", "✔", "✘")


def _is_table(grid: Grid) -> bool:
    """At least two filled cells and two columns; a wide net with next to nothing in it is a chart or squared paper."""
    filled = sum(bool(slot.runs) for slot in grid.slots)
    if (len(grid.slots) > 30 and filled < 0.12 * len(grid.slots)) or (2 * filled < len(grid.slots) and _is_chart(grid)):
        return False
    return filled >= 2 and len({slot.column for slot in grid.slots}) > 1 and not _is_shaded_head(grid)


def _is_chart(grid: Grid) -> bool:
    """Bars between ruling lines: three or more shaded cells with nothing in them, far higher than a line of text."""
    bars = [slot.box.bottom - slot.box.top for slot in grid.slots if slot.shaded and not slot.runs]
    text = [run.box.bottom - run.box.top for slot in grid.slots for run in slot.runs]
    return len(bars) > 2 and bool(text) and median(bars) > 2.2 * median(text)


def _is_shaded_head(grid: Grid) -> bool:
    """One row of shaded cells with a line each: the head of a table whose body has no lines at all."""
    if any(slot.row or not slot.shaded for slot in grid.slots):
        return False
    return all(len(group_rows(list(slot.runs))) <= 1 for slot in grid.slots)
