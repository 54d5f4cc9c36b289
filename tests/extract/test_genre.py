"""What a stretch of a long text is: accounts, a tariff, minutes or an annex; and what that makes of its sums."""

from __future__ import annotations

import pytest

from corpus.types import Amount, Page, PaperFacts
from extract.amounts import find_amounts
from extract.context import PageContext
from extract.fees import is_fee
from extract.genre import is_accounts, is_annex, is_debate, is_rate_place, is_speech, is_tariff_title
from extract.pipeline import words_around
from extract.positions import find_positions
from extract.sections import Section

FILLER = "Der Ausschuss hat den Gegenstand in zwei Sitzungen beraten und keine Einwände erhoben.\n"


def context_of(text: str, title: str = "", sections: tuple[Section, ...] = ()) -> PageContext:
    return PageContext("0" * 64, Page(1, text), sections, PaperFacts(title=title, paper_type="Beschlussvorlage", date="2022-03-01"))


def sum_of(text: str, quote: str, title: str = "", sections: tuple[Section, ...] = ()) -> Amount:
    return next(amount for amount in find_amounts(context_of(text, title, sections)) if amount.evidence.quote == quote)


MINUTES = (
    "Der Vorsitzende: Ich rufe Punkt 4 auf.\n"
    "Kreisrätin Ahlers (SPD): Wir beantragen deshalb 40.000 Euro für das Frauenhaus.\n"
    "Kreisrat Dr. Brandt (CDU): Das lehnen wir ab.\n"
)
INDIRECT = "Stadtrat Meier (FDP) fügt hinzu, 40.000 Euro seien zu viel.\nDie Vorsitzende verweist auf die Vorlage.\n"
SIGNED = "Wir beantragen 40.000 Euro für das Frauenhaus.\nKreisrätin Ahlers (SPD)\nKreisrat Dr. Brandt (CDU)\n"


@pytest.mark.parametrize(("text", "expected"), [(MINUTES, True), (INDIRECT, True), (SIGNED, False), (MINUTES.splitlines()[1], False)])
def test_a_speech_in_minutes_is_told_from_a_motion_with_its_names(text: str, expected: bool) -> None:
    context = context_of(text)
    assert is_speech(context, text.index("40.000")) is expected


def test_what_a_speaker_wants_is_background() -> None:
    assert [sum_of(text, "40.000 Euro").decided for text in (MINUTES, SIGNED)] == [False, True]


ACCOUNTS = (
    "Der Aufsichtsrat hat den Lagebericht gebilligt. Die Bilanzsumme stieg, das Anlagevermögen auch.\n"
    "Umsatzerlöse 4.200.000 Euro 4.100.000 Euro\n"
    "Materialaufwand 1.300.000 Euro 1.250.000 Euro\n"
    "Jahresüberschuss 120.000 Euro 98.000 Euro\n"
)
BUDGET = (
    "Der Haushalt der Stadt weist Abschreibungen, Rückstellungen und Verbindlichkeiten aus; das Eigenkapital sinkt.\n"
    "Aufwand 4.200.000 Euro 4.100.000 Euro\n"
)


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        (ACCOUNTS, "", True),
        (BUDGET, "", False),
        ("Aufwand 4.200.000 Euro 4.100.000 Euro\n", "Wirtschaftsplan 2023 des Eigenbetriebs Abfallwirtschaft", True),
        ("Aufwand 4.200.000 Euro 4.100.000 Euro\n", "Jahresabschluss zum 31.12.2021 der Klinik gGmbH", True),
        ("Aufwand 4.200.000 Euro 4.100.000 Euro\n", "Neubau einer Sporthalle", False),
    ],
)
def test_accounts_are_told_by_the_title_or_by_their_words(text: str, title: str, expected: bool) -> None:
    assert is_accounts(context_of(text, title), text.index("4.200.000")) is expected


def test_the_accounts_of_a_company_are_other_money_in_the_background() -> None:
    cost = sum_of(ACCOUNTS, "1.300.000 Euro")
    assert (cost.direction, cost.recurrence, cost.decided) == ("other", "", False)
    assert sum_of(BUDGET, "4.200.000 Euro").direction == "expense"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Satzung des Landkreises über die Erhebung von Verwaltungsgebühren", True),
        ("Erhöhung der Benutzungsentgelte für Kindertageseinrichtungen", True),
        ("Entgeltordnung der Stadthalle", True),
        ("Neufassung der Hauptsatzung", False),
        ("Höhergruppierung in Entgeltgruppe 9", False),
        ("Mehrkosten durch Einleitungsgebühren beim Tunnelbau", False),
    ],
)
def test_papers_that_set_fees_say_so_in_their_title(title: str, expected: bool) -> None:
    assert is_tariff_title(title) is expected


TARIFF = (
    "1. Saal je Tag 120,00 Euro\n2. Foyer je Tag 45,00 Euro\nPersonalkosten der Halle 48.000,00 Euro\n"
    "Kosten der Reinigung 900,00 Euro\nAblösebetrag 80.000,00 Euro\n"
)


