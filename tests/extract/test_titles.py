from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts, ReadFile
from extract.metadata import find_facts
from extract.sections import find_sections


def facts(*pages: str) -> PaperFacts:
    file = ReadFile("c" * 64, "vorlage.txt", tuple(Page(number, text) for number, text in enumerate(pages, start=1)))
    return find_facts([file], find_sections(file))


def test_the_head_of_a_table_is_no_title() -> None:
    paper = facts("Anlage 3\nBezeichnung Betrag Bezeichnung Betrag\n1 Miete 12,00 14,50\n2 Strom 3,10 4,20\n3 Wasser 1,00 1,10\n")
    assert paper.title == ""


def test_old_and_new_side_by_side_give_the_title_once() -> None:
    paper = facts(
        "Anlage 2\nAlte Fassung Neue Fassung\nSatzung der Stadt Ulm über die Erhebung von Marktgebühren\n(Marktgebührensatzung)\n"
        "Satzung der Stadt Ulm über die Erhebung von Marktgebühren\n(Marktgebührensatzung)\n§ 1\nDie Stadt erhebt Gebühren.\n"
    )
    assert paper.title == "Satzung der Stadt Ulm über die Erhebung von Marktgebühren (Marktgebührensatzung)"


def test_a_line_with_a_colon_at_its_end_is_no_title() -> None:
    assert facts("Sehr geehrte Damen und Herren,\nhiermit lade ich ein.\n\nFolgende Punkte sind vorgesehen:\n1. Begrüßung\n").title == ""


def test_a_title_stops_at_the_kind_and_number_of_the_question() -> None:
    paper = facts(
        "Frau Stadträtin\nErika Beispiel\n\nZukunft der Freibäder im Norden\nSchriftliche Anfrage gemäß § 12 GeschO\n"
        "Anfrage Nr. 20-26 / F 00999 von Frau StRin Erika Beispiel\n"
        "vom 13.10.2020\n\nSehr geehrte Frau Beispiel,\nIhre Fragen beantworte ich.\n"
    )
    assert paper.title == "Zukunft der Freibäder im Norden"


def test_a_title_goes_on_behind_a_preposition() -> None:
    paper = facts(
        "05.12.2023\nHaushaltsrede von Bürgermeisterin Eva Muster zum\n"
        "Doppelhaushalt 2024/2025\n\nSehr geehrte Damen und Herren,\nes gilt.\n"
    )
    assert paper.title == "Haushaltsrede von Bürgermeisterin Eva Muster zum Doppelhaushalt 2024/2025"
    assert paper.paper_type == "Haushaltsrede"


def test_the_point_of_the_agenda_is_the_title_of_an_extract_of_minutes() -> None:
    paper = facts(
        "Niederschrift 12. Plenarsitzung des Gemeinderates\n19. März 2024, 15:30 Uhr\nöffentlich\nRatssaal, Rathaus\n"
        "Vorsitzender: Oberbürgermeister Dr. Max Muster\nPunkt 8 der Tagesordnung: Ausbau der Schulsozialarbeit an\nGrundschulen\n"
        "Vorlage: 2024/0200\nBeschluss:\nDer Gemeinderat stimmt zu.\n"
        "Zur Beurkundung:\nDie Schriftführerin:\nHauptamt - Ratsangelegenheiten –\n2. April 2024\n"
    )
    assert (paper.title, paper.paper_type) == ("Ausbau der Schulsozialarbeit an Grundschulen", "Niederschrift")
    assert (paper.reference, paper.date, paper.consultations) == ("2024/0200", "2024-04-02", ())


def test_a_statute_begins_with_its_kind() -> None:
    paper = facts(
        "Satzung\nder Stadt Ulm über Gebühren für die Abwasserbeseitigung\n(Abwassergebührensatzung)\n\n"
        "§ 1\nErhebung\nDie Stadt erhebt sie.\n"
    )
    assert paper.title == "Satzung der Stadt Ulm über Gebühren für die Abwasserbeseitigung (Abwassergebührensatzung)"


