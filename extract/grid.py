"""A table as rows and columns: which headers stand over a cell, what its row is called, which section row it is under."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from corpus.types import Cell, Page, Table

_NUMBER_CELL = re.compile(
    r"[\s(]*(?:ca\.?|rd\.?|rund|=|\./\.)?[\s+\-–−]*\d[\d.,\s' ]*(?:[-–,]+)?[\s)]*(?:%|[TtKk]?€|T?EUR"
    r"|Euro|Tsd\.?|Mio\.?|Mrd\.?|VZÄ|\*|\s)*\)?\s*"
)
_YEAR_CELL = re.compile(r"\s*(?:(?:19|20)\d\d)\s*(?:\*+|ff\.?)?\s*")
_MARKED_CELL = re.compile(r"\s*[-–−]?\d[\d.]*(?:,\d+)?\s?(?:€|EUR|Euro|T€|TEUR)(?!\w)")  # it may go on: "80.000 EUR p. a."
# What stands in a cell instead of a number: such a row is no header.
_FILLINGS = frozenset({"+", "-", "–", "./.", "---", "x", "ja", "nein", "keine", "kein", "entfällt", "☐", "☒", "€", "eur", "euro"})


@dataclass(frozen=True, slots=True)
class CellContext:
    """A cell with what the table says about it.

    `row_header` joins the row's label cells; `column_headers` go from top to bottom; `sections` are the labels of
    the groups that the row is under, the nearest last; `unit` is the table's own unit line or empty.
    """

    table: Table
    cell: Cell
    text: str
    row_header: str
    column_headers: tuple[str, ...]
    sections: tuple[str, ...]
    unit: str

    @property
    def column_header(self) -> str:
        """The column's headers in one line."""
        return " ".join(self.column_headers)


def is_number_cell(text: str) -> bool:
    """Whether a cell holds only a number, with its unit if it has one; a year is none."""
    return bool(text) and bool(_NUMBER_CELL.fullmatch(text)) and not _YEAR_CELL.fullmatch(text)