def test_rates_of_a_tariff_are_other_and_costs_are_not() -> None:
    title = "Änderung der Satzung über die Gebühren der Stadthalle"
    rates = [is_rate_place(context_of(TARIFF, title), TARIFF.index(quote)) for quote in ("120,00", "45,00", "48.000", "900,00", "80.000")]
    assert rates == [True, True, False, False, False]
    hall, cost = sum_of(TARIFF, "120,00 Euro", title), sum_of(TARIFF, "48.000,00 Euro", title)
    assert (hall.direction, hall.recurrence, cost.direction) == ("other", "per_unit", "expense")
    assert not is_rate_place(context_of(TARIFF, "Neubau der Stadthalle"), TARIFF.index("120,00"))


def test_an_annex_in_the_same_text_is_not_what_is_decided_unless_it_is_the_budget() -> None:
    text = FILLER * 20 + "\nAnlage 2\n" + "Umbau Rathaus: Kosten 500.000 Euro\n"
    start = text.index("500.000")
    assert [is_annex(context_of(text, title), start) for title in ("Bericht Hochbau", "Haushaltssatzung 2023")] == [True, False]
    assert not is_annex(context_of("Anlage 2\nUmbau Rathaus: Kosten 500.000 Euro\n"), 30)
    assert is_annex(context_of(FILLER * 250), 20_000)


def test_a_heading_speaks_for_a_few_pages_only() -> None:
    text = "Beschlussvorschlag\nDer Rat bewilligt 5.000 Euro.\n" + FILLER * 120 + "Das Museum gab dafür 7.000 Euro aus.\n"
    proposal = (Section("0" * 64, 1, 0, len(text), "proposal", "Beschlussvorschlag"),)
    near, far = sum_of(text, "5.000 Euro", "Museum", proposal), sum_of(text, "7.000 Euro", "Museum", proposal)
    assert "decided.section.proposal" in near.cues
    assert near.decided
    assert "decided.section.proposal" not in far.cues


def test_fees_are_judged_piece_by_piece_where_a_text_has_no_pages() -> None:
    fees = "Gebührenverzeichnis, Gebühren und Entgelte\nEuro Euro\n" + "".join(
        f"Leistung Nummer {chr(65 + n)} {20 + n},00\n" for n in range(20)
    )
    assets = "Bilanz, Anlagevermögen und Buchwert\n" + "".join(
        f"Maschine {chr(65 + n % 26)} Abschreibungen {300 + n},00\n" for n in range(300)
    )
    text = fees + FILLER * 60 + assets
    assert is_fee(text, text.index("25,00"))
    assert not is_fee(text, text.index("599,00"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kosten in Euro\nMaßnahme 12.000\nEingriff in Wertpunkten\nBoden 52.745\nDefizit -2.778\n", ["12.000"]),
        ("Zuschüsse in T€\nVerein 1.652 2.615\nBesucherzahlen\nFreitag 45.000 28.000\n", ["1.652", "2.615"]),
        ("Ansatz 2021: 15.\n000.000 Euro", []),
        ("Kosten von 5.000,00 Euro bei 1.574 h je Jahr.", ["5.000,00 Euro"]),
        ("Die Wagen müssen die Abgasnorm Euro 6 einhalten.", []),
        ("2.000 bis unter 3.000 Euro/Kopf 78,9 19,5 1,5 1.670\n", ["2.000", "3.000 Euro"]),
        ("Das sind 168,40 € * 1,07 = 180,19 €.", ["168,40 €", "180,19 €"]),
        ("Angaben in T€\nZuschuss 1.652 2.615\nBeschäftigte 8,36 7,19\n", ["1.652", "2.615"]),
    ],
)
def test_points_visitors_hours_and_pieces_of_numbers_are_no_money(text: str, expected: list[str]) -> None:
    assert [amount.evidence.quote for amount in find_amounts(context_of(text))] == expected


def test_whole_numbers_in_a_table_with_cents_are_counts() -> None:
    rows = "".join(f"Leistung {chr(65 + n)}\n{60 + n},00\n{30 + n}\n{80 + n},50\n" for n in range(6))
    found = [amount.evidence.quote for amount in find_amounts(context_of(f"Kalkulation der Leistungen (in Euro)\n{rows}"))]
    assert "60,00" in found
    assert "80,50" in found
    assert not {"30", "31", "32"} & set(found)


def test_money_beside_the_word_for_posts_is_no_post() -> None:
    text = "Einsparung Wirtschaftsförderung 96.125\nStellenanteile. Die Stadt hat 22.000 Stellen.\nStellenveränderung (VZW): -589.516 1,5\n"
    assert [str(post.value) for post in find_positions(context_of(text))] == ["22000", "1.5"]


def test_rows_under_a_scale_are_no_headings_that_end_it() -> None:
    text = (
        "Gewinn- und Verlustrechnungen in T€\n2020 2021\n1.    Erträge aus Pflege +7.936 +8.457\n2.    Erträge aus Miete +2.349 +2.429\n"
        "=    Summe der Erträge +10.285 +10.886\n3.    Aufwendungen für Waren\n-5.383 -6.354\n"
    )
    found = {amount.evidence.quote: amount.value for amount in find_amounts(context_of(text))}
    assert found["10.285"] == 10_285_000
    assert found["-5.383"] == -5_383_000


