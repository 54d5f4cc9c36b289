"""The path a page took: PDFium's, or pdfplumber's where PDFium's text means nothing; and pages that take too long."""

from __future__ import annotations

import re
import signal
import time
from typing import Any

import pytest

from corpus.types import Box
from ingest.reading import ReadLimits, pdf, read_bytes
from ingest.reading.limits import PageTooSlow, page_time
from ingest.reading.plumber import garbled
from ingest.reading.shapes import Run, words_of

LINE = "Der Kreistag stellt 60.000 Euro bereit"


def run(text: str) -> Run:
    return Run(text, Box(0, 0, 10, 10), (0.0, 10.0), 10.0)


def test_most_pages_take_the_fast_path(maker: Any) -> None:
    (page,) = read_bytes(maker.pdf(lambda canvas: maker.lines(canvas, [LINE])), "a.pdf").pages
    assert (page.path, page.text) == ("fast", LINE + "\n")


def test_a_page_that_one_library_garbles_is_read_by_the_other(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    read = pdf.read_runs

    def garble(textpage: Any, turn: Any) -> list[Run]:
        return [Run(re.sub(r"\w", "\ue123", word.text), word.box, word.edges, word.size) for word in words_of(read(textpage, turn))]

    monkeypatch.setattr(pdf, "read_runs", garble)
    data = maker.pdf(lambda canvas: maker.lines(canvas, [LINE]))
    (page,) = read_bytes(data, "a.pdf").pages
    assert (page.path, page.text) == ("pdfplumber", LINE + "\n")
    word = next(word for word in page.words if page.text[word.start : word.end] == "60.000")
    assert word.box.top < 842 - 780 < word.box.bottom


def test_words_of_a_turned_page_stand_where_they_are_seen(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(90)
        canvas.rotate(90)
        canvas.translate(0, -842)
        maker.lines(canvas, [LINE], y=500)

    data = maker.pdf(draw)
    (fast,) = read_bytes(data, "a.pdf").pages
    monkeypatch.setattr(pdf, "is_doubtful", lambda runs, texts: True)
    monkeypatch.setattr(pdf, "garbled", lambda runs: 0.5 if runs and isinstance(runs, tuple) else 0.0)
    (slow,) = read_bytes(data, "a.pdf").pages
    assert (slow.path, slow.text) == ("pdfplumber", fast.text)
    for one, other in zip(fast.words, slow.words, strict=True):
        assert (one.box.x0, one.box.x1) == pytest.approx((other.box.x0, other.box.x1), abs=1.5)
        assert one.box.top == pytest.approx(other.box.top, abs=4)


def test_garbled_counts_what_means_nothing() -> None:
    assert garbled([run("Für Grün- und Freiflächen: 1.200 €")]) == 0.0
    assert garbled([run("\ue012\ue013" * 15), run("und Text" * 2)]) > 0.6
    assert garbled([run("\x01\x04" * 20)]) == 1.0
    assert garbled([run("\ue012")]) == 0.0  # one bullet tells nothing


def test_a_page_that_takes_too_long_is_given_up_and_the_others_are_read(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make = pdf.make_page

    def slow(number: int, *rest: Any) -> Any:
        while number == 2:
            time.sleep(0.01)
        return make(number, *rest)

    monkeypatch.setattr(pdf, "make_page", slow)
    data = maker.pdf(*[lambda canvas: maker.lines(canvas, [LINE])] * 3)
    result = read_bytes(data, "lang.pdf", ReadLimits(max_page_seconds=0.3))
    first, second, third = (page.path for page in result.pages)
    assert (first, third) == ("fast", "fast")
    assert second in ("", "ocr")  # its picture may have been read
    assert result.pages[2].text == LINE + "\n"
    assert result.problems[0].code == "too_slow"
    assert "page 2 of 3" in result.problems[0].message


def test_page_time_puts_the_clock_back() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(PageTooSlow), page_time(0.05):
        time.sleep(2)
    with page_time(0.05):
        pass
    time.sleep(0.1)
    assert signal.getsignal(signal.SIGALRM) is before
