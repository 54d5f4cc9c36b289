"""Ask an archive's index and show the answer: ranked hits with page and marked snippet. Opens no database through SQLAlchemy."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.lookup import connect
from search.engines.base import Found, Hit, Match, SearchFilter, load_engine
from search.index import count_stale, index_folder
from search.snippets import find_place


@dataclass(frozen=True, slots=True)
class Answer:
    """The best hits, how many documents answer in all, and how many documents the index lacks or has too many."""

    hits: tuple[Hit, ...]
    total: int
    stale: int


def search_archive(archive: Path, query: str, chosen: SearchFilter, limit: int = 20) -> Answer:
    """Ranked hits. Raises QueryError for a query that cannot be read and ArchiveError without a readable index."""
    found = load_engine(index_folder(archive)).search(query, chosen, limit)
    connection = connect(archive)
    try:
        hits = tuple(hit for hit in (_load_hit(connection, match, found) for match in found.matches) if hit is not None)
        return Answer(hits, found.total, count_stale(archive, connection))
    finally:
        connection.close()


def matching_papers(archive: Path, query: str) -> frozenset[str]:
    """The ids of all papers with a file that answers the query."""
    found = load_engine(index_folder(archive)).search(query, SearchFilter(), 1_000_000)
    return frozenset(match.paper_id for match in found.matches)


def _load_hit(connection: sqlite3.Connection, match: Match, found: Found) -> Hit | None:
    paper = connection.execute("SELECT body, reference, date, title FROM papers WHERE paper_id = ?", (match.paper_id,)).fetchone()
    if paper is None:
        return None  # gone since the index was made; the next `ratslese index` takes it out
    pages = connection.execute("SELECT number, text FROM pages WHERE file_sha256 = ? ORDER BY number", (match.file_sha256,)).fetchall()
    place = find_place([(page["number"], page["text"]) for page in pages], found.wanted)
    return Hit(
        paper_id=match.paper_id,
        file_sha256=match.file_sha256,
        body=paper["body"],
        reference=paper["reference"],
        date=paper["date"],
        title=paper["title"],
        page=place.page,
        snippet=place.snippet,
        highlights=place.highlights,
        score=match.score,
    )


def hit_heading(number: int, hit: Hit) -> str:
    """One line that names a hit: body, number, date, page."""
    page = f"p. {hit.page}" if hit.page else ""
    return f"{number}. " + " · ".join(part for part in (hit.body or "body not told", hit.reference, hit.date, page) if part)


def hit_json(hit: Hit) -> dict[str, object]:
    """A hit for scripts; highlights are [start, end] in the snippet."""
    return {**asdict(hit), "highlights": [list(span) for span in hit.highlights], "score": round(hit.score, 4)}
