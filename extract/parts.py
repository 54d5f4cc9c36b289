"""Which figures are shares of which: rows above a sum row, years of one row beside a total, points of a list under a
sum, and what "davon" introduces. Only exact sums and plain words count; a doubtful case stays a figure of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from extract.context import PageContext
from extract.lines import numbers_before
from extract.rules import load_rules
from extract.wordfilter import AnyPattern

if TYPE_CHECKING:
    from extract.claims import Claim
    from extract.consolidate import Draft, Place

Contexts = Mapping[tuple[str, int], PageContext]
Pairs = Iterator[tuple[int, int]]
WINDOW = 12  # so many mentions after a total can be its parts
SMALLEST = 500  # euro; smaller sums in a list of fees add up by chance
REACH = 500  # characters between two of them


def find_totals(drafts: Sequence[Draft], contexts: Contexts, claims: Sequence[Claim] = ()) -> list[tuple[int, int]]:
    """Pairs (part, total) of indexes into `drafts`; each part has one total, none is its own."""
    found: dict[int, int] = {}
    finders: tuple[Callable[[Sequence[Draft], Contexts], Pairs], ...] = (
        _parts_by_word, _parts_in_columns, _parts_in_rows, _parts_in_lists, _parts_before,
    )  # fmt: skip
    for pairs in (_parts_of_claims(drafts, claims), *(finder(drafts, contexts) for finder in finders)):
        for part, total in pairs:
            if part != total and part not in found and not _leads_to(found, total, part):
                found[part] = total
    return sorted(found.items())


def _parts_of_claims(drafts: Sequence[Draft], claims: Sequence[Claim]) -> Pairs:
    """The parts of the sums that the paper states and that add up; a balance has no parts."""
    at = {(place.file_sha256, place.page, place.start): index for index, draft in enumerate(drafts) for place in draft.places}
    for claim in claims:
        if claim.signs or not claim.fits:
            continue
        total = at.get((claim.file_sha256, claim.page, claim.total.start))
        parts = [at.get((claim.file_sha256, claim.page, part.start)) for part in claim.parts]
        if total is not None:
            yield from ((part, total) for part in parts if part is not None)


def _leads_to(found: Mapping[int, int], start: int, goal: int) -> bool:
    while start in found:
        start = found[start]
        if start == goal:
            return True
    return False


@cache
def _words(name: str) -> AnyPattern:
    return AnyPattern([rule.regex for rule in load_rules("parts") if rule.sets.get("is") == name and rule.regex])


def _parts_by_word(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """ "davon 12.000 € für Personal und 8.000 € für Sachkosten", a row "davon Personal": part of the nearest larger
    figure before it in the same section or the same column that is no such part itself."""
    parts: set[int] = set()
    places = sorted(((place, index) for index, draft in enumerate(drafts) for place in draft.places), key=_reading_order)
    for at, (place, index) in enumerate(places):
        if index in parts or not _is_introduced(place, contexts):
            continue
        for before, other in reversed(places[max(0, at - WINDOW) : at]):
            total = drafts[other]
            near = (before.section, before.page, before.table) == (place.section, place.page, place.table)
            if not near or other in parts or (place.table is not None and before.column != place.column):
                continue
            next_to_it = before is places[at - 1][0] and place.table is None
            if total.value > drafts[index].value and (next_to_it or _compatible(drafts[index], total)):
                parts.add(index)
                yield index, other
                break


def _reading_order(entry: tuple[Place, int]) -> tuple[str, int, int]:
    return entry[0].file_sha256, entry[0].page, entry[0].start


def _is_introduced(place: Place, contexts: Contexts) -> bool:
    """Whether "davon" stands before the sum in its sentence, or in its row's label."""
    if place.table is not None:
        return _words("part").is_in(place.label)
    context = contexts[place.file_sha256, place.page]
    if not _words("part").is_in(context.text[max(0, place.start - 160) : place.start]):
        return False  # sentences are long to find
    sentence = context.sentence_at(place.start)[0]
    return _words("part").is_in(context.text[max(sentence, place.start - 160) : place.start])


