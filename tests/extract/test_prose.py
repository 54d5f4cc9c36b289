"""What running text looks like where a title is looked for."""

from __future__ import annotations

import pytest

from extract.prose import cut_prose, is_no_title, is_paragraph


@pytest.mark.parametrize(
    "text",
    [
        "Beschlussvorschlag",
        "Finanzielle/Bilanzielle Auswirkungen zurzeit noch nicht bezifferbar",
        "Landrat Kern erläuterte den Stand der Verhandlungen",
        "(Herr Maier gekommen)",
        "Vorberatung:",
        "Für den Rest der Fahrkosten von 1,40 € je Schultag war zwischen dem Kreis und den Gemeinden eine hälftige Teilung vorgesehen.",
    ],
)
def test_headings_speech_and_labels_are_no_titles(text: str) -> None:
    assert is_no_title(text)


@pytest.mark.parametrize(
    "text",
    [
        "Neubau der Sporthalle",
        "Finanzielle Förderung der Vereine",
        "Beschluss über die Satzung",
        "Finanzielle Auswirkungen für die Stadt durch neue Aufgaben",
        "Mehr Bäume für alle in der ganzen Stadt! Fördermittel des Landes für neue Alleen und Parks in den Stadtteilen beantragen.",
    ],
)
def test_titles_are_titles(text: str) -> None:
    assert not is_no_title(text)


def test_a_paragraph_is_long_and_has_several_sentences() -> None:
    sentence = "Der Ausbau der Straße ist seit langer Zeit geplant und wird nun mit den Mitteln des Landes begonnen."
    assert is_paragraph(" ".join([sentence] * 3))
    assert not is_paragraph(sentence)
    assert not is_paragraph("Ausbau der Straße, " * 15)


def test_a_title_ends_where_running_text_begins() -> None:
    title = "Keine Gentechnik auf den Äckern und in den Küchen des Landkreises"
    assert cut_prose(f"{title} Der Antrag wird damit begründet, dass die Folgen ungewiss sind") == title
    assert cut_prose(title) == title
