"""Numbers, lines and plain tables for people. No colour and no width here: `search.cli` knows the terminal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a table of a comparison needs none of these
    from search.compare import Comparison, ComparisonRow
    from search.engines.base import Hit
    from search.figures import FigureLine
    from search.show import FigureView, PaperView

NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and cells; columns from `numbers_from` on are numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


def german_number(value: Decimal | str | None, decimals: int = 2) -> str:
    """60000 → "60.000,00"; None → "no data"."""
    if value is None:
        return NO_DATA
    return f"{Decimal(value):,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def widths(table: Table) -> list[int]:
    """The width of each column's widest cell; a numeric column's heading may wrap at spaces."""
    headings = [max(map(len, text.split(" "))) if i in table.numeric else len(text) for i, text in enumerate(table.headings)]
    return [max([headings[i], *(len(row[i]) for row in table.rows)]) for i in range(len(headings))]


def align(table: Table) -> str:
    """A plain table: columns as wide as their widest cell, two spaces between, nothing cut off."""
    columns = []
    for i, column in enumerate(zip(table.headings, *table.rows, strict=True)):
        wide = max(map(len, column))
        columns.append([cell.rjust(wide) if i in table.numeric else cell.ljust(wide) for cell in column])
    return "\n".join(["  ".join(line).rstrip() for line in zip(*columns, strict=True)])


def blocks(table: Table) -> list[str]:
    """The rows as blocks of "heading: cell" lines, for a terminal that is too narrow for columns; empty cells are left out."""
    lines: list[str] = []
    for row in table.rows:
        lines.append(row[0])
        lines += [f"  {heading}: {cell}" for heading, cell in zip(table.headings[1:], row[1:], strict=True) if cell]
        lines.append("")
    return lines


def comparison_table(comparison: Comparison) -> Table:
    """The comparison as it is shown; the unit stands in the heading. Bounds stand behind a sum where they differ from it."""
    counted, decimals = comparison.columns[0].name != "papers", [column.decimals for column in comparison.columns]
    headings = [*comparison.groups, *(c.heading if c.unit == c.heading else f"{c.heading} ({c.unit})" for c in comparison.columns)]
    rows = []
    for row in comparison.rows:
        sides = (row.lows, row.highs) if row.lows else ()
        values = map(_bounded if sides else german_number, row.values, decimals, *sides)
        rows.append((*row.group, *values, *((str(row.papers), str(row.figures)) if counted else ())))
    headings += ["papers", "figures"] if counted else []
    return Table(tuple(headings), tuple(rows), frozenset(range(len(comparison.groups), len(headings))))


def _bounded(value: Decimal | None, decimals: int, low: Decimal | None, high: Decimal | None) -> str:
    """ "60.000,00", or "60.000,00 (40.000,00 – 90.000,00)" where it may be less or more."""
    told = german_number(value, decimals)
    return told if (low, high) == (value, value) else f"{told} ({german_number(low, decimals)} – {german_number(high, decimals)})"


def comparison_json(comparison: Comparison) -> dict[str, object]:
    """The comparison for scripts; no data is null. Bounds, where asked, are `NAME_low` and `NAME_high`."""
    return {
        "groups": comparison.groups,
        "columns": [asdict(column) | {"name": column.output_name} for column in comparison.columns],
        "rows": [
            dict(zip(comparison.groups, row.group, strict=True))
            | {name: None if value is None else float(value) for name, value in _numbers(comparison, row) if name != "papers"}
            | {"papers": row.papers, "figures": row.figures}
            for row in comparison.rows
        ],
        "notes": comparison.notes,
    }


def _numbers(comparison: Comparison, row: ComparisonRow) -> Iterator[tuple[str, Decimal | None]]:
    for place, column in enumerate(comparison.columns):
        yield column.output_name, row.values[place]
        if row.lows:
            yield f"{column.output_name}_low", row.lows[place]
            yield f"{column.output_name}_high", row.highs[place]


def comparison_csv(comparison: Comparison) -> str:
    """The comparison as CSV with decimal points; empty is no data."""
    from search.export import defuse

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    counts = ("papers", "figures") if comparison.columns[0].name != "papers" else ()
    for number, row in enumerate(comparison.rows):
        numbers = list(_numbers(comparison, row))
        if not number:
            writer.writerow((*comparison.groups, *(name for name, _ in numbers), *counts))
        told = (row.papers, row.figures) if counts else ()
        writer.writerow((*map(defuse, row.group), *("" if value is None else value for _, value in numbers), *told))
    return out.getvalue()


def figures_table(figures: Sequence[FigureLine], with_paper: bool = True) -> Table:
    """Figures as `ratslese figures` and `ratslese show` list them."""
    paper = ("body", "paper") if with_paper else ()
    headings = ("figure", *paper, "value", "unit", "what", "years", "decided", "page", "quote")
    rows = tuple(
        (
            figure.figure_id,
            *((figure.body, figure.reference or figure.paper_id) if with_paper else ()),
            figure_value(figure),
            figure.unit.replace("EUR", "€"),
            " ".join(filter(None, (*_meaning(figure), figure.grade, _share(figure), _review(figure)))),
            figure.years,
            {True: "yes", False: "no", None: ""}[figure.decided] + _doubt(figure, "decided"),
            str(figure.page),
            " ".join(figure.quote.split()),
        )
        for figure in figures
    )
    return Table(headings, rows, frozenset({headings.index("value"), headings.index("page")}))


def figures_csv(figures: Sequence[FigureLine]) -> str:
    """Figures as CSV with decimal points; text that a spreadsheet would run is marked with '."""
    from search.export import defuse
    from search.figures import FigureLine

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(column.name for column in fields(FigureLine))
    numbers = {"value", "value_to", "page", "mentions"}
    words = {True: "true", False: "false", None: ""}
    for figure in figures:
        cells = asdict(figure) | {"decided": words[figure.decided]}
        writer.writerow(value if name in numbers else defuse(value) for name, value in cells.items())
    return out.getvalue()


