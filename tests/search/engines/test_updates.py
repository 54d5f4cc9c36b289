"""An index that documents were changed in and taken out of answers every kind of query as one built anew."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ArchiveError
from search.engines.base import ENGINES, Engine, SearchFilter, load_engine
from search.engines.document import IndexDocument, analyse
from search.engines.language import parse_query
from search.engines.tree import AnyWord, Node, Pattern, Word

_WORDS = (
    "Ausbau", "des", "Dolmetscherpools", "Förderung", "Forderung", "Träger", "Straße", "Kreistag", "Integration", "Radwege", "Zuschuss",
    "Beratung", "Maßnahme", "Stelle", "im", "Amt",
)  # fmt: skip
QUERIES = (
    "Förderung", '"Ausbau"', "Ausbau Kreistag", "Ausbau OR Straße", "Integration NOT Radwege", "NOT Zuschuss", "(Träger OR Amt) NOT Stelle",
    '"Ausbau des Dolmetscherpools"', '"Förderung Integration"', '"Kreistag Radwege"~3', '"Stelle Amt"~5', "NOT \"Radwege Stelle\"~4",
    "dolm*", "*wege", "*a*", "f?rderung", "Str?*", "Sprach*", "Beratunk~", "titel:Ausbau", "kreis:Wittmund", "land:Niedersachsen",
    "gremium:Kreistag", "typ:Antrag", "nummer:7/2018", "nummer:7*", "feld:sprache", "feld:integration:sprache", "jahr:2018..2019",
    "jahr:>2019", "betrag:>=10000", "betrag:500", "betrag:jährlich", "vzae:>=0,5", "Ausbau betrag:>=10000 NOT jahr:2020", "",
)  # fmt: skip
TREES: tuple[Node, ...] = (AnyWord("text", ("ausbau", "zuschuss", "fehlt")), Pattern("text", "*weg*", ("radwege",)))
FILTERS = (
    SearchFilter(kreise=("03462",)), SearchFilter(lands=("08",)), SearchFilter(years=(2018, 2019)), SearchFilter(min_amount=10_000_00),
    SearchFilter(min_vzae=50), SearchFilter(fields=("integration:sprache",)),
)  # fmt: skip


def make_document(number: int, luck: random.Random) -> IndexDocument:
    text = " ".join(luck.choices(_WORDS, k=luck.randint(3, 14)))
    if luck.random() < 0.2:
        text += " Der Ausbau des Dolmetscherpools wird beraten."
    north, vzae = luck.random() < 0.5, luck.choice((None, 25, 50, 150))
    return IndexDocument(
        f"p{number}", f"{number:064d}", f"{luck.random()}", reference=f"{number}/{luck.randint(2017, 2021)}",
        ags="03462" if north else "08336", title=" ".join(luck.sample(_WORDS, 2)),
        body="Landkreis Wittmund" if north else "Landkreis Lörrach",
        land="Niedersachsen" if north else "Baden-Württemberg", year=luck.choice((None, 2018, 2019, 2020, 2021)),
        paper_type=luck.choice(("Antrag", "Beschlussvorlage")), committees=(luck.choice(("Kreistag", "Sozialausschuss")),),
        fields=luck.choice(((), ("integration:sprache", "Sprache"))), amounts=luck.choice(((), (500_00,), (12_000_00, 500_00))),
        vzae=() if vzae is None else (vzae,), total_vzae=vzae, recurrences=luck.choice(((), ("yearly",))), pages=(text,),
    )  # fmt: skip


def change_at_random(engine: Engine, luck: random.Random) -> list[IndexDocument]:
    """Fill the engine in some batches that change and remove documents; what it should hold in the end."""
    held: dict[int, IndexDocument] = {}
    for size in (80, 1, *(luck.randint(0, 12) for _ in range(6)), 1):
        changed = luck.sample(range(100), size) if held else range(size)
        gone = luck.sample(sorted(set(held) - set(changed)), luck.randint(0, 4)) if held else []
        batch = engine.batch()
        for number in changed:
            held[number] = make_document(number, luck)
            batch.add(analyse(held[number]))
        for number in gone:
            batch.remove(held.pop(number).doc_id)
        batch.commit()
    return list(held.values())


def answer(engine: Engine, asked: Node, chosen: SearchFilter) -> tuple[int, int, set[str]]:
    found = engine.search(asked, chosen, 1000)
    assert found.total == len(found.matches)
    return found.total, found.documents, {match.paper_id for match in found.matches}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", sorted(ENGINES))
def test_a_changed_index_answers_as_one_built_anew(name: str, seed: int, tmp_path: Path) -> None:
    pytest.importorskip(name, reason="the extra [fast] is not installed")
    changed, fresh = load_engine(tmp_path / "changed", name), load_engine(tmp_path / "fresh", name)
    changed.create()
    fresh.create()
    documents = change_at_random(changed, random.Random(seed))
    batch = fresh.batch()
    for document in documents:
        batch.add(analyse(document))
    batch.commit()
    trees = {query: parse_query(query)[0] for query in QUERIES} | {repr(tree): tree for tree in TREES}
    found = {query: answer(changed, tree, SearchFilter()) for query, tree in trees.items()}
    assert found == {query: answer(fresh, tree, SearchFilter()) for query, tree in trees.items()}
    assert found['"Ausbau des Dolmetscherpools"'][0] > 5
    assert found[""][0] == len(documents)
    for chosen in FILTERS:
        for query in ("", "Ausbau", '"Ausbau des Dolmetscherpools"', "dolm*"):
            assert answer(changed, trees.get(query) or parse_query(query)[0], chosen) == answer(fresh, parse_query(query)[0], chosen)


def test_a_phrase_is_found_where_a_document_of_its_segment_was_changed(tmp_path: Path) -> None:
    engine = load_engine(tmp_path / "index")
    engine.create()
    for numbers in (range(40), (3,)):
        batch = engine.batch()
        for number in numbers:
            batch.add(analyse(IndexDocument(f"p{number}", "a" * 64, "k", pages=("Der Ausbau des Dolmetscherpools wird beraten.",))))
        batch.commit()
    assert answer(engine, parse_query('"Ausbau des Dolmetscherpools"')[0], SearchFilter())[0] == 40


_WRONG: tuple[tuple[Any, type[Exception]], ...] = (((3, 0), AttributeError), (3, TypeError))  # what are no stems


@pytest.mark.parametrize(("stems", "error"), _WRONG)
def test_a_mistake_of_ours_is_not_called_a_damaged_index(stems: Any, error: type[Exception], tmp_path: Path) -> None:
    engine = load_engine(tmp_path / "index")
    engine.create()
    batch = engine.batch()
    batch.add(analyse(IndexDocument("p1", "a" * 64, "k", pages=("Radwege",))))
    batch.commit()
    with pytest.raises(error):
        engine.search(Word("text", "radwege", stems), SearchFilter(), 1)
    assert engine.search(parse_query("Radwege")[0], SearchFilter(), 1).total == 1


def test_a_mistake_of_a_reader_of_files_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = load_engine(tmp_path / "index")
    engine.create()

    def fail(*_: object, **__: object) -> None:
        raise AttributeError("no such thing")

    monkeypatch.setattr("whoosh.index.FileIndex.searcher", fail)
    with pytest.raises(ArchiveError, match="damaged"):
        engine.search(parse_query("Radwege")[0], SearchFilter(), 1)
