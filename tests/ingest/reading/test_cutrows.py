"""Table rows that a page's end cuts in two: both parts tell the whole row where it is certain to be one."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.types import Page
from ingest.reading import read_bytes

COLUMNS = [60, 130, 330, 420]
HEAD = ("Ziffer", "Maßnahme", "Ansatz 2025")
Row = tuple[str, str, str]


def read_two(maker: Any, upper: Row, lower: Row, head: Row | None = None) -> list[Page]:
    """A ruled table over two pages: a head and two rows, the last of them `upper`, then `lower` and one more row."""

    def draw(number: int, top: float, *rows: Row) -> Any:
        cells = {(row, column): text for row, texts in enumerate(rows) for column, text in enumerate(texts) if text}

        def page(canvas: Any) -> None:
            canvas.drawString(60, 810, "Landkreis Ahrental – Vorlage 31/2025")
            canvas.drawString(280, 30, f"Seite {number}")
            canvas.setFont("Helvetica", 9)
            maker.grid(canvas, COLUMNS, [top - 20 * row for row in range(len(rows) + 1)], cells)

        return page

    first = draw(1, 130, HEAD, ("1", "Dolmetscherpool", "14.000"), upper)
    second = draw(2, 780, *([head] if head else []), lower, ("3", "Sprachkurse", "9.500"))
    return list(read_bytes(maker.pdf(first, second), "vorlage.pdf").pages)


@pytest.mark.parametrize("head", [None, HEAD])
def test_a_row_whose_texts_go_on_on_the_next_page_is_known_as_a_whole(maker: Any, head: Row | None) -> None:
    one, two = read_two(maker, ("2", "Zuschuss für die Koordinierungs-", "36.500"), ("", "stelle Integration", ""), head)
    row = ("2", "Zuschuss für die Koordinierungsstelle Integration", "36.500")
    (upper,), (lower,) = one.tables, two.tables
    assert (upper.last_row, lower.first_row) == (row, row)
    assert (upper.first_row, lower.last_row) == ((), ())
    assert one.text[upper.start : upper.end].endswith("2\tZuschuss für die Koordinierungs-\t36.500")  # each page keeps its own text


def test_a_sum_that_stands_on_the_second_page_belongs_to_the_row(maker: Any) -> None:
    two = read_two(maker, ("2", "Miete der Räume, die der Verein", ""), ("", "im Bahnhof nutzt", "4.800"))[1]
    assert two.tables[0].first_row == ("2", "Miete der Räume, die der Verein im Bahnhof nutzt", "4.800")


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("2", "Mieten", "4.800"), ("", "davon Bahnhof", "1.200")),  # a number of its own: a row under the other
        (("2", "Mieten.", "4.800"), ("", "ab dem Sommer", "")),
        (("2", "Mieten", "4.800"), ("", "Fahrtkosten", "")),
        (("2", "Personal", "4.800"), ("", "b) Sachkosten", "")),
        (("2", "Mieten", "4.800"), ("3", "davon Bahnhof", "")),
        (("2", "", "4.800"), ("", "davon Bahnhof", "")),
    ],
)
def test_rows_that_may_be_two_are_left(maker: Any, upper: Row, lower: Row) -> None:
    one, two = read_two(maker, upper, lower)
    assert two.tables[0].continued
    assert (one.tables[0].last_row, two.tables[0].first_row) == ((), ())
