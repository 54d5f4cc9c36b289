"""Which words a pattern needs, and that leaving out patterns never changes what is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.literals import WordFilter, needed_words
from extract.rules import Rule, load_rules, rule_files


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?i)Kosten|Aufw(?:and|ände)", {"kosten", "aufwand", "aufwände"}),
        (r"\bje (?:Kind|Platz)\b", {"je kind", "je platz"}),
        (r"\d+ (?:EUR|Euro)", {" eur", " euro"}),
        (r"(?:Haushalts)?mittel\w*", {"mittel", "haushaltsmittel"}),
        (r"ans[aä]tze?", {"ansatz", "ansatze", "ansätz", "ansätze"}),
        (r"\d{4}", set()),
        (r"Kosten|\d+", set()),
        (r"(?!Personal)kosten(?<!x)", {"kosten"}),
    ],
)
def test_needed_words(pattern: str, words: set[str]) -> None:
    assert needed_words(pattern) == words


def cue_rules() -> list[Rule]:
    return [rule for name in rule_files() for rule in load_rules(name) if rule.regex is not None]


def test_no_example_of_any_rule_is_left_out() -> None:
    rules = cue_rules()
    words = WordFilter([rule.pattern for rule in rules])
    missed = [
        (rule.name, text)
        for index, rule in enumerate(rules)
        for text in rule.match
        if rule.regex is not None and rule.regex.search(text) and index not in words.candidates(text)
    ]
    assert len(rules) > 100
    assert missed == []


@given(st.text(alphabet="Kkosten Mitl4äÄß.€", max_size=40))
def test_a_filtered_search_finds_the_same(text: str) -> None:
    patterns = ["(?i)kosten", "Mittel|kost", r"(?:ein)?mit+e", "4", r"tt?e[nl]", "(?i)ÄSS|ß"]
    kept = WordFilter(patterns).candidates(text)
    assert [index for index in kept if re.search(patterns[index], text)] == [n for n, p in enumerate(patterns) if re.search(p, text)]
