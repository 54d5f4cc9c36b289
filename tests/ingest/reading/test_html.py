"""HTML: visible text, layout and data tables, ticks, encodings, several documents in one file."""

from __future__ import annotations

import pytest

from corpus.types import Page
from ingest.reading import read_bytes


def read(markup: str, name: str = "vorlage.html") -> Page:
    result = read_bytes(f"<html><body>{markup}</body></html>".encode(), name)
    assert result.problems == ()
    return result.pages[0]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Der <b>Kreis</b>tag\n  beschließt</p><p>Zweitens</p>", "Der Kreistag beschließt\nZweitens\n"),
        ("<script>var a = 1;</script><style>p{}</style><p>Text</p><p style='display: none'>nie</p>", "Text\n"),
        ("Zeile eins<br>Zeile zwei", "Zeile eins\nZeile zwei\n"),
        ("<ul><li>eins</li><li>zwei</li></ul>", "- eins\n- zwei\n"),
        ("<ol><li>eins</li><li>zwei</li></ol>", "1. eins\n2. zwei\n"),
        ("20 m<sup>2</sup> f&uuml;r 60.000&nbsp;&euro;", "20 m² für 60.000\u00a0€\n"),
        ("Sozial&shy;hilfe", "Sozialhilfe\n"),
        ("<dl><dt>Betreff</dt><dd>Ausbau</dd></dl>", "Betreff Ausbau\n"),
        ("<div class='row'><div class='label'>Status:</div><div>öffentlich</div></div>", "Status:\töffentlich\n"),
        ("<input type='checkbox' checked>ja <input type='radio'>nein <input type='hidden' value='7'>", "☒ja ☐nein\n"),
        ("<img src='/img/checkbox_checked.gif'> ja <img src='uncheck.png'> nein <img src='wappen.png' alt='Wappen'>", "☒ ja ☐ nein\n"),
        ("<select><option>alt</option><option selected>neu</option></select>", "neu\n"),
    ],
)
def test_visible_text(markup: str, text: str) -> None:
    assert read(markup).text == text


def test_data_tables_have_cells_with_heads_and_spans() -> None:
    page = read(
        "<table><thead><tr><th>Gremium</th><th>Datum</th><th>Ergebnis</th></tr></thead>"
        "<tr><td rowspan=2>Kreis-<br>ausschuss</td><td>12.03.2024</td><td></td></tr><tr><td>19.03.2024</td><td>vertagt</td></tr></table>"
    )
    assert page.text == "Gremium\tDatum\tErgebnis\nKreisausschuss\t12.03.2024\t\n\t19.03.2024\tvertagt\n"
    (table,) = page.tables
    found = {(cell.row, cell.column): page.text[cell.start : cell.end] for cell in table.cells}
    assert found[1, 0] == "Kreisausschuss"
    assert found[2, 1] == "19.03.2024"
    assert [cell.column for cell in table.cells if cell.header] == [0, 1, 2]
    assert next(cell for cell in table.cells if cell.row == 1).row_span == 2


def test_layout_tables_are_no_data_tables() -> None:
    page = read(
        "<table><tr><td><table><tr><td>Betreff:</td><td>Radweg</td></tr><tr><td>Status:</td><td>öffentlich</td></tr></table></td></tr>"
        "<tr><td><p>Sachverhalt</p><p>Der Radweg wird gebaut.</p></td></tr></table>"
    )
    assert page.text == "Betreff:\tRadweg\nStatus:\töffentlich\nSachverhalt\nDer Radweg wird gebaut.\n"
    assert len(page.tables) == 1


def test_label_and_value_of_a_layout_row_share_a_line() -> None:
    page = read("<table><tr><td>Federführend:</td><td>Amt für Soziales</td></tr><tr><td colspan=2><p>Text</p></td></tr></table>")
    assert page.text == "Federführend:\tAmt für Soziales\nText\n"


def test_several_documents_in_one_file_are_all_read() -> None:
    inner = "<?xml version='1.0'?><!DOCTYPE html><html><head><title>x</title></head><body><p>Beschluss zwei</p></body></html>"
    result = read_bytes(f"<html><body><p>Kopf eins</p>{inner}<p>Fuß drei</p></body></html>".encode(), "druck.html")
    assert result.pages[0].text == "Kopf eins\nBeschluss zwei\nFuß drei\n"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_declared_latin_1_is_read_whatever_it_is(encoding: str) -> None:
    head = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'></head><body>"
    written = "cp1252" if encoding == "iso-8859-1" else encoding
    result = read_bytes((head + "<p>Gebühren: 5 € – „neu“</p></body></html>").encode(written), "seite.asp")
    assert result.pages[0].text == "Gebühren: 5 € – „neu“\n"
    assert result.problems == ()


def test_tags_alone_are_no_text() -> None:
    result = read_bytes(b"<html><body><script>1</script></body></html>", "leer.html")
    assert [problem.code for problem in result.problems] == ["no_text"]


def test_deeply_nested_markup_is_survived() -> None:
    result = read_bytes(b"<html><body>" + b"<div><b>" * 3000 + b"Kern" + b"</b></div>" * 3000, "tief.html")
    assert [problem.code for problem in result.problems] in ([], ["broken"], ["no_text"])
