"""`figures.csl.json`: a CSL item for each figure, for Zotero, pandoc and citation processors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from search.columns import TableSpec
from search.formats import Rows
from search.formats.references import Reference, find_references

NAME = "figures.csl.json"


def write(tables: Sequence[TableSpec], rows: Rows, folder: Path) -> tuple[str, ...]:
    """Write the file, item by item."""
    with (folder / NAME).open("w", encoding="utf-8", newline="\n") as out:
        out.write("[")
        for number, reference in enumerate(find_references(tables, rows)):
            out.write((",\n" if number else "\n") + json.dumps(csl_item(reference), ensure_ascii=False))
        out.write("\n]\n")
    return (NAME,)


def csl_item(reference: Reference) -> dict[str, object]:
    """One item; what is not told is left out."""
    item: dict[str, object] = {
        "id": reference.key,
        "type": "report",
        "title": reference.title,
        "publisher": reference.body,
        "genre": reference.kind,
        "number": reference.number,
        "page": reference.page,
        "URL": reference.url,
        "note": reference.note + (f"; SHA-256 {reference.sha256}" if reference.sha256 else ""),
        "language": "de",
    }
    for name, day in (("issued", reference.date), ("accessed", reference.accessed)):
        if day:
            item[name] = {"date-parts": [[int(part) for part in day.split("-")]]}
    return {name: value for name, value in item.items() if value}
