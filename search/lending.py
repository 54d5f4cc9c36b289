"""What figures and papers say of each other: a share and its total are for the same years, two papers may be copies of one. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.summands import FigureRow, PaperRow


def lend_years(figures: Sequence[FigureRow]) -> list[FigureRow]:
    """Figures with years told or lent: a share without years has its total's, a total without years those all its shares agree on."""
    shares = [figure for figure in figures if figure.part_of]
    kin = {figure.part_of for figure in shares} | {figure.figure_id for figure in shares}
    lent = find_lent_years(shares, {figure.figure_id: figure for figure in figures if figure.figure_id in kin})
    return [f._replace(years=lent[f.figure_id]) if f.figure_id in lent else f for f in figures] if lent else list(figures)


def find_lent_years(shares: Sequence[FigureRow], named: Mapping[str, FigureRow]) -> dict[str, str]:
    """The years lent to shares and to their totals, by the id of the figure; figures that tell their own are not in it.

    `named` holds at least the shares and their totals, as far as there are any. Years go from a share to its total to that one's total.
    """
    lent: dict[str, str] = {}
    while new := dict(_lend_once(shares, named, lent)):
        lent |= new
    return lent


def _lend_once(shares: Sequence[FigureRow], named: Mapping[str, FigureRow], lent: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    of_shares: dict[str, set[str]] = defaultdict(set)
    for share in shares:
        if years := share.years or lent.get(share.figure_id, ""):
            of_shares[share.part_of].add(years)
    for figure_id in dict.fromkeys((*of_shares, *(share.figure_id for share in shares))):
        figure = named.get(figure_id)
        if figure is None or figure.years or figure_id in lent:
            continue
        told, total = of_shares.get(figure_id, set()), named.get(figure.part_of)
        if len(told) == 1:
            yield figure_id, next(iter(told))
        elif total is not None:
            if years := total.years or lent.get(total.figure_id, ""):
                yield figure_id, years
        elif told:
            parts = sorted({part for years in told for part in re.findall(r"\d{4}", years)})
            yield figure_id, f"{parts[0]}-" if figure.recurrence == "yearly" else ";".join(parts)


def in_years(years: str, dated: str, bounds: tuple[int, int]) -> bool:
    """Whether a figure for these years, or without any the year of its paper's date, falls into the bounds."""
    first, last = bounds
    parts = [part for part in years.split(";") if part[:4].isdigit()] or ([dated[:4]] if dated[:4].isdigit() else [])
    return any(int(part[:4]) <= last and (part.endswith("-") or int(part[:4]) >= first) for part in parts)


def find_copies(papers: Iterable[PaperRow]) -> set[str]:
    """Papers that are a further copy of one with the same body and number: the same Vorlage in another file."""
    told = list(papers)
    several = {pair for pair, count in Counter(map(attrgetter("body", "reference"), told)).items() if count > 1 and all(pair)}
    first: dict[tuple[str, str], str] = {}
    copies = set()
    for paper in told if several else ():
        if (paper.body, paper.reference) in several:
            known = first.setdefault((paper.body, paper.reference), paper.paper_id)
            if paper.paper_id < known:  # the lowest id is the one that counts, in whatever order they come
                first[paper.body, paper.reference] = paper.paper_id
            if paper.paper_id != known:
                copies.add(max(paper.paper_id, known))
    return copies
