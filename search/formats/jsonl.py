"""One JSON Lines file for each table: an object a row, what is not told is null."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from search.columns import TableSpec
from search.formats import Rows, Value


def write(tables: Sequence[TableSpec], rows: Rows, folder: Path) -> tuple[str, ...]:
    """Write the files."""
    for table in tables:
        names = [column.name for column in table.columns]
        with (folder / f"{table.name}.jsonl").open("w", encoding="utf-8", newline="\n") as out:
            for row in rows(table):
                out.write(json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False) + "\n")
    return tuple(f"{table.name}.jsonl" for table in tables)


def _plain(value: Value) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
