"""Pages of council information systems as plain text: headline, menu, points of an agenda, tables drawn with bars."""

from __future__ import annotations

from corpus.types import Page, PaperFacts, ReadFile
from extract.metadata import find_facts
from extract.sections import find_sections


def facts(text: str) -> PaperFacts:
    file = ReadFile("a" * 64, "seite.txt", (Page(1, text),))
    return find_facts([file], find_sections(file))


def stations(paper: PaperFacts) -> list[tuple[str, str, str]]:
    return [(item.committee, item.date, item.result) for item in paper.consultations]


def test_a_headline_tells_kind_and_number_and_what_stands_above_is_no_title() -> None:
    paper = facts(
        '"Vorlesen" ist ein Dienst von anderen.\n\nInhalt\nALLRIS - Vorlage\n\nAntrag der Verwaltung - 0417/2019\n\nReduzieren\n\n'
        "Beratungsfolge\n\nReduzieren\n\nSachverhalt:\n\nDie Entwürfe des Abschnitts Jugendhilfe liegen bei.\n"
    )
    assert (paper.paper_type, paper.reference, paper.title) == ("Antrag der Verwaltung", "0417/2019", "")


def test_a_list_of_labels_and_a_table_with_one_cell_a_line() -> None:
    paper = facts(
        "Sitzungsvorlage - V/2024/431\nGrunddaten\n- Betreff:\n-\nErneuerung des Hochbehälters in Neudorf\n- Status:\n- öffentlich\n"
        "- Vorlageart:\n- Sitzungsvorlage\n- Federführend:\n- Amt 20 - Kämmerei\nBeratungsfolge\n"
        "Status | Datum | Gremium | Beschluss | NA |\n---|---|---|---|---|\n"
        "●\nErledigt\n|\n|\nWerksausschuss\n|\nVorberatung\n|\n|\n|\n03.12.2024\n| |||\n●\nErledigt\n|\n|\nGemeinderat\n|\n"
        "Entscheidung\n|\n|\n|\n10.12.2024\n|\nBeschlussvorschlag\nDer Gemeinderat beschließt die Erneuerung.\n"
    )
    assert (paper.reference, paper.paper_type, paper.lead_unit) == ("V/2024/431", "Sitzungsvorlage", "Amt 20 - Kämmerei")
    assert paper.title == "Erneuerung des Hochbehälters in Neudorf"
    assert [(name, day) for name, day, _ in stations(paper)] == [("Werksausschuss", "2024-12-03"), ("Gemeinderat", "2024-12-10")]


def test_an_extract_has_its_sitting_as_its_station_and_the_number_beside_its_title() -> None:
    paper = facts(
        "Bürgerinformationssystem\n\nAuszug - Ausbau der Grundschule am Bach - Raumprogramm  \n\nSitzung des Schulausschusses\nTOP: Ö 6\n"
        "Gremium: Schulausschuss Beschlussart: ungeändert beschlossen\nDatum: Do, 04.12.2014    \nZeit: 10:00 - 11:40 Anlass: Sitzung\n"
        "Raum: Kreishaus\nOrt: Am Markt 1\n2014/284 Ausbau der Grundschule am Bach - Raumprogramm\n   \n \n"
        "Status:öffentlichVorlage-Art:Beschlussvorlage\nFederführend:Schulamt Bearbeiter/-in: Kern, Ada\n \nWortprotokoll\nBeschluss\n\n"
        "Diskussionsverlauf:\n\nFrau Kern stellt die Pläne vor.\n"
    )
    assert paper.title == "Ausbau der Grundschule am Bach - Raumprogramm"
    assert (paper.reference, paper.paper_type, paper.lead_unit) == ("2014/284", "Beschlussvorlage", "Schulamt")
    assert (paper.date, paper.public) == ("", True)
    assert stations(paper) == [("Schulausschuss", "2014-12-04", "ungeändert beschlossen")]


def test_a_point_with_its_day_in_the_headline() -> None:
    paper = facts("04.03.2020 - Ö 7.1 Schulbudget der Grundschulen\n\nReduzieren\n\nWortprotokoll\n\nHerr Alt erläutert die Vorlage.\n")
    assert (paper.title, paper.date) == ("Schulbudget der Grundschulen", "")


