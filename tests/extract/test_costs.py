"""Sums are tied to the posts that they are the cost of where the words or the row say so, and nowhere else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Cell, Extraction, Figure, PaperFacts, ReadFile
from extract.costs import Cost, link_costs
from extract.pipeline import extract_paper
from ingest.reading import read_bytes

SHA = "c" * 64


def extract(text: str) -> Extraction:
    file = ReadFile(SHA, "vorlage.txt", read_bytes(text.encode(), "vorlage.txt").pages)
    return extract_paper("p1", [file], PaperFacts(), load_taxonomies(()))


def ties(text: str) -> dict[str, tuple[list[str], str]]:
    """The quote of each tied sum with the values of its posts and the basis."""
    figures = extract(text).figures
    values = {figure.figure_id: str(figure.value) for figure in figures}
    return {
        " ".join(figure.quote.split()): ([values[post] for post in figure.cost_of], figure.cost_basis)
        for figure in figures
        if figure.cost_of
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Für die Schaffung von 1,5 VZÄ (E 9b) entstehen Personalkosten in Höhe von 97.500 € jährlich.", {"97.500 €": (["1.5"], "total")}),
        ("Die Fraktion beantragt eine halbe Stelle (35.000 €/Jahr) für die Wohnberatung.", {"35.000 €": (["0.5"], "total")}),
        ("Vorgesehen sind 0,5 VZÄ EG 10, Personalkosten p. a. 42.300 EUR.", {"42.300 EUR": (["0.5"], "total")}),
        ("Es werden 2,0 Stellen geschaffen. Kosten je Stelle: 70.000 €.", {"70.000 €": (["2"], "per_post")}),
        ("Es werden 2,0 Stellen geschaffen (je 70.000 €).", {"70.000 €": (["2"], "per_post")}),
        (
            "Es werden eine Stelle EG 9b (70.000 €) und eine halbe Stelle EG 6 (28.000 €) geschaffen.",
            {"70.000 €": (["1"], "total"), "28.000 €": (["0.5"], "total")},
        ),
        (
            "Es werden eine Stelle EG 9b und eine halbe Stelle EG 6 mit Personalkosten von insgesamt 98.000 € geschaffen.",
            {"98.000 €": (["1", "0.5"], "total")},
        ),
        (
            "Das Amt stellt 2,0 VZÄ für die Koordination ein. Hierfür entstehen jährlich Personalkosten in Höhe von rund 140.000 €.",
            {"140.000 €": (["2"], "total")},
        ),
        ("Die jährlichen Kosten für 1,0 VZÄ (EG 11) belaufen sich auf ca. 82.000 Euro.", {"82.000 Euro": (["1"], "total")}),
        ("Für 1,5 VZÄ sind 90.000 bis 100.000 € jährlich zu veranschlagen.", {"90.000": (["1.5"], "total")}),
        ("Die Personalkosten (1,5 VZÄ, EG 10) betragen 112.000 € im Jahr.", {"112.000 €": (["1.5"], "total")}),
        ("Für 1,0 VZÄ (EG 11) fallen 2024 und 2025 jährlich 68.300 € Personalkosten an.", {"68.300 €": (["1"], "total")}),
        ("Es entstehen Personalkosten von 70.000 € (1,0 VZÄ EG 9b).", {"70.000 €": (["1"], "total")}),
        ("- 0,5 VZÄ Verwaltungskraft EG 6: 28.000 € jährlich", {"28.000 €": (["0.5"], "total")}),
        ("Für 1,0 VZÄ entstehen Personalkosten von 70.000 € und Sachkosten von 9.700 €.", {"70.000 €": (["1"], "total")}),
        ("Stellenmehrbedarf: 1,0 VZÄ\nPersonalkosten: 70.000 € jährlich", {"70.000 €": (["1"], "total")}),
        (
            "Personalkosten für zwei weitere Stellen im Jugendamt\n45.100 Euro 137.800 Euro",
            {"45.100 Euro": (["2"], "total"), "137.800 Euro": (["2"], "total")},
        ),
    ],
)  # fmt: skip
def test_words_tie_a_sum_to_posts(text: str, expected: dict[str, tuple[list[str], str]]) -> None:
    assert ties(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Es werden eine Stelle EG 9b und eine halbe Stelle EG 6 geschaffen (28.000 €).",  # of which of them?
        "Es werden eine Stelle EG 9b und eine halbe Stelle EG 6 mit Personalkosten von 98.000 € geschaffen.",
        "Das Land fördert 2,0 VZÄ mit 80.000 € jährlich.",
        "Die Stelle mit 0,5 VZÄ wird anteilig finanziert, die Personalkosten betragen 20.000 €.",
        "Der Kreistag bewilligt 1,5 Stellen sowie Sachmittel von 18.000 € jährlich.",
        "Für das Projekt mit 2,0 VZÄ entstehen Kosten von 300.000 €.",
        "Das Amt richtet 2,0 VZÄ ein. Die Personal- und Sachkosten betragen 160.000 €.",
        "Das Amt richtet 2,0 VZÄ ein. Die Personalkosten des Amtes betragen 1.600.000 €.",
        "Im Haushalt werden 60.000 € für eine Stelle und Sachkosten bereitgestellt.",
        "Mit dem Neubau für 3.500.000 € werden 2,0 Stellen nötig.",
        "Die Einsparung einer Stelle beträgt etwa 60.000 €.",
        "Durch 0,75 VZÄ, die zwei Monate später besetzt werden, sinken die Personalkosten um 10.000 €.",
        "Sprachkurse (1,5 VZÄ): 300.000 €",
        "Die Maßnahme kostet 95.000 € und umfasst 1,0 VZÄ.",
        "Mit 1,5 VZÄ werden 600 Fälle bearbeitet. Die Kosten je Fall betragen 210 €.",
        "Der Zuschuss an den Träger beträgt 120.000 € für 1,5 VZÄ.",
        "Im Stellenplan stehen 3,0 neue Stellen. Die Personalkosten steigen um 200.000 €.",
        "Der Stundensatz für 2,46 VZÄ (70,49 €/Stunde) wird angehoben.",
    ],
)
def test_a_doubtful_tie_is_none(text: str) -> None:
    found = extract(text)
    assert found.positions, "the example has posts"
    assert found.amounts, "and a sum"
    assert ties(text) == {}


def test_rows_tie_where_heading_or_label_say_personnel() -> None:
    table = (
        "Funktion\tVZÄ\tPersonalkosten\tSachkosten\tKosten je Stelle\n"
        "Ingenieur\t2,0\t160.000 €\t11.000 €\t80.000 €\n"
        "Veranstaltungen\t0,5\t36.000 €\t12.000 €\t72.000 €\n"
    )
    assert ties(table) == {
        "160.000 €": (["2"], "total"),
        "80.000 €": (["2"], "per_post"),
        "36.000 €": (["0.5"], "total"),
        "72.000 €": (["0.5"], "per_post"),
    }
    years = "Bezeichnung\t2024\t2025\nPersonalkosten für 2,0 VZÄ\t70.000 €\t140.000 €\nSachkosten für 2,0 VZÄ\t10.000 €\t11.000 €\n"
    assert ties(years) == {"70.000 €": (["2"], "total"), "140.000 €": (["2"], "total")}


def test_a_heading_kosten_ties_rows_of_staff_only() -> None:
    assert ties("Funktion\tVZÄ\tKosten p. a.\nSozialarbeiter\t2,0\t140.000 €\nSprachkurse\t0,5\t28.000 €\n") == {
        "140.000 €": (["2"], "total")
    }


def test_a_cell_with_grade_and_sum_ties_the_posts_of_its_row() -> None:
    table = "Einheit\tStellenumfang\tGruppe\tGrund\nSchule\t0,430\tEG 2 (20.683 €)\tReinigung\nJobcenter\t1,000\tEG 6 (55.900 €)\tneu\n"
    assert ties(table) == {"20.683 €": (["0.43"], "total"), "55.900 €": (["1"], "total")}


def test_the_mention_names_the_rule() -> None:
    (sum_of_money,) = extract("Beantragt wird eine halbe Stelle (35.000 €/Jahr).").amounts
    assert "cost.brackets" in sum_of_money.cues


def test_places_that_contradict_each_other_tie_nothing() -> None:
    money = Figure("m", "amount", Decimal(70000), "EUR", mentions=(0, 1))
    one, two = (
        Figure(name, "position", Decimal(value), "VZÄ", mentions=(at,)) for at, (name, value) in enumerate([("a", "1"), ("b", "2")])
    )
    same = [Cost(0, (0,), False, "r"), Cost(1, (0,), False, "r")]
    assert link_costs((money, one, two), same)[0].cost_of == ("a",)
    assert link_costs((money, one, two), [same[0], Cost(1, (1,), False, "r")])[0].cost_of == ()
    assert link_costs((money, one, two), [same[0], Cost(1, (0,), True, "r")])[0].cost_of == ()


def test_a_tie_goes_to_the_figures_of_its_mentions() -> None:
    text = "Beschluss: Es wird eine halbe Stelle (35.000 €/Jahr) eingerichtet.\nBegründung: Die halbe Stelle kostet 35.000 € im Jahr."
    found = extract(text)
    money = [figure for figure in found.figures if figure.kind == "amount"]
    posts = {figure.figure_id for figure in found.figures if figure.kind == "position"}
    assert all(set(figure.cost_of) <= posts for figure in money)
    assert any(figure.cost_of for figure in money)


def test_a_long_table_is_looked_through_once_and_not_for_each_of_its_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.grid import Grid

    asked = 0
    text_of = Grid.text_of

    def count(grid: Grid, cell: Cell) -> str:
        nonlocal asked
        asked += 1
        return text_of(grid, cell)

    monkeypatch.setattr(Grid, "text_of", count)
    rows = "".join(f"Amt {row}\t{row % 5},5\t{row}.000\n" for row in range(1, 401))
    assert len(extract(f"Stelle\tVZÄ\tKosten 2020 in €\n{rows}").figures) > 400
    assert asked < 400 * 3 * 20
