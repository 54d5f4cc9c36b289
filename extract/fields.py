"""Handlungsfelder: what a paper is about, by the words of the taxonomies (CODEBOOK section 5).

A word in the title tells most, then a list of fields, the proposal, headings, then what the text comes back to again and again.
A field counts when its score is high enough by itself and not far behind the paper's strongest field.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from corpus.taxonomy import WEIGHTS, Taxonomy
from corpus.types import FieldOfAction, PaperFacts, ReadFile
from extract.sections import Section
from extract.subject import Subject, find_subject, telling
from extract.termindex import TermIndex, Vocabulary, words_of

MAX_FIELDS = 6
# What a word counts by its place, times its own weight, and the most that a field gets from this place.
TITLE, TITLE_TAIL = (4.0, 24.0), (1.5, 6.0)
LISTED, HEADING, PROPOSAL = (3.0, 12.0), (1.5, 7.0), (1.2, 7.0)
ITEM = (2.2, 12.0)  # an item of minutes: each is a title of its own
BODY, BODY_ALONE = 10.0, 14.0  # shared among the fields by their part of all words found; more where the title tells nothing
FULL_BODY, SHORT_BODY = 12.0, 6.0  # so many points of words make a text speak for itself, or a short one; less counts less
MAX_COUNT = 4  # a word that stands more often counts no more
REPEATED, OFTEN, OFTEN_SHARE = 4.0, 5, 0.005  # points for a strong word that comes back so often, at this share of all words
AGAIN = 4  # a field's only word stands so often where it is no mention in passing
AGAIN_UNTITLED = 3  # the same in a text without a title: minutes of one point name their matter seldom otherwise
ENOUGH = 5.5
PLENTY = 26.0  # beyond it a field's score is no reason to drop others
MINUTES_NEAR = 0.2  # minutes deal with many fields
GATES = ((3, 0.01), (6, 0.008))  # so many gate words outside the title, at this share of all words, make a paper belong


@dataclass(eq=False)
class _Matcher:
    """A taxonomy ready to be looked for: one index for titles (all words) and one for running text."""

    taxonomy: Taxonomy

    @cached_property
    def meanings(self) -> dict[str, list[tuple[str, float]]]:
        """Pattern → (field, weight) of every field it tells; words taken out or ignored tell none."""
        found: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for entry in self.taxonomy.fields:
            for synonym in entry.synonyms:
                found[synonym.pattern] += [(entry.id, synonym.weight)] if synonym.weight else []
        return found

    @cached_property
    def written(self) -> dict[str, str]:
        """Pattern → word as the taxonomy's file writes it."""
        return {synonym.pattern: synonym.word for entry in self.taxonomy.fields for synonym in entry.synonyms}

    @property
    def patterns(self) -> Iterable[str]:
        """The patterns of all indexes."""
        return (*self.written, *self.taxonomy.ignore, *self.taxonomy.gate, *self.taxonomy.gate_title)

    @cached_property
    def titles(self) -> TermIndex:
        return TermIndex([*self.written, *self.taxonomy.ignore])

    @cached_property
    def running(self) -> TermIndex:
        words = [synonym.pattern for entry in self.taxonomy.fields for synonym in entry.synonyms if not synonym.title_only]
        return TermIndex([*words, *self.taxonomy.ignore])

    @cached_property
    def gate(self) -> TermIndex:
        return TermIndex([*self.taxonomy.gate, *self.taxonomy.ignore])

    @cached_property
    def gate_title(self) -> TermIndex:
        return TermIndex([*self.taxonomy.gate, *self.taxonomy.gate_title, *self.taxonomy.ignore])

    @cached_property
    def otherwise(self) -> frozenset[str]:
        return frozenset(synonym.pattern for entry in self.taxonomy.fields for synonym in entry.synonyms if synonym.otherwise)

    @cached_property
    def ignored(self) -> frozenset[str]:
        return frozenset(self.taxonomy.ignore)


_Places = tuple[list[int], list[int]]  # places of words in the proposal and in the body that some taxonomy may know
_MATCHERS: dict[int, _Matcher] = {}


