from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.german import CAPITAL, FORM_LOSS, count_terms, find_tokens, fold, line_key, stem_word, umlaut_variants


def stem(word: str) -> str:
    return stem_word(fold(word))


@pytest.mark.parametrize("spelling", ["Förderung", "Foerderung", "FÖRDERUNG", "Förderungen", "foerderung"])
def test_spellings_of_one_word_share_a_stem(spelling: str) -> None:
    assert stem(spelling) == "foerder"


def test_umlaut_tells_words_apart() -> None:
    assert stem("Forderung") == "forder"
    assert stem("Förderung") != stem("Forderung")


def test_sharp_s_is_two_s() -> None:
    assert stem("Maßnahmen") == stem("Massnahme")


@pytest.mark.parametrize(
    ("one", "other"), [("neue", "neuen"), ("Landkreis", "Landkreise"), ("Flüchtling", "Fluechtlinge"), ("Stelle", "Stellen")]
)
def test_endings_fall_away(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("query", "found"), [("Antrag", "Anträge"), ("Zuschüsse", "Zuschuss"), ("Haus", "Häuser"), ("Baum", "Bäume")])
def test_plural_with_umlaut_is_a_variant(query: str, found: str) -> None:
    assert stem(found) in umlaut_variants(fold(query), stem(query))


@pytest.mark.parametrize("word", ["Forderung", "Förderung", "Schule", "Integration", "60.000", "Amt" * 20 + "ung"])
def test_no_variant_where_a_meaning_would_change(word: str) -> None:
    assert umlaut_variants(fold(word), stem(word)) == ()


def test_tokens_keep_numbers_whole_and_stop_words_their_place() -> None:
    tokens = list(find_tokens("Die Förderung der Kreis-Stelle: 60.000 €, 0,5 VZÄ am 20.06.2018 (139/2018)."))
    assert [(token.word, token.stem) for token in tokens] == [
        ("die", ""), ("foerderung", "foerder"), ("der", ""), ("kreis", "kreis"), ("stelle", "stell"), ("60.000", "60.000"), ("0,5", "0,5"),
        ("vzae", "vzae"), ("am", ""), ("20.06.2018", "20.06.2018"), ("139", "139"), ("2018", "2018"),
    ]  # fmt: skip
    assert [token.position for token in tokens] == list(range(12))


def test_a_gap_parts_the_pages() -> None:
    terms = count_terms(("Kosten der stelle", "kosten"), gap=20)
    assert terms.positions() == {"kost": [0, 23], "stell": [2]}
    assert sorted(terms.words) == ["kosten", "stelle"]
    assert terms.marked == {"kosten", "stelle", f"{CAPITAL}kosten"}


def test_words_of_form_lines_count_less() -> None:
    form = line_key("Kosten:   ja nein")
    assert count_terms(("Kosten: ja nein\nDie Kosten steigen.",), 20, frozenset({form})).weights["kost"] == FORM_LOSS


@given(st.text())
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    end = 0
    for token in find_tokens(text):
        assert token.start >= end
        assert fold(text[token.start : token.end]) == token.word
        end = token.end


@given(st.text(alphabet=st.characters(categories=("Ll", "Lu")), max_size=30))
def test_a_stem_begins_its_word(text: str) -> None:
    word = fold(text)
    assert word.startswith(stem_word(word))