def _compatible(part: Draft, total: Draft) -> bool:
    """Shares are told in the same terms as their total; a year may be told of one only."""
    same = all(not part.told[name] or not total.told[name] or part.told[name] == total.told[name] for name in part.told if name != "grade")
    directions = set(part.directions) | set(total.directions)
    if (part.told.get("recurrence") == "per_unit") != (total.told.get("recurrence") == "per_unit"):
        return False
    return same and total.value_to is None and (len(directions) <= 1 or directions <= {"expense", "budget"})


def _cells(drafts: Sequence[Draft], axis: str) -> dict[tuple[str, int, int, int], list[tuple[int, Place]]]:
    """Indexes of drafts by table and row or column, in the order of the other axis."""
    groups: dict[tuple[str, int, int, int], list[tuple[int, Place]]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        for place in draft.places:
            if place.table is not None:
                key = (place.file_sha256, place.page, place.table, getattr(place, axis))
                groups[key].append((index, place))
    return groups


def _parts_in_columns(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """The rows above a row "Summe" or "Gesamt" when they add up to it; without one, neighbouring rows that add up to a
    figure told outside the table ("Der jährliche Aufwand von 78.000 €" over 58.000 and 20.000 in the year's column)."""
    by_value = _indexes_by_value(drafts)
    for cells in _cells(drafts, "column").values():
        cells.sort(key=lambda entry: entry[1].row)
        open_parts: list[int] = []
        for index, place in cells:
            if not _words("total").is_in(place.label):
                open_parts.append(index)
                continue
            parts = _suffix_that_adds_up(drafts, open_parts, drafts[index].value)
            yield from ((part, index) for part in parts)
            open_parts = [] if parts else [*open_parts, index]
        if not any(_words("total").is_in(place.label) for _, place in cells):
            yield from _parts_of_a_total_outside(drafts, cells, by_value)


def _indexes_by_value(drafts: Sequence[Draft]) -> dict[Decimal, list[int]]:
    indexes: dict[Decimal, list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        indexes[draft.value].append(index)
    return indexes


def _in_table(draft: Draft, cell: Place) -> bool:
    """Whether all places of a figure are in the table of a cell."""
    return all((place.file_sha256, place.page, place.table) == (cell.file_sha256, cell.page, cell.table) for place in draft.places)


def _parts_of_a_total_outside(
    drafts: Sequence[Draft], cells: Sequence[tuple[int, Place]], by_value: Mapping[Decimal, Sequence[int]]
) -> Pairs:
    """Runs of two or more rows next to each other whose sum a figure with no cell in this column has."""
    inside = {index for index, _ in cells}
    for first in range(len(cells) - 1):
        value = drafts[cells[first][0]].value
        for last in range(first + 1, min(first + WINDOW, len(cells))):
            if cells[last][1].row != cells[last - 1][1].row + 1:
                break
            value += drafts[cells[last][0]].value
            run = [index for index, _ in cells[first : last + 1]]
            if any(drafts[part].value <= 0 for part in run):
                break  # as it is in all longer runs
            fits = (
                other
                for other in by_value.get(value, ())
                if other not in inside
                and drafts[other].kind == "amount"
                and not _in_table(drafts[other], cells[0][1])
                and all(_compatible(drafts[part], drafts[other]) for part in run)
            )
            if (total := next(fits, None)) is not None:
                yield from ((part, total) for part in run)


def _suffix_that_adds_up(drafts: Sequence[Draft], parts: Sequence[int], total: Decimal) -> Sequence[int]:
    """The longest run of parts right before a total that adds up to it exactly; empty if none does."""
    longest, value = len(parts), Decimal(0)
    for first in range(len(parts) - 1, -1, -1):
        value += drafts[parts[first]].value
        if value == total and first < len(parts) - 1:
            longest = first
    return parts[longest:]


def _parts_in_rows(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """Cells of one row under years that add up to a figure without these years, of the row or of the paper."""
    by_value = _indexes_by_value(drafts)
    for cells in _cells(drafts, "row").values():
        years = [(index, place) for index, place in cells if drafts[index].told["years"] and drafts[index].value]
        if len(years) < 2 or len({drafts[index].told["years"] for index, _ in years}) != len(years):
            continue
        value = sum((drafts[index].value for index, _ in years), Decimal(0))
        row = {index for index, _ in cells}
        totals = [other for other in by_value.get(value, ()) if drafts[other].value_to is None]
        named = {index for index, _ in years}
        told_all = [other for other in totals if other not in named and _spans(drafts[other], drafts, years)]
        if told_all:
            total = next((other for other in told_all if other in row), told_all[0])
            yield from ((index, total) for index, _ in years)


def _spans(total: Draft, drafts: Sequence[Draft], years: Sequence[tuple[int, Place]]) -> bool:
    """Whether a figure can be the total of these years: its own years are untold or more than one of theirs."""
    told = total.told["years"]
    single = {drafts[index].told["years"] for index, _ in years}
    directions = {direction for index, _ in years for direction in drafts[index].directions} | set(total.directions)
    return told not in single and (len(directions) <= 1 or directions <= {"expense", "budget"})


def _in_text(drafts: Sequence[Draft]) -> list[tuple[Place, int]]:
    """Places outside tables in the order of reading."""
    return sorted(((place, i) for i, draft in enumerate(drafts) for place in draft.places if place.table is None), key=_reading_order)


def _parts_in_lists(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """Sums in neighbouring points or sentences that add up to a sum told shortly before them in the same section."""
    places = _in_text(drafts)
    for at, (place, index) in enumerate(places):
        if len(places) - at > 2 and places[at + 1][0].page == place.page and not _is_number_row(place):
            run = _run_that_adds_up(drafts, places[at], places[at + 1 : at + 1 + WINDOW])
            yield from ((part, index) for part in run)


def _parts_before(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """Sums right before one that is introduced as theirs: "… zusammen also 60.000 €"."""
    places = _in_text(drafts)
    for at, (place, index) in enumerate(places):
        if at > 1 and _words("sum").is_in(place.context.text[max(0, place.start - 60) : place.start]):
            run = _run_that_adds_up(drafts, places[at], places[max(0, at - WINDOW) : at][::-1])
            yield from ((part, index) for part in run)


def _run_that_adds_up(drafts: Sequence[Draft], whole: tuple[Place, int], candidates: Sequence[tuple[Place, int]]) -> list[int]:
    """The candidates from the first one on that add up to the total exactly; empty where none do."""
    place, index = whole
    total = drafts[index]
    run: list[int] = []
    value = Decimal(0)
    last = place
    for other_place, other in candidates:
        part = drafts[other]
        near = (other_place.file_sha256, other_place.page, other_place.section) == (place.file_sha256, place.page, place.section)
        if not near or abs(other_place.start - last.start) > REACH or part.value_to is not None or not 0 < part.value < total.value:
            break
        if not _compatible(part, total) or _words("change").is_in(place.context.text[max(0, other_place.start - 40) : other_place.start]):
            break
        last = other_place
        run.append(other)
        value += part.value
        if value >= total.value:
            break
    by_chance = total.kind == "amount" and total.value < SMALLEST
    return run if value == total.value and len(set(run)) > 1 and not by_chance else []


def _is_number_row(place: Place) -> bool:
    """Whether a place is one of several numbers of a line."""
    if not place.context.is_row(place.start):  # remembered; the numbers of a line are not
        return False
    line = place.context.text[slice(*place.context.line_at(place.start))]
    return numbers_before(line, len(line)) > 1
