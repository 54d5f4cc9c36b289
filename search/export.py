"""Write the archive as a Frictionless data package: CSV tables, `datapackage.json` and `LIESMICH.txt` (see EXPORT.md).

All files are written aside first and renamed into place at the end, `datapackage.json` last: a killed export leaves no half file.
A text cell that a spreadsheet could run or reinterpret gets a leading apostrophe; `LIESMICH.txt` says so.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from corpus.doubts import common_doubts, read_doubts
from corpus.errors import InputError
from corpus.lookup import connect, count_waiting
from search.columns import TABLES, ColumnSpec, TableSpec
from search.formats import Value, load_format, typed
from search.package import CITATION, PACKAGE, README, describe_citation, describe_package, describe_readme

_ASIDE = ".ratslese-export"
# Beginnings that a spreadsheet runs; apostrophes before one count too, so that taking one away gives back the text.
_RUNNABLE = re.compile(r"'*[=+\-@\t\r]")
# What a German Excel turns into a number or a date on opening: "08336", "1/2018", "2018-06", "2020-", "12e5", "Mai 2019".
_REINTERPRETED = re.compile(
    r"'*(?:[\d.,/:\- ]*\d[\d.,/:\- ]*|\d+[eE]\d+|(?:\d{1,2}\.?[ -]?)?(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w*\.?[ -]?\d{1,4})"
)

_MENTION = (
    "SELECT m.*, doubts(m.cues, m.extracted) AS doubts FROM mentions m JOIN papers p USING (paper_id) WHERE m.kind = '{kind}'"
    " ORDER BY p.rowid, m.file_sha256, m.page, m.start, m.mention_id"
)
_QUERIES = {
    "papers": "SELECT * FROM (SELECT p.*, f.sha256 AS file_sha256, f.name AS file, f.page_count AS pages, f.text_source,"
    " (SELECT count(*) FROM paper_files x WHERE x.paper_id = p.paper_id) AS files,"
    " coalesce((SELECT s.vendor FROM source_papers sp JOIN sources s USING (source_id) WHERE sp.paper_id = p.paper_id LIMIT 1), '')"
    " AS vendor, coalesce((SELECT clerk(sp.record) FROM source_papers sp WHERE sp.paper_id = p.paper_id LIMIT 1), '')"
    " AS clerk"
    " FROM papers p JOIN paper_files pf ON pf.paper_id = p.paper_id JOIN files f ON f.sha256 = pf.file_sha256"
    " WHERE pf.position = (SELECT min(y.position) FROM paper_files y WHERE y.paper_id = p.paper_id)"
    " ORDER BY p.rowid) UNION ALL SELECT {nulls}, f.sha256, f.name, f.page_count, f.text_source, 1, '', '' FROM files f"
    " WHERE NOT EXISTS (SELECT 1 FROM paper_files pf WHERE pf.file_sha256 = f.sha256)",
    "attachments": "SELECT sp.paper_id, row_number() OVER (PARTITION BY sp.paper_id ORDER BY sf.position, sf.file_key) AS position,"
    " sf.name, sf.role, sf.url, sf.size, sf.sha256 AS file_sha256, sf.state FROM source_files sf"
    " JOIN source_papers sp ON sp.source_id = sf.source_id AND sp.key = sf.key JOIN papers p ON p.paper_id = sp.paper_id"
    " ORDER BY p.rowid, 2",
    "consultations": "SELECT c.* FROM consultations c JOIN papers p USING (paper_id) ORDER BY p.rowid, c.position",
    "amounts": _MENTION.format(kind="amount"),
    "positions": _MENTION.format(kind="position"),
    "dates": _MENTION.format(kind="date"),
    "fields": "SELECT pf.* FROM paper_fields pf JOIN papers p USING (paper_id) ORDER BY p.rowid, pf.field",
    "figures": "SELECT g.*, p.ags, p.body, g.mention_count AS mentions,"
    " (SELECT common_doubts(m.cues, m.extracted) FROM mentions m WHERE m.figure_id = g.figure_id) AS doubts"
    " FROM figures g JOIN papers p USING (paper_id)"
    " ORDER BY p.rowid, g.page, g.figure_id",
}
OLDER = {f"{table.name}.{ending}" for table in TABLES for ending in ("parquet", "jsonl")} | {
    "ratslese.xlsx",
    "figures.bib",
    "figures.csl.json",
}
_DIVISORS = {("fields", "score"): 1000}  # integers in the database that stand for fractions


@dataclass(frozen=True, slots=True)
class ExportCounts:
    """Rows by table, and papers whose facts are not extracted yet."""

    rows: Mapping[str, int]
    unextracted: int


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the package: its rows, bytes and SHA-256."""

    table: TableSpec
    rows: int
    size: int
    sha256: str


class _CommonDoubts:
    """What SQLite collects over the mentions of a figure: the attributes in doubt at every one."""

    def __init__(self) -> None:
        self.mentions: list[tuple[str, ...]] = []

    def step(self, cues: str, extracted: str) -> None:
        self.mentions.append(read_doubts(cues, extracted))

    def finalize(self) -> str:
        return ";".join(common_doubts(self.mentions))


