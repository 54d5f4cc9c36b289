"""Further formats of the export: one module each with `write`, one line here. The CSV package is always written (see `search.export`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from corpus.errors import InputError
from search.columns import ColumnSpec, TableSpec

Value = str | int | bool | Decimal | date | datetime | None
Rows = Callable[[TableSpec], Iterator[Sequence[Value]]]  # the typed rows of a table, in the order of its columns

# format → (module with `write(tables, rows, folder) -> names of the files written`, library that it needs, what it is)
FORMATS: Mapping[str, tuple[str, str, str]] = {
    "xlsx": ("search.formats.xlsx", "xlsxwriter", "one Excel workbook, a sheet for each table"),
    "parquet": ("search.formats.parquet", "pyarrow", "one Parquet file for each table"),
    "jsonl": ("search.formats.jsonl", "", "one JSON Lines file for each table"),
    "bibtex": ("search.formats.bibtex", "", "a reference for each figure, with page, hash and date of access"),
    "csl": ("search.formats.csl", "", "the same as CSL JSON, for Zotero and pandoc"),
}


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be written here."""

    name: str
    write: Callable[[Sequence[TableSpec], Rows, Path], tuple[str, ...]]


def load_format(name: str) -> Format:
    """The format of this name. Raises InputError that says what to install where its library is missing."""
    module, library, _ = FORMATS[name]
    try:
        return Format(name, import_module(module).write)
    except ModuleNotFoundError as error:
        if not library or (error.name or "").partition(".")[0] != library:
            raise
        raise InputError(f"{name}: {library} is not installed; install it with: pip install XlsxWriter pyarrow") from error


def typed(column: ColumnSpec, value: object) -> Value:
    """A value of the database in the type that its column declares; text that is no date stays text."""
    if value is None or value == "":
        return None
    text = str(value)
    if column.type == "boolean":
        return text == "1"
    if column.type == "integer":
        return int(text)
    if column.type == "number":
        return Decimal(text)
    try:
        if column.type == "date":
            return date.fromisoformat(text)
        if column.type == "datetime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text
