"""Tick boxes that are filled all over: ticked where the boxes around them say so, else nobody can tell.

A filled square may be an answer, the bullet of a heading over boxes, or an answer that was blotted out in favour of another one.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.types import Box

_SAME = 0.2  # share of a side by which rows and columns of boxes may be out of line
_FAR = 4.0  # heights between two boxes of one list


def is_answer(solid: Box, boxes: Sequence[Box], empty: Sequence[bool]) -> bool:
    """Whether a filled square ticks: all other boxes of its size are empty, and one is beside it or two stand evenly over and under it."""
    if not all(empty):
        return False
    high, wide = solid.bottom - solid.top, solid.x1 - solid.x0
    if any(abs(box.top - solid.top) <= _SAME * high for box in boxes):
        return True
    in_column = [box.top - solid.top for box in boxes if abs(box.x0 - solid.x0) <= _SAME * wide]
    above = max((down for down in in_column if down < 0), default=None)
    below = min((down for down in in_column if down > 0), default=None)
    if above is None or below is None or below > _FAR * high:
        return False
    return abs(above + below) <= _SAME * high
