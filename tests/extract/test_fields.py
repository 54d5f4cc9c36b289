"""Handlungsfelder: titles and short papers of our own, the index of words, and the gold where it is present."""

import json
from pathlib import Path
from time import process_time

import pytest

from corpus.taxonomy import load_taxonomies, parse_taxonomy
from corpus.types import Page, PaperFacts, ReadFile
from extract.fields import fields_of_text, find_fields
from extract.rules import check_rules, load_rules
from extract.sections import Section
from extract.subject import find_lists, split_title
from extract.termindex import TermIndex, words_of

SHARED = Path(__file__).resolve().parents[3] / "shared"


def fields(title: str, text: str = "", prefix: str = "produkt", **told: str) -> list[str]:
    file = ReadFile("0" * 64, "vorlage.txt", (Page(1, text),))
    found = find_fields(PaperFacts(title=title, **told), [file], (), load_taxonomies())  # type: ignore[arg-type]
    return [entry.field.removeprefix(f"{prefix}:") for entry in found if entry.field.startswith(prefix)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Stellenplan 2025 der Kreisverwaltung", ["11"]),
        ("Beschaffung eines Löschfahrzeugs für die Feuerwehr Altdorf", ["12"]),
        ("Grundschulneubau in Weiler: Vergabe der Rohbauarbeiten", ["21"]),
        ("Neue Gebührensatzung der Kreismusikschule", ["25"]),
        ("Fortschreibung der Pflegesozialplanung", ["31"]),
        ("Erweiterung der Kindertagesstätte Sonnenhügel", ["36"]),
        ("Übernahme des Defizits der Kreisklinik", ["41"]),
        ("Sanierung des Freibads und Neufestsetzung der Bäderpreise", ["42"]),
        ("Bebauungsplan „Technologiepark Nord“, Aufstellungsbeschluss", ["51"]),
        ("Förderung des sozialen Wohnungsbaus", ["52"]),
        ("Änderung der Abfallgebührensatzung", ["53"]),
        ("Ausbau der K 4712 und Bau eines Radwegs", ["54"]),
        ("Neukalkulation der Friedhofsgebühren", ["55"]),
        ("Integriertes Klimaschutzkonzept des Landkreises", ["56"]),
        ("Ansiedlungsstrategie der Wirtschaftsförderung", ["57"]),
        ("Haushaltssatzung 2026 mit Haushaltsplan und Finanzplanung", ["61"]),
        ("Zweifeldsporthalle am Schulzentrum", ["42", "21"]),
        ("Unterbringung unbegleiteter minderjähriger Flüchtlinge", ["31", "36"]),
        ("Verschiedenes", []),
        ("Ausbau der K 17 in Neudorf", ["54"]),
        ("Wahl der Schöffen für die Amtszeit ab 2029", ["12"]),
        ("Wahl der Mitglieder des Jugendhilfeausschusses", ["11"]),
        ("Wahl einer Stellvertretung", ["11"]),
        ("Jahresabschluss 2023 der Kreiskliniken gGmbH", ["41"]),
        ("Feststellung des Jahresabschlusses 2023", ["61"]),
        ("Wirtschaftsplan der Stadtwerke", ["53"]),
        ("Bebauungsplan Nr. 14 Am Waldfriedhof, Offenlage", ["51"]),
        ("Krippe in der Ahornstraße, Umbau", ["36"]),
        ("Neubau eines Hortes Lange Straße 12", ["36"]),
        ("Verband Pfälzer Wald, Beitritt zur Tourismuswerbung", ["57"]),
        ("Richtwerte für die Kosten der Unterkunft", ["31"]),
        ("Neuaufstellung des Stadtmarketings", ["57"]),
        ("Anfrage zum Kreishaushalt", ["61"]),
        ("Bildung des Jugendhilfeausschusses", ["11"]),
        ("Fahrradbügel auf dem Markt", ["54"]),
        ("Aufwandsentschädigung für ehrenamtlich Tätige", ["11"]),
        ("Jahresrechnung des Kurbetriebs", ["57"]),
        ("Kita am Friedhof, Vergabe", ["36"]),
        ("Mehr Bänke für den Spielplatz (an der Bachschule)", ["36"]),
    ],
)
def test_a_title_tells_the_product_area(title: str, expected: list[str]) -> None:
    assert set(fields(title)) == set(expected)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Aufbau eines Sprachmittlerpools für Geflüchtete", ["sprache"]),
        ("Hausaufgabenbetreuung für Schülerinnen und Schüler mit Migrationshintergrund", ["bildung"]),
        ("Einrichtung einer Gemeinschaftsunterkunft für Asylsuchende", ["wohnen"]),
        ("Förderung der Helferkreise in der Flüchtlingsarbeit", ["ehrenamt"]),
        ("Fortschreibung des Integrationskonzepts", ["steuerung"]),
        ("Internationale Wochen gegen Rassismus", ["antidiskriminierung"]),
        ("Interkulturelle Öffnung der Kreisverwaltung", ["oeffnung"]),
        ("Traumaberatung für geflüchtete Frauen", ["gesundheit"]),
        ("Arbeitsmarktintegration von Zugewanderten", ["arbeit"]),
        ("Unterbringung von Obdachlosen", []),
        ("Wohnraumförderung für Familien", []),
    ],
)
def test_integration_fields_only_where_the_paper_has_to_do_with_it(title: str, expected: list[str]) -> None:
    assert fields(title, prefix="integration") == expected


