"""Landkreis Wittmund: the form with its table "Finanzierung", and a report that only looks back.

The paper of 2018 keeps the facts of a real paper in our own sentences; those of 2020 and 2021 are invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.samples.sheet import Pen, Sample, station

VOTES = [
    ("Abstimmungsergebnis:", "", "", ""),
    ("Fraktion", "Ja:", "Nein:", "Enth.:"),
    ("Fachausschuss", "Ja:", "Nein:", "Enth.:"),
    ("Kreisausschuss", "Ja:", "Nein:", "Enth.:"),
    ("Kreistag", "Ja:", "Nein:", "Enth.:"),
]


def draw_head(pen: Pen, kind: str, number: str, stations: Sequence[Sequence[str]], title: str) -> list[Any]:
    return [
        pen.grid([(kind, "öffentlich")], (380, 115), ruled=False, size=13),
        *([pen.text(f"Vorlage-Nr.: {number}")] if number else []),
        pen.grid([("Beratungsfolge", "Sitzungstermin", "TOP"), *stations], (270, 150, 75), header=1),
        pen.heading("Betreff:"),
        pen.text(title, bold=True, after=8),
    ]


def draw_finance(pen: Pen, cells: Sequence[str], account: str, left: str) -> list[Any]:
    return [
        pen.heading("Finanzierung:"),
        pen.grid([("1. Gesamtkosten", "2. jährliche Folgekosten", "3. objektbezogene Einnahmen"), cells], (175, 160, 160), header=1),
        pen.text("Haushaltsmittel", bold=True),
        pen.text(f"Produktkonto: {account}"),
        pen.text(left),
    ]


def draw_integrationskonzept(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "BESCHLUSSVORLAGE",
            "",
            [
                ("Sozialausschuss", "{22.11.2018|d 2018-11-22 meeting}", ""),
                ("Kreisausschuss", "{29.11.2018|d 2018-11-29 meeting}", ""),
                ("Kreistag", "{17.12.2018|d 2018-12-17 meeting}", ""),
            ],
            "Integrationskonzept für den Landkreis Wittmund; Sachstand und nächste Schritte",
        ),
        pen.heading("Sachverhalt:"),
        pen.text(
            "Am {23.08.2017|d 2017-08-23 meeting} hat der Kreisausschuss beschlossen, ein Integrationskonzept unter Beteiligung der "
            "ganzen Gesellschaft zu "
            "erarbeiten. Den Auftrag für die Begleitung erhielt mit Beschluss des Kreisausschusses vom {25.01.2018|d 2018-01-25 "
            "meeting} ein Büro aus "
            "Düsseldorf. Das Konzept beschreibt Ziele und Wege, ist aber kein abgeschlossenes Werk: Es soll fortgeschrieben werden, "
            "sobald sich der Bedarf ändert."
        ),
        pen.text("Die Steuerungsgruppe der Verwaltung schlägt als erste Maßnahmen vor:"),
        *pen.bullets(
            [
                "eine zentrale Anlauf- und Integrationsstelle, an die sich alle Gruppen von Migranten wenden können (z. B. mit Fragen im "
                "Einzelfall),",
                "eine Sprachkoordinierungsstelle für Bildungsberatung, Netzwerkarbeit und die Erhebung des Bedarfs.",
            ],
            "-",
        ),
        pen.text(
            "Bewährtes wird fortgesetzt: die Sprachkurse in den Gemeinden, das Sprachcafé, der Dolmetscherpool und der Kurs für Mütter."
        ),
        pen.text(
            "Für die Projekte verfügt die Koordinierungsstelle zurzeit über ein Budget von {10.000 €|a 10000 budget - - - #bisher}. "
            "In 2019 soll es auf {20.000 €|a 20000 budget - 2019 + #budget} steigen. Über die Folgejahre wird nach den Erfahrungen "
            "entschieden."
        ),
        *draw_finance(
            pen,
            ("Personalkosten für {eine Stelle|p 1 create - - + #stelle} + {10.000 €|a 10000 expense once - + #mehr}", "keine", "keine"),
            "Aufwendungen für Koordinierungsstelle",
            "[ ] Noch zur Verfügung: ________ € <br/>[x] stehen nicht zur Verfügung",
        ),
        pen.new_page(),
        pen.heading("Beschlussvorschlag:"),
        pen.text(
            "Eine zentrale Anlauf- und Integrationsstelle sowie eine Sprachkoordinierungsstelle werden eingerichtet. Für beide "
            "Aufgaben ist "
            "{eine Vollzeitstelle|p 1 create 2019 - + #stelle} einzuplanen und im Stellenplan 2019 auszuweisen."
        ),
        pen.text(
            "Für die übrigen Projekte wird das Budget der Koordinierungsstelle in 2019 auf {20.000 €|a 20000 budget - 2019 + #budget} "
            "erhöht. Der Rahmen "
            "der Folgejahre richtet sich nach dem Verlauf der Projekte."
        ),
        pen.gap(14),
        pen.text("Wittmund, den {09.11.2018|d 2018-11-09 document}"),
        pen.text("gez. Muster"),
        pen.grid(VOTES, (150, 80, 80, 80), spans=[(0, 0, 3, 0)]),
        pen.text("Anlagenverzeichnis:"),
    ]


def draw_dolmetscherpool(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "BESCHLUSSVORLAGE",
            "0083/2020",
            [("Sozialausschuss", "{17.09.2020|d 2020-09-17 meeting}", "4"), ("Kreisausschuss", "{24.09.2020|d 2020-09-24 meeting}", "11")],
            "Ausbau des Dolmetscherpools im Landkreis Wittmund",
        ),
        pen.heading("Sachverhalt:"),
        pen.text(
            "Der Dolmetscherpool ist eine Maßnahme des Integrationskonzepts. Er wird von der Koordinierungsstelle betreut, die mit "
            "{anderthalb Stellen|p 1.5 existing - - -} besetzt ist; zusätzliches Personal wird nicht beantragt. Die ehrenamtlichen "
            "Dolmetscher erhalten "
            "künftig {25 €|a 25 expense per_unit - +} je Einsatz statt bisher {20 €|a 20 expense per_unit - -} je Einsatz. Neu "
            "aufgenommen werden Kurmandschi, "
            "Somali und Gebärdensprache."
        ),
        *draw_finance(
            pen,
            ("{12.500 €|a 12500 expense once - + #pool}", "{8.000 €|a 8000 expense yearly - +}", "{4.000 €|a 4000 income - - +}"),
            "311.20.4291",
            "[x] Noch zur Verfügung: {3.150,45 €|a 3150.45 budget - - +} <br/>[ ] stehen nicht zur Verfügung",
        ),
        pen.heading("Beschlussvorschlag:"),
        pen.text(
            "Der Dolmetscherpool wird ausgebaut. Für Schulungen und Aufwandsentschädigungen werden im Haushalt 2021 Mittel in Höhe von "
            "{12.500 €|a 12500 budget - 2021 + #pool} bereitgestellt."
        ),
        pen.gap(14),
        pen.text("Wittmund, den {31.08.2020|d 2020-08-31 document}"),
        pen.text("gez. Muster"),
        pen.grid(VOTES, (150, 80, 80, 80), spans=[(0, 0, 3, 0)]),
    ]


def draw_bericht(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "MITTEILUNGSVORLAGE",
            "0021/2021",
            [("Sozialausschuss", "{18.03.2021|d 2021-03-18 meeting}", "6")],
            "Bericht der Koordinierungsstelle Integration über das Jahr 2020",
        ),
        pen.heading("Sachverhalt:"),
        pen.text(
            "Die Koordinierungsstelle Integration des Landkreises Wittmund hat im Jahr 2020 von ihrem Budget in Höhe von {20.000 €|a "
            "20000 budget - 2020 -} "
            "{14.872,16 €|a 14872.16 expense - 2020 -} ausgegeben. Wegen der Pandemie fielen ab {April 2020|d 2020-04 start} viele "
            "Kurse aus. "
            "In der Anlaufstelle wurden 412 Personen beraten, an 38 Tagen auch in den Gemeinden."
        ),
        pen.text(
            "Das Land Niedersachsen zahlte im Jahr 2020 eine Zuwendung von {6.500 €|a 6500 income - 2020 -}. Die "
            "Sprachkoordinierungsstelle ist seit dem "
            "{01.04.2019|d 2019-04-01 start} mit {einer halben Stelle|p 0.5 existing - - -} besetzt. Den Dolmetscherpool nutzten vor "
            "allem Schulen und "
            "das Gesundheitsamt."
        ),
        pen.heading("Finanzierung:"),
        pen.text("Mit dieser Mitteilung sind keine Ausgaben verbunden."),
        pen.heading("Beschlussvorschlag:"),
        pen.text("Der Bericht wird zur Kenntnis genommen."),
        pen.gap(14),
        pen.text("Wittmund, den {22.02.2021|d 2021-02-22 document}"),
        pen.text("gez. Muster"),
    ]


BODY = {"body": "Landkreis Wittmund", "ags": "03462"}
SAMPLES = (
    Sample(
        name="04_wittmund_integrationskonzept_2018",
        paper=BODY
        | {
            "reference": "",
            "title": "Integrationskonzept für den Landkreis Wittmund; Sachstand und nächste Schritte",
            "paper_type": "Beschlussvorlage",
            "date": "2018-11-09",
            "public": True,
            "lead_unit": "",
            "consultations": [
                station("Sozialausschuss", "2018-11-22"),
                station("Kreisausschuss", "2018-11-29"),
                station("Kreistag", "2018-12-17"),
            ],
        },
        fields=("produkt:31", "integration:steuerung", "integration:ankommen", "integration:sprache"),
        draw=draw_integrationskonzept,
        font="Times-Roman",
        size=10.5,
    ),
    Sample(
        name="05_wittmund_dolmetscherpool_2020",
        paper=BODY
        | {
            "reference": "0083/2020",
            "title": "Ausbau des Dolmetscherpools im Landkreis Wittmund",
            "paper_type": "Beschlussvorlage",
            "date": "2020-08-31",
            "public": True,
            "lead_unit": "",
            "consultations": [station("Sozialausschuss", "2020-09-17"), station("Kreisausschuss", "2020-09-24")],
        },
        fields=("produkt:31", "integration:sprache"),
        draw=draw_dolmetscherpool,
        font="Times-Roman",
        size=10.5,
    ),
    Sample(
        name="16_wittmund_bericht_2021",
        paper=BODY
        | {
            "reference": "0021/2021",
            "title": "Bericht der Koordinierungsstelle Integration über das Jahr 2020",
            "paper_type": "Mitteilungsvorlage",
            "date": "2021-02-22",
            "public": True,
            "lead_unit": "",
            "consultations": [station("Sozialausschuss", "2021-03-18")],
        },
        fields=("produkt:31", "integration:steuerung"),
        draw=draw_bericht,
        font="Times-Roman",
        size=10.5,
    ),
)
