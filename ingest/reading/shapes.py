"""What a PDF page holds before it is text: words with their letters' boxes, ruling lines, small squares, form fields.

All coordinates are PDF points as the page is seen: x from the left edge, y from the upper edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from corpus.types import Box
from ingest.reading.frames import make_box, make_level


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
    count: ClassVar[int] = 1  # words

    def __post_init__(self) -> None:
        box = self.box
        self.middle = (box.top + box.bottom) / 2
        self.center = (box.x0 + box.x1) / 2

    @property
    def runs(self) -> tuple[Run, ...]:
        """The word itself, as a strip has words."""
        return (self,)


@dataclass(slots=True, eq=False)
class Strip:
    """Level words that follow each other on one line, set alike and close together: to what is asked of lines they are as one word.

    Most words of a page need never be looked at one by one: they are made when somebody asks for them. `begins` and `ends` are where
    each word's letters do; they grow from word to word. The gap between two words is less than a gutter's width and than the size.
    """

    box: Box
    size: float
    bold: bool
    texts: list[str]
    begins: list[float]
    ends: list[float]
    make: Callable[[Strip], tuple[Run, ...]]  # the words
    start: int = 0  # number of the first word on its page
    angle: int = 0
    middle: float = field(init=False)
    count: int = field(init=False)
    _runs: tuple[Run, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        self.middle = (self.box.top + self.box.bottom) / 2
        self.count = len(self.texts)

    def make_boxes(self) -> list[Box]:
        """Where each word stands."""
        return make_level(self.begins, self.box.top, self.ends, self.box.bottom)

    @property
    def text(self) -> str:
        """The letters of its words, without spaces."""
        return "".join(self.texts)

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its words one by one."""
        if not self._runs:
            self._runs = self.make(self)
        return self._runs


Printed = Run | Strip


def words_of(printed: Iterable[Printed]) -> list[Run]:
    """The words one by one."""
    return [run for some in printed for run in some.runs]


def texts_of(printed: Iterable[Printed]) -> list[str]:
    """The texts of the words."""
    return [text for some in printed for text in (some.texts if isinstance(some, Strip) else (some.text,))]


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
    """Everything of one page. `runs` are words or strips of them.

    `squares` are drawn boxes of tick size, `blocks` filled ones, `rounds` circles and boxes with round corners; `marks` are drawn
    things that may stand in one, `keys` squares of a strong colour.

    `texts` counts the pieces of text that are drawn, whether or not they could be read.
    """

    width: float
    height: float
    runs: tuple[Printed, ...]
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
