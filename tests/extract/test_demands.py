"""What minutes resolve, and what is only said in them."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts
from extract.context import PageContext
from extract.decision import is_decided
from extract.demands import is_resolved
from extract.genre import is_record
from extract.sections import Section
from extract.votes import vote_on


def decided(text: str, quote: str, paper_type: str = "") -> bool | None:
    context = PageContext("0" * 64, Page(1, text), (), PaperFacts(paper_type=paper_type, reference="12/2024"))
    start = text.index(quote)
    return is_decided(context, start, start + len(quote))[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Stadtrat der Stadt Musterau beschließt die Vergabe der Leistung für 5.000 €.", True),
        ("Der Ausschuss für Bildung und Sport bewilligt dem Verein 5.000 €.", True),
        ("Der Kreistag stimmt der Auszahlung von 5.000 € zu.", True),
        ("Die Landrätin wird durch den Kreistag ermächtigt, den Auftrag bis zu 5.000 € zu erteilen.", True),
        ("Der Kreistag stimmt darüber ab, ob 5.000 € reichen.", False),
        ("Der Kreistag beschloss im Vorjahr 5.000 €.", False),
        ("Die Verwaltung beschließt ihren Bericht mit 5.000 €.", False),
    ],
)
def test_a_sentence_that_resolves(text: str, expected: bool) -> None:
    context = PageContext("0" * 64, Page(1, text), (), PaperFacts())
    assert is_resolved(context, text.index("5.000 €")) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Auszug - Haushalt 2024\n\nFrau Muster spricht.", True),
        ("ALLRIS - Auszug\n\n12.03.2024 - 5 Haushalt", True),
        ("Zuschuss\n\nWortprotokoll\n\nFrau Muster spricht.", True),
        ("Beschlussvorlage\n\nDer Auszug aus dem Vertrag liegt bei.", False),
        ("Zum Protokoll: nichts.", False),
    ],
)
def test_a_page_that_records_what_was_said(text: str, expected: bool) -> None:
    assert is_record(text) is expected


def test_of_an_agenda_item_only_the_resolution_is_decided() -> None:
    text = (
        "Auszug - Zuschuss für das Freibad\n\nWortprotokoll\n\nHerr Kramer nennt Kosten von 90.000 €.\n\n"
        "Der Kreisausschuss bewilligt dem Verein 5.000 €.\n"
    )
    assert decided(text, "90.000 €") is False
    assert decided(text, "5.000 €") is True


def test_what_somebody_is_told_to_have_said_is_not_decided() -> None:
    assert decided("Die Halle werde voraussichtlich 90.000 € kosten, so der Landrat.", "90.000 €") is False
    assert decided("Die Halle wird voraussichtlich 90.000 € kosten.", "90.000 €", "Beschlussvorlage") is True


def test_behind_the_result_of_a_vote_a_resolution_counts_and_a_report_of_speeches_does_not() -> None:
    text = (
        "Beschluss: einstimmig beschlossen\n\nDem Verein werden 5.000 € gewährt.\n\n"
        "Frau Muster führt aus, die Halle habe im Entwurf noch 90.000 € gekostet.\n"
    )
    sections = (Section("0" * 64, 1, 0, len(text), "proposal", "Beschluss"),)
    context = PageContext("0" * 64, Page(1, text), sections, PaperFacts(reference="12/2024"))
    found = [is_decided(context, text.index(quote), text.index(quote) + len(quote))[0] for quote in ("5.000 €", "90.000 €")]
    assert found == [True, False]


@pytest.mark.parametrize(
    "opening",
    [
        "Der Kreistag hat in seiner Sitzung folgende Haushaltssatzung für das Haushaltsjahr 2024 beschlossen:",
        "Der Stadtrat hat folgende Beschlüsse gefasst:",
    ],
)
def test_what_follows_a_resolution_is_decided(opening: str) -> None:
    assert decided(f"{opening}\n\n§ 1\n\nGesamtbetrag der Kredite 90.000 €\n", "90.000 €") is True


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("Abstimmungsergebnis: einstimmig", True),
        ("Abstimmungsergebnis:                 8 Ja-Stimmen, 2 Enthaltungen", True),
        ("Abstimmungsergebnis:\nJa-Stimmen: 7\nNein-Stimmen: 0", True),
        ("Abstimmung: Ja: 4, Nein: 9", False),
        ("Abstimmungsergebnis\nDafür: 3, Dagegen: 16", False),
        ("Abstimmungsergebnis: 11 : 8", True),
        ("Abstimmungsergebnis: mehrheitlich abgelehnt", False),
        ("Abstimmungsergebnis:\nMehrheitlich in die Haushaltsberatung verwiesen", None),
        ("Abstimmungsergebnis: Ja: 6, Nein: 6", None),
        ("Die Sitzung endet um 20 Uhr.", None),
    ],
)
def test_the_vote_below_a_paragraph(told: str, expected: bool | None) -> None:
    text = f"Dem Antrag des Vereins auf 5.000 € wird entsprochen.\n\n \n\n{told}\n"
    context = PageContext("0" * 64, Page(1, text), (), PaperFacts())
    assert vote_on(context, text.index("5.000 €")) is expected


def test_a_motion_that_the_vote_below_turns_down_is_not_decided() -> None:
    text = (
        "Der Ansatz der Jugendarbeit wird um 8.000 € erhöht.\n\nAbstimmungsergebnis: 4 Ja-Stimmen, 11 Nein-Stimmen\n\n"
        "Der Ansatz der Bücherei wird um 3.000 € erhöht.\n\nAbstimmungsergebnis: einstimmig\n"
    )
    assert decided(text, "8.000 €") is False
    assert decided(text, "3.000 €") is True


def test_a_resolution_without_a_heading_that_takes_note_decides_nothing() -> None:
    text = (
        "Der Jugendhilfeausschuss nimmt den 2. Bericht zum 30.09.2023 zur Kenntnis.\n\n\nSachdarstellung:\n\n"
        "Es ergibt sich ein Mehrbedarf von 90.000 €.\n"
    )
    assert decided(text, "90.000 €", "Vorlage") is False


def test_a_result_below_the_title_speaks_for_the_page() -> None:
    text = "Antrag: Zuschuss für das Freibad\n\nBeschluss: verwiesen in andere Gremien\n\nDer Verein soll 5.000 € erhalten.\n"
    assert decided(text, "5.000 €") is False
