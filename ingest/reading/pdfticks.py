"""Tick boxes that are drawn or filled in: squares with or without a cross, form fields, an x in a table cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.pdfsquares import distinct, find_squares, is_key
from ingest.reading.shapes import Field, Printed, Run, Shapes, contains, overlap, texts_of, words_of
from ingest.reading.solids import is_answer
from ingest.reading.typed import FIRSTS, find_typed, has_empty_round, has_typed

_CROSSES = frozenset("xX×✗✘✓✔✕✖☒●•")


def read_fields(fields: tuple[Field, ...], drawn: Sequence[Run] = ()) -> list[Run]:
    """Form fields as words at their places, but for crosses that stand in one of the drawn boxes."""
    runs: list[Run] = []
    for field in fields:
        if field.text in _CROSSES and any(contains(run.box, _middle(field.box), 2) for run in drawn):
            continue
        if field.checked is not None:
            runs.append(_tick(ticks.YES if field.checked else ticks.NO, field.box))
        else:
            runs += _value(field)
    return runs


def _value(field: Field) -> list[Run]:
    """The words of a text field, spread over its lines and width."""
    runs: list[Run] = []
    lines = [line for line in field.text.splitlines() if line.strip()]
    box = field.box
    high = (box.bottom - box.top) / max(1, len(lines))
    for number, line in enumerate(lines):
        step = min((box.x1 - box.x0) / max(1, len(line)), 0.6 * high)
        at = 0
        top = box.top + number * high
        for text in line.split():
            at = line.index(text, at)
            edges = tuple(box.x0 + step * (at + letter) for letter in range(len(text) + 1))
            runs.append(Run(text, Box(edges[0], top, edges[-1], top + high), edges, min(high, 12.0)))
            at += len(text)
    return runs


def _tick(glyph: str, box: Box) -> Run:
    """A tick box as a word of one character."""
    return Run(glyph, box, (box.x0, box.x1), box.bottom - box.top)


def read_squares(shapes: Shapes) -> tuple[list[Run], list[Printed]]:
    """Drawn boxes as words, and the page's words without the crosses in them.

    A box with a drawn mark or a cross of text in it is ticked, an empty one is not, one with other text is no tick box. Where a
    mark only grazes a box nobody can tell: unknown.
    """
    squares = find_squares(shapes)
    if not squares:
        return [], _cross_glyphs(list(shapes.runs), shapes.marks)
    runs = _open_strips(shapes.runs, squares)
    found: list[Run] = []
    blocks = [block for block in distinct(shapes.blocks) if not is_key(block, shapes.keys)]
    marks = [*shapes.marks, *blocks, *(field.box for field in shapes.fields if field.drawn or field.text in _CROSSES)]
    for square in squares:
        if any(contains(square, field.box, 4) or contains(field.box, square, 4) for field in shapes.fields if field.checked is not None):
            continue
        runs = _part_crosses(square, runs)
        inside = _runs_in(square, runs)
        if any(_covers(block, square) for block in blocks):
            continue
        state = _read_state(square, inside, marks)
        if state:
            found.append(_tick(state, square))
            runs = [run for run in runs if run not in inside] if inside else runs
    found += _fill(blocks, found)
    return found, _cross_glyphs(runs, shapes.marks)


def _open_strips(printed: Sequence[Printed], squares: Sequence[Box]) -> list[Printed]:
    """The same with words one by one at the height of any of the boxes."""
    opened: list[Printed] = []
    for some in printed:
        if any(square.top <= some.middle <= square.bottom for square in squares):
            opened += some.runs
        else:
            opened.append(some)
    return opened


def _fill(blocks: Sequence[Box], found: Sequence[Run]) -> list[Run]:
    """Filled squares among boxes of their size as ticks."""
    sizes, empty = [run.box for run in found], [run.text == ticks.NO for run in found]
    solids = [block for block in blocks if any(_is_alike(block, size) for size in sizes)]
    return [_tick(ticks.YES if is_answer(solid, sizes, empty) else ticks.DOUBTFUL, solid) for solid in solids]


def _part_crosses(square: Box, runs: list[Printed]) -> list[Printed]:
    """The words with a cross that stands in a box told from the label that begins right behind it: "Xja"."""
    for at, run in enumerate(runs):
        across = run.box.x0 < square.x1 < run.box.x1 and square.top < run.middle < square.bottom
        if across and isinstance(run, Run) and run.text[0] in _CROSSES and len(run.text) > 1:
            edges = list(run.edges)
            if square.x0 <= (edges[0] + edges[1]) / 2 <= square.x1 and edges[2] > square.x1:
                return [*runs[:at], *_slice(run, 0, 1), *_slice(run, 1, len(run.text)), *runs[at + 1 :]]
    return runs


def _runs_in(square: Box, runs: list[Printed]) -> list[Run]:
    """Words whose middle lies in a box."""
    level = [run for run in runs if square.top <= run.middle <= square.bottom and isinstance(run, Run)]
    return [run for run in level if square.x0 <= run.center <= square.x1]


def _read_state(square: Box, inside: list[Run], marks: Sequence[Box]) -> str:
    """The character for a drawn box with these words in it; "" for one that holds something to be read."""
    if any(run.text not in _CROSSES and (len(run.text) > 1 or run.text.isascii() or run.text.isalnum()) for run in inside):
        return ""
    if any(run.text not in _CROSSES for run in inside):
        return ticks.DOUBTFUL
    if inside or any(contains(square, mark) for mark in marks):
        return ticks.YES
    touching = [share for mark in marks if (share := _share(square, mark)) >= 0.25]
    if not touching:
        return ticks.NO
    across = any(_share(square, mark) >= 0.4 and contains(square, _middle(mark), 0.35 * (square.x1 - square.x0)) for mark in marks)
    return ticks.YES if across else ticks.DOUBTFUL


def _share(square: Box, mark: Box) -> float:
    """Which part of a box lies under a mark."""
    shared = overlap(square.x0, square.x1, mark.x0, mark.x1) * overlap(square.top, square.bottom, mark.top, mark.bottom)
    return shared / ((square.x1 - square.x0) * (square.bottom - square.top))


def _middle(box: Box) -> Box:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return Box(x, y, x, y)


def _cross_glyphs(printed: Sequence[Printed], marks: Sequence[Box]) -> list[Printed]:
    """Empty boxes that are characters, with a cross printed or drawn over them; such a box is never in a strip."""
    boxes = [some for some in printed if isinstance(some, Run) and some.text == ticks.NO]
    if not boxes:
        return list(printed)
    runs = words_of(printed)
    crosses = [run for run in runs if run.text in _CROSSES]
    if not crosses and not marks:
        return [*runs]
    crossed: dict[int, Run] = {}
    used: set[int] = set()
    for box in boxes:
        over = [run for run in crosses if contains(box.box, Box(run.center, run.middle, run.center, run.middle), 0)]
        if over or any(_share(box.box, mark) >= 0.2 and contains(box.box, _middle(mark), 0) for mark in marks):
            crossed[id(box)] = replace(box, text=ticks.YES)
            used |= {id(run) for run in over}
    return [crossed.get(id(run), run) for run in runs if id(run) not in used]


def _covers(block: Box, square: Box) -> bool:
    """Whether a filled block fills a drawn square: the key of a chart or a bullet with a border."""
    return contains(block, square, 0.15 * (square.x1 - square.x0))


def _is_alike(block: Box, square: Box) -> bool:
    """Whether a filled block is as large as an empty or crossed box beside or under which it stands."""
    wide, high = square.x1 - square.x0, square.bottom - square.top
    same = abs(block.x1 - block.x0 - wide) < 0.15 * wide and abs(block.bottom - block.top - high) < 0.15 * high
    return same and not contains(square, block) and (abs(block.top - square.top) < high or abs(block.x0 - square.x0) < wide)


def read_typed(printed: list[Printed]) -> list[Printed]:
    """Boxes made of brackets, underscores or circles as words of one character: "[x]", "[X]ja", "( x )" whose spaces part them in words.

    Round ones count only where the page has an empty one, too: "( x ) ja ( ) nein".
    """
    if not any(has_typed(text) for text in texts_of(printed) if text[0] in FIRSTS):
        return printed
    runs = words_of(printed)
    chains = _chain(runs)
    texts = [_join(chain) for chain in chains]
    round_too = any(has_empty_round(text) for text in texts)
    found: list[Printed] = []
    for chain, text in zip(chains, texts, strict=True):
        edits = find_typed(text, round_too)
        found += _apply(chain, edits) if edits else chain
    return found


def _chain(runs: list[Run]) -> list[list[Run]]:
    """Words in the order of the file, those together that follow each other on one line."""
    chains: list[list[Run]] = []
    for run in runs:
        last = chains[-1][-1] if chains else None
        if last is not None and abs(last.middle - run.middle) < 2 and run.box.x0 >= last.box.x1 - 1 and last.angle == run.angle:
            chains[-1].append(run)
        else:
            chains.append([run])
    return chains


def _join(chain: list[Run]) -> str:
    """The text of a chain; a wide gap is a tab, so that each word is followed by one character."""
    gaps = [after.box.x0 - before.box.x1 < 1.5 * before.size for before, after in pairwise(chain)]
    return "".join(run.text + glue for run, glue in zip(chain, [*(" " if near else "\t" for near in gaps), ""], strict=True))


def _apply(chain: list[Run], edits: list[tuple[int, int, str]]) -> list[Run]:
    """The words of a chain with each edit's characters as one tick box; what stands around them in their words is cut off."""
    found: list[Run] = []
    at = 0
    left = list(edits)
    for run in chain:
        start, end = at, at + len(run.text)
        at = end + 1
        done = 0  # characters of this word that are written or part of a box
        while left and left[0][0] < end:
            first, last, glyph = left[0]
            if first >= start:
                found += _slice(run, done, first - start)
                found.append(_tick(glyph, Box(run.edges[first - start], run.box.top, run.box.x1, run.box.bottom)))
            cut = min(last, end) - start
            box = found[-1].box
            found[-1] = _tick(glyph, Box(box.x0, box.top, run.edges[cut], box.bottom))
            done = cut
            if last > end:
                break
            left.pop(0)
        found += _slice(run, done, len(run.text))
    return found


def _slice(run: Run, start: int, end: int) -> list[Run]:
    """Some letters of a word as a word."""
    if start >= end:
        return []
    if end - start == len(run.text):
        return [run]
    edges = list(run.edges)[start : end + 1]
    return [replace(run, text=run.text[start:end], box=Box(edges[0], run.box.top, edges[-1], run.box.bottom), edges=edges)]
