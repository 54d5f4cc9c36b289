"""The unit that has a paper in hand, wherever a head, a signature or a footer names it."""

from __future__ import annotations

from corpus.types import Page, PaperFacts, ReadFile
from extract.metadata import find_facts
from extract.sections import find_sections


def facts(*pages: str) -> PaperFacts:
    file = ReadFile("0" * 64, "vorlage.txt", tuple(Page(number, text) for number, text in enumerate(pages, 1)))
    return find_facts([file], find_sections(file))


def test_a_unit_is_named_with_its_number_and_labels_may_be_joined() -> None:
    joined = facts(
        "Beschlussvorlage\tDrucksache Nr. 2018/176\nAmt / Dezernat: Kreisbauamt\tDatum: 04.06.2018\n"
        "Betreff: Ausbau\nSachverhalt\nEs wird gebaut.\n"
    )
    assert (joined.reference, joined.lead_unit, joined.date) == ("2018/176", "Kreisbauamt", "2018-06-04")
    alone = facts("Landkreis Stade\tMitteilung\nDezernat II\t20.11.2023\nBetreff: Bericht zur Lage\nSachverhalt\nDie Lage ist gut.\n")
    assert alone.lead_unit == "Dezernat II"


def test_a_unit_is_no_label_and_no_head_of_a_column() -> None:
    assert facts("Bericht zur Haushaltssicherung\nBereich/Amt\nMaßnahme\nName\nSumme\n").lead_unit == ""
    assert facts("An\tGeschäftsstelle:\nalle Mitglieder\tHauptstr. 1, 89073 Ulm\n").lead_unit == ""


def test_a_unit_over_the_name_that_signs() -> None:
    paper = facts("Zukunft der Bäder\n\nReferat für Gesundheit\nund Umwelt\nBeate Beispiel\nBerufsmäßige Stadträtin\n23.12.2020\n\nText.\n")
    assert paper.lead_unit == "Referat für Gesundheit und Umwelt"


def test_a_footer_names_body_and_unit() -> None:
    head = "Zukunft der Bäder\n\nSachverhalt:\nDie Bäder sind alt, und ihre Becken sind undicht.\n"
    assert facts(head + "Stadt Erlangen / Referat für Sport\n").lead_unit == "Referat für Sport"
    assert facts(head + "Verein Erlangen / Referat für Sport\n").lead_unit == ""


def test_a_unit_that_is_broken_at_a_lines_end_is_whole_again() -> None:
    paper = facts("Beschlussvorlage Nr. 12/2020\nFederführung: Fachbereich Gebäude-\nwirtschaft\n\nBetreff: Neubau\nSachverhalt\nText.\n")
    assert paper.lead_unit == "Fachbereich Gebäudewirtschaft"


def test_the_office_below_a_dezernat_is_the_more_specific() -> None:
    form = "Landkreis Uelzen\nBeschlussvorlage\n{}\nDatum: 03.05.2021\n\nBetreff:\nFörderung der Träger\n\nSachverhalt:\nText.\n"
    assert facts(form.format("Dezernat I\nAmt für Soziales und Integration")).lead_unit == "Amt für Soziales und Integration"
    assert facts(form.format("Dezernat I\nFrau Kern")).lead_unit == "Dezernat I"


def test_a_units_name_behind_its_number() -> None:
    assert facts("Landratsamt Uelzen\nSachgebiet 31 - Asyl und Integration\nAz. 31-4350\n\nBericht\n").lead_unit == (
        "Sachgebiet 31 - Asyl und Integration"
    )


def test_a_joined_label_of_unit_and_file_number() -> None:
    paper = facts(
        "Kreis Uelzen\nSitzungsvorlage\nSV-10-0456\n\nAbteilung / Aktenzeichen\n50-Soziales/ 50.2\n"
        "Datum\n11.01.2022\n\nBetreff\nManagement\n"
    )
    assert paper.lead_unit == "50-Soziales/ 50.2"
