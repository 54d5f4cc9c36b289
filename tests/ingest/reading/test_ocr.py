"""OCR of scans: pictures of pages that we draw, turned, tilted and ruled. Skipped where Tesseract is missing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.types import Page, ReadResult
from ingest.reading import Ocr, can_ocr, read_bytes
from ingest.reading.ocr import INSTALL, needs_ocr
from ingest.reading.ocr_garbage import is_garbage
from ingest.reading.ocr_scan import Recognized, encode
from ingest.reading.ocr_tesseract import Engine, OcrError, Seen, parse_tsv, read_picture
from ingest.reading.ocr_vote import merge_readings
from ingest.reading.ocr_words import clean_word, make_runs, trim_boxes

LINES = [
    "Der Kreisausschuss stimmt der Einrichtung einer Beratungsstelle zu.",
    "Die Kosten betragen 48.250,00 Euro im Jahr; der Landkreis Ahrental",
    "trägt davon die Hälfte. Die Stelle wird zum 01.09.2021 besetzt.",
]
needs_tesseract = pytest.mark.skipif(
    not can_ocr(), reason="Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu"
)


def scan_of(pdf: bytes, turn: float = 0.0) -> bytes:
    """A PDF whose only page is a picture of another's first page, turned counter-clockwise."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=200 / 72).to_pil().convert("L").rotate(turn, expand=turn % 90 == 0, fillcolor=255)
    document.close()
    out = io.BytesIO()
    size = (picture.width * 72 / 200, picture.height * 72 / 200)
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, *size)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def letter(maker: Any) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        y = maker.lines(canvas, LINES, y=700, step=18)
        xs, ys = [70.0, 250.0, 350.0], [y - 20 - 20 * row for row in range(4)]
        cells = {(0, 0): "Aufwand", (0, 1): "2021", (1, 0): "Personal", (1, 1): "36.500", (2, 0): "Sachmittel", (2, 1): "11.750"}
        maker.grid(canvas, xs, ys, cells)

    return bytes(maker.pdf(draw))


@needs_tesseract
@pytest.mark.parametrize("turn", [0.0, 2.2, 180.0])
def test_a_scan_is_read_whichever_way_it_lies(maker: Any, turn: float) -> None:
    result = read_bytes(scan_of(letter(maker), turn), "scan.pdf")
    (page,) = result.pages
    assert result.problems == ()
    assert page.source == "ocr"
    assert page.text.startswith("\n".join(LINES) + "\n")
    (table,) = page.tables
    assert page.text[table.start : table.end] == "Aufwand\t2021\nPersonal\t36.500\nSachmittel\t11.750"
    assert all(page.text[word.start : word.end].strip() for word in page.words)


@needs_tesseract
def test_boxes_are_where_the_words_stand_on_the_tilted_page(maker: Any) -> None:
    straight = read_bytes(letter(maker), "text.pdf").pages[0]
    tilted = read_bytes(scan_of(letter(maker), 2.2), "scan.pdf").pages[0]
    at = tilted.text.index("48.250,00")
    box = tilted.box_of(at, at + 9)
    true = straight.box_of(straight.text.index("48.250,00"), straight.text.index("48.250,00") + 9)
    assert box is not None
    assert true is not None
    # turned by 2.2° around the page's middle: what lies 260 points above it moves 10 to the left
    x, y = (true.x0 + true.x1) / 2 - straight.width / 2, (true.top + true.bottom) / 2 - straight.height / 2
    assert (box.x0 + box.x1) / 2 == pytest.approx(straight.width / 2 + x + 0.0384 * y, abs=3)
    assert (box.top + box.bottom) / 2 == pytest.approx(straight.height / 2 + y - 0.0384 * x, abs=3)


@needs_tesseract
def test_a_page_in_the_cache_is_not_recognized_again(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, bytes] = {}
    first = read_bytes(scan_of(letter(maker)), "scan.pdf", ocr=Ocr(kept.get, kept.__setitem__))
    assert [key.split("-")[0] for key in kept] == ["1"]
    assert json.loads(next(iter(kept.values())))["confidence"] > 80

    def fail(*_: object) -> None:
        raise AssertionError("recognized again")

    monkeypatch.setattr("ingest.reading.ocr_scan.recognize", fail)
    assert read_bytes(scan_of(letter(maker)), "scan.pdf", ocr=Ocr(kept.get, kept.__setitem__)) == first


