from __future__ import annotations

from search.engines.base import Wanted
from search.engines.language import parse_query
from search.snippets import SNIPPET_LENGTH, Place, find_place


def place(query: str, *pages: str) -> Place:
    return find_place(list(enumerate(pages, 1)), parse_query(query)[1])


def marked(found: Place) -> list[str]:
    return [found.snippet[start:end] for start, end in found.highlights]


def test_page_and_words() -> None:
    found = place("Förderung", "Titelblatt", "Die Foerderung der Jugend.\nFörderungen folgen, Forderungen nicht.")
    assert found.page == 2
    assert marked(found) == ["Foerderung", "Förderungen"]
    assert "\n" not in found.snippet


def test_the_page_with_more_of_the_query_wins() -> None:
    assert place("Kosten Personal", "Kosten Kosten Kosten", "Personal und Kosten").page == 2


def test_a_phrase_wins_over_its_words() -> None:
    found = place(
        '"Kosten der Unterkunft"', "Unterkunft: Kosten. Kosten aller Art, auch für Unterkunft", "Die Kosten der Unterkunft steigen; Kosten"
    )
    assert found.page == 2
    assert marked(found) == ["Kosten der Unterkunft"]


def test_a_phrase_with_slop_marks_its_words() -> None:
    assert marked(place('"Kosten Unterkunft"~4', "Die Kosten aller Arten von Unterkunft")) == ["Kosten", "Unterkunft"]


def test_the_word_as_typed_wins_over_its_stem() -> None:
    assert place("Sprachmittler", "Die Sprachmittlung", "Der Sprachmittler").page == 2


def test_patterns() -> None:
    assert marked(place("förder*", "Fördermittel und Foerderer, nicht Forderung")) == ["Fördermittel", "Foerderer"]
    assert marked(place("*kosten", "Personalkosten, Sachkosten, kostenlos")) == ["Personalkosten", "Sachkosten"]


def test_numbers_are_whole() -> None:
    assert marked(place("60.000", "Es sind 1.060.000 € und 60.000 € und 60.000,50 €")) == ["60.000"]


def test_excluded_words_are_not_marked() -> None:
    assert marked(place("Jugend NOT Sport", "Jugend und Sport")) == ["Jugend"]


def test_a_long_text_is_cut_around_the_place() -> None:
    text = "Vorwort ohne Belang. " * 50 + "Hier steht die Sprachmittlung beschrieben. " + "Nachwort ohne Belang. " * 50
    found = place("Sprachmittlung", text)
    assert marked(found) == ["Sprachmittlung"]
    assert found.snippet.startswith("… ")
    assert found.snippet.endswith(" …")
    assert len(found.snippet) <= SNIPPET_LENGTH + 4


def test_a_word_longer_than_the_snippet_and_no_spaces() -> None:
    found = place("Haus", "x" * 1000 + " Haus " + "y" * 1000)
    assert marked(found) == ["Haus"]


def test_without_a_place_the_first_text_is_shown() -> None:
    assert place("Titelwort", "", "Erste Seite mit Text") == Place(2, "Erste Seite mit Text", ())
    assert find_place([], Wanted()) == Place(0, "", ())
