"""Tables without ruling lines: neighbouring lines whose pieces stand under each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median

from corpus.types import Box
from ingest.reading.grid import is_number
from ingest.reading.lines import Line, Piece, piece_box
from ingest.reading.shapes import Run

_MIN_ROWS = 3
_NEAR = 4.0
_CLOSE, _FAR = 1.6, 3.2  # heights of a line between the rows of a table, and between rows that are plainly alike


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


@dataclass(slots=True)
class Block:
    """Lines that are a table: `columns` holds left and right edge of each. Nobody changes one; not frozen, as a Line."""

    lines: tuple[Line, ...]
    columns: tuple[tuple[float, float], ...]
    _cells: list[Row] = field(init=False, default_factory=list, compare=False)  # as soon as somebody asked; so, too, if it is prose
    _prose: bool | None = field(init=False, default=None, compare=False)

    def rows(self) -> list[Row]:
        """The words of every cell, row by row; an empty tuple where a row has nothing in a column."""
        return _merge_wrapped(self.cells)

    @property
    def cells(self) -> list[Row]:
        """What every line has in every column."""
        if not self._cells:
            self._cells = [_pick(line, self.columns) for line in self.lines]
        return self._cells

    @property
    def prose(self) -> bool:
        """Whether a column holds running text."""
        if self._prose is None:
            self._prose = _is_prose(self)
        return self._prose


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
    if not before or _is_number(before) or _is_number(row[column]) or not _is_alike(before[-1], row[column][0]):
        return False
    return column > 0 or (any(above[1:]) and _is_rest(before, row[column]))


def _is_alike(word: Run, other: Run) -> bool:
    """Whether two words may be of one cell: a larger one is a heading."""
    return other.size <= 1.25 * word.size


def _is_rest(before: Piece, after: Piece) -> bool:
    """Whether a label goes on in the next line."""
    last = before[-1].text
    return after[0].text[0].islower() or last.endswith(("-", ",", "/")) or last in _OPEN_ENDS


def _text(cell: Piece) -> str:
    return " ".join([run.text for run in cell])


def _is_number(cell: Piece) -> bool:
    """Whether a cell holds a number only; most begin with a letter."""
    return bool(cell) and not cell[0].text[0].isalpha() and is_number(_text(cell))


def _pick(line: Line, columns: Iterable[tuple[float, float]]) -> Row:
    """The words of one line that stand in each column."""
    places = [(box.x0, box.x1, piece) for box, piece in zip(line.boxes, line.pieces, strict=True)]
    row: Row = []
    for left, right in columns:
        found: Piece = ()
        for x0, x1, piece in places:
            if (x0 < right and left < x1 and x0 < x1 and left < right) or left <= (x0 + x1) / 2 <= right:  # as in _share
                found = found + piece if found else piece
        row.append(found)
    return row


def _share(box: Box, column: tuple[float, float]) -> bool:
    left, right = column
    return (box.x0 < right and left < box.x1 and box.x0 < box.x1 and left < right) or left <= (box.x0 + box.x1) / 2 <= right


def find_blocks(lines: list[Line]) -> list[Line | Block]:
    """The lines in order, with those that make tables gathered to blocks."""
    result: list[Line | Block] = []
    at = 0
    while at < len(lines):
        block = _block_at(lines, at) if lines[at].count > 1 else None
        if block is not None and _is_table(block):
            result.append(block)
            at += len(block.lines)
        else:
            count = len(block.lines) if block is not None and block.prose else 1
            result += lines[at : at + count]
            at += count
    return result


def _block_at(lines: list[Line], start: int) -> Block:
    """The most lines from one on that may be a table: lines of several pieces whose columns do not run into each other."""
    columns: list[tuple[float, float]] = []
    taken: list[Line] = []
    step = 0.0  # the widest from one line to the next
    for line in itertools.islice(lines, start, None):
        if taken and not _is_next(taken, line, step):
            break
        merged = _merge(columns, line)
        if merged is None:
            break
        if line.count == 1 and (not _fits_single(line, columns) or not _is_alike(taken[-1].runs[0], line.runs[0])):
            break
        columns = merged
        step = max(step, line.box.top - taken[-1].box.top) if taken else step
        taken.append(line)
    while len(taken) > 1 and taken[-1].count == 1 and (_share(taken[-1].box, columns[0]) or _stands_off(taken)):
        taken.pop()
    return _part_numbers(Block(tuple(taken), tuple(columns)))


def _stands_off(taken: list[Line]) -> bool:
    """Whether the last line keeps more distance than any before it: a page number under the table, no further line of a cell."""
    steps = [below.box.top - above.box.bottom for above, below in itertools.pairwise(taken)]
    return len(steps) > 1 and steps[-1] > max(1.5 * max(steps[:-1]), 0.5 * (taken[-1].box.bottom - taken[-1].box.top))


def _part_numbers(block: Block) -> Block:
    """The same with numbers told from the words right behind them, where three rows or more have both at one place: "17 % Verkehr"."""
    if sum([line.begins_number for line in block.lines]) < _MIN_ROWS:
        return block
    for at, column in enumerate(block.columns):
        cells = [row[at] for row in block.cells if row[at]]
        starts = [cell[1].box.x0 for cell in cells if _begins_with_number(cell)]
        if len(starts) < _MIN_ROWS or max(starts) - min(starts) > 2 or 5 * len(starts) < 3 * len(cells):
            continue
        cut = min(starts) - 1
        lines = [_cut_line(line, column, cut) for line in block.lines]
        columns: list[tuple[float, float]] | None = []
        for line in lines:
            columns = _merge(columns, line) if columns is not None else None
        if columns is not None and len(columns) == len(block.columns) + 1:
            return Block(tuple(lines), tuple(columns))
    return block


def _begins_with_number(cell: Piece) -> bool:
    return (
        len(cell) > 1
        and is_number(cell[0].text)
        and not is_number(cell[1].text)
        and cell[1].box.x0 - cell[0].box.x1 > 0.35 * cell[0].size
        and cell[1].text[0].isalpha()
    )


def _cut_line(line: Line, column: tuple[float, float], cut: float) -> Line:
    """A line with its piece in a column in two pieces."""
    pieces: list[Piece] = []
    for piece in line.pieces:
        if not _share(piece_box(piece), column):
            pieces.append(piece)
            continue
        left = tuple(run for run in piece if run.box.x0 < cut)
        pieces += [part for part in (left, piece[len(left) :]) if part]
    return Line.of(tuple(pieces), line.parts)


def _is_next(taken: list[Line], line: Line, widest: float) -> bool:
    """Whether a line follows close enough to belong to the same table, and does not begin another one with a bold head.

    `widest` is the widest step so far.
    """
    last = taken[-1]
    height = last.box.bottom - last.box.top
    gap = line.box.top - last.box.bottom
    far = gap >= _CLOSE * height
    if far and not (gap < _FAR * height and _has_same_starts(taken, line)):
        return False
    if len(taken) < 2:
        return True
    new_head = line.bold and not last.bold
    if line.box.top - last.box.top <= (1.15 if new_head else 1.8) * max(widest, height):
        return True
    return not new_head and (far or (gap < _FAR * height and _has_same_starts(taken, line)))


def _has_same_starts(taken: list[Line], line: Line) -> bool:
    """Whether a line has as many pieces as the last row, which begin or end where that one's do: rows of a table set with wide space."""
    if line.count < 2:
        return False
    last = next((above for above in reversed(taken) if above.count > 1), taken[-1])
    if last.count != line.count:
        return False
    boxes = list(zip(last.boxes, line.boxes, strict=True))
    if abs(boxes[0][0].x0 - boxes[0][1].x0) > 2:
        return False
    return all(abs(above.x0 - below.x0) <= 2 * _NEAR or abs(above.x1 - below.x1) <= 2 for above, below in boxes)


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
    for box in line.boxes if line.cut else (line.box,):
        x0, x1 = box.x0, box.x1
        hits = [at for at, (left, right) in enumerate(merged) if x0 < right and left < x1 and x0 < x1 and left < right]
        if len(hits) > 1 or (hits and hits[0] in used):
            return None
        if hits:
            merged[hits[0]] = (min(x0, merged[hits[0]][0]), max(x1, merged[hits[0]][1]))
            used.add(hits[0])
        else:
            merged.append((x0, x1))
            used.add(len(merged) - 1)
    merged.sort()
    return merged if all(left[1] <= right[0] for left, right in itertools.pairwise(merged)) else None


