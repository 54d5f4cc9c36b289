from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import QueryError, RegistryError
from corpus.lookup import connect
from search.places import PEERS, find_fields, find_kreise, find_lands, find_peers, land_name, parse_number, parse_years


@pytest.fixture
def connection(archive: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(archive)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("10000", 1_000_000), ("10.000", 1_000_000), ("10.000 €", 1_000_000), ("10 000 EUR", 1_000_000), ("1.471,60", 147_160), ("0,5", 50),
        ("0.5", 50), ("1.234.567,89 Euro", 123_456_789), ("2,25 VZÄ", 225), ("10.000,00 €", 1_000_000), ("1.5", 150), ("-3", -300),
    ],
)  # fmt: skip
def test_numbers_as_germans_and_programs_write_them(text: str, hundredths: int) -> None:
    assert parse_number(text) == hundredths


@pytest.mark.parametrize("text", ["", "viel", "1,2,3", "nan", "inf", "1.00.000"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="not a number"):
        parse_number(text)


def test_years() -> None:
    assert parse_years("2018") == (2018, 2018)
    assert parse_years("2018..2020") == parse_years("2018-2020") == parse_years(" 2018 – 2020 ") == (2018, 2020)


@pytest.mark.parametrize("text", ["18", "2020..2018", "2018..", "bald"])
def test_what_are_no_years_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse_years(text)


def test_kreise_by_name_and_key() -> None:
    assert find_kreise(["Landkreis Lörrach", "03462", "Wittmund", "08336091"]) == ("08336", "03462", "03462", "08336091")
    with pytest.raises(RegistryError):
        find_kreise(["Nirgendwo"])


def test_lands() -> None:
    assert find_lands(["Niedersachsen", "baden-wuerttemberg", "09"]) == ("03", "08", "09")
    assert find_lands(["NRW", "nds", "DE-BY", "BaWü", "Meck-Pomm"]) == ("05", "03", "09", "08", "13")
    with pytest.raises(RegistryError, match="did you mean Niedersachsen"):
        find_lands(["Niedersaxen"])
    assert land_name("08336091") == "Baden-Württemberg"
    assert land_name("name:Stadt X") == land_name("") == ""
    with pytest.raises(RegistryError, match="Bayern"):
        find_lands(["Bavaria"])


def test_fields_by_id_last_part_and_label(connection: sqlite3.Connection) -> None:
    assert find_fields(connection, ["integration:sprache"]) == ("integration:sprache",)
    assert find_fields(connection, ["Sprache", "31"]) == ("integration:sprache", "produkt:31")
    assert find_fields(connection, ["Feld ache"]) == ("integration:sprache",)
    with pytest.raises(RegistryError, match="integration:ankommen"):
        find_fields(connection, ["Raumfahrt"])


def test_a_field_that_no_paper_has_is_known_all_the_same(connection: sqlite3.Connection) -> None:
    assert find_fields(connection, ["wohnen"]) == ("integration:wohnen",)


def test_peers_are_kreise_of_the_same_land_or_size() -> None:
    same = find_peers("Landkreis Lörrach")
    assert {"08336", "08335"} <= set(same)
    assert all(ags.startswith("08") for ags in same)
    assert "08212" not in same  # the city of Karlsruhe is no Landkreis
    near = find_peers("08336", "population")
    assert (near[0], len(near)) == ("08336", PEERS + 1)
    with pytest.raises(RegistryError, match="no Kreis"):
        find_peers("03254026")
