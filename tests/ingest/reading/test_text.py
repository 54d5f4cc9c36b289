"""Plain text and Markdown: marks, tags, tables, ticks, hyphens, and the way back to the source."""

from __future__ import annotations

import unicodedata
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.types import Page
from ingest.reading import read_bytes, source_offset


def read(text: str, name: str = "vorlage.txt") -> Page:
    result = read_bytes(text.encode(), name)
    assert result.problems == ()
    return result.pages[0]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Der Ausbau der Integra-\ntion kostet viel.\n", "Der Ausbau der Integration\nkostet viel.\n"),
        ("Der Ausbau der Integra- \n  tion kostet", "Der Ausbau der Integration\nkostet"),
        ("Soft\u00adhyphen und Zeilen\u00ad\nende hier", "Softhyphen und Zeilenende\nhier"),
        ("Kinder- und Ju-\ngendhilfe-\nplanung neu", "Kinder- und Jugendhilfeplanung\nneu"),
        ("für Sozial-\nund Jugendhilfe", "für Sozial-\nund Jugendhilfe"),
        ("in Baden-\nWürttemberg liegt", "in Baden-Württemberg\nliegt"),
        ("Kosten-/Nutzen-Analyse", "Kosten-/Nutzen-Analyse"),
        ("Erste Zeile\r\nzweite\rdritte\fvierte", "Erste Zeile\nzweite\ndritte\nvierte"),
        ("Pﬂege und Hilfsﬁnanzierung", "Pflege und Hilfsfinanzierung"),
        ("60.000\u00a0€ bleiben", "60.000\u00a0€ bleiben"),
        ("Fo\u0308rderung", "Förderung"),
        ("## **Sachverhalt**\nText", "Sachverhalt\nText"),
        ("Der *Kreistag* dankt Bürger*innen * sehr", "Der Kreistag dankt Bürger*innen * sehr"),
        ("5 * 3 * 2 Stunden", "5 * 3 * 2 Stunden"),
        ("Nr. #12 und C# bleiben", "Nr. #12 und C# bleiben"),
        ("Siehe [Anlage 1](https://example.org/a.pdf).", "Siehe Anlage 1."),
        ("<b>Beratungs</b>folge &amp; Termin", "Beratungsfolge & Termin"),
        ("Wert < 5 und > 3 & mehr", "Wert < 5 und > 3 & mehr"),
        ("<p>Eins</p><p>Zwei</p>", "\nEins\n\nZwei\n"),
    ],
)
def test_text_as_it_is_meant(source: str, text: str) -> None:
    assert read(source).text == text


def test_markdown_escapes_count_in_markdown_only() -> None:
    assert read(r"10 \* 3 = 30", "rechnung.md").text == "10 * 3 = 30"
    assert read(r"C:\_alt\*.txt").text == r"C:\_alt\*.txt"


def test_input_elements_become_ticks() -> None:
    page = read('<input type="checkbox" checked> ja <input type="checkbox"/> nein <input checked="" type="radio"> offen')
    assert page.text == "☒ ja ☐ nein ☒ offen"
    assert [(tick.state, tick.label) for tick in page.ticks] == [("yes", "ja"), ("no", "nein"), ("yes", "offen")]


def test_symbol_font_glyphs_become_ticks() -> None:
    page = read("Finanzielle Auswirkungen \uf0fe ja \uf0a8 nein\n\uf0b7 erster Punkt")
    assert page.text == "Finanzielle Auswirkungen ☒ ja ☐ nein\n• erster Punkt"


def test_bullets_and_lone_check_marks_are_no_tick_boxes() -> None:
    page = read("■ Dezernat III\n✔ schnell\n✔ sparsam")
    assert page.ticks == ()
    assert page.text == "■ Dezernat III\n✔ schnell\n✔ sparsam"


def test_check_marks_among_boxes_are_ticks() -> None:
    page = read("✔ einmalig\n❏ laufend")
    assert [(tick.state, tick.label) for tick in page.ticks] == [("yes", "einmalig"), ("no", "laufend")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[x] ja [ ] nein [_] offen", "☒ ja ☐ nein ☐ offen"),
        ("- [X] erledigt\n- [ ] offen", "- ☒ erledigt\n- ☐ offen"),
        ("(x) ja ( ) nein", "☒ ja ☐ nein"),
        ("Variable (x) und [1] sowie a[x] bleiben", "Variable (x) und [1] sowie a[x] bleiben"),
    ],
)
def test_brackets_as_boxes(source: str, text: str) -> None:
    assert read(source).text == text


def test_labels_may_stand_before_their_boxes() -> None:
    page = read("öffentlich ☒ nichtöffentlich ☐")
    assert [(tick.state, tick.label) for tick in page.ticks] == [("yes", "öffentlich"), ("no", "nichtöffentlich")]


