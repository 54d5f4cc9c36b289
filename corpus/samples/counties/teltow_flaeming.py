"""Landkreis Teltow-Fläming: a web page of an ALLRIS, a paper in two columns, a rejected motion. All three are invented.

The page says latin-1 and is windows-1252, as many are: its € and its quotation marks are bytes that latin-1 does not know.
The paper in two columns does not name its county; papers.csv does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.samples.sheet import NOTICE, Pen, Sample, station

PAGE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html lang="de">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>Vorlage - 5-3876/19-II</title>
<style type="text/css"><!-- td.kb1 [[ font-weight: bold ]] table.tl1 td [[ border: 1px solid #999 ]] --></style>
<script type="text/javascript">var seite = 'vo020.asp?VOLFDNR=3876';</script>
</head>
<body>
<div id="rismenue"><a href="si010.asp">Sitzungskalender</a> | <a href="vo040.asp">Vorlagen</a> | <a href="kp041.asp">Kreistag</a></div>
<h1>Vorlage - 5-3876/19-II</h1>
<table class="tk1" cellspacing="0">
<tr><td class="kb1">Betreff:</td>
<td class="text1" colspan="3">Koordinierungsstelle &bdquo;Ankommen im Landkreis Teltow-Fl&auml;ming&ldquo;</td></tr>
<tr><td class="kb1">Status:</td>
<td class="text4">&ouml;ffentlich</td>
<td class="kb1">Vorlage-Art:</td>
<td class="text4">Beschlussvorlage</td></tr>
<tr><td class="kb1">Federf&uuml;hrend:</td>
<td class="text4">Sozialamt</td>
<td class="kb1">Vorlagendatum:</td>
<td class="text4">{12.08.2019|d 2019-08-12 document}</td></tr>
</table>
<h2>Beratungsfolge:</h2>
<table class="tl1" cellspacing="0">
<tr><th>Gremium</th><th>Termin</th><th>Ergebnis</th></tr>
<tr><td>Ausschuss für Gesundheit und Soziales</td>
<td><a href="to010.asp?SILFDNR=511">{03.09.2019|d 2019-09-03 meeting}</a></td>
<td>ungeändert beschlossen</td></tr>
<tr><td>Haushalts- und Finanzausschuss</td>
<td><a href="to010.asp?SILFDNR=517">{16.09.2019|d 2019-09-16 meeting}</a></td>
<td>geändert beschlossen</td></tr>
<tr><td>Kreistag</td><td><a href="to010.asp?SILFDNR=520">{23.09.2019|d 2019-09-23 meeting}</a></td><td>&nbsp;</td></tr>
</table>
<h2>Beschlussvorschlag:</h2>
<p>Der Landkreis richtet eine Koordinierungsstelle „Ankommen“ ein. Im Stellenplan 2020 werden dafür
<b>{2,0 VbE|p 2.0 create 2020 E_9c + #stellen}</b>
(E 9c) ausgewiesen. Für Wegweiser und Sprachmittlung stehen im Haushalt 2020 Mittel von
{46.500 €|a 46500 budget - 2020 + #sach} bereit.</p>
<h2>Begründung:</h2>
<p>Das Integrationskonzept nennt die Koordinierungsstelle als erste Maßnahme – bisher verteilen sich Erstberatung, Kursvermittlung und
Ehrenamt auf drei Ämter. Ratsuchende finden künftig an einem Ort Auskunft. Die Beratung im Jahr 2018 durch einen Verein hat den Landkreis
{28.750,00 €|a 28750 expense - 2018 -} gekostet; der Vertrag vom {15.03.2017|d 2017-03-15 law} läuft zum
{31.12.2019|d 2019-12-31 deadline} aus.</p>
<h2>Finanzielle Auswirkungen:</h2>
<table class="tl1" cellspacing="0">
<tr><th>Angaben in €</th><th>2020</th><th>2021</th></tr>
<tr><td>Personalaufwand</td>
<td>{118.200|a 118200 expense - 2020 + <summe2020}</td>
<td>{120.600|a 120600 expense - 2021 + <summe2021}</td></tr>
<tr><td>Sachaufwand</td>
<td>{46.500|a 46500 expense - 2020 + #sach <summe2020}</td>
<td>{30.000|a 30000 expense - 2021 + <summe2021}</td></tr>
<tr><td>Summe Aufwand</td>
<td>{164.700|a 164700 expense - 2020 + #summe2020}</td>
<td>{150.600|a 150600 expense - 2021 + #summe2021}</td></tr>
<tr><td>Erträge (Land)</td><td>{60.000|a 60000 income - 2020 +}</td><td>{0|a 0 income - 2021 +}</td></tr>
</table>
<p class="fuss">NOTICE</p>
</body>
</html>
"""


def draw_koordinierungsstelle(pen: Pen) -> bytes:
    page = PAGE.replace("NOTICE", NOTICE).replace("[[", "\x01").replace("]]", "\x02")
    return pen.plain(page).replace("\x01", "{").replace("\x02", "}").encode("cp1252")


