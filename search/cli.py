"""The commands that answer: search, compare, figures, show, explain, export, issues, stats, index.

Data goes to stdout, messages to stderr. On a terminal rich lays tables out and marks words; in a pipe the text is plain and whole.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli import Command, archive_option, counted, say, show_progress

if TYPE_CHECKING:
    from sqlite3 import Connection

    from search.places import Selection
    from search.render import Table


def _filter_options(command: Command) -> Command:
    options = (
        click.option("--kreis", "kreise", multiple=True, metavar="NAME|AGS", help="Only this Kreis; may be repeated."),
        click.option("--land", "lands", multiple=True, metavar="NAME", help="Only this Land; may be repeated."),
        click.option("--year", metavar="YEAR|FROM..TO", help="Only this year or these years, for example 2018 or 2018..2020."),
        click.option("--field", "fields", multiple=True, metavar="FIELD", help="Only this Handlungsfeld: id, 'sprache' or label."),
    )
    for option in reversed(options):
        command = option(command)
    return command


_json_option = click.option("--json", "as_json", is_flag=True, help="JSON for scripts.")


@click.command("search")
@click.argument("query")
@_filter_options
@click.option("--min-vzae", metavar="N", help="Only papers with at least so many VZÄ in all, background and shares left out.")
@click.option("--min-amount", metavar="EURO", help="Only papers with a sum of at least so much, background left out: 10000 or '10.000 €'.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many hits to show.")
@_json_option
@archive_option
def search_command(
    query: str,
    kreise: tuple[str, ...],
    lands: tuple[str, ...],
    year: str | None,
    fields: tuple[str, ...],
    min_vzae: str | None,
    min_amount: str | None,
    limit: int,
    as_json: bool,
    archive: Path,
) -> None:
    """Full-text search, ranked. All words must occur; OR, NOT, "a phrase", förder*, (…), titel: nummer: kreis: land: jahr: feld: work.

    Example: ratslese search 'Sprachmittler OR Dolmetscher' --land Niedersachsen --year 2018..2020
    """
    from search.engines.base import SearchFilter
    from search.places import parse_number
    from search.query import hit_json, search_archive

    chosen = _selection(archive, kreise, lands, year, fields)
    answer = search_archive(
        archive,
        query,
        SearchFilter(
            kreise=chosen.kreise,
            lands=chosen.lands,
            years=chosen.years,
            fields=chosen.fields,
            min_vzae=parse_number(min_vzae) if min_vzae else None,
            min_amount=parse_number(min_amount) if min_amount else None,
        ),
        limit,
    )
    if as_json:
        _print_json({"query": query, "total": answer.total, "hits": [hit_json(hit) for hit in answer.hits]})
    else:
        _print_hits(answer.hits)
    if answer.stale:
        say(f"The index differs from the archive by {counted(answer.stale, 'document')}: ratslese index")
    if not answer.total:
        say(f"Nothing found for: {query}")
    elif answer.total > len(answer.hits):
        more = "more with --limit" if len(answer.hits) == limit else "the others do not pass the filters"
        say(f"{len(answer.hits)} of {answer.total} documents shown; {more}")


@click.command("compare")
@click.argument("query", required=False, default="")
@click.option("--where", default="", metavar="QUERY", help="The same as QUERY.")
@click.option("--by", "by", multiple=True, default=("kreis",), show_default=True, type=click.Choice(["kreis", "land", "field", "year"]))
@click.option(
    "--measure", default="amount", show_default=True, type=click.Choice(["amount", "vzae", "papers"]), help="What to sum or count."
)
@click.option("--per-capita", is_flag=True, help="Per 1,000 inhabitants of the same year.")
@click.option("--direction", type=click.Choice(["expense", "income", "budget"]), help="Only this direction of amounts.")
@click.option("--once", "recurrence", flag_value="once", help="Only what is paid once.")
@click.option("--yearly", "recurrence", flag_value="yearly", help="Only what is paid every year.")
@click.option("--all", "recurrence", flag_value="all", default="all", help="Once, yearly and untold, apart (default).")
@click.option("--decided/--all-figures", "decided", default=True, show_default=True, help="Only decided figures, or background too.")
@_filter_options
@_json_option
@archive_option
def compare_command(
    query: str,
    where: str,
    by: tuple[str, ...],
    measure: str,
    per_capita: bool,
    direction: str | None,
    recurrence: str | None,
    decided: bool,
    kreise: tuple[str, ...],
    lands: tuple[str, ...],
    year: str | None,
    fields: tuple[str, ...],
    as_json: bool,
    archive: Path,
) -> None:
    """Compare Kreise, Länder, fields or years; --by may be repeated. Says under the table what was left out, and why.

    Example: ratslese compare Integration --by kreis --by year --measure vzae
    """
    from search.compare import Plan
    from search.comparison import compare_archive
    from search.render import comparison_json, comparison_table

    if query and where:
        raise click.UsageError("give the query once: as QUERY or with --where")
    plan = Plan(tuple(dict.fromkeys(by)), measure, per_capita, direction or "", recurrence or "all", not decided)  # type: ignore[arg-type]
    comparison = compare_archive(archive, query or where, _selection(archive, kreise, lands, year, fields), plan)
    if as_json:
        _print_json(comparison_json(comparison))
        return
    if not comparison.rows:
        say("Nothing to compare: no paper answers.")
    else:
        _print_table(comparison_table(comparison))
        click.echo()
    for note in comparison.notes:
        _print_wrapped(note)


@click.command("figures")
@click.argument("query", default="")
@_filter_options
@click.option("--kind", type=click.Choice(["amount", "position"]), help="Only sums or only posts.")
@click.option("--decided/--background", "decided", default=None, help="Only decided figures, or only background.")
@click.option("--paper", metavar="PAPER", help="Only of this paper: id, beginning of an id, or number.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV for spreadsheets and scripts.")
@_json_option
@archive_option
def figures_command(
    query: str,
    kreise: tuple[str, ...],
    lands: tuple[str, ...],
    year: str | None,
    fields: tuple[str, ...],
    kind: str | None,
    decided: bool | None,
    paper: str | None,
    as_csv: bool,
    as_json: bool,
    archive: Path,
) -> None:
    """List figures with their page and quote, of all papers or of those that answer QUERY as in a search.

    Example: ratslese figures 'Sprachmittl*' --kind position --kreis Lörrach --decided
    """
    from dataclasses import asdict, replace

    from search.figures import find_figures
    from search.query import matching_papers
    from search.render import figures_csv, figures_table
    from search.show import find_paper_id

    chosen = replace(_selection(archive, kreise, lands, year, fields), kind=kind or "", decided=decided)
    if query.strip():
        chosen = replace(chosen, paper_ids=matching_papers(archive, query))
    with _connected(archive) as connection:
        if paper:
            chosen = replace(chosen, paper_ids=frozenset({find_paper_id(connection, paper)}))
        found = list(find_figures(connection, chosen))
    if as_json:
        _print_json([asdict(figure) for figure in found])
    elif as_csv:
        click.echo(figures_csv(found), nl=False)
    elif found:
        _print_table(figures_table(found))
    say(counted(len(found), "figure") if found else "No figures; fill the archive with: ratslese run")


@click.command("show")
@click.argument("paper")
@_json_option
@archive_option
def show_command(paper: str, as_json: bool, archive: Path) -> None:
    """Show one paper by its id, the beginning of its id, its number or its file's name.

    Example: ratslese show 139/2018
    """
    from dataclasses import asdict

    from search.render import figures_table, paper_lines
    from search.show import find_paper_id, load_paper

    with _connected(archive) as connection:
        view = load_paper(connection, find_paper_id(connection, paper))
    if as_json:
        _print_json(asdict(view))
        return
    for line in paper_lines(view):
        _print_wrapped(line)
    if view.figures:
        click.echo("\nFigures")
        _print_table(figures_table(view.figures, with_paper=False))
    elif view.extracted:
        click.echo("\nNo figures.")


@click.command("explain")
@click.argument("figure")
@_json_option
@archive_option
def explain_command(figure: str, as_json: bool, archive: Path) -> None:
    """Explain one figure: the rule that found it, the sentence around each mention, page, box and file.

    Example: ratslese explain 3f2a
    """
    from dataclasses import asdict

    from search.render import figure_lines
    from search.show import load_figure

    with _connected(archive) as connection:
        view = load_figure(connection, figure)
    if as_json:
        _print_json(asdict(view))
        return
    for text, span in figure_lines(view):
        _print_wrapped(text, (span,) if span else ())


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--excel", is_flag=True, help="For a German Excel: BOM, semicolons, decimal comma.")
@archive_option
def export_command(folder: Path, excel: bool, archive: Path) -> None:
    """Write the data package into FOLDER: CSV tables, datapackage.json and LIESMICH.txt. An earlier export there is replaced.

    Example: ratslese export ../out
    """
    from search.export import export_archive

    counts = export_archive(archive, folder, excel)
    say(f"{folder}: " + ", ".join(f"{rows} {table}" for table, rows in counts.rows.items()))
    if counts.unextracted:
        say(f"{counted(counts.unextracted, 'paper')} not extracted yet: ratslese extract")


@click.command("issues")
@click.option("--stage", "stages", multiple=True, type=click.Choice(["import", "read", "extract", "index"]), help="Only this stage.")
@_json_option
@archive_option
def issues_command(stages: tuple[str, ...], as_json: bool, archive: Path) -> None:
    """List what went wrong or is doubtful.

    Example: ratslese issues --stage read
    """
    from dataclasses import asdict

    from search.render import Table
    from search.show import load_issues

    with _connected(archive) as connection:
        found = load_issues(connection, stages)
    if as_json:
        _print_json([asdict(issue) for issue in found])
    elif found:
        rows = tuple((issue.stage, issue.code, issue.subject, issue.message) for issue in found)
        _print_table(Table(("stage", "code", "subject", "message"), rows))
    say(counted(len(found), "issue") if found else "No issues.")


@click.command("stats")
@_json_option
@archive_option
def stats_command(as_json: bool, archive: Path) -> None:
    """Count what the archive holds, by table, body and stage.

    Example: ratslese stats
    """
    from search.render import Table
    from search.show import count_archive

    with _connected(archive) as connection:
        groups = count_archive(connection)
    if as_json:
        _print_json(groups)
        return
    for name, counts in groups.items():
        if counts:
            rows = tuple((key, f"{count:,}".replace(",", ".")) for key, count in counts.items())
            _print_table(Table((name, ""), rows, frozenset({1})))
            click.echo()


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Throw the index away and build it anew.")
@archive_option
def index_command(rebuild: bool, archive: Path) -> None:
    """Bring the full-text index up to date: only what changed is indexed again.

    Example: ratslese index
    """
    from search.index import update_index

    done, _ = show_progress("index", update_index(archive, rebuild))
    say(f"{counted(done, 'document')} indexed." if done else "The index is up to date.")


def _selection(archive: Path, kreise: Sequence[str], lands: Sequence[str], year: str | None, fields: Sequence[str]) -> Selection:
    from search.places import Selection, find_fields, find_kreise, find_lands, parse_years

    with _connected(archive) as connection:
        return Selection(
            kreise=find_kreise(kreise, connection) if kreise else (),
            lands=find_lands(lands) if lands else (),
            years=parse_years(year) if year else None,
            fields=find_fields(connection, fields) if fields else (),
        )


def _connected(archive: Path) -> closing[Connection]:
    from corpus.lookup import connect

    return closing(connect(archive))


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False, soft_wrap=False)


def _print_table(table: Table) -> None:
    from search.render import align, blocks, widths

    if not sys.stdout.isatty():
        click.echo(align(table))
        return
    from rich.table import Table as RichTable
    from rich.text import Text

    console, wide = _console(), widths(table)
    # Words may wrap where the terminal is narrow, numbers may not; where even that does not fit, each row becomes a block.
    if sum(wide[i] if i in table.numeric else min(wide[i], 14) for i in range(len(wide))) + 2 * len(wide) > console.width:
        for text in blocks(table):
            _print_wrapped(text)
        return
    shown = RichTable(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(table.headings):
        number = place in table.numeric
        least = max((len(row[place]) for row in table.rows), default=0) if number else min(wide[place], 14)
        shown.add_column(Text(heading), justify="right" if number else "left", overflow="fold", min_width=least)
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


def _print_hits(hits: Iterable[Any]) -> None:
    from search.query import hit_heading

    for number, hit in enumerate(hits, 1):
        heading = hit_heading(number, hit)
        _print_wrapped(heading, ((0, len(heading)),))
        _print_wrapped(f"   {hit.title or '(no title told)'}")
        _print_wrapped(f"   {hit.snippet}", tuple((start + 3, end + 3) for start, end in hit.highlights))
        _print_wrapped(f"   ratslese show {hit.paper_id}\n")


def _print_wrapped(text: str, marked: Sequence[tuple[int, int]] = ()) -> None:
    """A line: whole in a pipe, wrapped at words with its marked spans bold on a terminal."""
    if not sys.stdout.isatty():
        click.echo(text)
        return
    from rich.padding import Padding
    from rich.text import Text

    indent = len(text) - len(text.lstrip(" "))
    line = Text(text[indent:])
    for start, end in marked:
        line.stylize("bold", start - indent, end - indent)
    _console().print(Padding(line, (0, 0, 0, indent)) if indent else line)
