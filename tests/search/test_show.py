from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from corpus.errors import InputError
from corpus.lookup import connect
from search.figures import find_figures
from search.lending import in_years
from search.places import Selection
from search.render import figure_lines
from search.show import count_archive, find_paper_id, find_sentence, load_figure, load_issues, load_paper

if TYPE_CHECKING:
    from tests.search.conftest import Builder


@pytest.fixture
def connection(builder: Builder) -> Iterator[sqlite3.Connection]:
    with closing(connect(builder.folder)) as opened:
        yield opened


@pytest.mark.parametrize("asked", ["loe-1", "loe", "139/2018", " 139/2018 ", "loe-1.txt"])
def test_a_paper_by_id_beginning_number_or_file(connection: sqlite3.Connection, asked: str) -> None:
    assert find_paper_id(connection, asked) == "loe-1"


def test_an_unknown_or_ambiguous_paper_is_refused(builder: Builder, connection: sqlite3.Connection) -> None:
    builder.paper("loe-2", "Text", reference="139/2018")
    with pytest.raises(InputError, match=r"stands for 2 papers: loe-1 \(.+\), loe-2 \(.+\); give the id"):
        find_paper_id(connection, "139/2018")
    with pytest.raises(InputError, match="stands for 2 papers"):
        find_paper_id(connection, "loe")
    for asked in ("x", "", "%", "lo_"):
        with pytest.raises(InputError, match="no paper"):
            find_paper_id(connection, asked)


def test_a_paper_with_all_that_was_found(connection: sqlite3.Connection) -> None:
    view = load_paper(connection, "loe-1")
    assert (view.title, view.public, view.extracted) == ("Sprachmittlung im Landkreis", True, True)
    assert [(station.committee, station.date) for station in view.consultations] == [("Sozialausschuss", "2018-06-20")]
    assert [figure.figure_id for figure in view.figures] == ["f-post", "f-60", "f-30"]
    assert [field.field for field in view.fields] == ["integration:sprache", "produkt:31"]
    assert view.files[0].path == f"raw/{view.files[0].sha256[:2]}/{view.files[0].sha256}"


def test_an_issue_of_its_file_is_shown_with_the_paper(builder: Builder, connection: sqlite3.Connection) -> None:
    sha256 = builder.paper("bad", "Text")
    builder.insert(
        "issues", stage="read", subject="bad.txt", file_sha256=sha256, code="no_text", message="Seite 2 ist leer", created_at="2024"
    )
    assert load_paper(connection, "bad").issues == ("Seite 2 ist leer",)
    (issue,) = load_issues(connection, ["read"])
    assert (issue.code, issue.subject) == ("no_text", "bad.txt")
    assert load_issues(connection, ["extract"]) == []


def test_a_figure_with_its_sentence(connection: sqlite3.Connection) -> None:
    view = load_figure(connection, "f-60")
    (mention,) = view.mentions
    assert mention.sentence == "Für die Sprachmittler werden einmalig 60.000 € bereitgestellt."
    assert mention.sentence[mention.start : mention.end] == "60.000 €"
    assert (mention.rule, mention.cues, mention.page) == ("amount.currency_after", ("amount.cost", "amount.once"), 2)
    assert load_figure(connection, "f-3").mentions[0].bbox == "1.00 2.00 3.00 4.00"


def test_a_mention_tells_what_is_in_doubt(builder: Builder, connection: sqlite3.Connection) -> None:
    builder.execute("UPDATE mentions SET cues = 'amount.cost;doubt.direction' WHERE figure_id = 'f-60'")
    view = load_figure(connection, "f-60")
    assert (view.mentions[0].cues, view.mentions[0].doubts) == (("amount.cost",), ("direction",))
    assert any(line.startswith("  doubtful:") and line.endswith("direction") for line, _ in figure_lines(view))


def test_a_whole_id_wins_over_a_longer_one(builder: Builder, connection: sqlite3.Connection) -> None:
    builder.figure("f-600", "kon-1", "1.00")
    assert load_figure(connection, "f-60").figure.figure_id == "f-60"
    with pytest.raises(InputError, match="several figures"):
        load_figure(connection, "f-6")
    with pytest.raises(InputError, match="no figure"):
        load_figure(connection, "zzz")
    with pytest.raises(InputError, match="no figure"):
        load_figure(connection, "")


@pytest.mark.parametrize(
    ("text", "quote", "sentence"),
    [
        ("Erster Satz. Kosten von 5 € fallen an. Dritter Satz.", "5 €", "Kosten von 5 € fallen an."),
        ("Am 1. Mai 2020 sind z. B. 5 € fällig.", "5 €", "Am 1. Mai 2020 sind z. B. 5 € fällig."),
        ("Überschrift\n\nEin Satz über\nzwei Zeilen zu 5 €\n\nNeuer Absatz", "5 €", "Ein Satz über zwei Zeilen zu 5 €"),
        ("Text davor\nAufwand\t5 €\t2019\nErtrag\t6 €\t2019\n", "5 €", "Aufwand | 5 € | 2019"),
        ("5 €", "5 €", "5 €"),
    ],
)
def test_the_sentence_around_a_quote(text: str, quote: str, sentence: str) -> None:
    start = text.index(quote)
    found, low, high = find_sentence(text, start, start + len(quote))
    assert found == sentence
    assert found[low:high] == quote


@pytest.mark.parametrize(
    ("selection", "figures"),
    [
        (Selection(), ["f-26", "f-post", "f-60", "f-30"]),
        (Selection(kreise=("08336",), kind="amount"), ["f-60", "f-30"]),
        (Selection(lands=("03",)), ["f-26"]),
        (Selection(years=(2018, 2018)), ["f-post", "f-60", "f-30"]),
        (Selection(years=(2025, 2025)), ["f-26"]),
        (Selection(fields=("integration:ankommen",)), ["f-26"]),
        (Selection(decided=False), []),
        (Selection(paper_ids=frozenset({"wtm-1"})), ["f-26"]),
    ],
)
def test_figures_of_a_selection(connection: sqlite3.Connection, selection: Selection, figures: list[str]) -> None:
    assert [figure.figure_id for figure in find_figures(connection, selection)] == figures


def test_years_of_a_figure_before_those_of_its_paper() -> None:
    assert in_years("2018;2020", "2010-01-01", (2020, 2021))
    assert not in_years("2018", "2020-01-01", (2020, 2021))
    assert in_years("2018-", "", (2030, 2030))
    assert in_years("", "2020-01-01", (2020, 2020))
    assert not in_years("", "", (2020, 2020))


def test_counts(builder: Builder, connection: sqlite3.Connection) -> None:
    builder.execute("UPDATE files SET read_key = '', text_source = '' WHERE name = 'kon-1.txt'")
    counts = count_archive(connection)
    assert counts["holds"]["papers"] == 3
    assert counts["papers by body"] == {"Landkreis Konstanz": 1, "Landkreis Lörrach": 1, "Landkreis Wittmund": 1}
    assert counts["waits"] == {"files to read": 1, "papers to extract": 0}
    assert counts["figures by kind"] == {"amount": 3, "position": 1}
