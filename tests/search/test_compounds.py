"""Compounds taken apart with a lexicon learned from words that stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.compounds import Lexicon, WordCount, learn_lexicon
from search.german import fold, stem_word

NOUNS = """Integration Konzept Handlung Kosten Personal Sprache Schule Weg Kind Kinder Garten Land Kreis Tag Anlauf Halt Bau Haus Klima
Schutz Ziel Mittler Lotse Deckung Betrieb Verwaltung Stadt Markt Straße Frau Frauen Teil Zeit Stelle Arbeit Raum Hoch Vertrag
Räte Umgang""".split()  # noqa: SIM905
OTHERS = """neutral neutrale neutralen neutrales nehmen arbeiten fördern gerecht frei politische politisches politisch schonen plante planen
geprüft geprüfte geprüften günstig günstiges planung vertragen""".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    vocabulary = {fold(noun): WordCount(40, 40) for noun in NOUNS} | {fold(other): WordCount(40, 2) for other in OTHERS}
    return learn_lexicon(vocabulary)


def stems(*words: str) -> set[str]:
    return {stem_word(fold(word)) for word in words}


@pytest.mark.parametrize(
    ("compound", "inside"),
    [
        ("Integrationskonzept", ("Integration", "Konzept")),
        ("Integrationskonzepte", ("Integration", "Konzept")),
        ("Handlungskonzepts", ("Handlung", "Konzept")),
        ("Sprachmittler", ("Sprache", "Mittler")),  # the e of Sprache is dropped
        ("Schulweg", ("Schule", "Weg")),
        ("Kindergarten", ("Kind", "Garten")),
        ("Landkreistag", ("Land", "Kreis", "Tag")),
        ("Straßenbau", ("Straße", "Bau")),
        ("Klimaschutzziele", ("Klima", "Schutz", "Ziel")),
        ("Mehrkosten", ("Kosten",)),
        ("Betriebskostendeckung", ("Betrieb", "Kosten", "Deckung")),
        ("Stadtklimas", ("Stadt", "Klima")),  # a genitive
        ("Integrationsbeauftragte", ("Integration",)),  # the rest stands nowhere alone
        ("Kostentragung", ("Kosten",)),
    ],
)
def test_the_parts_of_a_compound(lexicon: Lexicon, compound: str, inside: tuple[str, ...]) -> None:
    assert stems(*inside) <= set(lexicon.parts(fold(compound)))


@pytest.mark.parametrize(
    ("word", "outside"),
    [
        ("Anlaufstelle", "Stelle"),  # no post
        ("Haltestellen", "Stelle"),
        ("Verwaltung", "Walt"),
        ("Personalisierung", "Personal"),
        ("Beschulung", "Schule"),
        ("Integration", "Integration"),
        ("Konzepte", "Konzept"),
    ],
)
def test_what_is_no_compound_of_a_word(lexicon: Lexicon, word: str, outside: str) -> None:
    assert stem_word(fold(outside)) not in lexicon.parts(fold(word))


def test_adjectives_are_taken_apart_and_verbs_are_not(lexicon: Lexicon) -> None:
    assert stem_word("klima") in lexicon.parts("klimaneutrale", capitalized=False)
    assert stem_word("kosten") in lexicon.parts("kostenfrei", capitalized=False)
    assert lexicon.parts("teilnehmen", capitalized=False) == ()


@pytest.mark.parametrize(
    ("word", "inside"),
    [
        ("kostenlos", ("Kosten",)),  # a head of three letters
        ("kostengünstigere", ("Kosten",)),  # compared
        ("kostengünstigstes", ("Kosten",)),
        ("klimaschonender", ("Klima",)),  # the participles of verbs that the archive has
        ("kostengeprüfte", ("Kosten",)),
        ("mehrsprachige", ("Sprache",)),  # derived from the noun, and so no word of its own
        ("umgangssprachlich", ("Sprache",)),
        ("stadtplanerischen", ("Stadt",)),  # an adjective that stands nowhere alone
        ("betriebsvertraglich", ("Betrieb", "Vertrag")),
    ],
)
def test_what_an_adjective_holds(lexicon: Lexicon, word: str, inside: tuple[str, ...]) -> None:
    assert stems(*inside) <= set(lexicon.parts(fold(word), capitalized=False))


@pytest.mark.parametrize(
    "word",
    ["klimatischen", "sprachliche", "vertragliche", "personalisierende", "stadtplante", "betriebsamen"],
)
def test_derived_adjectives_and_verbs_are_no_compounds(lexicon: Lexicon, word: str) -> None:
    assert lexicon.parts(fold(word), capitalized=False) == ()


@pytest.mark.parametrize(
    ("word", "inside"),
    [
        ("Schreinerarbeiten", "Arbeit"),  # -er ends many nouns …
        ("Stadträtin", "Stadt"),  # five letters before what begins as a word does
        ("Mehrsprachigkeit", "Sprache"),
        ("Kostenfreiheit", "Kosten"),
    ],
)
def test_a_compound_of_a_word_that_stands_nowhere_alone(lexicon: Lexicon, word: str, inside: str) -> None:
    assert stem_word(fold(inside)) in lexicon.parts(fold(word))


def test_a_prefixed_noun_behind_an_unknown_word_is_not_its_noun() -> None:
    """… and begins others: "Altlastenbearbeitung" and "Planerarbeitung" are no Arbeit."""
    words = {fold(word): WordCount(40, 40) for word in ("Arbeit", "Arbeitung", "Erarbeitung", "Stadt")}
    lexicon = learn_lexicon(words)
    assert lexicon.parts("quittenbearbeitung") == ()
    assert stem_word("arbeitung") not in lexicon.parts("quittererarbeitung")
    assert lexicon.parts("stadtisierung") == ()


def test_a_word_that_hardly_stands_alone_is_no_part() -> None:
    rare = learn_lexicon({"quitte": WordCount(1, 1), "markt": WordCount(9, 9)})
    assert rare.parts("quittenmarkt") == ()


@given(st.text(alphabet="abcdefghiklmnoprstuz", max_size=70), st.booleans())
def test_any_word_has_parts_or_none(word: str, capitalized: bool) -> None:
    known = learn_lexicon({})
    parts = known.parts(word, capitalized)
    assert stem_word(word) not in parts
    assert all(part for part in parts)


def test_a_bearable_thing_is_no_contract() -> None:
    lexicon = learn_lexicon({fold(noun): WordCount(40, 40) for noun in ("Stadt", "Vertrag", "Verträge")})
    assert lexicon.parts("stadtvertraegliche", capitalized=False) == ("stadt",)
    assert stem_word("vertraege") in lexicon.parts("stadtvertraege")
