"""The tantivy engine (extra `[fast]`): the same answers as whoosh, in a fraction of the time.

The pages of a paper are read by tantivy itself (`search.engines.tantivy_text`) and indexed by folded words, not by stems: a stem is a
prefix of its words, so a query finds them in the dictionary (`search.engines.tantivy_query`). `prose` is what somebody wrote, without the
printed lines of forms; it ranks, since tantivy has no weights of single postings. Papers with such lines are whole in `formed`, which
finds. `capital` are words written with a capital letter, to be counted. A commit is atomic: a killed one leaves the index as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from corpus.collector import collector_at_rest
from corpus.errors import ArchiveError
from search.engines.base import Found, SearchFilter, rank_matches, same_score
from search.engines.tantivy_query import PLACED, QueryBuilder
from search.engines.tantivy_text import FORMED, find_capitals, join_pages, leave_out_forms, register_tokenizer, word_of
from search.engines.tree import Node
from search.german import ANALYSIS_VERSION, NO_STEM

if TYPE_CHECKING:
    from search.engines.document import Analysed

SPARE = 500  # hits looked at behind those asked for, which may be as good as the last of them: to search again takes longer
HEAP_BYTES = 256_000_000  # of one thread: a second one saves little beside the one that hands over, and makes two segments
_KEYS = ("doc_id", "reference", "ags", "land", "field", "recurrence")
_NUMBERS = ("year", "amount", "vzae", "total_vzae")
_NOTHING = f" {NO_STEM}"  # a place of a row without a stem
Query: Any = tantivy.Query
Occur: Any = tantivy.Occur
DAMAGE = (ValueError, OSError, RuntimeError)  # what tantivy raises over damaged or vanished files


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in ("prose", "formed"):
        builder.add_text_field(name, tokenizer_name="folded", index_option="position")
    builder.add_text_field("capital", tokenizer_name="folded", index_option="basic")
    for name in PLACED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("title_word", "body_word"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in _KEYS:
        builder.add_text_field(name, stored=name == "doc_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


class TantivyBatch:
    """See `search.engines.base.Batch`."""

    def __init__(self, writer: Any, empty: bool) -> None:
        self._writer, self._empty = writer, empty
        self._added: set[str] = set()

    def add(self, document: Analysed) -> None:
        """Put a document in place of its older version."""
        if not self._empty or document.doc_id in self._added:  # to look for what cannot be there takes a seventh of a first load
            self.remove(document.doc_id)
        self._added.add(document.doc_id)
        self._writer.add_document(_document(document))

    def remove(self, doc_id: str) -> None:
        """Take a document out."""
        self._writer.delete_documents_by_term("doc_id", doc_id)

    def commit(self) -> None:
        """New segments, named in a file that is renamed into place."""
        self._writer.commit()
        self._writer.wait_merging_threads()

    def cancel(self) -> None:
        """Drop what was added since the last commit."""
        self._writer.rollback()
        self._writer.wait_merging_threads()  # a rollback takes the lock anew; this lets it go


class TantivyEngine:
    """See `search.engines.base.Engine`."""

    version = f"tantivy-2.{ANALYSIS_VERSION}"
    takes_terms = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: tuple[object, Any, Any] = (None, None, None)  # a commit's mark, its searcher and its queries' builder

    def create(self) -> None:
        """Start an empty index."""
        import shutil

        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        tantivy.Index(_schema(), path=str(self.folder))

    def _open(self) -> Any:
        try:
            if not (self.folder / "meta.json").is_file():
                raise ValueError("no meta.json")
            return tantivy.Index.open(str(self.folder))
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: no readable search index; build it with: ratslese index") from error

    def _open_searcher(self) -> tuple[Any, Any]:
        """A searcher of the last commit and a builder of its queries, made anew where another commit's table of segments is in place."""
        try:
            told = (self.folder / "meta.json").stat()
        except OSError:
            told = None
        mark = told and (told.st_ino, told.st_mtime_ns, told.st_size)
        if mark is None or self._opened[0] != mark:
            opened = self._open()
            searcher = opened.searcher()
            self._opened = (mark, searcher, QueryBuilder(opened.schema, searcher))
        return self._opened[1:]

    def generation(self) -> str:
        """The number of the last operation, which tantivy writes into its table of segments."""
        try:
            return str(json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))["opstamp"])
        except (OSError, ValueError, KeyError) as error:
            raise ArchiveError(f"{self.folder}: no search index; build it with: ratslese index") from error

    def keys(self) -> Mapping[str, str]:
        """Keys of all living documents, out of their stored fields."""
        return dict(self._stored())

    def _stored(self) -> Iterator[tuple[str, str]]:
        searcher = self._open().searcher()
        try:
            for _, address in searcher.search(Query.all_query(), limit=max(1, searcher.num_docs)).hits:
                stored = searcher.doc(address)
                yield stored.get_first("doc_id"), stored.get_first("key")
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error

    @collector_at_rest()
    def count_words(self) -> list[tuple[str, int, int]]:
        """Out of tantivy's own dictionaries. Documents that were taken out count until their segment is merged."""
        searcher = self._open().searcher()
        try:
            found, formed, capitals = (dict(searcher.terms_with_prefix(name, "")) for name in ("prose", "formed", "capital"))
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error
        for term, number in formed.items():  # has all that `prose` has of its papers, so the greater number is the nearer one
            found[term] = max(number, found.get(term, 0))
        found.pop(FORMED, None)
        count = capitals.get
        return [(term if term.isascii() else word_of(term), number, min(number, count(term, 0))) for term, number in found.items()]

    def batch(self) -> TantivyBatch:
        """A tantivy writer, locked against others."""
        opened = self._open()
        register_tokenizer(opened)
        try:
            return TantivyBatch(opened.writer(heap_size=HEAP_BYTES, num_threads=1), opened.searcher().num_docs == 0)
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: another process is writing the search index; wait for it") from error

    def search(self, tree: Node, chosen: SearchFilter, limit: int) -> Found:
        """Ranked by BM25; words in a title count double."""
        searcher, builder = self._open_searcher()
        try:
            query, filters = builder.ranked(tree), [(Occur.Must, part) for part in builder.filters(chosen)]
            query = Query.boolean_query([(Occur.Must, query), *filters]) if filters else query
            hits, count = _find_best(searcher, query, limit)
            named = ((float(score), searcher.doc(address).get_first("doc_id")) for score, address in hits)
            return Found(rank_matches(named, limit), count, int(searcher.num_docs))
        except DAMAGE as error:
            raise ArchiveError(f"{self.folder}: the search index is damaged; build it anew with: ratslese index --rebuild") from error


