"""Tables without ruling lines: neighbouring lines whose pieces stand under each other."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from corpus.types import Box
from ingest.reading.grid import is_number
from ingest.reading.lines import Line, Piece, piece_box
from ingest.reading.shapes import Run, overlap

_MIN_ROWS = 3
_NEAR = 4.0


# Words that end no label.
_OPEN_ENDS = frozenset(
    {
        "für",
        "und",
        "oder",
        "von",
        "der",
        "die",
        "das",
        "des",
        "den",
        "dem",
        "zur",
        "zum",
        "mit",
        "an",
        "in",
        "im",
        "bei",
        "aus",
        "sowie",
        "&",
    }
)


_LIST_MARK = re.compile(r"[^\w\s]|\(?(?:\d{1,3}|[a-zA-Z]|[IVX]+)[.)]*|\d{1,3}(?:\.\d{1,3})+\.?|o")

Row = list[Piece]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are a table: `columns` holds left and right edge of each."""

    lines: tuple[Line, ...]
    columns: tuple[tuple[float, float], ...]

    def rows(self) -> list[Row]:
        """The words of every cell, row by row; an empty tuple where a row has nothing in a column."""
        return _merge_wrapped([[_pick(line, column) for column in self.columns] for line in self.lines])


def _merge_wrapped(rows: list[Row]) -> list[Row]:
    """Lines with one cell only that go on with the cell above or are gone on with below are part of that row."""
    merged: list[Row] = []
    for row in rows:
        filled = [at for at, cell in enumerate(row) if cell]
        above = merged[-1] if merged else None
        if above is not None and len(filled) == 1 and _goes_on(above, row, filled[0]):
            above[filled[0]] += row[filled[0]]
        elif above is not None and row[0] and not any(above[1:]) and above[0] and _is_rest(above[0], row[0]):
            merged[-1] = [above[0] + row[0], *row[1:]]
        else:
            merged.append(list(row))
    return merged


def _goes_on(above: Row, row: Row, column: int) -> bool:
    """Whether a lone cell is a further line of the cell above: of text, not of a number, and of a label only in lower case."""
    before = above[column]
    if not before or is_number(_text(before)) or is_number(_text(row[column])):
        return False
    return column > 0 or (any(above[1:]) and _is_rest(before, row[column]))


def _is_rest(before: Piece, after: Piece) -> bool:
    """Whether a label goes on in the next line."""
    last = before[-1].text
    return after[0].text[0].islower() or last.endswith(("-", ",", "/")) or last in _OPEN_ENDS


def _text(cell: Piece) -> str:
    return " ".join(run.text for run in cell)


def _pick(line: Line, column: tuple[float, float]) -> tuple[Run, ...]:
    """The words of one line that stand in a column."""
    return tuple(run for piece in line.pieces if _share(piece_box(piece), column) for run in piece)


def _share(box: Box, column: tuple[float, float]) -> bool:
    return overlap(box.x0, box.x1, *column) > 0 or column[0] <= (box.x0 + box.x1) / 2 <= column[1]


def find_blocks(lines: list[Line]) -> list[Line | Block]:
    """The lines in order, with those that make tables gathered to blocks."""
    result: list[Line | Block] = []
    at = 0
    while at < len(lines):
        block = _block_at(lines, at) if len(lines[at].pieces) > 1 else None
        if block is None:
            result.append(lines[at])
            at += 1
        else:
            result.append(block)
            at += len(block.lines)
    return result


def _block_at(lines: list[Line], start: int) -> Block | None:
    """The longest table that begins at a line: lines of several pieces whose columns do not run into each other."""
    columns: list[tuple[float, float]] = []
    taken: list[Line] = []
    for line in lines[start:]:
        if taken and not _is_next(taken, line):
            break
        merged = _merge(columns, line)
        if merged is None:
            break
        if len(line.pieces) == 1 and not _fits_single(line, columns):
            break
        columns = merged
        taken.append(line)
    while taken and len(taken[-1].pieces) == 1 and columns and _share(taken[-1].box, columns[0]):
        taken.pop()
    block = Block(tuple(taken), tuple(columns))
    return block if _is_table(block) else None


def _is_next(taken: list[Line], line: Line) -> bool:
    """Whether a line follows close enough to belong to the same table, and does not begin another one with a bold head."""
    last = taken[-1]
    height = last.box.bottom - last.box.top
    if line.box.top - last.box.bottom >= 1.6 * height:
        return False
    if len(taken) < 2:
        return True
    steps = max(after.box.top - before.box.top for before, after in itertools.pairwise(taken))
    step = line.box.top - last.box.top
    return step <= (1.15 if line.bold and not last.bold else 1.8) * max(steps, height)


def _fits_single(line: Line, columns: list[tuple[float, float]]) -> bool:
    """A line of one piece goes on in a table only right of the first column, or as a short label in it."""
    box = line.box
    inside = [at for at, column in enumerate(columns) if _share(box, column)]
    if len(inside) != 1:
        return False
    return inside[0] > 0 or (box.x1 < columns[1][0] - _NEAR and abs(box.x0 - columns[0][0]) < 25)


def _merge(columns: list[tuple[float, float]], line: Line) -> list[tuple[float, float]] | None:
    """The columns widened by a line's pieces; None if a piece lies over two columns or two pieces in one."""
    merged = list(columns)
    used: set[int] = set()
    for piece in line.pieces:
        box = piece_box(piece)
        hits = [at for at, column in enumerate(merged) if overlap(box.x0, box.x1, *column) > 0]
        if len(hits) > 1 or (hits and hits[0] in used):
            return None
        if hits:
            merged[hits[0]] = (min(box.x0, merged[hits[0]][0]), max(box.x1, merged[hits[0]][1]))
            used.add(hits[0])
        else:
            merged.append((box.x0, box.x1))
            used.add(len(merged) - 1)
    merged.sort()
    return merged if all(left[1] <= right[0] for left, right in itertools.pairwise(merged)) else None


def _is_table(block: Block) -> bool:
    """Three rows, two columns, and pieces that stand under each other at their left, their right or their middle."""
    full = [line for line in block.lines if len(line.pieces) > 1]
    if len(full) < _MIN_ROWS or len(block.columns) < 2:
        return False
    rows = block.rows()
    aligned = [_is_aligned([row[at] for row in rows if row[at]]) for at in range(len(block.columns))]
    if not any(aligned[1:]) or sum(aligned) < max(2 if len(aligned) > 2 else 1, len(aligned) - 1):
        return False
    return not _is_bulleted(rows) or any(is_number(_text(row[-1])) for row in rows)


def _is_bulleted(rows: list[Row]) -> bool:
    """A list: the first of two columns holds marks or outline numbers only."""
    first = [_text(row[0]) for row in rows if row[0]]
    return len(rows[0]) == 2 and all(_LIST_MARK.fullmatch(text) for text in first)


def _is_aligned(cells: list[tuple[Run, ...]]) -> bool:
    """Most cells of a column share an edge or the middle."""
    boxes = [piece_box(cell) for cell in cells]
    if len(boxes) < 2:
        return True
    return any(_agree(values) for values in ([b.x0 for b in boxes], [b.x1 for b in boxes], [(b.x0 + b.x1) / 2 for b in boxes]))


def _agree(values: list[float]) -> bool:
    """Whether two thirds of the values lie within some points of their median."""
    middle = sorted(values)[len(values) // 2]
    return sum(abs(value - middle) <= _NEAR for value in values) * 3 >= 2 * len(values)
