"""Heads of papers as the vendors of several Länder print them: own sentences, in the layouts of their prints."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts, ReadFile
from extract.metadata import find_facts
from extract.sections import find_sections


def facts(text: str) -> PaperFacts:
    file = ReadFile("a" * 64, "vorlage.txt", (Page(1, text),))
    return find_facts([file], find_sections(file))


HEADS: dict[str, tuple[str, dict[str, object], list[tuple[str, str]] | None]] = {
    "sessionnet_sachsen": (
        "Landkreis Bautzen\n"
        "Vorlage\tNr.: 3/0412/19\n"
        "öffentlich\n"
        "Az.: 51.2-432.10\tDatum: 07.03.2019\n"
        "Einreicher: Landrat\n"
        "Federführendes Amt: Jugendamt\n"
        "\n"
        "Gremium\tTermin\tBehandlung\n"
        "Jugendhilfeausschuss\t21.03.2019\tVorberatung\n"
        "Kreistag\t01.04.2019\tEntscheidung\n"
        "\n"
        "Betreff:\n"
        "Förderung der Schulsozialarbeit im Schuljahr 2019/2020\n"
        "Beschlussvorschlag:\n"
        "Der Kreistag beschließt die Förderung.\n",
        {
            "body": "Landkreis Bautzen",
            "ags": "14625",
            "reference": "3/0412/19",
            "title": "Förderung der Schulsozialarbeit im Schuljahr 2019/2020",
            "date": "2019-03-07",
            "public": True,
            "lead_unit": "Jugendamt",
        },
        [
            ("Jugendhilfeausschuss", "2019-03-21"),
            ("Kreistag", "2019-04-01"),
        ],
    ),
    "sdnet_nrw": (
        "Kreis Unna\n"
        "Der Landrat\n"
        "\n"
        "Vorlage Nr. 087/22\n"
        "- öffentlich -\n"
        "\n"
        "TOP 7\n"
        "Einbringer: Fachbereich Arbeit und Soziales\n"
        "Datum: 05.05.2022\n"
        "\n"
        "Beratungsfolge\n"
        "Termin\tGremium\tZuständigkeit\n"
        "Di, 17.05.2022\tAusschuss für Soziales und Familie\tVorberatung\n"
        "Di, 21.06.2022\tKreistag\tEntscheidung\n"
        "\n"
        "Betreff: Fortführung des Projekts „Ankommen im Quartier“\n"
        "\n"
        "Beschlussvorschlag\n"
        "Das Projekt wird fortgeführt.\n",
        {
            "body": "Kreis Unna",
            "ags": "05978",
            "reference": "087/22",
            "title": "Fortführung des Projekts „Ankommen im Quartier“",
            "date": "2022-05-05",
            "public": True,
        },
        [
            ("Ausschuss für Soziales und Familie", "2022-05-17"),
            ("Kreistag", "2022-06-21"),
        ],
    ),
    "morerubin": (
        "Landkreis Mayen-Koblenz\n"
        "Beschlussvorlage\n"
        "Vorlagen-Nr.: 91/2021/3\n"
        "Fachbereich: Referat 5.50 Soziales\n"
        "Datum: 11.10.2021\n"
        "Sitzungsfolge\n"
        "Gremium\tSitzungsdatum\tÖffentlichkeitsstatus\tZuständigkeit\n"
        "Kreisausschuss\t25.10.2021\tnicht öffentlich\tVorberatung\n"
        "Kreistag\t08.11.2021\töffentlich\tEntscheidung\n"
        "Tagesordnungspunkt:\n"
        "Einrichtung eines Pflegestützpunktes in Andernach\n"
        "Beschlussvorschlag:\n"
        "Der Kreistag stimmt zu.\n",
        {
            "body": "Landkreis Mayen-Koblenz",
            "ags": "07137",
            "reference": "91/2021/3",
            "title": "Einrichtung eines Pflegestützpunktes in Andernach",
            "date": "2021-10-11",
            "public": True,
            "lead_unit": "Referat 5.50 Soziales",
        },
        [
            ("Kreisausschuss", "2021-10-25"),
            ("Kreistag", "2021-11-08"),
        ],
    ),
    "brandenburg": (
        "Landkreis Oder-Spree\n"
        "Der Landrat\n"
        "Beschlussvorlage Nr. 021/2020\n"
        "Einreicher: Dezernat III\n"
        "Amt: Sozialamt\n"
        "Datum: 14.04.2020\n"
        "öffentlich\n"
        "Beratungsfolge\tDatum\n"
        "Ausschuss für Soziales und Gesundheit\t12.05.2020\n"
        "Kreisausschuss\t27.05.2020\n"
        "Kreistag\t17.06.2020\n"
        "Betreff:\n"
        "Richtlinie über die Förderung des Ehrenamtes\n"
        "Beschluss:\n"
        "Der Kreistag beschließt die Richtlinie.\n",
        {
            "body": "Landkreis Oder-Spree",
            "ags": "12067",
            "reference": "021/2020",
            "title": "Richtlinie über die Förderung des Ehrenamtes",
            "date": "2020-04-14",
            "public": True,
            "lead_unit": "Sozialamt",
        },
        [
            ("Ausschuss für Soziales und Gesundheit", "2020-05-12"),
            ("Kreisausschuss", "2020-05-27"),
            ("Kreistag", "2020-06-17"),
        ],
    ),
    "sachsen_anhalt": (
        "Landkreis Mansfeld-Südharz\n"
        "Beschlussvorlage\n"
        "öffentlich\n"
        "Drucksachen-Nr.: BV/0234/2021\n"
        "Erstellungsdatum: 02.02.2021\n"
        "Federführend: Amt für Bildung und Kultur\n"
        "Bearbeiter: Frau Krug\n"
        "Beratungsfolge:\n"
        "Status\tDatum\tGremium\tZuständigkeit\n"
        "Ö\t23.02.2021\tBildungsausschuss\tVorberatung\n"
        "Ö\t10.03.2021\tKreistag\tEntscheidung\n"
        "Gegenstand der Vorlage:\n"
        "Schulentwicklungsplan 2022 bis 2027\n"
        "Beschlussvorschlag:\n"
        "Der Kreistag beschließt den Plan.\n",
        {
            "body": "Landkreis Mansfeld-Südharz",
            "ags": "15087",
            "reference": "BV/0234/2021",
            "title": "Schulentwicklungsplan 2022 bis 2027",
            "date": "2021-02-02",
            "public": True,
            "lead_unit": "Amt für Bildung und Kultur",
        },
        [
            ("Bildungsausschuss", "2021-02-23"),
            ("Kreistag", "2021-03-10"),
        ],
    ),
    "bayern": (
        "Landkreis Freising\n"
        "Landratsamt\n"
        "\n"
        "Sitzungsvorlage\tSG 12/045/2018\n"
        "Federführung: Sachgebiet 12 Kreiskämmerei\tAktenzeichen: 9410\n"
        "Bearbeiter: Huber Anna\tDatum: 19.06.2018\n"
        "\n"
        "Beratungsfolge\tTermin\tStatus\n"
        "Kreisausschuss\t05.07.2018\töffentlich\n"
        "\n"
        "Betreff\n"
        "Zuschuss für den Neubau der Berufsschule\n"
        "\n"
        "Sachverhalt:\n"
        "Die Schule ist zu klein.\n",
        {
            "body": "Landkreis Freising",
            "ags": "09178",
            "reference": "SG 12/045/2018",
            "title": "Zuschuss für den Neubau der Berufsschule",
            "date": "2018-06-19",
            "public": True,
            "lead_unit": "Sachgebiet 12 Kreiskämmerei",
        },
        [
            ("Kreisausschuss", "2018-07-05"),
        ],
    ),
    "hessen": (
        "Landkreis Gießen\n"
        "Der Kreisausschuss\n"
        "\n"
        "Drucksache Nr. 0815/2020\n"
        "Aktenzeichen: 40-200\n"
        "Antragsteller: Kreisausschuss\n"
        "Datum: 31.08.2020\n"
        "Dezernat: II\n"
        "\n"
        "Vorlage\n"
        "\n"
        "Betreff: Erweiterung der Gesamtschule Lollar\n"
        "\n"
        "Beratungsfolge:\n"
        "Kreisausschuss\t07.09.2020\n"
        "Ausschuss für Schule, Bauen und Sport\t17.09.2020\n"
        "Kreistag\t28.09.2020\n"
        "\n"
        "Beschlussantrag:\n"
        "Der Kreistag stimmt zu.\n",
        {
            "body": "Landkreis Gießen",
            "ags": "06531",
            "reference": "0815/2020",
            "title": "Erweiterung der Gesamtschule Lollar",
            "date": "2020-08-31",
        },
        [
            ("Kreisausschuss", "2020-09-07"),
            ("Ausschuss für Schule, Bauen und Sport", "2020-09-17"),
            ("Kreistag", "2020-09-28"),
        ],
    ),
    "schleswig_holstein_allris": (
        "Kreis Steinburg\n"
        "Beschlussvorlage\n"
        "\n"
        "Betreff: Fortschreibung des Nahverkehrsplans\n"
        "\n"
        "Vorlage: VO/2019/0337\n"
        "Status: öffentlich\n"
        "Verfasser: Amt für Kreisentwicklung\n"
        "Datum: 22.10.2019\n"
        "Federführend: Amt für Kreisentwicklung\n"
        "\n"
        "Beratungsfolge:\n"
        "Ausschuss für Bau, Umwelt und Ver-\n"
        "kehr\n"
        "05.11.2019 Sitzung des Ausschusses für Bau, Umwelt und Verkehr\n"
        "Kreistag des Kreises Stein-\n"
        "burg\n"
        "05.12.2019 Sitzung des Kreistages des Kreises Steinburg\n"
        "\n"
        "Beschlussvorschlag:\n"
        "Der Plan wird beschlossen.\n",
        {
            "body": "Kreis Steinburg",
            "ags": "01061",
            "reference": "VO/2019/0337",
            "title": "Fortschreibung des Nahverkehrsplans",
            "date": "2019-10-22",
            "public": True,
            "lead_unit": "Amt für Kreisentwicklung",
        },
        [
            ("Ausschuss für Bau, Umwelt und Verkehr", "2019-11-05"),
            ("Kreistag des Kreises Steinburg", "2019-12-05"),
        ],
    ),
    "saarland": (
        "Landkreis Neunkirchen\n"
        "Die Landrätin\n"
        "Beschlussvorlage Nr. 2021/118\n"
        "öffentlich\n"
        "Datum: 18.05.2021\n"
        "Abteilung: Jugendamt\n"
        "Beratungsfolge\tSitzungstermin\tTOP\tAbstimmungsergebnis\n"
        "Kreisausschuss\t02.06.2021\t4\teinstimmig\n"
        "Kreistag\t16.06.2021\t9\t\n"
        "Bezeichnung:\n"
        "Ausbau der Nachmittagsbetreuung\n"
        "Beschlussvorschlag:\n"
        "Der Kreistag beschließt den Ausbau.\n",
        {
            "body": "Landkreis Neunkirchen",
            "ags": "10043",
            "reference": "2021/118",
            "title": "Ausbau der Nachmittagsbetreuung",
            "date": "2021-05-18",
            "public": True,
            "lead_unit": "Jugendamt",
        },
        [
            ("Kreisausschuss", "2021-06-02"),
            ("Kreistag", "2021-06-16"),
        ],
    ),
    "rheinland_pfalz": (
        "Kreisverwaltung Alzey-Worms\n"
        "Vorlage an den Kreistag\n"
        "Vorlage-Nr. 2017/066\n"
        "Abteilung 4 - Soziales\n"
        "Alzey, 28.08.2017\n"
        "TOP: 3\n"
        "\n"
        "Betreff: Anmietung von Wohnungen für Geflüchtete\n"
        "\n"
        "Sitzung am: 19.09.2017\n"
        "\n"
        "Beschlussvorschlag:\n"
        "Der Kreistag stimmt der Anmietung zu.\n",
        {
            "body": "Landkreis Alzey-Worms",
            "ags": "07331",
            "reference": "2017/066",
            "title": "Anmietung von Wohnungen für Geflüchtete",
            "date": "2017-08-28",
        },
        None,
    ),
    "thueringen": (
        "Landkreis Gotha\n"
        "Der Landrat\n"
        "\n"
        "Beschlussvorlage\n"
        "Drucksache-Nr.: 45/2022\n"
        "öffentlich\n"
        "Datum: 09.02.2022\n"
        "Einreicher: Landrat\n"
        "Dienststelle: Kämmerei\n"
        "\n"
        "Beratungsfolge:\n"
        "Haushalts- und Finanzausschuss\t21.02.2022\n"
        "Kreistag\t09.03.2022\n"
        "\n"
        "Betreff:\n"
        "Haushaltssatzung 2022\n"
        "\n"
        "Der Kreistag möge beschließen:\n"
        "1. Die Haushaltssatzung wird beschlossen.\n",
        {
            "body": "Landkreis Gotha",
            "ags": "16067",
            "reference": "45/2022",
            "title": "Haushaltssatzung 2022",
            "date": "2022-02-09",
            "public": True,
            "lead_unit": "Kämmerei",
        },
        [
            ("Haushalts- und Finanzausschuss", "2022-02-21"),
            ("Kreistag", "2022-03-09"),
        ],
    ),
    "one_line": (
        "Landkreis Uelzen\n"
        "Anfrage Nr. 12/2019\n"
        "Einreicher: Fraktion „Bürger im Kreis“ im Kreistag des Landkreises · öffentlich · 14.05.2019\n"
        "Betreff: Busse am Wochenende\n"
        "Begründung\n"
        "Am Wochenende fährt kein Bus.\n",
        {
            "body": "Landkreis Uelzen",
            "ags": "03360",
            "reference": "12/2019",
            "title": "Busse am Wochenende",
            "date": "2019-05-14",
            "public": True,
            "lead_unit": "",
        },
        [],
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_as_the_vendors_print_it(name: str) -> None:
    text, expected, stations = HEADS[name]
    paper = facts(text)
    assert {field: getattr(paper, field) for field in expected} == expected
    if stations is not None:
        assert [(item.committee, item.date) for item in paper.consultations] == stations


@pytest.mark.parametrize("text", ["Verteiler\n<Verteiler>\nSeite 3\n", "Antrag\n***\n\n", "Anfrage\n<b></b>\n"])
def test_lines_of_mark_up_alone_are_no_trouble(text: str) -> None:
    assert facts(text).consultations == ()


def test_lines_with_committee_and_day_a_title_behind_its_item() -> None:
    paper = facts(
        "Stadt Bad Nordhöven\nFachdienst 51 – Jugendamt\nVorlage Nr. 39/2021\n\nVerwaltungs- und Technischer Ausschuss am 05.05.2021\n"
        "Gemeinderat am 19.05.2021\n\nTOP 5: Beschaffung von zwölf Bussen\n\nBeschlussvorschlag:\nDer Beschaffung wird zugestimmt.\n"
    )
    assert (paper.body, paper.title) == ("Stadt Bad Nordhöven", "Beschaffung von zwölf Bussen")
    assert [(item.committee, item.date) for item in paper.consultations] == [
        ("Verwaltungs- und Technischer Ausschuss", "2021-05-05"),
        ("Gemeinderat", "2021-05-19"),
    ]
