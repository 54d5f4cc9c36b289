"""Dates: what counts, what does not, which value, which characters, which role."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Consultation, DateMention, Page, PaperFacts
from extract.context import PageContext
from extract.dates import find_dates
from extract.rules import check_rules, load_rules
from extract.sections import Section


def read(text: str, paper: PaperFacts | None = None, sections: tuple[Section, ...] = ()) -> list[DateMention]:
    context = PageContext("a" * 64, Page(1, text), sections, paper or PaperFacts())
    found = list(find_dates(context))
    assert all(text[mention.evidence.start : mention.evidence.end] == mention.evidence.quote for mention in found)
    return found


def values(text: str) -> list[str]:
    return [mention.value for mention in read(text)]


def quotes(text: str) -> list[str]:
    return [mention.evidence.quote for mention in read(text)]


def role(text: str, paper: PaperFacts | None = None) -> str:
    (mention,) = read(text, paper)
    return mention.role


def test_rules_match_their_examples() -> None:
    rules = load_rules("dates")
    assert check_rules(rules) == []
    assert all(rule.match for rule in rules)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Auftaktveranstaltung fand am 20.06.2018 statt.", ["2018-06-20"]),
        ("am 1.7.2021 und am 22. 11. 2018", ["2021-07-01", "2018-11-22"]),
        ("am 20. Juni 2018", ["2018-06-20"]),
        ("am 5.Dezember 2023", ["2023-12-05"]),
        ("bis zum 18. \nSeptember 2015", ["2015-09-18"]),
        ("am 7.\u00a0März\u202f2018", ["2018-03-07"]),
        ("Eingang 0 3. Mai 2012", ["2012-05-03"]),
        ("im Mai 2019", ["2019-05"]),
        ("(Nov. 2025)", ["2025-11"]),
        ("MÄRZ 2020", ["2020-03"]),
        ("Der Antrag wurde am 27.08.18 gestellt", ["2018-08-27"]),
        ("Stand: 06/2018", ["2018-06"]),
        ("gesperrt bis 02/2027", ["2027-02"]),
        ("im III. Quartal 2018", ["2018-Q3"]),
        ("im 3. Quartal 2018", ["2018-Q3"]),
        ("im vierten Quartal 2025", ["2025-Q4"]),
        ("Q3 / 2025", ["2025-Q3"]),
        ("im 1. Halbjahr 2020", ["2020-H1"]),
        ("im II. Halbjahr 2019", ["2019-H2"]),
        ("Messung vom 2018-06-20 im Labor", ["2018-06-20"]),
        ("Beschluss 20.06.2018", ["2018-06-20"]),
    ],
)
def test_value(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "im Haushaltsjahr 2018",
        "Beginn um 18.30 Uhr, Ende 20.15 Uhr",
        "Vorlage 06/2018",
        "Drucksachen-Nr. 12/2018",
        "laut Kreistagsbeschluss 12/2019",
        "Vorlage Nr.:      03/2022",
        "Produkt: 11.12.18",
        "ALLRIS Office Integration 3.9.2",
        "Abschnitt 2.1.10 des Konzepts",
        "Tel. 07221 93-2018",
        "Protokoll_12.03.2018.pdf",
        "Niederschrift 12.03.2018.docx",
        "am 31.02.2018",
        "am 31. Februar 2018",
        "im 5. Quartal 2018",
        "DIN 18.04.2018.1",
        "Forum Jugendhilfe, Heft 01/2018, S. 38",
        "Der Kreistag tagt am 20. Juni.",
        "Schuljahr 2018/2019",
        "Aufwand von 1.12.2018,50 €",
    ],
)
def test_no_date(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected", "printed"),
    [
        ("vom 01.01. bis 31.12.2018", ["2018-01-01", "2018-12-31"], ["01.01.", "31.12.2018"]),
        ("am 21./22.03.2018", ["2018-03-21", "2018-03-22"], ["21./22.03.2018", "22.03.2018"]),
        ("vom 16. – 19. September 2008", ["2008-09-16", "2008-09-19"], ["16.", "19. September 2008"]),
        ("am 3. und 4. März 2015", ["2015-03-03", "2015-03-04"], ["3. und 4. März 2015", "4. März 2015"]),
        ("vom 17. März bis zum 19. April 2020", ["2020-03-17", "2020-04-19"], ["17. März", "19. April 2020"]),
        ("September–Dezember 2019", ["2019-09", "2019-12"], ["September", "Dezember 2019"]),
        ("im Mai/Juni 2009", ["2009-05", "2009-06"], ["Mai/Juni 2009", "Juni 2009"]),
        ("am 05.06., 12.06. und 19.06.2018", ["2018-06-05", "2018-06-12", "2018-06-19"], None),
        ("im 1., 2. und 3. Quartal 2010", ["2010-Q1", "2010-Q2", "2010-Q3"], None),
        ("im ersten oder zweiten Quartal von 2021", ["2021-Q1", "2021-Q2"], None),
        ("1. September bis 31. August 2019", ["2018-09-01", "2019-08-31"], None),
        ("Laufzeit 01.01.2024-\n31.12.2025", ["2024-01-01", "2025-12-31"], ["01.01.2024", "31.12.2025"]),
    ],
)
def test_dates_that_share_a_year(text: str, expected: list[str], printed: list[str] | None) -> None:
    assert values(text) == expected
    if printed is not None:
        assert quotes(text) == printed


def test_list_number_before_a_date_is_no_partner() -> None:
    assert values("- 5 -\n23.08.1968 Bebauungsplan") == ["1968-08-23"]
    assert values("siehe TOP 30. und 1.03.2018") == ["2018-03-01"]


def test_misprinted_century() -> None:
    assert not [value for value in values("Kreistag 20./21.11.1018") if value.startswith("2018")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Richtlinie ist bis zum 31.12.2021 befristet.", "deadline"),
        ("Anträge sind spätestens am 15. März 2020 einzureichen.", "deadline"),
        ("Das Landesprogramm läuft am 30.06.2021 aus.", "deadline"),
        ("Dieser Vertrag endet Ende Februar 2020.", "deadline"),
        ("Seit März 2017 wird ein Netzwerk aufgebaut.", "start"),
        ("Die Stelle wird ab dem 01.07.2021 besetzt.", "start"),
        ("Die Satzung tritt zum 01.01.2022 in Kraft.", "start"),
        ("Die Gebühr wird mit Wirkung vom 1. Mai 2020 erhoben.", "start"),
        ("Baubeginn soll im Juni 2024 sein.", "start"),
        ("nach § 8 des Teilhabegesetzes vom 6. Juli 2016", "law"),
        ("Gemeindeordnung in der Fassung vom 24. Juli 2000", "law"),
        ("VGH-Urteil vom 08.07.2022", "law"),
        ("Der Kreisausschuss hat in seiner Sitzung am 23.08.2017 beschlossen.", "meeting"),
        ("gemäß Beschluss des Kreistags vom 25.01.2018", "meeting"),
        ("Am 25.10.2022 hatte der Gemeinderat die Verwaltung beauftragt.", "meeting"),
        ("Sozialausschuss\töffentlich\t04.07.2016", "meeting"),
        ("mit Schreiben vom 18.04.2012 legen Sie eine Prüfung vor", "other"),
        ("Der Antrag vom 23.10.2020 wurde geprüft.", "other"),
        ("Der Bestand an Fahrzeugen zum 01.10.2008 war gering.", "other"),
        ("Die Evaluation im November 2019 ergab Mängel.", "other"),
        ("Neustadt, den 09.11.2018", "document"),
    ],
)
def test_role(text: str, expected: str) -> None:
    assert role(text) == expected


def test_range_has_start_and_deadline() -> None:
    assert [mention.role for mention in read("Projektlaufzeit 01.01.2024 – 31.12.2025")] == ["start", "deadline"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bauleitplanung Stand: Satzungsbeschluss - 11.11.2019", "document"),
        ("Tel.: 0711 200-81 E-Mail: rat@musterstadt.de Musterstadt, 19.05.2025\n", "document"),
        ("Neubau der Sporthalle - Wirtschaftlichkeit02.10.2014\n", "document"),
        ("Das Presse- und Informationsamt setzt zum 1. Januar 2023 eine neue Gliederung um.", "start"),
        ("Laut Pressemitteilung vom 3. Mai 2023 ist das Bad offen.", "other"),
    ],
)
def test_role_of_heads_feet_and_split_verbs(text: str, expected: str) -> None:
    assert role(text) == expected


def test_both_days_of_a_sitting_named_with_their_hours() -> None:
    text = "Niederschrift\n20. November 2018, 9 Uhr und\n21. November 2018, 9 Uhr\nöffentlich\n"
    assert [mention.role for mention in read(text)] == ["meeting", "meeting"]


def test_joined_days_of_a_sitting_share_their_role() -> None:
    assert [mention.role for mention in read("Der Kreistag tagte am 21./22.03.2018.")] == ["meeting", "meeting"]


def test_paper_date_is_document_and_other_dates_are_not() -> None:
    paper = PaperFacts(date="2021-05-04", consultations=(Consultation("Kreistag", "2021-06-16"),))
    assert role("Datum: 04.05.2021", paper) == "document"
    assert role("Datum: 30.01.2021", paper) == "other"
    assert role("Verantwortlich:\n16.06.2021", paper) == "meeting"


def test_day_in_a_table_counts_if_the_heading_gives_the_year() -> None:
    table = "Sitzungstermine 2019\nGremium\tTermin\nSozialausschuss\t03.05.\nKreistag\t17. Juni\n"
    assert values(table) == ["2019-05-03", "2019-06-17"]
    assert values("Sitzungstermine\nGremium\tTermin\nSozialausschuss\t03.05.\n") == []


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)), st.sampled_from(["%d.%m.%Y", "%d. %m. %Y"]), st.text("ab \n.,(", max_size=20))
@settings(max_examples=60, deadline=None)
def test_every_calendar_day_is_found(day: date, pattern: str, around: str) -> None:
    text = f"{around} am {day.strftime(pattern)} {around}"
    assert values(text) == [day.isoformat()]


@given(st.dates(date(2000, 1, 1), date(2030, 6, 1)), st.integers(1, 200))
@settings(max_examples=60, deadline=None)
def test_range_in_one_year_gives_both_ends(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    text = f"in der Zeit vom {first:%d.%m.} bis {last:%d.%m.%Y}"
    expected = [first.isoformat(), last.isoformat()]
    assert values(text) == expected


@given(st.text("0123456789./-–, \n\tbisQIVMaiJunPrMä§€", max_size=80))
@settings(max_examples=200, deadline=None)
def test_quotes_stand_at_their_place(text: str) -> None:
    for mention in read(text):
        assert mention.evidence.quote.strip() == mention.evidence.quote
        assert mention.value[:4].isdigit()
