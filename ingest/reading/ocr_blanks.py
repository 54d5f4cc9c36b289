"""Lines to write on, "am ________": what was filled in touches the printed word before it, and Tesseract takes both for one.

Letters and a number, "am22.10.", part where the line begins. A doubtful word that begins before a line is cut at the last white before
what was filled in, and the printed part is read by itself; the rest stays as doubtful as it was.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading.ocr_image import Rule, Scan, find_threshold
from ingest.reading.ocr_tesseract import Engine, OcrError, Seen, read_picture
from ingest.reading.shapes import overlap

_ONE_LINE = 7  # Tesseract's page segmentation mode
_DOUBTFUL, _READ = 60.0, 75.0  # a word with less confidence is looked at; a part must have the other to be believed
_BEFORE, _UPON = 3.0, 6.0  # points of a word before a line, and upon it
_NEAR = 12.0  # points before a line within which what is written on it begins
_UNDER, _OVER = 6.0, 4.0  # points by which a line may be above and below a word's lower side: letters reach below it
_WIDE = (30.0, 400.0)  # points; a shorter line is a dash, a longer one the ruling of a page
_COVERED = 0.5  # of the smaller of two words that are at one place
_MOST = 6  # words of a page that are looked at; each takes a third of a second


def part_blanks(words: Sequence[Seen], readings: Sequence[Sequence[Seen]], engine: Engine, scan: Scan, end: float) -> list[Seen]:
    """The words of a page with those parted that go on over a line to write on; in the pixels of `scan`, by the moment `end`."""
    blanks = _find_blanks(scan)
    if not blanks:
        return list(words)
    found = [part for word in words for part in _part_number(word, blanks, scan.scale)]
    for torn, rule in _find_torn([*found, *(word for reading in readings for word in reading)], blanks, scan.scale)[:_MOST]:
        cut = _find_cut(scan, torn, rule)
        if cut is None:
            continue
        place = [word for word in found if _is_at(word, replace(torn, x1=cut))]
        if any(word.confidence >= _DOUBTFUL for word in place):
            continue  # another reading parted it
        try:
            printed = _read_part(engine, replace(torn, x1=cut), scan, end)
        except OcrError:
            break
        if printed is not None:
            line = place[0].line if place else 1 + max((word.line for word in found), default=0)
            rest = [replace(word, text=word.text[len(printed.text) :], x0=cut) for word in place if word.text.startswith(printed.text)]
            kept = [word for word in found if word not in place]
            found = [*kept, replace(printed, line=line), *(word for word in rest if word.text)]
    return sorted(found, key=lambda word: (word.line, word.x0))


def _find_blanks(scan: Scan) -> list[Rule]:
    """Lines to write on: level ones that are no side of a frame or table."""
    low, high = (side * scan.scale for side in _WIDE)
    upright = [rule for rule in scan.rules if rule.upright]
    rules = [rule for rule in scan.rules if not rule.upright and low <= rule.end - rule.start <= high]
    return [rule for rule in rules if not _is_framed(rule, upright, scan.scale)]


def _part_number(word: Seen, blanks: Sequence[Rule], scale: float) -> list[Seen]:
    """A word of letters and a number in two where a line begins between them."""
    glued = re.fullmatch(r"([^\W\d_]+)[_ ]*(\d[\d.,:/-]*)", word.text)
    if glued is None:
        return [word]
    step = (word.x1 - word.x0) / len(word.text)
    for rule in blanks:
        if _begins_before(word, rule, scale) and abs(rule.start - word.x0 - glued.end(1) * step) <= step:
            return [replace(word, text=glued[1], x1=rule.start), replace(word, text=glued[2], x0=rule.start)]
    return [word]


def _find_torn(seen: Sequence[Seen], blanks: Sequence[Rule], scale: float) -> list[tuple[Seen, Rule]]:
    """Doubtful words that begin before a line to write on, the surest at each line."""
    found: dict[Rule, Seen] = {}
    for word in seen:
        for rule in blanks if word.confidence < _DOUBTFUL else ():
            if _begins_before(word, rule, scale) and (rule not in found or word.confidence > found[rule].confidence):
                found[rule] = word
    return [(word, rule) for rule, word in found.items()]


def _begins_before(word: Seen, rule: Rule, scale: float) -> bool:
    """Whether a word stands on the level of a line and begins before it, but ends upon it."""
    level = -_OVER * scale <= word.bottom - rule.at <= _UNDER * scale
    return level and word.x0 + _BEFORE * scale < rule.start < word.x1 - _UPON * scale


def _is_framed(rule: Rule, upright: Sequence[Rule], scale: float) -> bool:
    """Whether an upright line stands where a level one begins: the side of a frame or table."""
    near = 3 * scale
    return any(abs(other.at - rule.start) <= near and other.start - near <= rule.at <= other.end + near for other in upright)


def _is_at(word: Seen, torn: Seen) -> bool:
    """Whether a word is at the place of another."""
    common = overlap(word.x0, word.x1, torn.x0, torn.x1) * overlap(word.top, word.bottom, torn.top, torn.bottom)
    return common > _COVERED * min((word.x1 - word.x0) * (word.bottom - word.top), (torn.x1 - torn.x0) * (torn.bottom - torn.top))


def _find_cut(scan: Scan, torn: Seen, rule: Rule) -> float | None:
    """Where the last white column before the beginning of a line is, in the middle of it; None without one."""
    import numpy

    left, right = max(0, round(torn.x0)), round(rule.start + _BEFORE * scan.scale)
    dark = scan.pixels[max(0, round(torn.top)) : round(rule.at - scan.scale), left:right] < find_threshold(scan.pixels)
    white = numpy.flatnonzero(~dark.any(axis=0)).tolist()
    white = [column for column in white if rule.start - _NEAR * scan.scale <= left + column]
    return float(left + white[-1]) if white and white[-1] > _BEFORE * scan.scale else None


def _read_part(engine: Engine, part: Seen, scan: Scan, end: float) -> Seen | None:
    """The word in the box of a part, on a margin of paper; None where it is doubtful."""
    import numpy

    if end - time.monotonic() <= 0:
        raise OcrError("took too long")
    left, top = max(0, round(part.x0 - scan.scale)), max(0, round(part.top - scan.scale))
    inside = scan.pixels[top : round(part.bottom + scan.scale), left : round(part.x1)]
    margin = round(10 * scan.scale)
    page = numpy.full((inside.shape[0] + 2 * margin, inside.shape[1] + 2 * margin), int(numpy.median(inside)), numpy.uint8)
    page[margin : margin + inside.shape[0], margin : margin + inside.shape[1]] = inside
    seen = read_picture(engine, page, round(scan.scale * 72), _ONE_LINE, end - time.monotonic())
    if len(seen) != 1 or seen[0].confidence < _READ or not seen[0].text.strip(".:").isalpha():
        return None
    x, y = left - margin, top - margin
    return replace(seen[0], x0=seen[0].x0 + x, top=seen[0].top + y, x1=seen[0].x1 + x, bottom=seen[0].bottom + y)
