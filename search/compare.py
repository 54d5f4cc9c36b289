"""Compare bodies, Länder, fields and years by what their papers decide. Pure: rows in, a `Comparison` out.

Sums only what may be summed. Expense, income and budget are never added to each other (a budget is normally the same money as the
expense beside it), nor once to yearly, nor posts created to posts cut. What is left out is counted, with its reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import chain, product
from operator import itemgetter
from types import MappingProxyType

from search.compare_notes import Summed, comparison_notes
from search.german import fold
from search.lending import find_copies, lend_years
from search.summands import ACTIONS, BOUNDED, DIRECTIONS, RANGE, RECURRENCES, UNTOLD, find_alike, left_out_reason
from search.summands import Alike as Alike
from search.summands import FigureRow as FigureRow
from search.summands import PaperRow as PaperRow
from search.summands import Plan as Plan
from search.summands import Rows as Rows

Key = tuple[str, ...]
Population = Callable[[str, int], int | None]
Values = tuple[Decimal | None, ...]
Cells = dict[tuple[str, int | None, str], int]  # hundredths by column, year and AGS; the latter two for rates only

_ATTRIBUTES = {"kreis": "body", "land": "land", "field": "fields", "year": "year", "committee": "committee", "type": "paper_type"}
_FindGroups = Callable[[PaperRow, tuple[str, ...], tuple[str, ...]], Sequence["_Group"]]
_SHARE = "share of a total that is counted"
_COPY = "another copy of a paper that is counted (same body and number)"
_ID = itemgetter(0)  # of a paper, or of a figure's row
PER_THOUSAND = "per 1,000 inhabitants"
# The step that rates per 1,000 inhabitants are rounded to: posts are few.
_STEPS: dict[str, Decimal] = {"amount": Decimal("0.01"), "vzae": Decimal("0.0001"), "papers": Decimal("0.0001")}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: a stable name, as studies keep it; a heading, a unit and decimals for people."""

    name: str
    heading: str
    unit: str
    decimals: int = 2

    @property
    def output_name(self) -> str:
        """The name in CSV, JSON and notebooks, which tells a rate from a sum: "expense_once", "expense_once_per_1000"."""
        return f"{self.name}_per_1000" if self.unit.endswith(PER_THOUSAND) else self.name


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One group. `values` stand in the order of the columns, None where there is no data; `papers` and `figures` are those used.

    `lows` and `highs` stand likewise, and are empty where no bounds were asked. `figure_ids` are the figures that were summed,
    `bound_ids` those that only the bounds hold.
    """

    group: Key
    values: Values
    papers: int
    figures: int
    lows: Values = ()
    highs: Values = ()
    figure_ids: tuple[str, ...] = ()
    bound_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table with its footnotes. `groups` are the headings of the group columns."""

    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[ComparisonRow, ...]
    notes: tuple[str, ...]


def _make_cells() -> Cells:
    return defaultdict(int)


@dataclass(slots=True)
class _Group:
    """What is collected for one group: its cells, the ids of its papers and of the figures that are summed.

    `shown` is a group that stands in the table even without papers.
    """

    key: Key
    shown: bool = False
    cells: Cells = field(default_factory=_make_cells)
    papers: set[str] = field(default_factory=set)
    figures: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Ledger:
    """What the comparison collects: groups, cells of bounds by group and side, the figures that only these hold; reasons for the rest."""

    groups: dict[Key, _Group] = field(default_factory=dict)
    bounds: dict[tuple[Key, str], Cells] = field(default_factory=lambda: defaultdict(_make_cells))
    bounding: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    summed: list[Summed] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)


def compare(
    papers: Sequence[PaperRow], figures: Sequence[FigureRow], plan: Plan, population: Population, bodies: Iterable[PaperRow] = ()
) -> Comparison:
    """The comparison of these papers and their figures.

    `bodies` are empty papers of the bodies that shall stand in the table even without data. `population` gives the inhabitants of
    an AGS in a year, or None.
    """
    held = {paper.paper_id for paper in papers}
    known = [figure for figure in lend_years(figures) if figure.paper_id in held]
    return compare_alike(papers, find_alike(known), plan, population, bodies)


