"""Dependencies have lower bounds, and they can be told as pins."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.lowest import find_lowest

ROOT = Path(__file__).resolve().parent.parent


def test_a_bound_is_told_as_a_pin_and_one_that_is_missing_by_its_name() -> None:
    project = {"dependencies": ["b>=2", "a>=1.0.2"], "optional-dependencies": {"fast": ["b>=2"], "export": [], "dev": ["c-d>=3"]}}
    assert list(find_lowest(project)) == ["a==1.0.2", "b==2", "c-d==3"]
    with pytest.raises(ValueError, match=r"'e' has no lower bound"):
        list(find_lowest({**project, "dependencies": ["e"]}))


def test_what_runs_here_is_no_older_than_the_bounds() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for pin in find_lowest(table["project"]):
        name, _, lowest = pin.partition("==")
        here = [int(part) for part in version(name).split(".") if part.isdigit()]
        assert here >= [int(part) for part in lowest.split(".")][: len(here)], name
