from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts, ReadFile
from extract.labels import fit, label_data, load_labels, parse_day, parse_public, parse_reference, read_label, split_inner, squash
from extract.metadata import find_facts
from extract.papertypes import read_type
from extract.sections import find_sections


def facts(*pages: str) -> PaperFacts:
    file = ReadFile("a" * 64, "vorlage.txt", tuple(Page(number, text) for number, text in enumerate(pages, start=1)))
    return find_facts([file], find_sections(file))


def stations(paper: PaperFacts) -> list[tuple[str, str]]:
    return [(item.committee, item.date) for item in paper.consultations]


def test_a_form_with_values_beside_labels() -> None:
    paper = facts(
        "Landkreis Märkisch-Oderland\nDer Landrat\n"
        "Vorlage der Verwaltung\tVorlagen-Nr.: 5-4321/19-II\n\töffentlich\n"
        "Einreicher: Landrat\nFederführendes Amt: Jugendamt\tDatum: 14.02.2019\n\n"
        "Beratungsfolge:\tSitzungstermin:\tErgebnis\nJugendhilfeausschuss\t05.03.2019\teinstimmig empfohlen\nKreistag\t03.04.2019\t\n\n"
        "Betreff:\nFortschreibung der Kita-Bedarfsplanung\n2019 bis 2023\nBeschlussentwurf:\n"
        "Der Kreistag beschließt die Fortschreibung.\n"
    )
    assert (paper.body, paper.ags) == ("Landkreis Märkisch-Oderland", "12064")
    assert (paper.reference, paper.date, paper.public) == ("5-4321/19-II", "2019-02-14", True)
    assert paper.title == "Fortschreibung der Kita-Bedarfsplanung 2019 bis 2023"
    assert (paper.paper_type, paper.lead_unit) == ("Vorlage der Verwaltung", "Jugendamt")
    assert stations(paper) == [("Jugendhilfeausschuss", "2019-03-05"), ("Kreistag", "2019-04-03")]


def test_a_row_of_labels_above_a_row_of_values() -> None:
    paper = facts(
        "Landratsamt Konstanz\nBeschlussvorlage\nOrganisationseinheit\tDatum\tDrucksachen-Nr.\n"
        "Amt für Kreisschulen\t16.06.2016\t2016/777\n"
        "↓ Beratungsfolge\t↓ Sitzungsart\t↓ Sitzungstermin/e\nKulturausschuss\tnichtöffentlich\t04.07.2016\n"
        "Tagesordnungspunkt 3\nSanierung der Mensa\nBeschlussvorschlag\nDer Sanierung wird zugestimmt.\n"
    )
    assert (paper.body, paper.reference, paper.date, paper.public) == ("Landkreis Konstanz", "2016/777", "2016-06-16", False)
    assert (paper.title, paper.paper_type, paper.lead_unit) == ("Sanierung der Mensa", "Beschlussvorlage", "Amt für Kreisschulen")


def test_text_pulled_column_by_column() -> None:
    paper = facts(
        "STADT KARLSRUHE\nDer Oberbürgermeister\nANFRAGE\nStadtrat Kern (UWG)\nvom 24.07.2015\n"
        "Gremium:\nTermin:\nVorlage Nr.:\nTOP:\nVerantwortlich:\n15. Plenarsitzung Gemeinderat\n29.09.2015\n"
        "2015/9463\n50.2\nöffentlich\nDez. 4\n"
        "Beleuchtung am Hafen\n1. Wann werden die Leuchten ersetzt, die seit dem Umbau der Uferstraße im vergangenen Winter fehlen?\n"
    )
    assert (paper.body, paper.ags) == ("Stadt Karlsruhe", "08212")
    assert (paper.reference, paper.title, paper.paper_type) == ("2015/9463", "Beleuchtung am Hafen", "Anfrage")
    assert (paper.date, paper.public, paper.lead_unit) == ("2015-07-24", True, "Dez. 4")
    assert stations(paper) == [("Gemeinderat", "2015-09-29")]


def test_a_number_that_can_only_be_the_item_of_the_agenda_is_no_reference() -> None:
    paper = facts(
        "BESCHLUSSVORLAGE\nGremium:\nBauausschuss\nTermin:\nVorlage Nr.:\nTOP:\nVerantwortlich:\n08.06.2011\n"
        "7\nöffentlich\nDez. 3\nNeubau der Rheinbrücke\n"
    )
    assert (paper.reference, paper.lead_unit, paper.title) == ("", "Dez. 3", "Neubau der Rheinbrücke")


