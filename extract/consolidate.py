"""Mentions → figures: what a paper says once however often it repeats it, with shares told from totals.

Two mentions are one figure when their value, unit and range agree, nothing that is told of one contradicts the other
(years, recurrence, action, grade; expense and budget name the same money from two sides), and they do not stand side by
side: two cells of one table or two points of one list with the same sum are two sums.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from corpus.types import Amount, Figure, Position, years_tuple
from extract.claims import Claim, find_claims
from extract.context import PageContext
from extract.grid import CellContext, is_number_cell
from extract.parts import find_totals

Contexts = Mapping[tuple[str, int], PageContext]
MOST_ALIKE = 16  # figures of one value that a mention is compared with: a budget has hundreds of cells "0,00"
MOST_TOPICS = 200  # different sentences about one figure that a mention is compared with
LONGEST_SENTENCE = 1500  # characters
SAME_TOPIC = 0.3  # share of common words from which two sentences speak of one thing
_SAME_MONEY = frozenset({"expense", "budget"})
_GENERIC = re.compile(
    r"\d|betr[aä]g|summe|kosten|mittel|haushalt|jahr|jährl|jeweil|insgesamt|stelle|vollzeit|planstelle|höhe|sollen|werden|würde|wurde|hierfür|dafür"
    r"|sachverh|beschlu|beschlie|begründ|diese|einer|einem|einen|landkreis|kreis|stadt|gemeinde|verwaltung|tausend|million"
)
_POINT = re.compile(r"\s*(?:[•■●▪◦☒☐▣✓]|o\s|[-–*]\s|\(?(?:\d{1,2}|[a-z]|[IVX]{1,4})(?:\.|\)|\.\))\s)")
_RESTATED = re.compile(r"\s*(?:\(|=|[,;]?\s*(?:das heißt|d\. ?h\.|also|entspricht))\s*(?:ca\. |rund |d\. ?h\. |das sind |= )?\s*")
_HOW_OFTEN = re.compile(r"(?i)\W*(?:einmalig|wiederkehrend|laufend|jährlich|dauerhaft|befristet)")
_TAKEN_UP = re.compile(
    r"(?i)\b(?:dies(?:e[rnms]?)?|genannten?|o\. ?g\.|obigen?|besagten?|(?:vor|oben ?)genannten?|erwähnten?)\W+(?:\w+ ){0,3}$"
    r"|\b(?:die|der|den|das) $"
)


@dataclass(frozen=True)
class Place:
    """Where a mention stands: its section, paragraph, sentence and table cell. Nothing is looked up before it is asked for."""

    context: PageContext = field(repr=False, compare=False)
    start: int
    end: int

    @property
    def file_sha256(self) -> str:
        return self.context.file_sha256

    @property
    def page(self) -> int:
        return self.context.page.number

    @cached_property
    def section(self) -> tuple[int, str]:
        section = self.context.section_at(self.start)
        return (section.start, section.kind) if section else (0, "")

    @cached_property
    def spot(self) -> tuple[str, int, tuple[int, str]]:
        """File, page and section."""
        return self.context.file_sha256, self.context.page.number, self.section

    @cached_property
    def block(self) -> tuple[int, int]:
        return self.context.block_at(self.start)

    @cached_property
    def sentence(self) -> tuple[int, int]:
        return self.context.sentence_at(self.start)

    @cached_property
    def _cell(self) -> CellContext | None:
        return self.context.cell_at(self.start)

    @property
    def table(self) -> int | None:
        return self._cell.table.start if self._cell else None

    @property
    def row(self) -> int:
        return self._cell.cell.row if self._cell else -1

    @property
    def column(self) -> int:
        return self._cell.cell.column if self._cell else -1

    @property
    def label(self) -> str:
        return self._cell.row_header if self._cell else ""

    @property
    def header(self) -> str:
        return self._cell.column_header if self._cell else ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the mention's sentence, or of its row and column."""
        in_number_cell = self._cell is not None and is_number_cell(self._cell.text)
        text = f"{self.label} {self.header}" if in_number_cell else self.context.text[slice(*self.sentence)]
        return frozenset(re.findall(r"\w{3,}", text.casefold()))

    @cached_property
    def topic(self) -> frozenset[str]:
        """The beginnings of those words that tell what the money or post is for."""
        return frozenset(word[:7] for word in self.words if len(word) > 4 and not _GENERIC.match(word))

    @cached_property
    def is_point(self) -> bool:
        """Whether the mention stands in a point of a list or in a row of numbers."""
        return _POINT.match(self.context.text, self.block[0]) is not None or self.context.is_row(self.start)

    def shares_topic(self, other: Place) -> float:
        """How much of the shorter sentence's topic the other one has too, 0 to 1."""
        fewer = min(len(self.topic), len(other.topic))
        return len(self.topic & other.topic) / fewer if fewer else 0.0

    def proposes_anew(self, other: Place) -> bool:
        """Whether two places are proposals of different measures: a proposal that is printed twice says the same."""
        if not self.section[1] == other.section[1] == "proposal":
            return False
        if self.spot == other.spot:
            return False
        return 2 * len(self.words & other.words) < len(self.words | other.words)

    def is_apart(self, other: Place, specific: bool) -> bool:
        """Whether two mentions of one value, `other` the later one, are two sums because they stand side by side: in two cells,
        two points of a list, two places of one sentence; or in two sentences of one section that speak of different things."""
        if self.spot != other.spot:
            return False
        if self._cell is not None or other._cell is not None:
            return self.table == other.table and (self.row, self.column) != (other.row, other.column) and not self._tells_when(other)
        if abs(self.start - other.start) < LONGEST_SENTENCE and self.sentence == other.sentence:
            return not _RESTATED.fullmatch(self.context.text[self.end : other.start])
        if self.block != other.block and self.is_point and other.is_point:
            return True
        return not (specific or other.is_taken_up or self.shares_topic(other) >= SAME_TOPIC)

    def _tells_when(self, other: Place) -> bool:
        """Whether two cells of one row say what ("Aufwand") and how often ("einmalig"), so that both mean one sum."""
        return self.row == other.row and bool(_HOW_OFTEN.match(self.header)) != bool(_HOW_OFTEN.match(other.header))

    @property
    def is_taken_up(self) -> bool:
        """Whether the words before the mention point back: "diese 60.000 €", "der genannte Betrag von"."""
        return _TAKEN_UP.search(self.context.text, max(self.sentence[0], self.start - 60), self.start) is not None


