"""Headers, footers and page numbers that repeat over pages; tables that go on over the end of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpus.types import Page
from ingest.reading import read_bytes

HEADS = {(0, 0): "Maßnahme", (0, 1): "2024", (0, 2): "2025"}
COLUMNS = [60, 240, 320, 400]


def read(data: bytes) -> tuple[Page, ...]:
    result = read_bytes(data, "vorlage.pdf")
    assert result.problems == ()
    return result.pages


def furniture(page: Page) -> list[str]:
    return [page.text[start:end] for start, end in page.furniture]


def numbered(maker: Any, number: int, body: Callable[[Any], None] | None = None) -> Callable[[Any], None]:
    def draw(canvas: Any) -> None:
        canvas.drawString(60, 810, "Landkreis Musterau – Vorlage 17/2024")
        canvas.drawString(280, 40, f"Seite {number} von 3")
        if body is None:
            maker.lines(canvas, [f"Im Abschnitt {number} steht, was die Verwaltung vorschlägt."], y=600)
        else:
            body(canvas)

    return draw


def test_headers_and_page_numbers_are_marked_and_stay_in_the_text(maker: Any) -> None:
    pages = read(maker.pdf(*(numbered(maker, number) for number in (1, 2, 3))))
    for page in pages:
        assert furniture(page) == ["Landkreis Musterau – Vorlage 17/2024", f"Seite {page.number} von 3"]
        assert f"Im Abschnitt {page.number} steht" in page.text


def test_lines_that_differ_or_stand_in_the_middle_are_no_furniture(maker: Any) -> None:
    def page_with(amount: str) -> Callable[[Any], None]:
        def draw(canvas: Any) -> None:
            canvas.drawString(60, 800, f"Summe {amount} €")  # at the same height, but another sum
            canvas.drawString(60, 420, "Der Kreistag beschließt:")

        return draw

    assert [furniture(page) for page in read(maker.pdf(page_with("12.000"), page_with("47.500")))] == [[], []]
    assert furniture(read(maker.pdf(numbered(maker, 1)))[0]) == []


def test_head_of_a_table_at_the_page_top_is_no_header(maker: Any) -> None:
    def part(label: str, value: str) -> Callable[[Any], None]:
        return lambda canvas: maker.grid(canvas, COLUMNS, [810, 790, 770], {**HEADS, (1, 0): label, (1, 1): value, (1, 2): value})

    pages = read(maker.pdf(part("Sprachkurse", "4.000"), part("Dolmetscher", "9.500")))
    assert [page.furniture for page in pages] == [(), ()]


def test_a_table_without_its_head_on_the_next_page_learns_it(maker: Any) -> None:
    def first(canvas: Any) -> None:
        canvas.drawString(60, 160, "Aufwand in T€")
        maker.grid(canvas, COLUMNS, [150, 130, 110, 90], {**HEADS, (1, 0): "Sprachkurse", (1, 1): "36", (2, 0): "Mieten", (2, 2): "24"})

    def second(canvas: Any) -> None:
        maker.grid(canvas, COLUMNS, [780, 760, 740], {(0, 0): "Fahrtkosten", (0, 1): "12", (1, 0): "Summe", (1, 1): "48", (1, 2): "24"})

    one, two = read(maker.pdf(numbered(maker, 1, first), numbered(maker, 2, second)))
    assert not one.tables[0].continued
    table = two.tables[0]
    assert table.continued
    assert table.heads == ("Maßnahme", "2024", "2025")
    assert table.unit == one.tables[0].unit == "Aufwand in T€"
    assert not any(cell.header for cell in table.cells)


def test_a_head_that_repeats_is_a_head_on_both_pages(maker: Any) -> None:
    heads = {(0, 0): "Gremium", (0, 1): "Termin", (0, 2): "Ergebnis"}

    def first(canvas: Any) -> None:
        maker.grid(canvas, COLUMNS, [150, 130, 110], {**heads, (1, 0): "Kreisausschuss", (1, 1): "12.03.2024", (1, 2): "vertagt"})

    def second(canvas: Any) -> None:
        maker.grid(canvas, COLUMNS, [780, 760, 740], {**heads, (1, 0): "Kreistag", (1, 1): "19.03.2024", (1, 2): "beschlossen"})

    one, two = read(maker.pdf(numbered(maker, 1, first), numbered(maker, 2, second)))
    assert {cell.row for cell in one.tables[0].cells if cell.header} == {0}
    assert {cell.row for cell in two.tables[0].cells if cell.header} == {0}
    assert (two.tables[0].continued, two.tables[0].heads) == (True, ())


def test_text_between_two_tables_or_other_columns_part_them(maker: Any) -> None:
    def first(canvas: Any) -> None:
        maker.grid(canvas, COLUMNS, [150, 130, 110], {**HEADS, (1, 0): "Sprachkurse", (1, 1): "36"})

    def after_text(canvas: Any) -> None:
        canvas.drawString(60, 790, "Anders dagegen die Erträge:")
        maker.grid(canvas, COLUMNS, [780, 760, 740], {(0, 0): "Zuweisung", (0, 1): "20", (1, 0): "Spenden", (1, 1): "3"})

    def other_columns(canvas: Any) -> None:
        maker.grid(canvas, [60, 140, 200, 260], [780, 760, 740], {(0, 0): "Kasse", (0, 1): "20", (1, 0): "Bank", (1, 1): "3"})

    for body in (after_text, other_columns):
        _, two = read(maker.pdf(numbered(maker, 1, first), numbered(maker, 2, body)))
        assert two.tables
        assert not two.tables[0].continued
