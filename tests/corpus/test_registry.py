"""The registry: 401 Kreise, their names as papers write them, their years and what became of them."""

from pathlib import Path

import pytest

from corpus.errors import InputError, RegistryError
from corpus.registry import load_registry, registry


def test_holds_the_401_kreise_of_2018_with_key_name_land_and_population() -> None:
    bodies = registry().bodies
    assert len(bodies) == len({body.ags for body in bodies}) == 401
    assert all(len(body.ags) == 5 and body.name and body.short_name and body.land and body.kind for body in bodies)
    assert len({body.land for body in bodies}) == 16
    assert sum(body.population[2018] for body in bodies) == 83_019_213  # Destatis, 31.12.2018


def test_full_names_are_unique_and_every_body_is_matched_by_its_own_name() -> None:
    bodies = registry().bodies
    assert len({body.name for body in bodies}) == 401
    assert [body.name for body in bodies if registry().match(body.name) is not body] == []
    assert [body.name for body in bodies if registry().match(body.name.upper()) is not body] == []
    assert [body.name for body in bodies if registry().find(body.ags) is not body] == []


@pytest.mark.parametrize(
    ("written", "ags"),
    [
        ("Landkreis Lörrach", "08336"),
        ("LANDKREIS KONSTANZ", "08335"),
        ("des Landkreises Konstanz", "08335"),
        ("Kreis Dithmarschen", "01051"),
        ("Kreises Dithmarschen", "01051"),
        ("Kreis\nHerzogtum  Lauenburg", "01053"),
        ("LK Osnabrück", "03459"),
        ("Lkr. Rosenheim", "09187"),
        ("Landkreis Rosenheim", "09187"),
        ("Stadt Rosenheim", "09163"),
        ("Landratsamt Bautzen", "14625"),
        ("Kreisverwaltung Ahrweiler", "07131"),
        ("Stadt Karlsruhe", "08212"),
        ("Stadtkreis Heilbronn", "08121"),
        ("Landeshauptstadt Muenchen", "09162"),
        ("Landeshauptstadt Dresden", "14612"),
        ("Hansestadt Lübeck", "01003"),
        ("Freien und Hansestadt Hamburg", "02000"),
        ("StädteRegion Aachen", "05334"),
        ("Region Hannover", "03241"),
        ("Regionalverbandes Saarbrücken", "10041"),
        ("Rhein-Sieg-Kreises", "05382"),
        ("Rhein Sieg Kreis", "05382"),
        ("Rhein-Kreises Neuss", "05162"),
        ("Märkischen Kreises", "05962"),
        ("Bodenseekreis", "08435"),
        ("Ilmkreis", "16070"),
        ("Landkreis Nienburg (Weser)", "03256"),
        ("Landkreis Mühldorf a. Inn", "09183"),
        ("Landkreis Neustadt a.d. Waldnaab", "09374"),
        ("Stadt Frankfurt (Oder)", "12053"),
        ("Stadt Frankfurt a. M.", "06412"),
        ("Stadt Halle/Saale", "15002"),
        ("Landkreis Rostock", "13072"),
        ("Hanse- und Universitätsstadt Rostock", "13003"),
        ("Berchtesgadener Land (Landkreis)", ""),
        ("Landkreis Berchtesgadener Land", "09172"),
        ("Stadt Lörrach", ""),
        ("Lörrach", ""),
        ("Stadt Frankfurt", ""),
        ("Landkreis Rhönau", ""),
        ("Stadt Halle (Westf.)", ""),
        ("Große Kreisstadt Bautzen", ""),
        ("", ""),
    ],
)
def test_match_reads_a_name_as_papers_write_it(written: str, ags: str) -> None:
    body = registry().match(written)
    assert (body.ags if body else "") == ags


