"""The walk through a SessionNet: calendar, agendas in all skins, papers, stations, search and its fallbacks, refusals."""

from __future__ import annotations

import json

import pytest

from ingest.vendors.records import Ask, PaperRef, Refusal, RisPaper, Source, Trouble, Window
from ingest.vendors.sessionnet import VENDOR
from ingest.vendors.sessionnet_lists import read_agenda, read_calendar, tell_part
from ingest.vendors.sessionnet_pages import parse_page
from ingest.vendors.sessionnet_paper import pack_paper, unpack_paper
from tests.ingest.vendors.sessionnet_asks import BASE, LATER, PERIOD, follow
from tests.ingest.vendors.sessionnet_own import accordion, box, card, page, row, table, tabs
from tests.replicas.replica import Answer, Request
from tests.replicas.sessionnet import SessionNetSite
from tests.replicas.sessionnet_driver import Harvest, harvest


def titles(found: Harvest) -> dict[str, str]:
    return {paper.facts.reference: paper.facts.title for paper in found.public().values()}


# ------------------------------------------------------------------------------------------------------- replicas


@pytest.mark.parametrize(("skin", "ext"), [("table", "php"), ("cards", "asp"), ("old", "asp")])
def test_all_papers_of_a_site_once_with_facts_and_files(skin: str, ext: str) -> None:
    site = SessionNetSite(100, skin=skin, ext=ext)
    found = harvest(site, VENDOR, PERIOD)
    assert titles(found) == dict(site.truth())
    assert not found.troubles
    assert not found.refusals
    asked = [ask.url for ask in found.asked if ask.kind == "paper"]
    assert len(asked) == len(set(asked)) == 104  # 100 papers, and 4 that turned out not to be public
    assert sum(forms[-1].withheld for forms in found.papers.values()) == 4
    for paper in found.public().values():
        assert [file.role for file in paper.files] == ["main", "attachment", "attachment"][: len(paper.files)]
        assert 1 <= len(paper.files) <= 3
        assert paper.facts.paper_type == "Beschlussvorlage"
        days = {station.date for station in paper.facts.consultations if station.date}
        assert days == {ref.date for ref in found.refs[paper.key] if ref.date}  # as the agendas that list it


def test_stations_come_from_their_own_page_and_planned_ones_have_no_date() -> None:
    found = harvest(SessionNetSite(12), VENDOR, PERIOD)
    stations = found.public()["kvonr=5000"].facts.consultations
    assert [(entry.committee, entry.date, entry.role) for entry in stations] == [
        ("Ausschuss für Soziales und Integration", "2019-01-14", "Vorberatung"),
        ("Kreistag", "2019-03-18", "Vorberatung"),
        ("Kreistag", "", "Entscheidung"),
    ]
    assert found.public()["kvonr=5000"].facts.public is True


def test_old_servers_tell_date_result_and_size() -> None:
    paper = harvest(SessionNetSite(12, skin="old"), VENDOR, PERIOD).public()["kvonr=5003"]
    assert paper.facts.date == "2019-01-04"
    assert [(entry.role, entry.result) for entry in paper.facts.consultations] == [("Vorberatung", "ungeändert beschlossen")]
    assert [file.size for file in paper.files] == [12 * 1024, 13 * 1024]


def test_without_a_beginning_the_walk_goes_back_as_long_as_there_are_meetings() -> None:
    site = SessionNetSite(60, first_day="2015-01-12")
    found = harvest(site, VENDOR, Window(today="2016-06-01"))
    assert titles(found) == dict(site.truth())
    years = {ask.told("year") for ask in found.asked if ask.kind == "calendar"}
    assert "2013" in years
    assert "2010" not in years


def test_until_and_since_limit_the_meetings_asked_for() -> None:
    found = harvest(SessionNetSite(100), VENDOR, Window(since="2019-02-01", until="2019-03-31", today="2021-06-01"))
    days = [ask.told("date") for ask in found.asked if ask.kind == "meeting"]
    assert days
    assert all("2019-02-01" <= day <= "2019-03-31" for day in days)


