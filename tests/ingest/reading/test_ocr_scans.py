"""Pictures of pages as scanners deliver them: shaded heads in dots, a hidden text under the picture, pages that cannot be drawn."""

from __future__ import annotations

import io
from typing import Any

import numpy
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.layout import decode_page, encode_layout
from corpus.types import Box
from ingest.reading import Ocr, can_ocr, read_bytes
from ingest.reading.frames import Frame
from ingest.reading.ocr_image import look_again, prepare_scan, render_page
from ingest.reading.ocr_layer import has_hidden_text
from ingest.reading.ocr_scan import Recognized, lay_out
from ingest.reading.ocr_shades import whiten_shades
from ingest.reading.ocr_tesseract import OcrError, Seen
from ingest.reading.ocr_words import make_runs, move_words
from ingest.reading.shapes import Run

needs_tesseract = pytest.mark.skipif(
    not can_ocr(), reason="Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu"
)
LINES = ["Der Landkreis Ahrental fördert die Beratung von Zugewanderten", "mit 12.500 Euro im Jahr. Die Vereinbarkeit wird geprüft."]


def page_with_shaded_head(maker: Any) -> bytes:
    """A table whose head is grey, with a line of bold type above it."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(70, 760, "Zuwendungen an freie Träger der Wohlfahrtspflege")
        canvas.setFillGray(0.75)
        canvas.rect(70, 700, 400, 36, stroke=0, fill=1)
        canvas.setFillGray(0)
        for x, heads in ((76, ("Handlungsfeld", "und Maßnahme")), (276, ("Ansatz 2023", "in Euro"))):
            canvas.drawString(x, 722, heads[0])
            canvas.drawString(x, 707, heads[1])
        canvas.setFont("Helvetica", 11)
        canvas.drawString(76, 680, "Sprachförderung")
        canvas.drawString(276, 680, "48.250")

    return bytes(maker.pdf(draw))


def as_dots(pdf: bytes, layer: list[str] | None = None, turn: float = 0.0) -> bytes:
    """The first page as a black-and-white scanner sees it, shades as dots; `layer` is hidden under the picture; degrees of tilt."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=200 / 72).to_pil().convert("L").rotate(turn, fillcolor=255).convert("1")
    document.close()
    out = io.BytesIO()
    size = (picture.width * 72 / 200, picture.height * 72 / 200)
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    for number, line in enumerate(layer or []):
        text = canvas.beginText(70, 760 - 20 * number)
        text.setFont("Helvetica", 12)
        text.setTextRenderMode(3)
        text.textOut(line)
        canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@needs_tesseract
def test_heads_of_tables_on_a_dotted_shade_are_read(maker: Any) -> None:
    (page,) = read_bytes(as_dots(page_with_shaded_head(maker)), "scan.pdf").pages
    for head in ("Handlungsfeld", "Maßnahme", "Ansatz 2023", "in Euro", "Sprachförderung", "48.250", "Zuwendungen an freie Träger"):
        assert head in page.text


