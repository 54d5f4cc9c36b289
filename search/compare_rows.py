"""Papers and figures of an archive as a comparison wants them. Whole columns in few queries: an archive may hold 100,000 figures.

Most figures of an archive are left out of a comparison for what they are (background, a threshold, a rate). Those are counted in the
database and never loaded; `left_out_reason` alone says which they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import prod
from typing import Any

from corpus.views import DATED
from search.figures import in_years
from search.lending import find_lent_years
from search.places import Selection, land_name
from search.summands import ACTIONS, BOUNDED, DIRECTIONS, RECURRENCES, Alike, FigureRow, PaperRow, Plan, left_out_reason

REJECTED = "rejected"  # the word in `review` for a figure that a person says is none
_COMMITTEE = "coalesce((SELECT c.committee FROM consultations c WHERE c.paper_id = p.paper_id ORDER BY c.position DESC LIMIT 1), '')"
# CASE and not AND, which looks at both sides: nearly no figure was reviewed.
_REJECTED = f"CASE WHEN review = '' THEN 0 ELSE instr(';' || review || ';', ';{REJECTED};') > 0 END"
_AMONG = "{column} IN (SELECT value FROM json_each(?))"  # any number of values in one parameter


def load_papers(connection: sqlite3.Connection, selection: Selection, plan: Plan) -> list[PaperRow]:
    """The papers of a selection, whatever their year, in the order of the archive. What the plan does not ask for is left empty.

    A Kreis bears its registered name, however its papers write it.
    """
    where, values = [], []
    if selection.paper_ids is not None:
        where.append(_AMONG.format(column="p.paper_id"))
        values.append(json.dumps(sorted(selection.paper_ids)))
    if selection.fields:
        where.append(f"p.paper_id IN (SELECT paper_id FROM paper_fields WHERE {_AMONG.format(column='field')})")
        values.append(json.dumps(selection.fields))
    committee = _COMMITTEE if "committee" in plan.by else "''"
    paper_type = "p.paper_type" if "type" in plan.by else "''"
    rows = connection.execute(
        f"SELECT p.paper_id, p.ags, p.body, substr({DATED}, 1, 4), p.reference, {committee}, {paper_type} FROM papers p"
        f"{' WHERE ' if where else ''}{' AND '.join(where)} ORDER BY p.rowid",
        values,
    )
    fields = _fields_of_papers(connection) if "field" in plan.by else {}
    places = cache(lambda ags, body: _place(ags, body) if _chosen(ags, body, selection) else None)
    papers = []
    for paper_id, ags, written, dated, reference, last, kind in rows:
        if (place := places(ags, written)) is not None:
            _, body, land = place
            papers.append(PaperRow(paper_id, ags, body, land, _year(dated), fields.get(paper_id, ()), reference, last, kind))
    return papers


def load_bodies(connection: sqlite3.Connection, selection: Selection) -> list[tuple[str, str, str]]:
    """AGS, name and Land of the bodies of the selection that papers of the archive are from, whatever these papers are about."""
    rows = connection.execute("SELECT DISTINCT ags, body FROM papers WHERE body <> '' OR ags <> ''")
    return [_place(ags, body) for ags, body in rows if _chosen(ags, body, selection)]


@cache
def _year(dated: str) -> int | None:
    return int(dated) if dated.isdigit() else None


@cache
def _place(ags: str, body: str) -> tuple[str, str, str]:
    from corpus.registry import registry

    known = registry().by_ags(ags) if len(ags) == 5 else None
    return ags, known.name if known else body, land_name(ags)


def _chosen(ags: str, body: str, selection: Selection) -> bool:
    key = ags or f"name:{body}"
    return (not selection.kreise or key in selection.kreise) and (not selection.lands or key[:2] in selection.lands)


def _fields_of_papers(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    named = _field_names(connection)
    fields: dict[str, list[str]] = defaultdict(list)
    for paper_id, field in connection.execute("SELECT paper_id, field FROM paper_fields ORDER BY field"):
        fields[paper_id].append(named(field))
    return {paper_id: tuple(own) for paper_id, own in fields.items()}


def _field_names(connection: sqlite3.Connection) -> Callable[[str], str]:
    """Field ids → "id label"."""
    labels = dict(connection.execute("SELECT DISTINCT field, label FROM paper_fields"))
    return cache(lambda field: f"{field} {labels.get(field, '')}".strip())


@dataclass(frozen=True, slots=True)
class _Trait:
    """What a figure is told to be: an expression that gives the place of its value among `values`."""

    name: str
    expression: str
    values: tuple[str | bool | None, ...]


def _traits(measure: str) -> tuple[_Trait, ...]:
    """The traits by which figures are left out, those first that leave out most."""
    flags = (_Trait("rejected", _REJECTED, (False, True)), _Trait("range", "coalesce(hundredths_to <> hundredths, 0)", (False, True)))
    words = {"action": tuple(sorted(ACTIONS))}
    if measure == "amount":
        words = {"direction": ("other", *DIRECTIONS), "recurrence": (*sorted(RECURRENCES), "monthly", "per_unit")}
    told = [_Trait(name, _place_among(name, values), values) for name, values in words.items()]
    return (_Trait("decided", "coalesce(decided, 2)", (False, True, None)), *told, *flags)


def _place_among(column: str, words: Sequence[str]) -> str:
    """The place of a column's value among words; that of the first for any other."""
    cases = " ".join(f"WHEN '{word}' THEN {place}" for place, word in enumerate(words) if place)
    return f"CASE {column} {cases} ELSE 0 END"