def test_a_walk_after_a_complete_one_asks_the_months_that_still_change() -> None:
    site = SessionNetSite(100)
    known = Window(since="2018-01-01", today="2019-12-01", changed_since="2019-11-20T08:00:00Z")
    months = {(ask.told("year"), ask.told("month")) for ask in harvest(site, VENDOR, known).asked if ask.kind == "calendar"}
    assert months == {("2019", str(month)) for month in range(3, 13)} | {("2020", "1"), ("2020", "2")}
    full = Window(since="2018-01-01", today="2019-12-01", changed_since="2019-11-20T08:00:00Z", full=True)
    assert len([ask for ask in harvest(site, VENDOR, full).asked if ask.kind == "calendar"]) == 26


def test_a_query_asks_the_search_and_not_the_calendar() -> None:
    site = SessionNetSite(100)
    found = harvest(site, VENDOR, Window(since="2019-01-01", today="2021-06-01", query="Sprachmittl*"))
    assert titles(found) == {number: title for number, title in site.truth().items() if "Sprachmittlung" in title}
    assert {ask.kind for ask in found.asked} == {"start", "form", "search", "paper", "stations"}
    post = next(ask for ask in found.asked if ask.kind == "search")
    fields = dict(post.form or ())
    assert (fields["__swords"], fields["__axxdat_full"], fields["__sao"], fields["smcsearch"]) == ("Sprachmittl", "2019-01-01", "1", "1")


def test_a_search_that_goes_on_over_pages_is_asked_in_halves() -> None:
    site = SessionNetSite(160)
    found = harvest(site, VENDOR, Window(since="2019-01-01", today="2021-06-01", query="Kreistag"))
    assert titles(found) == dict(site.truth())
    assert sum(ask.kind == "search" for ask in found.asked) > 4
    assert not any(ask.kind == "calendar" for ask in found.asked)


def test_words_joined_by_or_are_searches_of_their_own() -> None:
    found = harvest(SessionNetSite(20), VENDOR, Window(since="2019-01-01", today="2021-06-01", query='"Nahverkehrsplan" OR Kreisstraße'))
    assert [dict(ask.form or ())["__swords"] for ask in found.asked if ask.kind == "search"] == ["Nahverkehrsplan", "Kreisstraße"]


class _Without(SessionNetSite):
    """A site that has closed some of its programs."""

    closed: tuple[str, ...] = ()

    def _page(self, page: str, request: Request, cookie: str) -> Answer:
        return self._redirect("error") if page in self.closed else super()._page(page, request, cookie)


@pytest.mark.parametrize("query", ["Nahverkehrsplan", "Gibtesnicht"])
def test_where_the_search_refuses_or_finds_nothing_the_calendar_is_walked(query: str) -> None:
    site = _Without(20)
    site.closed = ("vo0040",) if query == "Nahverkehrsplan" else ()
    found = harvest(site, VENDOR, Window(since="2019-01-01", today="2021-06-01", query=query))
    assert set(titles(found)) == set(site.truth())  # the crawler filters


def test_where_the_calendar_is_closed_search_and_documents_are_read() -> None:
    site = _Without(20)
    site.closed = ("si0040",)
    found = harvest(site, VENDOR, PERIOD)
    assert titles(found) == dict(site.truth())
    assert [trouble.problem.code for trouble in found.troubles] == ["calendar_closed", "page_not_understood"]
    assert any(ask.url.endswith("do0040.php") for ask in found.asked)


def test_closed_stations_leave_the_paper_as_its_page_tells_it() -> None:
    site = _Without(12)
    site.closed = ("vo0053",)
    found = harvest(site, VENDOR, PERIOD)
    assert titles(found) == dict(site.truth())
    assert not any(paper.facts.consultations for paper in found.public().values())


# --------------------------------------------------------------------------------------------------- single answers


CALENDAR = Ask(BASE + "si0040.asp?__cjahr=2024&__cmonat=4&__canz=1&__cselect=0", "calendar", (("year", "2024"), ("month", "4")))
WAYS = (("number", "9"), ("date", "2024-04-03"), ("committee", "Kreistag"), ("pages", "si0057 si0056+ to0040"))
MEETING = Ask(BASE + "si0057.asp?__ksinr=9", "meeting", WAYS)
PAPER = Ask(BASE + "vo0050.asp?__kvonr=4711", "paper", (("key", "kvonr=4711"),))


