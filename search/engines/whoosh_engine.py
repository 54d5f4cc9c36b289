"""The whoosh engine. Runs on whoosh3 and on whoosh-reloaded 2.7.5, which are the same package by two hands.

A whoosh index is a list of segments and a table of contents that is renamed into place at the end of a commit: a killed
commit leaves the old table and some files that the next commit clears away. Its schema is a pickle: an index is read
only from the archive's own `index/` folder and is thrown away rather than mended.
"""

from __future__ import annotations

import heapq
import pickle
import shutil
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import whoosh.fields
import whoosh.filedb.filestore
import whoosh.filedb.filetables
import whoosh.index
import whoosh.scoring

from corpus.errors import ArchiveError
from search.engines.base import TITLE_BOOST, Found, SearchFilter, rank_matches, same_score
from search.engines.tree import Node, Word, find_positive
from search.engines.whoosh_files import MappedStorage
from search.engines.whoosh_match import Segment
from search.engines.whoosh_match import wq as query
from search.engines.whoosh_postings import PlacedText, WordSet, Writer
from search.german import ANALYSIS_VERSION, fold

if TYPE_CHECKING:
    from search.engines.document import Analysed

fields: Any = whoosh.fields
index: Any = whoosh.index

FEW = 500  # up to here a commit may merge small segments; a bulk load leaves that to later commits
# What whoosh raises over damaged or vanished files; it checks little by itself.
DAMAGE = (OSError, EOFError, KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError, struct.error,
          pickle.UnpicklingError, zlib.error, ImportError, index.IndexError, whoosh.filedb.filetables.FileFormatError)  # fmt: skip


def _schema() -> Any:
    def number(bits: int) -> Any:
        return fields.NUMERIC(int, bits=bits, signed=True)  # takes several numbers of one document as a tuple

    return fields.Schema(
        doc_id=WordSet(stored=True, unique=True), key=fields.STORED(),
        text=PlacedText(), word=WordSet(), title=PlacedText(), title_word=WordSet(), body=PlacedText(), body_word=WordSet(),
        reference=WordSet(), paper_type=PlacedText(), land_name=PlacedText(), committee=PlacedText(), ags=WordSet(), land=WordSet(),
        field=WordSet(), recurrence=WordSet(), year=number(32), amount=number(64), vzae=number(64), total_vzae=number(64),
    )  # fmt: skip


