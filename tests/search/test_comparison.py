from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from search.compare import Comparison, Plan
from search.comparison import compare_archive
from search.places import Selection

if TYPE_CHECKING:
    from tests.search.conftest import Builder

AMOUNTS = Plan(("kreis",), "amount")


def cells(comparison: Comparison) -> dict[str, dict[str, Decimal | None]]:
    names = [column.name for column in comparison.columns]
    return {" ".join(row.group): dict(zip(names, row.values, strict=True)) for row in comparison.rows}


def test_every_body_of_the_archive_stands_in_the_table(indexed: Path) -> None:
    assert cells(compare_archive(indexed, "", Selection(), AMOUNTS)) == {
        "Landkreis Konstanz": {"expense_once": None, "expense_yearly": None},
        "Landkreis Lörrach": {"expense_once": Decimal("60000"), "expense_yearly": None},
        "Landkreis Wittmund": {"expense_once": None, "expense_yearly": Decimal("26500.5")},
    }


def test_a_query_chooses_papers_and_leaves_the_others_without_data(indexed: Path) -> None:
    comparison = compare_archive(indexed, "Sprachmittlung", Selection(), AMOUNTS)
    assert {row.group[0]: row.papers for row in comparison.rows} == {
        "Landkreis Konstanz": 0,
        "Landkreis Lörrach": 1,
        "Landkreis Wittmund": 0,
    }


def test_a_query_that_nothing_answers_says_so_and_what_may_be_meant(indexed: Path) -> None:
    assert "No paper answers: Integratoin. Did you mean: Integration" in compare_archive(indexed, "Integratoin", Selection(), AMOUNTS).notes
    assert "No paper answers: Xylophonunterricht." in compare_archive(indexed, "Xylophonunterricht", Selection(), AMOUNTS).notes


def test_without_a_query_no_index_is_needed(archive: Path) -> None:
    assert len(compare_archive(archive, "", Selection(), AMOUNTS).rows) == 3


def test_land_field_and_kreis_choose(indexed: Path) -> None:
    assert list(cells(compare_archive(indexed, "", Selection(lands=("03",)), AMOUNTS))) == ["Landkreis Wittmund"]
    assert list(cells(compare_archive(indexed, "", Selection(kreise=("08336",)), AMOUNTS))) == ["Landkreis Lörrach"]
    by_field = compare_archive(indexed, "", Selection(fields=("integration:sprache",)), Plan(("land",), "papers"))
    assert cells(by_field) == {"Baden-Württemberg": {"papers": Decimal(1)}, "Niedersachsen": {"papers": Decimal(0)}}


def test_a_year_takes_the_figures_for_it_out_of_papers_of_other_years(indexed: Path) -> None:
    later = cells(compare_archive(indexed, "", Selection(years=(2022, 2022)), AMOUNTS))
    assert later["Landkreis Wittmund"] == {"expense_yearly": Decimal("26500.5")}
    papers = cells(compare_archive(indexed, "", Selection(years=(2022, 2022)), Plan(("kreis",), "papers")))
    assert papers["Landkreis Wittmund"] == {"papers": Decimal(0)}


def test_per_capita_with_the_real_population(indexed: Path) -> None:
    comparison = compare_archive(indexed, "", Selection(kreise=("08336",)), Plan(("kreis",), "amount", per_capita=True))
    (value,) = comparison.rows[0].values
    # 228,639 inhabitants on 31 December 2018 (Statistisches Landesamt)
    assert value == Decimal("262.42")


def test_spellings_of_one_kreis_are_one_row(builder: Builder) -> None:
    builder.paper("loe-2", "Text", body="LANDKREIS LÖRRACH", ags="08336")
    comparison = compare_archive(builder.folder, "", Selection(kreise=("08336",)), Plan(("kreis",), "papers"))
    assert cells(comparison) == {"Landkreis Lörrach": {"papers": Decimal(2)}}
