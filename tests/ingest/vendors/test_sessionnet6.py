"""SessionNet 6: the shell, the walk of the years, what is public, documents and committees."""

from __future__ import annotations

import json

import pytest

from ingest.vendors.records import Ask, Found, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from ingest.vendors.sessionnet6 import VENDOR, find_base, name_committee, read_rows, resolve_document
from tests.replicas.sessionnet6 import SHELL, SessionNet6Site
from tests.replicas.sessionnet_driver import Harvest, harvest

BASE = "https://rat.musterau.example/portal/"
SOURCE = Source("sessionnet6", BASE)
WINDOW = Window(since="2024-01-01", today="2024-06-01")


def titles(found: Harvest) -> dict[str, str]:
    return {key: paper.facts.title for key, paper in found.public().items()}


def test_the_shell_is_sure_and_names_the_app_version() -> None:
    (evidence,) = VENDOR.recognise(SHELL.encode(), BASE)
    assert (evidence.weight, evidence.version) == (1, "6 (app 1.2.1)")
    assert "main-QX3UEOB7.js" in evidence.sign


@pytest.mark.parametrize(
    "page",
    [
        SHELL.replace("SessionNet |", "Ratsinfo |"),
        SHELL.replace("<app-root></app-root>", ""),
        '<html><head><title>SessionNet | Kalender</title></head><body><a href="si0057.asp?__ksinr=1">Rat</a></body></html>',
    ],
)
def test_other_shells_are_not(page: str) -> None:
    assert not list(VENDOR.recognise(page.encode(), "https://www.musterau.example/"))


def test_its_json_is_recognised_and_no_paper() -> None:
    sure = json.dumps([{"toNr": 41288, "doNr": 5, "name": "Bericht", "ref": "/api/v1/dokumente/5/datei"}]).encode()
    assert [evidence.weight for evidence in VENDOR.recognise(sure, "")] == [1]
    data = json.dumps([{"toNr": 41288, "doNr": 5, "name": "Bericht"}]).encode()
    signs = VENDOR.recognise(data, BASE + "api/v1/sitzungen/7/tagesordnung/dokumente")
    assert [evidence.weight for evidence in signs] == [0.7, 0.4]
    assert VENDOR.parse_paper(data, "") is None


@pytest.mark.parametrize(
    "url",
    [BASE, BASE[:-1], BASE + "startseite", BASE + "sitzungen/1127", BASE + "index.html", BASE + "api/v1/gremien", BASE + "kalender?x=1"],
)
def test_the_folder_of_the_app(url: str) -> None:
    assert find_base(url) == BASE


# -------------------------------------------------------------------------------------------------------- replica


def test_all_papers_once_with_stations_and_documents_of_all_their_meetings() -> None:
    site = SessionNet6Site(60)
    found = harvest(site, VENDOR, Window(since="2022-01-01", today="2024-01-01"))
    assert titles(found) == dict(site.truth())
    assert not found.troubles
    assert all(len(forms) == 1 for forms in found.papers.values())
    first = found.public()["voNr=4203"]
    assert [(entry.committee, entry.date, entry.result) for entry in first.facts.consultations] == [
        ("Sozialausschuss", "2022-01-10", "einstimmig beschlossen"), ("Kreistag", "2022-02-24", "einstimmig beschlossen"),
    ]  # fmt: skip
    assert [(file.key, file.role) for file in first.files] == [("42030", "main"), ("42031", "attachment")]
    assert first.facts.public is True


def test_what_is_not_public_or_not_released_is_never_asked_for() -> None:
    found = harvest(SessionNet6Site(60), VENDOR, Window(since="2022-01-01", today="2024-01-01"))
    closed = [refs[0] for refs in found.refs.values() if refs[0].public is False]
    assert closed
    assert all(ref.ask is None and ref.title == "" for ref in closed)
    assert not any("/9999/" in ask.url for ask in found.asked)
    assert not any(file.key == "1" for paper in found.public().values() for file in paper.files)


def test_periods_are_short_and_each_agenda_is_asked_once_in_a_walk() -> None:
    import datetime

    found = harvest(SessionNet6Site(60), VENDOR, Window(since="2022-01-01", today="2024-01-01"))
    for ask in found.asked:
        if ask.kind == "meetings":
            first, last = (datetime.date.fromisoformat(part.split("=")[1]) for part in ask.url.split("?")[1].split("&"))
            assert 0 < (last - first).days <= 91
    assert len({ask.url for ask in found.asked if ask.kind == "agenda"}) == 9 + 5  # of the Sozialausschuss and the Kreistag


def test_without_a_beginning_years_are_walked_back() -> None:
    site = SessionNet6Site(30, first_day="2019-02-04")
    found = harvest(site, VENDOR, Window(today="2021-06-01"))
    assert titles(found) == dict(site.truth())


def test_a_paper_of_two_years_is_told_once_and_whole() -> None:
    site = SessionNet6Site(7, first_day="2022-12-05")
    found = harvest(site, VENDOR, Window(since="2022-01-01", today="2024-01-01"))
    assert [entry.date for entry in found.public()["voNr=4200"].facts.consultations] == ["2022-12-05", "2023-01-19"]
    assert len(found.papers["voNr=4200"]) == 1


