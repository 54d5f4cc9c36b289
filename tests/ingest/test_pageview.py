"""The command `page`: a file by path, hash, name or paper number; text, cells, ticks, boxes, picture; one-line errors."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from reportlab.pdfgen.canvas import Canvas

from corpus.errors import InputError
from corpus.store import Archive
from corpus.types import Box, Page, Word
from ingest.cli import page_command
from ingest.importing import import_paths
from ingest.pageview import PageView, find_file, page_lines


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "vorlage.pdf"
    canvas = Canvas(str(path), invariant=1)
    canvas.drawString(60, 780, "Mittel für das Frauenhaus")
    for y in (760, 740, 720):
        canvas.line(60, y, 300, y)
    for x in (60, 200, 300):
        canvas.line(x, 760, x, 720)
    for x, y, text in ((63, 747, "Art"), (203, 747, "2024"), (63, 727, "Personal"), (203, 727, "61.300")):
        canvas.drawString(x, y, text)
    canvas.rect(60, 690, 9, 9)
    canvas.drawString(75, 691, "einmalig")
    canvas.showPage()
    canvas.drawString(60, 780, "Anlage")
    canvas.save()
    return path


def call(*arguments: object) -> Result:
    return CliRunner().invoke(page_command, [str(argument) for argument in arguments])


def test_text_cells_and_ticks_are_shown(paper: Path) -> None:
    lines = call(paper, 1).stdout.splitlines()
    assert lines[0] == "page 1 of 2, source text, read by fast, 595.276 x 841.89 pt"
    assert lines[2] == "Mittel für das Frauenhaus"
    assert "table 1: 2 rows, 2 columns" in lines
    assert "  2/2: 61.300" in lines
    assert "  no       einmalig" in lines
    assert call(paper, 2).stdout.splitlines()[2] == "Anlage"


def test_boxes_list_every_word(paper: Path) -> None:
    found = next(line for line in call(paper, 1, "--boxes").stdout.splitlines() if line.endswith("  61.300") and line.count(".") == 5)
    x0, top, x1, bottom = (float(part) for part in found.split()[:4])
    assert 200 < x0 < x1 < 300
    assert top < 842 - 727 < bottom


def test_words_of_a_scan_are_listed_with_their_confidence() -> None:
    page = Page(1, "61.300\n", (Word(0, 6, Box(200, 70, 240, 82)),), source="ocr", path="ocr", confidences=(88,))
    lines = list(page_lines(PageView(page, 1, ()), boxes=True))
    assert lines[-2] == "words: x0 top x1 bottom, in points; confidence of OCR, 0 to 100"
    assert lines[-1] == "    200.0    70.0   240.0    82.0   88  61.300"


def test_picture_has_the_boxes_in_their_colors(paper: Path, tmp_path: Path) -> None:
    from PIL import Image

    out = tmp_path / "seite.png"
    assert call(paper, 1, "--png", out).exit_code == 0
    with Image.open(out) as picture:
        colors = {color for _, color in picture.getcolors(1 << 20) or ()}
    assert {(70, 110, 230), (0, 140, 60), (230, 130, 0)} <= colors  # a word, a cell, an empty tick box


def test_errors_are_one_line(paper: Path, tmp_path: Path) -> None:
    page = tmp_path / "vorlage.html"
    page.write_text("<p>Der Kreistag beschließt.</p>", encoding="utf-8")
    for arguments, message in (
        ((paper, 3), "vorlage.pdf: has 2 pages, no page 3"),
        ((tmp_path / "fehlt.pdf", 1), "no such file"),
        ((tmp_path, 1), "is a folder"),
        ((page, 1, "--png", tmp_path / "x.png"), "only pages of a PDF"),
        ((paper, 1, "--png", tmp_path / "fehlt" / "x.png"), "cannot be written"),
    ):
        error = call(*arguments).exception
        assert isinstance(error, InputError)
        assert message in str(error)
        assert "\n" not in str(error)
    assert call(paper, 0).exit_code == 2


def test_a_file_of_the_archive_by_hash_name_and_part_of_the_hash(paper: Path, tmp_path: Path) -> None:
    folder = tmp_path / "studie"
    with Archive.create(folder) as archive:
        list(import_paths(archive, [paper], ""))
    digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    for asked in (digest, digest[:8], "vorlage.pdf"):
        path, name = find_file(asked, folder)
        assert (path.read_bytes(), name) == (paper.read_bytes(), "vorlage.pdf")
    assert call("vorlage.pdf", 2, "--archive", folder).stdout.splitlines()[2] == "Anlage"
    with pytest.raises(InputError, match="none in the archive"):
        find_file("999/2031", folder)
