"""A PDF of one page as the reader gives it, and the words of its tables row by row."""

from __future__ import annotations

from corpus.types import Page, Table
from ingest.reading import read_bytes


def read(data: bytes) -> Page:
    result = read_bytes(data, "vorlage.pdf")
    assert result.problems == ()
    (page,) = result.pages
    return page


def rows(page: Page, table: Table) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, []).append(page.text[cell.start : cell.end])
    return [found[row] for row in sorted(found)]
