"""Lists whose lines end in a sum, and what stands over them."""

from __future__ import annotations

from corpus.taxonomy import load_taxonomies
from corpus.types import Amount, Page, PaperFacts, ReadFile
from extract.context import PageContext
from extract.entries import is_entry, opening_of_list
from extract.pipeline import extract_paper
from ingest.reading import read_bytes

LIST = (
    "Die fehlenden Mittel von 96.000 € werden bei diesen Haushaltsstellen überplanmäßig bereitgestellt:\n"
    "2810 540 001 - Reinigung der Halle - in Höhe von 61.000 €\n"
    "2810 622 000 - Bühnentechnik - in Höhe von 23.000 €\n"
    "2810 526 005 - Stimmen der Flügel - in Höhe von 12.000 €\n"
    "Sachverhalt\nDas Haus war länger geöffnet als geplant.\n"
)


def page_of(text: str) -> PageContext:
    return PageContext("0" * 64, Page(1, text), (), PaperFacts())


def sums(text: str) -> tuple[Amount, ...]:
    pages = read_bytes(text.encode(), "vorlage.txt").pages
    return extract_paper("p1", [ReadFile("0" * 64, "vorlage.txt", pages)], PaperFacts(), load_taxonomies(())).amounts


def test_lines_that_end_in_a_sum_are_entries_below_their_opening() -> None:
    context = page_of(LIST)
    assert is_entry(context, LIST.index("23.000 €"))
    assert not is_entry(context, LIST.index("96.000 €"))
    assert opening_of_list(context, LIST.index("12.000 €")).startswith("Die fehlenden Mittel")


def test_a_line_that_goes_on_below_is_no_entry() -> None:
    text = "Zuschuss geplant\n32.400 €\nFahrten 16.200 €\nje Haushaltsjahr\nMiete 9.000 €\nStrom 2.000 €\n"
    context = page_of(text)
    assert not is_entry(context, text.index("16.200 €"))
    assert is_entry(context, text.index("2.000 €"))


def test_a_list_without_an_opening_has_none() -> None:
    text = "Das Haus ist alt.\nMiete 9.000 €\nStrom 2.000 €\n"
    assert opening_of_list(page_of(text), text.index("2.000 €")) == ""


def test_entries_without_words_of_their_own_take_those_of_the_opening() -> None:
    found = sums(f"Beschlussvorlage\n\nBeschlussvorschlag\n{LIST}")
    assert [(amount.value, amount.direction, amount.decided) for amount in found] == [
        (96000, "budget", True),
        (61000, "budget", True),
        (23000, "budget", True),
        (12000, "budget", True),
    ]


def test_an_entry_does_not_speak_for_the_line_below() -> None:
    found = sums("Sachverhalt\n\nEs werden erwartet:\nMehreinnahmen aus Gebühren 5.000 €\nMehrkosten für Strom 7.000 €\n")
    assert [amount.direction for amount in found] == ["income", "expense"]


def test_a_list_tells_how_often_its_entries_are_paid() -> None:
    found = sums(
        "Beschlussvorschlag:\nDie Funktionsträger erhalten folgende monatliche Aufwandsentschädigung:\nGemeindebrandmeister 300,00 €\n"
        "Stellvertreter 150,00 €\n"
    )
    assert [amount.recurrence for amount in found] == ["monthly", "monthly"]


def test_entries_below_one_label_have_the_opening_of_the_list() -> None:
    text = "Es erhalten monatlich:\nLeiter 50 €\nStellvertreter 25 €\nOrtsteile\nNord 20 €\nSüd 20 €\n"
    assert opening_of_list(page_of(text), text.index("Süd") + 4) == "Es erhalten monatlich:"