def load_figures(
    connection: sqlite3.Connection, papers: Collection[PaperRow], plan: Plan, lent: Mapping[str, str], every: bool = False
) -> tuple[list[Alike], Counter[str]]:
    """The figures of these papers that may be summed or leave bounds, their years `lent`, and by reason how many others there are.

    With `every` all figures of the measure are loaded and none counted.
    """
    chosen, values = _in_papers(connection, papers)
    kind = "amount" if plan.measure == "amount" else "position"
    if every:
        return _read_figures(connection, kind, (chosen, values), plan, lent), Counter()
    traits, left_out, kept = _traits(plan.measure), Counter[str](), []
    combinations = list(product(*(range(len(trait.values)) for trait in traits)))
    number = " + ".join(f"{trait.expression} * {weight}" for trait, weight in zip(traits, _weights(traits), strict=True))
    rows = connection.execute(f"SELECT {number} AS number, count(*) FROM figures WHERE kind = '{kind}'{chosen} GROUP BY number", values)
    for place, count in rows:
        reason = left_out_reason(_figure_with(traits, combinations[place], kind), plan)
        if reason and not (plan.bounds and reason in BOUNDED):
            left_out[reason] += count
        else:
            kept.append(combinations[place])
    # All combinations that are kept fulfil these conditions, and few others.
    places = [sorted(set(own)) for own in zip(*kept, strict=True)]
    for trait, own in zip(traits, places, strict=True) if kept else ():
        chosen += f" AND {trait.expression} IN ({', '.join(map(str, own))})"
    figures = _read_figures(connection, kind, (chosen, values), plan, lent) if kept else []
    if len(kept) < prod(map(len, places)):
        reasons = ((alike, left_out_reason(alike.figure, plan)) for alike in figures)
        figures = [alike for alike, reason in reasons if not reason or (plan.bounds and reason in BOUNDED)]
    return figures, left_out


def _in_papers(connection: sqlite3.Connection, papers: Collection[PaperRow]) -> tuple[str, list[str]]:
    (total,) = connection.execute("SELECT count(*) FROM papers").fetchone()
    if len(papers) == total:
        return "", []
    return f" AND {_AMONG.format(column='paper_id')}", [json.dumps([paper.paper_id for paper in papers])]


def _weights(traits: Sequence[_Trait]) -> list[int]:
    """The weights that number combinations of traits in the order of `itertools.product`."""
    return [prod(len(later.values) for later in traits[place + 1 :]) for place in range(len(traits))]


def _figure_with(traits: Sequence[_Trait], places: Iterable[int], kind: Any) -> FigureRow:
    """Any figure that has these traits."""
    values: dict[str, Any] = {trait.name: trait.values[place] for trait, place in zip(traits, places, strict=True)}
    return FigureRow("", "", kind, 0, 1 if values.pop("range") else None, **values)


def _read_figures(
    connection: sqlite3.Connection, kind: Any, chosen: tuple[str, Sequence[str]], plan: Plan, lent: Mapping[str, str]
) -> list[Alike]:
    (where, values), named = chosen, _field_names(connection)
    fields_of = cache(lambda fields: tuple(named(field) for field in fields.split(";") if field))
    fields = "fields" if "field" in plan.by else "''"
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in connection.execute(
        "SELECT figure_id, hundredths, paper_id, nullif(hundredths_to, hundredths), direction, recurrence, years, action, decided, part_of,"
        f" {fields}, {_REJECTED} FROM figures WHERE kind = '{kind}'{where}",
        values,
    ):
        found[row[2:]].append(row[:2])
    figures = []
    for told, pairs in found.items():
        paper_id, hundredths_to, direction, recurrence, years, action, decided, part_of, own, rejected = told
        by_years = {years: pairs} if years else _by_lent_years(pairs, lent)
        for years, same in by_years.items():
            figure = FigureRow(
                same[0][0], paper_id, kind, same[0][1], hundredths_to, direction, recurrence, years, action,
                None if decided is None else bool(decided), part_of, fields_of(own), bool(rejected),
            )  # fmt: skip
            figures.append(Alike(figure, *zip(*same, strict=True)))
    return figures


def _by_lent_years(pairs: list[tuple[Any, ...]], lent: Mapping[str, str]) -> Mapping[str, list[tuple[Any, ...]]]:
    """(id, hundredths) of figures without years of their own by the years that are lent to them."""
    if not any(pair[0] in lent for pair in pairs):
        return {"": pairs}
    by_years: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for pair in pairs:
        by_years[lent.get(pair[0], "")].append(pair)
    return by_years


def find_papers_for(connection: sqlite3.Connection, years: tuple[int, int], lent: Mapping[str, str]) -> set[str]:
    """The ids of papers with a figure, of whatever kind, for one of these years, told or `lent`."""
    told = connection.execute("SELECT DISTINCT paper_id, years FROM figures WHERE years <> ''").fetchall()
    among = _AMONG.format(column="figure_id")
    rows = connection.execute(f"SELECT paper_id, figure_id FROM figures WHERE {among}", (json.dumps(list(lent)),))
    told += [(paper_id, lent[figure_id]) for paper_id, figure_id in rows]
    return {paper_id for paper_id, own in told if in_years(own, "", years)}


def load_lent_years(connection: sqlite3.Connection) -> dict[str, str]:
    """Years that totals and shares lend each other, by figure."""
    columns = "figure_id, paper_id, kind, 0, NULL, '', recurrence, years, '', NULL, part_of, NULL, 0"
    shares = list(map(FigureRow._make, connection.execute(f"SELECT {columns} FROM figures WHERE part_of <> ''")))
    totals = json.dumps(sorted({share.part_of for share in shares}))
    rows = connection.execute(f"SELECT {columns} FROM figures WHERE {_AMONG.format(column='figure_id')}", (totals,))
    kin = [*shares, *map(FigureRow._make, rows)]
    return find_lent_years(shares, {figure.figure_id: figure for figure in kin})