def test_a_minus_that_touches_its_label_is_one() -> None:
    assert [amount.value for amount in find_amounts(context_of("Ergebnishaushalt-70.800 Euro\nErträge aus Gebühren 3.000 Euro"))] == [
        -70_800,
        3_000,
    ]


@pytest.mark.parametrize(
    ("text", "title", "expected"),
    [
        ("Er genehmigt den Verkauf des Hauses zum Kaufpreis von 460.000 Euro.", "", "income"),
        ("Der Kreis erwirbt das Haus zum Kaufpreis von 460.000 Euro.", "", "expense"),
        ("Eine Geldbuße von bis zu 5.000 Euro ist möglich.", "", "other"),
        ("Dadurch sinkt der Aufwand um 40.000 Euro.", "", "other"),
        ("Der Aufwand sinkt auf 40.000 Euro.", "", "expense"),
        ("Haushalte mit 1.000 bis unter 2.000 Euro", "", "other"),
        ("15.500 €15.500 €15.500 €46.500 € Sachaufwand", "Haushaltssicherung: Einsparvorschläge", "other"),
    ],
)
def test_words_that_tell_the_direction(text: str, title: str, expected: str) -> None:
    assert {amount.direction for amount in find_amounts(context_of(text, title))} == {expected}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Es entstehen einmalig 5.000 Euro und jährlich 2.000 Euro Kosten.", ["once", "yearly"]),
        ("Der Verein erhält jährlich 2.000 Euro und einmalig 5.000 Euro.", ["yearly", "once"]),
    ],
)
def test_once_and_yearly_stand_side_by_side(text: str, expected: list[str]) -> None:
    assert [amount.recurrence for amount in find_amounts(context_of(text))] == expected


def test_a_question_in_the_title_is_answered_and_asks_for_nothing() -> None:
    text = "Die Kosten werden voraussichtlich 3.600.000 Euro betragen."
    titles = ("Mehrkosten beim Tunnelbau: Anfrage der CDU-Fraktion", "Anfrageportal: Einrichtung")
    assert [sum_of(text, "3.600.000 Euro", title).decided for title in titles] == [False, True]


def test_the_fields_of_a_row_come_from_its_label_and_heading() -> None:
    row = "Straßenbau und Radwege 40.000 Euro 50.000 Euro\nMusikschule und Museum 60.000 Euro 70.000 Euro\n"
    context = context_of(row)
    assert "Musikschule" in words_around(context, row.index("60.000"))
    assert "Straßenbau" not in words_around(context, row.index("60.000"))


@pytest.mark.parametrize(
    "text",
    [
        "Die Karten liegen bei der in Absatz 3 bezeichneten Stelle aus.",
        "Wir können eine weitere Stelle derzeit noch nicht schaffen.",
        "An zweiter Stelle (29,4 %) liegt das Schwimmen; befristete Stellen (36,84 %) folgen.",
    ],
)
def test_places_ranks_and_posts_that_are_refused_do_not_count(text: str) -> None:
    assert list(find_positions(context_of(text))) == []


def test_donations_that_a_council_accepts_are_income() -> None:
    text = "Der Musikschule wurde eine Zuwendung in Höhe von 300,00 € zur Unterstützung angeboten."
    directions = [sum_of(text, "300,00 €", title).direction for title in ("Annahme des Angebots von Zuwendungen", "Musikschule")]
    assert directions == ["income", "expense"]


def test_a_sentence_that_sets_a_fee_is_told_from_one_about_costs() -> None:
    title = "Satzung zur Änderung der Satzung über die Gebühren für die Abfallentsorgung"
    text = (
        "Die Abfallgebühr für Grundstücke mit einer Saugleitung beträgt je Recheneinheit 30,01 € im Monat.\nDie Kosten betragen 4.000 €.\n"
    )
    assert [(amount.direction, amount.recurrence) for amount in find_amounts(context_of(text, title))] == [
        ("other", "monthly"),
        ("expense", ""),
    ]


def test_the_label_right_above_a_value_speaks_for_it_alone() -> None:
    text = "Gesamtkosten: \nJährlicher Budgetbedarf: \nGesamteinzahlung: \n1.386.534,38 €\nJährlicher Ertrag: \n"
    assert sum_of(text, "1.386.534,38 €").direction == "income"


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("Er verweist auf das Konzept. Gebraucht würden ", True),
        ("\n\nDer Ausschuss fasst folgenden Beschluss:\n\nBewilligt werden ", False),
        ("Die Fraktion stellt den Antrag, ", False),
    ],
)
def test_a_debate_goes_on_until_a_resolution_or_a_motion(between: str, expected: bool) -> None:
    text = f"TOP 4 Schulsozialarbeit\n\nHerr Muster (CDU) erläutert die Vorlage. {between}40.000 Euro im Jahr.\n"
    assert is_debate(context_of(text), text.index("40.000")) is expected
    assert not is_debate(context_of(text), text.index("Schul"))
