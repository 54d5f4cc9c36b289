"""What is said under a comparison: what was summed, what was left out and why, what not to conclude. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.compare import FigureRow, PaperRow, Plan

_REMARKS = {
    "own_year": "{n} {figures} placed by the budget year that the paper names.",
    "paper_year": "{n} {figures} without a year placed by the year of the paper's date (else of its first sitting).",
    "open_year": "{n} {figures} from a year on placed in that first year only.",
    "several_years": "{n} {figures} for several years together not divided but placed under all the years (2018+2019).",
    "committee": "A paper stands under the last committee of its Beratungsfolge, which decides.",
    "bounds": "Low and high: ranges by their ends; high also with {n} {figures} of which the text does not tell whether they are decided.",
    "fields": "{n} {figures} with several fields of action counted in each of them: do not add the rows.",
    "no_population": "{n} sums of a body and year left out of the rates: no population is known there (known: 2018 to 2025, Kreise).",
}


def comparison_notes(
    papers: Sequence[PaperRow], figures: Sequence[FigureRow], plan: Plan, used_papers: Collection[str], used: Collection[str],
    left_out: Counter[str], remarks: Counter[str],
) -> Iterable[str]:  # fmt: skip
    """The footnotes. `used_papers` and `used` are the ids of the papers and figures in the table, `left_out` counts by reason."""
    what = "paper" if plan.measure == "papers" else "figure"
    if plan.measure == "papers":
        yield f"Counted: {len(used_papers)} of {_plural(len(papers), 'paper')}."
    else:
        sources = {figure.paper_id for figure in figures if figure.figure_id in used}
        kind = "decided or not" if plan.all_figures else "all decided"
        yield f"Summed: {_plural(len(used), 'figure')} ({kind}) of {_plural(len(sources), 'paper')}; {_plural(len(papers), 'paper')} asked."
    for reason, count in sorted(left_out.items(), key=lambda item: (-item[1], item[0])):
        yield f"Left out: {_plural(count, what)}: {reason}."
    for name, text in _REMARKS.items():
        if count := remarks[name]:
            yield text.format(n=count, figures="figure" if count == 1 else "figures")
    yield from _cautions(papers, figures, plan, used)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _cautions(papers: Sequence[PaperRow], figures: Sequence[FigureRow], plan: Plan, used: Collection[str]) -> Iterable[str]:
    summed = [figure for figure in figures if figure.figure_id in used]
    directions = {figure.direction for figure in summed if figure.kind == "amount"}
    if "budget" in directions and len(directions) > 1:
        yield "Budget is money set aside, normally the same money as the expense beside it: do not add them."
    if "year" not in plan.by:
        told = sorted({int(year) for figure in summed for year in re.findall(r"\d{4}", figure.years)})
        if len(told) > 1:
            yield f"Rows add figures for several years ({told[0]} to {told[-1]}): --by year keeps them apart."
    body_of = {paper.paper_id: paper.body for paper in papers}
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for figure in summed:
        place = (body_of[figure.paper_id], str(figure.hundredths), figure.direction, figure.recurrence, figure.years, figure.action)
        if body_of[figure.paper_id] and figure.hundredths:
            places[place].add(figure.paper_id)
    twice = sum(len(owners) > 1 for owners in places.values())
    if twice:
        yield (
            f"{twice} equal {'figure stands' if twice == 1 else 'figures stand'} in several papers of one body; each paper counts, since"
            " the same money may be decided in steps: check them with ratslese figures."
        )
    if plan.per_capita and "year" not in plan.by:
        yield "The rates of several years are added, each with its own year's inhabitants: --by year keeps them apart."
    if plan.per_capita:
        yield "Inhabitants: of the bodies with papers in each group, on 31 December of the figure's year."
