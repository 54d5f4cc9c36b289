"""Sources in the archive: an archive of version 2 is migrated whole; records, versions, issues."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from corpus import schema
from corpus.harvest import FileRow, Harvest, PaperRow, moment
from corpus.lookup import DATABASE, connect, select_rows
from corpus.rows import encode_told, told_facts
from corpus.store import Archive
from corpus.types import Consultation, PaperFacts, Problem

TABLES = ("sources", "source_papers", "source_files", "source_versions")


def make_version_2(folder: Path) -> None:
    """What version 2 left behind: without our tables, with data of its own."""
    with Archive.create(folder) as archive, archive.begin() as connection:
        archive.add_file(connection, "a" * 64, "vorlage.pdf", 3, "/vorlage.pdf")
        archive.add_paper(connection, "p1", "a" * 64, PaperFacts(reference="12/2019"))
    with sqlite3.connect(folder / DATABASE) as database:
        for table in reversed(TABLES):
            database.execute(f"DROP TABLE {table}")
        for (view,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
            database.execute(f"DROP VIEW {view}")
        for column in ("cost_of", "cost_basis"):
            database.execute(f"ALTER TABLE figures DROP COLUMN {column}")
        database.execute("PRAGMA user_version = 2")
    database.close()


def shape(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Columns with type, not-null and default, and indexes, of our tables."""
    database = sqlite3.connect(folder / DATABASE)
    told = {table: [row[1:] for row in database.execute(f"PRAGMA table_info({table})")] for table in TABLES}
    told |= {f"{table} indexes": sorted(row[1:4] for row in database.execute(f"PRAGMA index_list({table})")) for table in TABLES}
    told |= {f"{table} keys": list(database.execute(f"PRAGMA foreign_key_list({table})")) for table in TABLES}
    database.close()
    return told


def test_an_archive_of_version_2_becomes_one_of_this_version(tmp_path: Path) -> None:
    make_version_2(tmp_path / "old")
    Archive.open(tmp_path / "old").close()
    Archive.create(tmp_path / "new").close()
    assert shape(tmp_path / "old") == shape(tmp_path / "new")
    assert (tmp_path / "old" / f"{DATABASE}.v2").is_file()
    database = connect(tmp_path / "old")
    assert database.execute("SELECT told FROM papers").fetchone()["told"] == '{"reference": "12/2019"}'
    assert database.execute("PRAGMA user_version").fetchone()[0] == schema.SCHEMA_VERSION
    database.close()


@pytest.fixture
def harvest(archive: Archive) -> Harvest:
    made = Harvest(archive, "08336")
    with archive.begin() as connection:
        made.save_source(connection, vendor="tiny", url="https://ris.example.de/", body="Landkreis Lörrach", ags="08336")
    return made


def test_a_source_keeps_what_is_not_changed(harvest: Harvest) -> None:
    with harvest.archive.begin() as connection:
        harvest.save_source(connection, state="complete")
    row = harvest.load_source()
    assert (row.vendor, row.state, row.permission_who) == ("tiny", "complete", "")
    assert Harvest(harvest.archive, "unknown").load_source().url == ""


def test_papers_and_files_come_back_as_they_were(harvest: Harvest) -> None:
    paper = PaperRow("n=1", "https://ris.example.de/1", "1/2020", "Titel\x1b", public=False, state="fetched", first_seen=moment())
    file = FileRow("d=7", 1, "Anlage.pdf", size=300, told="x", etag='"1"', state="complete")
    with harvest.archive.begin() as connection:
        harvest.save_papers(connection, [paper, PaperRow("n=2", first_seen="1")])
        harvest.save_files(connection, "n=1", [file])
        paper.title, paper.first_seen = "Neuer Titel", "never"
        harvest.save_papers(connection, [paper])
    known = harvest.load_papers()
    assert set(known) == {"n=1", "n=2"}
    assert (known["n=1"].title, known["n=1"].public, known["n=2"].public) == ("Neuer Titel", False, None)
    assert known["n=1"].first_seen.startswith("20")
    assert harvest.load_files("n=1") == {"d=7": file}
    assert harvest.load_files("n=2") == {}


def test_a_version_keeps_the_record_and_the_hashes_of_its_files(harvest: Harvest) -> None:
    paper = PaperRow("n=1", record_hash="h1", first_seen="1")
    with harvest.archive.begin() as connection:
        harvest.save_papers(connection, [paper])
        assert not harvest.save_version(connection, "n=1"), "there was no record yet"
        harvest.save_record(connection, paper, '{"key":"n=1"}')
        harvest.save_files(connection, "n=1", [FileRow("d=1", sha256="aa", state="complete"), FileRow("d=2")])
        assert harvest.save_version(connection, "n=1")
    row = select_rows(harvest.archive.folder, "SELECT record, record_hash, files FROM source_versions")[0]
    assert tuple(row) == ('{"key":"n=1"}', "h1", '{"d=1": "aa"}')


def test_what_the_source_tells_replaces_what_was_told(harvest: Harvest) -> None:
    facts = PaperFacts(
        "Landkreis Lörrach", "08336", "1/2020", consultations=(Consultation("Kreistag", "2020-02-03", "Beschluss", "einstimmig"),)
    )
    with harvest.archive.begin() as connection:
        for sha256 in ("a" * 64, "b" * 64):
            harvest.archive.add_file(connection, sha256, "x.pdf", 1, sha256)
        harvest.publish(connection, "p1", PaperFacts(title="Alt"), "https://x/1", ["a" * 64])
        harvest.publish(connection, "p1", facts, "https://x/2", ["b" * 64, "a" * 64, "b" * 64])
        told, files = harvest.archive.load_paper(connection, "p1")
    assert told == facts
    assert [file.sha256[0] for file in files] == ["b", "a"]


def test_told_consultations_survive_as_text() -> None:
    facts = PaperFacts(consultations=(Consultation("Sozial\nausschuss", "", "Vorberatung"), Consultation("Kreistag", "2020-01-01")))
    assert told_facts(encode_told(facts)).consultations == (
        Consultation("Sozial ausschuss", "", "Vorberatung"),
        Consultation("Kreistag", "2020-01-01"),
    )
    assert told_facts(encode_told(PaperFacts(reference="1"))) == PaperFacts(reference="1")


def test_issues_of_a_source_are_said_anew(harvest: Harvest) -> None:
    with harvest.archive.begin() as connection:
        for name in ("1/2020", "2/2020"):
            harvest.replace_issue(connection, f"Landkreis Lörrach: {name}", [Problem("not_found", "weg")])
        harvest.replace_issue(connection, "Landkreis Lörrach: 1/2020", [])
        harvest.replace_issue(connection, "Landkreis Konstanz: 1/2020", [Problem("not_found", "weg")])
    assert harvest.archive.issue_count() == 2
    with harvest.archive.begin() as connection:
        harvest.drop_issues(connection, "Landkreis Lörrach: ")
    assert harvest.archive.issue_count() == 1