def compare_alike(
    papers: Sequence[PaperRow], figures: Iterable[Alike], plan: Plan, population: Population, bodies: Iterable[PaperRow] = (),
    left_out: Mapping[str, int] = MappingProxyType({}),
) -> Comparison:  # fmt: skip
    """As `compare`, of figures of these papers, put together before and with years lent.

    `left_out` counts by reason the figures of these papers that are known to be left out and not among `figures`.
    """
    ledger = _Ledger(left_out=Counter(left_out))
    find_groups = _group_finder(plan, ledger.groups)
    for paper, ids in chain(_same_groups(papers, plan), _same_groups(bodies, plan)):
        for group in find_groups(paper, paper.fields, _paper_years(paper)):
            group.shown = True
            group.papers.update(ids)
    if plan.measure == "papers":
        _count_papers(papers, plan, ledger, find_groups)
    else:
        _add_figures({paper.paper_id: paper for paper in papers}, figures, plan, ledger, find_groups)
    columns = _columns(plan, ledger)
    values = _Shares(papers, plan, population, ledger.remarks)
    shown = {key: group for key, group in ledger.groups.items() if group.shown or group.papers}
    rows = tuple(_row(shown[key], columns, ledger, values, plan.bounds) for key in sorted(shown, key=_sortable))
    if "committee" in plan.by:
        ledger.remarks["committee"] += 1
    used_papers = set[str]().union(*(group.papers for group in ledger.groups.values())) if plan.measure == "papers" else ()
    notes = comparison_notes(papers, ledger.summed, plan, used_papers, ledger.left_out, ledger.remarks)
    return Comparison(plan.by, columns, rows, tuple(notes))


def _same_groups(papers: Iterable[PaperRow], plan: Plan) -> Iterator[tuple[PaperRow, set[str]]]:
    """One paper of each kind that the plan tells apart, with the ids of all papers of that kind; the id of an empty paper is none."""
    kind = itemgetter(*(PaperRow._fields.index(_ATTRIBUTES[name]) for name in plan.by))
    alike: dict[object, list[PaperRow]] = defaultdict(list)
    for paper in papers:
        alike[kind(paper)].append(paper)
    for group in alike.values():
        yield group[0], set(map(_ID, group)) - {""}


def _sortable(key: Key) -> tuple[str, ...]:
    return tuple(map(_fold, key))


_fold = cache(fold)


def _paper_years(paper: PaperRow) -> tuple[str, ...]:
    return (str(paper.year),) if paper.year else ()


def _group_finder(plan: Plan, groups: dict[Key, _Group]) -> _FindGroups:
    """What finds the groups of a paper, or of its figures, by their fields and years: several where these are several, none where what
    groups them is not told. It remembers: most have others beside them that are told to be the same.
    """

    single = [name for name in plan.by if name not in ("field", "year")]
    places = [PaperRow._fields.index(_ATTRIBUTES[name]) for name in single]
    own_of: Callable[[PaperRow], str | tuple[str, ...]] = itemgetter(*places) if places else lambda paper: ()

    @cache
    def cross(own: str | tuple[str, ...], fields: tuple[str, ...], years: tuple[str, ...]) -> list[_Group]:
        told = zip(single, (own,) if isinstance(own, str) else own, strict=True)
        parts = {"field": fields, "year": years} | {name: (part,) if part else () for name, part in told}
        keys = product(*(parts[name] for name in plan.by))
        return [groups.get(key) or groups.setdefault(key, _Group(key)) for key in keys]

    return lambda paper, fields, years: cross(own_of(paper), fields, years)


def _count_papers(papers: Sequence[PaperRow], plan: Plan, ledger: _Ledger, find_groups: _FindGroups) -> None:
    for paper in papers:
        groups = find_groups(paper, paper.fields, _paper_years(paper))
        if not groups:
            ledger.left_out[_missing_part(paper, plan)] += 1
        elif plan.per_capita and paper.year is None:
            ledger.left_out["year unknown"] += 1
        else:
            for group in groups:
                group.cells[_cell("papers", group.key, _paper_years(paper), paper, plan)] += 100


def _missing_part(paper: PaperRow, plan: Plan) -> str:
    reasons = {
        "kreis": "no body told", "land": "Land unknown", "field": "no field of action", "year": "year unknown",
        "committee": "no committee told", "type": "no kind of paper told",
    }  # fmt: skip
    return next((reasons[name] for name in plan.by if not getattr(paper, _ATTRIBUTES[name])), "no group")


def _add_figures(
    by_id: Mapping[str, PaperRow], figures: Iterable[Alike], plan: Plan, ledger: _Ledger, find_groups: _FindGroups
) -> None:  # fmt: skip
    kind = "amount" if plan.measure == "amount" else "position"
    asked = [(figure, left_out_reason(figure, plan), groups) for figure, groups in figures if figure.kind == kind]
    # A share is left out where the total it belongs to is in the table under the same direction, whether told once, yearly or
    # not at all; where the total is a budget and the share an expense, each is all that its direction knows.
    named = {figure.part_of for figure, _, _ in asked}
    counted = _directions(named, ((figure, groups) for figure, reason, groups in asked if not reason))
    bounding = _directions(named, ((figure, groups) for figure, reason, groups in asked if _is_bound(figure, reason, plan)))
    copies = find_copies(by_id.values())
    for figure, reason, groups in asked:
        share = _SHARE if figure.part_of and counted.get(figure.part_of) == figure.direction else ""
        bounds = _is_bound(figure, reason, plan) and not share and bounding.get(figure.part_of) != figure.direction
        placed: list[tuple[str, Rows]] = []
        for rows in groups:
            paper = by_id[rows[0][1]]
            copy = _COPY if paper.paper_id in copies else ""
            if bounds and not copy:
                _place_bounds(figure, rows, paper, plan, ledger, reason, find_groups)
            why = reason or share or copy or _place(figure, rows, paper, plan, ledger, find_groups)
            if why:
                ledger.left_out[why] += len(rows)
            else:
                placed.append((paper.body, rows))
        ledger.summed.append((figure, placed))


