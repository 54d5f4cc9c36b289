"""The sample papers: their bytes come from the script, their truth is well formed, and what it quotes is really printed."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from corpus.registry import registry
from corpus.samples import make_samples, sheet

SAMPLES = Path(sheet.__file__).parent
TRUTHS = sorted((SAMPLES / "truth").glob("*.json"))
TABLES = ("amounts", "positions", "dates")
PAPER = {"body", "ags", "reference", "title", "paper_type", "date", "public", "lead_unit", "consultations"}
YEARS = re.compile(r"(20\d\d-?(;20\d\d)*)?")
ISO_DAY = re.compile(r"(20\d\d-\d\d-\d\d)?")
DATE = re.compile(r"20\d\d-(\d\d(-\d\d)?|Q[1-4]|H[12])")


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def compact(text: str) -> str:
    """Without white space and what PDFium puts for a hyphen at a line's end."""
    return re.sub(r"[\s\x02\ufffe]+", "", text)


def page_texts(truth: dict[str, Any]) -> list[str]:
    """What stands on each page as PDFium or the HTML's source tells it; an AcroForm's values stand in the file's bytes."""
    path = SAMPLES / "papers" / truth["file"]
    if path.suffix == ".html":
        return [path.read_bytes().decode("cp1252")]
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    if "acroform" in path.name:
        texts[0] += path.read_bytes().decode("latin-1")
    return texts


def every_truth(scans: bool = True) -> pytest.MarkDecorator:
    paths = [path for path in TRUTHS if scans or not load(path)["needs_ocr"]]
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.name.partition(".")[0])


@pytest.fixture(scope="module")
def redrawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    make_samples.write_samples(folder)
    return folder


def hashes(folder: Path) -> dict[str, str]:
    files = [path for part in ("papers", "truth") for path in sorted((folder / part).iterdir())]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_script_draws_the_committed_files(redrawn: Path) -> None:
    committed, here = load(SAMPLES / "made_with.json"), make_samples.made_with()
    if committed != here:
        pytest.skip(f"the samples were drawn with {committed}, here is {here}: the bytes may differ")
    assert hashes(redrawn) == hashes(SAMPLES)


def test_two_runs_give_the_same_bytes(redrawn: Path, tmp_path: Path) -> None:
    make_samples.write_samples(tmp_path)
    assert hashes(tmp_path) == hashes(redrawn)


def test_the_truth_does_not_hang_on_versions(redrawn: Path) -> None:
    for path in TRUTHS:
        assert load(redrawn / "truth" / path.name) | {"file_sha256": ""} == load(path) | {"file_sha256": ""}


def test_sixteen_papers_of_six_counties_and_one_unnamed() -> None:
    truths = [load(path) for path in TRUTHS]
    names = [truth["file"] for truth in truths]
    assert sum(name.endswith(".pdf") for name in names) == 15
    assert sum(name.endswith(".html") for name in names) == 1
    assert {truth["paper"]["body"] for truth in truths} == {
        "", "Kreis Dithmarschen", "Kreis Steinfurt", "Landkreis Konstanz", "Landkreis Lörrach", "Landkreis Teltow-Fläming",
        "Landkreis Wittmund",
    }  # fmt: skip
    assert sorted(path.name for path in (SAMPLES / "papers").iterdir()) == sorted([*names, "papers.csv"])


@every_truth()
def test_body_and_ags_are_those_of_the_registry(path: Path) -> None:
    paper = load(path)["paper"]
    if paper["body"]:
        assert registry().find(paper["body"]).ags == paper["ags"]
        assert registry().find(paper["ags"]).name == paper["body"]
    else:
        assert paper["ags"] == ""


@every_truth()
def test_truth_is_well_formed(path: Path) -> None:
    truth = load(path)
    data = (SAMPLES / "papers" / truth["file"]).read_bytes()
    assert truth["file_sha256"] == hashlib.sha256(data).hexdigest()
    assert path.name == truth["file"] + ".json"
    assert truth["paper"].keys() == PAPER
    assert ISO_DAY.fullmatch(truth["paper"]["date"])
    assert truth["paper"]["public"] in (True, False, "")
    for station in truth["paper"]["consultations"]:
        assert station.keys() == {"committee", "date", "result"}
        assert ISO_DAY.fullmatch(station["date"])
    assert truth["fields"]
    assert all(re.fullmatch(r"produkt:\d\d|integration:[a-z]+", field) for field in truth["fields"])


@every_truth()
def test_mentions_are_well_formed(path: Path) -> None:
    truth = load(path)
    for mention in truth["amounts"]:
        assert mention.keys() == {"page", "quote", "value", "direction", "recurrence", "years", "decided"}
        assert mention["direction"] in sheet.DIRECTIONS
        assert mention["recurrence"] in sheet.RECURRENCES
        assert re.fullmatch(r"-?\d+\.\d\d", mention["value"])
    for mention in truth["positions"]:
        assert mention.keys() == {"page", "quote", "value", "action", "years", "grade", "decided"}
        assert mention["action"] in sheet.ACTIONS
        assert 0 < Decimal(mention["value"]) <= 10
    for mention in truth["dates"]:
        assert DATE.fullmatch(mention["value"])
        assert mention["role"] in sheet.ROLES
    for mention in truth["amounts"] + truth["positions"]:
        assert YEARS.fullmatch(mention["years"])
        assert isinstance(mention["decided"], bool)


