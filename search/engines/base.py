"""What a search engine must do, and the records that pass between an engine and the rest of `search`.

An engine is a disposable projection of the archive: it may lose everything, then it is filled again. It stores no page
text; what a hit shows is computed from the archive's pages by `search.snippets` with the same analysis.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from corpus.errors import InputError
from search.german import fold

if TYPE_CHECKING:
    from search.engines.document import Analysed
    from search.engines.tree import Node

ENGINES = {"whoosh": "search.engines.whoosh_engine:WhooshEngine", "tantivy": "search.engines.tantivy_engine:TantivyEngine"}
PAGE_GAP = 20
# Where the whole folded words of a text field stand, and what answers count: the same in every engine, so that they rank alike.
WORDS = {"text": "word", "title": "title_word", "body": "body_word"}
MORE_SCORE = 0.05  # of a document that has only a compound or a near word: behind all that have the word itself
SYNONYM_BOOST, TITLE_BOOST = 0.5, 2.0


def fold_reference(text: str) -> str:
    """A paper's number as it is compared: folded, without spaces."""
    return "".join(fold(text).split())


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What hits must fulfil besides the query. Empty and None mean: any.

    `kreise` are AGS keys, `lands` two-digit Land keys, `years` inclusive bounds; `min_amount` is in cents of one figure, `min_vzae`
    in hundredths of the paper's total.
    """

    kreise: tuple[str, ...] = ()
    lands: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    fields: tuple[str, ...] = ()
    min_vzae: int | None = None
    min_amount: int | None = None

    def is_empty(self) -> bool:
        return self == SearchFilter()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the query looks for in a text: stems, patterns with * and ? over folded words, phrases as (stem, distance to the first).

    `words` are the folded words as typed: among places with the same stems, theirs is the better one. `more` are compounds and synonyms.
    """

    stems: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    phrases: tuple[tuple[tuple[str, int], ...], ...] = ()
    words: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A document that an engine found."""

    paper_id: str
    file_sha256: str
    score: float


def same_score(score: float) -> float:
    """A score as it ranks: equal for documents that the words answer alike, whatever the last bits of a sum."""
    return round(score, 5)


def rank_matches(found: Iterable[tuple[float, str]], limit: int) -> tuple[Match, ...]:
    """The best of (score, doc_id), equally good ones by their names: in an index built anew they stand in the same order."""
    named = [(-same_score(score), doc_id, score) for score, doc_id in found]
    best = sorted(named) if len(named) <= limit else heapq.nsmallest(limit, named)
    return tuple(Match(*_split_id(doc_id), score) for _, doc_id, score in best)


def _split_id(doc_id: str) -> tuple[str, str]:
    paper_id, _, sha256 = doc_id.rpartition("/")
    return paper_id, sha256


@dataclass(frozen=True, slots=True)
class Found:
    """An engine's answer: the best matches in order, how many there are in all, and how many documents the index holds."""

    matches: tuple[Match, ...]
    total: int
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A found document as it is shown. `snippet[start:end]` of each highlight answers the query; `page` is 0 where no page does."""

    paper_id: str
    file_sha256: str
    body: str
    reference: str
    date: str
    title: str
    page: int
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    score: float


class Batch(Protocol):
    """Changes that come into force together at `commit`; a process killed before leaves the index as it was."""

    def add(self, document: Analysed) -> None:
        """Put a document in place of its older version, if any."""

    def remove(self, doc_id: str) -> None:
        """Take a document out; nothing happens where it is unknown."""

    def commit(self) -> None:
        """Make all changes readable."""

    def cancel(self) -> None:
        """Forget all changes."""


class Engine(Protocol):
    """A full-text engine over one folder. All its failures to read its own files are ArchiveError."""

    version: str  # names its folder; an index of another version is built anew
    takes_terms: bool  # whether it wants the terms of a text; else it reads the pages and counts their words itself
    folder: Path

    def __init__(self, folder: Path) -> None: ...

    def create(self) -> None:
        """Start an empty index in the folder, over whatever lies there."""

    def keys(self) -> Mapping[str, str]:
        """The key of every document held, by doc_id. Raises ArchiveError where the index is missing or damaged."""

    def batch(self) -> Batch:
        """Start a batch of changes. Raises ArchiveError where another process writes the same index, or it is damaged."""

    def generation(self) -> str:
        """A mark that changes with every commit. Raises ArchiveError where the index is missing."""

    def count_words(self) -> Iterable[tuple[str, int, int]]:
        """Every folded word, in how many documents it stands, and in how many with a capital letter; () where it takes terms."""

    def search(self, tree: Node, chosen: SearchFilter, limit: int) -> Found:
        """The best `limit` documents, in a stable order. Raises QueryError, or ArchiveError for a damaged index."""


def engine_version(name: str = "whoosh") -> str:
    """The version of an engine's files, which names their folder."""
    return cast(str, _engine_class(name).version)


def _engine_class(name: str) -> Any:
    module, attribute = ENGINES[name].split(":")
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        message = f"the search engine {name} is not installed; install it with: pip install tantivy, or set engine = \"whoosh\""
        raise InputError(f"{message} in ratslese.toml") from error


def load_engine(folder: Path, name: str = "whoosh") -> Engine:
    """The engine with this name over `folder`; nothing is read yet. Raises InputError where it is not installed."""
    return cast(Engine, _engine_class(name)(folder))
