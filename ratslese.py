"""ratslese: reads the papers of German county councils and answers with typed figures that lead back to page and line.

The root of the command line. Commands are loaded when they are called: `ratslese --help` imports click and nothing else.
"""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli import archive_option, counted, say, show_progress, typed

if TYPE_CHECKING:
    from corpus.store import Archive
    from search.notebook import Notebook

VERSION = "0.1.0"

# command → (module that defines it, what `ratslese --help` says of it), in the order of a study's work
COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("ingest.cli", "Make an archive: one folder for one study."),
    "import": ("ingest.cli", "Take in files, folders and zip archives, and read them."),
    "sources": ("ingest.cli_fetch", "List the Ratsinformationssysteme of the Kreise; enter a permission."),
    "probe": ("ingest.cli_fetch", "Tell which system stands behind an address."),
    "fetch": ("ingest.cli_fetch", "Fetch papers from Ratsinformationssysteme, politely, resumably."),
    "ledger": ("ingest.cli_fetch", "Show what the sources hold and what of it is here."),
    "extract": ("extract.cli", "Extract amounts, posts, dates, fields and metadata from what was read."),
    "index": ("search.cli_search", "Bring the full-text index up to date."),
    "run": ("ratslese", "Do all that is stale: import, read, extract, index."),
    "search": ("search.cli_search", "Full-text search, ranked, with page and snippet."),
    "compare": ("search.cli_compare", "Compare Kreise, Länder, fields or years by amount, VZÄ or papers."),
    "study": ("search.cli_compare", "Comparisons that are kept: run again, verify."),
    "figures": ("search.cli", "List figures with their page and quote."),
    "show": ("search.cli", "Show one paper: metadata, Beratungsfolge, figures with quotes and pages."),
    "explain": ("search.cli", "Explain one figure: rule, sentence, page, box."),
    "report": ("search.cli_report", "Write one HTML page: table, charts, map, evidence."),
    "export": ("search.cli", "Write the CSV data package."),
    "issues": ("search.cli", "List what went wrong or is doubtful."),
    "stats": ("search.cli", "Count what the archive holds."),
    "page": ("ingest.cli", "Show how a page was read: text, tables, tick boxes, or a picture with boxes."),
    "correct": ("extract.cli", "Correct or reject a figure; kept apart from what the rules found."),
    "corrections": ("extract.cli", "List, take back or export corrections."),
    "rules": ("extract.cli", "Check the rules, list them, or try a text on them."),
    "score": ("extract.cli", "Measure the extraction against annotated papers."),
    "demo": ("ratslese", "Build an archive from sample papers and show what ratslese does."),
}


def open(folder: str | Path = ".") -> Notebook:
    """An archive for notebooks: search, figures, compare, sql; each answer has to_pandas(). Raises ArchiveError where there is none."""
    from search.notebook import Notebook

    return Notebook(Path(folder))


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads a command's module when it is called."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[name][0]), f"{name}_command")
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="ratslese")
@click.pass_context
def cli(context: click.Context) -> None:
    """Read the papers of German county councils: amounts (€), posts (VZÄ), dates and Handlungsfelder, each with its page.

    \b
    ratslese init study            make an archive
    cd study
    ratslese import ~/vorlagen     take in a folder of PDFs
    ratslese run                   extract and index
    ratslese search Sprachmittler
    ratslese compare Sprachmittler --by kreis --measure amount
    """
    context.obj = _make_pictures  # for `report`: search itself knows nothing of reading files


def _make_pictures(archive: Path, places: Sequence[tuple[str, int, tuple[float, float, float, float]]]) -> Iterator[bytes | None]:
    """PNGs of these places: file's SHA-256, page, box in points."""
    from ingest.crops import Crop, make_crops

    for _, picture in make_crops(archive, [Crop(*place) for place in places]):
        yield picture


