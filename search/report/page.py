"""What stands in a report, and its rendering by the template beside this module (Jinja2, everything escaped)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from importlib import resources
from operator import attrgetter
from pathlib import Path

from corpus.lookup import connect
from search.compare import Column, Comparison, ComparisonRow
from search.formats.bibtex import bibtex_entry
from search.formats.references import Reference
from search.render import cost_facts, german_number
from search.report.charts import Bar, Map, Series, make_bars, make_map, make_series
from search.report.words import without_commands
from search.show import FigureView, load_figure

Box = tuple[float, float, float, float]
Crops = Callable[[Sequence[tuple[str, int, Box]]], Iterable[bytes | None]]  # (file's SHA-256, page, box in points) → PNGs in this order
MOST_CARDS = 500
_SUMMED, _BOUNDING = attrgetter("figure_ids"), attrgetter("bound_ids")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the table as shown, and the evidence it leads to ("" where there is none)."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    group: tuple[str, ...]
    cells: tuple[Cell, ...]
    papers: int
    figures: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Card:
    """The evidence of one figure: what it says, the sentence with the quote, where it stands, a picture of the place."""

    figure_id: str
    value: str
    facts: str
    body: str
    reference: str
    title: str
    paper_date: str
    before: str
    quote: str
    after: str
    file: str
    page: int
    sha256: str
    rule: str
    url: str
    accessed: str
    picture: str
    bibtex: str
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """The cards of one row of the table: of what is summed, and of what only the least and the most of its sums hold."""

    anchor: str
    heading: str
    cards: tuple[str, ...]
    bounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn for one column of the table."""

    heading: str
    unit: str
    decimals: int
    bars: tuple[Bar, ...]
    series: tuple[Series, ...]
    years: tuple[str, ...]
    most: str
    map: Map | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the template needs."""

    title: str
    question: str
    made: str
    version: str
    groups: tuple[str, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    charts: tuple[Chart, ...]
    evidence: tuple[Group, ...]
    cards: Mapping[str, Card]
    left_out: int


def collect_report(archive: Path, comparison: Comparison, title: str, question: str, made: datetime, crops: Crops | None = None) -> Report:
    """The report of a comparison. `crops` makes pictures of the evidence; without it the cards have none."""
    anchors = {row.group: f"g{number}" for number, row in enumerate(comparison.rows, 1)}
    # What is summed comes first: where there are more figures than cards, it is the bounds' that have none.
    wanted = list(dict.fromkeys(figure for ids in (_SUMMED, _BOUNDING) for row in comparison.rows for figure in ids(row)))
    cards = _collect_cards(archive, wanted[:MOST_CARDS], crops)
    lines = tuple(_line(comparison, row, anchors[row.group], cards) for row in comparison.rows)
    evidence = tuple(
        Group(anchors[row.group], " · ".join(row.group), *(tuple(filter(cards.__contains__, ids(row))) for ids in (_SUMMED, _BOUNDING)))
        for row in comparison.rows
        if _has_card(row, cards)
    )
    charts = tuple(_chart(archive, comparison, place, anchors) for place in range(len(comparison.columns)))
    from search.package import _version

    return Report(
        title, question, made.strftime("%Y-%m-%d %H:%M UTC"), _version(), comparison.groups, comparison.columns, lines,
        tuple(map(without_commands, comparison.notes)), charts, evidence, cards, max(0, len(wanted) - MOST_CARDS),
    )  # fmt: skip


def _line(comparison: Comparison, row: ComparisonRow, anchor: str, cards: Mapping[str, Card]) -> Line:
    linked = anchor if _has_card(row, cards) else ""
    cells = []
    for place, column in enumerate(comparison.columns):
        text = german_number(row.values[place], column.decimals)
        if row.lows and (row.lows[place], row.highs[place]) != (row.values[place], row.values[place]):
            low, high = (german_number(side[place], column.decimals) for side in (row.lows, row.highs))
            text += f" ({low}\u00a0– {high})"  # no line begins with the dash
        told = row.values[place] is not None or (row.lows and row.highs[place] is not None)
        cells.append(Cell(text, linked if told else ""))
    return Line(row.group, tuple(cells), row.papers, row.figures, linked)


def _has_card(row: ComparisonRow, cards: Mapping[str, Card]) -> bool:
    return any(figure in cards for ids in (_SUMMED, _BOUNDING) for figure in ids(row))


def _chart(archive: Path, comparison: Comparison, place: int, anchors: Mapping[tuple[str, ...], str]) -> Chart:
    column = comparison.columns[place]
    by_year = "year" in comparison.groups
    rows = [
        (" · ".join(row.group), row.values[place], *((row.lows[place], row.highs[place]) if row.lows else (None, None)), anchors[row.group])
        for row in comparison.rows
    ]
    series: dict[str, dict[str, Decimal]] = {}
    if by_year:
        at = comparison.groups.index("year")
        for row in comparison.rows:
            value, year = row.values[place], row.group[at]
            if value is not None and year.isdigit():
                series.setdefault(" · ".join(part for i, part in enumerate(row.group) if i != at) or "all", {})[year] = value
    years = tuple(sorted({year for line in series.values() for year in line}))
    most = max((value for line in series.values() for value in line.values()), default=Decimal(0))
    drawn = make_map(_by_kreis(archive, comparison, place, anchors)) if comparison.groups == ("kreis",) else None
    bars, lines, told = make_bars(rows), make_series(series), german_number(most, column.decimals)
    return Chart(column.heading, column.unit, column.decimals, bars, lines, years, told, drawn)


def _by_kreis(
    archive: Path, comparison: Comparison, place: int, anchors: Mapping[tuple[str, ...], str]
) -> dict[str, tuple[str, Decimal | None, str, str]]:
    from corpus.registry import registry

    names = {body.name: body.ags for body in registry().bodies}
    column, found = comparison.columns[place], {}
    for row in comparison.rows:
        ags = names.get(row.group[0])
        if ags:
            found[ags] = (row.group[0], row.values[place], german_number(row.values[place], column.decimals), anchors[row.group])
    return found


def _collect_cards(archive: Path, figures: Sequence[str], crops: Crops | None) -> dict[str, Card]:
    cards: dict[str, Card] = {}
    places: list[tuple[str, str, int, Box]] = []
    with closing(connect(archive)) as connection:
        for figure_id in figures:
            view = load_figure(connection, figure_id)
            paper = connection.execute(
                "SELECT p.title, p.date, p.source_url, p.ingested_at, p.paper_type, f.name AS file, f.sha256 FROM papers p"
                " JOIN paper_files l USING (paper_id) JOIN files f ON f.sha256 = l.file_sha256 WHERE p.paper_id = ? ORDER BY l.position",
                (view.figure.paper_id,),
            ).fetchone()
            cards[figure_id] = _card(view, paper)
            if view.mentions and view.mentions[0].bbox:
                x0, top, x1, bottom = map(float, view.mentions[0].bbox.split())
                places.append((figure_id, view.mentions[0].file.sha256, view.mentions[0].page, (x0, top, x1, bottom)))
    if crops is not None and places:
        for (figure_id, *_), picture in zip(places, crops([place[1:] for place in places]), strict=True):
            if picture:
                cards[figure_id] = replace(cards[figure_id], picture="data:image/png;base64," + base64.b64encode(picture).decode())
    return cards


def _card(view: FigureView, paper: Mapping[str, str]) -> Card:
    figure, mention = view.figure, view.mentions[0] if view.mentions else None
    ends = [german_number(end) for end in (figure.value, figure.value_to) if end]
    value = f"{' – '.join(ends)} {figure.unit.replace('EUR', '€')}"
    more = max(0, len(view.mentions) // (2 if figure.value_to else 1) - 1)  # the ends of a range are two mentions and one place
    decided = {True: "decided", False: "background", None: "not told whether decided"}[figure.decided]
    costs = (f"{name} {told}" for name, told in cost_facts(view).items() if told)
    facts = (figure.direction, figure.recurrence, figure.action, figure.years, figure.grade, decided, *costs, figure.review)
    reference = Reference(
        figure.figure_id, paper["title"], figure.body, figure.reference, paper["paper_type"], paper["date"],
        str(mention.page if mention else figure.page), _safe_url(paper["source_url"]), paper["ingested_at"][:10],
        mention.file.sha256 if mention else paper["sha256"], f'{value}: "{figure.quote}"',
    )  # fmt: skip
    before, quote, after = (
        (mention.sentence[: mention.start], mention.sentence[mention.start : mention.end], mention.sentence[mention.end :])
        if mention
        else ("", figure.quote, "")
    )
    return Card(
        figure.figure_id, value, " · ".join(fact for fact in facts if fact), figure.body, figure.reference, paper["title"], paper["date"],
        before, quote, after, mention.file.name if mention else paper["file"], int(reference.page), reference.sha256,
        mention.rule if mention else "", reference.url, reference.accessed, "", bibtex_entry(reference), more,
    )  # fmt: skip


def _safe_url(url: str) -> str:
    """An address that a browser may follow; a document could have told any other."""
    return url if url.startswith(("https://", "http://")) else ""


def render_report(report: Report) -> Iterator[str]:
    """The page in pieces."""
    import jinja2

    folder = resources.files("search.report")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters["number"] = german_number
    template = environment.from_string(folder.joinpath("report.html.j2").read_text(encoding="utf-8"))
    style = folder.joinpath("report.css").read_text(encoding="utf-8")
    yield from template.generate(report=report, style=style)
