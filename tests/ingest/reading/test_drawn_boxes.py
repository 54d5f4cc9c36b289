"""Boxes however a program draws them, with whatever mark a person or program puts in: yes, no or unknown, never the wrong one."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from corpus.types import Page
from ingest.reading import read_bytes

SIDE = 9.0
Draw = Callable[[Any, float, float], None]


def fill(canvas: Any, red: float, green: float, blue: float, draw: Callable[[], None]) -> None:
    canvas.setFillColorRGB(red, green, blue)
    draw()
    canvas.setFillColorRGB(0, 0, 0)


def four_lines(canvas: Any, x: float, y: float) -> None:
    for line in ((x, y, x + SIDE, y), (x + SIDE, y, x + SIDE, y + SIDE), (x + SIDE, y + SIDE, x, y + SIDE), (x, y + SIDE, x, y)):
        canvas.line(*line)


def four_thin_areas(canvas: Any, x: float, y: float) -> None:
    for area in ((x, y, SIDE, 0.5), (x + SIDE, y, 0.5, SIDE), (x, y + SIDE, SIDE + 0.5, 0.5), (x, y, 0.5, SIDE)):
        canvas.rect(*area, stroke=0, fill=1)


def white_on_black(canvas: Any, x: float, y: float) -> None:
    canvas.rect(x, y, SIDE, SIDE, stroke=0, fill=1)
    fill(canvas, 1, 1, 1, lambda: canvas.rect(x + 0.7, y + 0.7, SIDE - 1.4, SIDE - 1.4, stroke=0, fill=1))


def one_path_with_a_hole(canvas: Any, x: float, y: float) -> None:
    path = canvas.beginPath()
    path.rect(x, y, SIDE, SIDE)
    path.rect(x + 0.7, y + 0.7, SIDE - 1.4, SIDE - 1.4)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def paper_filled(canvas: Any, x: float, y: float) -> None:
    fill(canvas, 0.87, 0.87, 0.95, lambda: canvas.rect(x, y, SIDE, SIDE, fill=1))


BOXES: dict[str, Draw] = {
    "rectangle": lambda canvas, x, y: canvas.rect(x, y, SIDE, SIDE),
    "four lines": four_lines,
    "four thin areas": four_thin_areas,
    "white on black": white_on_black,
    "one path with a hole": one_path_with_a_hole,
    "filled like a field": paper_filled,
    "round corners": lambda canvas, x, y: canvas.roundRect(x, y, SIDE, SIDE, 1.5),
    "circle": lambda canvas, x, y: canvas.circle(x + SIDE / 2, y + SIDE / 2, SIDE / 2),
}


def cross(canvas: Any, x: float, y: float, out: float) -> None:
    """A cross of two lines that reaches by `out` points out of the box."""
    low, high = -out, SIDE + out
    canvas.line(x + low, y + low, x + high, y + high)
    canvas.line(x + low, y + high, x + high, y + low)


def check(canvas: Any, x: float, y: float, high: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x + 1, y + 4)
    path.lineTo(x + 4, y + 1)
    path.lineTo(x + 0.9 * high, y + high)
    canvas.drawPath(path)


def glyph(canvas: Any, x: float, y: float, text: str, font: str, size: float) -> None:
    canvas.setFont(font, size)
    canvas.drawString(x + 1.2, y + 1, text)
    canvas.setFont("Helvetica", 10)


MARKS: dict[str, Draw] = {
    "cross within": lambda canvas, x, y: cross(canvas, x, y, -1),
    "cross far beyond": lambda canvas, x, y: cross(canvas, x, y, 3),
    "small check": lambda canvas, x, y: check(canvas, x, y, 8),
    "check that swings out": lambda canvas, x, y: check(canvas, x, y, 15),
    "curve by hand": lambda canvas, x, y: canvas.bezier(x - 2, y + 3, x + 2, y - 3, x + 4, y + 6, x + 11, y + 12),
    "letter": lambda canvas, x, y: glyph(canvas, x, y, "X", "Helvetica", 10),
    "Zapf Dingbats": lambda canvas, x, y: glyph(canvas, x, y, "✘", "ZapfDingbats", 9),
    "block": lambda canvas, x, y: canvas.rect(x + 2, y + 2, SIDE - 4, SIDE - 4, stroke=0, fill=1),
    "dot": lambda canvas, x, y: canvas.circle(x + SIDE / 2, y + SIDE / 2, 2.4, stroke=0, fill=1),
}


def draw_form(maker: Any, box: Draw, mark: Draw | None) -> bytes:
    """A line of a form: a box with the mark before "ja", an empty one before "nein"."""

    def draw(canvas: Any) -> None:
        canvas.drawString(60, 780, "Auswirkungen auf den Stellenplan:")
        for x, label in ((250, "ja"), (320, "nein")):
            box(canvas, x, 778.5)
            canvas.drawString(x + SIDE + 4, 780, label)
        if mark:
            mark(canvas, 250, 778.5)
        canvas.drawString(60, 750, "Die Verwaltung berichtet dem Kreistag im Herbst.")

    data: bytes = maker.pdf(draw)
    return data


def read(data: bytes) -> Page:
    result = read_bytes(data, "formular.pdf")
    assert result.problems == ()
    return result.pages[0]


def states(page: Page) -> list[tuple[str, str]]:
    return [(tick.label, tick.state) for tick in page.ticks]


@pytest.mark.parametrize("box", BOXES)
def test_boxes_of_every_make_with_every_mark(maker: Any, box: str) -> None:
    assert states(read(draw_form(maker, BOXES[box], None))) == [("ja", "no"), ("nein", "no")]
    for name, mark in MARKS.items():
        assert states(read(draw_form(maker, BOXES[box], mark))) == [("ja", "yes"), ("nein", "no")], name


def test_a_box_filled_all_over_is_ticked_beside_an_empty_one(maker: Any) -> None:
    page = read(draw_form(maker, BOXES["rectangle"], lambda canvas, x, y: canvas.rect(x, y, SIDE, SIDE, fill=1)))
    assert states(page) == [("ja", "yes"), ("nein", "no")]


def list_of(maker: Any, *marks: str) -> Page:
    """Lines with boxes before them: filled all over, crossed or empty."""

    def draw(canvas: Any) -> None:
        for number, mark in enumerate(marks):
            y = 700 - 18 * number
            canvas.rect(80, y, SIDE, SIDE, fill=int(mark == "filled"))
            if mark == "crossed":
                canvas.line(80, y, 80 + SIDE, y + SIDE)
                canvas.line(80, y + SIDE, 80 + SIDE, y)
            canvas.drawString(100, y + 1, ("Pflichtaufgabe", "freiwillige Aufgabe", "Auftragsangelegenheit", "keine")[number])

    return read(maker.pdf(draw))


def test_a_filled_box_is_a_tick_between_empty_ones_only(maker: Any) -> None:
    def of(*marks: str) -> list[str]:
        return [tick.state for tick in list_of(maker, *marks).ticks]

    assert of("empty", "filled", "empty") == ["no", "yes", "no"]
    assert of("filled", "empty", "empty") == ["unknown", "no", "no"]  # it may be the bullet of a heading
    assert of("empty", "filled", "empty", "crossed") == ["no", "unknown", "no", "yes"]  # it may be blotted out


def test_a_mark_that_only_grazes_a_box_leaves_it_unknown(maker: Any) -> None:
    def graze(canvas: Any, x: float, y: float) -> None:
        canvas.bezier(x + 5, y - 4, x + 9, y + 6, x + 18, y + 2, x + 22, y + 9)

    assert states(read(draw_form(maker, BOXES["rectangle"], graze))) == [("ja", "unknown"), ("nein", "no")]


def test_cells_of_a_table_and_of_a_chart_are_no_boxes(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60, 71, 82, 93, 200], [780, 769, 758, 747], {(0, 3): "Maßnahme", (1, 3): "Radweg", (2, 3): "Brücke"})
        for month in range(8):
            canvas.rect(300 + 10 * month, 700, 10, 10)
        canvas.drawString(390, 702, "Zeitplan")

    assert read(maker.pdf(draw)).ticks == ()


def test_the_coloured_keys_of_a_chart_are_no_boxes(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, colour, label in ((60, (0.95, 0.6, 0.1), "Wärme"), (140, (0.1, 0.4, 0.6), "Strom"), (220, (0.78, 0.75, 0.74), "Verkehr")):
            fill(canvas, *colour, lambda x=x: canvas.rect(x, 778, 8, 8, fill=1))  # type: ignore[misc]
            canvas.drawString(x + 12, 780, label)

    assert read(maker.pdf(draw)).ticks == ()


def test_circles_before_the_lines_of_a_list_are_bullets(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for number, line in enumerate(("Ausbau der Beratung", "Ehrenamt stärken", "Sprachkurse anbieten")):
            canvas.circle(64, 783 - 20 * number, 3.2)
            canvas.drawString(75, 780 - 20 * number, line)

    assert read(maker.pdf(draw)).ticks == ()


def test_a_box_with_a_number_in_it_is_no_tick_box(maker: Any) -> None:
    page = read(draw_form(maker, BOXES["rectangle"], lambda canvas, x, y: glyph(canvas, x, y, "7", "Helvetica", 9)))
    assert states(page) == [("nein", "no")]
    assert "7" in page.text


def test_a_cross_that_touches_its_label_is_told_from_it(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, text in ((60, "Xja"), (150, "")):
            canvas.rect(x, 778.5, SIDE, SIDE)
            canvas.drawString(x + 1.2, 780, text)
        canvas.drawString(163, 780, "nein")

    page = read(maker.pdf(draw))
    assert states(page) == [("ja", "yes"), ("nein", "no")]
    assert page.text == "☒ ja\t☐ nein\n"


def test_notes_that_a_viewer_put_over_a_form_tick_its_boxes(maker: Any) -> None:
    import pypdfium2
    import pypdfium2.raw as pdfium

    def draw(canvas: Any) -> None:
        for x, label in ((60, "ja"), (120, "nein"), (200, "entfällt")):
            canvas.rect(x, 778, SIDE, SIDE)
            canvas.drawString(x + SIDE + 4, 780, label)
        canvas.drawString(60, 740, "Betrag:")
        canvas.freeTextAnnotation("X", "/Helv 10 Tf 0 g", Rect=[59, 777, 70, 789], relative=0)
        canvas.freeTextAnnotation("12.500,00 EUR", "/Helv 10 Tf 0 g", Rect=[120, 737, 220, 752], relative=0)

    document = pypdfium2.PdfDocument(maker.pdf(draw))
    page = document[0]
    ink = pdfium.FPDFPage_CreateAnnot(page.raw, pdfium.FPDF_ANNOT_INK)
    pdfium.FPDFAnnot_SetRect(ink, pdfium.FS_RECTF(199, 791, 213, 777))
    pdfium.FPDFPage_CloseAnnot(ink)
    out = io.BytesIO()
    document.save(out)
    document.close()
    read_page = read(out.getvalue())
    assert states(read_page) == [("ja", "yes"), ("nein", "no"), ("entfällt", "yes")]
    assert read_page.text == "☒ ja\t☐ nein\t☒ entfällt\nBetrag:\t12.500,00 EUR\n"


def test_a_cross_printed_over_a_box_that_is_a_character(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, label in ((60, "ja"), (120, "nein"), (180, "offen")):
            canvas.setFont("ZapfDingbats", 11)
            canvas.drawString(x, 780, "❏")
            canvas.setFont("Helvetica", 9)
            canvas.drawString(x + 16, 780, label)
        canvas.drawString(62, 781, "X")
        cross(canvas, 180, 780, 0)

    assert states(read(maker.pdf(draw))) == [("ja", "yes"), ("nein", "no"), ("offen", "yes")]
