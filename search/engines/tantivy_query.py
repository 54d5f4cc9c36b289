"""Trees → tantivy queries.

A stem stands for the words of the dictionary that have it. They rank as the stem would: by how many documents have any of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import tantivy

from search.engines.base import MORE_SCORE, SYNONYM_BOOST, TITLE_BOOST, WORDS, SearchFilter
from search.engines.tantivy_text import FORMED, term_of
from search.engines.tree import And, AnyWord, Every, Exact, Fuzzy, Node, Not, Or, Pattern, Phrase, Span, Word, find_positive
from search.german import fold, pattern_regex, stem_word

PLACED = ("title", "body", "paper_type", "land_name", "committee")  # short texts, by their stems
SHORTEST_STEM = 3  # that Snowball leaves of a longer word
TIE = 0.1  # what a further word of the same stem adds, as a part of its own score
FORM_SCORE = 0.1  # of a stem that only a printed line has
FEW_WORDS = 2000  # up to here single terms are looked up in half the time of a set of terms
GROUP = 200  # words of one union where there are many: the buffers of more than MOST_AT_ONCE outgrow the processor's cache
MOST_AT_ONCE = 500
_MOST_KEPT = 256
Query: Any = tantivy.Query
Occur: Any = tantivy.Occur


class QueryBuilder:
    """Trees → tantivy queries over the index as one searcher sees it."""

    def __init__(self, schema: Any, searcher: Any) -> None:
        self._schema, self._searcher = schema, searcher
        self._kept: dict[tuple[str, str | tuple[str, ...]], Any] = {}  # for many words or patterns: who asks often, asks for the same again
        self._variants: dict[str, dict[str, int]] = {}
        self._texts = ("prose", "formed") if searcher.doc_freq("formed", FORMED) else ("prose",)

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
            return self._phrase(node)
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
        return Query.term_query(self._schema, field, value, "position" if field in PLACED else "basic")

    def _word(self, node: Word) -> Any:
        clauses = [self._stem(node.field, stem, 1.0) for stem in node.stems]
        for more in node.more:
            clauses += [self._stem(node.field, stem, SYNONYM_BOOST) for stem in more.stems]
        words = tuple(word for more in node.more for word in more.words)
        if words:
            clauses.append(self._any_of(node.field, words, MORE_SCORE))
        return _union(clauses)

    def _stem(self, field: str, stem: str, boost: float) -> Any:
        if field != "text":
            return Query.boost_query(self._term(field, stem), boost)
        words = self._words_of(stem)
        whole = self._rarity(self._count_any(words))
        terms = [
            Query.boost_query(Query.term_query(self._schema, "prose", word, "freq"), boost * whole / self._rarity(number))
            for word, number in words.items()
            if number
        ]
        if "formed" in self._texts:
            terms += [Query.const_score_query(self._term("formed", word), FORM_SCORE) for word in words]
        return Query.disjunction_max_query(terms, TIE) if terms else Query.empty_query()

    def _words_of(self, stem: str) -> Mapping[str, int]:
        """The terms of a stem, each with the documents in whose prose it stands. A stem is a prefix of its words."""
        if stem not in self._variants:
            if len(self._variants) >= _MOST_KEPT:
                self._variants.clear()
            self._variants[stem] = self._find_words_of(stem)
        return self._variants[stem]

    def _find_words_of(self, stem: str) -> dict[str, int]:
        if len(stem) < SHORTEST_STEM or not stem.isalpha():  # of itself alone: see `search.german.stem_word`
            term = term_of(stem)
            return {term: self._searcher.doc_freq("prose", term)}
        found: dict[str, int] = {}
        for name in self._texts:
            for term, number in self._searcher.terms_with_prefix(name, stem):
                if stem_word(term) == stem:
                    found.setdefault(term, number if name == "prose" else 0)
        return found

    def _count_any(self, words: Mapping[str, int]) -> int:
        """How many documents have one of some words of the prose."""
        told = [word for word, number in words.items() if number]
        if len(told) < 2:
            return sum(words.values())
        terms = [Query.term_query(self._schema, "prose", word, "basic") for word in told]
        return int(self._searcher.search(_union(terms), limit=1).count)

    def _rarity(self, number: int) -> float:
        """What BM25 weighs a term by that stands in so many documents: its idf."""
        return math.log(1 + (max(self._searcher.num_docs, number) - number + 0.5) / (number + 0.5))

    def _phrase(self, node: Phrase) -> Any:
        if node.field != "text":
            return Query.phrase_query(self._schema, node.field, [(offset, stem) for stem, offset in node.places], slop=node.slop - 1)
        words = [(offset, self._words_of(stem)) for stem, offset in node.places]
        if not all(found for _, found in words):
            return Query.empty_query()
        places = [(offset, "|".join(found)) for offset, found in words]
        asked = [Query.regex_phrase_query(self._schema, name, places, slop=node.slop - 1) for name in self._texts]
        # tantivy weighs it by the rarity of all words that stand at its places; it ranks as the phrase of their stems would.
        rarity = sum(self._rarity(number) for _, found in words for number in found.values() if number)
        boost = sum(self._rarity(self._count_any(found)) for _, found in words) / rarity if rarity else 1.0
        ranked = Query.boost_query(asked[0], boost)
        return ranked if len(asked) == 1 else Query.disjunction_max_query([ranked, Query.const_score_query(asked[1], FORM_SCORE)])

    def _any_of(self, field: str, words: tuple[str, ...], score: float) -> Any:
        """Documents with any of some words."""
        return Query.const_score_query(self._in_words(field, words, lambda name: self._find_words(name, words)), score)

    def _in_words(self, field: str, asked: str | tuple[str, ...], make: Callable[[str], Any]) -> Any:
        """A query for whole words of a field, kept for the next time."""
        if (field, asked) not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            names = self._texts if field == "text" else (WORDS.get(field, field),)
            self._kept[field, asked] = _union([make(name) for name in names])
        return self._kept[field, asked]

    def _find_words(self, name: str, words: tuple[str, ...]) -> Any:
        if name in self._texts:
            words = tuple(map(term_of, words))
        if len(words) > FEW_WORDS:
            return Query.term_set_query(self._schema, name, list(words))
        terms = [Query.term_query(self._schema, name, word, "basic") for word in words]
        if len(terms) <= MOST_AT_ONCE:
            return _union(terms)
        return _union([_union(terms[start : start + GROUP]) for start in range(0, len(terms), GROUP)])

    def _pattern(self, node: Pattern) -> Any:
        if node.words:
            return self._any_of(node.field, node.words, 1.0)
        asked = term_of(node.pattern) if node.field == "text" else node.pattern

        def make(name: str) -> Any:
            return Query.regex_query(self._schema, name, pattern_regex(asked))

        return Query.const_score_query(self._in_words(node.field, node.pattern, make), 1.0)

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


def _union(queries: Sequence[Any]) -> Any:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])
