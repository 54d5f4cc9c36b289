"""Handlungsfelder: what a paper is about, by the words of the taxonomies (CODEBOOK section 5).

A word in the title tells most, then the proposal, then what the text comes back to again and again. A field counts when its score is
high enough by itself and not far behind the paper's strongest field.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corpus.taxonomy import Synonym, Taxonomy
from corpus.types import FieldOfAction, PaperFacts, ReadFile
from extract.sections import Section
from extract.termindex import TermIndex, words_of

MAX_FIELDS = 6
TITLE, TITLE_TAIL, PROPOSAL, LISTED, HEADING, BODY = 4.0, 1.5, 1.2, 3.0, 1.5, 12.0
"""What a hit counts by its place; BODY is shared among the fields by their part of all words found in the text."""
ENOUGH = 6.0
PLENTY = 26.0  # beyond it a field's score is no reason to drop others
MAX_COUNT = 4  # a word that stands more often counts no more
FULL_BODY = 12.0  # so many points of words make a text speak for itself; less counts less
GATES = ((2, 0.01), (4, 0.006))  # so many gate words outside the title, at this share of all words, make a paper belong
MAX_BODY_WORDS = 20_000  # of a longer paper only its first part: it says what it is about

# "Anfrage StR Muster (GRÜNE): …" names who asks, not what about.
_ASKS = re.compile(r"^\s*(?:(?:Interfraktionelle[rs]?|Gemeinsame[rs]?|Dringlichkeits|Ergänzungs|Änderungs)?-?\s*(?:antrag|anfrage)\b)[^:]{0,120}:", re.IGNORECASE)
# What follows is the manner, not the matter: "Neubau der Schule inkl. Photovoltaikanlage, Vergabe von Heizanlagen".
_TAIL = re.compile(r"\b(?:gemäß|inkl|einschl|inklusive|einschließlich|insbesondere|insb|unter Berücksichtigung|hier|Vergabe (?:von|der|des)|im Rahmen)\b|\s[–-]\s", re.IGNORECASE)
# "mit den Handlungsfeldern Sprache, Bildung, Arbeit und Wohnen": a list of fields.
_LIST = re.compile(
    r"\b(?:Handlungsfeld|Schwerpunkt|Themenfeld|Aktionsfeld|Themenbereich|Handlungsbereich|Maßnahmenbereich)(?:er|ern|e|en|es)?\b"
    r"[^.:;\t]{0,20}?[:\s]([^.;\t]{3,220})"
)
_HEADING = re.compile(r"^[ ]*(?:#{1,6}|\d{1,2}(?:\.\d{1,2})*[.)]?|[A-Z][.)]|[IVX]{1,4}\.)[ ]+(?=[A-ZÄÖÜ„])([^\n\t]{4,90}[^\n\t.,;])$", re.MULTILINE)
_LATER = re.compile(r"\b(?:künftig|nächste|weitere|später|zukünftig|perspektivisch|in näherer Zukunft|mittelfristig)\w*", re.IGNORECASE)
_SKIPPED = ("header", "signature", "attachments")


@dataclass
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
    def titles(self) -> TermIndex:
        return TermIndex([*self._patterns(), *self.taxonomy.ignore])

    @cached_property
    def running(self) -> TermIndex:
        return TermIndex([*(pattern for pattern in self._patterns(title_only=False)), *self.taxonomy.ignore])

    @cached_property
    def gate(self) -> TermIndex:
        return TermIndex([*self.taxonomy.gate, *self.taxonomy.ignore])

    def _patterns(self, title_only: bool = True) -> Iterator[str]:
        synonyms: Iterator[Synonym] = (synonym for entry in self.taxonomy.fields for synonym in entry.synonyms)
        return (synonym.pattern for synonym in synonyms if title_only or not synonym.title_only)


_MATCHERS: dict[int, _Matcher] = {}


def _matcher(taxonomy: Taxonomy) -> _Matcher:
    """The matcher of a taxonomy, made once; kept with its taxonomy, so that the id stays taken."""
    matcher = _MATCHERS.get(id(taxonomy))
    if matcher is None:
        matcher = _MATCHERS[id(taxonomy)] = _Matcher(taxonomy)
    return matcher


@dataclass(frozen=True)
class _Text:
    """The parts of a paper in folded words."""

    title: list[str]
    tail: list[str]
    proposal: list[str]
    listed: list[str]
    headings: list[str]
    lead_unit: list[str]
    body: list[str]


@dataclass
class _Score:
    """Points of the fields of one taxonomy, with the words that gave them."""

    points: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    evidence: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, field_id: str, points: float, word: str) -> None:
        self.points[field_id] += points
        self.evidence[field_id][word] += 1


def find_fields(
    facts: PaperFacts, files: Sequence[ReadFile], sections: Sequence[Section], taxonomies: Sequence[Taxonomy]
) -> tuple[FieldOfAction, ...]:
    """The Handlungsfelder that a paper is about, strongest first, at most 6 of each taxonomy. The score is in 0..1, 1 for the strongest."""
    text = _text_of(facts, files, sections)
    return tuple(found for taxonomy in taxonomies for found in _fields_of(_matcher(taxonomy), text))


def fields_of_text(text: str, taxonomies: Sequence[Taxonomy], paper_fields: Sequence[str]) -> tuple[str, ...]:
    """The fields of one figure from its sentence: those of the paper's fields that the sentence names; all of the paper's where it names none."""
    words = words_of(text)
    named: set[str] = set()
    for taxonomy in taxonomies:
        matcher = _matcher(taxonomy)
        for _, _, pattern in matcher.running.find(words):
            named |= {field_id for field_id, weight in matcher.meanings.get(pattern, ()) if weight > 1}
    chosen: list[str] = []
    for taxonomy in taxonomies:
        own = [field_id for field_id in paper_fields if field_id.startswith(f"{taxonomy.prefix}:")]
        chosen += [field_id for field_id in own if field_id in named] or own
    return tuple(chosen)


def _text_of(facts: PaperFacts, files: Sequence[ReadFile], sections: Sequence[Section]) -> _Text:
    title, tail = _split_title(facts.title)
    proposal: list[str] = []
    body: list[str] = []
    for kind, part in _parts(files, sections):
        (proposal if kind == "proposal" else body).append(part)
    running = "\n".join(body)
    return _Text(
        title=words_of(title),
        tail=words_of(tail),
        proposal=words_of("\n".join(proposal)),
        listed=words_of("\n".join(_lists(running))),
        headings=words_of("\n".join(_HEADING.findall(running))),
        lead_unit=words_of(facts.lead_unit),
        body=words_of(running)[:MAX_BODY_WORDS],
    )


def _split_title(title: str) -> tuple[str, str]:
    """The title's matter and its manner, without who asks."""
    title = _ASKS.sub("", title, count=1)
    cut = next((found.start() for found in _TAIL.finditer(title) if found.start() >= 12), len(title))
    return title[:cut], title[cut:]


