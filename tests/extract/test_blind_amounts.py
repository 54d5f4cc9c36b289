"""What sums in papers of southern and western counties, which nobody had seen before, got wrong at first sight."""

from __future__ import annotations

from decimal import Decimal

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Amount, PaperFacts, ReadFile
from extract.pipeline import extract_paper
from ingest.reading import read_bytes


def sums(text: str) -> tuple[Amount, ...]:
    pages = read_bytes(text.encode(), "vorlage.txt").pages
    return extract_paper("p1", [ReadFile("0" * 64, "vorlage.txt", pages)], PaperFacts(), load_taxonomies(())).amounts


def test_points_of_a_numbered_list_take_the_year_of_what_introduces_it() -> None:
    found = sums(
        "Beschluss:\n\n1.   In den Kreishaushalt 2024 werden folgende freiwillige Leistungen eingestellt.\n\n"
        "1.1   Zuschuss an den Imkerverein Süd e. V. 2.400 €\n\n1.2   Zuschüsse für die Musikpflege insg. 9.000 €\n\n        davon\n\n"
        "1.2.1   an die Musikschule 7.000 €\n"
    )
    assert [(amount.value, amount.years) for amount in found] == [(2400, "2024"), (9000, "2024"), (7000, "2024")]


def test_a_list_that_names_two_years_before_it_gives_none() -> None:
    found = sums(
        "Beschluss:\n\nNach dem Haushalt 2023 werden im Haushalt 2024 folgende Zuschüsse gezahlt:\n\n"
        "a)   Imkerverein: Pflege der Flächen in Höhe von 2.400 €\n"
    )
    assert [amount.years for amount in found] == [""]


def test_a_grant_from_the_lands_means_to_a_recipient_is_spent() -> None:
    found = sums(
        "Beschlussvorschlag:\n\nFür die Suchtberatung in den Jahren 2022 - 2024 werden\n\n"
        "a)   der Caritas jährlich eine Zuwendung aus Fördermitteln des Landes wie bisher in Höhe von "
        "46.000 € und\n\n"
        "b)   dem Frauenverein Lahntal e. V. eine Zuwendung aus Fördermitteln des Kreises in Höhe von 12.000 €\n\nbereitgestellt.\n"
    )
    told = [(amount.direction, amount.recurrence, amount.years, amount.decided) for amount in found]
    assert told == [("expense", "yearly", "2022;2023;2024", True), ("expense", "", "2022;2023;2024", True)]


def test_what_is_only_noted_is_not_decided() -> None:
    found = sums(
        "Beschluss: zur Kenntnis genommen\n\nDer Kämmerer führt aus, dass die Umlage um 700 T€ auf 9.100 T€ steige.\n"
    )
    assert [amount.decided for amount in found] == [False, False]


def test_an_earlier_resolution_is_background() -> None:
    found = sums(
        "Beschlussvorlage\n\nSachverhalt:\nMit Beschluss vom 24.11.2016 hat der Rat für den Umbau ein Budget von 8.900.000 € freigegeben.\n"
        "Für die Mehrkosten werden 120.000 € benötigt.\n"
    )
    assert [amount.decided for amount in found] == [False, True]


def test_what_another_bodys_building_costs_is_not_the_bodys_money() -> None:
    found = sums(
        "Betreff\nGewährung von Kreiszuschüssen zu Schulbauten\nVorlage\n12/2020\n\n"
        "Beschlussvorschlag:\nDer Kreisausschuss beschließt, der Gemeinde Adorf einen Zuschuss von 45.000 Euro zu gewähren.\n\n"
        "Beschlussvorlage:\nDie Gesamtkosten betragen laut Antrag 1.290.000,00 €.\n"
    )
    assert [(amount.direction, amount.decided) for amount in found] == [("expense", True), ("other", False)]


