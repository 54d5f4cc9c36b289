"""Keep the search index of an archive equal to its papers: only what changed is indexed again, in batches that survive a kill.

`index/<engine version>/` holds the engine's files and `index/state.json` what they hold: the key of every document, the engine's
generation and the sizes of its files. The state is written after each commit; where it does not fit the engine (a kill between
the two), the keys are read out of the engine, and where files are missing or cut, all is built anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.lookup import connect
from corpus.progress import Progress
from search.engines.base import Engine, IndexDocument, document_id, engine_version, load_engine

INDEX = "index"
BATCH_DOCUMENTS = 1000
BATCH_CHARACTERS = 20_000_000  # long documents make a batch sooner, for memory's sake
# The year of a paper is that of its date, else of its first sitting.
DATED = "coalesce(nullif(p.date, ''), (SELECT min(c.date) FROM consultations c WHERE c.paper_id = p.paper_id AND c.date <> ''), '')"

# What people corrected in a paper: a part of its key, so that its sums are indexed anew.
_REVIEWED = (
    "coalesce((SELECT group_concat(figure_id || review || value || coalesce(decided, '')) FROM figures g"
    " WHERE g.paper_id = p.paper_id AND review <> ''), '')"
)
_COUNTED = "instr(review, 'rejected') = 0"


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What an update did: documents put in, taken out, left as they were."""

    indexed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _State:
    generation: str
    files: Mapping[str, int]
    keys: Mapping[str, str]


def index_folder(archive: Path) -> Path:
    """Where this version's engine keeps its files."""
    return archive / INDEX / engine_version()


def update_index(archive: Path, rebuild: bool = False) -> Generator[Progress, None, IndexCounts]:
    """Bring the index up to date, yielding after each document; the generator's return value is the counts.

    Raises ArchiveError where another process is writing the index. Closing the generator early loses the batch at hand only.
    """
    engine = load_engine(index_folder(archive))
    connection = connect(archive)
    try:
        wanted = _document_keys(connection)
        held = {} if rebuild else _held_keys(archive, engine)
        if rebuild or held is None:
            _start_anew(archive, engine)
            held = {}
        stale = [doc_id for doc_id, key in wanted.items() if held.get(doc_id) != key]
        removed = [doc_id for doc_id in held if doc_id not in wanted]
        counts = IndexCounts(len(stale), len(removed), len(wanted) - len(stale))
        if stale or removed or not _state_path(archive).is_file():
            yield from _write_batches(archive, engine, connection, stale, removed, dict(held))
        return counts
    finally:
        connection.close()


def count_stale(archive: Path, connection: sqlite3.Connection) -> int:
    """How many documents the archive has more or fewer than the index; cheap, so it does not see changed ones."""
    state = _read_state(archive)
    held = len(state.keys) if state else 0
    row = connection.execute(
        "SELECT count(*) FROM paper_files pf JOIN files f ON f.sha256 = pf.file_sha256 WHERE f.read_key <> ''"
    ).fetchone()
    return abs(int(row[0]) - held)


