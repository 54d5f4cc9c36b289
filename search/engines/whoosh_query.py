"""A query's tree → a whoosh query over the fields of `search.engines.whoosh_engine`."""

from __future__ import annotations

import itertools
import re
from typing import Any

import whoosh.matching
import whoosh.query
import whoosh.reading

from corpus.errors import QueryError
from search.engines.base import MORE_SCORE, SYNONYM_BOOST, WORDS
from search.engines.tree import AnyWord, Every, Exact, Fuzzy, Node, Not, Or, Pattern, Phrase, Span, Word

# whoosh3 has partial types and whoosh-reloaded none: to the type checker both are untyped.
wq: Any = whoosh.query
NullMatcher: Any = vars(whoosh.matching)["NullMatcher"]
ListMatcher: Any = vars(whoosh.matching)["ListMatcher"]
TermNotFound: Any = vars(whoosh.reading)["TermNotFound"]

_MAX_EXPANDED = 20_000  # words of one segment that one pattern may stand for


class ArrayOr(wq.Or):  # type: ignore[misc]
    """An OR that loads its documents into an array: above 5,000 documents whoosh would walk a tree, ten times slower."""

    matcher_type = wq.Or.ARRAY_MATCHER


class _WordPattern:
    """Matches documents with any word of a pattern: whoosh's own way, but joined by `ArrayOr`. `searcher` is that of one segment."""

    def matcher(self: Any, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        known = self.__dict__.setdefault("_words_of", {})  # whoosh asks twice: for the ranking and for the count
        words = known.get(id(reader)) or known.setdefault(id(reader), [word for word in self._btexts(reader) if word])
        if len(words) > _MAX_EXPANDED:
            raise QueryError(f"the pattern {self.text} stands for more than {_MAX_EXPANDED} words; give more letters")
        if not words:
            return NullMatcher()
        # Every document scores the same: more of the words would only mean a longer document.
        found = ArrayOr([wq.Term(self.fieldname, word) for word in words])
        return wq.ConstantScoreQuery(found, 1.0).matcher(searcher, context)


class WordPrefix(_WordPattern, wq.Prefix):  # type: ignore[misc]
    """ "foerder*"."""


class WordWildcard(_WordPattern, wq.Wildcard):  # type: ignore[misc]
    """ "*foerder*"."""

    def normalize(self) -> Any:  # whoosh would make a plain Prefix of "a*"
        return self


class AnyOfWords(wq.Or):  # type: ignore[misc]
    """Matches documents with any of many words; all score the same. Words that a segment lacks are left out before they cost anything."""

    def __init__(self: Any, field: str, words: tuple[str, ...], score: float) -> None:
        wq.Or.__init__(self, [])
        self.fieldname, self.texts, self.score = field, words, score

    def __eq__(self: Any, other: Any) -> bool:
        return isinstance(other, AnyOfWords) and (self.fieldname, self.texts) == (other.fieldname, other.texts)

    def __hash__(self: Any) -> int:
        return hash((self.fieldname, self.texts))

    def normalize(self: Any) -> Any:
        return self

    def estimate_size(self: Any, reader: Any) -> int:
        return int(reader.doc_count_all())

    def matcher(self: Any, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        found: set[int] = set()
        for text in self.texts:
            try:  # one look at the dictionary for each word: asking before whether it is there would make two
                found.update(reader.postings(self.fieldname, text.encode()).all_ids())
            except TermNotFound:
                continue
        return ListMatcher(sorted(found), all_weights=self.score) if found else NullMatcher()


def build_query(node: Node) -> Any:
    """The whoosh query of a tree."""
    return _build(node).normalize()


def _build(node: Node) -> Any:
    if isinstance(node, Word):
        return _build_word(node)
    if isinstance(node, Phrase):
        # Stop words are not in the index but leave their place free: the widest gap is what whoosh must allow everywhere.
        gaps = [after - before for (_, before), (_, after) in itertools.pairwise(node.places)]
        return wq.Phrase(node.field, [stem for stem, _ in node.places], slop=max(node.slop, *gaps))
    if isinstance(node, Pattern):
        target, prefix = WORDS.get(node.field, node.field), node.pattern[:-1]
        plain = node.pattern.endswith("*") and not re.search(r"[*?\[]", prefix)
        return WordPrefix(target, prefix) if plain else WordWildcard(target, node.pattern)
    if isinstance(node, (AnyWord, Fuzzy)):
        words = node.words if isinstance(node, AnyWord) else (node.word,)
        return AnyOfWords(WORDS.get(node.field, node.field), words, 1.0)
    if isinstance(node, Exact):
        return wq.Term(node.field, node.value)
    if isinstance(node, Span):
        return wq.NumericRange(node.field, node.low, node.high)
    if isinstance(node, Every):
        return wq.Every()
    if isinstance(node, Not):
        return wq.Not(_build(node.part))
    return (ArrayOr if isinstance(node, Or) else wq.And)([_build(part) for part in node.parts])


def _build_word(node: Word) -> Any:
    parts: list[Any] = [wq.Term(node.field, stem) for stem in node.stems]
    for more in node.more:
        parts += [wq.Term(node.field, stem, boost=SYNONYM_BOOST) for stem in more.stems]
    words = tuple(word for more in node.more for word in more.words)
    if words:
        parts.append(AnyOfWords(WORDS[node.field], words, MORE_SCORE))
    return parts[0] if len(parts) == 1 else ArrayOr(parts)
