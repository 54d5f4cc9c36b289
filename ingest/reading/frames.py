"""A page's frame: how PDF space (origin below, not rotated) becomes the page as seen (origin above), and back."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any

from corpus.types import Box, Page

# The setters of a Box's slots: with them a loop over all words makes boxes in half the time that the constructor takes, which goes
# through object.__setattr__.
make = object.__new__
set_x0, set_top, set_x1, set_bottom = (vars(Box)[name].__set__ for name in ("x0", "top", "x1", "bottom"))


def make_box(x0: float, top: float, x1: float, bottom: float) -> Box:
    """The same as `Box(x0, top, x1, bottom)`, faster."""
    box = make(Box)
    set_x0(box, x0)
    set_top(box, top)
    set_x1(box, x1)
    set_bottom(box, bottom)
    return box


def make_level(x0s: Sequence[float], top: float, x1s: Sequence[float], bottom: float) -> list[Box]:
    """Boxes of one height, in one go."""
    boxes = list(map(make, repeat(Box, len(x0s))))
    for setter, values in ((set_x0, x0s), (set_top, repeat(top)), (set_x1, x1s), (set_bottom, repeat(bottom))):
        deque(map(setter, boxes, values), 0)
    return boxes


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in PDF points, and by how many degrees it is turned clockwise to be looked at."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: Any) -> Frame:
        """The frame of a PDFium page."""
        left, bottom, right, top = page.get_cropbox()
        return cls(left, bottom, right, top, page.get_rotation())

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.rotation in (90, 270) else (wide, high)

    def rotated(self, rotation: int) -> Frame:
        """The same page turned otherwise."""
        return replace(self, rotation=rotation)

    def turn(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle of PDF space on the page as seen."""
        if not self.rotation:
            return make_box(x0 - self.left, self.top - y1, x1 - self.left, self.top - y0)
        if self.rotation == 90:
            return Box(y0 - self.bottom, x0 - self.left, y1 - self.bottom, x1 - self.left)
        if self.rotation == 180:
            return Box(self.right - x1, y0 - self.bottom, self.right - x0, y1 - self.bottom)
        return Box(self.top - y1, self.right - x1, self.top - y0, self.right - x0)

    def turn_back(self, box: Box) -> tuple[float, float, float, float]:
        """A rectangle of the page as seen in PDF space: left, bottom, right, top."""
        if self.rotation == 90:
            return box.top + self.left, box.x0 + self.bottom, box.bottom + self.left, box.x1 + self.bottom
        if self.rotation == 180:
            return self.right - box.x1, box.top + self.bottom, self.right - box.x0, box.bottom + self.bottom
        if self.rotation == 270:
            return self.right - box.bottom, self.top - box.x1, self.right - box.top, self.top - box.x0
        return box.x0 + self.left, self.top - box.bottom, box.x1 + self.left, self.top - box.top


def turn_page(page: Page, laid_out: Frame, seen: Frame) -> Page:
    """A page whose boxes are in one frame with its boxes in another."""

    def move(box: Box | None) -> Box | None:
        return None if box is None else seen.turn(*laid_out.turn_back(box))

    words = tuple(replace(word, box=seen.turn(*laid_out.turn_back(word.box))) for word in page.words)
    tables = tuple(
        replace(table, box=move(table.box), cells=tuple(replace(cell, box=move(cell.box)) for cell in table.cells)) for table in page.tables
    )
    marks = tuple(replace(tick, box=move(tick.box)) for tick in page.ticks)
    width, height = seen.size
    return replace(page, words=words, tables=tables, ticks=marks, width=width, height=height)
