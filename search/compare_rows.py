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
from functools import cache, partial
from itertools import count
from operator import attrgetter
from string import ascii_lowercase
from typing import Any

from corpus.views import DATED
from search.lending import find_copies, find_lent_years, in_years
from search.places import Selection, land_name
from search.summands import BOUNDED, DIRECTIONS, RECURRENCES, Alike, FigureRow, PaperRow, Plan, left_out_reason

KEPT = "'_'"  # the letter of a figure that is not left out, in SQL
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
    return [
        PaperRow._make((paper_id, *place, _year(dated), fields.get(paper_id, ()), reference, last, kind))
        for paper_id, ags, written, dated, reference, last, kind in rows
        if (place := places(ags, written)) is not None
    ]


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
    for paper_id, field in connection.execute("SELECT paper_id, field FROM paper_fields ORDER BY paper_id, field"):
        fields[paper_id].append(named(field))
    return {paper_id: tuple(own) for paper_id, own in fields.items()}


def _field_names(connection: sqlite3.Connection) -> Callable[[str], str]:
    """Field ids → "id label"."""
    labels = dict(connection.execute("SELECT DISTINCT field, label FROM paper_fields"))
    return cache(lambda field: f"{field} {labels.get(field, '')}".strip())


@dataclass(frozen=True, slots=True)
class _Trait:
    """What a figure is told to be: an expression, what a figure is by its values in SQL, and what it is by any other."""

    name: str
    expression: str
    values: Mapping[str, str | bool | None]
    otherwise: str | bool | None


def _traits(measure: str) -> tuple[_Trait, ...]:
    """The traits by which figures are left out, those first that leave out most."""
    others = (
        _Trait("range", "hundredths_to <> hundredths", {"1": True}, False),
        _Trait("rejected", _REJECTED, {"1": True}, False),
    )
    decided = _Trait("decided", "decided", {"1": True, "0": False}, None)
    if measure != "amount":
        return decided, *others
    directions, recurrences = DIRECTIONS, (*filter(None, RECURRENCES), "monthly", "per_unit")
    return (
        decided,
        _Trait("direction", "direction", {f"'{word}'": word for word in directions}, "other"),
        _Trait("recurrence", "recurrence", {f"'{word}'": word for word in recurrences}, ""),
        *others,
    )


def _reason_letters(kind: Any, plan: Plan) -> tuple[str, dict[str, str]]:
    """An expression that gives each figure the letter of why it is left out, KEPT where it is not; and the reasons by letter.

    A tree of CASEs, grown by asking `left_out_reason`: it looks at no trait that changes nothing.
    """
    traits, letters = _traits(plan.measure), {"": KEPT}

    def grow(told: Mapping[str, Any]) -> str:
        if len(told) == len(traits):
            ends = {name: value for name, value in told.items() if name != "range"}
            reason = left_out_reason(FigureRow("", "", kind, 0, 1 if told["range"] else None, **ends), plan)
            kept = not reason or (plan.bounds and reason in BOUNDED)
            return letters.setdefault("" if kept else reason, f"'{ascii_lowercase[len(letters)]}'")
        trait = traits[len(told)]
        rest = grow({**told, trait.name: trait.otherwise})
        branches = {value: grow({**told, trait.name: own}) for value, own in trait.values.items()}
        cases = " ".join(f"WHEN {value} THEN {branch}" for value, branch in branches.items() if branch != rest)
        return f"CASE {trait.expression} {cases} ELSE {rest} END" if cases else rest

    return grow({}), {letter.strip("'"): reason for reason, letter in letters.items() if reason}


def load_figures(
    connection: sqlite3.Connection, papers: Collection[PaperRow], plan: Plan, lent: Mapping[str, str], years: tuple[int, int] | None = None
) -> tuple[list[Alike], Counter[str]]:
    """The figures of these papers that may be summed or leave bounds, their years `lent`, and by reason how many others there are.

    With `years` only figures for these, by the year of their paper where they have none.
    """
    kind = "amount" if plan.measure == "amount" else "position"
    wanted = [_in_papers(connection, papers), *([_for_years(connection, papers, lent, years)] if years else [])]
    where = " AND ".join((f"kind = '{kind}'", *(condition for condition, _ in wanted if condition)))
    values = [value for _, own in wanted for value in own]
    letter, reasons = _reason_letters(kind, plan)
    # All letters in one text, a letter a figure: counted in half the time that groups take.
    (told,) = connection.execute(f"SELECT group_concat({letter}, '') FROM figures WHERE {where}", values).fetchone()
    left_out = Counter({reasons[letter]: count for letter, count in Counter(told or "").items() if letter in reasons})
    return _read_figures(connection, kind, (f"{where} AND {letter} = {KEPT}", values), plan, papers, lent), left_out


def _in_papers(connection: sqlite3.Connection, papers: Collection[PaperRow]) -> tuple[str, list[str]]:
    (total,) = connection.execute("SELECT count(*) FROM papers").fetchone()
    if len(papers) == total:
        return "", []
    return _AMONG.format(column="paper_id"), [json.dumps([paper.paper_id for paper in papers])]


