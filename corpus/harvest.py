"""What Ratsinformationssysteme hold, in the archive: sources, their papers and files, and what these were before.

Written by the crawler, step by step in transactions of the store. Nothing is deleted: a changed paper leaves its old record in
source_versions, a vanished one is marked "gone". Times are UTC, ISO with milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from corpus import schema
from corpus.rows import encode_told, printable
from corpus.store import Archive, now
from corpus.types import PaperFacts, Problem

STAGE = "fetch"  # of issues


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of sources; see the schema."""

    source_id: str
    ags: str = ""
    body: str = ""
    vendor: str = ""
    url: str = ""
    options: str = "{}"
    permission_who: str = ""
    permission_when: str = ""
    permission_scope: str = ""
    robots: str = ""
    state: str = ""
    detail: str = ""
    walk_began: str = ""
    walk_window: str = ""
    walk_ended: str = ""
    complete_began: str = ""
    complete_window: str = ""
    full_began: str = ""


@dataclass(slots=True)
class PaperRow:
    """A row of source_papers without its record; see the schema."""

    key: str
    url: str = ""
    reference: str = ""
    title: str = ""
    paper_type: str = ""
    date: str = ""
    latest: str = ""
    public: bool | None = None
    seen_rows: str = ""
    record_hash: str = ""
    paper_id: str = ""
    state: str = "known"
    detail: str = ""
    first_seen: str = ""
    last_seen: str = ""
    fetched_at: str = ""


@dataclass(slots=True)
class FileRow:
    """A row of source_files; see the schema."""

    file_key: str
    position: int = 0
    name: str = ""
    url: str = ""
    size: int | None = None
    role: str = "attachment"
    told: str = ""
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    state: str = "known"
    detail: str = ""
    fetched_at: str = ""


