"""One Parquet file for each table, with types: money and posts are decimals. Read by pandas, R (arrow), DuckDB, Stata."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from search.columns import ColumnSpec, TableSpec
from search.formats import Rows

BATCH = 10_000
_STEP = Decimal("0.0001")
pa: Any = pyarrow
parquet: Any = pyarrow.parquet


def write(tables: Sequence[TableSpec], rows: Rows, folder: Path) -> tuple[str, ...]:
    """Write the files in batches of rows."""
    names = []
    for table in tables:
        schema = pa.schema([_field(column) for column in table.columns])
        name = f"{table.name}.parquet"
        source = rows(table)
        with parquet.ParquetWriter(folder / name, schema, compression="zstd") as out:
            while batch := list(islice(source, BATCH)):
                columns = [
                    pa.array([_plain(column, row[place]) for row in batch], type=schema.field(place).type)
                    for place, column in enumerate(table.columns)
                ]
                out.write_table(pa.Table.from_arrays(columns, schema=schema))
        names.append(name)
    return tuple(names)


def _field(column: ColumnSpec) -> Any:
    kinds = {
        "integer": pa.int64(),
        "number": pa.decimal128(20, 4),
        "boolean": pa.bool_(),
    }
    described = {"description": column.english, "Beschreibung": column.german, "unit": column.unit}
    return pa.field(column.name, kinds.get(column.type, pa.string()), metadata={key: text for key, text in described.items() if text})


def _plain(column: ColumnSpec, value: Any) -> Any:
    """Days stay text: a paper's date may be a month, and then the column could hold no days."""
    if value is None or column.type in ("integer", "boolean"):
        return value
    return value.quantize(_STEP) if column.type == "number" else str(value)
