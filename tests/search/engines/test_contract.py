"""What every engine must do. Runs alone with another release of whoosh too: see CONTRIBUTING."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from corpus.errors import ArchiveError, QueryError
from search.engines.base import ENGINES, Engine, Found, SearchFilter, load_engine
from search.engines.checks import find_hints
from search.engines.document import IndexDocument, analyse
from search.engines.language import parse_query
from search.engines.tree import AnyWord, More, Node, Not, Pattern, Word
from search.german import line_key, stem_word

DOCUMENTS = (
    IndexDocument(
        "p1", "a" * 64, "key-1", reference="139/2018", title="Förderung der Sprachmittlung", body="Landkreis Lörrach", ags="08336",
        land="Baden-Württemberg", date="2018-05-02", year=2018, paper_type="Beschlussvorlage", committees=("Kreisausschuss", "Kreistag"),
        fields=("integration:sprache", "Sprache und Sprachmittlung"), amounts=(60_000_00, 500_00), vzae=(50,), total_vzae=50,
        recurrences=("yearly",),
        pages=("Die Förderung der Integration wird fortgesetzt.", "Anträge auf Zuschüsse über 60.000 € prüft das Amt."),
    ),
    IndexDocument(
        "p2", "b" * 64, "key-2", reference="2020/7", title="Forderungen des Kreistags", body="Landkreis Wittmund", ags="03462",
        land="Niedersachsen", date="2020-03-01", year=2020, fields=("produkt:31",), amounts=(10_00,),
        pages=("Die Forderung der Kommunen zur Integration von Menschen. Am Ende steht die Beratung", "Stelle im Amt für Soziales"),
    ),
    IndexDocument("p3", "c" * 64, "key-3", pages=("Foerderung und Maßnahmen ohne Angabe von Ort und Zeit",)),
)  # fmt: skip


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    pytest.importorskip(request.param, reason="the extra [fast] is not installed")
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
        batch.add(analyse(document))
    for doc_id in removed:
        batch.remove(doc_id)
    batch.commit()


def ask(engine: Engine, query: str, chosen: SearchFilter, limit: int) -> Found:
    return engine.search(parse_query(query)[0], chosen, limit)


def ids(engine: Engine, query: str, chosen: SearchFilter | None = None) -> set[str]:
    found = ask(engine, query, chosen or SearchFilter(), 10)
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
        ("f?rderung", {"p1", "p2", "p3"}),
        ("f?rder*", {"p1", "p2", "p3"}),
        ("Ma?nahmen", {"p3"}),
        ("Antr?ge", {"p1"}),
        ("?ntr?ge", {"p1"}),
        ("Zusch?sse", {"p1"}),
        ("F?erderung", {"p1", "p3"}),
        ("F??rderung", {"p1", "p3"}),
        ("Ma??nahmen", {"p3"}),
        ("F???rderung", set()),
        ("kreis:L?rrach", {"p1"}),
        ("titel:F?rder*", {"p1", "p2"}),
        ("nummer:13?/2018", {"p1"}),
        ("nummer:1?/2018", set()),
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
        ("land:NDS", {"p2"}),
        ("land:de-ni", {"p2"}),
        ("land:nrw", set()),
        ("jahr:2018", {"p1"}),
        ("jahr:[2018 TO 2020]", {"p1", "p2"}),
        ("jahr:[2019 TO]", {"p2"}),
        ("feld:sprache", {"p1"}),
        ("feld:integration:sprache", {"p1"}),
        ('feld:"produkt:31"', {"p2"}),
        ("typ:Beschlussvorlage", {"p1"}),
        ("gremium:Kreisausschuss", {"p1"}),
        ("gremium:Sozialausschuss", set()),
        ("jahr:2018..2020", {"p1", "p2"}),
        ("jahr:2019..", {"p2"}),
        ("jahr:>2018", {"p2"}),
        ("betrag:>=10000", {"p1"}),
        ("betrag:>=10.000", {"p1"}),
        ("betrag:400..600", {"p1"}),  # 500 €, not its greatest sum
        ("betrag:<=10", {"p2"}),
        ("betrag:60000", {"p1"}),
        ("betrag:jährlich", {"p1"}),
        ("betrag:einmalig", set()),
        ("vzae:>=0,5", {"p1"}),
        ("vzae:>0,5", set()),
        ("betrag:>=1 NOT betrag:jährlich", {"p2"}),
        ('"Förderung Integration"~3', {"p1"}),
        ('"Integration Förderung"~3', set()),
        ('"Förderung wird fortgesetzt"', set()),  # all three words stand there, and two of them side by side
        ('"Die Integration"', {"p1", "p2"}),  # a stop word may be any
        ("NOT (Förderung OR Forderung)", set()),
        ("Integration NOT förder* NOT Kommunen", set()),
        ("integr* OR zuschuss*", {"p1", "p2"}),
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
        ("jahr:20*", "number"),
        ("Farbe:rot", "no field"),
        ("titel:[a TO b]", "years and figures only"),
        ("**", "letter"),
        ("betrga:5", "did you mean betrag"),
        ("Integration kris:Lörrach", "character 13"),
        ("betrag:viel", "not a number"),
        ("betrag:10*", "number"),
        ("Integration (Kosten", "character 13 is not closed"),
        ("Sprachmittler OR", r"OR \(character 15 .*joins nothing"),
        ("Sprachmittler UND ", r"UND \(character 15 .*joins nothing"),
        ("OR Sprachmittler", r"OR \(character 1 .*joins nothing"),
        ("Radwege (Kosten ODER)", r"ODER \(character 17 "),
        ("Radwege (AND Kosten)", r"AND \(character 10 "),
        ("Radwege OR AND Kosten", r"OR \(character 9 "),
        ("Radwege OR(Kosten)", r"OR \(character 9 .*a blank before and behind"),
        ("NOT", "NOT .*leaves out nothing"),
        ("Radwege NICHT", r"NICHT \(character 9 .*leaves out nothing"),
        ("NOT(Radwege)", "blank"),
        ('"Radwege Kosten"~x', 'character 1.*"Radwege Kosten"~4'),
        ('Amt "Radwege Kosten"~', "character 5 of"),
        ("vzae:", "vzae: .*write vzae:>=0,5"),
        ("Kosten (jahr:)", r"character 9 .*jahr:2018\.\.2020"),
        ("Kosten jahr: 2018", "character 8 "),
        ("kreis: Wittmund", "write kreis:Wittmund"),
        ("jahr:2020..2018", r"ends before it begins; write jahr:2018\.\.2020"),
        ("Kosten betrag:10.000..500", r"character 8 .*write betrag:500\.\.10\.000"),
        ("jahr:[2020 TO 2018]", "ends before it begins"),
    ],
)
def test_a_query_that_cannot_be_read_is_one_clear_line(filled: Engine, query: str, word: str) -> None:
    with pytest.raises(QueryError, match=word) as caught:
        ask(filled, query, SearchFilter(), 10)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "not a or b", "Land: Niedersachsen", '"OR" "NOT"', "titel:NOT", "NOT NOT Amt", "Amt AND NOT Kosten", "(Amt) OR (Kosten)",
        'jahr:2018..2018', "vzae:0,5..1", '"Amt Kosten"~2 OR x', 'Amt "jahr: 2018" "a OR"',
    ],
)  # fmt: skip
def test_what_may_be_meant_is_no_mistake(query: str) -> None:
    assert parse_query(query)[0]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Integration -Kreistag", ["-Kreistag (character 13)"]), ("Mittler und -mittlerinnen", []), ("Sprach- und Kulturmittler", []),
        ("-Amt (-Kreis)", ["-Amt (character 1)", "-Kreis (character 7)"]), ('"a -b" 10 -5 2018-2020', []), ("Rhein-Kreis", []),
    ],
)  # fmt: skip
def test_a_dash_before_a_word_is_told_to_be_no_not(query: str, words: list[str]) -> None:
    assert [hint.partition(" looks")[0] for hint in find_hints(query)] == words


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
    assert [match.paper_id for match in ask(engine, "Radwege", SearchFilter(), 10).matches] == ["title", "text"]


def test_hits_that_a_filter_takes_are_not_counted(filled: Engine) -> None:
    found = ask(filled, '"Förderung der Integration"', SearchFilter(lands=("03",)), 10)
    assert (found.matches, found.total, found.documents) == ((), 0, 3)


def test_the_best_hits_are_the_same_whatever_the_limit(engine: Engine) -> None:
    texts = [f"Schule {'und Hort ' * (number % 7)} am Ort {'mit Sport ' * (number % 5)}" for number in range(40)]
    write(engine, [IndexDocument(f"p{number}", "d" * 64, "k", pages=(text,)) for number, text in enumerate(texts)])
    every = ask(engine, "(Hort OR Sport) Schule", SearchFilter(), 100).matches
    assert ask(engine, "(Hort OR Sport) Schule", SearchFilter(), 3).matches == every[:3]


def test_a_search_sees_what_was_committed_since_the_last_one(filled: Engine) -> None:
    assert ids(filled, "Radwege") == set()
    write(filled, [IndexDocument("p4", "d" * 64, "k", pages=("Radwege werden gebaut",))])
    assert ids(filled, "Radwege") == {"p4"}
    other = load_engine(filled.folder, "whoosh" if "whoosh" in filled.version else "tantivy")
    other.create()
    assert ids(filled, "Radwege") == set()
    for name in ("e", "f"):  # as many commits as before
        write(other, [IndexDocument(name, name * 64, "k", pages=("Radwege und Brücken, Radwegekonzept",))])
    assert ids(filled, "Radwege") == ids(filled, "radweg*") == {"e", "f"}
    write(other, [IndexDocument("f", "f" * 64, "k", pages=("Brücken",))])
    assert ids(filled, "Radwege") == ids(filled, "*dweg*") == {"e"}


def test_many_words_find_what_few_find(engine: Engine) -> None:
    write(engine, [IndexDocument(f"p{number}", "d" * 64, "k", pages=(f"Wort{number}a",)) for number in range(12)])
    words = tuple(f"wort{number}a" for number in range(3, 900))
    assert ids_of(engine, AnyWord("text", words)) == {f"p{number}" for number in range(3, 12)}
    assert ids_of(engine, Pattern("text", "*a", words[:2])) == {"p3", "p4"}


def test_equally_good_documents_stand_in_the_order_of_their_names(engine: Engine) -> None:
    papers = [IndexDocument(name, "d" * 64, "k", year=2018, pages=("Radwege werden gebaut",)) for name in ("p5", "p1", "p4", "p2", "p3")]
    better = IndexDocument("p9", "e" * 64, "k", year=2018, title="Radwege", pages=("Radwege werden gebaut",))
    for order in ((*papers, better), (better, *reversed(papers))):
        engine.create()
        for document in order:
            write(engine, [document])
        every = [match.paper_id for match in ask(engine, "Radwege", SearchFilter(), 10).matches]
        assert every == ["p9", "p1", "p2", "p3", "p4", "p5"]
        assert [match.paper_id for match in ask(engine, "Radwege", SearchFilter(), 3).matches] == every[:3]
        assert [match.paper_id for match in ask(engine, "jahr:2018", SearchFilter(), 2).matches] == ["p1", "p2"]


def test_limit_and_total(filled: Engine) -> None:
    found = ask(filled, "Integration", SearchFilter(), 1)
    assert (len(found.matches), found.total) == (1, 2)


def test_wanted_leaves_out_what_must_not_occur() -> None:
    wanted = parse_query('Integration förder* "im Amt" NOT Kommunen')[1]
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
    assert ask(engine, '"zur Integration"', SearchFilter(), 100).total == 30


def test_a_cancelled_batch_changes_nothing(filled: Engine) -> None:
    batch = filled.batch()
    batch.add(analyse(IndexDocument("p9", "e" * 64, "k", pages=("Nie gespeichert",))))
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


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_a_missing_index_says_what_to_do(name: str, tmp_path: Path) -> None:
    pytest.importorskip(name)
    missing = load_engine(tmp_path / "none", name)
    for call in (missing.keys, missing.generation, lambda: ask(missing, "Haus", SearchFilter(), 1)):
        with pytest.raises(ArchiveError, match="ratslese index"):
            call()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whoosh leaves the broken file open
def test_a_cut_index_says_what_to_do(filled: Engine, tmp_path: Path) -> None:
    for path in (tmp_path / "index").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    with pytest.raises(ArchiveError, match="ratslese index"):
        ask(filled, "Integration", SearchFilter(), 1)


def test_what_else_answers_ranks_behind_the_word_itself(engine: Engine) -> None:
    write(engine, [
        IndexDocument("compound", "1" * 64, "k", pages=("Das Integrationskonzept wird fortgeschrieben.",)),
        IndexDocument("synonym", "2" * 64, "k", pages=("Die Eingliederung wird fortgeschrieben.",)),
        IndexDocument("word", "3" * 64, "k", pages=("Über Integration wird lange beraten, viele Worte stehen hier und noch viele mehr.",)),
        IndexDocument("none", "4" * 64, "k", pages=("Über Radwege wird beraten.",)),
    ])  # fmt: skip
    tree = Word("text", "integration", ("integration",), more=(
        More("synonym", "eingliederung", stems=(stem_word("eingliederung"),)),
        More("compound", "integration", words=("integrationskonzept", "integrationslotse")),
    ))  # fmt: skip
    found = [match.paper_id for match in engine.search(tree, SearchFilter(), 10).matches]
    assert found[0] == "word"
    assert set(found) == {"word", "compound", "synonym"}
    assert ids_of(engine, Not(tree)) == {"none"}
    assert ids_of(engine, AnyWord("text", ("integrationskonzept", "radwege", "fehlt"))) == {"compound", "none"}
    assert ids_of(engine, AnyWord("text", ("fehlt",))) == set()


def ids_of(engine: Engine, tree: Node) -> set[str]:
    return {match.paper_id for match in engine.search(tree, SearchFilter(), 20).matches}


def test_words_of_printed_form_lines_rank_behind_what_somebody_wrote(engine: Engine) -> None:
    form = "Auswirkungen auf das Klima: ja nein"
    forms = frozenset({line_key(form)})
    others = [IndexDocument(f"p{n}", f"{n}" * 64, "k", pages=(f"{form}\nBericht über Wege",), forms=forms) for n in range(6)]
    prose = "Vom Klima sagt der Bericht der Verwaltung über viele Orte und lange Wege heute nicht viel mehr als gestern."
    written = IndexDocument("written", "a" * 64, "k", pages=("Vorblatt", prose), forms=forms)
    write(engine, [*others, written])
    found = ask(engine, "Klima", SearchFilter(), 10)
    assert (found.matches[0].paper_id, found.total) == ("written", 7)


def test_a_query_has_bounds(filled: Engine) -> None:
    assert ids(filled, "(" * 50 + "integration" + ")" * 50) == {"p1", "p2"}
    assert ids(filled, "(" * 20 + "integration" + " NICHT beratung)" * 20) == {"p1"}
    with pytest.raises(QueryError, match="more than 50 round brackets"):
        parse_query("(" * 51 + "integration" + ")" * 51)
    with pytest.raises(QueryError, match="may have 10000 characters"):
        parse_query("x" * 10_001)


def test_phrases_are_found_beside_documents_that_were_replaced_or_removed(filled: Engine) -> None:
    from dataclasses import replace

    phrase = '"Forderung der Kommunen"'
    assert ids(filled, phrase) == {"p2"}
    write(filled, [replace(DOCUMENTS[0], pages=("Die Forderung der Kommunen ist bekannt.",))], [DOCUMENTS[2].doc_id])
    assert ids(filled, phrase) == {"p1", "p2"}
    assert ids(filled, '"Kommunen Integration"~2') == {"p2"}
    assert ids(filled, '"Ort Zeit"~2') == set()
    write(filled, [replace(DOCUMENTS[1], pages=("Kommunen der Forderung",))])
    assert ids(filled, phrase) == {"p1"}
    assert ids(filled, '"fortgesetzt Anträge"') == set()
