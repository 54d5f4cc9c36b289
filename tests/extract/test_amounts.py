"""Sums of money on a page: which count, their value, and what is told about them."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from time import process_time

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
    ("text", "ends"),
    [
        ("Es werden jährlich zwischen 15.000 € und 20.000 € bereitgestellt.", [False, True]),
        ("Die Kosten liegen zwischen rund 1,5 Mio. Euro und etwa 2 Mio. Euro.", [False, True]),
        ("Die Kosten betragen 800 € bis zu 1.200 €.", [False, True]),
        ("Es entstehen Kosten von 5.000 € und 6.000 €.", [False, False]),
        ("Der Ansatz wird von 10.000 € auf 20.000 € erhöht.", [False, False]),
        ("Der Zuschuss sinkt von 20.000 € bis 10.000 € im Jahr.", [False, False]),  # no least and most
    ],
)
def test_both_ends_of_a_range_may_have_their_currency(text: str, ends: list[bool]) -> None:
    assert [amount.range_end for amount in amounts(text)] == ends


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
        ("Chor e.V.3.000,00 Euro", ["3000"]),
        ("Kosten von ca.500 €", ["500"]),
        ("Baukosten laut Plan\n1.970.000,--\n", ["1970000"]),
        ("Antrag 12/3.1,-2", []),
        ("Der Ansatz in der Haushaltsstelle 3.630.935 muss von 100,- € auf 2.300,- € erhöht werden.", ["100", "2300"]),
        ("gemäß Anlage 3.2.1 €", []),
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
        ("2. Fa. B 792.379,11 €", "facts", "other", "once"),
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


@pytest.mark.parametrize(
    ("text", "quote", "direction"),
    [
        ("Das Land hat hierfür einen einmaligen Zuschuss von 7.000 Euro zugesagt.", "7.000 Euro", "income"),
        ("Das Land Hessen zahlte im Vorjahr eine Zuwendung von 7.000 Euro.", "7.000 Euro", "income"),
        ("Die Betreuung durch den Verein hat den Kreis 7.000 Euro gekostet.", "7.000 Euro", "expense"),
        ("In Gießen kostete ein vergleichbares Projekt zuletzt 7.000 Euro.", "7.000 Euro", "other"),
        ("Im Nachbarkreis gibt es das schon. Dort wurden 7.000 Euro ausgezahlt.", "7.000 Euro", "other"),
        ("Kosten\t8.000 €\nErtrag\t1.000 €\nSaldo\t-7.000 €", "-7.000 €", "other"),
        ("Die Gemeindevertretung freut sich: Der Kreiszuschuss für das Fahrzeug beträgt 7.000 Euro.", "7.000 Euro", "income"),
        ("Der Kreistag freut sich: Der Kreiszuschuss für das Fahrzeug beträgt 7.000 Euro.", "7.000 Euro", "expense"),
        ("Im Haushalt ist ein Defizit von rund 7.000 Euro veranschlagt.", "7.000 Euro", "other"),
        ("Gesamtbetrag der Erträge auf 9.000 Euro, Gesamtbetrag der Aufwendungen auf 7.000 Euro", "9.000 Euro", "income"),
        ("Gesamtbetrag der Erträge auf 9.000 Euro, Gesamtbetrag der Aufwendungen auf 7.000 Euro", "7.000 Euro", "expense"),
        ("der Saldo der ordentlichen Erträge und Aufwendungen auf 7.000 Euro", "7.000 Euro", "other"),
        ("Der Hauptausschuss entscheidet über Aufträge bis zum Wert von 7.000 Euro.", "7.000 Euro", "other"),
        ("Angaben in €\t2022\t2023\nPersonalaufwand\t9.000\t9.500\nErträge (Land)\t7.000\t7.100", "7.000", "income"),
    ],
)
def test_whose_money_it_is(text: str, quote: str, direction: str) -> None:
    assert [amount.direction for amount in amounts(text) if amount.evidence.quote == quote] == [direction]


@pytest.mark.parametrize(
    ("text", "quote", "recurrence"),
    [
        ("Der Aufwand von jährlich 9.000 € setzt sich zusammen aus Miete von 6.000 € und Strom von 3.000 €.", "6.000 €", "yearly"),
        ("Es fallen pro Jahr 9.000 € an. Davon entfallen 6.000 € auf Miete.", "6.000 €", "yearly"),
        ("Es fallen 9.000 € an. Davon entfallen 6.000 € auf Miete.", "6.000 €", ""),
        ("Mit jährlichen Kosten von 50.000 bis 60.000 €, je nach Zahl der Kurse, ist zu rechnen.", "60.000 €", "yearly"),
    ],
)
def test_how_often_a_share_returns(text: str, quote: str, recurrence: str) -> None:
    assert [amount.recurrence for amount in amounts(text) if amount.evidence.quote == quote] == [recurrence]


def test_a_form_takes_no_year_from_the_section_before() -> None:
    facts = "Sachverhalt\nIm Haushaltsjahr 2019 fanden viele Kurse statt, zuletzt im Jahr 2019 an drei Orten.\n"
    text = f"{facts}Finanzielle Auswirkungen\nGesamtaufwand jährlich\t52.000,00 EUR\n"
    sections = (
        Section("0" * 64, 1, 0, len(facts), "facts", "Sachverhalt"),
        Section("0" * 64, 1, len(facts), len(text), "finances", "Finanzielle Auswirkungen"),
    )
    padding = "Vorspann ohne Jahr. " * 20 + "\n"
    shifted = tuple(Section("0" * 64, 1, s.start + len(padding), s.end + len(padding), s.kind, s.heading) for s in sections)
    context = PageContext("0" * 64, Page(1, padding + text), shifted, PaperFacts(paper_type="Beschlussvorlage"))
    assert [(amount.value, amount.years) for amount in find_amounts(context)] == [(Decimal(52000), "")]


@pytest.mark.parametrize("shape", ["line", "table", "rows", "ranges"])
def test_time_grows_in_proportion(shape: str) -> None:
    def page(size: int) -> str:
        if shape == "line":
            return "Für Kurse entstehen im Jahr 2018 Kosten von 5.000 Euro. " * size
        if shape == "table":
            return "Angaben in €\t2020\t2021\n" + "".join(f"Kosten {n}\t{n}.100\t{n}.500\n" for n in range(1, size))
        if shape == "ranges":
            return "1.500 - 2.500 € " * size
        return "Kosten in Euro 2019 2020\n" + "".join(f"Sachkosten {'abc'[n % 3]} {n % 90 + 10}.100 20.500\n" for n in range(size))

    def seconds(size: int) -> float:
        context = PageContext("0" * 64, Page(1, page(size)), (), PaperFacts(paper_type="Beschlussvorlage"))
        begin = process_time()
        assert len(list(find_amounts(context))) >= size - 1
        return process_time() - begin

    seconds(50)
    if shape == "ranges":  # only in thousands of them the look back over the line weighs more than the rest
        assert seconds(4_000) < 7 * max(seconds(1_000), 0.05)
        return
    assert seconds(900) < 12 * max(seconds(225), 0.05)  # four times the text; sixteen times would be quadratic


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Bund und Land haben sich mit 80.000 € beteiligt.", "income"),
        ("Das Land Hessen beteiligt sich mit 80.000 € an den Kosten.", "income"),
        ("Der Europäische Sozialfonds erstattet hiervon jährlich 34.000 €.", "income"),
        ("Die Förderobergrenze liegt bei 10.000 €.", "other"),
        ("Gefördert werden höchstens 500 € je Verein.", "other"),
        ("Die Bürgermeisterin entscheidet über Vergaben bis zu einem Wert von 50.000 €.", "other"),
        ("Durch die Befreiung entgehen der Gemeinde Einnahmen von 6.000 €.", "other"),
        ("Die Anhebung führt zu Mehrerträgen von 42.000 €.", "income"),
        ("Der Solarfonds des Bundes umfasst 170 Mio. Euro.", "other"),
        ("Vorhaben\tKosten\tZuschüsse Dritter\nHalle\t90.000 €\t30.000 €\n", "expense income"),
        ("Spender\tZweck\tBetrag\nFirma Vogt KG\tBücher\t900,00 €\n", "income"),
        ("Finanzierungsplan des Vereins\nPosten\tBetrag in €\nSaalmiete\t4.000\nZuschuss der Gemeinde\t1.500\n", "other expense"),
    ],
)
def test_whom_the_money_belongs_to(text: str, direction: str) -> None:
    assert [amount.direction for amount in amounts(text)] == direction.split()


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("Personalkosten (pro Jahr)\nStelle\tKosten\nLeitung\t80.000 €\n", "yearly"),
        ("Die Grundgebühr beträgt 64,20 € je Haushalt und Jahr.", "yearly"),
        ("Jeder Verein erhält jährlich 200 € je Gruppe.", "yearly"),
        ("Es werden 12 Bänke zu je 900 € beschafft.", "per_unit"),
        ("Die Gesamtkosten der Sanierung der Brücke über die Oker bei Schladen betragen 1.250.000 €.", "once"),
    ],
)
def test_how_often_it_is_paid(text: str, recurrence: str) -> None:
    assert [amount.recurrence for amount in amounts(text)] == [recurrence]


def test_a_numbered_list_under_a_unit_has_sums() -> None:
    text = "Auswirkungen (Beträge in Euro):\n1. Personalaufwand: 187.000\n2. Plätze in der Einrichtung: 45\n"
    assert [format(amount.value, "f") for amount in amounts(text)] == ["187000"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Im Jahr 2017 betrugen die Aufwendungen für die Nachsorge 312.000 €, im Jahr 2018 298.000 €.", ["2017", "2018"]),
        ("Die Wartung kostet 6 T€. Der Ansatz wird 2022 auf 20.000 € erhöht.", ["", "2022"]),
        ("Mehrbedarf 2026\nAmt\tKosten in T€\nBauamt\t74,2\n", ["2026"]),
        ("Bezeichnung 20202021\nSachaufwand 12.000 € 13.000 €\n", ["2020", "2021"]),
        ("In den Jahren 2019 und 2020 fallen jährlich 68.000 € an. Das Land erstattet hiervon 34.000 €.", ["2019;2020", "2019;2020"]),
    ],
)
def test_each_sum_has_its_own_year(text: str, years: list[str]) -> None:
    assert [amount.years for amount in amounts(text)] == years