def test_minutes_of_one_point_have_no_title_where_nothing_names_it() -> None:
    assert facts("Beschluss: einstimmig beschlossen\n\nHerr Alt bittet die Verwaltung zu prüfen, ob der Weg gebaut wird.\n").title == ""
    long = "Das Konzept für den kommunalen Friedhof wird wie folgt umgesetzt: Im alten Teil werden dreißig Bäume gepflanzt und gepflegt"
    assert facts(f"Abstimmung: Ja: 12, Nein: 3\n\n{long}\n").title == ""


def test_the_point_of_the_agenda_before_a_committee_is_no_part_of_its_name() -> None:
    paper = facts(
        "Sitzungsvorlage KT/12/2017\n\nUnterhaltung der Gewässer\n\nTOP Gremium Sitzung am Öffentlichkeitsstatus\n\n"
        "5 Kreistag 23.11.2017 öffentlich\n\nBeschlussvorschlag\n\nDer Kreistag stimmt zu.\n"
    )
    assert stations(paper) == [("Kreistag", "2017-11-23", "")]


def test_an_earlier_resolution_and_a_day_beside_a_room_are_no_paper_s_own() -> None:
    paper = facts(
        "Datum: 19.10.2022\nStatus: Abgeschlossen\nSitzungsort: kleiner Saal\nGremium: Bau- und Werksenat\n\n"
        "Begründung\nNach dem Beschluss des Sportausschusses vom 30.04.2010 sind Zuschüsse zu zahlen.\n"
    )
    assert (paper.date, stations(paper)) == ("", [("Bau- und Werksenat", "2022-10-19", "")])
    assert stations(facts("Sachstand\n\nBeschluss der Bürgerschaft vom 05.10.2011, 2011/AN/2597:\n\nDie Rechtsform wird geprüft.\n")) == []


def test_a_point_of_the_agenda_heads_a_page() -> None:
    point = facts("TOP Ö 11: Breitbandversorgung im Kreisgebiet\n\nBeschluss: einstimmig beschlossen\n\nDer Rat überträgt die Aufgabe.\n")
    assert point.title == "Breitbandversorgung im Kreisgebiet"


def test_two_columns_run_together_tell_what_was_first() -> None:
    paper = facts(
        "Drucksache - 0758/XX  \n\nBetreff: Mehr Bänke im Park (an der Bachschule)\nStatus:öffentlich  \n Ursprungaktuell\n"
        "Initiator:JugendparlamentBezirksamt\nDrucksache-Art:AntragMitteilung zur Kenntnisnahme\nBeratungsfolge:\n"
        "Bezirksverordnetenversammlung Neustadt von Berlin Entscheidung\n16.07.2018 \n"
        "21. Öffentliche Sitzung der Bezirksverordnetenversammlung Neustadt von Berlin überwiesen   \nJugendhilfeausschuss Entscheidung\n"
        "24.09.2018 \n3. ordentliche digitale Tagung des Jugendhilfeausschusses vertagt   \n\nSachverhalt\n\nEs fehlen Bänke.\n"
    )
    assert (paper.body, paper.paper_type, paper.lead_unit) == ("Bezirk Neustadt", "Antrag", "")
    assert [(name, day) for name, day, _ in stations(paper)] == [
        ("Bezirksverordnetenversammlung Neustadt von Berlin", "2018-07-16"),
        ("Jugendhilfeausschuss", "2018-09-24"),
    ]


def test_heads_of_columns_one_below_the_other() -> None:
    paper = facts(
        "Drucksache Nr.: 290/2021\nBeschlussvorlage\nGremium\nSitzung am\nBeratung\nTechnischer Ausschuss\n19.01.2022\nvorberatend\n"
        "nichtöffentlich\nGemeinderat\n24.01.2022\nbeschließend\nöffentlich\n"
        "Betreff:\nBaugebiet Gartenhöfe\n- Vorstellung der Vorplanung\n\nBeschlussvorschlag:\nDer Vorplanung wird zugestimmt.\n"
    )
    assert [(name, day) for name, day, _ in stations(paper)] == [("Technischer Ausschuss", "2022-01-19"), ("Gemeinderat", "2022-01-24")]
    assert (paper.reference, paper.public) == ("290/2021", True)
    assert paper.title == "Baugebiet Gartenhöfe Vorstellung der Vorplanung"


