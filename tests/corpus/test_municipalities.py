"""Keys of Gemeinden: certain or none."""

from __future__ import annotations

import pytest

from corpus.municipalities import find_municipality, is_whole_name


@pytest.mark.parametrize(
    ("name", "ags"),
    [
        ("Stadt Hameln", "03252006"),
        ("Ortsgemeinde Sippersfeld", "07333071"),
        ("Hansestadt Wesel am Rhein", "05170048"),  # an addition that the register does not have
        ("Stadt Lahr", "08317065"),  # Lahr/Schwarzwald; two Gemeinden are called Lahr as well
        ("Stadt Göttingen", "03159016"),  # the key since the Kreise Göttingen and Osterode were joined
        ("Große Kreisstadt Pirna", "14628270"),
        ("Markt Murnau a. Staffelsee", "09180124"),
        ("Universitäts- und Hansestadt Greifswald", "13075039"),
        ("Loreleystadt St. Goarshausen", "07141121"),
        ("STADT RÖDERMARK", "06438012"),
    ],
)
def test_the_key_of_a_name(name: str, ags: str) -> None:
    assert find_municipality(name) == ags


@pytest.mark.parametrize(
    "name",
    [
        "Stadt Neustadt",  # several
        "Stadt Frankfurt am Main",  # a kreisfreie Stadt is in the registry of Kreise
        "Samtgemeinde Bardowick",  # no Gemeinde
        "Verbandsgemeinde Winnweiler",
        "Stadt Büchenbach",  # a Gemeinde, no town
        "Bezirk Altona",
        "Gemeinde",
        "",
    ],
)
def test_no_key_where_none_is_certain(name: str) -> None:
    assert find_municipality(name) == ""


def test_kreise_of_the_paper_tell_gemeinden_of_one_name_apart() -> None:
    assert find_municipality("Gemeinde Neuenkirchen") == ""
    assert find_municipality("Gemeinde Neuenkirchen", {"03459"}) == "03459027"
    assert find_municipality("Gemeinde Neuenkirchen", {"03459", "05566"}) in ("", "03459027")


def test_a_whole_name_has_its_addition() -> None:
    assert all(map(is_whole_name, ("Stadt Lingen (Ems)", "Stadt Hameln")))
    assert not any(map(is_whole_name, ("Stadt Lingen", "Stadt Hameln (Weser)", "Verein Lingen (Ems)")))
