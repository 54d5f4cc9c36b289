"""An unnamed Landkreis in Baden-Württemberg: the Kreisstrategie table, seven narrow columns on landscape pages.

The facts (sums, posts, dates) are those of a real paper that does not name its county; the sentences are ours.
"""

from __future__ import annotations

from typing import Any

from corpus.samples.sheet import Pen, Sample, station

HEADER = (
    "De-<br/>zer-<br/>nat",
    "Zustän-<br/>diger Aus-<br/>schuss",
    "Leitziel",
    "Hand-<br/>lungsfeld",
    "Empfehlung der Klausur",
    "Beschlussvorschlag der Verwaltung",
    "Empfehlung des Ausschusses",
)
WHERE = ("ELB", "Sozialaus-<br/>schuss", "Arbeit und<br/>Soziales", "Asylbewer-<br/>ber und<br/>Mig-<br/>ranten")
WIDTHS = (36, 62, 62, 66, 96, 300, 118)


def draw_measure(pen: Pen, name: str, proposal: str) -> Any:
    return pen.grid([HEADER, (*WHERE, name, proposal, "")], WIDTHS, header=1)


def draw_kreisstrategie(pen: Pen) -> list[Any]:
    return [
        pen.heading("Fortschreibung der Kreisstrategie 2018 – Beratung in den Gremien des Kreistags", 13),
        pen.gap(),
        draw_measure(
            pen,
            "Ehrenamt fördern und stärken",
            "Für das Ehrenamt in der Flüchtlingsarbeit werden im Haushalt 2018 erneut {60.000 €|a 60000 budget - 2018 + #helfer} aus "
            "Kreismitteln "
            "bereitgestellt. Unterstützt werden die Helferkreise mit einer Pauschale sowie Fortbildung, Supervision und Treffen zum "
            "Austausch.",
        ),
        pen.heading("Kurzdarstellung der Sach- und Rechtslage:"),
        pen.text(
            "Auf der Klausur wurde deutlich, dass die Helferkreise weniger Aktive zählen als im Vorjahr, während die Begleitung in "
            "Arbeit, Schule und "
            "Wohnung mehr Zeit verlangt. Das Ehrenamt soll deshalb verlässlich unterstützt werden."
        ),
        pen.text(
            "Die Verwaltung empfiehlt, als freiwillige Leistung wieder eine Helferkreisförderung von {60.000 €|a 60000 budget - 2018 "
            "+ #helfer} "
            "im Haushalt 2018 einzuplanen. Der Betrag wird auf zwei Bereiche verteilt:"
        ),
        *pen.bullets(
            [
                "Teil 1 ({30.000€|a 30000 expense - 2018 + #pauschale <helfer}): Pauschale je Helferkreis, gleich ob er in der "
                "vorläufigen Unterbringung oder "
                "in der Anschlussunterbringung tätig ist",
                "Teil 2 ({30.000 €|a 30000 expense - 2018 + #fortbildung <helfer}): Fortbildungen, Supervision und Veranstaltungen zur "
                "Vernetzung",
            ]
        ),
        pen.new_page(),
        draw_measure(
            pen,
            "Zentrale Stelle für Planung und Kenn-<br/>zahlen",
            "Damit Migration und Integration mit Kennzahlen gesteuert werden können, werden für eine zentrale Stelle "
            "(Migrationsstatistik) im Stellenplan "
            "2018 zusätzlich {0,5 VZÄ|p 0.5 create 2018 - + #statistik} bereitgestellt.",
        ),
        pen.heading("Kurzdarstellung der Sach- und Rechtslage:"),
        pen.text("Bisher werden Zahlen an mehreren Orten des Hauses gesammelt und nicht zusammengeführt. Künftig sollen erfasst werden:"),
        *pen.bullets(
            [
                "Zahl der Personen nach Aufenthaltsstatus und Herkunftsland,",
                "Übergänge in Arbeit und Ausbildung,",
                "Bezug von Leistungen und seine Dauer,",
                "besuchte Integrations- und Sprachkurse.",
            ],
            "-",
        ),
        pen.text("Für diese Aufgabe sind im Stellenplan 2018 {0,5 VZÄ|p 0.5 create 2018 - + #statistik} vorzusehen."),
        pen.new_page(),
        draw_measure(
            pen,
            "Ausbau der Kultur- und Sprach-<br/>mittlung",
            "Der Ausbau der Kultur- und Sprachmittlung wird im Haushalt 2018 mit {26.000 €|a 26000 budget - 2018 + #sach} aus "
            "Kreismitteln ausgestattet.<br/>"
            "Zur Koordinierung werden im Stellenplan 2018 {0,5 VZÄ|p 0.5 create 2018 - + #koordination} bereitgestellt.",
        ),
        pen.heading("Kurzdarstellung der Sach- und Rechtslage:"),
        pen.text(
            "Seit {März 2017|d 2017-03 start} entsteht im ganzen Landkreis ein Netz ehrenamtlicher Kultur- und Sprachmittler. 14 "
            "Ehrenamtliche sind geschult, "
            "ein weiterer Grundkurs läuft. Das Angebot soll begleitet und erweitert werden."
        ),
        *pen.bullets(
            [
                "Für Qualifizierung, Supervision und Aufwandsentschädigungen sollen im Haushalt 2018 Mittel von {26.000 €|a 26000 budget "
                "- 2018 + #sach} "
                "bereitstehen. Ein Zuschuss nach der VwV Integration (in der Regel 60 Prozent der förderfähigen Ausgaben) wird beantragt.",
                "Zur Koordinierung des Angebots ist im Stellenplan 2018 ein Stellenanteil von {0,5 VZÄ|p 0.5 create 2018 - + "
                "#koordination} nötig.",
            ]
        ),
    ]


SAMPLES = (
    Sample(
        name="01_kreisstrategie_2018",
        paper={
            "body": "",
            "ags": "",
            "reference": "",
            "title": "Fortschreibung der Kreisstrategie 2018 – Beratung in den Gremien des Kreistags",
            "paper_type": "",
            "date": "",
            "public": "",
            "lead_unit": "ELB",
            "consultations": [station("Sozialausschuss")],
        },
        fields=("produkt:31", "integration:ehrenamt", "integration:steuerung", "integration:sprache"),
        draw=draw_kreisstrategie,
        landscape=True,
        size=9,
    ),
)
