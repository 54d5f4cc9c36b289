"""A replica of ALLRIS 4: Wicket pages with a calendar by Ajax, attachments bound to page and session, refusal of clients without cookies.

It behaves as told in shared/RIS.md, section 2. The papers are invented.
"""

from __future__ import annotations

import datetime
import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.replicas.replica import Answer, Request, small_pdf

PER_MEETING = 8
STRANGERS = 25  # so many requests without a session are answered, then the network is shut out
PAGES_KEPT = 20  # a session remembers so many pages; attachments of older ones are gone
COMMITTEES = ("Ausschuss für Soziales", "Kreisausschuss", "Jugendhilfeausschuss", "Kreistag")
SUBJECTS = (
    "Sprachmittlung in der Erstberatung",
    "Zuschuss für das „Haus der Begegnung“",
    "Stellenplan – 1. Nachtrag",
    "Räume für Integrationskurse",
)
KINDS = ("Beschlussvorlage - öffentlich", "Mitteilungsvorlage", "Antrag")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RESOURCE = "./wicket/resource/org.apache.wicket.Application"
HEAD = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="de"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
<script type="text/javascript" src="./wicket/resource/org.apache.wicket.resource.JQueryResourceReference/jquery/jquery-3.7.1.js"></script>
<meta name="description" content="ALLRIS net Version 4.1.6 (4160021) - 03.02.2026" />
<script type="text/javascript" id="wicket-ajax-base-url">
/*<![CDATA[*/
Wicket.Ajax.baseUrl="{address}";
/*]]>*/
</script>
{script}<title>ALLRIS - {title}</title><link rel="icon" href="favicon.ico" type="image/x-icon"/></head>
<body><div id="allris"><nav><a href="./si010">Kalender</a><a href="./vo040">Vorlagen</a></nav><main id="pageContent">"""
FOOT = "</main></div></body></html>"
REFUSAL = (
    '<html><title>ALLRIS</title><div id="mainContent"><div class="message_header">Es ist ein Fehler aufgetreten</div>'
    '<div class="message_text">{0}</div></div></html>'
)
ROW = (
    '<div class="row"><dl><dt class="colTitle"><span class="label"><a aria-describedby="{0}">{1}:</a></span></dt>'
    '<dd class="colEntry3"><span class="text4" id="{0}">{2}</span></dd></dl></div>\n'
)


@dataclass(frozen=True)
class Paper:
    """One invented paper. `meetings` are numbers of meetings; `attachments` their names."""

    number: int
    reference: str
    title: str
    kind: str
    meetings: tuple[int, ...]
    attachments: tuple[str, ...]


@dataclass
class Session:
    """Wicket's memory of one client: pages by number, oldest first, with what they show."""

    next_page: int = 0
    pages: dict[int, tuple[str, int, int]] = field(default_factory=dict)

    def open(self, shown: tuple[str, int, int]) -> int:
        number = self.next_page
        self.next_page += 1
        self.pages[number] = shown
        while len(self.pages) > PAGES_KEPT:
            del self.pages[next(iter(self.pages))]
        return number