def hits_csv(hits: Sequence[Hit]) -> str:
    """Hits as CSV in the order of their rank; text that a spreadsheet would run is marked with '."""
    from search.export import defuse

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("rank", "paper_id", "file_sha256", "body", "reference", "date", "title", "page", "score", "snippet"))
    for rank, hit in enumerate(hits, 1):
        texts = (hit.paper_id, hit.file_sha256, hit.body, hit.reference, hit.date, hit.title)
        writer.writerow((rank, *map(defuse, texts), hit.page or "", f"{hit.score:.4f}", defuse(hit.snippet)))
    return out.getvalue()


def figure_value(figure: FigureLine) -> str:
    """ "60.000,00", or "20,00 – 30,00" for a range."""
    low = german_number(figure.value)
    return f"{low} – {german_number(figure.value_to)}" if figure.value_to else low


def _meaning(figure: FigureLine) -> tuple[str, ...]:
    """Direction, action and recurrence, each with a ? where it is in doubt."""
    told = (("direction", figure.direction), ("action", figure.action), ("recurrence", figure.recurrence))
    return tuple(value + _doubt(figure, name) for name, value in told)


def _doubt(figure: FigureLine, attribute: str) -> str:
    return "?" if attribute in figure.doubts.split(";") else ""


def doubt_note(figures: Iterable[FigureLine]) -> str:
    """What a ? in `figures_table` means; empty where there is none."""
    if not any(figure.doubts for figure in figures):
        return ""
    return "? is in doubt: assumed, or other words weigh nearly as much. Look at it with ratslese explain FIGURE."


def _share(figure: FigureLine) -> str:
    return f"part of {figure.part_of}" if figure.part_of else f"cost of {figure.cost_of.replace(';', ', ')}" if figure.cost_of else ""


def _review(figure: FigureLine) -> str:
    return f"({figure.review.replace(';', ', ')})" if figure.review else ""


