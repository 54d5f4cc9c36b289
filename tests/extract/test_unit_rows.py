"""Rows of plain text under a unit: labels with digits, cells that the text layer glued, lists of fees in two columns."""

from __future__ import annotations

import pytest

from corpus.types import Amount, Page, PaperFacts
from extract.amounts import find_amounts
from extract.context import PageContext


def amounts(text: str) -> list[Amount]:
    found = list(find_amounts(PageContext("0" * 64, Page(1, text), (), PaperFacts(paper_type="Beschlussvorlage"))))
    assert all(text[a.evidence.start : a.evidence.end] == a.evidence.quote for a in found)
    return found


def quotes(text: str) -> list[str]:
    return [amount.evidence.quote for amount in amounts(text)]


BY_LAW = (
    "Der Haushaltsplan wird festgesetzt:\n 2021 2022 \n Euro Euro \n \n1. im Ergebnishaushalt mit den folgenden Beträgen \n"
    "1.1. Gesamtbetrag der ordentlichen Erträge von 274.088.484 268.734.966 \n"
    "1.2. Gesamtbetrag der ordentlichen Aufwendungen von -240.819.765 -261.397.812 \n"
)


def test_numbered_rows_under_a_line_of_units_are_sums_of_their_own_label() -> None:
    assert [(a.evidence.quote, a.direction, a.years) for a in amounts(BY_LAW)] == [
        ("274.088.484", "income", "2021"),
        ("268.734.966", "income", "2022"),
        ("-240.819.765", "expense", "2021"),
        ("-261.397.812", "expense", "2022"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kostenanteil Schüler Anteil in € \nLandkreis Auental 48 483.243,20 \nStadtkreis Bergen 1 30.900,90 \n",
            ["483.243,20", "30.900,90"],
        ),
        ("Vermögensstand zum 01.01. in € \n2020 77.604,08 4.163,64 \n2021 79.267,72 4.891,16 \n",
         ["77.604,08", "4.163,64", "79.267,72", "4.891,16"]),
        # people beside the sums: what is not written with cents may be either
        (" Einwohner\ngesamt \n€ \n1 Talheim 61.646 29.540.000 \n2 Bergen 31.969 21.819.000 \n", []),
        # a column of percentages is no money
        ("Miete alt Euro neu Euro in %\n"
         "Halle 3 mit Bühne in der Gartenstraße 1.934,00 2.011,00 3,98\nHalle 4 des Vereins 1.100,00 1.200,00 9,09\n",
         ["1.934,00", "2.011,00", "1.100,00", "1.200,00"]),
        # the currency belongs to a sum of the sentence
        ("Die Kosten betragen rund 20 Mio. Euro\n1. Antrag 12.345 \n2. Antrag 12.346 \n", ["20 Mio. Euro"]),
    ],
)  # fmt: skip
def test_rows_whose_labels_hold_digits(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


FORM = "Änderungen und neue Mittelanmeldungen\nArt 2021 2022 2023 2024\nErhöhung/Reduzierung Erträge, Aufwendungen\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Sachaufwendungen\n50.00060.000 70.000 80.000\n",
         [("50.000", "2021"), ("60.000", "2022"), ("70.000", "2023"), ("80.000", "2024")]),
        ("Transferaufwendungen16.000 17.00018.00019.000\n",
         [("16.000", "2021"), ("17.000", "2022"), ("18.000", "2023"), ("19.000", "2024")]),
        ("Transferaufwendungen60.000\n", [("60.000", "")]),  # of which year is not told
        ("Erhöhung um 13.200 23.200\n", [("13.200", ""), ("23.200", "")]),
        ("Reduzierung um -25.900\n", [("-25.900", "")]),
        ("Sachaufwendungen\n50.000 50.000 50.000 50.000\nStellenveränderung (VZW)\n",
         [("50.000", "2021"), ("50.000", "2022"), ("50.000", "2023"), ("50.000", "2024")]),
    ],
)  # fmt: skip
def test_rows_of_a_form_whose_cells_are_glued(rows: str, expected: list[tuple[str, str]]) -> None:
    assert [(a.evidence.quote, a.years) for a in amounts(FORM + rows)] == expected


def test_glued_numbers_without_years_above_are_none() -> None:
    assert quotes("Besucher im Freibad\n50.00060.000 70.000\nDer Eintritt kostet 5 €.\n") == ["5 €"]


@pytest.mark.parametrize("text", ["SUMME64.851,10 €", "TSV12.293,64 €", "GESAMT1.180.000 €"])
def test_a_label_in_capitals_may_touch_its_sum(text: str) -> None:
    assert len(amounts(text)) == 1


@pytest.mark.parametrize("text", ["Raum B12.500 €", "Norm DIN1180 €"])
def test_one_capital_and_ungrouped_numbers_are_names(text: str) -> None:
    assert quotes(text) == []


LIST = "Geb.GebührensatzGeb.Gebührensatz\nNr.LeistungEuroNr.LeistungEuro\n2Gebühr für ein Wahlgrab (pro Jahr)\n" + "".join(
    f"2.{n}- Grab in Feld Rot8{n % 10},005.{n}Umbettung aus Feld Blau9{n % 10},00\n" for n in range(1, 12)
)


def test_a_list_of_fees_in_two_glued_columns() -> None:
    found = amounts(LIST)
    assert len(found) == 22
    assert [a.evidence.quote for a in found[:4]] == ["81,00", "91,00", "82,00", "92,00"]
    assert {a.recurrence for a in found if a.evidence.quote.startswith("8")} == {"yearly"}
    assert {a.recurrence for a in found if a.evidence.quote.startswith("9")} == {"per_unit"}


def test_the_cell_over_the_labels_may_name_the_unit() -> None:
    text = "Finanzielle Auswirkungen\tja\tnein\nAngaben in TEUR\t2024\t2025\nErträge\t12\t30\nAufwendungen\t58,5\t141\nStellen\t2\t2\n"
    found = amounts(text)
    assert [(a.value, a.direction, a.years) for a in found] == [
        (12_000, "income", "2024"),
        (30_000, "income", "2025"),
        (58_500, "expense", "2024"),
        (141_000, "expense", "2025"),
    ]
