"""What a blind draw of whole papers got wrong: whose money it is, where titles end, what is public, answers on a motion's form."""

from __future__ import annotations

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Extraction, PaperFacts, ReadFile
from extract.pipeline import extract_paper
from ingest.reading import read_bytes


def read(text: str, paper_type: str = "") -> Extraction:
    pages = read_bytes(text.encode(), "vorlage.txt").pages
    return extract_paper("p1", [ReadFile("0" * 64, "vorlage.txt", pages)], PaperFacts(paper_type=paper_type), load_taxonomies(()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Umfang beträgt 0,5 VZÄ und wird vom Land jährlich mit 40.000 Euro gefördert.", ["income"]),
        ("Der Verein wird vom Landkreis jährlich mit 40.000 Euro gefördert.", ["expense"]),
        ("Bergheim erhielt so rund 220.000 Euro als Landeszuschuss.", ["income"]),
        ("Bergheim kann hier 2024 und 2025 je rund 1.356.000 Euro abrufen.", ["income"]),
        ("Hiervon erhält der Betreiber TSV 100.000 Euro zur Deckung des Defizits und das Stift bis zu 50.000 Euro für Rückstellungen.",
         ["expense", "expense"]),
        ("Für die Küchengeräte ist bei einer Schule mit ca. 50.000 € zu rechnen.", ["expense"]),
        ("Die Kosten für den Umbau der Wiese wurden mit 670 T€ veranschlagt.", ["expense"]),
        ("Es wurden bei den Tageskarten 159.666,50 Euro sowie bei den Jahreskarten 51.540,00 Euro eingenommen und dem Zoo bereitgestellt.",
         ["income", "income"]),
        ("Zu prüfen sind mögliche Pachtausfälle bis zu einer Höhe von 2,5 Millionen Euro.", ["other"]),
    ],
)  # fmt: skip
def test_whose_money_it_is(text: str, expected: list[str]) -> None:
    assert [amount.direction for amount in read(text, "Stellungnahme zur Anfrage").amounts] == expected


def test_a_card_for_a_year_is_paid_for_each_card() -> None:
    card, year = read("Gäste zahlen 4,00 Euro pro Jahreskarte. Der Verein zahlt 500 Euro pro Jahr.").amounts
    assert (card.recurrence, year.recurrence) == ("per_unit", "yearly")


def test_a_rise_names_its_lower_end_behind_a_word_of_time() -> None:
    found = read("Dies hätte einen Anstieg der Zinsen von bisher rund 0,5 auf 1,4 Millionen Euro zur Folge.").amounts
    assert [amount.value for amount in found] == [500_000, 1_400_000]


HEAD = "HAUSHALT 2022/2023\nSTELLUNGNAHME zu Antrag\n\nSeite HH-Plan Kontierungsobjekt\n304 5110-610\n\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        # the paragraph follows the title without a blank line, with a verb of its own
        (HEAD + "Radwege für die ganze Stadt besser fördern und sicher bauen \n"
         "Der Personalhaushalt für das Haushaltsjahr 2022 sieht nur Stellen im Umfang von 20 Vollzeitwerten für den Ausbau der Kitas,\n"
         "für die Schulen und für die Sozialarbeit vor.\n", "Radwege für die ganze Stadt besser fördern und sicher bauen"),
        ("Projektliste der Kindertagesstätten im Jahr 2021\nNr.StadtteilTrägerAnschrift geplante\n",
         "Projektliste der Kindertagesstätten im Jahr 2021"),
        ("Geb.GebührenartGebührensatzEuro Nr.LeistungsbeschreibungEuro\n1Gebühr für ein Grab auf die Dauer4.5Besondere\n", ""),
        ("NIEDERSCHRIFT\n\nGremium: 3. Sitzung Hauptausschuss\nTermin: 8. November 2022, 16:30 Uhr\n\n"
         "Punkt 5 der Tagesordnung: Unterbringung am Bahnhof\n"
         "5.1: Aktuelle Lage der Unterbringung\nVorlage: 2022/2205\n", "Unterbringung am Bahnhof"),
        ("Ortsbeirat Bergheim\nVorsitzende Erika Muster\n\nSehr geehrte Mitglieder der Fraktionen,\n\n"
         "Erneute Stellungnahme des Ortsbeirates zur Führung der Buslinie 7\n\nDiese Stellungnahme bezieht sich auf das Forum.\n",
         "Erneute Stellungnahme des Ortsbeirates zur Führung der Buslinie 7"),
    ],
)  # fmt: skip
def test_where_a_title_ends(text: str, title: str) -> None:
    assert read(text).facts.title == title


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Antrag auf Mittel\nSitzung:\nöffentlich\nHauptausschuss\nnicht öffentlich\nVorberatung im:\n", None),  # a form without ticks
        ("Neubau der Halle\nGremium: Kreistag\nöffentlich\n", True),
        ("Stellungnahme zur Linie\n\nSie bezieht sich auf die Vorlage für den Ausschuss am 11. Mai\n2021 (Punkt Ö 29).\n", None),
    ],
)
def test_what_tells_that_a_paper_is_public(text: str, public: bool | None) -> None:
    assert read(text).facts.public is public


ANSWERED = (
    "Anfrage\n\nStadtrat Max Muster\nvom: 28.11.2005\neingegangen: 29.11.2005\nVorlage Nr. 538\n"
    "verantwortlich: Dez. 4\n\nBühne der Schule\n\n{}\n\nDie Mittel sind da.\n"
)


def test_the_day_of_a_motion_on_which_the_answer_stands_is_not_the_paper_s() -> None:
    answer, motion = (read(ANSWERED.format(line)) for line in ("Stellungnahme des Bürgermeisteramtes:", "Wir bitten um Auskunft."))
    assert (answer.facts.date, motion.facts.date) == ("", "2005-11-28")
    assert next(date.role for date in answer.dates if date.value == "2005-11-28") == "other"
