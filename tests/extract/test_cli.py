"""The commands that judge extraction, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from corpus.errors import ArchiveError, InputError
from corpus.store import Archive, PageRow
from corpus.types import PaperFacts
from extract.cli import correct_command, corrections_command, extract_command, rules_command, score_command

TEXT = (
    "Beschlussvorlage Nr. 12/2021\nBeschlussvorschlag:\nDer Kreistag stellt für die Dolmetscherdienste im Haushalt 2021 einmalig"
    " 60.000 € bereit.\nDas Land gewährt hierzu einen Zuschuss von 20.000 €.\n"
)


def call(command: click.Command, *arguments: str, fed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(command, arguments, input=fed)


def run(command: click.Command, *arguments: str, fed: str | None = None) -> str:
    result = call(command, *arguments, fed=fed)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


@pytest.fixture
def filled(archive: Archive) -> str:
    sha256 = "cd" * 32
    with archive.begin() as connection:
        archive.add_file(connection, sha256, "vorlage_12.txt", 9, "/vorlage_12.txt")
        archive.add_paper(connection, "p1", sha256, PaperFacts(body="Landkreis Lörrach", ags="08336", reference="12/2019"))
        archive.save_reading(connection, sha256, "text/plain", [PageRow(1, TEXT, "text", 0, 0, b"")], (), "reader1")
    run(extract_command, "--archive", str(archive.folder))
    return str(archive.folder)


def figure_of(archive: str, quote: str) -> str:
    from corpus.lookup import select_rows

    return str(select_rows(Path(archive), "SELECT figure_id FROM figures WHERE quote = ?", (quote,))[0][0])


def gold_of(folder: Path, **document: object) -> str:
    folder.mkdir()
    (folder / "one.json").write_text(json.dumps({"file": "vorlage_12.txt", "file_sha256": "cd" * 32} | document), encoding="utf-8")
    return str(folder)


# -- rules -------------------------------------------------------------------------------------------------------------


def test_rules_check_counts_examples() -> None:
    lines = run(rules_command, "check").splitlines()
    assert lines[0].split() == ["file", "rules", "examples", "failed", "without"]
    assert any(line.startswith("meaning ") for line in lines)
    assert {row["name"] for row in json.loads(run(rules_command, "check", "--json"))} >= {"amounts", "decision"}


def test_rules_check_exits_with_1_and_names_rule_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    from extract import trying
    from extract.rules import Rule

    monkeypatch.setattr(trying, "rule_files", lambda: ("own",))
    rules = (Rule("a.b", pattern="Euro", match=("5 €",)), Rule("a.c", pattern="x", reject=("y",)))
    monkeypatch.setattr(trying, "load_rules", lambda _: rules)
    result = call(rules_command, "check")
    assert result.exit_code == 1
    assert "a.b: must match, but does not: '5 €'" in result.stdout
    assert "a.c: has no example that it must match" in result.stdout
    assert "1 example failed." in result.stderr


def test_rules_list_shows_many_as_a_table_and_one_whole() -> None:
    table = run(rules_command, "list", "decision").splitlines()
    assert table[0].split()[:3] == ["file", "rule", "looks"]
    whole = run(rules_command, "list", "decided.true.asks")
    assert "extract/rules/decision.toml" in whole
    assert "pattern:" in whole
    assert json.loads(run(rules_command, "list", "decided.true.asks", "--json"))[0]["name"] == "decided.true.asks"


def test_rules_try_takes_an_argument_a_file_and_stdin(tmp_path: Path) -> None:
    sentence = "Die Kosten betragen 5.000 €."
    (tmp_path / "t.txt").write_text(sentence, encoding="utf-8")
    shown = run(rules_command, "try", sentence)
    assert shown.startswith("amount '5.000 €', line 1, column 21\n  value    5000\n")
    assert run(rules_command, "try", "--file", str(tmp_path / "t.txt")) == shown
    assert run(rules_command, "try", fed=sentence) == shown
    assert run(rules_command, "try", "-", fed=sentence) == shown
    (amount,) = json.loads(run(rules_command, "try", "--json", sentence))["mentions"]
    assert (amount["value"], amount["attributes"]["direction"]) == ("5000", "expense")


def test_rules_try_refuses_two_texts_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(b"\xff\xfe\xfd")
    assert call(rules_command, "try", "a", "--file", str(tmp_path / "t.txt")).exit_code == 2
    assert "no text in UTF-8" in call(rules_command, "try", "--file", str(tmp_path / "t.txt")).output


# -- score -------------------------------------------------------------------------------------------------------------


def test_score_of_an_archive(filled: str, tmp_path: Path) -> None:
    wrong = {"page": 1, "quote": "20.000 €", "value": "20000.00", "direction": "expense"}
    gold = gold_of(tmp_path / "gold", amounts=[{"page": 1, "quote": "60.000 €", "value": "60000.00", "decided": True}, wrong])
    result = call(score_command, gold, "--archive", filled, "--details")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split("\t") == ["vorlage_12.txt", "1", "amounts", "direction", "20000.00: 'income', gold 'expense'", "20.000 €"]
    assert ["amounts", "2", "2", "1.000", "1.000", "1.000"] in [line.split() for line in lines]
    assert ["amounts", "direction", "0.000"] in [line.split() for line in lines]
    assert any(line.startswith("vorlage ") for line in lines)
    data = json.loads(run(score_command, gold, "--archive", filled, "--json", "--details"))
    assert (data["amounts"]["f1"], data["documents"], len(data["disagreements"])) == (1.0, {"gold": 1, "known": 1}, 1)


def test_score_tells_documents_that_the_archive_does_not_have(filled: str, tmp_path: Path) -> None:
    gold = gold_of(tmp_path / "gold", file_sha256="ef" * 32, amounts=[{"page": 1, "value": "5.00"}])
    result = call(score_command, gold, "--archive", filled)
    assert "1 gold document not in the archive" in result.stderr
    assert ["amounts", "1", "0", "1.000", "0.000", "0.000"] in [line.split() for line in result.stdout.splitlines()]


def test_passages_need_no_archive_but_files_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    passage = gold_of(tmp_path / "passage", text="Die Kosten betragen 5.000 €.", amounts=[{"page": 1, "value": "5000.00"}], family="prose")
    data = json.loads(run(score_command, passage, "--json"))
    assert (data["amounts"]["f1"], list(data["by_form_family"]), data["documents"]["known"]) == (1.0, ["prose"], 1)
    files = gold_of(tmp_path / "files", amounts=[])
    assert isinstance(call(score_command, files).exception, ArchiveError)
    (tmp_path / "empty").mkdir()
    assert isinstance(call(score_command, str(tmp_path / "empty")).exception, InputError)


# -- corrections -------------------------------------------------------------------------------------------------------


def test_corrections_alone_lists(filled: str, archive: Archive) -> None:
    assert run(corrections_command, "--json", "--archive", str(archive.folder)) == "[]\n"
    assert "No such command" in call(corrections_command, "lits").output
    assert "drop" in run(corrections_command, "--help")


def test_a_correction_is_made_listed_exported_and_taken_back(filled: str, tmp_path: Path) -> None:
    figure = figure_of(filled, "60.000 €")
    made = call(correct_command, figure, "--value", "65.000", "--years", "none", "--note", "Tischvorlage", "--archive", filled)
    assert made.exit_code == 0
    assert "correction 1: value 65000.00, years not told, note: Tischvorlage (at 1 place)" in made.stderr
    run(correct_command, figure_of(filled, "20.000 €"), "--reject", "--archive", filled)

    listed = run(corrections_command, "list", "--archive", filled)
    assert "60.000 €" in listed
    assert figure in listed
    entries = json.loads(run(corrections_command, "list", "--json", "--archive", filled))
    assert [entry["change"]["rejected"] for entry in entries] == [False, True]
    assert [entry["figure_ids"] for entry in entries] == [figure, figure_of(filled, "20.000 €")]
    assert [(entry["body"], entry["reference"]) for entry in entries] == [("Landkreis Lörrach", "12/2019")] * 2

    run(corrections_command, "export", str(tmp_path / "gold"), "--archive", filled)
    (gold,) = (json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "gold").iterdir())
    assert [(row["value"], row["years"]) for row in gold["amounts"]] == [("65000.00", "")]
    score = json.loads(run(score_command, str(tmp_path / "gold"), "--archive", filled, "--json"))
    assert (score["amounts"]["gold"], score["amounts"]["found"], score["amounts"]["f1"]) == (1, 2, 0.0)

    for number in ("1", "2"):
        run(corrections_command, "drop", number, "--archive", filled)
    assert run(corrections_command, "list", "--archive", filled) == ""
    assert "nothing to export" in call(corrections_command, "export", str(tmp_path / "more"), "--archive", filled).stderr


def test_a_wrong_correction_changes_nothing(filled: str) -> None:
    figure = figure_of(filled, "60.000 €")
    for arguments in ([figure, "--action", "create"], ["x", "--reject"]):
        assert isinstance(call(correct_command, *arguments, "--archive", filled).exception, InputError)
    for arguments in ([figure], [figure, "--value", "viel"], [figure, "--years", "20x8"], [figure, "--direction", "both"]):
        assert call(correct_command, *arguments, "--archive", filled).exit_code == 2
    assert json.loads(run(corrections_command, "list", "--json", "--archive", filled)) == []
