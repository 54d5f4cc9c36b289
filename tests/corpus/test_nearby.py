from __future__ import annotations

import pytest

from corpus.nearby import did_you_mean

NAMES = {"einmalig": "betrag:einmalig", "jaehrlich": "betrag:jährlich", "monatlich": "betrag:monatlich"}


@pytest.mark.parametrize(
    ("word", "most", "told"),
    [
        ("jaerlich", 1, "did you mean betrag:jährlich?"),
        ("onatlich", 2, "did you mean betrag:monatlich?"),
        ("quartal", 3, ""),
        ("", 1, ""),
    ],
)
def test_only_near_names_are_told(word: str, most: int, told: str) -> None:
    assert did_you_mean(word, NAMES, most) == told


def test_names_shown_alike_are_told_once() -> None:
    assert did_you_mean("schul", {"schule": "feld:bildung", "schulen": "feld:bildung"}, most=2) == "did you mean feld:bildung?"
