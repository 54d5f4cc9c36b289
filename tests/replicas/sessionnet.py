"""A SessionNet server (5.4 in tables, 5.5 in cards, 4.8 of old): calendar, agendas, papers, stations, search, files, error pages.

What it does as the real ones do: the folder redirects to its start page; every answer sets a session cookie; agendas link a paper twice
(number and icon); the meeting page of another skin leads to the error page; items "N …" bear no link; a paper withdrawn from the public
leads to the login; a meeting that is not released says so; the search shows 50 hits and goes on in the session only; stations stand on a
page of their own, planned ones without a date; old servers speak latin-1.
"""

from __future__ import annotations

import datetime
import html
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.replicas.replica import Answer, Request, small_pdf

COMMITTEES = ("Ausschuss für Soziales und Integration", "Ausschuss für Umwelt, Klima und Verkehr", "Jugendhilfeausschuss", "Kreisausschuss")
SUBJECTS = ("Sprachmittlung im Gesundheitsamt", "Ausbau der Kreisstraße K 17", "Förderung der Jugendarbeit", "Nahverkehrsplan")
HITS_A_PAGE = 50
UNSCHEDULED = 25  # every so many papers one is on no agenda
WITHDRAWN = 30  # every so many papers a further one is linked and not public


@dataclass
class _Paper:
    number: int
    reference: str
    title: str
    released: datetime.date
    kind: str = "Beschlussvorlage"
    meetings: list[int] = field(default_factory=list)
    public: bool = True
    attachments: int = 0


@dataclass
class _Meeting:
    number: int
    committee: str
    day: datetime.date
    papers: list[_Paper] = field(default_factory=list)
    released: bool = True


