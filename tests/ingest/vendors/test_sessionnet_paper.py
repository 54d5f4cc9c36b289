"""A paper's page of SessionNet: fields in every skin, title and body, documents, key and addresses."""

from __future__ import annotations

import pytest

from ingest.vendors.records import RisPaper
from ingest.vendors.sessionnet import VENDOR
from ingest.vendors.sessionnet_files import tell_roles
from ingest.vendors.sessionnet_pages import parse_page
from ingest.vendors.sessionnet_paper import find_stations_link, name_body, name_label
from tests.ingest.vendors.sessionnet_own import accordion, box, card, old_page, page, row, table, tabs

URL = "https://ris.musterau.example/bi/vo0050.asp?__kvonr=4711&voselect=12&smcspf=3"
FIELDS = table(
    row("vobetr", "Betreff", "Sprachmittlung im Gesundheitsamt<br />Mittel für das Jahr 2024"),
    row("voname", "Vorlage", "KT/0139/2023"),
    row("vovaname", "Art", "01_Beschlussvorlage"),
)


def read(content: str, url: str = URL, **options: str) -> RisPaper:
    paper = VENDOR.parse_paper(page("vo0050", "Sprachmittlung im Gesundheitsamt", content, **options), url)
    assert paper is not None
    return paper


def test_the_div_table() -> None:
    paper = read(tabs(4711) + FIELDS + box(31, "Beschlussvorlage"))
    facts = paper.facts
    assert facts.title == "Sprachmittlung im Gesundheitsamt Mittel für das Jahr 2024"
    assert (facts.reference, facts.paper_type) == ("KT/0139/2023", "01_Beschlussvorlage")
    assert (facts.date, facts.public, facts.lead_unit, facts.consultations) == ("", None, "", ())
    assert paper.modified == ""  # "Letzte Änderung" in the footer may be that of the whole system


def test_key_and_address_are_the_number_alone() -> None:
    paper = read(FIELDS)
    assert paper.key == "kvonr=4711"
    assert paper.url == "https://ris.musterau.example/bi/vo0050.asp?__kvonr=4711"


def test_a_saved_page_tells_its_number_by_its_register() -> None:
    other = '<a href="vo0050.asp?__kvonr=99">Bezug</a>'
    paper = read(tabs(4711) + FIELDS + other + box(31, "Beschlussvorlage"), url="")
    assert (paper.key, paper.url) == ("kvonr=4711", "")
    assert [file.url for file in paper.files] == ["getfile.asp?id=31&type=do"]
    assert read(FIELDS, url="").key == "reference=KT/0139/2023"


def test_rows_of_the_customer_by_their_meaning() -> None:
    paper = read(
        FIELDS
        + table(
            row("vofoo1", "Federführendes Amt:", "Amt 51 Jugendamt"),
            row("vofoo2", "Dezernat", "Dezernat II"),
            row("vofoo3", "Status", "&#246;ffentlich"),
            row("vofoo4", "Erstellt am", "03.11.2023"),
            row("vofoo5", "Sachbearbeiter/in", "Frau Muster"),
            row("vofoo6", "Aktenzeichen", "51.2 / 12.12.2012"),
        )
    )
    facts = paper.facts
    assert (facts.lead_unit, facts.public, facts.date, paper.person) == ("Amt 51 Jugendamt", True, "2023-11-03", "Frau Muster")


def test_the_date_of_a_meeting_is_not_the_papers() -> None:
    meeting = table(row("sigrname", "Gremium", "Kreistag"), row("sidat", "Datum", "06.03.2024"))
    facts = read(FIELDS + meeting).facts
    assert facts.date == ""
    assert [(station.committee, station.date) for station in facts.consultations] == [("Kreistag", "2024-03-06")]


def test_the_usual_label_wins_over_others() -> None:
    titles = row("vox1", "Bezeichnung", "Vorlage der Verwaltung") + row("vox2", "Betreff", "Radweg an der K 17")
    facts = read(table(titles, row("vox3", "Drucksache", "DS 12/2024"))).facts
    assert (facts.title, facts.reference) == ("Radweg an der K 17", "DS 12/2024")


def test_not_public_by_status_or_type() -> None:
    assert read(FIELDS + table(row("vox", "Status", "nicht öffentlich"))).facts.public is False
    kind = row("vovaname", "Art", "Öffentliche Beschlussvorlage")
    assert read(table(row("vobetr", "Betreff", "Radweg"), kind)).facts.public is True


def test_a_number_without_a_digit_is_none() -> None:
    facts = read(table(row("vox", "Betreff", "Radweg"), row("voy", "Vorlage", "Beschlussvorlage"))).facts
    assert facts.reference == ""


