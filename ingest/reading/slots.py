"""Cells of a ruled table with their words; rows and columns told apart where the ruling lines between them are missing."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.types import Box
from ingest.reading.grid import is_number
from ingest.reading.lines import group_rows
from ingest.reading.shapes import Run, around


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell of a grid with the words in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    runs: tuple[Run, ...]
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as found on the page; slots are in row-major order."""

    box: Box
    slots: tuple[Slot, ...]


def split_rows(grid: Grid) -> Grid:
    """A row whose cells hold columns of numbers in step is as many rows as it has lines: many tables rule columns only."""
    slots: list[Slot] = []
    rows: dict[int, list[Slot]] = defaultdict(list)
    for slot in grid.slots:
        rows[slot.row].append(slot)
    shift = 0
    for _, members in sorted(rows.items()):
        members = [replace(slot, row=slot.row + shift) for slot in members] if shift else members
        lines = _join_staggered(group_rows([run for slot in members for run in slot.runs])) if _is_stacked(members) else []
        lines = _join_heads(lines, members) if len(lines) > 1 and not slots else lines
        if len(lines) > 1:
            slots += [_part_of(slot, line, number) for number, line in enumerate(lines) for slot in members]
            shift += len(lines) - 1
        else:
            slots += members
    slots.sort(key=lambda slot: (slot.row, slot.column))
    return Grid(grid.box, tuple(slots))


def _join_staggered(lines: list[list[Run]]) -> list[list[Run]]:
    """Lines that reach into each other's height are one row: a label of two lines beside numbers at the height of its middle."""
    joined: list[list[Run]] = []
    for line in lines:
        box = around([run.box for run in line])
        above = around([run.box for run in joined[-1]]) if joined else None
        if above is not None and above.bottom - box.top > 0.3 * (box.bottom - box.top):
            joined[-1] = [*joined[-1], *line]
        else:
            joined.append(line)
    return joined


def _join_heads(lines: list[list[Run]], members: list[Slot]) -> list[list[Run]]:
    """The first two lines of a table are one row where both are bold and the second goes on under all of the first: "Basis / 1990"."""
    first, second = ({slot.column for slot in members if not set(map(id, slot.runs)).isdisjoint(map(id, line))} for line in lines[:2])
    bold = all(run.bold for line in lines[:2] for run in line)
    return [[*lines[0], *lines[1]], *lines[2:]] if bold and first < second else lines


def _is_stacked(members: list[Slot]) -> bool:
    """Whether a row has two cells or more of several lines, one of numbers only, whose lines stand in step; spans stay whole."""
    if any(slot.row_span > 1 for slot in members) or any(run.angle for slot in members for run in slot.runs):
        return False
    stacks = {slot.column: group_rows(list(slot.runs)) for slot in members if len(slot.runs) > 1}
    tall = {column: rows for column, rows in stacks.items() if len(rows) > 1}
    numeric = [rows for column, rows in tall.items() if column and all(is_number(_text(row)) for row in rows)]
    if len(tall) < 2 or not numeric:
        return False
    longest = max(numeric, key=len)
    heights = [_base(row) for row in longest]
    others = [_base(row) for rows in tall.values() if rows is not longest for row in rows]
    in_step = sum(any(abs(height - other) < 2 for other in others) for height in heights)
    return in_step >= 0.8 * len(heights)


def _text(row: list[Run]) -> str:
    return " ".join(run.text for run in sorted(row, key=lambda run: run.box.x0))


def _base(row: list[Run]) -> float:
    return max(run.box.bottom for run in row)


def _part_of(slot: Slot, line: list[Run], number: int) -> Slot:
    """What one printed line gives to a cell."""
    words = set(map(id, line))
    runs = tuple(run for run in slot.runs if id(run) in words)
    frame = around([run.box for run in line])
    return replace(slot, row=slot.row + number, runs=runs, box=Box(slot.box.x0, frame.top, slot.box.x1, frame.bottom))


def split_columns(grid: Grid) -> Grid:
    """A column that holds two or more numbers side by side in most rows is as many columns."""
    for column in sorted({slot.column for slot in grid.slots}, reverse=True):
        cuts = _find_cuts([slot for slot in grid.slots if slot.column == column and slot.column_span == 1])
        if cuts:
            slots = [part for slot in grid.slots for part in _cut_slot(slot, column, cuts)]
            slots.sort(key=lambda slot: (slot.row, slot.column))
            grid = Grid(grid.box, tuple(slots))
    return grid


def _find_cuts(slots: list[Slot]) -> list[float]:
    """Where a column is to be cut: between the numbers that its cells hold side by side; some may lack one."""
    pieces = [numbers for slot in slots if (numbers := _numbers(slot))]
    several = [numbers for numbers in pieces if len(numbers) > 1]
    most = max((len(numbers) for numbers in several), default=0)
    full = [numbers for numbers in several if len(numbers) == most]
    if len(several) < 3 or 2 * len(full) < len(several) or 2 * len(several) < len(pieces):
        return []
    cuts: list[float] = []
    for at in range(most - 1):
        left, right = max(numbers[at][1] for numbers in full), min(numbers[at + 1][0] for numbers in full)
        if right <= left:
            return []
        cuts.append((left + right) / 2)
    return cuts if all(_keeps_clear(numbers, cuts) for numbers in several) else []


def _keeps_clear(numbers: list[tuple[float, float]], cuts: list[float]) -> bool:
    """Whether no number lies over a cut, and no two between the same cuts."""
    places = [(bisect_right(cuts, left), bisect_right(cuts, right)) for left, right in numbers]
    return all(first == last for first, last in places) and len(set(places)) == len(places)


def _numbers(slot: Slot) -> list[tuple[float, float]]:
    """Left and right edges of the numbers of a one-line cell that holds nothing else."""
    runs = sorted(slot.runs, key=lambda run: run.box.x0)
    if not runs or not (runs[0].text[0] in "-–+." or runs[0].text[0].isdecimal()) or len(group_rows(runs)) > 1:
        return []
    pieces: list[list[Run]] = [[runs[0]]]
    for before, run in pairwise(runs):
        if run.box.x0 - before.box.x1 > 0.7 * run.size:
            pieces.append([])
        pieces[-1].append(run)
    texts = [" ".join(run.text for run in piece) for piece in pieces]
    if not all(is_number(text) or text in ("-", "–", "./.") for text in texts):
        return []
    return [(piece[0].box.x0, piece[-1].box.x1) for piece in pieces]


def _cut_slot(slot: Slot, column: int, cuts: list[float]) -> list[Slot]:
    """A cell after its column was cut: moved, widened, or in parts; a cell whose words lie over a cut spans its parts."""
    if slot.column > column:
        return [replace(slot, column=slot.column + len(cuts))]
    if slot.column + slot.column_span <= column:
        return [slot]
    if slot.column < column or any(run.box.x0 < cut < run.box.x1 for run in slot.runs for cut in cuts) or not _fits(slot, cuts):
        return [replace(slot, column_span=slot.column_span + len(cuts))]
    edges = [slot.box.x0, *cuts, slot.box.x1]
    parts: list[Slot] = []
    for number, (left, right) in enumerate(pairwise(edges)):
        runs = tuple(run for run in slot.runs if left <= run.center < right)
        box = Box(left, slot.box.top, right, slot.box.bottom)
        parts.append(replace(slot, column=column + number, column_span=1, box=box, runs=runs))
    return parts


def _fits(slot: Slot, cuts: list[float]) -> bool:
    """Whether a cell's words keep clear of the cuts or are few: running text over several columns is not cut."""
    return len(slot.runs) <= 2 * (len(cuts) + 1)
