"""The commands `search` and `index`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.cli import archive_option, checked, counted, say, show_progress, typed
from search.cli_common import filter_options, json_option, number_parser, one_format, print_json, print_table, print_wrapped, tell_waiting

if TYPE_CHECKING:
    from search.engines.base import SearchFilter

ALL_HITS = 1_000_000


@click.command("search")
@click.argument("query")
@filter_options
@click.option(
    "--min-vzae",
    metavar="N",
    callback=checked(number_parser),
    help="Only papers with at least so many VZÄ in all, background and shares left out.",
)
@click.option(
    "--min-amount",
    metavar="EURO",
    callback=checked(number_parser),
    help="Only papers with a sum of at least so much, background left out: 10000 or '10.000 €'.",
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="How many hits to show.")
@click.option("--all", "all_hits", is_flag=True, help="All hits, however many.")
@click.option("--exact", is_flag=True, help="Only the words themselves: no compounds that hold them, no synonyms.")
@click.option("--explain", is_flag=True, help="Say what else was looked for: compounds, synonyms, near words.")
@click.option("--facets", is_flag=True, help="Count all hits by Kreis, year and field.")
@click.option("--open", "opened", type=click.IntRange(1), metavar="N", help="Open the file of hit N at its page.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV for spreadsheets and scripts.")
@json_option
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
    all_hits: bool,
    exact: bool,
    explain: bool,
    facets: bool,
    opened: int | None,
    as_csv: bool,
    as_json: bool,
    archive: Path,
) -> None:
    """Full-text search, ranked. All words must occur; a word also finds compounds that hold it and synonyms, behind its own hits.

    \b
    Sprachmittler OR Dolmetscher     one of them (ODER); NOT (NICHT) leaves out; brackets group
    "Förderung der Integration"      a phrase; "Förderung Integration"~4 with words between
    förder* · f?rder* · Sprachmitler~    patterns; words spelt nearly so
    titel: nummer: kreis: land: gremium: typ: feld:    where the word stands
    jahr:2018..2020  betrag:>=10000  betrag:jährlich  vzae:>=1    years, sums and posts of the paper
    @sprache                         the query saved under this name in ratslese.toml, [search.saved]; also inside a query

    Example: ratslese search 'Sprachmittler betrag:>=10000' --land Niedersachsen --year 2018..2020 --facets
    """
    from search.engines.base import SearchFilter
    from search.places import choose, parse_number
    from search.query import search_archive
    from search.saved import find_saved

    one_format(as_json, as_csv)
    if facets and as_csv:
        raise click.UsageError("--facets has no place in the CSV of the hits: give --facets alone or with --json")
    query = find_saved(archive, query)
    chosen = choose(archive, kreise, lands, year or "", fields)
    least = [parse_number(text) if text else None for text in (min_vzae, min_amount)]
    wanted = SearchFilter(chosen.kreise, chosen.lands, chosen.years, chosen.fields, *least)
    limit = max(ALL_HITS if all_hits else limit, opened or 0)
    answer = search_archive(archive, query, wanted, limit, exact, explain or as_json)
    if opened:
        _open_hit(archive, answer.hits, opened)
        return
    counts = _count_facets(archive, query, wanted, exact) if facets else {}
    if as_json:
        _print_json(query, answer, counts)
    elif as_csv:
        from search.render import hits_csv

        click.echo(hits_csv(answer.hits), nl=False)
    else:
        _print_hits(answer.hits)
        _print_facets(counts)
    _tell(archive, query, answer, limit, explain)


def _count_facets(archive: Path, query: str, wanted: SearchFilter, exact: bool) -> dict[str, list[tuple[str, int]]]:
    from search.facets import count_facets

    return count_facets(archive, query, wanted, exact)


def _print_json(query: str, answer: Any, facets: dict[str, list[tuple[str, int]]]) -> None:
    from search.query import hit_json

    told = {"query": query, "total": answer.total, "added": list(answer.added), "suggestion": answer.suggestion}
    shown = (
        {"facets": {name: [{"value": value, "papers": number} for value, number in rows] for name, rows in facets.items()}}
        if facets
        else {}
    )
    print_json({**told, **shown, "hits": [hit_json(hit) for hit in answer.hits]})


def _tell(archive: Path, query: str, answer: Any, limit: int, explain: bool) -> None:
    """What is to be said besides the hits, on stderr."""
    if explain:
        for line in answer.added or ("Nothing else was looked for.",):
            say(line)
    from search.engines.checks import find_hints

    for hint in find_hints(query):
        say(hint)
    if not tell_waiting(archive) and answer.stale:
        say(f"The index differs from the archive by {counted(answer.stale, 'file')}: {typed('ratslese index')}")
    if not answer.total:
        say(f"Nothing found for: {query}")
        if answer.suggestion:
            say(f"Did you mean: {answer.suggestion}")
    elif answer.total > len(answer.hits):
        more = "more with --limit or --all" if len(answer.hits) == limit else "the others do not pass the filters"
        say(f"{len(answer.hits)} of {answer.total} hits shown; {more}")


def _open_hit(archive: Path, hits: tuple[Any, ...], number: int) -> None:
    from urllib.parse import unquote, urlsplit

    from corpus.errors import InputError
    from search.opening import copy_for_opening

    if number > len(hits):
        raise InputError(f"there is no hit {number}, only {len(hits)}")
    hit = hits[number - 1]
    address = copy_for_opening(archive, hit.file_sha256, hit.page)
    say(f"{hit.reference or hit.title or hit.paper_id}, page {hit.page}: {address}")
    if not (_launch(address) or ("#" in address and _launch(address.partition("#")[0]))):  # without a desktop "#page=3" is no file
        path = unquote(urlsplit(address).path)
        raise InputError(f"{path}: no program here opens it; open it by hand, at page {hit.page}")


def _launch(address: str) -> bool:
    """Whether a program of this system takes the address. On Linux only waiting for xdg-open tells; what it complains of is not shown."""
    if not sys.platform.startswith("linux"):
        return click.launch(address) == 0
    import subprocess

    try:
        return subprocess.run(["xdg-open", address], stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:  # there is no xdg-open
        return False


def _print_facets(facets: dict[str, list[tuple[str, int]]]) -> None:
    if not facets:
        return  # and nothing of tables is loaded
    from search.render import Table

    for name, rows in facets.items():
        click.echo()
        print_table(Table((name, "papers"), tuple((value, str(number)) for value, number in rows), frozenset({1})))


def _print_hits(hits: Iterable[Any]) -> None:
    from search.query import hit_heading

    for number, hit in enumerate(hits, 1):
        heading = hit_heading(number, hit)
        print_wrapped(heading, ((0, len(heading)),))
        print_wrapped(f"   {hit.title or '(no title told)'}")
        print_wrapped(f"   {hit.snippet}", tuple((start + 3, end + 3) for start, end in hit.highlights))
        print_wrapped(f"   {typed(f'ratslese show {hit.paper_id}')}\n")


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Throw the index away and build it anew.")
@archive_option
def index_command(rebuild: bool, archive: Path) -> None:
    """Bring the full-text index up to date: only what changed is indexed again.

    Example: ratslese index
    """
    from search.index import outgrown, update_index

    done, _ = show_progress("index", update_index(archive, rebuild))
    say(f"{counted(done, 'file')} indexed." if done else "The index is up to date.")
    hint = outgrown(archive)
    if hint:
        say(hint)