def meetings(rows: str) -> bytes:
    return page("si0040", "Kalender", f"<table>{rows}</table>")


def test_a_meeting_linked_twice_and_without_a_date_in_its_title() -> None:
    rows = (
        '<tr><td class="smc_fct_day"><span class="weekday">17</span> Mi</td><td class="silink"><a href="to0040.asp?__ksinr=9">Kreistag</a>'
        '<a href="si0057.asp?__ksinr=9">Kreistag</a></td></tr><tr><td class="smc_fct_day"></td><td>'
        '<a href="si0056.asp?__ksinr=10">Bau</a></td></tr>'
    )
    assert [(entry.number, entry.date, entry.page) for entry in read_calendar(parse_page(meetings(rows)), 2024, 4)] == [
        ("9", "2024-04-17", "si0057"), ("10", "2024-04-17", "si0056"),
    ]  # fmt: skip


def test_the_canonical_address_of_a_meeting_and_the_ways_to_its_agenda() -> None:
    rows = '<tr><td><a href="si0056.asp?__ksinr=10&smcspf=1" title="Details anzeigen: Bauausschuss 17.04.2024">x</a></td></tr>'
    (ask,) = follow(CALENDAR, meetings(rows), window=LATER)
    assert isinstance(ask, Ask)
    assert ask.url == BASE + "si0056.asp?__ksinr=10"
    assert ask.told("pages") == "si0056 si0057 si0056+ to0040"
    assert ask.told("committee") == "Bauausschuss"


def test_other_bodies_of_the_server_are_left_out() -> None:
    rows = "".join(
        f'<tr><td data-label="Mandant" class="pagel{number}">{name}</td><td>'
        f'<a href="si0057.asp?__ksinr={number}" title="Rat 17.04.2024">x</a></td></tr>'
        for number, name in ((2, "Stadt Auenfeld"), (3, "Landkreis Musterau"))
    )
    chosen = Source("sessionnet", BASE + "si0040.asp", options=(("cpanr", "3"),))
    asks = follow(CALENDAR, meetings(rows), window=LATER, source=chosen)
    assert [ask.told("number") for ask in asks if isinstance(ask, Ask)] == ["3"]
    named = Source("sessionnet", BASE + "si0040.asp", options=(("mandant", "Stadt Auenfeld"),))
    assert [ask.told("number") for ask in follow(CALENDAR, meetings(rows), window=LATER, source=named) if isinstance(ask, Ask)] == ["2"]
    by_address = Source("sessionnet", BASE + "si0040.asp?__cpanr=3&__cjahr=2020")
    assert list(VENDOR.begin(by_address, LATER)) == list(VENDOR.begin(chosen, LATER))
    (first,) = VENDOR.begin(chosen, LATER)
    assert isinstance(first, Ask)
    assert first.url == BASE + "si0040.asp?__cpanr=3&__cjahr=2024&__cmonat=8&__canz=1&__cselect=0"


def test_a_server_that_opens_with_another_body_is_told() -> None:
    menu = (
        '<a aria-label="Mandant auswählen" class="dropdown-toggle">Stadt Auenfeld</a>'
        '<a href="si0040.asp?__cpanr=3" class="smcfiltermenumandant">Landkreis Musterau</a>'
    )
    first = Ask(CALENDAR.url, "calendar", (*CALENDAR.context, ("first", "1")))
    troubles = [entry for entry in follow(first, page("si0040", "Kalender", menu), window=LATER) if isinstance(entry, Trouble)]
    assert [trouble.problem.code for trouble in troubles] == ["several_bodies"]
    assert "Landkreis Musterau (cpanr=3)" in troubles[0].problem.message


