from __future__ import annotations

import multiprocessing
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus import workers
from corpus.errors import ArchiveError
from corpus.lookup import connect, count_waiting
from corpus.types import Problem
from corpus.workers import Outcome
from search import documents, index
from search.engines.base import SearchFilter, load_engine
from search.index import IndexCounts, update_index
from search.opened import index_folder
from search.query import matching_papers, search_archive
from search.words import Words

if TYPE_CHECKING:
    from tests.search.conftest import Builder


def update(archive: Path, rebuild: bool = False) -> IndexCounts:
    """Run an update to its end and return its counts."""
    steps = update_index(archive, rebuild)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            counts = stop.value
            assert isinstance(counts, IndexCounts)
            return counts


def papers(archive: Path, query: str) -> set[str]:
    return {hit.paper_id for hit in search_archive(archive, query, SearchFilter()).hits}


def test_first_update_takes_all_and_the_second_nothing(archive: Path) -> None:
    assert update(archive) == IndexCounts(3, 0, 0)
    assert update(archive) == IndexCounts(0, 0, 3)
    assert papers(archive, "Förderung") == {"loe-1", "kon-1"}


def test_progress_counts_up(archive: Path) -> None:
    steps = list(update_index(archive))
    assert [(step.stage, step.done, step.total) for step in steps] == [("index", 1, 3), ("index", 2, 3), ("index", 3, 3)]
    assert steps[0].subject == "139/2018"


def test_only_a_changed_paper_is_indexed_again(builder: Builder) -> None:
    update(builder.folder)
    builder.execute("UPDATE papers SET title = 'Radwege', extract_key = 'rules-2' WHERE paper_id = 'wtm-1'")
    assert update(builder.folder) == IndexCounts(1, 0, 2)
    assert papers(builder.folder, "titel:Radwege") == {"wtm-1"}


def test_a_removed_paper_leaves_the_index(builder: Builder) -> None:
    update(builder.folder)
    for table in ("paper_fields", "figures", "paper_files", "papers"):
        builder.execute(f"DELETE FROM {table} WHERE paper_id = 'wtm-1'")
    assert update(builder.folder) == IndexCounts(0, 1, 2)
    assert papers(builder.folder, "Integration") == {"kon-1"}


def test_an_unread_file_waits(builder: Builder) -> None:
    builder.execute("UPDATE files SET read_key = '' WHERE name = 'kon-1.txt'")
    assert update(builder.folder) == IndexCounts(2, 0, 0)


def test_a_file_of_two_papers_is_found_for_both(builder: Builder) -> None:
    sha256 = builder.paper("one", "Gemeinsame Anlage zum Klimaschutz", reference="1/24")
    builder.insert("papers", paper_id="two", ingested_at="2024-01-01T00:00:00Z", extract_key="rules-1", reference="2/24")
    builder.insert("paper_files", paper_id="two", position=0, file_sha256=sha256)
    update(builder.folder)
    assert papers(builder.folder, "Klimaschutz") == {"one", "two"}


def test_posts_and_sums_are_those_that_count(builder: Builder) -> None:
    builder.figure("g-1", "kon-1", "9999999.00", decided=0)
    builder.figure("g-2", "kon-1", "2.00", kind="position", unit="VZÄ", part_of="other")
    builder.figure("g-3", "kon-1", "1.50", kind="position", unit="VZÄ", decided=None)
    update(builder.folder)

    def found(**chosen: int) -> set[str]:
        return {hit.paper_id for hit in search_archive(builder.folder, "", SearchFilter(**chosen)).hits}  # type: ignore[arg-type]

    assert found(min_amount=60_000_00) == {"loe-1"}
    assert found(min_vzae=150) == {"kon-1"}
    assert found(min_vzae=151) == set()


def test_the_year_is_that_of_the_first_sitting_where_the_paper_has_no_date(builder: Builder) -> None:
    sha256 = builder.paper("undated", "Vorlage zur Radwegeplanung")
    for position, date in ((1, "2021-05-01"), (2, "2021-02-01"), (3, "")):
        builder.insert(
            "consultations", paper_id="undated", position=position, file_sha256=sha256, committee="Kreistag", date=date, role="", result=""
        )
    update(builder.folder)
    assert papers(builder.folder, "jahr:2021") == {"undated"}


