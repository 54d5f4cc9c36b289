"""What all commands share on the command line: --archive wherever it stands, hints as they are to be typed, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.cli import part_archive
from corpus.store import Archive
from ratslese import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


@pytest.fixture
def folder(archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    (archive.folder / "ratslese.toml").write_text('[study.posten]\nby = ["kreis"]\n', encoding="utf-8")
    elsewhere = tmp_path / "elsewhere"  # where no archive is
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    return str(archive.folder)


@pytest.mark.parametrize(
    "words",
    [
        ("study", "--archive", "DIR", "run", "posten"),
        ("study", "run", "posten", "--archive", "DIR"),
        ("study", "run", "--archive=DIR", "posten"),
        ("study", "--archive", "DIR"),
        ("corrections", "--archive", "DIR"),
        ("corrections", "list", "--archive", "DIR"),
        ("corrections", "--archive", "DIR", "export", "gold"),
        ("sources", "--archive", "DIR", "permit", "Stade", "--who", "Kreistagsbüro", "--when", "2026-11-20", "--scope", "/bi/"),
        ("sources", "permit", "Stade", "--who", "Kreistagsbüro", "--when", "2026-11-20", "--scope", "/bi/", "--archive", "DIR"),
    ],
)
def test_subcommands_take_the_archive_wherever_it_stands(words: tuple[str, ...], folder: str) -> None:
    done = run(*(word.replace("DIR", folder) for word in words))
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("words", [("study", "run"), ("study", "verify"), ("corrections", "list"), ("sources", "permit")])
def test_help_of_subcommands_needs_no_archive_and_names_the_option(words: tuple[str, ...], folder: str) -> None:
    done = run(*words, "--help")
    assert done.exit_code == 0, done.output
    assert "--archive" in done.stdout


def test_what_follows_two_dashes_is_no_option() -> None:
    assert part_archive(["try", "--archive", "a", "--json"]) == (["--archive", "a"], ["try", "--json"])
    assert part_archive(["try", "--", "--archive", "a"]) == ([], ["try", "--", "--archive", "a"])


def test_hints_name_the_archive_that_was_named(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("figures", "--archive", folder).stderr == f"No figures; fill the archive with: ratslese run --archive {folder}\n"
    assert run("corrections", "--archive", folder).stderr.endswith(f"ratslese correct FIGURE --archive {folder}\n")
    monkeypatch.chdir(folder)
    assert run("figures").stderr == "No figures; fill the archive with: ratslese run\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("search", "Stelle", "--year", "zwei"), "'zwei' is not a year"),
        (("compare", "--year", "2020..2018"), "ends before it begins"),
        (("search", "Stelle", "--min-vzae", "viel"), "'viel' is not a number"),
        (("search", "Stelle", "--min-amount", "viel"), "'viel' is not a number"),
        (("correct", "3f2a"), "nothing to correct"),
        (("correct", "3f2a", "--years", "20x8"), "write 2018, 2018;2019 or 2020-"),
        (("correct", "3f2a", "--value", "sechzig"), "write a number such as"),
        (("fetch", "--since", "gestern"), "is no day"),
    ],
)
def test_a_value_that_cannot_be_read_is_wrong_usage(words: tuple[str, ...], told: str, folder: str) -> None:
    done = run(*words, "--archive", folder)
    assert done.exit_code == 2
    assert told in done.stderr
