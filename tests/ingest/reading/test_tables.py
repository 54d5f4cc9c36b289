"""Tables with few or no ruling lines, with heads and cells of several lines; and what looks like a table but is none."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.types import Cell, Page, Table
from ingest.reading import read_bytes
from ingest.reading.grid import find_unit, find_units_below
from tests.ingest.reading.onepage import read, rows


def only_table(page: Page) -> list[list[str]]:
    (table,) = page.tables
    return rows(page, table)


def frame(canvas: Any, xs: tuple[float, ...], ys: tuple[float, ...]) -> None:
    """Ruling lines at `xs` and `ys`, from the first to the last."""
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)


def write_row(canvas: Any, y: float, *cells: tuple[float, str]) -> None:
    for x, text in cells:
        canvas.drawString(x, y, text)


def test_years_in_one_ruled_column_are_columns_even_where_a_row_lacks_a_number(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        frame(canvas, (60, 180, 330), (790, 774, 710))
        values = ("2019", "2020", "2021"), ("649", "628", "658"), ("131", "185", "205"), ("", "14", "11"), ("780", "827", "874")
        for at, (label, numbers) in enumerate(zip(("Fahrten", "Bus", "Bahn", "davon neu", "Summe"), values, strict=True)):
            write_row(canvas, 778 - 15 * at, (63, label), *((190 + 48 * place, text) for place, text in enumerate(numbers) if text))

    found = only_table(read(maker.pdf(draw)))
    assert found[0] == ["Fahrten", "2019", "2020", "2021"]
    assert found[3:] == [["davon neu", "", "14", "11"], ["Summe", "780", "827", "874"]]


def test_a_label_of_two_lines_beside_numbers_at_its_middle_is_one_row(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        frame(canvas, (60, 220, 320, 420), (790, 720))
        write_row(canvas, 778, (63, "Windkraft"), (230, "21.804"), (330, "22.815"))
        write_row(canvas, 764, (63, "Biogas einschließlich"))
        write_row(canvas, 758, (230, "12.997"), (330, "11.419"))
        write_row(canvas, 752, (63, "Klärgas"))
        write_row(canvas, 738, (63, "Wasserkraft"), (230, "239"), (330, "455"))

    assert only_table(read(maker.pdf(draw))) == [
        ["Windkraft", "21.804", "22.815"],
        ["Biogas einschließlich Klärgas", "12.997", "11.419"],
        ["Wasserkraft", "239", "455"],
    ]


def test_a_bold_head_of_two_lines_without_a_line_under_it_is_one_row(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        frame(canvas, (60, 160, 240, 320), (790, 720))
        canvas.setFont("Helvetica-Bold", 10)
        write_row(canvas, 778, (63, "Aufwand"), (170, "Basis"))
        write_row(canvas, 766, (63, "in T€"), (170, "2019"), (250, "2020"))
        canvas.setFont("Helvetica", 10)
        write_row(canvas, 750, (63, "Personal"), (170, "118,4"), (250, "121,9"))
        write_row(canvas, 736, (63, "Sachkosten"), (170, "36,0"), (250, "36,5"))

    page = read(maker.pdf(draw))
    assert only_table(page)[0] == ["Aufwand in T€", "Basis 2019", "2020"]
    assert page.tables[0].unit == "Aufwand in T€"
    assert {cell.row for cell in page.tables[0].cells if cell.header} == {0}


def draw_chart(canvas: Any, left: float, bottom: float) -> None:
    """Two bars between level lines, with texts that lie across them."""
    for step in range(6):
        canvas.line(left, bottom + 40 * step, left + 400, bottom + 40 * step)
    for x in (left, left + 400):
        canvas.line(x, bottom, x, bottom + 200)
    for x, high in ((left + 60, 150), (left + 220, 110)):
        canvas.setFillColorRGB(0.3, 0.4, 0.7)
        canvas.rect(x, bottom, 80, high, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(left + 70, bottom + 90, "Senkung um ein Drittel je Kopf")
    canvas.drawString(left + 10, bottom + 185, "Bevölkerung steigt")


def test_a_chart_is_no_table(maker: Any) -> None:
    page = read(maker.pdf(lambda canvas: draw_chart(canvas, 60, 500)))
    assert page.tables == ()
    assert "Senkung um ein Drittel je Kopf" in page.text


def test_what_is_cut_off_from_a_bar_does_not_break_the_table_above(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60, 200, 300, 400], [780, 760, 740, 720], {(0, 0): "Strom", (0, 1): "2019", (0, 2): "2020", (1, 0): "Wind"})
        canvas.drawString(210, 749, "12.997")
        canvas.drawString(310, 749, "39.059")
        canvas.drawString(63, 729, "Wasser und Biogas")
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(60, 400, 400, 250)
        canvas.clipPath(clip, stroke=0)
        canvas.setFillColorRGB(1, 0.6, 0)
        canvas.rect(340, 400, 25, 370, fill=1)
        canvas.rect(340, 400, 25, 370, fill=0)
        canvas.restoreState()
        canvas.drawString(100, 380, "Ziel 2020")

    page = read(maker.pdf(draw))
    assert only_table(page) == [["Strom", "2019", "2020"], ["Wind", "12.997", "39.059"], ["Wasser und Biogas", "", ""]]


def test_the_blocks_of_a_letterhead_are_no_table(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for y, text in ((700, "An"), (685, "alle Mitglieder"), (670, "des Kreisausschusses"), (655, "im Landkreis")):
            canvas.drawString(60, y, text)
        canvas.setFont("Helvetica", 8)
        for y, text in ((706, "Geschäftsstelle:"), (693, "Schlossplatz 4"), (678, "Telefon 0123 45"), (662, "Telefax 0123 46")):
            canvas.drawString(400, y, text)

    assert read(maker.pdf(draw)).tables == ()


def test_a_text_with_notes_at_its_side_is_no_table(maker: Any) -> None:
    lines = [
        "der Aufsichtsrat hat sich zu Beginn des Jahres mit dem Thema",
        "Frauen in Führungspositionen beschäftigt und einen besonderen",
        "Schwerpunkt darauf gelegt. Die Mitglieder des Arbeitskreises",
        "waren sich einig, dass sich die Gesellschaften dieses Themas",
        "annehmen müssen. Auf dieser Grundlage sollte die Thematik im",
        "nächsten Jahr in den Ausschüssen des Kreistags weiter beraten",
    ]
    notes = ["Sitz: Köln", "Amtsgericht Köln", "HRB 1234", "Bankverbindung", "Sparkasse", "Besucher: Haus B"]

    def draw(canvas: Any) -> None:
        for at, (line, note) in enumerate(zip(lines, notes, strict=True)):
            write_row(canvas, 780 - 14 * at, (60, line), (440, note))

    assert read(maker.pdf(draw)).tables == ()


def test_the_scales_of_a_chart_are_no_table(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for at, (left, right) in enumerate((("600", "90"), ("400", "60"), ("200", "30"), ("0", "0"))):
            write_row(canvas, 780 - 14 * at, (60, left), (420, right))
        write_row(canvas, 724, *((90 + 50 * at, str(2015 + at)) for at in range(6)))

    assert read(maker.pdf(draw)).tables == ()


def test_rows_set_with_wide_space_are_a_table(maker: Any) -> None:
    labels = ("Sprachkurse", "Beratung", "Ehrenamt", "Mieten")

    def draw(canvas: Any) -> None:
        canvas.drawString(60, 790, "Die Maßnahmen im Überblick stehen hier.")
        for at, label in enumerate(labels):
            write_row(canvas, 750 - 32 * at, (60, label), (250, f"{at + 1}.500 €"), (380, "laufend"))

    assert only_table(read(maker.pdf(draw))) == [[label, f"{at + 1}.500 €", "laufend"] for at, label in enumerate(labels)]


def test_a_share_and_the_words_behind_it_are_two_columns(maker: Any) -> None:
    values = (("Industrie", "17%", "Wasserstoff"), ("Verkehr", "17%", "Schiene und Rad"), ("Gebäude", "13%", "Sanierung"))

    def draw(canvas: Any) -> None:
        for at, (label, share, words) in enumerate(values):
            write_row(canvas, 780 - 15 * at, (60, label), (200, share), (228, words))

    assert only_table(read(maker.pdf(draw))) == [list(row) for row in values]


def test_a_larger_heading_under_a_table_is_no_row_of_it(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for at, (label, value) in enumerate((("Referat:", "OBM"), ("Amt:", "13-2"), ("Ort:", "Rathaus"))):
            write_row(canvas, 780 - 14 * at, (60, label), (180, value))
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(180, 732, "Niederschrift")

    page = read(maker.pdf(draw))
    assert only_table(page) == [["Referat:", "OBM"], ["Amt:", "13-2"], ["Ort:", "Rathaus"]]
    assert page.text.endswith("Niederschrift\n")


@pytest.mark.parametrize(
    "line",
    [
        "- in EUR -",
        "in T€",
        "– Tsd. € –",
        "T€",
        "[TEUR]",
        "Angaben: Tsd. EUR",
        "Angaben in 1000 €",
        "(alle Beträge in EURO)",
        "Mio. EUR",
        "(VZÄ)",
    ],
)
def test_lines_over_a_table_that_give_its_unit(line: str) -> None:
    text = f"Mittelbedarf der nächsten Jahre\n{line}\n"
    assert find_unit(f"{text}2024\t2025\n", len(text)) == line


@pytest.mark.parametrize("line", ["Euro", "Die Kosten betragen 5.000 €", "Zuschuss in Höhe von 5.000 EUR", "5.000 €"])
def test_lines_over_a_table_that_give_no_unit(line: str) -> None:
    text = f"Der Antrag des Vereins\n{line}\n"
    assert find_unit(f"{text}2024\t2025\n", len(text)) == ""


def write_budget(canvas: Any, y: float, lines: list[tuple[str, str, str]], head: bool) -> None:
    """An unruled table with three columns; the first line is bold where it is a head."""
    for number, line in enumerate(lines):
        canvas.setFont("Helvetica-Bold" if head and not number else "Helvetica", 10)
        write_row(canvas, y - 15 * number, *zip((60, 260, 340), line, strict=True))
    canvas.setFont("Helvetica", 10)


HEAD = ("Maßnahme", "2020", "2021")
FIRST = [HEAD, ("Beratung", "5.000", "6.000"), ("Kurse", "1.500", "1.700"), ("Mieten", "800", "900")]
SECOND = [("Technik", "15.000", "16.000"), ("Honorare", "2.500", "2.700"), ("Material", "80", "90")]


def read_two(maker: Any, second: list[tuple[str, str, str]], between: str = "", above: str = "in T€", below: str = "") -> list[Page]:
    """A table that goes on on the next page, under headers and over page numbers."""

    def first_page(canvas: Any) -> None:
        canvas.drawString(60, 810, "Landkreis Musterland - Vorlage 12/2020")
        canvas.drawString(60, 115, above)
        write_budget(canvas, 100, FIRST, head=True)
        canvas.drawString(280, 30, "Seite 1")

    def second_page(canvas: Any) -> None:
        canvas.drawString(60, 810, "Landkreis Musterland - Vorlage 12/2020")
        canvas.drawString(60, 790, between)
        write_budget(canvas, 760, second, head=second[0] == HEAD)
        canvas.drawString(60, 760 - 15 * len(second), below)
        canvas.drawString(60, 600, "Die Verwaltung berichtet im Herbst über den Stand der Maßnahmen.")
        canvas.drawString(280, 30, "Seite 2")

    return list(read_bytes(maker.pdf(first_page, second_page), "vorlage.pdf").pages)


def test_an_unruled_table_that_goes_on_keeps_its_unit_and_leaves_the_page_number_out(maker: Any) -> None:
    pages = read_two(maker, SECOND, between="- Fortsetzung -")
    (first,), (second,) = (page.tables for page in pages)
    assert rows(pages[0], first) == [list(line) for line in FIRST]
    assert rows(pages[1], second) == [list(line) for line in SECOND]
    assert (second.continued, second.unit, second.heads) == (True, "in T€", HEAD)


def test_an_unruled_table_that_repeats_its_head_has_it_as_its_own(maker: Any) -> None:
    pages = read_two(maker, [HEAD, *SECOND])
    (second,) = pages[1].tables
    assert (second.continued, second.unit, second.heads) == (True, "in T€", ())
    assert {cell.row for cell in second.cells if cell.header} == {0}


def test_a_unit_under_the_last_part_of_a_table_holds_for_all_of_it(maker: Any) -> None:
    pages = read_two(maker, SECOND, above="", below="(Angaben in T€)")
    assert [page.tables[0].unit for page in pages] == ["(Angaben in T€)", "(Angaben in T€)"]
    pages = read_two(maker, SECOND, above="in VZÄ", below="(Angaben in T€)")
    assert [page.tables[0].unit for page in pages] == ["in VZÄ", "(Angaben in T€)"]  # each as it says


def test_another_text_between_two_tables_parts_them(maker: Any) -> None:
    (second,) = read_two(maker, SECOND, between="Davon entfallen auf den Nachtrag:")[1].tables
    assert not second.continued


BELOW = "Jahr\tAufwand\n2024\t120\n"


def table_in(text: str, start: int = 0) -> Table:
    """A table of two rows that begins at `start`."""
    places = [(start, start + 4), (start + 5, start + 12), (start + 13, start + 17), (start + 18, start + 21)]
    assert [text[begin:end] for begin, end in places] == ["Jahr", "Aufwand", "2024", "120"]
    return Table(start, start + 21, tuple(Cell(at // 2, at % 2, *place) for at, place in enumerate(places)))


@pytest.mark.parametrize("line", ["- in EUR -", "(in T€)", "Alle Angaben in Tsd. Euro", "Beträge jeweils in Euro.", "Angaben: TEUR"])
def test_a_line_under_a_table_that_says_a_unit_only_gives_its_unit(line: str) -> None:
    text = f"{BELOW}\n{line}\nDie Mittel sind eingestellt.\n"
    assert [table.unit for table in find_units_below(text, [table_in(text)])] == [line]


@pytest.mark.parametrize(
    "line", ["Die Kosten in Euro trägt der Kreis.", "Quelle: Kämmerei, Stand 2024", "Mehrbedarf in Euro", "120 Plätze (in VZÄ)", "Euro"]
)
def test_a_line_under_a_table_that_says_more_gives_no_unit(line: str) -> None:
    text = f"{BELOW}{line}\n"
    assert [table.unit for table in find_units_below(text, [table_in(text)])] == [""]


def test_a_unit_between_two_tables_is_the_second_ones() -> None:
    text = f"{BELOW}- in EUR -\n{BELOW}"
    tables = [table_in(text), table_in(text, len(BELOW) + 11)]
    assert [table.unit for table in find_units_below(text, tables)] == ["", ""]  # find_unit has given it to the second already


def test_a_last_row_that_says_a_unit_only_gives_it() -> None:
    text = f"{BELOW}in T€\t\n"
    table = table_in(text)
    cells = (*table.cells, Cell(2, 0, 22, 27), Cell(2, 1, 28, 28))
    assert [found.unit for found in find_units_below(text, [Table(0, 28, cells)])] == ["in T€"]


def test_a_unit_line_printed_under_a_ruled_table(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        frame(canvas, (70, 200, 300), (700, 680, 660))
        for x, y, text in ((75, 686, "Haushaltsjahr"), (205, 686, "Zuschuss"), (75, 666, "2024"), (205, 666, "12,5")):
            canvas.drawString(x, y, text)
        canvas.drawString(70, 640, "- in T€ -")

    (table,) = read(maker.pdf(draw)).tables
    assert table.unit == "- in T€ -"
