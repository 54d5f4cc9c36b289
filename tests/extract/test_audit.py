"""The arithmetic auditor: sums that do not add up are told with their numbers; sums that do, and all that is unclear, are not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Page, PaperFacts, Problem, ReadFile
from extract.pipeline import extract_paper
from extract.rules import check_rules, load_rules
from tests.extract.tabbed import table_of

SHA = "b" * 64


def mismatches(text: str, table: str = "", unit: str = "") -> list[str]:
    """The messages for a page with a text and below it a table."""
    page = Page(1, text + table, tables=(table_of(table, len(text), unit),) if table else ())
    found = extract_paper("p1", [ReadFile(SHA, "vorlage.pdf", (page,))], PaperFacts(), load_taxonomies(()))
    assert all(isinstance(problem, Problem) for problem in found.problems)
    return [problem.message for problem in found.problems if problem.code == "sum_mismatch"]


COSTS = "Kosten (in Euro)\t2024\t2025\nPersonal\t118.400\t121.900\nMiete\t36.000\t36.000\nSumme\t{}\t157.900"


def test_a_sum_row_that_does_not_add_up_is_told_with_its_numbers() -> None:
    (message,) = mismatches("Kostenübersicht\n", COSTS.format("154.500"), "in Euro")
    assert message == 'page 1, row "Summe", column "2024": 118.400 + 36.000 = 154.400, the paper says 154.500'


def test_a_sum_row_that_adds_up_is_not_told() -> None:
    assert mismatches("Kostenübersicht\n", COSTS.format("154.400"), "in Euro") == []


@pytest.mark.parametrize(("total", "told"), [("154,5", False), ("155,5", True)])
def test_rounding_in_thousands_is_allowed_half_a_unit_a_number(total: str, told: bool) -> None:
    table = f"Kosten\t2024\nPersonal\t118,4\nMiete\t36,0\nSumme\t{total}"
    assert bool(mismatches("Kostenübersicht\n", table, "in T€")) is told


def test_subtotals_and_a_grand_total_are_read() -> None:
    rows = "Kosten\tEuro\nA\t10.000\nB\t20.000\nZwischensumme 1\t30.000\nC\t5.000\nD\t6.000\nZwischensumme 2\t11.000\nGesamtsumme\t{}"
    assert mismatches("Kostenübersicht\n", rows.format("41.000"), "in Euro") == []


def test_a_missing_part_or_a_sign_is_no_mismatch() -> None:
    table = "Kosten\t2024\nPersonal\t118.400\nMiete\t36.000\nErstattung\t10.000\nSumme\t{}"
    assert mismatches("Kostenübersicht\n", table.format("144.400"), "in Euro") == []
    assert mismatches("Kostenübersicht\n", table.format("154.400"), "in Euro") == []


def test_a_cell_that_is_no_number_makes_a_column_unclear() -> None:
    table = "Kosten\t2024\nPersonal\t118.400\nMiete\tsiehe Anlage\nBücher\t30.000\nSumme\t154.400"
    assert mismatches("Kostenübersicht\n", table, "in Euro") == []


def test_a_column_of_totals_is_checked_where_other_rows_add_up() -> None:
    table = "Kosten\t2019\t2020\tGesamt\nPersonal\t10.000\t20.000\t30.000\nMiete\t1.000\t2.000\t3.000\nBücher\t4.000\t5.000\t9.900"
    (message,) = mismatches("Kostenübersicht\n", table, "in Euro")
    assert message == 'page 1, row "Bücher", column "Gesamt": 4.000 + 5.000 = 9.000, the paper says 9.900'


@pytest.mark.parametrize(("balance", "told"), [("104.400", False), ("-104.400", False), ("105.400", True)])
def test_income_less_expense_is_the_balance_whatever_its_sign(balance: str, told: bool) -> None:
    table = f"Plan\t2024\nSumme Aufwendungen\t154.400\nErträge\t50.000\nZuschussbedarf\t{balance}"
    assert bool(mismatches("Kostenübersicht\n", table, "in Euro")) is told


def test_posts_are_added_too() -> None:
    table = "Bereich\tVZÄ\nSozialamt\t2,5\nJugendamt\t3,5\nBauamt\t4,0\nSumme\t10,5"
    (message,) = mismatches("Stellenübersicht\n", table)
    assert message.endswith("2,5 + 3,5 + 4,0 = 10,0, the paper says 10,5")


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Nötig sind 40.000 € für Personal und 15.000 € für Miete, zusammen also 57.000 €.", True),
        ("Nötig sind 40.000 € für Personal und 15.000 € für Miete, zusammen also 55.000 €.", False),
        ("Der Aufwand von 67.500 Euro setzt sich zusammen aus Personalkosten von 42.500 Euro und Sachkosten von 24.000 Euro.", True),
        ("Der Aufwand von 66.500 Euro setzt sich zusammen aus Personalkosten von 42.500 Euro und Sachkosten von 24.000 Euro.", False),
        ("Der Aufwand von 70.000 Euro setzt sich unter anderem zusammen aus 42.500 Euro Lohn und 24.000 Euro Miete.", False),
        ("Die Kosten lagen 2019 bei insgesamt 42.500 Euro, 2020 bei insgesamt 24.000 Euro und 2021 bei insgesamt 67.000 Euro.", False),
        ("Das Budget steigt von 40.000 € auf 60.000 €, insgesamt also um 20.000 €.", False),
        ("Je Kurs fallen 400 € für Honorare und 150 € für Miete an, insgesamt 600 €.", False),
        ("Rund 40.000 € für Personal und rund 15.000 € für Miete, zusammen 57.000 €.", False),
    ],
)
def test_sums_in_a_sentence(sentence: str, told: bool) -> None:
    assert bool(mismatches(f"Sachverhalt\n{sentence}\n")) is told


def test_rows_of_plain_text_are_added() -> None:
    text = "Kosten der Maßnahme\n\nPersonal 40.000 €\nMiete 15.000 €\nBücher 2.500 €\nGesamtsumme {} €\n"
    assert mismatches(text.format("57.500")) == []
    (message,) = mismatches(text.format("58.500"))
    assert message == 'page 1, row "Gesamtsumme": 40.000 + 15.000 + 2.500 = 57.500, the paper says 58.500'


def test_the_file_is_named_where_there_are_several() -> None:
    files = [
        ReadFile(sha * 64, f"{sha}.pdf", (Page(1, f"Nötig sind 40.000 € für Personal und {miete} € für Miete, zusammen also 55.000 €.\n"),))
        for sha, miete in (("c", "15.000"), ("d", "14.000"))
    ]
    found = extract_paper("p1", files, PaperFacts(), load_taxonomies(()))
    assert [problem.message.split(":")[0] for problem in found.problems if problem.code == "sum_mismatch"] == ["d.pdf, page 1, sentence"]


def test_the_rules_keep_their_examples() -> None:
    assert check_rules(load_rules("audit")) == []
    assert check_rules(load_rules("parts")) == []


def test_a_printed_zero_has_every_unit() -> None:
    table = "Kosten\t2024\nPersonal\t118,4\nMiete\t36,0\nBücher\t0,0\nSumme\t154,4"
    page = Page(1, table, tables=(table_of(table, 0, "in T€"),))
    found = extract_paper("p1", [ReadFile(SHA, "vorlage.pdf", (page,))], PaperFacts(), load_taxonomies(()))
    assert [amount.value for amount in found.amounts] == [Decimal("118400"), Decimal("36000"), Decimal("0"), Decimal("154400")]
    total = found.figures[-1]
    assert [figure.part_of for figure in found.figures] == [total.figure_id] * 3 + [""]


BELOW = "Veranschlagung der Kosten:\n\nHochbau 7.593.359 €\nPlanung 540.000 €\nUnvorhergesehenes 900.000 €\n\ninsgesamt:\n\n{} €\n"


def test_a_sum_that_stands_below_its_label_is_added_up() -> None:
    assert mismatches(BELOW.format("9.033.359")) == []
    (message,) = mismatches(BELOW.format("9.133.359"))
    assert message == 'page 1, row "insgesamt:": 7.593.359 + 540.000 + 900.000 = 9.033.359, the paper says 9.133.359'
