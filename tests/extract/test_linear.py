"""Twice the paper is twice the work: counted in calls and in characters, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from types import FrameType

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Extraction, Page, PaperFacts, ReadFile
from extract import consolidate, meaning
from extract.pipeline import extract_paper

ROOM = 1.25  # so much more than in proportion: caches fill, edges count

PAGE = """Begründung zu Maßnahme {n}
Der Landkreis Musterland fördert den Träger {n} seit dem 01.03.201{d} mit jährlich {n}.500 Euro. Für das Jahr 2020 werden
weitere 12.{n} € benötigt, davon 2.000 € für Sachkosten. Insgesamt stehen 60.000 € bereit (vgl. Nr. 5 der Vorlage vom 12.05.2019).
Zusätzlich wird eine halbe Stelle (0,5 VZÄ, EG 9b) befristet bis 31.12.2021 geschaffen.

Kostenart\tAnsatz 2019\tAnsatz 2020
Personalkosten {n}\t{n}.000 €\t5{n}.000 €
Sachkosten\t1.200 €\t0,00 €
Summe\t{n}.100 €\t6{n}.000 €

Miete {n} 12.000,00
Strom 3.4{n},00
Gesamt 15.400,00
"""


def paper(pages: int, same: bool) -> ReadFile:
    texts = (PAGE.format(n=100 if same else 100 + number, d=number % 10) for number in range(pages))
    return ReadFile("a" * 64, "haushalt.pdf", tuple(Page(number, text) for number, text in enumerate(texts, 1)))


def one_page(text: str) -> ReadFile:
    return ReadFile("b" * 64, "anlage.txt", (Page(1, text),))


def extract(file: ReadFile) -> Extraction:
    return extract_paper("paper", [file], PaperFacts(), load_taxonomies(()))


def count_calls(work: Callable[[], object]) -> int:
    """How many Python functions are called, generators going on included."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("same", [False, True], ids=["every page another", "every page the same"])
def test_four_times_the_pages_are_four_times_the_calls(same: bool) -> None:
    extract(paper(2, same))
    few, many = (count_calls(lambda size=size: extract(paper(size, same))) for size in (8, 32))  # type: ignore[misc]
    assert many < 4 * ROOM * few


def test_pages_without_a_break_cost_no_more() -> None:
    few, many = ("\n".join(page.text for page in paper(size, False).pages) for size in (8, 32))
    extract(one_page(few))
    assert count_calls(lambda: extract(one_page(many))) < 4 * ROOM * count_calls(lambda: extract(one_page(few)))


LINES = [
    "12.500 € und 1.000 € sowie ",
    "für die Maßnahme werden 12.500 € im Jahr 2018 benötigt, ",
    "0,5 VZÄ vom 12.03.2018 bis zum 14.05.2019 für 300 Euro, ",
    "insgesamt 5 € + 7 € = 12 € zusammen ",
]


@pytest.mark.parametrize("line", LINES)
def test_four_times_the_line_is_four_times_the_calls(line: str) -> None:
    few, many = (line * (size // len(line)) for size in (2_000, 8_000))
    extract(one_page(few))
    assert count_calls(lambda: extract(one_page(many))) < 4 * ROOM * count_calls(lambda: extract(one_page(few)))


@pytest.mark.parametrize("line", LINES)
def test_a_sum_in_a_long_line_is_read_with_the_words_near_it_only(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    flat = meaning._flat

    def measure(text: str) -> str:
        lengths.append(len(text))
        return flat(text)

    monkeypatch.setattr(meaning, "_flat", measure)
    extract(one_page(line * 300))
    assert lengths
    assert max(lengths) < 4_000


def test_a_sum_on_every_page_is_compared_with_what_is_told_of_it_not_with_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    shares = consolidate.Place.shares_topic

    def count(self: consolidate.Place, other: consolidate.Place) -> float:
        nonlocal compared
        compared += 1
        return shares(self, other)

    monkeypatch.setattr(consolidate.Place, "shares_topic", count)
    found = extract(paper(60, True))
    assert len(found.amounts) > 500
    assert compared < 12 * len(found.amounts)


@pytest.mark.parametrize("piece", ["\t", "Kreis Landkreis "])
def test_what_only_repeats_takes_time_in_proportion(piece: str) -> None:
    def seconds(size: int) -> float:
        file = one_page(piece * (size // len(piece)))
        begin = process_time()
        extract(file)
        return process_time() - begin

    seconds(100)  # rules are loaded once
    assert seconds(40_000) < 8 * max(seconds(10_000), 0.1)  # in proportion: 4 times; by the square: 16
