"""The command `report`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from corpus.cli import archive_option, counted, say
from search.cli_common import filter_options
from search.cli_compare import choose_sample, comparison_options, make_plan

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
    from corpus.errors import InputError
    from corpus.raw import write_atomically
    from search.comparison import compare_archive
    from search.report import collect_report, render_report
    from search.studies import find_study, run_study

    if study:
        chosen_study = find_study(archive, study)
        query, comparison = chosen_study.query, run_study(archive, chosen_study)
    else:
        comparison = compare_archive(archive, query, choose_sample(archive, options), make_plan(options))
    maker = context.find_root().obj if pictures else None

    def crops(places: Places) -> Iterable[bytes | None]:
        return maker(archive, places) if callable(maker) else [None] * len(places)

    asked = f"Asked: {query or 'all papers'}, {' by '.join(('figures', ', '.join(comparison.groups)))}"
    report = collect_report(archive, comparison, title or _title(query, study), asked, datetime.now(UTC), crops)
    try:
        write_atomically(out, "".join(render_report(report)).encode())
    except OSError as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from error
    say(f"{out}: {counted(len(report.lines), 'row')}, {counted(len(report.cards), 'evidence card')}")


def _title(query: str, study: str | None) -> str:
    return f"Study {study}" if study else f"What council papers say of: {query}" if query else "What the council papers of this archive say"
