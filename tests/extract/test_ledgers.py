"""Totals that a Land's form numbers, levies, and by-laws that name their year at the end only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Amount, PaperFacts, ReadFile
from extract.ledgers import find_ledger_sums, ledger_label
from extract.pipeline import extract_paper
from ingest.reading import read_bytes

ACCOUNTS = (
    "Der Kreistag stellt am 12.07.2022 den Jahresabschluss für das Jahr 2021 mit folgenden Werten fest:\n\nEUR 1. Ergebnisrechnung\n\n"
    "1.1 Summe der ordentlichen Erträge 276.891,81\n\n1.2 Summe der ordentlichen Aufwendungen 282.823,11\n\n"
    "1.3 Ordentliches Ergebnis (Saldo aus 1.1 und 1.2) -5.931,30\n\n1.4 Außerordentliche Erträge 0,00\n\n"
    "2.3 Zahlungsmittelbedarf der Ergebnisrechnung\n\n(Saldo aus 2.1 und 2.2) 7.842,16\n"
)


def sums(text: str) -> tuple[Amount, ...]:
    pages = read_bytes(text.encode(), "vorlage.txt").pages
    return extract_paper("p1", [ReadFile("0" * 64, "vorlage.txt", pages)], PaperFacts(), load_taxonomies(())).amounts


def test_numbered_totals_of_accounts_are_sums_with_direction_and_year() -> None:
    assert [(amount.value, amount.direction, amount.years, amount.decided) for amount in sums(ACCOUNTS)] == [
        (Decimal("276891.81"), "income", "2021", True),
        (Decimal("282823.11"), "expense", "2021", True),
        (Decimal("-5931.30"), "other", "2021", True),
        (Decimal("0.00"), "income", "2021", True),
        (Decimal("7842.16"), "other", "2021", True),
    ]


def test_the_label_of_a_total_is_its_own() -> None:
    start = ACCOUNTS.index("282.823,11")
    assert ledger_label(ACCOUNTS, start) == "Summe der ordentlichen Aufwendungen "
    assert ledger_label(ACCOUNTS, start + 1) == ""


@pytest.mark.parametrize(
    "text",
    [
        "EUR\n1.1 Summe der Kinder 276.891",  # names no total of a budget
        "EUR\nordentlichen Erträge\n1.1 Summe der Stellen 12",  # no number shaped like money
        "EUR\nordentlichen Erträge\n1.1 Summe der ordentlichen Erträge 45,50 % der Einnahmen",
        "ordentlichen Erträge\n1.1 Summe der ordentlichen Erträge 276.891,81",  # names no Euro
    ],
)
def test_other_numbered_lines_are_none(text: str) -> None:
    assert not list(find_ledger_sums(text))


def test_a_levy_is_income_of_the_kreis_that_raises_it() -> None:
    (kreis,) = sums("Der Landrat berichtet im Kreistag, dass sich die Kreisumlage auf 79,2 Millionen Euro erhöhe.\n")
    (town,) = sums("Gemeinderat\n\nDie Gemeinde rechnet mit einer Kreisumlage von 1,2 Millionen Euro.\n")
    (paid,) = sums("Landkreis Musterau\n\nDie Landschaftsumlage beträgt 12,4 Millionen Euro.\n")
    assert [amount.direction for amount in (kreis, town, paid)] == ["income", "expense", "expense"]


def test_a_by_law_without_a_year_in_its_head_takes_that_of_its_entry_into_force() -> None:
    found = sums(
        "Auf Grund des Art. 68 GO erlässt die Verwaltungsgemeinschaft folgende Nachtragshaushaltssatzung:\n§ 1\n"
        "Der Nachtragshaushaltsplan wird hiermit festgesetzt.\n§ 2\nDie Verwaltungsumlage wird neu festgesetzt auf 1.220.700,00 €.\n§ 3\n"
        "Diese Nachtragshaushaltssatzung tritt mit dem 01. Januar 2022 in Kraft.\n"
    )
    assert [(amount.direction, amount.years, amount.decided) for amount in found] == [("income", "2022", True)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Die veranschlagten Gesamtkosten i. H. v. 520.000 Euro sind angemessen.", ("expense", "once")),
        ("Die Abgabe ist um rd. 22 T€ gesunken.", ("other", "")),
        ("Der Zuschuss beträgt 20 % von 120.000 € = 24.000 €.", ("other", "")),
        ("Den Vereinen werden pro gemeldetem Kind 5,00 € gewährt.", ("expense", "per_unit")),
        ("Im Jahr fallen dafür rd. 10.000 € an.", ("expense", "")),
        ("Es stehen wieder 175.000,00\n€ an Sportfördermitteln zur Verfügung.", ("budget", "")),
        ("Der Kassenkredit beträgt bis zu EURO 8.000.000,00.", ("other", "")),
    ],
)
def test_words_at_the_sum_tell_what_it_is(text: str, told: tuple[str, str]) -> None:
    first = sums(f"Beschlussvorschlag:\n\n{text}\n")[0]
    assert (first.direction, first.recurrence) == told


def test_a_levy_per_head_has_more_than_four_decimals() -> None:
    (amount,) = sums("Die Umlage wird je Einwohner festgesetzt auf 155,285587 €.\n")
    assert amount.value == Decimal("155.285587")


def test_headings_inside_an_endless_line_part_it() -> None:
    flat = (
        "Stadt Musterau öffentliche Vorlage Betreff Ausfallbürgschaft für die Stadtwerke Beratungsfolge Hauptausschuss Rat "
        "Beschlussentwurf: Der Rat übernimmt eine Ausfallbürgschaft von 2.400.000 € zugunsten der Stadtwerke. "
        "Erläuterungen: Im Wirtschaftsplan 2012 ist eine Darlehensaufnahme von 7,8 Mio € vorgesehen. " + "Weitere Worte folgen hier. " * 30
    )
    assert [(amount.direction, amount.decided) for amount in sums(flat)] == [("other", True), ("other", False)]


def test_a_point_of_a_list_heads_nothing() -> None:
    found = sums(
        "Beschluss: einstimmig angenommen\n\nFrau Keller erläutert folgende Punkte:\n\n  • Ausblick\n  • Auswirkung auf den Haushalt\n\n"
        "Sie sagt, dass der Plan um 1,2 Mio. € überschritten wurde.\n\nDer Ausschuss fasst folgenden Beschluss:\n\nEr wird geändert.\n"
    )
    assert [amount.decided for amount in found] == [False]


def test_a_resolution_that_ergeht_is_decided() -> None:
    found = sums(
        "Auszug - Städtebauförderung 2020\nBeschluss Abstimmungsergebnis\nIn Kenntnis der Drucksache ergeht folgender Beschluss:\n"
        "Es wird ein Antrag auf Bewilligung von Städtebauförderungsmitteln in Höhe von 3.500.000,00€ gestellt.\n"
    )
    assert [(amount.direction, amount.decided) for amount in found] == [("income", True)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("( X )Kosten €: 2.765.250 ( ) Die Mittel stehen bereit", [2765250]),
        ("Ansatz in Euro: 2018 und 2019", []),
        ("Das Preisgeld steigt von 3000 auf 5000 Euro.", [3000, 5000]),
        ("EUR 1. Ergebnisrechnung", []),
    ],
)
def test_what_a_currency_word_marks(text: str, values: list[int]) -> None:
    assert [amount.value for amount in sums(f"{text}\n")] == values


def test_a_spaced_heading_of_a_by_law_tells_its_year() -> None:
    found = sums(
        "H A U S H A L T S S A T Z U N G\n\nder Gemeinde Musterau für das Haushaltsjahr 2011\n\n§ 2\n\n"
        "Der Gesamtbetrag der Verpflichtungsermächtigungen wird auf\n\n745.000 EUR festgesetzt.\n"
    )
    assert [(amount.direction, amount.years, amount.decided) for amount in found] == [("budget", "2011", True)]


def test_what_towns_bear_is_not_the_kreis_s_money() -> None:
    found = sums(
        "Kreisausschuss\n\nSachverhalt:\nVon den Kosten verbleibt ein Eigenanteil für den Landkreis von ca. 558.800 €. "
        "Ermittelt wurde ein Kostenanteil der Gemeinde von 124.000 €. Es sind rd. 60.000 € von der Gemeinde zu tragen.\n"
    )
    assert [amount.direction for amount in found] == ["expense", "other", "other"]
    (town,) = sums("Gemeinderat\n\nSachverhalt:\nErmittelt wurde ein Kostenanteil der Gemeinde von 124.000 €.\n")
    assert town.direction == "expense"


def test_a_motion_without_a_heading_is_what_stands_before_its_reasons() -> None:
    found = sums(
        "Für die Jahre 2018 – 2022 wird der Förderbetrag für die Musikschule auf einen Betrag von 75.000 Euro festgeschrieben.\n\n"
        "Begründung:\n\nDer bisherige Förderbetrag an die Musikschule wurde auf einen Betrag von 71.000 Euro eingefroren.\n"
    )
    assert [(amount.direction, amount.decided) for amount in found] == [("expense", True), ("expense", False)]


def test_gifts_that_are_accepted_are_income() -> None:
    found = sums(
        "Sachverhalt\nSpendeneingänge im 2. Quartal 2019:\nJugendstiftung 30 €\nMehrgenerationenpark 3.000 €\n"
        "Beschlussvorschlag\nDer Gemeinderat stimmt der Annahme der Spenden zu.\n"
    )
    assert [amount.direction for amount in found] == ["income", "income"]


def test_minutes_whose_head_says_that_it_was_taken_note_of_decide_nothing() -> None:
    found = sums(
        "Beschluss: Das Gremium nimmt Kenntnis.\n\nBeratungsgang:\n\n"
        "Verwaltungsangestellter Muster erinnert an die letzte Sitzung des Ausschusses für Kreisstraßen, in der die Ausführung "
        "beschlossen wurde.\n\nDie Gesamtkosten der Maßnahme belaufen sich auf rd. 1.521.000 €.\n"
    )
    assert [amount.decided for amount in found] == [False]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Das Land Niedersachsen förderte die Musikschule zuletzt mit jährlich ca. 22.000 €.", "other"),
        ("Über Spenden, die über 50 € hinausgehen, wird berichtet.", "other"),
        ("Die Kosten betragen 3.287.000 € (Ansatz bisher 1.435.000 €).", "expense"),
        ("Bei Kosten von 796.799 € entstünden Einsparungen in Höhe von 53.000 €.", "expense"),
    ],
)
def test_whose_money_it_is(text: str, direction: str) -> None:
    assert sums(f"Beschlussvorschlag:\n\n{text}\n")[0].direction == direction


def test_a_paper_that_only_wants_to_be_noted_reports() -> None:
    text = "Beschluss:\n\nDer Bericht der Verwaltung {}.\n\nSachverhalt:\n\nDer Verein erhält jährlich einen Zuschuss von 6.450 €.\n"
    (noted,) = sums(text.format("wird zur Kenntnis genommen"))
    (adopted,) = sums(text.format("wird zur Kenntnis genommen und der Zuschuss genehmigt"))
    assert (noted.decided, adopted.decided) == (False, True)


def test_cents_behind_a_space_belong_to_their_sum() -> None:
    (amount,) = sums("Beschlussvorschlag\nDer Kreis beteiligt sich mit maximal 4.000, 00 Euro.\n")
    assert (amount.value, amount.evidence.quote) == (4000, "4.000, 00 Euro")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dem Bau mit Brutto-Gesamtkosten (inkl. 19% MwSt) von 5,39 Mio. € wird zugestimmt.", ("expense", "once", True)),
        ("Die Kosten werden in Höhe von 4.575 € durch Umsetzung vom Projekt 72 gedeckt.", ("budget", "", True)),
        ("Daneben wird das Frauenhaus durch Landesmittel in Höhe von 133.090 € finanziert.", ("other", "", True)),
    ],
)
def test_what_is_paid_covered_and_given(text: str, told: tuple[str, str, bool]) -> None:
    (amount,) = sums(f"Beschlussvorschlag:\n\n{text}\n")
    assert (amount.direction, amount.recurrence, amount.decided) == told