def test_portal_before_the_title_tells_the_body() -> None:
    paper = read(FIELDS, portal="Kreistagsinformationssystem des Landkreises Musterau")
    assert paper.facts.body == "Landkreis Musterau"
    assert read(FIELDS).facts.body == ""


def test_title_of_a_page_without_betreff_is_its_heading_without_the_portal() -> None:
    data = page("vo0050", "Radweg - zweiter Abschnitt", table(row("voname", "Vorlage", "1/2024")), portal="Bürgerinfo Kreis Auenfeld")
    paper = VENDOR.parse_paper(data, URL)
    assert paper is not None
    assert (paper.facts.title, paper.facts.body) == ("Radweg - zweiter Abschnitt", "Kreis Auenfeld")


@pytest.mark.parametrize(
    ("portal", "body"),
    [
        ("Bürgerinformationssystem der Stadt Auenfeld", "Stadt Auenfeld"),
        ("Kreistagsinfo des Landkreises Bad Musterau", "Landkreis Bad Musterau"),
        ("Bürgerinformation Landkreis Musterau (Wümme)", "Landkreis Musterau (Wümme)"),
        ("Bürgerinfo Rhein-Muster-Kreis", "Rhein-Muster-Kreis"),
        ("Bürgerinformationsportal des Musterlandkreises", "Musterlandkreis"),
        ("Landratsamt Musterau a.d. Aue", "Landratsamt Musterau a.d. Aue"),
        ("Landeshauptstadt Auenfeld Ratsinformationssystem", "Landeshauptstadt Auenfeld"),
        ("Regionalverband Muster", "Regionalverband Muster"),
        ("Wappen Landkreis Musterau Startseite", "Landkreis Musterau"),
        ("Bürgerinfo", ""),
        ("Arbeitskreis", ""),
        ("", ""),
    ],
)
def test_bodies_in_the_names_of_portals(portal: str, body: str) -> None:
    assert name_body(portal) == body


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Betreff:", "title"), ("Titel", "title"), ("Beratungsgegenstand", "title"), ("Vorlagen-Nr.", "reference"), ("Name:", "reference"),
        ("Drucksachennummer", "reference"), ("DS-Nr.", "reference"), ("Sitzungsvorlage Nr.", "reference"), ("Antrag", "reference"),
        ("Vorlagenart", "type"), ("Art der Vorlage", "type"), ("Dokumententyp", "type"), ("Vorlagendatum", "date"),
        ("Eingereicht am", "date"), ("Federführung", "lead"), ("Zuständiges Amt", "lead"), ("Fachdienst", "unit"),
        ("Geschäftsbereich", "division"), ("Status", "public"), ("Öffentlichkeitsstatus", "public"), ("Verfasser/in", "person"),
        ("Referenzvorlage", "related"), ("Untergeordnete Vorlage(n):", "related"),
        ("Aktenzeichen", "file_number"), ("Sachverhalt", ""), ("Gremium", ""), ("Zuständigkeit", ""), ("Finanzielle Auswirkungen", ""),
    ],
)  # fmt: skip
def test_labels(label: str, field: str) -> None:
    assert name_label(label) == field


def test_texts_where_a_customer_shows_them() -> None:
    proposal = "Der Kreistag beschließt, die Sprachmittlung im Gesundheitsamt fortzuführen."
    paper = read(FIELDS + table(row("vox", "Beschlussvorschlag", f"<p>{proposal}</p>"), row("voy", "Finanzielle Auswirkungen", "ja")))
    assert [(text.kind, text.heading, text.text) for text in paper.texts] == [("decision", "Beschlussvorschlag", proposal)]


# ---------------------------------------------------------------------------------------------------- older skins

OLD = """
<table id="smctablevorgang" class="smcdetail"><tbody>
<tr><td class="smctablehead">Name:</td><td class="smctabletext">2013/0417</td>
<td class="smctablehead">Art:</td><td>Beschlußvorlage</td></tr>
<tr><td class="smctablehead">Datum:</td><td>07.05.2013</td></tr>
<tr><td class="smctablehead">Betreff:</td><td colspan="3">Ausbau der Kreisstra&#223;e K 17<br />Grunderwerb</td></tr>
<tr><td class="smctablehead">Referenzvorlage:</td><td><a href="vo0050.php?__kvonr=88">2012/0099</a></td></tr>
</tbody></table>
<table class="smcdocbox smcdocboxright" summary="Tabelle enthält zugeordnete Dokumente"><tbody>
<tr><td class="smc_doc smcdocname smcdocname1"><a href="getfile.php?id=901&type=do&" title="Beschlußvorlage ">Beschlußvorlage
<span class="smcwrapsmall smcdosize" title="Dateigröße">347&nbsp;KB </span></a></td></tr>
<tr><td class="smc_doc smcdocname">Lageplan Blatt 2</td><td><form action="ydocstart.php" method="post">
<input type="hidden" name="DT" value="902">
<input type="hidden" name="typ" value="do"><input type="image" src="im/pdf.gif" alt="Dokument anzeigen"></form></td></tr>
</tbody></table>
<table class="smcdocbox smcdocboxzip"><tr><td><a href="getfile.php?id=999&type=zip">Alle Dokumente als ZIP</a></td></tr></table>
"""