def cells(page: Page, at: int = 0) -> list[list[str]]:
    table = page.tables[at]
    rows: list[list[str]] = [[] for _ in range(max(cell.row for cell in table.cells) + 1)]
    for cell in table.cells:
        rows[cell.row].append(page.text[cell.start : cell.end])
    return rows


def test_tab_separated_lines_are_a_table_with_its_unit() -> None:
    page = read("Mittelbedarf - in EUR -\n\nArt\t2024\tab 2025\nSach-auf-wand\t5.000\t\nZuschuss\t1.200 \t300\n\nEnde")
    assert cells(page) == [["Art", "2024", "ab 2025"], ["Sachaufwand", "5.000", ""], ["Zuschuss", "1.200", "300"]]
    assert page.tables[0].unit == "Mittelbedarf - in EUR -"
    assert [cell.header for cell in page.tables[0].cells] == [True] * 3 + [False] * 6


def test_pipe_tables_become_tab_separated() -> None:
    page = read("| Jahr | Kosten |\n|:-----|------:|\n| 2024 | 10.000 € |\n| 2025 | 12.000 € |\n", "plan.md")
    assert page.text == "Jahr\tKosten\n2024\t10.000 €\n2025\t12.000 €\n"
    assert cells(page)[2] == ["2025", "12.000 €"]


def test_a_pipe_in_prose_is_no_table() -> None:
    page = read("Produktbereich | Produktgruppe\nErtrag | Aufwand\n")
    assert page.text == "Produktbereich | Produktgruppe\nErtrag | Aufwand\n"
    assert page.tables == ()


def test_numbered_lists_with_tabs_are_no_tables() -> None:
    assert read("1.\tErster Punkt\n2.\tZweiter Punkt\n").tables == ()


def test_broken_words_in_cells_are_joined_and_compounds_stay() -> None:
    page = read(
        "De-zer-nat\tAsylbewer-ber und Mig-ranten\tKultur- und Sprachmittler\tInvestitions- kosten\nIV\tx\ty\tdeutsch-französisch\n"
    )
    assert cells(page)[0] == ["Dezernat", "Asylbewerber und Migranten", "Kultur- und Sprachmittler", "Investitionskosten"]
    assert cells(page)[1][3] == "deutsch-französisch"


def test_paragraphs_in_a_cell_do_not_break_its_row() -> None:
    page = read("Feld\tVorschlag\nBildung\t<p>Erster Satz.</p><p>Zweiter Satz.</p>\n")
    assert [part.split() for part in cells(page)[1]] == [["Bildung"], ["Erster", "Satz.", "Zweiter", "Satz."]]


def test_joined_words_lead_back_to_both_halves() -> None:
    source = "## Die Integra-\ntion kostet 5 €"
    page = read(source)
    assert page.text == "Die Integration\nkostet 5 €"
    for part in ("Die Integra", "tion", "kostet 5 €"):
        assert source_offset(page, page.text.index(part)) == source.index(part)


SOURCES = st.text(alphabet=st.sampled_from("abcdefgüÄß €05.,-\n\t|*#<>&☐■✔\u00ad\u0308\ufb01"), max_size=200)


@given(SOURCES)
@example("A-\nb-\nc d")
@example("|a|\n|-|\n|b|\n")
@example("x\t\u0308y\nz\t-")
def test_invariants_of_any_text(source: str) -> None:
    result = read_bytes(source.encode(), "beliebig.txt")
    for page in result.pages:
        assert unicodedata.is_normalized("NFC", page.text)
        for table in page.tables:
            assert 0 <= table.start <= table.end <= len(page.text)
            for cell in table.cells:
                assert table.start <= cell.start <= cell.end <= table.end
                assert not set(page.text[cell.start : cell.end]) & {"\t", "\n"}
        assert all(page.text[tick.start : tick.end] in "☒☐▣" for tick in page.ticks)
        for at, char in enumerate(page.text):
            if char.isalnum() and char.isascii() and char not in "fi":
                assert source[source_offset(page, at)] == char


def test_a_long_text_takes_time_in_proportion() -> None:
    line = "Der Kreistag beschließt die Verlän-\ngerung des Projekts mit 12.500 € und 0,5 VZÄ im Jahr 2024. \n"

    def seconds(lines: int) -> float:
        began = process_time()
        read_bytes((line * lines).encode(), "vorlage.txt")
        return process_time() - began

    assert seconds(8_000) < 8 * max(seconds(2_000), 0.05)  # in proportion: 4 times; by the square: 16


def test_characters_that_a_terminal_would_obey_are_dropped() -> None:
    page = read_bytes("Kosten \x1b[31mrund\x07 5 €\x9b2J \u202e2020\u2066".encode(), "a.txt").pages[0]
    assert page.text == "Kosten [31mrund 5 €2J 2020"
    assert source_offset(page, page.text.index("5 €")) == "Kosten \x1b[31mrund\x07 5 €".index("5 €")