def draw_title(canvas: Any) -> None:
    canvas.setFont("Times-Bold", 15)
    canvas.drawString(50, 785, "Beschlussvorlage Nr. 6-4418/21-II")
    canvas.line(50, 775, 545, 775)


def draw_richtlinie(pen: Pen) -> list[Any]:
    return [
        pen.text("öffentlich · Datum: {18.01.2021|d 2021-01-18 document}"),
        pen.text("Federführend: Büro für Chancengleichheit und Integration", after=6),
        pen.text("Beratungsfolge:", bold=True, after=1),
        pen.text("Ausschuss für Gesundheit und Soziales, {09.02.2021|d 2021-02-09 meeting}", after=1),
        pen.text("Kreistag, {22.02.2021|d 2021-02-22 meeting}", after=6),
        pen.text("Betreff: Förderrichtlinie für Willkommensinitiativen im Ehrenamt", bold=True, after=6),
        pen.heading("Beschlussvorschlag"),
        pen.text(
            "Die Förder¬richt¬linie tritt zum {1. März 2021|d 2021-03-01 start} in Kraft. Im Haus¬halt 2021 werden für das Ehren¬amt "
            "{40.000 Euro|a 40000 budget - 2021 + #topf} bereit¬ge¬stellt.",
        ),
        pen.text(
            "Eine Initia¬tive erhält einen Zuschuss von höch¬stens {1.500 Euro|a 1500 expense per_unit - +} je Projekt. Die "
            "Richt¬linie ist bis zum "
            "{31. Dezember 2023|d 2023-12-31 deadline} befris¬tet.",
            align=4,
        ),
        pen.heading("Begründung"),
        pen.text(
            "In 27 Initia¬tiven enga¬gieren sich mehr als 500 Men¬schen. Sie beglei¬ten Fami¬lien zu Behör¬den, betrei¬ben "
            "Klei¬der¬kam¬mern und laden "
            "zu Begeg¬nungs¬fes¬ten ein. Ihre Aus¬la¬gen für Fahr¬ten, Räume und Mate¬rial tragen sie oft selbst.",
            align=4,
        ),
        pen.text(
            "Eine befris¬tete För¬de¬rung gab es schon ein¬mal: In den Jahren 2016 und 2017 konn¬ten Ini¬tia¬tiven Mittel aus einem "
            "Fonds des Lan¬des "
            "bean¬tra¬gen. Er wurde nicht ver¬län¬gert. Seit¬her ist die Zahl der Akti¬ven gesun¬ken, ob¬wohl der Be¬darf an "
            "Paten¬schaf¬ten und an "
            "Hilfe bei der Woh¬nungs¬su¬che ge¬blie¬ben ist.",
            align=4,
        ),
        pen.next_column(),
        pen.heading("Wofür die Mittel gedacht sind"),
        pen.text(
            "Geför¬dert werden Paten¬schaf¬ten, Sprach¬cafés, gemein¬same Feste und Fort¬bil¬dun¬gen der Frei¬wil¬ligen. Nicht "
            "geför¬dert werden "
            "Perso¬nal und laufen¬de Mieten. Anträge nimmt die Ehren¬amts¬stelle an; sie ent¬schei¬det inner¬halb von vier Wochen. "
            "Jede Initia¬tive legt nach Ab¬schluss einen kurzen Be¬richt vor.",
            align=4,
        ),
        pen.heading("Bearbeitung"),
        pen.text(
            "Die An¬trä¬ge werden im vor¬han¬de¬nen Stel¬len¬plan be¬ar¬bei¬tet: Eine Mit¬ar¬bei¬te¬rin bringt dafür einen "
            "Stel¬len¬um¬fang von "
            "{25 %|p 0.25 existing - - +} ein. Mehr Perso¬nal ist nicht nötig.",
            align=4,
        ),
        pen.heading("Erfahrungen"),
        pen.text(
            "Im Nach¬bar¬kreis besteht seit {Mai 2018|d 2018-05 start} eine ähn¬liche Richt¬linie. Dort wurden im Jahr 2019 "
            "{31.200 Euro|a 31200 other - 2019 -} aus¬ge¬zahlt, meist für Feste, Aus¬flüge und Sprach¬treffs. Neun von zehn "
            "Ini¬tia¬tiven würden "
            "den An¬trag wie¬der stel¬len.",
            align=4,
        ),
        pen.heading("Finanzielle Auswirkungen"),
        pen.text(
            "Der Auf¬wand im Jahr 2021 beträgt {40.000 Euro|a 40000 expense - 2021 + #topf}. Für die Folge¬jahre wird über die Höhe "
            "mit dem "
            "jewei¬ligen Haus¬halt ent¬schie¬den. Erträge ent¬ste¬hen nicht.",
            align=4,
        ),
    ]


