"""Shares and their totals: in tables, in lists, in sentences, with the total before or after its parts."""

from __future__ import annotations

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Page, PaperFacts, ReadFile
from extract.pipeline import extract_paper
from tests.extract.tabbed import table_of


def shares(text: str, table: str = "", unit: str = "in Euro") -> dict[str, str]:
    """The quote of each share with the quote of its total."""
    page = Page(1, text + table, tables=(table_of(table, len(text), unit),) if table else ())
    found = extract_paper("p1", [ReadFile("e" * 64, "vorlage.pdf", (page,))], PaperFacts(), load_taxonomies(()))
    quotes = {figure.figure_id: figure.quote for figure in found.figures}
    return {figure.quote: quotes[figure.part_of] for figure in found.figures if figure.part_of}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Die Kosten betragen 61.300 €, davon 48.900 € für Personal.", {"48.900 €": "61.300 €"}),
        (
            "Nötig sind 40.000 € für Personal und 20.000 € für Miete, zusammen also 60.000 €.",
            {"40.000 €": "60.000 €", "20.000 €": "60.000 €"},
        ),
        (
            "Für Personal fallen 41.000 € an. Die Miete kostet 9.000 €. Das sind insgesamt 50.000 €.",
            {"41.000 €": "50.000 €", "9.000 €": "50.000 €"},
        ),
        ("Das Budget wird von 30.000 € auf 10.000 € gesenkt und 20.000 € werden eingespart.", {}),
        ("Das Budget wird von 10.000 € auf 20.000 € erhöht.", {}),
        ("Für das Jahr 2018 beträgt der Zuschuss 48.000 €. Für vier Monate sind es anteilig 16.000 €.", {}),
        ("Unabhängig davon kostet die Miete 9.000 € und das Personal 41.000 €.", {}),
        (
            "Benötigt werden 2,8 VZÄ. 0,7 VZÄ sind für das Jugendamt vorgesehen, 2,1 VZÄ für das Schulamt.",
            {"0,7 VZÄ": "2,8 VZÄ", "2,1 VZÄ": "2,8 VZÄ"},
        ),
    ],
)
def test_shares_in_text(sentence: str, expected: dict[str, str]) -> None:
    assert shares(f"Sachverhalt\n{sentence}\n") == expected


def test_points_of_a_list_are_shares_of_the_sum_above_it() -> None:
    text = "Sachverhalt\nDie Summe von 55.000 € wird geteilt.\n• Teil 1 (35.000 €): Helferkreise\n• Teil 2 (20.000 €): Fortbildung\n"
    assert shares(text) == {"35.000 €": "55.000 €", "20.000 €": "55.000 €"}


def test_subtotals_are_shares_of_the_grand_total() -> None:
    table = (
        "Kosten\tAufwand\nPersonal\t40.000\nMiete\t5.000\nSumme laufend\t45.000\n"
        "Möbel\t7.000\nUmbau\t8.000\nSumme einmalig\t15.000\nGesamtsumme\t60.000"
    )
    assert shares("Kostenübersicht\n", table) == {
        "40.000": "45.000",
        "5.000": "45.000",
        "7.000": "15.000",
        "8.000": "15.000",
        "45.000": "60.000",
        "15.000": "60.000",
    }


def test_rows_of_plain_text_are_shares_of_their_sum() -> None:
    text = "Kosten der Maßnahme\n\nPersonal 40.000 €\nMiete 15.000 €\nGesamtsumme 55.000 €\n"
    assert shares(text) == {"40.000 €": "55.000 €", "15.000 €": "55.000 €"}


def test_years_of_a_row_are_shares_of_its_total_column() -> None:
    table = "Aufwand\t2019\t2020\tGesamt\nPersonal\t10.000\t21.000\t31.000\nMiete\t1.000\t2.500\t3.500"
    assert shares("Kostenübersicht\n", table) == {"10.000": "31.000", "21.000": "31.000", "1.000": "3.500", "2.500": "3.500"}


def test_a_balance_has_no_shares() -> None:
    table = "Plan\t2024\nSumme Aufwendungen\t154.400\nErträge\t50.000\nZuschussbedarf\t104.400"
    assert shares("Kostenübersicht\n", table) == {}


def test_a_rate_is_no_share() -> None:
    assert shares("Sachverhalt\nDer Kurs kostet 1.200 €. Je Teilnehmer sind 700 € Honorar und je Abend 500 € Miete zu zahlen.\n") == {}


def test_numbers_of_one_row_are_no_total_of_posts_below() -> None:
    text = "Stellenschaffung\nArt 2021 2022\nStellenschaffung 2,00 2,00\n"
    text += "Es wird eine 1,0 Planstelle beantragt.\nDafür ist eine 1,0 Planstelle einzustellen.\n"
    assert shares(text) == {}