def test_a_damaged_or_missing_index_is_built_anew(archive: Path) -> None:
    update(archive)
    largest = max(index_folder(archive).iterdir(), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:100])
    assert update(archive) == IndexCounts(3, 0, 0)
    assert papers(archive, "Förderung") == {"loe-1", "kon-1"}
    for path in index_folder(archive).iterdir():
        path.unlink()
    assert update(archive) == IndexCounts(3, 0, 0)
    (archive / "index" / "state.json").write_text("{ broken", encoding="utf-8")
    assert update(archive) == IndexCounts(0, 0, 3)


def test_an_index_of_another_version_goes(archive: Path) -> None:
    old = archive / "index" / "whoosh-0.1"
    old.mkdir(parents=True)
    (old / "MAIN.seg").write_bytes(b"old")
    update(archive)
    assert not old.exists()


def test_rebuild_takes_all_again(archive: Path) -> None:
    update(archive)
    assert update(archive, rebuild=True) == IndexCounts(3, 0, 0)
    assert papers(archive, "Förderung") == {"loe-1", "kon-1"}


def test_killed_between_commit_and_note_nothing_is_done_twice(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index, "_write_state", killed)
        with pytest.raises(KeyboardInterrupt):
            update(archive)
    assert papers(archive, "Förderung") == {"loe-1", "kon-1"}
    assert update(archive) == IndexCounts(0, 0, 3)


def test_stopping_early_keeps_whole_batches(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BATCH_DOCUMENTS", 1)
    steps = update_index(archive)
    next(steps), next(steps)
    steps.close()
    assert update(archive) == IndexCounts(2, 0, 1)


KILLED = """
import sys, time
from pathlib import Path
from search import index
index.BATCH_DOCUMENTS = 10
for step in index.update_index(Path(sys.argv[1])):
    print(step.done, flush=True)
    time.sleep(0.01)
"""


def test_killed_in_the_middle_the_next_run_completes(build: Callable[[], Builder]) -> None:
    builder = build()
    builder.paper("old", "Vorlage Altbestand zur Integration")
    update(builder.folder)
    for number in range(40):
        builder.paper(f"p{number}", f"Vorlage {number} zur Integration im Landkreis")
    killed = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(builder.folder)], stdout=subprocess.PIPE, text=True, cwd=Path(index.__file__).parents[1]
    )
    assert killed.stdout is not None
    for line in killed.stdout:
        if int(line) == 25:
            killed.send_signal(signal.SIGKILL)
            break
    assert killed.wait() == -signal.SIGKILL
    killed.stdout.close()
    held = load_engine(index_folder(builder.folder)).keys()
    assert len(held) == 21  # the old one and two whole batches are readable
    assert "old" in papers(builder.folder, "Altbestand")
    assert update(builder.folder) == IndexCounts(20, 0, 21)
    assert search_archive(builder.folder, "Integration", SearchFilter(), 100).total == 41


def _terms_held(archive: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "index" / "words.sqlite")) as words:
        return words.execute("SELECT word, documents, capitalized FROM words ORDER BY word").fetchall()


def test_workers_make_the_index_that_one_process_makes(build: Callable[[], Builder], monkeypatch: pytest.MonkeyPatch) -> None:
    builder = build()
    for number in range(12):
        text = f"Vorlage {number} zur Integration, {'Förderung' * (number % 2)} Radwege.\nSachbearbeiterin: Frau Beispiel\nPersonalkosten"
        builder.paper(f"p{number:02}", text, "Anlage " * number)
    update(builder.folder)
    asked = {query: search_archive(builder.folder, query, SearchFilter()).hits for query in ("Förderung", "anlage*", '"zur Integration"')}
    words = _terms_held(builder.folder)
    assert ("integration", 12, 12) in words
    assert not [row for row in words if row[0] == "beispiel"]
    monkeypatch.setattr(documents, "MANY", 1)
    monkeypatch.setattr(index, "CHUNK", 5)
    (builder.folder / "ratslese.toml").write_text("[archive]\nname = 'study'\n\n[run]\nprocesses = 2\n", encoding="utf-8")
    assert update(builder.folder, rebuild=True) == IndexCounts(12, 0, 0)
    assert _terms_held(builder.folder) == words
    for query, hits in asked.items():
        assert hits == search_archive(builder.folder, query, SearchFilter()).hits


