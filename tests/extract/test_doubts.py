"""Attributes that nothing, or nearly as much for another value, tells are in doubt; those that the words tell clearly are not."""

from __future__ import annotations

import pytest

from corpus.doubts import read_doubts
from corpus.taxonomy import load_taxonomies
from corpus.types import Amount, DateMention, Page, PaperFacts, Position, ReadFile
from extract.cues import Cues, Surroundings, doubts, weigh, weigh_up
from extract.pipeline import extract_paper
from extract.rules import Rule


def mentions(text: str) -> tuple[Amount | Position | DateMention, ...]:
    found = extract_paper("p", [ReadFile("0" * 64, "a.txt", (Page(1, text),))], PaperFacts(), load_taxonomies())
    return (*found.amounts, *found.positions, *found.dates)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Für das Vorhaben Brunnenweg stehen 12.000 € im Raum.", ("direction", "decided")),
        ("Die Verwaltung soll die Brücke erneuern. Die Kosten betragen 12.000 €.", ("decided",)),
        ("Beschlussvorschlag:\nDer Kreistag beschließt, dem Verein einen Zuschuss in Höhe von 12.000 € zu gewähren.\n", ()),
        ("Im Amt arbeiten 2,5 VZÄ an der Registratur.", ("decided", "action")),
        ("Die Registratur zählt 2,5 VZÄ.", ()),
        ("Für den Brunnen war der 3. Mai 2021 genannt.", ("role",)),
        ("Die Sitzung des Kreistags findet am 3. Mai 2021 statt.", ()),
    ],
)
def test_doubts_of_a_mention(text: str, expected: tuple[str, ...]) -> None:
    (mention,) = mentions(text)
    assert read_doubts(";".join(mention.cues)) == expected


def test_posts_that_go_with_those_before_take_no_doubt_of_their_own() -> None:
    _, part = mentions("Für das Bauamt werden 13 neue Stellen geschaffen und 2,25 Stellen.")
    assert isinstance(part, Position)
    assert part.action == "create"
    assert "action" not in read_doubts(";".join(part.cues))


def test_a_value_leads_by_what_the_next_one_lacks() -> None:
    rules = (
        Rule("a", pattern="Kosten", sets={"direction": "expense"}, scope="before", weight=3.0),
        Rule("b", pattern="Ertrag", sets={"direction": "income"}, scope="before", weight=2.5),
    )
    cues = Cues(rules, "direction")
    both = Surroundings("Kosten und Ertrag", "5 €", "", "", "", "")
    value, names, lead = weigh_up(cues, both)
    assert (value, names) == weigh(cues, both) == ("expense", ("a",))
    assert doubts("direction", lead) == ("doubt.direction",)
    assert doubts("direction", weigh_up(cues, both._replace(before="Kosten ")).lead) == ()
    assert weigh_up(cues, both._replace(before="")) == ("", (), 0.0)
