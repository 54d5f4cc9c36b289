"""What our writer packs, whoosh's own reader must give back: blocks of many documents, long texts, words that occur often."""

from __future__ import annotations

import gc
import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ArchiveError
from search.engines.base import Engine, Found, SearchFilter, load_engine
from search.engines.document import IndexDocument, analyse
from search.engines.language import parse_query
from search.engines.whoosh_postings import Places


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, unique=True).map(sorted))
def test_places_come_back(places: list[int]) -> None:
    packed = Places().encode(places)
    assert Places().decode_positions(packed) == places
    assert Places().decode_frequency(packed) == len(places)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = load_engine(tmp_path / "index", "whoosh")
    made.create()
    return made


def ask(engine: Engine, query: str, limit: int = 1000) -> Found:
    return engine.search(parse_query(query)[0], SearchFilter(), limit)


def write(engine: Engine, texts: dict[str, str]) -> None:
    batch = engine.batch()
    for name, text in texts.items():
        batch.add(analyse(IndexDocument(name, "a" * 64, "k", pages=(text,))))
    batch.commit()


def test_a_word_of_many_documents_and_a_rare_one_far_behind(engine: Engine) -> None:
    write(engine, {f"p{number}": "Der Kreistag berät" + (" die Brücke" if number in (3, 290, 299) else "") for number in range(300)})
    assert ask(engine, "Kreistag").total == 300
    assert {match.paper_id for match in ask(engine, '"berät die Brücke"').matches} == {"p3", "p290", "p299"}
    assert ask(engine, "Kreistag NOT Brücke").total == 297
    assert ask(engine, "brück*").total == 3


def test_a_phrase_far_behind_in_a_long_text(engine: Engine) -> None:
    write(engine, {"long": "Wege und Stege " * 25_000 + "die neue Brücke", "short": "die Brücke, neue Wege"})
    assert [match.paper_id for match in ask(engine, '"neue Brücke"').matches] == ["long"]
    assert {match.paper_id for match in ask(engine, "Wege").matches} == {"long", "short"}


def test_what_stands_often_ranks_first(engine: Engine) -> None:
    filler = "Bericht " * 400
    write(engine, {"once": filler + "Brücke", "often": filler + "Brücke " * 300, "twice": filler + "Brücke " * 2})
    assert [match.paper_id for match in ask(engine, "Brücke").matches] == ["often", "twice", "once"]


def test_a_document_is_replaced_across_segments_and_merges_keep_all(engine: Engine) -> None:
    for turn in range(6):
        write(engine, {"same": f"Fassung {turn} der Vorlage", f"p{turn}": f"Anlage {turn} zur Vorlage"})
    assert ask(engine, "Vorlage").total == 7
    assert [match.paper_id for match in ask(engine, "Fassung").matches] == ["same"]
    assert ask(engine, '"Fassung 5"').total == 1
    assert ask(engine, '"Fassung 4"').total == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whoosh leaves the broken file open
def test_a_writer_that_fails_lets_the_lock_go(engine: Engine, tmp_path: Path) -> None:
    write(engine, {"p1": "Vorlage"})
    for path in (tmp_path / "index").glob("*.trm"):
        path.write_bytes(b"")
    batch = engine.batch()
    with pytest.raises(ArchiveError, match="damaged"):
        batch.add(analyse(IndexDocument("p2", "b" * 64, "k", pages=("Anlage",))))
    batch.cancel()
    with pytest.raises(ArchiveError, match="ratslese index"):
        ask(engine, "Vorlage")
    engine.create()
    write(engine, {"p3": "Vorlage"})
    assert ask(engine, "Vorlage").total == 1
    with warnings.catch_warnings():  # whoosh leaves files open of a segment that it fails to open; Python 3.13 tells so
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def test_files_cut_under_an_open_engine_are_told_and_not_read(engine: Engine, tmp_path: Path) -> None:
    write(engine, {f"p{number}": f"Vorlage über Brücke Nummer{number} " * 3 for number in range(2000)})
    assert ask(engine, "Vorlage").total == 2000
    for path in (tmp_path / "index").glob("*.pst"):
        os.truncate(path, 4096)  # what is mapped behind it ends the process when it is read
    with pytest.raises(ArchiveError, match="--rebuild"):
        ask(engine, "Brücke")


def test_stored_fields_that_no_longer_unpack_are_damage(engine: Engine, tmp_path: Path) -> None:
    write(engine, {f"p{number}": "Vorlage" for number in range(50)})
    for path in (tmp_path / "index").glob("*_stored.col"):
        path.write_bytes(bytes(255 - sign for sign in path.read_bytes()[:-40]) + path.read_bytes()[-40:])
    with pytest.raises(ArchiveError, match="--rebuild"):
        ask(engine, "Vorlage")
    with pytest.raises(ArchiveError, match="--rebuild"):
        engine.keys()
