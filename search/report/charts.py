"""Bars, lines and the map of a report as shapes: numbers in, geometry out. The template draws them as SVG.

No plotting library: its pictures would know neither dark mode nor print nor links to the evidence, and an interactive one would bring
megabytes of script.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

SHADES = 5
_BAR_WIDTH = 520.0
_CHART = (640.0, 240.0)  # of a time series


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: who, how much, how wide (0 to 520), and the bounds as positions where they were asked."""

    label: str
    value: Decimal
    width: float
    anchor: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a time series at x, y."""

    year: str
    value: Decimal
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Series:
    """A line over years; `dash` and `shade` tell lines apart without colour."""

    label: str
    points: tuple[Point, ...]
    shade: int


@dataclass(frozen=True, slots=True)
class Area:
    """A Kreis on the map: its outline, name, value as text; shade 0 is no data, 1 to SHADES from little to much."""

    ags: str
    path: str
    name: str
    text: str
    shade: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Map:
    """All Kreise, the least value of each shade, and the source that must stand beside the map."""

    width: int
    height: int
    areas: tuple[Area, ...]
    steps: tuple[Decimal, ...]
    source: str
    source_url: str


def make_bars(rows: Sequence[tuple[str, Decimal | None, Decimal | None, Decimal | None, str]]) -> tuple[Bar, ...]:
    """Bars of (label, value, low, high, anchor), longest first; rows without data are left out."""
    told = [row for row in rows if row[1] is not None]
    most = max((abs(number) for row in told for number in row[1:4] if number is not None), default=Decimal(0)) or Decimal(1)

    def reach(number: Decimal | None) -> float | None:
        return None if number is None else round(float(abs(number) / most) * _BAR_WIDTH, 1)

    bars = [
        Bar(label, value, reach(value) or 0.0, anchor, reach(low), reach(high))
        for label, value, low, high, anchor in told
        if value is not None
    ]
    return tuple(sorted(bars, key=lambda bar: (-bar.value, bar.label)))


def make_series(values: Mapping[str, Mapping[str, Decimal]]) -> tuple[Series, ...]:
    """Lines of label → year → value; a year without data is a gap, and the axis begins at 0."""
    years = sorted({year for line in values.values() for year in line})
    most = max((value for line in values.values() for value in line.values()), default=Decimal(0)) or Decimal(1)
    if len(years) < 2:
        return ()
    width, height = _CHART
    step = width / (len(years) - 1)
    return tuple(
        Series(
            label,
            tuple(
                Point(
                    year,
                    line[year],
                    round(years.index(year) * step, 1),
                    round(height - float(max(line[year], Decimal(0)) / most) * height, 1),
                )
                for year in years
                if year in line
            ),
            number % 8,
        )
        for number, (label, line) in enumerate(values.items())
    )


@cache
def load_shapes() -> Mapping[str, object]:
    """The outlines of all Kreise: path data in a plane, made from VG5000 (source line within)."""
    data: Mapping[str, object] = json.loads(resources.files("search").joinpath("data/kreise.json").read_text(encoding="utf-8"))
    return data


def make_map(values: Mapping[str, tuple[str, Decimal | None, str, str]]) -> Map | None:
    """The map of AGS → (name, value, value as text, anchor); None where no Kreis has a value.

    Shades are quantiles of the values, so that one large Kreis does not make all others pale.
    """
    shapes = load_shapes()
    outlines: Mapping[str, str] = shapes["shapes"]  # type: ignore[assignment]
    told = sorted(value for ags, (_, value, _, _) in values.items() if value is not None and ags in outlines)
    if not told:
        return None
    steps = tuple(dict.fromkeys(told[len(told) * number // SHADES] for number in range(SHADES)))
    areas = []
    for ags, path in outlines.items():
        name, value, text, anchor = values.get(ags, ("", None, "", ""))
        shade = 0 if value is None else sum(value >= step for step in steps) + SHADES - len(steps)
        areas.append(Area(ags, path, name, text, shade, anchor))
    return Map(int(str(shapes["width"])), int(str(shapes["height"])), tuple(areas), steps, str(shapes["source"]), str(shapes["source_url"]))