def _directions(named: set[str], figures: Iterable[tuple[FigureRow, Sequence[Rows]]]) -> dict[str, str]:
    """The directions of those of the figures that are named, by id."""
    return {own: figure.direction for figure, groups in figures for own in named.intersection(map(_ID, chain.from_iterable(groups)))}


def _column_name(figure: FigureRow) -> str:
    return f"{figure.direction}_{figure.recurrence or 'untold'}" if figure.kind == "amount" else figure.action or "untold"


def _place(figure: FigureRow, rows: Rows, paper: PaperRow, plan: Plan, ledger: _Ledger, find_groups: _FindGroups) -> str:
    """Enter figures under their groups; the reason why that cannot be, or empty."""
    years, source = _figure_years(figure.years, figure.recurrence, paper.year)
    groups = find_groups(paper, figure.fields or paper.fields, years)
    if not groups:
        return _missing_part(paper, plan)
    if plan.per_capita and not years:
        return "year unknown"
    if "year" in plan.by or plan.per_capita:
        ledger.remarks[source] += len(rows)
    name = _column_name(figure)
    for group in groups:
        total = 0
        for own, of_paper, hundredths, _ in rows:
            total += hundredths
            group.figures.add(own)
            group.papers.add(of_paper)
        group.cells[_cell(name, group.key, years, paper, plan)] += total
    if "field" in plan.by and len(groups) > 1:
        ledger.remarks["fields"] += len(rows)
    return ""


def _cell(name: str, key: Key, years: Sequence[str], paper: PaperRow, plan: Plan) -> tuple[str, int | None, str]:
    """The cell of a column, with whose inhabitants its figures are for."""
    if not plan.per_capita:
        return name, None, ""
    if "year" in plan.by:
        return name, int(key[plan.by.index("year")][:4]), paper.ags
    return name, int(years[0][:4]) if years else None, paper.ags


def _is_bound(figure: FigureRow, reason: str, plan: Plan) -> bool:
    """Whether a figure that is not summed for this reason belongs into the bounds: but for its range or its decision it might be."""
    if not plan.bounds or reason not in BOUNDED or figure.rejected or (figure.decided is False and not plan.all_figures):
        return False
    summed = figure.kind == "position" or (figure.direction in DIRECTIONS and figure.recurrence not in ("monthly", "per_unit"))
    asked = not plan.direction or figure.direction == plan.direction
    return summed and asked and (plan.recurrence == "all" or figure.recurrence == plan.recurrence)


def _place_bounds(
    figure: FigureRow, rows: Rows, paper: PaperRow, plan: Plan, ledger: _Ledger, reason: str, find_groups: _FindGroups
) -> None:  # fmt: skip
    """Enter what figures that are not summed may add to their groups: a range at least its lower end, undecided ones perhaps nothing."""
    years, _ = _figure_years(figure.years, figure.recurrence, paper.year)
    ends = [(row[2], row[2] if figure.hundredths_to is None else figure.hundredths_to) for row in rows]
    low = sum(map(min, ends)) if reason == RANGE and (plan.all_figures or figure.decided) else 0
    groups = find_groups(paper, figure.fields or paper.fields, years)
    ledger.remarks["bounds_untold" if reason == UNTOLD else "bounds_range"] += len(ends) if groups else 0
    for group in groups:
        for side, hundredths in (("low", low), ("high", sum(map(max, ends)))):
            ledger.bounds[group.key, side][_cell(_column_name(figure), group.key, years, paper, plan)] += hundredths
        group.papers.update(row[1] for row in rows)
        ledger.bounding[group.key].update(row[0] for row in rows)


@cache
def _figure_years(told: str, recurrence: str, paper_year: int | None) -> tuple[tuple[str, ...], str]:
    """The years a figure counts in, and how they are known.

    A yearly figure for several named years counts in each; another one is not divided and stands under all its years together.
    "2020-" (from 2020 on) stands in its first year.
    """
    parts = tuple(part for part in told.split(";") if part[:4].isdigit())
    if not parts:
        return ((str(paper_year),), "paper_year") if paper_year else ((), "")
    if any(part.endswith("-") for part in parts):
        return (parts[0][:4],), "open_year"
    if len(parts) == 1 or recurrence == "yearly":
        return parts, "own_year"
    return ("+".join(sorted(parts)),), "several_years"


