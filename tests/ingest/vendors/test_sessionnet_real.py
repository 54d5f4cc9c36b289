"""The stored real pages of SessionNet against what a reader read on them (expected/sessionnet*.json)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.vendors.records import Ask, Reply, RisPaper, Source, Window
from ingest.vendors.sessionnet import VENDOR
from ingest.vendors.sessionnet6 import follow as follow6
from ingest.vendors.sessionnet_lists import read_agenda, read_calendar
from ingest.vendors.sessionnet_pages import parse_page
from ingest.vendors.sessionnet_paper import find_stations_link

EXPECTED = Path(__file__).parent / "expected"
PAGES = Path(__file__).parents[4] / "shared" / "ris"


def load(name: str) -> tuple[dict[str, Any], bytes]:
    expected: dict[str, Any] = json.loads((EXPECTED / f"{name}.json").read_text(encoding="utf-8"))
    page = PAGES / expected["page"]
    if not page.exists():
        pytest.skip(f"the real page {expected['page']} is not beside the project (../shared/ris)")
    return expected, page.read_bytes()


@pytest.mark.parametrize("name", ["sessionnet_koblenz_vo0050", "sessionnet_kaiserslautern_vo0050"])
@pytest.mark.parametrize("saved", [True, False])
def test_a_real_paper(name: str, saved: bool) -> None:
    expected, data = load(name)
    url = "" if saved else expected["url"]
    paper = VENDOR.parse_paper(data, url)
    assert paper is not None
    facts = paper.facts
    told = {entry: getattr(facts, entry) for entry in ("body", "reference", "title", "paper_type", "date", "public", "lead_unit")}
    assert told == {entry: expected[entry] for entry in told}
    assert paper.key == expected["key"]
    assert paper.url == url
    assert list(facts.consultations) == expected["consultations"]
    folder = "" if saved else expected["url"].rsplit("/", 1)[0] + "/"
    files = [[file.key, file.name, file.role, file.url.removeprefix(folder)] for file in paper.files]
    assert files == expected["files"]
    assert any(evidence.version.startswith(expected["version"]) and evidence.weight == 1 for evidence in VENDOR.recognise(data, url))
    if not saved:
        assert find_stations_link(parse_page(data), url) == expected["stations"]


@pytest.mark.parametrize("name", ["sessionnet_koblenz_si0057", "sessionnet_schiffweiler_to0040"])
def test_a_real_agenda_and_no_paper(name: str) -> None:
    expected, data = load(name)
    agenda = read_agenda(parse_page(data))
    assert (agenda.date, agenda.committee, agenda.readable) == (expected["date"], expected["committee"], True)
    assert [[paper.key, paper.reference, paper.public] for paper in agenda.papers] == expected["papers"]
    words = " ".join(paper.row for paper in agenda.papers)
    assert all(word in words for word in expected["words"])
    assert VENDOR.parse_paper(data, "") is None


def test_a_real_calendar() -> None:
    expected, data = load("sessionnet_schiffweiler_si0040")
    meetings = read_calendar(parse_page(data), expected["year"], expected["month"])
    assert [[entry.number, entry.date, entry.committee, entry.page] for entry in meetings] == expected["meetings"]
    assert VENDOR.parse_paper(data, "") is None


def test_a_real_list_of_documents() -> None:
    expected, data = load("sessionnet6_sangerhausen")
    items = json.dumps([["2217", expected["item"], "2026-09-10", "Stadtrat", "", "Neufassung", ""]])
    context = (("number", "4220"), ("items", items), ("read", '["2217"]'), ("files", "[]"))
    ask = Ask(expected["base"] + "api/v1/sitzungen/2217/tagesordnung/dokumente", "documents", context)
    found = list(follow6(Source("sessionnet6", expected["base"]), Window(today="2026-10-01"), ask, Reply(ask.url, 200, {}, data)))
    assert len(found) == 1
    paper = found[0]
    assert isinstance(paper, RisPaper)
    assert [[file.key, file.name, file.role, file.url] for file in paper.files] == expected["files"]