def _document_keys(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute(
        "SELECT DISTINCT p.paper_id, f.sha256, p.extract_key, f.read_key, p.body, p.ags, p.reference, p.title, p.paper_type, p.date,"
        f" {_REVIEWED} FROM papers p JOIN paper_files pf USING (paper_id) JOIN files f ON f.sha256 = pf.file_sha256"
        " WHERE f.read_key <> '' ORDER BY p.rowid, pf.position"
    )
    return {document_id(row[0], row[1]): hashlib.blake2b("\0".join(row[2:]).encode(), digest_size=12).hexdigest() for row in rows}


def _held_keys(archive: Path, engine: Engine) -> Mapping[str, str] | None:
    """What the engine holds; None where it must be built anew."""
    state = _read_state(archive)
    try:
        generation = engine.generation()
        if state is not None and state.generation == generation:
            whole = all(_size(index_folder(archive) / name) == size for name, size in state.files.items())
            return state.keys if whole else None
        return engine.keys()
    except ArchiveError:
        return None


def _start_anew(archive: Path, engine: Engine) -> None:
    _state_path(archive).unlink(missing_ok=True)
    if (archive / INDEX).is_dir():
        for old in (archive / INDEX).iterdir():
            if old.is_dir() and old != index_folder(archive):
                shutil.rmtree(old)  # of another version, which nothing reads any more
    engine.create()


def _write_batches(
    archive: Path, engine: Engine, connection: sqlite3.Connection, stale: Sequence[str], removed: Sequence[str], held: dict[str, str]
) -> Iterator[Progress]:
    done, todo = 0, list(stale)
    gone = list(removed)
    while True:
        batch = engine.batch()
        try:
            for doc_id in gone:
                batch.remove(doc_id)
                held.pop(doc_id, None)
            characters = documents = 0
            while done < len(todo) and documents < BATCH_DOCUMENTS and characters < BATCH_CHARACTERS:
                document = _load_document(connection, todo[done])
                batch.add(document)
                held[document.doc_id] = document.key
                characters += sum(map(len, document.pages))
                documents, done = documents + 1, done + 1
                yield Progress("index", done, len(todo), document.reference or document.title or document.paper_id)
        except BaseException:
            batch.cancel()
            raise
        batch.commit()
        _write_state(archive, engine, held)
        gone = []
        if done >= len(todo):
            return


def _load_document(connection: sqlite3.Connection, doc_id: str) -> IndexDocument:
    from search.places import land_name

    paper_id, _, sha256 = doc_id.rpartition("/")
    row = connection.execute(
        f"SELECT p.*, f.read_key, {DATED} AS dated,"
        " (SELECT max(coalesce(hundredths_to, hundredths)) FROM figures g WHERE g.paper_id = p.paper_id AND kind = 'amount'"
        f"   AND decided IS NOT 0 AND {_COUNTED}) AS max_amount,"
        " (SELECT sum(hundredths) FROM figures g WHERE g.paper_id = p.paper_id AND kind = 'position' AND decided IS NOT 0"
        f"   AND part_of = '' AND {_COUNTED}) AS total_vzae, {_REVIEWED} AS reviewed"
        " FROM papers p JOIN files f ON f.sha256 = ? WHERE p.paper_id = ?",
        (sha256, paper_id),
    ).fetchone()
    key_parts = [row[name] for name in ("extract_key", "read_key", "body", "ags", "reference", "title", "paper_type", "date", "reviewed")]
    fields = connection.execute("SELECT field, label FROM paper_fields WHERE paper_id = ? ORDER BY field", (paper_id,)).fetchall()
    pages = connection.execute("SELECT text FROM pages WHERE file_sha256 = ? ORDER BY number", (sha256,)).fetchall()
    return IndexDocument(
        paper_id=paper_id,
        file_sha256=sha256,
        key=hashlib.blake2b("\0".join(key_parts).encode(), digest_size=12).hexdigest(),
        reference=row["reference"],
        title=row["title"],
        body=row["body"],
        ags=row["ags"] or f"name:{row['body']}",  # a body without a key is chosen by its name
        land=land_name(row["ags"]),
        date=row["date"],
        year=int(row["dated"][:4]) if row["dated"][:4].isdigit() else None,
        paper_type=row["paper_type"],
        fields=tuple(name for field in fields for name in (field["field"], field["label"]) if name),
        max_amount=row["max_amount"],
        total_vzae=row["total_vzae"],
        pages=tuple(page["text"] for page in pages),
    )


def _state_path(archive: Path) -> Path:
    return archive / INDEX / "state.json"


def _read_state(archive: Path) -> _State | None:
    try:
        data = json.loads(_state_path(archive).read_text(encoding="utf-8"))
        if data["version"] != engine_version():
            return None
        return _State(data["generation"], data["files"], data["keys"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it is only a note of what the engine knows too


def _write_state(archive: Path, engine: Engine, keys: Mapping[str, str]) -> None:
    folder = index_folder(archive)
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file() and "LOCK" not in path.name}
    data = {"version": engine_version(), "generation": engine.generation(), "files": files, "keys": keys}
    temporary = _state_path(archive).with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as out:
        json.dump(data, out)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(_state_path(archive))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
