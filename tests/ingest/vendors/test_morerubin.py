"""more!rubin: systems of our own, new and old, walked through; the real meetings in ../shared/ris."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.vendors.morerubin import VENDOR, find_base, find_body, parse_meeting
from ingest.vendors.morerubin_data import build_paper, document_url, embedded_props, load_meeting, merge
from ingest.vendors.records import Ask, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from tests.replicas.morerubin import NOT_PUBLIC, MorerubinSite
from tests.replicas.sansio import BASE, TODAY, walk

PERIOD = Window(since="2018-01-01", today=TODAY)
COUNTY = Source("morerubin", "", "Landkreis Musterau", "03999")


@pytest.mark.parametrize(("old", "bodies"), [(False, 1), (False, 2), (True, 1), (True, 2)])
def test_each_paper_is_there_once_with_its_facts_and_files(old: bool, bodies: int) -> None:
    site = MorerubinSite(40, old=old, bodies=bodies)
    told = walk(VENDOR, site, PERIOD, COUNTY)
    assert {reference: paper.facts.title for reference, paper in told.public.items()} == site.truth()
    assert (len(told.papers), told.codes) == (40, [])
    for number in range(1, 41):
        paper = told.public[site.reference(number)]
        facts = paper.facts
        assert paper.key == f"submission_id={site.key(number)}"
        assert (facts.body, facts.paper_type, facts.public) == ("Landkreis Musterau", "Beschlussvorlage", True)
        assert [(entry.committee, entry.date, entry.role, entry.result) for entry in facts.consultations] == site.stations(number)
        assert [file.role for file in paper.files] == ["main", *["attachment"] * (number % 4 == 0)]
        assert paper.files[0].name == f"Beschlussvorlage {site.reference(number)} ({site.title(number)})"
        assert all("json=1" not in file.url for file in paper.files)


def test_what_is_not_public_is_never_asked_for_nor_kept() -> None:
    for old in (False, True):
        told = walk(VENDOR, MorerubinSite(20, old=old), PERIOD, COUNTY)
        everything = str(told.papers) + str(told.refs)
        for word in (NOT_PUBLIC, "Entwurf", "vertraulich", "Beschluss von TOP", "NÖ 1"):
            assert word not in everything
        assert not any("FRA-1" in url or "DRAFT-1" in url or "OFF-1" in url for url in told.asked)


def test_requests_are_one_a_year_and_one_a_meeting() -> None:
    site = MorerubinSite(40)
    told = walk(VENDOR, site, Window(since="2018-01-01", until="2019-06-30", today=TODAY), COUNTY)
    calendars = [url for url in told.asked if "id=calendar" in url]
    assert [url.split("&from=")[1] for url in calendars] == ["2019-01&to=2019-06&view=list", "2018-01&to=2018-12&view=list"]
    meetings = [url for url in told.asked if "id=meetings" in url]
    assert len(meetings) == len(set(meetings)) == 14  # 13 with papers, one of the other body that answers 404


def test_after_a_walk_only_recent_meetings_are_looked_at() -> None:
    window = Window(since="2018-01-01", today="2026-11-22", changed_since="2026-11-20T01:00:00Z")
    told = walk(VENDOR, MorerubinSite(40), window, COUNTY)
    calendars = [url.split("&from=")[1] for url in told.asked if "id=calendar" in url]
    assert calendars == ["2027-01&to=2027-12&view=list", "2026-05&to=2026-12&view=list"]


def test_of_many_bodies_none_is_guessed() -> None:
    told = walk(VENDOR, MorerubinSite(5, bodies=2), PERIOD, Source("morerubin", "", "Landkreis Andersau", "03888"))
    assert (told.codes, told.papers) == (["rubin_body"], [])
    assert "Stadt Musterau" in told.troubles[0].problem.message
    other = walk(VENDOR, MorerubinSite(5, bodies=2), PERIOD, Source("morerubin", "", "", "", (("body", "SM"),)))
    assert list(other.public) == ["fremd"]
    assert other.papers[0].facts.body == "Stadt Musterau"


def test_the_same_paper_comes_out_whichever_meeting_is_read_first() -> None:
    site = MorerubinSite(10)
    site.start(BASE)

    def tenth(number: str) -> dict[str, Any]:
        return next(entry for entry in parse_meeting(json.dumps(site._find(number)).encode()) if entry["id"] == site.key(10))

    numbers = ("2018-SOZ-2", "2018-KT-2")
    both = (merge(tenth(numbers[0]), tenth(numbers[1])), merge(tenth(numbers[1]), tenth(numbers[0])))
    papers = [build_paper(told, BASE, "Landkreis Musterau") for told in both]
    assert papers[0] == papers[1]
    assert [entry.result for entry in papers[0].facts.consultations] == ["empfohlen", ""]


def test_an_old_installation_without_pages_of_papers_still_gives_them() -> None:
    class Bare(MorerubinSite):
        def answer(self, request: Any) -> Any:
            from tests.replicas.replica import Answer

            return Answer(404) if request.path == "/vorlagen_details.php" else super().answer(request)

    site = Bare(12, old=True)
    told = walk(VENDOR, site, PERIOD, COUNTY)
    assert {reference: paper.facts.title for reference, paper in told.public.items()} == site.truth()
    assert told.public[site.reference(1)].facts.consultations[0].result == "einstimmig beschlossen"


def test_a_calendar_page_with_links_is_the_last_resort() -> None:
    class Older(MorerubinSite):
        def answer(self, request: Any) -> Any:
            from tests.replicas.replica import Answer

            if request.path.startswith("/webservice-mobile"):
                return Answer(404)
            if request.path == "/sitzungskalender.php":
                links = "".join(f'<a href="meeting.php?id={self._meeting(*place)}">Sitzung</a>' for place in self._meetings())
                return Answer(200, f"<html><body>{links}</body></html>".encode())
            return super().answer(request)

    site = Older(12, old=True)
    told = walk(VENDOR, site, PERIOD, COUNTY)
    assert {reference: paper.facts.title for reference, paper in told.public.items()} == site.truth()


def test_no_calendar_at_all_is_told_once() -> None:
    class Empty(MorerubinSite):
        def answer(self, request: Any) -> Any:
            from tests.replicas.replica import Answer

            return Answer(404, b"<html></html>")

    told = walk(VENDOR, Empty(1), Window(since="2026-01-01", until="2026-12-31", today=TODAY), COUNTY)
    assert told.codes == ["rubin_calendar"]


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://kreis.test", "https://kreis.test/"),
        ("https://kreis.test/meeting.php?id=1", "https://kreis.test/"),
        ("https://kreis.test/ris/index.php", "https://kreis.test/ris/"),
        ("https://kreis.test/oparl/system", "https://kreis.test/"),
        ("https://kreis.test/calendar", "https://kreis.test/"),
    ],
)
def test_where_the_installation_begins(url: str, base: str) -> None:
    assert find_base(url) == base


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Rats- und Bürgerinfosystem Stadt Musterau", "Stadt Musterau"),
        ("Ratsinformationssystem des Landkreises Musterau", "Landkreis Musterau"),
        ("Kreistagsinfo Kreis Musterau", "Kreis Musterau"),
        ("Ratsinfosystem", ""),
        ("Musterau", ""),
    ],
)
def test_the_body_that_a_page_names(title: str, body: str) -> None:
    assert find_body(f"<html><head><title>{title}</title></head></html>".encode()) == body


def test_document_addresses() -> None:
    page = "https://kreis.test/meeting.php?id=1"
    assert document_url("documents.php?document_type_id=4&submission_id=7%7Cx&json=1", page) == (
        "https://kreis.test/documents.php?document_type_id=4&submission_id=7%7Cx"
    )
    assert document_url("http://kreis.test/api.php?document_type_id=4&json=1", page) == "https://kreis.test/api.php?document_type_id=4"
    assert [document_url(value, page) for value in ("", "javascript:x()", "http://[kaputt")] == ["", "", ""]


def test_embedded_data_with_braces_and_quotes_in_strings() -> None:
    item = {"title": 'Bericht {Teil "A"}', "status": "1", "topart": "vl", "vorlagennummer": "660000000001"}
    meeting = {"nummer": "1", "agenda_items": [item]}
    props = json.dumps({"passed-meeting": meeting})
    for script in (
        f'window.components["MeetingPage__a1"] = {{ props: {props}, store: [] }};',
        f"window.components['MeetingPage__a1']={{\"props\":{props}}}",
        f'window.components["Other__b"] = {{ props: {{"x": }} }}; window.components["MeetingPage__a"] = {{props: {props}}}',
    ):
        assert load_meeting(f"<html><script>{script}</script></html>".encode()) == meeting
    assert list(embedded_props(b"<html>window.components</html>")) == []


def test_items_without_a_paper_are_none() -> None:
    def meeting(**item: Any) -> bytes:
        whole = {"status": 1, "title": "Thema", "topart": "vl", "vorlagennummer": "660000000001", **item}
        return json.dumps({"nummer": "1", "datum": "2026-01-02", "agenda_items": [whole]}).encode()

    assert len(parse_meeting(meeting())) == 1
    fixed = {"topart": "zt", "vorlagennummer": "zt_0"}
    for item in ({"status": 2}, {"status": None}, {"is_draft": True}, {"topart": "at"}, fixed, {"vorlagennummer": ""}):
        assert parse_meeting(meeting(**item)) == []
    assert parse_meeting(meeting(topart=None, vorlagennummer="1")) == []
    draft = json.loads(meeting()) | {"is_draft": "1"}
    assert parse_meeting(json.dumps(draft).encode()) == []


def test_a_saved_meeting_with_one_paper_is_that_paper() -> None:
    site = MorerubinSite(10)
    site.start(BASE)
    one = json.dumps(site._find("2018-SOZ-2")).encode()
    paper = VENDOR.parse_paper(one, "")
    assert paper is not None
    assert paper.facts.reference == site.reference(10)
    assert VENDOR.parse_paper(json.dumps(site._find("2018-KT-1")).encode(), "") is None


@pytest.mark.parametrize(
    ("data", "url", "sure"),
    [
        (b'<html><head><meta name="author" content="more! software"></head></html>', "", True),
        (b'{"agenda_items": [{"vorlagennummer": "1"}]}', "", True),
        (b"<html></html>", "https://kreis.gremien.info/", False),
        (b"<html></html>", "https://www.gremien.info/", None),
        (b'<html><head><title>Ratsinfosystem</title></head><script src="/components/index-a1.js"></script></html>', "", False),
        (b'<html><a href="https://kreis.gremien.info/">more! rubin</a></html>', "", None),
        (b"{}", "", None),
    ],
)
def test_signs_of_the_vendor(data: bytes, url: str, sure: bool | None) -> None:
    weights = [entry.weight for entry in VENDOR.recognise(data, url)]
    assert (max(weights) >= 1 if weights else None) == sure


# Real meetings


@pytest.mark.shared
def test_the_real_meetings(shared: Path) -> None:
    expected = json.loads((Path(__file__).parent / "expected" / "morerubin_meetings.json").read_text(encoding="utf-8"))
    for name, papers in expected.items():
        path = shared / "ris" / "more-rubin" / name
        if not path.is_file():
            pytest.skip("the saved answers of more!rubin are not beside the project")
        data = path.read_bytes()
        assert max(entry.weight for entry in VENDOR.recognise(data, "")) == 1
        read = [build_paper(told, "", find_body(data)) for told in parse_meeting(data)]
        assert [paper.key for paper in read] == [paper["key"] for paper in papers]
        for paper, told in zip(read, papers, strict=True):
            for field in ("body", "reference", "title", "paper_type", "date"):
                assert getattr(paper.facts, field) == told[field]
            stations = [[entry.committee, entry.date, entry.role, entry.result] for entry in paper.facts.consultations]
            assert stations == told["consultations"]
            assert [[file.role, file.key, file.size, file.url] for file in paper.files] == told["files"]


# Broken answers

KINDS = ["bodies", "calendar", "page", "meeting", "paper", "details"]
NAMES = (
    *("nummer", "datum", "agenda_items", "committees", "documents", "submission", "consultations", "status", "title", "vorlagennummer"),
    *("topart", "documentUrl", "documentType", "id", "name", "type", "alias", "meetings", "sitzungsnummer", "sitzungsdatum", "folge"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["2026-01-02", "1", "vl", "660000000001"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=25,
)


def check_robust(data: bytes, kind: str) -> None:
    list(VENDOR.recognise(data, BASE))
    VENDOR.parse_paper(data, BASE)
    ask = Ask(BASE, kind, (("name", "Landkreis Musterau"), ("way", "api.php?")))
    source, window = Source("morerubin", BASE), Window(since="2026-01-01", today=TODAY)
    for entry in VENDOR.follow(source, window, ask, Reply(BASE, 200, {}, data)):
        assert isinstance(entry, Ask | PaperRef | RisPaper | Trouble | Refusal)


@settings(max_examples=60, deadline=None)
@given(JSON, st.sampled_from(KINDS))
def test_no_json_makes_the_adapter_fail(value: object, kind: str) -> None:
    check_robust(json.dumps(value).encode(), kind)
    check_robust(f'<script>window.components["X__1"] = {{props: {json.dumps(value)}}}</script>'.encode(), kind)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 8000), st.integers(0, 255), st.sampled_from(KINDS))
def test_no_bytes_make_the_adapter_fail(noise: bytes, place: int, sign: int, kind: str) -> None:
    site = MorerubinSite(5, old=sign % 2 == 0)
    site.start(BASE)
    meeting = site._find("2018-KT-0")
    good = json.dumps(meeting).encode() if sign % 2 else site._page("MeetingPage__a", {"passed-meeting": meeting}).body
    for data in (noise, good[:place], good[:place] + bytes([sign]) + good[place + 1 :]):
        check_robust(data, kind)