def form_with_shaded_head(line: float) -> Any:
    """A ruled table with lines of a grey (0 black) whose head stands on a shade."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        canvas.rect(70, 680, 450, 56, stroke=0, fill=1)
        canvas.setFillGray(0.2)
        canvas.setStrokeGray(line)
        canvas.setLineWidth(0.6)
        canvas.grid([70, 220, 370, 520], [560, 680, 736])
        canvas.setFont("Helvetica-Bold", 11)
        for x, heads in ((76, ("Handlungs-", "feld")), (226, ("Ansatz 2023", "in Euro")), (376, ("Zuständiger", "Ausschuss"))):
            canvas.drawString(x, 718, heads[0])
            canvas.drawString(x, 702, heads[1])
        canvas.setFont("Helvetica", 11)
        for x, lines in ((76, ("Bera-", "tung")), (226, ("48.250",)), (376, ("Sozialaus-", "schuss"))):
            for number, text in enumerate(lines):
                canvas.drawString(x, 660 - 14 * number, text)

    return draw


@needs_tesseract
@pytest.mark.parametrize("turn", [0.0, 0.3])
def test_a_shaded_head_stays_in_its_table(maker: Any, turn: float) -> None:
    (page,) = read_bytes(as_dots(maker.pdf(form_with_shaded_head(0.0)), turn=turn), "scan.pdf").pages
    (table,) = page.tables
    cells = [page.text[cell.start : cell.end] for cell in table.cells]
    assert cells == ["Handlungsfeld", "Ansatz 2023 in Euro", "Zuständiger Ausschuss", "Beratung", "48.250", "Sozialausschuss"]


def test_every_word_keeps_its_confidence(maker: Any) -> None:
    def run(text: str, x: float, top: float) -> Run:
        return Run(text, Box(x, top, x + 6 * len(text), top + 12), tuple(x + 6.0 * at for at in range(len(text) + 1)), 12.0)

    runs = (run("Summe", 320, 190), run("Fachstelle", 60, 100), run("Integra-", 60, 140), run("tion", 60, 160))
    document = pypdfium2.PdfDocument(letter(maker))
    page = lay_out(Recognized(0, 1.5, 90.0, runs, (), (41.6, 96.0, 90.0, 77.0)), 1, Frame.of(document[0]))
    document.close()
    found = {page.text[word.start : word.end]: sure for word, sure in zip(page.words, page.confidences, strict=True)}
    assert found == {"Fachstelle": 96, "Integra": 90, "tion": 77, "Summe": 42}
    assert decode_page(1, page.text, page.source, page.width, page.height, encode_layout(page)).confidences == page.confidences


def test_a_sign_stays_on_the_line_of_its_number_where_a_reading_runs_through_cells_of_other_levels() -> None:
    def seen(text: str, x: float, bottom: float) -> Seen:
        return Seen(text, x, bottom - 32, x + 16 * len(text), bottom, 90.0, 0)

    higher = [seen(word, 100 + 140 * at, 1210) for at, word in enumerate(("Umsetzung", "Familie", "Kinder"))]
    runs = {run.text: run for run, _ in make_runs([*higher, seen("35", 700, 1230), seen("%", 740, 1230), seen("€", 770, 1230)], 300 / 72)}
    for sign in ("%", "€"):
        assert runs[sign].middle == pytest.approx(runs["35"].middle, abs=1)


@pytest.mark.parametrize("turn", [0.0, 0.4])
def test_lines_paler_than_letters_are_found(maker: Any, turn: float) -> None:
    document = pypdfium2.PdfDocument(maker.pdf(form_with_shaded_head(0.5)))
    picture = document[0].render(scale=300 / 72).to_pil().convert("L").rotate(turn, Image.Resampling.BICUBIC, fillcolor=255)
    document.close()
    scan = prepare_scan(numpy.asarray(picture.point([round(60 + level * 165 / 255) for level in range(256)])), 300 / 72)
    level = sorted(rule.at / scan.scale for rule in scan.rules if not rule.upright)
    upright = sorted(rule.at / scan.scale for rule in scan.rules if rule.upright)
    assert level == pytest.approx([106, 162, 282], abs=3)
    assert upright == pytest.approx([70, 220, 370, 520], abs=3)


def test_type_without_a_shade_is_left_alone(maker: Any) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        maker.lines(canvas, ["HAUSHALTSSATZUNG DES LANDKREISES AHRENTAL 2023"] * 12, y=700, step=15)
        canvas.setFont("Helvetica-Bold", 60)
        canvas.drawString(70, 300, "SPORTAMT")

    document = pypdfium2.PdfDocument(maker.pdf(draw))
    pixels, scale = render_page(document[0], 0)
    assert whiten_shades(pixels, scale) is pixels


@pytest.mark.parametrize("shade", [235, 200, 140])
def test_a_shade_becomes_paper_and_its_letters_stay_dark(shade: int) -> None:
    picture = Image.new("L", (1200, 900), 255)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((200, 300, 1000, 450), fill=shade)
    for x in range(250, 950, 60):
        pen.rectangle((x, 340, x + 10, 400), fill=20)
    whitened = whiten_shades(numpy.asarray(picture), 300 / 72)
    assert int(whitened[420:440, 260:940].min()) > 225
    assert int(whitened[350:390, 253:258].max()) < 90


def test_big_letters_on_a_shade_stay_whole() -> None:
    picture = Image.new("L", (1200, 900), 255)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((200, 300, 1000, 520), fill=215)
    for x in (300, 480):  # an E of strokes as broad as two blocks of a shade
        pen.rectangle((x, 340, x + 34, 500), fill=118)
        for y in (340, 403, 466):
            pen.rectangle((x, y, x + 110, y + 34), fill=118)
    for x in range(640, 980, 20):  # small letters beside them
        pen.rectangle((x, 380, x + 8, 420), fill=60)
    whitened = whiten_shades(numpy.asarray(picture), 300 / 72)
    assert int(whitened[505:515, 220:980].min()) > 225
    assert int(whitened[350:490, 305:330].max()) < 160
    assert int(whitened[345:370, 340:405].max()) < 160


@pytest.mark.parametrize("shape", [(3, 3), (40, 2000), (600, 1), (1000, 1000)])
def test_pictures_without_a_page_are_no_error(shape: tuple[int, int]) -> None:
    for level in (0, 128, 255):
        pixels = numpy.full(shape, level, numpy.uint8)
        assert whiten_shades(pixels, 300 / 72).shape == shape


HIDDEN = ["Der Landkreis Ahrental fördert die Beratung von Zugewanderten", "mit 12.5OO Euro im Jahr. Die Vereinbarkeil wird gepriift."]


def letter(maker: Any) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        maker.lines(canvas, LINES, y=760, step=20)

    return bytes(maker.pdf(draw))


def test_hidden_text_is_told_from_drawn_text(maker: Any) -> None:
    kinds = [letter(maker), as_dots(letter(maker)), as_dots(letter(maker), HIDDEN)]
    assert [has_hidden_text(pypdfium2.PdfDocument(data)[0]) for data in kinds] == [False, False, True]


@needs_tesseract
def test_a_poor_text_under_a_scan_is_read_again(maker: Any) -> None:
    result = read_bytes(as_dots(letter(maker), HIDDEN), "scan.pdf")
    assert result.problems == ()
    assert [(page.source, page.text.strip()) for page in result.pages] == [("ocr", "\n".join(LINES))]


def test_without_tesseract_the_text_under_a_scan_is_taken(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = read_bytes(as_dots(letter(maker), HIDDEN), "scan.pdf")
    assert result.problems == ()
    assert [(page.source, page.text.strip()) for page in result.pages] == [("text", "\n".join(HIDDEN))]


@pytest.mark.parametrize("turn", [0.0, 0.8, 2.5])
def test_a_word_in_the_page_as_scanned_is_moved_to_its_place_in_the_straight_one(maker: Any, turn: float) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        maker.lines(canvas, LINES * 4, y=500, step=20)
        canvas.setFont("Helvetica", 30)
        canvas.drawString(500, 780, "M")

    document = pypdfium2.PdfDocument(as_dots(maker.pdf(draw), turn=turn))
    scan = prepare_scan(*render_page(document[0], 0))
    other = look_again(document[0], 0, scan)
    assert other.scale == pytest.approx(200 / 72, rel=0.01)
    assert (scan.skew, other.skew) == pytest.approx((-turn, -turn if turn > 2 else 0.0), abs=0.1)
    places = []
    for picture in (scan, other):  # the middle of the big letter in the upper right
        rows, columns = (round(picture.pixels.shape[0] * 0.2), round(picture.pixels.shape[1] * 0.7))
        ink = numpy.argwhere(picture.pixels[:rows, columns:] < 128)
        places.append(((ink[:, 1].min() + ink[:, 1].max()) / 2 + columns, (ink[:, 0].min() + ink[:, 0].max()) / 2))
    (x, y), (other_x, other_y) = places
    (moved,) = move_words([Seen("M", other_x - 20, other_y - 20, other_x + 20, other_y + 20, 90, 0)], other, scan)
    assert ((moved.x0 + moved.x1) / 2, (moved.top + moved.bottom) / 2) == pytest.approx((x, y), abs=4)


class Undrawable:
    """A page as PDFium gives it whose boxes lie outside each other."""

    def get_size(self) -> tuple[float, float]:
        return 595.0, 842.0

    def render(self, **_: object) -> object:
        raise ValueError("Crop exceeds page dimensions")


def test_a_page_that_cannot_be_drawn_is_an_issue(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OcrError, match="cannot be drawn: Crop exceeds"):
        render_page(Undrawable(), 0)

    def refuse(*_: object, **__: object) -> object:
        raise ValueError("Crop exceeds page dimensions")

    data = as_dots(letter(maker))
    drawn = pypdfium2.PdfPage.render

    def draw_small_only(self: pypdfium2.PdfPage, **options: Any) -> Any:
        return drawn(self, **options) if options["scale"] <= 1 else refuse()

    monkeypatch.setattr("pypdfium2.PdfPage.render", draw_small_only)
    if can_ocr():
        ocr = Ocr()
        result = read_bytes(data, "scan.pdf", ocr=ocr)
        assert [problem.code for problem in result.problems] == ["ocr_failed"]
        assert "page 1" in result.problems[0].message
        assert ocr.failed == {1: "the page cannot be drawn: Crop exceeds page dimensions"}
    monkeypatch.setattr("pypdfium2.PdfPage.render", refuse)
    assert [problem.code for problem in read_bytes(data, "scan.pdf").problems] == ["no_text"]


@needs_tesseract
def test_boxes_of_a_scan_that_are_filled_all_over(maker: Any) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(70, 700, "Finanzielle Auswirkungen")
        for x, label, filled in ((70, "Ja", 1), (170, "Nein", 0)):
            canvas.rect(x, 670, 10, 10, fill=filled)
            canvas.drawString(x + 18, 671, label)
        canvas.drawString(70, 640, "Die Mittel stehen im Haushalt 2025 bereit.")

    (page,) = read_bytes(as_dots(maker.pdf(draw), turn=0.6), "scan.pdf").pages
    assert [(tick.label, tick.state) for tick in page.ticks] == [("Ja", "yes"), ("Nein", "no")]