def test_public_and_other_parts_of_an_agenda() -> None:
    rows = (
        '<tr><td class="totrenn">Öffentlicher Teil:</td></tr><tr><td class="tofnum"><span class="badge">Ö 1</span></td>'
        '<td class="tobetr">Radweg</td>'
        '<td class="tovo"><a href="vo0050.asp?__kvonr=1&voselect=9" title="Vorlage anzeigen: Radweg">1/2024</a>'
        '<a href="vo0050.asp?__kvonr=1"><i></i></a>'
        '</td></tr><tr><td class="totrenn">Nichtöffentlicher Teil:</td></tr><tr><td class="tofnum"><span class="badge">N 1</span>'
        "</td><td>Grundstück</td>"
        '<td class="tovo"><a href="vo0050.asp?__kvonr=2" title="Vorlage anzeigen: Grundstück">2/2024</a></td></tr>'
    )
    found = follow(MEETING, page("si0057", "Kreistag - 03.04.2024", f'<table class="smctablesitzung">{rows}</table>'))
    refs = [entry for entry in found if isinstance(entry, PaperRef)]
    assert [(ref.key, ref.reference, ref.title, ref.public, ref.date) for ref in refs] == [
        ("kvonr=1", "1/2024", "Radweg", True, "2024-04-03"), ("kvonr=2", "2/2024", "Grundstück", False, "2024-04-03"),
    ]  # fmt: skip
    assert refs[0].ask == Ask(BASE + "vo0050.asp?__kvonr=1", "paper", (("key", "kvonr=1"),))
    assert refs[1].ask is None
    assert "Radweg" in refs[0].row


def test_group_rows_alone_tell_what_is_public_in_old_skins() -> None:
    rows = (
        '<tr class="smcrowh smc-table-group"><td>&Ouml;ffentlicher Teil:</td></tr><tr class="smcrow1 smc_toph"><td class="smc_tophn">1</td>'
        '<td class="smc_topht">Radweg</td><td><a href="vo0050.php?__kvonr=1">1/2012</a></td></tr><tr class="smc_tophz">'
        "<td>Beschluss:</td><td>ja</td></tr>"
        '<tr class="smcrowh"><td>Vertraulicher Teil</td></tr><tr class="smcrow1 smc_toph"><td class="smc_tophn">1</td>'
        '<td class="smc_topht">Geheim</td>'
        '<td><a href="vo0050.php?__kvonr=2">2/2012</a></td></tr>'
    )
    agenda = read_agenda(parse_page(page("to0040", "Kreistag", f"<table>{rows}</table>")))
    assert [(paper.key, paper.title, paper.public) for paper in agenda.papers] == [
        ("kvonr=1", "Radweg", True), ("kvonr=2", "Geheim", False),
    ]  # fmt: skip
    assert agenda.papers[0].row.endswith("Beschluss: ja")


@pytest.mark.parametrize(
    ("words", "public"),
    [("Öffentlicher Teil:", True), ("Nicht öffentliche Sitzung", False), ("Geschlossene Sitzung", False), ("Anträge der Fraktionen", None)],
)
def test_parts(words: str, public: bool | None) -> None:
    assert tell_part(words) is public


def test_cards_whose_bodies_come_by_ajax() -> None:
    head = (
        '<div class="card"><div class="card-header" onclick="smcAjaxDV(\'to0058.asp?smctonr=55&smcajax=11t\')">'
        '<span class="badge">{0} 3</span>'
        '<span class="smc-badge-count">VO</span><div class="smc-card-text-title">Radweg</div></div></div>'
    )
    body = page("si0056", "Kreistag - 03.04.2024", accordion(head.replace("{0}", "Ö"), head.replace("{0}", "N").replace("55", "56")))
    cards = Ask(BASE + "si0056.asp?__ksinr=9", "meeting", (("number", "9"), ("pages", "si0056 si0057 si0056+ to0040")))
    (again,) = follow(cards, body)
    assert isinstance(again, Ask)
    assert again.url == BASE + "si0057.asp?__ksinr=9"  # the table holds all of it in one page
    expanded = Ask(BASE + "si0056.asp?__ksinr=9", "meeting", (("number", "9"), ("pages", "si0056+ to0040")))
    (item,) = follow(expanded, body)
    assert isinstance(item, Ask)
    assert item.url == BASE + "to0058.asp?smctonr=55&smcajax=11t"
    (ref,) = follow(item, b'<p><a href="vo0050.asp?__kvonr=7" title="Vorlage anzeigen: Radweg">7/2024</a></p>')
    assert isinstance(ref, PaperRef)
    assert (ref.key, ref.reference, ref.date, ref.public) == ("kvonr=7", "7/2024", "2024-04-03", True)