def test_words_that_the_engine_counts_are_taken_over(builder: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tantivy", reason="the extra [fast] is not installed")
    update(builder.folder)
    counted = _terms_held(builder.folder)
    (builder.folder / "ratslese.toml").write_text("[archive]\nname = 'study'\n\n[search]\nengine = 'tantivy'\n", encoding="utf-8")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Words, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            update(builder.folder)
    assert update(builder.folder) == IndexCounts(0, 0, 3)
    assert _terms_held(builder.folder) == counted
    builder.paper("new", "Radwege und Förderung")
    assert update(builder.folder) == IndexCounts(1, 0, 3)
    held = {row[0]: row[1:] for row in _terms_held(builder.folder)}
    assert held["radwege"] == (1, 1)
    assert held["foerderung"] == (3, 3)


def test_stopped_early_no_worker_is_left(build: Callable[[], Builder], monkeypatch: pytest.MonkeyPatch) -> None:
    builder = build()
    for number in range(12):
        builder.paper(f"p{number:02}", f"Vorlage {number} zur Integration")
    monkeypatch.setattr(documents, "MANY", 1)
    monkeypatch.setattr(index, "CHUNK", 2)
    (builder.folder / "ratslese.toml").write_text("[archive]\nname = 'study'\n\n[run]\nprocesses = 2\n", encoding="utf-8")
    steps = update_index(builder.folder)
    assert next(steps).total == 12
    assert multiprocessing.active_children()
    steps.close()
    assert not multiprocessing.active_children()
    assert update(builder.folder) == IndexCounts(12, 0, 0)


def test_what_a_worker_cannot_do_is_done_here(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: object, items: Sequence[object], *__: object) -> Iterator[Outcome[object, None]]:
        yield from (Outcome(item, None, Problem("crashed", "the worker died")) for item in items)

    monkeypatch.setattr(documents, "MANY", 1)
    monkeypatch.setattr(workers, "run_in_workers", crash)
    assert update(archive) == IndexCounts(3, 0, 0)
    assert papers(archive, "Förderung") == {"loe-1", "kon-1"}


def test_where_nothing_changed_no_paper_is_read_again(build: Callable[[], Builder], monkeypatch: pytest.MonkeyPatch) -> None:
    builder = build()
    for number in range(3):
        builder.paper(f"p{number}", f"Vorlage {number}")
    update(builder.folder)

    def read(*_: object, **__: object) -> None:
        raise AssertionError("a paper was read")

    monkeypatch.setattr(documents, "load_document", read)
    assert update(builder.folder) == IndexCounts(0, 0, 3)
    builder.paper("p3", "Vorlage 3")
    with pytest.raises(AssertionError, match="a paper was read"):
        update(builder.folder)


def test_without_an_index_search_says_what_to_do(archive: Path) -> None:
    with pytest.raises(ArchiveError, match="ratslese index"):
        search_archive(archive, "Förderung", SearchFilter())


def test_without_an_index_papers_that_wait_are_told(builder: Builder) -> None:
    builder.paper("first", "Neue Vorlage zur Förderung", extract_key="")
    for ask in (lambda: search_archive(builder.folder, "Förderung", SearchFilter()), lambda: matching_papers(builder.folder, "Förderung")):
        with pytest.raises(ArchiveError, match="1 paper waits to be extracted: ratslese run"):
            ask()
    builder.paper("second", "Noch eine Vorlage", extract_key="")
    with pytest.raises(ArchiveError, match="2 papers wait to be extracted"):
        search_archive(builder.folder, "Förderung", SearchFilter())
    update(builder.folder)
    assert search_archive(builder.folder, "Förderung", SearchFilter()).total
    with closing(connect(builder.folder)) as connection:
        assert count_waiting(connection) == 2


def test_search_tells_what_the_index_lacks(builder: Builder) -> None:
    update(builder.folder)
    assert search_archive(builder.folder, "Förderung", SearchFilter()).stale == 0
    builder.paper("new", "Neue Vorlage zur Förderung")
    assert search_archive(builder.folder, "Förderung", SearchFilter()).stale == 1
