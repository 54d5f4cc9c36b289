"""Documents with all that a reader marked in them: the gold that scores are measured by, and what an archive found, in one shape.

A gold document is a JSON file: `file`, `file_sha256`, `paper` with its `consultations`, `amounts`, `positions`, `dates` (each a list
of mentions with `page`, `quote`, `value` and attributes, CODEBOOK sections 2 to 4) and `fields`. A gold passage has `text` instead of
a file. A key that is not there was not annotated and is not scored; an attribute that is null is not asked for.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from corpus.types import Amount, DateMention, Extraction, Position

Value = str | bool | None

# table → attributes of a mention besides page, quote and value
MENTIONS: dict[str, tuple[str, ...]] = {
    "amounts": ("direction", "recurrence", "years", "decided"),
    "positions": ("action", "years", "grade", "decided"),
    "dates": ("role",),
}
PAPER_FIELDS = ("body", "ags", "reference", "title", "paper_type", "date", "public", "lead_unit")
_KINDS = {"amount": "amounts", "position": "positions", "date": "dates"}


@dataclass(frozen=True, slots=True)
class Marked:
    """One mention. `attributes` are those of its table; `review` is what people made of it, empty for gold."""

    page: int
    quote: str
    value: str
    attributes: Mapping[str, Value]
    review: str = ""


@dataclass(frozen=True, slots=True)
class Station:
    """One station of a Beratungsfolge."""

    committee: str
    date: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document or passage. Parts that were not annotated are None; `text` is empty for documents that are files."""

    file: str
    sha256: str
    paper: Mapping[str, Value] | None = None
    consultations: tuple[Station, ...] | None = None
    mentions: Mapping[str, tuple[Marked, ...]] | None = None
    fields: tuple[str, ...] | None = None
    family: str = ""
    text: str = ""


def read_gold(folder: Path) -> list[Annotated]:
    """All gold documents of a folder, by file name. Raises InputError for a folder without any and for a malformed one."""
    if folder.is_file():
        return [_read_document(folder)]
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        raise InputError(f"{folder}: no gold here (JSON files with what a reader marked)")
    return [_read_document(path) for path in paths]


