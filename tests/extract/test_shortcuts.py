"""The quick ways to look for patterns and words find what the plain ways find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.taxonomy import fold_term
from corpus.types import Box, Page, Word, Words
from extract.cues import MARK, Finder, Surroundings, load_cues, scope_text, squeeze
from extract.labels import spells, squash
from extract.language import _tokens_of, nlp, split_sentences
from extract.literals import beginnings, words_before_space
from extract.patterns import find_all, find_first
from extract.rules import Rule, load_rules, rule_files
from extract.termindex import TermIndex, Vocabulary, words_of
from extract.wordfilter import AnyPattern


def all_rules() -> list[Rule]:
    return [rule for name in rule_files() for rule in load_rules(name) if rule.regex is not None]


def spans(matches: object) -> list[tuple[int, int]]:
    return [match.span() for match in matches]  # type: ignore[attr-defined]


def examples(rule: Rule) -> list[str]:
    """The rule's texts, alone and twice in one, with other words around them."""
    texts = [*rule.match, *rule.reject]
    return [*texts, *(f"Kosten; {text}\nÜber {text} – {text.upper()}" for text in texts)]


def test_find_all_finds_what_the_pattern_finds() -> None:
    rules = all_rules()
    assert len(rules) > 300
    for rule in rules:
        assert rule.regex is not None
        for text in examples(rule):
            assert spans(find_all(rule.regex, text)) == spans(rule.regex.finditer(text)), rule.name


def test_find_first_looks_between_two_offsets() -> None:
    text = "Summe 5 €, Summe 6 €, summe 7 €"
    found = find_first(re.compile("Summe"), text, 3)
    assert found is not None
    assert found.start() == 11
    assert find_first(re.compile("Summe"), text, 12) is None
    assert find_first(re.compile("(?i)Summe"), text, 12, 20) is None


def test_a_finder_finds_the_first_and_the_last_match() -> None:
    for rule in all_rules():
        assert rule.regex is not None
        finder = Finder(rule.regex)
        for text in examples(rule):
            expected = [span for span in spans(rule.regex.finditer(text)) if span[0] < span[1]]
            first, last = finder.find(text), finder.find(text, last=True)
            if expected:
                assert (first and first.span(), last and last.span()) == (expected[0], expected[-1]), rule.name


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        ("Kosten(?:rahmen)?", {"Kosten", "Kostenrahmen"}),
        (r"\b(?:Stadt|Kreis)\s+X", {"Stadt", "Kreis"}),
        (r"(?:Der\s+)?Rat", {"Der", "Rat"}),
        (r"[Ss]umme", {"Summe", "summe"}),
        (r"(?<!\w)Amt", {"Amt"}),
        (r"\w*kosten", set()),
        (r"(?:\d+ )?Euro|€", set()),
    ],
)
def test_beginnings(pattern: str, starts: set[str]) -> None:
    assert beginnings(pattern) == starts


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b\w*kosten\b", {"kosten"}),
        (r"(?i)beläuft sich|\w*AUSGABEN?\b", {"beläuft", "ausgabe", "ausgaben"}),
        (r"in Höhe", set()),
        (r"(?:am|bis) Ende", set()),
        (r"(?:\w+ )?Kosten", set()),
    ],
)
def test_words_before_the_first_space_of_a_match(pattern: str, words: set[str]) -> None:
    assert words_before_space(pattern) == words


def test_one_of_several_patterns_is_enough() -> None:
    heads = AnyPattern([re.compile("(?i)kosten"), re.compile(r"\bqm\b"), re.compile("Preis")])
    assert [text for text in ("Sachkosten", "je qm", "preis", "Aqmo") if heads.is_in(text)] == ["Sachkosten", "je qm"]


WORDS = ["musikschule", "schul", "hort", "offene", "offenen", "ganztagsschule", "kreisschulamt", "bau", "x"]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_a_vocabulary_leaves_no_word_out(words: list[str]) -> None:
    patterns = ["schul*", "*schule", "musikschul*", "offene ganztagsschule", "*wohnungsbau*", "hort"]
    index, vocabulary = TermIndex(patterns), Vocabulary(patterns)
    assert list(index.find(words, vocabulary.places(words))) == list(index.find(words))


def test_a_vocabulary_drops_most_words() -> None:
    words = words_of("Der Rat beschließt den Umbau der Musikschulen und des Hortes in der Kreisstadt")
    assert [words[place] for place in Vocabulary(["schul*", "*schule", "hort"]).places(words)] == ["musikschulen", "hortes"]