def test_a_concept_has_the_fields_that_it_sets_out_and_not_those_of_a_next_step() -> None:
    text = (
        "Das Konzept wendet sich an Zugewanderte und Geflüchtete. Es nennt Ziele in den Handlungsfeldern Sprache, Wohnen und Arbeit.\n"
        "Als nächster Schritt sollen die Handlungsfelder Gesundheit, Pflege und Teilhabe bearbeitet werden."
    )
    assert sorted(fields("Integrationskonzept des Kreises", text, "integration")) == ["arbeit", "sprache", "steuerung", "wohnen"]


def test_a_subject_that_the_title_does_not_name_is_read_from_the_text() -> None:
    text = "Der Helferkreis begleitet Geflüchtete. "
    text += "Der Helferkreis hat 40 Ehrenamtliche; viele Geflüchtete danken dem Helferkreis und dem Ehrenamt."
    assert fields("Antrag auf Zuschuss", text, "integration") == ["ehrenamt"]
    assert fields("Antrag auf Zuschuss", text) == ["31"]


FILLER = "Die Verwaltung legt dazu in der nächsten Sitzung einen Vorschlag vor, über den dann zu beraten ist. "


def test_the_only_word_of_a_text_tells_its_field_where_it_comes_back_or_the_text_is_short() -> None:
    once = "Herr Alt fragt nach der Feuerwehr. "
    again = "Die Feuerwehr wächst. Die Feuerwehr braucht Platz. Die Feuerwehr und die Feuerwehren der Nachbarn helfen sich. "
    assert fields("", once + 8 * FILLER) == []
    assert fields("", again + 8 * FILLER) == ["12"]
    assert fields("", once + FILLER) == ["12"]


def test_a_short_note_belongs_to_integration_by_one_word_unless_its_title_says_otherwise() -> None:
    note = "Für Flüchtlinge fehlt Wohnraum; neue Unterkünfte werden gesucht. "
    assert fields("", note + FILLER, prefix="integration") == ["wohnen"]
    assert fields("Haushaltssatzung 2025", note + FILLER, prefix="integration") == []


def test_sections_without_a_subject_are_left_out() -> None:
    text = (
        "Beschluss: Der Radweg an der Kreisstraße zwischen Altdorf und Neudorf wird im kommenden Jahr gebaut.\n"
        "Anlagen: Lageplan der Kläranlage, Abwassersatzung, Abfallsatzung, Wasserversorgung"
    )
    cut = text.index("Anlagen")
    file = ReadFile("0" * 64, "vorlage.txt", (Page(1, text),))
    sections = (Section(file.sha256, 1, 0, cut, "proposal", "Beschluss"), Section(file.sha256, 1, cut, len(text), "attachments", "Anlagen"))
    found = find_fields(PaperFacts(title="Antrag der Gemeinde"), [file], sections, load_taxonomies())
    assert [entry.field for entry in found] == ["produkt:54"]