def test_labels_that_run_together() -> None:
    paper = facts(
        "Drucksache - 2018/7412\nBetreff: Pflegekonzept\nStatus:öffentlichDrucksache-Art:Beschlussvorlage\n"
        "Federführend:Fachdienst Soziales Bearbeiter/-in: Rode, Jana\nBeratungsfolge:\nSozialausschuss\n"
        "21.08.2018\nBeschlussvorschlag:\nText.\n"
    )
    assert (paper.reference, paper.title, paper.paper_type) == ("2018/7412", "Pflegekonzept", "Beschlussvorlage")
    assert (paper.public, paper.lead_unit) == (True, "Fachdienst Soziales")


def test_a_title_between_form_and_table_without_a_label() -> None:
    paper = facts(
        "Beschlussvorlage\n\nVorlage Nr.: 2024/9045\nVerantwortlich: Dez. 2\nDienststelle:  Amt für\n"
        "Hochbau\n\nSporthalle am Park, Neubau\nVergabe der Heizung\n\n"
        "Gremien Termin TOP Ö / N Zuständigkeit\nBauausschuss 05.11.2024 9 N Vorberatung\n"
        "Gemeinderat 19.11.2024 9 Ö Entscheidung\nKurzfassung\nText.\n"
    )
    assert (paper.title, paper.lead_unit) == ("Sporthalle am Park, Neubau Vergabe der Heizung", "Amt für Hochbau")
    assert paper.public is True
    assert stations(paper) == [("Bauausschuss", "2024-11-05"), ("Gemeinderat", "2024-11-19")]


def test_a_title_behind_the_table_without_a_label() -> None:
    paper = facts(
        "Landkreis Ostertal\nAmt für Liegenschaften\n"
        "Beschlussvorlage\tNr. 2022/311-KT\t☒ öffentlich ☐ nichtöffentlich\n"
        "Verfasser: Jan Ott\tDatum: 26.09.2022\n"
        "Gremium\tSitzung am\tZuständigkeit\nKreistag\t08.11.2022\t☐ Vorberatung ☒ Beschluss\n"
        "Sporthalle am Schulzentrum; Vergabe der Planung\nBeschlussvorschlag\nText.\n"
    )
    assert (paper.body, paper.ags, paper.reference) == ("Landkreis Ostertal", "", "2022/311-KT")
    assert paper.title == "Sporthalle am Schulzentrum; Vergabe der Planung"
    assert (paper.lead_unit, paper.public) == ("Amt für Liegenschaften", True)


def test_a_motion_by_letter() -> None:
    paper = facts(
        "SPD-Kreistagsfraktion\nKreistag des Kreises Unna\nHerrn Landrat\nUnna, 12.03.2018\n"
        "Antrag: Einrichtung einer Ombudsstelle für die Jugendhilfe\n"
        "Sehr geehrter Herr Landrat,\nwir bitten um Beratung.\n"
    )
    assert (paper.body, paper.ags, paper.date) == ("Kreis Unna", "05978", "2018-03-12")
    assert (paper.paper_type, paper.title, paper.reference) == ("Antrag", "Einrichtung einer Ombudsstelle für die Jugendhilfe", "")


def test_an_answer_does_not_take_number_and_date_of_the_question() -> None:
    paper = facts(
        "Beantwortung zur Anfrage\t23/2018\nStadt Ulm\tUlm, 22.06.2018\nDatum\n30.01.2018\nBetreff\n"
        "Neuer Bahnhof\nSehr geehrte Damen und Herren,\n"
    )
    assert (paper.paper_type, paper.reference, paper.date, paper.title) == ("Beantwortung zur Anfrage", "", "2018-06-22", "Neuer Bahnhof")


def test_minutes_have_no_consultations() -> None:
    paper = facts(
        "Niederschrift\nüber die 12. Sitzung des Kreistages des Landkreises Uelzen am 14.03.2019\n"
        "öffentlicher Teil\nGremium\tTermin\nKreistag\t14.03.2019\n"
    )
    assert (paper.paper_type, paper.consultations, paper.body) == ("Niederschrift", (), "Landkreis Uelzen")
    assert paper.title == "Niederschrift über die 12. Sitzung des Kreistages des Landkreises Uelzen am 14.03.2019"
    assert (paper.public, paper.date) == (True, "")


