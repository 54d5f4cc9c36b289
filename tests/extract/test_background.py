"""Background by the table's title, row or column, and refusals in the next sentence."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts
from extract.amounts import find_amounts
from extract.background import table_title
from extract.context import PageContext
from extract.sections import Section


def decided(text: str, kind: str = "finances", paper_type: str = "Beschlussvorlage") -> list[bool | None]:
    section = Section("0" * 64, 1, 0, len(text), kind, "")
    context = PageContext("0" * 64, Page(1, text), (section,), PaperFacts(paper_type=paper_type))
    return [amount.decided for amount in find_amounts(context)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zur Kenntnis: Entwicklung der Vorjahre\nBereich\tKosten\nBauhof\t12.000 €\n", [False]),
        ("Kosten der Erweiterung\nBereich\tKosten\nBauhof\t12.000 €\n", [True]),
        ("Haushaltsplan 2024\nBereich\tKosten 2023\tKosten 2024\nBauhof\t12.000 €\t13.000 €\n", [False, True]),
        ("Kosten 2023 und 2024\nBereich\tKosten 2023\tKosten 2024\nBauhof\t12.000 €\t13.000 €\n", [True, True]),
        ("Tarif\tKosten\nSaal alt\t120 €\nSaal neu\t150 €\n", [False, True]),
        ("Saal alt 120 €\nSaal neu 150 €\n", [False, True]),
        ("Altbau 120 €\nNeubau 150 €\n", [True, True]),
        ("Der Ansatz wird von 10.000 € auf 20.000 € erhöht.", [False, True]),
    ],
)
def test_a_table_may_show_the_background(text: str, expected: list[bool]) -> None:
    assert decided(text) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("Der Antrag wird mit 3 Ja- gegen 9 Nein-Stimmen abgelehnt.", False),
        ("Der Antrag findet keine Mehrheit.", False),
        ("Die Landrätin zieht die Vorlage zurück.", False),
        ("Der Antrag wird einstimmig angenommen.", True),
    ],
)
def test_a_refusal_stands_in_the_next_sentence(after: str, expected: bool) -> None:
    text = f"Herr Weber beantragt, den Zuschuss um 20.000 € zu erhöhen. {after}"
    assert decided(text, "other", "Niederschrift") == [expected]


@pytest.mark.parametrize(
    ("paper_type", "expected"), [("Informationsvorlage", False), ("Mitteilungsvorlage", False), ("Beschlussvorlage", True)]
)
def test_a_paper_that_only_informs_asks_for_nothing(paper_type: str, expected: bool) -> None:
    assert decided("Aufwand: 5.000 €", "other", paper_type) == [expected]


def test_running_text_is_no_title() -> None:
    text = "Die Kosten sind gestiegen.\nKosten 2024\nBereich\tKosten\nBauhof\t12.000 €\n"
    context = PageContext("0" * 64, Page(1, text))
    assert table_title(context, context.tables[0].start) == ("Kosten 2024", text.index("Kosten 2024"))
