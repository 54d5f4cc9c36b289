"""The whoosh engine. Runs on whoosh3 and on whoosh-reloaded 2.7.5, which are the same package by two hands.

A whoosh index is a list of segments and a table of contents that is renamed into place at the end of a commit: a killed
commit leaves the old table and some files that the next commit clears away. Its schema is a pickle: an index is read
only from the archive's own `index/` folder and is thrown away rather than mended.
"""

from __future__ import annotations

import pickle
import shutil
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import whoosh.fields
import whoosh.filedb.filestore
import whoosh.formats
import whoosh.index
import whoosh.scoring

from corpus.errors import ArchiveError
from search.engines.base import Found, IndexDocument, Match, SearchFilter, Wanted
from search.engines.whoosh_query import TITLE, fold_reference, parse_query
from search.engines.whoosh_query import wq as query
from search.german import ANALYSIS_VERSION, count_positions, find_tokens, fold

fields: Any = whoosh.fields
index: Any = whoosh.index

PAGE_GAP = 20
LIMIT_MB = 256  # whoosh's pool of postings before it writes a run to disk; less makes runs that must be merged
FEW = 500  # up to here a commit may merge small segments; a bulk load leaves that to later commits
# What whoosh raises over damaged or vanished files; it checks little by itself.
DAMAGE = (OSError, EOFError, KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError, struct.error,
          pickle.UnpicklingError, ImportError, index.IndexError)  # fmt: skip


class PlacedText(fields.TEXT):  # type: ignore[misc]
    """Takes the stems and their positions as `count_positions` gives them: no token objects, twice as fast."""

    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        encode = self.format.encode
        for stem, places in value.items():
            yield stem.encode(), len(places), float(len(places)), encode(places)


class WordSet(fields.FieldType):  # type: ignore[misc]
    """Takes a set of ready terms and keeps only which documents hold them: for patterns and exact keys."""

    def __init__(self, stored: bool = False, unique: bool = False) -> None:
        super().__init__(whoosh.formats.Existence(), None, scorable=False, stored=stored, unique=unique)

    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for word in (value,) if isinstance(value, str) else value:
            yield word.encode(), 1, 1.0, b""


def _schema() -> Any:
    def number(bits: int) -> Any:
        return fields.NUMERIC(int, bits=bits, signed=True)

    return fields.Schema(
        doc_id=WordSet(stored=True, unique=True), key=fields.STORED(),
        text=PlacedText(), word=WordSet(), title=PlacedText(), title_word=WordSet(), body=PlacedText(), body_word=WordSet(),
        reference=WordSet(), paper_type=PlacedText(), land_name=PlacedText(), ags=WordSet(), land=WordSet(), field=WordSet(),
        year=number(32), max_amount=number(64), total_vzae=number(64),
    )  # fmt: skip


