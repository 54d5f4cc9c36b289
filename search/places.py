"""What users write for a Kreis, a Land, a year or a Handlungsfeld → keys. Loads the registry only when asked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from corpus.errors import QueryError, RegistryError
from corpus.lands import find_lands
from corpus.lands import land_name as land_name
from corpus.lookup import connect
from search.german import fold

if TYPE_CHECKING:
    from corpus.body import Body

Peers = Literal["land", "population"]
PEERS = 10  # Kreise of similar population beside the one asked for


@dataclass(frozen=True, slots=True)
class Selection:
    """Which papers and figures. Empty and None mean: any. `kreise` are AGS, `lands` two-digit keys, `paper_ids` None means all."""

    kreise: tuple[str, ...] = ()
    lands: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    fields: tuple[str, ...] = ()
    paper_ids: frozenset[str] | None = None
    kind: str = ""
    decided: bool | None = None


def choose(
    archive: Path,
    kreise: Iterable[str] = (),
    lands: Iterable[str] = (),
    year: str = "",
    fields: Iterable[str] = (),
    peers: str = "",
    peers_by: Peers = "land",
) -> Selection:
    """The selection of what a user names, on the command line, in a study or a notebook; `peers` is a Kreis that comes with its like.

    Raises RegistryError and QueryError for what is not known or cannot be read, with suggestions.
    """
    kreise, fields = tuple(kreise), tuple(fields)
    if not (kreise or fields or peers):  # a search seldom asks more than this
        return Selection(lands=find_lands(lands), years=parse_years(year) if year else None)
    with closing(connect(archive)) as connection:
        alike = find_peers(peers, peers_by, connection) if peers else ()
        return Selection(
            kreise=tuple(dict.fromkeys((*find_kreise(kreise, connection), *alike))),
            lands=find_lands(lands),
            years=parse_years(year) if year else None,
            fields=find_fields(connection, fields),
        )


def find_kreise(names: Iterable[str], connection: sqlite3.Connection | None = None) -> tuple[str, ...]:
    """AGS keys of Kreise given by name or key; a body of the archive that has no key is chosen by its name ("name:Stadt Rödermark").

    Raises RegistryError with suggestions.
    """
    return tuple(_find_kreis(name, connection) for name in names)


def _find_kreis(name: str, connection: sqlite3.Connection | None) -> str:
    from corpus.registry import registry

    # A Gemeinde has 8 digits and is not in the registry of Kreise: its key is taken as it is.
    if re.fullmatch(r"\d{8}", name) and not name.endswith("000"):
        return name
    if connection is not None:
        rows = connection.execute("SELECT DISTINCT body FROM papers WHERE ags = '' AND body <> ''")
        own = [str(row["body"]) for row in rows if fold(row["body"]) == fold(name.strip())]
        if own:
            return f"name:{own[0]}"
    return registry().find(name).ags


def find_peers(name: str, by: Peers = "land", connection: sqlite3.Connection | None = None) -> tuple[str, ...]:
    """AGS keys of a Kreis and of those like it: of the same kind and Land, or of the same kind and PEERS nearest populations.

    Kreise compare with Kreise, kreisfreie Städte with kreisfreie Städte. Raises RegistryError for what is no Kreis.
    """
    from corpus.registry import registry

    ags = _find_kreis(name, connection)
    own = registry().by_ags(ags)
    if own is None:
        raise RegistryError(f"{name!r} is no Kreis of the registry, so that its like is not known; choose bodies with --kreis")
    alike = [body for body in registry().bodies if ("tadt" in body.kind) == ("tadt" in own.kind)]
    if by == "land":
        return tuple(body.ags for body in alike if body.land == own.land)
    size = _latest(own)
    near = sorted(alike, key=lambda body: (abs(_latest(body) - size), body.ags))
    return tuple(body.ags for body in near[: PEERS + 1])


def _latest(body: Body) -> int:
    """The inhabitants of the last year known; 0 where none is."""
    return body.population[max(body.population)] if body.population else 0


def parse_years(text: str) -> tuple[int, int]:
    """ "2018", "2018..2020" or "2018-2020" as inclusive bounds. Raises QueryError."""
    match = re.fullmatch(r"\s*(\d{4})\s*(?:(?:\.\.|-|–)\s*(\d{4}))?\s*", text)
    if match is None:
        raise QueryError(f"{text!r} is not a year; write 2018 or 2018..2020")
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    if last < first:
        raise QueryError(f"{text!r} ends before it begins; write {last}..{first}")
    return first, last


def parse_number(text: str) -> int:
    """A number as Germans or programs write it, in hundredths: "10.000 €", "10000", "0,5", "1.471,60". Raises QueryError.

    A dot before exactly three digits divides thousands; "0.5" is a half.
    """
    from decimal import Decimal, InvalidOperation

    plain = re.sub(r"(?i)\s|€|eur(o)?|vzä|vzae", "", text)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".") if plain.count(",") == 1 else plain
    try:
        hundredths = int(Decimal(plain) * 100)
        if abs(hundredths) >= 2**62:  # more than the index can hold
            raise OverflowError
        return hundredths
    except (InvalidOperation, ValueError, OverflowError):
        raise QueryError(f"{text!r} is not a number; write 10000, 10.000 or 0,5") from None


def find_fields(connection: sqlite3.Connection, names: Iterable[str]) -> tuple[str, ...]:
    """Taxonomy ids of Handlungsfelder given by id, by the id's last part ("sprache", "31") or by label. Raises RegistryError."""
    names = tuple(names)
    if not names:
        return ()
    rows = connection.execute("SELECT DISTINCT field, label FROM paper_fields ORDER BY field").fetchall()
    known = {row["field"]: row["label"] for row in rows}
    return tuple(field for name in names for field in _match_field(name, known))


