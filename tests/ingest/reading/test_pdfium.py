"""What is asked of PDFium in one go is what it says one by one."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw
import pytest

from ingest.reading import pdfium, read_bytes


@pytest.fixture
def page(maker: Any) -> Any:
    """A page with 60 lines of text and a path of straight lines and curves in two parts."""

    def draw(canvas: Any) -> None:
        maker.lines(canvas, [f"Zeile {number}: Der Landkreis fördert Sprachmittlung." for number in range(60)], step=12)
        path = canvas.beginPath()
        path.moveTo(20, 20)
        for step in range(400):
            path.lineTo(20 + step, 20 + (step * 7) % 90)
        path.curveTo(430, 10, 440, 20, 450, 30)
        path.close()
        path.moveTo(500, 500)
        path.lineTo(520, 540)
        canvas.drawPath(path)

    document = pypdfium2.PdfDocument(maker.pdf(draw))
    yield document[0]
    document.close()


def find_path(page: Any) -> tuple[pdfium.Handle, int]:
    """The path on the page and the number of its segments."""
    raw = pypdfium2.raw
    objects = [raw.FPDFPage_GetObject(page.raw, at) for at in range(raw.FPDFPage_CountObjects(page.raw))]
    (path,) = [found for found in objects if raw.FPDFPageObj_GetType(found) == raw.FPDF_PAGEOBJ_PATH]
    return pdfium.handle_of(path), raw.FPDFPath_CountSegments(path)


def test_the_segments_of_paths_are_asked_for_in_one_go(page: Any) -> None:
    path, count = find_path(page)
    xs, ys, kinds = pdfium.ask_segments([path, path], [count, 2])
    assert len(xs) == len(ys) == len(kinds) == count + 2 > 400
    assert (xs[0], ys[0], xs[count - 1], ys[count - 1]) == (20, 20, 520, 540)
    assert (xs[count:], ys[count:]) == ([20, 20], [20, 20])
    assert kinds[:count].count(pypdfium2.raw.FPDF_SEGMENT_MOVETO) == 2
    assert kinds[:count].count(pypdfium2.raw.FPDF_SEGMENT_BEZIERTO) == 3


def test_segments_are_the_same_where_they_do_not_lie_in_a_row(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path, count = find_path(page)
    together = pdfium.ask_segments([path], [count])
    monkeypatch.setattr(pdfium, "_lie_in_a_row", lambda: False)
    assert pdfium.ask_segments([path], [count]) == together


def test_boxes_of_more_letters_than_one_buffer_holds(page: Any) -> None:
    textpage = page.get_textpage()
    count = textpage.count_chars()
    assert count > 2 * 512
    call = pdfium.load_call("FPDFText_GetLooseCharBox")
    found = pdfium.read_floats(call, pdfium.handle_of(textpage.raw), range(count), 4)
    rect = pypdfium2.raw.FS_RECTF()
    for at in (0, 511, 512, 1023, 1024, count - 1):
        assert pypdfium2.raw.FPDFText_GetLooseCharBox(textpage.raw, at, ctypes.byref(rect))
        assert found[4 * at : 4 * at + 4] == [rect.left, rect.top, rect.right, rect.bottom]
    textpage.close()


def test_a_word_set_in_pieces_stands_where_the_whole_word_does(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(70, 700, "Integrationsbeauftragte")
        text = canvas.beginText(70, 650)
        for piece in ("Integ", "rations", "beauf", "tragte"):
            text.textOut(piece)
        canvas.drawText(text)

    (page,) = read_bytes(maker.pdf(draw), "a.pdf").pages
    assert page.text == "Integrationsbeauftragte\nIntegrationsbeauftragte\n"
    whole, pieces = page.words
    assert (whole.box.x0, whole.box.x1) == pytest.approx((pieces.box.x0, pieces.box.x1), abs=0.01)
    assert whole.box.bottom - whole.box.top == pytest.approx(pieces.box.bottom - pieces.box.top)
