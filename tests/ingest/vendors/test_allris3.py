"""ALLRIS 3: papers in both skins, lists, calendars and agendas, read from pages of our own and from the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.types import Consultation
from ingest.vendors import load_vendor, parse_saved_page, recognise
from ingest.vendors.allris3_lists import read_agenda, read_calendar, read_paper_list, read_programs
from ingest.vendors.allris3_paper import parse_paper_page, split_documents
from ingest.vendors.allris3_parts import read_consultations
from ingest.vendors.labelled import read_body_name, read_public, split_heading
from ingest.vendors.pages import parse_html
from tests.ingest.vendors.allris3_pages import FACTS, RESPONSIVE, agenda_row, button, classic, expectation, listed, listed_row

VENDOR = load_vendor("allris3")
ADDRESS = "https://ris.musterau.example/bi/vo020.asp?VOLFDNR=4711"
EMBEDDED = (
    '<?xml version="1.0" encoding="iso-8859-1" standalone="no"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head>'
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title></title></head><body>{}</body></html>'
)


# --- the paper's page ---------------------------------------------------------------------------------------------------------------


def test_a_classic_page_tells_the_paper() -> None:
    paper = parse_paper_page(classic(FACTS), f"{ADDRESS}&history=switch&tsDD=3")
    assert paper is not None
    facts = paper.facts
    assert (paper.key, paper.url) == ("volfdnr=4711", ADDRESS)
    assert (facts.reference, facts.paper_type, facts.date, facts.public) == ("VO/2026/017", "Beschlussvorlage", "2026-02-03", True)
    assert facts.title == "Dolmetscherpool – Aufstockung hier: Mittel für 2027"
    assert (facts.lead_unit, facts.body, facts.ags, paper.person) == ("51 Amt für Jugend", "Stadt Musterstedt", "", "Muster, Kim")


def test_the_beratungsfolge_has_bodies_with_several_meetings_and_with_none() -> None:
    paper = parse_paper_page(classic(FACTS))
    assert paper is not None
    assert paper.facts.consultations == (
        Consultation("Sozialausschuss", "2026-02-17", "Vorberatung", "zurückgestellt"),
        Consultation("Sozialausschuss", "2026-03-17", "Vorberatung", "ungeändert beschlossen"),
        Consultation("Kreistag", "", "Entscheidung", ""),
    )


def test_documents_come_from_forms_and_not_from_the_beratungsfolge() -> None:
    collected = '<input type="hidden" name="typ" value="130"  />'
    main = button(71, "Drucksache")
    buttons = main + button(72, "Drucksache-Sammeldokument", collected) + main + button(73, "Beschluss")
    paper = parse_paper_page(classic(FACTS, buttons), ADDRESS)
    assert paper is not None
    assert [(file.key, file.name, file.role) for file in paper.files] == [
        ("dolfdnr=71", "Drucksache", "main"),
        ("dolfdnr=72&typ=130", "Drucksache-Sammeldokument", "collected"),
        ("dolfdnr=73", "Beschluss", "attachment"),
    ]
    assert paper.files[1].url == "https://ris.musterau.example/bi/do027.asp?DOLFDNR=72&options=64&typ=130"
    assert {file.session_bound for file in paper.files} == {False}
    assert paper.files[0].media_type == "application/pdf"


def test_attachments_are_bound_to_the_session_and_listed_twice() -> None:
    link = "___tmp/tmp/45-1/AbCd/13-Anlagen/{0:02}/{1}.pdf"
    side = (
        f'<a href="{link.format(1, "plan")}" target="_blank"  title="Anlage 1 (14.01.2026 12:09:47) &ouml;ffnen\n">Lageplan</a>'
        f'<a href="{link.format(2, "kosten")}" title="Anlage 2 (15.01.2026 08:00:00) &ouml;ffnen">Kosten (Stand 2)</a>'
    )
    attached = ((1, "plan", "Lageplan (460 KB)", "460,8 KB"), (2, "kosten", "Kosten (Stand 2) (2617 KB)", "2,6 MB"))
    rows = "".join(
        f'<tr><td><img src="images/clip.gif" alt="Anlage {number}"></td><td class="text3">{number}</td><td class="text3">'
        f'<a href="{link.format(number, file)}" title="Größe: {size}\n(Öffnet Dokument in neuem Fenster)\n">{name}</a></td></tr>'
        for number, file, name, size in attached
    )
    again = '<tr><td class="text3">3</td><td><a href="___tmp/x/13-Anlagen/03/plan.pdf" title="Größe: 1 MB">Lageplan</a></td></tr>'
    table = f'<!-- ### AN0.rtf -->\n<table class="tk1">{rows}{again}</table>'
    paper = parse_paper_page(classic(FACTS, side, table), ADDRESS)
    assert paper is not None
    assert [(file.key, file.size, file.modified) for file in paper.files] == [
        ("anlage=Lageplan", 471859, "2026-01-14T12:09:47"),
        ("anlage=Kosten (Stand 2)", 2726297, "2026-01-15T08:00:00"),
        ("anlage=Lageplan (2)", 1048576, ""),
    ]
    assert all(file.session_bound and "___tmp" not in file.key and file.role == "attachment" for file in paper.files)


def test_texts_are_classified_by_heading_then_by_place() -> None:
    parts = {
        "SV": "<div><p><b>Der Ausschuss hat in mehreren Sitzungen beraten.</b></p></div>",
        "FA": "<div> <hr /><h4></h4><p><i>Anlagen: </i></p><ol><li>Lageplan</li></ol></div>",
        "BV": "<div><p><span>Beschluss</span><span>vorschlag:</span></p><p>Der Kreistag be<span>schließt.</span></p>"
        "<p>Finanzielle Auswirkungen:</p><p>60.000 Euro</p></div>",
        "BS": "<p>Beschluss:</p><p>&#xa0;</p>",
    }
    tail = "".join(f'<!-- ### {code}77.rtf -->\n<a name="allris{code}"></a>\n{EMBEDDED.format(text)}' for code, text in parts.items())
    menu = '<a href="#allrisSV">Sachverhalt</a>'
    paper = parse_paper_page(classic(FACTS, menu, tail + '<table><tr><td class="kb1">Stammbaum:</td></tr></table>'))
    assert paper is not None
    assert [(text.kind, text.heading, text.text) for text in paper.texts] == [
        ("facts", "Sachverhalt", "Der Ausschuss hat in mehreren Sitzungen beraten."),
        ("other", "Anlagen", "Lageplan"),
        ("decision", "Beschlussvorschlag", "Der Kreistag beschließt."),
        ("finance", "Finanzielle Auswirkungen", "60.000 Euro"),
    ]


def test_what_stands_behind_an_embedded_document_is_not_lost() -> None:
    frame, parts = split_documents(f'<html><body>A<a name="allrisBV"></a>{EMBEDDED.format("<p>T</p>")}B</body></html>')
    assert (frame[:13], frame[-15:]) == ("<html><body>A", "B</body></html>")
    assert "<p>" not in frame
    assert [code for code, _ in parts] == ["BV"]
    assert "<p>T</p>" in parts[0][1]


def test_a_page_that_a_browser_saved_has_its_texts_in_one_document() -> None:
    tail = (
        '<!-- ### SV77.rtf --><a name="allrisSV"></a><meta name="generator" content="Aspose.Words" /><title></title><div>'
        "<p>Sachverhalt:</p><table><tr><td>2026</td><td>50.000 Euro</td></tr></table><p>Ende.</p></div>"
        '<!-- ### AN0.rtf --><table class="tk1"><tr><td class="kb1" colspan="4">Anlagen:</td></tr>'
        '<tr><td class="text3">1</td><td><a href="https://x.example/bi/___tmp/tmp/1/01/plan.pdf">Plan (2 KB)</a></td></tr></table>'
    )
    for page in (classic(FACTS, tail=tail), classic(FACTS, tail=tail.replace("<!-- ### AN0.rtf -->", ""))):
        paper = parse_paper_page(page)
        assert paper is not None
        assert [(text.kind, text.text) for text in paper.texts] == [("facts", "2026\n50.000 Euro\nEnde.")]
        assert [(file.name, file.size) for file in paper.files] == [("Plan", 2048)]


def test_a_responsive_page_tells_the_same() -> None:
    paper = parse_paper_page(RESPONSIVE, "https://kis.musterau.example/bi/vo020_r.asp?VOLFDNR=44")
    assert paper is not None
    facts = paper.facts
    assert (facts.reference, facts.paper_type) == ("VO/2026/044", "Mitteilungsvorlage - öffentlich")
    assert (facts.title, facts.lead_unit, facts.public) == ("Jahresbericht zur Sprachmittlung", "Stabsstelle Integration", True)
    assert facts.consultations == (Consultation("Sozialausschuss", "2026-09-03", "Kenntnisnahme", "zur Kenntnis genommen"),)
    files = [(file.name, file.role, file.session_bound) for file in paper.files]
    assert files == [("Vorlage", "main", False), ("Bericht", "attachment", True)]
    assert paper.url == "https://kis.musterau.example/bi/vo020_r.asp?VOLFDNR=44"


def test_a_saved_page_without_address_keeps_its_links_as_printed() -> None:
    paper = parse_saved_page(classic(FACTS, button(71, "Vorlage")))
    assert paper is not None
    assert (paper.vendor, paper.key, paper.url) == ("allris3", "volfdnr=4711", "")
    assert paper.files[0].url == "do027.asp?DOLFDNR=71&options=64"


def test_a_page_saved_as_utf8_with_its_old_declaration_is_read() -> None:
    paper = parse_paper_page(classic(FACTS).decode("cp1252").encode("utf-8"))
    assert paper is not None
    assert paper.facts.title.startswith("Dolmetscherpool – Aufstockung")


@pytest.mark.parametrize(
    ("heading", "kind", "first", "number"),
    [
        ("Drucksache - 22-2362", "Antrag öffentlich", False, "22-2362"),
        ("Vorlage - VO/2026/12 - 01", "", False, "VO/2026/12 - 01"),
        ("Beschlussvorlage - öffentlich - 469/2026", "", False, "469/2026"),
        ("VO/2026/181 - öffentliche Beschlussvorlage", "öffentliche Beschlussvorlage", True, "VO/2026/181"),
        ("Anfrage gem. § 24 - 17/3", "Anfrage gem. § 24", False, "17/3"),
        ("2026/946", "", False, "2026/946"),
        ("Vorlage 2026/946", "", False, "2026/946"),
        ("Vorlage - 2026/12 - öffentlich", "Beschlussvorlage", False, "2026/12"),
        ("Beschlussvorlage VO 2026/12 (öffentlich)", "", False, "VO 2026/12"),
        ("Anfrage gem. § 24 - 17/3", "", False, "17/3"),
        ("Antrag - Antrag/2026/003", "Antrag", False, "Antrag/2026/003"),
        ("Vorlage - Beschl-12/2026", "", False, "Beschl-12/2026"),
        ("Vorlage", "", False, ""),
    ],
)
def test_the_number_is_read_from_the_heading(heading: str, kind: str, first: bool, number: str) -> None:
    assert split_heading(heading, kind, first) == number


def test_public_bodies_and_headlines() -> None:
    stations = ("öffentlich", "nichtöffentlich", "öffentlich/nichtöffentlich", "nicht öffentlich", "freigegeben")
    assert [read_public(text) for text in stations] == [True, False, True, False, None]
    assert read_body_name("Bezirksversammlung Hamburg-Nord") == "Bezirk Hamburg-Nord"
    assert read_body_name("Ratsinformation des Landkreises Musterau") == "Landkreis Musterau"
    assert read_body_name("Kreis Musterau - Bürgerinformationssystem") == "Kreis Musterau"
    assert read_body_name("Bürgerinformationssystem der Verbandsgemeinde Musterau") == ""
    assert read_body_name("Bürgerinformationssystem Musterau") == ""
    assert read_body_name("Stadt Bad Musterau Ratsinformationssystem") == "Stadt Bad Musterau"


@pytest.mark.parametrize("program", ["to020", "to010", "au020", "si010"])
def test_other_pages_are_no_papers(program: str) -> None:
    assert parse_paper_page(classic(FACTS, program=program)) is None


def test_an_unknown_skin_yields_what_it_can() -> None:
    page = b"""<html><body><h1>Vorlage - 2026/5</h1><dl><dt>Betreff</dt><dd>Neue Stelle</dd><dt>Vorlagenart</dt><dd>Antrag</dd>
    <dt>Federf\xfchrung</dt><dd>Amt 5</dd></dl><a href="do027.asp?DOLFDNR=8">Vorlage</a></body></html>"""
    paper = parse_paper_page(page)
    assert paper is not None
    facts = paper.facts
    assert (facts.reference, facts.title, facts.paper_type, facts.lead_unit) == ("2026/5", "Neue Stelle", "Antrag", "Amt 5")
    assert [file.key for file in paper.files] == ["dolfdnr=8"]


# --- recognition --------------------------------------------------------------------------------------------------------------------


def test_the_meta_data_tell_the_generation_and_the_address_does_not() -> None:
    found = list(recognise(classic(FACTS), "https://x.example/bi/vo020.asp"))
    assert {entry.vendor for entry in found} == {"allris3"}
    assert found[0].version.startswith("3.8.2")
    four = classic(FACTS).replace(b"Version 3.8.2", b"Version 4.1.5")
    assert not list(VENDOR.recognise(four, "https://x.sitzung-online.de/bi/vo020.asp"))


def test_a_responsive_page_is_recognised_without_meta_data() -> None:
    assert max(entry.weight for entry in VENDOR.recognise(RESPONSIVE, "")) == 1


# --- lists --------------------------------------------------------------------------------------------------------------------------


def test_the_first_row_of_a_list_is_the_count() -> None:
    rows = listed_row(5, "VO/5&nbsp;Neubau einer Kita\nhier: Planung", "07.07.2026")
    rows += listed_row(4, "VO 4/26&nbsp;Umbau", "06.07.2026", "Bericht")
    found = read_paper_list(parse_html(listed(rows)))
    assert found is not None
    assert [(paper.number, paper.reference, paper.title, paper.date, paper.paper_type) for paper in found.papers] == [
        ("5", "VO/5", "Neubau einer Kita hier: Planung", "2026-07-07", "Antrag"),
        ("4", "VO 4/26", "Umbau", "2026-07-06", "Bericht"),
    ]
    assert (found.first, found.last, found.total, found.next) == (1, 2, 120, "vo040.asp?shownext=true")


def test_a_list_with_number_and_subject_in_two_cells_is_read_too() -> None:
    row = """<tr><td><a href="vo020_r.asp?VOLFDNR=8">VO/2026/8</a></td><td><a href="vo020_r.asp?VOLFDNR=8">Haushalt 2027</a></td>
    <td>01.06.2026</td><td>Beschlussvorlage</td></tr>"""
    found = read_paper_list(parse_html(classic(program="vo040", tail=f"<table>{row}</table>")))
    assert found is not None
    paper = found.papers[0]
    assert (paper.reference, paper.title, paper.date, paper.paper_type) == ("VO/2026/8", "Haushalt 2027", "2026-06-01", "Beschlussvorlage")


def test_a_calendar_gives_the_day_once_and_the_page_names_its_month() -> None:
    link = '<td class="text2">17:00</td><td><a href="to010.asp?SILFDNR={0}">{1}</a></td>'
    rows = (
        '<tr><th colspan="2">Datum</th></tr>'
        '<tr class="zl1m"><td class="text2">Di</td><td class="text2">&nbsp;3</td><td>Schulferien</td></tr>'
        f'<tr><td>&nbsp;</td><td>&nbsp;</td>{link.format(1, "Sitzung des Kreistages")}</tr>'
        '<tr><td class="text2">Mi</td><td class="text2"><span>4</span></td><td>18:00</td><td>Sitzung ohne Tagesordnung</td></tr>'
        f'<tr><td>&nbsp;</td><td>&nbsp;</td>{link.format(2, "Unterausschuss Bau (nichtöffentlich)")}</tr>'
        '<tr><td class="text2">Do</td><td class="text2">5</td><td>17:00</td><td><form action="to010.asp" method="post">'
        '<input name="SILFDNR" value="3" /><input name="selfaction" value="Termin exportieren" /></form></td><td>Vorstand</td></tr>'
    )
    page = classic(program="si010", tail=f'<h2 align="center">März&nbsp;2026</h2><table class="tl1">{rows}</table>')
    found = read_calendar(parse_html(page), 2031, 12)
    assert found is not None
    assert [(meeting.number, meeting.date, meeting.public) for meeting in found] == [("1", "2026-03-03", None), ("2", "2026-03-04", False)]


def test_responsive_calendars_and_lists_with_full_dates() -> None:
    rows = """<tr class="sun"><td><span class="dow">Do</span><span class="dom">08</span></td><td colspan="3">Ferien</td></tr>
    <tr class="sameday"><td></td><td class="time">19:30</td><td><a href="to010_r.asp?SILFDNR=7">Sitzung des Ortsbeirates</a></td></tr>"""
    found = read_calendar(parse_html(f'<table class="calenderView"><tbody>{rows}</tbody></table>'.encode()), 2026, 10)
    assert found is not None
    assert [(meeting.number, meeting.date, meeting.link) for meeting in found] == [("7", "2026-10-08", "to010_r.asp?SILFDNR=7")]
    row = '<tr class="zl11"><td>Mo, 05.01.2026</td><td>17:00</td><td><a href="to010.asp?SILFDNR=8">Sitzung des Kreistages</a></td></tr>'
    found = read_calendar(parse_html(f'<table class="tl1">{row}</table>'.encode()), 0, 0)
    assert found is not None
    assert found[0].date == "2026-01-05"


def test_an_agenda_marks_what_is_not_public() -> None:
    note = '<span title="Zusatzinfo">(wird nachgereicht)</span>'
    paper = f'<td><a href="to020.asp?TOLFDNR=1">{{0}} {note}</a></td><td><a href="vo020.asp?VOLFDNR={{1}}">{{2}}</a></td>'
    rows = (
        agenda_row("Ö&nbsp;1", "<td>Eröffnung</td>")
        + agenda_row("Ö&nbsp;2", paper.format("Neue Stelle", 5, "VO/5"))
        + agenda_row("N&nbsp;1", "<td>(nichtöffentlich)</td>")
        + agenda_row("N&nbsp;2", paper.format("Grundstück", 6, "VO/6"))
        + agenda_row("Ö&nbsp;3", paper.format("Bericht", 7, "VO/7"))
    )
    facts = '<tr><td class="kb1">Gremium:</td><td>Kreistag</td></tr><tr><td class="kb1">Datum:</td><td>Do, 11.12.2025</td></tr>'
    agenda = read_agenda(parse_html(classic(facts, program="to010", tail=f'<table class="tl1">{rows}</table>')))
    assert agenda is not None
    assert (agenda.committee, agenda.date) == ("Kreistag", "2025-12-11")
    assert [(item.number, item.public, item.paper) for item in agenda.items] == [
        ("Ö 1", True, ""), ("Ö 2", True, "5"), ("N 1", False, ""), ("N 2", False, "6"), ("Ö 3", True, "7"),
    ]  # fmt: skip
    assert agenda.items[1].title == "Neue Stelle"


def test_headings_divide_an_agenda_whose_numbers_do_not_tell() -> None:
    row = '<tr><td>{0}.</td><td>{1}</td><td><a href="vo020.asp?VOLFDNR={0}">V{0}</a></td></tr>'
    named = "<tr><td></td><td>Bekanntgabe nichtöffentlicher Beschlüsse</td></tr>"
    rows = f"<tr><td>A. Öffentlicher Teil</td></tr>{named}{row.format(1, 'A')}<tr><td>Nichtöffentlicher Teil:</td></tr>{row.format(2, 'B')}"
    agenda = read_agenda(parse_html(f"<table class='tl1'>{rows}</table>".encode()))
    assert agenda is not None
    assert [(item.paper, item.public) for item in agenda.items] == [("1", True), ("2", False)]
    odd = '<tr><td>Z/3</td><td>C</td><td><a href="vo020.asp?VOLFDNR=3">V3</a></td></tr>'
    agenda = read_agenda(parse_html(f"<table class='tl1'>{rows}{odd}</table>".encode()))
    assert agenda is not None
    assert (agenda.items[-1].paper, agenda.items[-1].public) == ("3", None)


def test_a_row_for_each_meeting_without_a_row_for_its_body() -> None:
    rows = """<tr><th>Datum</th><th>Gremium</th><th>Beschluss</th></tr>
    <tr><td>03.02.2026</td><td>Kreistag</td><td>vertagt</td></tr><tr><td>04.03.2026</td><td>Kreisausschuss</td><td>(offen)</td></tr>"""
    tree = parse_html(f'<table class="bfTable">{rows}</table>'.encode())
    assert read_consultations(tree) == (Consultation("Kreistag", "2026-02-03", "", "vertagt"), Consultation("Kreisausschuss", "2026-03-04"))


# --- the real pages -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", expectation("allris3_papers.json"), ids=lambda entry: str(entry["file"]))
def test_real_papers(shared: Path, entry: dict[str, object]) -> None:
    data = (shared / "ris/allris3" / str(entry["file"])).read_bytes()
    assert any(sign.weight == 1 and sign.vendor == "allris3" for sign in recognise(data))
    paper = parse_saved_page(data)
    assert paper is not None
    facts = paper.facts
    assert [facts.body, facts.reference, facts.title, facts.paper_type, facts.date, facts.public, facts.lead_unit] == entry["facts"]
    assert [[one.committee, one.date, one.role, one.result] for one in facts.consultations] == entry["consultations"]
    assert [[file.key, file.name, file.role, file.size] for file in paper.files] == entry["files"]
    assert [[text.kind, text.heading, text.text[:30]] for text in paper.texts] == entry["texts"]


@pytest.mark.parametrize("entry", expectation("allris3_agendas.json"), ids=lambda entry: str(entry["file"]))
def test_real_agendas(shared: Path, entry: dict[str, object]) -> None:
    agenda = read_agenda(parse_html((shared / "ris/allris3" / str(entry["file"])).read_bytes()))
    assert agenda is not None
    assert [agenda.name, agenda.committee, agenda.date, len(agenda.items)] == entry["meeting"]
    assert {item.public for item in agenda.items} == {True}
    assert [[item.number.removeprefix("Ö "), item.paper, item.reference] for item in agenda.items if item.paper] == entry["papers"]


def test_real_list_and_calendar(shared: Path) -> None:
    folder = shared / "ris/allris3/bv-hh__bv-hh"
    found = read_paper_list(parse_html((folder / "vo040.html").read_bytes()))
    assert found is not None
    assert (len(found.papers), found.first, found.last, found.total, found.next) == (50, 1, 50, 19200, "vo040.asp?shownext=true")
    assert all(paper.reference.startswith("22-") and paper.title and paper.date and paper.paper_type for paper in found.papers)
    ends = [(paper.number, paper.reference, paper.date, paper.paper_type) for paper in (found.papers[0], found.papers[-1])]
    assert ends == [("1016851", "22-2402", "2026-07-07", "Antrag"), ("1016791", "22-2351", "2026-06-18", "Mitteilungsvorlage Bezirksamt")]
    calendar = read_calendar(parse_html((folder / "si010_e.html").read_bytes()), 2023, 10)
    assert calendar is not None
    assert [(meeting.number[-4:], meeting.date[-2:]) for meeting in calendar] == [
        ("2655", "04"), ("2680", "09"), ("2713", "09"), ("2646", "11"), ("2626", "12"),
    ]  # fmt: skip
    programs = read_programs(parse_html((folder / "si010_e.html").read_bytes()))
    assert {"vo040", "si010_e", "si018_a", "allris.net"} <= set(programs)


@pytest.mark.parametrize("name", ["au020", "fr010", "fr020", "si010_e", "to010", "to020", "vo040"])
def test_real_pages_that_are_no_papers(shared: Path, name: str) -> None:
    pages = sorted((shared / "ris/allris3/bv-hh__bv-hh").rglob(f"{name}.html"))
    assert pages
    for page in pages:
        assert parse_saved_page(page.read_bytes()) is None
        assert next(iter(recognise(page.read_bytes()))).version.startswith("3.9.5")