def item(number: str, title: str, *documents: str, link: str = "") -> str:
    return (
        f'<tr class="smc-t-r-l"><td class="tofnum"><span class="badge">{number}</span></td><td class="tobetr">'
        f'<div class="smc-card-header-title-simple">{title}</div></td><td class="tovo">{link}</td>'
        f'<td class="sidocs">{"".join(documents)}</td></tr>'
    )


def test_a_paper_that_is_only_a_document_at_a_public_item() -> None:
    paper = box(61, "Beschlussvorlage KT/0139/2023", symbol="VO") + box(62, "Anlage 1", extra=True) + box(63, "Beschlussauszug")
    rows = (
        item("Ö 1", "Sprachmittlung", paper)
        + item("Ö 2", "Bericht", box(64, "Präsentation"))
        + item("Ö 3", "Radweg", box(65, "Beschlussvorlage"), link='<a href="vo0050.asp?__kvonr=1">1/2024</a>')
        + item("N 1", "Grundstück", box(66, "Beschlussvorlage"))
    )
    found = follow(MEETING, page("si0057", "Kreistag - 03.04.2024", f'<table class="smctablesitzung">{rows}</table>'))
    refs = {entry.key: entry for entry in found if isinstance(entry, PaperRef)}
    assert set(refs) == {"kvonr=1", "doc=61"}
    assert (refs["doc=61"].date, refs["doc=61"].ask) == ("2024-04-03", None)
    (told,) = [entry for entry in found if isinstance(entry, RisPaper)]
    assert (told.key, told.facts.title, told.facts.reference, told.facts.public) == ("doc=61", "Sprachmittlung", "KT/0139/2023", True)
    assert [(file.key, file.role) for file in told.files] == [("61", "main"), ("62", "attachment")]
    assert told.files[0].url == BASE + "getfile.asp?id=61&type=do"
    assert told.facts.consultations == ()  # the same for each agenda that shows it


def test_an_agenda_behind_the_error_page_is_looked_for_elsewhere() -> None:
    (second,) = follow(MEETING, b"<html></html>", url=BASE + "error2.asp")
    assert isinstance(second, Ask)
    assert (second.url, second.told("pages")) == (BASE + "si0056.asp?__ksinr=9", "si0056+ to0040")
    (third,) = follow(second, page("error", "Fehlermeldung", ""))
    assert isinstance(third, Ask)
    assert third.url == BASE + "to0040.asp?__ksinr=9"
    assert follow(third, page("error", "Fehlermeldung", "")) == []


def test_a_meeting_that_is_not_released_is_empty() -> None:
    assert follow(MEETING, page("si0057", "Kreistag", "<p>Zu dieser Sitzung wurden noch keine Detailinformationen freigegeben.</p>")) == []
    head = '<div class="smc-table-row"><div class="smc-table-cell sidat">03.04.2024</div></div>'
    assert follow(MEETING, page("si0057", "Kreistag", head)) == []


def test_a_page_that_is_no_agenda_is_told() -> None:
    last = Ask(MEETING.url, "meeting", (("number", "9"), ("pages", "to0040")))
    (trouble,) = follow(last, b"<html><p>Willkommen beim Landkreis</p></html>")
    assert isinstance(trouble, Trouble)
    assert trouble.problem.code == "page_not_understood"


