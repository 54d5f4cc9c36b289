"""Figures out of the archive with their papers, chosen by what users ask: for `ratslese figures`."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.doubts import common_doubts, read_doubts
from corpus.views import DATED
from search.lending import in_years
from search.places import Selection

_FEW = 100  # papers that a query names one by one


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with its paper, as a list shows it. `value` and `value_to` are decimal text in `unit`; `doubts` names attributes, joined
    with ";", that all its mentions tell by default or by a narrow lead."""

    figure_id: str
    paper_id: str
    body: str
    ags: str
    reference: str
    kind: str
    value: str
    value_to: str
    unit: str
    direction: str
    recurrence: str
    years: str
    action: str
    grade: str
    decided: bool | None
    part_of: str
    fields: str
    mentions: int
    page: int
    quote: str
    review: str = ""
    note: str = ""
    cost_of: str = ""
    cost_basis: str = ""
    doubts: str = ""


def _chosen(paper_id: str, ags: str, selection: Selection) -> bool:
    return (
        (selection.paper_ids is None or paper_id in selection.paper_ids)
        and (not selection.kreise or ags in selection.kreise)
        and (not selection.lands or ags[:2] in selection.lands)
    )


def _touches(own: Collection[str], asked: Sequence[str]) -> bool:
    return not asked or any(field in own for field in asked)


def find_figures(connection: sqlite3.Connection, selection: Selection) -> Iterator[FigureLine]:
    """Figures of a selection by body, paper and page. A year chooses the figure's own years, else its paper's year."""
    ids = sorted(selection.paper_ids or ()) if selection.paper_ids is not None and len(selection.paper_ids) <= _FEW else []
    where = f" WHERE g.paper_id IN ({', '.join('?' * len(ids))})" if ids else ""
    rows = connection.execute(
        f"SELECT g.*, p.body, p.ags, p.reference, {DATED} AS dated,"
        " (SELECT group_concat(field, ';') FROM paper_fields f WHERE f.paper_id = p.paper_id) AS paper_fields"
        f" FROM figures g JOIN papers p USING (paper_id){where}"
        " ORDER BY p.ags, p.body, p.rowid, g.page, g.kind, g.rowid",
        ids,
    )
    for row in rows:
        own = row["fields"] or row["paper_fields"] or ""
        if (
            _chosen(row["paper_id"], row["ags"] or f"name:{row['body']}", selection)
            and (not selection.kind or row["kind"] == selection.kind)
            and (selection.decided is None or row["decided"] == int(selection.decided))
            and _touches(own.split(";"), selection.fields)
            and (selection.years is None or in_years(row["years"], row["dated"], selection.years))
        ):
            mentions = connection.execute("SELECT cues, extracted FROM mentions WHERE figure_id = ?", (row["figure_id"],))
            yield _line(row, common_doubts([read_doubts(*mention) for mention in mentions]))


def _line(row: sqlite3.Row, doubts: Sequence[str]) -> FigureLine:
    plain = ("figure_id", "paper_id", "body", "ags", "reference", "kind", "value", "value_to", "unit", "direction", "recurrence", "years")
    rest = ("action", "grade", "part_of", "fields", "page", "quote", "review", "note", "cost_of", "cost_basis")
    return FigureLine(
        **{name: row[name] for name in plain + rest},
        mentions=row["mention_count"],
        decided=None if row["decided"] is None else bool(row["decided"]),
        doubts=";".join(doubts),
    )
