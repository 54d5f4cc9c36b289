from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import InputError
from search.columns import ColumnSpec
from search.export import defuse, export_archive, format_cell

if TYPE_CHECKING:
    from tests.search.conftest import Builder

PRESCRIBED = {
    "papers": "paper_id, file_sha256, file, source_url, body, ags, reference, title, paper_type, date, public, lead_unit, pages,"
    " text_source, ingested_at",
    "consultations": "paper_id, file_sha256, position, committee, date, role, result",
    "amounts": "paper_id, file_sha256, figure_id, page, value, direction, recurrence, years, decided, section, fields, quote, start, end,"
    " bbox, rule, confidence",
    "positions": "paper_id, file_sha256, figure_id, page, value, action, years, grade, decided, section, fields, quote, start, end, bbox,"
    " rule, confidence",
    "dates": "paper_id, file_sha256, page, value, role, section, quote, start, end, bbox, rule, confidence",
    "fields": "paper_id, file_sha256, field, label, score, evidence",
    "figures": "figure_id, paper_id, ags, body, kind, value, unit, direction, recurrence, years, action, decided, part_of, fields,"
    " mentions, page, quote, review",
}
MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def read(path: Path, excel: bool = False) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig" if excel else "utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";" if excel else ","))


@pytest.fixture
def out(archive: Path, tmp_path: Path) -> Path:
    export_archive(archive, tmp_path / "out", created=MOMENT)
    return tmp_path / "out"