PIECES = [
    "Nr. 5", "z. B.", "1.250,50 €", "Ende.", "Anfang", "„So!“", "(vgl. S. 3)", "am 21.06.", "der", "Ja?", "\n", "  ", "T€.", "…", "III.",
    "a.b.", "Satz.Neu", "2018.", ".",
]  # fmt: skip


@settings(deadline=None)  # the first call loads spaCy
@given(st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join))
def test_sentences_are_those_of_the_whole_passage(text: str) -> None:
    whole = [sent.text.strip() for sent in nlp()(text).sents]
    assert [text[start:end] for start, end in split_sentences(text)] == [told for told in whole if told]


def test_words_of_one_byte_letters_are_those_of_the_pattern() -> None:
    latin = "".join(map(chr, range(256)))
    for text in (latin, "Straße „Süd“ – 12,5 m² (€)…", "Gelände Łódź, 5 µg", *(f"a{chr(code)}b" for code in range(0x2000, 0x10000, 7))):
        assert words_of(text) == re.findall(r"[^\W_]+", fold_term(text))


def test_letters_alone_are_the_tokens_of_the_pipeline() -> None:
    words = [
        "Rat",
        "Straßenbau",
        "bzw",
        "usw",
        "usw.",
        "Str",
        "Str.",
        "Planung.",
        "ABC.",
        "die.",
        "etc.",
        "Wohnung.",
        "d",
        "i",
        "im",
        "Mio.",
        "GmbH.",
    ]
    assert [_tokens_of(word) for word in words] == [tuple(token.text for token in nlp().make_doc(word)) for word in words]


@given(st.text(alphabet="ab \n\t\u00a0\u2009\x1c", max_size=12))
def test_squeezed_text_is_that_of_the_pattern(text: str) -> None:
    assert squeeze(text) == re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    "text", ["Tagesordnung", "T a g e s - Ordnung:", "„TAGESORDNUNG“", "Ordnung", "Tages", "", "– . –", "_Tagesordnung"]
)
def test_a_word_is_spelt_as_it_is_squashed(text: str) -> None:
    assert spells("tagesordnung", text) is (squash(text) == "tagesordnung")


@pytest.mark.parametrize(
    ("file", "attribute"),
    [("meaning", "direction"), ("meaning", "recurrence"), ("dates", "role"), ("decision", "decided"), ("positions", "action")],
)
def test_cues_are_those_of_all_rules(file: str, attribute: str) -> None:
    rules = [rule for rule in load_rules(file) if rule.regex is not None and attribute in rule.sets]
    texts = [text for rule in rules for text in rule.match]
    for at, text in enumerate(texts):
        # As the rules' examples are written: what stands before and after the mark, or one text for the other scopes.
        before, _, after = text.partition(MARK)
        other = texts[at * 7 % len(texts)]
        around = Surroundings(before, "12.03.2019", after.replace(MARK, " ") or other, other, text, other)
        found = {name for _, _, name in load_cues(file, attribute).hits(around)}
        plain = {rule.name for rule in rules if rule.regex is not None and rule.regex.search(scope_text(around, rule.scope))}
        assert found <= plain
        assert {rule.name for rule in rules if rule.name in plain - found} <= _far_away(rules, around), text


def _far_away(rules: list[Rule], around: Surroundings) -> set[str]:
    """Rules whose words stand so far from the mention that they have lost all their weight."""
    near = around._replace(before=around.before[-150:], after=around.after[:150])
    return {
        rule.name
        for rule in rules
        if rule.scope in ("before", "after") and rule.regex is not None and not rule.regex.search(scope_text(near, rule.scope))
    }


@given(st.integers(0, 60), st.integers(0, 12))
def test_the_box_of_columns_is_that_of_words(start: int, length: int) -> None:
    words = tuple(Word(at * 6, at * 6 + 5, Box(at, 2.0 * at, at + 4.5, 2.0 * at + 9)) for at in range(9))
    of_words, of_columns = (Page(1, "x" * 60, told).box_of(start, start + length) for told in (words, Words.of(words)))
    assert of_columns == of_words
    assert (of_words is None) is not any(word.start < start + length and word.end > start for word in words)


def test_words_are_found_by_ends_of_one_letter() -> None:
    index = TermIndex(["*a haus", "*stadt"])
    assert [pattern for _, _, pattern in index.find(["prima", "haus", "altstadt"])] == ["*a haus", "*stadt"]