def read_old(content: str, url: str = "http://ratsinfo.musterau.example/vo0050.php?__kvonr=417") -> RisPaper:
    paper = VENDOR.parse_paper(old_page("vo0050", "Ausbau der Kreisstraße K 17", content), url)
    assert paper is not None
    return paper


def test_tables_of_version_4() -> None:
    paper = read_old(OLD)
    facts = paper.facts
    assert (facts.reference, facts.paper_type, facts.date) == ("2013/0417", "Beschlußvorlage", "2013-05-07")
    assert facts.title == "Ausbau der Kreisstraße K 17 Grunderwerb"
    assert paper.key == "kvonr=417"


def test_documents_of_version_4_by_link_and_by_form() -> None:
    main, plan = read_old(OLD).files
    assert (main.key, main.name, main.role, main.size) == ("901", "Beschlußvorlage", "main", 347 * 1024)
    assert (plan.key, plan.name, plan.role) == ("902", "Lageplan Blatt 2", "attachment")
    assert plan.form == (("DT", "902"), ("typ", "do"))
    assert plan.url == "http://ratsinfo.musterau.example/ydocstart.php?DT=902&typ=do"


def test_unmarked_rows_by_their_labels() -> None:
    content = '<table class="smccontenttable"><tr><td>Vorlage</td><td>V/12</td></tr><tr><td>Betreff</td><td>Radweg</td></tr></table>'
    facts = read_old(content).facts
    assert (facts.reference, facts.title) == ("V/12", "Radweg")


def test_a_skin_that_is_not_known_gives_what_it_can() -> None:
    content = (
        '<section><div class="row"><div class="col-3">Betreff</div><div class="col-9">Radweg an der K 17</div></div><ul><li>'
        '<b>Vorlagen-Nr.</b><span>7/2024</span></li></ul></section><a href="getfile.asp?id=5&type=do">Beschlussvorlage</a>'
    )
    paper = read(content)
    assert (paper.facts.title, paper.facts.reference) == ("Radweg an der K 17", "7/2024")
    assert [file.role for file in paper.files] == ["main"]


def test_an_antrag_has_a_page_of_its_own() -> None:
    content = '<table id="smctablevorgang"><tr><td class="smctablehead">Name:</td><td>AN/0815/2012</td></tr></table>'
    data = old_page("ag0050", "Anfrage zum Radweg", content)
    paper = VENDOR.parse_paper(data, "http://ratsinfo.musterau.example/ag0050.asp?voselect=9&__kagnr=815")
    assert paper is not None
    assert (paper.key, paper.url) == ("kagnr=815", "http://ratsinfo.musterau.example/ag0050.asp?__kagnr=815")
    assert paper.facts.title == "Anfrage zum Radweg"


@pytest.mark.parametrize(
    "data",
    [
        page("si0057", "Kreistag - 03.04.2024", '<div class="smc-table-row"><div class="smc-table-cell siname">KT/1</div></div>' + tabs(1)),
        page("to0040", "Kreistag", '<table id="smctablevorgang"><tr><td class="smctablehead">Bezeichnung:</td><td>Rat</td></tr></table>'),
        page("vo0040", "Recherche", '<a href="vo0050.asp?__kvonr=1">1/2024</a>'),
        page("error", "Fehlermeldung", FIELDS),
        page("vo0050", "Leer", "<p>nichts</p>"),
        b"<html><body><table><tr><td>Betreff</td><td>Angebot</td></tr></table></body></html>",
        b"",
    ],
)
def test_pages_that_are_no_paper(data: bytes) -> None:
    assert VENDOR.parse_paper(data, "") is None


# ------------------------------------------------------------------------------------------------------ documents


