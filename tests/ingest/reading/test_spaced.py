"""Tables that plain text aligns with spaces."""

from __future__ import annotations

from ingest.reading import read_bytes

TABLE = """Übersicht der Aufwendungen (in T€)

                     Plan 2022   Prognose 2022   Ergebnis 2021
Sprachkurse              1.400           1.640             718
Wohnheime               -2.350            -980
Summe                     -950             660             718

Der Ausschuss nimmt Kenntnis.
"""


def _rows(text: str) -> list[list[str]]:
    page = read_bytes(text.encode(), "bericht.txt").pages[0]
    cells = [cell for table in page.tables for cell in table.cells]
    rows: list[list[str]] = [[] for _ in range(max((cell.row for cell in cells), default=-1) + 1)]
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(page.text[cell.start : cell.end].strip())
    return rows


def test_aligned_columns_are_cells() -> None:
    assert _rows(TABLE) == [
        ["", "Plan 2022", "Prognose 2022", "Ergebnis 2021"],
        ["Sprachkurse", "1.400", "1.640", "718"],
        ["Wohnheime", "-2.350", "-980"],
        ["Summe", "-950", "660", "718"],
    ]


def test_a_heading_with_a_gap_right_above_is_no_row() -> None:
    text = TABLE.replace("Übersicht der Aufwendungen (in T€)\n\n", "2.  Übersicht der Aufwendungen                    (in T€)\n")
    assert _rows(text)[0] == ["", "Plan 2022", "Prognose 2022", "Ergebnis 2021"]


def test_justified_prose_and_letterheads_are_no_tables() -> None:
    prose = "Der  Landkreis  fördert  die   Vereine\nmit  insgesamt  2.000  Euro  im   Jahr\nund  zahlt  300  Euro  je   Kurs.\n"
    letterhead = "Landratsamt        Haus 2      Tel. 07521 4711\nSozialamt          Zimmer 14   Datum 03.05.2022\n"
    letterhead += "Herr Maurer        EG          www.kreis.de\n"
    assert _rows(prose) == []
    assert _rows(letterhead) == []
