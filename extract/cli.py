"""The command `extract`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus.cli import archive_option, counted, say, show_progress


@click.command("extract")
@click.option("--strict", is_flag=True, help="Exit with 1 if a paper could not be extracted.")
@archive_option
def extract_command(strict: bool, archive: Path) -> None:
    """Extract amounts, posts, dates, Handlungsfelder and metadata from all papers that are new or changed.

    Papers whose pages and rules are as they were are left alone. Example: ratslese extract
    """
    from corpus.store import Archive
    from extract.stage import extract_stale

    with Archive.open(archive) as opened:
        done, failed = show_progress("extract", extract_stale(opened))
        say(f"{counted(done, 'paper')} extracted." if done else "Nothing to extract: all papers are up to date.")
        if failed:
            say(f"{counted(failed, 'paper')} failed; see them with: ratslese issues")
        if strict and failed:
            sys.exit(1)
