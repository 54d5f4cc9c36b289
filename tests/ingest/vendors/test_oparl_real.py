"""Saved answers of real servers in ../shared/ris/oparl: all papers read, some compared with what was read in them by eye."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.vendors.oparl import VENDOR
from ingest.vendors.oparl_bodies import body_ags, body_name, find_maker
from ingest.vendors.oparl_json import load_json
from ingest.vendors.records import Source, Window
from tests.replicas.oparl_replay import OparlReplay
from tests.replicas.sansio import TODAY, Walked, walk

pytestmark = pytest.mark.shared
EXPECTED = json.loads((Path(__file__).parent / "expected" / "oparl_papers.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def saved(shared: Path) -> Path:
    folder = shared / "ris" / "oparl"
    if not folder.is_dir():
        pytest.skip("the saved answers of OParl servers are not beside the project")
    return folder


@pytest.fixture(scope="module")
def walks(saved: Path) -> dict[str, tuple[OparlReplay, Walked]]:
    sites = {name: OparlReplay(saved, name) for name in ("huertgenwald", "karlsruhe")}
    return {name: (site, walk(VENDOR, site)) for name, site in sites.items()}


@pytest.mark.parametrize(("name", "live", "deleted"), [("huertgenwald", 124, 16), ("karlsruhe", 20, 5)])
def test_every_saved_paper_comes_once(walks: dict[str, tuple[OparlReplay, Walked]], name: str, live: int, deleted: int) -> None:
    site, told = walks[name]
    assert {reference: paper.facts.title for reference, paper in told.public.items()} == site.truth()
    assert len(told.papers) == live + deleted
    assert sum(paper.deleted for paper in told.papers) == deleted
    assert told.codes == []


@pytest.mark.parametrize("key", EXPECTED)
def test_papers_read_by_eye(walks: dict[str, tuple[OparlReplay, Walked]], key: str) -> None:
    papers = {paper.key: paper for _, told in walks.values() for paper in told.papers}
    paper, expected = papers[key], EXPECTED[key]
    facts = paper.facts
    for name in ("reference", "title", "paper_type", "date", "lead_unit"):
        assert getattr(facts, name) == expected[name]
    assert [[entry.committee, entry.date, entry.role, entry.result] for entry in facts.consultations] == expected["consultations"]
    assert [[file.role, file.key, file.media_type] for file in paper.files] == expected["files"]
    assert paper.modified == expected["modified"]


def test_all_saved_papers_agree_with_their_json(walks: dict[str, tuple[OparlReplay, Walked]]) -> None:
    """Field by field from the saved objects, with the names of organizations and days of meetings where those were saved as well."""
    count = 0
    for site, told in walks.values():
        units = {row["id"]: row["name"] for page in site.objects["organization"] for row in page}
        meetings = [row for page in site.objects["meeting"] for row in page]
        days = {row["id"]: row["start"][:10] for row in meetings}
        items = {item["id"]: item.get("result", "") for row in meetings for item in row.get("agendaItem", ())}
        papers = told.public
        for row in (row for page in site.objects["paper"] for row in page if not row.get("deleted")):
            facts = papers[row["reference"]].facts
            assert (facts.paper_type, facts.date) == (row["paperType"], row.get("date", ""))
            stations: list[dict[str, Any]] = row.get("consultation", [])
            assert [entry.committee for entry in facts.consultations] == [units.get(entry["organization"][0], "") for entry in stations]
            assert [entry.date for entry in facts.consultations] == [days.get(entry.get("meeting", ""), "") for entry in stations]
            results = [" ".join(items.get(entry.get("agendaItem", ""), "").split()) for entry in stations]
            assert [entry.result for entry in facts.consultations] == results
            assert facts.lead_unit == ", ".join(units[unit] for unit in row.get("underDirectionOf", ()) if unit in units)
            files = papers[row["reference"]].files
            assert len(files) == ("mainFile" in row) + len(row.get("auxiliaryFile", ()))
            count += 1
    assert count == 144


def test_each_paper_with_files_has_one_main_file(walks: dict[str, tuple[OparlReplay, Walked]]) -> None:
    """Karlsruhe names none: 19 of 20 papers are told by their names (checked by eye), one has no file."""
    counts = [sum(file.role == "main" for file in paper.files) for _, told in walks.values() for paper in told.public.values()]
    assert (counts.count(1), counts.count(0)) == (143, 1)
    names = {paper.facts.reference: paper.files[0].name for paper in walks["karlsruhe"][1].public.values() if paper.files}
    assert names["2026/0435"] == "GR-Vorlage Auslegungsbeschluss RDK9 25062026"
    assert names["2026/0146"] == names["2026/0222"] == names["2026/0365/1"] == "Beschlussvorlage"
    assert names["2025/0647"] == "Antrag Grötzingen"
    assert names["DHH/2025/5027"] == "Antrag OV Wettersbach_001"
    assert names["2026/0355"] == "Anfrage"


def test_what_changed_since_a_day(saved: Path) -> None:
    site = OparlReplay(saved, "huertgenwald")
    told = walk(VENDOR, site, Window(today=TODAY, changed_since="2021-08-30T00:00:00Z"))
    assert {paper.key for paper in told.papers} >= {"body/1/paper/3775", "body/1/paper/3798"}
    assert all(paper.modified >= "2021-08-28" for paper in told.papers)
    assert 0 < len(told.papers) < 40


def test_papers_of_more_rubin(saved: Path) -> None:
    page = json.loads((saved / "mandariOSS__mandari" / "oparl10-more-rubin-paper_page.json").read_text(encoding="utf-8"))
    first, second = (VENDOR.parse_paper(json.dumps(row).encode(), "") for row in page["data"])
    assert first is not None
    assert second is not None
    assert (first.key, first.facts.reference, first.facts.paper_type, first.facts.date) == (
        "paper/00810100289", "18/403", "Beschlussvorlage", "2018-10-08",
    )  # fmt: skip
    assert (first.modified, first.created, first.files[0].modified) == ("", "", "")
    assert [entry.role for entry in first.facts.consultations] == ["vorberatend"]
    assert [(file.role, file.key, file.size) for file in second.files] == [
        ("main", "file/01311100340", 60866),
        ("attachment", "file/vla|01311100340|1", 703776),
    ]
    assert second.files[1].checksum == "sha1:87cc900f636f62462a45f16d702b1126aff43886"


def test_the_paper_of_the_specification(saved: Path) -> None:
    for folder in ("OParl__spec/examples/Paper-01.json", "meine-stadt-transparent__meine-stadt-transparent/oparl/Paper.json"):
        paper = VENDOR.parse_paper((saved / folder).read_bytes(), "")
        assert paper is not None
        assert (paper.key, paper.facts.reference, paper.facts.paper_type) == ("paper/749", "1234/2014", "Beantwortung einer Anfrage")
        assert [file.size for file in paper.files] == [82930, 82930]
        assert paper.license == "http://www.opendefinition.org/licenses/cc-by"


def test_broken_json_of_allris(saved: Path) -> None:
    path = saved / "meine-stadt-transparent__meine-stadt-transparent" / "broken_json.broken_json"
    paper = VENDOR.parse_paper(path.read_bytes(), "")
    assert paper is not None
    assert (paper.key, paper.facts.reference) == ("papers.asp?id=1664", "1664/99")
    assert paper.facts.title.startswith("Volkshochschule Braunschweig e. V. Umwandlung in eine Gesellschaft mit")
    assert "\x04" not in paper.facts.title


def test_bodies_and_their_keys(saved: Path) -> None:
    folder = saved / "meine-stadt-transparent__meine-stadt-transparent"
    known = json.loads((folder / "body_to_ags.json").read_text(encoding="utf-8"))
    told = 0
    for path in sorted((folder / "bodies").glob("*.json")):
        body = load_json(path.read_bytes())
        assert body_name(body, Source("oparl", "", "anders")) == " ".join(body["name"].split())
        if body.get("ags"):
            assert body_ags(body) == known[path.name]["ags"][:8].removesuffix("000")
            told += 1
        else:
            assert body_ags(body) == ""
    assert told == 24


def test_the_makers_of_real_systems(saved: Path) -> None:
    town = load_json((saved / "konstin__oparl-validator-rs" / "cache_huertgenwald" / "system.json").read_bytes())
    city = load_json((saved / "meine-stadt-transparent__meine-stadt-transparent" / "oparl-missing" / "system.json").read_bytes())
    assert (find_maker(town), find_maker(city)) == ("sdnet", "sessionnet")
