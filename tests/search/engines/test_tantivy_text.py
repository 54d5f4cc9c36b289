"""tantivy finds the words that Python finds, at the same places."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from search.engines.base import Engine, SearchFilter, load_engine
from search.engines.document import IndexDocument, analyse
from search.engines.language import parse_query
from search.german import find_tokens, line_key

pytest.importorskip("tantivy", reason="the extra [fast] is not installed")

TEXT = (
    "Für 2.000m² Grünfläche nach DIN18040.2 und Anlage A4.5.6 zahlt die Große Kreisstadt 60.000,50 €, also 5.000EUR mehr als am 20.06.2018;"
    "\n1,5 Stellen (½ davon in E10.3) für die GROẞE STRASSE, E-Mail_Adresse der Ärztin, Herr Özdemir aus İstanbul, Café ΟΔΟΣ, x², 12a3.4"
)


def fill(folder: Path, name: str, documents: Sequence[IndexDocument]) -> Engine:
    engine = load_engine(folder / name, name)
    engine.create()
    batch = engine.batch()
    for document in documents:
        batch.add(analyse(document, engine.takes_terms))
    batch.commit()
    return engine


def test_words_are_those_of_the_analysis(tmp_path: Path) -> None:
    engine = fill(tmp_path, "tantivy", [IndexDocument("p1", "a" * 64, "k", pages=(TEXT,))])
    found = {word for word, _, _ in engine.count_words()}
    assert found == {token.word for token in find_tokens(TEXT) if token.stem}
    assert {"60.000,50", "20.06.2018", "2.000", "m²", "din18040", "5.6", "strasse", "½"} <= found


@pytest.mark.parametrize("name", ["tantivy", "whoosh"])
def test_words_stand_at_their_places(name: str, tmp_path: Path) -> None:
    engine = fill(tmp_path, name, [IndexDocument("p1", "a" * 64, "k", pages=(TEXT, "Seite zwei"))])
    words = TEXT.split()
    for start in range(len(words) - 4):
        phrase = f'"{" ".join(words[start : start + 5])}"'
        assert engine.search(parse_query(phrase)[0], SearchFilter(), 1).total == 1, phrase
    assert engine.search(parse_query('"12a3.4 Seite"')[0], SearchFilter(), 1).total == 0


def test_documents_and_capitals_are_counted_form_lines_too(tmp_path: Path) -> None:
    form = "Auswirkungen auf den Haushalt: ja nein"
    pages = (("Der Kreis PLANT Radwege.",), (f"{form}\nwir planen Radwege",), (f"{form}\nplanen",))
    papers = [IndexDocument(f"p{n}", "a" * 64, "k", pages=texts, forms=frozenset({line_key(form)})) for n, texts in enumerate(pages)]
    counts = {word: numbers for word, *numbers in fill(tmp_path, "tantivy", papers).count_words()}
    assert counts == {
        "kreis": [1, 1], "plant": [1, 1], "radwege": [2, 2], "planen": [2, 0],
        "auswirkungen": [2, 2], "haushalt": [2, 2], "ja": [2, 0], "nein": [2, 0],
    }  # fmt: skip


@pytest.mark.parametrize("name", ["tantivy", "whoosh"])
def test_a_stem_that_is_a_word_too_finds_only_words_with_this_stem(name: str, tmp_path: Path) -> None:
    papers = [IndexDocument(word, "a" * 64, "k", pages=(word,)) for word in ("Förderung", "Förderungen", "Förder", "Förderer")]
    engine = fill(tmp_path, name, papers)
    found = engine.search(parse_query("Förderung")[0], SearchFilter(), 9).matches
    assert {match.paper_id for match in found} == {"Förderung", "Förderungen"}


def test_phrases_over_the_edge_of_a_form_line_are_found(tmp_path: Path) -> None:
    form = "Finanzielle Auswirkungen"
    paper = IndexDocument("p1", "a" * 64, "k", pages=(f"Es gibt\n{form}\nauf den Haushalt",), forms=frozenset({line_key(form)}))
    engine = fill(tmp_path, "tantivy", [paper])
    for phrase, total in {'"gibt finanzielle Auswirkungen auf den Haushalt"': 1, f'"{form}"': 1, '"gibt Haushalt"': 0}.items():
        assert engine.search(parse_query(phrase)[0], SearchFilter(), 1).total == total, phrase
