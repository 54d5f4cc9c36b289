"""Taxonomies as data: fields of action with the words that tell them. The format is explained at the top of `data/produkt.toml`.

Users add a taxonomy of their own as a file with another prefix; `load_taxonomies` refuses an id or a word that stands twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

from corpus.errors import RegistryError

BUILT_IN = ("produkt", "integration")
WEIGHTS = {"strong": 3.0, "words": 2.0, "weak": 1.0, "title": 2.0, "otherwise": 2.0, "not": 0.0}
_FIELD_KEYS = {"label", "label_en", *WEIGHTS}
_FILE_KEYS = {"prefix", "label", "label_en", "gate", "gate_title", "ignore", "near", "field", "shared"}


@dataclass(frozen=True, slots=True)
class Synonym:
    """A word, stem or phrase of a field. `word` is as the file writes it, `pattern` folded, words parted by one space; `*` is any letters.

    `weight` 0 takes the word out; `title_only` words count in titles, headings and lists of fields only; `otherwise` words in
    titles only, where no other word tells a field.
    """

    word: str
    pattern: str
    weight: float
    title_only: bool = False
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class TaxonomyField:
    """One field of action. `id` has its prefix ("produkt:31")."""

    id: str
    label: str
    label_en: str
    synonyms: tuple[Synonym, ...]


@dataclass(frozen=True)
class Taxonomy:
    """A set of fields. `gate` words must show that a paper belongs here at all (none: every paper does), `gate_title` words
    show it in a title only; `ignore` words say nothing.

    `near` is the part of the strongest field's score that a further field must reach: low where a paper usually has several fields.
    """

    prefix: str
    label: str
    label_en: str
    fields: tuple[TaxonomyField, ...]
    gate: tuple[str, ...] = ()
    gate_title: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    near: float = 0.4

    def label_of(self, field_id: str, language: str = "de") -> str:
        """The label of a field in German, or in English with language "en". Raises RegistryError for an unknown id."""
        for field in self.fields:
            if field.id == field_id:
                return field.label_en if language == "en" else field.label
        known = ", ".join(field.id for field in self.fields)
        raise RegistryError(f"{field_id!r} is no field of the taxonomy {self.prefix}; it has {known}")


_Shared = tuple[list[str], tuple[Synonym, ...]]


def fold_term(text: str) -> str:
    """Fold case and take the dots off umlauts, so that a plural is its singular's: "Beiträge" begins like "Beitrag"."""
    return text.casefold().replace("ä", "a").replace("ö", "o").replace("ü", "u").replace("ß", "ss")


def load_taxonomies(extra: Sequence[Path] = ()) -> tuple[Taxonomy, ...]:
    """The taxonomies of the package and those of the files in `extra`.

    Raises RegistryError that names the file and what to mend: an unreadable file, an unknown key, a prefix, id or word that stands twice.
    """
    taxonomies = [*_built_in(), *(read_taxonomy(path) for path in extra)]
    prefixes = [taxonomy.prefix for taxonomy in taxonomies]
    for path, prefix in zip(extra, prefixes[len(BUILT_IN) :], strict=True):
        if prefixes.count(prefix) > 1:
            raise RegistryError(f"{path}: the prefix {prefix!r} is taken; give the taxonomy another one")
    return tuple(taxonomies)