def _parts(files: Sequence[ReadFile], sections: Sequence[Section]) -> Iterator[tuple[str, str]]:
    """(kind, text) of what may tell the subject; the whole text where a file has no sections."""
    by_place: dict[tuple[str, int], list[Section]] = defaultdict(list)
    for section in sections:
        by_place[section.file_sha256, section.page].append(section)
    for file in files:
        for page in file.pages:
            placed = by_place.get((file.sha256, page.number))
            if placed is None:
                yield "other", page.text
                continue
            for section in placed:
                if section.kind not in _SKIPPED:
                    yield section.kind, page.text[section.start : section.end]


def _lists(text: str) -> Iterator[str]:
    """The lists behind "Handlungsfelder" in sentences that speak of the paper's own, not of a next step's."""
    for found in _LIST.finditer(text):
        before = text[max(0, found.start() - 80) : found.start()].rpartition(".")[2]
        if not _LATER.search(before) and found[1].count(",") + found[1].count(" und ") >= 2:
            yield _LATER.split(found[1])[0]


def _fields_of(matcher: _Matcher, text: _Text) -> Iterator[FieldOfAction]:
    if matcher.taxonomy.gate and not _passes_gate(matcher, text):
        return
    score = _score(matcher, text)
    ranked = sorted(score.points.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < ENOUGH:
        return
    top = ranked[0][1]
    near = matcher.taxonomy.near * min(top, PLENTY)
    for field_id, points in ranked[:MAX_FIELDS]:
        if points >= ENOUGH and points >= near:
            words = tuple(word for word, _ in score.evidence[field_id].most_common(5))
            yield FieldOfAction(field_id, matcher.taxonomy.label_of(field_id), round(points / top, 3), words)


def _passes_gate(matcher: _Matcher, text: _Text) -> bool:
    ignored = set(matcher.taxonomy.ignore)

    def count(words: list[str]) -> int:
        return sum(pattern not in ignored for _, _, pattern in matcher.gate.find(words))

    if count(text.title) or count(text.tail):
        return True
    told = count(text.proposal) + count(text.body) + count(text.lead_unit)
    share = told / max(1, len(text.body) + len(text.proposal))
    return any(told >= least and share >= part for least, part in GATES)


def _score(matcher: _Matcher, text: _Text) -> _Score:
    score = _Score()
    for words, factor in ((text.title, TITLE), (text.tail, TITLE_TAIL), (text.listed, LISTED), (text.headings, HEADING)):
        for word in _found(matcher.titles, words):
            for field_id, weight in matcher.meanings.get(word, ()):
                score.add(field_id, factor * weight, word)
    for word in _found(matcher.running, text.proposal):
        for field_id, weight in matcher.meanings.get(word, ()):
            score.add(field_id, PROPOSAL * weight, word)
    _score_body(matcher, text, score)
    return score


def _found(index: TermIndex, words: list[str]) -> list[str]:
    """The patterns that stand in the words, each once, in order."""
    return list(dict.fromkeys(pattern for _, _, pattern in index.find(words)))


def _score_body(matcher: _Matcher, text: _Text, score: _Score) -> None:
    """Share BODY points among the fields by their part of the words found in the running text, proposal included."""
    found = Counter(pattern for words in (text.proposal, text.body) for _, _, pattern in matcher.running.find(words))
    part: dict[str, float] = defaultdict(float)
    for word, count in found.items():
        for field_id, weight in matcher.meanings.get(word, ()):
            part[field_id] += weight * min(count, MAX_COUNT)
            score.evidence[field_id][word] += count
    total = sum(part.values())
    for field_id, points in part.items():
        score.points[field_id] += BODY * points / max(total, FULL_BODY)
