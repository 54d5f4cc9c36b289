"""Mentions → figures: what a paper says once however often it repeats it, with shares told from totals.

Two mentions are one figure when their value, unit and range agree, nothing that is told of one contradicts the other
(years, recurrence, action, grade; expense and budget name the same money from two sides), and they do not stand side by
side: two cells of one table or two points of one list with the same sum are two sums.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from corpus.types import Amount, Figure, Position
from extract.context import PageContext
from extract.parts import find_totals

Contexts = Mapping[tuple[str, int], PageContext]
_SAME_MONEY = frozenset({"expense", "budget"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands: its paragraph or list item, its table cell if any, its section, and its sentence's words."""

    file_sha256: str
    page: int
    start: int
    block: tuple[int, int]
    section: tuple[int, str]
    table: int | None = None
    row: int = -1
    column: int = -1
    label: str = ""
    words: frozenset[str] = frozenset()

    def proposes_anew(self, other: Place) -> bool:
        """Whether two places are proposals of different measures: a proposal that is printed twice says the same."""
        if not self.section[1] == other.section[1] == "proposal" or self.beside(other):
            return False
        if (self.file_sha256, self.page, self.section) == (other.file_sha256, other.page, other.section):
            return False
        return 2 * len(self.words & other.words) < len(self.words | other.words)

    def beside(self, other: Place) -> bool:
        """Whether two places are different cells of one table or different points of one section on one page."""
        if (self.file_sha256, self.page) != (other.file_sha256, other.page):
            return False
        if self.table is not None and self.table == other.table:
            return (self.row, self.column) != (other.row, other.column)
        return self.table is None and other.table is None and self.section == other.section and self.block != other.block


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


def consolidate(
    paper_id: str, amounts: Sequence[Amount], positions: Sequence[Position], contexts: Contexts
) -> tuple[Figure, ...]:
    """All figures of one paper, in the order of their first mention, amounts first. Same input, same ids."""
    figures: list[Figure] = []
    for kind, mentions in (("amount", amounts), ("position", positions)):
        drafts = _merge(kind, mentions, contexts)  # type: ignore[arg-type]
        for part, total in find_totals(drafts, contexts):
            drafts[part].part_of = total
        figures += _finish(paper_id, drafts)
    return tuple(figures)


def _merge(kind: Literal["amount", "position"], mentions: Sequence[Amount | Position], contexts: Contexts) -> list[Draft]:
    drafts: list[Draft] = []
    by_value: dict[tuple[Decimal, Decimal | None], list[Draft]] = {}
    for draft in _single_drafts(kind, mentions, contexts):
        alike = by_value.setdefault((draft.value, draft.value_to), [])
        same = next((known for known in reversed(alike) if _is_same(known, draft)), None)  # the nearest before it
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
    context = contexts[evidence.file_sha256, evidence.page]
    section = context.section_at(evidence.start)
    key = (section.start, section.kind) if section else (0, "")
    cell = context.cell_at(evidence.start)
    block = context.block_at(evidence.start)
    words: frozenset[str] = frozenset()
    if key[1] == "proposal":
        words = frozenset(re.findall(r"\w{3,}", context.text[slice(*context.sentence_at(evidence.start))].casefold()))
    place = Place(evidence.file_sha256, evidence.page, evidence.start, block, key, words=words)
    if cell is None:
        return place
    return replace(place, table=cell.table.start, row=cell.cell.row, column=cell.cell.column, label=cell.row_header)


def _is_same(known: Draft, new: Draft) -> bool:
    """Whether two drafts of the same value say the same."""
    if any(known.told[name] and value and known.told[name] != value for name, value in new.told.items()):
        return False
    if not _directions_agree(known.directions, new.directions):
        return False
    return not any(old.beside(place) or old.proposes_anew(place) for old in known.places for place in new.places)


def _directions_agree(known: Sequence[str], new: Sequence[str]) -> bool:
    return all(a == b or {a, b} <= _SAME_MONEY for a in known for b in new)


def _absorb(known: Draft, new: Draft) -> None:
    known.indexes += new.indexes
    known.places += new.places
    known.directions += new.directions
    known.told = {name: value or new.told[name] for name, value in known.told.items()}
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