def test_the_date_of_a_signature() -> None:
    paper = facts(
        "BESCHLUSSVORLAGE\töffentlich\nBetreff:\nSprachkurse\nSachverhalt:\n"
        "Am 23.08.2017 wurde beschlossen.\nWittmund, den 09.11.2018\ngez. Kern\n"
    )
    assert paper.date == "2018-11-09"


def test_what_the_text_does_not_tell_stays_empty() -> None:
    assert facts("Anlage 3\nReihengräber\n132.057,83 €\n") == PaperFacts(title=facts("Anlage 3\nReihengräber\n132.057,83 €\n").title)
    assert facts("") == PaperFacts()
    assert find_facts([], []) == PaperFacts()


def test_of_several_files_the_one_that_tells_most_counts() -> None:
    texts = ("Anlage 1\nLageplan\n", "Landkreis Lörrach\nVorlage Nr.: 12/2031\nBetreff: Radweg\nSachverhalt:\nText.\n")
    files = [ReadFile(str(number) * 64, "x.txt", (Page(1, text),)) for number, text in enumerate(texts)]
    paper = find_facts(files, [section for file in files for section in find_sections(file)])
    assert (paper.reference, paper.title, paper.ags) == ("12/2031", "Radweg", "08336")


def test_a_beratungsfolge_on_a_later_page() -> None:
    paper = facts("Betreff: Radweg\nSachverhalt:\nText.\n", "Beratungsfolge\tTermin\nKreistag\t02.05.2022\n")
    assert stations(paper) == [("Kreistag", "2022-05-02")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20-26 / V 02232", "20-26 / V 02232"),
        ("KT-0187/2021", "KT-0187/2021"),
        ("2018/0412 vom 3. Mai", "2018/0412"),
        ("DS 064/2023", "DS 064/2023"),
        ("T 02/325/26", "T 02/325/26"),
        ("Nr. 2022/311-KT", "2022/311-KT"),
        ("1438 + 1439", "1438 + 1439"),
        ("12.05.2020", ""),
        ("der Verwaltung", ""),
    ],
)
def test_references(text: str, expected: str) -> None:
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20./21.11.2018", "2018-11-20"),
        ("3. Mai 2019", "2019-05-03"),
        ("13.01.10", "2010-01-13"),
        ("31.02.2019", ""),
        ("20.11.1018", ""),
        ("2026 Oct 21", "2026-10-21"),
    ],
)
def test_days(text: str, expected: str) -> None:
    assert parse_day(text) == expected


def test_public_only_where_it_is_said() -> None:
    assert parse_public("öffentlich") is True
    assert parse_public("nicht öffentlich") is False
    assert parse_public("öffentlich / nichtöffentlich") is None
    assert parse_public("Ausschuss für öffentliche Ordnung") is None


def test_labels_are_read_in_any_spelling() -> None:
    for written in ("Vorlage-Nr.: 12/2020", "VORLAGE NR: 12/2020", "Vorlagen Nr. 12/2020"):
        found = read_label(written)
        assert found is not None
        assert (found.label.field, found.value) == ("reference", "12/2020")
    assert read_label("Vorlage wird zurückgestellt") is None


def test_words_with_a_colon_are_not_cut_inside() -> None:
    assert split_inner("Ausschüsse und Gremien:") == ["Ausschüsse und Gremien:"]
    assert split_inner("UWG-Fraktion Vorlage Nr.: 2022/2344") == ["UWG-Fraktion", "Vorlage Nr.: 2022/2344"]


def test_no_label_stands_under_two_fields() -> None:
    written: dict[str, str] = {}
    for entry in label_data()["label"]:
        for text in entry["texts"]:
            assert written.setdefault(squash(text), entry["field"]) == entry["field"], text
    assert len(load_labels()) > 300


def test_columns_that_are_parted_by_spaces() -> None:
    paper = facts(
        "Landratsamt Dachau\nSachgebiet 33 Ausländerwesen                                       Dachau, 20.01.2020\n\n"
        "Sitzungsvorlage                                      Vorlage Nr. 2020/0399\n\n"
        "Gremium:                                             Sitzungstermin:   Status:\n"
        "Sozialausschuss                                      12.02.2020        öffentlich\n"
        "Kreisausschuss                                       28.02.2020        öffentlich\n\n"
        "Betreff:\nNeue Räume für die Beratung\n\nSachverhalt:\nDie Räume sind zu klein.\n"
    )
    assert (paper.reference, paper.paper_type, paper.lead_unit) == ("2020/0399", "Sitzungsvorlage", "Sachgebiet 33 Ausländerwesen")
    assert stations(paper) == [("Sozialausschuss", "2020-02-12"), ("Kreisausschuss", "2020-02-28")]
    assert paper.title == "Neue Räume für die Beratung"


