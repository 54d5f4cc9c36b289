"""When two parts of a word belong together."""

from __future__ import annotations

import pytest

from ingest.reading.hyphens import find_join


@pytest.mark.parametrize(
    ("before", "after", "join"),
    [
        ("Integra-", "tion", "drop"),
        ("Asylbewer-", "ber", "drop"),
        ("zuge-", "stimmt", "drop"),
        ("Integra-", "tion.", "drop"),
        ("Sozial-", "und", "no"),
        ("Anlauf-", "bzw.", "no"),
        ("Vor-", "oder", "no"),
        ("Kosten-", "/Nutzen", "no"),
        ("Baden-", "Württemberg", "keep"),
        ("Hans-Böckler-", "Straße", "keep"),
        ("EDV-", "gestützt", "keep"),
        ("20-", "jährig", "keep"),
        ("500-", "1.000", "no"),
        ("-", "die", "no"),
        ("2018-", "Der", "no"),
    ],
)
def test_parts_of_a_word(before: str, after: str, join: str) -> None:
    assert find_join(before, after) == join
