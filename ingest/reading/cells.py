"""The cells that ruling lines make: what pdfplumber's table finder finds, found without a dictionary for every line.

The rules are those of `pdfplumber.table` (edges snapped and joined, crossings, smallest cells, touching cells as tables), step by
step, so that the cells are the same; a test compares the two. Only what is compared with what differs: lines are looked up by
their place, which makes a plan with thousands of lines a matter of milliseconds.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from corpus.types import Box
from ingest.reading.shapes import Stroke

SNAP = 3.0  # points between lines that are one
_MAX_STROKES = 6000
_THIN = 0.8

Edge = tuple[float, float, float, float]  # where a line runs, where it begins and ends along its way, and its other side
Point = tuple[float, float]
Corners = tuple[float, float, float, float]


def find_cells(strokes: Sequence[Stroke]) -> list[list[Box]]:
    """Groups of two touching cells or more that the ruling lines make, from the top down; cells in the order of their left sides."""
    upright: list[Edge] = []
    level: list[Edge] = []
    for stroke in strokes:
        x0, x1, top, bottom = stroke.x0, stroke.x1, stroke.top, stroke.bottom
        if x0 > x1:
            x0, x1 = x1, x0
        if top > bottom:
            top, bottom = bottom, top
        if x1 - x0 <= _THIN < bottom - top:
            upright.append((x0, top, bottom, x1))
        elif bottom - top <= _THIN < x1 - x0:
            level.append((top, x0, x1, bottom))
    if len(upright) < 2 or len(level) < 2 or len(upright) + len(level) > _MAX_STROKES:
        return []
    cells = _find_smallest(*_find_crossings(_merge(upright), _merge(level)))
    return [[Box(*cell) for cell in group] for group in _group(cells)]


def _merge(edges: list[Edge]) -> list[Edge]:
    """Lines that run close beside each other on one place, pieces that touch joined, specks left out."""
    clusters = _cluster({edge[0] for edge in edges})
    members: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        members[clusters[edge[0]]].append(edge)
    snapped: list[Edge] = []
    for _, cluster in sorted(members.items()):
        middle = sum(edge[0] for edge in cluster) / len(cluster)
        snapped += [(at + (middle - at), begin, end, other + (middle - at)) for at, begin, end, other in cluster]
    snapped.sort(key=itemgetter(0, 1))
    merged: list[Edge] = []
    for at, line in groupby(snapped, key=itemgetter(0)):
        merged += _join(at, line)
    return merged


def _cluster(values: set[float]) -> dict[float, int]:
    """The number of the cluster that each place belongs to: no more than the snap distance from one to the next."""
    clusters: dict[float, int] = {}
    number, last = 0, float("-inf")
    for value in sorted(values):
        number += value > last + SNAP
        clusters[value] = number
        last = value
    return clusters


def _join(at: float, line: Iterable[Edge]) -> list[Edge]:
    """The pieces of one line, those joined that touch; none under three points."""
    joined: list[Edge] = []
    for edge in line:
        if joined and edge[1] <= joined[-1][2] + SNAP:
            _, begin, end, other = joined[-1]
            joined[-1] = (at, begin, max(end, edge[2]), other)
        else:
            joined.append(edge)
    return [edge for edge in joined if edge[2] - edge[1] + edge[3] - edge[0] >= SNAP]


def _find_crossings(upright: list[Edge], level: list[Edge]) -> tuple[dict[Point, set[int]], dict[Point, set[int]]]:
    """Where lines cross or meet: for each such point the numbers of the upright and of the level lines through it."""
    ups: dict[Point, set[int]] = defaultdict(set)
    levels: dict[Point, set[int]] = defaultdict(set)
    heights = [edge[0] for edge in level]
    for number, (x, top, bottom, _) in enumerate(upright):
        for other in range(bisect_left(heights, top - SNAP - 1), bisect_right(heights, bottom + SNAP + 1)):
            y, left, right, _ = level[other]
            if left - SNAP <= x <= right + SNAP and top <= y + SNAP and bottom >= y - SNAP:
                ups[x, y].add(number)
                levels[x, y].add(other)
    return ups, levels


def _find_smallest(ups: dict[Point, set[int]], levels: dict[Point, set[int]]) -> list[Corners]:
    """For each crossing the smallest cell whose upper left corner it is."""
    rows: dict[float, list[float]] = defaultdict(list)
    columns: dict[float, list[float]] = defaultdict(list)
    points = sorted(ups)
    for x, y in points:
        columns[x].append(y)
        rows[y].append(x)
    cells: list[Corners] = []
    for x, y in points:
        below = columns[x][bisect_right(columns[x], y) :]
        beside = rows[y][bisect_right(rows[y], x) :]
        cell = _find_cell(x, y, below, beside, ups, levels)
        if cell is not None:
            cells.append(cell)
    return cells


def _find_cell(
    x: float, y: float, below: list[float], beside: list[float], ups: dict[Point, set[int]], levels: dict[Point, set[int]]
) -> Corners | None:
    """The smallest cell with an upper left corner at x, y: its four corners are crossings, its four sides are lines."""
    up, level = ups[x, y], levels[x, y]
    rights = [right for right in beside if not level.isdisjoint(levels[right, y])]
    if not rights:
        return None
    for bottom in below:
        if up.isdisjoint(ups[x, bottom]):
            continue
        for right in rights:
            corner = (right, bottom)
            if corner in ups and not (ups[corner].isdisjoint(ups[right, y]) or levels[corner].isdisjoint(levels[x, bottom])):
                return x, y, right, bottom
    return None


def _group(cells: list[Corners]) -> list[list[Corners]]:
    """Cells that share a corner with another of their group, groups from the top down; a cell alone is none."""
    groups: list[list[Corners]] = []
    while cells:
        group: list[Corners] = []
        corners: set[Point] = set()
        before = -1
        while len(group) > before:
            before, left = len(group), []
            for cell in cells:
                x0, top, x1, bottom = cell
                own = ((x0, top), (x0, bottom), (x1, top), (x1, bottom))
                if not group or not corners.isdisjoint(own):
                    group.append(cell)
                    corners.update(own)
                else:
                    left.append(cell)
            cells = left
        groups.append(group)
    return sorted((group for group in groups if len(group) > 1), key=lambda group: min((cell[1], cell[0]) for cell in group))
