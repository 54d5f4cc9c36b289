"""What the commands of `search` share: options, the selection they make, and how tables and lines are shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from corpus.cli import Command, checked, counted, say, typed

if TYPE_CHECKING:
    from sqlite3 import Connection

    from search.render import Table


def _year_parser() -> Callable[[str], object]:
    from search.places import parse_years

    return parse_years


def number_parser() -> Callable[[str], object]:
    """What reads sums and posts on the command line; for `checked`."""
    from search.places import parse_number

    return parse_number


def filter_options(command: Command) -> Command:
    """The options --kreis, --land, --year and --field."""
    options = (
        click.option("--kreis", "kreise", multiple=True, metavar="NAME|AGS", help="Only this Kreis; may be repeated."),
        click.option("--land", "lands", multiple=True, metavar="NAME", help="Only this Land; may be repeated."),
        click.option("--year", metavar="YEAR|FROM..TO", callback=checked(_year_parser), help="Only these years: 2018 or 2018..2020."),
        click.option("--field", "fields", multiple=True, metavar="FIELD", help="Only this Handlungsfeld: id, 'sprache' or label."),
    )
    for option in reversed(options):
        command = option(command)
    return command


json_option = click.option("--json", "as_json", is_flag=True, help="JSON for scripts.")


def given(name: str) -> bool:
    """Whether the user wrote this parameter of the present command, be it with its default value."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def one_format(as_json: bool, as_csv: bool) -> None:
    """Raises UsageError where both were asked for."""
    if as_json and as_csv:
        raise click.UsageError("give one of --json and --csv")


def connected(archive: Path) -> closing[Connection]:
    """The archive's database, closed at the end."""
    from corpus.lookup import connect

    return closing(connect(archive))


def tell_waiting(archive: Path) -> bool:
    """Say on stderr how many papers the answer lacks since their facts are not extracted yet; whether there are any."""
    from corpus.lookup import count_waiting

    with connected(archive) as connection:
        waiting = count_waiting(connection)
    if waiting:
        say(f"{counted(waiting, 'paper')} {'waits' if waiting == 1 else 'wait'} to be extracted: {typed('ratslese run')}")
    return bool(waiting)


def print_json(data: object) -> None:
    """JSON to stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False, soft_wrap=False)


def print_table(table: Table) -> None:
    """A table: laid out by rich on a terminal, aligned and whole in a pipe."""
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
            print_wrapped(text)
        return
    shown = RichTable(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(table.headings):
        number = place in table.numeric
        least = max((len(row[place]) for row in table.rows), default=0) if number else min(wide[place], 14)
        shown.add_column(Text(heading), justify="right" if number else "left", overflow="fold", min_width=least)
    for row in table.rows:
        shown.add_row(*(Text(cell) for cell in row))
    console.print(shown)


def print_wrapped(text: str, marked: Sequence[tuple[int, int]] = ()) -> None:
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
