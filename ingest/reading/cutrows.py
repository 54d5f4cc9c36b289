"""Table rows that a page's end cuts in two: both parts learn the whole texts of their row.

A page's text ends with the page, and every fact's quote is a piece of one page. So nothing is moved: the row stays in two parts,
and each part's table tells what its row says as a whole. For the same reason a word hyphenated over a page's end stays in two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.types import Page, Table
from ingest.reading.hyphens import find_join

_ENDED = re.compile(r"[.!?:;]$")
_GOES_ON = re.compile(r"[a-zäöüß(]")  # how the rest of a sentence or a word begins
_ITEM = re.compile(r"[a-z]{1,3}[.)](?:\s|$)")  # "a) Personal", "ii. Sachmittel": a new entry


def join_cut_row(before: Page, last: Table, page: Page, first: Table) -> tuple[str, ...]:
    """The whole texts, one a column, of the row that begins at the end of `last` and goes on at the top of `first`; () where none does.

    A row goes on where each text of the lower part goes on from one of the upper part, by a small letter or after a hyphen,
    and each number of it stands where the upper part has none.
    """
    upper, lower = _row(before, last, at_end=True), _row(page, first, at_end=False)
    if not upper or not lower:
        return ()
    going_on = [column for column, text in lower.items() if _goes_on(upper.get(column, ""), text)]
    fresh = [column for column in lower if column not in going_on]
    if not going_on or any(column in upper or not _is_number(lower[column]) for column in fresh):
        return ()
    width = 1 + max(cell.column for cell in (*last.cells, *first.cells))
    return tuple(_join(upper.get(column, ""), lower.get(column, "")) for column in range(width))


def _row(page: Page, table: Table, at_end: bool) -> Mapping[int, str]:
    """The filled cells of a table's last row, or of the first under its head, by column; none where cells span rows or columns."""
    rows = [cell.row for cell in table.cells if not cell.header]
    if not rows:
        return {}
    row = max(rows) if at_end else min(rows)
    cells = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
    if any(cell.row_span > 1 or cell.column_span > 1 or cell.header for cell in cells):
        return {}
    texts = {cell.column: " ".join(page.text[cell.start : cell.end].split()) for cell in cells}
    return {column: text for column, text in texts.items() if text}


def _goes_on(upper: str, lower: str) -> bool:
    """Whether a text goes on from the one above it: after a hyphen, or a sentence that has not ended with a small letter."""
    if not upper or _is_number(upper) or _ITEM.match(lower):
        return False
    if upper.endswith("-") and lower[0].isalpha():
        return find_join(upper.split()[-1], lower.split()[0]) != "no" or lower[0].islower()
    return _GOES_ON.match(lower) is not None and not _ENDED.search(upper)


def _is_number(text: str) -> bool:
    return not any(char.isalpha() for char in text.replace("EUR", "").replace("Euro", ""))


def _join(upper: str, lower: str) -> str:
    """Two parts of a cell as one text."""
    if not upper or not lower:
        return upper or lower
    how = find_join(upper.split()[-1], lower.split()[0]) if upper.endswith("-") else "no"
    return {"drop": upper[:-1] + lower, "keep": upper + lower, "no": f"{upper} {lower}"}[how]
