"""What sums and dates drawn at random from a city's papers got wrong, told again in sentences of our own."""

from __future__ import annotations

from corpus.taxonomy import load_taxonomies
from corpus.types import Extraction, PaperFacts, ReadFile
from extract.pipeline import extract_paper
from ingest.reading import read_bytes


def extracted(text: str) -> Extraction:
    pages = read_bytes(text.encode(), "vorlage.txt").pages
    return extract_paper("p1", [ReadFile("0" * 64, "vorlage.txt", pages)], PaperFacts(), load_taxonomies(()))


def directions(text: str) -> list[str]:
    return [amount.direction for amount in extracted(text).amounts]


def test_the_price_of_land_that_the_body_sells_comes_in() -> None:
    sale = "Beschlussvorlage\n\nBetreff: {} einer Teilfläche am Mühlbach\n\nSachverhalt:\nDie Fläche misst 430 m² x 260,00 €/m².\n"
    assert directions(sale.format("Verkauf")) == ["income"]
    assert directions(sale.format("Ankauf")) == ["expense"]


def test_the_year_over_its_unit_is_the_head_of_a_column() -> None:
    found = extracted("Finanzhaushalt\nAnsatz\n2025\nEUR\nAnsatz\n2026\nEUR\nDie Kosten betragen 2.030 EUR.\n").amounts
    assert [amount.value for amount in found] == [2030]


def test_numbers_of_a_list_of_fees_are_no_sums() -> None:
    text = "Verzeichnis\nGebühr in Euro\n3.12\nErlaubnis\n12,50\n3.13\nBescheinigung\n14,00\n3.14\nAuskunft\n8,00\n4.1\nKopie\n1,00\n"
    assert [str(amount.value) for amount in extracted(text).amounts] == ["12.50", "14.00", "8.00", "1.00"]


def test_a_sum_that_a_line_end_cuts_in_two_keeps_its_unit() -> None:
    (rent,) = extracted(
        "Sachverhalt:\nIn der Regel können für angemietete Räume der freien Träger in Zukunft höchstens 10,00 \n"
        "€/m² der anerkannten Fläche bezuschusst werden.\n"
    ).amounts
    assert rent.recurrence == "per_unit"


def test_receivables_in_the_accounts_of_an_enterprise_are_no_proposal() -> None:
    found = extracted(
        "Eigenbetrieb Bäder\nJahresabschluss 2021\n\nForderungen\n\nForderungen an den Kreis\t12.500,00 €\t11.000,00 €\n"
        "Buchwert der Rutsche\t315,00 €\t330,00 €\n"
    ).amounts
    assert [(amount.direction, amount.decided) for amount in found] == [("other", False)] * 4


def test_the_number_of_a_part_of_the_budget_is_no_year() -> None:
    found = extracted("Sachverhalt:\nIm Bereich Finanzen (THH 2000) werden im Jahr 2026 insgesamt 130.300 Euro gebraucht.\n").amounts
    assert [amount.years for amount in found] == ["2026"]


def test_minutes_of_work_in_a_range_are_no_sum() -> None:
    found = extracted("Sachverhalt:\nBei mehr Arbeit (5.000 - 10.000 Minuten) wird ein Zuschlag von 75 bis 200 € gezahlt.\n").amounts
    assert [amount.value for amount in found] == [75, 200]


def test_the_head_of_each_page_bears_the_date_of_the_paper() -> None:
    head = "Konzept Radverkehr Talstadt 06.02.2014\n- {} -\n"
    text = "\n".join(head.format(number) + f"\nAbsatz {number} mit einigen Worten zum Verkehr.\n" for number in range(2, 6))
    assert {date.role for date in extracted(text).dates} == {"document"}


def test_the_day_in_the_head_of_a_table_is_not_the_papers() -> None:
    head = "Bestand der Plätze am 30.06.2014\n{}\n"
    text = "\n".join(head.format(number) for number in range(2, 6))
    assert {date.role for date in extracted(text).dates} == {"other"}


def test_what_a_proposed_cut_saves_is_decided() -> None:
    paper = "Beschlussvorlage\n\nBetreff: {} beim Zuschuss für das Heimatmuseum\n\nSachverhalt:\nEinsparpotential der Maßnahme\n\n"
    rows = "2026 2027 2028\n95.000 € 96.000 € 97.000 €\n"
    assert [amount.decided for amount in extracted(paper.format("Kürzung") + rows).amounts] == [True] * 3
    assert [amount.decided for amount in extracted(paper.format("Bericht") + rows).amounts] == [False] * 3


def test_a_first_column_of_years_tells_the_rows_year() -> None:
    found = extracted("Jahr\nZuschüsse an Träger\nAnteil Stadt\n2011 4.546.579 € 3.119.902 €\n2012 5.451.114 € 2.768.741 €\n").amounts
    assert [amount.years for amount in found] == ["2011", "2011", "2012", "2012"]


def test_the_ticks_of_an_axis_and_the_rest_of_a_cut_number_are_no_sums() -> None:
    chart = "Ergebnisrechnung\nin Mio. EUR\nStand Entwurf\n-35\n-47\n-90\n-80\n-70\n-60\n-50\nAbbildung 2\nBestand\n12\n"
    assert not {-90, -80, -70, -60} & {amount.value / 1_000_000 for amount in extracted(chart).amounts}
    assert extracted("Beratung\n100.0\n00,00 €\n").amounts == ()


def test_a_title_that_is_to_be_cut_names_a_saving_and_what_is_left() -> None:
    found = extracted("Antrag\n\nDer Titel ist daher um 253.900 Euro auf 300.000 Euro zu kürzen.\n").amounts
    assert found[0].direction == "other"


def test_a_version_that_enters_into_force_later_is_the_law() -> None:
    (version, start) = extracted("§ 9\nDie letzte Änderung vom 10. Dezember 2019 tritt am 1. Januar 2020 in Kraft.\n").dates
    assert (version.role, start.role) == ("law", "start")
