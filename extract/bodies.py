"""Which Körperschaft's council decides: its letterhead, its organs, or the name that the text uses most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from corpus.registry import registry
from extract.labels import clean
from extract.patterns import pattern

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
# Words that follow "Stadt", "Kreis" or an organ in running text and tables and are no names.
_NO_NAME = frozenset([
    "entscheidung", "vorberatung", "beratung", "beschluss", "beschlussfassung", "kenntnisnahme", "empfehlung", "anhörung",
    "behandlung", "status", "termin", "datum", "sitzung", "top", "verwaltung", "rat", "stadt", "und", "die", "der", "werke",
    "teil", "ist", "hat", "wird", "haus", "kasse", "archiv", "ort", "recht", "gebiet", "plan", "mitte", "nord", "süd", "ost",
    "west", "straße",
])


def find_body(header: str, text: str) -> tuple[str, str]:
    """The body's name and key (empty where the registry does not know it): from the head, else from the whole text, else ("", "")."""
    head = list(_names(header))
    if len(set(head)) == 1:
        return head[0]
    if head:
        return _best(head, Counter(name for name, _ in _names(text)))
    for found in pattern("organ").finditer(header):
        if found["name"].casefold() not in _NO_NAME:
            return _with_key(f"{_OF_ORGAN[found['organ']]} {found['name']}")
    counts = Counter(_names(text))
    if counts:
        return counts.most_common(1)[0][0]
    return _from_address(header) or _from_bare_names(text) or ("", "")


def _best(head: list[tuple[str, str]], counts: Counter[str]) -> tuple[str, str]:
    """The first name of the head; a name that the text repeats much more wins over one that stands there but once."""
    first = head[0]
    return max(dict.fromkeys(head), key=lambda item: (counts[item[0]] > 2 * counts[first[0]] + 1, item == first))


def _names(text: str) -> Iterator[tuple[str, str]]:
    """Full names of bodies in a text with their keys, in order."""
    known = registry()
    found: list[tuple[int, str, str]] = []
    spans = []
    for start, end, body in known.mentions(text):
        written = " ".join(text[start:end].split())
        found.append((start, known.name_as_in_paper(written) or body.name, body.ags))
        spans.append((start, end))
    for place in pattern("body").finditer(text):
        if any(start < place.end() and place.start() < end for start, end in spans):
            continue
        name = _nominative(place["kind"], place["name"])
        congregation = text[: place.start()].endswith(("ischen ", "ische ", "Kirchen"))
        if name and not congregation:
            found.append((place.start(), name, ""))
    yield from ((name, ags) for _, name, ags in sorted(found))


def _nominative(kind: str, name: str) -> str:
    if name.casefold() in _NO_NAME or len(name) < 3:
        return ""
    kind = kind.capitalize() if kind.isupper() else kind[0].upper() + kind[1:]
    kind = re.sub(r"kreises$", "kreis", kind).replace("Kreises", "Kreis").replace("Bezirks", "Bezirk")
    return f"{kind} {name.title() if name.isupper() else name}"


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


def _from_bare_names(text: str) -> tuple[str, str] | None:
    """The kreisfreie Stadt that a text names again and again without its type word, where its council is no Kreistag."""
    if re.search(r"Kreistag|Landkreis|Kreisausschuss|Landrat", text):
        return None
    counts = Counter(_bare_cities().findall(text)).most_common(2)
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
    return found is not None and bool(_nominative(found["kind"], found["name"]))
