"""Where the Kreise keep their papers: the registry of Ratsinformationssysteme and the sources that a study adds.

Facts stand in `corpus/data/ris.csv` (see SOURCES.md there): as public lists of October 2026 told them, nothing was opened. What
they say of robots.txt is a hint for `ratslese sources`; before a fetch it is read anew at the source.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from corpus.errors import InputError, RegistryError
from corpus.registry import registry
from corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source as it is known before it was asked. `vendor` "" = none known; `robots` "allow", "disallow" or "" (not told),
    `robots_from` "reported" or "inferred" (from other bodies on the same servers). `own`: a [[source]] of the settings. `home`: the page
    for people, where `url` is an OParl interface."""

    source_id: str
    ags: str
    body: str
    vendor: str
    url: str
    land: str = ""
    product: str = ""
    oparl_url: str = ""
    robots: str = ""
    robots_from: str = ""
    checked: str = ""
    note: str = ""
    options: tuple[tuple[str, str], ...] = ()
    own: bool = False
    home: str = ""


def load_sources(settings: Settings | None = None) -> tuple[KnownSource, ...]:
    """All sources: the registry's in the order of their keys, one of the settings in place of the registry's of the same Kreis.

    Raises InputError for a [[source]] whose body is unknown.
    """
    known = {source.source_id: source for source in _registered()}
    for entry in settings.sources if settings else ():
        try:
            source = make_source(entry.vendor, entry.url, entry.body, entry.options)
        except RegistryError as error:
            raise InputError(f"ratslese.toml, [[source]] {entry.url}: {error}") from error
        known[source.source_id] = source
    return tuple(known.values())


def make_source(vendor: str, url: str, body: str = "", options: Sequence[tuple[str, str]] = ()) -> KnownSource:
    """A source that a user named. `body`: key or name of a Kreis, the full name of another body, or "". Raises RegistryError."""
    name, ags, land = body, "", ""
    if body:
        try:
            found = registry().find(body)
            name, ags, land = found.name, found.ags, found.land
        except RegistryError:
            if body.isdigit() or " " not in body:  # "Stadt Winnweiler" names a body of its own, "Winnweiler" may be a slip
                raise
    parts = urlsplit(url)
    source_id = ags or f"{parts.hostname or ''}{parts.path}".rstrip("/") + (f":{parts.port}" if parts.port else "")
    return KnownSource(source_id, ags, name, vendor, url, land, options=tuple(options), own=True)


def find_sources(names: Iterable[str], sources: Sequence[KnownSource]) -> tuple[KnownSource, ...]:
    """The sources that a user means by keys, names of Kreise, names of own bodies or addresses. Raises RegistryError."""
    found: dict[str, KnownSource] = {}
    for name in names:
        asked = name.strip()
        fitting = [source for source in sources if asked.casefold() in (source.source_id.casefold(), source.body.casefold(), source.url)]
        if not fitting:
            ags = registry().find(asked).ags
            fitting = [source for source in sources if source.ags == ags]
        if not fitting:
            raise RegistryError(f"{asked!r}: a kreisfreie Stadt; no source is known, add a [[source]] to ratslese.toml")
        found |= {source.source_id: source for source in fitting}
    return tuple(found.values())


@cache
def _registered() -> tuple[KnownSource, ...]:
    found = []
    for row in csv.DictReader(_data("ris.csv").splitlines()):
        body = registry().by_ags(row["ags"])
        assert body is not None, row
        url = row["oparl_url"] if row["vendor"] == "oparl" else row["url"]
        robots, told = row["robots"], row["robots_from"]
        found.append(
            KnownSource(row["ags"], row["ags"], body.name, row["vendor"], url, body.land, row["product"], row["oparl_url"], robots, told,
                        row["checked"], row["note"], home=row["url"])
        )  # fmt: skip
    return tuple(found)


@cache
def server_families() -> tuple[str, ...]:
    """Domains whose hosts share servers: requests to all of them count together."""
    return tuple(row["domain"] for row in csv.DictReader(_data("ris_families.csv").splitlines()))


def _data(name: str) -> str:
    return resources.files("corpus").joinpath("data", name).read_text(encoding="utf-8")
