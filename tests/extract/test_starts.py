"""Patterns are tried only where a match can begin: what they find must be the same for every rule and its own examples."""

from __future__ import annotations

import re

import pytest

from extract.rules import Rule, load_rules, rule_files
from extract.starts import find_from_starts, first_characters

RULES = [rule for name in rule_files() for rule in load_rules(name) if rule.regex is not None]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_finds_the_same_in_its_examples(rule: Rule) -> None:
    assert rule.regex is not None
    for text in (*rule.match, *rule.reject, " … ".join((*rule.match, *rule.reject))):
        for start in (0, len(text) // 3):
            found = [match.span() for match in find_from_starts(rule.regex, text, start)]
            assert found == [match.span() for match in rule.regex.finditer(text, start)]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"(?<!\w)(?:[Zz]wei|\d+)(?: \w+)? Stellen", "zwei Stellen, 3 halbe Stellen, Einzwei Stellen", ["zwei Stellen", "3 halbe Stellen"]),
        (r"(?<![\d.])[-–]?\d+ €", "-5 € und 1.5 €, 7 €", ["-5 €", "7 €"]),
        (r"(?:(?<=a)|(?<=b))(?:x|\d)y", "axy bxy cxy a1y", ["xy", "xy", "1y"]),
        (r"(?i)(?<!\w)stelle", "STELLE, Anstelle, Stelle", ["STELLE", "Stelle"]),
        (r"(?:ab)?(?<!\w)c?d", "abd cd d", ["cd", "d"]),
    ],
)
def test_what_is_found(pattern: str, text: str, found: list[str]) -> None:
    regex = re.compile(pattern)
    assert [match[0] for match in find_from_starts(regex, text)] == found == [match[0] for match in regex.finditer(text)]


@pytest.mark.parametrize("pattern", [r"\w+", r"[^a]b", r".x", r"(?:a|)b?", r"(a)?\1b", "(?P<open>", ""])
def test_patterns_that_tell_no_beginning_are_tried_everywhere(pattern: str) -> None:
    assert first_characters(pattern) == {}


def test_the_beginning_is_told_with_what_follows_it() -> None:
    assert first_characters(r"(?<!\w)(?:[Ee]in|\d)") == {("E", "in"): True, ("e", "in"): True, (r"\d", ""): True}
    assert first_characters(r"(?:(?<!\w)a|a)") == {("a", ""): False}
