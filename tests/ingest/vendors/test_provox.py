"""PROVOX IIP: the paper's page, the calendar's JSON, agendas; broken and hostile pages; the real page."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Consultation
from ingest.vendors import load_vendor, parse_saved_page, recognise
from ingest.vendors.records import Ask, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from tests.ingest.vendors.allris3_pages import expectation, load

VENDOR = load_vendor("provox")
BASE = "https://ris.musterau.example/ris/musterau/"
SOURCE = Source("provox", f"{BASE}meeting/list")
WINDOW = Window(since="2025-06-01", until="2026-12-31", today="2026-11-22")
PAPER = load("provox_paper.html").encode()
MEETING = load("provox_meeting.html").encode()
ADDRESS = f"{BASE}agendaitem/details/71"
EVENTS = [
    {"id": 31, "title": "Rat", "start": "2026-03-08T18:00:00", "url": "/ris/musterau/meeting/details/31"},
    {"id": 32, "title": "Bauausschuss", "start": "2026-05-08T18:00:00", "url": None},
    {"id": "x", "title": "Kaputt", "start": "2026-05-09T18:00:00", "url": "/x"},
    "kein Termin",
]


def steps(kind: str, body: bytes, url: str = ADDRESS, status: int = 200) -> list[object]:
    ask = Ask(url, kind, (("base", BASE), ("year", "2026"), ("empty", "0"), ("date", "2026-03-08")))
    return list(VENDOR.follow(SOURCE, WINDOW, ask, Reply(url, status, {"content-type": "text/html; charset=utf-8"}, body)))


def test_a_page_tells_the_paper() -> None:
    paper = VENDOR.parse_paper(PAPER, ADDRESS)
    assert paper is not None
    facts = paper.facts
    assert (paper.key, facts.reference, facts.title) == ("agendaitem=71", "47/2026-1", "Sprachmittlung für Geflüchtete hier: Fortführung")
    assert (facts.paper_type, facts.date, facts.public, facts.lead_unit) == ("Beschlussvorlage", "2026-01-12", True, "41 Integration")
    assert facts.body == "Samtgemeinde Musterau"
    assert facts.consultations == (
        Consultation("Sozialausschuss", "2026-02-23", result="Einstimmig"),
        Consultation("Rat", "2026-03-08", result="Ja 30, Nein 2, Enth. 1"),
        Consultation("Verwaltungsausschuss"),
    )
    assert [(file.key, file.name, file.role, file.size) for file in paper.files] == [
        ("file=501", "Vorlagendokument", "main", 1173504),
        ("file=502", "Anlage 1 Kostenplan", "attachment", 20480),
    ]
    assert paper.files[0].url == "https://ris.musterau.example/ris/musterau/file/getfile/501"
    assert [(text.kind, text.heading) for text in paper.texts] == [("decision", "Beschlusstext")]
    assert paper.texts[0].text == "Der Rat führt die Sprachmittlung fort.\nDie Mittel stehen im Haushalt."


def test_other_pages_are_no_papers() -> None:
    assert VENDOR.parse_paper(MEETING, "") is None
    assert VENDOR.parse_paper(b"<html><h3>Rat</h3><dl><dt>Beschlusstext</dt><dd>x</dd></dl></html>", "") is None


def test_the_maker_is_recognised() -> None:
    assert {entry.vendor for entry in recognise(PAPER, ADDRESS) if entry.weight >= 1} == {"provox"}
    assert [entry.weight for entry in VENDOR.recognise(b"<html></html>", ADDRESS)] == [0.5]


@pytest.mark.parametrize("body", [json.dumps(EVENTS), json.dumps(json.dumps(EVENTS))])
def test_events_may_be_json_in_json_and_lead_on_year_by_year(body: str) -> None:
    found = steps("events", body.encode())
    assert [(entry.kind, entry.url.removeprefix(BASE)) for entry in found if isinstance(entry, Ask)] == [
        ("meeting", "meeting/details/31"),
        ("events", "meeting/ShowEvents?start=2025-01-01&end=2026-01-01"),
    ]


def test_the_walk_begins_with_the_newest_year_and_ends_with_the_period() -> None:
    (first,) = VENDOR.begin(SOURCE, WINDOW)
    assert isinstance(first, Ask)
    assert first.url == f"{BASE}meeting/ShowEvents?start=2026-01-01&end=2027-01-01"
    ask = Ask(first.url, "events", (("base", BASE), ("year", "2025"), ("empty", "0")))
    assert list(VENDOR.follow(SOURCE, WINDOW, ask, Reply(first.url, 200, {}, b"[]"))) == []
    (start,) = VENDOR.begin(Source("provox", "https://ris.musterau.example/"), WINDOW)
    assert isinstance(start, Ask)
    (found,) = steps("start", PAPER, "https://ris.musterau.example/")
    assert isinstance(found, Ask)
    assert found.url == first.url


def test_only_public_blocks_are_followed() -> None:
    first, second = steps("meeting", MEETING, f"{BASE}meeting/details/31")
    assert isinstance(first, PaperRef)
    assert (first.key, first.reference, first.title) == ("agendaitem=71", "47/2026-1", "Sprachmittlung")
    assert (first.public, first.date) == (True, "2026-03-08")
    assert first.ask is not None
    assert first.ask.url == ADDRESS
    assert second == PaperRef("agendaitem=72", f"{BASE}agendaitem/details/72", date="2026-03-08", public=False)


def test_answers_that_are_no_pages() -> None:
    assert [type(entry) for entry in steps("paper", b"", status=403)] == [Refusal]
    assert [type(entry) for entry in steps("paper", b"<html>Wartung</html>")] == [Trouble]
    assert steps("paper", b"<html>Keine Berechtigung</html>") == [RisPaper("provox", "agendaitem=71", ADDRESS, withheld=True)]
    broken = steps("events", b"{kein JSON")
    assert [type(entry) for entry in broken] == [Trouble, Ask]


def survives(data: bytes) -> None:
    parsed = VENDOR.parse_paper(data, "")
    assert parsed is None or parsed.facts.title
    list(VENDOR.recognise(data, "http://[broken"))
    for kind in ("start", "events", "meeting", "paper", "unheard of"):
        for url in (ADDRESS, "http://[broken"):
            assert all(isinstance(entry, (Ask, PaperRef, RisPaper, Refusal, Trouble)) for entry in steps(kind, data, url))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_never_raise(data: bytes) -> None:
    survives(data)


@pytest.mark.parametrize("page", [PAPER, MEETING, json.dumps(EVENTS).encode()], ids=["paper", "meeting", "events"])
def test_cut_and_changed_pages_never_raise(page: bytes) -> None:
    chance = random.Random(5)
    for _ in range(25):
        survives(page[: chance.randrange(len(page))])
        changed = bytearray(page)
        for _ in range(30):
            changed[chance.randrange(len(changed))] = chance.choice(b'<>"=&;/\x00\xff#[]{}0aA')
        survives(bytes(changed))


@pytest.mark.parametrize("entry", expectation("provox_hameln.json"), ids=lambda entry: str(entry["file"]))
def test_the_real_page(shared: Path, entry: dict[str, object]) -> None:
    paper = parse_saved_page((shared / "ris/provox" / str(entry["file"])).read_bytes())
    assert paper is not None
    facts = paper.facts
    assert [facts.body, facts.reference, facts.title, facts.paper_type, facts.date, facts.public, facts.lead_unit] == entry["facts"]
    assert [[one.committee, one.date, one.role, one.result] for one in facts.consultations] == entry["consultations"]
    assert [[file.key, file.name, file.role, file.size, file.url] for file in paper.files] == entry["files"]
    assert [[text.kind, text.heading, text.text[:30]] for text in paper.texts] == entry["texts"]
