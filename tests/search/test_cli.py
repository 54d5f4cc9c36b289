from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from corpus.errors import RatsleseError
from ratslese import COMMANDS
from search import cli_common
from search.render import Table, align, blocks

if TYPE_CHECKING:
    from tests.search.conftest import Builder

ROOT = Path(cli_common.__file__).parents[1]


def run(name: str, *arguments: str, archive: Path) -> Result:
    command = getattr(import_module(COMMANDS[name][0]), f"{name}_command")
    return CliRunner().invoke(command, [*arguments, "--archive", str(archive)])


def answer(name: str, *arguments: str, archive: Path) -> Any:
    result = run(name, *arguments, "--json", archive=archive)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_search_prints_hits_with_page_and_snippet(indexed: Path) -> None:
    result = run("search", "Sprachmittler", archive=indexed)
    assert result.exit_code == 0
    assert "1. Landkreis Lörrach · 139/2018 · 2018-05-02 · p. 2" in result.stdout
    assert "Für die Sprachmittler werden einmalig 60.000 € bereitgestellt." in result.stdout
    assert "\t" not in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("command", ["search", "compare"])
def test_papers_that_wait_are_told(indexed: Path, command: str) -> None:
    with closing(sqlite3.connect(indexed / "ratslese.sqlite")) as connection, connection:
        assert "to be extracted" not in run(command, "Förderung", archive=indexed).stderr
        connection.execute("UPDATE papers SET extract_key = '' WHERE paper_id = 'loe-1'")
        connection.commit()
        assert "1 paper waits to be extracted: ratslese run" in run(command, "Förderung", archive=indexed).stderr


def test_a_dash_is_told_to_be_no_not(indexed: Path) -> None:
    result = run("search", "Förderung -Zuschuss", archive=indexed)
    assert (result.exit_code, "NOT Zuschuss" in result.stderr) == (0, True)


def test_search_as_json(indexed: Path) -> None:
    data = answer("search", "Förderung", "--limit", "1", archive=indexed)
    assert data["total"] == 2
    (hit,) = data["hits"]
    (start, end) = hit["highlights"][0]
    assert hit["snippet"][start:end] == "Foerderung"
    assert hit["paper_id"] == "kon-1"


@pytest.mark.parametrize(
    ("options", "papers"),
    [
        (["--kreis", "Lörrach"], ["loe-1"]),
        (["--kreis", "08335"], ["kon-1"]),
        (["--land", "Baden-Württemberg"], ["kon-1", "loe-1"]),
        (["--year", "2018"], ["loe-1"]),
        (["--year", "2018..2020"], ["kon-1", "loe-1"]),
        (["--field", "sprache"], ["loe-1"]),
        (["--field", "wohnen"], []),
        (["--min-vzae", "0,5"], ["loe-1"]),
        (["--min-amount", "60.000 €"], ["loe-1"]),
        (["--min-amount", "60000.01"], []),
    ],
)
def test_search_filters(indexed: Path, options: list[str], papers: list[str]) -> None:
    assert sorted(hit["paper_id"] for hit in answer("search", "Förderung", *options, archive=indexed)["hits"]) == papers


def test_an_empty_answer_is_told_on_stderr(indexed: Path) -> None:
    result = run("search", "Raumfahrt", archive=indexed)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing found for: Raumfahrt" in result.stderr


def test_more_hits_and_a_stale_index_are_told_on_stderr(builder: Builder, indexed: Path) -> None:
    builder.paper("late", "Noch eine Vorlage")
    result = run("search", "Förderung", "--limit", "1", archive=indexed)
    assert "1 of 2 hits shown" in result.stderr
    assert "1 file: ratslese index --archive " in result.stderr


@pytest.mark.parametrize("arguments", ["(a", "Haus --kreis Nirgendwo"])
def test_what_cannot_be_read_is_an_error_of_ours(indexed: Path, arguments: str) -> None:
    result = run("search", *arguments.split(), archive=indexed)
    assert isinstance(result.exception, RatsleseError)
    assert "\n" not in str(result.exception)


def test_wrong_usage_exits_with_2(indexed: Path) -> None:
    assert run("compare", "--by", "mond", archive=indexed).exit_code == 2
    assert run("compare", "a", "--where", "b", archive=indexed).exit_code == 2
    assert run("search", archive=indexed).exit_code == 2


def test_compare_prints_a_table_and_what_was_left_out(indexed: Path) -> None:
    lines = run("compare", "--by", "kreis", "--measure", "amount", archive=indexed).stdout.splitlines()
    assert lines[0].split("  ")[0] == "kreis"
    assert "60.000,00" in lines[2]
    assert "no data" in lines[2]
    assert any("Left out: 1 figure: share of a total" in line for line in lines)


