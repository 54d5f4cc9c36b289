"""The commands `init` and `import`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.cli import archive_option, counted, say, show_progress


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
    from ingest.importing import import_paths
    from ingest.stage import read_stale

    with Archive.open(archive) as opened:
        before = opened.issue_count()
        taken, _ = show_progress("import", import_paths(opened, paths, body))
        read, _ = show_progress("read", read_stale(opened))
        issues = opened.issue_count()
        say(f"{counted(taken, 'file')} looked at, {read} read, {counted(opened.paper_count(), 'paper')} in the archive.")
        if issues:
            say(f"{counted(issues, 'issue')} in all, {max(0, issues - before)} more than before; see them with: ratslese issues")
        if strict and issues > before:
            sys.exit(1)
