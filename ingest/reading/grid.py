"""What all tables share, wherever they come from: header rows, and the line that gives the unit of all cells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.types import Cell, Table

_EURO = r"(?:€|EUR\b|Euro\b|EURO\b)"
_SCALED = rf"(?:T\s?€|T\s?EUR\b|TEuro\b|(?:Tsd|Mio|Mrd)\.?\s?{_EURO}|1\.?000\s?{_EURO}|(?:Tausend|Millionen)\s{_EURO})"
# "in EUR", "- in T€ -", "Angaben in Tsd. Euro", "Angaben: Tsd. €", "(TEUR)", "[EUR]", "in VZÄ"; and lines of a unit only: "T€", "- EUR -"
_UNIT = re.compile(
    rf"(?:\bin\s+|[(\[]\s*|(?:Angaben|Beträge|Werte):\s*)"
    rf"(?:{_SCALED}|{_EURO}|VZÄ\b|VzÄ\b|VZK\b|VZW\b|VbE\b|Vollzeitäquivalenten?\b)"
    rf"|^\s*[-–]?\s*{_SCALED}\s*[-–]?\s*$|^\s*[-–]\s*{_EURO}\s*[-–]\s*$"
)
_ROUND_A_UNIT = re.compile(r"\W*(?:alle\s+)?(?:(?:Angaben|Beträge|Werte|Zahlen)(?:\s+(?:sind|jeweils))?)?\W*", re.IGNORECASE)
_YEAR = re.compile(
    r"(?:ab\s+|bis\s+|HH|HJ|Plan|Ist|Ansatz|RE|VA|Jahr|Haushaltsjahr|Basis|Ziel|Soll|Ergebnis|Planung|Prognose)?[\s-]*(?:19|20)\d\d(?:\s*(?:ff\.?|[/–-]\s*(?:20)?\d\d|\(?(?:T?€|T?EUR|Euro)\)?))?$"
)
_NUMBER = re.compile(r"[-–+]?\s?\d[\d.,\s]*(?:\s?(?:T?€|T?EUR|Euro|%|VZÄ|VK|Mio\.?(?:\s?€)?|Tsd\.?(?:\s?€)?))?$")


def is_year(text: str) -> bool:
    """A cell that names a year: "2024", "ab 2020", "Ansatz 2019", "2018/19"."""
    return _YEAR.match(text.strip()) is not None


def is_number(text: str) -> bool:
    """A cell that is a number, with or without unit."""
    text = text.strip()
    first = text[:1]
    return (first.isdecimal() or first in "-–+") and _NUMBER.match(text) is not None  # most cells are words


def find_unit(text: str, start: int, cells: Iterable[Cell] = ()) -> str:
    """The unit line of a table that begins at `start`: the line above it if it is short, or a cell of its first row."""
    above = [line for line in text[max(0, start - 300) : start].split("\n") if line.strip()][-2:]
    for line in reversed(above):
        match = _UNIT.search(line)
        if match and (len(line.strip()) <= 60 or line.rstrip().rstrip(")]:").endswith(match.group())):
            return line.strip() if len(line.strip()) <= 60 else match.group().strip(" ([")
    for cell in cells:
        if cell.row == 0 and (cell.column == 0 or cell.column_span > 1) and (match := _UNIT.search(text[cell.start : cell.end])):
            return text[cell.start : cell.end] if cell.end - cell.start <= 60 else match.group().strip(" ([")
    return ""


def find_units_below(text: str, tables: Sequence[Table]) -> tuple[Table, ...]:
    """The same tables; one without a unit has that of a line right under it, or of its last row, that says nothing but a unit.

    Where another table follows at once the line is left alone: it may be that one's.
    """
    ends = [table.start for table in tables[1:]]
    found: list[Table] = []
    for table, end in zip(tables, [*ends, None], strict=True):
        found.append(table if table.unit else replace(table, unit=_unit_in_last_row(text, table) or _unit_below(text, table.end, end)))
    return tuple(found)


def _unit_below(text: str, start: int, end: int | None) -> str:
    """The first line from `start` on if it says a unit only; `end` is where the next table begins."""
    lines = [line.strip() for line in text[start:end].split("\n", 6) if line.strip()]
    return lines[0] if lines and (end is None or len(lines) > 2) and _is_unit_only(lines[0]) else ""


def _unit_in_last_row(text: str, table: Table) -> str:
    """The only filled cell of a table's last row if it says a unit only."""
    last = max(cell.row for cell in table.cells)
    filled = [text[cell.start : cell.end] for cell in table.cells if cell.row == last and cell.end > cell.start]
    return filled[0] if last and len(filled) == 1 and _is_unit_only(filled[0]) else ""


def _is_unit_only(line: str) -> bool:
    """Whether a line names a unit and nothing else: "(in T€)", "Alle Angaben in Tsd. Euro"."""
    match = _UNIT.search(line) if len(line) <= 60 else None
    if match is None:
        return False
    return _ROUND_A_UNIT.fullmatch(line[: match.start()] + line[match.end() :]) is not None


def mark_headers(text: str, cells: Sequence[Cell], strong: frozenset[int]) -> tuple[Cell, ...]:
    """The same cells with `header` set for header rows. `strong` holds the rows that are all bold or shaded."""
    rows: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        rows[cell.row].append(cell)
    headers = {number for number, row in rows.items() if _is_header(text, number, row, rows, strong)}
    return tuple(replace(cell, header=True) if cell.row in headers else cell for cell in cells)


def _is_header(text: str, number: int, row: Sequence[Cell], rows: dict[int, list[Cell]], strong: frozenset[int]) -> bool:
    """Years as column heads anywhere; else bold rows from the top, or a first row unlike those below it."""
    filled = [text[cell.start : cell.end] for cell in row if cell.end > cell.start]
    if any(tick in text[cell.start : cell.end] for cell in row if cell.column for tick in "☒☐▣"):
        return False
    if sum(is_year(value) for value in filled) >= 2 and all(is_year(value) or not is_number(value) for value in filled):
        return True
    bold = number in strong and len(strong) < len(rows)
    if len(filled) < 2 or any(
        (_is_value(value) and not (bold and is_year(value))) or len(value) > 80 or value.endswith(":") for value in filled
    ):
        return False
    if len(strong) < len(rows) and all(above in strong for above in range(number + 1)):
        return True
    return number == 0 and len(rows) > 1 and _is_unlike(text, row, rows)


def _is_value(text: str) -> bool:
    """A number, an amount or a date: what stands in a table, not over it."""
    return is_number(text) or re.search(r"\d\d?\.\d\d?\.|\d\s?€", text) is not None


def _is_unlike(text: str, row: Sequence[Cell], rows: dict[int, list[Cell]]) -> bool:
    """Words over a column of numbers or dates, or short heads over all of three or more columns."""
    below: dict[int, list[bool]] = defaultdict(list)
    for number, cells in rows.items():
        for cell in cells:
            if number and cell.end > cell.start:
                below[cell.column].append(_is_value(text[cell.start : cell.end]))
    full = all(cell.end > cell.start for cell in row)
    for cell in row:
        values = below[cell.column]
        if cell.column and cell.end > cell.start and 2 * sum(values) > len(values) >= (1 if full else 2):
            return True
    return len(row) >= 3 and all(0 < cell.end - cell.start <= 40 for cell in row)
