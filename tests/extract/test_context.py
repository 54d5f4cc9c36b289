"""Looking up sections, lines, sentences and cells by offset."""

from __future__ import annotations

from corpus.types import Box, Cell, Page, Table, Word
from extract.context import PageContext
from extract.sections import Section

PROSE = """Sachverhalt
Der Landkreis richtet eine Koordinierungsstelle für die ehrenamtliche Arbeit ein. Dafür
entstehen Kosten von 12.000 € im Jahr, die bisher nicht veranschlagt sind. Weitere
Mittel sind nicht nötig.
• Personal: 10.000 €
• Sachmittel: 2.000 €
"""
TABLE = """Mittelbereitstellung - in EUR -
ErgebnisHH\t\t2018\t2019\tab 2020
Bedarf\tErträge\t\t\t
\tSachaufwand\t5.000\t15.000\t
Plan\tErträge\t\t\t
\tSachaufwand\t0\t15.000\t20.000
"""


def context(text: str, *sections: Section) -> PageContext:
    return PageContext("0" * 64, Page(1, text), sections)


def test_sentence_over_a_line_end() -> None:
    page = context(PROSE)
    start, end = page.sentence_at(PROSE.index("12.000"))
    assert PROSE[start:end] == "Dafür\nentstehen Kosten von 12.000 € im Jahr, die bisher nicht veranschlagt sind."


def test_list_items_are_paragraphs_of_their_own() -> None:
    page = context(PROSE)
    start, end = page.sentence_at(PROSE.index("2.000 €\n"))
    assert PROSE[start:end] == "• Sachmittel: 2.000 €"


def test_lines() -> None:
    page = context(PROSE)
    start, end = page.line_at(PROSE.index("Personal"))
    assert PROSE[start:end] == "• Personal: 10.000 €"
    assert page.line_number(0) == 0


def test_cell_with_headers_and_group() -> None:
    page = context(TABLE)
    cell = page.cell_at(TABLE.rindex("15.000"))
    assert cell is not None
    assert (cell.text, cell.row_header, cell.column_headers, cell.sections) == ("15.000", "Sachaufwand", ("2019",), ("Plan",))


def test_no_cell_outside_tables() -> None:
    assert context(PROSE).cell_at(5) is None
    assert context(TABLE).cell_at(3) is None


def test_section_at_takes_the_last_that_begins_before() -> None:
    first = Section("0" * 64, 1, 0, 40, "proposal", "Beschlussvorschlag")
    second = Section("0" * 64, 1, 40, len(PROSE), "facts", "Sachverhalt")
    page = context(PROSE, second, first)
    assert page.section_at(10) == first
    assert page.section_kind(60) == "facts"
    assert context(PROSE).section_at(10) is None


def test_rows_of_plain_text_tables() -> None:
    text = "Kosten 2018 2019\nSachaufwendungen 20.000 30.000\nDas sind im Jahr 2018 rund\n20.000 Euro für alle.\n"
    page = context(text)
    assert page.is_row(text.index("30.000"))
    assert not page.is_row(text.index("20.000 Euro"))


HEADED = """Kreistag, 03.05.2017
Tagesordnungspunkt 8: Ausbau der Familienberatung in den Gemeinden des Kreises
Beschlussvorschlag
Für die Beratung werden 31.000 € im Haushalt eingestellt. Die Stelle wird im
Herbst ausgeschrieben.
Deckung (nur bei Mehrbedarf)
Gedeckt wird der Betrag aus dem Ansatz der Jugendhilfe, der hierfür noch 40.000 € enthält und nicht gebraucht wird.
"""


def test_a_sentence_does_not_begin_with_the_heading_over_it() -> None:
    cut = HEADED.index("Beschlussvorschlag")
    deck = HEADED.index("Deckung (")
    page = context(
        HEADED,
        Section("0" * 64, 1, 0, cut, "header", ""),
        Section("0" * 64, 1, cut, deck, "proposal", "Beschlussvorschlag"),
        Section("0" * 64, 1, deck, len(HEADED), "finances", "Deckung"),
    )
    first = page.sentence_at(HEADED.index("31.000"))
    second = page.sentence_at(HEADED.index("40.000"))
    assert HEADED[slice(*first)] == "Für die Beratung werden 31.000 € im Haushalt eingestellt."
    assert HEADED[slice(*second)].startswith("Gedeckt wird der Betrag")


def test_a_section_ends_a_paragraph_without_a_blank_line() -> None:
    text = "Die Mittel reichen für alle Gruppen des Vereins und\nKosten entstehen dem Kreis hier nicht.\n"
    cut = text.index("Kosten")
    page = context(text, Section("0" * 64, 1, 0, cut, "facts", ""), Section("0" * 64, 1, cut, len(text), "finances", "Kosten"))
    assert page.block_at(0)[1] < cut
    assert page.block_at(cut)[0] == cut


def test_a_list_of_a_thousand_lines_is_no_sentence() -> None:
    text = "".join(f"Verein {number} erhält\n{number} Euro\n" for number in range(1000, 2000))
    start, end = context(text).sentence_at(text.index("1500 Euro"))
    assert end - start <= 1500
    assert "1500 Euro" in text[start:end]


def test_a_table_that_goes_on_has_the_heads_and_the_whole_row_of_its_first_part() -> None:
    text = "\tstelle Integration\t36.500\n3\tSprachkurse\t9.500\n"
    starts = [(0, 0), (1, 19), (20, 26), (27, 28), (29, 40), (41, 46)]
    cells = tuple(Cell(at // 3, at % 3, start, end) for at, (start, end) in enumerate(starts))
    row = ("2", "Koordinierungsstelle Integration", "36.500")
    table = Table(0, 46, cells, continued=True, heads=("Ziffer", "Maßnahme", "Ansatz 2025"), first_row=row)
    page = PageContext("", Page(2, text, tables=(table,)))
    first, second = page.cell_at(text.index("36.500")), page.cell_at(text.index("9.500"))
    assert first is not None
    assert second is not None
    assert (first.row_header, first.column_header) == ("Koordinierungsstelle Integration", "Ansatz 2025")
    assert (second.row_header, second.column_header) == ("Sprachkurse", "Ansatz 2025")


def test_evidence_is_as_sure_as_the_least_sure_number_that_was_read() -> None:
    text = "rund 12 500 Euro"
    words = tuple(Word(start, end, Box(start, 0, end, 10)) for start, end in ((0, 4), (5, 7), (8, 11), (12, 16)))
    page = Page(1, text, words, source="ocr", confidences=(95, 81, 44, 30))
    assert PageContext("", page).evidence(5, 16, "amount.currency").confidence == 0.44
    assert PageContext("", page).evidence(0, 4, "amount.currency").confidence == 0.95
    assert PageContext("", Page(1, text, words)).evidence(5, 16, "amount.currency").confidence == 1.0
