"""The stage "read" where the archive's own bytes are gone, or a later version of the reader fails: nothing that was there is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.lookup import select_rows
from corpus.raw import raw_path, read_raw, store_chunks
from corpus.store import Archive
from ingest.importing import import_paths
from ingest.stage import read_stale

TEXT = "Der Kreistag stellt 12.500 Euro bereit."


def page_texts(archive: Archive) -> list[str]:
    return [row["text"] for row in select_rows(archive.folder, "SELECT text FROM pages")]


def messages(archive: Archive) -> list[str]:
    return [row["message"] for row in select_rows(archive.folder, "SELECT message FROM issues")]


def take_in(archive: Archive, folder: Path) -> Path:
    """Import and read one text; returns where its bytes lie."""
    path = folder / "vermerk.txt"
    path.write_text(TEXT, encoding="utf-8")
    list(import_paths(archive, [path], ""))
    assert len(list(read_stale(archive))) == 1
    (sha256,) = (row["sha256"] for row in select_rows(archive.folder, "SELECT sha256 FROM files"))
    return raw_path(archive.folder, sha256)


def change_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.reading.reader_version", lambda: "another", raising=False)


def test_a_new_reader_that_fails_over_a_file_leaves_the_pages_of_the_old_one(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(archive, tmp_path)
    change_version(monkeypatch)
    monkeypatch.setattr("ingest.stage.read_file", os.abort)
    assert len(list(read_stale(archive))) == 1
    assert page_texts(archive) == [TEXT]
    (message,) = messages(archive)
    assert message.startswith("vermerk.txt: ")
    assert message.endswith("(its pages as read before are kept)")
    assert list(read_stale(archive)) == []


def remove(path: Path) -> None:
    path.unlink()


def change_one_letter(path: Path) -> None:
    path.chmod(0o644)
    path.write_text(TEXT.replace("12.500", "92.500"), encoding="utf-8")


@pytest.mark.parametrize(("harm", "told"), [(remove, "are gone"), (change_one_letter, "were changed")])
def test_bytes_that_are_lost_are_asked_for_and_read_when_they_come_again(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None], told: str
) -> None:
    raw = take_in(archive, tmp_path)
    harm(raw)
    change_version(monkeypatch)
    list(read_stale(archive))
    assert page_texts(archive) == [TEXT]
    (message,) = messages(archive)
    assert told in message
    assert "import the file again" in message
    list(import_paths(archive, [tmp_path / "vermerk.txt"], ""))
    assert read_raw(archive.folder, raw.name) == TEXT.encode()
    assert len(list(read_stale(archive))) == 1
    assert messages(archive) == []


def test_bytes_that_came_undamaged_are_not_written_again(archive: Archive) -> None:
    sha256, _ = store_chunks(archive.folder, [TEXT.encode()], 1000)
    written = raw_path(archive.folder, sha256).stat().st_ino
    store_chunks(archive.folder, [TEXT.encode()], 1000)
    assert raw_path(archive.folder, sha256).stat().st_ino == written
