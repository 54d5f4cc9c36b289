"""Flattened finance forms: which label belongs to which sum, and column heads of rows in plain text."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts
from extract.amounts import find_amounts
from extract.context import PageContext
from extract.forms import column_noun, form_label
from extract.sections import Section

_LABELS = (
    "Gesamtkosten der Maßnahme",
    "Einzahlungen/Erträge (Zuschüsse u. Ä.)",
    "Finanzierung durch städtischen Haushalt",
    "Jährliche laufende Belastung",
)
_SUMS = ("81.000 €", "22.000 €", "59.000 €", "4.100 €")
_BELOW = "".join(f"{label}\n{money}\n" for label, money in zip(_LABELS, _SUMS, strict=True))
_BEHIND = "".join(f"{label}: {money}\n" for label, money in zip(_LABELS, _SUMS, strict=True))
_ONE_LINE = " ".join(f"{label} {money}" for label, money in zip(_LABELS, _SUMS, strict=True)) + "\n"
_TABBED = "\t".join(_LABELS) + "\n" + "\t".join(_SUMS) + "\n"
_ROW = " ".join(_LABELS) + "\n" + " ".join(_SUMS) + "\n"


def context_of(text: str) -> PageContext:
    section = Section("0" * 64, 1, 0, len(text), "finances", "")
    return PageContext("0" * 64, Page(1, text), (section,), PaperFacts(paper_type="Beschlussvorlage"))


@pytest.mark.parametrize("text", [_BELOW, _BEHIND, _ONE_LINE, _TABBED, _ROW])
def test_each_shape_of_the_form_tells_the_same(text: str) -> None:
    told = [(amount.direction, amount.recurrence) for amount in find_amounts(context_of(text))]
    assert told[0] == ("expense", "once")
    assert [direction for direction, _ in told] == ["expense", "income", "budget", "expense"]
    assert told[3][1] == "yearly"


@pytest.mark.parametrize("text", [_BELOW, _BEHIND, _ONE_LINE, _ROW])
def test_a_label_of_the_form_is_found(text: str) -> None:
    labels = [form_label(context_of(text), text.index(money)) for money in _SUMS]
    assert [label[:10] for label in labels] == [label[:10] for label in _LABELS]


@pytest.mark.parametrize(
    "text",
    [
        "Gesamtkosten\n81.000 €\n22.000 €\n59.000 €\n",  # a column of sums under its head
        "Gesamtkosten\nEinzahlungen\n81.000 €\n22.000 €\n",  # labels first, values after them
        "Der Verein bat um 81.000 €.\n",
        "Miete 81.000 €\n",
    ],
)
def test_what_is_no_such_form_has_no_label(text: str) -> None:
    assert form_label(context_of(text), text.index("81.000")) == ""


def test_heads_of_a_plain_row_stand_over_its_numbers() -> None:
    text = "Bereich Aufwendungen Erträge Saldo\nBäder 1.200,00 800,00 -400,00\nSport 1.300,00 900,00 -400,00\n"
    assert [column_noun(context_of(text), text.index(number)) for number in ("1.300,00", "900,00")] == ["Aufwendungen", "Erträge"]
    assert [amount.direction for amount in find_amounts(context_of(text))] == ["expense", "income", "other"] * 2


@pytest.mark.parametrize("text", ["Kosten Erlöse\nBäder 1.200,00 800,00 400,00\n", "Die Kosten und Erlöse.\nBäder 1.200,00 800,00\n"])
def test_heads_that_do_not_fit_the_row_say_nothing(text: str) -> None:
    assert column_noun(context_of(text), text.index("1.200,00")) == ""
