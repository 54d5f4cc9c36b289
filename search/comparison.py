"""A comparison over an archive: choose papers and figures, then `search.compare`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from corpus.lookup import connect
from search.compare import Comparison, FigureRow, PaperRow, Plan, compare
from search.figures import in_years, load_figure_rows, load_papers
from search.lending import lend_years
from search.places import Selection
from search.query import matching_papers


def compare_archive(archive: Path, query: str, selection: Selection, plan: Plan) -> Comparison:
    """Compare the papers that answer `query` (empty: all) and the selection. Raises QueryError and ArchiveError as search does."""
    from corpus.registry import registry

    chosen = replace(selection, paper_ids=matching_papers(archive, query)) if query.strip() else selection
    connection = connect(archive)
    try:
        figures = lend_years(load_figure_rows(connection))
        papers = _with_years(load_papers(connection, chosen), figures, plan, selection.years)
        everywhere = load_papers(connection, Selection(kreise=selection.kreise, lands=selection.lands))
    finally:
        connection.close()
    if selection.years:
        bounds, dated = selection.years, {paper.paper_id: str(paper.year or "") for paper in papers}
        figures = [f for f in figures if f.paper_id in dated and in_years(f.years, dated[f.paper_id], bounds)]
    table = compare(papers, figures, plan, registry().population, _bodies(everywhere, plan, selection.kreise))
    if query.strip() and plan.measure != "papers":
        told = "All figures of the papers that answer the query count, whatever else they are for: see them with ratslese show PAPER."
        table = replace(table, notes=(*table.notes, told))
    return replace(table, notes=(*table.notes, *_coverage(archive, selection)))


def _coverage(archive: Path, selection: Selection) -> list[str]:
    """What of the sources' papers is here, out of the ledger; nothing where all came by hand."""
    from corpus.ledger import coverage_line, has_sources, load_ledger

    if not has_sources(archive):  # the ledger looks at every paper
        return []
    rows = [
        row
        for row in load_ledger(archive)
        if row.known and (not selection.kreise or row.ags in selection.kreise) and (not selection.lands or row.ags[:2] in selection.lands)
        and (not selection.years or not row.year or selection.years[0] <= int(row.year) <= selection.years[1])
    ]  # fmt: skip
    line = coverage_line(rows)
    return [line] if line else []


def _with_years(papers: list[PaperRow], figures: list[FigureRow], plan: Plan, years: tuple[int, int] | None) -> list[PaperRow]:
    """Papers of these years, and papers of other years that have a figure for them."""
    if years is None:
        return papers
    dated = {paper.paper_id: str(paper.year or "") for paper in papers}
    told = {f.paper_id for f in figures if f.paper_id in dated and f.years and in_years(f.years, dated[f.paper_id], years)}
    first, last = years
    told = set() if plan.measure == "papers" else told
    return [paper for paper in papers if paper.paper_id in told or (paper.year is not None and first <= paper.year <= last)]


def _bodies(papers: list[PaperRow], plan: Plan, kreise: Collection[str] = ()) -> list[PaperRow]:
    """One empty paper for each body of the archive and each Kreis asked for, so that one without an answer shows that it has no data."""
    from corpus.registry import registry

    if set(plan.by) - {"kreis", "land"}:
        return []
    places = dict.fromkeys((paper.ags, paper.body, paper.land) for paper in papers if paper.body)
    asked = [body for ags in kreise if (body := registry().by_ags(ags)) is not None]
    places |= dict.fromkeys((body.ags, body.name, body.land) for body in asked)
    return [PaperRow("", ags, body, land, None) for ags, body, land in places]
