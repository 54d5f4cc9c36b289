"""What is said under a comparison: what was summed, what was left out and why, what not to conclude. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from search.summands import RANGE

if TYPE_CHECKING:
    from search.summands import FigureRow, PaperRow, Plan, Rows

Summed = tuple["FigureRow", "Sequence[tuple[str, Rows]]"]  # what figures are told to be, and each body's

# What to type, and what a reader without the program is told in its place.
BY_YEAR, CHECK, SHOW = "--by year keeps them apart", "check them with ratslese figures", "see them with ratslese show PAPER"
WITH_BOUNDS = "--bounds shows it within the least and the most"
HINTS = {
    BY_YEAR: "grouped by year they stand apart",
    CHECK: "the evidence of each number shows them",
    SHOW: "the evidence of each number shows them",
    "; see: ratslese ledger": "",
    WITH_BOUNDS: "the least and the most of each sum, which hold it, were not asked for",
}

_REMARKS = {
    "own_year": "{n} {figures} placed by the budget year that the paper names.",
    "paper_year": "{n} {figures} without a year placed by the year of the paper's date (else of its first sitting).",
    "open_year": "{n} {figures} from a year on placed in that first year only.",
    "several_years": "{n} {figures} for several years together not divided but placed under all the years (2018+2019).",
    "committee": "A paper stands under the last committee of its Beratungsfolge, which decides.",
    "fields": "{n} {figures} with several fields of action counted in each of them: do not add the rows.",
    "no_population": "{n} {sums} of a body and year left out of the rates: no population is known there (known: 2018 to 2025, Kreise).",
}


def comparison_notes(
    papers: Sequence[PaperRow], summed: Sequence[Summed], plan: Plan, used_papers: Collection[str],
    left_out: Counter[str], remarks: Counter[str],
) -> Iterable[str]:  # fmt: skip
    """The footnotes. `summed` are the figures and `used_papers` the ids of the papers in the table, `left_out` counts by reason."""
    what = "paper" if plan.measure == "papers" else "figure"
    if plan.measure == "papers":
        yield f"Counted: {len(used_papers)} of {_plural(len(papers), 'paper')}."
    else:
        rows = _all_rows(summed)
        used, sources = len(rows), set(map(itemgetter(1), rows))
        kind = "decided or not" if plan.all_figures else "all decided"
        yield f"Summed: {_plural(used, 'figure')} ({kind}) of {_plural(len(sources), 'paper')}; {_plural(len(papers), 'paper')} asked."
    for reason, count in sorted(left_out.items(), key=lambda item: (-item[1], item[0])):
        hint = f"; {WITH_BOUNDS}" if reason == RANGE and not plan.bounds else ""
        yield f"Left out: {_plural(count, what)}: {reason}{hint}."
    for name, text in _REMARKS.items():
        if count := remarks[name]:
            yield text.format(n=count, figures="figure" if count == 1 else "figures", sums="sum" if count == 1 else "sums")
    if plan.bounds:
        yield from _bounds(remarks)
    yield from _cautions(summed, plan)


def _bounds(remarks: Counter[str]) -> Iterable[str]:
    """What the numbers in brackets are, or why there are none."""
    ranges, untold = remarks["bounds_range"], remarks["bounds_untold"]
    if not ranges and not untold:
        yield "No bounds: no figure is given as a range, and of each the text tells whether it is decided."
        return
    why = [f"{_plural(ranges, 'range')}, counted by the ends"] if ranges else []
    if untold:
        why.append(f"{_plural(untold, 'figure')} of which the text does not tell whether decided, counted as nothing and in full")
    yield f"In brackets the least and the most that a sum can be, with what it leaves out: {'; '.join(why)}."
    yield "Brackets behind “no data”: nothing could be summed there, and the bounds are all that is known."


def _all_rows(summed: Sequence[Summed]) -> list[tuple[str, str, int, str]]:
    return list(chain.from_iterable(rows for _, groups in summed for _, rows in groups))


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _cautions(summed: Sequence[Summed], plan: Plan) -> Iterable[str]:
    directions = {figure.direction for figure, groups in summed if groups and figure.kind == "amount"}
    if "budget" in directions and len(directions) > 1:
        yield "Budget is money set aside, normally the same money as the expense beside it: do not add them."
    if "year" not in plan.by:
        every = set(map(itemgetter(3), _all_rows(summed)))
        told = sorted({int(year) for years in every for year in re.findall(r"\d{4}", years)})
        if len(told) > 1:
            yield f"Rows add figures for several years ({told[0]} to {told[-1]}): {BY_YEAR}."
    twice = _count_equal(summed)
    if twice:
        yield (
            f"{twice} equal {'figure stands' if twice == 1 else 'figures stand'} in several papers of one body; each paper counts, since"
            f" the same money may be decided in steps: {CHECK}."
        )
    if plan.per_capita and "year" not in plan.by:
        yield f"The rates of several years are added, each with its own year's inhabitants: {BY_YEAR}."
    if plan.per_capita:
        yield "Inhabitants: of the bodies with papers in each group, on 31 December of the figure's year."


def _count_equal(summed: Sequence[Summed]) -> int:
    """How many figures stand, equal in all that is told of them, in more than one paper of a body."""
    alike: dict[tuple[str, ...], dict[str, list[tuple[str, str, int, str]]]] = defaultdict(partial(defaultdict, list))
    for figure, groups in summed:
        of_bodies = alike[figure.direction, figure.recurrence, figure.action]
        for body, rows in groups:
            of_bodies[body] += rows
    several = 0
    for same in (rows for of_bodies in alike.values() for body, rows in of_bodies.items() if body):
        of_rows = Counter([row[2:] for row in same])  # (value, years)
        twice = {told for told, count in of_rows.items() if count > 1 and told[0]}
        of_papers = Counter([told for _, told in {(row[1], row[2:]) for row in same if row[2:] in twice}]) if twice else {}
        several += sum(count > 1 for count in of_papers.values())
    return several
