"""The archive: whole steps or nothing, the same bytes once, stale exactly what changed."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from corpus import schema
from corpus.errors import ArchiveError
from corpus.lookup import DATABASE, find_archive, select_rows
from corpus.raw import raw_path, store_chunks, sweep_temporary
from corpus.store import Archive, PageRow
from corpus.types import Amount, Box, Consultation, DateMention, Evidence, Extraction, FieldOfAction, Figure, PaperFacts, Position, Problem


def add(archive: Archive, data: bytes, origin: str, told: PaperFacts = PaperFacts(), override: bool = False) -> str:
    sha256, size = store_chunks(archive.folder, [data], 1000)
    with archive.begin() as connection:
        archive.add_file(connection, sha256, origin.rsplit("/")[-1], size, origin)
        archive.add_paper(connection, f"p{sha256[:6]}", sha256, told, override=override)
    return sha256


def read(archive: Archive, sha256: str, text: str, version: str = "reader1") -> None:
    with archive.begin() as connection:
        archive.save_reading(connection, sha256, "text/plain", [PageRow(1, text, "text", 0, 0, b"")], (), version)


def test_same_bytes_are_one_file_with_two_origins(archive: Archive) -> None:
    first = add(archive, b"Beschluss", "/a/vorlage.txt")
    assert add(archive, b"Beschluss", "/b/kopie.txt") == first
    rows = select_rows(archive.folder, "SELECT origin FROM origins ORDER BY origin")
    assert [row["origin"] for row in rows] == ["/a/vorlage.txt", "/b/kopie.txt"]
    assert archive.paper_count() == 1
    log = select_rows(archive.folder, "SELECT action FROM fetch_log ORDER BY fetch_id")
    assert [row["action"] for row in log] == ["stored", "known"]


def test_raw_bytes_lie_under_their_hash_and_are_write_protected(archive: Archive) -> None:
    sha256 = add(archive, b"Beschluss", "/a.txt")
    path = raw_path(archive.folder, sha256)
    assert path.read_bytes() == b"Beschluss"
    assert path.stat().st_mode & 0o222 == 0


def test_too_many_bytes_leave_nothing(archive: Archive) -> None:
    with pytest.raises(OverflowError):
        store_chunks(archive.folder, [b"x" * 60, b"y" * 60], 100)
    assert not [path for path in (archive.folder / "raw").rglob("*") if path.is_file()]


def test_sweep_spares_files_of_a_running_import(archive: Archive) -> None:
    folder = archive.folder / "raw" / "tmp"
    folder.mkdir(parents=True)
    (folder / "young").write_bytes(b"x")
    assert sweep_temporary(archive.folder) == 0
    assert (folder / "young").exists()


def test_a_paper_is_stale_when_pages_told_facts_or_rules_change(archive: Archive) -> None:
    sha256 = add(archive, b"Beschluss", "/a.txt")
    read(archive, sha256, "Beschluss")
    (stale,) = archive.stale_papers("rules1")
    with archive.begin() as connection:
        archive.save_extraction(connection, stale, Extraction())
    assert archive.stale_papers("rules1") == []
    assert len(archive.stale_papers("rules2")) == 1
    read(archive, sha256, "Beschluss!", "reader2")
    assert len(archive.stale_papers("rules1")) == 1
    read(archive, sha256, "Beschluss", "reader1")
    assert archive.stale_papers("rules1") == []
    add(archive, b"Beschluss", "/a.txt", PaperFacts(body="Landkreis Konstanz", ags="08335"), override=True)
    assert len(archive.stale_papers("rules1")) == 1


def test_told_facts_stay_unless_overridden(archive: Archive) -> None:
    sha256 = add(archive, b"x", "/a.txt", PaperFacts(reference="12/2019", public=False))
    with archive.begin() as connection:
        differing = archive.add_paper(connection, f"p{sha256[:6]}", sha256, PaperFacts(reference="13/2019", title="Neu"))
        assert differing == ("reference",)
        told, _ = archive.load_paper(connection, f"p{sha256[:6]}")
    assert told == PaperFacts(reference="12/2019", title="Neu", public=False)


def full_extraction(sha256: str) -> Extraction:
    evidence = Evidence(sha256, 1, 0, 4, "5 T€", "amount.currency_after", "proposal", Box(1, 2, 3, 4.5), 0.9)
    return Extraction(
        facts=PaperFacts("Landkreis Konstanz", "08335", "7/2020", "Titel", "Beschlussvorlage", "2020-01-02", True, "Sozialamt",
                         (Consultation("Kreistag", "2020-02-03", "Beschluss", "einstimmig"),)),
        amounts=(Amount(evidence, Decimal("5000"), "expense", "yearly", "2020", True, ("produkt:31",), False, ("cue.a", "cue.b")),),
        positions=(Position(evidence, Decimal("0.5"), "create", "2020", "EG 9b", None),),
        dates=(DateMention(evidence, "2020-Q1", "deadline"),),
        fields=(FieldOfAction("produkt:31", "Soziale Hilfen", 0.75, ("Integration", "Asyl")),),
        figures=(Figure("f1", "amount", Decimal("5000"), "EUR", direction="expense", mentions=(0,), quote="5 T€"),),
        problems=(Problem("sum_mismatch", "Summe stimmt nicht"),),
    )  # fmt: skip


def test_extraction_is_kept_whole_and_replaced_whole(archive: Archive) -> None:
    sha256 = add(archive, b"x", "/a.txt")
    (stale,) = archive.stale_papers("rules1")
    for _ in range(2):
        with archive.begin() as connection:
            archive.save_extraction(connection, stale, full_extraction(sha256))

    def rows(query: str) -> list[sqlite3.Row]:
        return select_rows(archive.folder, query)

    amount, position, date = rows("SELECT * FROM mentions ORDER BY mention_id")
    assert (amount["value"], amount["hundredths"], amount["figure_id"], amount["decided"]) == ("5000.00", 500000, "f1", 1)
    assert (amount["bbox"], amount["cues"], amount["confidence"]) == ("1.00 2.00 3.00 4.50", "cue.a;cue.b", 90)
    assert (position["value"], position["hundredths"], position["decided"]) == ("0.50", 50, None)
    assert (date["value"], date["role"]) == ("2020-Q1", "deadline")
    assert rows("SELECT result FROM consultations")[0]["result"] == "einstimmig"
    assert tuple(rows("SELECT evidence, score FROM paper_fields")[0]) == ("Integration; Asyl", 750)
    assert rows("SELECT name FROM bodies")[0]["name"] == "Landkreis Konstanz"
    assert [row["code"] for row in rows("SELECT code FROM issues")] == ["sum_mismatch"]


def test_nothing_is_kept_of_a_step_that_fails(archive: Archive) -> None:
    sha256 = add(archive, b"x", "/a.txt")
    (stale,) = archive.stale_papers("rules1")

    def save_and_fail() -> None:
        with archive.begin() as connection:
            archive.save_extraction(connection, stale, full_extraction(sha256))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save_and_fail()
    assert select_rows(archive.folder, "SELECT count(*) FROM mentions")[0][0] == 0
    assert len(archive.stale_papers("rules1")) == 1


def test_archive_is_found_from_below_and_not_elsewhere(archive: Archive, tmp_path: Path) -> None:
    below = archive.folder / "raw" / "x"
    below.mkdir(parents=True)
    assert find_archive(below) == archive.folder
    with pytest.raises(ArchiveError, match="ratslese init"):
        find_archive(tmp_path)
    with pytest.raises(ArchiveError, match="already"):
        Archive.create(archive.folder)


def test_older_archive_is_migrated_step_by_step_after_a_copy(archive: Archive) -> None:
    now, steps = schema.SCHEMA_VERSION, []
    ours = {now: lambda connection: steps.append("first"), now + 1: lambda connection: steps.append("second")}
    archive._migrate(ours, now + 2)  # type: ignore[arg-type]
    assert steps == ["first", "second"]
    assert (archive.folder / f"{DATABASE}.v{now}").is_file()
    with archive.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == now + 2


def test_a_migration_that_fails_changes_nothing(archive: Archive) -> None:
    def broken(connection: object) -> None:
        connection.exec_driver_sql("ALTER TABLE papers ADD COLUMN half TEXT")  # type: ignore[attr-defined]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        archive._migrate({schema.SCHEMA_VERSION: broken}, schema.SCHEMA_VERSION + 1)
    columns = [row["name"] for row in select_rows(archive.folder, "PRAGMA table_info(papers)")]
    assert "half" not in columns
    Archive.open(archive.folder).close()


def test_newer_foreign_and_broken_archives_are_refused_in_one_line(archive: Archive) -> None:
    with archive.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {schema.SCHEMA_VERSION + 1}")
    with pytest.raises(ArchiveError, match="newer ratslese"):
        Archive.open(archive.folder)
    archive.close()
    for leftover in archive.folder.glob(f"{DATABASE}*"):
        leftover.unlink()
    (archive.folder / DATABASE).write_bytes(b"no database, " * 100)
    with pytest.raises(ArchiveError, match="not a database"):
        Archive.open(archive.folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[limits]\npages_per_file = -1\n", "pages_per_file"),
        ("[limits]\npages = 3\n", "unknown setting 'pages'"),
        ("[limits\n", "not valid TOML"),
        ("limits = 5\n", "'limits' is no section"),
        ("[limitz]\n", "'limitz' is no section"),
        ('[taxonomies]\nfiles = "x.toml"\n', "must be a list"),
    ],
)
def test_wrong_settings_name_the_key(archive: Archive, text: str, told: str) -> None:
    (archive.folder / "ratslese.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ArchiveError, match=told):
        Archive.open(archive.folder)


def test_database_is_in_wal_mode(archive: Archive) -> None:
    with sqlite3.connect(archive.folder / DATABASE) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_what_a_terminal_would_obey_is_kept_out(archive: Archive) -> None:
    sha256 = add(archive, b"x", "/a.txt", PaperFacts(title="Haus\x1b[2J\nhalt \u202e2020"))
    with archive.begin() as connection:
        told, _ = archive.load_paper(connection, f"p{sha256[:6]}")
        archive.replace_issues(connection, "import", [Problem("x", "a\x1b[31m\nb")], subject="/a\nb.txt")
    assert told.title == "Haus [2J halt 2020"
    rows = select_rows(archive.folder, "SELECT subject, message FROM issues")
    assert [tuple(row) for row in rows] == [("/a b.txt", "a [31m b")]
