"""Scores by the codebook's definitions, their intervals, and that they are those of the judge beside the project."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from corpus.annotations import Annotated, Marked, Station, parse_document, read_gold
from corpus.errors import InputError
from extract.scoring import (
    accuracy_rows,
    form_family,
    found_rows,
    group_rows,
    pair_mentions,
    report_json,
    same_title,
    score_documents,
)

ROOT = Path(__file__).parent.parent.parent
AMOUNT = {"direction": "expense", "recurrence": "", "years": "2018", "decided": True}


def sums(*marks: tuple[int, str], **told: Any) -> tuple[Marked, ...]:
    return tuple(Marked(page, f"{value} €", value, {**AMOUNT, **told}) for page, value in marks)


def document(name: str, amounts: Iterable[Marked] = (), **parts: Any) -> Annotated:
    return Annotated(name, f"sha of {name}", mentions={"amounts": tuple(amounts)}, **parts)


def scored(gold: Annotated, ours: Annotated) -> dict[str, dict[str, float]]:
    return score_documents([gold], {ours.sha256: ours}).overall.figures


def test_the_same_value_on_the_same_page_counts_as_often_as_it_stands_there() -> None:
    gold = document("a.pdf", sums((1, "60000.00"), (1, "60000.00"), (2, "30000.00")))
    ours = document("a.pdf", sums((1, "60000"), (2, "30000.0"), (2, "30000.0"), (3, "6E4")))
    figures = scored(gold, ours)["amounts"]
    assert (figures["precision"], figures["recall"], figures["gold"], figures["found"]) == (0.5, round(2 / 3, 4), 3, 4)
    assert figures["f1"] == round(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3), 4)


def test_numbers_are_one_however_they_are_spelt_but_dates_are_words() -> None:
    pairs, spurious, missed = pair_mentions("positions", sums((1, "0.50")), sums((1, "0.5")))
    assert (len(pairs), spurious, missed) == (1, [], [])
    pairs, _, missed = pair_mentions("dates", [Marked(1, "", "2018-06", {})], [Marked(1, "", "2018-06-01", {})])
    assert (pairs, len(missed)) == ([], 1)


def test_attributes_are_asked_where_gold_tells_them_and_the_value_is_right() -> None:
    gold = document("a.pdf", [*sums((1, "5"), direction="income", decided=None), *sums((1, "9"))])
    ours = document("a.pdf", sums((1, "5"), direction="budget", decided=False))
    figures = scored(gold, ours)["amounts"]
    assert (figures["direction_accuracy"], figures["years_accuracy"]) == (0.0, 1.0)
    assert "decided_accuracy" not in figures


def test_years_are_a_set_and_decided_is_a_word() -> None:
    gold = document("a.pdf", sums((1, "5"), years="2018;2019", decided=False))
    ours = document("a.pdf", sums((1, "5"), years="2019; 2018", decided=None))
    figures = scored(gold, ours)["amounts"]
    assert (figures["years_accuracy"], figures["decided_accuracy"]) == (1.0, 0.0)


def test_paper_fields_that_gold_does_not_tell_are_wrong_when_we_tell_them_but_for_the_key() -> None:
    gold = document("a.pdf", paper={"body": "Landkreis Lörrach", "ags": "", "title": "", "lead_unit": "", "public": True})
    ours = document("a.pdf", paper={"body": "LANDKREIS  Lörrach", "ags": "08336", "title": "Bericht", "lead_unit": "", "public": True})
    report = score_documents([gold], {gold.sha256: ours})
    assert report.overall.figures["paper"] == {"body_accuracy": 1.0, "title_accuracy": 0.0, "public_accuracy": 1.0, "accuracy": 0.6667}
    assert [(entry.what, entry.told) for entry in report.disagreements] == [("title", "'Bericht', gold ''")]


def test_titles_agree_when_nine_tenths_of_their_words_do() -> None:
    assert same_title("Neubau der Kreisstraße K 17 – 2. Abschnitt", "Neubau der Kreisstraße „K 17“, 2. Abschnitt")
    assert same_title("a b c d e f g h i j", "a b c d e f g h i x")
    assert not same_title("a b c d e f g h", "a b c d e f g x")
    assert same_title("", "")
    assert not same_title("Bericht", "")


def test_stations_and_fields() -> None:
    stations = (Station("Kreistag", "2018-06-20"), Station("Sozialausschuss", ""))
    others = (Station("KREISTAG", "2018-06-20"), Station("Sozialausschuss", "2018-06-01"))
    gold = document("a.pdf", consultations=stations, fields=("produkt:31", "integration:kita"))
    ours = document("a.pdf", consultations=others, fields=("produkt:31", "produkt:61"))
    figures = scored(gold, ours)
    assert (figures["consultations"]["precision"], figures["consultations"]["recall"]) == (0.5, 0.5)
    assert (figures["fields_produkt"]["precision"], figures["fields_produkt"]["recall"]) == (0.5, 1.0)
    assert (figures["fields_integration"]["f1"], figures["fields_integration"]["gold"]) == (0.0, 1)


def test_an_unknown_document_is_all_missed_and_one_with_nothing_is_right() -> None:
    report = score_documents([document("a.pdf", sums((1, "5")))], {})
    assert (report.known, report.overall.figures["amounts"]["recall"]) == (0, 0.0)
    nothing = scored(document("a.pdf"), document("a.pdf"))["amounts"]
    assert (nothing["f1"], nothing["gold"]) == (1.0, 0)


def test_what_was_not_annotated_is_not_scored() -> None:
    gold = parse_document({"file": "a", "text": "Es kostet 5 €.", "amounts": [{"quote": "5 €", "value": "5.00"}]}, "a")
    report = score_documents([gold], {})
    assert list(report.overall.figures) == ["amounts"]


def test_intervals_come_from_drawing_documents_and_are_the_same_every_time() -> None:
    gold = [document(f"f{n}.pdf", sums((1, "5"), (1, "7"))) for n in range(8)]
    ours = {one.sha256: document(one.file, sums((1, "5"), (1, "7") if n % 2 else (1, "8"))) for n, one in enumerate(gold)}
    report = score_documents(gold, ours)
    low, high = report.overall.intervals["amounts"]["f1"]
    assert report.overall.figures["amounts"]["f1"] == 0.75
    assert 0.5 <= low < 0.75 < high <= 1.0
    assert score_documents(gold, ours) == report


def test_a_perfect_score_has_a_perfect_interval_and_one_document_has_none() -> None:
    gold = [document("a.pdf", sums((1, "5"))), document("b.pdf", sums((1, "7")))]
    ours = {one.sha256: one for one in gold}
    assert score_documents(gold, ours).overall.intervals["amounts"]["f1"] == (1.0, 1.0)
    assert score_documents(gold[:1], ours).overall.intervals == {}


@pytest.mark.parametrize(
    ("name", "family", "expected"),
    [
        ("ka_10415.txt", "", "ka"), ("form12.pdf", "", "form"), ("2018_x.pdf", "", "other"), ("Vorlage 12.pdf", "", "Vorlage"),
        ("ka_1.txt", "answer", "answer"),
    ],
)  # fmt: skip
def test_the_form_family_is_told_or_begins_the_name(name: str, family: str, expected: str) -> None:
    assert form_family(Annotated(name, "x", family=family)) == expected


def test_scores_by_body_and_family_are_those_of_their_documents() -> None:
    gold = [
        document("form_1.pdf", sums((1, "5")), paper={"body": "Kreis A"}),
        document("form_2.pdf", sums((1, "5")), paper={"body": "Kreis B"}),
        document("ka_1.txt", sums((1, "5")), paper={"body": "Kreis A"}),
    ]
    report = score_documents(gold, {one.sha256: one for one in gold[:2]})
    assert {name: scores.figures["amounts"]["recall"] for name, scores in report.by_body.items()} == {"Kreis A": 0.5, "Kreis B": 1.0}
    assert {name: (scores.documents, scores.figures["amounts"]["recall"]) for name, scores in report.by_family.items()} == {
        "form": (2, 1.0),
        "ka": (1, 0.0),
    }
    assert [row[:2] for row in group_rows(report.by_family) if row[0]] == [("form", "2"), ("ka", "1")]
    assert found_rows(report.overall)[0][:3] == ("amounts", "3", "2")
    assert ("amounts", "direction", "1.000 (1.000–1.000)") in accuracy_rows(report.overall)
    assert report_json(report)["documents"] == {"gold": 3, "known": 2}


def test_disagreements_name_file_page_and_quote() -> None:
    gold = document("a.pdf", sums((2, "5"), (3, "7")))
    ours = document("a.pdf", [*sums((2, "5"), direction="income"), *sums((4, "9"))])
    told = [(entry.page, entry.what, entry.told, entry.quote) for entry in score_documents([gold], {gold.sha256: ours}).disagreements]
    assert told == [(4, "spurious", "9", "9 €"), (3, "missed", "7", "7 €"), (2, "direction", "5: 'income', gold 'expense'", "5 €")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "Expecting"),
        ('{"file": "a"}', "'file_sha256' is missing"),
        ('{"text": "x", "amounts": [{"page": 1}]}', "'value' is missing"),
        ("[]", "list"),
    ],
)
def test_malformed_gold_is_told_with_its_file(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json: not a gold document") as error:
        read_gold(tmp_path)
    assert told in str(error.value)
    with pytest.raises(InputError, match="no gold here"):
        read_gold(tmp_path / "nowhere")


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.shared
def test_scores_are_those_of_the_judge(shared: Path, tmp_path: Path) -> None:
    """Both on the same archive of real papers, with gold as it is and with gold that our extraction misses in every way."""
    from corpus.annotations import load_documents
    from corpus.lookup import connect

    archive, out, bent = tmp_path / "a", tmp_path / "out", tmp_path / "bent"
    papers = tmp_path / "papers"
    papers.mkdir()
    for path in sorted((shared / "papers").iterdir())[::5]:
        (papers / path.name).write_bytes(path.read_bytes())
    run("-m", "ratslese", "init", str(archive))
    run("-m", "ratslese", "import", str(papers), "--archive", str(archive))
    run("-m", "ratslese", "extract", "--archive", str(archive))
    run("-m", "ratslese", "export", str(out), "--archive", str(archive))
    _bend(shared / "gold", bent)
    for gold in (shared / "gold", bent):
        judged = json.loads(run(str(shared / "score.py"), str(out), str(gold), "--json"))
        documents = read_gold(gold)
        connection = connect(archive)
        ours = report_json(score_documents(documents, load_documents(connection, [one.sha256 for one in documents])))
        connection.close()
        assert 0 < judged["documents"]["known"] < judged["documents"]["gold"]
        for measure, figures in judged.items():
            mine = ours[measure]
            assert isinstance(mine, dict)
            assert {name: mine.get(name) for name in figures} == figures, measure


def _bend(gold: Path, folder: Path) -> None:
    """Gold with pages, values and attributes shifted here and there, so that every kind of disagreement occurs."""
    folder.mkdir()
    for number, path in enumerate(sorted(gold.glob("*.json"))):
        data = json.loads(path.read_text(encoding="utf-8"))
        for table in ("amounts", "positions", "dates"):
            for place, row in enumerate(data[table]):
                if place % 4 == 1:
                    row["page"] += 1
                if place % 5 == 2:
                    row.update(direction="other", action="cut", role="law", years="2031", decided=None)
        data["fields"] = data["fields"][number % 2 :]
        data["paper"]["title"] = " ".join(str(data["paper"]["title"] or "").split()[: -(number % 3) or None])
        data["paper"]["consultations"] = data["paper"]["consultations"][number % 2 :]
        (folder / path.name).write_text(json.dumps(data), encoding="utf-8")
