"""ALLRIS 3: the walk against the replica, refusals, disabled programs, and pages that are broken or hostile."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.vendors import load_vendor
from ingest.vendors.allris3 import start_address
from ingest.vendors.records import Ask, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from tests.ingest.vendors.allris3_pages import FACTS, RESPONSIVE, agenda_row, button, classic, listed, listed_row
from tests.replicas.allris3 import Allris3Site
from tests.replicas.allris_drive import Drive

VENDOR = load_vendor("allris3")
SOURCE = Source("allris3", "https://ris.musterau.example/bi/")
WINDOW = Window(today="2026-11-22")


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://x.example/bi/", "https://x.example/bi/allris.net.asp"),
        ("https://x.example/bi", "https://x.example/bi/allris.net.asp"),
        ("https://x.example/kreis-ri/logon.asp", "https://x.example/kreis-bi/allris.net.asp"),
        ("https://x.example/ri/logon.asp?x=1", "https://x.example/bi/allris.net.asp"),
        ("https://x.example/pi/pa021.asp", "https://x.example/pi/pa021.asp"),
        ("https://x.example/bi2/", "https://x.example/bi2/allris.net.asp"),
    ],
)
def test_the_public_sibling_is_asked(url: str, start: str) -> None:
    assert start_address(url) == start
    asks = list(VENDOR.begin(Source("allris3", url), WINDOW))
    assert [ask.url for ask in asks if isinstance(ask, Ask)] == [start]


@pytest.mark.parametrize("with_list", [True, False])
def test_the_walk_finds_every_paper_once(with_list: bool) -> None:
    site = Allris3Site(170, with_list)
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), WINDOW).run()
    assert {paper.facts.reference: paper.facts.title for paper in drive.papers} == site.truth()
    assert len(drive.papers) == len({paper.key for paper in drive.papers}) == 170
    assert (drive.troubles, drive.refusals, site.forbidden) == ([], [], [])
    programs = {ask.url.split("?")[0].rsplit("/", 1)[1] for ask in drive.asked}
    assert ("vo040.asp" in programs, "si010_e.asp" in programs) == (with_list, not with_list)


def test_files_are_fetched_in_the_session_of_their_page() -> None:
    site = Allris3Site(30)
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), WINDOW).run()
    documents = [(paper, file) for paper in drive.papers for file in paper.files]
    assert sum(file.role == "main" for _, file in documents) == 30
    attachments = [(paper, file) for paper, file in documents if file.session_bound]
    assert len(attachments) == sum(len(paper.attachments) for paper in site.known) > 0
    assert all(drive.download(paper, file).startswith(b"%PDF") for paper, file in documents)
    assert drive.ask(Ask(attachments[0][1].url.replace("/tmp/0000000", "/tmp/9999999"), "file")).status == 404


def test_the_list_ends_at_the_first_older_row() -> None:
    site = Allris3Site(400)
    window = Window(since="2026-09-01", until="2026-10-10", today="2026-11-22")
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), window).run()
    wanted = {paper.reference for paper in site.known if "2026-09-01" <= paper.date.isoformat() <= "2026-10-10"}
    assert {paper.facts.reference for paper in drive.papers} == wanted
    assert len([ask for ask in drive.asked if ask.kind == "list"]) == 2


def test_the_calendar_asks_the_months_of_the_period_only() -> None:
    site = Allris3Site(400, with_list=False)
    window = Window(since="2026-08-15", until="2026-10-10", today="2026-11-22")
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), window).run()
    assert [ask.url.rsplit("?")[1] for ask in drive.asked if ask.kind == "calendar"] == ["MM=10&YY=2026", "MM=9&YY=2026", "MM=8&YY=2026"]
    met = [meeting for meeting in site.meetings if "2026-08-15" <= site.meeting_date(meeting).isoformat() <= "2026-10-10"]
    assert {paper.facts.reference for paper in drive.papers} == {paper.reference for meeting in met for paper in site.meetings[meeting]}


def test_pages_of_the_list_that_got_lost_are_fetched_in_a_further_walk() -> None:
    site = Allris3Site(260)
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), WINDOW)
    lists: list[Ask] = []

    def lose(ask: Ask, count: int) -> bool:
        lists.extend([ask] if ask.kind == "list" else [])
        return ask.kind == "list" and len(lists) in (2, 3, 5)

    drive.lose = lose
    drive.run()
    assert {paper.facts.reference for paper in drive.papers} == set(site.truth())
    assert len(lists) < 25


def test_a_list_that_forgets_its_session_is_left_for_the_calendar() -> None:
    site = Allris3Site(120)
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), WINDOW)
    drive.jars = _Forgetful()
    drive.run()
    assert {paper.facts.reference for paper in drive.papers} == set(site.truth())
    assert [trouble.problem.code for trouble in drive.troubles] == ["list_cut"]


class _Forgetful(dict[str, dict[str, str]]):
    """A client without cookies."""

    def setdefault(self, key: str, default: dict[str, str] | None = None) -> dict[str, str]:
        return {}


def reply(body: str | bytes, url: str = "https://ris.musterau.example/bi/vo040.asp", status: int = 200) -> Reply:
    return Reply(url, status, {"content-type": "text/html"}, body.encode("cp1252") if isinstance(body, str) else body)


def steps(ask: Ask, answer: Reply, window: Window = WINDOW) -> list[object]:
    return list(VENDOR.follow(SOURCE, window, ask, answer))


def test_a_disabled_program_opens_the_next_one_of_the_menu() -> None:
    start = steps(Ask("https://ris.musterau.example/bi/allris.net.asp", "start"), reply(classic(), "https://ris.musterau.example/bi/allris.net.asp"))
    assert [ask.url for ask in start if isinstance(ask, Ask)] == ["https://ris.musterau.example/bi/vo040.asp"]
    refused = reply("<html><body>Zugriff verweigert (Programm /bi/vo040.asp).</body></html>")
    following = steps(start[0], refused)  # type: ignore[arg-type]
    assert [ask.url for ask in following if isinstance(ask, Ask)] == ["https://ris.musterau.example/bi/si010_j.asp?MM=2&YY=2027"]
    last = steps(following[0], refused)  # type: ignore[arg-type]
    assert [trouble.problem.code for trouble in last if isinstance(trouble, Trouble)] == ["no_way_in"]


def test_a_month_without_meetings_is_no_closed_program() -> None:
    context = (("ways", "si010_j"), ("base", SOURCE.url), ("year", "2027"), ("month", "2"), ("empty", "0"))
    empty = classic(program="si010", tail="<h2>Februar 2027</h2><p>Keine Sitzungen</p>")
    found = steps(Ask(f"{SOURCE.url}si010_j.asp?MM=2&YY=2027", "calendar", context), reply(empty))
    assert [ask.url for ask in found if isinstance(ask, Ask)] == [f"{SOURCE.url}si010_j.asp?MM=1&YY=2027"]


def test_programs_on_another_host_are_no_way() -> None:
    page = '<html><a href="https://alt.example/bi/vo040.asp">alt</a><a href="/bi/si010.asp">neu</a></html>'
    found = steps(Ask("https://ris.musterau.example/bi/", "start"), reply(page, "https://ris.musterau.example/bi/"))
    assert [ask.url for ask in found if isinstance(ask, Ask)] == ["https://ris.musterau.example/bi/si010.asp?MM=2&YY=2027"]


def test_a_frameset_leads_to_the_menu() -> None:
    page = '<html><frameset><frame src="allris.net.asp" name="main"></frameset></html>'
    found = steps(Ask("https://ris.musterau.example/bi/", "start", (("again", ""),)), reply(page, "https://ris.musterau.example/bi/"))
    assert [ask.url for ask in found if isinstance(ask, Ask)] == ["https://ris.musterau.example/bi/allris.net.asp"]
    onward = "<html><meta http-equiv='refresh' content='0;url=si010_e.asp'></html>"
    found = steps(Ask("https://ris.musterau.example/bi/", "start"), reply(onward, "https://ris.musterau.example/bi/"))
    assert [ask.url for ask in found if isinstance(ask, Ask)] == ["https://ris.musterau.example/bi/si010_e.asp?MM=2&YY=2027"]
    login = steps(Ask("https://ris.musterau.example/bi/", "start"), reply("<html></html>", "https://ris.musterau.example/ri/logon.asp"))
    assert [type(entry) for entry in login] == [Refusal]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<html><title>ALLRIS</title><p>Zu viele Zugriffe aus Ihrem Netzwerk, Zugriff temporär gesperrt.</p></html>", 200),
        ('<html><altcha-widget challengeurl="/_gate/challenge"></altcha-widget></html>', 200),
        ("<html>Forbidden</html>", 403),
        ("", 429),
    ],
)
@pytest.mark.parametrize("kind", ["start", "list", "calendar", "meeting", "paper"])
def test_refusals_stop_the_walk(kind: str, body: str, status: int) -> None:
    found = steps(Ask("https://ris.musterau.example/bi/vo040.asp", kind, (("ways", "vo040"), ("base", "b"))), reply(body, status=status))
    assert [type(entry) for entry in found] == [Refusal]


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (b"<html><body>Zugriff verweigert (Programm vo020.asp).</body></html>", "https://x.example/bi/vo020.asp?VOLFDNR=3"),
        (b"<html><form name='logon'></form></html>", "https://x.example/ri/logon.asp"),
        (classic(FACTS.replace(">öffentlich<", ">nichtöffentlich<")), "https://x.example/bi/vo020.asp?VOLFDNR=3"),
    ],
)
def test_a_paper_that_is_not_public_is_withheld(page: bytes, url: str) -> None:
    ask = Ask("https://x.example/bi/vo020.asp?VOLFDNR=3", "paper", session="papers")
    assert steps(ask, reply(page, url)) == [RisPaper("allris3", "volfdnr=3", ask.url, withheld=True)]


def test_an_agenda_never_asks_for_what_is_not_public() -> None:
    rows = agenda_row("N&nbsp;1", '<td>Grundstück</td><td><a href="vo020.asp?VOLFDNR=6">VO/6</a></td>')
    page = reply(classic(program="to010", tail=f'<table class="tl1">{rows}</table>'), "https://x.example/bi/to010.asp?SILFDNR=3")
    found = steps(Ask(page.url, "meeting", (("date", "2026-03-03"),)), page)
    assert found == [PaperRef("volfdnr=6", "https://x.example/bi/vo020.asp?VOLFDNR=6", date="2026-03-03", public=False)]


def test_errors_of_a_server_are_troubles() -> None:
    paper = steps(Ask("https://x.example/bi/vo020.asp?VOLFDNR=3", "paper"), reply("", status=500))
    assert [(entry.retry, entry.problem.code) for entry in paper if isinstance(entry, Trouble)] == [(True, "server_error")]
    gone = steps(Ask("https://x.example/bi/vo020.asp?VOLFDNR=3", "paper"), reply("", status=404))
    assert [(entry.retry, entry.problem.code) for entry in gone if isinstance(entry, Trouble)] == [(False, "not_found")]
    context = (("ways", "si010"), ("base", "https://x.example/bi/"), ("year", "2026"), ("month", "5"))
    month = steps(Ask("https://x.example/bi/si010.asp?MM=5&YY=2026", "calendar", (*context, ("again", "1"))), reply("", status=502))
    assert [entry.url for entry in month if isinstance(entry, Ask)] == ["https://x.example/bi/si010.asp?MM=4&YY=2026"]


# --- hostile pages ------------------------------------------------------------------------------------------------------------------

KINDS = ["start", "list", "calendar", "meeting", "paper", "unheard of"]
PAGES = [classic(FACTS, button(1, "Vorlage")), RESPONSIVE, listed(listed_row(5, "VO/5&nbsp;Neubau", "07.07.2026"))]


def survives(data: bytes) -> None:
    parsed = VENDOR.parse_paper(data, "")
    assert parsed is None or parsed.facts.title
    list(VENDOR.recognise(data, "http://[broken"))
    for kind in KINDS:
        for url in ("https://x.example/bi/vo020.asp?VOLFDNR=1", "http://[broken"):
            found = steps(Ask(url, kind, (("ways", "vo040 si010"), ("base", "https://x.example/bi/"))), reply(data, url))
            assert all(isinstance(entry, (Ask, PaperRef, RisPaper, Refusal, Trouble)) for entry in found)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    survives(data)


@pytest.mark.parametrize("page", PAGES, ids=["classic", "responsive", "list"])
def test_cut_and_changed_pages_never_raise(page: bytes) -> None:
    chance = random.Random(3)
    for _ in range(20):
        survives(page[: chance.randrange(len(page))])
        changed = bytearray(page)
        for _ in range(30):
            changed[chance.randrange(len(changed))] = chance.choice(b'<>"=&;/\x00\xff#[]0aA')
        survives(bytes(changed))


def test_a_hostile_page_takes_no_long_time() -> None:
    survives(b"<div>" * 20_000)
    survives(b'<a name="allrisBV"></a>' * 2_000)
    survives(b"<html>" + b"<tr><td class='kb1'>Betreff:</td><td>x</td></tr>" * 1_000)
