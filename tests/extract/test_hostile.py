"""No pattern that reads papers takes exponential time: each is tried on texts in which a piece comes again and again, without a match.

A row of thirty numbers, or twenty dates in one sentence, is what a paper may well hold; a pattern that can read each of them in two ways
needs 2**20 steps to see that it does not match.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import FrameType

import pytest

from extract.rules import load_rules, rule_files

TEXT = "Der Kreistag beschließt die Förderung von 12.500,00 € für 2020 bis 2022 (0,5 VZÄ), Nr. 5 der Anlage"
PIECES = (
    *(" ", "  1", "1   ", "1.", "1,", "01.09.2020 ", "12.500 ", "2020, ", "1,00 € ", "€ ", "a", "a ", " Ab", "ca.5 ", "Nr. ", "a. b. "),
    *("-", "- ", "\n", " \n", "a, ", "(", "§ ", "/", "und ", "der ", "Abc, ", "Abc. ", "1) ", "x\t", "| ", "_", ". "),
)
TIMES = 40
SECONDS = 1.0  # of processor time for one text of some hundred characters; what grows by the square takes milliseconds


class TooSlowError(Exception):
    pass


def all_patterns() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Name, pattern and a text that it matches, of all rules and of all modules that read what is not ours."""
    for file in rule_files():
        for rule in load_rules(file):
            if rule.regex is not None:
                yield f"{file}: {rule.name}", rule.regex, next(iter(rule.match), TEXT)
    for package in ("extract", "ingest", "search", "corpus"):
        for info in walk_packages(import_module(package).__path__, f"{package}."):
            for name, value in vars(import_module(info.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{info.name}.{name}", value, TEXT


def hostile_texts(example: str) -> Iterator[str]:
    example = example[:300]
    spaces = [found.start() for found in re.finditer(r"\s", example)]
    for place in {0, *spaces[:2], *spaces[-1:], len(example)}:
        for piece in PIECES:
            yield f"{example[:place]} {piece * TIMES}\x01{example[place:]}"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the clock that stops a pattern is a POSIX one")
def test_no_pattern_takes_exponential_time() -> None:
    def stop(_: int, __: FrameType | None) -> None:
        raise TooSlowError

    former = signal.signal(signal.SIGVTALRM, stop)
    slow, tried = [], 0
    try:
        for name, regex, example in all_patterns():
            tried += 1
            for text in hostile_texts(example):
                signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
                try:
                    regex.search(text)
                except TooSlowError:
                    slow.append((name, text))
                    break
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, former)
    assert tried > 1000
    assert slow == []