def test_documents_once_with_roles_from_symbol_and_class() -> None:
    main = box(31, "Kreistagsdrucksache", symbol="VO", date="04.11.2023")
    files = read(FIELDS + box(34, "Lageplan", extra=True, hidden=True) + main + box(35, "Kosten", extra=True)).files
    assert [(file.key, file.name, file.role) for file in files] == [
        ("34", "Lageplan", "attachment"), ("31", "Kreistagsdrucksache", "main"), ("35", "Kosten", "attachment"),
    ]  # fmt: skip
    assert files[1].modified == "2023-11-04"
    assert {file.media_type for file in files} == {"application/pdf"}
    assert all(not file.session_bound for file in files)


def test_links_of_navigation_and_footer_are_no_documents() -> None:
    assert [file.key for file in read(FIELDS + box(31, "Vorlage")).files] == ["31"]


def test_documents_of_related_papers_are_not_this_ones() -> None:
    old = '<td><a href="vo0050.asp?__kvonr=12">1/2020</a></td><td><a href="getfile.asp?id=55&type=do">Vorlage alt</a></td>'
    related = f"<table><tr>{old}</tr></table>"
    assert [file.key for file in read(FIELDS + box(31, "Vorlage") + related).files] == ["31"]


def test_two_blanks_and_escaped_ampersand_in_links() -> None:
    link = '<div class="smc-el-h"><a  href="getfile.php?id=41&amp;type=do" class="smce-a-u">Informationsvorlage</a></div>'
    assert [(file.key, file.url) for file in read(FIELDS + link).files] == [
        ("41", "https://ris.musterau.example/bi/getfile.php?id=41&type=do")
    ]


@pytest.mark.parametrize(
    ("documents", "roles"),
    [
        ([("Dokument", "", False)], ["main"]),
        ([("Anlage 1", "", False), ("Vorlage", "", False)], ["attachment", "main"]),
        ([("Anlage 1", "", False)], ["attachment"]),
        ([("Beschlussauszug Kreistag", "", False), ("Mitteilung", "", False)], ["attachment", "main"]),
        ([("Sitzungsvorlage mit Anlagen", "", False), ("Sitzungsvorlage", "", False)], ["collected", "main"]),
        ([("Lageplan", "A", False), ("123/2024", "", False)], ["attachment", "main"]),
        ([("Text", "VO", False), ("Vorlage alt", "A", True)], ["main", "attachment"]),
        ([("Anlagenverzeichnis", "", False)], ["main"]),
        ([("Stellungnahme Amt 61", "", False), ("Beschlussvorlage", "", False)], ["attachment", "main"]),
        ([("Synopse zur Vorlage", "", False), ("Kreistagsdrucksache 12/2024", "", False)], ["attachment", "main"]),
        ([("Bericht 2023", "", False), ("1. Ergänzung zur Beschlussvorlage", "", False)], ["attachment", "main"]),
        ([], []),
    ],
)
def test_which_document_is_the_paper(documents: list[tuple[str, str, bool]], roles: list[str]) -> None:
    assert tell_roles(documents) == roles


def test_the_type_as_a_name_tells_the_paper() -> None:
    documents = [("Bericht über die Vorlage", "", False), ("Tischvorlage", "", False), ("Informationsvorlage", "", False)]
    assert tell_roles(documents, "", "02_Informationsvorlage") == ["attachment", "attachment", "main"]


def test_the_number_in_a_name_tells_the_paper() -> None:
    assert tell_roles([("Kostenplan", "", False), ("KT 0139-2023", "", False), ("0139/2023", "", False)], "0139/2023")[2] == "main"


# ------------------------------------------------------------------------------------------------- page of stations


def test_the_link_to_the_stations_is_canonical() -> None:
    data = page("vo0050", "Radweg", tabs(4711) + FIELDS)
    assert find_stations_link(parse_page(data), URL) == "https://ris.musterau.example/bi/vo0053.asp?__kvonr=4711"
    assert find_stations_link(parse_page(page("vo0050", "Radweg", FIELDS)), URL) == ""


def test_a_saved_page_of_stations_is_read_too() -> None:
    content = tabs(4711, active="vo0053") + accordion(card("17.01.2024 Kreisausschuss TOP 4 öffentlich - Vorberatung"))
    paper = VENDOR.parse_paper(page("vo0053", "Radweg", content, portal="Bürgerinfo Landkreis Musterau"), "")
    assert paper is not None
    assert (paper.key, paper.facts.title, paper.facts.body, paper.facts.public) == ("kvonr=4711", "Radweg", "Landkreis Musterau", True)
    assert [(station.committee, station.date, station.role) for station in paper.facts.consultations] == [
        ("Kreisausschuss", "2024-01-17", "Vorberatung")
    ]