@dataclass(slots=True)
class Draft:
    """A figure in the making; `indexes` are its mentions."""

    kind: Literal["amount", "position"]
    value: Decimal
    value_to: Decimal | None
    indexes: list[int]
    places: list[Place]
    told: dict[str, str]
    directions: list[str] = field(default_factory=list)
    decided: bool | None = None
    part_of: int | None = None
    fields: list[str] = field(default_factory=list)
    page: int = 1
    quote: str = ""
    _sections: set[str] = field(default_factory=set)
    _topics: dict[frozenset[str], Place] = field(default_factory=dict)
    _proposed: dict[frozenset[str], list[Place]] = field(default_factory=dict)
    _seen: int = 0  # so many of the places are in the collections above

    def _look_at_places(self) -> None:
        for place in self.places[self._seen :]:
            self._sections.add(place.section[1])
            self._topics.setdefault(place.topic, place)
            if place.section[1] == "proposal":
                alike = self._proposed.setdefault(place.words, [place])
                if len(alike) < 2 and alike[0].spot != place.spot:
                    alike.append(place)
        self._seen = len(self.places)

    def is_told_in(self, section: str) -> bool:
        """Whether one of its places is in a section of this kind."""
        return any(place.section[1] == section for place in self.places[self._seen :]) or section in self._sections

    def topics(self) -> list[Place]:
        """Its places without those that say the same as one before them: a sum that every page repeats has many."""
        self._look_at_places()
        return list(self._topics.values())[-MOST_TOPICS:]

    def proposes_anew(self, new: Place) -> bool:
        """Whether a place is a proposal of another measure than one of the figure's."""
        self._look_at_places()
        alike = list(self._proposed.values())[-MOST_TOPICS:]
        return any(old.proposes_anew(new) for places in alike for old in places)


