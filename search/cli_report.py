"""The command `report`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli import archive_option, counted, say
from search.cli_common import filter_options, given, tell_waiting
from search.cli_compare import check_peers, comparison_options, make_plan

if TYPE_CHECKING:
    from search.studies import Study

Places = Sequence[tuple[str, int, tuple[float, float, float, float]]]


@click.command("report")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("query", required=False, default="")
@click.option("--study", metavar="NAME", help="Report this study of ratslese.toml; the other options are then its own.")
@click.option("--title", default="", help="The heading of the page.")
@click.option("--pictures/--no-pictures", default=True, show_default=True, help="Show the place on the page for every figure.")
@comparison_options
@filter_options
@archive_option
@click.pass_context
def report_command(
    context: click.Context, /, out: Path, query: str, study: str | None, title: str, pictures: bool, archive: Path, **options: Any
) -> None:
    """Write one HTML page: the comparison as table, charts and map, each number linked to its evidence. No server needed.

    Example: ratslese report sprache.html 'Sprachmittler OR Dolmetscher' --measure vzae
    """
    _check_call(out, query, study, options)
    from corpus.errors import InputError
    from corpus.raw import write_atomically
    from search.report import collect_report, render_report
    from search.report.words import tell_question
    from search.studies import find_study, run_study

    asked = find_study(archive, study) if study else _as_study(query, options)
    comparison = run_study(archive, asked)
    maker = context.find_root().obj if pictures else None

    def crops(places: Places) -> Iterable[bytes | None]:
        return maker(archive, places) if callable(maker) else [None] * len(places)

    report = collect_report(archive, comparison, title or _title(asked.query, study), tell_question(asked), datetime.now(UTC), crops)
    try:
        write_atomically(out, "".join(render_report(report)).encode())
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from error
    tell_waiting(archive)
    say(f"{out}: {counted(len(report.lines), 'row')}, {counted(len(report.cards), 'evidence card')}")


def _check_call(out: Path, query: str, study: str | None, options: Mapping[str, Any]) -> None:
    """Raises UsageError for a forgotten OUT, and for what a study would leave unheard."""
    if out.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"the first argument is the page to write and ends in .html, then comes the query: report OUT.html '{out}'")
    unheard = [name for name in options if given(name)]
    if study and (query or unheard):
        raise click.UsageError(f"a study has its own question: drop {'QUERY' if query else _option_of(unheard[0])}, or --study")
    check_peers(options)


def _option_of(name: str) -> str:
    """How an option is written on the command line."""
    command = click.get_current_context().command
    return next("/".join((*option.opts, *option.secondary_opts)) for option in command.params if option.name == name)


def _as_study(query: str, options: Mapping[str, Any]) -> Study:
    """The question of the command line in the form of a study."""
    from dataclasses import asdict

    from search.studies import Study

    plan = asdict(make_plan(options))
    places = {name: options[name] for name in ("kreise", "lands", "fields", "peers_by")}
    return Study(query, **plan, **places, year=options["year"] or "", peers=options["peers"] or "")


def _title(query: str, study: str | None) -> str:
    return f"Study {study}" if study else f"What council papers say of: {query}" if query else "What the council papers of this archive say"
