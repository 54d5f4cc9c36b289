"""The commands `init`, `import` and `page`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli import archive_option, counted, say, show_progress, typed

if TYPE_CHECKING:
    from corpus.progress import Progress


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def init_command(folder: Path) -> None:
    """Make an archive in FOLDER: one folder holds one study.

    Example: ratslese init sprachmittler
    """
    from corpus.store import Archive

    Archive.create(folder).close()
    say(f"Archive made in {folder}. Next: cd {folder}, then ratslese import PATH and ratslese run")


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--body", default="", metavar="AGS|NAME", help='The Kreis that all of it comes from: 08336, "Landkreis Lörrach".')
@click.option("--strict", is_flag=True, help="Exit with 1 if anything became an issue.")
@archive_option
def import_command(paths: tuple[Path, ...], body: str, strict: bool, archive: Path) -> None:
    """Take in PATHS (PDF, HTML, text, Markdown, folders, zip, JSON Lines) and read them.

    Files are copied; the same bytes twice are one file. A papers.csv beside the files tells what their text does not:
    columns file, paper, body, ags, reference, title, paper_type, date, public, lead_unit, source_url (only file is needed).

    Example: ratslese import ~/vorlagen/loerrach --body 08336
    """
    from corpus.store import Archive
    from ingest.importing import find_with_issues, import_paths
    from ingest.stage import read_stale

    with Archive.open(archive) as opened:
        before = opened.issue_count()
        looked_at: dict[str, bool] = {}  # whether it was known already, by origin
        taken, _ = show_progress("import", _noting(import_paths(opened, paths, body), looked_at))
        read, unread = show_progress("read", read_stale(opened))
        issues = opened.issue_count()
        known = sum(looked_at.values())
        told = [counted(taken, "file") + " looked at", *([f"{known} known already"] if known else [])]
        told += [f"{read - unread} read without an issue"] if read or not known else []
        say(f"{', '.join(told)}, {counted(opened.paper_count(), 'paper')} in the archive.")
        if issues:
            say(f"{counted(issues, 'issue')} in all, {max(0, issues - before)} more than before; see them with: {typed('ratslese issues')}")
        if strict and (issues > before or find_with_issues(opened, looked_at)):
            sys.exit(1)


def _noting(progress: Iterable[Progress], looked_at: dict[str, bool]) -> Iterator[Progress]:
    for entry in progress:
        looked_at[entry.subject] = entry.known
        yield entry


@click.command("page")
@click.argument("file")
@click.argument("number", type=click.IntRange(min=1), metavar="N", default=1)
@click.option("--boxes", is_flag=True, help="List every word with its box in points from the page's upper left corner, OCR's confidence.")
@click.option("--png", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT", help="Write a picture with all boxes drawn on.")
@click.option("--archive", type=click.Path(path_type=Path, file_okay=False), help="Where to look for FILE if it is no path.")
def page_command(file: str, number: int, boxes: bool, png: Path | None, archive: Path | None) -> None:
    """Show page N of FILE as the reader sees it: text, table cells, tick boxes.

    FILE is a path; or in an archive a file's SHA-256 or the beginning of it, its name, or a paper's number.
    In the picture words are blue, headers and footers grey, cells green, ticks red (yes), orange (no) or violet (unknown).

    Example: ratslese page vorlage.pdf 3 --png seite3.png
    """
    from corpus.errors import ArchiveError
    from corpus.lookup import find_archive
    from corpus.settings import Settings, load_settings
    from ingest.pageview import find_file, page_lines, view_page

    try:
        folder = find_archive(archive or Path.cwd())
    except ArchiveError:
        if archive is not None:
            raise
        folder = None
    path, name = find_file(file, folder)
    view = view_page(path, name, number, png is not None, load_settings(folder) if folder else Settings())
    if png is not None:
        _write_picture(png, view.picture, name)
        return
    for line in page_lines(view, boxes):
        click.echo(line)
    for problem in view.problems:
        say(f"ratslese: {problem.message}")


def _write_picture(png: Path, picture: bytes | None, name: str) -> None:
    from corpus.errors import InputError

    if picture is None:
        raise InputError(f"{name}: only pages of a PDF can be drawn; no picture written")
    try:
        png.write_bytes(picture)
    except OSError as error:
        raise InputError(f"{png}: cannot be written: {error.strerror}") from error
    say(f"Picture written to {png}")