def test_a_lower_bound_of_funding_is_a_threshold() -> None:
    found = sums(
        "Beschlussvorlage\n\nSachverhalt:\nInvestitionen sind nur förderfähig, wenn ihr Volumen mindestens 200.000 € bei Kreisen "
        "bzw. 100.000 € bei Gemeinden beträgt.\n"
    )
    assert [(amount.direction, amount.recurrence, amount.decided) for amount in found] == [("other", "", False)] * 2


def test_the_needed_means_are_those_of_the_year_that_the_paragraph_before_names() -> None:
    found = sums(
        "Beschluss:\n\nDer für das Jahr 2018 eingeplante Ausgleich an die Kliniken reicht nicht aus.\n\n"
        "Die erforderlichen Mittel in Höhe von 1.200.000 € werden bereitgestellt. Die Deckung erfolgt in Höhe von 800.000 € durch "
        "Einsparungen bei der Umlage.\n"
    )
    assert [(amount.direction, amount.years) for amount in found] == [("budget", "2018"), ("budget", "")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Überschuss bzw. Fehlbetrag laut Entwurf:\n- 54.300.000 €\n", Decimal(-54300000)),
        ("Neuer Ansatz, Überschuss bzw. Fehlbetrag: - 52.100.000 €\n", Decimal(-52100000)),
        ("Kosten:\n- 54.300 €\n", Decimal(54300)),
        ("Folgende Ausgaben: - 52.100 € für die Miete\n", Decimal(52100)),
    ],
)
def test_a_dash_with_a_space_is_a_minus_behind_a_balance(text: str, value: Decimal) -> None:
    assert [amount.value for amount in sums(text)] == [value]


def test_a_by_law_of_the_budget_prints_its_minus_with_a_space() -> None:
    found = sums(
        "Beschluss:\n1. Die Haushaltssatzung mit Haushaltsplan für das Jahr 2022 wird genehmigt.\n§ 1\nDer Haushaltsplan wird festgesetzt\n"
        "Gesamtbetrag der ordentlichen Erträge von 185.500.800 Euro\nGesamtbetrag der ordentlichen Aufwendungen von - 191.300.200 Euro\n"
        "Ordentliches Ergebnis - 5.799.400 Euro\nSonderergebnis 0 Euro\nSaldo aus Finanzierungstätigkeit 3.600.500 Euro\n"
    )
    told = [(amount.value, amount.direction, amount.recurrence, amount.years) for amount in found]
    assert told == [
        (185500800, "income", "", "2022"),
        (-191300200, "expense", "", "2022"),
        (-5799400, "other", "", "2022"),
        (0, "other", "", "2022"),
        (3600500, "other", "", "2022"),
    ]


def test_cells_under_each_other_take_the_years_at_the_head_of_their_table_in_turn() -> None:
    found = sums(
        "Haushalt\n\n2022\n\n2023\n\nErträge auf\n\n578.800.700 €\n\n594.700.500 €\n\n"
        "Aufwendungen auf\n\n609.000.200 €\n\n621.800.400 €\n"
    )
    assert [(amount.direction, amount.years) for amount in found] == [
        ("income", "2022"),
        ("income", "2023"),
        ("expense", "2022"),
        ("expense", "2023"),
    ]


def test_rows_take_the_year_of_the_line_that_opens_them() -> None:
    found = sums("Festgesetzt wird\nim Ergebnisplan 2021 mit\nErträgen auf 44.500.600 EUR\nAufwendungen auf 48.700.300 EUR\n")
    assert [amount.years for amount in found] == ["2021", "2021"]


def test_the_only_year_of_a_paragraph_holds_for_its_later_sentences() -> None:
    found = sums(
        "Beschluss:\n\nDie Mittel für das Haushaltsjahr 2023 in Höhe von 137.000 € stehen bereit. Es fallen "
        "Personalaufwendungen von 34.000 € an.\n\nDie Miete kostet 900 €.\n"
    )
    assert [amount.years for amount in found] == ["2023", "2023", ""]


