"""A worker that crashes, hangs, fails or eats memory costs its own item only."""

from __future__ import annotations

import operator
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from corpus.workers import run_in_workers


def outcomes(task: Callable[..., object], items: list[tuple[object, ...]], **limits: int) -> list[tuple[object, str]]:
    found = run_in_workers(task, items, lambda item: item, lambda item: f"datei{item[0]}.pdf", Settings(**limits), 2)
    return [(outcome.result, outcome.problem.code if outcome.problem else "") for outcome in found]


def test_results_come_in_order() -> None:
    assert outcomes(operator.mul, [(n, 10) for n in range(20)]) == [(n * 10, "") for n in range(20)]


def test_nothing_to_do_starts_nothing() -> None:
    assert outcomes(operator.mul, []) == []


def test_modules_that_lie_in_the_users_folder_are_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("re", "pickle", "pebble", "csv"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    assert outcomes(operator.neg, [(1,), (2,)]) == [(-1, ""), (-2, "")]
    assert "PYTHONSAFEPATH" not in os.environ


def test_a_crash_is_told_and_the_others_are_done() -> None:
    found = outcomes(os._exit, [(3,)]) + outcomes(operator.neg, [(1,), (2,)])
    assert found == [(None, "crashed"), (-1, ""), (-2, "")]


def test_a_hanging_item_is_given_up() -> None:
    started = time.monotonic()
    assert outcomes(time.sleep, [(0,), (60,), (0.01,)], seconds_per_file=2) == [(None, ""), (None, "too_slow"), (None, "")]
    assert time.monotonic() - started < 30


def test_a_failure_keeps_its_traceback() -> None:
    (found,) = run_in_workers(operator.truediv, [(1, 0)], lambda item: item, lambda item: "x.pdf", Settings(), 1)
    assert found.problem is not None
    assert found.problem.code == "failed"
    assert "x.pdf: ZeroDivisionError" in found.problem.message
    assert "Traceback" in found.problem.detail


@pytest.mark.skipif(os.name != "posix", reason="memory limits need POSIX")
def test_too_much_memory_is_told() -> None:
    assert outcomes(bytes, [(10**9,), (2,)], megabytes_of_memory=700) == [(None, "too_big"), (b"\0\0", "")]
