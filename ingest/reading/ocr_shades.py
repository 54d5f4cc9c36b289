"""Shaded fields of a scan made white: heads of tables on grey, on colour, on the dots that a fax or a black-and-white scanner prints.

Letters on such a ground are lost to OCR otherwise, and a table without its head has no years. Pixels are grey, 0 black to 255 white.
"""

from __future__ import annotations

from typing import Any

_BLUR = 0.45  # points; dots of a shade run together, strokes of letters do not
_BLOCK = 4.0  # points
_GROUND = 85  # percentile of a block that is its ground: letters cover less than this
_EVEN = 30  # a block whose median is as much darker than its ground has letters in it
_LEAST = 20  # how much darker than paper a shade is
_DARKEST = 0.45  # of the paper's brightness; darker fields are pictures or strokes of big letters
_ROWS, _COLUMNS = 2, 5  # blocks: a smaller spot is a bold word or an underlined one
_BIG, _STROKE = 7, 3  # blocks; letters of a headline are narrower, and their level strokes lower
_SEED = 4  # blocks in a row that a shade must have without letters: bold type is as dark but nowhere even
_INK = 0.65  # of the way from ink to shade: what is brighter than this becomes paper


def whiten_shades(pixels: Any, scale: float) -> Any:
    """A picture with its shaded fields white and the letters in them kept; `scale` is pixels for a point. The same array without shades."""
    import numpy
    from PIL import Image, ImageFilter

    smooth = Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(_BLUR * scale))
    step = max(1, round(scale / 2))
    side = max(1, round(_BLOCK * scale / step))
    ground, even = _find_ground(numpy.asarray(smooth.reduce(step)), side)
    if not ground.size:
        return pixels
    paper = int(numpy.median(ground))
    shaded = (ground < paper - _LEAST) & (ground > _DARKEST * paper)
    shaded = _grow(_open(shaded & even, 1, _SEED), _open(shaded, _ROWS, _COLUMNS))
    if not shaded.any():
        return pixels
    low = Image.fromarray(numpy.where(shaded, _pass_over_letters(ground, paper), 255).astype(numpy.uint8)).filter(ImageFilter.MinFilter(3))
    size = (low.width * step * side, low.height * step * side)
    level = numpy.asarray(low.resize(size, Image.Resampling.NEAREST))[: pixels.shape[0], : pixels.shape[1]]
    mask = level < 255
    within = numpy.asarray(smooth)[: level.shape[0], : level.shape[1]][mask].astype(numpy.float32)
    ink = float(numpy.percentile(within, 2))
    span = numpy.maximum(_INK * (level[mask].astype(numpy.float32) - ink), _LEAST)
    whitened = pixels.copy()
    whitened[: level.shape[0], : level.shape[1]][mask] = (numpy.clip((within - ink) / span, 0, 1) * paper).astype(numpy.uint8)
    return whitened


def _pass_over_letters(ground: Any, paper: int) -> Any:
    """The shades, with those of a headline's letters on a lighter shade made the lighter one: what is darker and narrow within it."""
    import numpy

    closed = numpy.maximum(_close(ground, _BIG), _close(ground.T, _STROKE).T)
    return numpy.where((closed < paper - _LEAST) & (closed > ground), closed, ground)


def _close(levels: Any, blocks: int) -> Any:
    """Levels without what is darker than both of its sides and narrower than so many blocks."""
    import numpy

    padded = numpy.pad(levels, ((0, 0), (blocks - 1, blocks - 1)), mode="edge")
    wide = levels.shape[1] + blocks - 1
    brightest = numpy.max([padded[:, at : at + wide] for at in range(blocks)], axis=0)
    return numpy.min([brightest[:, at : at + levels.shape[1]] for at in range(blocks)], axis=0)


def _find_ground(small: Any, side: int) -> tuple[Any, Any]:
    """The shade that letters stand on, block by block, and where there are none; the median of neighbours passes over a letter or line."""
    import numpy

    rows, columns = small.shape[0] // side, small.shape[1] // side
    if not rows or not columns:
        return numpy.zeros((0, 0), numpy.uint8), numpy.zeros((0, 0), numpy.bool_)
    blocks = small[: rows * side, : columns * side].reshape(rows, side, columns, side).transpose(0, 2, 1, 3)
    middle, ground = numpy.percentile(blocks.reshape(rows, columns, side * side), (50, _GROUND), axis=2)
    padded = numpy.pad(ground, ((0, 0), (2, 2)), mode="edge")
    level = numpy.median(numpy.stack([padded[:, at : at + columns] for at in range(5)]), axis=0).astype(numpy.uint8)
    return level, ground - middle < _EVEN


def _open(mask: Any, high: int, wide: int) -> Any:
    """What of a mask lies in full rectangles of this size."""
    import numpy

    rows, columns = mask.shape[0] - high + 1, mask.shape[1] - wide + 1
    opened = numpy.zeros_like(mask)
    if rows < 1 or columns < 1:
        return opened
    places = [(row, column) for row in range(high) for column in range(wide)]
    full = numpy.logical_and.reduce([mask[row : row + rows, column : column + columns] for row, column in places])
    for row, column in places:
        opened[row : row + rows, column : column + columns] |= full
    return opened


def _grow(seeds: Any, mask: Any) -> Any:
    """What of a mask hangs together with a seed."""
    grown = seeds & mask
    while True:
        wider = grown.copy()
        wider[1:] |= grown[:-1]
        wider[:-1] |= grown[1:]
        wider[:, 1:] |= grown[:, :-1]
        wider[:, :-1] |= grown[:, 1:]
        wider &= mask
        if int(wider.sum()) == int(grown.sum()):
            return grown
        grown = wider
