"""What every engine must do. Runs alone with another release of whoosh too: see CONTRIBUTING."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.errors import ArchiveError, QueryError
from search.engines.base import ENGINES, Engine, IndexDocument, SearchFilter, load_engine

DOCUMENTS = (
    IndexDocument(
        "p1", "a" * 64, "key-1", reference="139/2018", title="Förderung der Sprachmittlung", body="Landkreis Lörrach", ags="08336",
        land="Baden-Württemberg", date="2018-05-02", year=2018, paper_type="Beschlussvorlage",
        fields=("integration:sprache", "Sprache und Sprachmittlung"), max_amount=60_000_00, total_vzae=50,
        pages=("Die Förderung der Integration wird fortgesetzt.", "Anträge auf Zuschüsse über 60.000 € prüft das Amt."),
    ),
    IndexDocument(
        "p2", "b" * 64, "key-2", reference="2020/7", title="Forderungen des Kreistags", body="Landkreis Wittmund", ags="03462",
        land="Niedersachsen", date="2020-03-01", year=2020, fields=("produkt:31",), max_amount=10_00, total_vzae=None,
        pages=("Die Forderung der Kommunen zur Integration von Menschen. Am Ende steht die Beratung", "Stelle im Amt für Soziales"),
    ),
    IndexDocument("p3", "c" * 64, "key-3", pages=("Foerderung und Maßnahmen ohne Angabe von Ort und Zeit",)),
)  # fmt: skip


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    made = load_engine(tmp_path / "index", request.param)
    made.create()
    return made


@pytest.fixture
def filled(engine: Engine) -> Engine:
    write(engine, DOCUMENTS)
    return engine


def write(engine: Engine, documents: Iterable[IndexDocument] = (), removed: Iterable[str] = ()) -> None:
    batch = engine.batch()
    for document in documents:
        batch.add(document)
    for doc_id in removed:
        batch.remove(doc_id)
    batch.commit()


def ids(engine: Engine, query: str, chosen: SearchFilter | None = None) -> set[str]:
    found = engine.search(query, chosen or SearchFilter(), 10)
    assert found.total == len(found.matches)
    return {match.paper_id for match in found.matches}


@pytest.mark.parametrize(
    ("query", "papers"),
    [
        ("Förderung", {"p1", "p3"}),
        ("FOERDERUNG", {"p1", "p3"}),
        ("Forderung", {"p2"}),
        ("Massnahme", {"p3"}),
        ("Antrag", {"p1"}),
        ("Zuschuß", {"p1"}),
        ("Integration Förderung", {"p1"}),
        ("Integration AND Förderung", {"p1"}),
        ("Integration UND Förderung", {"p1"}),
        ("Förderung OR Forderung", {"p1", "p2", "p3"}),
        ("Förderung ODER Kommunen", {"p1", "p2", "p3"}),
        ("Integration NOT Kommunen", {"p1"}),
        ("Integration NICHT Kommunen", {"p1"}),
        ("NOT Förderung", {"p2"}),
        ("(Kommunen OR Maßnahmen) AND NOT Integration", {"p3"}),
        ('"Förderung der Integration"', {"p1"}),
        ('"Integration fortgesetzt"', set()),
        ('"Integration wird fortgesetzt"', {"p1"}),
        ('"Integration der Förderung"', set()),
        ('"Beratung Stelle"', set()),  # not over a page's edge
        ("förder*", {"p1", "p3"}),
        ("Foerder*", {"p1", "p3"}),
        ("forder*", {"p2"}),
        ("*mittlung", {"p1"}),
        ("f?rderung", {"p2"}),
        ("xyz*", set()),
        ("60.000", {"p1"}),
        ("139/2018", {"p1"}),
        ("nummer:139/2018", {"p1"}),
        ("nummer:139*", {"p1"}),
        ("titel:Forderung", {"p2"}),
        ("titel:Kommunen", set()),
        ("kreis:Lörrach", {"p1"}),
        ("kreis:Loerrach", {"p1"}),
        ("kreis:08336", {"p1"}),
        ("land:Niedersachsen", {"p2"}),
        ("jahr:2018", {"p1"}),
        ("jahr:[2018 TO 2020]", {"p1", "p2"}),
        ("jahr:[2019 TO]", {"p2"}),
        ("feld:sprache", {"p1"}),
        ("feld:integration:sprache", {"p1"}),
        ('feld:"produkt:31"', {"p2"}),
        ("typ:Beschlussvorlage", {"p1"}),
        ("", {"p1", "p2", "p3"}),
        ("*", {"p1", "p2", "p3"}),
    ],
)  # fmt: skip
def test_queries(filled: Engine, query: str, papers: set[str]) -> None:
    assert ids(filled, query) == papers


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ('"Förderung', "quotation mark"),
        ("(Förderung", "brackets"),
        (")Förderung(", "brackets"),
        ("der die das", "nothing to search"),
        ("- !", "nothing to search"),
        ("jahr:bald", "not a year"),
        ("jahr:[a TO b]", "not a year"),
        ("jahr:20*", "year"),
        ("Farbe:rot", "no field"),
        ("titel:[a TO b]", "years only"),
        ("**", "letter"),
    ],
)
def test_a_query_that_cannot_be_read_is_one_clear_line(filled: Engine, query: str, word: str) -> None:
    with pytest.raises(QueryError, match=word) as caught:
        filled.search(query, SearchFilter(), 10)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("chosen", "papers"),
    [
        (SearchFilter(kreise=("08336",)), {"p1"}),
        (SearchFilter(kreise=("08336", "03462")), {"p1", "p2"}),
        (SearchFilter(lands=("03",)), {"p2"}),
        (SearchFilter(years=(2018, 2019)), {"p1"}),
        (SearchFilter(fields=("integration:sprache",)), {"p1"}),
        (SearchFilter(min_amount=60_000_00), {"p1"}),
        (SearchFilter(min_amount=60_000_01), set()),
        (SearchFilter(min_amount=1), {"p1", "p2"}),
        (SearchFilter(min_vzae=50), {"p1"}),
        (SearchFilter(min_vzae=51), set()),
        (SearchFilter(kreise=("08336",), years=(2020, 2020)), set()),
        (SearchFilter(), {"p1", "p2"}),
    ],
)
def test_filters(filled: Engine, chosen: SearchFilter, papers: set[str]) -> None:
    assert ids(filled, "Integration", chosen) == papers


def test_a_title_ranks_before_the_text(engine: Engine) -> None:
    write(engine, [
        IndexDocument("text", "1" * 64, "k", title="Bericht", pages=("Radwege sind hier Thema.",)),
        IndexDocument("title", "2" * 64, "k", title="Radwege", pages=("Sie sind hier Thema.",)),
    ])  # fmt: skip
    assert [match.paper_id for match in engine.search("Radwege", SearchFilter(), 10).matches] == ["title", "text"]


def test_limit_and_total(filled: Engine) -> None:
    found = filled.search("Integration", SearchFilter(), 1)
    assert (len(found.matches), found.total) == (1, 2)


def test_wanted_leaves_out_what_must_not_occur(filled: Engine) -> None:
    wanted = filled.search('Integration förder* "im Amt" NOT Kommunen', SearchFilter(), 1).wanted
    assert wanted.stems == {"integration", "amt"}
    assert wanted.patterns == ("foerder*",)


def test_a_changed_document_takes_the_place_of_its_older_version(filled: Engine) -> None:
    before = filled.generation()
    write(filled, [IndexDocument("p1", "a" * 64, "key-9", pages=("Ganz anderer Wortlaut",))], [DOCUMENTS[2].doc_id])
    assert filled.keys() == {DOCUMENTS[0].doc_id: "key-9", DOCUMENTS[1].doc_id: "key-2"}
    assert ids(filled, "Förderung") == set()
    assert ids(filled, "Wortlaut") == {"p1"}
    assert filled.generation() != before


def test_many_small_batches_stay_whole(engine: Engine) -> None:
    for number in range(30):
        write(engine, [IndexDocument(f"p{number}", "d" * 64, "k", pages=(f"Vorlage Nummer {number} zur Integration",))])
    assert len(engine.keys()) == 30
    assert engine.search('"zur Integration"', SearchFilter(), 100).total == 30


def test_a_cancelled_batch_changes_nothing(filled: Engine) -> None:
    batch = filled.batch()
    batch.add(IndexDocument("p9", "e" * 64, "k", pages=("Nie gespeichert",)))
    batch.remove(DOCUMENTS[0].doc_id)
    batch.cancel()
    assert ids(filled, "gespeichert") == set()
    assert ids(filled, "Sprachmittlung") == {"p1"}
    write(filled, [IndexDocument("p9", "e" * 64, "k", pages=("Nun gespeichert",))])
    assert ids(filled, "gespeichert") == {"p9"}


def test_two_writers_at_once_are_refused(filled: Engine) -> None:
    first = filled.batch()
    with pytest.raises(ArchiveError, match="another process"):
        filled.batch()
    first.cancel()


def test_a_missing_index_says_what_to_do(tmp_path: Path) -> None:
    missing = load_engine(tmp_path / "none")
    for call in (missing.keys, missing.generation, lambda: missing.search("Haus", SearchFilter(), 1)):
        with pytest.raises(ArchiveError, match="ratslese index"):
            call()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whoosh leaves the broken file open
def test_a_cut_index_says_what_to_do(filled: Engine, tmp_path: Path) -> None:
    for path in (tmp_path / "index").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(ArchiveError, match="ratslese index"):
        filled.search("Integration", SearchFilter(), 1)