@every_truth()
def test_quotes_stand_on_their_page_as_often_as_labelled(path: Path) -> None:
    truth = load(path)
    texts = [compact(text) for text in page_texts(truth)]
    if truth["needs_ocr"]:
        assert texts == [""], "a scan has no text layer"
        return
    mentions = [mention for table in TABLES for mention in truth[table]]
    for mention in mentions:
        same = [other for other in mentions if (other["page"], other["quote"]) == (mention["page"], mention["quote"])]
        assert texts[mention["page"] - 1].count(compact(mention["quote"])) >= len(same), mention


@every_truth(scans=False)
def test_the_meta_data_is_printed_unless_papers_csv_tells_it(path: Path) -> None:
    truth = load(path)
    text = compact("".join(page_texts(truth))).replace("&auml;", "ä").replace("&bdquo;", "„").replace("&ldquo;", "“").casefold()
    for name in ("reference", "title", "lead_unit", "paper_type"):
        assert compact(truth["paper"][name]).casefold() in text, name
    for station in truth["paper"]["consultations"]:
        assert compact(station["committee"]).casefold() in text
        assert compact(station["result"]).casefold() in text
    county = compact(truth["paper"]["body"].partition(" ")[2]).casefold()
    assert (county in text) == ("body" not in truth["from_csv"])


@every_truth(scans=False)
def test_every_page_says_that_it_is_made(path: Path) -> None:
    truth = load(path)
    for text in page_texts(truth):
        assert compact(sheet.NOTICE) in compact(text)


@every_truth()
def test_figures_are_made_of_the_mentions(path: Path) -> None:
    truth = load(path)
    mentions = {"amount": truth["amounts"], "position": truth["positions"]}
    assert sum(figure["mentions"] for figure in truth["figures"]) == len(truth["amounts"]) + len(truth["positions"])
    for figure in truth["figures"]:
        same = [mention for mention in mentions[figure["kind"]] if mention["value"] == figure["value"]]
        assert len(same) >= figure["mentions"] - (figure["value_to"] is not None)
        assert any(mention["decided"] for mention in same) or not figure["decided"]
        if figure["part_of_value"] is not None:
            assert Decimal(figure["value"]) < Decimal(figure["part_of_value"])
            assert any(total["value"] == figure["part_of_value"] and total["part_of_value"] is None for total in truth["figures"])


def test_papers_csv_names_the_papers_whose_text_does_not_tell() -> None:
    with (SAMPLES / "papers/papers.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["file"]: row["body"] for row in csv.DictReader(handle)}
    truths = [load(path) for path in TRUTHS]
    assert rows == {truth["file"]: truth["paper"]["body"] for truth in truths if truth["from_csv"]}
    assert len(rows) == 1


def test_the_web_page_says_latin_1_and_is_windows_1252() -> None:
    data = next((SAMPLES / "papers").glob("*.html")).read_bytes()
    assert b"charset=iso-8859-1" in data
    assert {0x80, 0x84, 0x93, 0x96} <= set(data), "the bytes of €, „, “ and –"


def test_a_wrong_label_is_refused() -> None:
    for label in ("a 5 spending - - +", "a 5 expense - - yes", "p 1 invent - - +", "d 2018 birthday", "x 1 2"):
        with pytest.raises(ValueError, match="not understood"):
            sheet.parse_label("5 €", label)


def test_a_label_keeps_its_quote_and_its_links() -> None:
    mark = sheet.parse_label("0,75 VK", "p 0.75 create 2020 EG_9b + #post <team")
    assert mark.truth == {
        "page": 0,
        "quote": "0,75 VK",
        "value": "0.75",
        "action": "create",
        "years": "2020",
        "grade": "EG 9b",
        "decided": True,
    }
    assert (mark.figure, mark.part_of, mark.upper_end_of) == ("post", "team", "")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"[\x02\ufffe]\s*", "", text).casefold())


def test_the_sentences_are_ours(shared: Path) -> None:
    """No eight words in a row from the prose of the real papers; heads and forms are short lines and may be alike."""
    seeds = sorted((shared / "papers").glob("seed_*.txt"))
    lines = [words(line) for path in seeds for line in path.read_text(encoding="utf-8").splitlines()]
    runs = {tuple(line[at : at + 8]) for line in lines if len(line) >= 15 for at in range(len(line) - 7)}
    for path in TRUTHS:
        truth = load(path)
        ours = words(" ".join(page_texts(truth)))
        assert [ours[at : at + 8] for at in range(len(ours) - 7) if tuple(ours[at : at + 8]) in runs] == [], truth["file"]
