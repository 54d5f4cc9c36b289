"""Rule files: every rule proves itself, no name stands twice, and what is malformed is said in one line."""

from __future__ import annotations

import pytest

from corpus.errors import RuleError
from extract.rules import check_rules, expand_macros, load_rules, parse_rules, rule_files, sources_hash


@pytest.mark.parametrize("name", rule_files())
def test_every_rule_matches_its_examples_and_rejects_its_counterexamples(name: str) -> None:
    assert check_rules(load_rules(name)) == []


@pytest.mark.parametrize("name", rule_files())
def test_every_rule_has_an_example_and_says_where_it_was_seen(name: str) -> None:
    assert [rule.name for rule in load_rules(name) if not rule.match] == []
    assert [rule.name for rule in load_rules(name) if not rule.seen_in] == []


def test_no_rule_name_stands_in_two_files() -> None:
    names = [rule.name for name in rule_files() for rule in load_rules(name)]
    assert len(names) > 100
    assert len(names) == len(set(names))


RULE = '[[rule]]\nname = "a"\npattern = "{NUMBER} Euro"\nmatch = ["5 Euro"]\nreject = ["Euro"]\n'


def test_macros_are_put_in_and_examples_run() -> None:
    (rule,) = parse_rules("[macros]\nNUMBER = '[0-9]+'\n" + RULE, "x.toml")
    assert rule.pattern == "[0-9]+ Euro"
    assert check_rules([rule]) == []
    (wrong,) = parse_rules("[macros]\nNUMBER = '.*'\n" + RULE.replace('["Euro"]', '[" Euro"]'), "x.toml")
    assert [(failure.rule, failure.expected) for failure in check_rules([wrong])] == [("a", False)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[rule", "x.toml: not valid TOML"),
        (RULE, "unknown macro {NUMBER}"),
        ('[[rule]]\npattern = "a"\n', "no name"),
        ('[[rule]]\nname = "a"\n', "either a pattern or tokens"),
        ('[[rule]]\nname = "a"\npattern = "a"\ncolour = "red"\n', "unknown keys: colour"),
        ('[[rule]]\nname = "a"\npattern = "a"\nscope = "page"\n', "scope 'page'"),
        ('[[rule]]\nname = "a"\npattern = "a"\n' * 2, "stands there twice"),
    ],
)
def test_malformed_rules_are_told_in_one_line(text: str, told: str) -> None:
    with pytest.raises(RuleError) as error:
        parse_rules(text, "x.toml")
    assert told in str(error.value)
    assert "\n" not in str(error.value).replace(told, "")


def test_a_pattern_that_is_no_regex_names_its_rule() -> None:
    (rule,) = parse_rules('[[rule]]\nname = "open.bracket"\npattern = "("\n', "x.toml")
    with pytest.raises(RuleError, match=r"open\.bracket"):
        check_rules([rule])


def test_endless_macros_are_told() -> None:
    with pytest.raises(RuleError, match="contain themselves"):
        expand_macros("{A}", {"A": "{B}", "B": "{A}"}, "x.toml")


def test_the_version_is_the_same_for_the_same_sources() -> None:
    assert sources_hash() == sources_hash()
    assert len(sources_hash()) == 16