class WhooshBatch:
    """See `search.engines.base.Batch`."""

    def __init__(self, writer: Any, folder: Path) -> None:
        self._writer, self._folder = writer, folder
        self._added = 0

    def add(self, document: Analysed) -> None:
        """Put a document in place of its older version."""
        self.remove(document.doc_id)
        self._writer.add_document(**_index_fields(document))
        self._added += 1

    def remove(self, doc_id: str) -> None:
        """Take a document out."""
        with self._reading_older():
            self._writer.delete_document_of("doc_id", doc_id)

    def commit(self) -> None:
        """One new segment, and a new table of contents renamed into place."""
        with self._reading_older():
            self._writer.commit(merge=self._added < FEW)

    def cancel(self) -> None:
        """Drop the segment."""
        self._writer.cancel()

    @contextmanager
    def _reading_older(self) -> Iterator[None]:
        """A commit reads older segments, to merge them; what the system says of the disk stays what it is."""
        try:
            yield
        except OSError:
            raise
        except DAMAGE as error:
            raise ArchiveError(f"{self._folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error


class WhooshEngine:
    """See `search.engines.base.Engine`."""

    version = f"whoosh-3.{ANALYSIS_VERSION}"
    takes_terms = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._storage: Any = None  # of what is opened
        self._opened: tuple[object, Any, list[Segment]] = (None, None, [])  # a commit's mark, its searcher and its segments
        self._names: dict[int, str] = {}  # of documents that were found: hundreds may be equally good, and only their names part them

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

    def count_words(self) -> tuple[()]:
        """They are counted with the terms."""
        return ()

    def batch(self) -> WhooshBatch:
        """A whoosh writer, locked against others."""
        opened = self._open()
        try:
            return WhooshBatch(Writer(opened), self.folder)
        except index.LockError as error:
            raise ArchiveError(f"{self.folder}: another process is writing the search index; wait for it") from error
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error

    def search(self, tree: Node, chosen: SearchFilter, limit: int) -> Found:
        """Ranked by BM25F; words in a title count double."""
        generation = self.generation()
        try:
            told = (self.folder / f"_MAIN_{generation}.toc").stat()
            mark = (generation, told.st_ino, told.st_mtime_ns)  # an index built anew counts from 0 again
            if self._opened[0] != mark:
                opened = index.FileIndex(MappedStorage(str(self.folder)), schema=_schema())
                searcher = opened.searcher(weighting=whoosh.scoring.BM25F())
                self._opened = (mark, searcher, [Segment(*leaf) for leaf in searcher.leaf_searchers()])
                self._names = {}
                self._storage = opened.storage
            elif not self._storage.is_whole():
                raise EOFError
            return self._search(tree, chosen, limit)
        except DAMAGE as error:
            self._opened = (None, None, [])
            if _is_mistake(error):
                raise
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error

    def _search(self, tree: Node, chosen: SearchFilter, limit: int) -> Found:
        _, searcher, segments = self._opened
        stems = {stem for leaf in find_positive(tree) if isinstance(leaf, Word) and leaf.field == "text" for stem in leaf.stems}
        passes = _filter_query(chosen)
        scores: list[tuple[float, int]] = []
        for segment in segments:
            found = segment.find(tree)
            if passes is not None:
                passing = segment.documents(passes)
                found = {number: score for number, score in found.items() if number in passing}
            for stem in sorted(stems):
                segment.add_score(found, "title", stem, TITLE_BOOST)
            scores += [(-score, segment.offset + number) for number, score in found.items()]
        best = heapq.nsmallest(limit, scores)
        if best and len(scores) > limit:  # with all that are as good as the last of them
            least = same_score(best[-1][0])
            best = [one for one in scores if same_score(one[0]) <= least]
        for _, number in best:
            if number not in self._names:
                self._names[number] = searcher.stored_fields(number)["doc_id"]
        named = ((-score, self._names[number]) for score, number in best)
        return Found(rank_matches(named, limit), len(scores), int(searcher.doc_count()))


def _is_mistake(error: BaseException) -> bool:
    """Whether an error is our code's and no file's: a type or a name that does not fit in a line of ours."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    ours = (__name__, Segment.__module__)
    return isinstance(error, (TypeError, AttributeError)) and last is not None and last.tb_frame.f_globals["__name__"] in ours


def _index_fields(document: Analysed) -> dict[str, Any]:
    text, title, body = document.text, document.title, document.body
    return {
        "doc_id": document.doc_id, "key": document.key, "text": text, "word": text.words, "title": title, "title_word": title.words,
        "body": body, "body_word": body.words, "reference": document.reference or None, "paper_type": document.paper_type,
        "land_name": document.land_name, "committee": document.committee, "ags": document.ags or None, "land": document.land or None,
        "field": document.fields, "recurrence": document.recurrences, "year": document.year, "amount": document.amounts or None,
        "vzae": document.vzae or None, "total_vzae": document.total_vzae,
    }  # fmt: skip


def _filter_query(chosen: SearchFilter) -> Any:
    parts: list[Any] = []
    for name, values in (("ags", chosen.kreise), ("land", chosen.lands), ("field", tuple(fold(one) for one in chosen.fields))):
        if values:
            parts.append(query.Or([query.Term(name, value) for value in values]))
    if chosen.years:
        parts.append(query.NumericRange("year", *chosen.years))
    for name, least in (("amount", chosen.min_amount), ("total_vzae", chosen.min_vzae)):
        if least is not None:
            parts.append(query.NumericRange(name, least, None))
    return query.And(parts) if parts else None
