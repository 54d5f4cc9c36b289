"""Kreis Steinfurt: a scan without a text layer, a table in T€ without lines, a form with AcroForm fields. All three are invented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.samples.sheet import Pen, Sample, station

LABELS_AT, FIELDS_AT = 50, 300


def draw_head(pen: Pen, number: str, rows: Sequence[Sequence[str]], stations: Sequence[Sequence[str]], title: str) -> list[Any]:
    return [
        pen.text("Kreis Steinfurt", 14, bold=True),
        pen.text(f"Sitzungsvorlage Nr. {number} – öffentlich", bold=True, after=6),
        pen.grid(rows, (110, 385), ruled=False),
        pen.grid([("Beratungsfolge", "Sitzungstermin"), *stations], (300, 195), header=1),
        pen.text(f"Betreff: {title}", bold=True, after=8),
    ]


def draw_wohnraum(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "B 041/2017",
            [("Datum:", "{08.05.2017|d 2017-05-08 document}"), ("Federführung:", "Sozialamt")],
            [("Ausschuss für Soziales", "{23.05.2017|d 2017-05-23 meeting}"), ("Kreistag", "{26.06.2017|d 2017-06-26 meeting}")],
            "Einrichtung einer Koordinierungsstelle für Wohnraumakquise",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text(
            "Im Stellenplan 2018 werden {1,5 VZÄ|p 1.5 create 2018 EG_9a +} (EG 9a) für die Wohnraumakquise ausgewiesen. Für "
            "Mietausfälle werden im Haushalt "
            "2018 {25.000 €|a 25000 budget - 2018 +} bereitgestellt."
        ),
        pen.heading("Sachverhalt"),
        pen.text(
            "Im Kreisgebiet leben 870 anerkannte Geflüchtete noch in Übergangsheimen. Ein Modellversuch in drei Gemeinden hat "
            "gezeigt, dass Vermieter "
            "eher zusagen, wenn sie eine feste Ansprechperson haben. Seit {August 2016|d 2016-08 start} wurden so 64 Wohnungen "
            "gefunden. Der Versuch hat im "
            "Jahr 2016 Kosten von {9.840 €|a 9840 expense - 2016 -} verursacht. Er endet am {31.12.2017|d 2017-12-31 deadline}."
        ),
        pen.heading("Finanzielle Auswirkungen"),
        pen.grid(
            [
                ("Aufwand (Angaben in Euro)", "2018", "2019"),
                ("Personalaufwand", "{84.000|a 84000 expense - 2018 +}", "{85.700|a 85700 expense - 2019 +}"),
                ("Sachaufwand", "{6.000|a 6000 expense - 2018 +}", "{6.000|a 6000 expense - 2019 +}"),
            ],
            (220, 110, 110),
            header=1,
            right=(1, 2),
        ),
    ]


def draw_programm(pen: Pen) -> list[Any]:
    years = ("2019", "2020", "2021")

    def row(name: str, direction: str, values: Sequence[str], links: str = "") -> tuple[str, ...]:
        cells = (
            f"{{{value}|a {value.replace(',', '')}00 {direction} - {year} + {links.format(year=year)}}}"
            for value, year in zip(values, years, strict=True)
        )
        return (name, *cells)

    return [
        *draw_head(
            pen,
            "B 092/2018",
            [("Datum:", "{27.08.2018|d 2018-08-27 document}"), ("Federführung:", "Kommunales Integrationszentrum")],
            [("Ausschuss für Soziales", "{18.09.2018|d 2018-09-18 meeting}"), ("Kreistag", "{08.10.2018|d 2018-10-08 meeting}")],
            "Fortführung des Integrationskonzepts in den Jahren 2019 bis 2021",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text(
            "Der Kreistag beschließt, das Integrationskonzept in den Jahren 2019 bis 2021 fortzuführen. Die Mittel nach der folgenden "
            "Übersicht werden "
            "in die Haushaltspläne eingestellt."
        ),
        pen.heading("Finanzielle Auswirkungen"),
        pen.text("Übersicht (Angaben in T€)", bold=True),
        pen.grid(
            [
                ("", *years),
                row("Personalaufwand", "expense", ("212,5", "218,0", "223,6"), "<summe{year}"),
                row("Sprachmittlung", "expense", ("40,0", "45,0", "45,0"), "<summe{year}"),
                row("Zuwendungen an Vereine", "expense", ("30,0", "30,0", "25,0"), "<summe{year}"),
                row("Summe Aufwendungen", "expense", ("282,5", "293,0", "293,6"), "#summe{year}"),
                row("Erträge aus Landeszuweisung", "income", ("150,0", "150,0", "150,0")),
            ],
            (220, 80, 80, 80),
            ruled=False,
            header=1,
            right=(1, 2, 3),
        ),
        pen.heading("Sachverhalt"),
        pen.text(
            "Das Konzept wurde am {14.12.2015|d 2015-12-14 meeting} vom Kreistag beschlossen. Im Kommunalen Integrationszentrum sind "
            "derzeit "
            "{3,5 Stellen|p 3.5 existing - - -} besetzt. Eine Änderung des Stellenplans ist nicht vorgesehen. Von den Vereinen wurden "
            "im vergangenen Jahr 58 "
            "Vorhaben mit mehr als 2.000 Teilnehmenden umgesetzt. Schwerpunkte bleiben Sprachförderung, Ausbildung und das Ehrenamt."
        ),
        pen.text(
            "Zum Vergleich: Eine Nachbarkommune wendete im Jahr 2017 für ähnliche Aufgaben {0,4 Mio. €|a 400000 other - 2017 -} auf. "
            "Die Landesförderung läuft am {31.12.2021|d 2021-12-31 deadline} aus."
        ),
    ]


def draw_sprachmittlung(pen: Pen) -> list[Any]:
    return [
        *draw_head(
            pen,
            "B 117/2020",
            [("Datum:", "{19.10.2020|d 2020-10-19 document}"), ("Federführung:", "Kommunales Integrationszentrum")],
            [("Ausschuss für Soziales", "{10.11.2020|d 2020-11-10 meeting}"), ("Kreistag", "{14.12.2020|d 2020-12-14 meeting}")],
            "Laiensprachmittlung im Kreis Steinfurt",
        ),
        pen.heading("Beschlussvorschlag"),
        pen.text(
            "Die Laiensprachmittlung wird ab dem {01.01.2021|d 2021-01-01 start} als Angebot des Kreises fortgeführt. Dafür werden ab "
            "2021 jährlich "
            "{52.400 €|a 52400 expense yearly 2021- + #gesamt} aufgewendet."
        ),
        pen.heading("Sachverhalt"),
        pen.text(
            "Bislang trug ein Verein die Sprachmittlung. Die Vereinbarung mit ihm ist bis zum "
            "{31.12.2020|d 2020-12-31 deadline} befristet. Im Jahr 2019 fanden 1.130 Einsätze "
            "statt. Der Kreis hat den Verein im Jahr 2019 mit {35.000 €|a 35000 expense - 2019 -} unterstützt."
        ),
        pen.heading("Finanzielle und personelle Auswirkungen (bitte am Bildschirm ausfüllen)"),
    ]


def draw_fields(canvas: Any, pen: Pen) -> None:
    """The form's fields, each beside its printed label; what they hold is not in the page's content but in the AcroForm."""
    values = [
        ("gesamt", "Gesamtaufwand jährlich", "{52.400,00 EUR|a 52400 expense yearly - + #gesamt}"),
        ("personal", "davon Personalaufwand", "{34.900,00 EUR|a 34900 expense yearly - + <gesamt}"),
        ("sach", "davon Sachaufwand", "{17.500,00 EUR|a 17500 expense yearly - + <gesamt}"),
        ("ertrag", "Erträge jährlich", "{0,00 EUR|a 0 income yearly - +}"),
        ("stelle", "Stellenmehrbedarf in VZÄ (z. B. 0,25)", "{0,6|p 0.6 create - - +}"),
    ]
    for at, (name, label, value) in enumerate(values):
        y = 500 - 24 * at
        canvas.setFont(pen.font, pen.size)
        canvas.drawString(LABELS_AT, y + 5, label)
        canvas.acroForm.textfield(
            name=name, value=pen.plain(value), x=FIELDS_AT, y=y, width=130, height=17, fontName="Helvetica", fontSize=9, borderWidth=0.5
        )
    for at, (name, label, checked) in enumerate(
        (("ja", "im Haushalt veranschlagt: ja", False), ("nein", "im Haushalt veranschlagt: nein", True))
    ):
        y = 370 - 20 * at
        canvas.drawString(LABELS_AT, y + 3, label)
        canvas.acroForm.checkbox(name=name, checked=checked, x=FIELDS_AT, y=y, size=12, buttonStyle="cross", borderWidth=0.5)


BODY = {"body": "Kreis Steinfurt", "ags": "05566"}
SAMPLES = (
    Sample(
        name="10_steinfurt_wohnraum_scan_2017",
        paper=BODY
        | {
            "reference": "B 041/2017",
            "title": "Einrichtung einer Koordinierungsstelle für Wohnraumakquise",
            "paper_type": "Sitzungsvorlage",
            "date": "2017-05-08",
            "public": True,
            "lead_unit": "Sozialamt",
            "consultations": [station("Ausschuss für Soziales", "2017-05-23"), station("Kreistag", "2017-06-26")],
        },
        fields=("produkt:31", "produkt:52", "integration:wohnen"),
        draw=draw_wohnraum,
        form="scan",
        font="Times-Roman",
        size=11,
    ),
    Sample(
        name="12_steinfurt_programm_2018",
        paper=BODY
        | {
            "reference": "B 092/2018",
            "title": "Fortführung des Integrationskonzepts in den Jahren 2019 bis 2021",
            "paper_type": "Sitzungsvorlage",
            "date": "2018-08-27",
            "public": True,
            "lead_unit": "Kommunales Integrationszentrum",
            "consultations": [station("Ausschuss für Soziales", "2018-09-18"), station("Kreistag", "2018-10-08")],
        },
        fields=("produkt:31", "integration:steuerung", "integration:sprache", "integration:arbeit", "integration:ehrenamt"),
        draw=draw_programm,
        font="Vera",
        size=8.5,
    ),
    Sample(
        name="14_steinfurt_acroform_2020",
        paper=BODY
        | {
            "reference": "B 117/2020",
            "title": "Laiensprachmittlung im Kreis Steinfurt",
            "paper_type": "Sitzungsvorlage",
            "date": "2020-10-19",
            "public": True,
            "lead_unit": "Kommunales Integrationszentrum",
            "consultations": [station("Ausschuss für Soziales", "2020-11-10"), station("Kreistag", "2020-12-14")],
        },
        fields=("produkt:31", "integration:sprache"),
        draw=draw_sprachmittlung,
        closing=draw_fields,
    ),
)