def test_signs_of_a_symbol_font_are_in_no_title() -> None:
    assert "\uf782" not in facts("Weitere Angaben \uf782 bitte den Empfänger eintragen\nName des Vereins und Anschrift\n").title


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Plan\nStand: Entwurfsbeschluss - 11.11.2019\n", "2019-11-11"),
        ("Berechnung der Kosten einer Sporthalle\nKosten der Halle\nSporthalle Nord - Kosten02.10.2014\n", "2014-10-02"),
        ("Beirat Nord\nTelefax: 12 34 E-Mail: beirat@stadt.de Ulm, 19.05.2025\nEinladung zur Sitzung\n", "2025-05-19"),
        ("ANTRAG\ndes Stadtrats Emil Winter (SPD) vom 9. November 2006\nNeue Bänke im Park\nDie Stadt stellt Bänke auf.\n", "2006-11-09"),
        ("Bericht\nNach dem Vertrag (Muster, 06.10.2005) und nach der Auskunft der Fraktion gilt dies alles weiter.\n", ""),
    ],
)
def test_where_the_day_of_a_paper_stands(text: str, day: str) -> None:
    assert facts(text).date == day


def test_a_day_is_no_reference() -> None:
    assert facts("EntwurfStand20.02.2019\nVereinbarung über den Betrieb einer Linie\n").reference == ""


def test_running_text_behind_a_title_is_cut_off_and_alone_is_none() -> None:
    title = "Keine Gentechnik auf den Äckern und in den Küchen des Landkreises"
    text = "Der Antrag hat zum Inhalt, wie die Verwaltung die einzelnen Themen aufgreifen soll und wann"
    assert facts(f"{title}\n{text}\n\nBegründung:\nEs folgt mehr.\n").title == title
    assert facts(f"{text} die Gremien wieder damit zu befassen sind\n\nBegründung:\nEs folgt mehr.\n").title == ""


def test_a_question_may_be_a_title() -> None:
    title = "Kosten beim Betrieb von Windrädern: Welche Auswirkungen hat das auf die Rendite, die sich der Landkreis erhofft?"
    assert facts(f"{title}\n\nSachverhalt:\nEs folgt mehr.\n").title == title


@pytest.mark.parametrize(
    "text",
    [
        "Öffentliche Sitzung\n\nFinanzielle/Bilanzielle Auswirkungen zurzeit noch nicht bezifferbar\n\nDer Beirat hat getagt.\n",
        "Reduzieren\n\nBeschlussvorschlag\n\nBeschlussvorschlag:\n\nDer Ausschuss nimmt den Bericht zur Kenntnis.\n",
        "Beig. Kern stellt die einzelnen Teile des Konzeptes vor. Es ist beabsichtigt, eine Sitzung mit dem Beirat durchzuführen. "
        "Im Anschluss folgt die Beteiligung aller, die an der Umsetzung mitwirken sollen.\n",
        "Die Leiterin wies auf die Stellen hin und nannte die Abgrenzung zur Stelle der Beauftragten. Anhand einer Übersicht zeigte sie "
        "die Schwerpunkte auf.\n\nEs sei geplant, die Stelle noch im laufenden Jahr zu besetzen.\n",
    ],
)
def test_headings_and_paragraphs_are_no_titles(text: str) -> None:
    assert facts(text).title == ""


def test_a_label_in_a_title_does_not_cut_it_and_a_second_line_with_a_dash_belongs_to_it() -> None:
    named = facts("Vorlage - 2022/1075-01\nBetreff: Bericht zum Antrag: Entgelte der Kitas\nStatus:öffentlich\n\nSachverhalt\nText.\n")
    assert named.title == "Bericht zum Antrag: Entgelte der Kitas"
    text = "Vorlage - 2015/0288-1\n\nBetreff: Kataster der Grünflächen\n\n- Steuerung der Pflege\nStatus:öffentlich\n"
    assert facts(text).title == "Kataster der Grünflächen Steuerung der Pflege"
    assert facts(text.replace("\nStatus:", "\nDie Lage ist gut.\nStatus:")).title == "Kataster der Grünflächen"


