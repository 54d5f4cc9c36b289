"""Days without a year in table cells: "03.05." counts where the table's heading gives the year (CODEBOOK section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.context import PageContext
from extract.date_grammar import FoundDate, find_day_alone, may_have_days_alone
from extract.grid import CellContext

_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?![\d/-])")
_HEADING_LINES = 3  # filled lines over a table that may be its heading


def find_cell_dates(context: PageContext) -> Iterator[FoundDate]:
    """Days in cells that hold nothing else, with the one year that the headings over them name."""
    if not context.grids or not may_have_days_alone(context.text):
        return
    for grid in context.grids:
        for cell in grid.table.cells:
            text = context.text[cell.start : cell.end]
            found = find_day_alone(text, 2000) if text.strip() else None  # any year, to see whether it is a day at all
            if found is None:
                continue
            year = _year_over(context, grid.context_of(cell))
            dated = find_day_alone(text, year) if year else None
            if dated is not None:
                start, end, value = dated
                yield FoundDate(cell.start + start, cell.start + end, value, "date.cell.day", (cell.start + start, cell.start + end))


def _year_over(context: PageContext, cell: CellContext) -> int:
    """The year of the nearest heading that names exactly one: column, group, unit line, lines over the table; 0 if none does."""
    for heading in (*reversed(cell.column_headers), *reversed(cell.sections), cell.unit, *_lines_over(context, cell.table.start)):
        years = set(_YEAR.findall(heading))
        if years:
            return int(years.pop()) if len(years) == 1 else 0
    return 0


def _lines_over(context: PageContext, start: int) -> list[str]:
    lines = [line for line in context.text[max(0, start - 400) : start].split("\n") if line.strip()]
    return lines[: -_HEADING_LINES - 1 : -1]
