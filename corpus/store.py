"""The archive: one folder a study, with settings, raw files and one SQLite database. The only writer of that database.

Every method that writes does so in one transaction that the caller opens with `Archive.begin`: killed at any moment,
the archive holds whole steps only, and the next run goes on from there. What is stale follows from keys: a file is
unread when its `read_key` is not the reader's version, a paper is stale when its `extract_key` is not the hash of what
it was told, of its files' readings and of the rules.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, delete, event, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError, OperationalError

from corpus import schema
from corpus.errors import ArchiveError
from corpus.layout import PageRow as PageRow  # made in the reading processes, which load no database
from corpus.layout import decode_page
from corpus.lookup import DATABASE, SETTINGS
from corpus.migrations import MIGRATIONS, Migration
from corpus.raw import raw_path, sweep_temporary, write_atomically
from corpus.reviews import apply_corrections
from corpus.rows import encode_told, extraction_rows, printable, told_facts
from corpus.settings import TEMPLATE, Settings, load_settings
from corpus.types import Extraction, PaperFacts, Problem, ReadFile
from corpus.views import VIEWS

Transaction = Connection  # what other packages call an open transaction, so that SQLAlchemy is named here only


@dataclass(frozen=True, slots=True)
class StalePaper:
    """A paper whose facts must be extracted (again), and the key its extraction will be stored under."""

    paper_id: str
    key: str


def now() -> str:
    """The current time in UTC, ISO with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Archive:
    """An open archive. `folder` is absolute; close it or use it as a context manager."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self.engine = create_engine(f"sqlite+pysqlite:///{folder / DATABASE}", connect_args={"timeout": 60})
        event.listen(self.engine, "connect", _set_pragmas)
        event.listen(self.engine, "begin", _begin)

    @classmethod
    def create(cls, folder: Path) -> Archive:
        """Make an archive in `folder` (made if missing). Raises ArchiveError where one is already or the folder is a file."""
        folder = folder.resolve()
        if (folder / SETTINGS).exists():
            raise ArchiveError(f"{folder}: is an archive already")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            archive = cls(folder, Settings(name=folder.name))
            with archive.begin() as connection:
                _make_tables(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {schema.SCHEMA_VERSION}")
            # The settings come last: a folder with ratslese.toml is a whole archive.
            write_atomically(folder / SETTINGS, TEMPLATE.format(name=json.dumps(folder.name, ensure_ascii=False)).encode())
        except OSError as error:
            raise ArchiveError(f"{folder}: cannot make an archive here: {error.strerror}") from error
        return archive

    @classmethod
    def open(cls, folder: Path) -> Archive:
        """Open the archive in `folder`, migrating an older one. Raises ArchiveError for a missing, foreign or newer one."""
        folder = folder.resolve()
        if not (folder / SETTINGS).is_file():
            raise ArchiveError(f"{folder}: no archive here; make one with: ratslese init {folder}")
        archive = cls(folder, load_settings(folder))
        try:
            archive._migrate(MIGRATIONS, schema.SCHEMA_VERSION)
            sweep_temporary(folder)
        except DatabaseError as error:
            archive.close()
            raise ArchiveError(_unusable(folder, error)) from error
        except BaseException:
            archive.close()
            raise
        return archive

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction that may write: all that is written in it is kept, or nothing. Waits for another writer."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except OperationalError as error:  # locked, full, read-only
            raise ArchiveError(_unusable(self.folder, error)) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that only reads: sees one state and waits for nobody."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            yield connection

    def _migrate(self, migrations: Mapping[int, Migration], target: int) -> None:
        """Bring the schema to `target` step by step, after a copy of the database. Raises ArchiveError for a newer one."""
        with self.begin() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            if version == 0:  # killed between making the folder and the tables, or an emptied database
                _make_tables(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {target}")
                return
        if version > target:
            raise ArchiveError(f"{self.folder}: made by a newer ratslese (schema {version}, this one knows {target}); update ratslese")
        if version < target:
            self._copy_database(f"{DATABASE}.v{version}")
        for step in range(version, target):
            with self.begin() as connection:
                if int(connection.exec_driver_sql("PRAGMA user_version").scalar_one()) == step:  # else another process was faster
                    migrations[step](connection)
                    connection.exec_driver_sql(f"PRAGMA user_version = {step + 1}")

    def _copy_database(self, name: str) -> None:
        """A whole copy beside the database, with what still stands in its write-ahead log only."""
        with closing(sqlite3.connect(self.folder / DATABASE)) as source, closing(sqlite3.connect(self.folder / name)) as copy:
            source.backup(copy)

    # -- import ------------------------------------------------------------------------------------------------------

    def add_file(self, connection: Connection, sha256: str, name: str, size: int, origin: str) -> bool:
        """File the bytes with this hash and where they came from; True if the bytes are new here."""
        at = now()  # said as text: a crawl files dozens a second, and building the statements would take most of it
        file = "INSERT INTO files (sha256, name, size, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        new = connection.exec_driver_sql(file, (sha256, name, size, at)).rowcount
        place = "INSERT INTO origins (file_sha256, origin, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        connection.exec_driver_sql(place, (sha256, origin, at))
        line = "INSERT INTO fetch_log (at, origin, action, file_sha256) VALUES (?, ?, ?, ?)"
        connection.exec_driver_sql(line, (at, origin, "stored" if new else "known", sha256))
        return bool(new)

    def add_paper(
        self, connection: Connection, paper_id: str, file_sha256: str, told: PaperFacts, source_url: str = "", override: bool = False
    ) -> tuple[str, ...]:
        """File a paper or add a file to it; return the names of told facts that contradict what was told before.

        With `override` the new facts win, else the old ones stay.
        """
        known = connection.execute(select(schema.papers.c.told).where(schema.papers.c.paper_id == paper_id)).scalar()
        values = json.loads(encode_told(told))
        before = json.loads(known) if known else {}
        differing = tuple(name for name in values if name in before and before[name] != values[name])
        merged = {**before, **values} if override else {**values, **before}
        if known is None:
            row = {"paper_id": paper_id, "told": json.dumps(merged, ensure_ascii=False, sort_keys=True)}
            connection.execute(insert(schema.papers).values(**row, source_url=source_url, ingested_at=now()))
        elif merged != before:
            changed = update(schema.papers).where(schema.papers.c.paper_id == paper_id)
            connection.execute(changed.values(told=json.dumps(merged, ensure_ascii=False, sort_keys=True)))
        self._link(connection, paper_id, file_sha256)
        return () if override else differing

    def _link(self, connection: Connection, paper_id: str, file_sha256: str) -> None:
        links = schema.paper_files
        known = connection.execute(select(links.c.file_sha256).where(links.c.paper_id == paper_id)).scalars().all()
        if file_sha256 not in known:
            connection.execute(insert(links).values(paper_id=paper_id, position=len(known), file_sha256=file_sha256))

    def paper_count(self) -> int:
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(schema.papers)).scalar_one())

    # -- reading -----------------------------------------------------------------------------------------------------

    def unread_files(self, *versions: str) -> list[tuple[str, str]]:
        """(sha256, name) of all files not read by one of these versions of the reader, oldest first."""
        with self.reading() as connection:
            query = select(schema.files.c.sha256, schema.files.c.name).where(schema.files.c.read_key.not_in(versions))
            return [(row.sha256, row.name) for row in connection.execute(query.order_by(schema.files.c.added_at, schema.files.c.sha256))]

    def raw_path(self, sha256: str) -> Path:
        return raw_path(self.folder, sha256)

    def save_reading(
        self,
        connection: Connection,
        sha256: str,
        media_type: str,
        pages: Sequence[PageRow],
        problems: Iterable[Problem],
        version: str,
        failed: bool = False,
    ) -> None:
        """Replace a file's pages and its issues of the stage "read". One that `failed` as a whole leaves earlier pages."""
        if failed and self._keep_reading(connection, sha256, problems, version):
            return
        connection.execute(delete(schema.pages).where(schema.pages.c.file_sha256 == sha256))
        if pages:
            rows = [
                {"file_sha256": sha256, "number": p.number, "text": p.text, "source": p.source, "width": p.width, "height": p.height,
                 "layout": p.layout}
                for p in pages
            ]
            connection.execute(insert(schema.pages), rows)
        sources = {page.source for page in pages}
        source = "ocr" if "ocr" in sources else "text" if "text" in sources else "none"
        values = {"read_key": version, "media_type": media_type, "page_count": len(pages), "text_source": source}
        connection.execute(update(schema.files).where(schema.files.c.sha256 == sha256).values(**values))
        self._replace_read_issues(connection, sha256, problems)

    def _keep_reading(self, connection: Connection, sha256: str, problems: Iterable[Problem], version: str) -> bool:
        """Note a failure beside the pages that an earlier reading of the same bytes gave; False where there are none."""
        files = schema.files
        if not connection.execute(select(files.c.page_count).where(files.c.sha256 == sha256)).scalar_one():
            return False
        connection.execute(update(files).where(files.c.sha256 == sha256).values(read_key=version))
        kept = (replace(problem, message=f"{problem.message} (its pages as read before are kept)") for problem in problems)
        self._replace_read_issues(connection, sha256, tuple(kept))
        return True

    def _replace_read_issues(self, connection: Connection, sha256: str, problems: Iterable[Problem]) -> None:
        origin = connection.execute(
            select(schema.origins.c.origin).where(schema.origins.c.file_sha256 == sha256).order_by(schema.origins.c.added_at)
        ).scalars().first()
        self.replace_issues(connection, "read", problems, subject=origin or sha256, file_sha256=sha256)

    # -- extraction --------------------------------------------------------------------------------------------------

    def stale_papers(self, version: str) -> list[StalePaper]:
        """Papers whose facts were made from other input or by another version, in the order they came."""
        stale = []
        with self.reading() as connection:
            keys: dict[str, list[str]] = {}
            links, files = schema.paper_files, schema.files
            query = select(links.c.paper_id, files.c.sha256, files.c.read_key).join(files, files.c.sha256 == links.c.file_sha256)
            for row in connection.execute(query.order_by(links.c.paper_id, links.c.position)):
                keys.setdefault(row.paper_id, []).append(f"{row.sha256}:{row.read_key}")
            papers = schema.papers
            told = select(papers.c.paper_id, papers.c.told, papers.c.extract_key).order_by(papers.c.ingested_at, papers.c.paper_id)
            for row in connection.execute(told):
                parts = [version, row.told, *keys.get(row.paper_id, ())]
                key = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
                if key != row.extract_key:
                    stale.append(StalePaper(row.paper_id, key))
        return stale

    def load_paper(self, connection: Connection, paper_id: str) -> tuple[PaperFacts, tuple[ReadFile, ...]]:
        """What a paper was told, and its files with their pages, main file first."""
        papers, links, files, pages = schema.papers, schema.paper_files, schema.files, schema.pages
        told = connection.execute(select(papers.c.told).where(papers.c.paper_id == paper_id)).scalar_one()
        query = select(files.c.sha256, files.c.name).join(links, files.c.sha256 == links.c.file_sha256)
        found = connection.execute(query.where(links.c.paper_id == paper_id).order_by(links.c.position)).all()
        read = []
        for sha256, name in found:
            rows = connection.execute(select(pages).where(pages.c.file_sha256 == sha256).order_by(pages.c.number))
            decoded = tuple(decode_page(row.number, row.text, row.source, row.width, row.height, row.layout) for row in rows)
            read.append(ReadFile(sha256, name, decoded))
        return told_facts(told), tuple(read)

    def save_extraction(self, connection: Connection, paper: StalePaper, extraction: Extraction) -> None:
        """Replace all facts of one paper and its issues of the stage "extract"; what people corrected is corrected anew."""
        for table in (schema.consultations, schema.mentions, schema.figures, schema.paper_fields):
            connection.execute(delete(table).where(table.c.paper_id == paper.paper_id))
        links = schema.paper_files
        main = connection.execute(
            select(links.c.file_sha256).where(links.c.paper_id == paper.paper_id).order_by(links.c.position)
        ).scalars().first()
        rows = extraction_rows(paper.paper_id, main or "", extraction)
        for table in (schema.consultations, schema.mentions, schema.figures, schema.paper_fields):
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
        facts = rows["papers"][0]
        connection.execute(update(schema.papers).where(schema.papers.c.paper_id == paper.paper_id).values(**facts, extract_key=paper.key))
        self._add_body(connection, extraction.facts)
        subject = extraction.facts.reference or self._first_origin(connection, main or "") or paper.paper_id
        problems = (*extraction.problems, *apply_corrections(connection, paper.paper_id))
        self.replace_issues(connection, "extract", problems, subject=subject, paper_id=paper.paper_id, file_sha256=main or "")

    def _add_body(self, connection: Connection, facts: PaperFacts) -> None:
        if facts.body:
            row = {"ags": facts.ags or f"name:{facts.body}", "name": facts.body}
            connection.execute(upsert(schema.bodies).values(**row).on_conflict_do_nothing())

    def _first_origin(self, connection: Connection, sha256: str) -> str:
        origins = schema.origins
        query = select(origins.c.origin).where(origins.c.file_sha256 == sha256).order_by(origins.c.added_at)
        return connection.execute(query).scalars().first() or ""

    # -- issues and notes --------------------------------------------------------------------------------------------

    def replace_issues(
        self,
        connection: Connection,
        stage: str,
        problems: Iterable[Problem],
        *,
        subject: str,
        file_sha256: str = "",
        paper_id: str = "",
    ) -> None:
        """Drop what this stage said of this file, paper or subject before, and file what it says now."""
        subject = printable(subject)
        issues = schema.issues
        if paper_id:
            same = issues.c.paper_id == paper_id
        else:
            same = issues.c.file_sha256 == file_sha256 if file_sha256 else issues.c.subject == subject
        connection.execute(delete(issues).where(issues.c.stage == stage, same))
        for problem in problems:
            row = {"stage": stage, "subject": subject, "file_sha256": file_sha256, "paper_id": paper_id, "created_at": now()}
            connection.execute(insert(issues).values(**row, code=problem.code, message=printable(problem.message), detail=problem.detail))

    def issue_count(self) -> int:
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(schema.issues)).scalar_one())

    def log(self, connection: Connection, origin: str, action: str, detail: str = "") -> None:
        """A line in the fetch log for something that brought no file."""
        connection.execute(insert(schema.fetch_log).values(at=now(), origin=origin, action=action, detail=detail))

    def set_note(self, connection: Connection, key: str, value: str | None) -> None:
        """Keep a small value under a key (None drops it)."""
        if value is None:
            connection.execute(delete(schema.settings).where(schema.settings.c.key == key))
            return
        row = upsert(schema.settings).values(key=key, value=value)
        connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))

    def notes(self, prefix: str) -> dict[str, str]:
        """All kept values whose key begins with `prefix`."""
        with self.reading() as connection:
            rows = connection.execute(select(schema.settings).where(schema.settings.c.key.startswith(prefix, autoescape=True)))
            return {row.key: row.value for row in rows}


def _make_tables(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    for statement in VIEWS:
        connection.exec_driver_sql(statement)


def _set_pragmas(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, so that changes of tables are part of them
    cursor = connection.cursor()
    # WAL: readers go on while a run writes. NORMAL is safe against a killed process; only a power cut may cost the last
    # commits, never the file.
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "busy_timeout = 60000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _unusable(folder: Path, error: DatabaseError) -> str:
    """What to tell of an error of the database."""
    told = str(error.orig)
    if "locked" in told:
        return f"{folder}: another ratslese is writing to this archive; wait until it is done"
    if "full" in told or "readonly" in told:
        return f"{folder}: {told}; what was done is kept, go on with ratslese run when the archive can be written to"
    return f"{folder / DATABASE}: not a database that can be used: {told}"


def _begin(connection: Connection) -> None:
    # IMMEDIATE: a writer takes its turn at the start instead of failing halfway when another one was faster.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("read_only") else "BEGIN IMMEDIATE")


def processes(settings: Settings) -> int:
    """How many worker processes to use: as set, else one for each core."""
    return settings.processes or os.cpu_count() or 1
