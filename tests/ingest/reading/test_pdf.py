"""PDF pages: reading order, hyphenation, tables with and without lines, boxes of words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest

from ingest.reading import read_bytes
from tests.ingest.reading.onepage import read, rows


def test_words_stand_at_their_boxes(maker: Any) -> None:
    page = read(maker.pdf(lambda canvas: maker.lines(canvas, ["Der Kreistag beschließt 60.000 € für 2024."])))
    assert page.text == "Der Kreistag beschließt 60.000 € für 2024.\n"
    assert (page.width, page.height) == pytest.approx((595, 842), abs=1)
    word = next(word for word in page.words if page.text[word.start : word.end] == "60.000")
    assert word.box.top < 842 - 780 < word.box.bottom
    assert 170 < word.box.x0 < word.box.x1 < 240


def test_words_hyphenated_at_line_ends_are_joined_and_keep_both_boxes(maker: Any) -> None:
    lines = ["Die Förderung der Integra-", "tion und der Sozial-", "und Jugendhilfe in Baden-", "Württemberg wächst."]
    page = read(maker.pdf(lambda canvas: maker.lines(canvas, lines)))
    assert page.text == "Die Förderung der Integration\nund der Sozial-\nund Jugendhilfe in Baden-Württemberg\nwächst.\n"
    at = page.text.index("Integration")
    parts = [word for word in page.words if at <= word.start < at + 11]
    assert [page.text[part.start : part.end] for part in parts] == ["Integra", "tion"]
    assert parts[0].end == parts[1].start
    assert parts[0].box.bottom <= parts[1].box.top + 1


def test_two_columns_are_read_one_after_the_other(maker: Any) -> None:
    left = [f"Links steht Zeile {n} der ersten Spalte hier" for n in range(1, 11)]
    right = [f"Rechts steht Zeile {n} der zweiten Spalte" for n in range(1, 11)]

    def draw(canvas: Any) -> None:
        canvas.drawString(60, 800, "Eine Überschrift, die über beide Spalten der ganzen Seite reicht, steht darüber")
        maker.lines(canvas, left, x=60, y=770)
        maker.lines(canvas, right, x=310, y=766)

    text = read(maker.pdf(draw)).text
    assert text.splitlines()[1:] == left + right


def test_ruled_table_with_hyphens_spans_and_unit(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(60, 790, "Mittelbedarf - in EUR -")
        texts = {
            (0, 0): ["De-", "zer-", "nat"],
            (0, 1): "2024",
            (0, 2): "ab 2025",
            (1, 0): "IV",
            (1, 1): "5.000",
            (2, 0): "V",
            (2, 2): "15.000",
        }
        maker.grid(canvas, [60, 120, 220, 320], [780, 735, 715, 695], texts)

    page = read(maker.pdf(draw))
    assert page.text == "Mittelbedarf - in EUR -\nDezernat\t2024\tab 2025\nIV\t5.000\t\nV\t\t15.000\n"
    (table,) = page.tables
    assert rows(page, table) == [["Dezernat", "2024", "ab 2025"], ["IV", "5.000", ""], ["V", "", "15.000"]]
    assert table.unit == "Mittelbedarf - in EUR -"
    assert [cell.row for cell in table.cells if cell.header] == [0, 0, 0]
    assert table.cells[3].box is not None
    assert table.cells[3].box.x0 == pytest.approx(60, abs=1)


def test_merged_cells_keep_their_columns(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, top, bottom in ((60, 780, 720), (120, 780, 720), (220, 780, 720), (300, 780, 720)):
            canvas.line(x, top, x, bottom)
        for y, x in ((780, 60), (760, 120), (740, 120), (720, 60)):
            canvas.line(x, y, 300, y)
        for x, y, text in ((63, 768, "Bedarf"), (123, 768, "Ertrag"), (123, 748, "Aufwand"), (223, 748, "5.000 €"), (123, 728, "Saldo")):
            canvas.drawString(x, y, text)

    page = read(maker.pdf(draw))
    assert page.text == "Bedarf\tErtrag\t\n\tAufwand\t5.000 €\n\tSaldo\t\n"
    first = page.tables[0].cells[0]
    assert (first.row_span, first.column_span) == (3, 1)
    assert {(cell.row, cell.column) for cell in page.tables[0].cells} >= {(1, 1), (1, 2), (2, 1)}


def test_a_wide_row_of_running_text_is_no_cell(maker: Any) -> None:
    prose = ["Die Verwaltung schlägt vor, die Mittel im kommenden Jahr", "bereitzustellen und darüber im Ausschuss zu berichten."]

    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60, 200, 400], [780, 760, 740], {(0, 0): "Feld", (0, 1): "Vorschlag", (1, 0): "Bildung", (1, 1): "Ausbau"})
        maker.grid(canvas, [60, 400], [740, 700], {(0, 0): prose})

    page = read(maker.pdf(draw))
    assert page.text == "Feld\tVorschlag\nBildung\tAusbau\n" + "\n".join(prose) + "\n"
    assert rows(page, page.tables[0]) == [["Feld", "Vorschlag"], ["Bildung", "Ausbau"]]


def test_a_frame_around_text_is_no_table(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        canvas.rect(50, 700, 400, 100)
        maker.lines(canvas, ["Hinweis der Verwaltung", "Die Frist endet am 31.12.2024."])

    page = read(maker.pdf(draw))
    assert page.tables == ()
    assert page.text == "Hinweis der Verwaltung\nDie Frist endet am 31.12.2024.\n"


def test_columns_aligned_by_white_space_are_a_table(maker: Any) -> None:
    table = [("", "2024", "2025"), ("Personalaufwand", "118,4", "121,9"), ("Sprachkurse", "36,0", "30,0"), ("Summe", "154,4", "151,9")]

    def draw(canvas: Any) -> None:
        canvas.drawString(70, 760, "Kostenübersicht (in T€)")
        for number, (label, first, second) in enumerate(table):
            canvas.drawString(70, 740 - 15 * number, label)
            canvas.drawRightString(300, 740 - 15 * number, first)
            canvas.drawRightString(380, 740 - 15 * number, second)
        maker.lines(canvas, ["Die Übersicht zeigt die Aufwendungen und Erträge des Programms in den nächsten zwei Jahren."], y=640)

    page = read(maker.pdf(draw))
    (found,) = page.tables
    assert rows(page, found) == [list(row) for row in table]
    assert found.unit == "Kostenübersicht (in T€)"
    assert {cell.row for cell in found.cells if cell.header} == {0}


def test_wrapped_labels_and_values_of_an_unruled_table_stay_one_cell(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        table = [
            ("Maßnahme", "2024"),
            ("Sprachkurse für", ""),
            ("Geflüchtete", "36,0"),
            ("Mieten und Neben-", "24,0"),
            ("kosten", ""),
            ("Summe", "60,0"),
        ]
        for number, (label, value) in enumerate(table):
            canvas.drawString(70, 740 - 14 * number, label)
            canvas.drawRightString(300, 740 - 14 * number, value)

    page = read(maker.pdf(draw))
    assert rows(page, page.tables[0]) == [
        ["Maßnahme", "2024"],
        ["Sprachkurse für Geflüchtete", "36,0"],
        ["Mieten und Nebenkosten", "24,0"],
        ["Summe", "60,0"],
    ]


def test_rows_without_lines_between_them_are_told_apart(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60, 200, 280], [780, 760, 700], {(0, 0): "Art", (0, 1): "Betrag"})
        for number, (label, value) in enumerate((("Personal", "118.400"), ("Sachkosten", "36.000"), ("Summe", "154.400"))):
            canvas.drawString(63, 748 - 15 * number, label)
            canvas.drawRightString(276, 748 - 15 * number, value)

    page = read(maker.pdf(draw))
    assert rows(page, page.tables[0]) == [["Art", "Betrag"], ["Personal", "118.400"], ["Sachkosten", "36.000"], ["Summe", "154.400"]]


def test_numbers_side_by_side_in_one_ruled_column_are_two_columns(maker: Any) -> None:
    table = [("Art", "2024", "2025"), ("Personal", "118.400", "120.100"), ("Sachkosten", "36.000", "-"), ("Summe", "154.400", "120.100")]

    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60, 200, 340], [780 - 20 * n for n in range(5)], {(row, 0): line[0] for row, line in enumerate(table)})
        for row, line in enumerate(table):
            canvas.drawRightString(260, 769 - 20 * row, line[1])
            canvas.drawRightString(330, 769 - 20 * row, line[2])

    page = read(maker.pdf(draw))
    assert rows(page, page.tables[0]) == [list(line) for line in table]


def test_a_shaded_head_goes_with_the_unruled_rows_under_it(maker: Any) -> None:
    table = [("Gremium", "Termin", "Ergebnis"), ("Kreisausschuss", "12.03.2024", "vertagt"), ("Kreistag", "19.03.2024", "beschlossen")]

    def draw(canvas: Any) -> None:
        canvas.setFillGray(0.85)
        for x in (60, 200, 300):
            canvas.rect(x, 763, 140 if x == 60 else 100, 17, stroke=0, fill=1)
        canvas.setFillGray(0)
        for row, line in enumerate(table):
            for x, text in zip((63, 203, 303), line, strict=True):
                canvas.drawString(x, 769 - 16 * row, text)

    page = read(maker.pdf(draw))
    assert rows(page, page.tables[0]) == [list(line) for line in table]


def test_empty_squared_paper_is_no_table(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        maker.grid(canvas, [60 + 20 * n for n in range(9)], [780 - 20 * n for n in range(9)], {(0, 0): "10", (3, 2): "5"})

    assert read(maker.pdf(draw)).tables == ()


def test_a_letters_side_column_does_not_tear_its_sentences(maker: Any) -> None:
    text = [f"In Zeile {n} dieses Briefes steht ein ganzer Satz mit Wörtern" for n in range(1, 13)]
    notes = ["Ansprechpartnerin:", "Frau Sommer", "Zimmer vier", "Telefon intern", "Bankverbindung:", "Kreissparkasse"]

    def draw(canvas: Any) -> None:
        maker.lines(canvas, text, x=60, y=780, step=14)
        canvas.setFont("Helvetica", 7)
        maker.lines(canvas, notes, x=440, y=775, step=9)

    assert read(maker.pdf(draw)).text.splitlines() == text + notes


def test_labels_and_values_in_the_head_are_a_table(maker: Any) -> None:
    pairs = [("Federführend", "Stabsstelle Integration"), ("Datum", "21.08.2023"), ("Sitzungsart", "öffentlich")]

    def draw(canvas: Any) -> None:
        for number, (label, value) in enumerate(pairs):
            canvas.drawString(70, 780 - 15 * number, label)
            canvas.drawString(170, 780 - 15 * number, value)

    page = read(maker.pdf(draw))
    assert rows(page, page.tables[0]) == [list(pair) for pair in pairs]
    assert not any(cell.header for cell in page.tables[0].cells)


def test_justified_text_is_not_torn_apart(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for number, words in enumerate((["eine", "weite", "Zeile"], ["noch", "eine", "solche"], ["und", "die", "letzte"])):
            for word, x in zip(words, (70, 150, 230), strict=True):
                canvas.drawString(x + 9 * number * (x == 150), 780 - 14 * number, word)
        maker.lines(canvas, ["Danach folgt eine gewöhnliche Zeile mit engen Abständen."], y=738)

    assert read(maker.pdf(draw)).text.splitlines()[0].split() == ["eine", "weite", "Zeile"]


def test_a_value_that_wraps_under_itself_stays_on_its_line(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        for x, y, text in (
            (70, 780, "Betreff:"),
            (150, 780, "Fortschreibung des Integrationskonzepts und Ausbau der"),
            (150, 768, "Sprachmittlung im Landkreis"),
            (70, 748, "Anwesend:"),
            (150, 748, "Frau Sommer"),
            (150, 736, "Herr Winter"),
        ):
            canvas.drawString(x, y, text)

    text = read(maker.pdf(draw)).text
    assert text.splitlines()[0] == "Betreff:\tFortschreibung des Integrationskonzepts und Ausbau der Sprachmittlung im Landkreis"
    assert text.splitlines()[1:] == ["Anwesend:\tFrau Sommer", "Herr Winter"]


def test_taller_cells_beside_a_line_stay_together(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(70, 760, "Federführend:")
        canvas.drawString(170, 766, "Geschäftsbereich Familie,")
        canvas.drawString(170, 754, "Soziales und Gesundheit")
        canvas.drawString(350, 760, "Bearbeiterin:")

    assert read(maker.pdf(draw)).text == "Federführend:\tGeschäftsbereich Familie, Soziales und Gesundheit\tBearbeiterin:\n"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_are_read_as_they_are_seen(maker: Any, rotation: int) -> None:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(rotation)  # reportlab swaps width and height for 90 and 270
        if rotation == 90:
            canvas.rotate(90)
            canvas.translate(0, -842)
        elif rotation == 180:
            canvas.rotate(180)
            canvas.translate(-595, -842)
        else:
            canvas.rotate(270)
            canvas.translate(-595, 0)
        maker.lines(canvas, ["Haushaltsplan quer", "Seite mit 5.000 €"], y=500)

    page = read(maker.pdf(draw))
    assert page.text == "Haushaltsplan quer\nSeite mit 5.000 €\n"
    assert page.words[0].box.top == pytest.approx(842 - 508, abs=4)


def test_text_that_runs_up_the_page_is_read(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        canvas.rotate(90)
        canvas.translate(0, -595)
        maker.lines(canvas, ["Erste gedrehte Zeile", "Zweite gedrehte Zeile"], y=500)

    page = read(maker.pdf(draw))
    assert page.text == "Erste gedrehte Zeile\nZweite gedrehte Zeile\n"
    first = page.words[0].box
    assert first.bottom - first.top > first.x1 - first.x0
    assert (page.width, page.height) == pytest.approx((595, 842), abs=1)


def test_a_stamp_beside_the_text_does_not_mix_with_it(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        maker.lines(canvas, ["Der Kreistag stimmt dem", "Vorschlag der Verwaltung zu."])
        canvas.rotate(90)
        canvas.drawString(770, -40, "Ausgefertigt")

    assert read(maker.pdf(draw)).text == "Der Kreistag stimmt dem\nVorschlag der Verwaltung zu.\nAusgefertigt\n"


def test_raised_figures_are_told_from_the_number_before_them(maker: Any) -> None:
    def draw(canvas: Any) -> None:
        text = canvas.beginText(70, 780)
        text.textOut("Kosten 60.000")
        text.setFont("Helvetica", 6)
        text.setRise(4)
        text.textOut("1")
        canvas.drawText(text)

    assert read(maker.pdf(draw)).text == "Kosten 60.000¹\n"


def test_invariants_hold_on_all_real_papers(shared: Any) -> None:
    for path in sorted((shared / "papers").iterdir()):
        result = read_bytes(path.read_bytes(), path.name)
        assert result.pages, path.name
        for page in result.pages:
            assert unicodedata.is_normalized("NFC", page.text)
            assert "\u00ad" not in page.text
            assert "\x02" not in page.text
            assert all(0 <= word.start < word.end <= len(page.text) and page.text[word.start : word.end].strip() for word in page.words)
            for table in page.tables:
                assert 0 <= table.start <= table.end <= len(page.text)
                assert [cell.start for cell in table.cells] == sorted(cell.start for cell in table.cells)
                for cell in table.cells:
                    assert table.start <= cell.start <= cell.end <= table.end
                    assert not set(page.text[cell.start : cell.end]) & {"\t", "\n"}
            assert all(page.text[tick.start : tick.end] in "☒☐▣" for tick in page.ticks)
