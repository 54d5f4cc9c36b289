"""Which budget years a passage names and a sum is for."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts
from extract.context import PageContext
from extract.decision import is_decided, years_at
from extract.meaning import read_meaning
from extract.year_grammar import find_years


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("im Haushalt 2018", ["2018"]),
        ("in den Jahren 2018 und 2019", ["2018;2019"]),
        ("2020 bis 2022", ["2020;2021;2022"]),
        ("2021-2023", ["2021;2022;2023"]),
        ("zwischen 2020 und 2022 jährlich", ["2020;2021;2022"]),
        ("im Doppelhaushalt 2017/2018", ["2017;2018"]),
        ("DHH 2019/20", ["2019;2020"]),
        ("ab dem Haushaltsjahr 2021", ["2021-"]),
        ("ab 1. September 2018", ["2018-"]),
        ("2023 ff.", ["2023-"]),
        ("für 2023 und die folgenden Jahre", ["2023-"]),
        ("Laufzeit 01.01.2024 - 31.12.2025", ["2024;2025"]),
        ("Beschluss vom 20.06.2018", []),
        ("Vorlage 2022/0240", []),
        ("Nr. 139/2018", []),
        ("rund 2000 Euro", []),
        ("Agenda 2030", []),
    ],
)
def test_year_expressions(text: str, years: list[str]) -> None:
    assert [found.years for found in find_years(text)] == years


@pytest.mark.parametrize(
    ("text", "quote", "years"),
    [
        ("Im Jahr 2019 fallen 5.000 € an, im Jahr 2020 dann 7.000 €.", "5.000", "2019"),
        ("Im Jahr 2019 fallen 5.000 € an, im Jahr 2020 dann 7.000 €.", "7.000", "2020"),
        ("Nötig sind 5.000 € (2019) und 7.000 € (2020 ff.).", "7.000", "2020-"),
        ("Der Verein erhält im Jahr 2019 derzeit 5.000 €.", "5.000", ""),
        ("Kosten\n2025:\nPersonal: 5.000 €\n2026:\nPersonal: 6.000 €\n", "6.000", "2026"),
        ("Art 2021 2022 2023\nSachaufwendungen\n1.000 2.000 3.000\n", "2.000", "2022"),
        ("Aufwand\t2018\t2019\nSachkosten\t5.000 €\t6.000 €\n", "6.000", "2019"),
    ],
)
def test_years_of_a_sum(text: str, quote: str, years: str) -> None:
    start = text.index(quote)
    assert years_at(PageContext("0" * 64, Page(1, text)), start, start + len(quote) + 2) == years


def test_points_of_a_list_take_the_year_of_the_sentence_that_introduces_them() -> None:
    text = (
        "Im Haushaltsjahr 2021 werden folgende Anträge bewilligt:\n1. Zuschuss Freibad Musterau in Höhe von 5.000 €\n"
        "2. Zuschuss Heimatmuseum in Höhe von 6.000 €\n"
    )
    context = PageContext("0" * 64, Page(1, text))
    years = [years_at(context, text.index(quote), text.index(quote) + len(quote)) for quote in ("5.000 €", "6.000 €")]
    assert years == ["2021", "2021"]


def test_the_year_of_a_haushaltssatzung_holds_for_what_its_paragraphs_fix() -> None:
    text = (
        "Haushaltssatzung des Landkreises Musterland für das Haushaltsjahr 2024\n"
        "Der Kreistag hat am 12.12.2023 folgende Satzung beschlossen:\n"
        "§ 4\nDer Höchstbetrag der Liquiditätskredite wird\nauf 9.000.000 € festgesetzt.\n"
    )
    context = PageContext("0" * 64, Page(1, text))
    start = text.index("9.000.000 €")
    assert years_at(context, start, start + 11) == "2024"
    bare = text.partition("\n")[2]
    start = bare.index("9.000.000 €")
    assert years_at(PageContext("0" * 64, Page(1, bare)), start, start + 11) == ""


def test_a_column_written_line_by_line_keeps_the_year_of_its_head() -> None:
    text = "Antragsteller\n\nZuschuss 2022\n\nFreibad Musterau\n\n1.500,00\n\nHeimatverein\n\n700,00\n"
    context = PageContext("0" * 64, Page(1, text))
    starts = [text.index(quote) for quote in ("1.500,00", "700,00")]
    assert [years_at(context, start, start + 6) for start in starts] == ["2022", "2022"]


def test_a_haushaltsplan_shown_without_its_head_tells_its_year_and_is_decided() -> None:
    text = (
        "Der Haushalt wurde genehmigt. Im Vorjahr waren es 7.000.000 €.\n\n"
        "Der Haushaltsplan für das Haushaltsjahr 2024 wird\nim Ergebnishaushalt\n"
        "der ordentlichen Erträge auf 8.000.000 €\nder ordentlichen Aufwendungen auf 9.000.000 €\n\nfestgesetzt.\n"
    )
    context = PageContext("0" * 64, Page(1, text))
    told = {}
    for quote in ("7.000.000 €", "8.000.000 €", "9.000.000 €"):
        start = text.index(quote)
        end = start + len(quote)
        meaning = read_meaning(context, start, end)
        told[quote[0]] = (years_at(context, start, end), is_decided(context, start, end)[0], meaning.direction, meaning.recurrence)
    assert told["8"] == ("2024", True, "income", "")
    assert told["9"] == ("2024", True, "expense", "")
    assert told["7"][:2] == ("", False)


def test_labelled_sums_take_the_year_of_the_sentence_that_ends_in_a_colon() -> None:
    text = "Die Eckwerte für 2025 des Entwurfes:\n\nVerwaltungshaushalt: 41.000 € (Vorjahr 40.000 €)\nGesamthaushalt: 61.000 €\n"
    context = PageContext("0" * 64, Page(1, text), (), PaperFacts())
    told = [years_at(context, text.index(quote), text.index(quote) + len(quote)) for quote in ("41.000 €", "40.000 €", "61.000 €")]
    assert told == ["2025", "2024", "2025"]


def test_a_sentence_that_ends_in_the_budget_of_a_year_gives_it_to_all_its_sums() -> None:
    text = (
        "Die nötigen Mittel (Betriebszuschuss 12 Mio. €, Zuschuss für Geräte 3 Mio. € sowie Mittel für den Umbau der Häuser und die "
        "Beratung dabei von 5 Mio. €) sind in den Kreishaushalt 2031 einzustellen."
    )
    context = PageContext("0" * 64, Page(1, text), (), PaperFacts())
    assert years_at(context, text.index("12 Mio. €"), text.index("12 Mio. €") + 9) == "2031"