def test_the_first_station_beside_the_heading_and_a_motions_title() -> None:
    paper = facts(
        "Landkreis Gießen\nDer Kreisausschuss\nVorlage Nr.:\t1999/2019\nArt:\tAntrag\nDatum:\t26.08.2019\n"
        "Beratung:\tSozialausschuss\t12.09.2019\n\tKreistag\t23.09.2019\n"
        "Antrag der Fraktion Freie Wähler: Mehr Busse am Wochenende für die Dörfer\nBegründung:\nEs fahren zu wenige Busse.\n"
    )
    assert stations(paper) == [("Sozialausschuss", "2019-09-12"), ("Kreistag", "2019-09-23")]
    assert paper.title == "Antrag der Fraktion Freie Wähler: Mehr Busse am Wochenende für die Dörfer"


def test_a_title_ends_where_running_text_begins() -> None:
    paper = facts(
        "Landkreis Stade\nBetreff: Anfrage der Gruppe Kreistag: Kosten der Wachdienste\n"
        "Die Anfrage vom 02.11.2023 beantwortet die Verwaltung wie folgt:\nIm Jahr 2022 waren es 20.000 €.\n"
    )
    assert paper.title == "Anfrage der Gruppe Kreistag: Kosten der Wachdienste"
    minutes = facts(
        "Niederschrift\nüber die 8. Sitzung des Ausschusses für Bildung und Kultur\n\nSitzungstermin:   Dienstag, 03.03.2020\n"
        "Beginn:           17:00 Uhr\nEnde:             19:25 Uhr\n\n"
        "TOP 4 Bericht\nFrau Ahrens berichtet über die Lage der Schulen im Landkreis.\n"
    )
    assert minutes.title == "Niederschrift über die 8. Sitzung des Ausschusses für Bildung und Kultur"


@pytest.mark.parametrize(
    ("head", "kind", "number"),
    [
        ("Betreff\nSporthalle\nVorlage\nSV-11-0207\nArt\nSitzungsvorlage\n\nBeschlussvorschlag:\nOhne\n", "Sitzungsvorlage", "SV-11-0207"),
        ("Betreff\nTier\nVorlage\n0077/2020\nArt\nBeschlussvorlage/Antrag\nBeschlussvorschlag:\n", "Beschlussvorlage/Antrag", "0077/2020"),
        ("ALLRIS - Vorlage\nMitteilungsvorlage öffentlich - VO/2019/035\nSachverhalt\n", "Mitteilungsvorlage öffentlich", "VO/2019/035"),
    ],
)
def test_kind_and_number_of_pages_as_text(head: str, kind: str, number: str) -> None:
    paper = facts(head)
    assert (paper.paper_type, paper.reference) == (kind, number)


def test_the_numbers_of_an_agenda_are_no_number_of_the_minutes() -> None:
    paper = facts(
        "Niederschrift\nüber die öffentliche Sitzung des Finanzausschusses der Gemeinde Nordstemmen vom 07.03.2012\n\nTagesordnung\n"
        "1. Ausgleich der Kosten der Krippen\nBeschlussvorlage - 6/2012\n2. Satzung der Stadt (DS-Nr.: 40/2012)\n"
    )
    assert (paper.reference, paper.body, paper.paper_type) == ("", "Gemeinde Nordstemmen", "Niederschrift")
    assert parse_reference("40/2009)") == "40/2009"
    broken = facts("Niederschrift\nAusschuss für Soziales\nPunkt 4 der\nTagesordnung:\nSatzung\nder Friedhöfe\nVorlage: 2025/0953\n")
    assert broken.reference == "2025/0953"


