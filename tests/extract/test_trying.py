"""Rules on trial: what fires is told with the words that made it fire, and a broken example is found."""

from __future__ import annotations

import pytest

from corpus.errors import RuleError
from corpus.taxonomy import load_taxonomies
from extract.rules import Rule
from extract.trying import (
    Trial,
    _check_file,
    check_files,
    failure_line,
    find_rules,
    read_pages,
    rule_json,
    rule_lines,
    rule_row,
    trial_json,
    trial_lines,
    try_text,
)

PROPOSAL = (
    "Beschlussvorschlag:\nDer Kreistag stellt für die Dolmetscherdienste im Haushalt 2021 einmalig 60.000 € bereit.\n"
    "Es wird ab 01.04.2021 eine halbe Stelle in EG 9b geschaffen.\n"
)


@pytest.fixture(scope="module")
def trial() -> Trial:
    return try_text(PROPOSAL, load_taxonomies(()))


def test_every_file_with_rules_is_checked_and_holds() -> None:
    checks = check_files()
    assert {"amounts", "dates", "positions", "meaning", "decision"} <= {check.name for check in checks}
    assert all(check.rules and check.examples for check in checks)
    assert [failure for check in checks for failure in check.failures] == []


def test_failures_and_rules_without_examples_are_told() -> None:
    check = _check_file("x", [Rule("a", pattern="Euro", match=("5 €",), reject=("Euro",)), Rule("b", pattern="Cent", reject=("Mark",))])
    assert (check.examples, check.without) == (3, ("b",))
    assert [failure_line(failure) for failure in check.failures] == [
        "a: must match, but does not: '5 €'",
        "a: must not match, but does: 'Euro'",
    ]


def test_examples_of_token_rules_run_too() -> None:
    rule = Rule("t", tokens=({"LOWER": "halbe"}, {"LOWER": "stelle"}), match=("eine halbe Stelle", "eine Stelle"), reject=("halbe Stelle",))
    assert [(failure.text, failure.expected) for failure in _check_file("x", [rule]).failures] == [
        ("eine Stelle", True),
        ("halbe Stelle", False),
    ]


def test_rules_are_found_by_file_by_name_and_by_beginning() -> None:
    assert {file for file, _ in find_rules("decision")} == {"decision"}
    (file, rule) = find_rules("decided.true.asks")[0]
    assert (file, rule_row(file, rule)[:4]) == ("decision", ("decision", "decided.true.asks", "sentence", "decided = true"))
    assert any(line.startswith("  match:") for line in rule_lines(file, rule))
    assert rule_json(file, rule)["sets"] == {"decided": "true"}
    assert len(find_rules("direction.")) > 5
    assert len(find_rules("")) > len(find_rules("meaning"))
    with pytest.raises(RuleError, match="no rule or rule file is called so"):
        find_rules("nirgends")


def test_mentions_come_with_finder_place_and_attributes(trial: Trial) -> None:
    amount, date, post = trial.mentions
    assert (amount.kind, amount.quote, amount.value, amount.line, amount.page) == ("amount", "60.000 €", "60000", 2, 1)
    assert PROPOSAL.splitlines()[amount.line - 1][amount.column - 1 :].startswith("60.000 €")
    assert (amount.attributes["recurrence"], amount.attributes["years"], amount.attributes["decided"]) == ("once", "2021", "true")
    assert (date.value, date.attributes["role"]) == ("2021-04-01", "start")
    assert (post.value, post.attributes["action"], post.attributes["grade"]) == ("0.5", "create", "EG 9b")
    assert all(mention.rule for mention in trial.mentions)
    assert amount.section == "proposal"


def test_cues_are_told_with_scope_setting_and_words(trial: Trial) -> None:
    once = [cue for cue in trial.mentions[0].cues if cue.sets == "recurrence = once"]
    assert once
    assert once[0].counted
    assert "einmalig" in once[0].words
    assert once[0].scope in ("before", "sentence")
    start = [cue for cue in trial.mentions[1].cues if cue.counted]
    assert [(cue.sets, cue.words) for cue in start] == [("role = start", "ab")]


def test_cues_that_lost_are_told_apart_from_those_that_counted() -> None:
    sentence = "Antwort: Im Jahr 2015 betrugen die Kosten für die Sanierung 12.000 €, benötigt werden sie nicht mehr.\n"
    (amount,) = try_text(sentence, ()).mentions
    assert amount.attributes["decided"] == "false"
    lost = [cue for cue in amount.cues if not cue.counted]
    assert "decided = true" in {cue.sets for cue in lost}
    assert [cue.counted for cue in amount.cues] == sorted((cue.counted for cue in amount.cues), reverse=True)


def test_lines_name_all_of_it(trial: Trial) -> None:
    lines = trial_lines(trial)
    column = PROPOSAL.splitlines()[1].index("60.000") + 1
    assert lines[0] == f"amount '60.000 €', line 2, column {column}"
    assert "Figures" in lines
    assert "Sections" in lines
    assert any(line.startswith("  finder   ") for line in lines)
    assert not any("position.trigger" in line for line in lines)
    assert any("position.trigger" in line for line in trial_lines(trial, grammar=True))


def test_pages_are_parted_by_form_feeds_and_told() -> None:
    trial = try_text("Es kostet 5 €.\n\fEs kostet 7 €.\n", ())
    assert [(mention.page, mention.value) for mention in trial.mentions] == [(1, "5"), (2, "7")]
    assert "amount '7 €', page 2, line 1, column 11" in trial_lines(trial)
    assert [page.text for page in read_pages("a\r\nIntegra\u00adtion\f\u0061\u0308")] == ["a\nIntegration", "ä"]


@pytest.mark.parametrize("text", ["", "\n", "\f", "Guten Tag, an anderer Stelle mehr."])
def test_a_text_without_figures_says_so(text: str) -> None:
    trial = try_text(text, ())
    assert trial.mentions == ()
    assert trial_lines(trial)[0] == "No amount, post or date."


def test_json_has_names_for_everything(trial: Trial) -> None:
    data = trial_json(trial)
    assert data["sections"][0]["kind"] == "proposal"
    assert data["mentions"][0]["cues"][0]["rule"]
