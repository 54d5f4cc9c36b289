from __future__ import annotations

from decimal import Decimal
from typing import Any

from search.compare import Comparison, FigureRow, PaperRow, Plan, compare
from search.lending import lend_years

LOE, WTM, KON = "Landkreis Lörrach", "Landkreis Wittmund", "Landkreis Konstanz"
PAPERS = [
    PaperRow("l1", "08336", LOE, "Baden-Württemberg", 2018, ("sprache", "bildung")),
    PaperRow("l2", "08336", LOE, "Baden-Württemberg", 2019, ("sprache",)),
    PaperRow("w1", "03462", WTM, "Niedersachsen", 2018, ("ankommen",)),
    PaperRow("k1", "08335", KON, "Baden-Württemberg", 2018),
]
POPULATION = {("08336", 2018): 200_000, ("08336", 2019): 250_000, ("03462", 2018): 50_000, ("08335", 2018): 300_000}


def inhabitants(ags: str, year: int) -> int | None:
    return POPULATION.get((ags, year))


def amount(figure_id: str, paper_id: str, euro: int, **values: Any) -> FigureRow:
    usual = {"direction": "expense", "recurrence": "once", "decided": True}
    return FigureRow(figure_id, paper_id, "amount", euro * 100, **{**usual, **values})


def posts(figure_id: str, paper_id: str, hundredths: int, action: str = "create", **values: Any) -> FigureRow:
    return FigureRow(figure_id, paper_id, "position", hundredths, action=action, **{"decided": True, **values})


def run(figures: list[FigureRow], papers: list[PaperRow] = PAPERS, **plan: Any) -> Comparison:
    return compare(papers, figures, Plan(**{"by": ("kreis",), "measure": "amount", **plan}), inhabitants)


def cells(comparison: Comparison) -> dict[tuple[str, ...], dict[str, Decimal | None]]:
    names = [column.name for column in comparison.columns]
    return {row.group: {name: value for name, value in zip(names, row.values, strict=True) if value is not None} for row in comparison.rows}


def note(comparison: Comparison, words: str) -> str:
    found = [text for text in comparison.notes if words in text]
    assert len(found) == 1, comparison.notes
    return found[0]


def test_sums_by_body_with_direction_and_recurrence_apart() -> None:
    comparison = run([
        amount("a", "l1", 100),
        amount("b", "l2", 50),
        amount("c", "l1", 7, recurrence="yearly"),
        amount("d", "l1", 5, recurrence=""),
        amount("e", "l1", 90, direction="budget"),
        amount("f", "w1", 30, direction="income"),
    ])  # fmt: skip
    assert cells(comparison) == {
        (KON,): {},
        (LOE,): {"expense_once": Decimal(150), "expense_yearly": Decimal(7), "expense_untold": Decimal(5), "budget_once": Decimal(90)},
        (WTM,): {"income_once": Decimal(30)},
    }
    assert [(row.papers, row.figures) for row in comparison.rows] == [(1, 0), (2, 5), (1, 1)]
    assert "do not add" in note(comparison, "Budget")


def test_a_told_zero_is_a_number_and_nothing_is_no_data() -> None:
    assert cells(run([amount("a", "l1", 0)])) == {(KON,): {}, (LOE,): {"expense_once": Decimal(0)}, (WTM,): {}}


def test_what_may_not_be_summed_is_left_out_and_counted() -> None:
    comparison = run([
        amount("a", "l1", 100),
        amount("b", "l1", 1, decided=False),
        amount("c", "l1", 1, decided=None),
        amount("d", "l1", 1, direction="other"),
        amount("e", "l1", 1, recurrence="monthly"),
        amount("f", "l1", 1, recurrence="per_unit"),
        amount("g", "l1", 1, hundredths_to=900),
        amount("h", "l1", 1, part_of="a"),
    ])  # fmt: skip
    assert cells(comparison)[(LOE,)] == {"expense_once": Decimal(100)}
    for words in ("background", "not told whether it is decided", "direction other", "monthly", "per unit", "range", "share of a total"):
        assert note(comparison, words).startswith("Left out: 1 figure")
    assert note(comparison, "Summed").startswith("Summed: 1 figure (all decided) of 1 paper; 4 papers")


def test_a_share_counts_where_its_total_does_not() -> None:
    comparison = run([amount("total", "l1", 100, decided=False), amount("share", "l1", 40, part_of="total")])
    assert cells(comparison)[(LOE,)] == {"expense_once": Decimal(40)}


