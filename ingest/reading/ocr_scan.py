"""One page without text read by OCR: what was recognized, how it is kept, and how it becomes a page."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from corpus.types import Box, Page
from ingest.reading import ocr_image, ticks
from ingest.reading.compose import make_page
from ingest.reading.frames import Frame, turn_page
from ingest.reading.ocr_blanks import part_blanks
from ingest.reading.ocr_frames import add_framed
from ingest.reading.ocr_image import Rule, Scan
from ingest.reading.ocr_sections import mend_sections
from ingest.reading.ocr_signs import mend_words
from ingest.reading.ocr_tesseract import Engine, OcrError, Seen, read_picture
from ingest.reading.ocr_vote import merge_readings
from ingest.reading.ocr_words import make_runs, mean_confidence, move_words, trim_boxes
from ingest.reading.ruled import find_ruled
from ingest.reading.shapes import Run, Shapes, Stroke
from ingest.reading.solids import is_answer

# Page segmentation modes: blocks as Tesseract sees them; all lines from left to right; as many words as can be found.
_AUTOMATIC, _BLOCK, _SPARSE = 3, 6, 11
_LYING = 70.0  # a page with less confidence may lie on its side or head: upright print reaches 85 and more
_NOISY = 80.0  # less is a fax or a copy of a copy: it is read once more without its specks
_PICTURES = (0, 0, 1, 2)  # which picture each reading is of: blocks, scattered words, as scanned, without specks
_CORNER = 8.0  # points; a scanner's dots may swallow as much of a line where it meets another
_EMPTY, _MARKED, _SOLID = 0.02, 0.06, 0.97  # share of ink in an empty and in a ticked box, and in one that is filled all over


@dataclass(frozen=True, slots=True)
class Recognized:
    """What OCR found on a page, in points of the page turned clockwise by `rotation` more degrees and straightened by `skew`."""

    rotation: int
    skew: float
    confidence: float
    runs: tuple[Run, ...]
    strokes: tuple[Stroke, ...]
    confidences: tuple[float, ...]  # of the runs, 0..100; of letters and digits that readings disagree about, the least


@cache
def settings_key(engine: Engine) -> str:
    """What a recognized page depends on: Tesseract, its data, and our code from the picture to the words."""
    digest = hashlib.sha256(engine.key.encode())
    for path in sorted(Path(__file__).parent.glob("ocr_*.py")):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def recognize(page: Any, engine: Engine, seconds: float) -> Recognized:
    """Read the picture of a PDFium page within `seconds`. Raises OcrError when Tesseract fails or takes longer."""
    end = time.monotonic() + seconds
    rotation = 0
    if not ocr_image.shows_ink(page):  # the back of a sheet
        return Recognized(0, 0.0, 0.0, (), (), ())
    scan = _prepare(page, rotation)
    words = _read(engine, scan, _BLOCK, end)
    if mean_confidence(words) < _LYING:
        rotation = _find_rotation(engine, scan, words, end)
        if rotation:
            scan = _prepare(page, rotation)
            words = _read(engine, scan, _BLOCK, end)
    readings = [words, *_read_again(page, engine, scan, rotation, end, noisy=mean_confidence(words) < _NOISY)]
    words = part_blanks(merge_readings(readings, _PICTURES[: len(readings)]), readings, engine, scan, end)
    words = add_framed(mend_sections(mend_words(words, scan)), engine, scan, end)
    runs = [*make_runs(words, scan.scale), *((tick, 100.0) for tick in _ticks(scan))]
    return Recognized(
        rotation,
        scan.skew,
        mean_confidence(words),
        tuple(run for run, _ in runs),
        _strokes(scan),
        tuple(confidence for _, confidence in runs),
    )


def _read_again(page: Any, engine: Engine, scan: Scan, rotation: int, end: float, noisy: bool) -> Iterator[list[Seen]]:
    """More readings of a page, in the pixels of `scan`: as scattered words, as it was scanned, and where it is noisy without its specks.

    They better a page and do not make it: where time is up or one of them fails, those before are what there is.
    """
    try:
        yield _read(engine, scan, _SPARSE, end)
        other = ocr_image.look_again(page, rotation, scan)
        yield move_words(_read(engine, other, _AUTOMATIC, end), other, scan)
        if noisy:
            yield _read(engine, replace(scan, pixels=ocr_image.calm_noise(scan.pixels)), _BLOCK, end)
    except OcrError:
        return


def _prepare(page: Any, rotation: int) -> Scan:
    return ocr_image.prepare_scan(*ocr_image.render_page(page, rotation))


def _read(engine: Engine, scan: Scan, mode: int, end: float) -> list[Seen]:
    if end - time.monotonic() <= 0:
        raise OcrError("took too long")
    return trim_boxes(read_picture(engine, scan.pixels, round(scan.scale * 72), mode, end - time.monotonic()))


def _find_rotation(engine: Engine, scan: Scan, words: Sequence[Seen], end: float) -> int:
    """By how many degrees more a page must be turned clockwise: the direction in which most letters are words."""
    import numpy

    small = scan.pixels[::2, ::2]
    best, most = 0, 1.5 * _legible(words)
    for rotation in (180, 90, 270):
        turned = numpy.ascontiguousarray(numpy.rot90(small, -rotation // 90))
        found = _legible(_read(engine, replace(scan, pixels=turned, scale=scan.scale / 2), _BLOCK, end))
        if found > most:
            best, most = rotation, found
    return best


def _legible(words: Sequence[Seen]) -> int:
    """Letters in words of three and more that were read with some confidence."""
    return sum(len(word.text) for word in words if word.confidence > 60 and len(word.text) > 2 and word.text.strip(".,:;").isalpha())


def _ticks(scan: Scan) -> list[Run]:
    """Drawn boxes as words of one character; a trace of ink says neither yes nor no, one filled all over only among empty ones."""
    boxes = [Box(*(side / scan.scale for side in (square.x0, square.top, square.x1, square.bottom))) for square in scan.squares]
    plain = [(box, square.ink < _EMPTY) for box, square in zip(boxes, scan.squares, strict=True) if square.ink < _SOLID]
    found = []
    for box, square in zip(boxes, scan.squares, strict=True):
        glyph = ticks.NO if square.ink < _EMPTY else ticks.YES if square.ink > _MARKED else ticks.DOUBTFUL
        if square.ink >= _SOLID and not is_answer(box, [other for other, _ in plain], [empty for _, empty in plain]):
            glyph = ticks.DOUBTFUL
        found.append(Run(glyph, box, (box.x0, box.x1), box.bottom - box.top))
    return found


def _strokes(scan: Scan) -> tuple[Stroke, ...]:
    """Ruling lines in points; one that ends shortly before another that it would meet goes on to it."""
    found = []
    for rule in scan.rules:
        start, end, at = rule.start / scan.scale, rule.end / scan.scale, rule.at / scan.scale
        ahead = [other.at / scan.scale for other in scan.rules if other.upright != rule.upright and _meets(other, rule, scan.scale)]
        start = min([start, *(place for place in ahead if start - _CORNER < place < start)])
        end = max([end, *(place for place in ahead if end < place < end + _CORNER)])
        found.append(Stroke(at, start, at, end) if rule.upright else Stroke(start, at, end, at))
    return tuple(found)


def _meets(other: Rule, rule: Rule, scale: float) -> bool:
    """Whether a line crosses or touches another's course, give or take what a scan loses at corners."""
    return other.start - _CORNER / 2 * scale <= rule.at <= other.end + _CORNER / 2 * scale