def test_compare_as_json_and_where_is_the_query(indexed: Path) -> None:
    data = answer("compare", "--where", "Sprachmittlung", "--by", "land", "--measure", "vzae", archive=indexed)
    assert data["rows"] == [
        {"land": "Baden-Württemberg", "create": 0.5, "papers": 1, "figures": 1},
        {"land": "Niedersachsen", "create": None, "papers": 0, "figures": 0},
    ]
    assert data == answer("compare", "Sprachmittlung", "--by", "land", "--measure", "vzae", archive=indexed)


def test_compare_once_yearly_direction_and_papers(indexed: Path) -> None:
    once = answer("compare", "--once", "--direction", "expense", archive=indexed)
    assert [column["name"] for column in once["columns"]] == ["expense_once"]
    yearly = answer("compare", "--yearly", "--all-figures", archive=indexed)
    assert [column["name"] for column in yearly["columns"]] == ["expense_yearly"]
    papers = answer("compare", "--measure", "papers", "--by", "field", "--by", "year", archive=indexed)
    assert {"field": "integration:ankommen Feld mmen", "year": "2020", "papers": 1, "figures": 0} in papers["rows"]


def test_figures_as_table_json_and_csv(indexed: Path) -> None:
    table = run("figures", "--kind", "amount", "--kreis", "Lörrach", archive=indexed)
    assert "60.000,00" in table.stdout
    assert "part of f-60" in table.stdout
    assert table.stderr == "2 figures\n"
    assert [figure["figure_id"] for figure in answer("figures", "--paper", "139/2018", "--kind", "position", archive=indexed)] == ["f-post"]
    rows = list(csv.DictReader(io.StringIO(run("figures", "--csv", "--decided", archive=indexed).stdout)))
    assert {row["figure_id"]: row["value"] for row in rows}["f-60"] == "60000.00"
    none = run("figures", "--background", archive=indexed)
    assert none.stdout == ""
    assert "No figures" in none.stderr


def test_figures_in_doubt_are_marked_in_lists_and_told_to_scripts(indexed: Path) -> None:
    assert "?" not in run("figures", "--kind", "amount", archive=indexed).stdout
    with closing(sqlite3.connect(indexed / "ratslese.sqlite")) as connection, connection:
        connection.execute("UPDATE mentions SET cues = 'amount.cost;doubt.direction;doubt.decided' WHERE figure_id = 'f-60'")
        connection.commit()
    table = run("figures", "--kind", "amount", archive=indexed)
    (line,) = (line for line in table.stdout.splitlines() if line.startswith("f-60"))
    assert "budget?" in line or "expense?" in line
    assert "yes?" in line
    assert "? is in doubt" in table.stderr
    assert "? is in doubt" in run("show", "139/2018", archive=indexed).stdout
    told = {figure["figure_id"]: figure["doubts"] for figure in answer("figures", archive=indexed)}
    assert (told["f-60"], set(told.values())) == ("direction;decided", {"", "direction;decided"})


def test_show_and_explain(indexed: Path) -> None:
    shown = run("show", "139/2018", archive=indexed).stdout
    for words in ("Sprachmittlung im Landkreis", "Landkreis Lörrach (08336)", "1. Sozialausschuss · 2018-06-20", "60.000 €", "öffentlich"):
        assert words in shown
    explained = run("explain", "f-60", archive=indexed).stdout
    for words in (
        "60.000,00 €",
        "amount.currency_after",
        "Für die Sprachmittler werden einmalig 60.000 € bereitgestellt.",
        "page 2",
        "raw/",
    ):
        assert words in explained
    assert answer("show", "kon", archive=indexed)["figures"] == []
    assert answer("explain", "f-30", archive=indexed)["mentions"][0]["bbox"] == "1.00 2.00 3.00 4.00"
    assert "No figures." in run("show", "kon-1", archive=indexed).stdout


def test_issues_stats_export_and_index(builder: Builder, indexed: Path, tmp_path: Path) -> None:
    assert run("issues", archive=indexed).stderr == "No issues.\n"
    builder.insert("issues", stage="read", subject="a.pdf", code="encrypted", message="Passwort nötig", created_at="2024")
    assert "Passwort nötig" in run("issues", archive=indexed).stdout
    assert answer("issues", "--stage", "import", archive=indexed) == []
    assert answer("stats", archive=indexed)["issues by stage"] == {"read: encrypted": 1}
    assert "Landkreis Lörrach" in run("stats", archive=indexed).stdout
    exported = run("export", str(tmp_path / "out"), archive=indexed)
    assert exported.exit_code == 0
    assert "3 papers" in exported.stderr
    assert run("index", archive=indexed).stderr == "The index is up to date.\n"
    assert run("index", "--rebuild", archive=indexed).stderr == "3 files indexed.\n"


@pytest.mark.parametrize("name", ["search", "compare", "figures", "show", "explain", "export", "issues", "stats", "index"])
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = CliRunner().invoke(getattr(import_module(COMMANDS[name][0]), f"{name}_command"), ["--help"])
    assert result.exit_code == 0
    assert "Example: ratslese" in result.stdout