@pytest.mark.parametrize("table", sorted(PRESCRIBED))
def test_prescribed_columns_come_first_and_in_order(out: Path, table: str) -> None:
    header = (out / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    prescribed = PRESCRIBED[table].split(", ")
    assert header[: len(prescribed)] == prescribed


def test_papers(out: Path) -> None:
    first, _, last = read(out / "papers.csv")
    assert (first["paper_id"], first["body"], first["ags"], first["reference"]) == ("loe-1", "Landkreis Lörrach", "08336", "139/2018")
    assert (first["public"], first["date"], first["pages"], first["file"], first["text_source"]) == (
        "true",
        "2018-05-02",
        "2",
        "loe-1.txt",
        "text",
    )
    assert (last["public"], last["reference"], last["source_url"]) == ("", "", "")


def test_a_title_that_a_spreadsheet_would_run_is_defused(out: Path) -> None:
    assert read(out / "papers.csv")[2]["title"] == "'-Bericht"


def test_amounts_lead_back_to_their_text(out: Path, builder: Builder) -> None:
    row = read(out / "amounts.csv")[0]
    assert (row["value"], row["decided"], row["confidence"], row["bbox"], row["figure_id"]) == ("60000.00", "true", "1.00", "", "f-60")
    with builder.engine.connect() as connection:
        text = connection.exec_driver_sql(
            f"SELECT text FROM pages WHERE file_sha256 = '{row['file_sha256']}' AND number = {int(row['page'])}"
        ).scalar_one()
    assert text[int(row["start"]) : int(row["end"])] == row["quote"] == "60.000 €"
    assert read(out / "amounts.csv")[1]["bbox"] == "1.00 2.00 3.00 4.00"


def test_doubts_are_told_of_mentions_and_of_figures_that_all_mentions_doubt(builder: Builder, tmp_path: Path) -> None:
    text = "Der Steg kostet 5.000 €. Nochmals: 5.000 € für den Steg."
    sha256 = builder.paper("x", text)
    builder.figure("f-5", "x", "5000.00", direction="expense")
    cues = "direction.expense.cost.before;doubt.direction;doubt.decided"
    builder.mention("x", sha256, text, "5.000 €", "5000.00", figure_id="f-5", cues=cues, extracted='{"direction": "budget"}')
    builder.mention("x", sha256, text, "5.000 € für", "5000.00", figure_id="f-5", cues=cues)
    export_archive(builder.folder, tmp_path / "out")
    assert [row["doubts"] for row in read(tmp_path / "out" / "amounts.csv")[-2:]] == ["decided", "direction;decided"]
    assert "doubts nennt Merkmale" in (tmp_path / "out" / "LIESMICH.txt").read_text(encoding="utf-8")
    (figure,) = (row for row in read(tmp_path / "out" / "figures.csv") if row["figure_id"] == "f-5")
    assert figure["doubts"] == "decided"
    assert {row["doubts"] for row in read(tmp_path / "out" / "figures.csv") if row["figure_id"] != "f-5"} == {""}


def test_figures_consultations_and_fields(out: Path) -> None:
    figures = {row["figure_id"]: row for row in read(out / "figures.csv")}
    assert (figures["f-30"]["part_of"], figures["f-30"]["value"], figures["f-30"]["ags"]) == ("f-60", "30000.00", "08336")
    assert (figures["f-post"]["unit"], figures["f-post"]["value"], figures["f-post"]["review"]) == ("VZÄ", "0.50", "")
    (station,) = read(out / "consultations.csv")
    assert (station["committee"], station["date"], station["position"]) == ("Sozialausschuss", "2018-06-20", "1")
    assert [row["score"] for row in read(out / "fields.csv")] == ["0.800"] * 3


def test_positions_dates_and_a_file_without_a_paper(builder: Builder, tmp_path: Path) -> None:
    text = "Ab Mai 2019 wird eine halbe Stelle (EG 9b) abgebaut: -0,5 VZÄ."
    sha256 = builder.paper("x", text)
    builder.mention("x", sha256, text, "-0,5 VZÄ", "-0.50", kind="position", action="cut", grade="EG 9b", decided=0)
    builder.mention("x", sha256, text, "Mai 2019", "0", kind="date", role="start")
    builder.execute("UPDATE mentions SET value = '2019-05', hundredths = NULL WHERE kind = 'date'")
    builder.insert("files", sha256="f" * 64, name="allein.pdf", size=1, added_at="2024-01-01T00:00:00Z")
    export_archive(builder.folder, tmp_path / "out")
    (position,) = read(tmp_path / "out" / "positions.csv")
    assert (position["value"], position["quote"], position["decided"], position["grade"]) == ("-0.50", "'-0,5 VZÄ", "false", "EG 9b")
    (date,) = read(tmp_path / "out" / "dates.csv")
    assert (date["value"], date["role"], date["quote"]) == ("2019-05", "start", "Mai 2019")
    alone = read(tmp_path / "out" / "papers.csv")[-1]
    assert (alone["paper_id"], alone["file_sha256"], alone["file"]) == ("", "f" * 64, "allein.pdf")


def test_the_package_describes_every_column(out: Path) -> None:
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert package["created"] == "2024-05-06T07:08:09Z"
    for resource in package["resources"]:
        path = out / resource["path"]
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert resource["bytes"] == path.stat().st_size
        for field in resource["schema"]["fields"]:
            assert field["description"], field
            assert field["description_de"], field
            assert field["source"], field
            assert field["license"], field
            assert "unit" in field
    amounts = next(resource for resource in package["resources"] if resource["name"] == "amounts")
    assert next(field for field in amounts["schema"]["fields"] if field["name"] == "value")["unit"] == "EUR"


def test_the_readme_says_what_was_asked_and_when(out: Path) -> None:
    text = (out / "LIESMICH.txt").read_text(encoding="utf-8")
    for words in ("06.05.2024 um 07:08 Uhr", "das ganze Archiv", "amounts.csv", "Leer heißt", "'"):
        assert words in text


def test_the_readme_names_further_files_and_how_keys_keep_their_zero(archive: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "out", also=["jsonl", "bibtex"])
    text = (tmp_path / "out" / "LIESMICH.txt").read_text(encoding="utf-8")
    listed = {path.name for path in (tmp_path / "out").iterdir()} - {"LIESMICH.txt"}
    assert {"papers.jsonl", "figures.bib"} <= listed
    assert [name for name in sorted(listed) if name not in text] == []
    assert 'dtype={"ags": str}' in text
    assert 'colClasses = c(ags = "character")' in text
    export_archive(archive, tmp_path / "out", excel=True)
    text = (tmp_path / "out" / "LIESMICH.txt").read_text(encoding="utf-8-sig")
    assert "papers.jsonl" not in text
    assert "colClasses" not in text


def test_excel_opens_it_with_a_double_click(archive: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "out", excel=True)
    assert (tmp_path / "out" / "papers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    first = read(tmp_path / "out" / "papers.csv", excel=True)[0]
    assert (first["ags"], first["reference"], first["date"]) == ("'08336", "'139/2018", "2018-05-02")
    figures = {row["figure_id"]: row for row in read(tmp_path / "out" / "figures.csv", excel=True)}
    assert (figures["f-26"]["value"], figures["f-26"]["years"]) == ("26500,50", "'2020-")


def test_an_earlier_export_is_replaced_and_other_files_stay(archive: Path, out: Path) -> None:
    (out / "notes.md").write_text("mine", encoding="utf-8")
    (out / "amounts.csv").write_text("old", encoding="utf-8")
    export_archive(archive, out, created=MOMENT)
    assert len(read(out / "amounts.csv")) == 2
    assert (out / "notes.md").read_text(encoding="utf-8") == "mine"
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_a_foreign_folder_or_a_file_is_refused(archive: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "amounts.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="no earlier export"):
        export_archive(archive, foreign)
    (foreign / "datapackage.json").write_text('{"name": "of somebody else"}', encoding="utf-8")
    with pytest.raises(InputError, match="no earlier export"):
        export_archive(archive, foreign)
    assert (foreign / "amounts.csv").read_text(encoding="utf-8") == "mine"
    with pytest.raises(InputError, match="is a file"):
        export_archive(archive, foreign / "amounts.csv")


def test_a_killed_export_is_gone_on_with(archive: Path, tmp_path: Path) -> None:
    half = tmp_path / "out" / ".ratslese-export"
    half.mkdir(parents=True)
    (half / "papers.csv").write_text("half", encoding="utf-8")
    export_archive(archive, tmp_path / "out")
    assert len(read(tmp_path / "out" / "papers.csv")) == 3


def test_the_same_archive_gives_the_same_tables(archive: Path, out: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "again", created=MOMENT)
    for path in out.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_papers_that_wait_are_told(builder: Builder, tmp_path: Path) -> None:
    builder.execute("UPDATE papers SET extract_key = '' WHERE paper_id = 'kon-1'")
    assert export_archive(builder.folder, tmp_path / "out").unextracted == 1
    assert "1 Vorlagen" in (tmp_path / "out" / "LIESMICH.txt").read_text(encoding="utf-8")


TEXT = ColumnSpec("quote", "string", "paper", "", "")
NUMBER = ColumnSpec("value", "number", "derived", "", "")


@pytest.mark.parametrize("text", ["\r=15", "a\r=15", "a\r\nb"])
def test_carriage_returns_end_no_row_and_run_nothing(text: str) -> None:
    cell = format_cell(TEXT, text)
    assert "\r" not in cell
    assert not cell.startswith("=")


@pytest.mark.parametrize("text", ["=1+1", "+49", "-5.000 €", "@SUM(A1)", "\tx", "'=1", "''-1"])
def test_runnable_text_gets_an_apostrophe(text: str) -> None:
    assert format_cell(TEXT, text) == "'" + text


@pytest.mark.parametrize("text", ["60.000 €", "'quoted'", " =1", "139/2018", "a=b", ""])
def test_other_text_stays(text: str) -> None:
    assert format_cell(TEXT, text) == text


@pytest.mark.parametrize("text", ["08336", "1/2018", "2018-06", "2020-", "12e5", "Mai 2019", "1. März 2020", "3-4"])
def test_excel_may_not_reinterpret_text(text: str) -> None:
    assert format_cell(TEXT, text, excel=True) == "'" + text
    assert format_cell(TEXT, text) == text


@pytest.mark.parametrize("text", ["60.000 €", "Maibaum", "Landkreis Lörrach", "II. Quartal 2018", ""])
def test_excel_leaves_other_text(text: str) -> None:
    assert format_cell(TEXT, text, excel=True) == text


def test_negative_numbers_stay_numbers() -> None:
    assert format_cell(NUMBER, "-1471.60") == "-1471.60"
    assert format_cell(NUMBER, "-1471.60", excel=True) == "-1471,60"
    assert format_cell(NUMBER, None) == ""


@given(st.text())
@example("\r=15")
@example("'\r")
def test_defused_text_can_be_given_back_and_never_runs(text: str) -> None:
    """All but carriage returns, which the page texts do not have."""
    cell = defuse(text)
    text = text.replace("\r\n", "\n").replace("\r", " ")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert (cell[1:] if defuse(cell) != cell else cell) == text


@pytest.mark.shared
def test_score_reads_it(out: Path) -> None:
    shared = Path(__file__).parents[3] / "shared"
    if not (shared / "score.py").is_file():
        pytest.skip("the project's shared/ folder is not beside it")
    done = subprocess.run([sys.executable, shared / "score.py", out, shared / "gold", "--json"], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["documents"]["known"] == 0
