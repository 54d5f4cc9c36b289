"""What the database counts and puts together is what `compare` would leave out and sum of all figures one by one."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.lookup import connect
from corpus.schema import figures as figures_table
from search.compare import FigureRow, Plan, compare, compare_alike
from search.compare_rows import REJECTED, find_papers_for, load_figures, load_lent_years, load_papers
from search.lending import in_years, lend_years
from search.places import Selection
from search.summands import ACTIONS, DIRECTIONS
from tests.search.conftest import Builder

BODIES = (("08336", "Landkreis Lörrach"), ("03462", "Landkreis Wittmund"), ("", "Stadt Nirgendwo"), ("", ""))
PLANS = (
    Plan(("kreis",), "amount"),
    Plan(("kreis", "year"), "amount", per_capita=True),
    Plan(("field", "land"), "amount", all_figures=True),
    Plan(("year",), "amount", direction="income", recurrence="yearly"),
    Plan(("year", "kreis"), "amount", bounds=True),
    Plan(("type", "committee"), "vzae", bounds=True, all_figures=True),
    Plan(("kreis",), "vzae", per_capita=True),
)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 papers and 1,500 figures of every kind there is, drawn with a fixed seed."""
    draw, builder = random.Random(4), Builder(tmp_path_factory.mktemp("mixed"))
    for number in range(24):
        ags, body = draw.choice(BODIES)
        builder.paper(
            f"p{number}", "Text", fields=draw.choice(((), ("integration:sprache",), ("integration:sprache", "produkt:31"))), ags=ags,
            body=body, date=draw.choice(("", "2018-03-01", "2019-06-30")), reference=draw.choice(("", "7/2018", f"{number}/2019")),
            paper_type=draw.choice(("", "Beschlussvorlage")),
        )  # fmt: skip
        sitting = {"committee": draw.choice(("Kreistag", "Bauausschuss")), "date": "2020-01-15", "role": "", "result": ""}
        builder.insert("consultations", paper_id=f"p{number}", position=1, file_sha256="", **sitting)
    rows = []
    for number in range(1500):
        hundredths, kind = draw.choice((0, 100, 250, 5000)), draw.choice(("amount", "amount", "amount", "position"))
        rows.append({
            "figure_id": f"f{number}", "paper_id": f"p{draw.randrange(24)}", "kind": kind, "value": str(hundredths / 100),
            "hundredths": hundredths, "hundredths_to": draw.choice((None, None, None, hundredths, 9000)), "unit": "EUR",
            "direction": draw.choice((*DIRECTIONS, "other")) if kind == "amount" else "",
            "recurrence": draw.choice(("", "", "once", "yearly", "monthly", "per_unit")) if kind == "amount" else "",
            "action": draw.choice(ACTIONS) if kind == "position" else "",
            "years": draw.choice(("", "", "2019", "2019;2020", "2021-", "laufend")), "decided": draw.choice((None, 0, 1, 1, 1)),
            "part_of": f"f{draw.randrange(1540)}" if draw.random() < 0.2 else "",
            "fields": draw.choice(("", "produkt:31", "integration:sprache;produkt:31")),
            "mention_count": 1, "page": 1, "quote": "…", "review": draw.choice(("", "", "", "", "corrected", f"noted;{REJECTED}")),
        })  # fmt: skip
    with builder.engine.begin() as connection:
        connection.execute(figures_table.insert(), rows)
    builder.engine.dispose()
    return builder.folder


def all_figures(archive: Path) -> list[FigureRow]:
    """Each figure as it stands in the database."""
    names = {"integration:sprache": "integration:sprache Feld ache", "produkt:31": "produkt:31 Feld t:31"}
    with closing(connect(archive)) as connection:
        return [
            FigureRow(
                row["figure_id"], row["paper_id"], row["kind"], row["hundredths"], row["hundredths_to"], row["direction"],
                row["recurrence"], row["years"], row["action"], None if row["decided"] is None else bool(row["decided"]),
                row["part_of"], tuple(names[field] for field in row["fields"].split(";") if field), REJECTED in row["review"],
            )
            for row in connection.execute("SELECT * FROM figures")
        ]