def test_mentions_finds_full_names_in_running_text_and_leaves_other_places() -> None:
    text = (
        "Der Kreistag des Landkreises Göttingen und der Rat der Stadt Göttingen begrüßen das Vorhaben der Region Hannover.\n"
        "Aus der Stadt Frankfurt oder der Stadt Köln kam niemand; die Stadt Ulm-Neustadt gibt es nicht.\n"
        "In diesem Kreis. Lippe blieb fern.\n"
        "LANDKREIS\nSTADE\nMitglieder aus dem Landkreis Landsberg am Lech und der Stadt Mülheim a. d. Ruhr (Landkreis Rotenburg (Wümme))"
    )
    found = [(text[start:end], body.ags) for start, end, body in registry().mentions(text)]
    assert found == [
        ("Landkreises Göttingen", "03159"),
        ("Region Hannover", "03241"),
        ("Stadt Köln", "05315"),
        ("LANDKREIS\nSTADE", "03359"),
        ("Landkreis Landsberg am Lech", "09181"),
        ("Stadt Mülheim a. d. Ruhr", "05117"),
        ("Landkreis Rotenburg (Wümme)", "03357"),
    ]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("des LANDKREISES KONSTANZ", "Landkreis Konstanz"),
        ("LK Osnabrück", "Landkreis Osnabrück"),
        ("Landratsamt Rottweil", "Landkreis Rottweil"),
        ("Oberbergischen Kreises", "Oberbergischer Kreis"),
        ("LANDESHAUPTSTADT DRESDEN", "Landeshauptstadt Dresden"),
        ("Stadt Dresden", "Stadt Dresden"),
        ("Stadt Lörrach", ""),
    ],
)
def test_name_as_in_paper_is_the_nominative(written: str, name: str) -> None:
    assert registry().name_as_in_paper(written) == name


@pytest.mark.parametrize(
    ("asked", "ags"),
    [("08336", "08336"), ("8336", "08336"), ("08212000", "08212"), ("Dithmarschen", "01051"), ("Kreis Wesel", "05170")],
)
def test_find_takes_keys_and_names(asked: str, ags: str) -> None:
    assert registry().find(asked).ags == ags


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Karlsruhe", "Stadt Karlsruhe (08212) or Landkreis Karlsruhe (08215)"),
        ("Dithmarshen", "did you mean Kreis Dithmarschen (01051)"),
        ("Stadt Lörrach", "did you mean Landkreis Lörrach (08336)"),
        ("03156", "its territory went to 03159 Göttingen"),
        ("123", "a key has 5 digits"),
        ("", "no Kreis"),
    ],
)
def test_find_says_what_to_do_where_a_name_is_ambiguous_or_unknown(asked: str, said: str) -> None:
    with pytest.raises(RegistryError) as caught:
        registry().find(asked)
    assert said in str(caught.value)


def test_23_short_names_stand_for_two_bodies() -> None:
    names = [body.short_name for body in registry().bodies]
    twice = {name for name in names if names.count(name) == 2}
    assert len(twice) == 23
    for name in twice:
        with pytest.raises(RegistryError, match="ambiguous"):
            registry().find(name)


def test_population_is_of_the_same_year_and_ends_with_the_kreis() -> None:
    register = registry()
    assert register.population("01001", 2018) == 89504
    assert register.population("08336", 2010) is None
    assert register.population("99999", 2018) is None
    assert register.population("16056", 2020) is not None
    assert register.population("16056", 2021) is None


def test_successor_follows_changes_of_territory_and_is_silent_where_a_kreis_was_split() -> None:
    register = registry()
    assert register.successor("08336", 2024) == "08336"
    assert register.successor("16056", 2020) == "16056"
    assert register.successor("16056", 2021) == "16063"
    assert register.successor("03152", 2016) == "03159"
    assert register.successor("15151", 2010) is None  # Anhalt-Zerbst went to three Kreise
    assert register.successor("99999", 2020) is None


def test_a_population_file_of_the_user_adds_years(tmp_path: Path) -> None:
    extra = tmp_path / "einwohner.csv"
    extra.write_text("ags,year,population\n8336,2015,226000\n", encoding="utf-8")
    assert load_registry([extra]).population("08336", 2015) == 226000
    assert load_registry([extra]).population("08336", 2018) == registry().population("08336", 2018)


def test_a_bad_population_file_is_named_with_its_line(tmp_path: Path) -> None:
    extra = tmp_path / "einwohner.csv"
    extra.write_text("ags,year,population\n08336,2015,viele\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"einwohner\.csv, line 2"):
        load_registry([extra])
    with pytest.raises(InputError, match="cannot be read"):
        load_registry([tmp_path / "fehlt.csv"])


def test_a_name_that_no_body_has_is_not_found_in_ordinary_text() -> None:
    text = "Im Kreis der Familie, in der Stadt und auf dem Land: Essen gehen, Regen und Rothenburg. Der Arbeitskreis Hof tagt im Stadtkern."
    assert list(registry().mentions(text)) == []