class _Shares:
    """Turns hundredths into the values shown; per 1,000 inhabitants where asked."""

    def __init__(self, papers: Sequence[PaperRow], plan: Plan, population: Population, remarks: Counter[str]) -> None:
        self._plan, self._population, self._remarks = plan, population, remarks
        self._members: dict[Key, set[str]] = defaultdict(set)
        for paper in papers if plan.per_capita else ():
            self._members[self._place(paper)].add(paper.ags)

    def _place(self, paper: PaperRow) -> Key:
        return tuple({"kreis": paper.body, "land": paper.land}[name] for name in self._plan.by if name in ("kreis", "land"))

    def values(self, key: Key, cells: Cells) -> dict[str, Decimal | None]:
        """The sums of a group in euro, VZÄ or papers, by column; None where no body of it has a population for its year."""
        if not self._plan.per_capita:
            return {name: Decimal(hundredths) / 100 for (name, _, _), hundredths in cells.items()}
        place = tuple(part for name, part in zip(self._plan.by, key, strict=True) if name in ("kreis", "land"))
        by_year: dict[tuple[str, int | None], dict[str, int]] = defaultdict(dict)
        for (name, year, ags), hundredths in cells.items():
            by_year[name, year][ags] = hundredths
        rates: dict[str, list[Decimal]] = {name: [] for name, _ in by_year}
        for (name, year), bodies in by_year.items():
            if (rate := self._per_thousand(year, bodies, place)) is not None:
                rates[name].append(rate)
        step = _STEPS[self._plan.measure]
        return {name: sum(known, Decimal(0)).quantize(step, ROUND_HALF_UP) if known else None for name, known in rates.items()}

    def _per_thousand(self, year: int | None, bodies: Mapping[str, int], place: Key) -> Decimal | None:
        inhabitants = {ags: self._population(ags, year) if ags and year else None for ags in self._members[place] | set(bodies)}
        self._remarks["no_population"] += sum(inhabitants[ags] is None for ags in bodies)
        counted = sum(count for count in inhabitants.values() if count)
        told = [hundredths for ags, hundredths in bodies.items() if inhabitants[ags]]
        return Decimal(sum(told)) * 10 / counted if told else None


def _row(group: _Group, columns: Sequence[Column], ledger: _Ledger, shares: _Shares, bounds: bool) -> ComparisonRow:
    # No paper is a count; no figure is not.
    nothing = Decimal(0) if columns[0].name == "papers" and columns[0].unit == "papers" else None
    key, known = group.key, shares.values(group.key, group.cells)
    values = tuple([known.get(column.name, nothing) for column in columns])
    low, high = (_bounds(columns, values, shares.values(key, ledger.bounds[key, side])) if bounds else () for side in ("low", "high"))
    bounding = tuple(sorted(ledger.bounding[key])) if bounds else ()
    return ComparisonRow(key, values, len(group.papers), len(group.figures), low, high, tuple(sorted(group.figures)), bounding)


def _bounds(columns: Sequence[Column], values: Values, more: Mapping[str, Decimal | None]) -> Values:
    """The least or most of each sum; None where nothing is known at all."""
    told = zip(values, (more.get(column.name) for column in columns), strict=True)
    return tuple(value if further is None else further + (value or Decimal(0)) for value, further in told)


def _columns(plan: Plan, ledger: _Ledger) -> tuple[Column, ...]:
    unit = {"amount": "€", "vzae": "VZÄ", "papers": "papers"}[plan.measure]
    unit = f"{unit} {PER_THOUSAND}" if plan.per_capita else unit
    decimals = 4 if plan.per_capita and plan.measure != "amount" else 0 if plan.measure == "papers" else 2
    cells = chain((group.cells for group in ledger.groups.values()), ledger.bounds.values())
    used = {name for name, _, _ in chain.from_iterable(cells)}
    if plan.measure == "papers":
        return (Column("papers", "papers", unit, decimals),)
    if plan.measure == "vzae":
        names = {action or "untold": action or "action untold" for action in ACTIONS}
        usual = "create"
    else:
        names = {
            f"{direction}_{recurrence or 'untold'}": f"{direction}, {recurrence or 'recurrence untold'}"
            for direction in DIRECTIONS
            for recurrence in RECURRENCES
        }
        usual = f"{plan.direction or 'expense'}_{plan.recurrence if plan.recurrence != 'all' else 'once'}"
    shown = [name for name in names if name in used] or [usual]
    return tuple(Column(name, names[name], unit, decimals) for name in shown)
