"""The tantivy engine (extra `[fast]`): the same analysis and the same answers as whoosh, in a fraction of the time.

Text is handed over as stems in a row, one for each place, so that tantivy's own tokenizer only splits at blanks: a stop word is "_",
which no query asks for and which keeps its place. What somebody wrote, without the printed lines of forms, is indexed a second time in
`prose`, which ranks: tantivy has no weights of single postings. A commit is atomic: a killed one leaves the index as it was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

import tantivy

from corpus.errors import ArchiveError
from search.engines.base import MORE_SCORE, SYNONYM_BOOST, TITLE_BOOST, WORDS, Analysed, Found, SearchFilter, rank_matches, same_score
from search.engines.tree import And, AnyWord, Every, Exact, Fuzzy, Node, Not, Or, Pattern, Phrase, Span, Word, find_positive
from search.german import ANALYSIS_VERSION, FORM_LOSS, NO_STEM, Terms, fold, pattern_regex

FORM_SCORE = 0.1  # of a stem that only a printed line has
FEW_WORDS = 2000  # up to here single terms are looked up in half the time of a set of terms
GROUP = 200  # words of one union where there are many: the buffers of more than MOST_AT_ONCE outgrow the processor's cache
MOST_AT_ONCE = 500
SPARE = 500  # hits looked at behind those asked for, which may be as good as the last of them: to search again takes longer
_MOST_KEPT = 256
HEAP_BYTES = 256_000_000
_PLACED = ("text", "title", "body", "paper_type", "land_name", "committee")
_KEPT = ("word", "title_word", "body_word")
_KEYS = ("doc_id", "reference", "ags", "land", "field", "recurrence")
_NUMBERS = ("year", "amount", "vzae", "total_vzae")
_NOTHING = f" {NO_STEM}"  # a place of a row without a stem
Query: Any = tantivy.Query
Occur: Any = tantivy.Occur
DAMAGE = (ValueError, OSError, RuntimeError)  # what tantivy raises over damaged or vanished files


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in _PLACED:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _KEPT:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in _KEYS:
        builder.add_text_field(name, stored=name == "doc_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("prose", tokenizer_name="whitespace", index_option="freq")
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

    version = f"tantivy-1.{ANALYSIS_VERSION}"

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
            self._opened = (mark, opened.searcher(), _Builder(opened.schema))
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

    def batch(self) -> TantivyBatch:
        """A tantivy writer, locked against others."""
        opened = self._open()
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


class _Builder:
    """Trees → tantivy queries over one schema."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._kept: dict[tuple[str, str | tuple[str, ...]], Any] = {}  # for many words or patterns: who asks often, asks for the same again

    def ranked(self, tree: Node) -> Any:
        """The query of a tree, with more for words that stand in a title."""
        asked = self.build(tree)
        stems = {stem for leaf in find_positive(tree) if isinstance(leaf, Word) and leaf.field == "text" for stem in leaf.stems}
        titled = [(Occur.Should, Query.boost_query(self._term("title", stem), TITLE_BOOST)) for stem in sorted(stems)]
        return Query.boolean_query([(Occur.Must, asked), *titled]) if titled else asked

    def build(self, node: Node) -> Any:
        if isinstance(node, Word):
            return self._word(node)
        if isinstance(node, Phrase):
            words = [(offset, stem) for stem, offset in node.places]
            return Query.phrase_query(self._schema, node.field, words, slop=node.slop - 1)
        if isinstance(node, Pattern):
            return self._pattern(node)
        if isinstance(node, (AnyWord, Fuzzy)):
            return self._any_of(node.field, node.words if isinstance(node, AnyWord) else (node.word,), 1.0)
        if isinstance(node, Exact):
            return self._term(node.field, node.value)
        if isinstance(node, Span):
            return self._span(node.field, node.low, node.high)
        if isinstance(node, Every):
            return Query.all_query()
        return self._joined(node)

    def _joined(self, node: And | Or | Not) -> Any:
        if isinstance(node, Not):
            return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, self.build(node.part))])
        if isinstance(node, Or):
            return Query.boolean_query([(Occur.Should, self.build(part)) for part in node.parts])
        # NOT within an AND takes away from the others; alone it would need all documents.
        clauses = [
            (Occur.MustNot, self.build(part.part)) if isinstance(part, Not) else (Occur.Must, self.build(part)) for part in node.parts
        ]
        if all(isinstance(part, Not) for part in node.parts):
            clauses.append((Occur.Must, Query.all_query()))
        return Query.boolean_query(clauses)

    def _term(self, field: str, value: str) -> Any:
        return Query.term_query(self._schema, field, value, "position" if field in _PLACED else "basic")

    def _word(self, node: Word) -> Any:
        clauses = [clause for stem in node.stems for clause in self._stem(node.field, stem, 1.0)]
        for more in node.more:
            clauses += [clause for stem in more.stems for clause in self._stem(node.field, stem, SYNONYM_BOOST)]
        words = tuple(word for more in node.more for word in more.words)
        if words:
            clauses.append((Occur.Should, self._any_of(node.field, words, MORE_SCORE)))
        return Query.boolean_query(clauses)

    def _any_of(self, field: str, words: tuple[str, ...], score: float) -> Any:
        """Documents with any of some words."""
        name = WORDS.get(field, field)
        return Query.const_score_query(self._keep((name, words), lambda: self._find_words(name, words)), score)

    def _keep(self, key: tuple[str, str | tuple[str, ...]], make: Callable[[], Any]) -> Any:
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = make()
        return self._kept[key]

    def _find_words(self, name: str, words: tuple[str, ...]) -> Any:
        if len(words) > FEW_WORDS:
            return Query.term_set_query(self._schema, name, list(words))
        terms = [(Occur.Should, Query.term_query(self._schema, name, word, "basic")) for word in words]
        if len(terms) <= MOST_AT_ONCE:
            return Query.boolean_query(terms)
        groups = [Query.boolean_query(terms[start : start + GROUP]) for start in range(0, len(terms), GROUP)]
        return Query.boolean_query([(Occur.Should, group) for group in groups])

    def _stem(self, field: str, stem: str, boost: float) -> Iterator[Any]:
        """A stem in a text counts by what somebody wrote, and hardly where only a printed line has it."""
        if field != "text":
            yield Occur.Should, Query.boost_query(self._term(field, stem), boost)
            return
        yield Occur.Should, Query.const_score_query(self._term(field, stem), FORM_SCORE)
        yield Occur.Should, Query.boost_query(Query.term_query(self._schema, "prose", stem, "freq"), boost)

    def _pattern(self, node: Pattern) -> Any:
        if node.words:
            return self._any_of(node.field, node.words, 1.0)
        name = WORDS.get(node.field, node.field)
        kept = self._keep((name, node.pattern), lambda: Query.regex_query(self._schema, name, pattern_regex(node.pattern)))
        return Query.const_score_query(kept, 1.0)

    def _span(self, field: str, low: int | None, high: int | None) -> Any:
        least, most = -(2**62) if low is None else low, 2**62 if high is None else high
        return Query.range_query(self._schema, field, tantivy.FieldType.Integer, least, most)

    def filters(self, chosen: SearchFilter) -> Iterator[Any]:
        """What hits must fulfil besides."""
        for name, values in (("ags", chosen.kreise), ("land", chosen.lands), ("field", tuple(map(fold, chosen.fields)))):
            if values:
                yield Query.term_set_query(self._schema, name, list(values))
        if chosen.years:
            yield self._span("year", *chosen.years)
        for name, least in (("amount", chosen.min_amount), ("total_vzae", chosen.min_vzae)):
            if least is not None:
                yield self._span(name, least, None)


def _document(document: Analysed) -> Any:
    made = tantivy.Document()
    for name in _PLACED:
        made.add_text(name, getattr(document, name).row.rstrip(_NOTHING))
    for name, terms in (("word", document.text), ("title_word", document.title), ("body_word", document.body)):
        made.add_text(name, " ".join(terms.words))
    made.add_text("prose", _prose(document.text))
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


def _prose(terms: Terms) -> str:
    """All stems as often as they stand outside of form lines."""
    row = f" {terms.row}".replace(_NOTHING, "")
    if not terms.weights:
        return row
    counts = Counter(row.split())
    for stem, less in terms.weights.items():
        counts[stem] -= round(less / FORM_LOSS)
    return " ".join(counts.elements())
