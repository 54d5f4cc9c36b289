"""Kreis Dithmarschen: prints of an ALLRIS, with Ja/Nein boxes as table cells and the example in the label of a field.

The Handlungskonzept of 2018 keeps the facts of a real paper in our own sentences; the paper of 2019 is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.samples.sheet import Pen, Sample, station

NOTE = "ALLRIS® Office Integration 3.9.2"
BOXES = (170, 30, 24, 36, 24)


def draw_head(pen: Pen, number: str, rows: Sequence[Sequence[str]], stations: Sequence[Sequence[str]]) -> list[Any]:
    return [
        pen.heading(f"Drucksache - {number}", 13),
        pen.grid(rows, (80, 215, 90, 110), ruled=False, after=4),
        pen.text("Beratungsfolge:", bold=True),
        pen.grid(stations, (70, 220, 205), ruled=False, spans=[(0, at, 1, at) for at in range(0, len(stations), 2)]),
    ]


def draw_effects(pen: Pen, costs: bool, planned: str, voluntary: str, ledger: Sequence[Sequence[str]], posts: bool, need: str) -> list[Any]:
    """The form "Finanzielle Auswirkungen"; `planned` and `voluntary` are "Ja", "Nein" or empty (no box crossed)."""

    def boxes(question: str, answer: str, mark: str = "x") -> Any:
        row = (question, "Ja", mark if answer == "Ja" else "", "Nein", mark if answer == "Nein" else "")
        return pen.grid([row], BOXES, after=3)

    return [
        pen.heading("Finanzielle Auswirkungen"),
        boxes("Finanzielle Auswirkungen", "Ja" if costs else "Nein"),
        pen.text("Falls ja:"),
        boxes("Im Haushaltsplan berücksichtigt", planned),
        boxes("Freiwillige Aufgabe/Maßnahme", voluntary),
        pen.text("Ergebnisplan/Finanzplan", bold=True),
        pen.grid(ledger, (120, 90, 120, 90)),
        pen.text(
            "Ein negativer Saldo wird finanziert durch: (Beschreibung der konkreten – strukturellen - Einsparungsmaßnahmen/Mehrerträge)"
        ),
        boxes("Auswirkung auf Stellenplan", "Ja" if posts else "Nein", "X"),
        pen.grid([("Stellenmehrbedarf: (z. B. 0,5 VK, EG ___/A___)", need)], (270, 150)),
        pen.text(NOTE, 7, align=2),
    ]


def draw_handlungskonzept(pen: Pen) -> list[Any]:
    head = draw_head(
        pen,
        "2018/0412",
        [
            ("Betreff:", "Handlungskonzept Integration", "", ""),
            ("Status:", "öffentlich", "Drucksache-Art:", "Beschlussvorlage"),
            ("Federführend:", "Geschäftsbereichsleitung Familie, Soziales, Gesundheit", "Bearbeiter/-in:", "Muster, Kim"),
        ],
        [
            ("Sozial- u. Gesundheitsausschuss", "", "Beschlussempfehlung an den Kreistag"),
            ("{21.08.2018|d 2018-08-21 meeting}", "Sitzung des Sozial- u. Gesundheitsausschusses (offen)", ""),
            ("Kreistag des Kreises Dithmarschen", "", "Abschließende Beschlussfassung"),
            ("{11.09.2018|d 2018-09-11 meeting}", "Sitzung des Kreistages des Kreises Dithmarschen", "ungeändert beschlossen"),
        ],
    )
    ledger = [
        ("Produkt-Nr.", "", "Produkt-Name", ""),
        ("Ertrag Euro", "", "Einzahlungen Euro", ""),
        ("zusätzlich / neu", "", "zusätzlich / neu", ""),
        ("Aufwand Euro", "", "Auszahlungen Euro", ""),
        ("zusätzlich / neu", "", "zusätzlich / neu", ""),
        ("Saldo", "", "Saldo", ""),
    ]
    return [
        *head,
        pen.heading("Beschlussvorschlag:"),
        pen.text(
            "Der Kreistag stimmt dem Handlungskonzept Integration zu, das die Koordinierungsstelle für Migration und Integration "
            "vorgelegt hat."
        ),
        pen.heading("Sachverhalt:"),
        pen.text(
            "Die Koordinierungsstelle für Migration und Integration arbeitet seit {Juli 2015|d 2015-07 start} im Kreis Dithmarschen. "
            "Zwei Fachkräfte sorgen "
            "dort für die Aufnahme von Schutzsuchenden; ihre Personalkosten übernimmt das Land Schleswig-Holstein für weitere 3 "
            "Jahre. Vereinbart ist dafür:"
        ),
        *pen.bullets(
            [
                "eine gemeinsame Strategie für die Region mit überprüfbaren Zielen,",
                "Daten über die Lage der Menschen mit Migrationshintergrund im Kreis,",
                "die Vernetzung aller Beteiligten und der Ausbau des Ehrenamts.",
            ],
            "-",
        ),
        pen.text(
            "Das Handlungskonzept muss dem Ministerium spätestens im {III. Quartal 2018|d 2018-Q3 deadline} vorliegen. Es behandelt "
            "Wohnen, Sprachförderung, "
            "Bildung, Arbeit und bürgerschaftliches Engagement und soll in Stufen wachsen. Ein Monitoring zeigt künftig, was die "
            "Schritte bewirken. "
            "Der Entwurf der Förderrichtlinie ist bis zum {31.12.2021|d 2021-12-31 deadline} befristet; die Anträge stellt die "
            "Stabsstelle Hilfen im Übergang."
        ),
        pen.text(NOTE, 7, align=2),
        pen.new_page(),
        *draw_effects(pen, False, "", "", ledger, False, ""),
        pen.text("Anlagen", bold=True),
        pen.text("1 Handlungskonzept Integration (735 KB)"),
    ]


def draw_sprachmittlung(pen: Pen) -> list[Any]:
    head = draw_head(
        pen,
        "2019/0287",
        [
            ("Betreff:", "Aufbau eines Pools für Sprachmittlung im Kreis Dithmarschen", "", ""),
            ("Status:", "öffentlich", "Drucksache-Art:", "Beschlussvorlage"),
            ("Federführend:", "Stabsstelle Hilfen im Übergang", "Bearbeiter/-in:", "Muster, Kim"),
        ],
        [
            ("Sozial- u. Gesundheitsausschuss", "", "Beschlussempfehlung an den Kreistag"),
            ("{20.08.2019|d 2019-08-20 meeting}", "Sitzung des Sozial- u. Gesundheitsausschusses", "ungeändert beschlossen"),
            ("Kreistag des Kreises Dithmarschen", "", "Abschließende Beschlussfassung"),
            ("{19.09.2019|d 2019-09-19 meeting}", "Sitzung des Kreistages des Kreises Dithmarschen", "ungeändert beschlossen"),
        ],
    )
    ledger = [
        ("Produkt-Nr.", "313010", "Produkt-Name", "Hilfen für Asylbewerber"),
        ("Ertrag Euro", "{9.000|a 9000 income - - + #zuschuss}", "Einzahlungen Euro", ""),
        ("zusätzlich / neu", "x", "zusätzlich / neu", ""),
        ("Aufwand Euro", "{66.500|a 66500 expense - - + #aufwand}", "Auszahlungen Euro", ""),
        ("zusätzlich / neu", "x", "zusätzlich / neu", ""),
        ("Saldo", "{-57.500|a -57500 other - - +}", "Saldo", ""),
    ]
    return [
        *head,
        pen.heading("Beschlussvorschlag:"),
        pen.text(
            "Der Kreis baut einen Pool von Sprachmittlerinnen und Sprachmittlern auf. Für Schulungen und Honorare werden ab 2020 jährlich "
            "{24.000 Euro|a 24000 budget yearly 2020- + #sach} bereitgestellt. In den Stellenplan 2020 werden "
            "{0,75 VK|p 0.75 create 2020 EG_9b + #stelle} (EG 9b) zusätzlich aufgenommen."
        ),
        pen.heading("Sachverhalt:"),
        pen.text(
            "Das Handlungskonzept Integration sieht vor, dass Behörden, Schulen und Praxen bei Bedarf auf geschulte Sprachmittler "
            "zurückgreifen können. "
            "Bisher werden freie Dolmetscher einzeln beauftragt; im Jahr 2018 zahlte der Kreis dafür {17.350,80 Euro|a 17350.80 "
            "expense - 2018 -}. "
            "Gut zwei Drittel der Anfragen betrafen Arabisch, Dari und Tigrinya."
        ),
        pen.text(
            "Der zusätzliche Aufwand von jährlich {66.500 Euro|a 66500 expense yearly - + #aufwand} setzt sich zusammen aus "
            "Personalkosten von "
            "{42.500 Euro|a 42500 expense yearly - + <aufwand} und Sachkosten von {24.000 Euro|a 24000 expense yearly - + #sach "
            "<aufwand}. "
            "Das Land hat für 2020 einen einmaligen Zuschuss von {9.000 Euro|a 9000 income once 2020 + #zuschuss} zugesagt. "
            "Der Pool soll zum {01.02.2020|d 2020-02-01 start} starten; über die Erfahrungen wird im {1. Halbjahr 2021|d 2021-H1 "
            "other} berichtet."
        ),
        pen.text(NOTE, 7, align=2),
        pen.new_page(),
        *draw_effects(pen, True, "Nein", "Ja", ledger, True, "{0,75 VK|p 0.75 create - EG_9b + #stelle}, EG 9b"),
    ]


SAMPLES = (
    Sample(
        name="02_dithmarschen_handlungskonzept_2018",
        paper={
            "body": "Kreis Dithmarschen",
            "ags": "01051",
            "reference": "2018/0412",
            "title": "Handlungskonzept Integration",
            "paper_type": "Beschlussvorlage",
            "date": "",
            "public": True,
            "lead_unit": "Geschäftsbereichsleitung Familie, Soziales, Gesundheit",
            "consultations": [
                station("Sozial- u. Gesundheitsausschuss", "2018-08-21"),
                station("Kreistag des Kreises Dithmarschen", "2018-09-11", "ungeändert beschlossen"),
            ],
        },
        fields=(
            "produkt:31",
            "integration:steuerung",
            "integration:wohnen",
            "integration:sprache",
            "integration:bildung",
            "integration:arbeit",
            "integration:ehrenamt",
        ),
        draw=draw_handlungskonzept,
    ),
    Sample(
        name="03_dithmarschen_sprachmittlung_2019",
        paper={
            "body": "Kreis Dithmarschen",
            "ags": "01051",
            "reference": "2019/0287",
            "title": "Aufbau eines Pools für Sprachmittlung im Kreis Dithmarschen",
            "paper_type": "Beschlussvorlage",
            "date": "",
            "public": True,
            "lead_unit": "Stabsstelle Hilfen im Übergang",
            "consultations": [
                station("Sozial- u. Gesundheitsausschuss", "2019-08-20", "ungeändert beschlossen"),
                station("Kreistag des Kreises Dithmarschen", "2019-09-19", "ungeändert beschlossen"),
            ],
        },
        fields=("produkt:31", "integration:sprache"),
        draw=draw_sprachmittlung,
    ),
)