def encode(found: Recognized) -> bytes:
    """As JSON for the cache."""
    return json.dumps(asdict(found), ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes) -> Recognized | None:
    """What `encode` was given; None for a file that is damaged."""
    try:
        raw = json.loads(data)
        runs = tuple(_load_run(entry) for entry in raw["runs"])
        strokes = tuple(Stroke(**entry) for entry in raw["strokes"])
        return Recognized(raw["rotation"], raw["skew"], raw["confidence"], runs, strokes, tuple(raw["confidences"]))
    except (ValueError, KeyError, TypeError):
        return None


def _load_run(entry: dict[str, Any]) -> Run:
    del entry["middle"], entry["center"]
    return Run(**{**entry, "box": Box(**entry["box"]), "edges": tuple(entry["edges"])})


def lay_out(found: Recognized, number: int, frame: Frame) -> Page:
    """A page of what was recognized, laid out as any other; boxes are of the page as it is seen. Source "ocr", or "none" without words."""
    upright = frame.rotated((frame.rotation + found.rotation) % 360)
    width, height = upright.size
    grids, outside = find_ruled(Shapes(width, height, found.runs, strokes=found.strokes))
    page = make_page(number, upright.size, outside, grids)
    page = _tilt(replace(page, confidences=_find_confidences(page, found)), found.skew)
    page = page if upright == frame else turn_page(page, upright, frame)
    return replace(page, source="ocr" if page.text.strip() else "none", path="ocr")


def _find_confidences(page: Page, found: Recognized) -> tuple[int, ...]:
    """How sure each word of a page is, 0 to 100; a part of a word that a ruling line cuts is as sure as the word."""
    known = {run.box: round(confidence) for run, confidence in zip(found.runs, found.confidences, strict=True)}

    def look_up(box: Box) -> int:
        x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
        around = (sure for other, sure in known.items() if other.x0 <= x <= other.x1 and other.top <= y <= other.bottom)
        return min(around, default=0)

    return tuple(known[word.box] if word.box in known else look_up(word.box) for word in page.words)


def _tilt(page: Page, skew: float) -> Page:
    """Boxes on the straightened page as boxes on the page as it was scanned: their middles turn, their sizes stay."""
    sine, cosine = math.sin(math.radians(skew)), math.cos(math.radians(skew))
    middle_x, middle_y = page.width / 2, page.height / 2

    def move(box: Box) -> Box:
        x, y = (box.x0 + box.x1) / 2 - middle_x, (box.top + box.bottom) / 2 - middle_y
        right = x * cosine - y * sine + middle_x - (box.x0 + box.x1) / 2
        down = x * sine + y * cosine + middle_y - (box.top + box.bottom) / 2
        return Box(box.x0 + right, box.top + down, box.x1 + right, box.bottom + down)

    if not skew:
        return page
    return replace(
        page,
        words=tuple(replace(word, box=move(word.box)) for word in page.words),
        tables=tuple(
            replace(
                table,
                box=move(table.box) if table.box else None,
                cells=tuple(replace(cell, box=move(cell.box) if cell.box else None) for cell in table.cells),
            )
            for table in page.tables
        ),
        ticks=tuple(replace(tick, box=move(tick.box) if tick.box else None) for tick in page.ticks),
    )
