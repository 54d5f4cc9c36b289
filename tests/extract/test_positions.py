"""Posts in VZÄ: what counts, what does not, which value, what is told of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Page, PaperFacts, Position
from extract.context import PageContext
from extract.position_grammar import parse_count
from extract.positions import find_positions
from extract.rules import check_rules, load_rules
from extract.sections import Section

SHA = "b" * 64


def read(text: str, kind: str = "facts") -> list[Position]:
    section = Section(SHA, 1, 0, len(text), kind, kind.title())
    found = list(find_positions(PageContext(SHA, Page(1, text), (section,), PaperFacts())))
    assert all(text[mention.evidence.start : mention.evidence.end] == mention.evidence.quote for mention in found)
    return found


def values(text: str) -> list[str]:
    return [str(mention.value) for mention in read(text)]


def test_rules_match_their_examples() -> None:
    rules = load_rules("positions")
    assert check_rules(rules) == []
    assert all(rule.match for rule in rules)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dafür werden 0,5 VZÄ bereitgestellt.", ["0.5"]),
        ("ein Bedarf von 2,1 VZW und 1,8 VbE", ["2.1", "1.8"]),
        ("mit 1,5 VK und 0,75 VZK", ["1.5", "0.75"]),
        ("Im Amt arbeiten 1.250,5 Vollzeitäquivalente.", ["1250.5"]),
        ("insgesamt 10 Vollzeitstellen", ["10"]),
        ("Es ist eine Vollzeitstelle einzuplanen.", ["1"]),
        ("Die zwei befristeten\nVollzeitstellen werden besetzt.", ["2"]),
        ("eine halbe Stelle wird eingerichtet", ["0.5"]),
        ("anderthalb Stellen im Jugendamt", ["1.5"]),
        ("zwei halbe Stellen im Jugendamt", ["1"]),
        ("Geschaffen wird eine 75 %-Stelle.", ["0.75"]),
        ("zwei 50-Prozent-Stellen werden geschaffen", ["1"]),
        ("mit einem Stellenumfang von 75 %", ["0.75"]),
        ("bei einem Stellenanteil von 0,5 im Sozialamt", ["0.5"]),
        ("3,2 Sachbearbeiterstellen fehlen", ["3.2"]),
        ("Im Haushalt ist eine Planstelle einzustellen.", ["1"]),
        ("eine 1,0 Planer- und Ingenieursstelle wird geschaffen", ["1"]),
        ("Im Stellenplan werden 2 Stellen geschaffen.", ["2"]),
        ("Die Entfristung von 25 bereits genehmigten Stellen wird beantragt.", ["25"]),
        ("zwei für drei Jahre zu schaffende Stellen werden finanziert, zwei befristet zu schaffenden Stellen", ["2", "2"]),
        ("ein Zuschlag von 0,1 Fachkräften pro Kind", ["0.1"]),
        ("zwei weitere Arbeitskräfte in Entgeltgruppe E10", ["2"]),
        ("Personalkosten: 1x E11, 0,5 EG 9b", ["1", "0.5"]),
        ("Der Stellenplan weist 2 A 11 aus, davon ist 1 Stelle unbesetzt.", ["2", "1"]),
        ("Mehrbedarf VZÄ: 0,5", ["0.5"]),
        ("Stellenmehrbedarf: 1,0\n", ["1"]),
        ("Die Kürzung beträgt -0,5 VZÄ.", ["-0.5"]),
        ("Benötigt werden 2 bis 3 VZÄ.", ["2", "3"]),
        ("eine Aufstockung von 2,0 auf 3,5 VZÄ", ["2", "3.5"]),
        ("zwei Stellen zu je 75 Prozent im Jugendamt", ["1.5"]),
        ("Eingestellt wird eine Teilzeitstelle (50 %).", ["0.5"]),
        ("Stellenplan ☒ ja ☐ nein 0,5 VZÄ EG 12", ["0.5"]),
        ("Es entsteht ein Bedarf von jeweils einer halben Stelle im Amt.", ["0.5"]),
        ("Dafür ist ein halbes VZÄ vorgesehen.", ["0.5"]),
        ("Geschaffen wird eine Stelle mit einem Umfang von 0,75 VZÄ.", ["0.75"]),
        ("zwei neue Stellen für Schulsozialarbeit (je 1,0 VZÄ)", ["2", "1"]),
        ("Stellen: 2,5\nEntgeltgruppe: S 11b\n", ["2.5"]),
        ("Sachbearbeitung mit 0,8 Stellenanteilen", ["0.8"]),
        ("Es sollen künftig12 zusätzliche Stellen entstehen, davon im Bauamt2,5 VZÄ.", ["12", "2.5"]),
        ("Stellenschaffung: Rechtsamt - 0,5 VZWBauamt - 1 VZW", ["0.5", "1"]),
        ("Geschaffen wird eine Viertelstelle, daneben eine Dreiviertelstelle.", ["0.25", "0.75"]),
        ("Ihr steht nur eine Drittelstelle zur Verfügung.", ["0.33"]),
        ("eine Halbtagsstelle und zwei Ganztagsstellen im Archiv", ["0.5", "2"]),
        ("Es wird ½ Stelle geschaffen.", ["0.5"]),
        ("Die Leitung erhält 1/2 Stelle, die Schule 1 ½ Stellen.", ["0.5", "1.5"]),
        ("Im Sekretariat werden 1 3/4 Planstellen besetzt.", ["1.75"]),
        ("Geschaffen werden 2 x 0,5 VZÄ im Jugendamt.", ["1"]),
        ("je 0,5 VZÄ für beide Standorte", ["0.5"]),
        ("mit einem Stellenumfang von 50 v. H.", ["0.5"]),
        ("eine Teilzeitstelle Klimaschutz (60 %) der Entgeltgruppe 10", ["0.6"]),
        ("Die Zahl der Vollzeitwerte sinkt von 31,40 (Stand 2019) auf 29,75.", ["31.4", "29.75"]),
        ("Die Zahl der Vollzeitstellen beträgt 12,5.", ["12.5"]),
        ("Wie vielen Vollzeitstellen entspricht das jeweils?\n\na) 3,5\nb) 1,25\n", ["3.5", "1.25"]),
        ("Derzeit gibt es 3,0 Stellen, davon 0,5 unbesetzt.", ["3", "0.5"]),
        ("Von den 12 Stellen im Bauamt sind 3 unbesetzt.", ["12", "3"]),
        ("bisher 50 % einer Vollzeitstelle, für 2024 sind 40 % vorgesehen", ["0.5", "0.4"]),
        ("Ein Aufwuchs von zehn Stellen pro Jahr ist nicht zu leisten.", ["10"]),
        ("Deshalb fordern wir eine Stelle für die Betreuung der Ehrenamtlichen.", ["1"]),
        ("Im Bauhof fehlen mindestens zwei Stellen.", ["2"]),
        ("Die Verwaltung braucht drei Stellen.", ["3"]),
        ("Die Zahl der besetzten Stellen stieg von 1.204 Stellen auf 1.315 Stellen.", ["1204", "1315"]),
        ("zusätzliche Personalstellen im Umfang von 1,5", ["1.5"]),
        ("mit einer neu geschaffenen Klimaschutzstelle im Planungsamt", ["1"]),
        ("wenn nicht wenigstens eine halbe Stelle für die Leitung vorhanden ist", ["0.5"]),
        ("Stellenmehrung: + 2,0\n", ["2"]),
        ("Aufstockung um 0,25 VZÄ auf 1,0 VZÄ", ["0.25", "1"]),
        ("drei zusätzliche Sozialarbeiterstellen", ["3"]),
        ("eine unbefristete Vollzeitstelle (39 Std./Wo.)", ["1"]),
    ],
)
def test_value(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "zwei Fachkräfte betreuen 7 Personen",
        "Personalbedarf angeben (z. B. 0,5 VK Verwaltung)",
        "mit 19,5 Wochenstunden",
        "30 Plätze in zwei Gruppen",
        "Das Amt dient als eine zentrale Stelle für Ratsuchende.",
        "an anderer Stelle des Gebäudes",
        "2 Haltestellen werden barrierefrei ausgebaut",
        "Der Kreis finanziert eine Anlaufstelle und zwei Beratungsstellen.",
        "Die Kosten betragen 60.000 Euro pro Vollzeitstelle.",
        "Für eine Vollzeitstelle betragen die Personalkosten durchschnittlich 60.000 Euro im Jahr.",
        "Es wird keine Vollzeitstelle geschaffen.",
        "Es geht nicht um die Schaffung einer neuen Stelle.",
        "Die 1. Stelle nimmt der Klimaschutz ein, die zweite Stelle der Verkehr.",
        "Der Weg ist an drei Stellen beschädigt.",
        "bei einer 100 %-Stelle und 39 Stunden",
        "Blatt in DIN A 4, Linie 2 S 5",
        "Werte mit zwei Stellen hinter dem Komma",
        "Im Jahr 2020 VZÄ-Berichte erstellt",
        "Die Stelle trägt den Stellenplanvermerk kw 2022.",
        "eine Teilzeitstelle mit 30 Wochenstunden",
        "Im Gebiet fehlen an zwei Stellen Geländer.",
        "Wir brauchen eine zentrale Stelle, an die sich alle wenden können.",
        "eine neu geschaffene Anlaufstelle",
        "Wie viele Stellen sind frei?\n\na) 2019\nb) 2020\n",
        "Modell M2 3 Stellen hinter dem Komma",
        "Gefunden wurden drei Stellen für die Querung der Straße.",
        "Haus 1/2 und Haltestelle",
        "Die Zahl der Vollzeitstellen stieg um 12 Prozent.",
    ],
)
def test_no_posts(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("Hierfür werden 0,75 VZÄ (EG 9b) ausgewiesen.", "EG 9b"),
        ("Stellenplan: 0,5 VZÄ A 11", "A 11"),
        ("1,0 S 12", "S 12"),
        ("eine Vollzeitstelle nach Entgeltgruppe E 11 und E 13 TVöD", "E 11 und E 13"),
        ("zwei zu schaffenden Stellen (E11, E13) im Stellenplan", "E11, E13"),
        ("eine 25 %-Stelle (E 8 TVöD) wird geschaffen", "E 8"),
        ("0,5 VZÄ werden geschaffen", ""),
        ("eine Vollzeitstelle in Entgeltgruppe 9", "Entgeltgruppe 9"),
        ("eine Vollzeitstelle der Entgeltgruppe S 8b", "S 8b"),
        ("0,5 VZÄ (EG 9 b) bzw. nach Bedarf", "EG 9 b"),
        ("eine Planstelle A 10/A 11 wird geschaffen", "A 10/A 11"),
    ],
)
def test_grade(text: str, grade: str) -> None:
    (mention,) = read(text)
    assert mention.grade == grade


def test_grade_belongs_to_its_own_posts() -> None:
    assert [mention.grade for mention in read("Geschaffen werden 0,5 VZÄ im Jugendamt und 1,0 VZÄ (EG 6) im Bauamt.")] == ["", "EG 6"]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Hierzu sollen im Stellenplan 2018 0,5 VZÄ bereitgestellt werden.", "create"),
        ("Durch eine zusätzliche Personalstelle wird das Amt gestärkt.", "create"),
        ("Derzeit sind 1,8 VbE eingesetzt.", "existing"),
        ("Die Beauftragte wird mit 0,5 VZÄ für dieses Projekt freigestellt.", "existing"),
        ("Mit Beschluss vom 24. März 2020 wurden weitere zwei Vollzeitstellen genehmigt.", "existing"),
        ("Besetzungssperre im Einkauf (0,2 VZW)", "existing"),
        ("Stellenstreichung im Dezernat 3 (0,1 VZW)", "cut"),
        ("Künftig entfallen 2,0 VZÄ.", "cut"),
        ("Die Entfristung von 12,5 VZÄ wird beantragt.", "extend"),
        ("5,0 VZÄ wurden entfristet.", "extend"),
        ("Die bisher befristete Stelle (0,5 VZÄ, E 9c) wird entfristet.", "extend"),
        ("Das Team soll auf 12 Vollzeitstellen ausgebaut werden.", ""),
        ("Daher fordern wir eine halbe Stelle für die Ehrenamtlichen.", "create"),
        ("Die Personalaufstockung entspricht nur einer Viertelstelle.", ""),
        ("Dafür würden rund vier Vollzeitstellen benötigt.", ""),
    ],
)
def test_action(text: str, action: str) -> None:
    (mention,) = read(text)
    assert mention.action == action


def test_from_and_to() -> None:
    assert [mention.action for mention in read("Die Zahl der Vollzeitwerte wird von 31,40 (Stand 2019) auf 29,75 reduziert.")] == [
        "existing",
        "",
    ]


def test_table_column_of_posts() -> None:
    table = "Organisationseinheit\tVZÄ\tKosten in €\nJugendamt\t1,5\t90.000\nSozialamt\t0,75\t45.000\n"
    assert values(table) == ["1.5", "0.75"]


def test_table_row_of_posts() -> None:
    table = "Bezeichnung\t2021\t2022\nStellenmehrbedarf\t1,0\t2,0\nAufwand in €\t60.000\t120.000\n"
    assert values(table) == ["1", "2"]


def test_grade_in_the_same_row() -> None:
    table = "Amt\tEntgeltgruppe\tStellenanteil\nJugendamt\tS 12\t0,5\n"
    assert [(str(mention.value), mention.grade) for mention in read(table)] == [("0.5", "S 12")]


def test_numbers_under_a_form_label() -> None:
    form = "Art 2021 2022 2023\nStellenschaffung/-reduzierung\n2,00 2,00 1,00\nErhöhung der Erträge\n"
    assert values(form) == ["2", "2", "1"]


def test_lone_dash_is_an_empty_cell_and_not_a_minus() -> None:
    form = "Art 2021 2022 2023 2024\nStellenschaffung/-reduzierung\n - 0,5 0,5 -1,0\nErhöhung der Erträge\n"
    assert [(str(mention.value), mention.years) for mention in read(form)] == [("0.5", "2022"), ("0.5", "2023"), ("-1", "2024")]
    assert [mention.action for mention in read(form)] == ["create", "create", "cut"]


def test_years_stand_between_label_and_numbers() -> None:
    assert values("Stellenveränderung (VZW) \n2024 2025 2026 \n1,00 1,00 0,50 \nWählergruppe") == ["1", "1", "0.5"]
    assert values("Stellenveränderung (VZW) \n2026 2027 2028 \n1          \nWählergruppe") == ["1"]


def test_row_whose_label_ends_in_a_unit() -> None:
    assert values("Jahr 2004 2005\nSumme Pflegepersonal (VK) 991,07 1.005,36\nAnteil in % 40,0 41,2\n") == ["991.07", "1005.36"]


def test_occupied_posts_of_a_table_about_posts() -> None:
    table = "Bes.-/Entgeltgruppe\tStellen 2019\tStellen 2020\tbesetzt am 30.06.\nA 13\t2,0\t3,0\t1,5\nEG 9b\t4,5\t4,5\t4\n"
    assert [(str(mention.value), mention.grade) for mention in read(table)] == [
        ("2", "A 13"),
        ("3", "A 13"),
        ("1.5", "A 13"),
        ("4.5", "EG 9b"),
        ("4.5", "EG 9b"),
        ("4", "EG 9b"),
    ]
    assert values("Sitz\tbesetzt\nVorsitz\t1\nBeisitz\t4\n") == []


def test_range_marks_its_upper_end() -> None:
    assert [mention.range_end for mention in read("Benötigt werden 2 bis 3 VZÄ.")] == [False, True]


@pytest.mark.parametrize(
    ("words", "count"),
    [("eine halbe", "0.5"), ("zwei halbe", "1.0"), ("ein und eine halbe", "1.5"), ("beiden", "2"), ("zwölf", "12"), ("3", "3")],
)
def test_parse_count(words: str, count: str) -> None:
    assert parse_count(words) == Decimal(count)


@given(st.decimals(min_value="0.05", max_value="900", places=2), st.sampled_from(["VZÄ", "VZW", "Vollzeitstellen", "Planstellen"]))
@settings(max_examples=80, deadline=None)
def test_every_decimal_before_a_unit_is_read(value: Decimal, unit: str) -> None:
    text = f"Im Stellenplan werden {str(value).replace('.', ',')} {unit} ausgewiesen."
    (mention,) = read(text)
    assert mention.value == value


@given(st.text("0123456789,. %\n\tVZÄKWStelnPaEGxeinh-/(", max_size=80))
@settings(max_examples=200, deadline=None)
def test_quotes_stand_at_their_place(text: str) -> None:
    for mention in read(text):
        assert mention.evidence.quote.strip() == mention.evidence.quote
        assert mention.value != 0


def test_money_in_a_row_about_posts_is_no_post() -> None:
    assert values("Maßnahme\t2021\t2022\nSchaffung von 2 Stellen im Jugendamt\t120.000\t122.400\n") == ["2"]
    assert values("Maßnahme\t2021\nKosten der Stellen\t50,5\n") == []


def test_form_field_with_an_example_in_its_label() -> None:
    form = "Personelle Auswirkungen\t☒ ja\t☐ nein\nStellenanteil in VZÄ (z. B. 0,25 VZÄ)\t0,75\tEG 9b\n"
    assert [(str(mention.value), mention.grade) for mention in read(form, "staffing")] == [("0.75", "EG 9b")]
