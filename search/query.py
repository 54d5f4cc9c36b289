"""Ask an archive's index and show the answer: ranked hits with page and marked snippet. Opens no database through SQLAlchemy."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.lookup import connect, count_waiting
from corpus.settings import load_settings
from search.engines.base import Found, Hit, Match, SearchFilter, Wanted
from search.engines.tree import Exact, Node, find_leaves
from search.expansion import expand, explain_expansion, suggest
from search.opened import count_stale, open_engine, open_words
from search.persons import mask_staff
from search.saved import find_saved
from search.snippets import find_place


@dataclass(frozen=True, slots=True)
class Answer:
    """The best hits, how many documents answer in all, and how many documents the index lacks or has too many.

    `added` says in lines what else than the words of the query was looked for; `suggestion` is a query with misspelt words put right,
    where nothing answers.
    """

    hits: tuple[Hit, ...]
    total: int
    stale: int
    added: tuple[str, ...] = ()
    suggestion: str = ""


def search_archive(
    archive: Path, query: str, chosen: SearchFilter, limit: int = 20, exact: bool = False, explain: bool = True
) -> Answer:
    """Ranked hits. `exact` looks for the words alone, without compounds and synonyms; without `explain` what was added is not told.

    Raises QueryError for a query that cannot be read and ArchiveError without a readable index.
    """
    from search.engines.language import parse_query, wanted_of

    words = open_words(archive)
    query = find_saved(archive, query)
    tree, _ = parse_query(query)
    _check_fields(archive, tree, query)
    asked = expand(tree, words, exact)
    found = _ask(archive, asked, chosen, limit)
    wanted = wanted_of(asked)
    connection = connect(archive)
    try:
        names = load_settings(archive).names
        hits = tuple(hit for hit in (_load_hit(connection, match, wanted, names) for match in found.matches) if hit is not None)
        better = "" if found.total else suggest(query, tree, words)
        added = tuple(explain_expansion(asked, words)) if explain else ()
        return Answer(hits, found.total, count_stale(connection, found.documents), added, better)
    finally:
        connection.close()


def matching_papers(archive: Path, query: str, exact: bool = False, chosen: SearchFilter = SearchFilter()) -> frozenset[str]:  # noqa: B008
    """The ids of all papers with a file that answers the query and passes the filter."""
    from search.engines.language import parse_query

    query = find_saved(archive, query)
    tree, _ = parse_query(query)
    _check_fields(archive, tree, query)
    found = _ask(archive, expand(tree, open_words(archive), exact), chosen, 1_000_000)
    return frozenset(match.paper_id for match in found.matches)


def _ask(archive: Path, tree: Node, chosen: SearchFilter, limit: int) -> Found:
    """The engine's answer. Raises ArchiveError that names the next step where there is no index yet."""
    engine = open_engine(archive)
    try:
        return engine.search(tree, chosen, limit)
    except ArchiveError as error:
        if any(engine.folder.glob("*")):
            raise  # a damaged index is told as one
        with closing(connect(archive)) as connection:
            waiting = count_waiting(connection)
        if not waiting:
            raise
        papers = "1 paper waits" if waiting == 1 else f"{waiting} papers wait"
        raise ArchiveError(f"{archive}: no search index yet, and {papers} to be extracted: ratslese run") from error


def _check_fields(archive: Path, tree: Node, query: str) -> None:
    words = [leaf.value for leaf in find_leaves(tree) if isinstance(leaf, Exact) and leaf.field == "field"]
    if words:
        from search.places import check_field_word

        with closing(connect(archive)) as connection:
            for word in words:
                check_field_word(connection, word, query, load_settings(archive).taxonomy_files)


def _load_hit(connection: sqlite3.Connection, match: Match, wanted: Wanted, names: bool) -> Hit | None:
    paper = connection.execute("SELECT body, reference, date, title FROM papers WHERE paper_id = ?", (match.paper_id,)).fetchone()
    if paper is None:
        return None  # gone since the index was made; the next `ratslese index` takes it out
    pages = connection.execute("SELECT number, text FROM pages WHERE file_sha256 = ? ORDER BY number", (match.file_sha256,)).fetchall()
    place = find_place([(page["number"], page["text"]) for page in pages], wanted, str if names else mask_staff)
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
