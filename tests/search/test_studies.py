"""Studies: the same numbers again, and what changed where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.errors import ArchiveError, QueryError
from search.cli_compare import study_command
from search.studies import find_study, load_record, load_studies, record_study, run_study, verify_study
from tests.search.conftest import Builder


def write(builder: Builder, text: str) -> Path:
    (builder.folder / "ratslese.toml").write_text(f'[archive]\nname = "x"\n{text}', encoding="utf-8")
    return builder.folder


def test_a_study_runs_to_the_same_numbers_and_says_so(builder: Builder) -> None:
    folder = write(builder, '[study.alle]\nby = ["kreis"]\nmeasure = "amount"\n')
    run = CliRunner().invoke(study_command, ["--archive", str(folder), "run", "alle"])
    assert run.exit_code == 0, run.output
    assert "Kept in" in run.stderr
    again = CliRunner().invoke(study_command, ["--archive", str(folder), "run", "alle"])
    assert "The same as the kept run" in again.stderr
    assert again.stdout == run.stdout
    verified = CliRunner().invoke(study_command, ["--archive", str(folder), "verify", "alle"])
    assert (verified.exit_code, "Nothing changed" in verified.stderr) == (0, True)


def test_a_changed_figure_is_told_with_the_table(builder: Builder) -> None:
    folder = write(builder, '[study.alle]\nby = ["kreis"]\n')
    study = find_study(folder, "alle")
    first = run_study(folder, study)
    record_study(folder, "alle", study, first)
    used = first.rows[0].figure_ids or next(row.figure_ids for row in first.rows if row.figure_ids)
    builder.execute(f"UPDATE figures SET value = '1.00', hundredths = 100 WHERE figure_id = '{used[0]}'")
    record = load_record(folder, "alle")
    assert record is not None
    changes = verify_study(folder, study, record, run_study(folder, study))
    assert {"figure", "table"} <= {change.kind for change in changes}
    assert any(used[0] in change.subject and "→ 1.00" in change.change for change in changes)
    verified = CliRunner().invoke(study_command, ["--archive", str(folder), "verify", "alle"])
    assert verified.exit_code == 1


def test_a_changed_range_is_told_where_bounds_are_kept(builder: Builder) -> None:
    folder = write(builder, "[study.alle]\nbounds = true\n")
    builder.figure("f-range", "loe-1", "70.00", value_to="90.00", hundredths_to=9000, direction="expense", recurrence="once")
    study = find_study(folder, "alle")
    record_study(folder, "alle", study, run_study(folder, study))
    record = load_record(folder, "alle")
    assert record is not None
    assert not verify_study(folder, study, record, run_study(folder, study))
    builder.execute("UPDATE figures SET value_to = '95.00', hundredths_to = 9500 WHERE figure_id = 'f-range'")
    changes = verify_study(folder, study, record, run_study(folder, study))
    assert [(change.kind, change.change) for change in changes if "f-range" in change.subject] == [("figure", "value_to 90.00 → 95.00")]
    assert [change.change for change in changes if change.subject.endswith("expense_once_high")] == ["60090 → 60095"]
    older = {name: value for name, value in record.items() if name != "bounds"}  # kept before bounds were: no more is asked of it
    rows = [{"group": row["group"], "values": row["values"][: len(row["values"]) // 3]} for row in record["rows"]]
    older |= {"columns": record["columns"][: len(record["columns"]) // 3], "rows": rows}
    older["figures"] = {name: told for name, told in record["figures"].items() if name != "f-range"}
    assert not verify_study(folder, study, older, run_study(folder, study))


def test_a_changed_question_is_told(builder: Builder) -> None:
    folder = write(builder, '[study.alle]\nby = ["kreis"]\n')
    study = find_study(folder, "alle")
    record_study(folder, "alle", study, run_study(folder, study))
    write(builder, '[study.alle]\nby = ["land"]\n')
    other, record = find_study(folder, "alle"), load_record(folder, "alle")
    assert record is not None
    assert "question" in {change.kind for change in verify_study(folder, other, record, run_study(folder, other))}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('[study.a]\nmeasure = "euro"\n', "measure"),
        ('[study.a]\nquerry = "x"\n', "querry"),
        ('[study.a]\nby = ["stadt"]\n', "by cannot be 'stadt'"),
        ('[study.a]\npeers_by = "size"\n', "peers_by cannot be 'size'"),
        ('[study.a]\nmeasure = "vzae"\ndirection = "expense"\n', "direction needs measure amount"),
        ('[study.a]\nmeasure = "papers"\nbounds = true\n', "bounds needs measure amount or vzae"),
        ('[study.a]\nper_capita = "yes"\n', "per_capita"),
        ("[study]\na = 5\n", "section"),
    ],
)
def test_what_cannot_be_read_names_the_study(builder: Builder, text: str, word: str) -> None:
    with pytest.raises(ArchiveError, match=word) as caught:
        load_studies(write(builder, text))
    assert "\n" not in str(caught.value)
    assert "study.a" in str(caught.value)


def test_an_unknown_study_names_those_there_are(builder: Builder) -> None:
    with pytest.raises(QueryError, match="sprache"):
        find_study(write(builder, '[study.sprache]\nquery = "Sprachmittler"\n'), "sprach")


def test_the_name_of_a_study_is_no_path(builder: Builder) -> None:
    folder = write(builder, '[study."../../weg"]\nby = ["kreis"]\n')
    study = find_study(folder, "../../weg")
    path = record_study(folder, "../../weg", study, run_study(folder, study))
    assert path.parent == folder / "studies"


def test_a_kept_study_of_rates_names_its_columns_as_ever(builder: Builder) -> None:
    folder = write(builder, '[study.rates]\nby = ["kreis"]\nper_capita = true\nkreise = ["08336"]\n')
    study = find_study(folder, "rates")
    found = run_study(folder, study)
    record_study(folder, "rates", study, found)
    record = load_record(folder, "rates")
    assert record is not None
    assert (record["columns"], record["rows"][0]["values"]) == (["expense_once"], ["262.42"])  # as records made before are
    assert verify_study(folder, study, record, found) == []
