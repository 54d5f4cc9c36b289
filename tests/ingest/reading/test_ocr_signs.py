"""What a word's picture tells beside Tesseract's reading: where numbers part, which letters are capitals, what stands before a blank."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import can_ocr
from ingest.reading.ocr_blanks import part_blanks
from ingest.reading.ocr_image import Scan, prepare_scan, render_page
from ingest.reading.ocr_sections import mend_sections
from ingest.reading.ocr_signs import mend_words
from ingest.reading.ocr_tesseract import Engine, Seen, find_engine
from ingest.reading.ocr_vote import merge_readings
from ingest.reading.ocr_words import clean_word

NO_ENGINE = Engine("no such program", "")


def draw(path: Any, texts: list[tuple[float, float, str]], lines: list[tuple[float, float, float]] = (), font: str = "Helvetica") -> Any:  # type: ignore[assignment]
    """A page with texts at x and y, and level lines from x to x at y, as a PDFium page."""
    canvas = Canvas(str(path), pagesize=(400, 300))
    canvas.setFont(font, 11)
    for x, y, text in [*texts, (50, 60, "Der Kreisausschuss nimmt den Bericht"), (50, 44, "der Verwaltung zur Kenntnis.")]:
        canvas.drawString(x, y, text)
    for x0, x1, y in lines:
        canvas.line(x0, y, x1, y)
    canvas.save()
    return pypdfium2.PdfDocument(str(path))[0]


def see(scan: Scan, x: float, y: float, printed: str, read: str, confidence: float = 90, font: str = "Helvetica") -> Seen:
    """A word as Tesseract reads it, in the box of what is printed."""
    sides = (x, 300 - y - 8.2, x + stringWidth(printed, font, 11), 300 - y + 0.3)
    x0, top, x1, bottom = (side * scan.scale for side in sides)
    return Seen(read, x0, top, x1, bottom, confidence, 0)


@pytest.mark.parametrize(
    ("printed", "read", "parts"),
    [
        ("178 - 28 00", "178-2800", ["178-28", "00"]),
        ("370 501 98", "37050198", ["370", "501", "98"]),
        ("HR B 21 15", "HRB2115", ["HRB21", "15"]),
        ("51143", "51143", ["51143"]),
        ("1.111,11", "1.111,11", ["1.111,11"]),
        ("30.11.2011", "30.11.2011", ["30.11.2011"]),
        ("1 234 567,50", "1234567,50", ["1234567,50"]),  # thousands however they are set
        ("12 480", "12480", ["12480"]),
        ("3 025474", "3025474", ["3025474"]),
        ("11 11", "1111", ["11", "11"]),
        ("B 21 15", "B2115", ["B", "21", "15"]),
        ("17", "17", ["17"]),
    ],
)
@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman"])
def test_numbers_part_where_the_picture_shows_a_space(tmp_path: Any, printed: str, read: str, parts: list[str], font: str) -> None:
    if "-" in read:
        printed = printed.replace(" - ", "-")
    if read.startswith("HRB"):
        printed = printed.replace("HR B ", "HRB")
    scan = prepare_scan(*render_page(draw(tmp_path / "page.pdf", [(50, 200, printed)], font=font), 0))
    found = mend_words([see(scan, 50, 200, printed, read, font=font)], scan)
    assert [word.text for word in found] == parts
    assert all(left.x1 < right.x0 for left, right in pairwise(found))


@pytest.mark.parametrize(
    ("printed", "read", "told"),
    [
        ("VZÄ", "vzÄ", "VZÄ"),
        ("(VZÄ)", "(vzÄ)", "(VZÄ)"),
        ("TOP", "ToP", "TOP"),
        ("TOP", "Top", "TOP"),
        ("Top", "Top", "Top"),
        ("SuS", "SuS", "SuS"),
        ("SoVD", "SoVD", "SoVD"),
        ("Zusz", "Zusz", "Zusz"),
        ("GmbH", "GmbH", "GmbH"),
    ],
)
@pytest.mark.parametrize("font", ["Helvetica-Bold", "Times-Roman"])
def test_letters_as_high_as_capitals_are_capitals(tmp_path: Any, printed: str, read: str, told: str, font: str) -> None:
    scan = prepare_scan(*render_page(draw(tmp_path / "page.pdf", [(50, 200, printed)], font=font), 0))
    word = see(scan, 50, 200, printed, read, font=font)
    word = Seen(word.text, word.x0, word.top - 2.2 * scan.scale, word.x1, word.bottom + 2 * scan.scale, 90, 0)
    assert [found.text for found in mend_words([word], scan)] == [told]


def test_letters_and_a_number_part_where_a_line_to_write_on_begins(tmp_path: Any) -> None:
    page = draw(tmp_path / "page.pdf", [(50, 200, "am"), (67, 200, "22.10.18"), (50, 100, "S12b")], [(66, 150, 198.5), (54, 66, 98.5)])
    scan = prepare_scan(*render_page(page, 0))
    words = [see(scan, 50, 200, "am 22.10.18", "am22.10.18"), replace(see(scan, 50, 100, "S12", "S12"), line=1)]
    found = part_blanks(words, [], NO_ENGINE, scan, time.monotonic() + 60)
    assert [word.text for word in found] == ["am", "22.10.18", "S12"]
    assert found[0].x1 == pytest.approx(66 * scan.scale, abs=4)


def test_the_rows_of_a_table_are_no_lines_to_write_on(tmp_path: Any) -> None:
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=(400, 300))
    canvas.grid([66, 150], [198.5, 240])
    canvas.save()
    scan = prepare_scan(*render_page(pypdfium2.PdfDocument(str(tmp_path / "page.pdf"))[0], 0))
    assert len(scan.rules) == 4
    words = [see(scan, 50, 200, "am 22.10.18", "am22.10.18")]
    assert part_blanks(words, [], NO_ENGINE, scan, time.monotonic() + 60) == words


@pytest.mark.skipif(not can_ocr(), reason="Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu")
def test_what_is_printed_before_a_scrawl_on_a_line_is_read(tmp_path: Any) -> None:
    canvas = Canvas(str(tmp_path / "page.pdf"), pagesize=(400, 300))
    canvas.setFont("Helvetica", 11)
    canvas.drawString(50, 200, "Sitzung am")
    canvas.line(110, 198.5, 190, 198.5)
    canvas.bezier(112, 200, 118, 230, 130, 180, 135, 210)
    canvas.bezier(130, 199, 150, 230, 150, 180, 175, 212)
    canvas.save()
    engine = find_engine()
    assert engine is not None
    page = pypdfium2.PdfDocument(str(tmp_path / "page.pdf"))[0]
    scan = prepare_scan(*render_page(page, 0))
    torn = Seen("amWu", 89.5 * scan.scale, 88 * scan.scale, 175 * scan.scale, 101 * scan.scale, 20, 0)
    found = part_blanks([torn], [], engine, scan, time.monotonic() + 60)
    assert [(word.text, word.confidence > 75) for word in found] == [("am", True), ("Wu", False)]


def test_before_a_date_the_reading_that_says_am_counts() -> None:
    def line(text: str, sure: float) -> list[Seen]:
        return [Seen(text, 100, 10, 150, 40, sure, 0), Seen("10.04.2019", 170, 10, 300, 40, 90, 0)]

    def read(*readings: list[Seen]) -> list[str]:
        return [word.text for word in merge_readings(readings)]

    assert read(line("an", 78), line("am", 58)) == ["am", "10.04.2019"]
    assert read(line("an", 78), line("an", 58)) == ["an", "10.04.2019"]
    others = [[Seen(text, 100, 10, 150, 40, sure, 0), Seen("den", 170, 10, 220, 40, 90, 0)] for text, sure in (("an", 78), ("am", 58))]
    assert read(*others) == ["an", "den"]


@pytest.mark.parametrize(
    ("read", "told"),
    [("Il", "II"), ("Ill.", "III."), ("Vl", "VI"), ("lV.", "IV."), ("(Xl)", "(XI)"), ("l.", "I."), ("Il/2", "II/2"),
     ("all", "all"), ("Il-Sitzung", "Il-Sitzung"), ("El", "El"), ("l", "l"), ("l.l", "l.l"), ("0,5l.", "0,5l."), ("VI", "VI")],
)  # fmt: skip
def test_roman_numbers_have_no_small_letters(read: str, told: str) -> None:
    assert clean_word(read) == told


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ("Leistungen nach 8 53 Abs. 2", "Leistungen nach § 53 Abs. 2"),
        ("gemäß 8 68 der Satzung", "gemäß § 68 der Satzung"),
        ("die 88 16 ff. gelten", "die §§ 16 ff. gelten"),
        ("in $ 6 der Satzung", "in § 6 der Satzung"),
        ("($ 12 BauGB)", "(§ 12 BauGB)"),
        ("S 4 AsylbLG regelt", "§ 4 AsylbLG regelt"),
        ("(8 16a SGB II)", "(§ 16a SGB II)"),
        ("siehe $53 Satz 1", "siehe §53 Satz 1"),
        ("nach 853 Abs. 2", "nach §53 Abs. 2"),
        ("Entgeltgruppe S 12 der Tabelle", None),
        ("Entgeltgruppe S 12 TVöD", None),
        ("Konto 8 451 346", None),
        ("nach 8 506 EUR", None),
        ("nach 8 506 Fällen", None),
        ("Sachkosten 8 253 Euro", None),
        ("rund 853 Personen", None),
        ("mit 8 zu 0 Stimmen", None),
        ("US $ 500", None),
        ("Bushaltestelle 8 10 VZÄ", None),
    ],
)
def test_the_sign_of_sections_is_told_by_the_words_around_it(read: str, told: str | None) -> None:
    words = [Seen(text, 60 * at, 10, 60 * at + 50, 40, 90, 0) for at, text in enumerate(read.split())]
    assert " ".join(word.text for word in mend_sections(words)) == (told or read)


def test_words_of_another_line_tell_nothing_of_a_sign() -> None:
    words = [Seen("nach", 0, 10, 50, 40, 90, 0), Seen("8", 0, 60, 50, 90, 90, 1), Seen("53", 60, 60, 90, 90, 90, 1)]
    assert [word.text for word in mend_sections(words)] == ["nach", "8", "53"]