def test_a_range_with_equal_ends_is_a_number() -> None:
    assert cells(run([amount("a", "l1", 9, hundredths_to=900)]))[(LOE,)] == {"expense_once": Decimal(9)}


def test_all_figures_takes_background_too() -> None:
    comparison = run([amount("a", "l1", 100), amount("b", "l1", 1, decided=False)], all_figures=True)
    assert cells(comparison)[(LOE,)] == {"expense_once": Decimal(101)}
    assert "decided or not" in note(comparison, "Summed")


def test_direction_and_recurrence_can_be_chosen() -> None:
    figures = [
        amount("a", "l1", 100),
        amount("b", "l1", 7, recurrence="yearly"),
        amount("c", "l1", 3, direction="income"),
        amount("d", "l1", 1, recurrence=""),
    ]
    comparison = run(figures, direction="expense", recurrence="yearly")
    assert cells(comparison)[(LOE,)] == {"expense_yearly": Decimal(7)}
    assert note(comparison, "not yearly").startswith("Left out: 1 ")
    assert note(comparison, "whether once or yearly").startswith("Left out: 1 ")
    assert note(comparison, "direction other than expense").startswith("Left out: 1 ")


def test_posts_by_action_and_amounts_not_among_them() -> None:
    comparison = run(
        [posts("a", "l1", 50), posts("b", "l1", 100, "existing"), posts("c", "l1", 25, ""), amount("d", "l1", 9)], measure="vzae"
    )
    assert cells(comparison)[(LOE,)] == {"create": Decimal("0.5"), "existing": Decimal(1), "untold": Decimal("0.25")}


def test_papers_are_counted_and_none_is_zero() -> None:
    bodies = [PaperRow("", "03403", "Stadt Oldenburg", "Niedersachsen", None)]
    plan = Plan(("land", "kreis"), "papers")
    comparison = compare(PAPERS, [], plan, inhabitants, bodies)
    assert {row.group[1]: row.values for row in comparison.rows} == {
        KON: (Decimal(1),), LOE: (Decimal(2),), WTM: (Decimal(1),), "Stadt Oldenburg": (Decimal(0),),
    }  # fmt: skip
    assert "4 of 4" in note(comparison, "Counted")


def test_years_of_the_figure_before_the_year_of_the_paper() -> None:
    comparison = run(
        [
            amount("own", "l1", 1, years="2020"),
            amount("paper", "l1", 2),
            amount("open", "l1", 4, years="2021-", recurrence="yearly"),
            amount("each", "l1", 8, years="2020;2021", recurrence="yearly"),
            amount("both", "l1", 16, years="2020;2021"),
        ],
        by=("year",),
    )
    assert cells(comparison) == {
        ("2018",): {"expense_once": Decimal(2)},
        ("2019",): {},
        ("2020",): {"expense_once": Decimal(1), "expense_yearly": Decimal(8)},
        ("2020+2021",): {"expense_once": Decimal(16)},
        ("2021",): {"expense_yearly": Decimal(12)},
    }
    assert note(comparison, "not divided").startswith("1 figure")
    assert note(comparison, "year of the paper's date").startswith("1 figure")
    assert note(comparison, "first year only").startswith("1 figure")


def test_fields_of_the_figure_before_those_of_the_paper() -> None:
    comparison = run([amount("a", "l1", 1), amount("b", "l1", 2, fields=("bildung",)), amount("c", "k1", 4)], by=("field",))
    assert cells(comparison) == {("ankommen",): {}, ("bildung",): {"expense_once": Decimal(3)}, ("sprache",): {"expense_once": Decimal(1)}}
    assert note(comparison, "do not add the rows").startswith("1 figure")
    assert note(comparison, "no field of action").startswith("Left out: 1 ")


def test_what_has_no_body_land_or_year_is_counted() -> None:
    papers = [*PAPERS, PaperRow("x", "", "", "", None)]
    figures = [amount("a", "x", 1)]
    assert "1 figure" in note(run(figures, papers), "no body told")
    assert "1 figure" in note(run(figures, papers, by=("land",)), "Land unknown")
    assert "1 figure" in note(run(figures, papers, by=("year",)), "year unknown")
    assert "1 paper" in note(run([], papers, measure="papers"), "no body told")


def test_per_capita_uses_the_population_of_the_same_year() -> None:
    comparison = run([amount("a", "l1", 1000), amount("b", "l2", 1000), amount("c", "w1", 100)], per_capita=True)
    # 1,000 € / 200 thousand + 1,000 € / 250 thousand
    assert cells(comparison) == {(KON,): {}, (LOE,): {"expense_once": Decimal("9.00")}, (WTM,): {"expense_once": Decimal("2.00")}}
    assert comparison.columns[0].unit == "€ per 1,000 inhabitants"