def test_minutes_space_their_headings_out() -> None:
    head = "Landeshauptstadt Hannover -18.62- Datum 12.02.2008\n\nNIEDERSCHRIFT\n\n12. Sitzung des Bezirksrates Nord\n\nTagesordnung:\n\n"
    paper = facts(f"{head}I. Ö F F E N T L I C H E R T E I L\n1. Eröffnung\n")
    assert (paper.public, paper.date, paper.body) == (True, "2008-02-12", "Landeshauptstadt Hannover")
    assert facts(f"{head}II. N I C H T Ö F F E N T L I C H E R T E I L\n1. Eröffnung\n").public is False


def test_who_asks_the_council_to_resolve_moves_an_antrag() -> None:
    asked = facts("Antrag auf Umbenennung der Beauftragten\nInhalt:\nDer Kreistag möge beschließen, die Satzung zu ändern.\n")
    assert asked.paper_type == "Antrag"
    assert facts("Antrag auf Zuschuss des Vereins\nInhalt:\nDer Verein bittet um einen Zuschuss.\n").paper_type == ""


def test_an_addition_in_brackets_belongs_to_a_towns_name() -> None:
    head = "Stadt Lingen (Ems)\nDer Oberbürgermeister\nVorlage Nr. 12/2020\nBetreff: Neubau der Halle\n"
    assert (facts(head).body, facts(head).ags) == ("Stadt Lingen (Ems)", "03454032")
    assert facts(head.replace("Lingen (Ems)", "Hameln (Weser)")).body == "Stadt Hameln"


def test_columns_of_a_beratungsfolge_below_each_other() -> None:
    paper = facts(
        "Vorlage Nr. 64/2015\nBeratungsfolge\n\nBeratungstermine\n\nZuständigkeit\n\nSozialausschuss\n\n26.02.2015\n\nKenntnisnahme\n\n"
        "Haupt- und Finanzausschuss\n\n17.03.2015\n\nEntscheidung\n\nSachverhalt\nText.\n"
    )
    assert stations(paper) == [("Sozialausschuss", "2015-02-26"), ("Haupt- und Finanzausschuss", "2015-03-17")]


@pytest.mark.parametrize(
    ("head", "kind", "title"),
    [
        ("Anfrage zu: Unbesetzte Stellen im Rathaus\n\nWie viele Stellen sind unbesetzt?\n", "Anfrage", "Unbesetzte Stellen im Rathaus"),
        (
            "Anfrage zur Sitzung des Rates am 19.01.2023: Stellenbedarf der Ämter: Wie hoch ist er?\nSehr geehrte Frau Kern,\nwelche?\n",
            "Anfrage",
            "Stellenbedarf der Ämter: Wie hoch ist er?",
        ),
        ("Sehr geehrte Frau Kern,\nwir stellen folgende Anfrage und bitten um Beantwortung:\nWie hoch ist der Aufwand?\n", "Anfrage", ""),
        ("Anfrage zu den Stellen im Rathaus\n\nDie Verwaltung hat alle besetzt.\n", "", "Anfrage zu den Stellen im Rathaus"),
    ],
)
def test_letters_that_ask(head: str, kind: str, title: str) -> None:
    assert (facts(head).paper_type, facts(head).title) == (kind, title)


def test_a_motions_first_line_has_its_day() -> None:
    paper = facts("Antrag der FWG-Fraktion vom 01.03.2008\nZeitplan für die Stelle im Rathaus\n1. Der Zeitplan wird eingehalten.\n")
    assert (paper.paper_type, paper.date) == ("Antrag", "2008-03-01")


def test_minutes_of_a_whole_sitting_have_its_name_and_no_number() -> None:
    paper = facts(
        "Niederschrift 16. Sitzung des Stadtrates 10.04.2013\nTagungsort:\nRathaus\nÖffentlicher Teil TOP 01 02\n"
        "Betreff Bericht der Verwaltung\nVorlage Nr.\n0702/13\n"
    )
    assert (paper.title, paper.reference) == ("Niederschrift 16. Sitzung des Stadtrates 10.04.2013", "")
    page = facts("Datum: 01.06.2021\nStatus: Niederschrift\nGremium: Ausschuss für Bildung\nÖffentliche Sitzung, 19:00 Uhr\n")
    assert (page.paper_type, page.consultations) == ("Niederschrift", ())


def test_a_committee_for_something_is_of_its_body() -> None:
    text = "Niederschrift\n\nDer Vorsitzende eröffnet die Sitzung des Ausschusses für Schule und Bildung der Gemeinde Drochtersen.\n"
    assert facts(text).body == "Gemeinde Drochtersen"


