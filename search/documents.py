"""Documents out of an archive, analysed for an index: here where they are few, in worker processes where they are many."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.collector import collector_at_rest
from corpus.lookup import connect
from corpus.settings import load_settings
from corpus.views import DATED
from search.engines.document import Analysed, IndexDocument, analyse
from search.persons import mask_staff
from search.words import Count

MANY = 600  # documents from which on workers save more time than it takes to start them
CHUNK = 50  # documents that go to a worker at once
_COUNTED = "instr(review, 'rejected') = 0"


@dataclass(frozen=True, slots=True)
class Ready:
    """A document as an engine takes it. `characters` are those of its pages, `subject` names it while the index is made."""

    analysed: Analysed
    characters: int
    subject: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Documents with the count of all their words; their own `marked` words are empty."""

    documents: tuple[Ready, ...]
    count: Count


def analyse_archive(
    archive: Path,
    connection: sqlite3.Connection,
    wanted: Sequence[tuple[str, str]],
    forms: Mapping[str, frozenset[int]],
    size: int = CHUNK,
    with_text: bool = True,
) -> Generator[Chunk, None, None]:
    """The documents of these names, each with its key, in this order, `size` at once. Close it: that ends the workers.

    Without the terms of the text (see `Engine.takes_terms`) there is little to do, and it is done here.
    """
    settings = load_settings(archive)
    workers = settings.processes or os.cpu_count() or 1
    chunks = [tuple(wanted[start : start + size]) for start in range(0, len(wanted), size)]
    if len(wanted) < MANY or workers == 1 or not with_text:
        for chunk in chunks:
            yield _analyse(connection, chunk, forms, settings.names, with_text)
        return
    from corpus.workers import run_in_workers

    outcomes = run_in_workers(
        analyse_chunk, chunks, lambda chunk: (archive, chunk, forms, settings.names), lambda chunk: chunk[0][0], settings, workers
    )
    for outcome in outcomes:
        # What a worker could not do, for memory or time, is done here.
        yield outcome.result or _analyse(connection, outcome.item, forms, settings.names)


def analyse_chunk(archive: Path, wanted: Sequence[tuple[str, str]], forms: Mapping[str, frozenset[int]], names: bool) -> Chunk:
    """In a worker process: the documents of these names."""
    return _analyse(_keep_connection(archive), wanted, forms, names)


_keep_connection = lru_cache(maxsize=1)(connect)


def _analyse(
    connection: sqlite3.Connection,
    wanted: Sequence[tuple[str, str]],
    forms: Mapping[str, frozenset[int]],
    names: bool,
    with_text: bool = True,
) -> Chunk:
    return analyse_documents((load_document(connection, doc_id, key, forms, names) for doc_id, key in wanted), with_text)


@collector_at_rest()
def analyse_documents(documents: Iterable[IndexDocument], with_text: bool = True) -> Chunk:
    """Ready documents and the count of their words, which is empty without the text's terms."""
    ready, count = [], Count.empty()
    for document in documents:
        analysed = analyse(document, with_text)
        count.add(analysed.text)
        characters = sum(map(len, document.pages))
        subject = document.reference or document.title or document.paper_id
        ready.append(Ready(analysed.uncounted() if with_text else analysed, characters, subject))
    return Chunk(tuple(ready), count)


def _shown(texts: Iterable[str], names: bool) -> tuple[str, ...]:
    return tuple(texts) if names else tuple(mask_staff(text) for text in texts)


def load_document(
    connection: sqlite3.Connection, doc_id: str, key: str, forms: Mapping[str, frozenset[int]], names: bool = False
) -> IndexDocument:
    from search.places import land_name

    paper_id, _, sha256 = doc_id.rpartition("/")
    row = connection.execute(f"SELECT p.*, {DATED} AS dated FROM papers p WHERE p.paper_id = ?", (paper_id,)).fetchone()
    figures = connection.execute(
        "SELECT kind, hundredths, hundredths_to, recurrence, part_of FROM figures"
        f" WHERE paper_id = ? AND decided IS NOT 0 AND {_COUNTED} ORDER BY figure_id",
        (paper_id,),
    ).fetchall()
    fields = connection.execute("SELECT field, label FROM paper_fields WHERE paper_id = ? ORDER BY field", (paper_id,)).fetchall()
    committees = connection.execute("SELECT committee FROM consultations WHERE paper_id = ? ORDER BY position", (paper_id,)).fetchall()
    pages = connection.execute("SELECT text FROM pages WHERE file_sha256 = ? ORDER BY number", (sha256,)).fetchall()
    body = row["ags"] or f"name:{row['body']}"  # a body without a key is chosen by its name
    ends = [(figure["kind"], end) for figure in figures for end in (figure["hundredths"], figure["hundredths_to"]) if end is not None]
    posts = [figure["hundredths"] for figure in figures if figure["kind"] == "position" and not figure["part_of"]]
    return IndexDocument(
        paper_id=paper_id,
        file_sha256=sha256,
        key=key,
        reference=row["reference"],
        title=row["title"],
        body=row["body"],
        ags=body,
        land=land_name(row["ags"]),
        date=row["date"],
        year=int(row["dated"][:4]) if row["dated"][:4].isdigit() else None,
        paper_type=row["paper_type"],
        fields=tuple(name for field in fields for name in (field["field"], field["label"]) if name),
        committees=tuple(station["committee"] for station in committees),
        amounts=tuple(dict.fromkeys(end for kind, end in ends if kind == "amount")),
        vzae=tuple(dict.fromkeys((*(end for kind, end in ends if kind == "position"), *([sum(posts)] if posts else [])))),
        total_vzae=sum(posts) if posts else None,
        recurrences=tuple(sorted({figure["recurrence"] for figure in figures if figure["kind"] == "amount" and figure["recurrence"]})),
        pages=_shown((page["text"] for page in pages), names),
        forms=forms.get(body, frozenset()),
    )
