"""What a search engine must do, and the records that pass between an engine and the rest of `search`.

An engine is a disposable projection of the archive: it may lose everything, then it is filled again. It stores no page
text; what a hit shows is computed from the archive's pages by `search.snippets` with the same analysis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

ENGINES = {"whoosh": "search.engines.whoosh_engine:WhooshEngine"}


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One file of one paper, as an engine takes it.

    `key` tells whether the document changed. `max_amount` is in cents, `total_vzae` in hundredths of a VZÄ, both None where the
    paper has no such figure; `year` is None where no date is told. `fields` are taxonomy ids with the label's words behind.
    """

    paper_id: str
    file_sha256: str
    key: str
    reference: str = ""
    title: str = ""
    body: str = ""
    ags: str = ""
    land: str = ""
    date: str = ""
    year: int | None = None
    paper_type: str = ""
    fields: tuple[str, ...] = ()
    max_amount: int | None = None
    total_vzae: int | None = None
    pages: tuple[str, ...] = ()

    @property
    def doc_id(self) -> str:
        """The document's name in an index; a file that belongs to two papers is two documents."""
        return document_id(self.paper_id, self.file_sha256)


def document_id(paper_id: str, file_sha256: str) -> str:
    """The name of one file of one paper in an index."""
    return f"{paper_id}/{file_sha256}"


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

    `words` are the folded words as typed: among places with the same stems, theirs is the better one.
    """

    stems: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    phrases: tuple[tuple[tuple[str, int], ...], ...] = ()
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """A document that an engine found."""

    paper_id: str
    file_sha256: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """An engine's answer: the best matches in order, how many there are in all, and what to mark in their texts."""

    matches: tuple[Match, ...]
    total: int
    wanted: Wanted


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

    def add(self, document: IndexDocument) -> None:
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

    def __init__(self, folder: Path) -> None: ...

    def create(self) -> None:
        """Start an empty index in the folder, over whatever lies there."""

    def keys(self) -> Mapping[str, str]:
        """The key of every document held, by doc_id. Raises ArchiveError where the index is missing or damaged."""

    def batch(self) -> Batch:
        """Start a batch of changes. Raises ArchiveError where another process writes the same index, or it is damaged."""

    def generation(self) -> str:
        """A mark that changes with every commit. Raises ArchiveError where the index is missing."""

    def search(self, query: str, chosen: SearchFilter, limit: int) -> Found:
        """The best `limit` documents. An empty query means all. Raises QueryError, or ArchiveError for a damaged index."""


def engine_version(name: str = "whoosh") -> str:
    """The version of an engine's files, which names their folder."""
    return cast(str, _engine_class(name).version)


def _engine_class(name: str) -> Any:
    module, attribute = ENGINES[name].split(":")
    return getattr(import_module(module), attribute)


def load_engine(folder: Path, name: str = "whoosh") -> Engine:
    """The engine with this name over `folder`; nothing is read yet."""
    return cast(Engine, _engine_class(name)(folder))