def _read_document(path: Path) -> Annotated:
    try:
        return parse_document(json.loads(path.read_text(encoding="utf-8")), path.name.removesuffix(".json"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        told = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise InputError(f"{path}: not a gold document: {told}") from error


def parse_document(data: Mapping[str, Any], name: str) -> Annotated:
    """A gold document out of its JSON; `name` is used where it names no file. KeyError, TypeError, ValueError where it is malformed."""
    text = str(data.get("text") or "")
    if not text and not data.get("file_sha256"):
        raise KeyError("file_sha256")
    paper = data.get("paper")
    stations = None if paper is None else paper.get("consultations", [])
    fields = data.get("fields")
    return Annotated(
        file=str(data.get("file") or name),
        sha256=str(data.get("file_sha256") or hashlib.sha256(text.encode()).hexdigest()),
        paper=None if paper is None else {key: paper.get(key) for key in PAPER_FIELDS},
        consultations=None if stations is None else tuple(_station(station) for station in stations),
        mentions={table: tuple(_marked(row, table) for row in data[table]) for table in MENTIONS if data.get(table) is not None},
        fields=None if fields is None else tuple(str(field) for field in fields),
        family=str(data.get("family") or ""),
        text=text,
    )


def _station(station: Mapping[str, Any]) -> Station:
    return Station(str(station["committee"]), str(station.get("date") or ""), str(station.get("result") or ""))


def _marked(row: Mapping[str, Any], table: str) -> Marked:
    attributes = {name: row.get(name) for name in MENTIONS[table]}
    return Marked(int(row.get("page", 1)), str(row.get("quote") or ""), str(row["value"]), attributes)


def document_json(document: Annotated) -> dict[str, Any]:
    """A document as gold JSON, keys in the order of gold; a reviewed mention has `review` besides."""
    paper: dict[str, Any] = dict(document.paper or {})
    paper["consultations"] = [
        {"committee": station.committee, "date": station.date, "result": station.result} for station in document.consultations or ()
    ]
    data: dict[str, Any] = {"file": document.file, "file_sha256": document.sha256, "paper": paper}
    for table in MENTIONS:
        data[table] = [_mark_json(mark) for mark in (document.mentions or {}).get(table, ())]
    return data | {"fields": list(document.fields or ())}


def _mark_json(mark: Marked) -> dict[str, Any]:
    review = {"review": mark.review} if mark.review else {}
    return {"page": mark.page, "quote": mark.quote, "value": mark.value, **mark.attributes, **review}


def marks_of(extraction: Extraction) -> dict[str, tuple[Marked, ...]]:
    """The mentions of an extraction, in reading order, by table."""
    tables: Mapping[str, Sequence[Amount | Position | DateMention]] = {
        "amounts": extraction.amounts,
        "positions": extraction.positions,
        "dates": extraction.dates,
    }
    return {
        table: tuple(
            Marked(found.evidence.page, found.evidence.quote, str(found.value), {name: getattr(found, name) for name in MENTIONS[table]})
            for found in sorted(mentions, key=lambda entry: (entry.evidence.page, entry.evidence.start))
        )
        for table, mentions in tables.items()
    }


def annotated_passage(passage: Annotated, extraction: Extraction) -> Annotated:
    """What was extracted from a gold passage, to be compared with it."""
    facts = extraction.facts
    return Annotated(
        file=passage.file,
        sha256=passage.sha256,
        paper={name: getattr(facts, name) for name in PAPER_FIELDS},
        consultations=tuple(Station(station.committee, station.date, station.result) for station in facts.consultations),
        mentions=marks_of(extraction),
        fields=tuple(found.field for found in extraction.fields),
    )


def load_documents(connection: sqlite3.Connection, files: Iterable[str], corrected: bool = False) -> dict[str, Annotated]:
    """What the archive holds of these files, by hash; files that it does not have are left out.

    Metadata stand with a paper's main file. Mentions are as the rules read them; with `corrected`, as people corrected them,
    without those that they rejected.
    """
    documents = {}
    for sha256 in dict.fromkeys(files):
        row = connection.execute("SELECT name FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None:
            documents[sha256] = _load_document(connection, sha256, row["name"], corrected)
    return documents


def _load_document(connection: sqlite3.Connection, sha256: str, name: str, corrected: bool) -> Annotated:
    papers = connection.execute(
        "SELECT p.* FROM papers p JOIN paper_files pf USING (paper_id) WHERE pf.file_sha256 = ?"
        " AND pf.position = (SELECT min(y.position) FROM paper_files y WHERE y.paper_id = p.paper_id) ORDER BY p.rowid",
        (sha256,),
    ).fetchall()
    stations = connection.execute(
        "SELECT c.* FROM consultations c JOIN papers p USING (paper_id) WHERE c.file_sha256 = ? ORDER BY p.rowid, c.position", (sha256,)
    )
    fields = connection.execute("SELECT DISTINCT field FROM paper_fields WHERE file_sha256 = ? ORDER BY score DESC, field", (sha256,))
    return Annotated(
        file=name,
        sha256=sha256,
        paper=_paper_values(papers[0]) if papers else None,
        consultations=tuple(Station(station["committee"], station["date"], station["result"]) for station in stations),
        mentions=_load_marks(connection, sha256, corrected),
        fields=tuple(row["field"] for row in fields),
    )


def _paper_values(row: sqlite3.Row) -> dict[str, Value]:
    values: dict[str, Value] = {name: row[name] for name in PAPER_FIELDS}
    return values | {"public": None if row["public"] is None else bool(row["public"])}


def _load_marks(connection: sqlite3.Connection, sha256: str, corrected: bool) -> dict[str, tuple[Marked, ...]]:
    rows = connection.execute(
        "SELECT m.* FROM mentions m JOIN papers p USING (paper_id) WHERE m.file_sha256 = ?"
        " ORDER BY p.rowid, m.page, m.start, m.mention_id",
        (sha256,),
    )
    marks: dict[str, list[Marked]] = defaultdict(list)
    for row in rows:
        if not (corrected and "rejected" in row["review"].split(";")):
            table = _KINDS[row["kind"]]
            marks[table].append(_row_mark(row, table, corrected))
    return {table: tuple(marks[table]) for table in MENTIONS}


def _row_mark(row: sqlite3.Row, table: str, corrected: bool) -> Marked:
    values = dict(row)
    if row["extracted"] and not corrected:
        values |= json.loads(row["extracted"])
    attributes: dict[str, Value] = {name: values[name] for name in MENTIONS[table]}
    if "decided" in attributes:
        attributes["decided"] = None if values["decided"] is None else bool(values["decided"])
    return Marked(row["page"], row["quote"], values["value"], attributes, row["review"] if corrected else "")
