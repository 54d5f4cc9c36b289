"""Ruling lines of a scan that are paler than its letters: grey hairlines, and those on a shade that was made white.

They tell a table's cells and are not taken out of the picture: what is as pale belongs to letters, too. All is numpy: masks at half
the size of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ingest.reading.ocr_image import Rule, find_rules, find_threshold, halve

_THIN, _EVEN = (0.2, 0.35), 1.8  # of the way from paper to ink: what is darker may be a line, unless so much more than the ink is darker
_PALE = 0.9  # of the paper's brightness: darker on a shade made white is a thin line that was whitened with it
_SOLID = 0.75  # of the threshold of ink: four pixels as dark on the whole are no dots of a shade
_CROWD = 0.5  # share of ink around a pixel: regular dots stand in rows that look like lines
_GAP = 3  # pixels at half the size; a thin line on a shade is torn where the scanner's dots fell badly
_NEAR, _BREAK = 6.0, 15.0  # points: a corner that a scanner lost; what may lie between a line and how it goes on


def add_pale(rules: list[Rule], pixels: Any, shaded: Any, half: Any, scale: float) -> list[Rule]:
    """The lines of a picture with its pale ones. `half` is its plain ink, in which `rules` were found; `shaded` is it with its shades.

    On a shade a line counts where it goes on from one outside, or level where it joins two upright ones: rows of dots do neither.
    """
    import numpy

    paper = int(numpy.median(pixels[::4, ::4]))
    pale = _find_pale(pixels, half, paper)
    if pale is not half:
        rules = find_rules(pale, scale)[0]
    if shaded is pixels:
        return rules
    faint = _find_faint(shaded, pixels, paper)
    more = find_rules(half, scale, _bridge(faint, _GAP), _bridge(faint.T, _GAP).T)[0]
    kept = [rule for rule in more if _goes_on(rule, rules, scale)]
    upright = [rule for rule in kept if rule.upright]
    kept += [rule for rule in more if not rule.upright and rule not in kept and _joins(rule, upright, scale)]
    return _unite([*rules, *kept], scale)


def _goes_on(rule: Rule, others: Sequence[Rule], scale: float) -> bool:
    """Whether one of the other lines is this one or goes on with it."""
    return any(_is_one(rule, other, scale, _BREAK * scale) for other in others)


def _is_one(rule: Rule, other: Rule, scale: float, far: float) -> bool:
    """Whether two lines are of one course and no more than `far` apart."""
    if other.upright != rule.upright or abs(other.at - rule.at) > 2 * scale:
        return False
    return other.start - far <= rule.end and rule.start - far <= other.end


def _unite(rules: Sequence[Rule], scale: float) -> list[Rule]:
    """Lines that lie on each other as one."""
    united: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: rule.start):
        for at, other in enumerate(united):
            if _is_one(rule, other, scale, 0.0):
                united[at] = replace(other, end=max(other.end, rule.end))
                break
        else:
            united.append(rule)
    return united


def _joins(rule: Rule, upright: Sequence[Rule], scale: float) -> bool:
    """Whether a level line begins at one upright line and ends at another."""
    near = _NEAR * scale
    met = [other.at for other in upright if other.start - near <= rule.at <= other.end + near]
    return all(any(abs(at - end) <= near for at in met) for end in (rule.start, rule.end))


def _find_pale(pixels: Any, half: Any, paper: int) -> Any:
    """Ink at half the size, thin lines with it, which are paler than letters; `half` is the plain ink, and all of it on uneven paper."""
    import numpy

    ink = float(numpy.percentile(pixels[::4, ::4], 1))
    for share in _THIN:
        pale = halve(pixels < paper - share * (paper - ink)) | half
        if pale.sum() < _EVEN * half.sum():
            return pale
    return half


def _find_faint(shaded: Any, whitened: Any, paper: int) -> Any:
    """Ink at half the size where a shade was made white, which takes the colour of thin lines with it; among dots they are the solid."""
    import numpy
    from PIL import Image, ImageFilter

    changed = shaded != whitened
    pale = halve(changed & (whitened < _PALE * paper))
    small = numpy.asarray(Image.fromarray(shaded).reduce(2))[: pale.shape[0], : pale.shape[1]]
    within = halve(changed)
    if not within.any():
        return pale
    middle, high = numpy.percentile(small[within], (50, 75))
    even = float(middle) - 5 * max(4.0, float(high - middle))  # on a shade of one grey no noise is as dark; dots are
    found = pale | (within & (small < max(_SOLID * find_threshold(shaded), even)))
    crowd = Image.fromarray(found.astype(numpy.uint8) * 255).filter(ImageFilter.BoxBlur(4))
    return found & (numpy.asarray(crowd) < _CROWD * 255)


def _bridge(mask: Any, pixels: int) -> Any:
    """A mask with its level gaps of up to so many pixels filled."""
    left, right = mask.copy(), mask.copy()
    for step in range(1, pixels + 1):
        left[:, step:] |= mask[:, :-step]
        right[:, :-step] |= mask[:, step:]
    return left & right