def _matcher(taxonomy: Taxonomy) -> _Matcher:
    """The matcher of a taxonomy, made once; it keeps its taxonomy, so that the id stays taken."""
    matcher = _MATCHERS.get(id(taxonomy))
    if matcher is None:
        matcher = _MATCHERS[id(taxonomy)] = _Matcher(taxonomy)
    return matcher


@lru_cache(maxsize=4)
def _vocabulary(matchers: tuple[_Matcher, ...]) -> Vocabulary:
    """The words of several taxonomies."""
    return Vocabulary(pattern for matcher in matchers for pattern in matcher.patterns)


@dataclass
class _Score:
    """Points of the fields of one taxonomy, with the words that gave them. `named` stand in a title, list, heading or item."""

    named: set[str] = field(default_factory=set)
    points: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    evidence: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def find_fields(
    facts: PaperFacts, files: Sequence[ReadFile], sections: Sequence[Section], taxonomies: Sequence[Taxonomy]
) -> tuple[FieldOfAction, ...]:
    """The Handlungsfelder that a paper is about, strongest first, at most 6 of each taxonomy.

    The score is in 0..1, 1 for the taxonomy's strongest field; the evidence are up to five words as the taxonomy writes them.
    """
    subject = find_subject(facts, files, sections)
    matchers = [_matcher(taxonomy) for taxonomy in taxonomies]
    vocabulary = _vocabulary(tuple(matchers))
    proposal, body = (telling(words, vocabulary.places(words), subject.names) for words in subject.running)
    places = proposal, body
    return tuple(found for matcher in matchers for found in _fields_of(matcher, subject, places))


def fields_of_text(text: str, taxonomies: Sequence[Taxonomy], paper_fields: Sequence[str]) -> tuple[str, ...]:
    """The fields of one figure: those of the paper's that its sentence names; of a taxonomy that it does not name, all of the paper's."""
    words: list[str] | None = None
    chosen: list[str] = []
    for taxonomy in taxonomies:
        matcher = _matcher(taxonomy)
        own = [field_id for field_id in paper_fields if field_id.startswith(f"{taxonomy.prefix}:")]
        if len(own) > 1:
            words = words_of(text) if words is None else words
            told = (found for _, _, pattern in matcher.running.find(words) for found in matcher.meanings.get(pattern, ()))
            named = {field_id for field_id, weight in told if weight >= WEIGHTS["words"]}
            own = [field_id for field_id in own if field_id in named] or own
        chosen += own
    return tuple(chosen)


def may_differ(taxonomies: Sequence[Taxonomy], paper_fields: Sequence[str]) -> bool:
    """Whether the figures of a paper can have different fields: where it has more than one of a taxonomy."""
    return any(sum(field_id.startswith(f"{taxonomy.prefix}:") for field_id in paper_fields) > 1 for taxonomy in taxonomies)