def test_debate_behind_a_resolution_is_only_reported() -> None:
    found = sums(
        "Beschluss:\n\nDer Kreistag bewilligt dem Verein 7.500 €.\n\nKtabg. Müller weist auf den Überschuss von 2,7 Mio. € hin.\n\n"
        "Landrätin Schmidt erläutert, dass im Vorjahr 6.000 € geflossen sind.\n"
    )
    assert [amount.decided for amount in found] == [True, False, False]


def test_the_resolution_under_its_own_heading_is_what_is_decided() -> None:
    found = sums(
        "Beschluss: einstimmig beschlossen\n\nAbstimmung: Ja: 13, Nein: 0\n\n"
        "In der Vorlage wird von Gesamtkosten von 90.000 Euro berichtet.\n\n"
        "Geänderter Beschluss:\n\nDer Kreistag stellt 80.000 Euro bereit.\n"
    )
    assert [amount.decided for amount in found][1] is True
    assert found[0].evidence.section == "facts"


def test_spending_and_revenue_in_one_sentence_keep_their_own_direction() -> None:
    found = sums(
        "Beschlussvorschlag:\n\nIm Haushalt 2019 werden für das Projekt Ausgaben in Höhe von 135.000 Euro und Einnahmen in Höhe von "
        "124.000 Euro aufgenommen.\n"
    )
    assert [(amount.direction, amount.years) for amount in found] == [("expense", "2019"), ("income", "2019")]


def test_what_is_said_above_a_changed_resolution_decides_nothing() -> None:
    found = sums(
        "Beschluss: einstimmig beschlossen\n\nAbstimmung: Ja: 14, Nein: 0\n\nKreisrat Huber schlägt einen Zuschuss von 9.500 Euro vor.\n\n"
        "Regierungsdirektorin Lang teilt mit, der Verein habe Kosten von 22.000 Euro.\n"
    )
    assert [amount.decided for amount in found] == [False, False]


def test_the_year_that_is_settled_holds_for_what_the_body_pays_back() -> None:
    found = sums(
        "Beschluss:\n\n1. Der Endabrechnung für das Jahr 2019 wird zugestimmt. Der Kreis erstattet dem Träger 4.300 €.\n\n"
        "2. Der Kreis beschafft Geräte für 700 €.\n"
    )
    assert [amount.years for amount in found] == ["2019", ""]


def test_a_deficit_or_a_share_that_the_body_bears_is_its_expense() -> None:
    found = sums(
        "Beschluss:\n\nDer Landkreis Musterau übernimmt das Defizit des Jahres 2021 zu 40 % in Höhe von 3.210 €.\n\n"
        "Das Programm kostet 9 Mio. €, wovon der Kreis einen Eigenanteil in Höhe von ca. 2 Mio. € zu tragen hat.\n\n"
        "Der Verein weist ein Defizit von 8.000 € aus.\n"
    )
    assert [amount.direction for amount in found] == ["expense", "expense", "expense", "other"]


def test_what_a_club_that_asks_for_a_grant_spends_is_not_the_bodys() -> None:
    found = sums(
        "Betreff\nAntrag des SV Musterau e.V. 1911 auf einen Investitionszuschuss für die Beregnung\nVorlage\nFB 1/020/2012\n"
        "Art\nBeschlussvorlage\n\nBeschlussvorschlag:\n\nDer Sportausschuss gewährt dem Verein einen einmaligen Zuschuss von 3.600 €.\n\n"
        "Einschließlich der Nebenarbeiten belaufen sich die Kosten laut Angebot auf 36.000 €.\n"
    )
    assert [(amount.value, amount.direction, amount.decided) for amount in found] == [(3600, "expense", True), (36000, "other", False)]