def test_minutes_have_the_fields_of_their_items_not_of_their_committee() -> None:
    text = (
        "Niederschrift über die Sitzung des Ausschusses für Kultur und Sport\n"
        "TOP 1 Neubau der Kläranlage\nTOP 2 Sanierung der Kreisstraße 7\nTOP 3 Jahresbericht der Feuerwehr\n"
    )
    found = fields("Niederschrift über die Sitzung des Ausschusses für Kultur und Sport", text, paper_type="Niederschrift")
    assert sorted(found) == ["12", "53", "54"]


def test_minutes_of_one_point_are_about_what_its_title_says() -> None:
    talk = "Frau Kern stellt die Pläne vor. Der Ausschuss nimmt Kenntnis. " * 8
    assert fields("Außengastronomie am Schlossplatz", talk, paper_type="Protokoll") == ["57"]


def test_surnames_and_the_place_of_an_annex_tell_nothing() -> None:
    text = "Frau Müller und Herr Schulze fragen nach dem Stand. Die Liste ist als Anlage im Ratsinformationssystem hinterlegt.\n"
    assert fields("", text) == []
    assert fields("", "Der Müll wird getrennt. Mehr Müll fällt an, und der Müll ist teuer.\n") == ["53"]


def test_names_of_persons_and_of_the_body_itself_tell_nothing() -> None:
    text = "Frau Vogel und Herr Steg berichten über die Schulen. Herr Vogel fragt nach den Grundschulen. Frau Vogel dankt den Schulen."
    assert fields("", text) == ["21"]
    file = ReadFile("a" * 64, "a.txt", (Page(1, "Die Stadt Forst baut. In Forst wird gebaut. Forst hat Pläne."),))
    assert find_fields(PaperFacts(body="Stadt Forst (Lausitz)"), [file], (), load_taxonomies()) == ()
    assert [entry.field for entry in find_fields(PaperFacts(body="Stadt Guben"), [file], (), load_taxonomies())] == ["produkt:55"]


def test_points_that_every_sitting_has_are_not_what_minutes_are_about() -> None:
    points = "1. Eröffnung der Sitzung\n2. Einwohnerfragestunde\n3. Bericht des Landrats\n4. Neubau der Grundschule\n5. Verschiedenes\n"
    assert fields("Niederschrift über die 3. Sitzung des Gemeinderates", f"Tagesordnung\n{points}") == ["21"]
    page = "Datum: 21.02.2024\nSitzungsort: Rathaus\nGremium: Gemeinderat\n"
    assert fields("", f"{page}1. Genehmigung der Niederschrift\n2. Gebühren der Kindertagesstätten\n") == ["36"]


def test_posts_and_the_whole_budget_in_a_title() -> None:
    assert fields("Unbesetzte Stellen in der Stadtverwaltung") == ["11"]
    assert fields("Gesamthaushalt 2019") == ["61"]
    assert fields("Einrichtung eines Arbeitskreises ‚Integration von Flüchtlingen‘", prefix="integration") == ["steuerung"]


def test_score_evidence_and_number_are_bounded() -> None:
    words = "Kläranlage Feuerwehr Grundschule Museum Sozialhilfe Kindergarten Krankenhaus Sporthalle Bebauungsplan Wohnungsbau"
    found = find_fields(PaperFacts(title=words), [], (), load_taxonomies())
    assert len(found) == 6
    assert all(0 < entry.score <= 1 and entry.label and 1 <= len(entry.evidence) <= 5 for entry in found)
    assert max(entry.score for entry in found) == 1


def test_a_users_taxonomy_is_applied_beside_the_built_in_ones() -> None:
    own = parse_taxonomy('prefix = "frauen"\n[field.schutz]\nlabel = "Schutz vor Gewalt"\nstrong = ["frauenhaus*"]', "frauen.toml")
    found = find_fields(PaperFacts(title="Zuschuss für das Frauenhaus"), [], (), (*load_taxonomies(), own))
    assert [(entry.field, entry.label) for entry in found][-1] == ("frauen:schutz", "Schutz vor Gewalt")