def export_archive(
    archive: Path, folder: Path, excel: bool = False, created: datetime | None = None, also: Sequence[str] = (), names: bool = False
) -> ExportCounts:
    """Write the whole archive into `folder`, in further formats too (`also`, names of `search.formats.FORMATS`).

    `names`: with the names of staff, which are left out otherwise.

    Raises InputError where the folder holds files that are not an earlier export's, or a format's library is missing.
    """
    created = created or datetime.now(UTC)
    formats = [load_format(name) for name in dict.fromkeys(also)]
    _check_folder(folder)
    connection = connect(archive)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        connection.execute("BEGIN")  # all tables show the same moment
        connection.create_function("doubts", 2, lambda cues, extracted: ";".join(read_doubts(cues, extracted)), deterministic=True)
        connection.create_aggregate("common_doubts", 2, _CommonDoubts)  # type: ignore[arg-type]
        connection.create_function("clerk", 1, _read_clerk if names else lambda _: "", deterministic=True)
        written = [_write_table(connection, table, aside, excel) for table in TABLES]
        more = [name for one in formats for name in one.write(TABLES, partial(_typed_rows, connection), aside)]
        unextracted = count_waiting(connection)
    except OSError as error:
        raise InputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from error
    finally:
        connection.close()
    counts = ExportCounts({one.table.name: one.rows for one in written}, unextracted)
    hashes = {one.table.name: (one.size, one.sha256) for one in written}
    _write_text(aside / README, describe_readme(archive, counts.rows, unextracted, created, excel, more), excel)
    _write_text(aside / PACKAGE, json.dumps(describe_package(hashes, created, excel), ensure_ascii=False, indent=2) + "\n", False)
    _write_text(aside / CITATION, describe_citation(archive, created), False)
    for name in (*more, *(f"{table.name}.csv" for table in TABLES), CITATION, README, PACKAGE):
        (aside / name).replace(folder / name)
    aside.rmdir()
    for name in OLDER - set(more):  # of an earlier export: they would tell other numbers than the tables
        (folder / name).unlink(missing_ok=True)
    return counts


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; give a folder for the export")
    names = {path.name for path in folder.iterdir()} - {_ASIDE} if folder.is_dir() else set()
    if names and not _is_export(folder / PACKAGE):
        raise InputError(f"{folder}: is not empty and holds no earlier export; give a new folder")


def _is_export(path: Path) -> bool:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(data, dict) and data.get("generator") == "ratslese"


def _write_table(connection: sqlite3.Connection, table: TableSpec, folder: Path, excel: bool) -> Written:
    path = folder / f"{table.name}.csv"
    rows = 0
    with path.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";" if excel else ",", lineterminator="\n")
        writer.writerow(column.name for column in table.columns)
        for row in _read_rows(connection, table):
            writer.writerow(_cells(table, row, excel))
            rows += 1
        out.flush()
        os.fsync(out.fileno())
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return Written(table, rows, path.stat().st_size, digest.hexdigest())


def _read_rows(connection: sqlite3.Connection, table: TableSpec) -> Iterator[Mapping[str, object]]:
    query = _QUERIES[table.name]
    if "{nulls}" in query:
        width = len(connection.execute("SELECT * FROM papers LIMIT 0").description)
        query = query.format(nulls=", ".join(["NULL"] * width))
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _typed_rows(connection: sqlite3.Connection, table: TableSpec) -> Iterator[Sequence[Value]]:
    for row in _read_rows(connection, table):
        yield [typed(column, _value(table, column, row)) for column in table.columns]


def _read_clerk(record: str) -> str:
    """The Bearbeiter/-in in the record of a source."""
    try:
        return str(json.loads(record).get("person", ""))
    except (ValueError, AttributeError):
        return ""


def _cells(table: TableSpec, row: Mapping[str, object], excel: bool) -> Iterable[str]:
    for column in table.columns:
        yield format_cell(column, _value(table, column, row), excel)


def _value(table: TableSpec, column: ColumnSpec, row: Mapping[str, object]) -> object:
    value = row[column.name]
    if value is None:
        return None
    if column.name == "confidence":
        return f"{int(str(value)) / 100:.2f}"
    divisor = _DIVISORS.get((table.name, column.name))
    return f"{int(str(value)) / divisor:.3f}" if divisor else value


def format_cell(column: ColumnSpec, value: object, excel: bool = False) -> str:
    """One cell's text. A number stays a number, with a decimal comma for Excel; text that would run or change is marked with '."""
    if value is None:
        return ""
    text = str(value)
    if column.type == "boolean":
        return {"1": "true", "0": "false", "": ""}[text]
    if column.type == "number":
        return text.replace(".", ",") if excel else text
    if column.type in ("integer", "date", "datetime"):
        return text if re.match(r"[\w\-]", text) and not text.startswith("-") else defuse(text)
    if excel and _REINTERPRETED.fullmatch(text) and not re.fullmatch(r"(?:19|20)\d\d", text):  # a year alone may be a number
        return "'" + text
    return defuse(text)


def defuse(text: str) -> str:
    """Text with a leading apostrophe where a spreadsheet would run it; no carriage returns, which end a row for some readers."""
    text = text.replace("\r\n", "\n").replace("\r", " ") if "\r" in text else text
    return "'" + text if _RUNNABLE.match(text) else text


def _write_text(path: Path, text: str, excel: bool) -> None:
    with path.open("w", encoding="utf-8-sig" if excel else "utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
