"""The first lines of letters, speeches and minutes that name them."""

from __future__ import annotations

import pytest

from corpus.types import Page
from extract.header import Header, read_header, read_lines
from extract.titlelines import first_line_of_minutes, tidy_title, title_of_letter, title_of_speech


def header_of(text: str) -> Header:
    return read_header(read_lines(Page(1, text)))


def test_lines_are_joined_without_the_point_of_the_agenda() -> None:
    assert tidy_title(["Punkt 4 der Tagesordnung: Förderung der", "Integration im  Landkreis"]) == "Förderung der Integration im Landkreis"


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Anfrage zu: Unbesetzte Stellen im Rathaus", "Unbesetzte Stellen im Rathaus"),
        ("Antrag zur Sitzung des Kreistages am 19.01.2023: Mehr Busse am Abend", "Mehr Busse am Abend"),
        ("Antrag zur Kreistagssitzung am 19.01.2023", ""),
        ("Die Anfrage zu: Unbesetzte Stellen im Rathaus", ""),
    ],
)
def test_what_a_letter_is_about(line: str, title: str) -> None:
    assert title_of_letter(header_of(f"Fraktion A\n{line}\n")) == title


def test_minutes_and_speeches_are_named_to_the_day() -> None:
    line = "Niederschrift 16. Sitzung des Rates 10.04.2013"
    assert first_line_of_minutes(header_of(f"{line}\nRathaus\n"), "Niederschrift") == line
    assert first_line_of_minutes(header_of(f"{line}\nPunkt 8 der Tagesordnung: Ausbau\n"), "Niederschrift") == ""
    assert first_line_of_minutes(header_of("Niederschrift der Sitzung des Rates\n"), "Niederschrift") == ""
    assert title_of_speech(header_of("Haushaltsrede Kreistag 05.03.2012\n"), "Haushaltsrede") == "Haushaltsrede Kreistag 05.03.2012"
    assert title_of_speech(header_of("Haushaltsrede\n"), "Haushaltsrede") == ""


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Ausbau der Straßen-", "bahn in der Südstadt"], "Ausbau der Straßenbahn in der Südstadt"),
        (["Vergabe der Architek-", "ten- und Ingenieurleistungen"], "Vergabe der Architekten- und Ingenieurleistungen"),
        (["Bebauungsplan mit Vorhaben-", "und Erschließungsplan"], "Bebauungsplan mit Vorhaben- und Erschließungsplan"),
        (["Ausbau der Straßen-"], "Ausbau der Straßen"),
    ],
)
def test_words_broken_at_a_lines_end_are_whole_again(lines: list[str], title: str) -> None:
    assert tidy_title(lines) == title
