"""A folder with one file of every bad kind beside a good one: each becomes an issue with a clear line, the run goes on."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

ROOT = Path(__file__).parent.parent
SENTENCE = "Der Kreistag stellt 12.500 Euro bereit."


def pdf(text: str = SENTENCE, encrypt: StandardEncryption | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encrypt, invariant=1)
    canvas.drawString(72, 700, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


NO_PAGES = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""

BAD: dict[str, tuple[bytes, set[str]]] = {
    "kaputt.pdf": (b"%PDF-1.7\nalles andere fehlt", {"broken"}),
    "abgeschnitten.pdf": (pdf()[: len(pdf()) // 3], {"broken"}),
    "verschluesselt.pdf": (pdf(encrypt=StandardEncryption("geheim", "auch geheim")), {"encrypted"}),
    "leer.pdf": (b"", {"empty"}),
    "seitenlos.pdf": (NO_PAGES, {"no_pages", "broken"}),
    "eigentlich_json.pdf": (b'{"error": "Sitzung abgelaufen"}', {"not_a_pdf"}),
    "bild_ohne_text.pdf": (pdf(""), {"no_text"}),
    "boese.zip": (zip_of({"../../oben.txt": b"x"}), {"zip_path"}),
    "bombe.zip": (zip_of({f"{number}.txt": b"0" * 3_000_000 for number in range(5)}), {"zip_bomb"}),
    "zu_gross.txt": (b"Text " * 1_000_000, {"too_big"}),
    "falsche_kodierung.txt": ("Kosten für Übersetzer: 5 T€\n".encode() + "für Dolmetscher: 7 T€\n".encode("cp1252"), {"wrong_encoding"}),
    "kaputt.jsonl": (b'{"id": 1, "text": "gut: 5 Euro"}\n{"id": 2\n', {"malformed_json"}),
    "tabelle.docx": (b"PK\x03\x04", {"unknown_type"}),
}


def ratslese(*arguments: str, archive: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ratslese", *arguments, "--archive", str(archive)], capture_output=True, text=True, cwd=ROOT
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    for name, (data, _) in BAD.items():
        (folder / "vorlagen").mkdir(exist_ok=True)
        (folder / "vorlagen" / name).write_bytes(data)
    (folder / "vorlagen" / "gut.pdf").write_bytes(pdf())
    (folder / "vorlagen" / "nur_besitzer.pdf").write_bytes(pdf(encrypt=StandardEncryption("", "geheim")))
    subprocess.run([sys.executable, "-m", "ratslese", "init", str(folder / "study")], check=True, cwd=ROOT, capture_output=True)
    settings = folder / "study" / "ratslese.toml"
    limits = settings.read_text(encoding="utf-8").replace("megabytes_per_file = 200 ", "megabytes_per_file = 4 ")
    settings.write_text(limits.replace("megabytes_per_zip = 4000 ", "megabytes_per_zip = 10 "), encoding="utf-8")
    return folder


def test_every_bad_file_is_an_issue_and_the_run_goes_on(study: Path) -> None:
    archive = study / "study"
    done = ratslese("import", str(study / "vorlagen"), archive=archive)
    assert done.returncode == 0, done.stderr
    assert "issues" in done.stderr
    assert done.stdout == ""
    done = ratslese("run", archive=archive)
    assert done.returncode == 0, done.stderr

    listed = json.loads(ratslese("issues", "--json", archive=archive).stdout)
    for name, (_, codes) in BAD.items():
        about = [issue for issue in listed if name in issue["subject"]]
        assert {issue["code"] for issue in about} & codes, (name, about)
        for issue in about:
            assert name.split(".")[0] in issue["message"], "the line names the file"
            assert "\n" not in issue["message"]
    assert not [issue for issue in listed if "gut.pdf" in issue["subject"] or "nur_besitzer" in issue["subject"]]


def test_good_files_among_bad_ones_are_read_and_found(study: Path) -> None:
    archive = study / "study"
    figures = json.loads(ratslese("figures", "--json", archive=archive).stdout)
    assert {figure["value"] for figure in figures if "12.500" in figure["quote"]} in ({"12500.00"}, {12500.0}, {12500})
    hits = json.loads(ratslese("search", "Kreistag", "--json", archive=archive).stdout)
    assert hits


def test_strict_exits_with_one(study: Path, tmp_path: Path) -> None:
    archive = tmp_path / "strict"
    subprocess.run([sys.executable, "-m", "ratslese", "init", str(archive)], check=True, cwd=ROOT, capture_output=True)
    assert ratslese("import", str(study / "vorlagen" / "kaputt.pdf"), "--strict", archive=archive).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("import", "fehlt.pdf"), 1, "does not exist"),
        (("import",), 2, "Missing argument"),
        (("suche",), 2, "No such command"),
        (("show", "gibt-es-nicht"), 1, "gibt-es-nicht"),
        (("search", '"offen AND ('), 1, ""),
    ],
)
def test_exit_codes_and_one_clear_line(study: Path, arguments: tuple[str, ...], code: int, told: str) -> None:
    done = ratslese(*arguments, archive=study / "study")
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_an_archive_the_message_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ratslese", "stats"], capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 1
    assert "ratslese init" in done.stderr
    assert done.stderr.count("\n") == 1
