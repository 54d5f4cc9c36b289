"""Which Körperschaft's council decides: its letterhead, its organs, or the name that the text uses most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from corpus.municipalities import find_municipality
from corpus.registry import registry
from extract.bodyplaces import LETTERHEAD, MENTION, NO_NAME, ORGAN, OWN, Key, Place, find_places, nominative
from extract.labels import clean
from extract.literals import beginnings
from extract.patterns import find_all, find_first, pattern

WEIGHTS = {LETTERHEAD: 5, ORGAN: 4, OWN: 4, MENTION: 2}
LEAST_WEIGHT = 4
_MOST_SPACES = 12  # no name of a body has more words
_OF_DISTRICTS = ("02000", "11000")  # Hamburg and Berlin: who writes from there is one of their Bezirke
_OF_ORGAN = {
    "Ortsgemeinderat": "Ortsgemeinde",
    "Verbandsgemeinderat": "Verbandsgemeinde",
    "Stadtrat": "Stadt",
    "Gemeinderat": "Gemeinde",
    "Bezirksversammlung": "Bezirk",
    "Bezirksvertretung": "Bezirk",
    "Bezirksverordnetenversammlung": "Bezirk",
    "BVV": "Bezirk",
    "Bezirksamt": "Bezirk",
    "Kreistag": "Landkreis",
    "Samtgemeinderat": "Samtgemeinde",
}


def find_body(header: str, text: str) -> tuple[str, str]:
    """The body's name and key (empty where the registry does not know it): from the head, else from the whole text, else ("", "").

    A name in running text is often another town's. It counts only where the registry knows it, no other rivals it, and the
    organs of the text (Gemeinderat or Kreistag) suit it; a name out of the registry counts only in a letterhead or with its organ.
    """
    named = _named_by_label(header) or _named_by_office(header, text)
    if named:
        return named
    for found in pattern("organ").finditer(header):
        if found["name"].casefold() not in NO_NAME and _is_no_person(found, text):
            return _with_key(f"{_OF_ORGAN[found['organ']]} {found['name']}")
    return _from_text(text) or _from_address(header) or _from_bare_names(text) or ("", "")


def _named_by_label(header: str) -> Key | None:
    """The body that a page names with its label: "Körperschaft: Markt Kaufering"."""
    found = find_first(pattern("body_label"), header)
    if found is None:
        return None
    key = _with_key(found["name"].strip())
    return key if key[1] or find_municipality(key[0]) else None


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


def _is_no_person(found: re.Match[str], text: str) -> bool:
    """"Stadtrat Cramer" is a man; "Stadtrat Pirna" is an organ where the text names the town elsewhere."""
    if found["organ"] not in ("Stadtrat", "Gemeinderat"):
        return True
    return re.search(rf"\b(?:Stadt|Gemeinde|Markt|in|\d{{5}}) {re.escape(found['name'])}(?!\w)", text) is not None


def _from_text(text: str) -> Key | None:
    """The body that the whole text speaks for: by letterheads on its pages, organs, acting words and mere mentions."""
    kind = _kind_of_organs(text)
    places = find_places(text)
    weights: Counter[Key] = Counter()
    lone = not kind and len({place.key for place in places}) == 1 and _speaks_only_of_kreis(text)
    for place in places:
        # A town's paper names other towns; a Kreistag's paper that names one Kreis means its own.
        own = (kind == "kreis" or lone) and place.grade == MENTION and _is_kreis(place.key)
        weights[place.key] += WEIGHTS[place.grade] * (2 if own else 1)
    if kind != "kreis":
        bare, adjectives = _count_cities(text)
        for name, count in (bare + adjectives).items():
            weights[_with_key(f"Stadt {name}")] += count
    ranked: list[tuple[Key, int]] = []
    for key, weight in weights.most_common():
        fits = not kind or _is_kreis(key) == (kind == "kreis")
        if weight >= LEAST_WEIGHT and fits and (key[1] or find_municipality(key[0]) or _is_place_name(key, places, text)):
            ranked.append((key, weight))
        if len(ranked) == 2:
            break
    if not ranked or (len(ranked) > 1 and ranked[0][1] <= 1.5 * ranked[1][1]):
        return None
    return ranked[0][0] if any(place.key == ranked[0][0] for place in places) else None


def _is_place_name(key: Key, places: Sequence[Place], text: str) -> bool:
    """Whether a name out of the registry is one: named twice, with its office or often, and never with an article as nouns are."""
    name = re.escape(key[0].split(" ", 1)[1])
    as_noun = re.search(rf"\b(?:[Dd]ie|[Dd]er|[Dd]as|[Dd]en|[Dd]em|keine|alle|diese|eine|mehr|weitere|neue) {name}\b", text)
    named = [place for place in places if place.key == key]
    strong = any(place.grade != MENTION for place in named)
    return len(named) > 1 and not as_noun and (strong or len(re.findall(rf"\b{name}(?!\w)", text)) > 2)


def _kind_of_organs(text: str) -> str:
    """"kreis" or "town" by the organs that a text names; "" where it names none or both alike."""
    kreis, town = (sum(1 for _ in find_all(pattern(name), text)) for name in ("kreis_organ", "town_organ"))
    return "kreis" if kreis > 2 * town + 1 else "town" if town > 2 * kreis + 1 else ""


def _speaks_only_of_kreis(text: str) -> bool:
    """Whether a text names an organ of a Kreis, be it once, and none of a town."""
    return find_first(pattern("kreis_organ"), text) is not None and find_first(pattern("town_organ"), text) is None


def _is_kreis(key: Key) -> bool:
    return re.search(r"[Kk]reis|[Rr]egion", key[0]) is not None


def _with_key(name: str) -> tuple[str, str]:
    body = registry().match(name)
    return (body.name, body.ags) if body else (name, "")


def _from_address(header: str) -> tuple[str, str] | None:
    """The kreisfreie Stadt of an address in the head ("76124 Karlsruhe"), where all addresses name the same."""
    places = {found["name"] for found in pattern("address").finditer(header)}
    body = registry().match(f"Stadt {places.pop()}") if len(places) == 1 else None
    return (body.name, body.ags) if body and body.ags not in _OF_DISTRICTS else None


@cache
def _city_names() -> str:
    """Names of kreisfreie Städte without a type word as a pattern; short ones ("Essen", "Hof") are also common words."""
    cities = [body.short_name for body in registry().bodies if "tadt" in body.kind]
    names = sorted((name for name in cities if len(name) > 6), key=len, reverse=True)
    return f"(?<![\\w-])(?<!\\d{{5}} )({'|'.join(map(re.escape, names))})"  # "67661 Kaiserslautern" is somebody's address


@cache
def _cities() -> re.Pattern[str]:
    """These cities and their adjectives ("Ulmer Rat"), but for names of streets, which every town has."""
    return re.compile(rf"{_city_names()}(?:(?P<adjective>er (?!\w*(?:[Ss]tr|[Aa]llee|[Pp]latz|[Ww]eg)))|(?!\w))")


@lru_cache(maxsize=2)
def _count_cities(text: str) -> tuple[Counter[str], Counter[str]]:
    """How often a text names these cities by themselves, and how often by their adjectives."""
    bare, adjectives = Counter[str](), Counter[str]()
    for found in find_all(_cities(), text):
        (adjectives if found["adjective"] else bare)[found[1]] += 1
    return bare, adjectives


def _from_bare_names(text: str) -> tuple[str, str] | None:
    """The kreisfreie Stadt that a text names again and again without its type word, where its council is no Kreistag."""
    if any(map(text.__contains__, ("Kreistag", "Landkreis", "Kreisausschuss", "Landrat"))):
        return None
    counts = _count_cities(text)[0].most_common(2)
    if not counts or counts[0][1] < 2 or (len(counts) > 1 and counts[1][1] * 2 >= counts[0][1]):
        return None
    body = registry().match(f"Stadt {counts[0][0]}")
    return (body.name, body.ags) if body else None


@lru_cache(maxsize=20_000)
def _may_open_body(word: str) -> bool:
    """Whether a line's first word may begin a body's name: most lines are seen by it to name none."""
    return registry().may_open_name(word) or word.startswith(_kinds())


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(beginnings(pattern("body").pattern))


@lru_cache(maxsize=5_000)
def is_body(text: str) -> bool:
    """Whether a cleaned line is the name of a body and nothing more than an organ or town beside it."""
    text = clean(re.sub(r"[·|].*", "", text) if "·" in text or "|" in text else text)
    if text.count(" ") > _MOST_SPACES or not _may_open_body(text.partition(" ")[0]):
        return False
    if registry().match(text) is not None:
        return True
    found = pattern("body").fullmatch(text)
    return found is not None and bool(nominative(found["kind"], found["name"]))