class Allris4Site:
    """See the module. `strangers`: how many requests without a session it bears."""

    vendor = "allris4"

    def __init__(self, papers: int = 500, strangers: int = STRANGERS) -> None:
        self.papers, self.strangers = papers, strangers
        self.without_session = 0
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
        year = self.meeting_date(meeting).year
        later = (meeting - 1,) if index % 9 == 0 and meeting else ()
        names = tuple(f"Anlage {place} zu {index} – Plan" for place in range(1, 1 + index % 3)) if index % 5 == 1 else ()
        title = f"{SUBJECTS[index % len(SUBJECTS)]} (Nr. {index})"
        return Paper(1_000_000 + index * 2, f"{9999 - index}/{year}", title, KINDS[index % len(KINDS)], (meeting, *later), names)

    def meeting_date(self, meeting: int) -> datetime.date:
        return datetime.date(2026, 12, 1) - datetime.timedelta(days=6 * meeting)

    def start(self, base: str) -> str:
        return f"{base}/public/"

    def truth(self) -> Mapping[str, str]:
        return {paper.reference: paper.title for paper in self.known}

    # -- requests ----------------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        path = request.path.removeprefix("/public/")
        if path == request.path:
            return Answer(302, headers={"Location": "/public/"}) if request.path == "/" else Answer(404)
        if path.startswith("wicket/resource/"):
            return self._document(path)
        token = request.cookies.get("JSESSIONID", "")
        if token not in self.sessions:
            self.without_session += 1
            if self.without_session > self.strangers:
                return self._error("Zu viele Zugriffe aus Ihrem Netzwerk, Zugriff temporär gesperrt.")
            token = f"{len(self.sessions) + 1:032X}"
            self.sessions[token] = Session()
        found = self._page(path, request, self.sessions[token])
        return Answer(found.status, found.body, found.content_type, {**found.headers, "Set-Cookie": f"JSESSIONID={token}; Path=/public"})

    def _page(self, path: str, request: Request, session: Session) -> Answer:
        state = next((name for name, value in request.query.items() if name[:1].isdigit() and not value), "")
        if path in ("", "start"):
            return self._html("tr010", "Start", "<p>Gremieninformation des Landkreises Musterau</p>")
        if path == "si010":
            return self._month(state, request, session) if state else self._calendar(request, session)
        if path == "to010":
            return self._agenda(int(request.query.get("SILFDNR", "0")) - 7000)
        if path == "vo020":
            return self._attachment(state, session) if state else self._paper_page(int(request.query.get("VOLFDNR", "0")), session)
        return Answer(404)

    def _error(self, message: str) -> Answer:
        return Answer(200, REFUSAL.format(message).encode())

    def _html(self, address: str, title: str, content: str, script: str = "") -> Answer:
        return Answer(200, (HEAD.format(address=html.escape(address), title=title, script=script) + content + FOOT).encode())

    # -- calendar ----------------------------------------------------------------------------------------------------

    def _calendar(self, request: Request, session: Session) -> Answer:
        year, month = int(request.query.get("YY", "2026")), int(request.query.get("MM", "11"))
        page = session.open(("si010", year, month))
        lazy = f"./si010?{page}-1.0-&MM={month}&YY={year}"
        script = f'<script type="text/javascript">\n/*<![CDATA[*/\nWicket.Ajax.ajax({{"u":"{lazy}"}});\n/*]]>*/\n</script>\n'
        return self._html(f"si010?MM={month}&YY={year}", "Kalender", '<div id="id28"><img alt="Loading..." src="l.gif"/></div>', script)

    def _month(self, state: str, request: Request, session: Session) -> Answer:
        shown = session.pages.get(int(state.split("-")[0]), ("", 0, 0))
        if shown[0] != "si010" or request.headers.get("wicket-ajax") != "true" or "wicket-ajax-baseurl" not in request.headers:
            answer = '<?xml version="1.0" encoding="UTF-8"?><ajax-response><redirect><![CDATA[./si010]]></redirect></ajax-response>'
            return Answer(200, answer.encode(), "text/xml;charset=UTF-8")
        rows = "".join(self._days(shown[1], shown[2]))
        table = (
            '<div id="id2a"><table id="id2d" class="calenderView hoverRow stickyHeader"><caption>Kalender</caption><thead><tr>'
            f"<th><span>Datum</span></th><th><span>Uhrzeit</span></th><th><span>Sitzung</span></th></tr></thead><tbody>{rows}</tbody></table></div>"
        )
        head = '<?xml version="1.0" encoding="UTF-8"?><ajax-response><component id="id2a" >'
        return Answer(200, f"{head}<![CDATA[{table}]]></component></ajax-response>".encode(), "text/xml;charset=UTF-8")

    def _days(self, year: int, month: int) -> list[str]:
        rows = []
        for meeting in sorted(self.meetings, reverse=True):
            date = self.meeting_date(meeting)
            if (date.year, date.month) != (year, month):
                continue
            day = f'<td class="nowrapContent"><span class="dow">{DAYS[date.weekday()]}</span><span class="dom">{date.day:02}</span></td>'
            tip = f" am Di., {date:%d.%m.%Y} um 17:00 Uhr."
            name = f"Sitzung {COMMITTEES[meeting % len(COMMITTEES)]}"
            address = f'href="./to010?SILFDNR={7000 + meeting}&amp;refresh=false" id="si_{7000 + meeting}"'
            link = f'<a {address} data-simpletooltip-text="{tip}">{name}</a>'
            if meeting % 3 == 0:
                rows.append(f'<tr class="tue odd holiday emptyRow">{day}<td colspan="2"><div>Herbstferien</div></td></tr>')
                day = '<td class="nowrapContent"></td>'
            kind = "sameday tue odd" if "span" not in day else "tue odd"
            rows.append(f'<tr class="{kind}">{day}<td class="time"><div>17:00</div></td><td class="textCol"><div>{link}</div></td></tr>')
            planned = f'<a id="si_{9000 + meeting}">Sitzung ohne Tagesordnung</a>'
            rows.append(f'<tr class="sameday tue odd"><td></td><td class="time"></td><td class="textCol"><div>{planned}</div></td></tr>')
        return rows

    # -- agendas and papers ------------------------------------------------------------------------------------------

    def _agenda(self, meeting: int) -> Answer:
        if meeting not in self.meetings:
            return self._error("Keine Berechtigung.")
        head = ROW.format("sigremium", "Gremium", COMMITTEES[meeting % len(COMMITTEES)])
        head += ROW.format("sidatum", "Datum", f"Di., {self.meeting_date(meeting):%d.%m.%Y}")
        row = (
            '<tr class="odd numodd"><td class="tocollapse"></td><td class="tonr"><a href="#" id="link_{0}">{1}</a></td>'
            '<td class="tobetreff"><div><a href="./to020?TOLFDNR={0}" id="betreff_{0}">{2}</a></div></td><td></td>'
            '<td class="tovonr">{3}</td><td class="toba">{4}</td></tr>'
        )
        rows = [row.format(1, "Ö 1", "Eröffnung", "", "")]
        for place, paper in enumerate(self.meetings[meeting], 2):
            link = f'<a href="./vo020?VOLFDNR={paper.number}&amp;refresh=false">{paper.reference}</a>'
            rows.append(row.format(meeting * 100 + place, f"Ö {place}", html.escape(paper.title), link, "ungeändert beschlossen"))
        hidden = f'<a href="./vo020?VOLFDNR={9_000_000 + meeting}">N/{meeting}</a>'
        rows.append(row.format(meeting * 100 + 90, "N 1", "Grundstückssache", hidden, ""))
        columns = "".join(f"<th><span>{name}</span></th>" for name in ("", "TOP", "Betreff", "", "Vorlage", "Beschlussart"))
        table = f'<table id="toTreeTable" class="dataTable"><thead><tr>{columns}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
        return self._html(f"to010?SILFDNR={7000 + meeting}", "Tagesordnung", f'<h1 class="title">Tagesordnung</h1>{head}{table}')

    def _paper_page(self, number: int, session: Session) -> Answer:
        if number >= 9_000_000:
            self.forbidden.append(f"vo020 {number}")
        paper = self.by_number.get(number)
        if paper is None:
            return self._error("Keine Berechtigung oder Vorlage nicht freigegeben.")
        page = session.open(("vo020", number, 0))
        facts = (
            ROW.format("vobetreff", "Betreff", f"<p>{html.escape(paper.title)}</p>")
            + ROW.format("vostatus", "Status", "öffentlich")
            + ROW.format("voart", "Vorlageart", paper.kind)
            + ROW.format("vofamt", "Federführung", f"Amt {number % 7} – Soziales")
            + ROW.format("vobearbeiter", "Bearbeiter/-in", "Muster, Kim")
        )
        part = '<div class="compFull"><h2 class="expandedTitle">{0}</h2>{1}</div>'
        text = '<div id="htm{0}" class="docPart readOnly"><div>{1}</div></div>'
        content = (
            f'<h1 class="title">{paper.kind} - {paper.reference}</h1><div id="head"><div id="headLeft">{facts}</div>'
            f'<div id="headRight">{self._panels(paper, page)}</div></div><div id="mainContent">'
            + part.format("Beratungsfolge", f'<div id="bfTable">{self._stations(paper)}</div>')
            + part.format("Beschlussvorschlag", text.format(f"{number}1", f"<p><span>Der Kreistag stimmt {paper.reference} zu.</span></p>"))
            + part.format("", text.format(f"{number}2", "<p>Begründung:</p><p>Der Bedarf ist gestiegen.</p>"))
            + "</div>"
        )
        return self._html(f"vo020?VOLFDNR={number}&refresh=false", "Vorlage", content)

    def _panels(self, paper: Paper, page: int) -> str:
        documents = [("Vorlage", paper.number * 10, "doclink pdf"), ("Beschluss", paper.number * 10 + 2, "doclink pdf disable")]
        if paper.attachments:
            documents.insert(1, ("Sammeldokument", paper.number * 10 + 1, "doclink pdf"))
        links = "".join(f'<li><a href="{RESOURCE}/doc{number}.pdf" class="{kind}">{name}</a></li>' for name, number, kind in documents)
        attached = "".join(
            f'<li><div><a href="./vo020?{page}--anlagenHeaderPanel-attachmentsList-{place}-attachment-link&amp;VOLFDNR={paper.number}'
            f'&amp;refresh=false" class="js-simple-tooltip attlink pdf">{name}</a></div></li>'
            for place, name in enumerate(paper.attachments)
        )
        panel = f'<aside id="anlagenHeaderPanel" class="attachments"><ul>{attached}</ul></aside>' if attached else ""
        return f'<aside id="dokumenteHeaderPanel"><ul>{links}</ul></aside>{panel}'

    def _stations(self, paper: Paper) -> str:
        rows = []
        for meeting in sorted(paper.meetings, reverse=True):
            committee, date = COMMITTEES[meeting % len(COMMITTEES)], self.meeting_date(meeting)
            day = f"{date.year} {MONTHS[date.month - 1]} {date.day}" if paper.number % 4 else f"{date:%d.%m.%Y}"
            result = "ungeändert beschlossen" if date < datetime.date(2026, 11, 1) else ""
            rows.append(
                f'<tr class="even"><td class="colorCol"><span class="wfcolorDesc">Geplant</span></td><td> </td><td>{committee}</td>'
                '<td>Beratung</td><td class="toLink"> </td></tr><tr class="odd"><td class="colorCol"> </td>'
                f'<td class="date"><div>{day}</div></td><td><a href="./to010?SILFDNR={7000 + meeting}">Sitzung {committee}</a></td>'
                f'<td>{result}</td><td class="toLink"><a href="./to020?TOLFDNR=1">NA</a></td></tr>'
            )
        columns = "".join(f"<th><span>{name}</span></th>" for name in ("Status", "Datum", "Gremium", "Beschluss", "NA"))
        return f'<table class="dataTable bfTable"><thead><tr>{columns}</tr></thead><tbody>{"".join(rows)}</tbody></table>'

    # -- documents ---------------------------------------------------------------------------------------------------

    def _document(self, path: str) -> Answer:
        name = path.rpartition("/")[2]
        number, last = divmod(int(name[3:-4]), 10) if name[3:-4].isdigit() and name.startswith("doc") else (0, 9)
        paper = self.by_number.get(number)
        if paper is None or last > 1:
            return Answer(404)
        return Answer(200, small_pdf(f"{paper.reference} {last}"), "application/pdf", {"ETag": f'"{number}-{last}"'})

    def _attachment(self, state: str, session: Session) -> Answer:
        """Only from a page that the session still knows; else the page itself comes, as HTML."""
        page, _, rest = state.partition("-")
        kind, number, _ = session.pages.get(int(page), ("", 0, 0))
        places = [part for part in rest.split("-") if part.isdigit()]
        paper = self.by_number.get(number) if kind == "vo020" else None
        if paper is None or not places or int(places[0]) >= len(paper.attachments):
            return self._error("Die Seite ist abgelaufen.")
        return Answer(200, small_pdf(f"{paper.reference} Anlage {places[0]}"), "application/pdf")
