"""Sums of money on a page: which count, their value, and what is told about them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Amount, Cell, Page, PaperFacts, Table
from extract.amounts import find_amounts
from extract.context import PageContext
from extract.rules import check_rules, load_rules
from extract.sections import Section


def amounts(text: str, kind: str = "facts", paper_type: str = "Beschlussvorlage", tables: tuple[Table, ...] = ()) -> list[Amount]:
    section = Section("0" * 64, 1, 0, len(text), kind, "")
    context = PageContext("0" * 64, Page(1, text, tables=tables), (section,), PaperFacts(paper_type=paper_type))
    found = list(find_amounts(context))
    assert all(text[a.evidence.start : a.evidence.end] == a.evidence.quote for a in found)
    return found


def values(text: str) -> list[str]:
    return [format(amount.value.normalize(), "f") for amount in amounts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Kosten betragen 12.500,- € im Jahr.", ["12500"]),
        ("Betriebskosten von 20-30 Millionen Euro p.a.", ["20000000", "30000000"]),
        ("Kosten zwischen 20 und 30 Mio. €", ["20000000", "30000000"]),
        ("Projekte zwischen 2.000 und 10.000 Euro", ["2000", "10000"]),
        ("von 10.000 € auf 20.000 € erhöht", ["10000", "20000"]),
        ("Es wird eine Million Euro benötigt, dazu zehntausend Euro.", ["1000000", "10000"]),
        ("Kosten von 127.983 (2019), 180.029 (2020) und 271.952 Euro (2021).", ["127983", "180029", "271952"]),
        ("- 5.000 € für Material\n- 3.000 € für Honorare", ["5000", "3000"]),
        ("Ergebnis: -2.071,43 €", ["-2071.43"]),
        ("Umfang der Kosten: ____ €", []),
        ("(z. B. 500 €)", []),
        ("75 % von 1.200 Personen am 01.02.2018", []),
        ("mehrere Millionen Euro", []),
        ("um ein paar Tausend Euro", []),
        ("Programmarbeit12.500 €12.500 €", ["12500", "12500"]),
        ("der Wert von 10.000,00 DM (= 5.112,92 €)", ["5112.92"]),
        ("je 1.100-Liter-Behälter 242,46 €", ["242.46"]),
        ("Die 1.200 Einwohner zahlen je 5 €.", ["5"]),
    ],
)
def test_which_sums_count(text: str, expected: list[str]) -> None:
    assert values(text) == expected


def test_the_upper_end_of_a_range_is_marked() -> None:
    lower, upper = amounts("Betriebskosten von 20-30 Millionen Euro")
    assert (lower.range_end, upper.range_end) == (False, True)
    assert (lower.evidence.quote, upper.evidence.quote) == ("20", "30 Millionen Euro")


def table_page(unit: str) -> tuple[str, Table]:
    rows = [["Produkt", "Anzahl", "2024", "2025"], ["Personalkosten", "3", "118,4", "121,9"], ["Zuschuss des Landes", "1", "0,0", "(40,5)"]]
    text, cells = "", []
    for number, row in enumerate(rows):
        for column, part in enumerate(row):
            cells.append(Cell(number, column, len(text), len(text) + len(part), header=number == 0))
            text += part + ("\t" if column < len(row) - 1 else "\n")
    return text, Table(0, len(text) - 1, tuple(cells), unit)


def test_money_cells_take_the_unit_of_the_table() -> None:
    text, table = table_page("in T€")
    found = amounts(text, "finances", tables=(table,))
    assert [(a.evidence.quote, a.value, a.years) for a in found] == [
        ("118,4", Decimal(118400), "2024"),
        ("121,9", Decimal(121900), "2025"),
        ("0,0", Decimal(0), "2024"),
        ("40,5", Decimal(-40500), "2025"),
    ]
    assert [a.direction for a in found] == ["expense", "expense", "income", "income"]


def test_a_table_without_a_word_of_money_has_no_sums() -> None:
    text, table = table_page("")
    assert amounts(text.replace("kosten", "").replace("Zuschuss des Landes", "Sonstige"), tables=(table,)) == []


def test_tables_that_plain_text_writes_line_by_line() -> None:
    text = "Erhöhung Erträge, Aufwendungen\nSachaufwendungen\n200.000 160.000\nAnzahl Personen\n1.200 1.300\n"
    assert values(text) == ["200000", "160000"]


@pytest.mark.parametrize(
    ("text", "kind", "direction", "recurrence"),
    [
        ("Die Gesamtkosten betragen 5.000 €.", "facts", "expense", "once"),
        ("Im Haushalt sind dafür 5.000 € eingestellt.", "facts", "budget", ""),
        ("Das Land fördert die Maßnahme mit 5.000 € jährlich.", "facts", "income", "yearly"),
        ("Es werden Einsparungen von 5.000 € pro Jahr erwartet.", "facts", "other", "yearly"),
        ("Die Miete kostet 385,00 €/Monat.", "facts", "expense", "monthly"),
        ("Der Zuschuss beträgt 25 € je Kind.", "facts", "expense", "per_unit"),
        ("Jährlicher Ertrag: 5.000 €", "finances", "income", "yearly"),
        ("2. Fa. B 792.379,11 €", "facts", "other", ""),
        ("Zum Vergleich: Der Nachbarlandkreis wendete 890 T€ auf.", "facts", "other", ""),
    ],
)
def test_direction_and_recurrence(text: str, kind: str, direction: str, recurrence: str) -> None:
    (found,) = amounts(text, kind)
    assert (found.direction, found.recurrence) == (direction, recurrence)


def test_stacked_forms_give_each_value_its_label() -> None:
    text = "Gesamtkosten:\nJährliche Folgekosten:\nEinmalig 5.000 €\nDanach 1.000 €\n"
    found = amounts(text, "finances")
    assert [(a.value, a.recurrence) for a in found] == [(Decimal(5000), "once"), (Decimal(1000), "yearly")]


def test_every_sum_names_its_rule_and_cues() -> None:
    (found,) = amounts("Die Gesamtkosten betragen 5.000 €.")
    assert found.evidence.rule == "amount.currency"
    assert "direction.expense.cost.before" in found.cues


@pytest.mark.parametrize("name", ["amounts", "meaning"])
def test_rule_examples_hold(name: str) -> None:
    rules = load_rules(name)
    assert check_rules(rules) == []
    assert all(rule.match for rule in rules)
    assert all(rule.reject for rule in rules)


@given(st.text(alphabet="0123456789.,-–()€EURTMio \n\tabcJahr%", max_size=120))
def test_quotes_stand_where_they_say(text: str) -> None:
    found = amounts(text)
    spans = sorted((a.evidence.start, a.evidence.end) for a in found)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
