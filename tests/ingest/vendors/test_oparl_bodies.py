"""Bodies of an OParl server: their keys, names and the maker of the server."""

from __future__ import annotations

import pytest

from ingest.vendors.oparl_bodies import body_ags, find_maker, pick_body
from ingest.vendors.records import Source


@pytest.mark.parametrize(
    ("body", "ags"),
    [
        ({"ags": "5358016"}, "05358016"),
        ({"ags": "05754040", "rgs": "057540040040"}, "05754040"),
        ({"ags": "051140000", "rgs": "051140000000"}, "05114"),
        ({"rgs": "057540040040"}, "05754040"),
        ({"ags": "05358000"}, "05358"),
        ({"ags": "9999"}, "09999"),
        ({"ags": "99999"}, ""),
        ({"ags": "Musterau"}, ""),
        ({"ags": None}, ""),
        ({}, ""),
    ],
)
def test_the_key_of_a_body(body: dict[str, object], ags: str) -> None:
    assert body_ags(body) == ags


def test_a_numbered_body_is_called_as_the_source_says() -> None:
    from ingest.vendors.oparl_bodies import body_name

    assert body_name({"name": "Instance 0001"}, Source("oparl", "", "Landkreis Musterau")) == "Landkreis Musterau"
    assert body_name({"name": "Gemeinde Musterau"}, Source("oparl", "", "Landkreis Musterau")) == "Gemeinde Musterau"


def test_a_body_may_bear_the_name_of_its_office() -> None:
    bodies = [{"id": "1", "name": "Landratsamt Musterau Kreistagsbüro"}, {"id": "2", "name": "Stadt Musterau"}]
    assert pick_body(bodies, Source("oparl", "", "Musterau", "03999")) == bodies[0]


def test_a_town_is_not_taken_for_the_county_of_its_name() -> None:
    bodies = [{"id": "1", "name": "Stadt Musterau"}, {"id": "2", "name": "Gemeinde Andersau"}]
    assert pick_body(bodies, Source("oparl", "", "Musterau", "03999")) is None


@pytest.mark.parametrize(
    ("system", "maker"),
    [
        ({"vendor": "https://www.sitzungsdienst.net/"}, "sdnet"),
        ({"contactName": "STERNBERG Software GmbH & Co. KG"}, "sdnet"),
        ({"vendor": "http://www.somacos.de", "product": "Sitzungsmanagementsystem Session"}, "sessionnet"),
        ({"vendor": "https://www.cc-egov.de/"}, "allris3"),
        ({"vendor": "https://www.cc-egov.de/", "id": "https://x.sitzung-online.de/public/oparl/system"}, "allris4"),
        ({"vendor": "more! software GmbH"}, "morerubin"),
        ({"vendor": "Musterfirma"}, ""),
    ],
)
def test_the_maker_of_a_server(system: dict[str, object], maker: str) -> None:
    assert find_maker(system) == maker
