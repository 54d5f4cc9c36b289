"""The commands `sources`, `fetch`, `probe` and `ledger`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli import ArchiveGroup, archive_option, counted, print_rows, say, told_archive_option, typed

if TYPE_CHECKING:
    from corpus.ledger import LedgerRow
    from corpus.sources import KnownSource
    from ingest.crawl.run import Outcome


# -- sources ---------------------------------------------------------------------------------------------------------


@click.group("sources", cls=ArchiveGroup, invoke_without_command=True)
@click.option("--vendor", default="", help="Only these: oparl, allris3, allris4, sessionnet, sdnet, morerubin …")
@click.option("--land", default="", help="Only the Kreise of this Land.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@told_archive_option("The archive whose own sources and states are shown.")
@click.pass_context
def sources_command(context: click.Context, vendor: str, land: str, as_json: bool, archive: Path | None) -> None:
    """List the Ratsinformationssysteme of the 294 Landkreise: vendor, address, what robots.txt was reported to say, state.

    In an archive its own sources ([[source]] in ratslese.toml) and the state of what was fetched are shown too.

    Example: ratslese sources --land Hessen
    """
    if context.invoked_subcommand:
        return
    from corpus.lands import find_lands
    from corpus.sources import load_sources

    folder = _find_archive(archive)
    states = _states(folder)
    known = load_sources(_settings(folder))
    _check_vendor(vendor, {source.vendor for source in known if source.vendor})
    lands = find_lands([land] if land else [])
    shown = [
        source
        for source in known
        if (not vendor or source.vendor == vendor.lower()) and (not lands or source.ags[:2] in lands)
    ]
    if as_json:
        rows = [{**asdict(source), "options": dict(source.options), **states.get(source.source_id, {})} for source in shown]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_rows(("Kreis", "key", "system", "robots", "state", "address"), [_source_line(source, states) for source in shown])
    say(f"{counted(len(shown), 'source')}. What robots.txt says is read anew before anything is fetched.")


def _check_vendor(vendor: str, known: set[str]) -> None:
    from corpus.nearby import did_you_mean
    from ingest.vendors import MODULES

    vendors = list(dict.fromkeys((*MODULES, *sorted(known))))
    if vendor and vendor.lower() not in vendors:
        meant = did_you_mean(vendor.lower(), {name: name for name in vendors}) or f"there are {', '.join(vendors)}"
        raise click.BadParameter(f"{vendor!r} is no vendor; {meant}", param_hint="--vendor")


def _source_line(source: KnownSource, states: dict[str, dict[str, str]]) -> tuple[str, ...]:
    state = states.get(source.source_id, {})
    told = f"{source.robots} ({source.robots_from})" if source.robots_from == "inferred" else source.robots
    system = source.product or source.vendor or "not known"
    if source.vendor == "oparl" and source.product != "OParl":
        system = f"OParl ({source.product})" if source.product else "OParl"
    permitted = f"permission: {state['permission_who']}" if state.get("permission_who") else ""
    shown = "; ".join(part for part in (state.get("state", ""), permitted, source.note) if part)
    return source.body or source.source_id, source.ags, system, state.get("robots") or told or "not known", shown, source.url


def _find_archive(archive: Path | None) -> Path | None:
    from corpus.errors import ArchiveError
    from corpus.lookup import find_archive

    try:
        return find_archive(archive or Path.cwd())
    except ArchiveError:
        if archive is not None:
            raise
        return None


def _settings(folder: Path | None) -> Any:
    from corpus.settings import load_settings

    return load_settings(folder) if folder else None


def _states(folder: Path | None) -> dict[str, dict[str, str]]:
    from contextlib import closing

    from corpus.lookup import connect

    if folder is None:
        return {}
    columns = ("source_id", "state", "detail", "robots", "permission_who", "permission_when", "permission_scope", "walk_ended")
    with closing(connect(folder)) as database:
        return {row["source_id"]: dict(row) for row in database.execute(f"SELECT {', '.join(columns)} FROM sources")}


@sources_command.command("permit")
@click.argument("kreis")
@click.option("--who", required=True, help="Who allowed it: the office and person that wrote.")
@click.option("--when", required=True, metavar="DATE", help="The day of the letter: 2026-11-20 or 20.11.2026.")
@click.option("--scope", required=True, help='For what: in words, or a path ("/bi/") outside of which robots.txt is obeyed on.')
@click.option("--withdraw", is_flag=True, help="The permission was withdrawn: robots.txt is obeyed again.")
@archive_option
def permit_command(kreis: str, who: str, when: str, scope: str, withdraw: bool, archive: Path) -> None:
    """Enter a permission that the county gave in writing: then robots.txt of this source is not obeyed within its scope.

    It is kept with the source and shown in the ledger. Rates and limits stay as they are.

    Example: ratslese sources permit "Landkreis Stade" --who "Kreistagsbüro, Frau Muster" --when 2026-11-20 --scope "Vorlagen 2018 bis 2024"
    """
    from corpus.harvest import Harvest
    from corpus.sources import find_sources, load_sources
    from corpus.store import Archive

    day = _parse_day(when)
    with Archive.open(archive) as opened:
        for source in find_sources([kreis], load_sources(opened.settings)):
            harvest = Harvest(opened, source.source_id)
            told = {"permission_who": who.strip(), "permission_when": day, "permission_scope": " ".join(scope.split())}
            values = dict.fromkeys(told, "") if withdraw else told
            place = {"vendor": source.vendor, "url": source.url, "body": source.body, "ags": source.ags}
            with opened.begin() as connection:
                harvest.save_source(connection, **place, **values)
            say(f"{source.body}: permission {'withdrawn' if withdraw else 'entered'}.")


def _parse_day(text: str) -> str:
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text) or re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if found:
        import datetime

        parts = [int(part) for part in found.groups()]
        try:
            return datetime.date(*(parts if parts[0] > 31 else reversed(parts))).isoformat()
        except ValueError:
            pass
    raise click.BadParameter(f"{text!r} is no day: 2018-01-31 or 31.01.2018")


# -- fetch -----------------------------------------------------------------------------------------------------------


def _parse_period(_context: click.Context, option: click.Parameter, value: str | None) -> str:
    """A day; a year stands for its first or last one."""
    if not value:
        return ""
    if re.fullmatch(r"\d{4}", value):
        return f"{value}-01-01" if option.name == "since" else f"{value}-12-31"
    return _parse_day(value)


@click.command("fetch")
@click.argument("kreise", nargs=-1, metavar="KREIS…")
@click.option("--since", callback=_parse_period, metavar="DATE", help="Only papers from this day or year on: 2018-01-01, 2018.")
@click.option("--until", callback=_parse_period, metavar="DATE", help="Only papers until this day or year.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind of paper: Beschlussvorlage. May be given more than once.")
@click.option("--query", default="", help='Only papers whose title has these words: "Sprachmittl* OR Dolmetsch*".')
@click.option("--limit", type=click.IntRange(min=0), default=0, help="At most so many papers of each source.")
@click.option("--dry-run", is_flag=True, help="List what would be fetched, fetch lists only.")
@click.option("--full", is_flag=True, help="Ask for all papers again, whatever the lists say.")
@click.option("--all", "all_sources", is_flag=True, help="All Kreise with a known system.")
@click.option("--url", default="", help="The address of a source that is not known; with --vendor.")
@click.option("--vendor", default="", help="The vendor of --url; ratslese probe URL tells it.")
@click.option("--json", "as_json", is_flag=True, help="What came of each source (with --dry-run: the papers) as JSON on stdout.")
@archive_option
def fetch_command(
    kreise: tuple[str, ...], kinds: tuple[str, ...], all_sources: bool, url: str, vendor: str, as_json: bool, archive: Path, **wish: Any
) -> None:
    """Fetch papers with their files from the Ratsinformationssysteme of KREISE (names or keys).

    robots.txt is obeyed, one request a second is made at most (see [fetch] in ratslese.toml), refusals are never circumvented.
    Interrupted anywhere, the same command goes on where it was. Then: ratslese run

    Example: ratslese fetch Lörrach 08335 --since 2018 --kind Beschlussvorlage --limit 50
    """
    from corpus.store import Archive
    from ingest.crawl.run import Wish, fetch_sources

    dry = wish.pop("dry_run")
    with Archive.open(archive) as opened:
        sources = _chosen_sources(opened.settings, kreise, all_sources, url, vendor)
        outcomes = fetch_sources(opened, sources, Wish(kinds=kinds, dry=dry, **wish), _teller())
    if dry:
        _show_found(outcomes, as_json)
    elif as_json:
        keys = ("state", "detail", "fetched", "gone")
        rows = [{"source_id": entry.source.source_id, "body": entry.source.body, **{key: getattr(entry, key) for key in keys}}
                for entry in outcomes]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    for outcome in outcomes:
        say(_outcome_line(outcome))
    if not dry and any(outcome.fetched for outcome in outcomes):
        say(f"Next: {typed('ratslese run')}; what is missing: {typed('ratslese ledger')}, {typed('ratslese issues')}")
    if any(outcome.state == "walking" for outcome in outcomes):
        sys.exit(130)
    if outcomes and all(outcome.state in ("refused", "unreachable", "incomplete") for outcome in outcomes):
        sys.exit(1)


def _chosen_sources(settings: Any, kreise: Sequence[str], all_sources: bool, url: str, vendor: str) -> tuple[KnownSource, ...]:
    from corpus.sources import find_sources, load_sources, make_source
    from ingest.vendors import MODULES

    if url:
        if vendor not in MODULES:
            raise click.UsageError(f"--url needs --vendor, one of: {', '.join(MODULES)}; ratslese probe {url} tells which")
        if len(kreise) > 1 or all_sources:
            raise click.UsageError("--url is one source: name at most one Kreis with it")
        if not url.startswith(("http://", "https://")):
            raise click.UsageError(f"--url {url}: must begin with https:// or http://")
        return (make_source(vendor, url, kreise[0] if kreise else ""),)
    known = load_sources(settings)
    if all_sources:
        return tuple(source for source in known if source.vendor)
    if not kreise:
        raise click.UsageError("name a Kreis (ratslese sources lists them), or --all")
    return find_sources(kreise, known)


def _teller() -> Callable[[str, int], None]:
    """A line on a terminal that says how far it is, about once a second."""
    import time

    last = [time.monotonic()]
    counts: dict[str, int] = {}

    def tell(name: str, fetched: int) -> None:
        counts[name] = fetched
        if sys.stderr.isatty() and time.monotonic() - last[0] > 1:
            last[0] = time.monotonic()
            told = f"{counted(sum(counts.values()), 'paper')} of {counted(len(counts), 'source')}, last: {name[:40]:40}"
            click.echo(f"\r{told}", err=True, nl=False)

    return tell


def _show_found(outcomes: Sequence[Outcome], as_json: bool) -> None:
    found = [(outcome.source, ref) for outcome in outcomes for ref in outcome.found]
    if as_json:
        rows = [{"source_id": source.source_id, "body": source.body, "reference": ref.reference, "date": ref.date, "title": ref.title,
                 "paper_type": ref.paper_type, "url": ref.url} for source, ref in found]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    lines = [(source.body or source.source_id, ref.reference, ref.date, ref.paper_type, ref.title) for source, ref in found]
    print_rows(("Kreis", "number", "date", "kind", "title"), lines)


def _outcome_line(outcome: Outcome) -> str:
    name, papers = outcome.source.body or outcome.source.source_id, counted(outcome.fetched, "paper")
    told = {
        "complete": f"{papers} fetched or looked at again" if outcome.fetched else "nothing new",
        "limited": f"{papers} fetched, stopped at the limit",
        "dry": f"{counted(len(outcome.found), 'paper')} would be fetched",
        "incomplete": f"{papers} fetched, not walked to the end",
        "walking": f"{papers} fetched, interrupted",
        "refused": f"refused after {papers}",
        "unreachable": f"not reached, {papers} fetched",
    }.get(outcome.state, outcome.state)
    gone = f"; {counted(outcome.gone, 'paper')} not listed any more" if outcome.gone else ""
    return f"{name}: {told}{gone}{f' ({outcome.detail})' if outcome.detail else ''}"


# -- probe -----------------------------------------------------------------------------------------------------------


@click.command("probe")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@archive_option
def probe_command(url: str, as_json: bool, archive: Path) -> None:
    """Ask one page at URL and tell which vendor's system it is, in which version, with the evidence. Nothing is guessed.

    Example: ratslese probe https://ris.example.de/bi/
    """
    from corpus.errors import InputError
    from corpus.store import Archive
    from ingest.crawl.run import probe

    if not url.startswith(("http://", "https://")):
        raise click.BadParameter(f"{url!r} must begin with https:// or http://")
    with Archive.open(archive) as opened:
        probed = probe(opened, url)
    sure = {entry.vendor for entry in probed.evidence if entry.weight >= 1}
    vendor = sure.pop() if len(sure) == 1 else ""
    if as_json:
        evidence = [asdict(entry) for entry in probed.evidence]
        click.echo(json.dumps({"url": probed.url, "vendor": vendor, "evidence": evidence, "problem": probed.problem}, ensure_ascii=False))
    else:
        versions = dict.fromkeys(entry.version for entry in probed.evidence if entry.vendor == vendor and entry.version)
        if vendor:
            click.echo(f"{vendor} {', '.join(versions)}".strip())
        for entry in probed.evidence:
            click.echo(f"  {entry.vendor}: {entry.sign}{'' if entry.weight >= 1 else ' (a hint, no proof)'}")
    if not vendor:
        several = f"signs of more than one vendor: {', '.join(sorted(sure))}" if sure else "no sure sign of a known vendor"
        raise InputError(probed.problem or f"{probed.url}: {several}; not guessed")


# -- ledger ----------------------------------------------------------------------------------------------------------


@click.command("ledger")
@click.argument("kreise", nargs=-1, metavar="[KREIS…]")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV on stdout.")
@click.option("--gaps", is_flag=True, help="List the numbers that are missing.")
@archive_option
def ledger_command(kreise: tuple[str, ...], as_json: bool, as_csv: bool, gaps: bool, archive: Path) -> None:
    """Show for each body and year how many papers its source is known to hold and how many of them are here.

    Counted are papers fetched, read, read by OCR, with figures; failed, refused, not public, gone; and gaps in the numbering.

    Example: ratslese ledger Lörrach --gaps
    """
    from corpus.ledger import coverage_line, load_ledger, row_values
    from corpus.sources import find_sources, load_sources

    wanted = [source.source_id for source in find_sources(kreise, load_sources(_settings(archive)))] if kreise else []
    rows = load_ledger(archive, wanted)
    if as_json:
        click.echo(json.dumps([row_values(row) for row in rows], ensure_ascii=False, indent=1))
        return
    if as_csv:
        _write_csv([{**row_values(row), "missing": ";".join(row.missing)} for row in rows])
        return
    _show_ledger(rows)
    for row in rows if gaps else ():
        if row.missing:
            click.echo(f"{row.body} {row.year}, not listed: {', '.join(row.missing)}")
    say(coverage_line(rows) or f"No source was asked yet: {typed('ratslese fetch KREIS')}")


def _write_csv(rows: Sequence[dict[str, object]]) -> None:
    import csv

    if rows:
        writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _show_ledger(rows: Sequence[LedgerRow]) -> None:
    from corpus.ledger import COUNTS

    shown = [name for name in COUNTS if name in ("known", "fetched", "read") or any(getattr(row, name) for row in rows)]
    heads = ["body", "year", *(name.replace("_", " ") for name in shown), "gaps", "state"]
    lines = []
    for row in rows:
        told = [f"permission: {row.permission}"] if row.permission else []
        told += [f"robots: {row.robots}"] if row.robots not in ("", "allowed") else []
        state = "; ".join([part for part in (row.state, *told) if part]) if row.source_id else "imported by hand"
        gaps = "" if row.gaps is None else str(row.gaps)
        lines.append([row.body or "no body told", row.year or "-", *(str(getattr(row, name)) for name in shown), gaps, state])
    print_rows(heads, lines, range(2, 3 + len(shown)))
