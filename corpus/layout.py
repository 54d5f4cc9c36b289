"""A page as the archive keeps it, its geometry as bytes: zlib over JSON lists, small and the same in every run."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.types import Box, Cell, Page, Table, TextSource, Tick, Word, Words


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as the database keeps it; made in the reading process so that the writer only inserts."""

    number: int
    text: str
    source: str
    width: float
    height: float
    layout: bytes


def encode_layout(page: Page) -> bytes:
    """All of a page but its text; b"" where it has none. Coordinates keep two decimals (points)."""
    if not (page.words or page.tables or page.ticks or page.offsets or page.path):
        return b""
    data: dict[str, Any] = {
        "words": _encode_words(page.words),
        "tables": [_encode_table(table) for table in page.tables],
        "ticks": [[tick.start, tick.end, tick.label, tick.state, _box(tick.box)] for tick in page.ticks],
        "offsets": [list(pair) for pair in page.offsets],
        "path": page.path,
        "furniture": [list(span) for span in page.furniture],
        **({"confidences": list(page.confidences)} if page.confidences else {}),
    }
    return zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), level=1)


def _encode_words(words: Sequence[Word]) -> Sequence[Sequence[float]]:
    """Start, end and box of each word; of those in columns none is made."""
    if isinstance(words, Words):
        try:
            sides = [[round(100 * side) / 100 for side in sides] for sides in (words.lefts, words.tops, words.rights, words.bottoms)]
            return list(zip(words.starts, words.ends, *sides, strict=True))
        except (OverflowError, ValueError):  # as in _box
            pass
    return [[word.start, word.end, *(_box(word.box) or ())] for word in words]


def decode_page(number: int, text: str, source: TextSource, width: float, height: float, layout: bytes) -> Page:
    """The page that `encode_layout` was given, coordinates rounded. Old layouts have no path, furniture or confidences."""
    if not layout:
        return Page(number=number, text=text, source=source, width=width, height=height)
    data = json.loads(zlib.decompress(layout))
    return Page(
        number=number,
        text=text,
        words=Words(*map(list, zip(*data["words"], strict=True))) if data["words"] else (),
        tables=tuple(_decode_table(entry) for entry in data["tables"]),
        ticks=tuple(Tick(label, state, start, end, _unbox(box)) for start, end, label, state, box in data["ticks"]),
        width=width,
        height=height,
        source=source,
        offsets=tuple((start, origin) for start, origin in data["offsets"]),
        path=data.get("path", ""),
        furniture=tuple((start, end) for start, end in data.get("furniture", ())),
        confidences=tuple(data.get("confidences", ())),
    )


def _encode_table(table: Table) -> dict[str, Any]:
    cells = [[c.row, c.column, c.start, c.end, int(c.header), _box(c.box), c.row_span, c.column_span] for c in table.cells]
    kept: dict[str, Any] = {"start": table.start, "end": table.end, "unit": table.unit, "box": _box(table.box), "cells": cells}
    if table.continued:
        kept["heads"] = table.heads
    return kept | {name: row for name, row in (("first_row", table.first_row), ("last_row", table.last_row)) if row}


def _decode_table(entry: dict[str, Any]) -> Table:
    cells = tuple(
        Cell(row, column, start, end, bool(header), _unbox(box), row_span, column_span)
        for row, column, start, end, header, box, row_span, column_span in entry["cells"]
    )
    heads, first_row, last_row = (tuple(entry.get(name, ())) for name in ("heads", "first_row", "last_row"))
    return Table(entry["start"], entry["end"], cells, entry["unit"], _unbox(entry["box"]), "heads" in entry, heads, first_row, last_row)


def _box(box: Box | None) -> list[float] | None:
    """Hundredths of a point: round(x, 2) goes through a string and takes five times as long."""
    if box is None:
        return None
    try:
        return [round(100 * box.x0) / 100, round(100 * box.top) / 100, round(100 * box.x1) / 100, round(100 * box.bottom) / 100]
    except (OverflowError, ValueError):  # a damaged file may put a word at no place at all
        return [round(box.x0, 2), round(box.top, 2), round(box.x1, 2), round(box.bottom, 2)]


def _unbox(values: Sequence[float] | None) -> Box | None:
    return None if values is None else Box(*values)
