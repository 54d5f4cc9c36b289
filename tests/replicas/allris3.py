"""A replica of ALLRIS 3 classic: menu, list with paging in the session, calendar, agendas, papers with session-bound attachments.

It behaves as told in shared/RIS.md, section 1: windows-1252 declared as iso-8859-1, several HTML documents in one answer, disabled programs
with HTTP 200, non-public items, attachments listed twice, documents by form. The papers are invented.
"""

from __future__ import annotations

import calendar
import datetime
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.replicas.replica import Answer, Request, small_pdf

PAGE = 50
PER_MEETING = 8
COMMITTEES = ("Ausschuss für Soziales und Gesundheit", "Kreisausschuss", "Jugendhilfeausschuss", "Kreistag")
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
KINDS = ("Beschlussvorlage", "Mitteilungsvorlage", "Antrag – öffentlich")
SUBJECTS = (
    "Fortführung der Sprachmittlung in den Beratungsstellen",
    "Zuschuss für das „Haus der Begegnung“",
    "Stellenplan des Amtes für Migration – 1. Nachtrag",
    "Anmietung von Räumen für Integrationskurse",
)
HEAD = """<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de" lang="de">
<head>
	<meta http-equiv="content-type" content="text/html; charset=iso-8859-1" />
	<title>{title}</title>
	<meta name="description" content="ALLRIS net Version 3.9.4 (201028r)" />
	<link rel="shortcut icon" type="image/x-icon" href="images/ALLRIS.ico" />
	<meta name="objectID" content="{number}" />
</head><body ><div>
<div id="allriscontainer" class="{program}">
<div id="risleft"><div id="riswrap"><div id="rismenu"><ul id="menu">
<li><a href="allris.net.asp" title="Startseite">Home</a></li>
{menu}
</ul></div></div></div>
<div id="risright"><div id="rishead"><p class="topHeadline">Bürgerinformation – Landkreis Musterau</p></div>
<div id="risname"><h1>{heading}&nbsp;&nbsp;</h1></div>
<div id="rismain"><div id="posOuterLocator"></div>"""
FOOT = "</div><div id=\"risfoot\"><div id=\"foot_right\"><p></p></div></div></div></div></div></body></html>"
DOCUMENT = (
    '<!-- ### {code}{number}.rtf -->\n<a name="allris{code}"></a>\n<?xml version="1.0" encoding="iso-8859-1" standalone="no"?>'
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />'
    '<meta name="generator" content="Aspose.Words for .NET 19.1" /><title></title></head><body><div>'
    '<p><span style="font-weight:bold">{first}</span><span style="font-weight:bold">{rest}:</span></p><p><span>{text}</span></p>'
    "</div></body></html>"
)


@dataclass(frozen=True)
class Paper:
    """One invented paper. `meetings` are numbers of meetings; `attachments` their names."""

    number: int
    reference: str
    title: str
    kind: str
    date: datetime.date
    meetings: tuple[int, ...]
    attachments: tuple[str, ...]


@dataclass
class Session:
    """What the server remembers of one client: its place in the list, the papers whose attachments it unpacked."""

    place: int = 0
    unpacked: set[int] = field(default_factory=set)