def test_a_page_that_prints_the_sitting_and_the_body_behind_the_committee() -> None:
    paper = facts(
        "Neuaufstellung des Nahverkehrsplans; Vergabe\n\nDaten angezeigt aus Sitzung:  7. Sitzung des Kreistages, 27.11.2023\n\n"
        "Beratungsreihenfolge\nGremium Sitzung Sitzungsdatum ö / nö Beratungstyp TOP-Nr.\n"
        "Ausschuss für Verkehr (Landkreis Schwandorf) 5. Sitzung des Ausschusses für Verkehr 14.11.2023 ö vorberatend 3\n"
        "Kreistag (Landkreis Schwandorf) . Sitzung des Kreistages 27.11.2023 ö beschließend 5\n\n"
        "Sachverhalt\n\nDer Plan ist fortzuschreiben.\n"
        "Datenstand vom 04.12.2023 10:21 Uhr\n"
    )
    assert stations(paper) == [("Ausschuss für Verkehr", "2023-11-14"), ("Kreistag", "2023-11-27")]
    assert (paper.body, paper.ags, paper.public) == ("Landkreis Schwandorf", "09376", True)
    assert (paper.title, paper.date) == ("Neuaufstellung des Nahverkehrsplans; Vergabe", "")


def test_the_number_of_annexes_is_no_part_of_the_papers_number() -> None:
    assert parse_reference("20-26 / V 02232 1 Anlage") == "20-26 / V 02232"
    assert parse_reference("81/2011 – 2. Fassung") == "81/2011"
    assert parse_reference("V – 2. Fassung") == ""
    assert parse_reference("V 12 3") == "V 12 3"


def test_a_day_at_the_end_of_a_sentence_is_a_day() -> None:
    assert parse_day("vom 22.09.2014.") == "2014-09-22"
    assert parse_day("Fassung 22.09.2014.1") == ""


def test_the_kind_of_paper_may_say_that_it_is_public() -> None:
    paper = facts("ÖFFENTLICHE NIEDERSCHRIFT\nüber die 26. Sitzung des Rates der Gemeinde Altdorf\nvom 09.07.2018\nBeginn: 19 Uhr\n")
    assert paper.public is True
    assert paper.title == "ÖFFENTLICHE NIEDERSCHRIFT über die 26. Sitzung des Rates der Gemeinde Altdorf vom 09.07.2018"


def test_the_organ_of_a_body_in_a_line_of_its_own_is_no_title() -> None:
    paper = facts("Kreistag des Landkreises Uelzen\n\nErweiterung des Kreishauses\n\nBeschlussvorschlag:\nDem Entwurf wird zugestimmt.\n")
    assert paper.title == "Erweiterung des Kreishauses"


def test_a_number_with_its_label_in_the_midst_of_a_line() -> None:
    text = "\n\nGrundsätze der Landschaftsplanung\n\nSachverhalt:\nDer Plan gilt.\n"
    paper = facts(f"Landkreis Uelzen\nöffentliche Vorlage Drs.Nr. 137/06{text}")
    assert (paper.reference, paper.paper_type, paper.public) == ("137/06", "Vorlage", True)
    assert paper.title == "Grundsätze der Landschaftsplanung"
    assert facts(f"Ergänzung zur Vorlage Nr. 95/2015{text}").reference == ""


def test_a_page_of_a_whole_sitting_has_its_name_as_title_and_no_stations() -> None:
    paper = facts(
        "Ratsinformation\n\nTagesordnung - Öffentliche Sitzung der Stadtverordnetenversammlung der Stadt Altdorf\n\n"
        "Gremium: Stadtverordnetenversammlung\nDatum: Fr, 16.09.2016 Status: öffentlich\nZeit: 16:30 Anlass: Öffentliche Sitzung\n"
        "Ö 1\nEröffnung\nÖ 2\nBau der Grundschule\nVO/4680/2016\n"
    )
    assert (paper.paper_type, paper.consultations, paper.reference) == ("Tagesordnung", (), "")
    assert paper.title == "Öffentliche Sitzung der Stadtverordnetenversammlung der Stadt Altdorf"


def test_the_heading_of_a_resolution_on_the_page_of_a_point_is_no_kind_of_paper() -> None:
    votes = "Beschluss: mit Änderungen beschlossen\n\nAbstimmung: Ja: 40, Nein: 1\n\n"
    assert facts(f"{votes}Beschluss\n\nDer Oberbürgermeister wird beauftragt.\n").paper_type == ""