def check_field_word(connection: sqlite3.Connection, word: str, query: str, extra: Sequence[Path] = ()) -> None:
    """Raises QueryError with near ids for a folded word behind "feld:" that no Handlungsfeld is found by.

    Those of the archive's papers count, of the package's taxonomies and of the files in `extra`.
    """
    rows = connection.execute("SELECT DISTINCT field, label FROM paper_fields").fetchall()
    known = {str(row["field"]): str(row["label"]) for row in rows}
    if any(word in _field_words(*field) for field in known.items()):
        return
    from corpus.nearby import did_you_mean
    from corpus.taxonomy import load_taxonomies

    known |= {field.id: field.label for taxonomy in load_taxonomies(extra) for field in taxonomy.fields}
    words = {one: field for field, label in known.items() for one in sorted(_field_words(field, label))}
    if word in words:
        return
    meant = did_you_mean(word, {one: f"feld:{field}" for one, field in words.items()}, most=3) or f"there are {', '.join(known)}"
    place = re.search(rf"(?i)\b(?:feld|field):\W?{re.escape(word)}", fold(query))
    where = f" (character {place.start() + 1} of {query.strip()})" if place and len(fold(query)) == len(query) else ""
    raise QueryError(f"feld:{word}{where} is no Handlungsfeld; {meant}")


def _field_words(field: str, label: str) -> set[str]:
    return {word for text in (field, label) for word in (fold(text), *re.split(r"[\W_]+", fold(text))) if word}


def _match_field(name: str, known: dict[str, str]) -> list[str]:
    asked = fold(name.strip())
    found = [field for field, label in known.items() if asked in (fold(field), fold(field.partition(":")[2]), fold(label))]
    if not found:
        from corpus.taxonomy import load_taxonomies

        # Known to the taxonomies but to no paper: an empty answer, not an error.
        everything = {field.id: field.label for taxonomy in load_taxonomies() for field in taxonomy.fields}
        found = [field for field, label in everything.items() if asked in (fold(field), fold(field.partition(":")[2]), fold(label))]
    found = found or [field for field, label in known.items() if asked in re.split(r"\W+", fold(label))]
    if not found:
        ids = ", ".join(known) or "none yet; fill them with: ratslese extract"
        raise RegistryError(f"{name!r} is no Handlungsfeld of this archive; it has {ids}")
    return found