# --------------------------------------------------------------------------------------------------------- answers


def follow(ask: Ask, body: bytes, status: int = 200) -> list[Found]:
    return list(VENDOR.follow(SOURCE, WINDOW, ask, Reply(ask.url, status, {}, body)))


def first_ask() -> Ask:
    (ask,) = VENDOR.begin(SOURCE, WINDOW)
    assert isinstance(ask, Ask)
    assert ask.url == BASE + "api/v1/gremien"
    return ask


def test_an_agenda_that_cannot_be_read_does_not_end_the_walk() -> None:
    (period,) = follow(first_ask(), b"[]")
    meetings = json.dumps(
        [
            {"siNr": 7, "dat": "2024-01-15T00:00:00", "name": "Kreistag", "freigabeDatum": "2024-01-02"},
            {"siNr": 8, "dat": "2024-01-16T00:00:00", "name": "Bauausschuss", "freigabeDatum": "2024-01-02"},
            {"siNr": 9, "dat": "2024-07-16T00:00:00", "name": "Bauausschuss", "freigabeDatum": "2024-07-02"},
            {"siNr": 10, "dat": "kaputt", "name": "Bauausschuss", "freigabeDatum": "2024-01-02"},
        ]
    ).encode()
    found: list[Found] = [period]
    while isinstance(found[-1], Ask) and found[-1].kind == "meetings":
        found = follow(found[-1], meetings)
    agenda = found[-1]
    assert isinstance(agenda, Ask)
    assert agenda.url == BASE + "api/v1/sitzungen/7/tagesordnung"
    trouble, other = follow(agenda, b"<html>app</html>")
    assert isinstance(trouble, Trouble)
    assert isinstance(other, Ask)
    assert other.url == BASE + "api/v1/sitzungen/8/tagesordnung"
    item = {"toNr": 5, "oSt": 1, "voNr": 4, "grNr": 1, "text": "Radweg", "textLang": "Radweg<br>an der K 17", "beschluss": ""}
    (ref,) = follow(other, json.dumps([item, {"toNr": 6, "oSt": 1}, {"oSt": 1, "voNr": 9}]).encode())
    assert isinstance(ref, PaperRef)
    assert (ref.key, ref.title, ref.date, ref.url) == ("voNr=4", "Radweg an der K 17", "2024-01-16", BASE + "sitzungen/8#top-5")
    assert ref.ask is not None
    (paper,) = follow(ref.ask, b"", 404)
    assert isinstance(paper, RisPaper)
    assert [entry.committee for entry in paper.facts.consultations] == ["Bauausschuss"]


def test_refusals_and_failing_servers() -> None:
    ask = first_ask()
    assert follow(ask, b"", 403) == [Refusal("HTTP 403", ask.url)]
    (refusal,) = follow(ask, b"<html>Request Rejected. Your support ID is: 7571357861314030815</html>")
    assert isinstance(refusal, Refusal)
    (trouble,) = follow(ask, b"", 502)
    assert isinstance(trouble, Trouble)
    assert trouble.retry


def test_committees_are_not_needed_but_missed() -> None:
    trouble, ask = follow(first_ask(), b"<html>app</html>")
    assert isinstance(trouble, Trouble)
    assert trouble.problem.code == "committees_unreadable"
    assert isinstance(ask, Ask)
    assert ask.kind == "meetings"


@pytest.mark.parametrize(
    ("named", "meeting", "committee"),
    [
        ("Kreistag", "19. Sitzung des Kreistages", "Kreistag"),
        ("Gemeindevertretung", "Sitzung der Gemeindevertretung Auenfeld", "Gemeindevertretung Auenfeld"),
        ("Gemeindevertretung", "Gemeindevertretung (Sondersitzung)", "Gemeindevertretung"),
        ("Ausschuss für Bau", "Sitzung des Ausschusses für Bau Auenfeld", "Ausschuss für Bau"),
        ("", "38. Sitzung des Hauptausschusses", "Hauptausschuss"),
        ("", "Kreistag", "Kreistag"),
    ],
)
def test_committees(named: str, meeting: str, committee: str) -> None:
    assert name_committee(named, meeting) == committee


def test_documents_of_other_hosts_are_none() -> None:
    assert resolve_document(BASE, "/portal/api/v1/dokumente/5/datei") == BASE + "api/v1/dokumente/5/datei"
    assert resolve_document(BASE, "https://elsewhere.example/api/v1/dokumente/5/datei") == ""
    assert resolve_document(BASE, "http://[kaputt") == ""
    assert resolve_document(BASE, "") == ""


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"3", b"[", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b"<html>"])
def test_answers_that_are_no_list(body: bytes) -> None:
    assert read_rows(body) is None


def test_lists_of_other_things_have_no_rows() -> None:
    assert read_rows(b'[1, "a", null, {"siNr": 3}]') == [{"siNr": 3}]
