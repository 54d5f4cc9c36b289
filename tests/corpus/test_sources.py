"""Where the Kreise keep their papers: the data is whole, sources of a study's own come in."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from corpus.errors import ArchiveError, InputError, RegistryError
from corpus.registry import registry
from corpus.settings import OwnSource, Settings, load_settings
from corpus.sources import find_sources, load_sources, make_source, server_families
from corpus.store import Archive

VENDORS = {"", "oparl", "allris3", "allris4", "sessionnet", "sdnet", "morerubin", "other"}


def test_every_landkreis_has_one_row_that_holds() -> None:
    sources = load_sources()
    landkreise = [body.ags for body in registry().bodies if body.kind not in ("Kreisfreie Stadt", "Stadtkreis")]
    assert [source.ags for source in sources] == landkreise
    for source in sources:
        assert source.vendor in VENDORS, source
        parts = urlsplit(source.url)
        assert (parts.scheme in ("http", "https") and parts.hostname) or not source.url, source
        assert source.url or not source.vendor, source
        assert source.robots in ("", "allow", "disallow")
        assert source.robots_from in (("reported", "inferred") if source.robots else ("",)), source
        assert source.url == source.oparl_url or source.vendor != "oparl"


def test_families_are_domains_that_sources_use() -> None:
    hosts = [urlsplit(source.url).hostname or "" for source in load_sources()]
    used = [domain for domain in server_families() if any(host.endswith(domain) for host in hosts)]
    assert len(used) >= 15
    assert all("." in domain and domain == domain.lower() for domain in server_families())


def test_own_sources_take_the_place_of_the_registrys() -> None:
    own = (
        OwnSource("08336", "oparl", "https://x.example.de/oparl/system", (("body", "1"),)),
        OwnSource("Gemeinde Nordstemmen", "sdnet", "https://n.de/ris/"),
    )
    sources = load_sources(Settings(sources=own))
    assert len(sources) == len(load_sources()) + 1
    (loerrach,) = find_sources(["Lörrach"], sources)
    assert (loerrach.vendor, loerrach.url, loerrach.options, loerrach.own) == ("oparl", own[0].url, (("body", "1"),), True)
    (village,) = find_sources(["gemeinde nordstemmen"], sources)
    assert (village.source_id, village.ags) == ("n.de/ris", "")


def test_unknown_names_are_refused() -> None:
    with pytest.raises(RegistryError, match="no Kreis"):
        find_sources(["Lörach im Schwarzwald"], load_sources())
    with pytest.raises(RegistryError, match="kreisfreie"):
        find_sources(["08212"], load_sources())
    with pytest.raises(RegistryError):
        make_source("oparl", "https://x.de/", "99999")
    with pytest.raises(InputError, match="source"):
        load_sources(Settings(sources=(OwnSource("Nirgendwo", "oparl", "https://x.de"),)))


def test_settings_of_fetching(archive: Archive) -> None:
    path = archive.folder / "ratslese.toml"
    assert load_settings(archive.folder).fetch.contact == ""
    path.write_text(
        '[fetch]\ncontact = "a@b.de"\nseconds_between_requests = 2.5\n[[source]]\nbody = "08336"\nvendor = "oparl"\nurl = "https://x.de"\n',
        "utf-8",
    )
    settings = load_settings(archive.folder)
    assert (settings.fetch.contact, settings.fetch.seconds_between_requests) == ("a@b.de", 2.5)
    assert settings.sources == (OwnSource("08336", "oparl", "https://x.de"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[fetch]\nseconds = 1\n", "unknown setting 'seconds'"),
        ('[fetch]\nseconds_between_requests = "1"\n', "must be a number"),
        ("[fetch]\nseconds_between_requests = -1\n", "must be a number"),
        ("[fetch]\nallow_loopback = 1\n", "must be true or false"),
        ("[fetch]\ncontact = 3\n", "must be a text"),
        ("[fetch]\nredirects = true\n", "must be a whole number"),
        ("[fetch]\nredirects = 1.5\n", "must be a whole number"),
        ("[source]\nbody = 'x'\n", "two brackets"),
        ('[[source]]\nbody = "08336"\n', "needs body"),
        ('[[source]]\nbody = "08336"\nvendor = "oparl"\nurl = "ftp://x"\n', "must begin with https"),
        ('[[source]]\nbody = "08336"\nvendor = "oparl"\nurl = "https://x"\nuser = "y"\n', "nothing else"),
    ],
)
def test_wrong_settings_of_fetching_are_named(archive: Archive, text: str, told: str) -> None:
    (archive.folder / "ratslese.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ArchiveError, match=told):
        load_settings(archive.folder)
