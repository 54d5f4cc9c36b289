"""Pages keep their geometry in the archive, and what older versions wrote can be read."""

from __future__ import annotations

import json
import zlib

from corpus.layout import decode_page, encode_layout
from corpus.types import Box, Cell, Page, Table, Tick, Word

PAGE = Page(
    3,
    "Art\t2024\n☐ ja\nSeite 3\n",
    words=(Word(0, 3, Box(1, 2, 3, 4)),),
    tables=(
        Table(0, 8, (Cell(0, 0, 0, 3), Cell(0, 1, 4, 8, header=True)), "in T€", Box(1, 2, 9, 8), True, ("Art", "Ansatz"), ("Art", "2024")),
        Table(9, 13, (Cell(0, 0, 9, 13),), last_row=("☐ ja oder nein",)),
    ),
    ticks=(Tick("ja", "no", 9, 10),),
    width=595.28,
    height=841.89,
    path="pdfplumber",
    furniture=((14, 21),),
    confidences=(93,),
)


def decode(page: Page, layout: bytes) -> Page:
    return decode_page(page.number, page.text, page.source, page.width, page.height, layout)


def test_a_page_comes_back_as_it_was() -> None:
    assert decode(PAGE, encode_layout(PAGE)) == PAGE


def test_a_page_without_anything_needs_no_layout() -> None:
    page = Page(1, "Nur Text.\n")
    assert encode_layout(page) == b""
    assert decode(page, b"") == page


def test_layouts_without_path_furniture_confidences_and_continued_tables_are_read() -> None:
    data = json.loads(zlib.decompress(encode_layout(PAGE)))
    del data["path"], data["furniture"], data["confidences"], data["tables"][0]["heads"]
    page = decode(PAGE, zlib.compress(json.dumps(data).encode()))
    assert (page.path, page.furniture, page.tables[0].continued, page.tables[0].heads) == ("", (), False, ())
    assert page.confidences == ()
    assert (page.words, page.ticks) == (PAGE.words, PAGE.ticks)


def test_places_keep_hundredths_of_a_point() -> None:
    page = Page(1, "ja", words=(Word(0, 2, Box(71.99999, 100.004, 88.126, 110.0)),))
    assert decode(page, encode_layout(page)).words == (Word(0, 2, Box(72.0, 100.0, 88.13, 110.0)),)


def test_a_word_that_a_damaged_file_puts_nowhere_is_kept() -> None:
    page = Page(1, "ja", words=(Word(0, 2, Box(float("-inf"), 1.0, float("inf"), 2.0)),))
    assert decode(page, encode_layout(page)) == page
