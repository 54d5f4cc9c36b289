"""The registry of the 401 Kreise: who a name or key stands for, how many live there, what became of a Kreis.

Facts stand in `corpus/data` (sources and licences in its SOURCES.md). Loaded on first use, never at import.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import dropwhile
from pathlib import Path
from typing import Any

from corpus.body import Body
from corpus.bodynames import FormIndex, each_folded_word, fold, fold_words, head_of, name_variants, standing_forms
from corpus.errors import InputError, RegistryError

_CITY = ("Kreisfreie Stadt", "Stadtkreis")
_ARTICLES = frozenset(("der", "die", "das", "des", "dem", "den", "im", "vom", "beim", "fuer"))
# Titles that a city bears as part of its name: kept as printed in `name_as_in_paper`.
_CITY_NAMES = (
    "Freie und Hansestadt",
    "Freie Hansestadt",
    "Hanse- und Universitätsstadt",
    "Landeshauptstadt",
    "Hansestadt",
    "Universitätsstadt",
    "Wissenschaftsstadt",
    "Bundesstadt",
    "Klingenstadt",
)


@dataclass(frozen=True, slots=True)
class TerritoryChange:
    """A Kreis that ended or changed its key on `date` (ISO) and went, wholly or in part, into `to_ags`."""

    date: str
    from_ags: str
    from_name: str
    to_ags: str
    to_name: str


class Registry:
    """All bodies, findable by key and name. Make it with `registry()`, or `load_registry` to add population files."""

    def __init__(self, bodies: Sequence[Body], changes: Sequence[TerritoryChange], names: Mapping[str, Any]) -> None:
        self.bodies = tuple(bodies)
        self.changes = tuple(changes)
        self._by_ags = {body.ags: body for body in bodies}
        self._changed = frozenset(change.from_ags for change in changes)
        self._names = names

    @cached_property
    def _short(self) -> Mapping[str, Sequence[Body]]:
        short: dict[str, list[Body]] = defaultdict(list)
        for body in self.bodies:
            for name in {fold(body.short_name), fold(body.name), fold(body.aliases[0] if body.aliases else body.name)}:
                short[" ".join(fold_words(name))].append(body)
        return short

    @cached_property
    def _index(self) -> FormIndex:
        return FormIndex(_all_forms(self.bodies, self._names))

    def by_ags(self, ags: str) -> Body | None:
        """The body of a key of 5 digits, or of 8 that end in 000 (a kreisfreie Stadt as Gemeinde); None where unknown."""
        key = ags.strip()
        if len(key) == 8 and key.endswith("000"):
            key = key[:5]
        return self._by_ags.get(key)

    def find(self, name_or_ags: str) -> Body:
        """The one body that a user means by a key, short or full name. Raises RegistryError if unknown or ambiguous, with suggestions."""
        asked = name_or_ags.strip()
        if asked.isdigit():
            return self._find_key(asked)
        body = self.match(asked)
        if body:
            return body
        words = " ".join(fold_words(asked))
        known = self._short.get(words, [])
        if len(known) == 1:
            return known[0]
        if known:
            choice = " or ".join(f"{body.name} ({body.ags})" for body in known)
            raise RegistryError(f"{asked!r} is ambiguous: {choice}; give the full name or the key")
        raise RegistryError(f"{asked!r} is no Kreis of the registry{self._suggest(words)}")

    def _find_key(self, key: str) -> Body:
        # Spreadsheets drop the leading zero: 8336 is 08336.
        body = self.by_ags(key.zfill(5) if len(key) < 5 else key) or (self.by_ags(key.zfill(8)) if len(key) == 7 else None)
        if body:
            return body
        heirs = sorted({f"{change.to_ags} {change.to_name}" for change in self.changes if change.from_ags == key})
        hint = f"; its territory went to {', '.join(heirs)}" if heirs else "; a key has 5 digits, for example 08336"
        raise RegistryError(f"{key!r} is no key of a Kreis of the registry{hint}")

    def _suggest(self, words: str) -> str:
        import difflib  # for a name that is misspelt only

        names = {" ".join(fold_words(name)): body for body in self.bodies for name in (body.short_name, body.name)}
        close = [body for name, body in names.items() if words and (name in words or words in name)]
        close += [names[name] for name in difflib.get_close_matches(words, names, n=5, cutoff=0.75)]
        choice = list(dict.fromkeys(f"{body.name} ({body.ags})" for body in close))[:3]
        return f"; did you mean {', '.join(choice)}?" if choice else ""

    def match(self, text: str) -> Body | None:
        """The body of a full name as a paper writes it ("des Landkreises Konstanz", "STADT KARLSRUHE"); None where it is none.

        A name without its type word is no match: "Lörrach" may be the Kreis or the town. Nor is a town inside a Kreis ("Stadt Lörrach").
        """
        words = dropwhile(_ARTICLES.__contains__, each_folded_word(text))
        return self._by_ags.get(self._index.look_up(words))

    def may_open_name(self, word: str) -> bool:
        """Whether `match` may find a body in a text of which this is the first word."""
        words = fold_words(word)
        return not words or words[0] in _ARTICLES or self._index.opens(words[0])

    def mentions(self, text: str) -> Iterator[tuple[int, int, Body]]:
        """Yield (start, end, body) for every full name with its type word in running text, in order, longest first."""
        for start, end, ags in self._index.walk(text):
            yield start, end, self._by_ags[ags]

    def name_as_in_paper(self, written: str) -> str:
        """The name in the nominative and usual case for a name as written: "des LANDKREISES KONSTANZ" → "Landkreis Konstanz".

        A city keeps the title that the paper gives it ("Landeshauptstadt Dresden"). Empty where `match` finds no body.
        """
        body = self.match(written)
        if body is None:
            return ""
        if body.kind in _CITY:
            words = [word for word in fold_words(written) if word not in _ARTICLES]
            for title in _CITY_NAMES:
                parts = list(fold_words(title))
                if [word.replace("freien", "freie") for word in words[: len(parts)]] == parts:
                    return f"{title} {body.short_name}"
        return body.name

    def successor(self, ags: str, year: int) -> str | None:
        """The key under which a Kreis counts on 31 December of `year`: itself, its successor, or None where it was split or is unknown."""
        key, last = ags, f"{year}-12-31"
        for _ in range(10):
            heirs = {change.to_ags for change in self.changes if change.from_ags == key and change.date <= last}
            if not heirs:
                known = key in self._by_ags or any(change.from_ags == key for change in self.changes)
                return key if known else None
            if len(heirs) > 1:
                return None
            key = heirs.pop()
        return None

    def population(self, ags: str, year: int) -> int | None:
        """Inhabitants on 31 December of that same year in its own territory; None where the year is not known or the Kreis had ended."""
        body = self.by_ags(ags)
        if body is None or (body.ags in self._changed and self.successor(body.ags, year) != body.ags):
            return None
        return body.population.get(year)


@cache
def registry() -> Registry:
    """The registry of the package, loaded once (some 20 ms)."""
    return load_registry()


def load_registry(extra_population: Sequence[Path] = ()) -> Registry:
    """A registry with further population files (CSV: ags, year, population) added. Raises InputError naming a bad file."""
    population = _read_population(_data("population.csv").splitlines(), "population.csv")
    for path in extra_population:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read as a population file in UTF-8: {error}") from error
        for ags, years in _read_population(lines, str(path)).items():
            population.setdefault(ags, {}).update(years)
    names = tomllib.loads(_data("names.toml"))
    bodies = [_read_body(row, names["body"], population) for row in csv.DictReader(_data("kreise.csv").splitlines())]
    changes = [TerritoryChange(**row) for row in csv.DictReader(_data("territory_changes.csv").splitlines())]
    return Registry(bodies, changes, names)


def _data(name: str) -> str:
    # Not through importlib.resources, which takes longer to load than all Kreise to read.
    return Path(__file__).with_name("data").joinpath(name).read_text(encoding="utf-8")


def _read_population(lines: Iterable[str], origin: str) -> dict[str, dict[int, int]]:
    population: dict[str, dict[int, int]] = defaultdict(dict)
    rows = csv.reader(lines)  # a third of the time of rows by name
    head = next(rows, [])
    try:
        ags, year, count = (head.index(name) for name in ("ags", "year", "population"))
        for row in filter(None, rows):
            population[row[ags].zfill(5)][int(row[year])] = int(row[count])
    except (ValueError, IndexError) as error:
        raise InputError(f"{origin}, line {max(rows.line_num, 2)}: needs ags, year and population as whole numbers") from error
    return population


def _read_body(row: Mapping[str, str], irregular: Mapping[str, Mapping[str, object]], population: Mapping[str, Mapping[int, int]]) -> Body:
    entry = irregular.get(row["ags"], {})
    aliases = entry.get("aliases", ())
    assert isinstance(aliases, list | tuple)
    return Body(
        ags=row["ags"],
        name=str(entry.get("name", "")) or _regular_name(row),
        short_name=row["short_name"],
        kind=row["type"],
        land=row["land"],
        aliases=(row["official_name"], *map(str, aliases)),
        population=population.get(row["ags"], {}),
    )


def _regular_name(row: Mapping[str, str]) -> str:
    """The name as the body itself writes it, from its official name: "Kiel, Landeshauptstadt" → "Landeshauptstadt Kiel"."""
    official, _, title = row["official_name"].partition(", ")
    if row["type"] in _CITY:
        return f"{title} {row['short_name']}" if title.startswith(_CITY_NAMES) else f"Stadt {row['short_name']}"
    if standing_forms(official):
        return official
    name = row["short_name"] if "." in official else official
    return f"{'Kreis' if row['type'] == 'Kreis' else 'Landkreis'} {name}"


def _all_forms(bodies: Sequence[Body], names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Every form in folded words with its AGS; a form that two bodies share is dropped, one of another place has no AGS."""
    owners: dict[str, set[str]] = defaultdict(set)
    titles = {True: _fold_all(names["city_titles"]), False: _fold_all(names["district_titles"])}
    for body in bodies:
        city = body.kind in _CITY
        written = name_variants(body.short_name) | {head_of(body.short_name)} - {""}
        standing = set() if city else standing_forms(body.short_name)
        if not city and "(" in body.aliases[0]:
            written |= name_variants(body.aliases[0])
        for form in standing | {f"{title} {name}" for title in titles[city] for name in written}:
            owners[form].add(body.ags)
        for full in (body.name, *body.aliases[1:]):
            owners[" ".join(fold_words(full))] = {body.ags}
    forms = {form: owner.pop() if len(owner) == 1 else "" for form, owner in owners.items()}
    return forms | dict.fromkeys(_fold_all(names["other_places"]), "")


def _fold_all(names: Iterable[str]) -> list[str]:
    return [" ".join(fold_words(name)) for name in names]