def draw_antrag(pen: Pen) -> list[Any]:
    stations: Sequence[Sequence[str]] = [
        ("Ausschuss für Gesundheit und Soziales", "{12.06.2018|d 2018-06-12 meeting}", "abgelehnt"),
        ("Kreistag", "{25.06.2018|d 2018-06-25 meeting}", "mehrheitlich abgelehnt"),
    ]
    return [
        pen.text("Landkreis Teltow-Fläming", 13, bold=True),
        pen.text("Antrag Nr. 5-3542/18-KT", 12, bold=True),
        pen.text("Einreicher: Fraktion „Bürger für den Kreis“ · öffentlich · {14.05.2018|d 2018-05-14 document}", after=8),
        pen.grid([("Beratungsfolge", "Datum", "Ergebnis"), *stations], (250, 90, 155), header=1),
        pen.text("Betreff: Integrationslotsen für den Landkreis Teltow-Fläming", bold=True, after=8),
        pen.heading("Beschlussvorschlag"),
        pen.text(
            "Der Kreistag möge beschließen: Für den Einsatz von Integrationslotsen werden im Haushalt 2019 {95.000 €|a 95000 budget - "
            "2019 - #lotsen} "
            "bereitgestellt. Im Stellenplan 2019 werden {1,5 Stellen|p 1.5 create 2019 - -} neu geschaffen."
        ),
        pen.heading("Begründung"),
        pen.text(
            "Lotsen begleiten Zugewanderte in den ersten Monaten und entlasten die Ämter. Im Landkreis leben heute rund 8.000 "
            "Menschen ohne deutschen Pass. "
            "An anderer Stelle wird viel Geld für Sprachkurse ausgegeben, die ohne Begleitung abgebrochen werden. In Potsdam kostete "
            "ein ähnliches Vorhaben im "
            "Jahr 2017 {120.000 €|a 120000 other - 2017 -}."
        ),
        pen.heading("Stellungnahme der Verwaltung"),
        pen.text(
            "Die Verwaltung empfiehlt, den Antrag abzulehnen. Die Aufgabe wird vom Land bereits gefördert. Für Migrationssozialarbeit "
            "hat der Landkreis im "
            "Jahr 2017 Zuweisungen von {612.300,75 €|a 612300.75 income - 2017 -} erhalten. Eine Deckung für {95.000 €|a 95000 budget "
            "- 2019 - #lotsen} "
            "ist im Haushalt 2019 nicht vorhanden."
        ),
    ]


BODY = {"body": "Landkreis Teltow-Fläming", "ags": "12072"}
SAMPLES = (
    Sample(
        name="11_teltow_flaeming_koordinierungsstelle_2019",
        paper=BODY
        | {
            "reference": "5-3876/19-II",
            "title": "Koordinierungsstelle „Ankommen im Landkreis Teltow-Fläming“",
            "paper_type": "Beschlussvorlage",
            "date": "2019-08-12",
            "public": True,
            "lead_unit": "Sozialamt",
            "consultations": [
                station("Ausschuss für Gesundheit und Soziales", "2019-09-03", "ungeändert beschlossen"),
                station("Haushalts- und Finanzausschuss", "2019-09-16", "geändert beschlossen"),
                station("Kreistag", "2019-09-23"),
            ],
        },
        fields=("produkt:31", "integration:ankommen", "integration:steuerung"),
        draw=draw_koordinierungsstelle,
        form="html",
    ),
    Sample(
        name="13_teltow_flaeming_zweispaltig_2021",
        paper=BODY
        | {
            "reference": "6-4418/21-II",
            "title": "Förderrichtlinie für Willkommensinitiativen im Ehrenamt",
            "paper_type": "Beschlussvorlage",
            "date": "2021-01-18",
            "public": True,
            "lead_unit": "Büro für Chancengleichheit und Integration",
            "consultations": [station("Ausschuss für Gesundheit und Soziales", "2021-02-09"), station("Kreistag", "2021-02-22")],
        },
        fields=("produkt:31", "integration:ehrenamt"),
        draw=draw_richtlinie,
        font="Times-Roman",
        size=11,
        columns=2,
        top=85,
        letterhead=draw_title,
        from_csv=("body", "ags"),
    ),
    Sample(
        name="15_teltow_flaeming_antrag_2018",
        paper=BODY
        | {
            "reference": "5-3542/18-KT",
            "title": "Integrationslotsen für den Landkreis Teltow-Fläming",
            "paper_type": "Antrag",
            "date": "2018-05-14",
            "public": True,
            "lead_unit": "",
            "consultations": [
                station("Ausschuss für Gesundheit und Soziales", "2018-06-12", "abgelehnt"),
                station("Kreistag", "2018-06-25", "mehrheitlich abgelehnt"),
            ],
        },
        fields=("produkt:31", "integration:ankommen"),
        draw=draw_antrag,
    ),
)
