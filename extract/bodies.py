"""Which Körperschaft's council decides: its letterhead, its organs, or the name that the text uses most."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from corpus.registry import registry
from extract.bodyplaces import LETTERHEAD, MENTION, NO_NAME, ORGAN, Key, find_places, nominative
from extract.labels import clean
from extract.patterns import pattern

WEIGHTS = {LETTERHEAD: 3, ORGAN: 3, MENTION: 2}
LEAST_WEIGHT = 2
_OF_ORGAN = {
    "Ortsgemeinderat": "Ortsgemeinde",
    "Verbandsgemeinderat": "Verbandsgemeinde",
    "Stadtrat": "Stadt",
    "Gemeinderat": "Gemeinde",
    "Bezirksversammlung": "Bezirk",
    "Bezirksvertretung": "Bezirk",
    "Kreistag": "Landkreis",
    "Samtgemeinderat": "Samtgemeinde",
}
def find_body(header: str, text: str) -> tuple[str, str]:
    """The body's name and key (empty where the registry does not know it): from the head, else from the whole text, else ("", "").

    A name in running text is often another town's. It counts only where the registry knows it, no other rivals it, and the
    organs of the text (Gemeinderat or Kreistag) suit it; a name out of the registry counts only in a letterhead or with its organ.
    """
    named = _named_by_office(header, text)
    if named:
        return named
    for found in pattern("organ").finditer(header):
        if found["name"].casefold() not in NO_NAME:
            return _with_key(f"{_OF_ORGAN[found['organ']]} {found['name']}")
    return _from_text(header, text) or _from_address(header) or _from_bare_names(text) or ("", "")


def _named_by_office(header: str, text: str) -> Key | None:
    """The body of the head's letterhead or organ; of several the first, or one that the text repeats much more."""
    strong = [place for place in find_places(header) if place.grade in (LETTERHEAD, ORGAN)]
    known = [place.key for place in strong if place.key[1]]
    keys = list(dict.fromkeys(known or [place.key for place in strong]))
    if len(keys) < 2:
        return keys[0] if keys else None
    # Three letterheads and more are a list of partners or the legend of a map.
    counts = Counter(place.key for place in find_places(text))
    first, best = keys[0], max(keys, key=lambda key: (counts[key] > 2 * counts[keys[0]] + 1, key == keys[0]))
    rivals = max(counts[key] for key in keys if key != best)
    return best if len(keys) == 2 or best != first or counts[best] > 2 * rivals else None


def _from_text(header: str, text: str) -> Key | None:
    """The body that the whole text speaks for: by letterheads on its pages, organs, acting words and mere mentions."""
    weights: Counter[Key] = Counter()
    strong: Counter[Key] = Counter()
    for place in find_places(text):
        weights[place.key] += WEIGHTS[place.grade]
        strong[place.key] += place.grade in (LETTERHEAD, ORGAN)
    kind = _kind_of_organs(text)
    if kind != "kreis":
        for name, count in _count_bare(text).items():
            weights[_with_key(f"Stadt {name}")] += count
    fitting = {key: weight for key, weight in weights.items() if _suits(key, kind) and (key[1] or strong[key] > 1)}
    ranked = sorted(fitting, key=lambda key: -fitting[key])
    if not ranked or fitting[ranked[0]] < LEAST_WEIGHT:
        return None
    rival = max((weight for key, weight in weights.items() if key != ranked[0] and _suits(key, kind) and key[1]), default=0)
    return ranked[0] if fitting[ranked[0]] > 1.5 * rival else None


def _kind_of_organs(text: str) -> str:
    """"kreis" or "town" by the organs that a text names; "" where it names none or both alike."""
    kreis, town = len(pattern("kreis_organ").findall(text)), len(pattern("town_organ").findall(text))
    return "kreis" if kreis > 2 * town else "town" if town > 2 * kreis else ""


def _suits(key: Key, kind: str) -> bool:
    is_kreis = re.search(r"[Kk]reis|Region", key[0]) is not None
    return not kind or is_kreis == (kind == "kreis")


def _with_key(name: str) -> tuple[str, str]:
    body = registry().match(name)
    return (body.name, body.ags) if body else (name, "")


def _from_address(header: str) -> tuple[str, str] | None:
    """The kreisfreie Stadt of an address in the head ("76124 Karlsruhe"), where all addresses name the same."""
    places = {found["name"] for found in pattern("address").finditer(header)}
    body = registry().match(f"Stadt {places.pop()}") if len(places) == 1 else None
    return (body.name, body.ags) if body else None


@cache
def _bare_cities() -> re.Pattern[str]:
    """Names of kreisfreie Städte without a type word; short ones ("Essen", "Hof") are also common words."""
    cities = [body.short_name for body in registry().bodies if "tadt" in body.kind]
    names = sorted((name for name in cities if len(name) > 6), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?![\wäöüß])")


def _count_bare(text: str) -> Counter[str]:
    return Counter(_bare_cities().findall(text))


def _from_bare_names(text: str) -> tuple[str, str] | None:
    """The kreisfreie Stadt that a text names again and again without its type word, where its council is no Kreistag."""
    if re.search(r"Kreistag|Landkreis|Kreisausschuss|Landrat", text):
        return None
    counts = _count_bare(text).most_common(2)
    if not counts or counts[0][1] < 2 or (len(counts) > 1 and counts[1][1] * 2 > counts[0][1]):
        return None
    body = registry().match(f"Stadt {counts[0][0]}")
    return (body.name, body.ags) if body else None


@lru_cache(maxsize=5_000)
def is_body(text: str) -> bool:
    """Whether a cleaned line is the name of a body and nothing more than an organ or town beside it."""
    text = clean(re.sub(r"[·|].*", "", text))
    if registry().match(text) is not None:
        return True
    found = pattern("body").fullmatch(text)
    return found is not None and bool(nominative(found["kind"], found["name"]))
