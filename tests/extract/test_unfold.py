from __future__ import annotations

from corpus.types import Page, PaperFacts, ReadFile
from extract.metadata import find_facts
from extract.sections import find_sections
from extract.unfold import unfold

FORM = (
    "Kreis Rhönau Der Landrat Vorlagen-Nr.: 118/2019 Datum: 14.02.2019 X Öffentliche Sitzung Nichtöffentliche Sitzung "
    "Beratungsfolge: Ausschuss für Soziales 05.03.2019 Kreisausschuss 20.03.2019 Kreistag 03.04.2019 "
    "Einrichtung einer Beratungsstelle für Zugewanderte Sachbearbeiter/in: Frau Sommer Die Vorlage berührt den Etat des Haushaltsjahres. "
    "Beschlussempfehlung der Verwaltung: Der Kreistag beschließt die Einrichtung der Beratungsstelle. "
    "Begründung: Die Zahl der Ratsuchenden steigt."
)


def facts(text: str) -> PaperFacts:
    file = ReadFile("a" * 64, "vorlage.txt", (Page(1, text),))
    return find_facts([file], find_sections(file))


def test_a_form_in_one_line_is_read_as_if_it_stood_in_lines() -> None:
    paper = facts(FORM)
    assert (paper.reference, paper.date, paper.public) == ("118/2019", "2019-02-14", True)
    assert paper.title == "Einrichtung einer Beratungsstelle für Zugewanderte"
    stations = [(item.committee, item.date) for item in paper.consultations]
    assert stations == [("Ausschuss für Soziales", "2019-03-05"), ("Kreisausschuss", "2019-03-20"), ("Kreistag", "2019-04-03")]


def test_unfolding_moves_nothing() -> None:
    page = unfold(Page(1, FORM))
    assert len(page.text) == len(FORM)
    assert page.text.replace("\n", " ") == FORM


def test_paragraphs_and_forms_in_lines_are_left_alone() -> None:
    lines = Page(1, FORM.replace(": ", ":\n"))
    assert unfold(lines) is lines
    prose = "Die Verwaltung hat die Vorlage am 14.02.2019 beraten. Der Landrat erläutert die Begründung: die Zahl der Anträge steigt. " * 4
    page = Page(1, prose)
    assert unfold(page) is page


def test_what_a_mirror_prints_before_a_paper_is_not_the_papers() -> None:
    text = (
        "Menü\n\nBeschlussvorlage (Haushalt)\n\nDaten\n\nKommune\nRhönau\nGröße\n32 kB\nDatum\n12.12.2016\n\nInhalt der Datei\n\n"
        "Stadt Rhönau\nVorlage Nr. 77/2016\nDatum: 02.11.2016\nBetreff: Haushaltssatzung 2017\n"
    )
    paper = facts(text)
    assert (paper.reference, paper.date, paper.title) == ("77/2016", "2016-11-02", "Haushaltssatzung 2017")
    assert len(unfold(Page(1, text)).text) == len(text)


def test_columns_and_results_of_a_beratungsfolge_in_one_line() -> None:
    paper = facts(
        "Drucksache: WP8/2013 1. Ergänzung Fachbereich II - Schule und Soziales Sitzungsteil Az.: 40 öffentlich "
        "Beratungsfolge: Sitzungstermin: Abstimmungsergebnis: Bildungs- und Sozialausschuss 24.09.2013 einstimmig Rat der Stadt 01.10.2013 "
        "Betreff: Schulentwicklungsplanung der weiterführenden Schulen Beschlussvorschlag: Der Rat stimmt dem Plan zu. STADT ALTDORF "
        "Begründung: Die Zahl der Anmeldungen sinkt seit Jahren, und zwei Schulen haben Räume frei."
    )
    stations = [(item.committee, item.date, item.result) for item in paper.consultations]
    assert stations == [("Bildungs- und Sozialausschuss", "2013-09-24", "einstimmig"), ("Rat der Stadt", "2013-10-01", "")]
    assert (paper.reference, paper.public, paper.title) == ("WP8/2013", True, "Schulentwicklungsplanung der weiterführenden Schulen")
    assert paper.lead_unit == "Fachbereich II - Schule und Soziales"
