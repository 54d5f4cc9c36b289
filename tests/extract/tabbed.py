"""Tables of lines with tabs, for pages made in tests."""

from __future__ import annotations

from corpus.types import Cell, Table


def table_of(text: str, start: int = 0, unit: str = "") -> Table:
    """The lines with tabs as a table, its first line the header."""
    cells, line_start = [], start
    for row, line in enumerate(text.split("\n")):
        place = line_start
        for column, cell in enumerate(line.split("\t")):
            cells.append(Cell(row, column, place, place + len(cell), header=row == 0))
            place += len(cell) + 1
        line_start += len(line) + 1
    return Table(start, start + len(text), tuple(cells), unit)