def consolidate(
    paper_id: str,
    amounts: Sequence[Amount],
    positions: Sequence[Position],
    contexts: Contexts,
    claims: Sequence[Claim] | None = None,
) -> tuple[Figure, ...]:
    """All figures of one paper, in the order of their first mention, amounts first. Same input, same ids.

    `claims` are the sums that the paper states (`find_claims`), if they are known already.
    """
    claims = find_claims(amounts, positions, contexts) if claims is None else claims
    figures: list[Figure] = []
    for kind, mentions in (("amount", amounts), ("position", positions)):
        drafts = _merge(kind, mentions, contexts)  # type: ignore[arg-type]
        for part, total in find_totals(drafts, contexts, claims):
            drafts[part].part_of = total
        figures += _finish(paper_id, drafts)
    return tuple(figures)


def _merge(kind: Literal["amount", "position"], mentions: Sequence[Amount | Position], contexts: Contexts) -> list[Draft]:
    drafts: list[Draft] = []
    by_value: dict[tuple[Decimal, Decimal | None], list[Draft]] = {}
    for draft in _single_drafts(kind, mentions, contexts):
        alike = by_value.setdefault((draft.value, draft.value_to), [])
        same = _find_same(alike, draft) if alike else None
        if same is None:
            drafts.append(draft)
            alike.append(draft)
        else:
            _absorb(same, draft)
    return drafts


def _single_drafts(kind: Literal["amount", "position"], mentions: Sequence[Amount | Position], contexts: Contexts) -> Iterator[Draft]:
    """One draft a mention; the upper end of a range joins its lower end."""
    last: Draft | None = None
    for index, mention in enumerate(mentions):
        place = find_place(mention, contexts)
        if mention.range_end and last is not None and last.value_to is None and last.places[0].block == place.block:
            last.value_to = mention.value
            last.indexes.append(index)
            last.places.append(place)
            continue
        if last is not None:
            yield last
        evidence = mention.evidence
        last = Draft(kind, mention.value, None, [index], [place], _told(mention), decided=mention.decided)
        last.page, last.quote, last.fields = evidence.page, evidence.quote, list(mention.fields)
        if isinstance(mention, Amount):
            last.directions.append(mention.direction)
    if last is not None:
        yield last


def _told(mention: Amount | Position) -> dict[str, str]:
    if isinstance(mention, Amount):
        return {"recurrence": mention.recurrence, "years": mention.years}
    return {"action": mention.action, "grade": mention.grade, "years": mention.years}


def find_place(mention: Amount | Position, contexts: Contexts) -> Place:
    """Where a mention stands on its page."""
    evidence = mention.evidence
    return Place(contexts[evidence.file_sha256, evidence.page], evidence.start, evidence.end)


def _find_same(alike: Sequence[Draft], new: Draft) -> Draft | None:
    """The figure of the same value that a mention repeats: the one that its words speak of, else the nearest before it."""
    same = [known for known in alike[: -MOST_ALIKE - 1 : -1] if _is_same(known, new)]
    if len(same) < 2:
        return same[0] if same else None
    return max(same, key=lambda known: _most_shared(known, new.places[0]))


def _most_shared(known: Draft, new: Place) -> float:
    """How much of a mention's topic the mention of a figure that is nearest to it in topic shares."""
    most = 0.0
    for place in known.topics():
        most = max(most, place.shares_topic(new))
        if most == 1.0:
            break  # there is no more
    return most


