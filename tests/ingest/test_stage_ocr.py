"""The stage "read" with scans: waiting for Tesseract, read as soon as it is there, never recognized twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.store import Archive
from ingest.importing import import_paths
from ingest.reading import can_ocr
from ingest.stage import read_stale

SCAN = Path(__file__).parent.parent.parent / "corpus" / "samples" / "papers" / "10_steinfurt_wohnraum_scan_2017.pdf"



def test_a_scan_waits_for_tesseract_and_only_for_it(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "vermerk.txt"
    text.write_text("Der Kreistag stellt 12.500 Euro bereit.", encoding="utf-8")
    list(import_paths(archive, [SCAN, text], ""))
    with monkeypatch.context() as patched:
        patched.setenv("PATH", "")
        assert len(list(read_stale(archive))) == 2
        assert list(read_stale(archive)) == []
    if not can_ocr():
        pytest.skip("Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu")
    assert {progress.subject.split(",")[0] for progress in read_stale(archive)} == {SCAN.name}
    assert archive.issue_count() == 0
    (kept,) = (archive.folder / "ocr").rglob("*.json")
    made = kept.stat().st_mtime_ns
    assert list(read_stale(archive)) == []
    monkeypatch.setattr("ingest.reading.version.reader_version", lambda: "another")
    monkeypatch.setattr("ingest.reading.reader_version", lambda: "another", raising=False)
    assert len(list(read_stale(archive))) == 2
    assert kept.stat().st_mtime_ns == made
