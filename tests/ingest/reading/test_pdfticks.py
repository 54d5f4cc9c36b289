"""Tick boxes of PDFs: drawn squares, form fields, crosses in cells, symbol fonts."""

from __future__ import annotations

from typing import Any

from corpus.types import Page
from ingest.reading import read_bytes


def read(data: bytes) -> Page:
    result = read_bytes(data, "formular.pdf")
    assert result.problems == ()
    return result.pages[0]


def states(page: Page) -> list[tuple[str, str]]:
    return [(tick.label, tick.state) for tick in page.ticks]


def test_drawn_squares_with_and_without_a_cross(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(60, 780, "Finanzielle Auswirkungen:")
        for x, label, crossed in ((200, "nein", False), (260, "ja", True)):
            canvas.rect(x, 779, 8, 8)
            if crossed:
                canvas.line(x + 1, 780, x + 7, 786)
                canvas.line(x + 1, 786, x + 7, 780)
            canvas.drawString(x + 12, 780, label)

    page = read(maker.pdf(draw))
    assert states(page) == [("nein", "no"), ("ja", "yes")]
    assert page.ticks[1].box is not None
    assert abs(page.ticks[1].box.x0 - 260) < 1.5


def test_a_letter_x_in_a_drawn_square_is_a_cross(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, mark, label in ((60, "X", "öffentlich"), (160, "", "nichtöffentlich")):
            canvas.rect(x, 778, 10, 10)
            canvas.drawString(x + 2, 779.5, mark)
            canvas.drawString(x + 15, 780, label)

    page = read(maker.pdf(draw))
    assert states(page) == [("öffentlich", "yes"), ("nichtöffentlich", "no")]
    assert "X" not in page.text


def test_form_fields_stand_in_the_text_at_their_place(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        form = canvas.acroForm
        canvas.drawString(60, 780, "Gesamtaufwand jährlich")
        form.textfield(name="aufwand", value="61.300,00 EUR", x=220, y=775, width=120, height=16, fontSize=9)
        canvas.drawString(60, 750, "Stellenplan")
        for x, name, checked in ((220, "ja", True), (280, "nein", False)):
            form.checkbox(name=name, checked=checked, x=x, y=748, size=10)
            canvas.drawString(x + 16, 750, name)

    page = read(maker.pdf(draw))
    assert page.text == "Gesamtaufwand jährlich\t61.300,00 EUR\nStellenplan\t☒ ja\t☐ nein\n"
    assert states(page) == [("ja", "yes"), ("nein", "no")]
    assert page.box_of(page.text.index("61"), page.text.index("EUR") + 3) is not None


def test_fields_of_a_file_that_lost_its_form_are_read_all_the_same(maker: Any) -> None:
    """Merged and split files keep the widgets on the page but not the form that they belong to."""
    import io

    import pypdfium2

    def draw(canvas: Any) -> None:
        form = canvas.acroForm
        canvas.drawString(60, 780, "Gesamtaufwand")
        form.textfield(name="aufwand", value="61.300,00 EUR", x=220, y=775, width=120, height=16, fontSize=9)
        for x, name, checked in ((220, "ja", True), (280, "nein", False)):
            form.checkbox(name=name, checked=checked, x=x, y=748, size=10)
            canvas.drawString(x + 16, 750, name)

    merged = pypdfium2.PdfDocument.new()
    merged.import_pages(pypdfium2.PdfDocument(maker.pdf(draw)))
    out = io.BytesIO()
    merged.save(out)
    assert b"/AcroForm" not in out.getvalue()
    page = read(out.getvalue())
    assert states(page) == [("ja", "yes"), ("nein", "no")]
    assert "61.300,00 EUR" in page.text


def test_an_x_beside_ja_and_nein_in_a_ruled_row(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        texts = {(0, 0): "Auswirkung auf Stellenplan", (0, 1): "Ja", (0, 3): "Nein", (0, 4): "X", (1, 0): "Bemerkung", (1, 1): "x-fach"}
        maker.grid(canvas, [60, 220, 250, 270, 310, 330], [780, 760, 740], texts)

    page = read(maker.pdf(draw))
    assert states(page) == [("Ja", "no"), ("Nein", "yes")]
    assert "Ja\t☐\tNein\t☒" in page.text
    assert "x-fach" in page.text


def test_empty_cells_beside_ja_are_no_boxes_where_nothing_is_crossed_or_votes_are_counted(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        texts = {(0, 0): "Kreistag", (0, 1): "Ja:", (0, 3): "Nein:", (1, 0): "Kreisausschuss", (1, 1): "Ja:", (1, 2): "9", (1, 3): "Nein:"}
        maker.grid(canvas, [60, 220, 250, 270, 310, 330], [780, 760, 740], texts)

    assert read(maker.pdf(draw)).ticks == ()


def test_a_lone_x_in_a_table_is_left_alone(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60, 160, 260], [780, 760, 740], {(0, 0): "Variable", (0, 1): "x", (1, 0): "Wert", (1, 1): "5"})

    page = read(maker.pdf(draw))
    assert page.ticks == ()
    assert "x" in page.text


def test_dingbats_by_their_glyphs(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, glyph, label in ((60, "✔", "einmalig"), (160, "❏", "laufend")):
            canvas.setFont("ZapfDingbats", 10)
            canvas.drawString(x, 780, glyph)
            canvas.setFont("Helvetica", 10)
            canvas.drawString(x + 14, 780, label)

    assert states(read(maker.pdf(draw))) == [("einmalig", "yes"), ("laufend", "no")]


def test_filled_squares_are_bullets(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for y, label in ((780, "Dezernat"), (760, "Fachbereich")):
            canvas.rect(60, y, 5, 5, stroke=0, fill=1)
            canvas.drawString(72, y, label)

    page = read(maker.pdf(draw))
    assert page.ticks == ()
    assert page.text == "Dezernat\nFachbereich\n"


def test_brackets_as_boxes(maker: Any) -> None:
    page = read(maker.pdf(lambda canvas: maker.lines(canvas, ["Finanzielle Auswirkungen: [x] ja [ ] nein, siehe [1]"])))
    assert page.text == "Finanzielle Auswirkungen: ☒ ja ☐ nein, siehe [1]\n"
    assert states(page) == [("ja", "yes"), ("nein, siehe [1]", "no")]


def test_round_brackets_are_boxes_beside_an_empty_one_only(maker: Any) -> None:
    page = read(maker.pdf(lambda canvas: maker.lines(canvas, ["Stellenplan: ( x ) ja ( ) nein", "Deckung: (x)ja, siehe Punkt (a)"])))
    assert page.text == "Stellenplan: ☒ ja ☐ nein\nDeckung: ☒ ja, siehe Punkt (a)\n"
    assert states(page) == [("ja", "yes"), ("nein", "no"), ("ja, siehe Punkt (a)", "yes")]
    other = read(maker.pdf(lambda canvas: maker.lines(canvas, ["Die Unbekannte (x) steht in Gleichung (1)."])))
    assert (other.ticks, other.text) == ((), "Die Unbekannte (x) steht in Gleichung (1).\n")


def test_wingdings_whose_codes_are_letters(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, code, label in ((60, "o", "einmalig"), (140, "x", "laufend"), (220, "þ", "konsumtiv"), (300, "¨", "investiv")):
            canvas.setFont("Helvetica", 10)
            canvas.drawString(x, 780, code)
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(x + 14, 780, label)

    data: bytes = maker.pdf(draw)
    page = read(data.replace(b"/BaseFont /Helvetica", b"/BaseFont /Wingdings"))  # the names are of one length
    assert states(page) == [("einmalig", "no"), ("laufend", "yes"), ("konsumtiv", "yes"), ("investiv", "no")]
    assert [tick.state for tick in read(data).ticks] == []
