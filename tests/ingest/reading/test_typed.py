"""Boxes typed with brackets, underscores, circles or a lone x, in plain text and in PDFs alike."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.types import Page
from ingest.reading import read_bytes

YES, NO, DOUBTFUL = "yes", "no", "unknown"
LINES = [
    ("Stellenplan: [ x ] ja [   ] nein", [("ja", YES), ("nein", NO)]),
    ("Stellenplan: [X]ja []nein", [("ja", YES), ("nein", NO)]),
    ("Stellenplan: [_] ja [x] nein", [("ja", NO), ("nein", YES)]),
    ("Stellenplan: Ja [x] Nein [ ]", [("Ja", YES), ("Nein", NO)]),
    ("Stellenplan: Ja [ ] Nein [X] (bitte ankreuzen)", [("Ja", NO), ("Nein", YES)]),
    ("Stellenplan: ( x ) ja (  ) nein", [("ja", YES), ("nein", NO)]),
    ("Stellenplan: Ja ( ) Nein (x)", [("Ja", NO), ("Nein", YES)]),
    ("Stellenplan: _x_ ja ___ nein", [("ja", YES), ("nein", NO)]),
    ("Stellenplan: __ ja _X_ nein", [("ja", NO), ("nein", YES)]),
    ("Mittel stehen zur Verfügung: x ja nein", [("ja", YES)]),
    ("Mittel stehen zur Verfügung: ja nein x", [("nein", YES)]),
    ("Mittel stehen zur Verfügung: nein x ja", [("", DOUBTFUL)]),
    ("Variante (x) und Anlage [1] mit ___ Euro im Feld _a_", []),
    ("Der Wert x liegt über dem Grenzwert, ja oder nein.", []),
]


def states(page: Page) -> list[tuple[str, str]]:
    return [(tick.label, tick.state) for tick in page.ticks]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_lines_of_forms(maker: Any, line: str, expected: list[tuple[str, str]]) -> None:
    text = f"{line}\nDer Kreisausschuss berät am Montag.\n"
    assert states(read_bytes(text.encode(), "vorlage.txt").pages[0]) == expected
    printed = read_bytes(maker.pdf(lambda canvas: maker.lines(canvas, text.splitlines())), "vorlage.pdf").pages[0]
    assert states(printed) == expected
    assert all(tick.box is not None for tick in printed.ticks)


def test_an_x_between_both_answers_is_read_as_the_other_lines_of_the_form() -> None:
    before = "Kosten: nein x ja\n\nAnhörung der Gemeinden\nx\nnein\n\nja, durchgeführt am\n"
    assert states(read_bytes(before.encode(), "a.txt").pages[0]) == [("ja", YES), ("nein", YES)]
    behind = "Kosten:\nJa\n\nNein\n\nx\n\n\nStellen: Ja x Nein\n"
    assert states(read_bytes(behind.encode(), "b.txt").pages[0]) == [("Nein", YES), ("Ja", YES)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("◉ öffentlich ○ nichtöffentlich", [("öffentlich", YES), ("nichtöffentlich", NO)]),
        ("○ öffentlich ● nichtöffentlich", [("öffentlich", NO), ("nichtöffentlich", YES)]),
        ("● Beratung ausbauen ● Ehrenamt stärken", []),
        ("■ öffentlich □ nichtöffentlich", [("öffentlich", DOUBTFUL), ("nichtöffentlich", NO)]),
        ("■ Auswirkungen: □ ja □ nein", [("ja", NO), ("nein", NO)]),
        ("■ Auswirkungen ☒ ja ☐ nein", [("ja", YES), ("nein", NO)]),
    ],
)
def test_circles_and_filled_squares(line: str, expected: list[tuple[str, str]]) -> None:
    assert states(read_bytes(f"{line}\n".encode(), "a.txt").pages[0]) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Mittel vorhanden ja ☒ nein ☐", [("ja", YES), ("nein", NO)]),
        ("Mittel vorhanden: ja ☒ nein ☐ (bitte ankreuzen)", [("ja", YES), ("nein", NO)]),
        ("davon ja ☐ einmalig ☒ laufend", [("einmalig", NO), ("laufend", YES)]),
        ("Auswirkungen: ☒ nein ☐ ja, siehe Anlage", [("nein", YES), ("ja, siehe Anlage", NO)]),
        ("Stellenplan\tJa\t☐\tNein\t☒", [("Ja", NO), ("Nein", YES)]),
        ("☐\tZuschuss in voller Höhe\t☒\tTeilbetrag", [("Zuschuss in voller Höhe", NO), ("Teilbetrag", YES)]),
    ],
)
def test_the_label_of_a_box_stands_before_or_behind_it(line: str, expected: list[tuple[str, str]]) -> None:
    assert states(read_bytes(f"{line}\nDer Kreistag entscheidet.\n".encode(), "a.txt").pages[0]) == expected


def test_an_x_in_a_cell_of_a_saved_page() -> None:
    html = (
        "<html><body><table><tr><td>Auswirkung auf Stellenplan</td><td>Ja</td><td></td><td>Nein</td><td>X</td></tr>"
        "<tr><td>Freiwillige Aufgabe</td><td>Ja</td><td>x</td><td>Nein</td><td></td></tr></table></body></html>"
    )
    page = read_bytes(html.encode(), "vorlage.html").pages[0]
    assert states(page) == [("Nein", YES), ("Ja", YES)]
    assert [page.text[cell.start : cell.end] for cell in page.tables[0].cells][4] == "☒"


def test_offsets_hold_where_a_box_had_several_characters() -> None:
    page = read_bytes("Stellenplan: [ x ] ja [   ] nein, 2,5 VZÄ\n".encode(), "a.txt").pages[0]
    assert page.text == "Stellenplan: ☒ ja ☐ nein, 2,5 VZÄ\n"
    assert [page.text[tick.start : tick.end] for tick in page.ticks] == ["☒", "☐"]