def test_a_figure_takes_the_fields_that_its_sentence_names() -> None:
    paper = ("produkt:21", "produkt:42", "integration:sprache")
    taxonomies = load_taxonomies()
    assert fields_of_text("Für die Sporthalle sind 2 Mio. € veranschlagt.", taxonomies, paper) == ("produkt:42", "integration:sprache")
    assert fields_of_text("Die Kosten betragen 2 Mio. €.", taxonomies, paper) == paper
    assert fields_of_text("Die Feuerwehr erhält 5.000 €.", taxonomies, paper[:1]) == ("produkt:21",)
    assert fields_of_text("Die Kosten betragen 2 Mio. €.", taxonomies, ()) == ()


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("Anfrage der CDU-Fraktion: Zustand der Kreisstraßen", "Zustand der Kreisstraßen"),
        ("Neubau der Sporthalle inkl. Photovoltaikanlage", "Neubau der Sporthalle"),
        ("Umbau Rathaus", "Umbau Rathaus"),
        ("hier: Umbau Rathaus", "hier: Umbau Rathaus"),
    ],
)
def test_a_title_is_split_into_matter_and_tail(title: str, matter: str) -> None:
    assert split_title(title)[0].strip() == matter


def test_lists_of_fields_need_several_items() -> None:
    assert list(find_lists("Schwerpunkte sind Wohnen, Arbeit und Bildung.")) == ["sind Wohnen, Arbeit und Bildung"]
    assert list(find_lists("Das Handlungsfeld Wohnen ist neu.")) == []


def test_the_longest_pattern_wins_and_phrases_go_over_words() -> None:
    index = TermIndex(["schul*", "*schule", "musikschul*", "offene ganztagsschule", "*wohnungsbau*", "hort"])
    words = words_of("Schulhof, Hochschule, Kreismusikschule, der Offenen Ganztagsschulen; Sozialwohnungsbauten. Horte, Hortensien")
    found = [pattern for _, _, pattern in index.find(words)]
    assert found == ["schul*", "*schule", "musikschul*", "offene ganztagsschule", "*wohnungsbau*", "hort"]


def test_a_plural_is_found_by_its_singular() -> None:
    index = TermIndex(["beitrag*", "unterkunft"])
    assert [pattern for _, _, pattern in index.find(words_of("BEITRÄGE und Unterkünften"))] == ["beitrag*", "unterkunft"]


def test_the_rules_of_the_subject_pass_their_examples() -> None:
    assert check_rules(load_rules("subject")) == []


def test_fields_of_a_long_paper_take_time_in_proportion() -> None:
    text = "Der Kreistag berät über die Schülerbeförderung, den Radweg an der Kreisstraße und die Förderung der Vereine im Landkreis. "
    taxonomies = load_taxonomies()

    def seconds(sentences: int) -> float:
        file = ReadFile("0" * 64, "vorlage.txt", (Page(1, text * sentences),))
        began = process_time()
        find_fields(PaperFacts(title="Radweg"), [file], (), taxonomies)
        return process_time() - began

    seconds(1)  # the index of the terms is made once
    assert seconds(4_000) < 8 * max(seconds(1_000), 0.05)  # in proportion: 4 times; by the square: 16


@pytest.mark.shared
def test_gold_scores_of_titles_and_text_hold() -> None:
    """Titles as the gold has them, text files only: the floor under the words, apart from reading and metadata."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("needs the shared folder beside the project: ../shared/gold")
    hit = {"produkt": 0, "integration": 0}
    either = dict.fromkeys(hit, 0)
    for path in sorted((SHARED / "gold").glob("*.txt.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (SHARED / "papers" / gold["file"]).read_text(encoding="utf-8")
        facts = PaperFacts(title=gold["paper"].get("title") or "", lead_unit=gold["paper"].get("lead_unit") or "")
        found = {entry.field for entry in find_fields(facts, [ReadFile("0" * 64, path.name, (Page(1, text),))], (), load_taxonomies())}
        for prefix in hit:
            ours, true = ({name for name in names if name.startswith(prefix)} for names in (found, set(gold["fields"])))
            hit[prefix] += 2 * len(ours & true)
            either[prefix] += len(ours) + len(true)
    scores = {prefix: hit[prefix] / either[prefix] for prefix in hit}
    assert scores["produkt"] >= 0.75, scores
    assert scores["integration"] >= 0.85, scores
