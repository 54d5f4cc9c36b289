"""Pages of Ratsinformationssysteme saved by hand: imported as what they are, with metadata, vendor and documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.ledger import load_ledger
from corpus.lookup import select_rows
from corpus.store import Archive
from corpus.types import PaperFacts
from extract.stage import extract_stale
from ingest.importing import import_paths
from ingest.stage import read_stale

ALLRIS4 = """<!doctype html>
<!-- saved from url=(0057)https://ratsinfo.kreis-beispiel.de/public/vo020?VOLFDNR=77 -->
<html lang="de"><head><meta charset="utf-8">
<meta name="description" content="ALLRIS net Version 4.1.5 (Build 240)"><title>Beschlussvorlage - 12/2024</title></head>
<body><div id="risname"><h1 class="title">Beschlussvorlage - 12/2024</h1></div>
<dl><dt>Betreff:</dt><dd id="vobetreff"><p>Sprachmittlung im Gesundheitsamt</p></dd>
<dt>Status:</dt><dd id="vostatus">öffentlich</dd><dt>Art:</dt><dd id="voart">Beschlussvorlage</dd>
<dt>Federführend:</dt><dd id="vofamt">Amt für Integration</dd></dl>
<table class="bfTable"><thead><tr><th>Status</th><th>Datum</th><th>Gremium</th><th>Beschluss</th><th>NA</th></tr></thead><tbody>
<tr><td class="colorCol"><span class="wfcolorDesc">Erledigt</span></td><td></td><td>Kreisausschuss</td><td>Vorberatung</td><td></td></tr>
<tr><td class="colorCol"></td><td class="date">15.05.2024</td><td><a href="./to010?SILFDNR=5&amp;TOLFDNR=9">Sitzung</a></td>
<td><a href="./to020?TOLFDNR=9">ungeändert beschlossen</a></td><td class="toLink"></td></tr>
</tbody></table>
<h2 class="expandedTitle">Beschlussvorschlag</h2>
<div class="docPart" id="htm501"><p>Der Kreisausschuss stellt 24.000 Euro für Dolmetscher bereit.</p></div>
<aside id="dokumenteHeaderPanel"><ul><li><a href="./wicket/resource/org.apache.wicket.Application/doc501.pdf">Vorlage</a></li></ul></aside>
</body></html>
"""


@pytest.fixture
def imported(archive: Archive, tmp_path: Path) -> Archive:
    page = tmp_path / "vorlage.html"
    page.write_text(ALLRIS4, encoding="utf-8")
    run(archive, page)
    return archive


def run(archive: Archive, *paths: Path) -> None:
    for stage in (import_paths(archive, paths), read_stale(archive), extract_stale(archive)):
        for _ in stage:
            pass


def rows(archive: Archive, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in select_rows(archive.folder, query)]


def test_what_the_page_tells_is_told_of_the_paper(imported: Archive) -> None:
    assert rows(imported, "SELECT reference, title, paper_type, public, lead_unit FROM papers") == [
        ("12/2024", "Sprachmittlung im Gesundheitsamt", "Beschlussvorlage", 1, "Amt für Integration")
    ]
    stations = rows(imported, "SELECT committee, date, result FROM consultations")
    assert stations == [("Kreisausschuss", "2024-05-15", "ungeändert beschlossen")]


def test_its_text_is_read_for_figures(imported: Archive) -> None:
    assert rows(imported, "SELECT value FROM mentions WHERE kind = 'amount'") == [("24000.00",)]


def test_vendor_documents_and_address_are_kept(imported: Archive) -> None:
    assert rows(imported, "SELECT vendor FROM sources") == [("allris4",)]
    (name, url, role), *rest = rows(imported, "SELECT name, url, role FROM source_files ORDER BY position")
    assert (name, role, rest) == ("Vorlage", "main", [])
    assert str(url).endswith("/public/wicket/resource/org.apache.wicket.Application/doc501.pdf")
    assert rows(imported, "SELECT source_url FROM papers") == [("https://ratsinfo.kreis-beispiel.de/public/vo020?VOLFDNR=77",)]


def test_the_ledger_counts_it_as_imported(imported: Archive) -> None:
    (row,) = load_ledger(imported.folder)
    assert (row.source_id, row.imported, row.known) == ("", 1, 0)


def test_importing_again_changes_nothing(imported: Archive, tmp_path: Path) -> None:
    before = rows(imported, "SELECT paper_id, told FROM papers"), rows(imported, "SELECT count(*) FROM source_files")
    run(imported, tmp_path / "vorlage.html")
    assert (rows(imported, "SELECT paper_id, told FROM papers"), rows(imported, "SELECT count(*) FROM source_files")) == before


def test_what_the_user_tells_wins(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "v.html").write_text(ALLRIS4, encoding="utf-8")
    (tmp_path / "p" / "papers.csv").write_text("file,reference,ags\nv.html,12/2024-neu,08336\n", encoding="utf-8")
    run(archive, tmp_path / "p")
    told = rows(archive, "SELECT reference, ags, title FROM papers")
    assert told == [("12/2024-neu", "08336", "Sprachmittlung im Gesundheitsamt")]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>Sessionnet ist ein Produkt, ALLRIS ein anderes.</p></body></html>",
        ALLRIS4[:700],
        "<html><head><meta name='description' content='ALLRIS net Version 4.1.5'></head><body></body></html>",
    ],
)
def test_another_or_broken_page_is_imported_as_plain_html(page: str, archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    run(archive, tmp_path / "x.html")
    assert len(rows(archive, "SELECT paper_id FROM papers")) == 1


def test_a_page_that_breaks_its_parser_is_an_issue_and_is_imported(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("ingest.saved.parse_saved_page", broken)
    (tmp_path / "x.html").write_text(ALLRIS4, encoding="utf-8")
    (tmp_path / "y.txt").write_text("Es werden 500 Euro bereitgestellt.", encoding="utf-8")
    run(archive, tmp_path / "x.html", tmp_path / "y.txt")
    assert len(rows(archive, "SELECT paper_id FROM papers")) == 2
    assert rows(archive, "SELECT code FROM issues WHERE stage = 'import'") == [("saved_page",)]


def test_real_pages_give_what_their_gold_tells(archive: Archive, shared: Path) -> None:
    import json

    if not (shared / "ris-papers").is_dir():
        pytest.skip("shared/ris-papers is not beside the project")
    run(archive, shared / "ris-papers" / "papers")
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "ris-papers" / "gold").glob("*.json"))]
    for gold in golds:
        paper = rows(
            archive,
            "SELECT paper_id, reference, body, ags FROM papers JOIN paper_files USING (paper_id)"
            f" WHERE file_sha256 = '{gold['file_sha256']}'",
        )
        assert (paper[0][1], paper[0][2]) == (gold["paper"]["reference"], gold["paper"]["body"]), gold["file"]
        assert paper[0][3] == gold["paper"]["ags"] or not gold["paper"]["ags"], gold["file"]
        vendor = rows(archive, f"SELECT s.vendor FROM sources s JOIN source_papers p USING (source_id) WHERE p.paper_id = '{paper[0][0]}'")
        assert vendor == [(gold["vendor"],)], gold["file"]
        query = "SELECT f.name, f.url FROM source_files f JOIN source_papers p ON p.source_id = f.source_id AND p.key = f.key"
        files = rows(archive, f"{query} WHERE p.paper_id = '{paper[0][0]}' ORDER BY f.position")
        assert files == [(file["name"], file["url"]) for file in gold["attachments"]], gold["file"]


def test_facts_of_the_user_are_whole() -> None:
    from ingest.saved import told_by_page
    from ingest.vendors.records import RisPaper

    page = RisPaper("x", "k", "", PaperFacts(body="Stadt Hameln", reference="1/24", public=True))
    assert told_by_page(page, PaperFacts(public=False)) == PaperFacts(body="Stadt Hameln", ags="03252006", reference="1/24", public=False)
