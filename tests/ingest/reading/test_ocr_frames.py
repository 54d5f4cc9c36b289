"""Numbers in small frames on scans: which frames there are, when two readings of one count, and a form."""

from __future__ import annotations

import time
from typing import Any

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.reading import can_ocr
from ingest.reading.ocr_frames import add_framed, agree_on, find_frames
from ingest.reading.ocr_image import Rule, prepare_scan, render_page
from ingest.reading.ocr_tesseract import Seen, find_engine


def side(start: float, end: float, at: float, upright: bool = False) -> Rule:
    return Rule(start, end, at, 2, upright)


def test_frames_are_small_and_have_an_upper_and_a_lower_side() -> None:
    date = [side(100, 130, 50), side(103, 128, 72), side(140, 170, 51), side(141, 170, 72)]
    others = [
        side(300, 330, 95),  # no lower side, and in no row with others
        side(400, 408, 50), side(400, 408, 70),  # a box to tick
        side(60, 500, 200), side(60, 500, 220),  # a row of a table
        side(100, 130, 140, upright=True), side(100, 130, 160, upright=True),
        side(200, 230, 400), side(200, 230, 460),  # far apart
    ]  # fmt: skip
    assert find_frames([*others, *date], 1.0) == [(103, 50, 128, 72), (141, 51, 170, 72)]
    assert find_frames(date, 4.0) == []  # in pixels too small for frames


def test_a_frame_whose_lower_side_is_torn_is_as_high_as_those_in_its_row() -> None:
    row = [side(100, 130, 50), side(100, 130, 72), side(140, 170, 50), side(141, 170, 72)]
    assert find_frames([*row, side(20, 46, 51)], 1.0) == [(100, 50, 130, 72), (141, 50, 170, 72), (20, 51, 46, 72)]
    assert find_frames([*row, side(20, 46, 60)], 1.0) == find_frames(row, 1.0)  # in no row with them


def word(text: str, confidence: float, x: float = 0) -> Seen:
    return Seen(text, x, 10, x + 20 * len(text), 40, confidence, 3)


def test_a_number_counts_where_both_readings_say_it() -> None:
    assert agree_on([word("22.", 85)], [word("22", 97)]) == Seen("22", 0, 10, 60, 40, 85, 0)
    assert agree_on([word("1.500,", 85)], [word("1.500", 97)]) is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([word("22", 95)], [word("23", 95)]),
        ([word("1,5", 95)], [word("15", 95)]),
        ([word("22", 95)], [word("22", 40)]),
        ([word("22", 95)], []),
        ([word("ja", 95)], [word("ja", 95)]),
        ([word("|", 95)], [word("|", 95)]),
        ([], []),
    ],
)
def test_what_readings_differ_about_or_is_no_number_stays_missing(first: list[Seen], second: list[Seen]) -> None:
    assert agree_on(first, second) is None


@pytest.mark.skipif(not can_ocr(), reason="Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu")
def test_numbers_in_frames_that_were_not_read_are_read_from_what_is_cut_out(maker: Any) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for x, wide, text in ((300, 28, "17"), (338, 28, "09"), (376, 46, "2024"), (440, 40, "neu"), (490, 40, "")):
            canvas.rect(x, 696, wide, 21)
            canvas.drawString(x + 7, 704, text)

    document = pypdfium2.PdfDocument(maker.pdf(draw))
    scan = prepare_scan(*render_page(document[0], 0))
    document.close()
    engine = find_engine()
    assert engine is not None
    points = scan.scale

    def at(text: str, x0: float, x1: float, confidence: float) -> Seen:
        return Seen(text, x0 * points, 130 * points, x1 * points, 140 * points, confidence, 0)

    read = [at("Sitzung", 200, 260, 95), at("|T.09", 304, 360, 40), at("2024", 383, 405, 93)]
    found = add_framed(read, engine, scan, time.monotonic() + 60)
    assert [word.text for word in found] == ["Sitzung", "2024", "17", "09"]
    assert [word.x0 / points for word in found[2:]] == pytest.approx([307, 345], abs=2.5)
    assert min(word.confidence for word in found) >= 60
    assert add_framed(read, engine, scan, time.monotonic() - 1) == read  # no time left: what there is
