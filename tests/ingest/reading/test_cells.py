"""Cells of ruled tables: the same that pdfplumber's table finder gives for the same lines."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading.cells import SNAP, find_cells
from ingest.reading.shapes import Stroke

PLACES = st.one_of(st.integers(0, 30).map(lambda step: 6.0 * step), st.floats(0, 180, width=32))
JITTER = st.sampled_from((0.0, 0.0, 0.4, -0.7, 1.5, 2.5))
UPRIGHT = st.builds(lambda x, y, z, by: Stroke(x + by, min(y, z), x + by, max(y, z)), PLACES, PLACES, PLACES, JITTER)
LEVEL = st.builds(lambda y, x, z, by: Stroke(min(x, z), y + by, max(x, z), y + by), PLACES, PLACES, PLACES, JITTER)


def ask_pdfplumber(strokes: list[Stroke]) -> list[list[tuple[float, ...]]]:
    """What pdfplumber makes of the lines, with the tolerances that the reader gives it."""
    from pdfplumber import table

    edges: list[dict[str, Any]] = [
        {
            "x0": min(stroke.x0, stroke.x1),
            "x1": max(stroke.x0, stroke.x1),
            "top": min(stroke.top, stroke.bottom),
            "bottom": max(stroke.top, stroke.bottom),
            "width": abs(stroke.x1 - stroke.x0),
            "height": abs(stroke.bottom - stroke.top),
            "orientation": "v" if stroke.upright else "h",
            "object_type": "line",
        }
        for stroke in strokes
        if stroke.upright or stroke.level
    ]
    merged = table.merge_edges(edges, snap_x_tolerance=SNAP, snap_y_tolerance=SNAP, join_x_tolerance=SNAP, join_y_tolerance=SNAP)
    crossings = table.edges_to_intersections([edge for edge in merged if edge["width"] + edge["height"] >= 3], SNAP, SNAP)
    return list(table.cells_to_tables(table.intersections_to_cells(crossings)))


@settings(max_examples=150, deadline=None)
@given(st.lists(UPRIGHT, min_size=2, max_size=9), st.lists(LEVEL, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_cells_are_those_of_pdfplumber(upright: list[Stroke], level: list[Stroke], random: Any) -> None:
    strokes = [*upright, *level]
    random.shuffle(strokes)
    if sum(stroke.upright for stroke in strokes) < 2 or sum(stroke.level for stroke in strokes) < 2:
        assert find_cells(strokes) == []
        return
    found = [[(cell.x0, cell.top, cell.x1, cell.bottom) for cell in group] for group in find_cells(strokes)]
    assert found == ask_pdfplumber(strokes)


def test_a_table_and_a_frame_beside_it() -> None:
    xs, ys = (50.0, 150.0, 300.0), (100.0, 120.0, 140.0)
    table = [*(Stroke(x, ys[0], x, ys[-1]) for x in xs), *(Stroke(xs[0], y, xs[-1], y) for y in ys)]
    frame = [Stroke(400, 100, 500, 100), Stroke(400, 200, 500, 200), Stroke(400, 100, 400, 200), Stroke(500, 100, 500, 200)]
    (cells,) = find_cells([*table, *frame])  # a frame alone is one cell, which is no table
    assert [(cell.x0, cell.top, cell.x1, cell.bottom) for cell in cells] == [
        (50, 100, 150, 120),
        (50, 120, 150, 140),
        (150, 100, 300, 120),
        (150, 120, 300, 140),
    ]


def test_a_plan_with_too_many_lines_is_no_table() -> None:
    lines = [Stroke(0, 5.0 * at, 500, 5.0 * at) for at in range(3100)]
    assert find_cells([*lines, *(Stroke(line.top, 0, line.top, 500) for line in lines)]) == []