def _fields_of(matcher: _Matcher, subject: Subject, places: _Places) -> Iterator[FieldOfAction]:
    named = not matcher.taxonomy.gate or _gate_words(matcher, matcher.gate_title, [*subject.title, *subject.tail]) > 0
    if not named and not _passes_gate(matcher, subject, places):
        return
    score = _score(matcher, subject, 0.0 if named else WEIGHTS["strong"], places)
    ranked = sorted(score.points.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return
    top = ranked[0][1]
    again = AGAIN if subject.title or subject.minutes else AGAIN_UNTITLED
    least = max(ENOUGH, (MINUTES_NEAR if subject.minutes else matcher.taxonomy.near) * min(top, PLENTY))
    for field_id, points in ranked[:MAX_FIELDS]:
        told = score.evidence[field_id]
        # One word of the text is a mention in passing, unless it comes back.
        alone = len(told) == 1 and field_id not in score.named and told.total() < again and not subject.short
        if points >= least and not alone:
            words = tuple(matcher.written[pattern] for pattern, _ in score.evidence[field_id].most_common(5))
            yield FieldOfAction(field_id, matcher.taxonomy.label_of(field_id), round(points / top, 3), words)


def _gate_words(matcher: _Matcher, index: TermIndex, words: list[str], places: list[int] | None = None) -> int:
    return sum(pattern not in matcher.ignored for _, _, pattern in index.find(words, places))


def _passes_gate(matcher: _Matcher, subject: Subject, places: _Places) -> bool:
    """True where gate words stand often enough outside the title."""
    texts = ((subject.proposal, places[0]), (subject.body, places[1]), (subject.lead_unit, None))
    told = sum(_gate_words(matcher, matcher.gate, words, at) for words, at in texts)
    share = told / max(1, len(subject.body) + len(subject.proposal))
    return any(told >= least and share >= part for least, part in GATES) or (subject.short and not subject.title and share >= GATES[1][1])


def _score(matcher: _Matcher, subject: Subject, least: float, places: _Places) -> _Score:
    """Points by place. Only words of at least the weight `least` count in a title."""
    score = _Score()
    _score_place(matcher, subject.title, TITLE, score, least)
    _score_place(matcher, subject.tail, TITLE_TAIL if score.points else TITLE, score, least)
    told = max(score.points.values(), default=0.0) >= ENOUGH
    _score_place(matcher, subject.listed, LISTED, score)
    _score_place(matcher, subject.headings, HEADING, score)
    _score_place(matcher, subject.items, ITEM, score)
    proposal, body = ([pattern for _, _, pattern in matcher.running.find(*text)] for text in zip(subject.running, places, strict=True))
    _score_words(matcher, proposal, PROPOSAL, score)
    _score_text(matcher, subject, score, told, Counter([*proposal, *body]))
    return score


def _score_place(matcher: _Matcher, words: list[str], place: tuple[float, float], score: _Score, least: float = 0.0) -> None:
    """Add what a place tells that is like a title."""
    _score_words(matcher, [pattern for _, _, pattern in matcher.titles.find(words)], place, score, least)


def _score_words(matcher: _Matcher, told: list[str], place: tuple[float, float], score: _Score, least: float = 0.0) -> None:
    """Add what the words found at a place tell: each word once, times the place's factor, up to its most."""
    factor, most = place
    points: dict[str, float] = defaultdict(float)
    found = dict.fromkeys(told)
    for word in _spoken_for(matcher, found) if place in (TITLE, TITLE_TAIL) else found:
        for field_id, weight in matcher.meanings.get(word, ()):
            if weight >= least:
                points[field_id] += factor * weight
                score.evidence[field_id][word] += 1
    for field_id, sum_of_words in points.items():
        score.points[field_id] += min(sum_of_words, most)
        if place is not PROPOSAL:
            score.named.add(field_id)


def _spoken_for(matcher: _Matcher, found: Iterable[str]) -> list[str]:
    """The words of a title that tell its fields: those marked `otherwise` only for the field that others tell, or where none does."""
    words = list(found)
    told = {
        field_id
        for word in words
        if word not in matcher.otherwise
        for field_id, weight in matcher.meanings.get(word, ())
        if weight >= WEIGHTS["words"]
    }
    if not told:
        return words
    return [word for word in words if word not in matcher.otherwise or told.issuperset(name for name, _ in matcher.meanings[word])]


def _score_text(matcher: _Matcher, subject: Subject, score: _Score, told: bool, found: Counter[str]) -> None:
    """Share points among the fields by their part of the words `found` in the running text, proposal included.

    Where the title has not told the subject, the text counts more, and what comes back again and again counts by itself.
    """
    part: dict[str, float] = defaultdict(float)
    often = max(OFTEN, OFTEN_SHARE * (len(subject.proposal) + len(subject.body)))
    for word, count in found.items():
        for field_id, weight in matcher.meanings.get(word, ()):
            part[field_id] += weight * min(count, MAX_COUNT)
            score.evidence[field_id][word] += count
            if not told and weight >= WEIGHTS["strong"] and count >= often:
                score.points[field_id] += REPEATED
    total = max(sum(part.values()), SHORT_BODY if subject.short else FULL_BODY)
    for field_id, points in part.items():
        score.points[field_id] += (BODY if told else BODY_ALONE) * points / total