def _for_years(
    connection: sqlite3.Connection, papers: Iterable[PaperRow], lent: Mapping[str, str], bounds: tuple[int, int]
) -> tuple[str, list[str]]:
    """The condition that a figure is for one of these years, as `in_years` would say of each."""
    always = (0, 9999)
    named = [years for (years,) in connection.execute("SELECT DISTINCT years FROM figures") if in_years(years, "", always)]
    told = [figure_id for figure_id, years in lent.items() if in_years(years, "", always)]
    dated = [paper.paper_id for paper in papers if in_years("", str(paper.year or ""), bounds)]
    choices = (
        ("years", named, [years for years in named if in_years(years, "", bounds)]),
        ("figure_id", told, [figure_id for figure_id in told if in_years(lent[figure_id], "", bounds)]),
    )
    cases = (f"WHEN {_AMONG.format(column=column)} THEN {_AMONG.format(column=column)}" for column, _, _ in choices)
    values = [json.dumps(among) for _, *both in choices for among in both]
    return f"CASE {' '.join(cases)} ELSE {_AMONG.format(column='paper_id')} END", [*values, json.dumps(dated)]


def _read_figures(
    connection: sqlite3.Connection, kind: Any, chosen: tuple[str, Sequence[str]], plan: Plan, papers: Iterable[PaperRow],
    lent: Mapping[str, str],
) -> list[Alike]:  # fmt: skip
    (where, values), named = chosen, _field_names(connection) if "field" in plan.by else str
    fields_of = cache(lambda fields: tuple(named(field) for field in fields.split(";") if field))
    told, dated, kinds = _told_columns(kind, plan), _asks_years(plan), _kinds(papers, plan)
    query = f"SELECT figure_id, paper_id, hundredths, years, {', '.join(told.values())} FROM figures WHERE {where}"
    found: dict[tuple[Any, ...], dict[int, list[tuple[str, str, int, str]]]] = defaultdict(partial(defaultdict, list))
    traits_from = 3 if dated else 4  # the years, where they matter, and what of `told` there is
    for row in connection.execute(query, values):  # not all at once: what is let go of is room for the next
        if not row[3] and row[0] in lent:
            row = (*row[:3], lent[row[0]], *row[4:])
        found[row[traits_from:]][kinds[row[1]]].append(row[:4])

    def figure(own: tuple[Any, ...]) -> FigureRow:
        traits = dict(zip((("years", *told) if dated else told), own, strict=True))
        traits["decided"] = None if traits["decided"] is None else bool(traits["decided"])
        return FigureRow("", "", kind, 0, **traits | {"fields": fields_of(traits.get("fields", ""))})

    return [Alike(figure(own), list(groups.values())) for own, groups in found.items()]


def _told_columns(kind: str, plan: Plan) -> dict[str, str]:
    """What of the figures that are kept may differ, by its name in a FigureRow; the rest is empty, and no time is spent on it."""
    told = ["part_of", *(("direction", "recurrence") if kind == "amount" else ("action",)), *(["fields"] if "field" in plan.by else [])]
    columns = {name: name for name in told} | {"decided": "decided" if plan.all_figures or plan.bounds else "1"}
    return columns | ({"hundredths_to": "nullif(hundredths_to, hundredths)"} if plan.bounds else {})


def _asks_years(plan: Plan) -> bool:
    """Whether it matters to the plan which year a figure is for."""
    return "year" in plan.by or plan.per_capita


def _kinds(papers: Iterable[PaperRow], plan: Plan) -> dict[str, int]:
    """Papers → numbers, the same for papers that the plan does not tell apart; a further copy of a paper has its own."""
    told = ("ags", "body", "land", "fields", "committee", "paper_type", *(["year"] if _asks_years(plan) else []))
    held, numbers = list(papers), defaultdict[object, int](count().__next__)
    kinds = map(numbers.__getitem__, map(attrgetter(*told), held))
    kinds_of = dict(zip([paper.paper_id for paper in held], kinds, strict=True))
    return kinds_of | {paper_id: numbers[paper_id] for paper_id in find_copies(held)}


def find_papers_for(connection: sqlite3.Connection, years: tuple[int, int], lent: Mapping[str, str]) -> set[str]:
    """The ids of papers with a figure, of whatever kind, for one of these years, told or `lent`."""
    told = connection.execute("SELECT DISTINCT paper_id, years FROM figures WHERE years <> ''").fetchall()
    among = _AMONG.format(column="figure_id")
    rows = connection.execute(f"SELECT paper_id, figure_id FROM figures WHERE {among}", (json.dumps(list(lent)),))
    told += [(paper_id, lent[figure_id]) for paper_id, figure_id in rows]
    return {paper_id for paper_id, own in told if in_years(own, "", years)}


def load_lent_years(connection: sqlite3.Connection) -> dict[str, str]:
    """Years that totals and shares lend each other, by figure."""
    columns = ("figure_id", "recurrence", "years", "part_of")
    told = ", ".join(f"{table}.{column}" for table in ("share", "total") for column in columns)
    pairs = connection.execute(
        f"SELECT {told} FROM figures share LEFT JOIN figures total ON total.figure_id = share.part_of"
        " WHERE share.part_of <> '' AND (share.years = '' OR total.years = '')"  # only these lend
    ).fetchall()

    def figure(own: Sequence[str]) -> FigureRow:
        return FigureRow(own[0], "", "amount", 0, recurrence=own[1], years=own[2], part_of=own[3])

    shares = [figure(pair[:4]) for pair in pairs]
    totals = {pair[4]: figure(pair[4:]) for pair in pairs if pair[4] is not None}
    return find_lent_years(shares, totals | {share.figure_id: share for share in shares})
