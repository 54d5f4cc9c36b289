"""Which figures are shares of which: rows above a sum row, years of one row beside a total, points of a list under a
sum, and what "davon" introduces. Only exact sums and plain words count; a doubtful case stays a figure of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from extract.context import PageContext
from extract.rules import load_rules

if TYPE_CHECKING:
    from extract.consolidate import Draft, Place

Contexts = Mapping[tuple[str, int], PageContext]
Pairs = Iterator[tuple[int, int]]
WINDOW = 12  # so many mentions after a total can be its parts


def find_totals(drafts: Sequence[Draft], contexts: Contexts) -> list[tuple[int, int]]:
    """Pairs (part, total) of indexes into `drafts`; each part has one total, none is its own."""
    found: dict[int, int] = {}
    for finder in (_parts_by_word, _parts_in_columns, _parts_in_rows, _parts_in_lists):
        for part, total in finder(drafts, contexts):
            if part != total and part not in found and not _leads_to(found, total, part):
                found[part] = total
    return sorted(found.items())


def _leads_to(found: Mapping[int, int], start: int, goal: int) -> bool:
    while start in found:
        start = found[start]
        if start == goal:
            return True
    return False


@cache
def _words(name: str) -> re.Pattern[str]:
    patterns = (rule.pattern for rule in load_rules("parts") if rule.sets.get("is") == name)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


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
            if _compatible(drafts[index], total) and total.value > drafts[index].value:
                parts.add(index)
                yield index, other
                break


def _reading_order(entry: tuple[Place, int]) -> tuple[str, int, int]:
    return entry[0].file_sha256, entry[0].page, entry[0].start


def _is_introduced(place: Place, contexts: Contexts) -> bool:
    """Whether "davon" stands before the sum in its sentence, or in its row's label."""
    if place.table is not None:
        return bool(_words("part").search(place.label))
    context = contexts[place.file_sha256, place.page]
    sentence = context.sentence_at(place.start)[0]
    return bool(_words("part").search(context.text[max(sentence, place.start - 160) : place.start]))


def _compatible(part: Draft, total: Draft) -> bool:
    """Shares are told in the same terms as their total; a year may be told of one only."""
    same = all(not part.told[name] or not total.told[name] or part.told[name] == total.told[name] for name in part.told if name != "grade")
    directions = set(part.directions) | set(total.directions)
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
    for cells in _cells(drafts, "column").values():
        cells.sort(key=lambda entry: entry[1].row)
        open_parts: list[int] = []
        for index, place in cells:
            if not _words("total").search(place.label):
                open_parts.append(index)
                continue
            parts = _suffix_that_adds_up(drafts, open_parts, drafts[index].value)
            yield from ((part, index) for part in parts)
            open_parts = [] if parts else [*open_parts, index]
        if not any(_words("total").search(place.label) for _, place in cells):
            yield from _parts_of_a_total_outside(drafts, cells)


def _parts_of_a_total_outside(drafts: Sequence[Draft], cells: Sequence[tuple[int, Place]]) -> Pairs:
    """Runs of two or more rows next to each other whose sum a figure with no cell in this column has."""
    inside = {index for index, _ in cells}
    for first in range(len(cells) - 1):
        value = drafts[cells[first][0]].value
        for last in range(first + 1, min(first + WINDOW, len(cells))):
            if cells[last][1].row != cells[last - 1][1].row + 1:
                break
            value += drafts[cells[last][0]].value
            run = [index for index, _ in cells[first : last + 1]]
            fits = [
                other
                for other, total in enumerate(drafts)
                if other not in inside and total.value == value and all(_compatible(drafts[part], total) for part in run)
            ]
            if fits and all(drafts[part].value > 0 for part in run):
                yield from ((part, fits[0]) for part in run)


def _suffix_that_adds_up(drafts: Sequence[Draft], parts: Sequence[int], total: Decimal) -> Sequence[int]:
    """The longest run of parts right before a total that adds up to it exactly; empty if none does."""
    for first in range(len(parts) - 1):
        run = parts[first:]
        if sum((drafts[part].value for part in run), Decimal(0)) == total:
            return run
    return ()


def _parts_in_rows(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """Cells of one row under years that add up to a figure without these years, of the row or of the paper."""
    for cells in _cells(drafts, "row").values():
        years = [(index, place) for index, place in cells if drafts[index].told["years"] and drafts[index].value]
        if len(years) < 2 or len({drafts[index].told["years"] for index, _ in years}) != len(years):
            continue
        value = sum((drafts[index].value for index, _ in years), Decimal(0))
        row = {index for index, _ in cells}
        totals = [other for other, draft in enumerate(drafts) if draft.value == value and draft.value_to is None]
        told_all = [other for other in totals if other not in {index for index, _ in years} and _spans(drafts[other], drafts, years)]
        if told_all:
            total = next((other for other in told_all if other in row), told_all[0])
            yield from ((index, total) for index, _ in years)


def _spans(total: Draft, drafts: Sequence[Draft], years: Sequence[tuple[int, Place]]) -> bool:
    """Whether a figure can be the total of these years: its own years are untold or more than one of theirs."""
    told = total.told["years"]
    single = {drafts[index].told["years"] for index, _ in years}
    directions = {direction for index, _ in years for direction in drafts[index].directions} | set(total.directions)
    return told not in single and (len(directions) <= 1 or directions <= {"expense", "budget"})


def _parts_in_lists(drafts: Sequence[Draft], contexts: Contexts) -> Pairs:
    """Sums in neighbouring points or sentences that add up to a sum told shortly before them in the same section."""
    in_text = ((place, index) for index, draft in enumerate(drafts) for place in draft.places if place.table is None)
    places = sorted(in_text, key=_reading_order)
    for at, (place, index) in enumerate(places):
        total = drafts[index]
        run: list[int] = []
        value = Decimal(0)
        for after, other in places[at + 1 : at + 1 + WINDOW]:
            part = drafts[other]
            near = (after.file_sha256, after.page, after.section) == (place.file_sha256, place.page, place.section)
            if not near or part.value_to is not None or not 0 < part.value < total.value or not _compatible(part, total):
                break
            run.append(other)
            value += part.value
            if value >= total.value:
                break
        if value == total.value and len(set(run)) >= 2:
            yield from ((part, index) for part in run)
