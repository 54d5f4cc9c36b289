"""Taking files in: what the user names becomes papers, what cannot be taken becomes an issue, and the run goes on."""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.errors import ArchiveError, InputError, RegistryError
from corpus.lookup import select_rows
from corpus.store import Archive
from ingest.cli import import_command
from ingest.importing import PENDING, import_paths, resume_imports
from ingest.sources import Incoming, Refused, find_incoming
from ratslese import cli

VORLAGE = "Beschlussvorlage 12/2019\nDer Kreistag stellt 12.500 € bereit."


def take(archive: Archive, *paths: Path, body: str = "") -> int:
    return sum(1 for _ in import_paths(archive, paths, body))


def issues(archive: Archive) -> dict[str, str]:
    return {row["subject"]: row["code"] for row in select_rows(archive.folder, "SELECT subject, code FROM issues")}


def told(archive: Archive) -> list[dict[str, object]]:
    return [json.loads(row["told"]) for row in select_rows(archive.folder, "SELECT told FROM papers ORDER BY paper_id")]


def test_folder_is_walked_and_other_files_become_issues(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "vorlagen"
    (folder / "2019").mkdir(parents=True)
    (folder / "2019" / "Vorlage Übersicht.txt").write_text(VORLAGE, encoding="utf-8")
    (folder / "kopie.txt").write_text(VORLAGE, encoding="utf-8")
    (folder / "tabelle.xlsx").write_bytes(b"PK")
    (folder / ".DS_Store").write_bytes(b"x")
    assert take(archive, folder) == 3
    assert archive.paper_count() == 1
    assert issues(archive) == {str(folder / "tabelle.xlsx"): "unknown_type"}
    assert take(archive, folder) == 3, "a second import knows everything"
    assert archive.paper_count() == 1


def test_a_second_import_tells_what_is_known_and_is_as_strict(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(VORLAGE, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"PK")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.4 kein PDF")

    def imported(name: str) -> Result:
        return CliRunner().invoke(import_command, [str(tmp_path / name), "--strict", "--archive", str(archive.folder)])

    first, again = imported("a.txt"), imported("a.txt")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "1 file looked at, 1 read without an issue, 1 paper in the archive." in first.stderr
    assert "1 file looked at, 1 known already, 1 paper in the archive." in again.stderr
    ran = [CliRunner().invoke(cli, ["run", str(tmp_path / "b.docx"), "--strict", "--archive", str(archive.folder)]) for _ in range(2)]
    assert [done.exit_code for done in ran] == [1, 1]
    assert [imported(name).exit_code for name in ("b.docx", "b.docx", "c.pdf", "c.pdf", "a.txt")] == [1, 1, 1, 1, 0]


def test_issues_name_the_place_without_dots(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "neu").mkdir()
    (tmp_path / "alt").mkdir()
    (tmp_path / "neu" / "b.docx").write_bytes(b"PK")
    take(archive, tmp_path / "alt" / ".." / "neu")
    assert issues(archive) == {str(tmp_path / "neu" / "b.docx"): "unknown_type"}
    (tmp_path / "fern" / "tief").mkdir(parents=True)
    (tmp_path / "fern" / "b.docx").write_bytes(b"PK")
    (tmp_path / "verweis").symlink_to(tmp_path / "fern" / "tief")
    take(archive, tmp_path / "verweis" / ".." / "b.docx")  # of the folder that the link leads to, not of the link's own
    assert str(tmp_path / "verweis" / ".." / "b.docx") in issues(archive)


def test_missing_path_and_unknown_body_are_told_before_anything_is_written(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(VORLAGE, encoding="utf-8")
    with pytest.raises(InputError, match="does not exist"):
        take(archive, tmp_path / "a.txt", tmp_path / "fehlt.pdf")
    with pytest.raises(RegistryError, match="Lörrach"):
        take(archive, tmp_path / "a.txt", body="Landkreis Lörach")
    assert archive.paper_count() == 0
    assert archive.notes(PENDING) == {}


def test_body_is_told_by_key_name_or_as_a_gemeinde(archive: Archive, tmp_path: Path) -> None:
    for name, body in (("a.txt", "08336"), ("b.txt", "Landkreis Konstanz"), ("c.txt", "Gemeinde Nordstemmen")):
        (tmp_path / name).write_text(VORLAGE + name, encoding="utf-8")
        take(archive, tmp_path / name, body=body)
    bodies = sorted((str(facts["body"]), str(facts.get("ags", ""))) for facts in told(archive))
    assert bodies == [("Gemeinde Nordstemmen", "03254026"), ("Landkreis Konstanz", "08335"), ("Landkreis Lörrach", "08336")]


def test_body_told_later_reaches_a_paper_that_is_there(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(VORLAGE, encoding="utf-8")
    take(archive, tmp_path / "a.txt")
    take(archive, tmp_path / "a.txt", body="08336")
    assert told(archive) == [{"body": "Landkreis Lörrach", "ags": "08336"}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_papers_csv_tells_what_the_text_does_not(archive: Archive, tmp_path: Path, encoding: str) -> None:
    folder = tmp_path / "vorlagen"
    folder.mkdir()
    (folder / "haupt.txt").write_text(VORLAGE, encoding="utf-8")
    (folder / "anlage.txt").write_text("Anlage 1: Konzept", encoding="utf-8")
    rows = "file;paper;body;title;date;public\nhaupt.txt;7;Landkreis Lörrach;Förderung;3.2.2019;ja\nanlage.txt;7;Landkreis Lörrach;;;\n"
    (folder / "papers.csv").write_text(rows, encoding=encoding)
    take(archive, folder)
    expected = {"body": "Landkreis Lörrach", "ags": "08336", "title": "Förderung", "date": "2019-02-03", "public": True}
    assert told(archive) == [expected]
    query = "SELECT f.name FROM paper_files l JOIN files f ON f.sha256 = l.file_sha256 ORDER BY l.position"
    assert [row["name"] for row in select_rows(archive.folder, query)] == ["haupt.txt", "anlage.txt"]


def test_what_is_wrong_in_papers_csv_becomes_an_issue(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "vorlagen"
    folder.mkdir()
    (folder / "a.txt").write_text(VORLAGE, encoding="utf-8")
    (folder / "papers.csv").write_text("file,body,date\na.txt,Landkreis Nirgendwo,gestern\nb.txt,,\n", encoding="utf-8")
    take(archive, folder)
    messages = [row["message"] for row in select_rows(archive.folder, "SELECT message FROM issues ORDER BY message")]
    assert archive.paper_count() == 1
    assert any("gestern" in message for message in messages)
    assert any("b.txt, which is not there" in message for message in messages)


def make_zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def test_zip_members_are_taken_and_hostile_ones_are_not(archive: Archive, tmp_path: Path) -> None:
    text = VORLAGE.encode()
    hostile = {"../oben.txt": text, "/etc/passwd.txt": text, "gut/vorlage.txt": text, "innen.zip": b"PK", "c\\d.txt": text}
    path = make_zip(tmp_path / "papiere.zip", hostile)
    take(archive, path)
    assert archive.paper_count() == 1
    codes = issues(archive)
    assert codes[f"{path}!../oben.txt"] == codes[f"{path}!/etc/passwd.txt"] == "zip_path"
    assert codes[f"{path}!innen.zip"] == "unknown_type"
    assert not (tmp_path / "oben.txt").exists()
    assert not (archive.folder.parent / "oben.txt").exists()


def test_zip_bombs_are_refused(archive: Archive, tmp_path: Path) -> None:
    (archive.folder / "ratslese.toml").write_text("[limits]\nmegabytes_per_file = 1\nmegabytes_per_zip = 3\nfiles_per_zip = 5\n")
    small = Archive.open(archive.folder)
    one = make_zip(tmp_path / "gross.zip", {"a.txt": b"0" * 2_000_000})
    many = make_zip(tmp_path / "viele.zip", {f"{number}.txt": b"x" for number in range(6)})
    deep = make_zip(tmp_path / "zusammen.zip", {f"{number}.txt": b"0" * 900_000 for number in range(4)})
    take(small, one, many, deep)
    assert issues(small) == {f"{one}!a.txt": "too_big", str(many): "zip_bomb", str(deep): "zip_bomb"}
    assert small.paper_count() == 0
    small.close()


def test_zip_that_lies_about_its_size_is_refused(archive: Archive, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "luege.zip", {"a.txt": b"0" * 500_000})
    data = bytearray(path.read_bytes())
    size = (500_000).to_bytes(4, "little")
    assert data.count(size) == 2, "local and central header"
    path.write_bytes(bytes(data).replace(size, (10).to_bytes(4, "little")))
    take(archive, path)
    assert set(issues(archive).values()) <= {"unreadable", "too_big"}
    assert len(issues(archive)) == 1
    assert archive.paper_count() == 0


def test_broken_zip_is_an_issue(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "kaputt.zip").write_bytes(b"PK\x03\x04 not really")
    take(archive, tmp_path / "kaputt.zip")
    assert issues(archive) == {str(tmp_path / "kaputt.zip"): "broken"}


@pytest.mark.parametrize("packed", [False, True])
def test_json_lines_bring_text_and_metadata(archive: Archive, tmp_path: Path, packed: bool) -> None:
    records = [
        {"id": "7", "text": VORLAGE, "metadata": {"reference": "12/2019", "paperType": "Beschlussvorlage", "date": "2019-05-06"}},
        {"id": "8", "text": VORLAGE + " Neu.", "paper": "Förderung", "body": "Landkreis Konstanz", "ags": "08335"},
        {"id": "9"},
    ]
    lines = "\n".join([*map(json.dumps, records), "{kein json", ""]).encode()
    path = tmp_path / ("dump.jsonl.gz" if packed else "dump.jsonl")
    path.write_bytes(gzip.compress(lines) if packed else lines)
    take(archive, path)
    assert {"reference": "12/2019", "paper_type": "Beschlussvorlage", "date": "2019-05-06"} in told(archive)
    assert {"title": "Förderung", "body": "Landkreis Konstanz", "ags": "08335"} in told(archive)
    assert issues(archive) == {f"{path}#9": "malformed_json", f"{path}#line4": "malformed_json"} or issues(archive) == {
        f"{path}#line3": "malformed_json",
        f"{path}#line4": "malformed_json",
    }


def test_truncated_gzip_keeps_what_was_read(archive: Archive, tmp_path: Path) -> None:
    lines = b"\n".join(json.dumps({"id": str(n), "text": f"{n} {os.urandom(2000).hex()}"}).encode() for n in range(50))
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress(lines)[:-40_000])
    take(archive, path)
    assert 0 < archive.paper_count() < 50
    assert issues(archive) == {str(path): "broken"}


@pytest.mark.parametrize("line", [b"\n", b"x\n"])
def test_a_dump_of_endless_lines_without_a_record_is_given_up(archive: Archive, tmp_path: Path, line: bytes) -> None:
    record = json.dumps({"id": "1", "text": VORLAGE}).encode() + b"\n"
    path = tmp_path / "dump.jsonl.gz"
    path.write_bytes(gzip.compress(record + line * 10_001 + record.replace(b'"1"', b'"2"')))
    found = list(find_incoming(path, archive.settings))
    assert sum(isinstance(entry, Incoming) for entry in found) == 1
    last = found[-1]
    assert isinstance(last, Refused)
    assert "no record in 10000 lines up to line 10002" in last.problems[0].message


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder of the test's own in which the process is no administrator, who could read everything."""
    folder = Path(tempfile.mkdtemp())
    root = os.name == "posix" and os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.setegid(65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
        shutil.rmtree(folder)


def test_file_without_permission_is_an_issue(as_nobody: Path) -> None:
    with Archive.create(as_nobody / "study") as archive:
        closed = as_nobody / "zu.txt"
        closed.write_text(VORLAGE, encoding="utf-8")
        (as_nobody / "auf.txt").write_text(VORLAGE, encoding="utf-8")
        closed.chmod(0)
        take(archive, as_nobody)
        assert issues(archive) == {str(closed): "unreadable"}
        assert archive.paper_count() == 1


def test_an_interrupted_import_is_taken_up(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "vorlagen"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"{VORLAGE} {number}", encoding="utf-8")
    running = import_paths(archive, [folder], "08336")
    next(running)
    running.close()  # as a kill does: what was committed stays, the note of the import too
    assert len(archive.notes(PENDING)) == 1
    list(resume_imports(archive))
    assert archive.paper_count() == 5
    assert archive.notes(PENDING) == {}
    assert list(resume_imports(archive)) == []


def test_an_interrupted_import_whose_folder_is_gone_becomes_an_issue(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(VORLAGE, encoding="utf-8")
    running = import_paths(archive, [path])
    next(running)
    running.close()
    path.unlink()
    list(resume_imports(archive))
    assert issues(archive) == {str(path): "gone"}
    assert archive.notes(PENDING) == {}


def test_names_that_are_no_text_and_twin_spellings_are_taken(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "alt"
    folder.mkdir()
    names = [b"K\xe4mmerei.txt", "Übersicht.txt".encode(), unicodedata.normalize("NFD", "Übersicht.txt").encode()]
    for number, name in enumerate(names):
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_text(f"{VORLAGE} {number}", encoding="utf-8")
    take(archive, folder)
    assert archive.paper_count() == 3
    assert issues(archive) == {}


def test_lone_surrogates_and_wrong_types_in_a_dump_block_nothing(archive: Archive, tmp_path: Path) -> None:
    lines = [
        '{"id": "1", "text": "gut: 5 Euro", "title": "a\\ud800b"}',
        '{"id": "\\ud800", "text": "auch gut"}',
        '{"id": [1], "text": "und gut", "date": "=cmd|", "ags": "+1"}',
        '{"id": "4", "text": 4}',
    ]
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    take(archive, path)
    assert archive.paper_count() == 3
    assert list(issues(archive).values()) == ["malformed_json"]
    assert {"title": "a?b"} in told(archive)
    assert {} in told(archive)
    assert list(resume_imports(archive)) == []


def test_damaged_compressed_bytes_are_issues(archive: Archive, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b'{"id": "1", "text": "' + os.urandom(3000).hex().encode() + b'"}\n'))
    packed[200:260] = os.urandom(60)
    (tmp_path / "dump.jsonl.gz").write_bytes(bytes(packed))
    with zipfile.ZipFile(tmp_path / "lzma.zip", "w", zipfile.ZIP_LZMA) as out:
        out.writestr("a.txt", os.urandom(3000).hex())
        out.writestr("papers.csv", "file\n" + os.urandom(3000).hex())
    data = bytearray((tmp_path / "lzma.zip").read_bytes())
    for start in (300, 2200):
        data[start : start + 40] = bytes(40)
    (tmp_path / "lzma.zip").write_bytes(bytes(data))
    take(archive, tmp_path / "dump.jsonl.gz", tmp_path / "lzma.zip")
    assert set(issues(archive).values()) <= {"broken", "unreadable"}
    assert len(issues(archive)) == 2
    assert archive.paper_count() == 0
    assert archive.notes(PENDING) == {}


def test_a_full_disk_stops_the_import_and_it_is_taken_up(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_text(VORLAGE, encoding="utf-8")

    def full(*_: object) -> tuple[str, int]:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.importing.store_chunks", full)
        with pytest.raises(ArchiveError, match="make room"):
            take(archive, path)
    assert len(archive.notes(PENDING)) == 1
    list(resume_imports(archive))
    assert archive.paper_count() == 1


def test_an_import_that_breaks_does_not_block_every_later_run(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(VORLAGE, encoding="utf-8")

    def broken(*_: object, **__: object) -> tuple[str, int]:
        raise ZeroDivisionError("never seen")

    monkeypatch.setattr("ingest.importing.store_chunks", broken)
    with pytest.raises(ZeroDivisionError):
        take(archive, path)
    list(resume_imports(archive))
    assert issues(archive) == {str(path): "import_failed"}
    assert archive.notes(PENDING) == {}


def test_bytes_damaged_in_the_archive_are_mended_by_importing_them_again(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(VORLAGE, encoding="utf-8")
    take(archive, path)
    (raw,) = [entry for entry in (archive.folder / "raw").rglob("*") if entry.is_file()]
    raw.chmod(0o644)
    raw.write_bytes(b"x")
    take(archive, path)
    assert raw.read_text(encoding="utf-8") == VORLAGE
