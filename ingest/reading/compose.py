"""A PDF page from its words and ruled tables: reading order, unruled tables, text."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import Cell, Page
from ingest.reading import ticks
from ingest.reading.aligned import Block, find_blocks
from ingest.reading.columns import find_regions
from ingest.reading.composer import Composer
from ingest.reading.grid import find_units_below
from ingest.reading.lines import find_lines, group_rows, piece_box
from ingest.reading.shapes import Printed, Run, around
from ingest.reading.slots import Grid, Slot


def make_page(number: int, size: tuple[float, float], runs: Sequence[Printed], grids: list[Grid], asides: Sequence[Run] = ()) -> Page:
    """Text, words, tables and tick boxes of a page from its words outside tables and its ruled tables.

    `asides` are words that run in another direction than the page's text; they come last, in the order of the file.
    """
    composer = Composer()
    for item in _order(runs, grids):
        if isinstance(item, Grid):
            _write_grid(composer, item)
        else:
            _write_region(composer, item)
    if asides:
        composer.add_cell([asides])
        composer.end_block()
    text, answers = ticks.read_loose(composer.text)
    words = composer.make_words()
    boxes = composer.tick_boxes
    if answers:
        boxes = boxes | {word.start: word.box for word in words if word.start in answers}
    tick_boxes = ticks.find_ticks(text, boxes, answers)
    tables = find_units_below(text, composer.tables) if composer.tables else ()
    return Page(number, text, words, tables, tick_boxes, *size, source="text" if text.strip() else "none")


def _order(runs: Sequence[Printed], grids: list[Grid]) -> list[Grid | Sequence[Printed]]:
    """Regions of words and tables in reading order: a table comes where the words of its column reach its top."""
    if not grids:
        return [*find_regions(runs, [])]
    items: list[Grid | Sequence[Printed]] = []
    waiting = sorted(grids, key=lambda grid: (grid.box.top, grid.box.x0))
    regions = find_regions(runs, [grid.box for grid in grids])
    for region in regions:
        frame = around([run.box for run in region])
        mine = [grid for grid in waiting if grid.box.top < frame.bottom and grid.box.x0 < frame.x1 and grid.box.x1 > frame.x0]
        waiting = [grid for grid in waiting if grid not in mine]
        for grid in mine:
            items.append([run for run in region if run.middle < grid.box.top])
            region = [run for run in region if run.middle >= grid.box.top]
            items.append(grid)
        items.append(region)
    return [item for item in [*items, *waiting] if item]


def _write_region(composer: Composer, runs: Sequence[Printed]) -> None:
    """Lines of running text and unruled tables of one region."""
    for item in find_blocks(find_lines(runs)):
        if isinstance(item, Block):
            composer.end_block()
            _write_block(composer, item)
        else:
            composer.add_line(item)
    composer.end_block()


def _write_block(composer: Composer, block: Block) -> None:
    """An unruled table."""
    start = composer.length
    cells: list[Cell] = []
    rows = block.rows()
    for row, line in enumerate(rows):
        for column, runs in enumerate(line):
            composer.write("\t" if column else "")
            begin, end = composer.add_cell([runs])
            cells.append(Cell(row, column, begin, end, box=piece_box(runs) if runs else None))
        composer.write("\n")
    strong = frozenset(row for row, line in enumerate(rows) if all(run.bold for cell in line for run in cell))
    composer.add_table(start, cells, strong, around([line.box for line in block.lines]))


def _write_grid(composer: Composer, grid: Grid) -> None:
    """A ruled table row by row. Where a cell goes on from above or from the left its place stays empty, so that columns agree."""
    composer.end_block()
    start = composer.length
    cells: list[Cell] = []
    columns = max(slot.column + slot.column_span for slot in grid.slots)
    for row in sorted({slot.row for slot in grid.slots}):
        slots = {slot.column: slot for slot in grid.slots if slot.row == row}
        for column in range(columns if len(slots) > 1 else 1):
            composer.write("\t" if column else "")
            slot = slots.get(column) if len(slots) > 1 else next(iter(slots.values()))
            if slot is not None:
                cells.append(_write_slot(composer, slot))
        composer.write("\n")
    composer.add_table(start, cells, _strong_rows(grid.slots), grid.box)


def _write_slot(composer: Composer, slot: Slot) -> Cell:
    """One cell of a ruled table."""
    if any(run.angle for run in slot.runs):
        lines = [list(slot.runs)]
    else:
        lines = [sorted(line, key=lambda run: run.box.x0) for line in group_rows(list(slot.runs))]
    begin, end = composer.add_cell(lines)
    return Cell(slot.row, slot.column, begin, end, box=slot.box, row_span=slot.row_span, column_span=slot.column_span)


def _strong_rows(slots: Sequence[Slot]) -> frozenset[int]:
    """Rows whose filled cells are all bold or all shaded."""
    rows: dict[int, list[bool]] = {}
    for slot in slots:
        if slot.runs:
            rows.setdefault(slot.row, []).append(slot.shaded or all(run.bold for run in slot.runs))
    return frozenset(row for row, marks in rows.items() if all(marks))