@cli.command("run")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Exit with 1 if anything became an issue.")
@archive_option
def run_command(paths: tuple[Path, ...], strict: bool, archive: Path) -> None:
    """Do all that is stale: take in PATHS if any, go on with interrupted imports, read, extract, index.

    Nothing new takes a moment. Example: ratslese run ~/vorlagen
    """
    from corpus.store import Archive

    with Archive.open(archive) as opened:
        before = opened.issue_count()
        counts, failed = run_stages(opened, paths)
        words = (("import", "looked at"), ("read", "read"), ("extract", "extracted"), ("index", "indexed"))
        done = [f"{counts[stage]} {word}" for stage, word in words if counts[stage]]
        say(f"{', '.join(done)}." if done else "Everything is up to date.")
        issues = opened.issue_count()
        if issues:
            say(f"{counted(issues, 'issue')}; see them with: {typed('ratslese issues')}")
        if strict and (failed or issues > before):
            sys.exit(1)


def run_stages(archive: Archive, paths: Sequence[Path] = ()) -> tuple[dict[str, int], int]:
    """All stages on what is stale: how many items each did, how many are an issue. A stage's modules are loaded only if it has work."""
    from extract.stage import extract_stale
    from ingest.importing import import_paths, resume_imports
    from ingest.stage import read_stale
    from search.index import update_index

    stages = {
        "import": chain(resume_imports(archive), import_paths(archive, paths) if paths else ()),
        "read": read_stale(archive),
        "extract": extract_stale(archive),
        "index": update_index(archive.folder),
    }
    shown = {stage: show_progress(stage, progress) for stage, progress in stages.items()}
    return {stage: done for stage, (done, _) in shown.items()}, sum(failed for _, failed in shown.values())


@cli.command("demo")
@click.argument("folder", default="demo", type=click.Path(path_type=Path, file_okay=False))
def demo_command(folder: Path) -> None:
    """Build an archive in FOLDER (default: demo) from the sample papers in the package and show what ratslese does.

    A demo that is there already is gone on with. Example: ratslese demo
    """
    from importlib import resources

    from corpus.lookup import SETTINGS
    from corpus.store import Archive

    if not (folder / SETTINGS).exists():
        _show_call("init", str(folder))
    with resources.as_file(resources.files("corpus").joinpath("samples", "papers")) as samples:
        _show_call("import", str(samples), "--archive", str(folder))
    _show_call("run", "--archive", str(folder))
    with Archive.open(folder) as opened:
        figure = _telling_figure(opened.folder)
    _show_call("search", "Sprachmittler", "--archive", str(folder))
    _show_call("compare", "Integration", "--by", "kreis", "--measure", "amount", "--archive", str(folder))
    _show_call("compare", "--by", "kreis", "--measure", "vzae", "--per-capita", "--archive", str(folder))
    _show_call("explain", figure, "--archive", str(folder))
    _show_call("issues", "--archive", str(folder))
    _show_call("export", str(folder / "export"), "--archive", str(folder))
    say(f"\nThe archive is in {folder}, the CSV package in {folder / 'export'}. Your own: ratslese init DIR")


def _show_call(name: str, *arguments: str) -> None:
    """Run one of our commands, its line shown first as a user would type it."""
    shown = " ".join(f'"{argument}"' if " " in argument else argument for argument in arguments)
    click.secho(f"\n$ ratslese {name} {shown}", bold=True)
    cli.main([name, *arguments], prog_name="ratslese", standalone_mode=False)


def _telling_figure(archive: Path) -> str:
    """The decided figure that its paper repeats most: worth an explanation."""
    from corpus.lookup import select_rows

    query = "SELECT figure_id FROM figures WHERE decided = 1 ORDER BY mention_count DESC, figure_id LIMIT 1"
    rows = select_rows(archive, query)
    return str(rows[0]["figure_id"]) if rows else ""


def main() -> None:
    """The console script: exit code 0, 1 for an error of ours (one line on stderr), 2 for wrong usage."""
    from corpus.errors import RatsleseError

    # At its end Python goes through all objects for cycles, a tenth of the time of a search; the system takes the memory back as well.
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # German text into any pipe, whatever the locale
    try:
        cli.main(prog_name="ratslese", standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except click.Abort:
        click.echo("ratslese: interrupted; what was done is kept, the next run goes on from there", err=True)
        sys.exit(130)
    except RatsleseError as error:
        click.echo(f"ratslese: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        click.echo(f"ratslese: {error.filename or 'a file'}: {error.strerror or error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
