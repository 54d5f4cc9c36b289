"""Walks through calendars, month after month into the past, and what of them lies in the user's period. No clock: today is given."""

from __future__ import annotations

import re

from corpus.types import Problem
from ingest.vendors.records import Trouble, Window

MONTHS_AHEAD = 3  # agendas are published a few weeks before the meeting
EMPTY_MONTHS = 24  # so many months without a meeting end a walk into the past that has no start date
FIRST_YEAR = 1990


def last_month(window: Window) -> tuple[int, int]:
    """The newest month (year, month) in which a window's meetings lie; (0, 0) where the window tells neither end nor today."""
    if window.until:
        return _year_month(window.until)
    year, month = _year_month(window.today)
    return add_months(year, month, MONTHS_AHEAD) if year else (0, 0)


def no_window(base: str) -> Trouble:
    """What is said where `last_month` finds none."""
    return Trouble(Problem("no_window", "A calendar can only be walked from a day on: give --until or today."), base)


def is_walk_over(window: Window, year: int, month: int, empty: int) -> bool:
    """Whether a walk back by months, after `empty` months without a meeting, may end before (year, month)."""
    if window.since:
        return (year, month) < _year_month(window.since)
    return empty >= EMPTY_MONTHS or year < FIRST_YEAR


def _year_month(date: str) -> tuple[int, int]:
    found = re.match(r"(\d{4})-(\d{2})", date)
    return (int(found[1]), min(max(int(found[2]), 1), 12)) if found else (0, 0)


def add_months(year: int, month: int, count: int) -> tuple[int, int]:
    """(year, month) so many months later."""
    months = year * 12 + month - 1 + count
    return months // 12, months % 12 + 1


def is_inside(window: Window, date: str) -> bool:
    """Whether a date lies in a window; an unknown date may."""
    return not date or ((not window.since or date >= window.since[:10]) and (not window.until or date <= window.until[:10]))
