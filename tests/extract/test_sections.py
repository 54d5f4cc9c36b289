from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.types import Page, ReadFile
from extract.metadata import find_facts
from extract.rules import check_rules, load_rules
from extract.sections import Section, find_sections


def read(*texts: str) -> ReadFile:
    return ReadFile("f" * 64, "vorlage.txt", tuple(Page(number, text) for number, text in enumerate(texts, start=1)))


def kinds(*texts: str) -> list[tuple[str, str]]:
    return [(section.kind, section.heading) for section in find_sections(read(*texts))]


def part(file: ReadFile, section: Section) -> str:
    return file.pages[section.page - 1].text[section.start : section.end]


@pytest.mark.parametrize("name", ["sections", "heads"])
def test_every_example_of_the_rules_holds(name: str) -> None:
    assert check_rules(load_rules(name)) == []


def test_headings_alone_inline_and_numbered() -> None:
    text = (
        "Landkreis Musterau\n"
        "Beschlussvorschlag: Der Kreistag stimmt dem Vertrag zu.\n"
        "1. Sachverhalt\nDie Brücke ist gesperrt.\n"
        "II. Finanzielle Auswirkungen\n12.000 €\n"
        "■ Personelle Auswirkungen: ☐ ja ☒ nein\n"
        "Anlagen:\nLageplan\n"
    )
    assert kinds(text) == [
        ("header", ""),
        ("proposal", "Beschlussvorschlag"),
        ("facts", "Sachverhalt"),
        ("finances", "Finanzielle Auswirkungen"),
        ("staffing", "Personelle Auswirkungen"),
        ("attachments", "Anlagen"),
    ]


def test_every_character_belongs_to_one_section_and_sections_go_on_over_pages() -> None:
    file = read("Kopf\nBegründung:\nDer erste Teil\n", "geht hier weiter.\nAnlagen\nKarte\n", "", "noch eine Karte")
    sections = find_sections(file)
    for page in file.pages:
        mine = [section for section in sections if section.page == page.number]
        assert "".join(part(file, section) for section in mine) == page.text
    found = [(section.page, section.kind) for section in sections]
    assert found == [(1, "header"), (1, "facts"), (2, "facts"), (2, "attachments"), (4, "attachments")]


def test_links_that_only_list_headings_are_no_sections() -> None:
    text = (
        "Drucksache 12/2020\nBeschlussvorschlag\nSachverhalt\nAnlage/n\nBeschlussvorschlag:\n"
        "Der Rat beschließt.\nSachverhalt:\nText.\n"
    )
    assert kinds(text) == [("header", ""), ("proposal", "Beschlussvorschlag"), ("facts", "Sachverhalt")]


def test_a_column_headed_beschlussvorschlag_makes_its_cells_a_proposal() -> None:
    text = (
        "Amt\tThema\tBeschlussvorschlag der Verwaltung\n"
        "Jugendamt\tHorte\tFür Horte werden 20.000 € bereitgestellt.\nSchulamt\tMensa\t\n"
    )
    file = read(text)
    proposals = [part(file, section) for section in find_sections(file) if section.kind == "proposal"]
    assert proposals == ["Für Horte werden 20.000 € bereitgestellt."]


def test_the_column_beschluss_of_a_beratungsfolge_is_no_proposal() -> None:
    text = "Beratungsfolge\nDatum\tGremium\tBeschluss\n03.09.2026\tKreistag\tungeändert beschlossen\nSachverhalt:\nText\n"
    assert "proposal" not in {kind for kind, _ in kinds(text)}


def test_a_first_cell_heads_its_row() -> None:
    assert kinds(
        "Kopf\nAnlass\tDie Halle ist zu klein.\nGesamtkosten\t500.000 €\n"
    )[1:] == [("facts", "Anlass"), ("finances", "Gesamtkosten")]


def test_the_kind_of_paper_above_its_form_is_no_heading() -> None:
    text = (
        "ANFRAGE\nStadtrat Kern (UWG)\nGremium:\nTermin:\nStadtrat\n04.05.2021\nRadweg\n"
        "1. Wann wird er gebaut?\nBegründung:\nEr fehlt.\n"
    )
    assert kinds(text) == [("header", ""), ("facts", "Begründung")]


def test_kurzfassung_is_a_proposal_where_it_resolves() -> None:
    assert kinds("Kopf\nKurzfassung\nDer Gemeinderat stimmt nach Vorberatung dem Bau zu.\n")[1] == ("proposal", "Kurzfassung")
    assert kinds("Kopf\nKurzfassung\nDie Verwaltung hat die Kosten geprüft.\n")[1] == ("facts", "Kurzfassung")


def test_the_sentence_that_moves_a_resolution_begins_the_proposal() -> None:
    assert kinds("Radweg nach Altdorf\nDer Kreistag möge beschließen:\n1. Der Radweg wird gebaut.\n")[1][0] == "proposal"


def test_running_text_that_begins_like_a_heading_is_none() -> None:
    assert kinds("Kopf\nKosten entstehen dem Kreis dadurch nicht.\nAntrag und Begründung liegen vor.\n") == [("header", "")]


def test_signature_lines() -> None:
    assert kinds("Kopf\nSachverhalt:\nText.\ngez. Dr. Anna Weber\n")[-1] == ("signature", "gez.")


def test_a_file_without_text_has_no_sections() -> None:
    assert find_sections(read("", "")) == ()


WORDS = (
    "Verteiler", "<Verteiler>", "**", "<b>", "_", "-", ":", "·", "|", "Seite 3", "Antrag", "Anfrage", "Beschlussvorschlag", "Sachverhalt",
    "Der Kreistag möge beschließen:", "Beratungsfolge", "Gremium", "Termin", "TOP",
    "Haupt-", "und Finanzausschuss", "Kreistag", "12.03.2019",
    "31.02.2020",
    "Vorlage Nr.", "2019/12", "öffentlich", "☒", "☐", "Landkreis Gotha", "Stadt UlmAmt", "Stadt", "GmbH", "gez.",
)
ROWS = st.lists(st.sampled_from(WORDS), max_size=5)
LINES = ROWS.flatmap(lambda words: st.sampled_from((" ", "\t", "")).map(lambda gap: gap.join(words)))
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=20).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=3))
def test_any_text_is_cut_without_gaps_and_read_without_error(texts: list[str]) -> None:
    file = read(*texts)
    sections = find_sections(file)
    for page in file.pages:
        assert "".join(part(file, section) for section in sections if section.page == page.number) == page.text
    facts = find_facts([file], sections)
    # A date and a number are told by digits of the text, never made up.
    assert not (facts.date or facts.reference) or any(char.isdigit() for text in texts for char in text)
