"""A query's tree over one segment of a whoosh index → the documents that answer it with their scores.

Whoosh's own matchers go through a query document by document and twice, once to rank and once to count; for what we ask, reading each
word's postings once into a dict is two to five times as fast. Scores are those of whoosh's BM25F.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from typing import Any, cast

import whoosh.query
import whoosh.reading

from corpus.errors import QueryError
from search.engines.base import MORE_SCORE, SYNONYM_BOOST, WORDS
from search.engines.tree import And, AnyWord, Exact, Fuzzy, Node, Not, Or, Pattern, Phrase, Span, Word
from search.german import pattern_regex

# whoosh3 has partial types and whoosh-reloaded none: to the type checker both are untyped.
wq: Any = whoosh.query
TermNotFound: Any = vars(whoosh.reading)["TermNotFound"]

Scores = dict[int, float]  # by the document's number in its segment
_MAX_EXPANDED = 20_000  # words of one segment that one pattern may stand for
_MOST_KEPT = 1_000_000  # documents' numbers of words and patterns that one segment remembers: 4 MB and the words


class Segment:
    """One segment of an index. `searcher` is whoosh's for this segment alone, which begins at document `offset` of the whole."""

    def __init__(self, searcher: Any, offset: int) -> None:
        self.offset = offset
        self._searcher, self._reader = searcher, searcher.reader()
        self._kept: dict[tuple[str, str], array[int]] = {}  # documents of words and patterns, those asked last at the end
        self._size, self._deletions = 0, bool(self._reader.has_deletions())

    def find(self, node: Node) -> Scores:
        """The documents that answer. Raises QueryError for a pattern that stands for too many words."""
        if isinstance(node, Word):
            return self._find_word(node)
        if isinstance(node, Phrase):
            return self._find_phrase(node)
        if isinstance(node, Pattern):
            # Every document scores the same: more of the words would only mean a longer document.
            field = WORDS.get(node.field, node.field)
            return self._find_any(field, node.words, 1.0) if node.words else dict.fromkeys(self._find_like(field, node.pattern), 1.0)
        if isinstance(node, (AnyWord, Fuzzy)):
            words = node.words if isinstance(node, AnyWord) else (node.word,)
            return self._find_any(WORDS.get(node.field, node.field), words, 1.0)
        if isinstance(node, Exact):
            return self._find_any(node.field, (node.value,), 1.0)
        if isinstance(node, Span):
            return dict.fromkeys(self.documents(wq.NumericRange(node.field, node.low, node.high)), 1.0)
        if isinstance(node, And):
            return self._find_all(node)
        if isinstance(node, Or):
            return _add_up([self.find(part) for part in dict.fromkeys(node.parts)])
        every = dict.fromkeys(self._reader.all_doc_ids(), 1.0)
        return _without(every, self.find(node.part)) if isinstance(node, Not) else every

    def documents(self, query: Any) -> set[int]:
        """The documents that a query of whoosh's finds."""
        return set(query.docs(self._searcher))

    def add_score(self, scores: Scores, field: str, stem: str, boost: float) -> None:
        """Raise the scores of those documents that hold a stem in a field."""
        for number, score in self._score(field, stem).items():
            if number in scores:
                scores[number] += boost * score

    def _postings(self, field: str, term: bytes, scorer: Any = None) -> Any:
        try:  # one look at the dictionary: asking before whether the term is there would make two
            return self._reader.postings(field, term, scorer=scorer)
        except TermNotFound:
            return None

    def _scored(self, field: str, stem: str) -> Any:
        """The postings of a stem with its scorer, None where the segment lacks it."""
        term = stem.encode()
        if self._postings(field, term) is None:
            return None
        return self._postings(field, term, self._searcher.weighting.scorer(self._searcher, field, term))

    def _score(self, field: str, stem: str) -> Scores:
        scores: Scores = {}
        postings = self._scored(field, stem)
        while postings is not None and postings.is_active():
            scores[postings.id()] = postings.score()
            postings.next()
        return scores

    def _find_word(self, node: Word) -> Scores:
        found = [self._score(node.field, stem) for stem in node.stems]
        for stem in (stem for more in node.more for stem in more.stems):
            found.append({number: SYNONYM_BOOST * score for number, score in self._score(node.field, stem).items()})
        words = [word for more in node.more for word in more.words]
        if words:
            found.append(self._find_any(WORDS[node.field], words, MORE_SCORE))
        return _add_up(found)

    def _find_any(self, field: str, words: Iterable[str], score: float) -> Scores:
        found: set[int] = set()
        for word in words:
            numbers = self._kept.get((field, word))
            found.update(self._read_numbers(field, word) if numbers is None else numbers)
        return dict.fromkeys(found, score)

    def _read_numbers(self, field: str, word: str) -> array[int]:
        try:
            told = self._reader.term_info(field, word.encode())
        except TermNotFound:
            return self._keep(field, word, ())
        return self._keep(field, word, self._numbers(field, word.encode(), told))

    def _numbers(self, field: str, term: bytes, told: Any) -> Iterable[int]:
        """The documents of a term that the dictionary tells of: most words are rare, and their first and last are all they have."""
        if told.doc_frequency() <= 2 and not self._deletions:
            return {told.min_id(), told.max_id()}
        return _all_numbers(self._postings(field, term))

    def _keep(self, field: str, asked: str, numbers: Iterable[int]) -> array[int]:
        """Remember an answer: who asks often, in a notebook or for a study, asks for the same words and their compounds again."""
        kept = self._kept[field, asked] = array("I", numbers)
        self._size += len(kept) + 1
        while self._size > _MOST_KEPT and len(self._kept) > 1:
            self._size -= len(self._kept.pop(next(iter(self._kept)))) + 1
        return kept

    def _find_all(self, node: And) -> Scores:
        parts = list(dict.fromkeys(node.parts))
        wanted = [self.find(part) for part in parts if not isinstance(part, Not)]
        scores = _intersect(wanted) if wanted else dict.fromkeys(self._reader.all_doc_ids(), 1.0)
        for part in parts:
            if isinstance(part, Not) and scores:
                scores = _without(scores, self.find(part.part))
        return scores

    def _find_phrase(self, node: Phrase) -> Scores:
        """Documents where the stems stand as the phrase says; the rarest stem goes first, and only what it leaves is looked at."""
        rarest_first = sorted(node.places, key=lambda place: self._reader.doc_frequency(node.field, place[0].encode()))
        decode = self._reader.schema[node.field].format.decoder("positions")  # postings behind deleted documents do not tell theirs
        scores: Scores = {}
        positions: dict[int, list[tuple[int, list[int]]]] = {}  # of a document: a stem's offset in the phrase and where it stands
        for first, (stem, offset) in zip((True, *[False] * len(rarest_first)), rarest_first, strict=False):
            postings = self._scored(node.field, stem)
            if postings is None:
                return {}
            last = positions
            positions = {}
            for number in postings.all_ids() if first else sorted(last):
                if not first and not _go_to(postings, number):
                    break
                if first or postings.id() == number:
                    scores[number] = scores.get(number, 0.0) + postings.score()
                    positions[number] = [*last.get(number, ()), (offset, decode(postings.value()))]
        return {number: scores[number] for number, places in positions.items() if _is_phrase(places, node.slop)}

    def _find_like(self, field: str, pattern: str) -> Iterable[int]:
        """Documents with any word that a pattern stands for: the dictionary is walked through from the pattern's first letters on."""
        if (field, pattern) in self._kept:
            return self._kept[field, pattern]
        prefix = re.split(r"[*?]", pattern, maxsplit=1)[0]
        fits = re.compile(pattern_regex(pattern), re.DOTALL)
        plain = pattern == f"{prefix}*"
        found: set[int] = set()
        words: list[str] = []
        for term, told in self._reader.iter_prefix(field, prefix):
            word = term.decode()
            if plain or fits.fullmatch(word):
                words.append(word)
                found.update(self._numbers(field, term, told))
        if len(words) > _MAX_EXPANDED:
            raise QueryError(f"the pattern {pattern} stands for more than {_MAX_EXPANDED} words; give more letters")
        return self._keep(field, pattern, sorted(found))


