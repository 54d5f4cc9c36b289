"""Mentions become figures: repeated once, shares told from totals, side by side kept apart."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.types import Amount, Cell, Evidence, Figure, Page, Position, Table
from extract.consolidate import consolidate
from extract.context import PageContext
from extract.sections import Section
from tests.extract.tabbed import table_of

SHA = "a" * 64


def context_of(text: str, *sections: tuple[str, str], tables: tuple[Table, ...] = ()) -> PageContext:
    """A page whose sections begin at the given words."""
    starts = [(text.index(words), kind) for words, kind in sections] or [(0, "other")]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    found = tuple(Section(SHA, 1, start, end, kind, "") for (start, kind), end in zip(starts, ends, strict=True))
    return PageContext(SHA, Page(1, text, tables=tables), found)


def amount(text: str, quote: str, value: str, nth: int = 0, **more: object) -> Amount:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Amount(Evidence(SHA, 1, start, start + len(quote), quote, "test"), Decimal(value), **{"direction": "expense", **more})  # type: ignore[arg-type]


def figures(text: str, context: PageContext, *amounts: Amount) -> tuple[Figure, ...]:
    return consolidate("p1", amounts, (), {(SHA, 1): context})


def test_proposal_facts_and_form_say_one_figure() -> None:
    text = "Beschluss: Es werden 60.000 € bereitgestellt.\nSachverhalt: Für 2018 sind 60.000 € nötig.\nKosten: 60.000 €"
    context = context_of(text, ("Beschluss", "proposal"), ("Sachverhalt", "facts"), ("Kosten", "finances"))
    first = amount(text, "60.000 €", "60000", 0, direction="budget", decided=True)
    (figure,) = figures(text, context, first, amount(text, "60.000 €", "60000", 1, years="2018"), amount(text, "60.000 €", "60000", 2))
    assert figure.mentions == (0, 1, 2)
    assert (figure.years, figure.decided, figure.direction) == ("2018", True, "expense")


def test_points_of_a_list_with_the_same_sum_are_two_shares_of_the_total() -> None:
    text = "Die Summe von 60.000 € wird geteilt.\n• Teil 1 (30.000 €): Helferkreise\n• Teil 2 (30.000 €): Fortbildung\n"
    total, one, two = figures(
        text, context_of(text), amount(text, "60.000 €", "60000"), amount(text, "30.000 €", "30000"), amount(text, "30.000 €", "30000", 1)
    )
    assert one.part_of == two.part_of == total.figure_id
    assert total.part_of == ""
    assert len({total.figure_id, one.figure_id, two.figure_id}) == 3


def test_different_years_or_directions_are_different_figures() -> None:
    text = "Beschluss: 5.000 € im Jahr 2018 und 5.000 € im Jahr 2019.\nSachverhalt: Das Land gibt 5.000 €."
    context = context_of(text, ("Beschluss", "proposal"), ("Sachverhalt", "facts"))
    found = figures(
        text,
        context,
        amount(text, "5.000 €", "5000", 0, years="2018"),
        amount(text, "5.000 €", "5000", 1, years="2019"),
        amount(text, "5.000 €", "5000", 2, direction="income"),
    )
    assert [(figure.years, figure.direction) for figure in found] == [("2018", "expense"), ("2019", "expense"), ("", "income")]


def test_davon_names_a_share() -> None:
    text = "Der Aufwand beträgt 61.300 €, davon 48.900 € für Personal und weitere Kosten."
    total, share = figures(text, context_of(text), amount(text, "61.300 €", "61300"), amount(text, "48.900 €", "48900"))
    assert share.part_of == total.figure_id


def test_rows_above_a_sum_row_are_its_parts() -> None:
    text = "Art\t2024\nPersonal\t118\nMiete\t24\nSumme Aufwendungen\t142"
    context = context_of(text, tables=(table_of(text),))
    one, two, total = figures(
        text,
        context,
        amount(text, "118", "118", years="2024"),
        amount(text, "24", "24", 1, years="2024"),
        amount(text, "142", "142", years="2024"),
    )
    assert one.part_of == two.part_of == total.figure_id


def test_rows_that_do_not_add_up_stay_figures_of_their_own() -> None:
    text = "Art\t2024\nPersonal\t118\nMiete\t35\nSumme Aufwendungen\t142"
    context = context_of(text, tables=(table_of(text),))
    found = figures(text, context, amount(text, "118", "118"), amount(text, "35", "35"), amount(text, "142", "142"))
    assert [figure.part_of for figure in found] == ["", "", ""]


def test_cells_of_years_are_parts_of_the_sum_of_the_measure() -> None:
    text = "Aufwand\t2018\t2019\nSachaufwand\t5.000\t15.000"
    told = "Gesamt 20.000 €\n"
    table = table_of(text)
    whole = told + text
    moved = tuple(Cell(c.row, c.column, c.start + len(told), c.end + len(told), c.header) for c in table.cells)
    context = context_of(whole, tables=(Table(len(told), len(whole), moved),))
    total, first, second = figures(
        whole,
        context,
        amount(whole, "20.000 €", "20000", recurrence="once"),
        amount(whole, "5.000", "5000", 1 if whole.index("5.000") < whole.index("Sach") else 0, years="2018"),
        amount(whole, "15.000", "15000", years="2019"),
    )
    assert first.part_of == second.part_of == total.figure_id


def test_a_range_is_one_figure_with_two_ends() -> None:
    text = "Die Kosten liegen zwischen 20.000 und 30.000 € im Jahr."
    (figure,) = figures(text, context_of(text), amount(text, "20.000", "20000"), amount(text, "30.000 €", "30000", range_end=True))
    assert (figure.value, figure.value_to, figure.mentions) == (Decimal(20000), Decimal(30000), (0, 1))


def test_posts_merge_by_action_and_grade() -> None:
    text = "Beschluss: 0,5 VZÄ (EG 9b) werden geschaffen.\nSachverhalt: Nötig sind 0,5 VZÄ. Vorhanden sind 0,5 VZÄ."
    context = context_of(text, ("Beschluss", "proposal"), ("Sachverhalt", "facts"))

    def position(nth: int, action: str, grade: str = "") -> Position:
        start = -1
        for _ in range(nth + 1):
            start = text.index("0,5 VZÄ", start + 1)
        return Position(Evidence(SHA, 1, start, start + 7, "0,5 VZÄ", "test"), Decimal("0.5"), action, grade=grade)  # type: ignore[arg-type]

    found = consolidate("p1", (), (position(0, "create", "EG 9b"), position(1, "create"), position(2, "existing")), {(SHA, 1): context})
    assert [(figure.action, figure.grade, figure.mentions) for figure in found] == [("create", "EG 9b", (0, 1)), ("existing", "", (2,))]
    assert {figure.unit for figure in found} == {"VZÄ"}


def test_two_proposals_with_the_same_posts_are_two_figures_a_repeated_one_is_one() -> None:
    text = (
        "Beschluss 1: Für die Statistik der Zuwanderung werden 0,5 VZÄ bereitgestellt.\nSachverhalt 1: Dafür braucht es 0,5 VZÄ.\n"
        "Beschluss 2: Zur Koordinierung der Dolmetscher kommen 0,5 VZÄ hinzu.\nSachverhalt 2: Nötig sind dafür 0,5 VZÄ.\n"
        "Beschluss 3: Zur Koordinierung der Dolmetscher kommen 0,5 VZÄ hinzu.\n"
    )
    kinds = {"Beschluss": "proposal", "Sachverhalt": "facts"}
    heads = [line.split(":")[0] for line in text.splitlines()]
    context = context_of(text, *((head, kinds[head.split()[0]]) for head in heads))
    starts = [found.start() for found in re.finditer("0,5 VZÄ", text)]
    posts = [Position(Evidence(SHA, 1, start, start + 7, "0,5 VZÄ", "test"), Decimal("0.5"), "create") for start in starts]
    found = consolidate("p1", (), posts, {(SHA, 1): context})
    assert [figure.mentions for figure in found] == [(0, 1), (2, 3, 4)]


def test_ids_are_the_same_in_every_run_and_differ_by_paper() -> None:
    text = "Es werden 60.000 € bereitgestellt."
    mention = amount(text, "60.000 €", "60000")
    contexts = {(SHA, 1): context_of(text)}
    first, again, other = (consolidate(paper, (mention,), (), contexts)[0].figure_id for paper in ("p1", "p1", "p2"))
    assert first == again != other


def test_what_is_there_and_what_is_asked_for_are_two_figures_unless_the_sentence_repeats_it() -> None:
    text = (
        "Beschluss: Für die Beratung kommen 10.000 € hinzu.\nSachverhalt: Die Bücherei hat 10.000 €.\nLage: Die Beratung braucht 10.000 €."
    )
    context = context_of(text, ("Beschluss", "proposal"), ("Sachverhalt", "facts"), ("Lage", "facts"))
    asked = amount(text, "10.000 €", "10000", 0, decided=True)
    there, again = (amount(text, "10.000 €", "10000", nth, decided=False) for nth in (1, 2))
    assert [figure.mentions for figure in figures(text, context, asked, there, again)] == [(0, 2), (1,)]


def test_one_sentence_names_two_sums_unless_it_says_one_again() -> None:
    text = "Die Bücherei erhält 5.000 € und das Museum 5.000 €."
    assert len(figures(text, context_of(text), amount(text, "5.000 €", "5000"), amount(text, "5.000 €", "5000", 1))) == 2
    text = "Die Bücherei erhält 5.000 € (5.000 Euro brutto)."
    assert len(figures(text, context_of(text), amount(text, "5.000 €", "5000"), amount(text, "5.000 Euro", "5000"))) == 1


def test_a_sum_that_is_taken_up_again_is_one_figure_another_measure_is_not() -> None:
    text = "Die Bücherei erhält 5.000 €. Diese 5.000 € reichen nicht. Für das Freibad sind 5.000 € vorgesehen."
    found = figures(text, context_of(text), *(amount(text, "5.000 €", "5000", nth) for nth in range(3)))
    assert [figure.mentions for figure in found] == [(0, 1), (2,)]


def test_many_digits_come_twice_by_repetition_only() -> None:
    text = "Die Bücherei erhält 5.123,40 €. Ausgezahlt werden 5.123,40 € im Mai."
    (figure,) = figures(text, context_of(text), *(amount(text, "5.123,40 €", "5123.40", nth) for nth in range(2)))
    assert figure.mentions == (0, 1)


def test_a_yearly_sum_says_what_the_cells_of_its_years_say() -> None:
    told = "Das Land zahlt 2021 und 2022 jährlich 30.000 €.\n"
    text = told + "Plan\t2021\t2022\t2023\nErträge\t30.000\t30.000\t30.000"
    table = table_of(text[len(told) :])
    moved = tuple(Cell(c.row, c.column, c.start + len(told), c.end + len(told), c.header) for c in table.cells)
    context = context_of(text, tables=(Table(len(told), len(text), moved),))
    cells = [amount(text, "30.000", "30000", nth, direction="income", years=str(2020 + nth)) for nth in (1, 2, 3)]
    yearly = amount(text, "30.000 €", "30000", direction="income", recurrence="yearly", years="2021;2022")
    found = figures(text, context, yearly, *cells)
    assert [(figure.years, figure.mentions) for figure in found] == [("2021;2022", (0, 1, 2)), ("2023", (3,))]


def test_cells_that_say_what_and_how_often_mean_one_sum() -> None:
    text = "Haushalt\tAufwand\teinmalig\tErtrag\nErgebnishaushalt\t20.000\t20.000\t20.000"
    context = context_of(text, tables=(table_of(text),))
    found = figures(text, context, *(amount(text, "20.000", "20000", nth) for nth in range(3)))
    assert [figure.mentions for figure in found] == [(0, 1), (2,)]


def test_a_rise_is_two_amounts() -> None:
    text = "Das Budget steigt von 10.000 € auf 20.000 €."
    old, new = figures(text, context_of(text), amount(text, "10.000 €", "10000"), amount(text, "20.000 €", "20000"))
    assert (old.value_to, new.value_to, old.part_of, new.part_of) == (None, None, "", "")


def test_a_table_with_hundreds_of_equal_cells_stays_fast() -> None:
    rows = [f"Posten {number}\t0,00" for number in range(800)]
    text = "Kosten\t2024\n" + "\n".join(rows)
    context = context_of(text, tables=(table_of(text),))
    starts = [found.start() for found in re.finditer("0,00", text)]
    cells = [Amount(Evidence(SHA, 1, start, start + 4, "0,00", "test"), Decimal(0), "expense") for start in starts]
    assert len(consolidate("p1", cells, (), {(SHA, 1): context})) == 800
