"""A comparison over an archive: choose papers and figures, then `search.compare`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from corpus.collector import collector_at_rest
from corpus.lookup import connect, has_sources
from search.compare import Alike, Comparison, PaperRow, Plan, compare_alike
from search.compare_notes import SHOW
from search.compare_rows import find_papers_for, load_bodies, load_figures, load_lent_years, load_papers
from search.lending import in_years
from search.places import Selection
from search.summands import check_plan


@collector_at_rest()
def compare_archive(archive: Path, query: str, selection: Selection, plan: Plan) -> Comparison:
    """Compare the papers that answer `query` (empty: all) and the selection. Raises QueryError and ArchiveError as search does.

    Raises InputError for a plan that names what there is not.
    """
    from corpus.registry import registry

    check_plan(plan)
    chosen = replace(selection, paper_ids=_matching(archive, query)) if query.strip() else selection
    connection = connect(archive)
    connection.row_factory = None  # plain tuples: half the time of rows by name
    figures: list[Alike] = []
    left_out: Mapping[str, int] = {}
    try:
        papers = load_papers(connection, chosen, plan)
        lent = load_lent_years(connection) if plan.measure != "papers" else {}
        if selection.years:
            # and those of other years that have a figure for them
            others = find_papers_for(connection, selection.years, lent) if plan.measure != "papers" else set[str]()
            papers = [paper for paper in papers if paper.paper_id in others or in_years("", str(paper.year or ""), selection.years)]
        if plan.measure != "papers":
            figures, left_out = load_figures(connection, papers, plan, lent, selection.years)
        places = load_bodies(connection, selection)
        asked = has_sources(connection)  # else all came by hand, and the ledger looks at every paper
    finally:
        connection.close()
    table = compare_alike(papers, figures, plan, registry().population, _bodies(places, plan, selection.kreise), left_out)
    if query.strip() and plan.measure != "papers":
        told = f"All figures of the papers that answer the query count, whatever else they are for: {SHOW}."
        table = replace(table, notes=(*table.notes, told))
    if query.strip() and not chosen.paper_ids:
        table = replace(table, notes=(*table.notes, _nothing_answers(archive, query)))
    return replace(table, notes=(*table.notes, *(_coverage(archive, selection) if asked else ())))


def _coverage(archive: Path, selection: Selection) -> list[str]:
    """What of the sources' papers is here, out of the ledger."""
    from corpus.ledger import coverage_line, load_ledger

    rows = [
        row
        for row in load_ledger(archive, brief=True)
        if row.known and (not selection.kreise or row.ags in selection.kreise) and (not selection.lands or row.ags[:2] in selection.lands)
        and (not selection.years or not row.year or selection.years[0] <= int(row.year) <= selection.years[1])
    ]  # fmt: skip
    line = coverage_line(rows)
    return [line] if line else []


def _matching(archive: Path, query: str) -> frozenset[str]:
    from search.query import matching_papers  # loads the search, which most comparisons do not need

    return matching_papers(archive, query)


def _nothing_answers(archive: Path, query: str) -> str:
    from search.engines.language import parse_query
    from search.expansion import suggest
    from search.opened import open_words
    from search.saved import find_saved

    asked = find_saved(archive, query)
    better = suggest(asked, parse_query(asked)[0], open_words(archive))
    return f"No paper answers: {asked}." + (f" Did you mean: {better}" if better else "")


def _bodies(places: Iterable[tuple[str, str, str]], plan: Plan, kreise: Collection[str] = ()) -> list[PaperRow]:
    """One empty paper for each body of the archive and each Kreis asked for, so that one without an answer shows that it has no data."""
    from corpus.registry import registry

    if set(plan.by) - {"kreis", "land"}:
        return []
    asked = [body for ags in kreise if (body := registry().by_ags(ags)) is not None]
    named = dict.fromkeys((*places, *((body.ags, body.name, body.land) for body in asked)))
    return [PaperRow("", ags, body, land, None) for ags, body, land in named]