def _all_numbers(postings: Any) -> Iterable[int]:
    """The numbers of all documents of a posting list, a block at a time where its class is the one that has blocks."""
    if not hasattr(postings, "_read_ids"):
        return cast(Iterable[int], postings.all_ids())
    numbers: list[int] = []
    while postings.is_active():
        postings.block_min_id()
        numbers += postings._ids
        postings._next_block()
    return numbers


def _add_up(found: list[Scores]) -> Scores:
    scores = found[0]
    for other in found[1:]:
        for number, score in other.items():
            scores[number] = scores.get(number, 0.0) + score
    return scores


def _intersect(found: list[Scores]) -> Scores:
    scores, *others = sorted(found, key=len)
    for other in others:
        scores = {number: score + other[number] for number, score in scores.items() if number in other}
    return scores


def _without(scores: Scores, others: Scores) -> Scores:
    return {number: score for number, score in scores.items() if number not in others}


def _go_to(postings: Any, number: int) -> bool:
    if postings.is_active():
        postings.skip_to(number)
    return bool(postings.is_active())


def _is_phrase(places: list[tuple[int, list[int]]], slop: int) -> bool:
    """Whether the stems stand at their distances, or, with a slop above 1, in order and each at most so far from the one before."""
    if slop == 1:
        (offset, first), *others = places
        starts = {place - offset for place in first}
        for offset, found in others:
            starts &= {place - offset for place in found}
        return bool(starts)
    _, ends = min(places)
    for _, found in sorted(places)[1:]:
        ends = [place for place in found if any(0 < place - end <= slop for end in ends)]
    return bool(ends)
