"""ALLRIS 4: the paper's page, the calendar by Ajax, the walk against the replica, refusals, broken and hostile pages."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Consultation
from ingest.vendors import load_vendor, parse_saved_page, recognise
from ingest.vendors.allris3_lists import read_agenda, read_calendar
from ingest.vendors.allris4_paper import parse_paper_page
from ingest.vendors.pages import parse_html, parse_html_parts
from ingest.vendors.records import Ask, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from tests.ingest.vendors.allris3_pages import classic, expectation, load
from tests.replicas.allris4 import Allris4Site
from tests.replicas.allris_drive import Drive

VENDOR = load_vendor("allris4")
BASE = "https://ris.musterau.example/public/"
SOURCE = Source("allris4", BASE)
WINDOW = Window(today="2026-11-22")
PAPER = load("allris4_paper.html").encode()
ADDRESS = f"{BASE}vo020?VOLFDNR=1002003&refresh=false"
CONTEXT = (("base", BASE), ("year", "2026"), ("month", "10"), ("empty", "0"), ("first", ""))


Context = tuple[tuple[str, str], ...]


def steps(kind: str, body: str | bytes, url: str = ADDRESS, status: int = 200, context: Context = CONTEXT) -> list[object]:
    data = body.encode() if isinstance(body, str) else body
    reply = Reply(url, status, {"content-type": "text/html; charset=utf-8"}, data)
    return list(VENDOR.follow(SOURCE, WINDOW, Ask(url, kind, context), reply))


# --- the paper's page ---------------------------------------------------------------------------------------------------------------


def test_a_paper_is_told_by_ids() -> None:
    paper = parse_paper_page(PAPER, ADDRESS)
    assert paper is not None
    facts = paper.facts
    assert (paper.key, paper.url, paper.person) == ("volfdnr=1002003", f"{BASE}vo020?VOLFDNR=1002003", "Muster, Kim")
    assert (facts.reference, facts.paper_type) == ("2026/0147-1", "Beschlussvorlage - öffentlich")
    assert facts.title == "Sprachmittlung im Landkreis; hier: Fortführung 2027"
    assert (facts.lead_unit, facts.public, facts.date, facts.body) == ("Stabsstelle Integration", True, "", "")


def test_the_beratungsfolge_goes_by_content_and_not_by_stripes() -> None:
    paper = parse_paper_page(PAPER, ADDRESS)
    assert paper is not None
    assert paper.facts.consultations == (
        Consultation("Sozialausschuss", "2026-03-03", "Vorberatung", "vertagt"),
        Consultation("Sozialausschuss", "2026-04-14", "Vorberatung", "ungeändert beschlossen"),
        Consultation("Finanzausschuss", "", "Vorberatung", ""),
        Consultation("Kreistag", "2026-05-21", "Entscheidung", ""),
    )


def test_documents_live_on_and_attachments_only_with_the_page() -> None:
    paper = parse_paper_page(PAPER, ADDRESS)
    assert paper is not None
    assert [(file.key, file.name, file.role, file.session_bound, file.size) for file in paper.files] == [
        ("dolfdnr=501", "Vorlage", "main", False, None),
        ("dolfdnr=502", "Dokumente gesamt", "collected", False, None),
        ("anlage=Konzept", "Konzept", "attachment", True, 265420),
        ("anlage=Kostenplan", "Kostenplan", "attachment", True, None),
    ]
    assert paper.files[0].url == f"{BASE}wicket/resource/org.apache.wicket.Application/doc501.pdf"
    assert {file.media_type for file in paper.files} == {"application/pdf"}


def test_texts_stand_under_headings_that_may_be_empty() -> None:
    paper = parse_paper_page(PAPER, ADDRESS)
    assert paper is not None
    assert [(text.kind, text.heading, text.text) for text in paper.texts] == [
        ("decision", "Beschlussvorschlag", "Der Kreistag führt die Sprachmittlung fort."),
        ("facts", "Sachverhalt", "I. Ausgangslage\nDer Bedarf steigt."),
        ("finance", "Finanzielle Auswirkungen", "120.000 Euro im Jahr"),
    ]


def test_the_page_is_recognised_and_hints_at_oparl() -> None:
    found = list(recognise(PAPER, ADDRESS))
    own = [(entry.version, entry.weight) for entry in found if entry.vendor == "allris4"]
    assert own == [("4.1.4 (4140011)", 1.0), ("", 1.0)]
    assert {entry.vendor for entry in found if entry.weight >= 1} == {"allris4"}
    assert (f"link to {BASE}oparl/system", 0.7) in [(entry.sign, entry.weight) for entry in found if entry.vendor == "oparl"]
    assert not list(VENDOR.recognise(classic(), ADDRESS.replace("vo020", "vo020.asp")))
    saved = parse_saved_page(PAPER)
    assert saved is not None
    assert (saved.vendor, saved.key, saved.url) == ("allris4", "volfdnr=1002003", "")


@pytest.mark.parametrize("program", ["to010", "to020", "si010", "gr020"])
def test_other_pages_are_no_papers(program: str) -> None:
    assert parse_paper_page(PAPER.replace(b'baseUrl="vo020', f'baseUrl="{program}'.encode())) is None


# --- calendar and agenda ------------------------------------------------------------------------------------------------------------

CALENDAR = load("allris4_month.xml")


def test_the_ajax_answer_gives_meetings_and_then_the_month_before() -> None:
    found = steps("month", CALENDAR, f"{BASE}si010?0-1.0-&MM=10&YY=2026")
    asks = [entry for entry in found if isinstance(entry, Ask)]
    assert [(ask.kind, ask.url.removeprefix(BASE), ask.session) for ask in asks] == [
        ("meeting", "to010?SILFDNR=11&refresh=false", "papers"),
        ("meeting", "to010?SILFDNR=12&refresh=false", "papers"),
        ("calendar", "si010?MM=9&YY=2026", "calendar"),
    ]
    assert [ask.told("date") for ask in asks[:2]] == ["2026-10-01", "2026-10-03"]


def test_the_page_of_a_month_names_its_ajax_address() -> None:
    script = '<script>/*<![CDATA[*/Wicket.Ajax.baseUrl="si010?MM=10&amp;YY=2026";/*]]>*/</script>'
    page = f'<html><head>{script}<script>Wicket.Ajax.ajax({{"u":"./si010?3-1.0-&MM=10&YY=2026"}});</script></head><body>x</body></html>'
    (ask,) = steps("calendar", page, f"{BASE}si010?MM=10&YY=2026")
    assert isinstance(ask, Ask)
    assert (ask.url, ask.kind, ask.context) == (f"{BASE}si010?3-1.0-&MM=10&YY=2026", "month", CONTEXT)
    headers = dict(ask.headers)
    assert (headers["Wicket-Ajax"], headers["Wicket-Ajax-BaseURL"], headers["X-Requested-With"]) == (
        "true", "si010?MM=10&YY=2026", "XMLHttpRequest",
    )  # fmt: skip


def test_a_month_without_meetings_may_show_no_table() -> None:
    (following,) = steps("month", "<ajax-response><component id='a'><![CDATA[<p>Keine Sitzungen</p>]]></component></ajax-response>")
    assert isinstance(following, Ask)
    assert (following.url, following.told("empty")) == (f"{BASE}si010?MM=9&YY=2026", "1")


def test_a_month_that_fails_is_asked_once_more_and_then_passed_over() -> None:
    expired = '<?xml version="1.0"?><ajax-response><redirect><![CDATA[./si010]]></redirect></ajax-response>'
    (again,) = steps("month", expired)
    assert isinstance(again, Ask)
    assert (again.kind, again.url) == ("calendar", f"{BASE}si010?MM=10&YY=2026")
    trouble, following = steps("month", expired, context=again.context)
    assert isinstance(trouble, Trouble)
    assert isinstance(following, Ask)
    assert following.url == f"{BASE}si010?MM=9&YY=2026"
    first = (*CONTEXT[:-1], ("first", "1"), ("again", "1"))
    last = steps("calendar", "<html><body>Wartung</body></html>", context=first)
    assert [entry.problem.code for entry in last if isinstance(entry, Trouble)] == ["unknown_page", "no_way_in"]
    assert not [entry for entry in last if isinstance(entry, Ask)]


AGENDA = load("allris4_agenda.html")


def test_an_agenda_gives_papers_and_never_asks_for_what_is_not_public() -> None:
    found = steps("meeting", AGENDA, f"{BASE}to010?SILFDNR=11&refresh=false", context=(("base", BASE), ("date", "2026-10-02")))
    first, second = (entry for entry in found if isinstance(entry, PaperRef))
    assert (first.key, first.reference, first.title, first.date, first.public) == ("volfdnr=71", "2026/71", "Haushalt", "2026-10-01", True)
    assert first.ask is not None
    assert (first.ask.url, first.ask.session) == (f"{BASE}vo020?VOLFDNR=71&refresh=false", "papers")
    assert first.row.endswith("|vertagt")
    assert second == PaperRef("volfdnr=72", f"{BASE}vo020?VOLFDNR=72", date="2026-10-01", public=False)
    agenda = read_agenda(parse_html(AGENDA.encode()))
    assert agenda is not None
    assert [item.number for item in agenda.items] == ["Ö 1", "Ö 2", "N 1"]


# --- the walk -----------------------------------------------------------------------------------------------------------------------


def test_the_walk_finds_every_paper_once_with_its_files() -> None:
    site = Allris4Site(140)
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), WINDOW)
    drive.fetches = True
    drive.run()
    assert {paper.facts.reference: paper.facts.title for paper in drive.papers} == site.truth()
    assert len(drive.papers) == len({paper.key for paper in drive.papers}) == 140
    assert (drive.troubles, drive.refusals, site.forbidden, site.without_session) == ([], [], [], 2)
    assert all(body.startswith(b"%PDF") for body in drive.bodies.values())
    attachments = [key for key in drive.bodies if key[1].startswith("anlage=")]
    assert len(attachments) == sum(len(paper.attachments) for paper in site.known) > 0
    dates = {station.date for paper in drive.papers for station in paper.facts.consultations}
    assert dates == {site.meeting_date(meeting).isoformat() for meeting in site.meetings}


def test_months_are_asked_one_after_another_and_only_those_of_the_period() -> None:
    site = Allris4Site(300)
    window = Window(since="2026-08-10", until="2026-10-05", today="2026-11-22")
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), window).run()
    asked = [ask.url.rpartition("/")[2] for ask in drive.asked if ask.session == "calendar"][1:]
    months = ["MM=10&YY=2026", "MM=9&YY=2026", "MM=8&YY=2026"]
    assert asked == [part for place, month in enumerate(months) for part in (f"si010?{month}", f"si010?{place}-1.0-&{month}")]
    met = [meeting for meeting in site.meetings if "2026-08-10" <= site.meeting_date(meeting).isoformat() <= "2026-10-05"]
    assert {paper.facts.reference for paper in drive.papers} == {paper.reference for meeting in met for paper in site.meetings[meeting]}


def test_a_network_that_asks_without_cookies_is_shut_out_and_the_walk_stops() -> None:
    site = Allris4Site(140)
    drive = Drive(site, VENDOR, site.start("http://127.0.0.1:9"), WINDOW)
    drive.jars = _Forgetful()
    drive.run()
    assert [refusal.sign for refusal in drive.refusals] == ["Zu viele Zugriffe aus Ihrem Netzwerk, Zugriff temporär gesperrt."]
    assert site.without_session == site.strangers + 1


class _Forgetful(dict[str, dict[str, str]]):
    """A client that keeps cookies for the calendar only."""

    def setdefault(self, key: str, default: dict[str, str] | None = None) -> dict[str, str]:
        return super().setdefault(key, default or {}) if key == "calendar" else {}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('<div class="message_text">Zu viele Zugriffe aus Ihrem Netzwerk, Zugriff temporär gesperrt.</div>', 200),
        ('<html><body><altcha-widget challengeurl="/_gate/c"></altcha-widget></body></html>', 200),
        ("", 403),
        ("", 429),
    ],
)
@pytest.mark.parametrize("kind", ["start", "calendar", "month", "meeting", "paper"])
def test_refusals_stop_the_walk(kind: str, body: str, status: int) -> None:
    assert [type(entry) for entry in steps(kind, body, status=status)] == [Refusal]


def test_a_paper_that_is_not_public_is_withheld() -> None:
    url = ADDRESS.removesuffix("&refresh=false")
    withheld = [RisPaper("allris4", "volfdnr=1002003", url, withheld=True)]
    assert steps("paper", "<html><body>Keine Berechtigung für diese Vorlage</body></html>") == withheld
    assert steps("paper", PAPER.replace('id="vostatus">öffentlich'.encode(), 'id="vostatus">nichtöffentlich'.encode())) == withheld
    assert [type(entry) for entry in steps("paper", "<html><body>Wartung</body></html>")] == [Trouble]


@pytest.mark.parametrize(
    ("url", "start"),
    [
        ("https://x.example/public/", "https://x.example/public/"),
        ("https://x.example/public/si010", "https://x.example/public/"),
        ("https://x.example/LK_public", "https://x.example/LK_public/"),
        ("https://x.example", "https://x.example/"),
        ("https://x.example/public/oparl/system", "https://x.example/public/oparl/system/"),
    ],
)
def test_the_start_is_the_folder_of_the_programs(url: str, start: str) -> None:
    assert [ask.url for ask in VENDOR.begin(Source("allris4", url), WINDOW) if isinstance(ask, Ask)] == [start]


def test_a_start_page_leads_on_to_the_folder_of_the_programs() -> None:
    onward = '<html><head><meta http-equiv="Refresh" content="0; URL=./public/"></head></html>'
    (again,) = steps("start", onward, "https://x.example/", context=())
    assert isinstance(again, Ask)
    assert (again.url, again.kind) == ("https://x.example/public/", "start")
    for page, base in (("<a href='./allris/si010?MM=9'>Kalender</a>", "https://x.example/allris/"), ("<p>x</p>", "https://x.example/")):
        (ask,) = steps("start", f"<html>{page}</html>", "https://x.example/", context=again.context)
        assert isinstance(ask, Ask)
        assert ask.url == f"{base}si010?MM=2&YY=2027"


# --- hostile pages ------------------------------------------------------------------------------------------------------------------


def survives(data: bytes) -> None:
    parsed = VENDOR.parse_paper(data, "")
    assert parsed is None or parsed.facts.title
    list(VENDOR.recognise(data, "http://[broken"))
    for kind in ("start", "calendar", "month", "meeting", "paper", "unheard of"):
        for url in (ADDRESS, "http://[broken"):
            found = steps(kind, data, url)
            assert all(isinstance(entry, (Ask, PaperRef, RisPaper, Refusal, Trouble)) for entry in found)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    survives(data)


@pytest.mark.parametrize("page", [PAPER, CALENDAR.encode(), AGENDA.encode()], ids=["paper", "calendar", "agenda"])
def test_cut_and_changed_pages_never_raise(page: bytes) -> None:
    chance = random.Random(4)
    for _ in range(15):
        survives(page[: chance.randrange(len(page))])
        changed = bytearray(page)
        for _ in range(30):
            changed[chance.randrange(len(changed))] = chance.choice(b'<>"=&;/\x00\xff#[]0aA')
        survives(bytes(changed))


# --- the real pages -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", expectation("allris4_trier.json"), ids=lambda entry: str(entry["file"]))
def test_real_papers(shared: Path, entry: dict[str, object]) -> None:
    paper = parse_saved_page((shared / "ris/allris4" / str(entry["file"])).read_bytes())
    assert paper is not None
    facts = paper.facts
    assert paper.key == entry["key"]
    assert [facts.body, facts.reference, facts.title, facts.paper_type, facts.date, facts.public, facts.lead_unit] == entry["facts"]
    assert [[one.committee, one.date, one.role, one.result] for one in facts.consultations] == entry["consultations"]
    assert [[file.key, file.name, file.role, file.url] for file in paper.files] == entry["files"]
    assert [[text.kind, text.heading, text.text[:30]] for text in paper.texts] == entry["texts"]


def test_the_real_calendar(shared: Path) -> None:
    text = (shared / "ris/allris4/bbcoach__Ratsblick/trier-si010-2026-10.xml").read_text(encoding="utf-8")
    found = read_calendar(parse_html_parts(text.partition("<![CDATA[")[2].partition("]]>")[0]), 2026, 10)
    assert found is not None
    meetings = [(meeting.number, meeting.date) for meeting in found]
    assert meetings == [("1000686", "2026-10-01"), ("1000378", "2026-10-08"), ("1000264", "2026-10-21")]
