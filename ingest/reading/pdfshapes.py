"""Drawn things of a PDF page: ruling lines, shaded areas, small squares and what fills them, form fields."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from typing import Any

from corpus.types import Box
from ingest.reading.pdfium import Handle, handle_of, load_call
from ingest.reading.pdfwords import Turn
from ingest.reading.shapes import Field, Stroke

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_OBJECTS = 20_000
_THIN = 3.0
_SQUARE = (4.0, 18.0)
_CURVE, _MOVE = 1, 2  # PDFium's FPDF_SEGMENT_BEZIERTO and FPDF_SEGMENT_MOVETO


class Drawing:
    """Collects the drawn things of one page."""

    def __init__(self, turn: Turn, width: float, height: float) -> None:
        self.strokes: list[Stroke] = []
        self.squares: list[Box] = []
        self.marks: list[Box] = []
        self.shades: list[Box] = []
        self.blocks: list[Box] = []
        self.texts = 0  # how many pieces of text are drawn
        self._turn, self._area = turn, width * height

    def add_path(self, points: list[Point], corners: bool, stroked: bool, filled: bool, dark: bool) -> None:
        """One subpath: its points in PDF space; `corners` is False where it has curves, `dark` tells its filling."""
        if not points:
            return
        xs, ys = zip(*points, strict=True)
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
    drawing = Drawing(turn, width, height)
    reader = _PathReader(drawing)
    count, get = load_call("FPDFPage_CountObjects"), load_call("FPDFPage_GetObject", Handle)
    reader.read_objects(handle_of(page.raw), count, get, _IDENTITY, 3)
    return drawing


class _PathReader:
    """Walks the objects of a page and hands their paths to a drawing; form XObjects are opened three levels deep."""

    def __init__(self, drawing: Drawing) -> None:
        import pypdfium2.raw as pdfium

        self._drawing = drawing
        self._left = _MAX_OBJECTS
        self._path, self._form, self._text = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_TEXT
        self._kind = load_call("FPDFPageObj_GetType")
        self._segment = load_call("FPDFPath_GetPathSegment", Handle)
        self._segment_kind = load_call("FPDFPathSegment_GetType")
        self._point = load_call("FPDFPathSegment_GetPoint")
        self._closes = load_call("FPDFPathSegment_GetClose")
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._color = [ctypes.c_uint() for _ in range(4)]
        self._mode = load_call("FPDFPath_GetDrawMode"), ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._color_of = load_call("FPDFPageObj_GetFillColor"), [ctypes.byref(part) for part in self._color]
        self._get_matrix, self._to_matrix = load_call("FPDFPageObj_GetMatrix"), ctypes.byref(self._matrix)
        self._count = load_call("FPDFPath_CountSegments")

    def read_objects(self, parent: Handle, count: Any, get: Any, outer: Matrix, depth: int) -> None:
        """The objects of a page or form XObject; `outer` brings them to the page."""
        for index in range(count(parent)):
            if self._left <= 0:
                return
            raw = get(parent, ctypes.c_ulong(index))
            kind = self._kind(raw)
            if kind == self._form:
                if depth:
                    inner = load_call("FPDFFormObj_CountObjects"), load_call("FPDFFormObj_GetObject", Handle)
                    self.read_objects(raw, *inner, _multiply(self._matrix_of(raw), outer), depth - 1)
                continue
            self._left -= 1
            if kind == self._path:
                self._read_path(raw, outer)
            elif kind == self._text:
                self._drawing.texts += 1

    def _matrix_of(self, raw: Handle) -> Matrix:
        """The matrix of a page object."""
        matrix = self._matrix
        self._get_matrix(raw, self._to_matrix)
        return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)

    def _read_path(self, raw: Handle, outer: Matrix) -> None:
        """Hand the subpaths of one path object to the drawing."""
        get_mode, *targets = self._mode
        get_mode(raw, *targets)
        fill, stroke = self._fill.value, bool(self._stroke.value)
        if not (fill or stroke):
            return
        count = self._count(raw)
        light = self._lightness(raw) if fill else 1.0
        filled = light < 0.99
        if count > 2000 or not (filled or stroke):
            return
        matrix = self._matrix_of(raw)
        if outer is not _IDENTITY:
            matrix = _multiply(matrix, outer)
        for points, corners in self._iter_subpaths(raw, count, matrix):
            self._drawing.add_path(points, corners, stroke, filled, light < 0.7)

    def _iter_subpaths(self, raw: Handle, count: int, matrix: Matrix) -> Iterator[tuple[list[Point], bool]]:
        """The subpaths of a path: their points on the page, and whether they are without curves."""
        a, b, c, d, e, f = matrix
        to_x, to_y = ctypes.byref(self._x), ctypes.byref(self._y)
        points: list[Point] = []
        corners = True
        for index in range(count):
            segment = self._segment(raw, index)
            kind = self._segment_kind(segment)
            if kind == _MOVE and points:
                yield points, corners
                points, corners = [], True
            elif kind == _CURVE:
                corners = False
            self._point(segment, to_x, to_y)
            x, y = self._x.value, self._y.value
            points.append((a * x + c * y + e, b * x + d * y + f))
            if points[0] != points[-1] and self._closes(segment):
                points.append(points[0])
        if points:
            yield points, corners

    def _lightness(self, raw: Handle) -> float:
        """How light an area is filled, from 0 (black) to 1 (white or see-through: paper, not shading)."""
        red, green, blue, alpha = self._color
        get_color, targets = self._color_of
        if not get_color(raw, *targets):
            return 0.5
        return 1.0 if not alpha.value else min(red.value, green.value, blue.value) / 255


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    a2, b2, c2, d2, e2, f2 = then
    return (a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, e * a2 + f * c2 + e2, e * b2 + f * d2 + f2)


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
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
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
