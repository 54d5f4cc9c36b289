"""What papers of counties that nobody had seen before got wrong at first sight."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Extraction, PaperFacts, ReadFile
from extract.pipeline import extract_paper
from ingest.reading import read_bytes


def extract(text: str) -> Extraction:
    pages = read_bytes(text.encode(), "vorlage.txt").pages
    return extract_paper("p1", [ReadFile("0" * 64, "vorlage.txt", pages)], PaperFacts(), load_taxonomies(()))


def test_a_column_anzahl_beside_pay_grades_counts_posts() -> None:
    found = extract(
        "Landkreis Celle\nBeschlussvorlage 12/2023\nBetreff: Änderung des Stellenplans 2024\n\nBegründung:\n\n"
        "Amt              Tätigkeit            Bewertung    Anzahl\n"
        "Jugendamt        Sozialarbeit         S 14           1,50\n"
        "Sozialamt        Sachbearbeitung      EG 9c          2,00\n"
        "Schulamt         Sekretariat          EG 5          -1,00\n\n"
    )
    told = [(post.value, post.grade, post.action, post.years) for post in found.positions]
    assert told == [
        (Decimal("1.5"), "S 14", "create", "2024"),
        (Decimal(2), "EG 9c", "create", "2024"),
        (Decimal(-1), "EG 5", "cut", "2024"),
    ]


def test_a_motion_that_fails_some_sentences_later_is_not_decided() -> None:
    found = extract(
        "Niederschrift über die 4. Sitzung des Sozialausschusses am 03.05.2022\n\n"
        "TOP 3 Beratungsstelle\nDie Fraktion beantragt, 90.000 Euro im Haushalt 2023 vorzusehen. Die Verwaltung verweist auf das Konzept.\n"
        "Abstimmung: 5 Ja, 9 Nein. Damit ist der Antrag abgelehnt.\n\n"
        "TOP 4 Sprachkurse\nDie Fraktion beantragt, 20.000 Euro im Haushalt 2023 vorzusehen. Dem Antrag wird einstimmig zugestimmt.\n"
    )
    assert [amount.decided for amount in found.amounts] == [False, True]


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Der Defizitausgleich für das Klinikum beträgt 900.000 €.", "expense"),
        ("Das Defizit des Klinikums beträgt 900.000 €.", "other"),
        ("Die Deckung erfolgt durch Minderauszahlungen bei der Maßnahme 5421 in Höhe von 240.000 €.", "budget"),
        ("Die Deckung erfolgt durch Mehrerträge aus der Schlüsselzuweisung in Höhe von 240.000 €.", "income"),
        ("Das Land hat eine Förderung von 14,7 Mio. Euro zugesagt.", "income"),
    ],
)
def test_direction(sentence: str, direction: str) -> None:
    assert [amount.direction for amount in extract(f"Beschlussvorlage\n\nSachverhalt:\n{sentence}\n").amounts] == [direction]


def test_the_year_before_that_a_bracket_names() -> None:
    found = extract("Beschlussvorlage\n\nSachverhalt:\nIm Jahr 2021 betrug der Zuschuss 14,3 Mio. Euro (Vorjahr: 9,8 Mio. Euro).\n")
    assert [amount.years for amount in found.amounts] == ["2021", "2020"]


def test_an_applicants_own_share_in_a_column() -> None:
    found = extract(
        "Beschlussvorlage\n\nBegründung:\nDie Träger planen wie folgt (in Euro):\n\n"
        "Träger\tGesamtkosten\tEigenanteil\tZuschuss Landkreis\nDiakonie\t72.000\t3.600\t68.400\nCaritas\t69.900\t1.500\t68.400\n"
    )
    assert [(amount.direction, amount.decided) for amount in found.amounts] == [("other", False), ("other", False), ("expense", True)] * 2


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Mitteilungsvorlage\nTOP:   Finanzbericht zum 30.06.2022\n\n1. Das Wichtigste\n", "Finanzbericht zum 30.06.2022"),
        (
            "Fraktion im Kreistag\nHerrn Landrat\n\nAntrag zur Sitzung des Kreistages am 23. September 2019\n"
            "Kostenfreie Fahrten für Auszubildende\n\n"
            "Sehr geehrter Herr Landrat,\nwir beantragen:\n",
            "Kostenfreie Fahrten für Auszubildende",
        ),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert extract(head).facts.title == title


def test_headings_of_a_chapter_of_fields_are_the_concepts_fields() -> None:
    found = extract(
        "Integrationskonzept für den Landkreis Celle\n\n1 Ausgangslage\nViele Menschen sind zugewandert. Integration gelingt vor Ort.\n\n"
        "2 Handlungsfelder\n\n2.1 Deutsch lernen\nZiel ist ein Kurs für alle.\n\n"
        "2.2 Interkulturelle Öffnung der Verwaltung\nAlle werden geschult.\n"
    )
    assert {"integration:sprache", "integration:oeffnung"} <= {entry.field for entry in found.fields}


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (
            "Der Anteil für das Haus wird von bisher jährlich 12.300 € auf 15.800 € erhöht.",
            [("expense", "yearly"), ("expense", "yearly")],
        ),
        ("Die Personalkosten betragen 61.000 € jährlich, ca. 15.250 € für 3 Monate.", [("expense", "yearly"), ("expense", "once")]),
        ("Der Kreis übernimmt das Betriebskostendefizit für 2012 zu 60 % in Höhe von 8.420,10 €.", [("expense", "")]),
    ],
)
def test_how_often_and_which_way(sentence: str, told: list[tuple[str, str]]) -> None:
    found = extract(f"Beschlussvorlage\n\nBeschlussvorschlag:\n{sentence}\n").amounts
    assert [(amount.direction, amount.recurrence) for amount in found] == told


def test_a_motion_that_the_next_paragraph_turns_down_is_not_decided() -> None:
    found = extract(
        "Beschlüsse der Kreistagssitzung vom 14.11.2012\n\n"
        "zu TOP 4: Haushalt 2013\n\n"
        "Herr Voß verliest den Antrag der Fraktion B: „Die Mittel der Denkmalpflege werden auf 300.000 Euro erhöht.“\n\n"
        "Der Kreistag lehnt den Antrag mit 9 Ja-Stimmen und 30 Gegenstimmen ab.\n"
    )
    assert [amount.decided for amount in found.amounts] == [False]


@pytest.mark.parametrize(
    "phrase", ["zu 80 % geförderten Stelle", "mit 65 bzw. 90 % geförderten Stelle", "zu 70 % vom Land finanzierten Stelle"]
)
def test_the_rate_of_funding_is_no_share_of_a_post(phrase: str) -> None:
    found = extract(f"Beschlussvorlage\n\nSachverhalt:\nDie Verwaltung berichtet über die Arbeit der {phrase} im Klimaschutz.\n")
    assert Decimal("0.8") not in [post.value for post in found.positions]
    assert not [post for post in found.positions if post.value < 1]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (
            "9. Sitzung des Kreisausschusses\ndes Landkreises Cham\n\nTagesordnungspunkt 4 - Zuschuss an den Verein Tierhilfe\n\n"
            "Der Landrat erläutert den Sachverhalt.\n\nKRin Bauer, ÖDP, bemerkt, der Kreis sei nicht verpflichtet, etwas zu zahlen.\n",
            "Zuschuss an den Verein Tierhilfe",
        ),
        ("Beschluss: mehrheitlich beschlossen\n\nDer Kreistag beschließt das Konzept.\n\n(Herr Dr. Alt und Frau Rabe gekommen = 36)\n", ""),
    ],
)
def test_titles_of_extracts_of_minutes(page: str, title: str) -> None:
    assert extract(page).facts.title == title
