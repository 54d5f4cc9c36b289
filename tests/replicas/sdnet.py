"""SD.NET RIM: the list of papers with its pager, papers, agendas, the calendar with its export, encrypted tokens in every address.

Markup as RIM 4 writes it (table-details, table-vorgang, table-top); towns, papers and sentences are invented.
"""

from __future__ import annotations

import datetime
import hashlib
import html
from collections.abc import Mapping

from tests.replicas.replica import Answer, Request, small_pdf

SUBJECTS = (
    ("Neubau der Rettungswache Musterau", "Vergabe der Rohbauarbeiten"),
    ("Förderung der Migrationsberatung im Kreis Musterau", ""),
    ("Wirtschaftsplan der Kreisvolkshochschule", "hier: Feststellung"),
    ("Erweiterung des Radwegenetzes", ""),
)
KINDS = ("Beschlussvorlage", "Vorlage zur Kenntnis", "Antrag der Fraktionen")
COMMITTEES = ("Kreistag", "Kreisausschuss", "Ausschuss für Arbeit und Soziales")
NOT_PUBLIC = "Grundstücksangelegenheit der Gemeinde Hinterau"


class SdnetSite:
    """`papers` public papers on meetings of eight; every fourth has an attachment, every ninth is on no agenda yet.

    `list_off`: no list of papers, so that only the calendar leads to them. `gate`: a browser check instead of every page.
    `rotate()` gives all addresses new tokens, as a server does that encrypts anew.
    """

    vendor = "sdnet"
    PAGE = 25

    def __init__(self, papers: int = 60, list_off: bool = False, gate: bool = False, version: str = "4") -> None:
        self.papers, self.list_off, self.gate, self.version = papers, list_off, gate, version
        self.base, self.salt = "", "a"
        self.asked: list[str] = []

    def start(self, base: str) -> str:
        self.base = base
        return f"{base}/rim/"

    def rotate(self) -> None:
        self.salt += "a"

    def truth(self) -> Mapping[str, str]:
        numbers = [number for number in range(1, self.papers + 1) if not (self.list_off and self.is_unscheduled(number))]
        return {self.reference(number): self.title(number) for number in numbers}

    # what is told of paper `number`

    def reference(self, number: int) -> str:
        return f"V {number:02}/{100 + number}/{18 + number % 9}"

    def kind(self, number: int) -> str:
        return KINDS[number % len(KINDS)]

    def title(self, number: int) -> str:
        first, second = SUBJECTS[number % len(SUBJECTS)]
        return f"{first} {number} {second}".strip()

    def is_unscheduled(self, number: int) -> bool:
        return number % 9 == 0

    def stations(self, number: int) -> list[tuple[str, str, str]]:
        """(committee, day, result); an unscheduled one names its committee only."""
        if self.is_unscheduled(number):
            return [(COMMITTEES[1], "", "")]
        stations = [(COMMITTEES[0], self.day(number // 8, 0), "Einstimmig, 0 Enthaltung(en)" if number % 2 else "")]
        if number % 3 == 0:
            stations.insert(0, (COMMITTEES[2], self.day(number // 8, 2), "mehrheitlich empfohlen"))
        return stations

    def day(self, group: int, committee: int) -> str:
        return (datetime.date(2018, 2, 20) + datetime.timedelta(days=28 * group - 7 * committee)).isoformat()

    def files(self, number: int) -> list[tuple[str, str, str]]:
        """(label, file name, class of its icon)"""
        name = f"{self.kind(number)} {self.reference(number)}"
        found = [(name, name.replace(" ", "_").replace("/", "-") + ".pdf", "document-link fa-sst-file vorlage-link fa-icon")]
        if number % 4 == 0:
            found.append((f"Kostenschätzung {number}", f"Kostenschaetzung_{number}.pdf", "attachment-link vorlage-attachment-link fa-icon"))
        return found

    # the server

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.path)
        if self.gate:
            return Answer(200, "<html><title>Browser-Überprüfung</title><body>Verifying your browser …</body></html>".encode())
        if request.path.startswith("/rim/sdnetrim/") and request.path.endswith(".pdf"):
            return Answer(200, small_pdf(request.path.rsplit("/", 1)[-1]), "application/pdf")
        path, token = request.path.removeprefix("/rim").strip("/"), request.query.get("__", "")
        body = self._body(path, token)
        if body is None:
            return Answer(404, self._page("Fehler", "<h1>Seite nicht gefunden</h1>").encode())
        if path.startswith("termine/ics"):
            return Answer(200, body.encode(), "text/calendar; charset=utf-8")
        return Answer(200, body.encode(), headers={"Set-Cookie": f"PHPSESSID={len(self.asked)}; path=/"})

    def _body(self, path: str, token: str) -> str | None:
        if path == "vorlagen" and not self.list_off:
            pages = range(1, -(-self.papers // self.PAGE) + 1)
            wanted = next((page for page in pages if token == self._token(f"page{page}")), 1)
            return self._list(wanted, len(pages)) if not token or token == self._token(f"page{wanted}") else None
        if path == "termine":
            export = f'<button id="btn-export-ics" data-export-url="{self._link("termine/ics", "export")}"></button>'
            return self._page("Termine", f'<div id="calendar" data-source="{self.base}/rim/termine/data"></div>{export}')
        if path == "termine/ics":
            return self._calendar()
        if path == "vorgang":
            number = next((entry for entry in range(1, self.papers + 1) if token == self._token(f"paper{entry}")), 0)
            return self._paper(number) if number else None
        if path == "tops":
            return next((self._agenda(*place) for place in self._meetings() if token == self._token(f"meeting{place}")), None)
        return None

    def _token(self, name: str) -> str:
        return "UGhVM0hpd2NXNFdFcExjZ" + hashlib.sha256(f"{self.salt}{name}".encode()).hexdigest()[:22]

    def _link(self, path: str, name: str) -> str:
        return f"{self.base}/rim/{path}/?__={self._token(name)}"

    def _meetings(self) -> dict[tuple[int, int], list[int]]:
        found: dict[tuple[int, int], list[int]] = {}
        for number in range(1, self.papers + 1):
            for committee, day, _ in self.stations(number):
                if day:
                    found.setdefault((number // 8, COMMITTEES.index(committee)), []).append(number)
        return found

    def _page(self, title: str, content: str) -> str:
        head = f'<meta charset="utf-8" /><meta name="generator" content="SD.NET RIM - Ratsinfomanagement" /><title>{title} - SD.NET RIM '
        head += f"{self.version} | Landkreis Musterau</title>"
        menu = f'<ul class="sdnetrim-menu-ul"><li><a href="{self.base}/rim/vorlagen">Vorlagen</a></li></ul><h1>Ratsportal</h1>'
        return f'<!DOCTYPE html><html lang="de"><head>{head}</head><body>{menu}<div id="rimcontent">{content}</div></body></html>'

    def _list(self, page: int, pages: int) -> str:
        numbers = list(range(self.papers, 0, -1))[(page - 1) * self.PAGE : page * self.PAGE]
        rows = "".join(self._list_row(number) for number in numbers)
        pager = ""
        if page < pages:
            following = f"{self.base}/rim/vorlagen?__={self._token(f'page{page + 1}')}"
            pager = f'<a href="{following}">{page + 1}</a> <a href="{following}">&gt;</a>'
        table = f'<table id="table0" class="table-data table-vorlagen table-cols-3"><tbody>{rows}</tbody></table>'
        return self._page("Vorlagen", f'<div id="div-content" class="vorlagen"><div class="pager">{pager}</div>{table}</div>')

    def _list_row(self, number: int) -> str:
        committee, day, _ = self.stations(number)[-1]
        meeting = ""
        if day:
            shown = _german(day)
            link = self._link("tops", f"meeting{(number // 8, 0)}")
            meeting = f'<a href="{link}" title="Zur Sitzung vom Di, {shown} 17:00 Uhr">Di, {shown}</a><br><span>{committee}</span>'
        subject = f"<span>{html.escape(self.title(number))}</span>"
        paper = f'<a href="{self._link("vorgang", f"paper{number}")}">{self.reference(number)}</a> - {self.kind(number)}<br/>{subject}'
        documents = self._documents(number, hidden=True)
        cells = (("dokument", documents), ("betreff", paper), ("termin", meeting))
        return f'<tr class="row-1">{_cells(cells)}</tr>\n'

    def _documents(self, number: int, hidden: bool = False) -> str:
        links = []
        for place, (label, name, icon) in enumerate(self.files(number)):
            url = f"{self.base}/rim/sdnetrim/{self._token(f'file{number}{place}')}/{name}"
            told = f"{label} (exportiert: 12.03.2026) ({'2.479' if place else '125'} KB)"
            spoken = f"Anlage {label} zum Vorgang exportiert am 12.03.2026" if place else label
            spoken += " im PDF-Format öffnen"
            shown = f'<span aria-hidden="true"{" class=hide-text" if hidden else ""}>{told}</span>'
            icon = f'<span aria-hidden="true" class="{icon}"><i class="fa-top"></i></span>'
            links.append(f'<a role="button" class="link-element" href="{url}" aria-label="{spoken}" title="{spoken}">{icon}{shown}</a>')
        return "".join(links)

    def _paper(self, number: int) -> str:
        first, second = SUBJECTS[number % len(SUBJECTS)]
        subject = f"{first} {number}" + (f"<br />\n{second}" if second else "")
        rows = [
            (f"{self.kind(number)}:", self.reference(number)),
            ("Betreff:", subject),
            ("Federführung:", "Amt für Finanzen &amp; Controlling"),
            ("Bearbeiter/-in:", "Erika Beispiel"),
            ("Dokument:", self._documents(number)),
        ]
        details = "".join(f'<tr><th scope="row">{label}</th><td>\n {value} </td></tr>' for label, value in rows)
        stations = "".join(self._station(number, *station) for station in self.stations(number))
        heads = ("beginn", "Termin"), ("gremium", "Gremium"), ("beschluss", "Beschluss"), ("ergebnis", "Abstimmung")
        head = "".join(f'<th class="column-{name}-header" scope="col">{label}</th>' for name, label in heads)
        sequence = '<table id="table0" class="table-data table-vorgang table-cols-4"><caption>Beratungsfolge</caption>'
        sequence += f"<thead><tr>{head}</tr></thead>"
        heading = f'<h1 class="heading">Vorgang {self.reference(number)}</h1>'
        content = f'{heading}<table class="table-details">{details}</table>{sequence}<tbody>{stations}</tbody></table>'
        return self._page(f"Vorgang {self.reference(number)}", f'<div id="div-content" class="vorgang">{content}</div>')

    def _station(self, number: int, committee: str, day: str, result: str) -> str:
        place = (number // 8, COMMITTEES.index(committee))
        link = f'<a href="{self._link("tops", f"meeting{place}")}" title="Zur Sitzung">Di, {_german(day)} 17:00 Uhr</a>' if day else ""
        decision = ""
        if result:
            label = f"Beschlusstext {self.reference(number)} (öffentlich) {committee}"
            url = f"{self.base}/rim/sdnetrim/{self._token(f'decision{number}{place}')}/Beschlusstext.pdf"
            icon = '<span class="document-link beschluss-link"></span>'
            decision = f'<a class="link-element" href="{url}">{icon}<span>{label} (71 KB)</span></a>'
        unit = f'<a href="#"><span>{committee}</span></a>'
        cells = (("beginn", link), ("gremium", unit), ("beschluss", decision), ("ergebnis", result))
        return f'<tr class="row-1" data-vorgang-id="200_{number}">{_cells(cells)}</tr>'

    def _agenda(self, group: int, committee: int) -> str:
        rows = ['<tr class="row-1 original ebene1-0 top-oeff-head"><td class="column-topnrtext">I.</td><td>Öffentliche Sitzung</td></tr>']
        for place, number in enumerate(self._meetings()[group, committee], 1):
            label = f"{self.kind(number)} {self.reference(number)} - Vorgang. Vorgang öffnen"
            link = f'<a class="link-element" href="{self._link("vorgang", f"paper{number}")}" title="{label}"><span></span></a>'
            subject, documents = html.escape(self.title(number)), self._documents(number, True) + link
            cells = (("topnrtext", f"{place}."), ("bezeichnung", subject), ("nummer", self.reference(number)), ("dokumente", documents))
            rows.append(f'<tr class="row-0 original ebene1-1 top-oeff-data" data-vorgang-id="505_{number}">{_cells(cells)}</tr>')
        link = f'<a href="{self._link("vorgang", "secret")}">Vorgang</a>'
        secret = (("topnrtext", "9."), ("bezeichnung", NOT_PUBLIC), ("nummer", "NÖ 1/26"), ("dokumente", link))
        rows.append(f'<tr class="row-0 top-noeff-data" data-vorgang-id="505_999">{_cells(secret)}</tr>')
        date = _german(self.day(group, committee))
        details = f'<tr><th scope="row">Sitzung:</th><td>{COMMITTEES[committee]}, {group + 1}. Sitzung</td></tr>'
        details += f'<tr><th scope="row">Termin:</th><td><a href="#">Di, {date} 17:00 Uhr</a></td></tr>'
        late = '<table class="table-data table-top.tischvorlagen"><tr><td class="column-betreff">Ergänzung</td></tr></table>'
        table = '<table id="table0" class="table-data table-top table-cols-4"><caption>Tagesordnungspunkte</caption>'
        content = f'<table class="table-details">{details}</table>{late}{table}<tbody>{"".join(rows)}</tbody></table>'
        return self._page("Sitzungstermin", f'<div id="div-content" class="tops">{content}</div>')

    def _calendar(self) -> str:
        lines = ["BEGIN:VCALENDAR"]
        for group, committee in self._meetings():
            link = self._link("tops", f"meeting{(group, committee)}")
            day = self.day(group, committee).replace("-", "")
            told = f"DESCRIPTION:Link zur Tagesordnung: {link[:30]}\r\n {link[30:]}"
            lines += ["BEGIN:VEVENT", f"DTSTART;TZID=Europe/Berlin:{day}T170000", f"SUMMARY:{COMMITTEES[committee]}", told, "END:VEVENT"]
        lines += ["BEGIN:VEVENT", "DTSTART:20270101T170000", "SUMMARY:Kreistag", "DESCRIPTION:noch ohne Tagesordnung", "END:VEVENT"]
        return "\r\n".join([*lines, "END:VCALENDAR"])


def _cells(cells: tuple[tuple[str, str], ...]) -> str:
    return "".join(f'<td class="column-{name}">{content}</td>' for name, content in cells)


def _german(day: str) -> str:
    year, month, date = day.split("-")
    return f"{date}.{month}.{year}"