def _is_table(block: Block) -> bool:
    """Three rows, two columns, and pieces that stand under each other at their left, their right or their middle."""
    full = [line for line in block.lines if line.count > 1]
    if len(full) < _MIN_ROWS or len(block.columns) < 2 or 2 * sum([line.in_step for line in full]) < len(full):
        return False
    rows = block.rows()
    aligned = [_is_aligned([row[at] for row in rows if row[at]]) for at in range(len(block.columns))]
    if median(sum(map(bool, row)) for row in rows) < 0.3 * len(block.columns):  # the scales of a chart
        return False
    if block.prose:
        return False
    if not any(aligned[1:]) or sum(aligned) < max(2 if len(aligned) > 2 else 1, len(aligned) - 1):
        return False
    return not _is_bulleted(rows) or any(_is_number(row[-1]) for row in rows)


def _is_prose(block: Block) -> bool:
    """Whether a column without numbers beside it holds the lines of a running text: many words, as wide as the column, no end."""
    if sum([len(piece) > 4 for line in block.lines for piece in line.pieces]) < 4:
        return False
    cells = list(zip(*block.cells, strict=True))
    if any(2 * sum([_is_number(cell) for cell in column]) > len(block.lines) for column in cells):
        return False
    for (left, right), column in zip(block.columns, cells, strict=True):
        filled = [cell for cell in column if len(cell) > 4 and cell[-1].box.x1 - cell[0].box.x0 > 0.8 * (right - left)]
        if len(filled) > 3 and 5 * sum(cell[-1].text[-1] not in ".:;!?" for cell in filled) > 2 * len(block.lines):
            return True
    return False


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
    return len([value for value in values if -_NEAR <= value - middle <= _NEAR]) * 3 >= 2 * len(values)
