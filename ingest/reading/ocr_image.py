"""A scanned page as a picture: rendered, straightened, with its ruling lines and drawn tick boxes taken out.

All arrays are numpy, grey 0 (black) to 255 (white); coordinates in this module are pixels from the upper left corner.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from ingest.reading.ocr_shades import whiten_shades
from ingest.reading.ocr_tesseract import OcrError

DPI = 300
_COARSE, _FINE = 150.0, 400.0  # dots per inch; what Tesseract reads well
_MAX_PIXELS = 40_000_000  # an A1 plan at 300 dpi has 70 million; tesseract would take a minute for it
_TILTED = 1.5  # degrees; Tesseract reads what is less askew
_STRAIGHT = 0.05  # degrees; less is not worth a blur
_MAX_SKEW = 6.0  # degrees; paper lies straighter in a feeder, and steeper text is meant to be


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling line in the picture: its ends, its middle across, its thickness; `upright` tells the direction."""

    start: float
    end: float
    at: float
    thick: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Square:
    """A drawn box of tick size: its sides, and which share of what is inside is ink."""

    x0: float
    top: float
    x1: float
    bottom: float
    ink: float


@dataclass(frozen=True, slots=True)
class Scan:
    """A picture ready to be read. `scale` is pixels for a point, `skew` by how many degrees it was turned counter-clockwise."""

    pixels: Any
    scale: float
    skew: float
    rules: tuple[Rule, ...] = ()
    squares: tuple[Square, ...] = ()


_Shape = TypeVar("_Shape", Rule, Square)


def render_page(page: Any, rotation: int, dpi: int = DPI) -> tuple[Any, float]:
    """A PDFium page in grey, turned clockwise by `rotation` more degrees, and its scale; huge pages at less than `dpi`.

    Raises OcrError for a page that PDFium cannot draw, such as one whose boxes lie outside each other.
    """
    import numpy
    import pypdfium2

    width, height = page.get_size()
    scale = min(dpi / 72, math.sqrt(_MAX_PIXELS / max(1.0, width * height)))
    try:
        bitmap = page.render(scale=scale, rotation=rotation, grayscale=True, may_draw_forms=True)
    except (ValueError, pypdfium2.PdfiumError) as error:
        raise OcrError(f"the page cannot be drawn: {error}") from error
    pixels = bitmap.to_numpy()
    copied = numpy.ascontiguousarray(pixels[:, :, 0] if pixels.ndim == 3 else pixels)
    if not copied.flags.owndata:
        copied = copied.copy()
    bitmap.close()
    return copied, scale


def find_resolution(page: Any) -> int:
    """Dots per inch of the largest picture on a PDFium page, within what Tesseract reads well; DPI where there is none."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    best, most = float(DPI), 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = image.get_bounds()
        try:
            pixels = image.get_px_size()[0]
        except pypdfium2.PdfiumError:
            continue
        if right > left and top > bottom and (right - left) * (top - bottom) > most:
            best, most = pixels * 72 / (right - left), (right - left) * (top - bottom)
    return round(min(max(best, _COARSE), _FINE))


def look_again(page: Any, rotation: int, scan: Scan) -> Scan:
    """A page as its scanner saw it: at that resolution, with its lines, and not turned where Tesseract copes with its tilt.

    What turning blurs is sharp here, and what was torn with a line is whole. Tick boxes are taken out as in `scan`.
    """
    import numpy

    pixels, scale = render_page(page, rotation, find_resolution(page))
    paper = int(numpy.median(pixels[::4, ::4]))
    skew = scan.skew if abs(scan.skew) > _TILTED else 0.0
    pixels = whiten_shades(_turn(pixels, skew, paper), scale).copy()
    size, edge = scale / scan.scale, round(0.2 * scale) + 1
    middle = scan.pixels.shape[1] / 2, scan.pixels.shape[0] / 2
    for box in scan.squares:
        x, y = turn_point((box.x0 + box.x1) / 2 - middle[0], (box.top + box.bottom) / 2 - middle[1], skew - scan.skew)
        half = (box.x1 - box.x0) * size / 2 + edge, (box.bottom - box.top) * size / 2 + edge
        left, top = (x + middle[0]) * size - half[0], (y + middle[1]) * size - half[1]
        pixels[max(0, int(top)) : int(top + 2 * half[1]) + 1, max(0, int(left)) : int(left + 2 * half[0]) + 1] = paper
    return Scan(pixels, scale, skew)


def turn_point(x: float, y: float, degrees: float) -> tuple[float, float]:
    """Where a point right and below of a picture's middle goes when the picture is turned counter-clockwise."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return x * cosine + y * sine, y * cosine - x * sine


