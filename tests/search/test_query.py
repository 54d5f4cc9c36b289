"""Searching an archive: compounds, synonyms, misspelt words, saved queries, facets, opening a hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import QueryError
from search.engines.base import SearchFilter
from search.facets import count_facets
from search.german import CAPITAL
from search.index import update_index
from search.query import matching_papers, search_archive
from search.saved import find_saved
from search.words import Count, Words, letters_apart
from tests.search.conftest import Builder

TEXTS = {
    "konzept": "Das Integrationskonzept des Landkreises wird fortgeschrieben.",
    "wort": "Für die Integration stellt der Landkreis eine Summe bereit.",
    "lotsen": "Integrationslotsen helfen bei Behörden.",
    "lehre": "Ein Konzept für Radwege liegt vor.",
    "stelle": "Die Anlaufstelle bleibt, eine Stelle kommt hinzu.",
    "dolmetscher": "Dolmetscher werden über einen Pool vermittelt.",
    "radweg": "Am Radweg wird gebaut. Der Radweg ist Teil des Konzepts.",
    "noch": "Konzepte und Integration, Lotsen und Radwege sind Themen der Klausur.",
    "mehr": "Integration und Lotsen: über das Konzept wird beraten.",
}


@pytest.fixture
def folder(build: Callable[[], Builder]) -> Path:
    builder = build()
    for name, text in TEXTS.items():
        builder.paper(name, text)
    for _ in update_index(builder.folder):
        pass
    return builder.folder


def found(folder: Path, query: str, exact: bool = False) -> list[str]:
    return [hit.paper_id for hit in search_archive(folder, query, SearchFilter(), 50, exact).hits]


def test_a_word_finds_the_compounds_that_hold_it_behind_its_own_hits(folder: Path) -> None:
    hits = found(folder, "Integration")
    assert set(hits) == {"wort", "noch", "mehr", "konzept", "lotsen"}
    assert set(hits[:3]) == {"wort", "noch", "mehr"}


def test_exact_finds_the_word_alone(folder: Path) -> None:
    assert set(found(folder, "Integration", exact=True)) == {"wort", "noch", "mehr"}
    assert set(found(folder, '"Integration"')) == {"wort", "noch", "mehr"}


def test_the_compound_is_marked_in_the_snippet(folder: Path) -> None:
    hit = next(hit for hit in search_archive(folder, "Integration", SearchFilter(), 50).hits if hit.paper_id == "konzept")
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Integrationskonzept"]


def test_a_stelle_is_no_anlaufstelle(folder: Path) -> None:
    answer = search_archive(folder, "Stelle", SearchFilter(), 50)
    assert [hit.snippet[start:end] for hit in answer.hits for start, end in hit.highlights] == ["Stelle"]


def test_synonyms_are_found_and_told(folder: Path) -> None:
    answer = search_archive(folder, "Sprachmittler", SearchFilter(), 50)
    assert [hit.paper_id for hit in answer.hits] == ["dolmetscher"]
    assert any("dolmetsch" in line and "synonym" in line for line in answer.added)
    assert found(folder, "Sprachmittler", exact=True) == []


def test_a_misspelt_word_gets_a_suggestion(folder: Path) -> None:
    answer = search_archive(folder, "Intergation Landkreis", SearchFilter(), 50)
    assert (answer.total, answer.suggestion) == (0, "Integration Landkreis")
    assert search_archive(folder, "Integration Quastenflosser", SearchFilter(), 50).suggestion == ""


def test_a_tilde_finds_words_spelt_nearly_so(folder: Path) -> None:
    assert set(found(folder, "Intergation~")) == {"wort", "noch", "mehr"}
    assert found(folder, "Xylophon~") == []


def test_not_takes_compounds_away_too(folder: Path) -> None:
    assert set(found(folder, "Konzept NOT Integration")) == {"lehre", "radweg"}


def test_saved_queries(folder: Path) -> None:
    (folder / "ratslese.toml").write_text('[archive]\nname = "x"\n[search.saved]\nlotsen = "Lotsen NOT Radwege"\n', encoding="utf-8")
    assert find_saved(folder, "@lotsen") == "Lotsen NOT Radwege"
    assert matching_papers(folder, "@lotsen") == {"lotsen", "mehr"}
    with pytest.raises(QueryError, match="@lotsen"):
        find_saved(folder, "@lotse")


_SAVED = """
lotsen = "Lotsen OR Lotsin"
beides = "@lotsen Integration"
kreis = "Radwege @rund"
rund = "@kreis"
"mit Blank" = "Radwege"
""" + "".join(f'viel{number} = "@viel{number + 1} @viel{number + 1} @viel{number + 1}"\n' for number in range(9)) + 'viel9 = "Lotsen"\n'


@pytest.fixture
def saving(folder: Path) -> Path:
    (folder / "ratslese.toml").write_text(f'[archive]\nname = "x"\n[search.saved]\n{_SAVED}', encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("query", "whole", "papers"),
    [
        ("@lotsen Radwege", "(Lotsen OR Lotsin) Radwege", {"noch"}),
        ("Integration NOT @lotsen", "Integration NOT (Lotsen OR Lotsin)", {"wort", "konzept"}),
        ("(@lotsen) NOT Konzepte", "((Lotsen OR Lotsin)) NOT Konzepte", {"lotsen"}),
        (" @beides", "(Lotsen OR Lotsin) Integration", {"lotsen", "noch", "mehr"}),
        ("@beides NOT Behörden", "((Lotsen OR Lotsin) Integration) NOT Behörden", {"noch", "mehr"}),
        ("@mit Blank", "Radwege", {"lehre", "noch"}),
        ('"@lotsen" Radwege', '"@lotsen" Radwege', {"noch"}),
        ("amt@lotsen.example OR Lotsen", "amt@lotsen.example OR Lotsen", {"lotsen", "noch", "mehr"}),
    ],
)
def test_a_saved_query_stands_inside_another(saving: Path, query: str, whole: str, papers: set[str]) -> None:
    assert find_saved(saving, query) == whole
    assert matching_papers(saving, query) == set(found(saving, query))
    assert papers <= set(found(saving, query))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("Radwege @lotse", "character 9 .*did you mean @lotsen"),
        ("Radwege @quastenflosser", "saved are: @lotsen"),
        ("@kreis", "@kreis → @rund → @kreis"),
        ("Lotsen @rund", "@rund → @kreis → @rund"),
        ("@viel0", "longer than 20000"),
    ],
)
def test_saved_queries_that_cannot_be_put_in(saving: Path, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        find_saved(saving, query)
    assert "\n" not in str(caught.value)


def test_an_unknown_field_of_action_is_told_with_near_ones(folder: Path) -> None:
    for ask in (lambda query: found(folder, query), lambda query: matching_papers(folder, query)):
        with pytest.raises(QueryError, match=r"feld:quatsch \(character 9 of Radwege feld:quatsch\) is no Handlungsfeld; there are "):
            ask("Radwege feld:quatsch")
        with pytest.raises(QueryError, match="did you mean feld:integration:sprache"):
            ask("NOT feld:sprahce")
        assert not ask("feld:sprache Radwege")  # known to the taxonomies, to no paper


def test_a_field_of_a_taxonomy_of_ones_own_is_known(folder: Path) -> None:
    with pytest.raises(QueryError, match="feld:waldwege"):
        found(folder, "feld:waldwege")
    own = 'prefix = "wald"\nlabel = "Wald"\nlabel_en = "Wood"\n[field.waldwege]\nlabel = "Wege"\nlabel_en = "W"\nstrong = ["waldweg*"]\n'
    (folder / "wald.toml").write_text(own, encoding="utf-8")
    (folder / "ratslese.toml").write_text('[archive]\nname = "x"\n[taxonomies]\nfiles = ["wald.toml"]\n', encoding="utf-8")
    assert found(folder, "feld:waldwege") == []
    assert found(folder, "Radwege NOT feld:wald:waldwege") == found(folder, "Radwege")


def test_facets_count_papers(folder: Path) -> None:
    facets = count_facets(folder, "Integration", SearchFilter())
    assert sum(number for _, number in facets["kreis"]) == 5
    assert list(facets) == ["kreis", "year", "field"]


def test_an_archive_without_words_answers_still(folder: Path) -> None:
    Words(folder / "index").clear()
    assert set(found(folder, "Integration")) == {"wort", "noch", "mehr"}
    (folder / "index" / "words.sqlite").write_bytes(b"no database at all, but some bytes" * 50)
    assert set(found(folder, "Integration")) == {"wort", "noch", "mehr"}


def test_words_written_by_another_process_are_seen(folder: Path) -> None:
    words, other = Words(folder / "index"), Words(folder / "index")
    assert words.like("*zept") == ("integrationskonzept", "konzept")
    assert words.compounds(("integration",)) == ("integrationskonzept", "integrationslotsen")
    other.write(Count(1, Counter({"rezept": 1, "integrationsrat": 3, f"{CAPITAL}integrationsrat": 3, f"{CAPITAL}rat": 3})))
    other.write(Count(3, Counter({"rat": 3, f"{CAPITAL}rat": 3})))
    other.split()
    assert words.like("*zept") == ("integrationskonzept", "konzept", "rezept")
    assert "integrationsrat" in words.compounds(("integration",))
    assert words.commonest(("integrationskonzept", "integration", "rat"), 2) == ("integration", "rat")
    other.clear()
    assert words.like("*zept") == words.compounds(("integration",)) == ()


def test_a_pattern_that_begins_with_a_sign(folder: Path) -> None:
    assert set(found(folder, "*konzept")) == {"konzept", "lehre", "mehr"}
    assert set(found(folder, "?onzept*")) == {"lehre", "radweg", "noch", "mehr"}
    Words(folder / "index").clear()
    assert set(found(folder, "*konzept")) == {"konzept", "lehre", "mehr"}


def test_a_question_mark_is_an_umlaut_too_and_is_marked(folder: Path) -> None:
    assert Words(folder / "index").like("?eh?rden") == ("behoerden",)
    (hit,) = search_archive(folder, "Beh?rd*", SearchFilter(), 50).hits
    assert [hit.snippet[start:end] for start, end in hit.highlights] == ["Behörden"]


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("integration", "integration", 0),
        ("intergation", "integration", 1),
        ("kost", "kosten", 2),
        ("radweg", "radwege", 1),
        ("a", "abcdef", 3),
    ],
)
def test_letters_apart(one: str, other: str, steps: int) -> None:
    assert letters_apart(one, other, 2) == steps
    assert letters_apart(other, one, 2) == steps
