"""`ratslese.xlsx`: a sheet for each table, and one that says what the columns mean.

Every cell is written with its type: text is text, so that nothing runs, no key loses its zero and no number becomes a date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from corpus.errors import InputError
from search.columns import TableSpec
from search.formats import Rows, Value

NAME = "ratslese.xlsx"
MOST_ROWS = 1_048_575  # of a sheet, without its head
MOST_CHARACTERS = 32_767  # of a cell
_WIDEST = 60


def write(tables: Sequence[TableSpec], rows: Rows, folder: Path) -> tuple[str, ...]:
    """Write the workbook. Raises InputError where a table has more rows than a sheet holds."""
    options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    book: Any = xlsxwriter.Workbook(folder / NAME, {**options, "remove_timezone": True})
    head = book.add_format({"bold": True, "bg_color": "#e8eef4", "border": 0})
    formats = {"number": book.add_format({"num_format": "#,##0.00"}), "date": book.add_format({"num_format": "yyyy-mm-dd"})}
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            sheet.write_string(0, place, column.name, head)
            sheet.set_column(place, place, min(_WIDEST, max(10, len(column.name) + 2)))
        last = 0
        for last, row in enumerate(rows(table), 1):
            if last > MOST_ROWS:
                raise InputError(f"{table.name}: has more rows than an Excel sheet holds ({MOST_ROWS:,}); use --also parquet")
            for place, value in enumerate(row):
                _write_cell(sheet, last, place, value, formats)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
    _describe(book, tables, head)
    book.close()
    return (NAME,)


def _write_cell(sheet: Any, row: int, place: int, value: Value, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int):
        sheet.write_number(row, place, value)
    elif isinstance(value, Decimal):
        sheet.write_number(row, place, float(value), formats["number"])
    elif isinstance(value, datetime):
        sheet.write_string(row, place, value.isoformat())
    elif isinstance(value, date):
        if value.year < 1900:  # Excel knows no earlier day
            sheet.write_string(row, place, value.isoformat())
        else:
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), formats["date"])
    else:
        sheet.write_string(row, place, value[:MOST_CHARACTERS])


def _describe(book: Any, tables: Sequence[TableSpec], head: Any) -> None:
    sheet = book.add_worksheet("Spalten")
    for place, name in enumerate(("table", "column", "type", "unit", "description", "Beschreibung")):
        sheet.write_string(0, place, name, head)
    lines = (
        (table.name, column.name, column.type, column.unit, column.english, column.german) for table in tables for column in table.columns
    )
    for row, line in enumerate(lines, 1):
        for place, text in enumerate(line):
            sheet.write_string(row, place, text)
