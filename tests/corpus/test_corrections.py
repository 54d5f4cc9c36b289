"""Corrections: what they change, that they are found again after every extraction, and that they can be taken back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import schema
from corpus.annotations import document_json, load_documents, parse_document
from corpus.corrections import (
    Change,
    Place,
    change_words,
    changed_columns,
    find_mentions,
    find_span,
    make_change,
    occurrence_at,
    parse_value,
)
from corpus.errors import ArchiveError, InputError
from corpus.lookup import DATABASE, connect, select_rows
from corpus.reviews import LOST, drop_correction, load_corrections, save_correction
from corpus.store import Archive, PageRow, StalePaper
from corpus.types import Amount, Evidence, Extraction, Figure, PaperFacts, Position

SHA = "ab" * 32
TEXT = "Der Zuschuss beträgt 500 €.\nBeantragt sind 500 € und 0,5 VZÄ.\nDie Miete kostet 500 €.\n"
POST = TEXT.index("0,5 VZÄ")
AT = "2024-05-06T07:08:09Z"


# -- what a person may say ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("60000", "60000.00"), ("60.000", "60000.00"), ("60.000,50 €", "60000.50"), ("60000.5", "60000.50"), ("-1.250.000", "-1250000.00"),
        ("0,5 VZÄ", "0.50"), ("0.75", "0.75"), ("1 250 000", "1250000.00"),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(written: str, value: str) -> None:
    assert parse_value(written) == value


@pytest.mark.parametrize("written", ["", "viel", "1,2,3", "NaN", "Infinity"])
def test_values_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(InputError, match="--value"):
        parse_value(written)


def test_only_what_is_told_changes() -> None:
    told = {"value": None, "direction": "income", "years": "", "decided": False, "rejected": None, "note": ""}
    assert make_change("amount", told) == Change(direction="income", years="", decided=False)


@pytest.mark.parametrize(
    ("kind", "told", "message"),
    [
        ("amount", {"note": "", "decided": None}, "nothing to correct"),
        ("amount", {"grade": "EG 9b"}, "--grade: the figure is an amount"),
        ("position", {"direction": "income"}, "--direction: the figure is a number of posts"),
        ("amount", {"direction": "both"}, "one of expense, income"),
        ("amount", {"years": "20x8"}, "--years '20x8'"),
        ("amount", {"rejected": True, "direction": "income"}, "takes no other attribute"),
    ],
)
def test_what_a_figure_cannot_be_is_refused(kind: str, told: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_change(kind, told)


def test_changes_are_told_on_one_line() -> None:
    change = Change(value="5.00", years="", decided=False, note="Anlage 2")
    assert change_words(change) == "value 5.00, years not told, decided false, note: Anlage 2"
    assert change_words(Change(rejected=True)) == "rejected"


# -- where they are ----------------------------------------------------------------------------------------------------


@given(st.text("ab ", max_size=30), st.text("ab ", min_size=1, max_size=3), st.integers(0, 20))
def test_a_place_that_was_numbered_is_found_again(text: str, quote: str, at: int) -> None:
    start = text.find(quote, at)
    if start < 0:
        assert find_span(text, quote, text.count(quote) + len(text) + 1) is None
    else:
        assert find_span(text, quote, occurrence_at(text, quote, start)) == (start, start + len(quote))


def test_a_place_finds_what_shares_characters_with_it() -> None:
    def row(number: int, start: int, end: int, kind: str = "amount", page: int = 1) -> dict[str, Any]:
        return {"mention_id": number, "kind": kind, "file_sha256": SHA, "page": page, "start": start, "end": end}

    second = TEXT.index("500 €", 30)
    rows = [row(1, 21, 26), row(2, second - 5, second + 5), row(3, second, second + 5, "position"), row(4, second, second + 5, page=2)]
    place = Place(SHA, 1, "500 €", 2)
    assert [found["mention_id"] for found in find_mentions(place, "amount", TEXT, rows)] == [2]
    assert find_mentions(replace(place, occurrence=4), "amount", TEXT, rows) == []


def test_later_changes_win_and_a_rejection_is_taken_back_by_an_attribute() -> None:
    row = {"kind": "amount", "value": "500.00", "hundredths": 50000, "direction": "expense", "decided": 1, "mention_count": 2}
    changes = [Change(direction="income", note="a"), Change(direction="budget"), Change(rejected=True)]
    rejected = changed_columns(row, changes)
    assert (rejected["direction"], rejected["review"], rejected["note"]) == ("budget", "rejected;noted", "a")
    assert rejected["extracted"] == '{"direction": "expense"}'
    back = changed_columns(row, [*changes, Change(note="b"), Change(value="7.00")])
    assert (back["review"], back["value"], back["hundredths"], back["note"]) == ("corrected;noted", "7.00", 700, "a; b")


# -- in the archive ----------------------------------------------------------------------------------------------------


def evidence(start: int, quote: str) -> Evidence:
    assert TEXT[start : start + len(quote)] == quote
    return Evidence(SHA, 1, start, start + len(quote), quote, "amount.currency")


def found(first: int = 21, shift: int = 0, figure: str = "f") -> Extraction:
    """Twice 500 € as one figure, the rent as another, and half a post; `shift` and `figure` are what other rules would do."""
    second, third = TEXT.index("500 €", 30), TEXT.rindex("500 €")
    spans = [(first, "500 €"), (second - shift, TEXT[second - shift : second + 5]), (third, "500 €")]
    amounts = tuple(Amount(evidence(start, quote), Decimal(500), "expense", "", "2020", True) for start, quote in spans)
    return Extraction(
        amounts=amounts,
        positions=(Position(evidence(POST, "0,5 VZÄ"), Decimal("0.5"), "create"),),
        figures=(
            Figure(f"{figure}1", "amount", Decimal(500), "EUR", direction="expense", years="2020", decided=True, mentions=(0, 1)),
            Figure(f"{figure}2", "amount", Decimal(500), "EUR", direction="expense", years="2020", decided=True, mentions=(2,)),
            Figure(f"{figure}3", "position", Decimal("0.5"), "VZÄ", action="create", mentions=(0,)),
        ),
    )


@pytest.fixture
def filled(archive: Archive) -> Archive:
    with archive.begin() as connection:
        archive.add_file(connection, SHA, "vorlage.txt", 9, "/vorlage.txt")
        archive.add_paper(connection, "p1", SHA, PaperFacts())
        archive.save_reading(connection, SHA, "text/plain", [PageRow(1, TEXT, "text", 0, 0, b"")], (), "reader1")
    extract(archive, found())
    return archive


def extract(archive: Archive, extraction: Extraction) -> None:
    with archive.begin() as connection:
        archive.save_extraction(connection, StalePaper("p1", "key"), extraction)


def correct(archive: Archive, figure: str, **told: object) -> int:
    with archive.begin() as connection:
        return save_correction(connection, figure, told, AT).correction_id


def figures(archive: Archive) -> dict[str, sqlite3.Row]:
    return {row["figure_id"]: row for row in select_rows(archive.folder, "SELECT * FROM figures")}


def mentions(archive: Archive) -> list[sqlite3.Row]:
    return select_rows(archive.folder, "SELECT * FROM mentions WHERE kind = 'amount' ORDER BY start")


def test_a_correction_holds_at_once_at_all_places_of_its_figure_and_nowhere_else(filled: Archive) -> None:
    correct(filled, "f1", value="650.00", direction="income", decided=False)
    row = figures(filled)["f1"]
    assert (row["value"], row["hundredths"], row["direction"], row["decided"], row["years"]) == ("650.00", 65000, "income", 0, "2020")
    assert row["review"] == "corrected"
    assert row["extracted"] == '{"decided": 1, "direction": "expense", "hundredths": 50000, "value": "500.00"}'
    assert [(m["value"], m["direction"], m["review"]) for m in mentions(filled)] == [
        ("650.00", "income", "corrected"), ("650.00", "income", "corrected"), ("500.00", "expense", ""),
    ]  # fmt: skip
    assert (figures(filled)["f2"]["value"], figures(filled)["f2"]["review"]) == ("500.00", "")


def test_it_survives_another_extraction_with_other_ids_and_other_spans(filled: Archive) -> None:
    correct(filled, "f2", rejected=True)
    correct(filled, "f1", years="2021", note="Anlage 2")
    extract(filled, found(shift=5, figure="g"))
    rows = figures(filled)
    assert (rows["g1"]["years"], rows["g1"]["review"], rows["g1"]["note"]) == ("2021", "corrected;noted", "Anlage 2")
    assert (rows["g2"]["review"], rows["g2"]["value"]) == ("rejected", "500.00")
    assert rows["g3"]["review"] == ""
    assert select_rows(filled.folder, "SELECT count(*) FROM issues")[0][0] == 0


def test_a_correction_that_finds_nothing_any_more_is_an_issue_and_is_kept(filled: Archive) -> None:
    number = correct(filled, "f3", action="existing")
    extract(filled, replace(found(), positions=(), figures=found().figures[:2]))
    (issue,) = select_rows(filled.folder, "SELECT code, message FROM issues")
    assert issue["code"] == LOST
    assert "'0,5 VZÄ' on page 1" in issue["message"]
    extract(filled, found())
    assert figures(filled)["f3"]["action"] == "existing"
    assert select_rows(filled.folder, "SELECT count(*) FROM issues")[0][0] == 0
    with filled.begin() as connection:
        drop_correction(connection, number)
    assert figures(filled)["f3"]["action"] == "create"


def test_taking_back_gives_what_was_extracted_but_for_other_corrections(filled: Archive) -> None:
    before = [tuple(row) for row in (*figures(filled).values(), *mentions(filled))]
    first, second = correct(filled, "f1", value="650.00", note="a"), correct(filled, "f1", direction="income")
    with filled.begin() as connection:
        drop_correction(connection, first)
    row = figures(filled)["f1"]
    assert (row["value"], row["hundredths"], row["direction"], row["note"]) == ("500.00", 50000, "income", "")
    with filled.begin() as connection:
        drop_correction(connection, second)
        assert load_corrections(connection) == []
        with pytest.raises(InputError, match="no correction 9"):
            drop_correction(connection, 9)
    assert [tuple(row) for row in (*figures(filled).values(), *mentions(filled))] == before


def test_corrections_are_listed_with_their_places(filled: Archive) -> None:
    correct(filled, "f1", decided=False)
    with filled.reading() as connection:
        (correction,) = load_corrections(connection)
    assert (correction.kind, correction.created_at, correction.change) == ("amount", AT, Change(decided=False))
    assert correction.places == (Place(SHA, 1, "500 €", 1), Place(SHA, 1, "500 €", 2))


def test_figures_are_named_by_the_beginning_of_their_id_and_ranges_keep_their_values(filled: Archive) -> None:
    with pytest.raises(InputError, match="several figures: f1, f2, f3"):
        correct(filled, "f", rejected=True)
    with pytest.raises(InputError, match="no figure"):
        correct(filled, "%", rejected=True)
    extract(filled, replace(found(), figures=(replace(found().figures[0], value_to=Decimal(900)),)))
    with pytest.raises(InputError, match=r"range \(500\.00 to 900\.00\)"):
        correct(filled, "f1", value="5.00")
    assert select_rows(filled.folder, "SELECT count(*) FROM corrections")[0][0] == 0


def test_gold_of_corrections_is_as_corrected_and_the_score_sees_what_was_extracted(filled: Archive) -> None:
    correct(filled, "f1", value="650.00", decided=False)
    correct(filled, "f2", rejected=True)
    connection = connect(filled.folder)
    extracted = load_documents(connection, [SHA, "unknown"])
    assert [(mark.value, mark.attributes["decided"]) for mark in extracted[SHA].mentions["amounts"]] == [("500.00", True)] * 3  # type: ignore[index]
    corrected = load_documents(connection, [SHA], corrected=True)[SHA]
    connection.close()
    data = document_json(corrected)
    assert [(row["value"], row["decided"], row["review"]) for row in data["amounts"]] == [("650.00", False, "corrected")] * 2
    assert (data["file"], data["file_sha256"], data["positions"][0]["quote"]) == ("vorlage.txt", SHA, "0,5 VZÄ")
    assert set(data) == {"file", "file_sha256", "paper", "amounts", "positions", "dates", "fields"}
    assert [mark.value for mark in parse_document(data, "x").mentions["amounts"]] == ["650.00", "650.00"]  # type: ignore[index]


# -- an archive of version 1 -------------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    database = sqlite3.connect(folder / DATABASE)
    database.executescript((Path(__file__).parent / "archive_v1.sql").read_text(encoding="utf-8"))
    database.close()
    (folder / "ratslese.toml").write_text('[archive]\nname = "old"\n', encoding="utf-8")
    return folder


def columns(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Name, type, null, default and key of every column, by table, and the indexes."""
    database = sqlite3.connect(folder / DATABASE)
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found = {table: sorted(row[1:] for row in database.execute(f"PRAGMA table_info({table})")) for table in tables}
    found["indexes"] = sorted(row[:2] for row in database.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index'"))
    database.close()
    return found


def test_an_archive_of_version_1_becomes_one_of_this_version_with_all_it_held(old: Path, tmp_path: Path) -> None:
    with Archive.open(old) as archive, Archive.create(tmp_path / "new"):
        assert columns(old) == columns(tmp_path / "new")
        assert (old / f"{DATABASE}.v1").is_file()
        with archive.begin() as connection:
            assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == schema.SCHEMA_VERSION
            save_correction(connection, "f1", {"direction": "income"}, AT)
    row = select_rows(old, "SELECT value, direction, review, quote FROM figures")[0]
    assert tuple(row) == ("500.00", "income", "corrected", "500 €")


def test_the_copy_that_is_kept_holds_what_stood_in_the_log_only(old: Path) -> None:
    database = sqlite3.connect(old / DATABASE)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    database.execute("UPDATE papers SET title = 'Aus dem Protokoll'")
    database.commit()
    Archive.open(old).close()
    database.close()
    copy = sqlite3.connect(old / f"{DATABASE}.v1")
    assert copy.execute("SELECT title FROM papers").fetchone() == ("Aus dem Protokoll",)
    assert copy.execute("PRAGMA user_version").fetchone() == (1,)
    copy.close()


def test_two_processes_migrate_once(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_database = Archive._copy_database

    def copy_while_another_migrates(archive: Archive, name: str) -> None:
        copy_database(archive, name)
        monkeypatch.undo()
        Archive.open(old).close()

    monkeypatch.setattr(Archive, "_copy_database", copy_while_another_migrates)
    Archive.open(old).close()
    assert select_rows(old, "SELECT review FROM figures")[0][0] == ""


def test_readers_of_an_archive_of_version_1_say_what_to_do(old: Path) -> None:
    with pytest.raises(ArchiveError, match=r"older ratslese .* ratslese run"):
        connect(old)
    Archive.open(old).close()
    assert select_rows(old, "SELECT title FROM papers")[0][0] == "Zuschuss"
