"""What all commands share: the archive option, the progress bar, how issues are counted at the end. No command of its own."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus.errors import RatsleseError
from corpus.lookup import find_archive

if TYPE_CHECKING:
    from corpus.progress import Progress

Command = TypeVar("Command", bound=Callable[..., Any])
_TOLD_ARCHIVE = "ratslese.archive"  # in the context's meta, which a group shares with its subcommands: --archive as it was typed
_ASKS_HELP = "ratslese.help"
_ARCHIVE_HELP = "The archive's folder; default: the current folder or the nearest above it that is an archive."


def archive_option(command: Command) -> Command:
    """`--archive DIR`; the command gets the archive's folder as `archive` (found from here upward unless given)."""
    return told_archive_option(_ARCHIVE_HELP, lambda told: find_archive(told or Path.cwd()))(command)


def told_archive_option(
    help_text: str, find: Callable[[Path | None], Path | None] = lambda told: told, **further: Any
) -> Callable[[Command], Command]:
    """`--archive DIR` of a command that can do without: it gets what `find` makes of the folder told to it or to its group, or None."""

    def remember(context: click.Context, _option: click.Parameter, value: Path | None) -> Path | None:
        if value is not None:
            context.meta[_TOLD_ARCHIVE] = value
        told: Path | None = context.meta.get(_TOLD_ARCHIVE)
        return told if context.meta.get(_ASKS_HELP) else find(told)  # help of a subcommand needs no archive

    folder = click.Path(path_type=Path, file_okay=False)
    return click.option("--archive", type=folder, callback=remember, help=help_text, **further)


class ArchiveGroup(click.Group):
    """A group whose subcommands all take `--archive DIR`, wherever it stands: it is the group's option, or theirs by way of it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        told, rest = part_archive(args)
        ctx.meta[_ASKS_HELP] = any(word in ("-h", "--help") for word in rest)
        return super().parse_args(ctx, [*told, *rest])

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        if not any(option.name == "archive" for option in cmd.params):  # for its --help; the group's own option reads it
            cmd.params.append(click.Option(["--archive"], type=click.Path(path_type=Path), expose_value=False, help=_ARCHIVE_HELP))
        super().add_command(cmd, name)


def part_archive(args: Sequence[str]) -> tuple[list[str], list[str]]:
    """`--archive DIR` out of a group's arguments, and the others as they were."""
    told: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--archive":
            told = [word, *(value for value in [next(words, None)] if value is not None)]
        elif word.startswith("--archive="):
            told = [word]
        else:
            rest.append(word)
    return told, rest


def typed(command: str) -> str:
    """A command of ours as it is to be typed here: with --archive where the archive was told by it."""
    context = click.get_current_context(silent=True)
    told = context.meta.get(_TOLD_ARCHIVE) if context else None
    return f"{command} --archive {shlex.quote(str(told))}" if told is not None else command


def checked(load_parser: Callable[[], Callable[[str], object]]) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """A callback that lets an option's text through where our parser can read it: what it cannot read is wrong usage (exit code 2).

    `load_parser` is called only where the option was given: the parser's module is not imported before.
    """

    def check(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
        if value:
            try:
                load_parser()(value)
            except RatsleseError as error:
                raise click.BadParameter(str(error)) from error
        return value

    return check


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
