"""Ways in which papers spell posts that are easily missed or taken for something else, and what happened to them when."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts, Position, ReadFile
from extract.context import PageContext
from extract.pipeline import extract_paper
from extract.positions import find_positions
from extract.sections import Section
from ingest.reading import read_bytes

SHA = "d" * 64


def posts_of(text: str) -> list[Position]:
    """The posts of one paragraph of a Beschlussvorlage, in order."""
    page = f"Sachverhalt\n\n{text}\n\nWeitere Angaben folgen im Bericht.\n"
    section = Section(SHA, 1, 0, len(page), "facts", "Sachverhalt")
    context = PageContext(SHA, Page(1, page), (section,), PaperFacts(paper_type="Beschlussvorlage", reference="12/2023"))
    return list(find_positions(context))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Der Kreistag stimmt der Schaffung von zwei Dienstposten der Besoldungsgruppe A 10 zu.", "2"),
        ("Eine Stelle sei bereits ausgeschrieben.", "1"),
        ("Somit entstehen für den Landkreis 20 förderfähige Stellen.", "20"),
        ("Förderfähig sind das Fallmanagement (12 Stellen) und die Ausländerbehörde (2 Stellen).", "12 2"),
        ("Der Rat beschließt die Aufstockung der Sozialarbeiterstellen an der Mittelschule von 1,5 auf 2,0.", "1.5 2"),
        ("Der Stellenanteil wird von bisher 0,5 auf 0,75 erhöht.", "0.5 0.75"),
        ("Der Stellenumfang soll von 50 % auf 100 % aufgestockt werden.", "0.5 1"),
        ("Stellvertretende Leitung 1 x TVöD E 10, Schichtleitung 2 x TVöD E 9 c.", "1 2"),
        ("Das Personal wird um eine Halbtagskraft verstärkt.", "0.5"),
        ("Die Bücherei beschäftigt zwei Halbtagskräfte.", "1"),
        ("Die Beauftragte ist mit einem Viertel einer Vollzeitstelle tätig.", "0.25"),
        ("Gefordert ist eine Halbzeitstelle.", "0.5"),
        ("Dafür genügt ein Fünftel einer Vollzeitstelle.", "0.2"),
        ("Dafür genügen ein Drittel einer Planstelle und eine Dreiviertelstelle.", "0.33 0.75"),
        ("Die Anzahl der Personalstellen im Büro wird von derzeit 10 auf 5 reduziert.", "10 5"),
        ("Vorgeschlagen wird eine Reduzierung der Anzahl der Stellen auf insgesamt 5 ab dem Jahr 2026.", "5"),
        ("Derzeit gibt es sechs unbesetzte von insgesamt 43 Planstellen.", "43 6"),
        ("Die Aufgabe wird zur Hälfte einer Planstelle wahrgenommen.", "0.5"),
        ("Die bisher mit einer halben Kraft besetzte Stelle ist überlastet.", "0.5"),
        ("Die Wache wird um 2 Notfallsanitäterstellen verstärkt.", "2"),
        ("Die Leitstelle wird um vier Disponentenstellen aufgestockt.", "4"),
        ("Der Kreis finanziert eine Kraft in Vollzeit.", "1"),
        ("Eine bis zwei Stellen könnten eingespart werden.", "1 2"),
        ("Zwei der Stellen sind mit kw-Vermerken versehen.", "2"),
        ("15 von 20 Planstellen sind besetzt.", "15 20"),
        ("Auf zwei Stellen im Bauamt kann künftig verzichtet werden.", "2"),
        ("Die Weiterführung der zwei Stellen im Integrationsmanagement wird beschlossen.", "2"),
        ("Drei bisher bis 2023 befristete Stellen werden dauerhaft in den Stellenplan aufgenommen.", "3"),
        ("Der Stellenplan erhöht sich um 2.", "2"),
        ("Stellenplan: Erhöhung um 0,5", "0.5"),
        ("Beantragt wird die Einrichtung von Stellen in der Schulsozialarbeit (jeweils 50 %).", "0.5"),
        ("Die Förderung der beiden Stellen wurde bewilligt.", "2"),
        ("Der Stellenplan enthält eine Vollzeit- und drei halbe Stellen.", "1 1.5"),
        ("Wir beantragen, eine Personalstelle für die Radwege mit 50 % zu schaffen.", "0.5"),
        ("Es werden 2 zusätzliche Quartiersstellen eingerichtet.", "2"),
        ("Geschaffen wird 1,0 Stadtamtfrau BGr. A 11.", "1"),
        ("Benötigt wird 0,5 Sachbearbeitung Wohngeld, EG 9a.", "0.5"),
        ("Benötigt wird eine Sachbearbeiter/innenstelle im Sozialamt.", "1"),
        ("Das Jobcenter soll um 6,0 auf dann 35,0 Planstellen verstärkt werden.", "35 6"),
        ("Zu prüfen ist, eine innerhalb des Amtes frei werdende Stelle umzuschichten.", "1"),
        ("Für eine Vollzeitstelle betragen die Personalkosten 65.000 Euro.", ""),
        ("Die Zahl der Haltestellen wird um 2 erhöht.", ""),
        ("Ein Viertel einer Anlaufstelle bleibt frei.", ""),
        ("Beide Stellen bescheinigen der Satzung ihre Rechtmäßigkeit.", ""),
        ("Der Stellenplan von 2020.", ""),
        ("Die Sanierung ist an drei der Stellen abgeschlossen.", ""),
        ("Die Ausländerbehörde sei eine Stelle, die unter Höchstlast arbeite.", ""),
        ("Die Haltestelle wird von 1,5 auf 2,0 Meter verbreitert.", ""),
        ("Die Stellen in der Beratung (jeweils 50 % Förderung) bleiben.", ""),
        ("Verlangt ist die Hälfte der regelmäßigen Arbeitszeit einer Vollzeitkraft.", ""),
        ("Es wird eine Auszubildenden-Stelle eingerichtet.", ""),
        ("Drei neue Haltestellen werden gebaut.", ""),
        ("Der Landkreis hat fünf neue Bereitschaftspflegestellen gewonnen.", ""),
        ("Die Kosten steigen um 2,5 Prozent der A 11.", ""),
        ("Pflegestellen gibt es 20 statt 18 (Stand Mai).", ""),
    ],
)
def test_posts_that_a_sentence_spells(text: str, values: str) -> None:
    assert sorted(str(post.value) for post in posts_of(text)) == sorted(values.split())


@pytest.mark.parametrize(
    ("text", "action", "decided"),
    [
        ("Zum 01.09.2009 stieg der Kreis mit der Einrichtung von je einer 0,5 Fachkraftstelle in das Projekt ein.", "existing", False),
        ("Seit dem 01.09.2014 ist eine 0,5 Fachkraft an der Mittelschule tätig.", "existing", False),
        ("Im Jahr 2019 schuf der Kreis zwei Stellen für die Wohnraumakquise.", "existing", False),
        ("2017 richtete der Landkreis eine Vollzeitstelle für die Bildungskoordination ein.", "existing", False),
        ("Eine Stelle konnte zum 01.03.2023 besetzt werden.", "existing", False),
        ("Zwei Stellen blieben trotz Ausschreibung unbesetzt.", "existing", False),
        ("Zum 01.04.2022 hat eine Vollzeitkraft ihre Arbeit aufgenommen.", "existing", False),
        ("Eine entsprechende Stelle ist im Stellenplan 2024 berücksichtigt.", "create", True),
        ("Es wird mit einem Stellenaufwuchs von 2,0 VZÄ gerechnet.", "create", True),
        ("Der Landkreis stellt zum 01.01.2024 eine Vollzeitkraft ein.", "create", True),
        ("Der Kreisausschuss genehmigt eine überplanmäßige Stelle im Sozialamt.", "create", True),
        ("Dem Jugendamt werden 2,5 VZÄ zusätzlich zur Verfügung gestellt.", "create", True),
        ("Die SPD-Fraktion hatte vier zusätzliche Stellen beantragt; der Antrag wurde abgelehnt.", "create", False),
        ("Die zum 31.12.2024 auslaufende Befristung einer Vollzeitstelle wird aufgehoben.", "extend", True),
        ("Die Befristung der 0,5 Stelle soll entfallen.", "extend", True),
        ("Die bis zum 30.06.2025 befristeten 1,5 VZÄ werden bis zum 30.06.2027 weiter besetzt.", "extend", True),
        ("Drei bisher bis 2023 befristete Stellen werden dauerhaft in den Stellenplan aufgenommen.", "extend", True),
        ("Die bis zum 31.12.2024 befristete Stelle (1,0 VZÄ) ist bis zum 31.12.2026 zu verlängern.", "extend", True),
        ("Auf zwei Stellen im Bauamt kann künftig verzichtet werden.", "cut", True),
        ("Es zeigt sich ein Fehlbedarf von 301,8 Stunden bzw. 7,5 VZÄ in den Sekretariaten.", "create", True),
        ("Nach dem Gleichberechtigungsgesetz ist in großen Dienststellen eine Vollzeitstelle zu schaffen.", "create", False),
        ("Auf Antrag beschloss der Rat in seiner Sitzung am 26.03.2015, die Schaffung einer Vollzeitstelle zu prüfen.", "create", False),
        ("Der Kreis leistet sich im Büro insgesamt zehn Vollzeitstellen.", "existing", False),
        ("Die im Stellenplan ausgewiesene halbe Stelle im Kulturbüro wird gestrichen.", "cut", False),
        ("Im Haushalt 2022 wurden bereits drei zusätzliche Stellen aufgenommen.", "existing", False),
        ("Die Aufgabe übernimmt eine innerhalb des Amtes freiwerdende Stelle.", "existing", True),
        ("Die Projektstelle (1,0 VZÄ) soll bis Ende 2026 weiterlaufen.", "extend", True),
        ("Der Stellenplan umfasst nunmehr 48,0 Stellen.", "", True),
    ],
)
def test_what_becomes_of_posts(text: str, action: str, decided: bool) -> None:
    (post,) = posts_of(text)
    assert (post.action, post.decided) == (action, decided)


def posts_of_page(text: str) -> list[Position]:
    pages = read_bytes(text.encode(), "auszug.txt").pages
    return list(extract_paper("p1", [ReadFile("0" * 64, "auszug.txt", pages)], PaperFacts(), ()).positions)


def test_the_title_of_a_point_of_minutes_asks_for_its_posts() -> None:
    found = posts_of_page(
        "§ 12 - Jugendarbeit; hier: Einrichtung einer 50 %-Stelle im Jugendhaus Süd (öffentlich)\nSachvortrag:\n"
        "Im Ausschuss für Soziales wurde am 11.11.2010 über die Anträge berichtet. Der Träger sucht weitere Räume.\n"
    )
    assert [(str(post.value), post.action, post.decided) for post in found] == [("0.5", "create", True)]


def test_a_sentence_of_the_proposal_tells_the_year_of_all_its_posts() -> None:
    found = posts_of_page(
        "Betreff\nVerstärkung der Leitstelle\nVorlage\n12/2021\nArt\nBeschlussvorlage\n\nBeschlussvorschlag:\n\n"
        "1) Es werden folgende Stellen geschaffen:\na) Stellvertretende Leitung 1 x TVöD E 10\nb) Schichtleitung 2 x TVöD E 9c\n\n"
        "2) Die Stellen sind im Stellenplan für das Jahr 2022 auszuweisen.\n"
    )
    assert [(str(post.value), post.years, post.grade) for post in found] == [("1", "2022", "E 10"), ("2", "2022", "E 9c")]


@pytest.mark.parametrize(
    ("vote", "decided"),
    [
        ("Abstimmungsergebnis: mehrheitlich abgelehnt\nZustimmung: FWR (3) Ablehnung: CDU (11) Enthaltung: SPD (5)", False),
        ("Abstimmungsergebnis: einstimmig beschlossen", True),
        ("Abstimmungsergebnis:\nJa-Stimmen: | 3 |\nNein-Stimmen: | 19 |\nEnthaltungen: | 1 |", False),
        ("Abstimmungsergebnis:\nJa-Stimmen: | 19 |\nNein-Stimmen: | 3 |\nEnthaltungen: | 1 |", True),
        ("Abstimmungsergebnis: 4 Ja-Stimmen\n  7 Nein-Stimmen", False),
        ("Herr Berg stellt den Antrag auf Vertagung.\nAbstimmungsergebnis: abgelehnt", True),
    ],
)
def test_a_vote_below_the_proposal_tells_whether_it_carries(vote: str, decided: bool) -> None:
    (post,) = posts_of_page(f"Beschlussvorschlag:\nIm Stellenplan 2025 wird eine Vollzeitstelle für die Jugendpflege geschaffen.\n{vote}\n")
    assert post.decided is decided


def test_an_order_goes_on_with_what_shall_be() -> None:
    found = posts_of_page(
        "Der Bürgermeister wird beauftragt, im Stellenplan 2023 zwei Stellen für die Quartiersarbeit zu schaffen.\n"
        "Ihre Arbeit soll durch eine Bürokraft (mind. 50 % Stelle) unterstützt werden.\n"
    )
    assert [(str(post.value), post.decided) for post in found] == [("2", True), ("0.5", True)]


def test_a_resolution_in_the_wording_of_a_changed_proposal_is_one() -> None:
    found = posts_of_page(
        "Beschluss in der Fassung des geänderten Beschlussvorschlags (Anlage 3):\n\n1. Der Rat erkennt folgenden Mehrstellenbedarf an:\n\n"
        "a. 1,0 Verwaltungsbeschäftigte/r EG 14 TVöD\n\nb. 1,0 Stadtamtmann/-frau BGr. A11 LBesG\n\nAbstimmungsergebnis:\n\nEinstimmig\n"
    )
    assert [(str(post.value), post.action, post.grade, post.decided) for post in found] == [
        ("1", "create", "EG 14", True), ("1", "create", "A11", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("resolution", "decided"),
    [("Der Antrag wird abgelehnt.", False), ("Dem Antrag wird nicht gefolgt.", False), ("Dem Antrag wird zugestimmt.", True)],
)
def test_a_motion_that_the_proposal_turns_down_is_not_decided(resolution: str, decided: bool) -> None:
    (post,) = posts_of_page(
        f"Beschluss:\n\n{resolution}\n\nSachverhalt:\nDie Fraktion beantragt, im Stellenplan zwei Stellen für Streetwork zu schaffen.\n"
    )
    assert post.decided is decided
