"""What a PDF page holds before it is text: words with their letters' boxes, ruling lines, small squares, form fields.

All coordinates are PDF points as the page is seen: x from the left edge, y from the upper edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.types import Box
from ingest.reading.frames import make_box


@dataclass(slots=True, unsafe_hash=True)
class Run:
    """A printed word. `edges` are the left edges of its letters and the right edge of the last one.

    Nobody changes one; it is not frozen because making a frozen one takes twice as long, and a page has hundreds.
    """

    text: str
    box: Box
    edges: Sequence[float]
    size: float
    bold: bool = False
    hyphen: bool = False  # ends with a hyphen that the PDF marks as a line break's
    angle: int = 0  # direction of the text in PDF space, in degrees

    middle: float = field(init=False)  # height of the middle of the word
    center: float = field(init=False)  # horizontal middle of the word

    def __post_init__(self) -> None:
        box = self.box
        self.middle = (box.top + box.bottom) / 2
        self.center = (box.x0 + box.x1) / 2


@dataclass(slots=True, unsafe_hash=True)
class Stroke:
    """A straight line or the side of a rectangle; `x0 == x1` or `top == bottom` for ruling lines, else a diagonal.

    Nobody changes one; not frozen, as a Run.
    """

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def upright(self) -> bool:
        """Whether it is a vertical ruling line."""
        return abs(self.x1 - self.x0) <= 0.8 < abs(self.bottom - self.top)

    @property
    def level(self) -> bool:
        """Whether it is a horizontal ruling line."""
        return abs(self.bottom - self.top) <= 0.8 < abs(self.x1 - self.x0)


@dataclass(frozen=True, slots=True)
class Field:
    """An AcroForm field as filled in: its value, or for a check box whether it is on; or a note put on the page, typed or drawn."""

    box: Box
    text: str = ""
    checked: bool | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Shapes:
    """Everything of one page. `squares` are drawn boxes of tick size, `blocks` filled ones, `rounds` circles and boxes with round corners;
    `marks` are drawn things that may stand in one, `keys` squares of a strong colour.

    `texts` counts the pieces of text that are drawn, whether or not they could be read.
    """

    width: float
    height: float
    runs: tuple[Run, ...]
    strokes: tuple[Stroke, ...] = ()
    squares: tuple[Box, ...] = ()
    marks: tuple[Box, ...] = ()
    blocks: tuple[Box, ...] = ()
    fields: tuple[Field, ...] = ()
    shades: tuple[Box, ...] = ()
    rounds: tuple[Box, ...] = ()
    keys: tuple[Box, ...] = ()
    texts: int = 0


def overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """Length of what two intervals share, 0 if nothing."""
    return max(0.0, min(a1, b1) - max(a0, b0))


def around(boxes: list[Box]) -> Box:
    """The smallest box around some boxes."""
    first = boxes[0]
    if len(boxes) == 1:
        return first
    x0, top, x1, bottom = first.x0, first.top, first.x1, first.bottom
    for box in boxes:  # most lists are short: one loop is faster than four list comprehensions
        if box.x0 < x0:
            x0 = box.x0
        if box.top < top:
            top = box.top
        if box.x1 > x1:
            x1 = box.x1
        if box.bottom > bottom:
            bottom = box.bottom
    return make_box(x0, top, x1, bottom)


def contains(outer: Box, inner: Box, slack: float = 1.5) -> bool:
    """Whether `inner` lies in `outer`, give or take `slack` points."""
    return (
        inner.x0 >= outer.x0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.top >= outer.top - slack
        and inner.bottom <= outer.bottom + slack
    )