def shows_ink(page: Any) -> bool:
    """Whether there is anything to be read on a PDFium page: some dark pixels, not the paper's shade alone."""
    try:
        pixels = render_page(page, 0, dpi=72)[0]
    except OcrError:  # nothing of it can be seen
        return False
    return int((pixels[::2, ::2] < find_threshold(pixels)).sum()) > 40 and int(pixels.min()) + 60 < int(pixels.max())


def find_threshold(pixels: Any) -> float:
    """Otsu's threshold: the grey value that parts ink and paper best."""
    import numpy

    counts = numpy.bincount(pixels[::2, ::2].ravel(), minlength=256).astype(float)
    below = numpy.cumsum(counts)
    weighted = numpy.cumsum(counts * numpy.arange(256))
    above = below[-1] - below
    with numpy.errstate(divide="ignore", invalid="ignore"):
        between = (weighted[-1] * below / below[-1] - weighted) ** 2 / (below * above)
    return float(numpy.nanargmax(numpy.where(below * above > 0, between, 0.0))) + 1.0


def prepare_scan(pixels: Any, scale: float) -> Scan:
    """Straighten a picture and take out what is no text: ruling lines and drawn boxes, which are told apart."""
    import numpy

    from ingest.reading.ocr_pale import add_pale
    from ingest.reading.ocr_ticks import find_boxes

    skew = find_skew(pixels, scale)
    paper = int(numpy.median(pixels[::4, ::4]))  # what is taken out leaves the shade of the paper, not a white stripe on grey
    pixels = _turn(pixels, skew, paper)
    shaded, pixels = pixels, whiten_shades(pixels, scale)
    half = halve(pixels < find_threshold(pixels))  # lines are found at half the size, four times as fast
    rules, lines = find_rules(half, scale / 2)
    rules = add_pale(rules, pixels, shaded, half, scale / 2)
    seen = half if shaded is pixels else halve(shaded < find_threshold(shaded))  # a box on a shade may lose its thin sides with it
    squares = find_boxes(seen, scale / 2, _find_squares(half, scale / 2))
    edge = round(0.2 * scale) + 1
    for box in squares:
        rows = slice(max(0, int(box.top) - edge), int(box.bottom) + edge + 1)
        lines[rows, max(0, int(box.x0) - edge) : int(box.x1) + edge + 1] = True
    cleaned = pixels.copy()
    high, wide = lines.shape[0] * 2, lines.shape[1] * 2
    cleaned[:high, :wide][lines.repeat(2, axis=0).repeat(2, axis=1)] = paper
    return Scan(cleaned, scale, skew, tuple(_double(rule) for rule in rules), tuple(_double(square) for square in squares))


def halve(dark: Any) -> Any:
    """A mask at half the size; a pixel is set where one of its four was."""
    high, wide = dark.shape[0] // 2 * 2, dark.shape[1] // 2 * 2
    even = dark[:high, :wide]
    return even[::2, ::2] | even[1::2, ::2] | even[::2, 1::2] | even[1::2, 1::2]


def _double(shape: _Shape) -> _Shape:
    """A line or box of the picture at half the size in pixels of the whole one."""
    if isinstance(shape, Rule):
        return replace(shape, start=2 * shape.start, end=2 * shape.end, at=2 * shape.at, thick=2 * shape.thick)
    return replace(shape, x0=2 * shape.x0, top=2 * shape.top, x1=2 * shape.x1, bottom=2 * shape.bottom)


def calm_noise(pixels: Any) -> Any:
    """A picture without specks and the dots of a printed shade: each pixel is the median of those around it."""
    import numpy
    from PIL import Image, ImageFilter

    return numpy.array(Image.fromarray(pixels).filter(ImageFilter.MedianFilter(3)))