def test_per_capita_of_posts_and_papers_has_four_decimals() -> None:
    comparison = run([posts("a", "l1", 50)], measure="vzae", per_capita=True)
    assert cells(comparison)[(LOE,)] == {"create": Decimal("0.0025")}
    assert comparison.columns[0].decimals == 4
    assert cells(run([], measure="papers", per_capita=True))[(LOE,)] == {"papers": Decimal("0.0090")}


def test_per_capita_without_a_population_is_no_data() -> None:
    comparison = run([amount("a", "l1", 1000, years="2030"), amount("b", "w1", 100)], per_capita=True)
    assert cells(comparison)[(LOE,)] == {}
    assert note(comparison, "no population is known").startswith("1 ")


def test_per_capita_of_a_land_divides_by_the_bodies_compared() -> None:
    comparison = run([amount("a", "l1", 1000)], by=("land",), per_capita=True)
    # Lörrach and Konstanz have 500,000 inhabitants together
    assert cells(comparison)[("Baden-Württemberg",)] == {"expense_once": Decimal("2.00")}


def test_equal_figures_in_several_papers_of_one_body_are_told() -> None:
    comparison = run([amount("a", "l1", 500, years="2019"), amount("b", "l2", 500, years="2019"), amount("c", "w1", 500, years="2019")])
    assert cells(comparison)[(LOE,)] == {"expense_once": Decimal(1000)}
    assert note(comparison, "several papers of one body").startswith("1 equal figure")


def test_figures_of_other_papers_do_not_count() -> None:
    assert cells(run([amount("a", "elsewhere", 1)]))[(LOE,)] == {}


def test_nothing_at_all() -> None:
    comparison = run([], [])
    assert comparison.rows == ()
    assert "0 figures (all decided) of 0 papers" in note(comparison, "Summed")


def test_a_share_is_left_out_where_its_total_counts_under_the_same_direction() -> None:
    yearly = run([amount("t", "l1", 78, recurrence="yearly"), amount("s", "l1", 58, recurrence="", years="2021", part_of="t")])
    assert cells(yearly)[(LOE,)] == {"expense_yearly": Decimal(78)}
    comparison = run([
        amount("t", "l1", 20_000, direction="budget"),
        amount("s", "l1", 10_000, part_of="t"),
        amount("u", "l1", 5_000, direction="budget", part_of="t"),
    ])  # fmt: skip
    assert cells(comparison)[(LOE,)] == {"expense_once": Decimal(10_000), "budget_once": Decimal(20_000)}
    assert note(comparison, "share of a total") == "Left out: 1 figure: share of a total that is counted."


def test_years_are_lent_between_total_and_shares() -> None:
    figures = [
        amount("t", "l1", 78, recurrence="yearly"),
        *(amount(f"s{year}", "l1", 58, recurrence="", years=year, part_of="t") for year in ("2021", "2022")),
        amount("w", "l2", 52, recurrence="yearly", years="2021-"),
        amount("x", "l2", 35, recurrence="yearly", part_of="w"),
        amount("y", "w1", 20),
        amount("z", "w1", 9, years="2020", part_of="y"),
    ]
    lent = {figure.figure_id: figure.years for figure in lend_years(figures)}
    assert lent == {"t": "2021-", "s2021": "2021", "s2022": "2022", "w": "2021-", "x": "2021-", "y": "2020", "z": "2020"}


def test_a_second_copy_of_a_vorlage_is_left_out() -> None:
    papers = [
        PaperRow("a1", "08336", LOE, "Baden-Württemberg", 2019, reference="1/2019"),
        PaperRow("a2", "08336", LOE, "Baden-Württemberg", 2019, reference="1/2019"),
        PaperRow("a3", "08336", LOE, "Baden-Württemberg", 2019),
        PaperRow("a4", "08335", KON, "Baden-Württemberg", 2019, reference="1/2019"),
    ]
    comparison = run([amount(f"f{paper.paper_id}", paper.paper_id, 60) for paper in papers], papers)
    assert cells(comparison) == {(LOE,): {"expense_once": Decimal(120)}, (KON,): {"expense_once": Decimal(60)}}
    assert note(comparison, "another copy").startswith("Left out: 1 figure")


