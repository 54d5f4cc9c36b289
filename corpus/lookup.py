"""Read-only look into an archive by plain sqlite3: starts in milliseconds, for search, comparison and export."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from corpus.errors import ArchiveError

DATABASE = "ratslese.sqlite"
SETTINGS = "ratslese.toml"
SCHEMA_VERSION = 4  # here and not in `corpus.schema`, so that readers need no SQLAlchemy


def find_archive(start: Path) -> Path:
    """The archive's folder: `start` or the nearest folder above it that holds ratslese.toml. Raises ArchiveError."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise ArchiveError(f"{start}: no archive here or above; make one with: ratslese init DIR")


def connect(folder: Path) -> sqlite3.Connection:
    """A read-only connection to the archive in `folder`, rows by column name.

    Raises ArchiveError where there is no database, or one of another schema: readers know the present one only.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise ArchiveError(f"{folder}: holds no {DATABASE}; fill the archive with: ratslese import PATH")
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:  # a read-only disk, where SQLite cannot make the files beside the database
        connection.close()
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.DatabaseError:
        pass  # no database at all: the first query tells
    connection.row_factory = sqlite3.Row
    _check_version(connection, folder)
    return connection


def select_rows(folder: Path, query: str, parameters: Sequence[str | int] = ()) -> list[sqlite3.Row]:
    """All rows of one query to the archive in `folder`; for a single look, with nothing left open. Raises as `connect`."""
    with closing(connect(folder)) as connection:
        return connection.execute(query, parameters).fetchall()


def count_waiting(connection: sqlite3.Connection) -> int:
    """Papers whose facts are not extracted yet."""
    return int(connection.execute("SELECT count(*) FROM papers WHERE extract_key = ''").fetchone()[0])


def has_sources(connection: sqlite3.Connection) -> bool:
    """Whether any source was ever asked; cheap."""
    return connection.execute("SELECT 1 FROM sources WHERE source_id NOT LIKE 'saved:%' LIMIT 1").fetchone() is not None


def _check_version(connection: sqlite3.Connection, folder: Path) -> None:
    try:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return  # no database at all: the first query tells
    if 0 < version < SCHEMA_VERSION:
        connection.close()
        raise ArchiveError(f"{folder}: made by an older ratslese (schema {version}); bring it up to date with: ratslese run")
    if version > SCHEMA_VERSION:
        connection.close()
        raise ArchiveError(f"{folder}: made by a newer ratslese (schema {version}, this one knows {SCHEMA_VERSION}); update ratslese")
