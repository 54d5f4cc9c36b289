"""Patterns are tried only where a match can begin: what they find must be the same for every rule and its own examples."""

from __future__ import annotations

import re

import pytest

from corpus.types import Page
from extract import sections
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


@pytest.mark.parametrize("rule", load_rules("sections"), ids=lambda rule: rule.name)
@pytest.mark.parametrize("front", ["", "1. ", "II. ", "• ", "a) ", "<b>", "## 2.1 ", "- 3) "])
def test_lines_are_asked_of_every_rule_that_heads_them(rule: Rule, front: str) -> None:
    everyone = tuple(range(len(sections._heading_rules())))
    for example in (*rule.match, *rule.reject):
        line = f"{front}{example}"
        asked = sections._rules_for(line)
        by_all, by_few = (sections._heading_regex(numbers).match(line) if numbers else None for numbers in (everyone, asked))
        told = (by_all and (by_all.span(), by_all.lastgroup), by_few and (by_few.span(), by_few.lastgroup))
        assert told[0] == told[1]
        if by_all is not None and sections._may_be_heading(line):
            assert sections._line_openings().match(f"\n{line}") is not None


def test_a_heading_of_a_page_is_found_behind_lines_of_text() -> None:
    page = Page(1, "der Ausschuss berät\n1. Sachverhalt:\nText\n\u00a0• Finanzielle Auswirkungen\nText 5 €\nDie Kosten steigen.\n")
    cuts = [(cut.kind, cut.heading) for cut in sections._find_cuts(1, page)]
    assert cuts == [("facts", "Sachverhalt"), ("finances", "Finanzielle Auswirkungen")]
