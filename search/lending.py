"""What figures and papers say of each other: a share and its total are for the same years, two papers may be copies of one. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.compare import FigureRow, PaperRow


def lend_years(figures: Sequence[FigureRow]) -> list[FigureRow]:
    """Figures with years told or lent: a share without years has its total's, a total without years those all its shares agree on."""
    named = {figure.figure_id: figure for figure in figures}
    of_shares: dict[str, set[str]] = defaultdict(set)
    for figure in figures:
        if figure.part_of and figure.years:
            of_shares[figure.part_of].add(figure.years)
    lent = []
    for figure in figures:
        years = figure.years
        if not years and len(of_shares[figure.figure_id]) == 1:
            (years,) = of_shares[figure.figure_id]
        elif not years and figure.part_of in named:
            years = named[figure.part_of].years
        elif not years and of_shares[figure.figure_id]:
            told = sorted({part for years in of_shares[figure.figure_id] for part in re.findall(r"\d{4}", years)})
            years = f"{told[0]}-" if figure.recurrence == "yearly" else ";".join(told)
        lent.append(replace(figure, years=years) if years != figure.years else figure)
    return lent


def find_copies(papers: Iterable[PaperRow]) -> set[str]:
    """Papers that are a further copy of one with the same body and number: the same Vorlage in another file."""
    seen: set[tuple[str, str]] = set()
    copies = set()
    for paper in sorted(papers, key=lambda paper: paper.paper_id):
        key = (paper.body, paper.reference)
        if all(key) and key in seen:
            copies.add(paper.paper_id)
        seen.add(key)
    return copies