def test_search_loads_nothing_heavy(indexed: Path) -> None:
    code = (
        "import sys; from search.cli_search import search_command as c;"
        "c.main(['Förderung', '--archive', sys.argv[1]], standalone_mode=False);"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & set('sqlalchemy spacy pdfplumber pypdfium2 scrapy rich lxml'.split())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(indexed)], capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    assert done.stdout.splitlines()[-1] == "[]"


TABLE = Table(("body", "sum", "note"), (("Landkreis Lörrach", "60.000,00", "ein langer Hinweis"), ("Stadt X", "1,00", "")), frozenset({1}))


def test_a_piped_table_is_whole_and_numbers_stand_right() -> None:
    assert align(TABLE).splitlines() == [
        "body                     sum  note",
        "Landkreis Lörrach  60.000,00  ein langer Hinweis",
        "Stadt X                 1,00",
    ]


@pytest.mark.parametrize("width", [20, 40, 60, 200])
def test_a_terminal_of_any_width_shows_whole_numbers(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    cli_common.print_table(TABLE)
    shown = capsys.readouterr().out
    assert "60.000,00" in shown
    assert "Landkreis" in shown
    assert "\x1b[3" not in shown  # no colour


def test_blocks_leave_empty_cells_out() -> None:
    assert blocks(TABLE) == [
        "Landkreis Lörrach", "  sum: 60.000,00", "  note: ein langer Hinweis", "", "Stadt X", "  sum: 1,00", "",
    ]  # fmt: skip


def test_a_rate_has_a_name_of_its_own(indexed: Path) -> None:
    data = answer("compare", "--kreis", "08336", "--per-capita", archive=indexed)
    assert [column["name"] for column in data["columns"]] == ["expense_once_per_1000"]
    assert data["rows"][0]["expense_once_per_1000"] == 262.42
    lines = run("compare", "--kreis", "08336", "--per-capita", "--bounds", "--csv", archive=indexed).stdout.splitlines()
    assert lines[0] == "kreis,expense_once_per_1000,expense_once_per_1000_low,expense_once_per_1000_high,papers,figures"
    papers = answer("compare", "--kreis", "08336", "--per-capita", "--measure", "papers", archive=indexed)
    assert papers["rows"][0]["papers"] == 1
    assert 0 < papers["rows"][0]["papers_per_1000"] < 0.01


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("compare --measure vzae --once", "--once needs --measure amount"),
        ("compare --measure vzae --direction expense", "--direction needs --measure amount"),
        ("compare --measure papers --bounds", "--bounds needs --measure amount or vzae"),
        ("compare --measure papers --all-figures", "--all-figures needs --measure amount or vzae"),
        ("compare --peers-by land", "--peers-by needs --peers"),
        ("compare --csv --json", "give one of --json and --csv"),
        ("search Haus --facets --csv", "--facets has no place in the CSV"),
        ("figures --decided --background", "give one of --decided and --background"),
        ("report a.html Haus --study s", "drop QUERY, or --study"),
        ("report a.html --study s --all-figures", "drop --decided/--all-figures, or --study"),
        ("report a.html --study s --kreis Lörrach", "drop --kreis, or --study"),
        ("report a.html --peers-by population", "--peers-by needs --peers"),
        ("report Sprachmittler", "report OUT.html 'Sprachmittler'"),
    ],
)
def test_an_option_that_would_be_left_unheard_exits_with_2(indexed: Path, call: str, told: str) -> None:
    name, *arguments = call.split()
    result = run(name, *arguments, archive=indexed)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert not Path("Sprachmittler").exists()


def test_papers_that_wait_are_told_where_figures_are_counted(builder: Builder, indexed: Path, tmp_path: Path) -> None:
    assert "to be extracted" not in run("compare", archive=indexed).stderr
    builder.paper("new", "Neu", extract_key="")
    for call in (["compare"], ["report", str(tmp_path / "r.HTM")]):
        assert "1 paper waits to be extracted: ratslese run" in run(*call, archive=indexed).stderr
    assert (tmp_path / "r.HTM").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="xdg-open is Linux's")
def test_a_hit_is_opened_without_its_page_where_the_page_is_not_understood(
    indexed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opener, asked = tmp_path / "xdg-open", tmp_path / "asked"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr("search.opening.copy_for_opening", lambda *_: "file:///tmp/ein%20Ort/a.pdf#page=3")
    opener.write_text(f'#!/bin/sh\necho "$1" >> {asked}\ncase "$1" in *#page=*) exit 2;; esac\n', encoding="utf-8")
    opener.chmod(0o755)
    assert run("search", "Sprachmittler", "--open", "1", archive=indexed).exit_code == 0
    assert asked.read_text(encoding="utf-8").split() == ["file:///tmp/ein%20Ort/a.pdf#page=3", "file:///tmp/ein%20Ort/a.pdf"]
    opener.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    failed = run("search", "Sprachmittler", "--open", "1", archive=indexed)
    assert isinstance(failed.exception, RatsleseError)
    assert str(failed.exception).startswith("/tmp/ein Ort/a.pdf: no program here opens it")