def test_minutes_and_speeches_are_named_by_their_first_lines() -> None:
    head = "Niederschrift (öffentlich)\nüber die 39. Sitzung des Ausschusses für Jugend\nam 03.07.2019\nRatssaal, Rathaus\n"
    minutes = facts(f"{head}Anwesend:\n")
    assert minutes.title == "Niederschrift (öffentlich) über die 39. Sitzung des Ausschusses für Jugend am 03.07.2019"
    speech = facts("Haushaltsrede Kreistag 05.03.2012\n\nHerr Landrat, meine sehr geehrten Damen und Herren,\n\nder Kreis ist stark.\n")
    assert (speech.title, speech.date) == ("Haushaltsrede Kreistag 05.03.2012", "2012-03-05")


@pytest.mark.parametrize("label", ["Betreff: ", "Tagesordnungspunkt\n", ""])
def test_a_title_whose_words_are_broken_at_line_ends(label: str) -> None:
    text = f"Beschlussvorlage Nr. 12/2020\n\n{label}Plan für den Ausbau der Straßen-\nbahnhaltestellen in der Stadt\n\nSachverhalt\nText.\n"
    assert facts(text).title == "Plan für den Ausbau der Straßenbahnhaltestellen in der Stadt"


def test_page_numbers_and_rooms_are_no_titles() -> None:
    assert facts("1 of 5\n\nText der Seite\n").title == "Text der Seite"
    assert facts("Großer Sitzungssaal, Rathaus am Markt\nNeubau der Fabrik\n\nSachverhalt\nText.\n").title == "Neubau der Fabrik"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Beschlussvorlage Nr. 12/2020\n\nBerufung von Mitgliedern in mehrere Ausschüsse und\nGremien: Änderung im Schulbeirat\n\n"
            "Sachverhalt\nText.\n",
            "Berufung von Mitgliedern in mehrere Ausschüsse und Gremien: Änderung im Schulbeirat",
        ),
        (
            "Niederschrift 12. Plenarsitzung des Gemeinderates\n19. März 2024\nPunkt 8 der Tagesordnung: Verteilung der Dezernate zum\n"
            "01.01.2025\nVorlage: 2024/0200\n",
            "Verteilung der Dezernate zum 01.01.2025",
        ),
        (
            "Niederschrift 12. Sitzung des Gemeinderates\n19. März 2024\nPunkt 10 der Tagesordnung: Gründung eines Betriebs für Müll und\n"
            "Reinigung zum 1. Januar 2025:\nPunkt 10.1 der Tagesordnung: Name des Betriebs\n",
            "Gründung eines Betriebs für Müll und Reinigung zum 1. Januar 2025",
        ),
        ("ANTRAG\nFWG-Fraktion\nöffentlich\nOA / Dez. 2\n\nParken am Ring\n\nWir bitten um Abhilfe.\n", "Parken am Ring"),
        ("Anfrage\nÖffentlich x  Nichtöffentlich\n\nNeubau der Werkbrücke\n\nStellungnahme:\nText.\n", "Neubau der Werkbrücke"),
    ],
)
def test_a_title_goes_on_where_its_line_cannot_be_the_last(text: str, title: str) -> None:
    assert facts(text).title == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Mehrgenerationen-Wohnen\nStellungnahme des Bürgermeisteramtes - Kurzfassung\n\nText der Seite.\n", "Mehrgenerationen-Wohnen"),
        ("Stellungnahme zur Anfrage\nGremium Termin TOP\nDez 6\n\nUmbau des Zoos am See\n\nText der Seite.\n", "Umbau des Zoos am See"),
        ("Anlage 5, Seite 1 von 2\n\nUmbau des Bades\n\nSachverhalt\nText.\n", "Umbau des Bades"),
    ],
)
def test_short_versions_table_heads_and_page_counts_are_no_titles(text: str, title: str) -> None:
    assert facts(text).title == title
