"""Landkreis Lörrach: the form with drawn tick boxes and the table "Mittelbereitstellung - in EUR -", budget years as columns.

The Teilhabeplan of 2018 keeps the facts of a real paper in our own sentences; the paper of 2020 is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.samples.sheet import Pen, Sample, station

YEARS = (62, 84, 48, 60, 60, 60, 60, 60)


def draw_head(pen: Pen, number: str, rows: Sequence[Sequence[str]], stations: Sequence[Sequence[str]], title: str) -> list[Any]:
    return [
        pen.text("Landkreis Lörrach", 13, bold=True, align=2),
        pen.text(f"Nr.: {number}", 12, bold=True),
        pen.grid(rows, (110, 270, 115)),
        pen.grid([("Beratungsfolge", "Status", "Datum"), *stations], (300, 85, 110), header=1),
        pen.heading("Tagesordnungspunkt"),
        pen.text(title, bold=True, after=8),
    ]


def draw_effects(pen: Pen, posts: str, totals: Sequence[str], result: Sequence[Sequence[str]], first: int) -> list[Any]:
    """Ticks, the totals (Aufwand, Ertrag, einmalig, wiederkehrend) and the table by years from `first` on."""
    years = [str(year) for year in range(first, first + 4)] + [f"ab {first + 4}"]
    invest = [
        ("FinanzHH investiv", "", "Zeilen-Nr.", *years),
        ("Bedarf", "Einzahlung"),
        ("", "Auszahlung"),
        ("Plan", "Einzahlung"),
        ("", "Auszahlung"),
    ]
    rows = [("ErgebnisHH", "", "Zeilen-Nr.", *years), *result, *invest]
    full = [tuple(row) + ("",) * (8 - len(row)) for row in rows]
    return [
        pen.text(f"■ <b>Personelle Auswirkungen:</b> {posts}"),
        pen.text("■ <b>Finanzielle Auswirkungen:</b> [ ] nein \u00a0 [x] ja,"),
        pen.grid(
            [
                ("[x] im Ergebnishaushalt", "Aufwand", "Ertrag", "einmalig in", "wiederkehrend"),
                ("", *totals),
                (
                    "[ ] im Finanzhaushalt",
                    "Investitions-<br/>kosten brutto",
                    "Zuschüsse<br/>u. ä.",
                    "Investitions-<br/>kosten LK netto",
                    "zeitliche<br/>Umsetzung",
                ),
                ("", "€", "€", "€", "€"),
            ],
            (130, 92, 80, 92, 92),
            spans=[(0, 0, 0, 1), (0, 2, 0, 3)],
        ),
        pen.text("Mittelbereitstellung - in EUR -", bold=True),
        pen.grid(full, YEARS, size=8, right=(3, 4, 5, 6, 7), spans=[(0, 0, 1, 0), (0, 9, 1, 9)]),
    ]


def draw_teilhabeplan(pen: Pen) -> list[Any]:
    order = [
        "a) mit der Führungsakademie Baden-Württemberg die Begleitung des Prozesses zu vereinbaren (Entwurf in der Anlage) und",
        "b) eine Steuerungs- und Begleitgruppe einzurichten.",
    ]
    result = [
        ("Bedarf", "Erträge"),
        ("", "Personalaufwand"),
        ("", "Sachaufwand", "", "", "", "{5.000 €|a 5000 expense - 2018 + <gesamt}", "{15.000 €|a 15000 expense - 2019 + <gesamt}"),
        ("", "Kalk. Aufwand"),
        ("Plan", "Erträge"),
        ("", "Personalaufwand"),
        ("", "Sachaufwand", "", "", "", "{0 €|a 0 budget - 2018 +}", "{15.000 €|a 15000 budget - 2019 +}"),
        ("", "Kalk. Aufwand"),
    ]
    return [
        *draw_head(
            pen,
            "139/2018",
            [
                ("■ Dezernat", "V - Soziales & Jugend", "{20.06.2018|d 2018-06-20 document}"),
                ("■ Fachbereich", "Aufnahme & Integration", ""),
                ("■ Verfasser/-in", "Muster, Kim", ""),
                ("■ Telefon", "07621 000-00", ""),
            ],
            [
                (
                    'Sozialausschuss und Betriebsausschuss "Heime des Landkreises Lörrach"',
                    "öffentlich",
                    "{20.06.2018|d 2018-06-20 meeting}",
                ),
                ("Kreistag", "öffentlich", "{18.07.2018|d 2018-07-18 meeting}"),
            ],
            "Weiterentwicklung des Integrationskonzeptes zum Teilhabeplan V für Menschen mit Zuwanderungsgeschichte",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text("Auf Empfehlung des Sozialausschusses beauftragt der Kreistag die Verwaltung,"),
        *pen.bullets(order, ""),
        pen.heading("Bezug zum Haushalt"),
        pen.grid(
            [
                ("Teilhaushalt", "1", "Finanzen & Zentrales Management"),
                ("Produktgruppe", "11.14", "Zentrale Funktionen"),
                ("Produkt(e)", "11.14.08", "Kommunale Integrationsförderung"),
                (
                    "Wirkungsziel (Was soll erreicht werden?)",
                    "",
                    "Die Angebote zur Integration greifen ineinander und antworten auf heutige Aufgaben.",
                ),
                ("Leistungsziel (Was müssen wir dafür tun?)", "", "Neue Fassung der Integrationsstrategie"),
            ],
            (170, 55, 270),
        ),
        pen.new_page(),
        *draw_effects(
            pen,
            "[x] nein \u00a0 [ ] ja, ggf. Erläuterung",
            ("{20.000 €|a 20000 expense once - + #gesamt}", "", "{20.000 €|a 20000 expense once - + #gesamt}", ""),
            result,
            2016,
        ),
        pen.text("■ <b>Deckungsvorschlag</b> (wenn Mittelbedarf größer als Plan)"),
        pen.text(
            "Gedeckt wird der Bedarf aus den Mitteln für die Wirkungsmessung (Teilhaushalt 6, Planansatz {20.000 €|a 20000 budget - - + "
            "#ansatz}). Davon werden in "
            "2018 höchstens {10.000 €|a 10000 expense - 2018 + <ansatz} benötigt."
        ),
        pen.new_page(),
        pen.heading("Begründung"),
        pen.text("■ Sachverhalt", bold=True),
        pen.text(
            "Das Integrationskonzept aus dem Jahr 2007 passt nicht mehr zu den heutigen Aufgaben. Es wird überarbeitet und heißt "
            "künftig Teilhabeplan V. "
            "Der Landkreis wurde nach einem Auswahlverfahren in das Programm der Führungsakademie aufgenommen, das bürgerschaftliches "
            "Engagement und "
            "Zivilgesellschaft einbezieht. Für eine Begleitung von außen sprechen der fremde Blick, die Moderation und die Ermutigung "
            "des Ehrenamts."
        ),
        pen.text(
            "Zu beachten ist das Partizipations- und Integrationsgesetz für Baden-Württemberg vom {01.12.2015|d 2015-12-01 law}. Ein "
            "erstes Gespräch mit der "
            "Führungsakademie wurde am {25.05.2018|d 2018-05-25 other} geführt. Für das Projekt wird die Integrationsbeauftragte mit "
            "{0,5 VZÄ|p 0.5 existing - - +} freigestellt. Zwei Personen der Führungsakademie begleiten den Prozess an jeweils 20 Tagen."
        ),
        pen.text(
            "In die Planung fällt die Kommunalwahl, die voraussichtlich im {Mai 2019|d 2019-05 other} stattfindet. Der "
            "Steuerungsgruppe gehören 7 Personen "
            "aus der Verwaltung an. Die Auftaktveranstaltung ist für die Zeit ab dem {21.11.2018|d 2018-11-21 start} geplant."
        ),
        pen.text("■ Anlagen: Vereinbarung, Projektauftrag, Projektstrukturplan"),
    ]


def draw_ehrenamt(pen: Pen) -> list[Any]:
    result = [
        (
            "Bedarf",
            "Erträge",
            "",
            "",
            "{30.000|a 30000 income - 2021 + #ertrag}",
            "{30.000|a 30000 income - 2022 + #ertrag}",
            "{0|a 0 income - 2023 +}",
        ),
        (
            "",
            "Personalaufwand",
            "",
            "",
            "{58.000|a 58000 expense - 2021 + <aufwand}",
            "{58.000|a 58000 expense - 2022 + <aufwand}",
            "{58.000|a 58000 expense - 2023 + <aufwand}",
        ),
        (
            "",
            "Sachaufwand",
            "",
            "",
            "{20.000|a 20000 expense - 2021 + <aufwand}",
            "{20.000|a 20000 expense - 2022 + <aufwand}",
            "{20.000|a 20000 expense - 2023 + <aufwand}",
        ),
        ("", "Kalk. Aufwand"),
        ("Plan", "Erträge"),
        ("", "Personalaufwand", "", "", "{0|a 0 budget - 2021 +}"),
        ("", "Sachaufwand", "", "", "{8.000|a 8000 budget - 2021 +}", "{8.000|a 8000 budget - 2022 +}"),
        ("", "Kalk. Aufwand"),
    ]
    return [
        *draw_head(
            pen,
            "087/2020",
            [
                ("■ Dezernat", "V - Soziales & Jugend", "{28.09.2020|d 2020-09-28 document}"),
                ("■ Fachbereich", "Aufnahme & Integration", ""),
                ("■ Verfasser/-in", "Muster, Kim", ""),
                ("■ Telefon", "07621 000-00", ""),
            ],
            [
                ("Sozialausschuss", "öffentlich", "{07.10.2020|d 2020-10-07 meeting}"),
                ("Kreistag", "öffentlich", "{21.10.2020|d 2020-10-21 meeting}"),
            ],
            "Koordinierungsstelle Ehrenamt in der Integrationsarbeit",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text(
            "1. Der Landkreis richtet zum {01.01.2021|d 2021-01-01 start} eine Koordinierungsstelle Ehrenamt ein. Der Stellenplan "
            "2021 wird um "
            "{1,0 VZÄ|p 1.0 create 2021 S_11b + #stelle} (S 11b) erweitert."
        ),
        pen.text("2. Der jährliche Aufwand von {78.000 €|a 78000 expense yearly - + #aufwand} wird in die Haushaltspläne aufgenommen."),
        pen.heading("Begründung"),
        pen.text(
            "Im Teilhabeplan V ist das Ehrenamt ein eigenes Handlungsfeld. Rund 640 Freiwillige begleiten Familien, geben "
            "Sprachunterricht oder "
            "helfen bei der Suche nach Wohnungen. Ihnen fehlt eine feste Ansprechperson. Für Anfragen steht bislang nur ein Anteil von "
            "{0,2 VZÄ|p 0.2 existing - - -} im Fachbereich zur Verfügung. Das Land hat für die Jahre 2021 und 2022 jährlich "
            "{30.000 €|a 30000 income yearly 2021;2022 + #ertrag} zugesagt."
        ),
        pen.new_page(),
        *draw_effects(
            pen,
            "[ ] nein \u00a0 [x] ja, ggf. Erläuterung: {1,0 VZÄ|p 1.0 create - - + #stelle}",
            (
                "{78.000 €|a 78000 expense yearly - + #aufwand}",
                "{30.000 €|a 30000 income - - + #ertrag}",
                "",
                "{78.000 €|a 78000 expense yearly - + #aufwand}",
            ),
            result,
            2020,
        ),
    ]


SAMPLES = (
    Sample(
        name="06_loerrach_teilhabeplan_2018",
        paper={
            "body": "Landkreis Lörrach",
            "ags": "08336",
            "reference": "139/2018",
            "title": "Weiterentwicklung des Integrationskonzeptes zum Teilhabeplan V für Menschen mit Zuwanderungsgeschichte",
            "paper_type": "",
            "date": "2018-06-20",
            "public": True,
            "lead_unit": "Aufnahme & Integration",
            "consultations": [
                station('Sozialausschuss und Betriebsausschuss "Heime des Landkreises Lörrach"', "2018-06-20"),
                station("Kreistag", "2018-07-18"),
            ],
        },
        fields=("produkt:31", "integration:steuerung", "integration:ehrenamt"),
        draw=draw_teilhabeplan,
        font="Vera",
        size=8,
    ),
    Sample(
        name="07_loerrach_ehrenamt_2020",
        paper={
            "body": "Landkreis Lörrach",
            "ags": "08336",
            "reference": "087/2020",
            "title": "Koordinierungsstelle Ehrenamt in der Integrationsarbeit",
            "paper_type": "",
            "date": "2020-09-28",
            "public": True,
            "lead_unit": "Aufnahme & Integration",
            "consultations": [station("Sozialausschuss", "2020-10-07"), station("Kreistag", "2020-10-21")],
        },
        fields=("produkt:31", "integration:ehrenamt"),
        draw=draw_ehrenamt,
        font="Vera",
        size=8,
    ),
)
