"""Landkreis Konstanz: a form without any figure, and a follow-up paper that says one figure in three places.

The Rahmenkonzept of 2016 keeps the facts of a real paper in our own sentences; the paper of 2017 is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.samples.sheet import Pen, Sample, station


def draw_letterhead(canvas: Any) -> None:
    canvas.setFont("Helvetica-Bold", 13)
    canvas.drawString(50, 795, "LANDKREIS")
    canvas.drawString(50, 780, "KONSTANZ")
    canvas.setFont("Helvetica", 7.5)
    canvas.drawRightString(545, 795, "Landratsamt Konstanz")
    canvas.line(50, 772, 545, 772)


def draw_head(pen: Pen, unit: str, date: str, number: str, stations: Sequence[Sequence[str]], item: str, title: str) -> list[Any]:
    return [
        pen.heading("Beschlussvorlage", 14),
        pen.grid([(f"Organisationseinheit<br/>{unit}", f"Datum<br/>{date}", f"Drucksachen-Nr.<br/>{number}")], (255, 110, 130)),
        pen.grid([("Beratungsfolge", "Sitzungsart", "Sitzungstermin/e"), *stations], (255, 110, 130), header=1),
        pen.text(f"Tagesordnungspunkt {item}", bold=True),
        pen.text(title, pen.size + 1, bold=True, after=8),
    ]


def draw_rahmenkonzept(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "Amt für Migration und Integration",
            "{16.06.2016|d 2016-06-16 document}",
            "2016/114",
            [
                ("Sozialausschuss", "öffentlich", "{04.07.2016|d 2016-07-04 meeting}"),
                ("Kreistag", "öffentlich", "{25.07.2016|d 2016-07-25 meeting}"),
            ],
            "1",
            "Rahmenkonzept für die Integration von Geflüchteten und Asylsuchenden im Landkreis Konstanz",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text("Der Kreistag stimmt dem Rahmenkonzept für die Integration von Geflüchteten und Asylsuchenden zu."),
        pen.heading("Sachverhalt"),
        pen.text(
            "Über den Stand des Inte¬gra¬tions¬kon¬zepts hat die Inte¬gra¬tions¬be¬auf¬trag¬te den Kreis¬tag in der Sit¬zung vom "
            "{21.03.2016|d 2016-03-21 meeting} "
            "unter¬rich¬tet. Acht Tage später, am {29.03.2016|d 2016-03-29 other}, nahm eine Steue¬rungs¬grup¬pe aus Land¬rats¬amt, "
            "großen Kreis¬städ¬ten, "
            "Gemein¬de¬tag und Kreis¬tags¬frak¬tio¬nen die Arbeit auf. Sie klärte den Begriff der Inte¬gra¬tion, benannte "
            "Ziel¬grup¬pen und schlug vor, ein "
            "kurzes Kon¬zept für Geflüch¬te¬te vor¬zu¬zie¬hen: mit den Hand¬lungs¬fel¬dern Sprache, Bildung, Arbeit und Wohnen."
        ),
        pen.text(
            "Grund¬la¬ge sind auch die Hand¬lungs¬emp¬feh¬lun¬gen der Fach¬run¬de Flücht¬lings¬ar¬beit, die der Sozial¬aus¬schuss in "
            "seiner Sit¬zung am "
            "{25.04.2016|d 2016-04-25 meeting} kennen¬ge¬lernt hat. Den ersten Ent¬wurf beriet die Steue¬rungs¬grup¬pe in ihrer "
            "Sit¬zung am "
            "{14.06.2016|d 2016-06-14 meeting}; ihre Anre¬gun¬gen sind einge¬ar¬bei¬tet."
        ),
        pen.text(
            "Als nächstes soll das Hand¬lungs¬feld Gesund¬heit, vor allem die Hilfe bei Trau¬ma¬ta, bear¬bei¬tet werden. Der "
            "Kreis¬tag berät alle 6 Monate "
            "über die Fort¬schrit¬te. Das Rahmen¬kon¬zept geht später in einem Inte¬gra¬tions¬plan für alle Men¬schen mit "
            "Migra¬tions¬hin¬ter¬grund auf; die "
            "Arbeits¬krei¬se zu den Hand¬lungs¬fel¬dern leitet das Refe¬rat Inte¬gra¬tion."
        ),
        pen.heading("Finanzielle Auswirkungen"),
        pen.text("Zurzeit nicht zu beziffern; die Kosten hängen davon ab, welche Maßnahmen umgesetzt werden."),
        pen.heading("Anlagen"),
        pen.text("Anlage 1 - Rahmenkonzept"),
    ]


def draw_sprachmittlerpool(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "Amt für Migration und Integration",
            "{06.11.2017|d 2017-11-06 document}",
            "2017/198",
            [
                ("Sozialausschuss", "öffentlich", "{20.11.2017|d 2017-11-20 meeting}"),
                ("Kreistag", "öffentlich", "{11.12.2017|d 2017-12-11 meeting}"),
            ],
            "5",
            "Ausbau des Sprachmittlerpools im Landkreis Konstanz; Mittel für das Jahr 2018",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text("Für den Ausbau des Sprachmittlerpools werden im Haushalt 2018 {84.000 €|a 84000 budget - 2018 + #pool} bereitgestellt."),
        pen.heading("Sachverhalt"),
        pen.text(
            "Mit Beschluss vom {25.07.2016|d 2016-07-25 meeting} hat der Kreistag dem Rahmenkonzept für die Integration Geflüchteter "
            "zugestimmt. Darin ist die "
            "Sprachmittlung als erste Maßnahme genannt. Seit {Oktober 2016|d 2016-10 start} vermittelt ein kleiner Pool Ehrenamtliche "
            "an Schulen und Ämter; "
            "38 Personen sprechen zusammen 19 Sprachen. Im Jahr 2017 wurden dafür {21.480,50 €|a 21480.50 expense - 2017 -} ausgegeben."
        ),
        pen.text(
            "Die Nachfrage hat sich verdreifacht. Für das Jahr 2018 entstehen Kosten von {84.000 €|a 84000 expense - 2018 + #pool}. "
            "Davon entfallen im Jahr 2018 "
            "{48.000 €|a 48000 expense - 2018 + <pool} auf Aufwandsentschädigungen und {36.000 €|a 36000 expense - 2018 + <pool} auf "
            "Schulungen. "
            "Zur Koordinierung wird die Integrationsbeauftragte mit {0,6 VZÄ|p 0.6 existing - - +} freigestellt."
        ),
        pen.heading("Finanzielle Auswirkungen"),
        pen.grid(
            [("Jahr", "Aufwand", "Deckung"), ("2018", "{84.000 €|a 84000 expense - 2018 + #pool}", "Haushaltsansatz Integration")],
            (80, 120, 200),
            header=1,
        ),
        pen.text(
            "Ab 2019 rechnet die Verwaltung mit jährlichen Kosten von {70.000|a 70000 expense yearly 2019- + #folge} bis "
            "{80.000 €|a 80000 expense yearly 2019- + ^folge}, je nach Zahl der Einsätze."
        ),
    ]


SAMPLES = (
    Sample(
        name="08_konstanz_rahmenkonzept_2016",
        paper={
            "body": "Landkreis Konstanz",
            "ags": "08335",
            "reference": "2016/114",
            "title": "Rahmenkonzept für die Integration von Geflüchteten und Asylsuchenden im Landkreis Konstanz",
            "paper_type": "Beschlussvorlage",
            "date": "2016-06-16",
            "public": True,
            "lead_unit": "Amt für Migration und Integration",
            "consultations": [station("Sozialausschuss", "2016-07-04"), station("Kreistag", "2016-07-25")],
        },
        fields=(
            "produkt:31",
            "integration:steuerung",
            "integration:sprache",
            "integration:bildung",
            "integration:arbeit",
            "integration:wohnen",
        ),
        draw=draw_rahmenkonzept,
        top=85,
        letterhead=draw_letterhead,
    ),
    Sample(
        name="09_konstanz_sprachmittlerpool_2017",
        paper={
            "body": "Landkreis Konstanz",
            "ags": "08335",
            "reference": "2017/198",
            "title": "Ausbau des Sprachmittlerpools im Landkreis Konstanz; Mittel für das Jahr 2018",
            "paper_type": "Beschlussvorlage",
            "date": "2017-11-06",
            "public": True,
            "lead_unit": "Amt für Migration und Integration",
            "consultations": [station("Sozialausschuss", "2017-11-20"), station("Kreistag", "2017-12-11")],
        },
        fields=("produkt:31", "integration:sprache"),
        draw=draw_sprachmittlerpool,
        top=85,
        letterhead=draw_letterhead,
    ),
)