def test_a_first_line_above_a_line_that_leads_to_the_text_is_the_title() -> None:
    paper = facts(
        "Lage in der Gemeinde und Erwartungen an den Bund\nWir unterstützen den Vorschlag der Verwaltung:\n"
        "Wir sind der Auffassung, dass der Vorschlag die Lage in den Gemeinden und Städten klar beschreibt und nichts beschönigt.\n"
    )
    assert paper.title == "Lage in der Gemeinde und Erwartungen an den Bund"


def test_a_sitting_that_has_its_committees_name_is_no_further_station_nor_is_the_prints_own_table() -> None:
    paper = facts(
        "Vorlage - 17387/15\nBetreff: Satzung über die Beförderung\nStatus:öffentlich\nBeratungsfolge:\nSchulausschuss\n24.04.2015\n"
        "Schulausschuss ungeändert beschlossen (17387/15)\nRat der Stadt\n05.05.2015\nRat geändert beschlossen (17387/15)\n"
        "Verwaltungsausschuss\n28.04.2015    Verwaltungsausschuss\n\nAnlagen:\nSatzung\n\n"
        "Beratungsfolge\nSitzung\nBeschluss\nSchulausschuss\nRat\n\nSachverhalt\nDie Satzung gilt.\n"
    )
    assert [(item.committee, item.date, item.result) for item in paper.consultations] == [
        ("Schulausschuss", "2015-04-24", "ungeändert beschlossen"),
        ("Rat der Stadt", "2015-05-05", "geändert beschlossen"),
        ("Verwaltungsausschuss", "2015-04-28", ""),
    ]


def test_a_page_of_several_bodies_names_its_own_by_a_label() -> None:
    points = "zum Seitenanfang\n1. Bekanntgaben\nzum Seitenanfang\n2. Gebühren der Kindertagesstätten\n"
    paper = facts(f"Datum: 21.02.2024\nSitzungsort: Rathaus\nGremium: Marktgemeinderat\nKörperschaft: Markt Kaufering\n{points}")
    assert (paper.body, paper.ags) == ("Markt Kaufering", "09181128")
    assert (paper.title, paper.consultations) == ("", ())


def test_a_point_of_the_agenda_is_no_number_of_a_paper() -> None:
    assert fit("reference", "Ö 10.1") == 0.0
    assert fit("reference", "N 12/2020") > 0.0


def test_a_motion_between_dashes_below_the_title_is_what_the_paper_answers() -> None:
    paper = facts(
        "Vorlage Nr.: 5/2018/0077\n\nTagesordnungspunkt:\nEinrichtung eines Dolmetscherpools\n- Antrag der Fraktion A vom 02.07.2018 -\n\n"
        "Sachdarstellung:\nDie Fraktion bittet darum.\n"
    )
    assert (paper.paper_type, paper.date) == ("", "")


def test_the_line_that_says_who_brings_a_paper_in_is_no_title() -> None:
    paper = facts(
        "Fachdienst Migration\n\nVorlage des Kreisausschusses an den Kreistag über den Ausschuss für Soziales\n\n"
        "Unterbringung von Geflüchteten; Anmietung\n\nBeschlussvorschlag:\nDer Kreistag stimmt zu.\n"
    )
    assert paper.title == "Unterbringung von Geflüchteten; Anmietung"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Tischvorlage zu TOP 7 der Sitzung des Sozialausschusses am 23.11.2022", "Tischvorlage"),
        ("Beschlussvorlage für den Kreistag", "Beschlussvorlage"),
        ("Beantwortung der Anfrage der Fraktion A vom 20.09.2021", "Beantwortung der Anfrage"),
        ("Beschlussvorlage für Zuschüsse", ""),
    ],
)
def test_a_kind_of_paper_with_what_it_is_for(line: str, kind: str) -> None:
    assert read_type(line) == kind


def test_a_tick_in_the_next_column_belongs_to_no_unit() -> None:
    paper = facts(
        "Landkreis Uelzen                              Datum: 09.09.2019\nEinreicher: Amt 51                           X öffentlich\n"
        "                                               nicht öffentlich\n\nBetreff:  Bedarfsplanung 2020\n\nSachverhalt:\nText.\n"
    )
    assert (paper.lead_unit, paper.public) == ("Amt 51", True)
