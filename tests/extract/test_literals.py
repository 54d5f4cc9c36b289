"""Which words a pattern needs, and that leaving out patterns never changes what is found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.literals import needed_together, needed_words
from extract.rules import Rule, load_rules, rule_files
from extract.wordfilter import WordFilter


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


def test_what_the_alternatives_of_a_pattern_need_together() -> None:
    assert needed_together(r"(?i)\b(?:Bund|Land) zahlt\b.{0,20}Kreis|Zuschuss\w* (?:an|für)") == [
        [{"bund zahlt", "land zahlt"}, {"kreis"}],
        [{"zuschuss"}, {" an", " für"}],
    ]
    assert needed_together(r"\d+|Euro") == [[], [{"euro"}]]


@pytest.mark.parametrize(
    ("pattern", "text", "is_tried"),
    [
        (r"je Kind\b", "Beiträge je Kind", True),
        (r"je Kind\b", "Projekte der Kinder", True),  # "kind" is the longest piece of what is needed
        (r"\d je \w", "5 Projekte", False),  # no word is "je"
        (r"\d je \w", "5 je Platz", True),
        (r" vom$", "Antrag vom", True),
        (r" vom$", "Fördersumme, davon", False),
        (r"Land\b.{0,30} zahlt", "das Land gibt, der Bund zahlt", True),
        (r"Land\b.{0,30} zahlt", "der Bund zahlt", False),
        (r"\d", "", True),
    ],
)
def test_a_pattern_is_tried_where_all_that_it_needs_is_there(pattern: str, text: str, is_tried: bool) -> None:
    assert bool(WordFilter([pattern]).candidates(text)) is is_tried


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
