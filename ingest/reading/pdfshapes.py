"""Drawn things of a PDF page: ruling lines, shaded areas, small squares and what fills them, form fields."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from typing import Any

from corpus.types import Box
from ingest.reading.pdfwords import Turn
from ingest.reading.shapes import Field, Stroke

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_OBJECTS = 20_000
_THIN = 3.0
_SQUARE = (4.0, 18.0)


class Drawing:
    """Collects the drawn things of one page."""

    def __init__(self, turn: Turn, width: float, height: float) -> None:
        self.strokes: list[Stroke] = []
        self.squares: list[Box] = []
        self.marks: list[Box] = []
        self.shades: list[Box] = []
        self.blocks: list[Box] = []
        self._turn, self._area = turn, width * height

    def add_path(self, points: list[Point], corners: bool, stroked: bool, filled: bool, dark: bool) -> None:
        """One subpath: its points in PDF space; `corners` is False where it has curves, `dark` tells its filling."""
        if not points:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = self._turn(min(xs), min(ys), max(xs), max(ys))
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if wide <= _SQUARE[1] and high <= _SQUARE[1] and min(wide, high) >= 1.5:
            self._add_small(box, points, corners, stroked, filled, dark)
        elif min(wide, high) < _THIN:
            if max(wide, high) >= _THIN:
                self._add_line(box, wide, high)
        elif corners and _is_rectangle(points):
            self._add_rectangle(box, stroked, filled, wide * high)
        elif corners and stroked:
            self._add_segments(points)

    def _add_small(self, box: Box, points: list[Point], corners: bool, stroked: bool, filled: bool, dark: bool) -> None:
        """A tick box, what may stand in one, or a filled block: a bullet, the key of a chart. Light fillings are paper."""
        wide, high = box.x1 - box.x0, box.bottom - box.top
        squarish = min(wide, high) >= _SQUARE[0] and abs(wide - high) <= 0.25 * max(wide, high)
        rectangle = corners and _is_rectangle(points)
        if rectangle and dark:
            self.blocks.append(box)
        elif rectangle and squarish and stroked:
            self.squares.append(box)
        elif stroked or not rectangle:
            self.marks.append(box)
        if corners and stroked and max(wide, high) > 8:
            self._add_segments(points)

    def _add_line(self, box: Box, wide: float, high: float) -> None:
        """A thin path is the line through its middle."""
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        self.strokes.append(Stroke(box.x0, y, box.x1, y) if wide >= high else Stroke(x, box.top, x, box.bottom))

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

    def _add_segments(self, points: list[Point]) -> None:
        """The level and upright pieces of a path drawn in one go."""
        for (xa, ya), (xb, yb) in itertools.pairwise(points):
            box = self._turn(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
            wide, high = box.x1 - box.x0, box.bottom - box.top
            if min(wide, high) < 0.8 and max(wide, high) >= _THIN:
                self._add_line(box, wide, high)


def _is_rectangle(points: list[Point]) -> bool:
    """Four corners (and the first again) with sides that run along the axes."""
    corners = points[:-1] if len(points) > 1 and math.dist(points[0], points[-1]) < 0.5 else points
    if len(corners) != 4:
        return False
    pairs = zip(corners, [*corners[1:], corners[0]], strict=True)
    return all(abs(xa - xb) < 0.5 or abs(ya - yb) < 0.5 for (xa, ya), (xb, yb) in pairs)


def read_drawing(page: Any, turn: Turn, width: float, height: float) -> Drawing:
    """All paths of a page, those within form XObjects included."""
    import pypdfium2.raw as pdfium

    drawing = Drawing(turn, width, height)
    for number, (raw, matrix) in enumerate(_iter_objects(page.raw, pdfium)):
        if number >= _MAX_OBJECTS:
            break
        kind = pdfium.FPDFPageObj_GetType(raw)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _read_path(raw, matrix, drawing, pdfium)
    return drawing


def _iter_objects(raw: Any, pdfium: Any) -> Iterator[tuple[Any, Matrix]]:
    """Page objects with the matrix that brings them to the page, form XObjects opened three levels deep."""
    for index in range(pdfium.FPDFPage_CountObjects(raw)):
        yield from _open_object(pdfium.FPDFPage_GetObject(raw, index), _IDENTITY, 3, pdfium)


def _open_object(raw: Any, outer: Matrix, depth: int, pdfium: Any) -> Iterator[tuple[Any, Matrix]]:
    if pdfium.FPDFPageObj_GetType(raw) != pdfium.FPDF_PAGEOBJ_FORM:
        yield raw, outer
        return
    if depth:
        matrix = _multiply(_matrix(raw, pdfium), outer)
        for index in range(pdfium.FPDFFormObj_CountObjects(raw)):
            yield from _open_object(pdfium.FPDFFormObj_GetObject(raw, index), matrix, depth - 1, pdfium)


def _matrix(raw: Any, pdfium: Any) -> Matrix:
    """The matrix of a page object."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(raw, ctypes.byref(matrix))
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    a2, b2, c2, d2, e2, f2 = then
    return (a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, e * a2 + f * c2 + e2, e * b2 + f * d2 + f2)


def _read_path(raw: Any, outer: Matrix, drawing: Drawing, pdfium: Any) -> None:
    """Hand the subpaths of one path object to the drawing."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(raw, ctypes.byref(fill), ctypes.byref(stroke))
    count = pdfium.FPDFPath_CountSegments(raw)
    if not (fill.value or stroke.value) or count > 2000:
        return
    light = _lightness(raw, pdfium) if fill.value else 1.0
    filled = light < 0.99
    if not filled and not stroke.value:
        return
    matrix = _multiply(_matrix(raw, pdfium), outer)
    points: list[Point] = []
    corners = True
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(raw, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            drawing.add_path(points, corners, bool(stroke.value), filled, light < 0.7)
            points, corners = [], True
        corners = corners and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append(_apply(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
            points.append(points[0])
    drawing.add_path(points, corners, bool(stroke.value), filled, light < 0.7)


def _apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _lightness(raw: Any, pdfium: Any) -> float:
    """How light an area is filled, from 0 (black) to 1 (white or see-through: paper, not shading)."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(raw, *(ctypes.byref(part) for part in (red, green, blue, alpha))):
        return 0.5
    return 1.0 if not alpha.value else min(red.value, green.value, blue.value) / 255


def read_fields(document: Any, page: Any, turn: Turn) -> list[Field]:
    """AcroForm fields of a page: text, choice, check box and radio button; buttons and signatures are left out."""
    if document.formenv is None:
        return []
    import pypdfium2.raw as pdfium

    fields: list[Field] = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
                fields += _read_field(document.formenv.raw, annotation, turn, pdfium)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return fields


def _read_field(form: Any, annotation: Any, turn: Turn, pdfium: Any) -> Iterator[Field]:
    """One widget, unless it is hidden or holds nothing."""
    rect = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rect)) or pdfium.FPDFAnnot_GetFlags(annotation) & 0b10:
        return
    low, high = sorted((rect.bottom, rect.top))
    box = turn(rect.left, low, rect.right, high)
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