class SessionNetSite:
    """See the module. `skin`: "table" (si0057), "cards" (si0056, bodies by Ajax), "old" (to0040, latin-1). `ext`: asp or php."""

    vendor = "sessionnet"

    def __init__(self, papers: int = 20, *, ext: str = "php", skin: str = "table", first_day: str = "2019-01-14") -> None:
        self.papers, self.ext, self.skin = papers, ext, skin
        self.folder = "/bi/"
        self.meetings: dict[int, _Meeting] = {}
        self.known: dict[int, _Paper] = {}
        self.sessions: dict[str, tuple[list[_Paper], int]] = {}
        self._build(datetime.date.fromisoformat(first_day))

    def _build(self, day: datetime.date) -> None:
        for place in range(self.papers):
            number = 5000 + place * 3
            title = f"{SUBJECTS[place % 4]} – {place + 1}. Vorlage & Beschluß für den Kreistag"
            released = day + datetime.timedelta(days=place // 6 * 14 - 10)
            paper = _Paper(number, f"{100 + place}/{released.year}", title, released, attachments=place % 3)
            self.known[number] = paper
            if place % UNSCHEDULED == UNSCHEDULED - 1:
                continue
            self._schedule(paper, 900 + place // 6, COMMITTEES[place // 6 % 4], day + datetime.timedelta(days=place // 6 * 14))
            if place % 5 == 0:
                later = day + datetime.timedelta(days=place // 30 * 70 + 63)
                self._schedule(paper, 7000 + place // 30, "Kreistag", later)
            if place % WITHDRAWN == 0:
                hidden = _Paper(90000 + place, f"N{place}/{released.year}", "Grundstücksangelegenheit", released, public=False)
                self.known[hidden.number] = hidden
                self._schedule(hidden, 900 + place // 6, COMMITTEES[place // 6 % 4], day + datetime.timedelta(days=place // 6 * 14))
        last = max((meeting.day for meeting in self.meetings.values()), default=day)
        self.meetings[8888] = _Meeting(8888, "Kreistag", last, released=False)

    def _schedule(self, paper: _Paper, number: int, committee: str, day: datetime.date) -> None:
        meeting = self.meetings.setdefault(number, _Meeting(number, committee, day))
        meeting.papers.append(paper)
        paper.meetings.append(number)

    # -- the server ----------------------------------------------------------------------------------------------------

    def start(self, base: str) -> str:
        return base + self.folder

    def truth(self) -> Mapping[str, str]:
        return {paper.reference: paper.title for paper in self.known.values() if paper.public}

    def answer(self, request: Request) -> Answer:
        if not request.path.startswith(self.folder):
            return Answer(404, b"not found", "text/plain")
        name = request.path.removeprefix(self.folder)
        if not name:
            return Answer(302, b"", headers={"Location": f"{self.folder}info.{self.ext}"})
        page, _, ext = name.partition(".")
        if ext != self.ext:
            return Answer(404, b"not found", "text/plain")
        cookie = request.cookies.get("SESSIONNET") or f"s{len(self.sessions) + 1}"
        self.sessions.setdefault(cookie, ([], 0))
        answer = self._page(page, request, cookie)
        headers = dict(answer.headers)
        if not request.cookies.get("SESSIONNET"):
            headers["Set-Cookie"] = f"SESSIONNET={cookie}; path=/"
        return Answer(answer.status, answer.body, answer.content_type, headers)

    def _page(self, page: str, request: Request, cookie: str) -> Answer:
        query = request.query
        if page == "info":
            return self._html("info", "Bürgerinfo", f'<a href="si0040.{self.ext}">Kalender</a><a href="vo0040.{self.ext}">Recherche</a>')
        if page == "si0040":
            return self._calendar(int(query.get("__cjahr", "2019")), int(query.get("__cmonat", "1")))
        if page in ("si0057", "si0056", "to0040"):
            return self._agenda(page, self.meetings.get(_number(query, "__ksinr")))
        if page == "to0058":
            return self._card_body(_number(query, "smctonr"))
        if page in ("vo0050", "vo0053"):
            paper = self.known.get(_number(query, "__kvonr"))
            if paper is None or not paper.public:
                return self._redirect("ylogon" if paper else "error")
            return self._paper(paper) if page == "vo0050" else self._stations(paper)
        if page == "vo0040":
            return self._search(request, cookie)
        if page == "getfile":
            return self._file(_number(query, "id"))
        if page in ("error", "ylogon"):
            return self._html(page, "Fehlermeldung" if page == "error" else "Anmeldung", '<p class="smc_p">Berechtigungsfehler</p>')
        return self._redirect("error")

    def _redirect(self, page: str) -> Answer:
        return Answer(302, b"", headers={"Location": f"{self.folder}{page}.{self.ext}"})

    def _html(self, page: str, title: str, content: str) -> Answer:
        version, layout = {"old": ("4.8.3", 4), "cards": ("5.5.4", 6)}.get(self.skin, ("5.4.7", 6))
        charset = "iso-8859-1" if self.skin == "old" else "utf-8"
        text = (
            f'<!DOCTYPE html><html lang="de"><head><meta charset="{charset}"><meta name="author" content="Somacos GmbH &amp; Co. KG, '
            f'SessionNet Version {version} bi (Layout {layout})"><title>SessionNet | {html.escape(title)}</title></head>'
            f'<body class="smc-body"><div id="wrapper" class="smclayout smc_page_{page}_layout"><nav>'
            f'<a href="si0040.{self.ext}">Kalender</a>'
            f'<a href="getfile.{self.ext}?id=1&type=do">Geschäftsordnung</a></nav><h1 class="smc_h1">{html.escape(title)}</h1>'
            f'<div id="page-content" role="main">{content}</div></div>'
            "<footer>Letzte &Auml;nderung:&nbsp;12.01.2026 10:11:12</footer></body></html>"
        )
        return Answer(200, text.encode("cp1252" if self.skin == "old" else "utf-8", "xmlcharrefreplace"), f"text/html; charset={charset}")

    # -- lists ---------------------------------------------------------------------------------------------------------

    def _calendar(self, year: int, month: int) -> Answer:
        page = {"cards": "si0056", "old": "to0040"}.get(self.skin, "si0057")
        rows = []
        for meeting in sorted(self.meetings.values(), key=lambda entry: (entry.day, entry.number)):
            if (meeting.day.year, meeting.day.month) == (year, month):
                title = f'title="Details anzeigen: {meeting.committee} {meeting.day:%d.%m.%Y} "' if self.skin != "cards" else ""
                link = f'<a  href="{page}.{self.ext}?__ksinr={meeting.number}" {title} class="smce-a-u">{meeting.committee}</a>'
                rows.append(
                    f'<tr class="smc-t-r-l"><td class="smc_fct_day smc_fct_daynormal"><span class="weekday">{meeting.day.day}</span></td>'
                    f'<td data-label="Sitzung" class="silink"><div class="smc-el-h">{link}</div><ul class="smc-detail-list">'
                    '<li>17:00&nbsp;Uhr</li>'
                    "</ul></td></tr>"
                )
        rows.append('<tr><td class="smc_fct_day"><span class="weekday">28</span></td><td class="silink">Klausurtagung</td></tr>')
        table = f'<table id="smc_page_si0040_contenttable1">{"".join(rows)}</table>'
        return self._html("si0040", f"Sitzungskalender {month}/{year}", table)

    def _agenda(self, page: str, meeting: _Meeting | None) -> Answer:
        own = {"cards": "si0056", "old": "to0040"}.get(self.skin, "si0057")
        if meeting is None or page != own:
            return self._redirect("error")
        title = f"{meeting.committee} - {meeting.day:%d.%m.%Y} - 17:00 Uhr"
        if not meeting.released:
            return self._html(page, title, "<p>Zu dieser Sitzung wurden noch keine Detailinformationen freigegeben.</p>")
        body = {"si0057": self._table, "si0056": self._cards, "to0040": self._old_rows}[page](meeting)
        return self._html(page, title, body)

    def _link(self, paper: _Paper, text: str = "") -> str:
        title = html.escape(f"Vorlage anzeigen: {paper.title}")
        return f'<a href="vo0050.{self.ext}?__kvonr={paper.number}&voselect=1" title="{title}" class="smce-a-u smc_datatype_vo">{text}</a>'

    def _table(self, meeting: _Meeting) -> str:
        rows = ['<tr class="smc-t-r-l"><td class="totrenn" colspan="4"><h2>&Ouml;ffentlicher Teil:</h2></td></tr>']
        for place, paper in enumerate(meeting.papers, 1):
            rows.append(
                f'<tr class="smc-t-r-l"><td class="tofnum"><span class="badge">&Ouml; {place}</span></td><td class="tobetr"><div '
                f'class="smc-card-header-title-simple">{html.escape(paper.title)}</div></td>'
                f'<td class="tovo">{self._link(paper, paper.reference)}'
                f'{self._link(paper, "<i class=smc-icon></i>")}</td><td class="sidocs"></td></tr>'
            )
        rows.append('<tr class="smc-t-r-l"><td class="totrenn" colspan="4"><h2>Nicht&ouml;ffentlicher Teil:</h2></td></tr>')
        rows.append('<tr class="smc-t-r-l"><td class="tofnum"><span class="badge">N 1</span></td><td class="tobetr">Grundstücke</td></tr>')
        return f'<table id="smc_page_si0057_contenttable2" class="smctablesitzung"><tbody>{"".join(rows)}</tbody></table>'

    def _cards(self, meeting: _Meeting) -> str:
        heading = "<h2><button>&Ouml;ffentlicher Teil:</button></h2>"
        cards = [f'<div class="card card-light smcbox"><div class="card-header">{heading}</div></div>']
        for place, paper in enumerate(meeting.papers, 1):
            cards.append(
                '<div class="card card-light">'
                f'<div class="card-header" onclick="smcAjaxDV(\'to0058.{self.ext}?smctonr={paper.number}&smcajax=11t\')">'
                f'<h3><button><span class="badge">&Ouml; {place}</span><span class="smc-badges">'
                '<span class="badge smc-badge-count">VO</span></span>'
                f'<div class="smc-card-text-title">{html.escape(paper.title)}</div></button></h3></div><div class="collapse"></div></div>'
            )
        cards.append(
            '<div class="card card-light"><div class="card-header"><h3><button><span class="badge">N 1</span>'
            '<div class="smc-card-text-title">Grundstücke</div></button></h3></div></div>'
        )
        return f'<div class="accordion" id="smcaccordion">{"".join(cards)}</div>'

    def _card_body(self, number: int) -> Answer:
        paper = self.known.get(number)
        text = f'<p class="smc_field_smcdv0_box2_volink">{self._link(paper, paper.reference)}</p>' if paper else ""
        return Answer(200, f'<div class="card-body">{text}</div>'.encode())

    def _old_rows(self, meeting: _Meeting) -> str:
        rows = ['<tr class="smcrowh smc-table-group"><td colspan="7" class="smcrowh">&Ouml;ffentlicher Teil:</td></tr>']
        for place, paper in enumerate(meeting.papers, 1):
            rows.append(
                f'<tr id="smc_contol_to_1_{paper.number}" class="smcrow1 smc_toph smc_toph1">'
                f'<td class="smcrow1 smc_tophn smc_tophn1">{place}</td>'
                f'<td colspan="3" class="smcrow1 smc_topht">{html.escape(paper.title)}</td>'
                f'<td>{self._link(paper, paper.reference)}</td></tr>'
                '<tr class="smcrow1 smc_tophz"><td></td><td>Beschluss:</td><td>ungeändert beschlossen</td></tr>'
            )
        rows.append('<tr class="smcrowh smc-table-group"><td colspan="7">Nicht &ouml;ffentlicher Teil:</td></tr>')
        rows.append('<tr class="smcrow1 smc_toph"><td class="smc_tophn">1</td><td class="smc_topht">Grundstücke</td></tr>')
        return f'<table id="smc_page_to0040_contenttable1" class="smccontenttable"><tbody>{"".join(rows)}</tbody></table>'

    # -- a paper -------------------------------------------------------------------------------------------------------

    def _paper(self, paper: _Paper) -> Answer:
        tabs = (
            '<ul id="smcregister"><li class="nav-item active">'
            f'<a href="vo0050.{self.ext}?__kvonr={paper.number}">Informationen</a></li><li>'
            f'<a href="vo0053.{self.ext}?__kvonr={paper.number}" title="Beratungen">Beratungen</a></li></ul>'
        )
        if self.skin == "old":
            return self._html("vo0050", paper.title, self._old_paper(paper))
        fields = (("vobetr", "Betreff", paper.title), ("voname", "Vorlage", paper.reference), ("vovaname", "Art", paper.kind))
        rows = "".join(
            f'<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {name}_title">{label}</div>'
            f'<div class="smc-table-cell {name}">{html.escape(value)}</div></div>'
            for name, label, value in fields
        )
        table = f'<div id="smc_page_vo0050_contenttable1" class="smc-table">{rows}</div>'
        return self._html("vo0050", paper.title, tabs + table + "".join(self._boxes(paper)))

    def _boxes(self, paper: _Paper) -> list[str]:
        boxes = []
        for place in range(paper.attachments + 1):
            address = f"getfile.{self.ext}?id={paper.number * 10 + place}&type=do"
            symbol = '<i class="smc smc-doc-dakurz smc-doc-symbol">VO</i>' if place == 0 else '<i class="smc smc-document"></i>'
            name = "Beschlussvorlage" if place == 0 else f"Anlage {place}: &#220;bersicht"
            boxes.append(
                f'<div class="smc-dg-ds-1 smc-d-el{" smc-d-ex smc-doc-hidden" if place else ""}"><div class="smc-doc-icon">{symbol}</div>'
                f'<div class="smc-action-group"><a href="{address}" title="Dokument Download Dateityp: pdf"><i></i></a></div>'
                '<div class="smc-el-h">'
                f'<a href="{address}" title="Dokument Download Dateityp: pdf" class="smce-a-u">{name}</a></div></div>'
            )
        return boxes

    def _old_paper(self, paper: _Paper) -> str:
        files = "".join(
            f'<tr><td class="smc_doc smcdocname smcdocname1"><a href="getfile.{self.ext}?id={paper.number * 10 + place}&type=do&" '
            f'title="{name} " target="_blank">{name} <span class="smcdosize" title="Dateigröße">{12 + place}&nbsp;KB </span></a></td></tr>'
            for place, name in enumerate(["Beschlussvorlage", "Anlage 1", "Anlage 2"][: paper.attachments + 1])
        )
        stations = "".join(
            f'<tr valign="top"><td><a href="to0040.{self.ext}?__ksinr={meeting.number}">{meeting.day:%d.%m.%Y}</a></td>'
            f'<td>{meeting.committee}</td>'
            "<td>Ö 3</td><td>Vorberatung</td><td>ungeändert beschlossen</td></tr>"
            for meeting in (self.meetings[number] for number in paper.meetings)
        )
        return (
            f'<table id="smctablevorgang"><tbody><tr><td class="smctablehead">Name:</td><td>{paper.reference}</td>'
            '<td class="smctablehead">Art:</td>'
            f'<td>{paper.kind}</td></tr><tr><td class="smctablehead">Datum:</td><td>{paper.released:%d.%m.%Y}</td></tr><tr>'
            f'<td class="smctablehead">Betreff:</td><td>{html.escape(paper.title)}</td></tr></tbody></table>'
            f'<table class="smcdocbox">{files}</table>'
            '<table id="smc_page_vo0050_contenttable1" summary="Inhalt der Tabelle: Beratungen der Vorlage">'
            f'<tbody>{stations}</tbody></table>'
        )

    def _stations(self, paper: _Paper) -> Answer:
        cards = []
        for place, meeting in enumerate((self.meetings[number] for number in paper.meetings), 1):
            cards.append(
                f'<div id="smcpanel{place}" class="card card-light"><div class="card-header"><h2 class="card-header-title">'
                '<button type="button" '
                f'data-toggle="collapse">{meeting.day:%d.%m.%Y} {meeting.committee} TOP {place} öffentlich - Vorberatung '
                '<span class="smc-badges">'
                '<span class="badge">1 Dok.</span></span></button></h2></div><div class="card-body">'
                f'<a href="si0057.{self.ext}?__ksinr={meeting.number}">Sitzung</a></div></div>'
            )
        planned = len(cards) + 1
        cards.append(
            f'<div id="smcpanel{planned}" class="card card-light"><div class="card-header">'
            '<button>Kreistag öffentlich - Entscheidung</button></div></div>'
        )
        return self._html("vo0053", paper.title, f'<div id="smcaccordion">{"".join(cards)}</div>')

    def _file(self, number: int) -> Answer:
        paper = self.known.get(number // 10)
        if paper is None or not paper.public or number % 10 > paper.attachments:
            return self._redirect("error")
        name = "Beschlussvorlage" if number % 10 == 0 else f"Anlage {number % 10}"
        headers = {"ETag": f'"{number}"', "Content-Disposition": f'attachment; filename="{name}.pdf"'}
        return Answer(200, small_pdf(f"{name} {paper.reference}"), "application/pdf", headers)

    # -- search --------------------------------------------------------------------------------------------------------

    def _search(self, request: Request, cookie: str) -> Answer:
        form = (
            f'<form action="vo0040.{self.ext}" method="post"><input type="hidden" name="smcsearch" value="1">'
            '<input type="text" name="__swords">'
            '<input type="radio" name="__sao" value="1"><input type="date" name="__axxdat_full"><input type="date" name="__exxdat_full">'
            '<input type="submit" name="__sgo" value="Suchen"></form>'
        )
        if request.method == "POST":
            words = request.form.get("__swords", "").casefold().split()
            first, last = request.form.get("__axxdat_full", ""), request.form.get("__exxdat_full", "")
            found = [paper for paper in self.known.values() if paper.public and first <= paper.released.isoformat() <= last]
            found = [paper for paper in found if all(word in paper.title.casefold() for word in words)]
            self.sessions[cookie] = (found, 0)
        elif "__cpage" not in request.query:
            return self._html("vo0040", "Recherche", form)
        found, page = self.sessions[cookie][0], _number(request.query, "__cpage")
        rows = "".join(
            f'<tr class="smc-t-r-l"><td class="voname">{self._link(paper, paper.reference)}</td><td class="vovaname">{paper.kind}</td></tr>'
            for paper in found[page * HITS_A_PAGE : (page + 1) * HITS_A_PAGE]
        )
        pager = f'<ul class="pagination"><li><a class="page-link" href="vo0040.{self.ext}?__cpage={page + 1}">nächste</a></li></ul>'
        more = pager if len(found) > (page + 1) * HITS_A_PAGE else ""
        text = f'<table id="smc_page_vo0040_contenttable1">{rows}</table>{more}' if found else "<h3>Keine Daten gefunden.</h3>"
        return self._html("vo0040", "Recherche", form + text)


def _number(query: Mapping[str, str], name: str) -> int:
    text = query.get(name, "")
    return int(text) if text.isdecimal() else 0
