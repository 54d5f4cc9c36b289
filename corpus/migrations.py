"""How an archive of an older version becomes one of the present: one function a step. Literal SQL: the schema goes on, a step does not."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from corpus.views import VIEWS

Migration = Callable[[Connection], None]


def _add_corrections(connection: Connection) -> None:
    """Version 1 → 2: tables for corrections, and columns that say what they did. Literal: the schema goes on, this step does not."""
    for table in ("mentions", "figures"):
        for column in ("review", "extracted", "note")[: 2 if table == "mentions" else 3]:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} TEXT DEFAULT '' NOT NULL")
    connection.exec_driver_sql(
        "CREATE TABLE corrections (correction_id INTEGER NOT NULL, created_at TEXT NOT NULL, kind TEXT NOT NULL, value TEXT,"
        " direction TEXT, recurrence TEXT, years TEXT, action TEXT, grade TEXT, decided INTEGER,"
        " rejected INTEGER DEFAULT '0' NOT NULL, note TEXT DEFAULT '' NOT NULL, PRIMARY KEY (correction_id))"
    )
    connection.exec_driver_sql(
        "CREATE TABLE correction_places (correction_id INTEGER NOT NULL, file_sha256 TEXT NOT NULL, page INTEGER NOT NULL,"
        " quote TEXT NOT NULL, occurrence INTEGER NOT NULL, PRIMARY KEY (correction_id, file_sha256, page, quote, occurrence),"
        " FOREIGN KEY(correction_id) REFERENCES corrections (correction_id))"
    )
    connection.exec_driver_sql("CREATE INDEX correction_places_file ON correction_places (file_sha256)")


_SOURCES = """
CREATE TABLE sources (source_id TEXT NOT NULL, ags TEXT DEFAULT '' NOT NULL, body TEXT DEFAULT '' NOT NULL, vendor TEXT NOT NULL,
 url TEXT NOT NULL, options TEXT DEFAULT '{}' NOT NULL, permission_who TEXT DEFAULT '' NOT NULL,
 permission_when TEXT DEFAULT '' NOT NULL, permission_scope TEXT DEFAULT '' NOT NULL, robots TEXT DEFAULT '' NOT NULL,
 state TEXT DEFAULT '' NOT NULL, detail TEXT DEFAULT '' NOT NULL, walk_began TEXT DEFAULT '' NOT NULL,
 walk_window TEXT DEFAULT '' NOT NULL, walk_ended TEXT DEFAULT '' NOT NULL, complete_began TEXT DEFAULT '' NOT NULL,
 complete_window TEXT DEFAULT '' NOT NULL, full_began TEXT DEFAULT '' NOT NULL, PRIMARY KEY (source_id));
CREATE TABLE source_papers (source_id TEXT NOT NULL, "key" TEXT NOT NULL, url TEXT DEFAULT '' NOT NULL,
 reference TEXT DEFAULT '' NOT NULL, title TEXT DEFAULT '' NOT NULL, paper_type TEXT DEFAULT '' NOT NULL,
 date TEXT DEFAULT '' NOT NULL, latest TEXT DEFAULT '' NOT NULL, public INTEGER, seen_rows TEXT DEFAULT '' NOT NULL,
 record TEXT DEFAULT '' NOT NULL,
 record_hash TEXT DEFAULT '' NOT NULL, paper_id TEXT DEFAULT '' NOT NULL, state TEXT NOT NULL, detail TEXT DEFAULT '' NOT NULL,
 first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, fetched_at TEXT DEFAULT '' NOT NULL, PRIMARY KEY (source_id, "key"),
 FOREIGN KEY(source_id) REFERENCES sources (source_id));
CREATE INDEX source_papers_paper ON source_papers (paper_id);
CREATE TABLE source_files (source_id TEXT NOT NULL, "key" TEXT NOT NULL, file_key TEXT NOT NULL, position INTEGER NOT NULL,
 name TEXT DEFAULT '' NOT NULL, url TEXT DEFAULT '' NOT NULL, size INTEGER, role TEXT NOT NULL, told TEXT DEFAULT '' NOT NULL,
 etag TEXT DEFAULT '' NOT NULL, last_modified TEXT DEFAULT '' NOT NULL, sha256 TEXT DEFAULT '' NOT NULL, state TEXT NOT NULL,
 detail TEXT DEFAULT '' NOT NULL, fetched_at TEXT DEFAULT '' NOT NULL, PRIMARY KEY (source_id, "key", file_key));
CREATE INDEX source_files_sha256 ON source_files (sha256);
CREATE TABLE source_versions (version_id INTEGER NOT NULL, source_id TEXT NOT NULL, "key" TEXT NOT NULL, until TEXT NOT NULL,
 record TEXT NOT NULL, record_hash TEXT NOT NULL, files TEXT DEFAULT '{}' NOT NULL, PRIMARY KEY (version_id));
CREATE INDEX source_versions_paper ON source_versions (source_id, "key");
"""


def _add_sources(connection: Connection) -> None:
    """Version 2 → 3: what Ratsinformationssysteme hold, and views for people. Nothing that was there changes."""
    for statement in (*_SOURCES.split(";\n"), *VIEWS):
        if statement.strip():
            connection.exec_driver_sql(statement)


def _add_costs(connection: Connection) -> None:
    """Version 3 → 4: which sums are the cost of which posts, empty until the next extraction; the views that tell it."""
    connection.exec_driver_sql("ALTER TABLE figures ADD COLUMN cost_of TEXT DEFAULT '' NOT NULL")
    connection.exec_driver_sql("ALTER TABLE figures ADD COLUMN cost_basis TEXT DEFAULT '' NOT NULL")
    connection.exec_driver_sql("DROP VIEW IF EXISTS figures_with_papers")  # it names its columns
    for statement in VIEWS:
        connection.exec_driver_sql(statement)


# version before → what brings it to the next; version 1 is the first
MIGRATIONS: dict[int, Migration] = {1: _add_corrections, 2: _add_sources, 3: _add_costs}
