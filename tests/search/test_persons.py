"""Staff stay out of the index; offsets, office holders and figures stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.persons import mask_staff


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Bearbeiter/-in: Sabine Kurzmeier\nDatum: 05.03.2024", "Kurzmeier"),
        ("Sachbearbeiterin: Frau Dr. Anna-Lena Hofstätter", "Hofstätter"),
        ("Bearbeitet von Jens Querfurt am 3. Mai", "Querfurt"),
        ("Ansprechpartner: Herr Tobias Lindgrün, Amt 50", "Lindgrün"),
        ("Auskunft erteilt:\nMaria Steinkötter", "Steinkötter"),
        ("Telefon: 07621 410-1234", "410-1234"),
        ("Tel. 0761/2187-0", "2187"),
        ("E-Mail: s.kurzmeier@kreis-beispiel.de", "kurzmeier"),
    ],
)
def test_staff_are_masked_in_place(text: str, gone: str) -> None:
    masked = mask_staff(text)
    assert gone not in masked
    assert len(masked) == len(text)
    assert masked.split(":")[0].split()[0] == text.split(":")[0].split()[0]


@pytest.mark.parametrize(
    "text",
    [
        "Landrätin Marion Dammann stellt die Vorlage vor.",
        "gez. Karl Mustermann, Kreiskämmerer",
        "Die Bearbeitung der Anträge kostet 24.000 Euro.",
        "Der Sachbearbeiter prüft 120 Fälle im Jahr.",
        "Das Rufbussystem kostet 1.250.000 Euro.",
        "Kontakte zu Vereinen werden gepflegt.",
    ],
)
def test_what_is_no_staff_stays(text: str) -> None:
    assert mask_staff(text) == text


@given(st.text())
def test_offsets_hold(text: str) -> None:
    masked = mask_staff(text)
    assert len(masked) == len(text)
    assert all(before == after or after == " " for before, after in zip(text, masked, strict=True))