@cache
def _built_in() -> tuple[Taxonomy, ...]:
    folder = resources.files("corpus").joinpath("data")
    return tuple(parse_taxonomy(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml") for name in BUILT_IN)


def read_taxonomy(path: Path) -> Taxonomy:
    """A taxonomy out of a TOML file. Raises RegistryError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path}: cannot be read as a taxonomy in UTF-8: {error}") from error
    return parse_taxonomy(text, str(path))


def parse_taxonomy(text: str, origin: str) -> Taxonomy:
    """A taxonomy out of TOML text; `origin` names it in messages. Raises RegistryError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # TOML itself refuses a table that stands twice, so this message also tells of an id that stands twice.
        raise RegistryError(f"{origin}: not valid TOML, or an id that stands twice: {error}") from error
    _check_keys(data, _FILE_KEYS, origin)
    prefix = str(data.get("prefix", ""))
    if not prefix or ":" in prefix or not data.get("field"):
        raise RegistryError(f"{origin}: a taxonomy needs a prefix without colon and at least one table [field.<id>]")
    fields = tuple(_parse_field(f"{prefix}:{key}", entry, origin) for key, entry in data["field"].items())
    ignore = tuple(pattern for _, pattern in _patterns(data, "ignore", origin))
    shared = [_parse_shared(prefix, entry, fields, origin) for entry in data.get("shared", ())]
    _check_twice([(field.id, field.synonyms) for field in fields] + [(" and ".join(ids), words) for ids, words in shared], ignore, origin)
    fields = tuple(replace(field, synonyms=field.synonyms + _shared_of(field.id, shared)) for field in fields)
    gate, gate_title = (tuple(pattern for _, pattern in _patterns(data, key, origin)) for key in ("gate", "gate_title"))
    near = data.get("near", Taxonomy.near)
    if not isinstance(near, int | float) or not 0 <= near <= 1:
        raise RegistryError(f"{origin}: near must be a number from 0 to 1")
    return Taxonomy(prefix, str(data.get("label", prefix)), str(data.get("label_en", "")), fields, gate, gate_title, ignore, float(near))


def _parse_field(field_id: str, entry: Mapping[str, object], origin: str) -> TaxonomyField:
    _check_keys(entry, _FIELD_KEYS, f"{origin}: field {field_id}")
    label = str(entry.get("label", ""))
    if not label:
        raise RegistryError(f"{origin}: field {field_id} has no label")
    return TaxonomyField(field_id, label, str(entry.get("label_en", "")), _synonyms(entry, f"{origin}: field {field_id}"))


def _parse_shared(prefix: str, entry: Mapping[str, object], fields: Sequence[TaxonomyField], origin: str) -> _Shared:
    """Words that tell several fields at once, with the ids of these fields."""
    _check_keys(entry, {"fields", *WEIGHTS} - {"not"}, f"{origin}: shared")
    listed = entry.get("fields", [])
    ids = [f"{prefix}:{key}" for key in listed] if isinstance(listed, list) else []
    unknown = [field_id for field_id in ids if field_id not in {field.id for field in fields}]
    if unknown or len(ids) < 2:
        raise RegistryError(f"{origin}: shared needs at least two known fields{f', not {unknown[0]}' if unknown else ''}")
    return ids, _synonyms(entry, f"{origin}: shared")


def _shared_of(field_id: str, shared: Sequence[_Shared]) -> tuple[Synonym, ...]:
    return tuple(word for ids, words in shared if field_id in ids for word in words)


def _synonyms(entry: Mapping[str, object], origin: str) -> tuple[Synonym, ...]:
    return tuple(
        Synonym(word, pattern, weight, key in ("title", "otherwise"), key == "otherwise")
        for key, weight in WEIGHTS.items()
        for word, pattern in _patterns(entry, key, origin)
    )


def _patterns(entry: Mapping[str, object], key: str, origin: str) -> Iterator[tuple[str, str]]:
    """The words of a list as written and folded."""
    listed = entry.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
        raise RegistryError(f"{origin}: {key} must be a list of words in quotes")
    for word in listed:
        pattern = " ".join(fold_term(word).replace("-", " ").split())
        if len(pattern.replace("*", "")) < 2:
            raise RegistryError(f"{origin}: the word {word!r} in {key} is too short to tell anything")
        yield word, pattern


def _check_keys(entry: Mapping[str, object], known: set[str], origin: str) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise RegistryError(f"{origin}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


def _check_twice(groups: Sequence[tuple[str, Sequence[Synonym]]], ignore: Sequence[str], origin: str) -> None:
    """Refuse a word that stands twice; "sport" beside "sport*" may tell one field in two weights, not two fields."""
    seen: set[str] = set()
    places: dict[str, str] = {}
    named = [(synonym.pattern, place) for place, synonyms in groups for synonym in synonyms]
    for pattern, place in [*named, *((pattern, "ignore") for pattern in ignore)]:
        stem = pattern.rstrip("*")
        if pattern in seen or places.get(stem, place) != place:
            where = f"{places[stem]} and {place}"
            raise RegistryError(f"{origin}: the word {pattern!r} stands twice, in {where}; leave one or put it in [[shared]]")
        seen.add(pattern)
        places[stem] = place
