"""The number grammar: what is printed comes back as the value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numbers import find_scale, format_number, money_pattern, parse_number, parse_number_words, read_money

CENTS = st.integers(min_value=0, max_value=10**13).map(lambda cents: Decimal(cents) / 100)
GROUPS = st.sampled_from([".", "\u00a0", "\u2009", "\u202f", " ", "'"])


@given(CENTS, GROUPS)
def test_formatted_numbers_parse_back(value: Decimal, group: str) -> None:
    assert parse_number(format_number(value, group)) == value


@given(CENTS, GROUPS, st.sampled_from([" €", "€", " Euro", " EUR", "\u00a0€", "\n Euro"]))
def test_formatted_sums_are_read_whole(value: Decimal, group: str, mark: str) -> None:
    printed = format_number(value, group) + mark
    found = money_pattern().search(f"Kosten von {printed} im Jahr")
    assert found is not None
    assert found[0].strip() == printed
    money = read_money(found)
    assert money is not None
    assert money.value == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("1.250.000,50 €", "1250000.50"),
        ("1 250 000 €", "1250000"),
        ("EUR 3.450,70", "3450.70"),
        ("12.500,- €", "12500"),
        ("12.500,-- Euro", "12500"),
        ("1.000.- Euro", "1000"),
        ("60 T€", "60000"),
        ("1.118 T Euro", "1118000"),
        ("60 TEUR", "60000"),
        ("60 Tsd. €", "60000"),
        ("1,2 Mio. €", "1200000"),
        ("1.5 Mio. €", "1500000"),
        ("0,5 Mrd. Euro", "500000000"),
        ("7,4 Milliarden \nEuro", "7400000000"),
        ("-5.000 €", "-5000"),
        ("5.000- €", "-5000"),
        ("./. 5.000 €", "-5000"),
        ("+ 5.000 €", "5000"),
        ("12 Cent", "0.12"),
        ("€ 1,5 Mio.", "1500000"),
        ("T€ 1.200", "1200000"),
    ],
)
def test_sums_as_papers_print_them(printed: str, value: str) -> None:
    found = money_pattern().search(printed)
    assert found is not None
    money = read_money(found)
    assert money is not None
    assert money.value == Decimal(value)


@pytest.mark.parametrize("text", ["____ €", "im Jahr 2018", "Tel. 07621 410-5300", "75 %", "§ 5 Abs. 2", "49-Euro-Ticket"])
def test_no_sum(text: str) -> None:
    assert money_pattern().search(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(5.000)", "-5000"),
        ("./. 1.000,25", "-1000.25"),
        ("5.000-", "-5000"),
        ("16.000", "16000"),
        ("1.471,60", "1471.60"),
        ("−12,5", "-12.5"),
    ],
)
def test_signs_and_brackets(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "12.34.56", "-", ","])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("eine Million", "1000000"),
        ("zehntausend", "10000"),
        ("anderthalb Millionen", "1500000"),
        ("eine halbe Million", "500000"),
        ("eine Million zweihunderttausend", "1200000"),
        ("zweihundertfünfzig", "250"),
        ("dreitausendfünfhundert", "3500"),
        ("einundzwanzig", "21"),
        ("zweieinhalb", "2.5"),
        ("eine halbe", "0.5"),
        ("zwei", "2"),
    ],
)
def test_numbers_in_words(words: str, value: str) -> None:
    assert parse_number_words(words) == Decimal(value)


@pytest.mark.parametrize("words", ["", "mehrere", "eine Stelle", "Hundesteuer"])
def test_words_that_are_no_number(words: str) -> None:
    assert parse_number_words(words) is None


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("- in EUR -", "1"),
        ("in T€", "1000"),
        ("(TEUR)", "1000"),
        ("Angaben in Tsd. Euro", "1000"),
        ("Mio. €", "1000000"),
        ("Anzahl", None),
        ("in %", None),
    ],
)
def test_units_of_columns(unit: str, scale: str | None) -> None:
    assert find_scale(unit) == (Decimal(scale) if scale else None)