def _is_same(known: Draft, new: Draft) -> bool:
    """Whether two drafts of the same value say the same."""
    for name, value in new.told.items():
        if value and known.told[name] and known.told[name] != value and name != "years":
            return False
    if not _directions_agree(known.directions, new.directions) or not _years_agree(known.told, new.told):
        return False
    specific = is_specific(new.value) or new.value_to is not None
    at_odds = None not in (known.decided, new.decided) and known.decided != new.decided
    at_odds = at_odds or (set(known.directions) != set(new.directions) and known.is_told_in(new.places[0].section[1]))
    if at_odds and not specific and all(place.shares_topic(new.places[0]) < SAME_TOPIC for place in known.topics()):
        return False  # what is there already and what is asked for, an Ansatz and a cost side by side may be alike in value only
    if _covers(known.told, new.told):
        return not any(known.proposes_anew(place) for place in new.places)
    for old in known.places[-MOST_ALIKE:]:
        for place in new.places:
            if old.is_apart(place, specific) if old.spot == place.spot else old.proposes_anew(place):
                return False
    return True


@lru_cache(maxsize=4096)
def is_specific(value: Decimal) -> bool:
    """Whether a value has so many digits that it comes twice by repetition only: 25.820, not 26.000 or 0,5."""
    return len(value.normalize().as_tuple().digits) > 3


def _years_agree(known: Mapping[str, str], new: Mapping[str, str]) -> bool:
    a, b = known["years"], new["years"]
    return not a or not b or a == b or _covers(known, new) or _covers(new, known)


def _covers(wide: Mapping[str, str], narrow: Mapping[str, str]) -> bool:
    """Whether "jährlich 30.000 € in 2021 und 2022" says already what a cell says for one of these years."""
    year = narrow["years"]
    if wide.get("recurrence") != "yearly" or not re.fullmatch(r"\d{4}", year) or wide["years"] == year:
        return False
    return any(part == year or (part.endswith("-") and part[:-1] <= year) for part in years_tuple(wide["years"]))


def _directions_agree(known: Sequence[str], new: Sequence[str]) -> bool:
    return known == new or all(a == b or {a, b} <= _SAME_MONEY for a in set(known) for b in set(new))


def _absorb(known: Draft, new: Draft) -> None:
    known.indexes += new.indexes
    known.places += new.places
    known.directions += new.directions
    wider = _covers(new.told, known.told)
    known.told = {name: (new.told[name] if wider else "") or value or new.told[name] for name, value in known.told.items()}
    known.fields += [name for name in new.fields if name not in known.fields]
    if new.decided and not known.decided:  # quote the place where it is decided
        known.decided, known.page, known.quote = True, new.page, new.quote
        known.directions = [*new.directions, *known.directions]
    elif known.decided is None:
        known.decided = new.decided


def _finish(paper_id: str, drafts: Sequence[Draft]) -> list[Figure]:
    """Figures with ids that depend on the paper and on what is said, not on where in the file it stands."""
    seen: dict[str, int] = {}
    ids = []
    for draft in drafts:
        said = "|".join([paper_id, draft.kind, str(draft.value.normalize()), str(draft.value_to), *draft.told.values()])
        seen[said] = seen.get(said, 0) + 1
        ids.append("f" + hashlib.sha256(f"{said}|{seen[said]}".encode()).hexdigest()[:12])
    return [_figure(draft, figure_id, ids.__getitem__) for draft, figure_id in zip(drafts, ids, strict=True)]


def _figure(draft: Draft, figure_id: str, id_of: Callable[[int], str]) -> Figure:
    return Figure(
        figure_id=figure_id,
        kind=draft.kind,
        value=draft.value,
        unit="EUR" if draft.kind == "amount" else "VZÄ",
        value_to=draft.value_to,
        direction=max(draft.directions, key=draft.directions.count) if draft.directions else "",
        recurrence=draft.told.get("recurrence", ""),
        years=draft.told["years"],
        action=draft.told.get("action", ""),
        grade=draft.told.get("grade", ""),
        decided=draft.decided,
        part_of="" if draft.part_of is None else id_of(draft.part_of),
        fields=tuple(draft.fields),
        mentions=tuple(draft.indexes),
        page=draft.page,
        quote=draft.quote,
    )
