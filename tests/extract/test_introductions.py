"""Lists whose first sentence says what their items leave unsaid."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts, Position
from extract.context import PageContext
from extract.introductions import introduction_of
from extract.positions import find_positions
from extract.sections import Section

SHA = "e" * 64


def context_of(text: str) -> PageContext:
    section = Section(SHA, 1, 0, len(text), "facts", "Sachverhalt")
    return PageContext(SHA, Page(1, text), (section,), PaperFacts(paper_type="Beschlussvorlage", reference="12/2023"))


def read(text: str) -> list[Position]:
    return list(find_positions(context_of(text)))


def test_items_take_action_and_year_of_what_introduces_them() -> None:
    text = "Im Jahr 2026 besteht in den folgenden Ämtern ein Mehrbedarf:\n\n- Jugendamt 1,5 VZÄ\n- Sozialamt 0,5 VZÄ, EG 9a\n"
    assert [(str(each.value), each.action, each.years) for each in read(text)] == [("1.5", "create", "2026"), ("0.5", "create", "2026")]


def test_a_list_of_what_there_is_now_is_background() -> None:
    text = "Derzeit sind im Stellenplan 2024 diese Stellen enthalten:\n\n    140,5  Stellen für Beamte\n\n    8 Stellen für den Nachwuchs\n"
    found = [(str(each.value), each.action, each.years, each.decided) for each in read(text)]
    assert found == [("140.5", "existing", "2024", False), ("8", "existing", "2024", False)]


def test_running_text_between_ends_the_list() -> None:
    text = "Derzeit sind folgende Stellen besetzt:\n\n- 2,0 VZÄ im Jugendamt\n\n"
    text += "Der Landkreis hat in den letzten Jahren viele Aufgaben hinzubekommen, die ihm niemand ausgeglichen hat.\n\n"
    text += "- 3,0 VZÄ für die Pflegeberatung\n"
    at = text.index("3,0")
    assert introduction_of(context_of(text), at) == ""
    assert introduction_of(context_of(text), text.index("2,0")) == "Derzeit sind folgende Stellen besetzt:"


def test_a_heading_with_a_colon_introduces_nothing() -> None:
    assert introduction_of(context_of("Beschlussvorschlag:\n- 2,0 VZÄ\n"), 22) == ""


def test_a_part_in_the_next_sentence_goes_with_its_whole() -> None:
    text = "Im Haushalt 2026 werden 1,5 Stellen für den Klimaschutz geschaffen. Davon wird eine Stelle für die Planung verwendet.\n"
    assert [(str(each.value), each.action, each.years) for each in read(text)] == [("1.5", "create", "2026"), ("1", "create", "2026")]


def test_what_a_bracket_includes_goes_with_the_number_before_it() -> None:
    text = "Bisher sind 12,0 VZÄ (inklusive 1,0 VZÄ Springer) besetzt.\n"
    assert [(str(each.value), each.action) for each in read(text)] == [("12", "existing"), ("1", "existing")]


def test_joined_numbers_and_those_thereof_are_told_alike() -> None:
    text = "Derzeit sind 6,0 Stellen besetzt, davon gehört ein 0,5-Stellenanteil zur Jugendpflege.\n"
    assert [(each.action, each.decided) for each in read(text)] == [("existing", False), ("existing", False)]
    text = "Der Stellenplan 2021 umfasste 8,0 Beamtenstellen und 22,5 Beschäftigtenstellen.\n"
    assert [(str(each.value), each.action) for each in read(text)] == [("8", "existing"), ("22.5", "existing")]
    text = "Es werden 2,0 VZÄ gestrichen, 1,5 VZÄ werden neu geschaffen.\n"
    assert [each.action for each in read(text)] == ["cut", "create"]


def test_a_plan_older_than_the_one_of_the_title_is_background() -> None:
    text = "Der Stellenplan für das Haushaltsjahr 2024 enthält 14,5 Stellen.\n"
    page = context_of(text)
    titled = PageContext(SHA, page.page, page.sections, PaperFacts(title="Entwurf zum Stellenplan 2025", paper_type="Beschlussvorlage"))
    (found,) = find_positions(titled)
    assert (found.action, found.decided, found.years) == ("existing", False, "2024")


def test_parts_in_list_items_of_their_own_keep_the_year_of_the_whole() -> None:
    text = "Zum Stellenplan 2027 werden folgende Stellen geschaffen:\n\n2.1 10,0 Stellen für die Wachabteilung\n"
    text += "a) davon 6,0 Stellen in Besoldungsgruppe A 9\nb) davon 4,0 Stellen in Besoldungsgruppe A 8\n"
    assert [(str(each.value), each.action, each.years, each.grade) for each in read(text)] == [
        ("10", "create", "2027", ""),
        ("6", "create", "2027", "A 9"),
        ("4", "create", "2027", "A 8"),
    ]


@pytest.mark.parametrize(
    ("above", "action"),
    [
        ("Der Aufwand wächst stetig. Eine Personalaufstockung ist dringend erforderlich.\n", "create"),
        ("Im Vorbericht wird eine Stellenausweitung genannt.\nUm welche Bereiche handelt es sich?\n", "create"),
        ("Der Aufwand wächst stetig.\n", ""),
    ],
)
def test_words_over_a_list_say_that_its_posts_are_asked_for(above: str, action: str) -> None:
    text = f"{above}\nSachgebiet Soziales:        7,0 Stellen in\n                            EG 8\n0,5 Stelle Rechnungsstelle EG 5\n"
    found = read(text)
    assert [(str(item.value), item.grade, item.action) for item in found] == [("7", "EG 8", action), ("0.5", "EG 5", action)]


def test_rests_of_posts_are_there_already() -> None:
    text = "Eine Personalaufstockung ist nötig.\n\nStellenbedarf insgesamt:      11,0\n\n"
    text += "Stellenreste im Haushalt 2016:      3,5 (0,5 EG 5, 3 EG 6)\n"
    found = read(text)
    assert [str(item.value) for item in found] == ["11", "3.5", "0.5", "3"]
    assert [item.action for item in found] == ["create", "existing", "existing", "existing"]
    assert not any(item.decided for item in found[1:])


def test_a_title_that_speaks_of_needs_tells_that_posts_are_asked_for() -> None:
    text = "4. Bleibt es bei den 90 Vollzeitäquivalenten, die eruiert wurden?\n"
    section = Section(SHA, 1, 0, len(text), "facts", "")
    paper = PaperFacts(title="Zusätzliche Stellenbedarfe der Verwaltung")
    assert [item.action for item in find_positions(PageContext(SHA, Page(1, text), (section,), paper))] == ["create"]
    assert [item.action for item in read(text)] == [""]
