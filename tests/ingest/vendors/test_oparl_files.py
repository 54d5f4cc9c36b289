"""Files of an OParl paper: the main one, every shape that servers give them, checksums."""

from __future__ import annotations

import pytest

from ingest.vendors.oparl_files import find_main, read_files


@pytest.mark.parametrize(
    ("names", "kind", "main"),
    [
        (["Anlage 1", "Beschlussvorlage", "Protokoll KT 01.02.2026"], "Beschlussvorlage", 1),
        (["Stellungnahme", "Antrag SPD_004"], "Haushalt", 1),
        (["Anfrage", "Antwort auf die Anfrage"], "Anfrage", 0),
        (["Synopse der Anregungen", "Übersichtsplan", "KT-Vorlage Auslegung", "Umweltbericht"], "Beschlussvorlage", 2),
        (["Anlage zur Vorlage", "03_Anlage Plan", "Abstimmungsergebnis TOP 3"], "Beschlussvorlage", None),
        (["Text", "Anlage"], "", 0),
        (["Text", "noch ein Text"], "", None),
        (["Änderungs-/Ergänzungsantrag", "Stellungnahme zum Änderungsantrag"], "Änderungs-/Ergänzungsantrag", 0),
        (["2026-12_Beschlussvorlage.docx.pdf", "Anlage"], "Beschlussvorlage", 0),
        ([], "Beschlussvorlage", None),
    ],
)
def test_the_main_file_by_its_name(names: list[str], kind: str, main: int | None) -> None:
    assert find_main(names, kind) == main


def test_files_in_every_shape() -> None:
    file = {"id": "https://ris.test/oparl/file/1", "name": "Vorlage", "accessUrl": "https://ris.test/a/1.pdf"}
    again = {**file, "id": "https://ris.test/oparl/file/1"}
    gone = {**file, "id": "https://ris.test/oparl/file/2", "accessUrl": "https://ris.test/a/2.pdf", "deleted": True}
    bare = {"accessUrl": "https://ris.test/a/Antrag.docx.pdf", "mimeType": "application/octet-stream", "size": "2048"}
    read = read_files({"mainFile": [file], "auxiliaryFile": [again, gone, bare, "https://ris.test/oparl/file/9", 7, None]})
    assert [(entry.role, entry.name, entry.size, entry.media_type) for entry in read] == [
        ("main", "Vorlage", None, "application/pdf"),
        ("attachment", "Antrag.pdf", 2048, "application/pdf"),
    ]


def test_checksums_are_taken_where_they_can_be_true() -> None:
    file = {"id": "f", "name": "Vorlage", "accessUrl": "https://ris.test/a", "sha1Checksum": "A" * 40}
    assert read_files({"mainFile": file})[0].checksum == "sha1:" + "a" * 40
    assert read_files({"mainFile": {**file, "sha1Checksum": "abc"}})[0].checksum == ""
