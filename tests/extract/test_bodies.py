from __future__ import annotations

import pytest

from extract.bodies import find_body
from extract.bodyplaces import find_places


def body_of(text: str, head: str = "") -> str:
    return find_body(head, f"{head}{text}")[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Umzug spart der Stadt Kosten und den Vereinen Zeit.",
        "Anschließend wird die Stadt Hinweise erhalten, wo der Radweg schmal ist.",
        "Auf Bitten der Stadt Gutachten erstellen zu lassen, lehnte er ab. Die Stadt Gutachten bezahlen zu lassen, ebenso.",
        "Wir wollen, dass die Stadt Immobilien hält. Die Stadt Immobilien verkaufen zu lassen, ist falsch.",
        "Stadtrat Brenner: Ich danke der Verwaltung.",
        "Der Vertrag mit dem Verlag Merkblatt der Stadt GmbH & Co. KG endet.",
    ],
)
def test_a_noun_behind_the_word_stadt_is_no_body(sentence: str) -> None:
    assert body_of(f"Der Gemeinderat hat beraten.\n{sentence}\n") == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Nach dem Modell der Stadt Münster soll der Rat Boden nur noch verpachten.",
        "Seit Monaten ist die Stadt Ulm ein Vorreiter der Pflege.",
        "Den Landkreis Cham hat der Solarpark reich gemacht.",
        "Erfahrungen aus der Landeshauptstadt München liegen vor.",
    ],
)
def test_a_town_that_is_merely_mentioned_is_no_body(sentence: str) -> None:
    assert body_of(f"Der Gemeinderat möge prüfen. Die Stadtverwaltung berichtet dem Gemeinderat.\n{sentence}\n") == ""


def test_words_that_run_together_are_cut_where_the_registry_knows_the_beginning() -> None:
    assert find_body("Stadt KarlsruheTiefbauamt\nKanalbau\n", "") == ("Stadt Karlsruhe", "08212")
    assert find_body("", "Satzung der Stadt Ulmüber die Erhebung von Gebühren") == ("Stadt Ulm", "08421")
    assert [place.key for place in find_places("Entwurf Landkreis GifhornAnlage 3\n")] == [("Landkreis Gifhorn", "03151")]
    assert [place.key[1] for place in find_places("Stadt Ulmenhorst\n")] == [""]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Landkreis Uelzen\nDer Landrat\n", "Landkreis Uelzen"),
        ("Gemeinde Nordhöven\nDer Bürgermeister\n", "Gemeinde Nordhöven"),
        ("Antrag an den Rat der Stadt Nordhöven\n", "Stadt Nordhöven"),
        ("Haushaltsplan des Landkreises Uelzen 2020\n", "Landkreis Uelzen"),
        ("Kreisverwaltung Alzey-Worms\nAbteilung 4\n", "Landkreis Alzey-Worms"),
        ("Stadt Ulm            Vorlage 3/2020\n", "Stadt Ulm"),
        ("Stadtrat Nordhöven\nVorlage für die Stadt Nordhöven\n", "Stadt Nordhöven"),
    ],
)
def test_letterheads_and_organs_name_the_body(head: str, body: str) -> None:
    assert find_body(head, f"{head}Der Bedarf ist gestiegen.\n")[0] == body


def test_what_acts_is_the_body_and_the_letterhead_wins_over_the_text() -> None:
    assert body_of("Der Landkreis Uelzen gewährt dem Verein einen Zuschuss.\n") == "Landkreis Uelzen"
    assert body_of("Der Landkreis Gifhorn gewährt nichts. Der Landkreis Gifhorn zahlt nicht.\n", "Landkreis Uelzen\n") == "Landkreis Uelzen"


def test_the_one_kreis_of_a_kreistags_paper_is_its_body() -> None:
    text = "Der Kreistag berät. Der Kreisausschuss empfiehlt dem Kreistag die Annahme. Im Landkreis Uelzen leben viele.\n"
    assert body_of(text) == "Landkreis Uelzen"
    assert body_of(text.replace("Kreistag", "Gemeinderat").replace("Kreisausschuss", "Stadtrat")) == ""


def test_a_list_of_partners_is_no_letterhead() -> None:
    assert body_of("", "Landkreis Uelzen\nLandkreis Gifhorn\nLandkreis Peine\nNahverkehrsplan\n") == ""


def test_two_that_rival_in_the_text_are_left_open() -> None:
    assert body_of("Der Vertrag zwischen dem Landkreis Uelzen und dem Landkreis Gifhorn endet.\n") == ""


def test_a_kreis_that_is_named_once_is_the_body_where_the_text_speaks_of_no_town() -> None:
    text = "Dem Kreisausschuss wird empfohlen: Die Planungen für Unterkünfte im Landkreis Wittmund werden fortgeführt.\n"
    assert find_body("", text) == ("Landkreis Wittmund", "03462")
    assert find_body("", text.replace("Kreisausschuss", "Stadtrat")) == ("", "")
    assert find_body("", f"{text}Der Landkreis Aurich geht ebenso vor.\n") == ("", "")


def test_an_address_in_berlin_names_no_body_but_its_bvv_does() -> None:
    head = "Gremium: BVV Neukölln Beschlussart: erledigt\nOrt: Karl-Marx-Straße 83, 12040 Berlin\n"
    assert find_body(head, head) == ("Bezirk Neukölln", "")
    assert find_body("Ort: Karl-Marx-Straße 83, 12040 Berlin\n", "Ort: Karl-Marx-Straße 83, 12040 Berlin\n") == ("", "")


def test_an_architects_address_is_no_name_of_the_body() -> None:
    text = "Beauftragt wird das Büro Nord, Weg 5, 67661 Kaiserslautern, mit dem Büro Süd, Gasse 7, 67655 Kaiserslautern.\n"
    assert find_body("", text) == ("", "")
    assert find_body("", "In Kaiserslautern wird gebaut. Das Rathaus in Kaiserslautern wird größer.\n") == ("Stadt Kaiserslautern", "07312")
