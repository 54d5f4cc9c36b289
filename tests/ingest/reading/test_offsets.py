"""The offset map: every character of the text leads back to its source."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Page
from ingest.reading import source_offset
from ingest.reading.offsets import MappedText, map_offset

GERMAN = st.text(alphabet="abz-äöüß €0.\n\t|*#AÄ\u0308\u00ad\u0301\u1e9b\u0323\uac00\u11a8", max_size=60)


def test_deleted_characters_are_skipped_by_the_map() -> None:
    mapped = MappedText("Integra-\ntion läuft").sub(re.compile("-\n"), "")
    assert mapped.text == "Integration läuft"
    assert [map_offset(mapped.pairs, at) for at in (0, 6, 7, 10)] == [0, 6, 9, 12]


def test_two_edits_after_each_other_still_lead_to_the_first_source() -> None:
    mapped = MappedText("**Kosten**: 5 €").sub(re.compile(r"\*\*"), "").sub(re.compile(":"), " :")
    assert mapped.text == "Kosten : 5 €"
    assert map_offset(mapped.pairs, mapped.text.index("5")) == 12


def test_a_page_without_a_map_is_its_own_source() -> None:
    assert source_offset(Page(1, "abc"), 2) == 2


def test_decomposed_umlauts_become_one_character() -> None:
    mapped = MappedText("Fo\u0308rderung").normalized()
    assert mapped.text == "Förderung"
    assert map_offset(mapped.pairs, 2) == 3


@given(GERMAN)
def test_normalizing_keeps_the_map(source: str) -> None:
    mapped = MappedText(source).normalized()
    assert mapped.text == unicodedata.normalize("NFC", source)
    for at, char in enumerate(mapped.text):
        if char.isascii():
            assert source[map_offset(mapped.pairs, at)] == char


@given(GERMAN, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 4), st.sampled_from(["", "x", "yz"])), max_size=6))
def test_characters_that_no_edit_touched_lead_back_to_themselves(source: str, wishes: list[tuple[int, int, str]]) -> None:
    edits: list[tuple[int, int, str]] = []
    for start, length, replacement in sorted(wishes):
        end = min(start + length, len(source))
        if start <= len(source) and end > start and (not edits or start >= edits[-1][1]):
            edits.append((start, end, replacement))
    mapped = MappedText(source).edit(edits)
    kept = [at for at in range(len(source)) if not any(start <= at < end for start, end, _ in edits)]
    found = {map_offset(mapped.pairs, at): char for at, char in enumerate(mapped.text) if char not in "xyz"}
    assert {at: source[at] for at in kept if source[at] not in "xyz"}.items() <= found.items()