def find_skew(pixels: Any, scale: float) -> float:
    """By how many degrees a picture must be turned counter-clockwise for its lines to be level; 0 where that cannot be told."""
    import numpy

    step = max(1, round(scale * 72 / 100))  # 100 dpi tell lines apart well enough
    small = pixels[: pixels.shape[0] // step * step, : pixels.shape[1] // step * step]
    small = small.reshape(small.shape[0] // step, step, -1, step).mean(axis=(1, 3))
    ys, xs = numpy.nonzero(small < find_threshold(small.astype(numpy.uint8)))
    if len(ys) < 200 or len(ys) > 0.4 * small.size:
        return 0.0
    center = xs - small.shape[1] / 2

    def sharpness(degrees: float) -> float:
        rows = numpy.rint(ys - center * math.tan(math.radians(degrees))).astype(int)
        counts = numpy.bincount(rows - rows.min()).astype(float)
        return float(((counts[1:] - counts[:-1]) ** 2).sum())

    best = 0.0
    for width, parts in ((_MAX_SKEW, 24), (0.5, 10), (0.06, 3)):
        best = max((best + width * part / parts for part in range(-parts, parts + 1)), key=sharpness)
    return best if abs(best) <= _MAX_SKEW and sharpness(best) > 1.05 * sharpness(0.0) else 0.0


def _turn(pixels: Any, degrees: float, paper: int) -> Any:
    """A picture turned counter-clockwise around its middle, of the same size, with corners of the paper's shade."""
    import numpy
    from PIL import Image

    if abs(degrees) < _STRAIGHT:
        return pixels
    turned = Image.fromarray(pixels).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=paper)
    return numpy.asarray(turned)


def _runs_of(mask: Any, length: int) -> Any:
    """What of a mask lies in level runs of at least `length` pixels; one pixel in thirty may be missing (scans are noisy)."""
    import numpy

    if mask.shape[1] <= length:
        return numpy.zeros_like(mask)
    sums = numpy.zeros((mask.shape[0], mask.shape[1] + 1), numpy.int32)
    numpy.cumsum(mask, axis=1, out=sums[:, 1:])
    full = sums[:, length:] - sums[:, :-length] >= length - length // 30
    spread = numpy.zeros((mask.shape[0], mask.shape[1] + length), numpy.int32)
    numpy.cumsum(full, axis=1, out=spread[:, length : length + full.shape[1]])
    spread[:, length + full.shape[1] :] = spread[:, length + full.shape[1] - 1 : length + full.shape[1]]
    return (spread[:, length:] - spread[:, :-length] > 0) & mask


def _thicken(mask: Any, pixels: int) -> Any:
    """A mask with `pixels` more above and below."""
    wide = mask.copy()
    for step in range(1, pixels + 1):
        wide[step:] |= mask[:-step]
        wide[:-step] |= mask[step:]
    return wide


def find_rules(dark: Any, scale: float, level_more: Any = None, upright_more: Any = None) -> tuple[list[Rule], Any]:
    """Ruling lines, and the mask of their pixels without those of letters that touch them; `…_more` is ink that counts for one of them."""
    level, level_mask = _find_level(dark if level_more is None else dark | level_more, scale, upright=False)
    upright, upright_mask = _find_level(dark.T if upright_more is None else (dark | upright_more).T, scale, upright=True)
    upright_mask = upright_mask.T
    thick = round(1.5 * scale)
    around = round(0.3 * scale) + 1
    wide_level, wide_upright = _thicken(level_mask, around), _thicken(upright_mask.T, around).T
    letters = _runs_of(dark.T, thick + around).T
    strokes = _runs_of(dark, thick + around)
    erased = (wide_level & ~(letters & ~wide_upright)) | (wide_upright & ~(strokes & ~wide_level))
    return [*level, *upright], erased


def _find_level(dark: Any, scale: float, upright: bool) -> tuple[list[Rule], Any]:
    """Level lines: long, thin runs of ink. `upright` says that the picture was given with its sides exchanged."""
    import numpy

    length = round(24 * scale)
    runs = _runs_of(_thicken(dark, 1), length)
    blocks = _thicken(_runs_of(numpy.ascontiguousarray(dark.T), round(3.5 * scale)).T, 2)  # letters in a row, photos, bars
    thin = runs & ~blocks
    rules = [rule for rule in _join_ends(_join_rows(thin, scale, upright), scale) if rule.end - rule.start >= 0.9 * length]
    mask = _runs_of(_thicken(thin, 1), length // 2)
    for rule in rules:  # where lines cross, too
        if rule.thick <= 2.5 * scale:
            half = rule.thick / 2
            mask[max(0, int(rule.at - half)) : int(rule.at + half) + 2, max(0, int(rule.start - scale)) : int(rule.end + scale) + 1] = True
    return rules, mask & dark


def _join_rows(mask: Any, scale: float, upright: bool) -> list[Rule]:
    """Runs of neighbouring rows that lie over each other as one line."""
    import numpy

    least = round(4 * scale)
    open_lines: list[list[int]] = []  # start, end, first row, last row
    done: list[list[int]] = []
    for row in numpy.nonzero(mask.any(axis=1))[0].tolist():
        edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], mask[row].view(numpy.int8), [0]))))
        fresh = [line for line in open_lines if row - line[3] <= 2]
        done += [line for line in open_lines if row - line[3] > 2]
        open_lines = fresh
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if end - start < least:
                continue
            same = [line for line in open_lines if start <= line[1] + 2 and end >= line[0] - 2]
            merged = [start, end, row, row]
            for line in same:
                merged = [min(merged[0], line[0]), max(merged[1], line[1]), min(merged[2], line[2]), row]
                open_lines.remove(line)
            open_lines.append(merged)
    done += open_lines
    return [
        Rule(start, end, (first + last) / 2, last - first + 1, upright) for start, end, first, last in done if last - first <= 4 * scale
    ]


