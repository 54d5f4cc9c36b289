"""What all commands share: the archive option, the progress bar, how issues are counted at the end. No command of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.lookup import find_archive

if TYPE_CHECKING:
    from corpus.progress import Progress

Command = TypeVar("Command", bound=Callable[..., Any])


def archive_option(command: Command) -> Command:
    """`--archive DIR`; the command gets the archive's folder as `archive` (found from here upward unless given)."""
    return click.option(
        "--archive",
        type=click.Path(path_type=Path, file_okay=False),
        callback=lambda _context, _option, value: find_archive(value or Path.cwd()),
        help="The archive's folder; default: the current folder or the nearest above it that is an archive.",
    )(command)


def show_progress(stage: str, progress: Iterable[Progress]) -> tuple[int, int]:
    """Run a stage to its end with a bar on stderr (on a terminal only); return (done, failed)."""
    if not sys.stderr.isatty():
        done = failed = 0
        for entry in progress:
            done, failed = entry.done, failed + entry.failed
        return done, failed
    return _show_bar(stage, progress)


def _show_bar(stage: str, progress: Iterable[Progress]) -> tuple[int, int]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    done = failed = 0
    name, note = TextColumn("{task.description:8}"), TextColumn("{task.fields[note]}")
    with Bar(name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), note, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(stage, total=None, note="")
        for entry in progress:
            done, failed = entry.done, failed + entry.failed
            told = counted(failed, "issue") if failed else ""
            bar.update(task, completed=entry.done, total=entry.total or None, note=told)
    return done, failed


def say(text: str) -> None:
    """A message for the person, on stderr: stdout is for data."""
    click.echo(text, err=True)


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 file", "3 files"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def print_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int] = ()) -> None:
    """A table on stdout: laid out by rich on a terminal that has room for its words, else aligned and whole.

    `numbers` are the columns set to the right.
    """
    if sys.stdout.isatty() and _show_table(headings, rows, numbers):
        return
    lines = [headings, *rows]
    wide = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    for line in lines:
        cells = (cell.rjust(wide[place]) if place in numbers else cell.ljust(wide[place]) for place, cell in enumerate(line))
        click.echo("  ".join(cells).rstrip())


def _show_table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int]) -> bool:
    """Lay the table out with whole words; False, and nothing shown, where the terminal is too narrow for that."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, emoji=False, markup=False)
    least = [max(len(word) for line in (headings, *rows) for word in (line[place].split() or [""])) for place in range(len(headings))]
    if sum(least) + 2 * len(least) > console.width:
        return False
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(headings):
        table.add_column(Text(heading), justify="right" if place in numbers else "left", overflow="fold", min_width=least[place])
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
    return True
