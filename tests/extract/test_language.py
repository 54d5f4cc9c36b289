"""Sentences survive what council papers write with full stops; token rules match over line ends."""

from __future__ import annotations

import pytest

from extract.language import match_tokens, nlp, split_sentences
from extract.rules import Rule


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Nach Nr. 5 der Satzung kostet das z. B. 1,2 Mio. € am 21. Juni 2018.",
        "Die Kosten (ca. 20 T€) trägt u. a. das Land.",
        "Im III. Quartal 2018 und im 1. Halbjahr 2019 fallen Kosten i. H. v. 3.450,- € an.",
        "Gemäß § 5 Abs. 3 Nr. 2 der Hauptsatzung wird zugestimmt.",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


def test_a_passage_without_an_inner_stop_is_one_sentence() -> None:
    assert sentences("  Die Kosten betragen 1.250,50 € im Jahr.\n") == ["Die Kosten betragen 1.250,50 € im Jahr."]
    assert sentences(" \n ") == []


def test_text_longer_than_spacy_takes_is_split_in_time() -> None:
    text = "Die Kosten betragen 5 Euro. " * 40_000
    assert len(text) > 1_000_000
    assert len(split_sentences(text)) >= 40_000


def test_two_sentences_are_told_apart() -> None:
    text = "Die Mittel stehen im Haushalt 2018. Eine Förderung wird am 21.06. beantragt! Reicht das? Ja."
    assert sentences(text) == ["Die Mittel stehen im Haushalt 2018.", "Eine Förderung wird am 21.06. beantragt!", "Reicht das?", "Ja."]


def test_spans_carry_no_outer_space() -> None:
    text = "  Erster Satz.\n\n Zweiter Satz.  "
    assert sentences(text) == ["Erster Satz.", "Zweiter Satz."]


def test_the_component_is_registered() -> None:
    assert nlp().pipe_names == ["council_sentences"]


def test_token_rules_match_over_line_ends() -> None:
    rule = Rule("test.words", tokens=({"LOWER": {"IN": ["eine", "zwei"]}}, {"IS_SPACE": True, "OP": "?"}, {"LOWER": "vollzeitstelle"}))
    text = "Benötigt wird eine\nVollzeitstelle im Amt."
    assert [(found.name, text[start:end]) for found, start, end in match_tokens(text, (rule,))] == [("test.words", "eine\nVollzeitstelle")]


def test_a_sum_in_eur_may_end_a_sentence() -> None:
    text = "Der Eigenanteil beträgt 44.400,00 EUR. 2021 wurden 431.500,00 EUR ausgereicht."
    assert [text[low:high] for low, high in split_sentences(text)] == [
        "Der Eigenanteil beträgt 44.400,00 EUR.",
        "2021 wurden 431.500,00 EUR ausgereicht.",
    ]
