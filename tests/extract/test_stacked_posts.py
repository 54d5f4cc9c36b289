"""Tables of posts that a copied page writes cell by cell."""

from __future__ import annotations

from corpus.types import Page, PaperFacts, Position
from extract.context import PageContext
from extract.positions import find_positions
from extract.sections import Section

SHA = "d" * 64
HEADS = "Amt\n\nStellen-umfang\n\nEntgeltgruppe\n\nGrund\n\n"


def read(text: str, title: str = "Stellenplan 2025") -> list[Position]:
    section = Section(SHA, 1, 0, len(text), "facts", "Sachverhalt")
    return list(find_positions(PageContext(SHA, Page(1, text), (section,), PaperFacts(title=title, paper_type="Beschlussvorlage"))))


def test_numbers_beside_pay_grades_are_posts_of_the_plan_year() -> None:
    text = f"Im Stellenplan 2025 entfallen diese Stellen, weil die Aufgaben wegfallen:\n\n{HEADS}Bauamt\n\n0,430\n\n"
    text += "EG 2  (21.500 €)\n\nVergabe\n\nSozialamt\n\n1,000\n\nA 11\n\nAltersteilzeit\n\nGesamt\n\n1,430\n\n120.400 €\n"
    assert [(str(found.value), found.action, found.grade, found.years) for found in read(text)] == [
        ("0.43", "cut", "EG 2", "2025"),
        ("1", "cut", "A 11", "2025"),
        ("1.43", "cut", "", "2025"),
    ]


def test_without_a_heading_of_posts_numbers_beside_grades_are_none() -> None:
    assert read("Amt\n\nNummer\n\nGruppe\n\nBauamt\n\n12\n\nEG 2\n\nSozialamt\n\n17\n\nA 11\n") == []


def test_one_number_beside_a_grade_is_no_table() -> None:
    assert read(f"{HEADS}Bauamt\n\n12\n\nEG 2\n\nErläuterung\n") == []


def test_the_new_posts_of_the_next_table_are_created() -> None:
    text = f"2. Neueinrichtung von Stellen\n\nDie neuen Stellen sind unabdingbar und wurden begründet.\n\n{HEADS}"
    found = read(text + "Personal\n\n1\n\nEG 9c\n\nAusbildung\n\nIT\n\n0,5\n\nEG 10\n\nNetze\n")
    assert [(str(each.value), each.action) for each in found] == [("1", "create"), ("0.5", "create")]


def test_the_grade_stands_in_the_next_cell_of_posts_with_a_unit() -> None:
    text = "Bezeichnung\n\nAnzahl\n\nBewertung\n\nAssistenz\n\n1 VZS\n\nE 6\n\nBundesmittel\n\nArzt\n\n2 VZS\n\nE 15\n"
    assert [(str(each.value), each.grade) for each in read(text)] == [("1", "E 6"), ("2", "E 15")]
