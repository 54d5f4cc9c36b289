"""Cheap checks that stand before slow patterns let everything through that the patterns match: texts are drawn from the patterns."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import background, genre, titles
from extract.labels import pattern

PRINTED = st.characters(codec="cp1252", exclude_categories=["Cc"])
LINES = st.characters(codec="cp1252", exclude_categories=["Cc"], include_characters="\t\n")


@settings(max_examples=60)
@given(st.data())
def test_a_row_of_numbers_passes_the_look_at_its_end(data: st.DataObject) -> None:
    row = data.draw(st.from_regex(pattern("number_row"), alphabet=PRINTED).map(str.strip))
    if pattern("number_row").search(row):
        assert titles._holds_number_row(row)


@settings(max_examples=60)
@given(st.from_regex(background._REFUSED, alphabet=PRINTED))
def test_a_refusal_has_one_of_the_words_that_are_looked_for_first(text: str) -> None:
    assert any(word in text for word in background._OF_REFUSAL)


@settings(max_examples=60)
@given(st.from_regex(background._FAILED, alphabet=PRINTED))
def test_a_failed_motion_has_one_of_the_words_that_are_looked_for_first(text: str) -> None:
    assert "abgelehnt" in text or "Mehrheit" in text


@pytest.mark.parametrize("regex", [genre._SPEAKER, genre._REPORTED, genre._TITLED])
@settings(max_examples=30)
@given(data=st.data())
def test_who_speaks_is_told_within_a_line(regex: re.Pattern[str], data: st.DataObject) -> None:
    text = data.draw(st.from_regex(regex, alphabet=LINES))
    found = regex.search(text)
    assert found is None or "\n" not in found[0].strip("\n")
