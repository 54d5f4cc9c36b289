"""The paths of a PDF page, asked of PDFium many at a time and handed to a drawing one by one."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator, Sequence
from itertools import compress, repeat
from typing import Any

from ingest.reading.frames import Frame
from ingest.reading.pdfium import Handle, Segments, ask_all, ask_colors, ask_segments, handle_of, load_call
from ingest.reading.pdfshapes import Drawing, Floats, is_rectangle

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Clip = tuple[float, float, float, float]
Part = tuple[Floats, Floats, bool]  # a subpath: x and y of its points on the page, and whether it is without curves
Shown = tuple[Handle, int, bool, float, bool]  # a path, its number of segments, if it is stroked, how light its area is, if vivid

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 2000  # of one path: those of more are maps and pictures
_CHUNK = 1000  # objects that are asked for in one go
_BATCH = 4000  # segments that are asked for in one go, and those of a path more
_DEPTH = 3  # so deep are form XObjects opened
_TALL = 100.0
_CURVE, _MOVE = 1, 2  # PDFium's FPDF_SEGMENT_BEZIERTO and FPDF_SEGMENT_MOVETO


def read_drawing(page: Any, frame: Frame) -> Drawing:
    """All paths of a page, those within form XObjects included."""
    drawing = Drawing(frame)
    reader = _PathReader(drawing)
    count, get = load_call("FPDFPage_CountObjects"), load_call("FPDFPage_GetObject", Handle)
    reader.read_objects(handle_of(page.raw), count, get, _IDENTITY, _DEPTH)
    return drawing


class _PathReader:
    """Walks the objects of a page and hands their paths to a drawing; form XObjects are opened three levels deep."""

    def __init__(self, drawing: Drawing) -> None:
        import pypdfium2.raw as pdfium

        self._drawing = drawing
        self._left = _MAX_OBJECTS
        self._path, self._form, self._text = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_TEXT
        self._kind, self._get_matrix = load_call("FPDFPageObj_GetType"), load_call("FPDFPageObj_GetMatrix")

    def read_objects(self, parent: Handle, count: Any, get: Any, outer: Matrix, depth: int) -> None:
        """The objects of a page or form XObject; `outer` brings them to the page."""
        number = count(parent)
        for start in range(0, number, _CHUNK):
            if self._left <= 0:
                return
            indexes = range(start, min(number, start + _CHUNK))
            raws = list(map(get, repeat(parent), indexes if depth == _DEPTH else map(ctypes.c_ulong, indexes)))
            kinds = bytes(map(self._kind, raws))
            forms = [at for at, kind in enumerate(kinds) if kind == self._form] if self._form in kinds else []
            self._left -= len(kinds) - len(forms)
            self._drawing.texts += kinds.count(self._text)
            for first, form in itertools.pairwise([-1, *forms, len(kinds)]):
                paths = [raws[at] for at in range(first + 1, form) if kinds[at] == self._path]
                if paths:
                    self._read_paths(paths, outer)
                if form < len(kinds) and depth:
                    inner = load_call("FPDFFormObj_CountObjects"), load_call("FPDFFormObj_GetObject", Handle)
                    (matrix,) = self._read_matrices([raws[form]])
                    self.read_objects(raws[form], *inner, _multiply(matrix, outer), depth - 1)

    def _read_matrices(self, raws: list[Handle]) -> Iterator[Matrix]:
        """The matrices of some page objects."""
        values = iter(ask_all(self._get_matrix, raws, "f", 6, 1))
        return zip(values, values, values, values, values, values, strict=True)

    def _read_paths(self, raws: list[Handle], outer: Matrix) -> None:
        """Those of some path objects that can be seen, handed to the drawing with no more segments at a time than memory is for."""
        shown: list[Shown] = []
        segments = 0
        for path in self._find_shown(raws):
            shown.append(path)
            segments += path[1]
            if segments > _BATCH:
                self._draw_all(shown, outer)
                shown, segments = [], 0
        self._draw_all(shown, outer)

    def _find_shown(self, raws: list[Handle]) -> Iterator[Shown]:
        """Path objects that are painted and are no pictures; those in the colour of paper only where they may leave a box of a block."""
        modes = ask_all(load_call("FPDFPath_GetDrawMode"), raws, "i", 2, 2)
        fills, strokes = modes[0::2], modes[1::2]
        colors = iter(ask_colors(load_call("FPDFPageObj_GetFillColor"), list(compress(raws, fills))))
        holes = bool(self._drawing.blocks)
        judged: dict[Sequence[int] | None, tuple[float, bool]] = {}  # most paths are of few colours
        counts = map(load_call("FPDFPath_CountSegments"), raws)
        for raw, count, fill, stroke in zip(raws, counts, fills, strokes, strict=True):
            light, vivid = 1.0, False
            if fill:
                color = next(colors)
                if color not in judged:
                    judged[color] = _judge(color)
                light, vivid = judged[color]
            holes = holes or light < 0.7
            if 0 < count <= _MAX_SEGMENTS and (light < 0.99 or stroke or (fill and count <= 6 and holes)):
                yield raw, count, bool(stroke), light, vivid

    def _draw_all(self, paths: list[Shown], outer: Matrix) -> None:
        """Hand paths to the drawing."""
        raws = [path[0] for path in paths]
        xs, ys, kinds = ask_segments(raws, [path[1] for path in paths])
        begin = 0
        for path, matrix in zip(paths, self._read_matrices(raws), strict=True):
            if outer is not _IDENTITY:
                matrix = _multiply(matrix, outer)
            start, begin = begin, begin + path[1]
            segments = xs[start:begin], ys[start:begin], kinds[start:begin]
            if self._draw_level(path, segments, matrix):
                continue
            parts = _read_parts(segments, matrix)
            if path[2] or path[3] < 0.99:
                self._draw(path, parts, outer)
            elif len(parts) == 1:
                self._drawing.add_hole(*parts[0][:2])

    def _draw_level(self, path: Shown, segments: Segments, matrix: Matrix) -> bool:
        """Hand a path to the drawing that is not turned, whole, and in no strong colour, as most are; False for others.

        Most are thin lines, whatever they are made of: of them only the sides count.
        """
        a, b, c, d, e, f = matrix
        _, count, stroke, light, vivid = path
        xs, ys, kinds = segments
        if b or c or vivid or not (stroke or light < 0.99) or (stroke and count >= 4 and abs(d) * (max(ys) - min(ys)) > 0.9 * _TALL):
            return False
        starts = [0, *_find_moves(kinds), count]
        if len(starts) == 3 and light < 0.7 and not stroke:
            return False
        drawing = self._drawing
        for start, end in itertools.pairwise(starts):
            part = (xs, ys) if end - start == count else (xs[start:end], ys[start:end])
            x0, x1, y0, y1 = a * min(part[0]) + e, a * max(part[0]) + e, d * min(part[1]) + f, d * max(part[1]) + f
            if x0 > x1:
                x0, x1 = x1, x0
            if y0 > y1:
                y0, y1 = y1, y0
            if not drawing.add_thin(x0, y0, x1, y1):
                points = [a * x + e for x in part[0]], [d * y + f for y in part[1]]
                drawing.add_path(*points, kinds.find(_CURVE, start, end) < 0, stroke, light < 0.99, light < 0.7)
        return True

    def _draw(self, path: Shown, parts: list[Part], outer: Matrix) -> None:
        """Hand the subpaths of one path to the drawing."""
        raw, count, stroke, light, vivid = path
        drawing, dark = self._drawing, light < 0.7
        if len(parts) == 2 and dark and not stroke and drawing.add_ring(parts[0][:2], parts[1][:2]):
            return
        if (vivid or (stroke and count >= 4 and _is_tall(parts))) and (clip := _read_clip(raw, outer)):
            parts = [_cut_off(part, clip) for part in parts]
        for xs, ys, corners in parts:
            drawing.add_path(xs, ys, corners, stroke, light < 0.99, dark, vivid)


def _judge(color: Sequence[int] | None) -> tuple[float, bool]:
    """How light an area is filled, from 0 (black) to 1 (white or see-through: paper, not shading), and whether in a strong colour."""
    if color is None:
        return 0.5, False
    red, green, blue, alpha = color
    darkest = min(red, green, blue)
    return (darkest / 255, max(red, green, blue) - darkest > 60 and darkest < 0.99 * 255) if alpha else (1.0, False)


def _read_parts(segments: Segments, matrix: Matrix) -> list[Part]:
    """The subpaths of a path. Closed ones end where they began."""
    xs, ys, kinds = segments
    if not kinds:
        return []
    a, b, c, d, e, f = matrix
    if b or c:
        xs, ys = [a * x + c * y + e for x, y in zip(xs, ys, strict=True)], [b * x + d * y + f for x, y in zip(xs, ys, strict=True)]
    elif matrix != _IDENTITY:
        xs, ys = [a * x + e for x in xs], [d * y + f for y in ys]
    if kinds.find(_MOVE, 1) < 0:
        return [(xs, ys, _CURVE not in kinds)]
    starts = [0, *_find_moves(kinds), len(kinds)]
    return [(xs[start:end], ys[start:end], _CURVE not in kinds[start:end]) for start, end in itertools.pairwise(starts)]


def _find_moves(kinds: bytes) -> list[int]:
    """Where the second and further subpaths of a path begin."""
    found: list[int] = []
    at = kinds.find(_MOVE, 1)
    while at > 0:
        found.append(at)
        at = kinds.find(_MOVE, at + 1)
    return found


def _read_clip(raw: Handle, outer: Matrix) -> Clip | None:
    """Left, bottom, right and top of what a path is cut off by, as far as rectangles do it; None if nothing does.

    Asked for coloured areas and tall frames only: the bars of a chart are often drawn far beyond what is to be seen of them.
    """
    clip = load_call("FPDFPageObj_GetClipPath", Handle)(raw)
    count = load_call("FPDFClipPath_CountPaths")(clip) if clip else 0
    segments, get = load_call("FPDFClipPath_CountPathSegments"), load_call("FPDFClipPath_GetPathSegment", Handle)
    lefts, bottoms, rights, tops = [], [], [], []
    for index in range(count):
        corners = [get(clip, index, at) for at in range(min(segments(clip, index), 10))]
        values = iter(ask_all(load_call("FPDFPathSegment_GetPoint"), corners, "f", 2, 2))
        points = [_move(point, outer) for point in zip(values, values, strict=True)]
        xs, ys = zip(*points, strict=True) if points else ((), ())
        if is_rectangle(xs, ys):
            lefts.append(min(xs))
            bottoms.append(min(ys))
            rights.append(max(xs))
            tops.append(max(ys))
    return (max(lefts), max(bottoms), min(rights), min(tops)) if lefts else None


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    a2, b2, c2, d2, e2, f2 = then
    return (a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, e * a2 + f * c2 + e2, e * b2 + f * d2 + f2)


def _move(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def _is_tall(parts: list[Part]) -> bool:
    """Whether a path reaches over many lines of text."""
    return bool(parts) and max(max(ys) for _, ys, _ in parts) - min(min(ys) for _, ys, _ in parts) > _TALL


def _cut_off(part: Part, clip: Clip) -> Part:
    """A subpath that is seen within a rectangle only."""
    left, bottom, right, top = clip
    return [min(max(x, left), right) for x in part[0]], [min(max(y, bottom), top) for y in part[1]], part[2]