def _join_ends(rules: list[Rule], scale: float) -> list[Rule]:
    """Pieces of one line, cut where another line crosses it, as one."""
    joined: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        for at, other in enumerate(joined):
            if abs(other.at - rule.at) <= 1.5 * scale and rule.start - other.end <= 5 * scale:
                joined[at] = replace(other, end=max(other.end, rule.end), thick=max(other.thick, rule.thick))
                break
        else:
            joined.append(rule)
    return joined


def _find_squares(dark: Any, scale: float) -> list[Square]:
    """Drawn boxes between 6 and 16 points wide, as high as wide, with four straight sides."""
    low, high = round(6 * scale), round(16 * scale)
    sides = [rule for rule in _join_rows(_runs_of(_thicken(dark, 1), low), scale, False) if low <= rule.end - rule.start <= high]
    sides.sort(key=lambda rule: rule.at)
    slack = 0.7 * scale
    found: list[Square] = []
    for number, upper in enumerate(sides):
        wide = upper.end - upper.start
        for lower in sides[number + 1 :]:
            tall = lower.at - upper.at
            if tall > 1.25 * wide:
                break
            if tall < 0.75 * wide or abs(upper.start - lower.start) > slack or abs(upper.end - lower.end) > slack:
                continue
            square = _measure(dark, upper, lower, scale)
            if square is not None and not any(abs(square.x0 - other.x0) + abs(square.top - other.top) < 6 * slack for other in found):
                found.append(square)
                break
    return found


def _measure(dark: Any, upper: Rule, lower: Rule, scale: float) -> Square | None:
    """The box between two level sides if all four are straight and nothing touches them from outside; None for a letter."""
    x0, x1 = round((upper.start + lower.start) / 2), round((upper.end + lower.end) / 2)
    top, bottom = round(upper.at), round(lower.at)
    reach = round(0.5 * scale) + 1
    near = dark[max(0, top - 3 * reach) : bottom + 3 * reach + 1, max(0, x0 - 3 * reach) : x1 + 3 * reach + 1]
    ring = near.copy()
    ring[2 * reach : -2 * reach, 2 * reach : -2 * reach] = False
    sides = [dark[top : bottom + 1, max(0, x - reach) : x + reach + 1] for x in (x0, x1)]
    sides += [dark[max(0, y - reach) : y + reach + 1, x0 : x1 + 1].T for y in (top, bottom)]
    straight = all(side.size and side.any(axis=1).mean() >= 0.97 and side.mean(axis=0).max() >= 0.9 for side in sides)
    if not straight or ring.sum() > 0.05 * (ring.size - (near.shape[0] - 4 * reach) * (near.shape[1] - 4 * reach)):
        return None
    margin = max(reach + 1, round(0.2 * (x1 - x0)))
    inside = dark[top + margin : bottom - margin + 1, x0 + margin : x1 - margin + 1]
    return Square(x0, top, x1, bottom, float(inside.mean())) if inside.size else None