def _find_best(searcher: Any, query: Any, limit: int) -> tuple[list[tuple[float, Any]], int]:
    """The best hits with all that are as good as the last of them, and how many there are."""
    limit, most = max(1, limit), searcher.num_docs or 1
    result = searcher.search(query, limit=min(limit + SPARE, most), count=True)
    hits, count = result.hits, int(result.count or 0)
    if count <= limit:
        return hits, count
    least = same_score(hits[limit - 1][0])
    if len(hits) < count and same_score(hits[-1][0]) >= least:
        hits = searcher.search(query, limit=count, count=False).hits
    return list(takewhile(lambda hit: same_score(hit[0]) >= least, hits)), count


def _document(document: Analysed) -> Any:
    made = tantivy.Document()
    whole = prose = join_pages(document.pages)
    if document.forms and (written := leave_out_forms(document.pages, document.forms)) != document.pages:
        prose = join_pages(written)
        made.add_text("formed", f"{FORMED} {whole}")
    made.add_text("prose", prose)
    made.add_text("capital", find_capitals(whole))
    for name in PLACED:
        if row := getattr(document, name).row.rstrip(_NOTHING):
            made.add_text(name, row)
    made.add_text("title_word", " ".join(document.title.words))
    made.add_text("body_word", " ".join(document.body.words))
    made.add_text("doc_id", document.doc_id)
    made.add_text("key", document.key)
    for name, values in (("field", document.fields), ("recurrence", document.recurrences)):
        for value in sorted(values):
            made.add_text(name, value)
    for name in ("reference", "ags", "land"):
        if getattr(document, name):
            made.add_text(name, getattr(document, name))
    numbers = {"year": (document.year,), "amount": document.amounts, "vzae": document.vzae, "total_vzae": (document.total_vzae,)}
    for name in _NUMBERS:
        for number in numbers[name]:
            if number is not None:
                made.add_integer(name, number)
    return made