def inhabitants(ags: str, year: int) -> int | None:
    return {"08336": 200_000, "03462": 50_000}.get(ags) if year < 2021 else None


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.measure} by {' '.join(plan.by)}")
@pytest.mark.parametrize("some", [False, True])
def test_put_together_or_one_by_one_the_table_and_its_notes_are_the_same(mixed: Path, plan: Plan, some: bool) -> None:
    chosen = Selection(paper_ids=frozenset(f"p{number}" for number in range(0, 24, 2)) if some else None)
    with closing(connect(mixed)) as connection:
        connection.row_factory = None
        papers = load_papers(connection, chosen, plan)
        lent = load_lent_years(connection)
        alike, left_out = load_figures(connection, papers, plan, lent)
    one_by_one = compare(papers, all_figures(mixed), plan, inhabitants)
    assert len(papers) == (12 if some else 24)
    assert sum(row.figures for row in one_by_one.rows) > 5
    assert compare_alike(papers, alike, plan, inhabitants, left_out=left_out) == one_by_one
    assert sum(left_out.values()) > 5
    assert sum(len(rows) for one in alike for rows in one.groups) > sum(len(one.groups) for one in alike)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.measure} by {' '.join(plan.by)}")
@pytest.mark.parametrize("years", [(2018, 2018), (2019, 2022)])
def test_figures_for_years_are_those_that_are_for_them_one_by_one(mixed: Path, plan: Plan, years: tuple[int, int]) -> None:
    with closing(connect(mixed)) as connection:
        connection.row_factory = None
        papers = load_papers(connection, Selection(), plan)
        alike, left_out = load_figures(connection, papers, plan, load_lent_years(connection), years)
    dated = {paper.paper_id: str(paper.year or "") for paper in papers}
    asked = [figure for figure in lend_years(all_figures(mixed)) if in_years(figure.years, dated[figure.paper_id], years)]
    one_by_one = compare(papers, asked, plan, inhabitants)
    assert sum(row.figures for row in one_by_one.rows) > 1
    assert compare_alike(papers, alike, plan, inhabitants, left_out=left_out) == one_by_one


def test_papers_for_a_year_have_a_figure_for_it_told_or_lent(build: Callable[[], Builder]) -> None:
    builder = build()
    for paper in ("told", "lent", "open", "other", "none"):
        builder.paper(paper, "Text", date="2015-01-01")
    builder.figure("a", "told", "1", years="2018;2019")
    builder.figure("b", "lent", "1", kind="position", unit="VZÄ", part_of="c")
    builder.figure("c", "lent", "2", kind="position", unit="VZÄ", years="2019")
    builder.figure("d", "open", "2", years="2017-")
    builder.figure("e", "other", "2", years="2018")
    builder.figure("f", "none", "2")
    with closing(connect(builder.folder)) as connection:
        assert find_papers_for(connection, (2019, 2019), load_lent_years(connection)) == {"told", "lent", "open"}


def test_a_paper_has_what_the_plan_asks_for(build: Callable[[], Builder]) -> None:
    builder = build()
    builder.paper("a", "Text", fields=("produkt:31",), ags="08336", body="LANDKREIS LÖRRACH", paper_type="Bericht", reference="1/18")
    sitting = {"committee": "Kreistag", "date": "2018-05-04", "role": "", "result": ""}
    builder.insert("consultations", paper_id="a", position=1, file_sha256="", **sitting)
    with closing(connect(builder.folder)) as connection:
        (bare,) = load_papers(connection, Selection(kreise=("08336",)), Plan(("kreis",), "amount"))
        (full,) = load_papers(connection, Selection(), Plan(("field", "committee", "type"), "amount"))
        assert not load_papers(connection, Selection(kreise=("03462",)), Plan(("kreis",), "amount"))
    assert tuple(bare) == ("a", "08336", "Landkreis Lörrach", "Baden-Württemberg", 2018, (), "1/18", "", "")
    assert tuple(full)[5:] == (("produkt:31 Feld t:31",), "1/18", "Kreistag", "Bericht")
