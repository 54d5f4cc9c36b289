"""Taxonomies: what the package holds, what users may add, and what is refused with a clear line."""

import re
from pathlib import Path

import pytest

from corpus.errors import RegistryError
from corpus.taxonomy import Taxonomy, fold_term, load_taxonomies, parse_taxonomy

PRODUKT = ["11", "12", "21", "25", "31", "36", "41", "42", "51", "52", "53", "54", "55", "56", "57", "61"]
INTEGRATION = ["sprache", "bildung", "kita", "arbeit", "wohnen", "gesundheit", "ehrenamt", "teilhabe", "oeffnung"]
INTEGRATION += ["antidiskriminierung", "ankommen", "steuerung"]

SMALL = """
prefix = "wald"
label = "Waldpflege"
label_en = "Forestry"
near = 0.3
ignore = ["waldorf*"]
[field.wege]
label = "Waldwege"
label_en = "Forest roads"
strong = ["waldweg*", "Rückegasse"]
title = ["wege"]
[field.jagd]
label = "Jagd"
label_en = "Hunting"
words = ["jagd*"]
not = ["jagdbomber*"]
[[shared]]
fields = ["wege", "jagd"]
weak = ["forst"]
"""


def built_in(prefix: str) -> Taxonomy:
    return next(taxonomy for taxonomy in load_taxonomies() if taxonomy.prefix == prefix)


def test_the_two_taxonomies_hold_the_fields_of_the_codebook() -> None:
    assert [taxonomy.prefix for taxonomy in load_taxonomies()] == ["produkt", "integration"]
    assert [entry.id for entry in built_in("produkt").fields] == [f"produkt:{key}" for key in PRODUKT]
    assert [entry.id for entry in built_in("integration").fields] == [f"integration:{key}" for key in INTEGRATION]


@pytest.mark.parametrize("prefix", ["produkt", "integration"])
def test_every_field_has_labels_in_two_languages_and_a_vocabulary(prefix: str) -> None:
    for entry in built_in(prefix).fields:
        assert entry.label
        assert entry.label_en
        assert len([word for word in entry.synonyms if word.weight > 0]) >= 20, f"{entry.id} knows few words"


@pytest.mark.parametrize("prefix", ["produkt", "integration"])
def test_patterns_are_folded_words_with_stars_only_at_their_ends_or_once_inside(prefix: str) -> None:
    for entry in built_in(prefix).fields:
        for word in entry.synonyms:
            assert word.pattern == fold_term(word.pattern)
            parts = word.pattern.split(" ")
            assert all(re.fullmatch(r"\*?[^\W_]+(?:\*[^\W_]+)?\*?", part) for part in parts), word.word


def test_label_of_tells_both_languages_and_refuses_an_unknown_field() -> None:
    produkt = built_in("produkt")
    assert produkt.label_of("produkt:31") == "Soziale Hilfen"
    assert produkt.label_of("produkt:31", "en") == "Social assistance"
    with pytest.raises(RegistryError, match="produkt:99"):
        produkt.label_of("produkt:99")


def test_a_user_adds_a_taxonomy_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "wald.toml"
    path.write_text(SMALL, encoding="utf-8")
    taxonomy = load_taxonomies([path])[2]
    assert (taxonomy.prefix, taxonomy.label, taxonomy.near, taxonomy.ignore) == ("wald", "Waldpflege", 0.3, ("waldorf*",))
    roads, hunting = taxonomy.fields
    assert [(word.word, word.pattern, word.weight, word.title_only) for word in roads.synonyms] == [
        ("waldweg*", "waldweg*", 3.0, False),
        ("Rückegasse", "ruckegasse", 3.0, False),
        ("wege", "wege", 2.0, True),
        ("forst", "forst", 1.0, False),
    ]
    assert [(word.pattern, word.weight) for word in hunting.synonyms] == [("jagd*", 2.0), ("jagdbomber*", 0.0), ("forst", 1.0)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"jagd*"', '"jagd*", "Waldweg*"'), "'waldweg*' stands twice, in wald:wege and wald:jagd"),
        (('["waldorf*"]', '["jagd*"]'), "'jagd*' stands twice, in wald:jagd and ignore"),
        (('["forst"]', '["wege"]'), "'wege' stands twice"),
        (("[field.jagd]", "[field.wege]"), "stands twice"),
        (('label = "Jagd"\n', ""), "field wald:jagd has no label"),
        (("words =", "wörter ="), "TOML"),
        (("words =", "worte ="), "unknown key 'worte'"),
        (('words = ["jagd*"]', 'words = "jagd*"'), "must be a list of words"),
        (('"jagd*"', '"*j*"'), "too short"),
        (("near = 0.3", "near = 3"), "near must be"),
        (('fields = ["wege", "jagd"]', 'fields = ["wege", "see"]'), "not wald:see"),
        (('prefix = "wald"', 'prefix = "wald:x"'), "needs a prefix"),
    ],
)
def test_a_bad_taxonomy_is_refused_with_the_thing_to_mend(change: tuple[str, str], said: str) -> None:
    text = SMALL.replace(*change)
    assert text != SMALL
    with pytest.raises(RegistryError) as caught:
        parse_taxonomy(text, "wald.toml")
    assert said in str(caught.value)
    assert "wald.toml" in str(caught.value)


def test_a_prefix_that_is_taken_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "eigene.toml"
    path.write_text(SMALL.replace('"wald"', '"produkt"'), encoding="utf-8")
    with pytest.raises(RegistryError, match="prefix 'produkt' is taken"):
        load_taxonomies([path])
    with pytest.raises(RegistryError, match="cannot be read"):
        load_taxonomies([tmp_path / "fehlt.toml"])
    path.write_bytes(b"prefix = '\xff'")
    with pytest.raises(RegistryError, match="UTF-8"):
        load_taxonomies([path])