class Allris3Site:
    """See the module. `with_list`: vo040 is switched on; else papers are found by the calendar si010_e only."""

    vendor = "allris3"

    def __init__(self, papers: int = 500, with_list: bool = True) -> None:
        self.papers, self.with_list = papers, with_list
        self.base = "http://127.0.0.1"
        self.sessions: dict[str, Session] = {}
        self.forbidden: list[str] = []  # requests for what is not public: must stay empty
        self.known = [self._paper(index) for index in range(papers)]
        self.by_number = {paper.number: paper for paper in self.known}
        self.meetings: dict[int, list[Paper]] = {}
        for paper in self.known:
            for meeting in paper.meetings:
                self.meetings.setdefault(meeting, []).append(paper)

    def _paper(self, index: int) -> Paper:
        meeting = index // PER_MEETING
        date = self.meeting_date(meeting) - datetime.timedelta(days=20)
        later = (meeting - 1,) if index % 10 == 0 and meeting else ()
        names = tuple(f"Anlage {place} zu {index} – Übersicht" for place in range(1, 1 + index % 3)) if index % 4 == 1 else ()
        title = f"{SUBJECTS[index % len(SUBJECTS)]} (Nr. {index})"
        number = 40_000 - index * 3
        return Paper(number, f"VO/{date.year}/{9999 - index:04}", title, KINDS[index % len(KINDS)], date, (meeting, *later), names)

    def meeting_date(self, meeting: int) -> datetime.date:
        return datetime.date(2026, 11, 10) - datetime.timedelta(days=7 * meeting)

    def start(self, base: str) -> str:
        self.base = base
        return f"{base}/bi/"

    def truth(self) -> Mapping[str, str]:
        return {paper.reference: paper.title for paper in self.known}

    # -- requests ----------------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        if not request.path.startswith("/bi/"):
            return Answer(404)
        token = request.cookies.get("ASPSESSIONIDAB", "")
        new = token not in self.sessions
        if new:
            token = f"{len(self.sessions) + 1:08X}KLMN"
            self.sessions[token] = Session()
        found = self._page({**request.query, **request.form}, urlsplit(request.path).path[4:], token)
        cookie = {"Set-Cookie": f"ASPSESSIONIDAB={token}; path=/"} if new else {}
        return Answer(found.status, found.body, found.content_type, {**found.headers, **cookie})

    def _page(self, asked: Mapping[str, str], path: str, token: str) -> Answer:
        if path.startswith("___tmp/"):
            return self._attachment(path)
        programs = {
            "allris.net.asp": self._start_page,
            "si010_e.asp": self._calendar,
            "to010.asp": self._agenda,
            "vo020.asp": self._paper_page,
            "do027.asp": self._document,
        }
        if self.with_list:
            programs["vo040.asp"] = self._list
        if path in programs:
            return programs[path](asked, token)
        return self._refused(path) if path.endswith(".asp") else Answer(404)

    def _refused(self, program: str) -> Answer:
        return Answer(200, f"<html><body>Zugriff verweigert (Programm {program}).</body></html>".encode("cp1252"), "text/html")

    def _html(self, program: str, heading: str, content: str, number: int = 0) -> Answer:
        entries = ["si010_e.asp", "si018_a.asp", *(["vo040.asp"] if self.with_list else [])]
        menu = "\n".join(f'<li><a href="{name}" title="{name}">{name}</a></li>' for name in entries)
        head = HEAD.format(title=html.escape(heading), number=number, program=program, menu=menu, heading=html.escape(heading))
        return Answer(200, (head + content + FOOT).encode("cp1252"), "text/html")

    def _start_page(self, asked: Mapping[str, str], token: str) -> Answer:
        return self._html("home", "Willkommen", "<p>Sitzungsdienst des Landkreises Musterau</p>")

    # -- list --------------------------------------------------------------------------------------------------------

    def _list(self, asked: Mapping[str, str], token: str) -> Answer:
        session = self.sessions[token]
        if asked.get("shownext") == "true":
            session.place = min(session.place + PAGE, max(0, (len(self.known) - 1) // PAGE * PAGE))
        else:
            session.place = 0
        shown = self.known[session.place : session.place + PAGE]
        count = f"Ergebnisse {session.place + 1}-{session.place + len(shown)} von ungefähr {len(self.known)}"
        rows = [f'<tr class="zl11"><td class="kb1" colspan="5">\n{count}\n<br /><span class="kb1">Tipp: …</span></td></tr>']
        for place, paper in enumerate(shown):
            clip = '<img src="images/attmnt.gif" alt="Enthält Anlagen" />' if paper.attachments else ""
            rows.append(
                f'<tr class="zl{11 + place % 2}"><td><form action="vo020.asp" method="post">'
                f'<input type="hidden" name="VOLFDNR" value="{paper.number}"  />'
                f'<input type="submit" class="il1_vo" value="VO" />{clip}</form></td>'
                f'<td><a href="vo020.asp?VOLFDNR={paper.number}">{paper.reference}&nbsp;{html.escape(paper.title)}</a></td>'
                "<td>&nbsp;</td>\t\t"
                f'<td class="text2">{paper.date:%d.%m.%Y}</td>\t\t<td class="text2">{paper.kind}</td></tr>'
            )
        more = '<a href="vo040.asp?shownext=true" title="">nächste &gt;</a>' if session.place + PAGE < len(self.known) else "nächste &gt;"
        rows.append(f'<tr><td class="text4" colspan="5">{count}&nbsp;&nbsp;&lt; vorherige | {more}</td></tr>')
        return self._html("vo040", "Vorlagen - Übersicht", f'<table class="tl1"><tbody>{"".join(rows)}</tbody></table>')

    # -- calendar and agendas ----------------------------------------------------------------------------------------

    def _calendar(self, asked: Mapping[str, str], token: str) -> Answer:
        year, month = int(asked.get("YY", "2026")), int(asked.get("MM", "11"))
        days: dict[int, list[str]] = {}
        for meeting in sorted(self.meetings):
            date = self.meeting_date(meeting)
            if (date.year, date.month) == (year, month):
                name = COMMITTEES[meeting % len(COMMITTEES)]
                link = f'<td><a href="to010.asp?SILFDNR={7000 + meeting}">{meeting + 1}. Sitzung {name}</a></td>'
                days.setdefault(date.day, []).extend((link, "<td>Sitzung der Fraktionsspitzen (nichtöffentlich)</td>"))
        rows = ['<tr class="zw1"><th colspan="2">Datum</th><th>Uhrzeit</th><th>Sitzung</th><th>Raum</th></tr>']
        for day in range(1, calendar.monthrange(year, month)[1] + 1):
            first = f'<td class="text2" width="20">Di</td><td class="text2" width="20">&nbsp;{day}</td>'
            if day not in days:
                rows.append(f'<tr class="zl11">{first}<td colspan="3">&nbsp;</td></tr>')
            for place, cell in enumerate(days.get(day, ())):
                start = first if place == 0 else "<td>&nbsp;</td><td>&nbsp;</td>"
                rows.append(f'<tr class="zl11">{start}<td class="text2">17:00&nbsp;</td>{cell}<td class="text4">Kreishaus</td></tr>')
        heading = f"{MONTHS.split()[month - 1]}&nbsp;{year}"
        table = f'<table><tr><td><h2>{heading}</h2></td></tr></table><table class="tl1">{"".join(rows)}</table>'
        return self._html("si010", "Sitzungskalender", table)

    def _agenda(self, asked: Mapping[str, str], token: str) -> Answer:
        meeting = int(asked.get("SILFDNR", "0")) - 7000
        if meeting not in self.meetings:
            return self._refused("to010.asp")
        committee, date = COMMITTEES[meeting % len(COMMITTEES)], self.meeting_date(meeting)
        rows = ['<tr class="zk1"><th>TOP</th><th>&nbsp;</th><th>Betreff</th><th colspan="2">Vorlage</th></tr>']
        entry = (
            '<tr class="zl12"><td class="text4" nowrap="nowrap"><a href="to010.asp?SILFDNR={0}&TOLFDNR={1}#beschluss">{2}</a></td>'
            "<td>&nbsp;</td>{3}</tr>"
        )
        plain = "<td>{0}</td>\n<!--1 -->\n<td></td><td>&nbsp;</td>"
        rows.append(entry.format(7000 + meeting, 1, "Ö&nbsp;1", plain.format("Eröffnung der Sitzung")))
        for place, paper in enumerate(self.meetings[meeting], 2):
            cells = (
                f'<td><a href="to020.asp?TOLFDNR={meeting * 100 + place}">{html.escape(paper.title)}</a></td>\n<!--2 -->\n'
                f'<td><form action="vo020.asp" method="post"><input type="hidden" name="VOLFDNR" value="{paper.number}"  /></form></td>'
                f'<td nowrap="nowrap"><a href="vo020.asp?VOLFDNR={paper.number}">{paper.reference}</a></td>'
            )
            rows.append(entry.format(7000 + meeting, place, f"Ö&nbsp;{place}", cells))
        rows.append(entry.format(7000 + meeting, 90, "N&nbsp;1", plain.format("(nichtöffentlich)")))
        hidden = f'<td>Grundstückssache</td><td><a href="vo020.asp?VOLFDNR={90_000 + meeting}">VO/2026/N{meeting}</a></td><td>&nbsp;</td>'
        rows.append(entry.format(7000 + meeting, 91, "N&nbsp;2", hidden))
        facts = (
            f'<tr><td class="kb1">Gremium:</td><td class="text1">{committee}</td></tr><tr><td class="kb1">Datum:</td>'
            f'<td class="text2">Di, {date:%d.%m.%Y}</td><td class="kb1">Status:</td><td class="text3">öffentlich/nichtöffentlich</td></tr>'
        )
        table = f'<table class="tl1">{"".join(rows)}</table>'
        content = f'<table class="risdeco"><tr><td><table class="tk1">{facts}</table><hr />{table}</td></tr></table>'
        return self._html("to010", f"Tagesordnung - Sitzung {committee}", content)

    # -- papers ------------------------------------------------------------------------------------------------------

    def _paper_page(self, asked: Mapping[str, str], token: str) -> Answer:
        number = int(asked.get("VOLFDNR", "0"))
        if number >= 90_000:
            self.forbidden.append(f"vo020 {number}")
        paper = self.by_number.get(number)
        if paper is None:
            return self._refused("vo020.asp")
        self.sessions[token].unpacked.add(number)
        button = (
            '<form action="do027.asp" method="post" target="_blank"><input type="hidden" name="DOLFDNR" value="{0}"  />'
            '<input type="hidden" name="options" value="64"  />{1}'
            '<input type="submit" class="il2_p" value="{2}" title="{2} (Öffnet PDF-Datei in neuem Fenster)"  /></form>'
        )
        buttons = button.format(number * 10, "", "Vorlage")
        if paper.attachments:
            buttons += button.format(number * 10 + 1, '<input type="hidden" name="typ" value="130"  />', "Vorlage-Sammeldokument")
        side, table = self._attachment_lists(paper, token)
        content = (
            '<table class="risdeco"><tr><td bgcolor="white"><table class="tk1"><tr><td class="ko1"><table class="tk1">'
            '<tr><td class="kb1">Betreff:</td><td class="text1" colspan="3">\n<script language="Javascript" type="text/javascript"><!--\n'
            "//<![CDATA[\n\tfunction checkClickResult(id, clicked, value) {\n\t}\n//]]>\n--></script>\n"
            f"{html.escape(paper.title)}</td></tr>"
            '<tr><td class="kb1">Status:</td><td class="text3">öffentlich</td>'
            f'<td class="kb1">Vorlage-Art:</td><td class="text4">{paper.kind}</td></tr>'
            f'<tr><td class="kb1">Federführend:</td><td class="text4">Amt {paper.number % 7} – Soziales</td>'
            '<td class="kb1">Bearbeiter/-in:</td><td class="text4"> Muster, Kim</td></tr>'
            f'<tr><td class="kb1" colspan="4">Beratungsfolge:</td></tr><tr><td colspan="4">{self._stations(paper)}</td></tr></table></td>'
            f'<td class="me1"><table class="tk1"><tr><td class="me1">{buttons}</td></tr><tr><td class="me1">'
            '<br /><a href="#allrisBV">Beschlussvorschlag</a><br /><a href="#allrisFA">Anlagen</a></td></tr>'
            f'<tr><td class="me1">{side}</td></tr></table></td></tr></table><hr  />\n{self._texts(paper)}'
            f"<!-- ### AN0.rtf -->\n{table}</td></tr></table>"
        )
        return self._html("vo020", f"Vorlage - {paper.reference}", content, number)

    def _texts(self, paper: Paper) -> str:
        """Two texts, the second in the place that is meant for the finances."""
        decision = f"Der Kreistag stimmt zu – Vorlage {paper.reference}."
        return DOCUMENT.format(code="BV", number=paper.number, first="Beschlussvor", rest="schlag", text=decision) + DOCUMENT.format(
            code="FA", number=paper.number, first="Begrün", rest="dung", text="Der Bedarf ist gestiegen."
        )

    def _stations(self, paper: Paper) -> str:
        rows = []
        for meeting in sorted(paper.meetings, reverse=True):
            committee, date = COMMITTEES[meeting % len(COMMITTEES)], self.meeting_date(meeting)
            result = "ungeändert beschlossen" if date < datetime.date(2026, 11, 1) else ""
            colour = '<td bgcolor="#ffffff" title="Erledigt"></td>' if result else '<td bgcolor="#73d216" title="Geplant"></td>'
            body = f'<td class="text1" colspan="3">{committee}</td><td class="text1" colspan="3">Beratung</td>'
            rows.append(f'<tr class="zl12">{colour}{body}</tr>')
            rows.append(
                f'<tr class="zl12">{colour}<td class="text2">{date:%d.%m.%Y}&nbsp;</td>'
                '<td><form action="to010.asp?topSelected=5" method="post"><input type="submit" class="il1_to" value="TO"  />'
                f'<input type="hidden" name="SILFDNR" value="{7000 + meeting}"  /></form></td>'
                f'<td><a href="to010.asp?SILFDNR={7000 + meeting}">Sitzung {committee}</a></td><td class="text3">{result}&nbsp;</td></tr>'
            )
        return f'<table cellspacing="0"><tr><td><img src="images/einpix.gif" alt=""  /></td></tr>{"".join(rows)}</table>'

    def _attachment_lists(self, paper: Paper, token: str) -> tuple[str, str]:
        """(side box, table): both list the same attachments."""
        if not paper.attachments:
            return "", ""
        side, rows = [], []
        for place, name in enumerate(paper.attachments, 1):
            link = f"___tmp/tmp/{token}/{paper.number}-Anlagen/{place:02}/anlage.pdf"
            tip = f"Anlage {place} ({paper.date:%d.%m.%Y} 10:30:00) &ouml;ffnen\n(Öffnet Dokument in neuem Fenster)"
            side.append(f'<tr><td class="text3"><a href="{link}" target="_blank"  title="{tip}">{name}</a></td></tr>')
            rows.append(
                f'<tr><td><img src="images/clip.gif" alt="Anlage {place}"></td><td class="text3">{place}</td><td class="text3">'
                f'<a href="{link}" target="_blank"  title="Größe: 1,5 KB\n(Öffnet Dokument in neuem Fenster)">{name} (1 KB)</a></td></tr>'
            )
        head = '<tr><td class="kb1" colspan="4">Anlagen:</td></tr>'
        return f'<table class="tk1">{head}{"".join(side)}</table>', f'<table class="tk1">{head}{"".join(rows)}</table>'

    # -- documents ---------------------------------------------------------------------------------------------------

    def _document(self, asked: Mapping[str, str], token: str) -> Answer:
        number, last = divmod(int(asked.get("DOLFDNR", "0")), 10)
        paper = self.by_number.get(number)
        if paper is None or last > 1:
            return Answer(404)
        return self._pdf(f"{paper.reference} {'Sammeldokument' if last else 'Vorlage'}", f'"d{number}-{last}"')

    def _attachment(self, path: str) -> Answer:
        """Only while the session lives in which the paper's page was read."""
        parts = path.split("/")
        number = int(parts[3].split("-")[0]) if len(parts) == 6 else 0
        session = self.sessions.get(parts[2]) if len(parts) == 6 else None
        if session is None or number not in session.unpacked:
            return Answer(404, b"<html><body>Datei nicht gefunden</body></html>", "text/html")
        return self._pdf(f"{self.by_number[number].reference} Anlage {parts[4]}", f'"a{number}-{parts[4]}"')

    def _pdf(self, text: str, tag: str) -> Answer:
        return Answer(200, small_pdf(text), "application/pdf", {"ETag": tag})
