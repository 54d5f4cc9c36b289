"""OParl: a server of our own with each known departure, answers that are broken, and what single functions make of values."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.vendors.oparl import VENDOR
from ingest.vendors.oparl_json import find_refusal
from ingest.vendors.records import Ask, PaperRef, Reply, RisPaper, Source, Trouble, Window
from tests.replicas.oparl import OparlSite, Quirks
from tests.replicas.sansio import BASE, TODAY, walk

COUNTY = Source("oparl", "", "Landkreis Musterau", "03999")
SINCE = Window(today=TODAY, changed_since="2018-12-01T06:00:00Z")


def check(site: OparlSite, paper: RisPaper) -> None:
    """A paper tells what the server holds of it."""
    number = int(paper.key.rsplit("/", 1)[1])
    facts = paper.facts
    assert (facts.title, facts.paper_type) == (site.title(number), "Beschlussvorlage")
    assert (facts.body, facts.ags) == ("Landkreis Musterau", "03999" if site.quirks.many or site.quirks.ags else "")
    assert [(entry.committee, entry.date, entry.role, entry.result) for entry in facts.consultations] == site.stations(number)
    assert [file.role for file in paper.files] == ["main", *["attachment"] * (number % 3 == 0)]
    assert paper.files[0].name == "Beschlussvorlage"
    assert paper.license == "CC0"


@pytest.mark.parametrize(
    ("quirks", "most_requests"),
    [
        (Quirks(), 7),
        (Quirks(ags=True), 7),
        (Quirks(bodies="list"), 7),
        (Quirks(bodies="object"), 7),
        (Quirks(bodies="addresses"), 8),
        (Quirks(many=True), 7),
        (Quirks(many=True, bodies="addresses"), 10),
        (Quirks(today=TODAY), 7),
        (Quirks(no_main=True), 7),
        (Quirks(object_for_list=True), 7),
        (Quirks(address_files=True), 7 + 80),  # one request a file: nothing else tells of it
        (Quirks(address_papers=True), 7 + 60),
        (Quirks(dissolved=True), 8),  # the dissolved committee is asked for once
        (Quirks(no_pagination=True), 7),
        (Quirks(filler=True), 7),
        (Quirks(http_links=True), 7),
        (Quirks(prefix=True), 7),
        (Quirks(typeless=True), 7),
        (Quirks(loop="back"), 8),
    ],
    ids=lambda value: "-".join(name for name, told in asdict(value).items() if told) if isinstance(value, Quirks) else "",
)
def test_whatever_the_server_does_each_paper_is_there_once(quirks: Quirks, most_requests: int) -> None:
    site = OparlSite(60, quirks)
    told = walk(VENDOR, site, source=COUNTY)
    assert {key: paper.facts.title for key, paper in told.public.items()} == site.truth()
    assert len([paper for paper in told.papers if not paper.deleted]) == 60
    assert len([paper for paper in told.papers if paper.deleted]) == 6
    for paper in told.public.values():
        check(site, paper)
    assert told.codes == []
    assert len(told.asked) <= most_requests


def test_deleted_papers_have_a_key_and_nothing_else() -> None:
    gone = [paper for paper in walk(VENDOR, OparlSite(20), source=COUNTY).papers if paper.deleted]
    assert [paper.key for paper in gone] == ["body/1/paper/90010", "body/1/paper/90020"]
    assert all(not paper.files and not paper.facts.reference for paper in gone)


def test_a_lead_unit_is_an_organization_never_a_person() -> None:
    assert {paper.facts.lead_unit for paper in walk(VENDOR, OparlSite(5), source=COUNTY).public.values()} == {"Amt für Finanzen"}
    told = walk(VENDOR, OparlSite(5, Quirks(persons=True)), source=COUNTY)
    assert {paper.facts.lead_unit for paper in told.public.values()} == {""}
    assert not any("/person/" in url for url in told.asked)


def test_invented_dates_of_change_are_not_passed_on() -> None:
    assert {paper.modified for paper in walk(VENDOR, OparlSite(30, Quirks(today=TODAY)), source=COUNTY).papers} == {""}
    assert "" not in {paper.modified for paper in walk(VENDOR, OparlSite(30), source=COUNTY).papers}


def test_consultations_given_as_addresses_come_from_the_agendas_without_their_roles() -> None:
    site = OparlSite(60, Quirks(address_consultations=True))
    told = walk(VENDOR, site, source=COUNTY)
    assert len(told.asked) == 7
    for number in range(1, 61):
        facts = told.public[site.reference(number)].facts
        stations = [(committee, day, "", result) for committee, day, _, result in site.stations(number)]
        assert [(entry.committee, entry.date, entry.role, entry.result) for entry in facts.consultations] == stations


def test_control_signs_in_strings_are_mended() -> None:
    site = OparlSite(60, Quirks(control_signs=True))
    assert {key: paper.facts.title for key, paper in walk(VENDOR, site, source=COUNTY).public.items()} == site.truth()


def test_filler_is_no_value() -> None:
    papers = walk(VENDOR, OparlSite(7, Quirks(filler=True)), source=COUNTY).public
    seventh = next(paper for paper in papers.values() if paper.key.endswith("/7"))
    assert seventh.facts.date == ""
    file = seventh.files[0]
    assert (file.size, file.media_type, file.url) == (None, "application/pdf", f"{BASE}/files/7-1..pdf")


def test_http_links_of_a_server_on_https_are_asked_by_https() -> None:
    told = walk(VENDOR, OparlSite(30, Quirks(http_links=True)), source=COUNTY)
    assert all(url.startswith("https:") for url in told.asked)
    assert all(file.url.startswith("https:") for paper in told.papers for file in paper.files)


def test_one_page_under_every_number_ends_the_walk() -> None:
    told = walk(VENDOR, OparlSite(60, Quirks(loop="same")), source=COUNTY)
    assert (len(told.public), told.codes) == (23, ["oparl_loop"])


def test_a_last_page_that_leads_to_the_first_is_an_issue_only_where_something_may_be_missing() -> None:
    assert walk(VENDOR, OparlSite(60, Quirks(loop="back")), source=COUNTY).codes == []
    told = walk(VENDOR, OparlSite(60, Quirks(loop="back", no_pagination=True)), source=COUNTY)
    assert (len(told.public), told.codes) == (60, ["oparl_loop"])


def test_a_page_that_is_no_json_is_asked_again_and_then_passed_over() -> None:
    told = walk(VENDOR, OparlSite(60, Quirks(broken_page=2)), source=COUNTY)
    assert told.codes == ["oparl_list", "oparl_short"]
    assert len(told.public) == 37
    assert len([url for url in told.asked if url.endswith("paper?page=2")]) == 3


def test_a_missing_list_of_meetings_costs_dates_not_papers() -> None:
    told = walk(VENDOR, OparlSite(30, Quirks(no_meetings=True)), source=COUNTY)
    assert (len(told.public), told.codes) == (30, ["oparl_list"])
    stations = [entry for paper in told.public.values() for entry in paper.facts.consultations]
    assert {entry.date for entry in stations} == {""}
    assert "" not in {entry.committee for entry in stations}


def test_an_error_object_with_status_200_is_told() -> None:
    told = walk(VENDOR, OparlSite(5, Quirks(off=True)), source=COUNTY)
    assert told.codes == ["oparl_off"]
    assert "OParl is not active" in told.troubles[0].problem.message


# The filter


def test_only_what_changed_is_asked_for() -> None:
    site = OparlSite(60)
    told = walk(VENDOR, site, SINCE, COUNTY)
    assert "modified_since=2100-01-01T00:00:00Z" in told.asked[2]
    assert any("paper?modified_since=2018-11-29T00:00:00Z" in url for url in told.asked)
    since = [number for number in range(1, 61) if site.day(number) >= "2018-11-29"]
    assert set(told.public) == {site.reference(number) for number in since}
    for paper in told.public.values():
        check(site, paper)  # meetings that did not change are asked for one by one
    assert len([url for url in told.asked if "/meeting/" in url]) == len({url for url in told.asked if "/meeting/" in url})


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(empty_404=True), Quirks(empty_bare=True)], ids=["list", "404", "bare"])
def test_an_unchanged_source_costs_its_lists_only(quirks: Quirks) -> None:
    told = walk(VENDOR, OparlSite(500, quirks), Window(today=TODAY, changed_since="2090-01-01T00:00:00Z"), COUNTY)
    assert (told.papers, told.refs, told.codes) == ([], [], [])
    assert len(told.asked) == 6


def test_a_server_that_ignores_the_filter_is_walked_as_a_whole() -> None:
    told = walk(VENDOR, OparlSite(60, Quirks(ignore_filter=True)), SINCE, COUNTY)
    assert len(told.public) == 60
    assert [url for url in told.asked if "modified_since" in url] == [told.asked[2]]


def test_a_server_that_refuses_one_form_of_timestamp_is_asked_in_the_other() -> None:
    told = walk(VENDOR, OparlSite(60, Quirks(refuse_z=True)), SINCE, COUNTY)
    assert any(url.endswith("paper?modified_since=2018-11-29T00%3A00%3A00%2B00%3A00") for url in told.asked)
    assert told.codes == []
    assert len(told.public) == 22


def test_a_full_walk_does_not_filter() -> None:
    told = walk(VENDOR, OparlSite(30), replace(SINCE, full=True), COUNTY)
    assert len(told.public) == 30
    assert not any("modified_since" in url for url in told.asked)


# Bodies


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (Source("oparl", "", "Musterau", "03999"), "Landkreis Musterau"),
        (Source("oparl", "", "Landkreis Musterau", ""), "Landkreis Musterau"),
        (Source("oparl", "", "Kreis Musterau", ""), "Landkreis Musterau"),
        (Source("oparl", "", "Stadt Musterau", ""), "Stadt Musterau"),
        (Source("oparl", "", "", "03999001"), "Stadt Musterau"),
        (Source("oparl", "", "", "", (("body", f"{BASE}/webservice/oparl/v1.1/body/3"),)), "Zweckverband Musterau"),
        (Source("oparl", "", "", "", (("body", "Stadt Musterau"),)), "Stadt Musterau"),
    ],
)
def test_of_many_bodies_the_wanted_one_is_walked(source: Source, name: str) -> None:
    for shape in ("page", "addresses"):
        told = walk(VENDOR, OparlSite(5, Quirks(many=True, bodies=shape)), source=source)
        assert told.codes == []
        assert f"/body/{['Landkreis Musterau', 'Stadt Musterau', 'Zweckverband Musterau'].index(name) + 1}/" in told.asked[-1]


def test_of_many_bodies_none_is_guessed() -> None:
    told = walk(VENDOR, OparlSite(5, Quirks(many=True)), source=Source("oparl", "", "Landkreis Andersau", "03888"))
    assert told.codes == ["oparl_body"]
    assert "Landkreis Musterau" in told.troubles[0].problem.message
    assert "Zweckverband Musterau" in told.troubles[0].problem.message
    assert told.papers == []


def test_the_only_body_of_a_server_must_not_be_another_ones() -> None:
    other = Source("oparl", "", "Landkreis Andersau", "03888")
    assert walk(VENDOR, OparlSite(5, Quirks(ags=True)), source=other).codes == ["oparl_body"]
    assert walk(VENDOR, OparlSite(5, Quirks(ags=True)), source=Source("oparl", "")).codes == []


def test_signs_of_oparl() -> None:
    system = json.dumps({"id": "x", "type": "https://schema.oparl.org/1.1/System", "vendor": "https://www.sitzungsdienst.net/"}).encode()
    found = list(VENDOR.recognise(system, ""))
    assert [(entry.vendor, entry.version, entry.weight) for entry in found] == [("oparl", "1.1", 1.0), ("sdnet", "", 0.5)]
    error = b'{"type": "https://schema.oparl.org/1.0/Error", "message": "OParl is not active."}'
    assert [entry.weight < 1 for entry in VENDOR.recognise(error, "")] == [True]
    page = b'<html><a href="https://ris.test/oparl/system">OParl</a></html>'
    assert [entry.weight < 1 for entry in VENDOR.recognise(page, "")] == [True]
    for other in (b'{"data": [1, 2]}', b"[]", b"{}", b"<html></html>", b"", b'{"type": "https://other.example/System"}'):
        assert list(VENDOR.recognise(other, "")) == []


# What goes wrong


def ask_for(kind: str) -> Ask:
    context = {"papers": f"{BASE}/p", "meetings": f"{BASE}/m", "organizations": f"{BASE}/o", "body": "Landkreis Musterau"}
    return Ask(f"{BASE}/x", kind, tuple(sorted(context.items())))


@pytest.mark.parametrize("status", [0, 500])
def test_a_list_that_fails_for_good_does_not_end_the_walk(status: int) -> None:
    source, window = Source("oparl", f"{BASE}/system"), Window(today=TODAY)
    asks, ask = [], ask_for("organizations")
    for _ in range(5):
        found = list(VENDOR.follow(source, window, ask, Reply(ask.url, status, {}, b"")))
        ask = next(entry for entry in found if isinstance(entry, Ask))
        asks.append(ask.kind)
        if ask.kind != "organizations":
            break
    assert asks == ["organizations", "organizations", "meetings"]


@pytest.mark.parametrize(("status", "kinds"), [(404, []), (500, ["oparl_part"]), (0, ["oparl_part"]), (200, ["oparl_part"])])
def test_a_part_that_is_not_to_be_had_does_not_hold_the_paper_back(status: int, kinds: list[str]) -> None:
    site = OparlSite(3, Quirks(address_files=True))
    told = walk(VENDOR, site, source=COUNTY)
    source, window = Source("oparl", f"{BASE}/system"), Window(today=TODAY)
    ask = next(ref.ask for ref in told.refs if ref.ask is not None)
    codes, papers = [], []
    for _ in range(10):
        found = list(VENDOR.follow(source, window, ask, Reply(ask.url, status, {}, b"kaputt")))
        codes += [entry.problem.code for entry in found if isinstance(entry, Trouble)]
        papers += [entry for entry in found if isinstance(entry, RisPaper)]
        following = [entry for entry in found if isinstance(entry, Ask)]
        if not following:
            break
        ask = following[0]
    assert [paper.files for paper in papers] == [()]
    assert codes == kinds


def test_a_row_changes_with_the_paper_not_with_invented_dates() -> None:
    def rows(site: OparlSite) -> list[str]:
        return [ref.row for ref in walk(VENDOR, site, source=COUNTY).refs]

    first = rows(OparlSite(4, Quirks(address_files=True, today=TODAY)))
    assert rows(OparlSite(4, Quirks(address_files=True, today="2026-11-23"))) == first
    changed = OparlSite(4, Quirks(address_files=True, today=TODAY))
    changed.changed[2] = "Neuer Titel"
    second = rows(changed)
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, False, True, True]


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        (Reply(BASE, 403, {}, b""), True),
        (Reply(BASE, 429, {}, b"{}"), True),
        (Reply(BASE, 200, {}, b"<html>Zu viele Zugriffe aus Ihrem Netzwerk</html>"), True),
        (Reply(BASE, 200, {}, b"<html><title>Verifying your browser</title></html>"), True),
        (Reply(BASE, 200, {}, b'{"name": "Captcha im Rathaus"}'), False),
        (Reply(BASE, 404, {}, b"<html>404</html>"), False),
    ],
)
def test_refusals(reply: Reply, refused: bool) -> None:
    assert (find_refusal(reply) is not None) == refused


def test_an_address_that_is_no_oparl_system_is_told() -> None:
    source = Source("oparl", f"{BASE}/")
    for body in (b"<html></html>", b"", b"nichts"):
        found = list(VENDOR.follow(source, Window(), Ask(BASE, "system"), Reply(BASE, 200, {}, body)))
        assert [entry.problem.code for entry in found if isinstance(entry, Trouble)] == ["oparl_system"]


def test_a_saved_paper_is_read_alone_or_in_a_list_of_one() -> None:
    paper = {"id": "https://ris.test/oparl/paper/1", "type": "https://schema.oparl.org/1.1/Paper", "name": "Titel", "reference": "1/26"}
    for value in (paper, [paper], {"data": [paper]}):
        read = VENDOR.parse_paper(json.dumps(value).encode(), "")
        assert read is not None
        assert (read.key, read.facts.reference) == ("paper/1", "1/26")
    for other in ({"data": [paper, paper]}, [], {"id": "x", "type": "https://schema.oparl.org/1.1/Meeting"}, {"id": "x"}, {"name": "y"}):
        assert VENDOR.parse_paper(json.dumps(other).encode(), "") is None


ADDRESSES = ("https://ris.test/oparl/paper/1", "N/A")
NAMES = (
    *("id", "type", "data", "links", "next", "pagination", "totalElements", "body", "paper", "meeting", "organization", "name"),
    *("reference", "date", "mainFile", "auxiliaryFile", "consultation", "agendaItem", "underDirectionOf", "accessUrl", "size"),
    *("modified", "created"),
    *("deleted", "result", "role", "start", "ags", "license", "message"),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(ADDRESSES)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(JSON, st.sampled_from(["system", "bodies", "probe", "organizations", "meetings", "papers", "paper", "part", "other"]))
def test_no_json_makes_the_adapter_fail(value: object, kind: str) -> None:
    data = json.dumps(value).encode()
    source, window = Source("oparl", BASE, "Landkreis Musterau"), Window(today=TODAY, changed_since="2020-01-01")
    for entry in VENDOR.follow(source, window, ask_for(kind), Reply(BASE, 200, {}, data)):
        assert isinstance(entry, Ask | PaperRef | RisPaper | Trouble)
    list(VENDOR.recognise(data, ""))
    VENDOR.parse_paper(data, "")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000), st.integers(0, 255))
def test_no_bytes_make_the_adapter_fail(noise: bytes, place: int, sign: int) -> None:
    site = OparlSite(2)
    site.start(BASE)
    good = json.dumps(site._list("paper", {})).encode()
    for data in (noise, good[:place], good[:place] + bytes([sign]) + good[place + 1 :], b"{" + noise):
        list(VENDOR.recognise(data, BASE))
        VENDOR.parse_paper(data, BASE)
        list(VENDOR.follow(Source("oparl", BASE), Window(), ask_for("papers"), Reply(BASE, 200, {}, data)))
