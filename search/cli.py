"""The commands that answer: figures, show, explain, export, issues, stats.

Data goes to stdout, messages to stderr. On a terminal rich lays tables out and marks words; in a pipe the text is plain and whole.
"""

from __future__ import annotations

from pathlib import Path

import click

from corpus.cli import archive_option, counted, say, typed
from search.cli_common import connected, filter_options, json_option, one_format, print_json, print_table, print_wrapped


@click.command("figures")
@click.argument("query", default="")
@filter_options
@click.option("--kind", type=click.Choice(["amount", "position"]), help="Only sums or only posts.")
@click.option("--decided", is_flag=True, help="Only decided figures.")
@click.option("--background", is_flag=True, help="Only background figures.")
@click.option("--paper", metavar="PAPER", help="Only of this paper: id, beginning of an id, or number.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV for spreadsheets and scripts.")
@json_option
@archive_option
def figures_command(
    query: str,
    kreise: tuple[str, ...],
    lands: tuple[str, ...],
    year: str | None,
    fields: tuple[str, ...],
    kind: str | None,
    decided: bool,
    background: bool,
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
    from search.places import choose
    from search.query import matching_papers
    from search.render import doubt_note, figures_csv, figures_table
    from search.show import find_paper_id

    one_format(as_json, as_csv)
    if decided and background:
        raise click.UsageError("give one of --decided and --background")
    only = decided if decided or background else None
    chosen = replace(choose(archive, kreise, lands, year or "", fields), kind=kind or "", decided=only)
    if query.strip():
        chosen = replace(chosen, paper_ids=matching_papers(archive, query))
    with connected(archive) as connection:
        if paper:
            chosen = replace(chosen, paper_ids=frozenset({find_paper_id(connection, paper)}))
        found = list(find_figures(connection, chosen))
    if as_json:
        print_json([asdict(figure) for figure in found])
    elif as_csv:
        click.echo(figures_csv(found), nl=False)
    elif found:
        print_table(figures_table(found))
        if note := doubt_note(found):
            say(note)
    say(counted(len(found), "figure") if found else f"No figures; fill the archive with: {typed('ratslese run')}")


@click.command("show")
@click.argument("paper")
@json_option
@archive_option
def show_command(paper: str, as_json: bool, archive: Path) -> None:
    """Show one paper by its id, the beginning of its id, its number or its file's name.

    Example: ratslese show 139/2018
    """
    from dataclasses import asdict

    from search.render import doubt_note, figures_table, paper_lines
    from search.show import find_paper_id, load_paper

    with connected(archive) as connection:
        view = load_paper(connection, find_paper_id(connection, paper))
    if as_json:
        print_json(asdict(view))
        return
    for line in paper_lines(view):
        print_wrapped(line)
    if view.figures:
        click.echo("\nFigures")
        print_table(figures_table(view.figures, with_paper=False))
        if note := doubt_note(view.figures):
            click.echo(note)
    elif view.extracted:
        click.echo("\nNo figures.")


@click.command("explain")
@click.argument("figure")
@json_option
@archive_option
def explain_command(figure: str, as_json: bool, archive: Path) -> None:
    """Explain one figure: the rule that found it, the sentence around each mention, page, box and file.

    Example: ratslese explain 3f2a
    """
    from dataclasses import asdict

    from search.render import figure_lines
    from search.show import load_figure

    with connected(archive) as connection:
        view = load_figure(connection, figure)
    if as_json:
        print_json(asdict(view))
        return
    for text, span in figure_lines(view):
        print_wrapped(text, (span,) if span else ())


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--excel", is_flag=True, help="For a German Excel: BOM, semicolons, decimal comma.")
@click.option(
    "--also", multiple=True, type=click.Choice(["xlsx", "parquet", "jsonl", "bibtex", "csl"]), help="Further formats beside the CSV tables."
)
@click.option("--with-names", is_flag=True, help="With the names of staff (Bearbeiter/-in) that sources tell.")
@archive_option
def export_command(folder: Path, excel: bool, also: tuple[str, ...], with_names: bool, archive: Path) -> None:
    """Write the data package into FOLDER: CSV tables, datapackage.json and LIESMICH.txt. An earlier export there is replaced.

    --also xlsx writes a workbook, parquet typed tables for R, pandas and DuckDB, bibtex and csl a reference for each figure.

    Example: ratslese export ../out --also xlsx --also bibtex
    """
    from search.export import export_archive

    counts = export_archive(archive, folder, excel, also=also, names=with_names)
    say(f"{folder}: " + ", ".join(f"{rows} {table}" for table, rows in counts.rows.items()))
    if counts.unextracted:
        say(f"{counted(counts.unextracted, 'paper')} not extracted yet: {typed('ratslese extract')}")


@click.command("issues")
@click.option("--stage", "stages", multiple=True, type=click.Choice(["import", "read", "extract", "index"]), help="Only this stage.")
@json_option
@archive_option
def issues_command(stages: tuple[str, ...], as_json: bool, archive: Path) -> None:
    """List what went wrong or is doubtful.

    Example: ratslese issues --stage read
    """
    from dataclasses import asdict

    from search.render import Table
    from search.show import load_issues

    with connected(archive) as connection:
        found = load_issues(connection, stages)
    if as_json:
        print_json([asdict(issue) for issue in found])
    elif found:
        rows = tuple((issue.stage, issue.code, issue.subject, issue.message) for issue in found)
        print_table(Table(("stage", "code", "subject", "message"), rows))
    say(counted(len(found), "issue") if found else "No issues.")


@click.command("stats")
@json_option
@archive_option
def stats_command(as_json: bool, archive: Path) -> None:
    """Count what the archive holds, by table, body and stage.

    Example: ratslese stats
    """
    from search.render import Table
    from search.show import count_archive

    with connected(archive) as connection:
        groups = count_archive(connection)
    if as_json:
        print_json(groups)
        return
    for name, counts in groups.items():
        if counts:
            rows = tuple((key, f"{count:,}".replace(",", ".")) for key, count in counts.items())
            print_table(Table((name, ""), rows, frozenset({1})))
            click.echo()