def test_a_parish_that_asks_in_a_page_without_a_title() -> None:
    found = sums(
        "Beschluss: einstimmig beschlossen\n\nAbstimmung: Ja: 21, Nein: 0\n\nDie Kirchengemeinde Sankt Anna saniert ihr Pfarrheim. "
        "Hierfür sind Sanierungsarbeiten in Höhe von 80.000 € notwendig.\n\n"
        "Die Kirchengemeinde beantragt einen Zuschuss in Höhe von 8.000 €.\n\n\n"
        "Beschluss:\n\n \n\nDie Sanierung wird mit 8.000 € bezuschusst.\n"
    )
    assert [(amount.value, amount.direction) for amount in found] == [(80000, "other"), (8000, "expense"), (8000, "expense")]
    assert [amount.decided for amount in found][::2] == [False, True]


def test_what_somebody_announces_is_not_decided() -> None:
    found = sums("Sachverhalt:\n\nFrau Muster gibt bekannt:\n\nFür die Brücke sind zuwendungsfähige Kosten von 500.000 € veranschlagt.\n")
    assert [amount.decided for amount in found] == [False]


def test_numbers_with_leading_zeros_are_no_sums() -> None:
    found = sums("Beschlussvorschlag: Beim Produkt 006.003.002 (630.000,- €) werden überplanmäßige Aufwendungen beschlossen.\n")
    assert [amount.value for amount in found] == [630000]


def test_years_over_columns_that_a_long_line_of_heads_names() -> None:
    found = sums(
        "Nr. Fraktion Thema Ausgaben/Einnahmen Beantragte Veränderung 2027 Beantragte Veränderung 2028 Abstimmung\n\n"
        "4 SPD Grundsteuer Mehreinnahmen 300.000 Euro 500.000 Euro\n\nmehrheitlich beschlossen\n\n"
        "5 CDU Hundesteuer Mehreinnahmen 20.000 Euro 30.000 Euro\n"
    )
    assert [(amount.value, amount.years) for amount in found] == [
        (300000, "2027"),
        (500000, "2028"),
        (20000, "2027"),
        (30000, "2028"),
    ]


def test_thousands_with_a_dash_before_the_currency() -> None:
    assert [amount.value for amount in sums("Es zeichnet sich eine Verschlechterung in Höhe von 475 T-EUR ab.\n")] == [Decimal(475000)]


def test_an_offer_to_a_band_that_asks_for_a_grant_and_the_title_of_its_page() -> None:
    found = sums(
        "Antrag auf Bezuschussung der neuen Pauken, Antragsteller: Musikkapelle Musterau\n\n\n"
        "Daten angezeigt aus Sitzung:  6. Sitzung des Gemeinderates, 16.09.2019\n\nBeratungsreihenfolge\n"
        "Gremium Sitzung Sitzungsdatum ö / nö Beratungstyp TOP-Nr.\n"
        "Gemeinderat 6. Sitzung des Gemeinderates 16.09.2019 ö Entscheidung 5\n\n"
        "Sachverhalt\n\nDas Haus Binder hat der Musikkapelle ein Angebot in Höhe von 3.600 Euro zukommen lassen.\n\n"
        "Beschluss\n\nDer Gemeinderat bezuschusst die neuen Pauken in Höhe von 1.200 Euro.\n\nAbstimmungsergebnis\nDafür: 10, Dagegen: 0\n"
    )
    assert [(amount.value, amount.direction, amount.decided) for amount in found] == [(3600, "other", False), (1200, "expense", True)]


def test_a_lost_vote_is_on_the_resolution_above_it_not_on_what_stands_before_its_heading() -> None:
    facts = "Antrag auf eine Ersatzbeschaffung\n\nDie Kosten für ein Neufahrzeug liegen bei 600.000 Euro.\n\n"
    lost = "Beschluss 1\n\nSoll ein Gutachten eingeholt werden?\n\nAbstimmungsergebnis\nDafür: 3, Dagegen: 16\n\n"
    won = "Beschluss 2\n\nDer Gemeinderat stimmt der Ersatzbeschaffung zu.\n\nAbstimmungsergebnis\nDafür: 19, Dagegen: 0\n"
    assert [amount.decided for amount in sums(facts + lost + won)] == [True]
