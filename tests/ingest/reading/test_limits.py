"""Limits of one file, and what reading leaves behind in the process."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from corpus.collector import collector_at_rest
from corpus.raw import store_chunks
from corpus.settings import Settings
from ingest import readfile
from ingest.reading import pdf, read_bytes
from ingest.reading.limits import ReadLimits


def test_the_collector_works_again_after_reading(maker: Any) -> None:
    assert gc.isenabled()
    read_bytes(maker.pdf(lambda canvas: maker.lines(canvas, ["Der Kreistag beschließt."])), "a.pdf")
    assert gc.isenabled()


def test_the_collector_works_again_after_a_fault(maker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pdf, "make_page", fail)
    with pytest.raises(ZeroDivisionError):
        read_bytes(maker.pdf(lambda canvas: maker.lines(canvas, ["Der Kreistag beschließt."])), "a.pdf")
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_reader_stops_before_its_process_is_ended(maker: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[ReadLimits] = []

    def read(data: bytes, name: str, limits: ReadLimits, ocr: Any) -> Any:
        given.append(limits)
        return read_bytes(data, name, limits, ocr)

    monkeypatch.setattr("ingest.reading.read_bytes", read)
    data = maker.pdf(lambda canvas: maker.lines(canvas, ["Der Kreistag beschließt."]))
    sha256, _ = store_chunks(tmp_path, [data], len(data))
    reading = readfile.read_file(tmp_path, (sha256, "a.pdf"), Settings(seconds_per_file=100), {}, True)
    assert [page.text for page in reading.pages] == ["Der Kreistag beschließt.\n"]
    assert given[0].max_seconds == pytest.approx(90)
