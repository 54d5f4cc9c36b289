"""Numbers in small frames of their own, "am [22] . [11] . [2018]": Tesseract takes frame and digits for one sign, or for a picture.

What is in such a frame and was not read is cut out and read once more, as it is and without its specks. Only where both readings say
the same number it counts: a wrong number is worse than a missing one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ingest.reading.ocr_image import Rule, Scan, calm_noise, find_threshold
from ingest.reading.ocr_tesseract import Engine, OcrError, Seen, read_picture
from ingest.reading.shapes import overlap

_ONE_LINE = 7  # Tesseract's page segmentation mode
_WIDE, _HIGH = (12.0, 120.0), (10.0, 40.0)  # points; boxes to tick are smaller, cells of a table wider
_ALIGNED = 4.0  # points by which the sides of a torn frame may differ
_WITHIN = 2.0  # points from a frame's sides to what is cut out
_READ = 60.0  # what stands in a frame with this confidence was read; two readings that agree must have it
_INK = (0.004, 0.4)  # share of a frame that digits cover
_MOST = 24  # frames of a page that are looked at; each takes half a second
_EDGES = ".,:;'|_- "

_Frame = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def add_framed(words: Sequence[Seen], engine: Engine, scan: Scan, end: float) -> list[Seen]:
    """The words of a page with the numbers in its small frames that were not among them; in the pixels of `scan`, by the moment `end`."""
    found = list(words)
    calm: Any = None
    for frame in find_frames(scan.rules, scan.scale)[:_MOST]:
        inside = [word for word in words if _is_within(word, frame)]
        if any(word.confidence >= _READ and any(char.isalnum() for char in word.text) for word in inside) or not _has_ink(scan, frame):
            continue
        calm = calm_noise(scan.pixels) if calm is None else calm
        try:
            readings = [_read_frame(engine, replace(scan, pixels=pixels), frame, end) for pixels in (scan.pixels, calm)]
        except OcrError:
            break
        if number := agree_on(*readings):
            line = 1 + max((word.line for word in found), default=0)
            found = [*(word for word in found if word not in inside and not _is_guess(word, number)), replace(number, line=line)]
    return found


def find_frames(rules: Sequence[Rule], scale: float) -> list[_Frame]:
    """Small frames in pixels, by their upper and lower sides; `scale` is pixels for a point."""
    low, high = _WIDE
    level = (rule for rule in rules if not rule.upright and low * scale <= rule.end - rule.start <= high * scale)
    sides = sorted(level, key=lambda rule: rule.at)
    slack = _ALIGNED * scale
    frames: list[_Frame] = []
    for at, upper in enumerate(sides):
        for lower in sides[at + 1 :]:
            aligned = abs(lower.start - upper.start) <= slack and abs(lower.end - upper.end) <= slack
            if aligned and _HIGH[0] * scale <= lower.at - upper.at <= _HIGH[1] * scale:
                frames.append((max(upper.start, lower.start), upper.at, min(upper.end, lower.end), lower.at))
                break
    return [*frames, *_find_torn(sides, frames, slack)]


def _find_torn(sides: Sequence[Rule], frames: Sequence[_Frame], slack: float) -> Iterator[_Frame]:
    """Frames of whose lower side the scan shows too little, where others stand in a row with them."""
    for upper in sides:
        row = [frame for frame in frames if abs(frame[1] - upper.at) <= slack / 2]
        if row and not any(overlap(upper.start, upper.end, frame[0], frame[2]) > 0 for frame in row):
            yield (upper.start, upper.at, upper.end, row[0][3])


def agree_on(first: Sequence[Seen], second: Sequence[Seen]) -> Seen | None:
    """The number that two readings of a frame say with confidence; None where they differ or see anything else."""
    texts = [" ".join(word.text for word in reading).strip(_EDGES) for reading in (first, second)]
    sure = min((word.confidence for word in (*first, *second) if any(char.isalnum() for char in word.text)), default=0.0)
    if texts[0] != texts[1] or sure < _READ or not texts[0] or not all(char.isdigit() or char in ".,:" for char in texts[0]):
        return None
    told = [word for word in first if any(char.isdigit() for char in word.text)]
    edges = min(word.x0 for word in told), min(word.top for word in told), max(word.x1 for word in told), max(word.bottom for word in told)
    return Seen(texts[0], *edges, sure, 0)


def _is_within(word: Seen, frame: _Frame) -> bool:
    """Whether most of a word stands in a frame, or it takes the whole frame for a sign."""
    across = overlap(word.x0, word.x1, frame[0], frame[2])
    down = overlap(word.top, word.bottom, frame[1], frame[3])
    return across * down > 0.5 * (word.x1 - word.x0) * (word.bottom - word.top)


def _is_guess(word: Seen, number: Seen) -> bool:
    """Whether a word is what was made of a frame's number with signs around it."""
    common = overlap(word.x0, word.x1, number.x0, number.x1) * overlap(word.top, word.bottom, number.top, number.bottom)
    return word.confidence < _READ and common > 0.5 * (number.x1 - number.x0) * (number.bottom - number.top)


def _cut(scan: Scan, frame: _Frame) -> tuple[Any, int, int]:
    """What is in a frame, and where it begins."""
    within = _WITHIN * scan.scale
    left, top, right, bottom = (round(side) for side in (frame[0] + within, frame[1] + within, frame[2] - within, frame[3] - within))
    return scan.pixels[max(0, top) : bottom, max(0, left) : right], max(0, left), max(0, top)


def _has_ink(scan: Scan, frame: _Frame) -> bool:
    inside, _, _ = _cut(scan, frame)
    return bool(inside.size) and _INK[0] < float((inside < find_threshold(scan.pixels)).mean()) < _INK[1]


def _read_frame(engine: Engine, scan: Scan, frame: _Frame, end: float) -> list[Seen]:
    """One reading of what is in a frame, on a wide margin of paper."""
    import numpy

    if end - time.monotonic() <= 0:
        raise OcrError("took too long")
    inside, left, top = _cut(scan, frame)
    margin = round(10 * scan.scale)
    page = numpy.full((inside.shape[0] + 2 * margin, inside.shape[1] + 2 * margin), int(numpy.median(inside)), numpy.uint8)
    page[margin : margin + inside.shape[0], margin : margin + inside.shape[1]] = inside
    x, y = left - margin, top - margin
    return [
        replace(word, x0=word.x0 + x, top=word.top + y, x1=word.x1 + x, bottom=word.bottom + y)
        for word in read_picture(engine, page, round(scan.scale * 72), _ONE_LINE, end - time.monotonic())
    ]
