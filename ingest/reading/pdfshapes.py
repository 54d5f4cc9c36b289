"""Drawn things of a PDF page: ruling lines, shaded areas, small squares and what fills them, form fields."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.types import Box
from ingest.reading.frames import Frame
from ingest.reading.pdfwords import Turn
from ingest.reading.shapes import Field, Stroke

Floats = Sequence[float]
Points = tuple[Floats, Floats]  # the x of all points, and their y

_THIN = 3.0
_SQUARE = (4.0, 18.0)
_MARK = 40.0  # a cross or check made by hand may reach far beyond its box
_RING = (0.2, 2.5)  # thickness of a box's outline that is drawn as an area


class Drawing:
    """Collects the drawn things of one page."""

    def __init__(self, frame: Frame) -> None:
        self.strokes: list[Stroke] = []
        self.squares: list[Box] = []
        self.marks: list[Box] = []
        self.shades: list[Box] = []
        self.blocks: list[Box] = []
        self.rounds: list[Box] = []
        self.keys: list[Box] = []
        self.texts = 0  # how many pieces of text are drawn
        width, height = frame.size
        self._turn, self._area = frame.turn, width * height
        self._level, self._left, self._top = not frame.rotation, frame.left, frame.top

    def add_path(self, xs: Floats, ys: Floats, corners: bool, stroked: bool, filled: bool, dark: bool, vivid: bool = False) -> None:
        """One subpath: its points in PDF space; `corners` is False where it has curves, `dark` and `vivid` tell its filling."""
        if not xs:
            return
        box = self._turn(min(xs), min(ys), max(xs), max(ys))
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if wide <= _SQUARE[1] and high <= _SQUARE[1] and wide >= 1.5 and high >= 1.5:
            if vivid and _is_squarish(box) and corners and is_rectangle(xs, ys):
                self.keys.append(box)
            self._add_small(box, xs, ys, corners, stroked, filled, dark)
        elif wide < _THIN or high < _THIN:
            if wide >= _THIN or high >= _THIN:
                self._add_line(box.x0, box.top, box.x1, box.bottom)
        elif corners and is_rectangle(xs, ys):
            self._add_rectangle(box, stroked, filled, wide * high)
        elif stroked:
            if max(wide, high) <= _MARK:
                self.marks.append(box)
            if corners:
                self._add_segments(xs, ys)

    def add_thin(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        """A path of which only the sides are known, in PDF space: the line through its middle if it is thin; False if it is none."""
        if self._level:
            left, top, right, bottom = x0 - self._left, self._top - y1, x1 - self._left, self._top - y0
        else:
            box = self._turn(x0, y0, x1, y1)
            left, top, right, bottom = box.x0, box.top, box.x1, box.bottom
        wide, high = right - left, bottom - top
        if not (wide < _THIN or high < _THIN) or (1.5 <= wide <= _SQUARE[1] and 1.5 <= high <= _SQUARE[1]):
            return False
        if wide >= _THIN or high >= _THIN:
            self._add_line(left, top, right, bottom)
        return True

    def add_ring(self, outer: Points, inner: Points) -> bool:
        """A tick box whose outline is the area between two rectangles of one path; False if it is none."""
        boxes = [self._box_of(*points) for points in (outer, inner) if is_rectangle(*points)]
        if len(boxes) == 2 and _is_ring(*boxes):
            self.squares.append(boxes[0])
            return True
        return False

    def add_hole(self, xs: Floats, ys: Floats) -> None:
        """A rectangle of paper: on the black one drawn just before it leaves a box's outline."""
        if self.blocks and is_rectangle(xs, ys) and _is_ring(self.blocks[-1], self._box_of(xs, ys)):
            self.squares.append(self.blocks.pop())

    def _box_of(self, xs: Floats, ys: Floats) -> Box:
        return self._turn(min(xs), min(ys), max(xs), max(ys))

    def _add_small(self, box: Box, xs: Floats, ys: Floats, corners: bool, stroked: bool, filled: bool, dark: bool) -> None:
        """A tick box, what may stand in one, or a filled block: a bullet, the key of a chart. Light fillings are paper."""
        wide, high = box.x1 - box.x0, box.bottom - box.top
        squarish = _is_squarish(box)
        rectangle = corners and is_rectangle(xs, ys)
        if rectangle and dark:
            self.blocks.append(box)
        elif rectangle and squarish and stroked:
            self.squares.append(box)
        elif rectangle and not stroked and self.blocks and _is_ring(self.blocks[-1], box):
            self.squares.append(self.blocks.pop())
        elif stroked and squarish and not corners and not dark and _is_round(xs, ys):
            self.rounds.append(box)
        elif stroked or not rectangle:
            self.marks.append(box)
        if corners and stroked and max(wide, high) > 8:
            self._add_segments(xs, ys)

    def _add_line(self, left: float, top: float, right: float, bottom: float) -> None:
        """A thin path is the line through its middle."""
        if right - left >= bottom - top:
            y = (top + bottom) / 2
            self.strokes.append(Stroke(left, y, right, y))
        else:
            x = (left + right) / 2
            self.strokes.append(Stroke(x, top, x, bottom))

    def _add_rectangle(self, box: Box, stroked: bool, filled: bool, area: float) -> None:
        """A frame has four ruling lines; a shaded area is kept as such and has them, too."""
        if area > 0.9 * self._area:
            return
        if filled:
            self.shades.append(box)
        if stroked or filled:
            for x0, top, x1, bottom in (
                (box.x0, box.top, box.x1, box.top),
                (box.x0, box.bottom, box.x1, box.bottom),
                (box.x0, box.top, box.x0, box.bottom),
                (box.x1, box.top, box.x1, box.bottom),
            ):
                self.strokes.append(Stroke(x0, top, x1, bottom))

    def _add_segments(self, xs: Floats, ys: Floats) -> None:
        """The level and upright pieces of a path drawn in one go."""
        for xa, xb, ya, yb in zip(xs, xs[1:], ys, ys[1:], strict=False):
            if -0.9 < xa - xb < 0.9 or -0.9 < ya - yb < 0.9:
                box = self._turn(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
                wide, high = box.x1 - box.x0, box.bottom - box.top
                if min(wide, high) < 0.8 and max(wide, high) >= _THIN:
                    self._add_line(box.x0, box.top, box.x1, box.bottom)


def is_rectangle(xs: Floats, ys: Floats) -> bool:
    """Four corners (and the first again) with sides that run along the axes."""
    if not 4 <= len(xs) <= 5 or (math.dist((xs[0], ys[0]), (xs[-1], ys[-1])) < 0.5) is not (len(xs) == 5):
        return False
    xa, xb, xc, xd = xs[:4]
    ya, yb, yc, yd = ys[:4]
    return (
        (abs(xa - xb) < 0.5 or abs(ya - yb) < 0.5)
        and (abs(xb - xc) < 0.5 or abs(yb - yc) < 0.5)
        and (abs(xc - xd) < 0.5 or abs(yc - yd) < 0.5)
        and (abs(xd - xa) < 0.5 or abs(yd - ya) < 0.5)
    )


def _is_squarish(box: Box) -> bool:
    """About as wide as high, and of a tick box's size."""
    wide, high = box.x1 - box.x0, box.bottom - box.top
    return min(wide, high) >= _SQUARE[0] and max(wide, high) <= _SQUARE[1] and abs(wide - high) <= 0.25 * max(wide, high)


def _is_ring(outer: Box, inner: Box) -> bool:
    """Whether one box lies in another of tick size with a thin rim around it."""
    rims = (inner.x0 - outer.x0, outer.x1 - inner.x1, inner.top - outer.top, outer.bottom - inner.bottom)
    return _is_squarish(outer) and all(_RING[0] <= rim <= _RING[1] for rim in rims)


def _is_round(xs: Floats, ys: Floats) -> bool:
    """A circle or a rectangle with round corners: closed, all points and handles of its curves on the box around it."""
    if len(xs) < 9 or math.dist((xs[0], ys[0]), (xs[-1], ys[-1])) > 0.5:
        return False
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    return all(min(abs(x - left), abs(x - right), abs(y - low), abs(y - high)) < 0.5 for x, y in zip(xs, ys, strict=True))


def read_fields(document: Any, page: Any, turn: Turn) -> list[Field]:
    """AcroForm fields of a page: text, choice, check box and radio button; buttons and signatures are left out."""
    import pypdfium2.raw as pdfium

    form = document.formenv
    fields: list[Field] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind in (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_LINE):
                fields += _read_note(annotation, kind == pdfium.FPDF_ANNOT_FREETEXT, turn, pdfium)
            elif kind == pdfium.FPDF_ANNOT_WIDGET:
                fields += _read_field(form.raw, annotation, turn, pdfium) if form else _read_orphan(annotation, turn, pdfium)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return fields


def _visible_box(annotation: Any, turn: Turn, pdfium: Any) -> Box | None:
    """Where a widget stands; None if it is hidden."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)) or pdfium.FPDFAnnot_GetFlags(annotation) & 0b10:
        return None
    low, high = sorted((rect.bottom, rect.top))
    return turn(rect.left, low, rect.right, high)


def _read_note(annotation: Any, typed: bool, turn: Turn, pdfium: Any) -> Iterator[Field]:
    """What somebody typed or drew on a page with a viewer: forms without fields are often filled in that way."""
    box = _visible_box(annotation, turn, pdfium)
    if box is None:
        return
    if typed and (text := _entry(annotation, b"Contents", pdfium)):
        yield Field(box, text=text)
    elif not typed and max(box.x1 - box.x0, box.bottom - box.top) <= _MARK:
        yield Field(box, drawn=True)


def _read_orphan(annotation: Any, turn: Turn, pdfium: Any) -> Iterator[Field]:
    """A widget in a file that lost its form (merged or split files do): its own entries say what viewers still show.

    A button shows its appearance state /AS; without one nobody can tell whether it is a check box.
    """
    box = _visible_box(annotation, turn, pdfium)
    state = _entry(annotation, b"AS", pdfium)
    if box is None:
        return
    if state:
        yield Field(box, checked=state != "Off")
    elif _entry(annotation, b"FT", pdfium) != "Btn" and (text := _entry(annotation, b"V", pdfium)):
        yield Field(box, text=text)


def _entry(annotation: Any, key: bytes, pdfium: Any) -> str:
    """A name or string of the annotation's own dictionary; "" if it has none."""
    length = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return str(buffer.raw[:length].decode("utf-16-le", errors="replace").split("\0")[0].strip())


def _read_field(form: Any, annotation: Any, turn: Turn, pdfium: Any) -> Iterator[Field]:
    """One widget, unless it is hidden or holds nothing."""
    box = _visible_box(annotation, turn, pdfium)
    if box is None:
        return
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        yield Field(box, checked=bool(pdfium.FPDFAnnot_IsChecked(form, annotation)))
    elif kind in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        length = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
        buffer = ctypes.create_string_buffer(max(length, 2))
        pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        text = buffer.raw[: max(length, 2)].decode("utf-16-le", errors="replace").split("\0")[0].strip()
        if text:
            yield Field(box, text=text)
