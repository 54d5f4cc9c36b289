"""The commands `compare` and `study`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli import ArchiveGroup, Command, archive_option, counted, say
from corpus.collector import collector_at_rest
from search.cli_common import filter_options, given, json_option, one_format, print_json, print_table, print_wrapped, tell_waiting

if TYPE_CHECKING:
    from search.compare import Comparison, Plan
    from search.places import Selection

BY = ("kreis", "land", "field", "year", "committee", "type")


def comparison_options(command: Command) -> Command:
    """The options that say what is compared; `make_plan` reads them."""
    measures, directions = click.Choice(["amount", "vzae", "papers"]), click.Choice(["expense", "income", "budget"])
    options = (
        click.option("--by", "by", multiple=True, default=("kreis",), show_default=True, type=click.Choice(BY), help="May be repeated."),
        click.option("--measure", default="amount", show_default=True, type=measures, help="What to sum or count."),
        click.option("--per-capita", is_flag=True, help="Per 1,000 inhabitants of the same year."),
        click.option("--direction", type=directions, help="Only this direction of amounts."),
        click.option("--once", is_flag=True, help="Only what is paid once."),
        click.option("--yearly", is_flag=True, help="Only what is paid every year."),
        click.option("--all", "everything", is_flag=True, help="Once, yearly and untold, apart (default)."),
        click.option(
            "--decided/--all-figures", "decided", default=True, show_default=True, help="Only what is decided, or background too."
        ),
        click.option("--bounds", is_flag=True, help="The least and the most of each sum, by ranges and by what is not told to be decided."),
        click.option("--peers", metavar="NAME|AGS", help="This Kreis and those like it, with data or without."),
        click.option("--peers-by", default="land", show_default=True, type=click.Choice(["land", "population"]), help="Alike in what."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def make_plan(options: Mapping[str, Any]) -> Plan:
    """The plan that the options ask for. Raises UsageError for options that exclude each other or would change nothing."""
    from search.compare import Plan

    if options["once"] + options["yearly"] + options["everything"] > 1:
        raise click.UsageError("give one of --once, --yearly and --all")
    measure = options["measure"]
    only = {"once": "amount", "yearly": "amount", "direction": "amount", "bounds": "amount or vzae"}
    for name, measures in only.items():
        if options[name] and measure not in measures.split(" or "):
            raise click.UsageError(f"--{name} needs --measure {measures}: {measure} has none")
    if measure == "papers" and not options["decided"]:
        raise click.UsageError("--all-figures needs --measure amount or vzae: papers are counted whatever their figures")
    recurrence = "once" if options["once"] else "yearly" if options["yearly"] else "all"
    by = tuple(dict.fromkeys(options["by"]))
    direction = options["direction"] or ""
    return Plan(by, options["measure"], options["per_capita"], direction, recurrence, not options["decided"], options["bounds"])


def check_peers(options: Mapping[str, Any]) -> None:
    """Raises UsageError for --peers-by without --peers, which would change nothing."""
    if given("peers_by") and not options["peers"]:
        raise click.UsageError("--peers-by needs --peers: whose peers?")


def choose_sample(archive: Path, options: Mapping[str, Any]) -> Selection:
    """The selection that the filter options and --peers make. Raises UsageError for --peers-by without --peers."""
    from search.places import choose

    check_peers(options)
    names = ("kreise", "lands", "fields", "peers_by")
    kreise, lands, fields, peers_by = (options[name] for name in names)
    return choose(archive, kreise, lands, options["year"] or "", fields, options["peers"] or "", peers_by)


@click.command("compare")
@click.argument("query", required=False, default="")
@click.option("--where", default="", metavar="QUERY", help="The same as QUERY.")
@comparison_options
@filter_options
@click.option("--csv", "as_csv", is_flag=True, help="CSV for spreadsheets and scripts.")
@json_option
@archive_option
@collector_at_rest()
def compare_command(query: str, where: str, as_csv: bool, as_json: bool, archive: Path, **options: Any) -> None:
    """Compare Kreise, Länder, fields, years, committees or kinds of paper. Says under the table what was left out, and why.

    QUERY chooses papers as in a search: words, "jahr:2018..2020", "betrag:>=10000".

    Example: ratslese compare Integration --by kreis --by year --measure vzae
    """
    from search.comparison import compare_archive

    one_format(as_json, as_csv)
    if query and where:
        raise click.UsageError("give the query once: as QUERY or with --where")
    plan = make_plan(options)
    _print_comparison(compare_archive(archive, query or where, choose_sample(archive, options), plan), as_json, as_csv)
    tell_waiting(archive)


def _print_comparison(comparison: Comparison, as_json: bool, as_csv: bool) -> None:
    from search.render import comparison_csv, comparison_json, comparison_table

    if as_json:
        print_json(comparison_json(comparison))
        return
    if as_csv:
        click.echo(comparison_csv(comparison), nl=False)
        for note in comparison.notes:
            say(note)
        return
    if not comparison.rows:
        say("Nothing to compare: no paper answers.")
    else:
        print_table(comparison_table(comparison))
        click.echo()
    for note in comparison.notes:
        print_wrapped(note)


@click.group("study", cls=ArchiveGroup, invoke_without_command=True)
@click.pass_context
@archive_option
def study_command(context: click.Context, archive: Path) -> None:
    """Comparisons that are kept: run them again with the same numbers, or see what changed.

    A study stands in the archive's ratslese.toml as [study.NAME] with query, by, measure, kreise, lands, year, fields, peers …

    Example: ratslese study run sprachmittler
    """
    context.obj = archive
    if context.invoked_subcommand is None:
        from search.studies import load_record, load_studies

        studies = load_studies(archive)
        for name, study in studies.items():
            kept = "kept" if load_record(archive, name) else "not run yet"
            click.echo(f"{name}: {study.query or 'all papers'}, {study.measure} by {', '.join(study.by)} ({kept})")
        if not studies:
            say("No studies yet; write one as [study.NAME] into ratslese.toml, for example:")
            say('[study.sprachmittler]\nquery = "Sprachmittler OR Dolmetscher"\nby = ["kreis", "year"]\nmeasure = "vzae"')


@study_command.command("run")
@click.argument("name")
@click.option("--renew", is_flag=True, help="Keep the outcome of this run in place of the older one.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV for spreadsheets and scripts.")
@json_option
@click.pass_obj
def study_run_command(archive: Path, name: str, renew: bool, as_csv: bool, as_json: bool) -> None:
    """Run the study NAME. The first run is kept; later ones say whether they found the same.

    Example: ratslese study run sprachmittler
    """
    from search.studies import find_study, load_record, record_study, run_study, verify_study

    one_format(as_json, as_csv)
    study = find_study(archive, name)
    kept = None if renew else load_record(archive, name)
    comparison = run_study(archive, study)
    _print_comparison(comparison, as_json, as_csv)
    if kept is None:
        say(f"Kept in {record_study(archive, name, study, comparison)}")
        return
    changes = verify_study(archive, study, kept, comparison)
    if changes:
        say(f"{counted(len(changes), 'change')} since the kept run: ratslese study verify {name}; keep this one with --renew")
    else:
        say("The same as the kept run.")


@study_command.command("verify")
@click.argument("name")
@json_option
@click.pass_obj
def study_verify_command(archive: Path, name: str, as_json: bool) -> None:
    """Tell what changed since the study NAME was kept: question, rules, files, figures, table. Exits with 1 where something did.

    Example: ratslese study verify sprachmittler
    """
    from dataclasses import asdict

    from corpus.errors import QueryError
    from search.render import Table
    from search.studies import find_study, load_record, run_study, verify_study

    study, record = find_study(archive, name), load_record(archive, name)
    if record is None:
        raise QueryError(f"the study {name!r} was not run yet: ratslese study run {name}")
    changes = verify_study(archive, study, record, run_study(archive, study))
    if as_json:
        print_json([asdict(change) for change in changes])
    elif changes:
        print_table(Table(("what", "which", "change"), tuple((change.kind, change.subject, change.change) for change in changes)))
    say(
        counted(len(changes), "change")
        if changes
        else f"Nothing changed: {counted(len(record['figures']), 'figure')} and the table are the same."
    )
    if changes:
        sys.exit(1)