@needs_tesseract
def test_for_later_a_page_is_only_noted(maker: Any) -> None:
    ocr = Ocr(later=True)
    result = read_bytes(scan_of(letter(maker)), "scan.pdf", ocr=ocr)
    assert ocr.wanted == [1]
    assert result.problems == ()
    failed = read_bytes(scan_of(letter(maker)), "scan.pdf", ocr=Ocr(failed={1: "not done within 120 s"}))
    assert [problem.code for problem in failed.problems] == ["ocr_failed"]
    assert "page 1" in failed.problems[0].message


def without_tesseract(data: bytes, monkeypatch: pytest.MonkeyPatch) -> ReadResult:
    monkeypatch.setenv("PATH", "")
    return read_bytes(data, "scan.pdf")


def test_without_tesseract_the_message_names_the_command(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    result = without_tesseract(scan_of(letter(maker)), monkeypatch)
    assert [problem.code for problem in result.problems] == ["ocr_missing"]
    assert INSTALL in result.problems[0].message
    assert "apt-get install tesseract-ocr tesseract-ocr-deu" in INSTALL


def test_an_empty_page_needs_no_ocr(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    result = without_tesseract(maker.pdf(lambda canvas: None), monkeypatch)
    assert [problem.code for problem in result.problems] == ["no_text"]


def test_the_blank_back_of_a_sheet_is_neither_missed_nor_given_to_tesseract(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    blank = scan_of(maker.pdf(lambda canvas: None))
    assert [problem.code for problem in without_tesseract(blank, monkeypatch).problems] == ["no_text"]
    monkeypatch.setattr("ingest.reading.ocr._engine", lambda: Engine("/nowhere/tesseract", "none"))
    kept: dict[str, bytes] = {}
    result = read_bytes(blank, "scan.pdf", ocr=Ocr(kept.get, kept.__setitem__))
    assert [problem.code for problem in result.problems] == ["no_text"]
    assert [key.split("-")[0] for key in kept] == ["1"]  # and is not looked at again


def test_a_program_that_hangs_is_killed(tmp_path: Path) -> None:
    import numpy

    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nexec sleep 30\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(OcrError, match="not done within"):
        read_picture(Engine(str(program), ""), numpy.full((10, 10), 255, numpy.uint8), 300, 6, 0.1)


def test_tesseracts_table_is_parsed() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    line = "4\t1\t1\t1\t1\t0\t5\t5\t90\t20\t-1\t"
    rows = [line, "5\t1\t1\t1\t1\t1\t5\t6\t40\t19\t96.5\tKreistag", "5\t1\t1\t1\t2\t1\t5\t40\t9\t9\t12\t "]
    assert parse_tsv("\n".join([head, *rows])) == [Seen("Kreistag", 5, 6, 45, 25, 96.5, 0)]


def seen(text: str, x: float, confidence: float, top: float = 100, line: int = 0) -> Seen:
    return Seen(text, x, top, x + 20 * len(text), top + 30, confidence, line)


def texts(*readings: list[Seen]) -> list[str]:
    return [word.text for word in merge_readings(readings)]


def test_the_better_of_two_readings_counts_and_what_one_saw_alone_is_added() -> None:
    first = [seen("Käln", 0, 55), seen("Porz", 200, 95)]
    second = [seen("Köln", 0, 91), seen("Parz", 200, 60), seen("Rathaus", 400, 90, line=1), seen("ı", 900, 10, line=2)]
    assert texts(first, second) == ["Köln", "Porz", "Rathaus"]


def test_two_readings_outvote_a_surer_one() -> None:
    assert texts([seen("Kosien", 0, 96)], [seen("Kosten", 0, 70)], [seen("Kosten", 0, 64)]) == ["Kosten"]
    assert texts([seen("12.500", 0, 90)], [seen("12.500,", 0, 60)], [seen("12.600", 0, 88)]) == ["12.500"]


def test_specks_that_one_reading_saw_alone_are_dropped() -> None:
    assert texts([seen("Rat", 0, 90), seen("u", 300, 55), seen("3", 400, 80)], [seen("Rat", 0, 90)]) == ["Rat", "3"]


def test_what_was_torn_in_one_reading_is_taken_whole() -> None:
    torn = [seen("7146,", 0, 43), Seen("Eit.i", 200, 100, 240, 130, 40, 0), Seen("gang", 250, 100, 300, 130, 35, 0)]
    whole = [seen("16.", 0, 73), Seen("Eingang", 200, 100, 300, 130, 87, 0)]
    assert texts(torn, whole) == ["16.", "Eingang"]


def test_a_word_that_lost_takes_none_with_it() -> None:
    whole = [Seen("893.134,04", 119, 248, 340, 280, 92, 0)]
    torn = [Seen("893.134,", 119, 248, 287, 281, 97, 0), Seen("04", 299, 221, 340, 274, 81, 0)]  # its second box reaches up
    found = merge_readings([torn, whole])
    assert "".join(word.text for word in sorted(found, key=lambda word: word.x0)) == "893.134,04"
    assert texts([Seen("04", 299, 221, 340, 274, 81, 0)], whole) == ["893.134,04"]


def test_the_sure_end_of_a_word_does_not_stand_for_all_of_it() -> None:
    end = [Seen("de", 530, 100, 565, 130, 97, 0)]  # what was before it was noise
    whole = [Seen("kontakt@landkreis-ahrental.de", 0, 100, 566, 130, 71, 0)]
    assert texts(end, whole) == ["kontakt@landkreis-ahrental.de"]


def test_a_gap_in_the_chosen_reading_is_filled_from_the_others() -> None:
    noisy = [Seen("Neubauaebiet", 0, 100, 343, 130, 36, 0), Seen("am", 292, 100, 340, 130, 87, 0)]  # its boxes overlap
    second = [Seen("Neubaugebiet", 0, 100, 281, 130, 37, 0), Seen("am", 290, 100, 340, 130, 93, 0)]
    third = [Seen("Neubaugebiet", 0, 100, 270, 130, 31, 0), Seen("am", 290, 100, 340, 130, 93, 0)]
    assert texts(noisy, second, third, [Seen("am", 290, 100, 340, 130, 96, 0)]) == ["Neubaugebiet", "am"]


def test_a_box_over_two_lines_does_not_mix_them() -> None:
    lines = [seen("In", 0, 90, 100), seen("Planung", 60, 88, 100), seen("worden.", 0, 92, 126, 1), seen("Neubau", 160, 60, 126, 1)]
    tall = [Seen("Plwo", 10, 98, 150, 158, 58, 0), seen("Neubau", 160, 91, 126, 1)]
    assert texts(lines, tall) == ["In", "Planung", "worden.", "Neubau"]
    assert texts([Seen("Ü", 0, 90, 300, 190, 20, 0)], [seen("Kreis", 40, 96, 120)]) == ["Kreis"]


def test_a_number_is_as_sure_as_the_share_of_the_readings_behind_it() -> None:
    (word,) = merge_readings([[seen("4.850", 0, 91)], [seen("4.350", 0, 62)], []])
    assert (word.text, round(word.confidence)) == ("4.850", 59)  # 91 of 153
    (word,) = merge_readings([[seen("4.850", 0, 91)], [seen("4.350", 0, 62)], [seen("4.850", 0, 80)]])
    assert (word.text, round(word.confidence)) == ("4.850", 73)
    (word,) = merge_readings([[seen("4.850", 0, 91)], [seen("4.850,", 0, 84)], [seen("4.850", 0, 80)]])
    assert word.confidence in (91, 80, 84)  # whole agreement takes nothing away


def test_a_number_that_only_one_of_three_readings_saw_is_doubtful() -> None:
    (word,) = merge_readings([[seen("142", 0, 94)], [], []])
    assert word.confidence == 66
    (word,) = merge_readings([[seen("Amt", 0, 94)], [], []])
    assert word.confidence == 94
    (word,) = merge_readings([[seen("142", 0, 94)], [seen("142/", 0, 90)], []])
    assert word.confidence > 66


def test_two_readings_of_one_picture_are_no_majority_about_digits() -> None:
    rivals = [[seen("119", 0, 86)], [seen("119", 0, 80)], [seen("110", 0, 93)]]
    (word,) = merge_readings(rivals, (0, 0, 1))
    assert word.confidence < 67
    (word,) = merge_readings([[seen("Amt", 0, 86)], [seen("Amt", 0, 80)], [seen("Ant", 0, 93)]], (0, 0, 1))
    assert word.confidence >= 80  # letters: a word is what most readings say


def read_recognized(maker: Any, monkeypatch: pytest.MonkeyPatch, *words: tuple[str, float]) -> ReadResult:
    """A scan for which the cache has these words with their confidence, all in one line."""
    runs = [(make_runs([seen(text, 300 * at, sure)], 4.0)[0][0], sure) for at, (text, sure) in enumerate(words)]
    kept = encode(Recognized(0, 0.0, 90.0, tuple(run for run, _ in runs), (), tuple(sure for _, sure in runs)))
    monkeypatch.setattr("ingest.reading.ocr._engine", lambda: Engine("/nowhere/tesseract", "none"))
    return read_bytes(scan_of(maker.pdf(lambda canvas: None)), "scan.pdf", ocr=Ocr(load=lambda key: kept))


def test_numbers_that_readings_disagree_about_are_told_by_name(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    result = read_recognized(maker, monkeypatch, ("rund", 40), ("119", 48), ("Kinder", 90), ("in", 96), ("5", 97), ("Kitas", 50))
    assert [problem.code for problem in result.problems] == ["ocr_digits"]
    assert result.problems[0].message.startswith("scan.pdf: digits on page 1 are uncertain: '119' (48) (")
    page = result.pages[0]
    assert page.confidence_of(0, len(page.text)) == 0.48
    assert page.confidence_of(page.text.index("5"), page.text.index("5") + 1) == 0.97
    assert read_recognized(maker, monkeypatch, ("rund", 40), ("119", 88)).problems == ()
    many = read_recognized(maker, monkeypatch, *((f"{number}", 30) for number in range(20, 33)))
    assert many.problems[0].message.count("(30)") == 12
    assert "'31' (30) … (" in many.problems[0].message


def test_words_of_a_line_stand_on_one_baseline() -> None:
    words = [Seen("ein", 0, 100, 40, 130, 90, 0), Seen("Tag", 60, 100, 110, 139, 90, 0), Seen("–", 120, 115, 140, 119, 90, 0)]
    runs = [run for run, confidence in make_runs(words, 1.0) if confidence == 90]
    assert len({round(run.box.bottom - 0.24 * run.size) for run in runs}) == 1
    assert [run.text for run in runs] == ["ein", "Tag", "–"]


def test_a_box_that_reaches_into_the_next_line_is_trimmed() -> None:
    line = [seen(text, 200.0 * at, 90) for at, text in enumerate(("In", "Planung", "sind", "Plätze"))]
    high = Seen("Planung", 200, 100, 340, 171, 88, 0)
    assert trim_boxes([line[0], high, *line[2:]]) == [line[0], Seen("Planung", 200, 100, 340, 137.5, 88, 0), *line[2:]]
    heading = [Seen("Haushalt", 0, 100, 200, 160, 90, 0), seen("2021", 300, 90)]
    assert trim_boxes(heading) == heading


def test_ligatures_and_bars_are_cleaned() -> None:
    assert clean_word("|Prüﬁng—") == "Prüfing–"


PROSE = (
    "Der Landkreis fördert die Beratung von Zugewanderten mit 12.500 Euro im Jahr. Die Verwaltung wird beauftragt, "
    "dem Ausschuss für Soziales bis zum Herbst über die Umsetzung zu berichten."
)
SHIFTED = "".join(chr(ord(char) - 29) if char.isalpha() and ord(char) < 128 else char for char in PROSE)
VOWELLESS = " ".join("".join(char for char in word if char.lower() not in "aeiouäöü") for word in PROSE.split())


@pytest.mark.parametrize("text", [SHIFTED, "\ue001\ue002\ue003 " * 40, "(cid:12)(cid:7)" * 20, VOWELLESS])
def test_garbage_is_told(text: str) -> None:
    assert is_garbage(text)
    assert needs_ocr(Page(1, text))


NUMBERS = "\n".join(f"{row}.{row:03d},00\t{row * 7},5\t-\t{2020 + row}" for row in range(30))
CONTENTS = "\n".join(f"{row} Haushaltsplan {'.' * 60} {row * 3}" for row in range(20))
SHORT_WORDS = "DRK, AWO, THW, IHK und HWK; Hrsg. Str. Nr. Tsd. bzw. ggf. vgl. " * 4


@pytest.mark.parametrize("text", [PROSE, NUMBERS, CONTENTS, SHORT_WORDS, "", "Anlage 1", PROSE.upper()])
def test_numbers_lists_and_names_are_no_garbage(text: str) -> None:
    assert not is_garbage(text)