def test_a_paper_comes_at_once_and_again_with_its_stations() -> None:
    fields = table(row("vobetr", "Betreff", "Radweg"), row("voname", "Vorlage", "7/2024"))
    first, ask = follow(PAPER, page("vo0050", "Radweg", tabs(4711) + fields + box(31, "Vorlage")))
    assert isinstance(first, RisPaper)
    assert isinstance(ask, Ask)
    assert (ask.kind, ask.url) == ("stations", BASE + "vo0053.asp?__kvonr=4711")
    (full,) = follow(ask, page("vo0053", "Radweg", accordion(card("17.01.2024 Kreistag TOP 4 öffentlich - Entscheidung"))))
    assert isinstance(full, RisPaper)
    assert (full.key, full.url, full.files) == ("kvonr=4711", PAPER.url, first.files)
    assert [station.committee for station in full.facts.consultations] == ["Kreistag"]
    assert full.facts.public is True
    assert follow(ask, page("vo0053", "Radweg", "<p>leer</p>")) == []


def test_what_is_not_public_is_withheld() -> None:
    for body, url in ((b"", BASE + "ylogon.asp"), (page("error", "Fehlermeldung", ""), "")):
        assert follow(PAPER, body, url=url) == [RisPaper("sessionnet", "kvonr=4711", PAPER.url, withheld=True)]
    secret = table(row("vobetr", "Betreff", "Radweg"), row("vox", "Status", "nichtöffentlich"))
    assert follow(PAPER, page("vo0050", "Radweg", secret)) == [RisPaper("sessionnet", "kvonr=4711", PAPER.url, withheld=True)]


def test_a_paper_that_is_not_released_yet_has_its_title_alone() -> None:
    body = page("vo0050", "Radweg", "<p>Zu dieser Vorlage wurden noch keine Detailinformationen freigegeben.</p>")
    (paper,) = follow(PAPER, body)
    assert isinstance(paper, RisPaper)
    assert (paper.key, paper.facts.title, paper.files, paper.withheld) == ("kvonr=4711", "Radweg", (), False)


def test_a_paper_survives_the_way_through_a_request() -> None:
    fields = table(row("vobetr", "Betreff", "Straße „K 17“"), row("voname", "Vorlage", "7/2024"))
    form = '<form action="ydocstart.asp" method="post"><input type="hidden" name="DT" value="5"></form>'
    content = fields + box(31, "Vorlage") + form + card("17.01.2024 Kreistag TOP 4 öffentlich")
    paper = VENDOR.parse_paper(page("vo0050", "x", content), PAPER.url)
    assert paper is not None
    assert paper.files[1].form == (("DT", "5"),)
    assert unpack_paper(pack_paper(paper)) == paper
    for broken in ("", "[]", "{}", "null", '{"facts": 3}', json.dumps({"vendor": "x"})):
        assert unpack_paper(broken) is None


@pytest.mark.parametrize("status", [401, 403, 429])
def test_refusing_statuses(status: int) -> None:
    assert follow(PAPER, b"", status=status) == [Refusal(f"HTTP {status}", PAPER.url)]


def test_a_firewall_page_with_status_200_is_a_refusal() -> None:
    for ask in (CALENDAR, MEETING, PAPER):
        (refusal,) = follow(ask, b"<html>Request Rejected. Your support ID is: 7571357861314030815</html>")
        assert isinstance(refusal, Refusal)


def test_a_failing_server_is_worth_another_try() -> None:
    (trouble,) = follow(PAPER, b"<h1>500</h1>", status=500)
    assert isinstance(trouble, Trouble)
    assert trouble.retry
    assert follow(PAPER, b"not found", status=404) == []


def test_rows_of_the_list_of_documents() -> None:
    content = (
        '<table><tr class="smc-t-r-l"><td class="dovorgang"><a href="vo0050.asp?__kvonr=7" title="Vorlage: Radweg">7/2024</a></td>'
        '<td class="doart">Beschlussvorlage</td><td><ul class="smc-detail-list"><li>05.03.2024</li></ul></td></tr></table>'
    )
    ask = Ask(BASE + "do0040.asp", "documents")
    (ref,) = follow(ask, page("do0040", "Dokumente", content))
    assert isinstance(ref, PaperRef)
    assert (ref.key, ref.reference, ref.paper_type, ref.date) == ("kvonr=7", "7/2024", "Beschlussvorlage", "2024-03-05")