def moment() -> str:
    """The current time in UTC, ISO with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def _upsert_sql(table: Table, kept: tuple[str, ...] = ()) -> str:
    """Insert a row or change all its columns but the key and what is `kept`, with named parameters. Said once as text: building the
    statement anew for each of some thousand rows a minute costs more than executing it."""
    names, keys = [column.name for column in table.columns], [column.name for column in table.primary_key]
    changed = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in (*keys, *kept))
    columns, values = ", ".join(f'"{name}"' for name in names), ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table.name} ({columns}) VALUES ({values}) ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changed}"


class Harvest:
    """One source's rows in an open archive."""

    def __init__(self, archive: Archive, source_id: str) -> None:
        self.archive, self.source_id = archive, source_id

    # -- the source --------------------------------------------------------------------------------------------------

    def load_source(self) -> SourceRow:
        """The source's row; an empty one where it was never asked."""
        with self.archive.reading() as connection:
            row = connection.execute(select(schema.sources).where(schema.sources.c.source_id == self.source_id)).mappings().first()
        return SourceRow(**row) if row else SourceRow(self.source_id)

    def save_source(self, connection: Connection, **values: str) -> None:
        """Change columns of the source's row; made if there is none, then with vendor and url."""
        if values:
            row = upsert(schema.sources).values({"source_id": self.source_id, "vendor": "", "url": "", **values})
            connection.execute(row.on_conflict_do_update(index_elements=["source_id"], set_=values))

    # -- papers ------------------------------------------------------------------------------------------------------

    def load_papers(self) -> dict[str, PaperRow]:
        """All papers known of the source by key."""
        names = [entry.name for entry in fields(PaperRow)]
        columns = [schema.source_papers.c[name] for name in names]
        with self.archive.reading() as connection:
            rows = connection.execute(select(*columns).where(schema.source_papers.c.source_id == self.source_id))
            return {row.key: PaperRow(**{**row._mapping, "public": None if row.public is None else bool(row.public)}) for row in rows}

    def save_papers(self, connection: Connection, papers: Iterable[PaperRow]) -> None:
        """File papers as they are now (their records are kept by `save_record`)."""
        rows = [self._paper_values(paper) for paper in papers]
        if rows:
            connection.exec_driver_sql(_upsert_sql(schema.source_papers, ("first_seen", "record")), rows)

    def _paper_values(self, paper: PaperRow) -> dict[str, Any]:
        values = {entry.name: getattr(paper, entry.name) for entry in fields(PaperRow)}
        values |= {name: printable(values[name]) for name in ("reference", "title", "paper_type", "detail")}
        return {**values, "source_id": self.source_id, "record": "", "public": None if paper.public is None else int(paper.public)}

    def save_record(self, connection: Connection, paper: PaperRow, record: str) -> None:
        """Keep what the source tells of a paper that `save_papers` filed; `paper.record_hash` is the record's."""
        place = {"record": record, "source_id": self.source_id, "key": paper.key}
        connection.exec_driver_sql("UPDATE source_papers SET record = :record WHERE source_id = :source_id AND key = :key", place)

    def save_version(self, connection: Connection, key: str) -> bool:
        """Put a paper's present record and files aside before they change; False where it has no record."""
        papers, files = schema.source_papers, schema.source_files
        query = select(papers.c.record, papers.c.record_hash).where(papers.c.source_id == self.source_id, papers.c.key == key)
        row = connection.execute(query).first()
        if row is None or not row.record:
            return False
        held = select(files.c.file_key, files.c.sha256).where(files.c.source_id == self.source_id, files.c.key == key)
        hashes = {entry.file_key: entry.sha256 for entry in connection.execute(held) if entry.sha256}
        values = {"record": row.record, "record_hash": row.record_hash, "files": json.dumps(hashes, sort_keys=True), "until": moment()}
        connection.execute(insert(schema.source_versions).values(source_id=self.source_id, key=key, **values))
        return True

    # -- files -------------------------------------------------------------------------------------------------------

    def load_files(self, key: str) -> dict[str, FileRow]:
        """The files known of a paper by their key."""
        names = [entry.name for entry in fields(FileRow)]
        files = schema.source_files
        columns = [files.c[name] for name in names]
        with self.archive.reading() as connection:
            rows = connection.execute(select(*columns).where(files.c.source_id == self.source_id, files.c.key == key))
            return {row.file_key: FileRow(**row._mapping) for row in rows}

    def save_files(self, connection: Connection, key: str, files: Iterable[FileRow]) -> None:
        """File a paper's files as they are now."""
        rows = [
            {**{entry.name: getattr(file, entry.name) for entry in fields(FileRow)}, "source_id": self.source_id, "key": key,
             "name": printable(file.name), "detail": printable(file.detail)}
            for file in files
        ]  # fmt: skip
        if rows:
            connection.exec_driver_sql(_upsert_sql(schema.source_files), rows)

    # -- papers of the archive ---------------------------------------------------------------------------------------

    def publish(self, connection: Connection, paper_id: str, told: PaperFacts, source_url: str, files: Sequence[str]) -> None:
        """Make a paper of the archive from what the source tells: it wins over what was told before. `files`: SHA-256, main first."""
        values = {"paper_id": paper_id, "told": encode_told(told), "source_url": source_url, "ingested_at": now()}
        connection.exec_driver_sql(
            "INSERT INTO papers (paper_id, told, source_url, ingested_at) VALUES (:paper_id, :told, :source_url, :ingested_at)"
            " ON CONFLICT (paper_id) DO UPDATE SET told = excluded.told, source_url = excluded.source_url",
            values,
        )
        connection.exec_driver_sql("DELETE FROM paper_files WHERE paper_id = ?", (paper_id,))
        links = [(paper_id, place, sha256) for place, sha256 in enumerate(dict.fromkeys(files))]
        if links:
            connection.exec_driver_sql("INSERT INTO paper_files (paper_id, position, file_sha256) VALUES (?, ?, ?)", links)

    # -- issues ------------------------------------------------------------------------------------------------------

    def replace_issue(self, connection: Connection, subject: str, problems: Iterable[Problem], paper_id: str = "") -> None:
        """Say anew what is wrong with a thing of this source; `subject` begins with the source's name."""
        issues, subject = schema.issues, printable(subject)
        connection.execute(delete(issues).where(issues.c.stage == STAGE, issues.c.subject == subject))
        for problem in problems:
            told = {"code": problem.code, "message": printable(problem.message), "detail": problem.detail, "created_at": now()}
            connection.execute(insert(issues).values(stage=STAGE, subject=subject, paper_id=paper_id, **told))

    def issue_subjects(self, prefix: str) -> set[str]:
        """What this source's issues are about."""
        issues = schema.issues
        with self.archive.reading() as connection:
            query = select(issues.c.subject).where(issues.c.stage == STAGE, issues.c.subject.startswith(printable(prefix), autoescape=True))
            return set(connection.execute(query).scalars())

    def drop_issues(self, connection: Connection, prefix: str) -> None:
        """Forget what was said of this source: a new walk says it anew."""
        issues = schema.issues
        connection.execute(delete(issues).where(issues.c.stage == STAGE, issues.c.subject.startswith(printable(prefix), autoescape=True)))
