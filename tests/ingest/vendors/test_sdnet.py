"""SD.NET RIM: a system of our own walked through, pages of several skins, the real page and agenda in ../shared/ris."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Consultation
from ingest.vendors.records import Ask, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from ingest.vendors.sdnet import VENDOR, find_base
from ingest.vendors.sdnet_pages import parse_agenda_page, parse_calendar, parse_list_page, parse_paper_page
from tests.replicas.replica import Request
from tests.replicas.sansio import BASE, TODAY, walk
from tests.replicas.sdnet import NOT_PUBLIC, SdnetSite

SOURCE = Source("sdnet", f"{BASE}/rim/")


def page(content: str, title: str = "Vorgang 12/2026 - SD.NET RIM 4 | Landkreis Musterau") -> bytes:
    return f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{content}</body></html>'.encode()


def details(*rows: tuple[str, str]) -> str:
    inner = "".join(f'<tr><th scope="row">{label}</th><td>{value}</td></tr>' for label, value in rows)
    return f'<div id="div-content" class="vorgang"><table class="table-details">{inner}</table></div>'


@pytest.mark.parametrize("list_off", [False, True])
def test_each_paper_is_there_once_with_its_facts_and_files(list_off: bool) -> None:
    site = SdnetSite(60, list_off=list_off)
    told = walk(VENDOR, site)
    assert {reference: paper.facts.title for reference, paper in told.public.items()} == site.truth()
    assert (len(told.papers), told.codes) == (len(site.truth()), [])
    for number in range(1, 61):
        paper = told.public.get(site.reference(number))
        if paper is None:
            continue
        facts = paper.facts
        assert (facts.body, facts.paper_type) == ("Landkreis Musterau", site.kind(number))
        assert facts.lead_unit == "Amt für Finanzen & Controlling"
        assert [(entry.committee, entry.date, entry.result) for entry in facts.consultations] == site.stations(number)
        assert [(file.name, file.key) for file in paper.files] == [(label, name) for label, name, _ in site.files(number)]
        assert [file.size for file in paper.files] == [125 * 1024, 2479 * 1024][: len(paper.files)]
        assert [file.role for file in paper.files] == ["main", "attachment"][: len(paper.files)]
        assert paper.person == "Erika Beispiel"


def test_the_list_costs_a_request_a_page_and_a_paper() -> None:
    assert len(walk(VENDOR, SdnetSite(60)).asked) == 3 + 60


def test_what_is_not_public_is_never_asked_for() -> None:
    told = walk(VENDOR, SdnetSite(30, list_off=True))
    assert NOT_PUBLIC not in str(told.papers) + str(told.refs)
    secret = SdnetSite(30)
    secret.start(BASE)
    assert secret._token("secret") not in str(told.asked)


def test_new_tokens_in_all_addresses_change_no_key_and_no_row() -> None:
    site = SdnetSite(20)
    first = walk(VENDOR, site)
    site.rotate()
    second = walk(VENDOR, site)
    assert set(first.asked) & set(second.asked) == {f"{BASE}/rim/vorlagen"}
    assert [(ref.key, ref.row) for ref in first.refs] == [(ref.key, ref.row) for ref in second.refs]
    assert [[file.key for file in paper.files] for paper in first.papers] == [[file.key for file in paper.files] for paper in second.papers]


def test_the_list_ends_behind_two_pages_before_the_period() -> None:
    site = SdnetSite(60)
    site.PAGE = 6

    def pages(window: Window) -> int:
        return len([url for url in walk(VENDOR, site, window).asked if "/vorlagen" in url])

    assert site.day(5, 0) == "2018-07-10"  # papers from number 40: four pages, then two before the period
    assert pages(Window(since="2018-07-05", today=TODAY)) == 6
    assert pages(Window(today=TODAY, changed_since="2019-01-01T00:00:00Z")) == 6  # half a year is looked at again
    assert pages(Window(today=TODAY, changed_since="2019-01-01T00:00:00Z", full=True)) == 10


def test_a_browser_check_is_a_refusal() -> None:
    told = walk(VENDOR, SdnetSite(5, gate=True))
    assert [isinstance(entry, Refusal) for entry in told.refusals] == [True]
    assert len(told.asked) == 1


def test_a_list_that_repeats_itself_ends() -> None:
    site = SdnetSite(60)
    site.start(BASE)
    body = site.answer(Request("GET", "/rim/vorlagen")).body
    first = Ask(f"{BASE}/rim/vorlagen", "list")
    found = list(VENDOR.follow(SOURCE, Window(today=TODAY), first, Reply(first.url, 200, {}, body)))
    following = [entry for entry in found if isinstance(entry, Ask)]
    again = list(VENDOR.follow(SOURCE, Window(today=TODAY), following[0], Reply(following[0].url, 200, {}, body)))
    assert [entry.problem.code for entry in again if isinstance(entry, Trouble)] == ["sdnet_loop"]
    assert not [entry for entry in again if isinstance(entry, Ask | PaperRef)]


def test_neither_list_nor_calendar() -> None:
    site = SdnetSite(0, list_off=True)
    told = walk(VENDOR, site)
    assert told.codes == ["sdnet_lists"]


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://ris.test/", "https://ris.test/"),
        ("https://ris.test", "https://ris.test/"),
        ("https://ris.test/rim4220", "https://ris.test/rim4220/"),
        ("https://ris.test/rim4220/vorlagen?__=abc", "https://ris.test/rim4220/"),
        ("https://ris.test/vorgang/?__=abc", "https://ris.test/"),
        ("https://ris.test/name/startseite", "https://ris.test/name/"),
        ("https://ris.test/name/webservice/oparl/v1.1/system", "https://ris.test/name/"),
    ],
)
def test_where_the_application_begins(url: str, base: str) -> None:
    assert find_base(url) == base


# Pages of other towns


@pytest.mark.parametrize(
    ("label", "value", "title", "kind", "reference"),
    [
        ("Beschlussvorlage:", "12/2026", "Vorgang 12/2026 - SD.NET RIM 4 | Landkreis Musterau", "Beschlussvorlage", "12/2026"),
        ("Drucksache XI.:", " 926 /XI. ", "Vorgang 926 /XI. - SD.NET RIM | Landkreis Musterau", "Drucksache XI.", "926 /XI."),
        ("Antrag der SPD-Fraktion:", "A 7", "Vorgang A 7 - SD.NET RIM 5.0 | Landkreis Musterau", "Antrag der SPD-Fraktion", "A 7"),
    ],
)
def test_the_first_row_names_kind_and_number(label: str, value: str, title: str, kind: str, reference: str) -> None:
    rows = ((label, value), ("Betreff:", "Radweg<br />\nhier: Planung"), ("Federführung:", "Amt 61"))
    paper = parse_paper_page(page(details(*rows), title), "")
    assert paper is not None
    facts = paper.facts
    assert (facts.paper_type, facts.reference, facts.title) == (kind, reference, "Radweg hier: Planung")
    assert (facts.body, facts.lead_unit, facts.public) == ("Landkreis Musterau", "Amt 61", None)


def test_labels_are_taken_by_what_they_say() -> None:
    rows = (
        ("Vorlagennummer:", "12/2026"),
        ("Vorlagenart:", "Beschlussvorlage"),
        ("Titel:", "Neubau der Kita"),
        ("Federführendes Amt:", "Jugendamt"),
        ("Datum:", "03.02.2026"),
        ("Status:", "öffentlich"),
        ("Sachbearbeitung:", "Max Beispiel"),
        ("Beteiligte Ämter:", "Kämmerei"),
    )
    paper = parse_paper_page(page(details(*rows)), "")
    assert paper is not None
    facts = paper.facts
    assert (facts.reference, facts.paper_type, facts.title) == ("12/2026", "Beschlussvorlage", "Neubau der Kita")
    assert (facts.lead_unit, facts.date, facts.public, paper.person) == ("Jugendamt", "2026-02-03", True, "Max Beispiel")


@pytest.mark.parametrize(
    ("title", "description", "body"),
    [
        ("Vorgang 1 - SD.NET RIM 4 | Landkreis Musterau", "", "Landkreis Musterau"),
        ("Vorgang 1 - SD.NET RIM 4 | Ratsinformationssystem der Stadt Musterau", "", "Stadt Musterau"),
        ("Vorgang 1 - SD.NET RIM 4 | Kreistagsinformationssystem des Kreises Musterau", "", "Kreis Musterau"),
        ("Vorgang 1 - SD.NET RIM 4.7 | Rats- und Bürgerinformationssystem Gemeinde Musterau", "", "Gemeinde Musterau"),
        ("Vorgang 1", "Ratsinformationssystem, SD.NET RIM, Stadt Musterau", "Stadt Musterau"),
        ("Vorgang 1 | Startseite", "", ""),
    ],
)
def test_the_body_that_a_page_names(title: str, description: str, body: str) -> None:
    content = f'<meta name="description" content="{description}">' + details(("Vorlage:", "1/26"), ("Betreff:", "Thema"))
    paper = parse_paper_page(page(content, title), "")
    assert paper is not None
    assert paper.facts.body == body


def test_columns_of_the_sequence_are_known_by_class_or_head() -> None:
    head = "<th>Gremium</th><th>Sitzungstermin</th><th>Rolle</th><th>Ergebnis</th>"
    row = "<tr><td>Kreistag</td><td>Mo, 02.03.2026 17:00 Uhr</td><td>Entscheidung</td><td>einstimmig beschlossen</td></tr>"
    table = f'<table class="table-data table-vorgang"><thead><tr>{head}</tr></thead><tbody>{row}</tbody></table>'
    paper = parse_paper_page(page(details(("Vorlage:", "1/26"), ("Betreff:", "Thema")).replace("</div>", table + "</div>")), "")
    assert paper is not None
    assert paper.facts.consultations == (Consultation("Kreistag", "2026-03-02", "Entscheidung", "einstimmig beschlossen"),)


def test_documents_of_the_sequence_are_no_files_and_no_result() -> None:
    link = '<a href="https://ris.test/sdnetrim/T/Beschlusstext.pdf"><span>Beschlusstext 1/26 (71 KB)</span></a><span></span>'
    cells = '<td class="column-beginn">02.03.2026</td><td class="column-gremium">Rat</td>'
    cells += f'<td class="column-beschluss">{link}</td><td class="column-ergebnis"> </td>'
    table = f'<table class="table-vorgang"><tbody><tr>{cells}</tr></tbody></table>'
    paper = parse_paper_page(page(details(("Vorlage:", "1/26"), ("Betreff:", "Thema")).replace("</div>", table + "</div>")), "")
    assert paper is not None
    assert (paper.facts.consultations[0].result, paper.files) == ("", ())


def test_files_without_their_classes_and_of_one_name() -> None:
    links = (
        '<a href="/sdnetrim/A/Vorlage.pdf" aria-label="Vorlage 1/26 im PDF-Format öffnen">Vorlage 1/26 (1,2 MB)</a>'
        '<a href="/sdnetrim/B/Plan.pdf" aria-label="Anlage Plan zum Vorgang 1/26">Plan (exportiert: 01.02.2026) (2.479 KB)</a>'
        '<a href="/sdnetrim/C/Plan.pdf" aria-label="Anlage Plan zum Vorgang 1/26">Plan</a>'
        '<a href="/sdnetrim/A/Vorlage.pdf">Vorlage 1/26</a><a href="/gremien/?__=x">Kreistag</a>'
    )
    rows = ("Vorlage:", "1/26"), ("Betreff:", "Thema"), ("Dokument:", links)
    paper = parse_paper_page(page(details(*rows)), "https://ris.test/vorgang/?__=x")
    assert paper is not None
    assert [(file.role, file.key, file.name, file.size) for file in paper.files] == [
        ("main", "Vorlage.pdf", "Vorlage 1/26", 1258291),
        ("attachment", "Plan.pdf", "Plan", 2479 * 1024),
        ("attachment", "Plan.pdf#2", "Plan", None),
    ]
    assert paper.files[0].url == "https://ris.test/sdnetrim/A/Vorlage.pdf"


def test_a_page_that_is_not_public_is_withheld() -> None:
    ask = Ask(f"{BASE}/rim/vorgang/?__=x", "paper", (("key", "1/26 (Vorlage)"),))
    for said in ("Sie haben keine Berechtigung, diesen Vorgang anzusehen.", "Zugriff verweigert"):
        found = list(VENDOR.follow(SOURCE, Window(), ask, Reply(ask.url, 200, {}, page(f"<p>{said}</p>"))))
        assert [(entry.key, entry.withheld) for entry in found if isinstance(entry, RisPaper)] == [("1/26 (Vorlage)", True)]
    lost = list(VENDOR.follow(SOURCE, Window(), ask, Reply(ask.url, 404, {}, page("weg"))))
    assert [entry.problem.code for entry in lost if isinstance(entry, Trouble)] == ["sdnet_paper"]


def test_numbers_that_two_kinds_share_are_two_papers() -> None:
    def row(kind: str) -> str:
        return f'<tr><td class="column-betreff"><a href="/vorgang/?__={kind}">7/2026</a> - {kind}<br/><span>Thema</span></td></tr>'

    rows, _ = parse_list_page(page(f"<table>{row('Antrag')}{row('Beschlussvorlage')}</table>"), BASE)
    refs = [(entry.reference, entry.paper_type, entry.title) for entry in rows]
    assert refs == [("7/2026", "Antrag", "Thema"), ("7/2026", "Beschlussvorlage", "Thema")]


def test_a_list_whose_link_names_kind_and_number() -> None:
    row = '<tr><td class="column-betreff"><a href="/vorgang/?__=x">Beschlussvorlage T 02/325/26</a><br/><span>Thema</span></td></tr>'
    rows, following = parse_list_page(page(f"<table>{row}</table>"), BASE)
    assert [(entry.reference, entry.paper_type, entry.title) for entry in rows] == [("T 02/325/26", "Beschlussvorlage", "Thema")]
    assert following == ""


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="/rim/vorlagen?__=A">1</a> <a href="/rim/vorlagen?__=B">3</a> <a href="/rim/vorlagen?__=B">&gt;</a>',
        '<a href="/rim/vorlagen/?__=B" title="Zur nächsten Seite"><span class="fa-icon"></span></a>',
        '<a href="/rim/vorlagen?__=A">1</a> <b>2</b> <a href="/rim/vorlagen?__=B">3</a> <a href="/rim/vorlagen?__=C">4</a>',
    ],
)
def test_the_way_to_the_next_page(pager: str) -> None:
    assert parse_list_page(page(f'<a href="/rim/gremien">&gt;</a>{pager}'), f"{BASE}/rim/vorlagen", 2)[1].endswith("__=B")


def test_the_calendars_export() -> None:
    lines = (
        *("BEGIN:VEVENT", "DTSTART:20260313T170000", "DESCRIPTION:Link: https://ris.test/tops/?__=A1\\n\\nDie Sitzung entfällt!"),
        *("BEGIN:VEVENT", "DTSTART;TZID=Europe/Berlin:20260401T170000", "DESCRIPTION:Link: https://ris.test/to", " ps/?__=B2"),
        *("BEGIN:VEVENT", "DTSTART:20260501T170000", "SUMMARY:ohne Tagesordnung"),
    )
    events = "\r\n".join(lines)
    assert [(entry.url, entry.date) for entry in parse_calendar(events.encode())] == [("https://ris.test/tops/?__=B2", "2026-04-01")]


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ('<meta name="generator" content="SD.NET RIM - Ratsinfomanagement">', True),
        ("<title>Startseite - SD.NET RIM 4 | Landkreis Musterau</title>", True),
        ('<body><a href="https://ris.test/sdnetrim/abc/x.pdf">x</a></body>', False),
        ("<title>Wir wechseln zu SD.NET</title>", None),
        ("", None),
    ],
)
def test_signs_of_the_vendor(head: str, sure: bool | None) -> None:
    weights = [entry.weight for entry in VENDOR.recognise(f"<html><head>{head}</head></html>".encode(), "")]
    assert (max(weights) >= 1 if weights else None) == sure


# Real pages


@pytest.fixture(scope="module")
def saved(shared: Path) -> Path:
    folder = shared / "ris" / "sdnet" / "EsMa001__Ratsmonitor"
    if not folder.is_dir():
        pytest.skip("the saved pages of SD.NET are not beside the project")
    return folder


@pytest.mark.shared
def test_the_real_paper(saved: Path) -> None:
    expected = json.loads((Path(__file__).parent / "expected" / "sdnet_vorgang.json").read_text(encoding="utf-8"))
    paper = VENDOR.parse_paper((saved / "vorgang.html").read_bytes(), "")
    assert paper is not None
    for name in ("body", "reference", "title", "paper_type", "date", "lead_unit"):
        assert getattr(paper.facts, name) == expected[name]
    assert paper.key == expected["key"]
    assert paper.facts.public is None
    stations = [[entry.committee, entry.date, entry.role, entry.result] for entry in paper.facts.consultations]
    assert stations == expected["consultations"]
    assert [[file.role, file.name, file.key, file.size, file.modified] for file in paper.files] == expected["files"]
    assert all(file.url.startswith("https://ris.wesel.de/sdnetrim/") for file in paper.files)


@pytest.mark.shared
def test_the_real_agenda(saved: Path) -> None:
    rows = parse_agenda_page((saved / "tagesordnung-rat.html").read_bytes(), "")
    assert rows is not None
    assert [(row.reference, row.paper_type, row.date) for row in rows] == [
        ("T 02/325/26", "Vorlage zur Kenntnis", "2026-09-29"),
        ("T 02/321/26", "Beschlussvorlage", "2026-09-29"),
    ]
    assert rows[1].title == "Neu-/Umbesetzung von Ausschüssen Festlegung der Ausschussgrößen und Zusammensetzung der Ausschüsse"


@pytest.mark.shared
def test_no_other_vendors_page_is_taken_for_one_of_ours(shared: Path) -> None:
    from ingest.vendors import morerubin, oparl

    pages = [path for path in (shared / "ris").rglob("*") if path.suffix in (".html", ".xml", ".json")]
    others = [path for path in pages if not {"oparl", "sdnet", "more-rubin"} & set(path.parts)]
    if not others:
        pytest.skip("the saved pages of other vendors are not beside the project")
    for path in others:
        data = path.read_bytes()
        for vendor in (VENDOR, oparl.VENDOR, morerubin.VENDOR):
            assert vendor.parse_paper(data, "") is None
            assert not [entry for entry in vendor.recognise(data, "") if entry.weight >= 1]


# Broken pages

KINDS = ["list", "calendar", "export", "agenda", "paper"]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 6000), st.integers(0, 255), st.sampled_from(KINDS))
def test_no_bytes_make_the_adapter_fail(noise: bytes, place: int, sign: int, kind: str) -> None:
    site = SdnetSite(9)
    site.start(BASE)
    pages = [site._list(1, 1), site._paper(4), site._agenda(0, 0), site._calendar()]
    good = pages[sign % 4].encode()
    for data in (noise, good[:place], good[:place] + bytes([sign]) + good[place + 1 :], good[place:]):
        list(VENDOR.recognise(data, ""))
        VENDOR.parse_paper(data, "")
        for entry in VENDOR.follow(SOURCE, Window(today=TODAY), Ask(BASE, kind), Reply(BASE, 200, {}, data)):
            assert isinstance(entry, Ask | PaperRef | RisPaper | Trouble | Refusal)
