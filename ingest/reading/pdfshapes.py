"""Drawn things of a PDF page: ruling lines, shaded areas, small squares and what fills them, form fields."""

from __future__ import annotations

import ctypes
import itertools
import math
from collections.abc import Iterator
from itertools import repeat
from typing import Any

from corpus.types import Box
from ingest.reading.pdfium import Handle, ask_all, ask_segments, handle_of, load_call
from ingest.reading.pdfwords import Turn
from ingest.reading.shapes import Field, Stroke

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Clip = tuple[float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_OBJECTS = 20_000
_CHUNK = 1000  # objects that are asked for in one go
_THIN = 3.0
_SQUARE = (4.0, 18.0)
_MARK = 40.0  # a cross or check made by hand may reach far beyond its box
_RING = (0.2, 2.5)  # thickness of a box's outline that is drawn as an area
_TALL = 100.0
_CURVE, _MOVE = 1, 2  # PDFium's FPDF_SEGMENT_BEZIERTO and FPDF_SEGMENT_MOVETO


class Drawing:
    """Collects the drawn things of one page."""

    def __init__(self, turn: Turn, width: float, height: float) -> None:
        self.strokes: list[Stroke] = []
        self.squares: list[Box] = []
        self.marks: list[Box] = []
        self.shades: list[Box] = []
        self.blocks: list[Box] = []
        self.rounds: list[Box] = []
        self.keys: list[Box] = []
        self.texts = 0  # how many pieces of text are drawn
        self._turn, self._area = turn, width * height

    def add_path(self, points: list[Point], corners: bool, stroked: bool, filled: bool, dark: bool, vivid: bool = False) -> None:
        """One subpath: its points in PDF space; `corners` is False where it has curves, `dark` and `vivid` tell its filling."""
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        box = self._turn(min(xs), min(ys), max(xs), max(ys))
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if wide <= _SQUARE[1] and high <= _SQUARE[1] and min(wide, high) >= 1.5:
            if vivid and _is_squarish(box) and corners and _is_rectangle(points):
                self.keys.append(box)
            self._add_small(box, points, corners, stroked, filled, dark)
        elif min(wide, high) < _THIN:
            if max(wide, high) >= _THIN:
                self._add_line(box, wide, high)
        elif corners and _is_rectangle(points):
            self._add_rectangle(box, stroked, filled, wide * high)
        elif stroked:
            if max(wide, high) <= _MARK:
                self.marks.append(box)
            if corners:
                self._add_segments(points)

    def add_ring(self, outer: list[Point], inner: list[Point]) -> bool:
        """A tick box whose outline is the area between two rectangles of one path; False if it is none."""
        boxes = [self._box_of(points) for points in (outer, inner) if _is_rectangle(points)]
        if len(boxes) == 2 and _is_ring(*boxes):
            self.squares.append(boxes[0])
            return True
        return False

    def add_hole(self, points: list[Point]) -> None:
        """A rectangle of paper: on the black one drawn just before it leaves a box's outline."""
        if points and self.blocks and _is_rectangle(points) and _is_ring(self.blocks[-1], self._box_of(points)):
            self.squares.append(self.blocks.pop())

    def _box_of(self, points: list[Point]) -> Box:
        xs, ys = zip(*points, strict=True)
        return self._turn(min(xs), min(ys), max(xs), max(ys))

    def _add_small(self, box: Box, points: list[Point], corners: bool, stroked: bool, filled: bool, dark: bool) -> None:
        """A tick box, what may stand in one, or a filled block: a bullet, the key of a chart. Light fillings are paper."""
        wide, high = box.x1 - box.x0, box.bottom - box.top
        squarish = _is_squarish(box)
        rectangle = corners and _is_rectangle(points)
        if rectangle and dark:
            self.blocks.append(box)
        elif rectangle and squarish and stroked:
            self.squares.append(box)
        elif rectangle and not stroked and self.blocks and _is_ring(self.blocks[-1], box):
            self.squares.append(self.blocks.pop())
        elif stroked and squarish and not corners and not dark and _is_round(points):
            self.rounds.append(box)
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


def _is_squarish(box: Box) -> bool:
    """About as wide as high, and of a tick box's size."""
    wide, high = box.x1 - box.x0, box.bottom - box.top
    return min(wide, high) >= _SQUARE[0] and max(wide, high) <= _SQUARE[1] and abs(wide - high) <= 0.25 * max(wide, high)


def _is_ring(outer: Box, inner: Box) -> bool:
    """Whether one box lies in another of tick size with a thin rim around it."""
    rims = (inner.x0 - outer.x0, outer.x1 - inner.x1, inner.top - outer.top, outer.bottom - inner.bottom)
    return _is_squarish(outer) and all(_RING[0] <= rim <= _RING[1] for rim in rims)


def _is_round(points: list[Point]) -> bool:
    """A circle or a rectangle with round corners: closed, all points and handles of its curves on the box around it."""
    if len(points) < 9 or math.dist(points[0], points[-1]) > 0.5:
        return False
    xs, ys = zip(*points, strict=True)
    sides = (min(xs), max(xs), min(ys), max(ys))
    return all(min(abs(x - sides[0]), abs(x - sides[1]), abs(y - sides[2]), abs(y - sides[3])) < 0.5 for x, y in points)


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
        self._point = load_call("FPDFPathSegment_GetPoint")
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._color = [ctypes.c_uint() for _ in range(4)]
        self._mode = load_call("FPDFPath_GetDrawMode")
        self._color_of = load_call("FPDFPageObj_GetFillColor"), [ctypes.byref(part) for part in self._color]
        self._vivid = False  # whether the filling of which the lightness was last asked is a strong colour
        self._get_matrix, self._to_matrix = load_call("FPDFPageObj_GetMatrix"), ctypes.byref(self._matrix)
        self._count = load_call("FPDFPath_CountSegments")

    def read_objects(self, parent: Handle, count: Any, get: Any, outer: Matrix, depth: int) -> None:
        """The objects of a page or form XObject; `outer` brings them to the page."""
        number = count(parent)
        for start in range(0, number, _CHUNK):
            if self._left <= 0:
                return
            raws = list(map(get, repeat(parent), map(ctypes.c_ulong, range(start, min(number, start + _CHUNK)))))
            kinds = list(map(self._kind, raws))
            self._left -= len(kinds) - kinds.count(self._form)
            self._drawing.texts += kinds.count(self._text)
            traits = self._read_traits([raw for raw, kind in zip(raws, kinds, strict=True) if kind == self._path])
            for raw, kind in zip(raws, kinds, strict=True):
                if kind == self._path:
                    self._read_path(raw, outer, *next(traits))
                elif kind == self._form and depth:
                    inner = load_call("FPDFFormObj_CountObjects"), load_call("FPDFFormObj_GetObject", Handle)
                    self.read_objects(raw, *inner, _multiply(self._matrix_of(raw), outer), depth - 1)

    def _matrix_of(self, raw: Handle) -> Matrix:
        """The matrix of a page object."""
        matrix = self._matrix
        self._get_matrix(raw, self._to_matrix)
        return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)

    def _read_traits(self, paths: list[Handle]) -> Iterator[tuple[bool, bool, int, Matrix]]:
        """Whether paths are filled and stroked, their numbers of segments, and their matrices."""
        modes = ask_all(self._mode, paths, "i", 2, 2)
        values = iter(ask_all(self._get_matrix, paths, "f", 6, 1))
        matrices = zip(values, values, values, values, values, values, strict=True)
        return zip(map(bool, modes[0::2]), map(bool, modes[1::2]), map(self._count, paths), matrices, strict=True)

    def _read_path(self, raw: Handle, outer: Matrix, fill: bool, stroke: bool, count: int, matrix: Matrix) -> None:
        """Hand the subpaths of one path object to the drawing."""
        if not (fill or stroke):
            return
        light = self._lightness(raw) if fill else 1.0
        filled = light < 0.99
        if count > 2000 or not (filled or stroke or (count <= 6 and self._drawing.blocks)):
            return
        if outer is not _IDENTITY:
            matrix = _multiply(matrix, outer)
        parts = self._read_subpaths(raw, count, matrix)
        if not (filled or stroke):
            self._drawing.add_hole(parts[0][0] if len(parts) == 1 else [])
            return
        if len(parts) == 2 and not stroke and light < 0.7 and self._drawing.add_ring(parts[0][0], parts[1][0]):
            return
        vivid = filled and self._vivid
        if (vivid or (stroke and count >= 4 and _is_tall(parts))) and (clip := self._clip_of(raw, outer)):
            parts = [(_cut_off(points, clip), corners) for points, corners in parts]
        for points, corners in parts:
            self._drawing.add_path(points, corners, stroke, filled, light < 0.7, vivid)

    def _read_subpaths(self, raw: Handle, count: int, matrix: Matrix) -> list[tuple[list[Point], bool]]:
        """The subpaths of a path: their points on the page, and whether they are without curves. Closed ones end where they began."""
        if not count:
            return []
        a, b, c, d, e, f = matrix
        xs, ys, kinds = ask_segments(raw, count)
        if b or c:
            points = [(a * x + c * y + e, b * x + d * y + f) for x, y in zip(xs, ys, strict=True)]
        else:
            points = [(a * x + e, d * y + f) for x, y in zip(xs, ys, strict=True)]
        if kinds.find(_MOVE, 1) < 0:
            return [(points, _CURVE not in kinds)]
        starts = [0, *(at for at, kind in enumerate(kinds) if kind == _MOVE and at), count]
        return [(points[start:end], _CURVE not in kinds[start:end]) for start, end in itertools.pairwise(starts)]

    def _lightness(self, raw: Handle) -> float:
        """How light an area is filled, from 0 (black) to 1 (white or see-through: paper, not shading)."""
        get_color, targets = self._color_of
        self._vivid = False
        if not get_color(raw, *targets):
            return 0.5
        red, green, blue, alpha = [part.value for part in self._color]
        darkest = min(red, green, blue)
        self._vivid = max(red, green, blue) - darkest > 60
        return darkest / 255 if alpha else 1.0

    def _clip_of(self, raw: Handle, outer: Matrix) -> Clip | None:
        """Left, bottom, right and top of what a path is cut off by, as far as rectangles do it; None if nothing does.

        Asked for coloured areas and tall frames only: the bars of a chart are often drawn far beyond what is to be seen of them.
        """
        clip = load_call("FPDFPageObj_GetClipPath", Handle)(raw)
        count = load_call("FPDFClipPath_CountPaths")(clip) if clip else 0
        segments, get = load_call("FPDFClipPath_CountPathSegments"), load_call("FPDFClipPath_GetPathSegment", Handle)
        found: list[Point] = []
        for index in range(count):
            points: list[Point] = []
            for at in range(min(segments(clip, index), 10)):
                self._point(get(clip, index, at), ctypes.byref(self._x), ctypes.byref(self._y))
                points.append(_move((self._x.value, self._y.value), outer))
            xs, ys = zip(*points, strict=True) if points else ((), ())
            if points and _is_rectangle(points):
                found += [(min(xs), min(ys)), (max(xs), max(ys))]
        if not found:
            return None
        lows, highs = found[::2], found[1::2]
        return max(x for x, _ in lows), max(y for _, y in lows), min(x for x, _ in highs), min(y for _, y in highs)


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    a2, b2, c2, d2, e2, f2 = then
    return (a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, e * a2 + f * c2 + e2, e * b2 + f * d2 + f2)


def _move(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _is_tall(parts: list[tuple[list[Point], bool]]) -> bool:
    """Whether a path reaches over many lines of text."""
    ys = [y for points, _ in parts for _, y in points]
    return bool(ys) and max(ys) - min(ys) > _TALL


def _cut_off(points: list[Point], clip: Clip) -> list[Point]:
    """The points of a path that is seen within a rectangle only."""
    left, bottom, right, top = clip
    return [(min(max(x, left), right), min(max(y, bottom), top)) for x, y in points]


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