def test_the_sitting_in_a_cell_of_its_own_is_no_station() -> None:
    paper = facts(
        "Gremium\n|\nSitzung\n|\nSitzungsdatum\n|\nö / nö\n|\nBeratungstyp\n|\nTOP-Nr. | SP-Nr. |\n"
        "Kultursenat\n|\n2. Sitzung des Kultursenates\n|\n19.10.2022\n|\nö\n|\nBeschließend\n|\n\nSachverhalt:\nDie Tafel wird erneuert.\n"
    )
    assert [(name, day) for name, day, _ in stations(paper)] == [("Kultursenat", "2022-10-19")]


def test_stations_named_with_their_point_of_the_agenda() -> None:
    paper = facts(
        "Vorberatung        \n\nSozialausschuss am 02.07.2014, TOP 6\n\nKreistag am 29.07.2014, TOP 10\n\nSachvortrag:\n\nFrau Kern\n"
    )
    assert [(name, day) for name, day, _ in stations(paper)] == [("Sozialausschuss", "2014-07-02"), ("Kreistag", "2014-07-29")]


def test_a_table_pulled_column_by_column() -> None:
    paper = facts(
        "Landeshauptstadt Stuttgart\nReferat Städtebau und Umwelt\nGRDrs\n192/2031\nErhalt der Mauern am Neckar\n"
        "Beschlußvorlage\nVorlage an\nzur\nSitzungsart\nSitzungstermin\nAusschuss für Umwelt\nVerwaltungsausschuss\n"
        "Beschlussfassung\nBeschlussfassung\nöffentlich\nöffentlich\n09.05.2031\n17.05.2031\n"
        "Beschlußantrag:\n1. Der Bericht wird zur Kenntnis genommen.\n"
    )
    told = [(name, day) for name, day, _ in stations(paper)]
    assert told == [("Ausschuss für Umwelt", "2031-05-09"), ("Verwaltungsausschuss", "2031-05-17")]
    assert (paper.public, paper.reference) == (True, "192/2031")


def test_an_extract_s_link_to_the_resolution_is_no_kind_of_paper() -> None:
    paper = facts(
        "Auszug - Erlass einer Haushaltssatzung\n\nTOP: Ö 4\nGremium: Gemeinderat Beschlussart: vertagt\nDatum: Do, 09.02.2017\n"
        "Raum: Saal\n\nStatus:öffentlich  \n \nWortprotokoll\nBeschluss\nAbstimmungsergebnis\n\nFrau Kern bringt den Haushalt ein.\n"
    )
    assert (paper.paper_type, paper.title) == ("", "Erlass einer Haushaltssatzung")


def test_a_page_of_a_whole_sitting_has_no_title_of_a_point_and_no_stations() -> None:
    text = (
        "Datum: 06.07.2009\nStatus: Abgeschlossen\nSitzungsort: Rathaus\nGremium: Haupt- und Umweltausschuss\n"
        "Öffentliche Sitzung, 18:30 Uhr bis 20:15 Uhr\n\nÖffentliche Sitzung\n\nTOP-Nr. Bezeichnung\n9 Verschiedenes\n1 Gebühren\n\n"
        "9. Verschiedenes\n\nGremium Sitzung Sitzungsdatum ö / nö Beratungstyp TOP-Nr.\n"
        "Haupt- und Umweltausschuss Haupt- und Umweltausschuss-Sitzung 06.07.2009 ö 9\n"
    )
    file = ReadFile("0" * 64, "sitzung.txt", (Page(1, text),))
    paper = find_facts([file], find_sections(file))
    assert (paper.title, paper.consultations, paper.public) == ("", (), True)
