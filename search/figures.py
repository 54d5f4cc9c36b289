"""Rows of papers and figures out of the archive, chosen by what users ask: for `ratslese figures` and for comparisons."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from search.compare import FigureRow, PaperRow
from search.index import DATED
from search.places import Selection, land_name

REJECTED = "rejected"  # the word in `review` for a figure that a person says is none
_COMMITTEE = "coalesce((SELECT c.committee FROM consultations c WHERE c.paper_id = p.paper_id ORDER BY c.position DESC LIMIT 1), '')"
_FEW = 100  # papers that a query names one by one


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with its paper, as a list shows it. `value` and `value_to` are decimal text in `unit`."""

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


@cache
def _official_name(ags: str) -> str:
    from corpus.registry import registry

    body = registry().by_ags(ags) if len(ags) == 5 else None
    return body.name if body else ""


def load_papers(connection: sqlite3.Connection, selection: Selection, by_field: bool = True) -> list[PaperRow]:
    """The papers of a selection, in the order of the archive. A Kreis bears its registered name, however its papers write it.

    With `by_field` False, fields do not choose: a figure may have fields that its paper has not.
    """
    labels = dict(connection.execute("SELECT DISTINCT field, label FROM paper_fields").fetchall())
    fields: dict[str, list[str]] = {}
    for paper_id, field in connection.execute("SELECT paper_id, field FROM paper_fields ORDER BY field"):
        fields.setdefault(paper_id, []).append(field)
    rows = connection.execute(
        f"SELECT p.paper_id, p.ags, p.body, p.reference, p.paper_type, {DATED} AS dated, {_COMMITTEE} AS committee"
        " FROM papers p ORDER BY p.rowid"
    ).fetchall()
    papers = []
    for row in rows:
        year = int(row["dated"][:4]) if row["dated"][:4].isdigit() else None
        own = fields.get(row["paper_id"], [])
        if _chosen(row["paper_id"], row["ags"] or f"name:{row['body']}", selection) and (not by_field or _touches(own, selection.fields)):
            named = tuple(_label(field, labels) for field in own)
            body = _official_name(row["ags"]) or row["body"]
            papers.append(
                PaperRow(
                    row["paper_id"],
                    row["ags"],
                    body,
                    land_name(row["ags"]),
                    year,
                    named,
                    row["reference"],
                    row["committee"],
                    row["paper_type"],
                )
            )
    return papers


def _label(field: str, labels: dict[str, str]) -> str:
    label = labels.get(field, "")
    return f"{field} {label}".strip()


def _chosen(paper_id: str, ags: str, selection: Selection) -> bool:
    return (
        (selection.paper_ids is None or paper_id in selection.paper_ids)
        and (not selection.kreise or ags in selection.kreise)
        and (not selection.lands or ags[:2] in selection.lands)
    )


def _touches(own: Collection[str], asked: Sequence[str]) -> bool:
    return not asked or any(field in own for field in asked)


def load_figure_rows(connection: sqlite3.Connection) -> list[FigureRow]:
    """All figures of the archive, for comparisons."""
    labels = dict(connection.execute("SELECT DISTINCT field, label FROM paper_fields").fetchall())
    return [
        FigureRow(
            figure_id=row["figure_id"],
            paper_id=row["paper_id"],
            kind=cast(Literal["amount", "position"], row["kind"]),
            hundredths=row["hundredths"],
            hundredths_to=row["hundredths_to"],
            direction=row["direction"],
            recurrence=row["recurrence"],
            years=row["years"],
            action=row["action"],
            decided=None if row["decided"] is None else bool(row["decided"]),
            part_of=row["part_of"],
            rejected=REJECTED in row["review"].split(";"),
            fields=tuple(_label(field, labels) for field in row["fields"].split(";") if field),
        )
        for row in connection.execute("SELECT * FROM figures")
    ]


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
            yield _line(row)


def in_years(years: str, dated: str, bounds: tuple[int, int]) -> bool:
    """Whether a figure for these years, or without any the year of its paper's date, falls into the bounds."""
    first, last = bounds
    parts = [part for part in years.split(";") if part[:4].isdigit()] or ([dated[:4]] if dated[:4].isdigit() else [])
    return any(int(part[:4]) <= last and (part.endswith("-") or int(part[:4]) >= first) for part in parts)


def _line(row: sqlite3.Row) -> FigureLine:
    plain = ("figure_id", "paper_id", "body", "ags", "reference", "kind", "value", "value_to", "unit", "direction", "recurrence", "years")
    rest = ("action", "grade", "part_of", "fields", "page", "quote", "review", "note")
    return FigureLine(
        **{name: row[name] for name in plain + rest},
        mentions=row["mention_count"],
        decided=None if row["decided"] is None else bool(row["decided"]),
    )
