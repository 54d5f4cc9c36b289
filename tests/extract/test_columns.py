"""Captions with a scale, tables given cell by cell, block headings, demands and lists of fees."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.types import Page, PaperFacts
from extract.amounts import find_amounts
from extract.blocks import direction_of_block, recurrence_of_block
from extract.columns import caption_at, column_cells
from extract.context import PageContext
from extract.demands import is_demanded, is_refused
from extract.fees import find_fees
from extract.year_grammar import find_years
from extract.years import years_at


def context_of(text: str, paper_type: str = "") -> PageContext:
    return PageContext("0" * 64, Page(1, text), (), PaperFacts(paper_type=paper_type))


def values(text: str) -> list[Decimal]:
    return [amount.value for amount in find_amounts(context_of(text))]


def test_a_caption_scales_the_cells_below_it() -> None:
    text = "Investitionen (in Mio. Euro)\n2019\n2020\n2021\nSchulen\n4,5\n3,2\n6,0\nStraßen\n1,5\n2,0\n0,7\n"
    cells = column_cells(text)
    assert [cell.value for cell in cells[:3]] == [Decimal("4500000.0"), Decimal("3200000.0"), Decimal("6000000.0")]
    assert [cell.year for cell in cells] == ["2019", "2020", "2021"] * 2
    assert values(text)[0] == Decimal("4500000.0")


def test_under_another_currency_only_marked_cells_count() -> None:
    text = "Kredite (in Mio. DM)\n2000\n20,7\n2001\n9,8\n2002\nEuro 18,5\n2003\nEuro\n3,1\n"
    assert [(cell.value, cell.year) for cell in column_cells(text)] == [(Decimal("18500000.0"), "2002"), (Decimal("3100000.0"), "2003")]


def test_a_caption_ends_at_the_next_heading_and_leaves_prose_alone() -> None:
    text = "Angaben in T€\nPersonal 120 €\n2. Weitere Kosten\nDer Umbau kostet 450 € im Jahr.\n"
    caption = caption_at(text, text.index("120"))
    assert caption is not None
    assert caption.scale == 1000
    assert caption_at(text, text.index("450")) is None
    assert values(text) == [Decimal(120000), Decimal(450)]


@pytest.mark.parametrize(
    ("text", "direction", "recurrence"),
    [
        ("Jährliche Kosten\nReinigung 4.000 €\nPförtner 9.000 €\n", "expense", "yearly"),
        ("Kosten\nUmbau 90.000 €\nErlöse\nPacht Gaststätte 12.000 €\n", "income", ""),
        ("Saalmiete 4.000 €\nErlöse\n", "", ""),
        ("Gesamtkosten\n12.000,00 €\n14.000,00 €\n", "", ""),
    ],
)
def test_a_block_heading_reaches_downward_only(text: str, direction: str, recurrence: str) -> None:
    context = context_of(text)
    last = text.rfind("\n", 0, text.rindex("€")) + 1
    start = next(at for at in range(last, len(text)) if text[at].isdigit())
    assert (direction_of_block(context, start), recurrence_of_block(context, start)) == (direction, recurrence)


def test_the_year_of_a_full_date_is_no_budget_year() -> None:
    assert [span.years for span in find_years("In der Sitzung am 14. März 2017 wurde berichtet.")] == []
    assert [span.years for span in find_years("befristet bis zum 31. Dezember 2024")] == ["2024"]


def test_joined_sums_pair_with_joined_years() -> None:
    text = "Im Haushalt sind 2024 und 2025 Mittel von 2,5 Mio. Euro und 2,7 Mio. Euro eingestellt.\n"
    context = context_of(text)
    assert [years_at(context, text.index(number), text.index(number) + 3) for number in ("2,5", "2,7")] == ["2024", "2025"]


def test_a_year_row_goes_on_in_the_next_line() -> None:
    text = "Art 2022 2023 2024 2025\nSachaufwand      41.500 12.000 36.000\n61.000\n"
    assert [amount.years for amount in find_amounts(context_of(text))] == ["2022", "2023", "2024", "2025"]


def test_a_short_year_row_whose_place_is_unknown_has_no_years() -> None:
    text = "Art 2021 2022 2023 2024\nTransferaufwendungen\n2.500 700\n"
    assert [(amount.value, amount.years) for amount in find_amounts(context_of(text))] == [(Decimal(2500), ""), (Decimal(700), "")]


def test_a_demand_ends_at_its_reasons() -> None:
    text = "Die Verwaltung wird beauftragt:\n1. 8.000 Euro einzustellen.\nBegründung:\nZuletzt fehlten 3.000 Euro.\n"
    context = context_of(text, "Antrag")
    assert [is_demanded(context, text.index(number)) for number in ("8.000", "3.000")] == [True, False]


def test_a_refusal_is_recommended_or_not() -> None:
    assert is_refused(context_of("Die Verwaltung empfiehlt, den Antrag abzulehnen.\n"))
    assert not is_refused(context_of("Die Verwaltung empfiehlt, dem Antrag zuzustimmen.\n"))
    assert not is_refused(context_of("In der Vorlage Nr. 12/2015 empfahl und empfiehlt die Verwaltung, den Antrag abzulehnen.\n"))


def test_a_list_of_fees_has_its_unit_apart() -> None:
    rows = "".join(f"{number}.1 Nutzung Saal, Tarif A {number}5,00\n" for number in range(1, 13))
    text = f"Gebührenverzeichnis\n{rows}Euro Euro\n"
    assert [any(find_fees(text)), any(find_fees(rows))] == [True, False]
    found = list(find_amounts(context_of(text)))
    assert len(found) == 12
    assert {(amount.direction, amount.recurrence) for amount in found} == {("other", "per_unit")}


def test_people_and_bounds_are_no_money() -> None:
    text = "Der Verein erhält 5.000 Euro bei einer Besucherzahl von rund 12.000 im Jahr und 7.500 Euro danach.\n"
    assert values(text) == [Decimal(5000), Decimal(7500)]


def test_a_glued_minus_belongs_to_the_sum() -> None:
    assert values("Kosten der Halle 2.500,00 Euro\nabzüglich Erlöse-331,60 Euro\n") == [Decimal("2500.00"), Decimal("-331.60")]
