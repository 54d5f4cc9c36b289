"""The commands that extract and that judge extraction: extract, rules, score, correct, corrections."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.cli import (
    ArchiveGroup,
    archive_option,
    checked,
    counted,
    part_archive,
    print_rows,
    say,
    show_progress,
    told_archive_option,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.annotations import Annotated
    from corpus.corrections import Correction
    from corpus.taxonomy import Taxonomy
    from extract.scoring import Report

_json_option = click.option("--json", "as_json", is_flag=True, help="JSON for scripts.")


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
            say(f"{counted(failed, 'paper')} failed; see them with: {typed('ratslese issues')}")
        if strict and failed:
            sys.exit(1)


# -- rules -------------------------------------------------------------------------------------------------------------


@click.group("rules")
def rules_command() -> None:
    """Check, list and try the rules that find and explain figures."""


@rules_command.command("check")
@_json_option
def rules_check(as_json: bool) -> None:
    """Run the examples of all rules; exit with 1 if one fails. Rules without an example are named.

    Example: ratslese rules check
    """
    from dataclasses import asdict

    from extract.trying import check_files, failure_line

    checks = check_files()
    if as_json:
        _print_json([asdict(check) for check in checks])
    else:
        rows = [(c.name, str(c.rules), str(c.examples), str(len(c.failures)), str(len(c.without))) for c in checks]
        print_rows(("file", "rules", "examples", "failed", "without"), rows, {1, 2, 3, 4})
        for check in checks:
            for failure in check.failures:
                click.echo(failure_line(failure))
            for name in check.without:
                click.echo(f"{name}: has no example that it must match")
    failed = sum(len(check.failures) for check in checks)
    say(f"{counted(failed, 'example')} failed." if failed else f"All {sum(check.examples for check in checks)} examples hold.")
    if failed:
        sys.exit(1)


@rules_command.command("list")
@click.argument("name", required=False, default="")
@_json_option
def rules_list(name: str, as_json: bool) -> None:
    """List rules: all, those of a file, or those whose names begin with NAME; a whole name shows the rule with its examples.

    Example: ratslese rules list direction.budget
    """
    from extract.trying import find_rules, rule_json, rule_lines, rule_row

    found = find_rules(name)
    if as_json:
        _print_json([rule_json(file, rule) for file, rule in found])
    elif len(found) == 1:
        click.echo("\n".join(rule_lines(*found[0])))
    else:
        rows = [rule_row(file, rule) for file, rule in found]
        print_rows(("file", "rule", "looks at", "sets", "weight", "examples", "seen in"), rows, {4})
        say(f"{counted(len(found), 'rule')}; one of them whole: ratslese rules list RULE")


@rules_command.command("try")
@click.argument("text", required=False)
@click.option("--file", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A text file instead of TEXT.")
@click.option("--grammar", is_flag=True, help="Every match of the grammars' patterns too.")
@_json_option
def rules_try(text: str | None, path: Path | None, grammar: bool, as_json: bool) -> None:
    """Show what fires in TEXT, in a file, or in what comes on stdin: who found what, which cues told it, what came of it.

    Cells of a table are parted by tabs, pages by form feeds. Example: ratslese rules try "einmalig 60.000 € für Sprachmittler"
    """
    from extract.trying import trial_json, trial_lines, try_text

    if (text is not None) and path:
        raise click.UsageError("give either TEXT or --file")
    trial = try_text(_tried_text(text, path), _taxonomies())
    if as_json:
        _print_json(trial_json(trial))
        return
    for line in trial_lines(trial, grammar):
        click.echo(click.style(line, bold=True) if line[:1].isalpha() else line)  # click takes the style away in a pipe


def _tried_text(text: str | None, path: Path | None) -> str:
    if text is not None and text != "-":
        return text
    try:
        return (path.read_bytes() if path else sys.stdin.buffer.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{path or 'stdin'}: is no text in UTF-8 ({error.reason} at byte {error.start})") from error


# -- score -------------------------------------------------------------------------------------------------------------


@click.command("score")
@click.argument("gold", type=click.Path(path_type=Path, exists=True))
@click.option("--details", is_flag=True, help="Every disagreement, tab-separated.")
@_json_option
@click.option("--archive", type=click.Path(path_type=Path, file_okay=False), help="The archive's folder; passages need none.")
def score_command(gold: Path, details: bool, as_json: bool, archive: Path | None) -> None:
    """Score what was extracted against GOLD, a folder of JSON files: files by their hash, passages by extracting their text.

    What people corrected does not count: the rules are scored. Brackets hold the middle 95 % of 1,000 draws of documents.
    Example: ratslese score gold --details
    """
    from corpus.annotations import read_gold
    from extract.scoring import report_json, score_documents

    documents = read_gold(gold)
    report = score_documents(documents, _found(documents, archive))
    if as_json:
        _print_json(report_json(report) | ({"disagreements": _disagreements(report)} if details else {}))
        return
    if details:
        for entry in _disagreements(report):
            click.echo("\t".join(str(value) for value in entry.values()))
        click.echo()
    _print_report(report)
    if report.known < len(documents):
        say(f"{counted(len(documents) - report.known, 'gold document')} not in the archive: all that they hold counts as missed")


def _found(documents: Sequence[Annotated], archive: Path | None) -> dict[str, Annotated]:
    """What was found in these documents: passages extracted now, files out of the archive."""
    from corpus.annotations import annotated_passage, load_documents
    from corpus.lookup import connect, count_waiting, find_archive
    from extract.trying import extract_text

    files = [document.sha256 for document in documents if not document.text]
    passages = [document for document in documents if document.text]
    found: dict[str, Annotated] = {}
    if files:
        with closing(connect(find_archive(archive or Path.cwd()))) as connection:
            found |= load_documents(connection, files)
            waiting = count_waiting(connection)
        if waiting:
            say(f"{counted(waiting, 'paper')} not extracted yet: {typed('ratslese extract')}")
    taxonomies = _taxonomies(archive) if passages else ()
    return found | {passage.sha256: annotated_passage(passage, extract_text(passage.text, taxonomies)[1]) for passage in passages}


def _disagreements(report: Report) -> list[dict[str, object]]:
    from dataclasses import asdict

    return [asdict(entry) for entry in report.disagreements]


def _print_report(report: Report) -> None:
    from extract.scoring import accuracy_rows, found_rows, group_rows

    say(f"{counted(report.overall.documents, 'gold document')}, {report.known} of them known")
    print_rows(("kind", "gold", "found", "precision", "recall", "F1"), found_rows(report.overall), {1, 2})
    click.echo()
    print_rows(("kind", "attribute", "accuracy"), accuracy_rows(report.overall))
    for heading, groups in (("form family", report.by_family), ("body", report.by_body)):
        click.echo()
        headings = (heading, "documents", "kind", "gold", "found", "precision", "recall", "F1, accuracy")
        print_rows(headings, group_rows(groups), {1, 3, 4})


# -- corrections -------------------------------------------------------------------------------------------------------


def _correction_parsers() -> tuple[Callable[[str], object], Callable[[str], object]]:
    """What reads --value and --years."""
    from corpus.corrections import check_years, parse_value

    return parse_value, check_years


@click.command("correct")
@click.argument("figure")
@click.option(
    "--value",
    metavar="NUMBER",
    callback=checked(lambda: _correction_parsers()[0]),
    help="What the paper says: 60000.50 or '60.000,50', in € or VZÄ.",
)
@click.option("--direction", type=click.Choice(["expense", "income", "budget", "other"]), help="Of an amount.")
@click.option("--recurrence", type=click.Choice(["once", "yearly", "monthly", "per_unit", "none"]), help="Of an amount.")
@click.option("--action", type=click.Choice(["create", "cut", "existing", "extend", "none"]), help="Of posts.")
@click.option("--years", metavar="YEARS", callback=checked(lambda: _correction_parsers()[1]), help="2018, '2018;2019', 2020- or none.")
@click.option("--grade", metavar="GRADE", help="Of posts: 'EG 9b' or none.")
@click.option("--decided", type=click.BOOL, metavar="true|false", help="Whether the paper asks for it.")
@click.option("--reject", is_flag=True, help="There is no such figure: it stays listed but counts in no sum.")
@click.option("--note", default="", metavar="TEXT", help="A remark; alone it changes nothing.")
@archive_option
def correct_command(
    figure: str, value: str | None, decided: bool | None, reject: bool, note: str, archive: Path, **words: str | None
) -> None:
    """Say what FIGURE really is, or that it is none. Kept apart from what was extracted, it holds after every extraction.

    "none" says that the text does not tell. Example: ratslese correct 3f2a --direction income --note "Förderung des Landes"
    """
    from corpus.corrections import change_words, parse_value
    from corpus.reviews import save_correction
    from corpus.store import Archive, now

    told: dict[str, object] = {name: "" if word == "none" else word for name, word in words.items()}
    told |= {"value": None if value is None else parse_value(value), "decided": decided, "rejected": reject or None, "note": note.strip()}
    if not any(given is not None and (name, given) != ("note", "") for name, given in told.items()):
        raise click.UsageError("nothing to correct: give --value, another attribute, --reject or --note")
    with Archive.open(archive) as opened, opened.begin() as connection:
        correction = save_correction(connection, figure, told, now())
    places = counted(len(correction.places), "place")
    say(f"correction {correction.correction_id}: {change_words(correction.change)} (at {places}); take it back with:")
    say(typed(f"ratslese corrections drop {correction.correction_id}"))


class _ListingGroup(ArchiveGroup):
    """A group whose name alone is its command `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        told, rest = part_archive(args)
        alone = not rest or (rest[0].startswith("-") and rest[0] not in ("-h", "--help"))
        return super().parse_args(ctx, [*told, *(["list", *rest] if alone else rest)])


@click.group("corrections", cls=_ListingGroup)
@told_archive_option("The archive's folder, for all commands of this group.", expose_value=False)
def corrections_command() -> None:
    """List, take back and export what was corrected. Without a command it lists.

    Example: ratslese corrections
    """


@corrections_command.command("list")
@_json_option
@archive_option
def corrections_list(as_json: bool, archive: Path) -> None:
    """List all corrections in the order they were made.

    Example: ratslese corrections list
    """
    from dataclasses import asdict

    from corpus.reviews import find_corrected, load_corrections
    from corpus.store import Archive

    with Archive.open(archive) as opened, opened.reading() as connection:
        found = load_corrections(connection)
        places = [find_corrected(connection, correction) for correction in found]
    if as_json:
        names = ("body", "reference", "figure_ids")
        _print_json([asdict(correction) | dict(zip(names, told, strict=True)) for correction, told in zip(found, places, strict=True)])
    elif found:
        rows = [_correction_row(correction, *told) for correction, told in zip(found, places, strict=True)]
        print_rows(("no", "made", "body", "number", "figure", "file", "page", "quote", "places", "says"), rows, {0, 6, 8})
    say(counted(len(found), "correction") if found else f"No corrections; make one with: {typed('ratslese correct FIGURE')}")


def _load_corrections(archive: Path) -> list[Correction]:
    from corpus.reviews import load_corrections
    from corpus.store import Archive

    with Archive.open(archive) as opened, opened.reading() as connection:
        return load_corrections(connection)


def _correction_row(correction: Correction, body: str, reference: str, figures: str) -> tuple[str, ...]:
    from corpus.corrections import change_words

    first, number = correction.places[0], str(len(correction.places))
    quote = " ".join(first.quote.split())
    made = correction.created_at[:10]
    where = (body, reference, figures, first.file_sha256[:12], str(first.page))
    return str(correction.correction_id), made, *where, quote, number, change_words(correction.change)


@corrections_command.command("drop")
@click.argument("number", type=int)
@archive_option
def corrections_drop(number: int, archive: Path) -> None:
    """Take a correction back by its number: its figure is again as it was extracted.

    Example: ratslese corrections drop 3
    """
    from corpus.corrections import change_words
    from corpus.reviews import drop_correction
    from corpus.store import Archive

    with Archive.open(archive) as opened, opened.begin() as connection:
        dropped = drop_correction(connection, number)
    say(f"correction {number} taken back ({change_words(dropped.change)})")


@corrections_command.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@archive_option
def corrections_export(folder: Path, archive: Path) -> None:
    """Write gold out of corrections into FOLDER: each corrected file with all its mentions as corrected, without the rejected ones.

    Mentions that nobody looked at are as the rules read them: read the rest of the file before you score with it.
    Example: ratslese corrections export gold
    """
    from corpus.annotations import document_json, load_documents
    from corpus.lookup import connect
    from corpus.raw import write_atomically

    files = [place.file_sha256 for correction in _load_corrections(archive) for place in correction.places]
    with closing(connect(archive)) as connection:
        documents = load_documents(connection, files, corrected=True)
    folder.mkdir(parents=True, exist_ok=True)
    for sha256, document in documents.items():
        data = json.dumps(document_json(document), ensure_ascii=False, indent=1) + "\n"
        write_atomically(folder / f"{sha256[:16]}.json", data.encode())
    say(f"{folder}: {counted(len(documents), 'gold document')}" if documents else "No corrections: nothing to export.")


def _taxonomies(archive: Path | None = None) -> tuple[Taxonomy, ...]:
    """The archive's taxonomies, or the built-in ones where no archive is near."""
    from corpus.errors import ArchiveError
    from corpus.lookup import find_archive
    from corpus.settings import load_settings
    from corpus.taxonomy import load_taxonomies

    try:
        folder = find_archive(archive or Path.cwd())
    except ArchiveError:
        if archive:
            raise
        return load_taxonomies(())
    return load_taxonomies(load_settings(folder).taxonomy_files)


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