def test_bounds_hold_ranges_and_what_is_not_told_to_be_decided() -> None:
    papers = [PaperRow("p", "08336", LOE, "Baden-Württemberg", 2018)]
    figures = [
        FigureRow("sure", "p", "amount", 100_00, direction="expense", recurrence="once", decided=True),
        FigureRow("range", "p", "amount", 20_00, 30_00, direction="expense", recurrence="once", decided=True),
        FigureRow("untold", "p", "amount", 7_00, direction="expense", recurrence="once"),
        FigureRow("background", "p", "amount", 5_00, direction="expense", recurrence="once", decided=False),
    ]
    row = compare(papers, figures, Plan(("kreis",), "amount", bounds=True), lambda *_: None).rows[0]
    assert (row.lows, row.values, row.highs) == ((Decimal(120),), (Decimal(100),), (Decimal(137),))
    assert row.figure_ids == ("sure",)
    assert row.bound_ids == ("range", "untold")


def test_bounds_count_no_copy_and_no_share() -> None:
    papers = [PaperRow(name, "08336", LOE, "Baden-Württemberg", 2018, reference="7/2018") for name in ("p", "q")]
    once = {"direction": "expense", "recurrence": "once", "decided": True}
    figures = [
        FigureRow("total", "p", "amount", 100_00, **once),
        FigureRow("range", "p", "amount", 20_00, 30_00, **once),
        FigureRow("copy", "q", "amount", 20_00, 30_00, **once),
        FigureRow("share", "p", "amount", 5_00, 6_00, part_of="total", **once),
        FigureRow("range of a range", "p", "amount", 1_00, 2_00, part_of="range", **once),
        FigureRow("monthly", "p", "amount", 1_00, 2_00, direction="expense", recurrence="monthly"),
        FigureRow("of what no bounds hold", "p", "amount", 3_00, 4_00, part_of="monthly", **once),
    ]
    row = compare(papers, figures, Plan(("kreis",), "amount", bounds=True), lambda *_: None).rows[0]
    assert row.bound_ids == ("of what no bounds hold", "range")
    assert (row.lows, row.values, row.highs) == ((Decimal(123),), (Decimal(100),), (Decimal(134),))


def test_by_committee_and_type() -> None:
    papers = [
        PaperRow("a", "08336", LOE, "Baden-Württemberg", 2018, committee="Kreistag", paper_type="Beschlussvorlage"),
        PaperRow("b", "08336", LOE, "Baden-Württemberg", 2018, committee="Sozialausschuss", paper_type="Beschlussvorlage"),
        PaperRow("c", "08336", LOE, "Baden-Württemberg", 2018),
    ]
    comparison = compare(papers, [], Plan(("committee", "type"), "papers"), lambda *_: None)
    assert [row.group for row in comparison.rows] == [("Kreistag", "Beschlussvorlage"), ("Sozialausschuss", "Beschlussvorlage")]
    assert any("no committee told" in note for note in comparison.notes)


def test_bounds_are_explained_or_said_to_be_none() -> None:
    papers = [PaperRow("a", "08336", "Landkreis Lörrach", "BW", 2020)]
    span = FigureRow("1", "a", "amount", 7000000, 8000000, "expense", "once", "2020", decided=True)
    told = " ".join(compare(papers, [span], Plan(("kreis",), "amount", bounds=True), inhabitants).notes)
    assert "In brackets the least and the most that a sum can be, with what it leaves out: 1 range, counted by the ends." in told
    assert "nothing could be summed there" in told
    assert "--bounds" not in told
    asked = " ".join(compare(papers, [span], Plan(("kreis",), "amount"), inhabitants).notes)
    assert "Left out: 1 figure: given only as a range; --bounds shows it within the least and the most." in asked
    none = " ".join(compare(papers, [span], Plan(("kreis",), "vzae", bounds=True), inhabitants).notes)
    assert "No bounds: no figure is given as a range" in none
    other = " ".join(compare(papers, [span._replace(direction="other")], Plan(("kreis",), "amount"), inhabitants).notes)
    assert "--bounds" not in other  # which would not show it


def test_one_sum_without_a_population_is_one_sum() -> None:
    papers = [PaperRow("a", "99999", "Anderswo", "BW", 2020)]
    figure = FigureRow("1", "a", "amount", 7000000, None, "expense", "once", "2020", decided=True)
    notes = compare(papers, [figure], Plan(("kreis",), "amount", per_capita=True), lambda *_: None).notes
    assert any(note.startswith("1 sum of a body and year left out of the rates") for note in notes)