class WhooshBatch:
    """See `search.engines.base.Batch`."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer
        self._added = 0

    def add(self, document: IndexDocument) -> None:
        """Put a document in place of its older version."""
        self._writer.delete_by_term("doc_id", document.doc_id)
        self._writer.add_document(**_index_fields(document))
        self._added += 1

    def remove(self, doc_id: str) -> None:
        """Take a document out."""
        self._writer.delete_by_term("doc_id", doc_id)

    def commit(self) -> None:
        """One new segment, and a new table of contents renamed into place."""
        self._writer.commit(merge=self._added < FEW)

    def cancel(self) -> None:
        """Drop the segment."""
        self._writer.cancel()


class WhooshEngine:
    """See `search.engines.base.Engine`."""

    version = f"whoosh-1.{ANALYSIS_VERSION}"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self) -> None:
        """Start an empty index."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        index.create_in(str(self.folder), _schema())

    def _open(self) -> Any:
        try:
            return index.open_dir(str(self.folder), schema=_schema())
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: no readable search index; build it with: ratslese index") from error

    def generation(self) -> str:
        """The generation that whoosh counts in its table of contents' name; unpickles nothing."""
        storage: Any = whoosh.filedb.filestore.FileStorage(str(self.folder))  # type: ignore[no-untyped-call]
        try:
            latest = index.TOC._latest_generation(storage, "MAIN")
        except OSError:
            latest = -1
        if latest < 0:
            raise ArchiveError(f"{self.folder}: no search index; build it with: ratslese index")
        return str(latest)

    def keys(self) -> Mapping[str, str]:
        """Keys of all living documents, out of their stored fields."""
        opened = self._open()
        try:
            with opened.reader() as reader:
                return {stored["doc_id"]: stored["key"] for _, stored in reader.iter_docs()}
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error

    def batch(self) -> WhooshBatch:
        """A whoosh writer, locked against others."""
        opened = self._open()
        try:
            return WhooshBatch(opened.writer(limitmb=LIMIT_MB, compound=False))
        except index.LockError as error:
            raise ArchiveError(f"{self.folder}: another process is writing the search index; wait for it") from error
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error

    def search(self, text: str, chosen: SearchFilter, limit: int) -> Found:
        """Ranked by BM25F; words in a title count double."""
        tree, wanted = parse_query(text) if text.strip() else (query.Every(), Wanted())
        opened = self._open()
        try:
            with opened.searcher(weighting=whoosh.scoring.BM25F()) as searcher:
                return self._search(searcher, tree, wanted, chosen, limit)
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error

    def _search(self, searcher: Any, tree: Any, wanted: Wanted, chosen: SearchFilter, limit: int) -> Found:
        titled = [query.Term(TITLE, stem, boost=2.0) for stem in sorted(wanted.stems)]
        ranked = query.AndMaybe(tree, query.Or(titled)) if titled else tree
        results = searcher.search(ranked, limit=limit, filter=_filter_query(chosen))
        matches = []
        for hit in results:
            paper_id, _, sha256 = hit["doc_id"].rpartition("/")
            matches.append(Match(paper_id, sha256, float(hit.score or 0.0)))
        return Found(tuple(matches), len(results), wanted)


def _index_fields(document: IndexDocument) -> dict[str, Any]:
    head = " ".join(part for part in (document.title, document.reference) if part)
    positions, words = count_positions((head, *document.pages), PAGE_GAP)
    title, title_words = count_positions((document.title,), 0)
    body, body_words = count_positions((f"{document.body} {document.ags}",), 0)
    return {
        "doc_id": document.doc_id, "key": document.key, "text": positions, "word": words, "title": title, "title_word": title_words,
        "body": body, "body_word": body_words, "reference": fold_reference(document.reference) or None,
        "paper_type": count_positions((document.paper_type,), 0)[0], "land_name": count_positions((document.land,), 0)[0],
        "ags": document.ags or None, "land": document.ags[:2] or None, "field": _field_terms(document.fields),
        "year": document.year, "max_amount": document.max_amount, "total_vzae": document.total_vzae,
    }  # fmt: skip


def _field_terms(names: Sequence[str]) -> set[str]:
    """ "integration:sprache" is found by the id, by "sprache" and by "integration"; labels by each of their words."""
    terms: set[str] = set()
    for name in names:
        terms.add(fold(name))
        terms.update(token.word for token in find_tokens(name) if token.stem)
    return terms


def _filter_query(chosen: SearchFilter) -> Any:
    parts: list[Any] = []
    for name, values in (("ags", chosen.kreise), ("land", chosen.lands), ("field", tuple(fold(one) for one in chosen.fields))):
        if values:
            parts.append(query.Or([query.Term(name, value) for value in values]))
    if chosen.years:
        parts.append(query.NumericRange("year", *chosen.years))
    for name, least in (("max_amount", chosen.min_amount), ("total_vzae", chosen.min_vzae)):
        if least is not None:
            parts.append(query.NumericRange(name, least, None))
    return query.And(parts) if parts else None
