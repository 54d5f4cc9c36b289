"""Tick boxes found in the picture of a page: on white and shaded paper, empty and crossed, but not cells and letters."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from PIL import Image, ImageDraw

from ingest.reading.ocr_image import Square
from ingest.reading.ocr_ticks import find_boxes

SCALE = 150 / 72  # pixels for a point: pages are searched at 150 dpi
SIDE = 21  # pixels


def picture(shaded: bool) -> tuple[Any, Any]:
    image = Image.new("L", (900, 500), 255)
    draw = ImageDraw.Draw(image)
    if shaded:
        for y in range(20, 480, 4):
            for x in range(20, 880, 3):
                draw.rectangle((x, y, x + (x * y) % 2, y + 1), fill=0)
    return image, draw


def box(draw: Any, x: int, y: int, cross: int | None = None) -> None:
    """A box, and a cross that reaches out of it by so many pixels."""
    draw.rectangle((x, y, x + SIDE, y + SIDE), fill=255, outline=0)
    if cross is not None:
        draw.line((x - cross, y - cross, x + SIDE + cross, y + SIDE + cross), fill=0, width=3)
        draw.line((x - cross, y + SIDE + cross, x + SIDE + cross, y - cross), fill=0, width=3)


def find(image: Any, known: tuple[Square, ...] = ()) -> list[tuple[int, int, bool]]:
    found = find_boxes(numpy.asarray(image) < 128, SCALE, known)
    assert all(square.ink < 0.02 or square.ink > 0.06 for square in found)
    return sorted((round(square.top / 10) * 10, round(square.x0 / 10) * 10, square.ink > 0.06) for square in found)


@pytest.mark.parametrize("shaded", [False, True])
def test_empty_boxes_and_crossed_ones_in_line_with_them(shaded: bool) -> None:
    image, draw = picture(shaded)
    box(draw, 100, 100)
    box(draw, 500, 100, cross=6)
    box(draw, 100, 150)
    box(draw, 500, 150)
    assert find(image) == [(100, 100, False), (100, 500, True), (150, 100, False), (150, 500, False)]


def fill(draw: Any, x: int, y: int, side: int = SIDE) -> None:
    draw.rectangle((x, y, x + side, y + side), fill=0)


def test_squares_filled_all_over_count_where_they_are_of_the_size_of_the_empty_ones() -> None:
    image, draw = picture(False)
    box(draw, 100, 100)
    fill(draw, 500, 100)
    fill(draw, 100, 150)
    fill(draw, 100, 200, side=12)  # a bullet
    fill(draw, 100, 250, side=34)
    draw.rectangle((90, 300, 400, 321), fill=0)  # a bar
    fill(draw, 700, 400)  # neither in a row nor in a column with the empty box
    assert find(image) == [(100, 100, False), (100, 500, True), (150, 100, True)]


def test_a_filled_square_without_an_empty_one_is_none() -> None:
    image, draw = picture(False)
    fill(draw, 100, 100)
    fill(draw, 500, 100)
    assert find(image) == []
    assert find(image, (Square(100, 150, 100 + SIDE, 150 + SIDE, 0.3),)) == [(150, 100, True)]


def test_a_crossed_box_without_an_empty_one_is_left_to_others() -> None:
    image, draw = picture(False)
    box(draw, 500, 100, cross=2)
    assert find(image) == []
    assert find(image, (Square(500, 100, 500 + SIDE, 100 + SIDE, 0.3),)) == [(100, 500, True)]


def test_cells_and_letters_are_no_boxes() -> None:
    image, draw = picture(False)
    for x in range(100, 260, SIDE):
        draw.line((x, 100, x, 100 + 3 * SIDE), fill=0)
    for y in range(100, 100 + 4 * SIDE, SIDE):
        draw.line((100, y, 100 + 7 * SIDE, y), fill=0)
    draw.line((400, 60, 400, 300), fill=0)
    draw.line((421, 60, 421, 300), fill=0)
    for y in (60, 150, 171, 300):  # a narrow column of a table with one square cell
        draw.line((300, y, 600, y), fill=0)
    draw.ellipse((700, 100, 721, 121), outline=0, width=3)
    assert find(image) == []
