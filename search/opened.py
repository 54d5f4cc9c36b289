"""The index of an archive, opened: its engine and its words, kept for who asks again. `search.index` fills them."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from pathlib import Path

from corpus.settings import load_settings
from search.engines.base import Engine, engine_version, load_engine
from search.words import Words

INDEX = "index"


def engine_name(archive: Path) -> str:
    """The engine that the archive's settings choose."""
    return load_settings(archive).engine


def index_folder(archive: Path) -> Path:
    """Where this version's engine keeps its files."""
    return archive / INDEX / engine_version(engine_name(archive))


def open_engine(archive: Path) -> Engine:
    """The archive's engine over its folder; nothing is read yet. The same one again, with what it keeps in memory, for who asks often."""
    return _keep_engine(index_folder(archive), engine_name(archive))


_keep_engine = lru_cache(maxsize=4)(load_engine)


def open_words(archive: Path) -> Words:
    """The words beside the index; the same ones again, as `open_engine`."""
    return _keep_words(archive / INDEX)


_keep_words = lru_cache(maxsize=4)(Words)


def count_stale(connection: sqlite3.Connection, held: int) -> int:
    """How many documents the archive has more or fewer than the `held` of the index; cheap, so it does not see changed ones."""
    # Nearly all files are read, so the others are counted.
    row = connection.execute(
        "SELECT (SELECT count(*) FROM paper_files) - count(*) FROM paper_files"
        " WHERE file_sha256 IN (SELECT sha256 FROM files WHERE read_key = '')"
    ).fetchone()
    return abs(int(row[0]) - held)
