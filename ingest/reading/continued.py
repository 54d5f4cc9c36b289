"""Tables that go on over the end of a page: the second part learns its column heads from the first, each its unit from the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.types import Cell, Page, Table
from ingest.reading.cutrows import join_cut_row

# "- Fortsetzung -", "Fortsetzung Tabelle 3", "(Fortsetzung auf Seite 4)", "noch Tabelle 2"
_GOES_ON = re.compile(
    r"\W*(?:Fortsetzung(?: folgt)?|noch|Übertrag)(?: (?:der |von |auf )?(?:Tabelle|Seite|Anlage)?[\s\d.:]{0,8})?\W*", re.IGNORECASE
)
_NEAR = 8.0  # points by which the columns of two parts may differ


def join_tables(pages: Sequence[Page]) -> list[Page]:
    """The same pages with `continued`, `heads` and `unit` of tables set that go on from the page before, and rows that the end cuts.

    `furniture` must be known: what stands between the two parts must be headers, footers and page numbers only.
    """
    joined = list(pages)
    for at in range(1, len(joined)):
        before, page = joined[at - 1], joined[at]
        if before.number + 1 != page.number or not before.tables or not page.tables:
            continue
        last, first = before.tables[-1], page.tables[0]
        if _is_free(before, last.end, len(before.text)) and _is_free(page, 0, first.start) and _same_columns(last, first):
            first = _go_on(before, last, page, first)
            if row := join_cut_row(before, last, page, first):
                joined[at - 1] = replace(before, tables=(*before.tables[:-1], replace(last, last_row=row)))
                first = replace(first, first_row=row)
            joined[at] = replace(page, tables=(first, *page.tables[1:]))
    return _hand_back_units(joined)


def _hand_back_units(pages: list[Page]) -> list[Page]:
    """The same pages; parts of a table without a unit have that of the part that follows: it may stand under the last one only."""
    for at in range(len(pages) - 1, 0, -1):
        before, first = pages[at - 1], pages[at].tables[0] if pages[at].tables else None
        if first is not None and first.continued and first.unit and before.tables and not before.tables[-1].unit:
            pages[at - 1] = replace(before, tables=(*before.tables[:-1], replace(before.tables[-1], unit=first.unit)))
    return pages


def _is_free(page: Page, start: int, end: int) -> bool:
    """Whether text[start:end] holds furniture only, or a line that says that a table goes on."""
    left: list[str] = []
    at = start
    for begin, stop in page.furniture:
        if begin >= at and stop <= end:
            left.append(page.text[at:begin])
            at = stop
    rest = " ".join("".join([*left, page.text[at:end]]).split())
    return not rest or _GOES_ON.fullmatch(rest) is not None


def _same_columns(last: Table, first: Table) -> bool:
    """Whether two tables have as many columns, at the same places."""
    if last.box is None or first.box is None or _count(last) != _count(first):
        return False
    edges, others = _edges(last), _edges(first)
    shared = set(edges) & set(others)
    near = sum(min(abs(edges[column][side] - others[column][side]) for side in (0, 1)) <= _NEAR for column in shared)
    return len(shared) > 1 and near >= 0.8 * len(shared)


def _count(table: Table) -> int:
    return max(cell.column + cell.column_span for cell in table.cells)


def _edges(table: Table) -> dict[int, tuple[float, float]]:
    """Left and right edge of each column, from its cells of one column's width."""
    edges: dict[int, tuple[float, float]] = {}
    for cell in table.cells:
        if cell.box is not None and cell.column_span == 1:
            x0, x1 = edges.get(cell.column, (cell.box.x0, cell.box.x1))
            edges[cell.column] = (min(x0, cell.box.x0), max(x1, cell.box.x1))
    return edges


def _go_on(before: Page, last: Table, page: Page, first: Table) -> Table:
    """The second part: header rows that repeat are marked; where none is printed, `heads` has those of the first part."""
    heads = [_row_text(before, last, row) for row in sorted({cell.row for cell in last.cells if cell.header})]
    repeated = {cell.row for cell in first.cells if cell.row < len(heads) and _row_text(page, first, cell.row) in heads}
    cells = tuple(replace(cell, header=True) if cell.row in repeated else cell for cell in first.cells)
    own = any(cell.header for cell in cells)
    carried = () if own else _carry(before, last)
    return replace(first, cells=cells, continued=True, heads=carried, unit=first.unit or last.unit)


def _row_text(page: Page, table: Table, row: int) -> list[str]:
    return [re.sub(r"\s+", " ", page.text[cell.start : cell.end]) for cell in table.cells if cell.row == row]


def _carry(before: Page, last: Table) -> tuple[str, ...]:
    """The column heads of a table: its own header cells of each column from the top down, or those it was given itself."""
    texts: list[list[str]] = [[] for _ in range(_count(last))]
    for cell in last.cells:
        if cell.header and cell.end > cell.start:
            for column in _columns(cell):
                texts[column].append(before.text[cell.start : cell.end])
    return tuple(" ".join(parts) for parts in texts) if any(texts) else last.heads


def _columns(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.column_span)
