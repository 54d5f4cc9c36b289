"""Keep the search index of an archive equal to its papers: only what changed is indexed again, in batches that survive a kill.

`index/<engine version>/` holds the engine's files and `index/state.json` what they hold: the key of every document, the engine's
generation and the sizes of its files. The state is written after each commit; where it does not fit the engine (a kill between
the two), the keys are read out of the engine, and where files are missing or cut, all is built anew.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.lookup import connect
from corpus.progress import Progress
from corpus.settings import load_settings
from search.documents import CHUNK, Chunk, analyse_archive
from search.engines.base import Engine, engine_version
from search.engines.document import document_id
from search.opened import INDEX, engine_name, index_folder, open_engine, open_words
from search.words import Count

OUTGROWN = 10_000  # documents from which on whoosh needs a quarter of a second and more for many queries
BATCH_DOCUMENTS = 5000  # each batch is a segment, and every segment costs each query its lookups
BATCH_CHARACTERS = 40_000_000  # long documents make a batch sooner, for memory's sake

# What people corrected in a paper: a part of its key, so that its sums are indexed anew.
_REVIEWED = (
    "coalesce((SELECT group_concat(figure_id || review || value || coalesce(decided, '')) FROM figures g"
    " WHERE g.paper_id = p.paper_id AND review <> ''), '')"
)


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


def update_index(archive: Path, rebuild: bool = False) -> Generator[Progress, None, IndexCounts]:
    """Bring the index up to date, yielding after each document; the generator's return value is the counts.

    Raises ArchiveError where another process is writing the index. Closing the generator early loses the batch at hand only.
    """
    from search.forms import update_forms

    engine = open_engine(archive)
    connection = connect(archive)
    try:
        held = {} if rebuild else _held_keys(archive, engine)
        if held:
            _count_words(archive, engine, len(held))
        if rebuild or held is None or (held and not open_words(archive).is_current()):
            _start_anew(archive, engine)
            held = {}
        forms = update_forms(connection, open_words(archive))
        wanted = _document_keys(connection, forms, load_settings(archive).names)
        stale = [doc_id for doc_id, key in wanted.items() if held.get(doc_id) != key]
        removed = [doc_id for doc_id in held if doc_id not in wanted]
        counts = IndexCounts(len(stale), len(removed), len(wanted) - len(stale))
        if stale or removed or not _state_path(archive).is_file():
            asked = [(doc_id, wanted[doc_id]) for doc_id in stale]
            size = min(CHUNK, BATCH_DOCUMENTS)
            with closing(analyse_archive(archive, connection, asked, forms, size, engine.takes_terms)) as chunks:
                yield from _write_batches(archive, engine, chunks, len(stale), removed, dict(held))
            _count_words(archive, engine, len(wanted))
        open_words(archive).split()
        return counts
    finally:
        connection.close()


def outgrown(archive: Path) -> str:
    """What to say of an archive that whoosh answers slowly, "" where all is well."""
    state = _read_state(archive)
    if state is None or engine_name(archive) != "whoosh" or len(state.keys) <= OUTGROWN:
        return ""
    number = f"{len(state.keys):,}".replace(",", ".")
    return (
        f"{number} documents are many for whoosh: tantivy answers faster. pip install tantivy, set engine = \"tantivy\" under"
        " [search] in ratslese.toml, then: ratslese index"
    )


def _document_keys(connection: sqlite3.Connection, forms: Mapping[str, frozenset[int]], names: bool) -> dict[str, str]:
    from hashlib import blake2b  # loads OpenSSL, of which a search needs nothing

    marks = {body: blake2b(repr(sorted(lines)).encode(), digest_size=8).hexdigest() for body, lines in forms.items() if lines}
    rows = connection.execute(
        "SELECT DISTINCT p.paper_id, f.sha256, p.extract_key, f.read_key, p.body, p.ags, p.reference, p.title, p.paper_type, p.date,"
        f" {_REVIEWED} FROM papers p JOIN paper_files pf USING (paper_id) JOIN files f ON f.sha256 = pf.file_sha256"
        " WHERE f.read_key <> '' ORDER BY p.rowid, pf.position"
    )
    keys = {}
    for row in rows:
        mark = marks.get(row["ags"] or f"name:{row['body']}", "")
        parts = (*row[2:], mark, *(("names",) if names else ()))
        keys[document_id(row[0], row[1])] = blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
    return keys


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
    import shutil

    _state_path(archive).unlink(missing_ok=True)
    if (archive / INDEX).is_dir():
        for old in (archive / INDEX).iterdir():
            if old.is_dir() and old != index_folder(archive):
                shutil.rmtree(old)  # of another version, which nothing reads any more
    open_words(archive).clear()
    engine.create()


def _write_batches(
    archive: Path, engine: Engine, chunks: Iterator[Chunk], total: int, removed: Sequence[str], held: dict[str, str]
) -> Iterator[Progress]:
    done, gone, words = 0, list(removed), open_words(archive)
    while True:
        batch = engine.batch()
        try:
            for doc_id in gone:
                batch.remove(doc_id)
                held.pop(doc_id, None)
            characters, count = 0, Count.empty()
            while count.documents < BATCH_DOCUMENTS and characters < BATCH_CHARACTERS and (chunk := next(chunks, None)) is not None:
                count.merge(chunk.count)
                for document in chunk.documents:
                    batch.add(document.analysed)
                    held[document.analysed.doc_id] = document.analysed.key
                    characters += document.characters
                    done += 1
                    yield Progress("index", done, total, document.subject)
        except BaseException:
            batch.cancel()
            raise
        if engine.takes_terms:
            words.write(count)
        batch.commit()
        _write_state(archive, engine, held)
        gone = []
        if done >= total:
            return


def _count_words(archive: Path, engine: Engine, documents: int) -> None:
    """Put the words that an engine counts itself beside the index, where they are not yet those of its last commit."""
    if not engine.takes_terms and open_words(archive).note("counted") != engine.generation():
        open_words(archive).replace(engine.count_words(), documents, engine.generation())


def _state_path(archive: Path) -> Path:
    return archive / INDEX / "state.json"


def _read_state(archive: Path) -> _State | None:
    try:
        data = json.loads(_state_path(archive).read_text(encoding="utf-8"))
        if data["version"] != engine_version(engine_name(archive)):
            return None
        return _State(data["generation"], data["files"], data["keys"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # it is only a note of what the engine knows too


def _write_state(archive: Path, engine: Engine, keys: Mapping[str, str]) -> None:
    folder = index_folder(archive)
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file() and "LOCK" not in path.name}
    data = {"version": engine_version(engine_name(archive)), "generation": engine.generation(), "files": files, "keys": keys}
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
