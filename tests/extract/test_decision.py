"""What a paper asks for, and what is only background."""

from __future__ import annotations

import pytest

from corpus.types import Consultation, Page, PaperFacts
from extract.context import PageContext
from extract.decision import is_decided
from extract.rules import check_rules, load_rules
from extract.sections import Section


def decided(text: str, quote: str, kind: str, paper_type: str = "Beschlussvorlage", date: str = "") -> bool | None:
    section = Section("0" * 64, 1, 0, len(text), kind, "")
    context = PageContext("0" * 64, Page(1, text), (section,), PaperFacts(paper_type=paper_type, date=date))
    start = text.index(quote)
    return is_decided(context, start, start + len(quote))[0]


@pytest.mark.parametrize(
    ("text", "quote", "kind", "paper_type", "expected"),
    [
        ("Der Kreistag bewilligt 5.000 € für das Projekt.", "5.000 €", "proposal", "Beschlussvorlage", True),
        ("Sachaufwand: 5.000 €", "5.000 €", "finances", "Beschlussvorlage", True),
        ("Im Jahr 2015 betrugen die Kosten 5.000 €.", "5.000 €", "facts", "Beschlussvorlage", False),
        ("Zum Vergleich: andere Kreise gaben 5.000 € aus.", "5.000 €", "facts", "Beschlussvorlage", False),
        ("Hierfür werden künftig 5.000 € benötigt.", "5.000 €", "facts", "Beschlussvorlage", True),
        ("Insgesamt wurden 5.000 € ausgegeben.", "5.000 €", "facts", "Stellungnahme zur Anfrage", False),
        ("Das Budget von aktuell 5.000 € wird aufgestockt.", "5.000 €", "proposal", "Beschlussvorlage", False),
        ("Die Gebühr steigt von 29 Euro auf 39 Euro.", "29 Euro", "proposal", "Beschlussvorlage", False),
        ("2. Fa. B bietet 5.000 €", "5.000 €", "finances", "Beschlussvorlage", False),
        ("Die Beratungsstelle verfügt zurzeit über ein Budget von 5.000 €.", "5.000 €", "facts", "Beschlussvorlage", False),
        ("Die Helfer bekommen künftig 15 € je Stunde statt bisher 12 €.", "15 €", "facts", "Beschlussvorlage", True),
        ("Die Helfer bekommen künftig 15 € je Stunde statt bisher 12 €.", "12 €", "facts", "Beschlussvorlage", False),
        ("Im Vorjahr wurden hierfür 5.000 € verausgabt.", "5.000 €", "facts", "Beschlussvorlage", False),
        ("Die Abteilung ist mit 2,5 Stellen besetzt.", "2,5 Stellen", "facts", "Beschlussvorlage", False),
        ("In Gießen kostete ein vergleichbares Projekt 5.000 €.", "5.000 €", "facts", "Beschlussvorlage", False),
        ("Im Nachbarkreis gibt es das schon. Dort wurden 5.000 € gezahlt.", "5.000 €", "facts", "Beschlussvorlage", False),
        ("Sie stellt den Antrag, 5.000 € zu veranschlagen.", "5.000 €", "other", "Niederschrift", True),
        ("Der Zuschuss von 10,00 Euro gemäß § 5 Nr. 1 der Richtlinie wird auf 20,00 Euro erhöht.", "10,00 Euro", "facts", "Vorlage", False),
    ],
)
def test_decided(text: str, quote: str, kind: str, paper_type: str, expected: bool) -> None:
    assert decided(text, quote, kind, paper_type) is expected


def test_what_is_told_in_a_list_of_minutes_is_not_decided() -> None:
    lines = "- für die Jugendhilfe sollen 5.000 € bereitgestellt werden\n"
    told = f"Frau Muster ergänzte wie folgt:\n{lines}\nAuf die Frage von Herrn Beispiel wird verwiesen.\n"
    assert (decided(lines, "5.000 €", "other", ""), decided(told, "5.000 €", "other", "")) == (True, False)


def test_a_past_year_is_background() -> None:
    assert decided("Im Jahr 2016 gab der Kreis 5.000 € aus.", "5.000 €", "facts", date="2019-03-01") is False


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (("abgelehnt", "mehrheitlich abgelehnt"), False),
        (("vertagt", "ungeändert beschlossen"), True),
        (("empfohlen", "zurückgezogen"), False),
        (("", ""), True),
    ],
)
def test_a_rejected_paper_decides_nothing(results: tuple[str, ...], expected: bool) -> None:
    text = "Für den Fahrdienst werden 5.000 € bereitgestellt."
    stations = tuple(Consultation(committee="Kreistag", result=result) for result in results)
    section = Section("0" * 64, 1, 0, len(text), "proposal", "")
    context = PageContext("0" * 64, Page(1, text), (section,), PaperFacts(paper_type="Antrag", consultations=stations))
    assert is_decided(context, text.index("5.000"), text.index(" bereit"))[0] is expected


def test_a_sum_that_is_not_the_bodys_is_background() -> None:
    text = "Die Einkommensgrenze liegt bei 18.000 € im Jahr."
    context = PageContext("0" * 64, Page(1, text), (), PaperFacts(paper_type="Beschlussvorlage"))
    assert is_decided(context, text.index("18.000"), text.index(" im Jahr"), "other")[0] is False


def test_the_cues_are_named() -> None:
    text = "Der Kreistag bewilligt 5.000 €."
    section = Section("0" * 64, 1, 0, len(text), "proposal", "")
    context = PageContext("0" * 64, Page(1, text), (section,), PaperFacts(paper_type="Beschlussvorlage"))
    assert "decided.section.proposal" in is_decided(context, 23, 30)[1]


def test_rule_examples_hold() -> None:
    assert check_rules(load_rules("decision")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Verwaltung empfiehlt, den Antrag abzulehnen.\nDer Antrag nennt 5.000 €.\n", False),
        ("In der Vorlage Nr. 12/2015 empfiehlt die Verwaltung, den Antrag abzulehnen.\nNun werden 5.000 € bereitgestellt.\n", True),
    ],
)
def test_only_the_papers_own_refusal_counts(text: str, expected: bool) -> None:
    assert decided(text, "5.000 €", "proposal") is expected


@pytest.mark.parametrize(
    ("head", "foot", "expected"),
    [
        ("Beschluss: Kenntnis genommen\n\n", "", False),
        ("12 Stellen\n- Datum:\n- 17.06.2019\n- Beschluss:\n- abgelehnt\nWortprotokoll\n", "", False),
        ("", "\nAbstimmung: 1/6/3\nDamit ist die Beschlussvorlage mehrheitlich abgelehnt.\n", False),
        ("Beschluss: ungeändert beschlossen\n\n", "", True),
    ],
)
def test_an_extract_that_ends_in_no_resolution_decides_nothing(head: str, foot: str, expected: bool) -> None:
    assert decided(f"{head}Der Kreistag bewilligt 5.000 € für das Projekt.{foot}", "5.000 €", "proposal", "") is expected