def paper_lines(paper: PaperView) -> list[str]:
    """A paper's metadata, one "name: value" a line; what is not told is left out."""
    public = {True: "öffentlich", False: "nichtöffentlich", None: ""}[paper.public]
    told = {
        "body": f"{paper.body} ({paper.ags})" if paper.ags and paper.body else paper.body or paper.ags,
        "number": paper.reference,
        "type": paper.paper_type,
        "date": paper.date,
        "public": public,
        "lead unit": paper.lead_unit,
        "source": paper.source_url,
        "id": paper.paper_id,
        "ingested": paper.ingested_at,
    }
    lines = [paper.title or "(no title told)", ""]
    lines += [f"{name + ':':11}{value}" for name, value in told.items() if value]
    lines += [f"{'file:':11}{file.name} ({file.pages} pages, {file.text_source or 'unread'}; {file.path})" for file in paper.files]
    if not paper.extracted:
        lines += ["", "Not extracted yet: ratslese extract"]
    if paper.consultations:
        lines += ["", "Beratungsfolge"]
        for s in paper.consultations:
            lines.append("  " + " · ".join(part for part in (f"{s.position}. {s.committee}", s.date, s.role, s.result) if part))
    if paper.dates:
        lines += ["", "Starts and ends"]
        lines += [f"  {'from' if date.role == 'start' else 'until'} {date.value}  p. {date.page}  {date.quote}" for date in paper.dates]
    if paper.fields:
        lines += ["", "Handlungsfelder"]
        for field in paper.fields:
            words = f"  ({field.evidence})" if field.evidence else ""
            lines.append(f"  {field.field} {field.label}, {field.score:.2f}{words}")
    lines += ["", "Issues", *(f"  {issue}" for issue in paper.issues)] if paper.issues else []
    return lines


def cost_facts(view: FigureView) -> dict[str, str]:
    """What posts a sum is the cost of, or what posts cost, each with the other figure's id."""
    each = "each of " if view.figure.cost_basis == "per_post" else ""
    posts = [f"{figure_value(post)} VZÄ ({post.figure_id})" for post in view.posts]
    costs = [
        f"{figure_value(cost)} €{' a post' if cost.cost_basis == 'per_post' else ''}{' for posts together' if ';' in cost.cost_of else ''}"
        f" ({', '.join(filter(None, (cost.recurrence, cost.years, cost.figure_id)))})"
        for cost in view.costs
    ]
    return {"cost of": each + ", ".join(posts) if posts else "", "cost": ", ".join(costs)}


def _extracted(name: str, value: object) -> str:
    """What the rules said of a corrected attribute."""
    if name == "decided":
        return {1: "yes", 0: "no"}.get(value, "not told") if isinstance(value, int) else "not told"
    return german_number(str(value)) if name == "value" else str(value or "not told")


def figure_lines(view: FigureView) -> list[tuple[str, tuple[int, int] | None]]:
    """An explained figure, line by line; a sentence comes with the place of its quote."""
    figure = view.figure
    unit = figure.unit.replace("EUR", "€")
    lines: list[tuple[str, tuple[int, int] | None]] = [(f"{figure_value(figure)} {unit}  ({figure.kind} {figure.figure_id})", None)]
    told = {
        "paper": " · ".join(part for part in (figure.body, figure.reference, figure.paper_id) if part),
        "direction": figure.direction,
        "recurrence": figure.recurrence,
        "action": figure.action,
        "grade": figure.grade,
        "years": figure.years,
        "decided": {True: "yes", False: "no (background)", None: "not told"}[figure.decided],
        "part of": figure.part_of,
        **cost_facts(view),
        "fields": figure.fields.replace(";", ", "),
        "review": figure.review.replace(";", ", "),
        "extracted": ", ".join(f"{name} {_extracted(name, value)}" for name, value in view.extracted.items()),
        "note": figure.note,
    }
    lines += [(f"{name + ':':12}{value}", None) for name, value in told.items() if value]
    for number, mention in enumerate(view.mentions, 1):
        lines.append(("", None))
        lines.append((f"Mention {number} of {len(view.mentions)}: {mention.file.name}, page {mention.page}", None))
        lines.append((f"  {mention.sentence}", (mention.start + 2, mention.end + 2)))
        details = {
            "section": mention.section,
            "rule": f"{mention.rule} (confidence {mention.confidence:.2f})",
            "cues": ", ".join(mention.cues),
            "doubtful": ", ".join(mention.doubts),
            "box": f"{mention.bbox} pt (x0 top x1 bottom)" if mention.bbox else "none: the source has no geometry",
            "file": mention.file.path,
        }
        lines += [(f"  {name + ':':10}{value}", None) for name, value in details.items() if value]
    return lines