class Grid:
    """One table, looked at by row and column."""

    def __init__(self, text: str, table: Table) -> None:
        self.text = text
        self.table = table

    @cached_property
    def _starts(self) -> list[int]:
        return [cell.start for cell in self._ordered]

    @cached_property
    def _ordered(self) -> list[Cell]:
        return sorted(self.table.cells, key=lambda cell: (cell.start, cell.end))

    def text_of(self, cell: Cell) -> str:
        return self.text[cell.start : cell.end].strip()

    def cell_at(self, offset: int) -> Cell | None:
        index = bisect_right(self._starts, offset) - 1
        while index >= 0:
            cell = self._ordered[index]
            if cell.start <= offset < cell.end:
                return cell
            if cell.end > cell.start:
                return None
            index -= 1
        return None

    @cached_property
    def rows(self) -> dict[int, list[Cell]]:
        """Cells by row, those that span from a row above included in each row they reach."""
        rows: dict[int, list[Cell]] = {}
        for cell in self.table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                rows.setdefault(row, []).append(cell)
        for cells in rows.values():
            cells.sort(key=lambda cell: cell.column)
        return dict(sorted(rows.items()))

    @cached_property
    def _width(self) -> int:
        return max((cell.column for cell in self.table.cells), default=0) + 1

    @cached_property
    def _header_rows(self) -> dict[int, bool]:
        return {row: self._is_header_row(cells) for row, cells in self.rows.items()}

    def _is_header_row(self, cells: list[Cell]) -> bool:
        filled = [cell for cell in cells if cell.end > cell.start and self.text_of(cell)]
        if any(is_number_cell(text := self.text_of(cell)) or _MARKED_CELL.match(text) for cell in filled):
            return False
        if any(cell.header for cell in filled):
            return True
        if any(self.text_of(cell).casefold() in _FILLINGS for cell in filled):
            return False
        return len(filled) > 1 and filled[-1].column >= self._width // 2 and all(len(self.text_of(cell)) <= 80 for cell in filled)

    def context_of(self, cell: Cell) -> CellContext:
        """The cell with its headers."""
        place = cell.row, cell.column
        if place not in self._contexts:
            self._contexts[place] = CellContext(
                table=self.table,
                cell=cell,
                text=self.text_of(cell),
                row_header=" | ".join(self.row_labels(cell)),
                column_headers=self.column_headers(cell),
                sections=self.section_rows(cell),
                unit=self.table.unit,
            )
        return self._contexts[place]

    @cached_property
    def _contexts(self) -> dict[tuple[int, int], CellContext]:
        return {}

    def row_labels(self, cell: Cell) -> tuple[str, ...]:
        """Texts of the row's cells before `cell` that are not numbers; of a row that a page's end cuts the whole texts."""
        texts: Iterable[str] = self._cut_rows.get(cell.row, ())[: cell.column]
        if not texts:
            texts = (self.text_of(other) for other in self.rows.get(cell.row, ()) if other.column < cell.column)
        return tuple(text for text in texts if text and not is_number_cell(text))

    @cached_property
    def _cut_rows(self) -> dict[int, tuple[str, ...]]:
        """Whole texts of the rows that begin on the page before or end on the next one."""
        if not self.table.first_row and not self.table.last_row:
            return {}
        rows = [cell.row for cell in self.table.cells if not cell.header]
        cut = {max(rows): self.table.last_row, min(rows): self.table.first_row}
        return {row: texts for row, texts in cut.items() if texts}

    def column_headers(self, cell: Cell) -> tuple[str, ...]:
        """Headers over the cell from the nearest band of header rows above it, top to bottom; else those of the table's earlier part."""
        found: list[str] = []
        nearest = -1
        for row, band in reversed(self._bands[: bisect_left(self._bands, (cell.row, 0))]):
            if found and band != nearest:
                break
            nearest = band
            text = self._header_text(row, cell.column, bool(found))
            if text and text not in found:
                found.append(text)
        if not found and cell.column < len(self.table.heads) and self.table.heads[cell.column]:
            return (self.table.heads[cell.column],)
        return tuple(reversed(found))

    @cached_property
    def _bands(self) -> list[tuple[int, int]]:
        """The header rows in order, each with the number of its band: rows that follow each other are one."""
        bands: list[tuple[int, int]] = []
        band = 0
        for row, is_header in self._header_rows.items():
            if is_header:
                bands.append((row, band))
            else:
                band += 1
        return bands

    def _header_text(self, row: int, column: int, joined: bool) -> str:
        """The header that covers a column; over an inner header row an empty cell takes its left neighbour's text."""
        text = ""
        for cell in self.rows[row]:
            if cell.column > column:
                break
            own = self.text_of(cell)
            if cell.column <= column < cell.column + cell.column_span:
                return own or (text if joined and column > 0 and cell.column_span == 1 else "")
            if cell.column > 0:
                text = own or text
        return ""

    def labels_alone(self) -> list[tuple[int, str]]:
        """All rows that have only one filled cell, with its text, from top to bottom."""
        return self._groups[0]

    def section_rows(self, cell: Cell) -> tuple[str, ...]:
        """Labels of the groups over the row: rows with one filled cell, and first-column labels further up."""
        labels: list[str] = []
        own_first = next((other for other in self.rows.get(cell.row, ()) if other.column == 0), None)
        wants_group = own_first is not None and not self.text_of(own_first) and cell.column > 0
        alone, first = self._groups
        over_alone = bisect_left(alone, (cell.row, "")) - 1
        over_first = bisect_left(first, (cell.row, "")) - 1
        if over_alone >= 0:
            labels.append(alone[over_alone][1])
        if wants_group and over_first >= 0 and (over_alone < 0 or first[over_first][0] > alone[over_alone][0]):
            labels.append(first[over_first][1])
        return tuple(labels)

    @cached_property
    def _groups(self) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
        """Rows, with their label, that have only that one filled cell; and those whose first column is filled, headers left out."""
        alone: list[tuple[int, str]] = []
        first: list[tuple[int, str]] = []
        for row, cells in self.rows.items():
            filled = [cell for cell in cells if self.text_of(cell)]
            if not filled or filled[0].column != 0:
                continue
            label = self.text_of(filled[0])
            if len(filled) == 1 and not is_number_cell(label):
                alone.append((row, label))
            if not self._header_rows[row]:
                first.append((row, label))
        return alone, first


def find_tab_tables(page: Page) -> Iterator[Table]:
    """Tables that a plain text writes as lines with tabs: runs of at least one such line outside the reader's tables."""
    if "\t" not in page.text:
        return
    lines: list[tuple[int, str]] = []
    offset = 0
    waiting = sorted(((table.start, table.end) for table in page.tables), reverse=True)
    covered = 0  # where the reader's tables that have begun end
    for line in page.text.splitlines(keepends=True):
        while waiting and waiting[-1][0] <= offset:
            covered = max(covered, waiting.pop()[1])
        inside = offset < covered
        if "\t" in line and not inside:
            lines.append((offset, line.rstrip("\n")))
        elif lines:
            yield _tab_table(lines)
            lines = []
        offset += len(line)
    if lines:
        yield _tab_table(lines)


def _tab_table(lines: list[tuple[int, str]]) -> Table:
    cells = []
    for row, (offset, line) in enumerate(lines):
        start = offset
        for column, part in enumerate(line.split("\t")):
            cells.append(Cell(row, column, start, start + len(part)))
            start += len(part) + 1
    last_offset, last = lines[-1]
    return Table(lines[0][0], last_offset + len(last), tuple(cells))
