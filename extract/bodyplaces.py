"""The places of a text that name a Körperschaft, and how well each speaks for its being the paper's own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.body import Body
from corpus.registry import registry
from extract.labels import clean, names_committee
from extract.patterns import find_all, pattern

LETTERHEAD = "letterhead"
ORGAN = "organ"
OWN = "own"
MENTION = "mention"
Key = tuple[str, str]
MAX_CELL = 80
_ADDITION = re.compile(r"^\([A-ZÄÖÜ][\wäöüß./ -]{2,25}\)[,;/ ]*")
# Words that follow "Stadt", "Kreis" or an organ in running text and tables and are no names.
NO_NAME = frozenset([
    "entscheidung", "vorberatung", "beratung", "beschluss", "beschlussfassung", "kenntnisnahme", "empfehlung", "anhörung",
    "behandlung", "status", "termin", "datum", "sitzung", "top", "verwaltung", "rat", "stadt", "und", "die", "der", "werke",
    "teil", "ist", "hat", "wird", "haus", "kasse", "archiv", "ort", "recht", "gebiet", "plan", "mitte", "nord", "süd", "ost",
    "west", "straße",
])


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` names the body `key` (name and AGS, which is empty out of the registry).

    `grade`: LETTERHEAD (a line of its own, or with its office), ORGAN ("Kreistag des …", "Der Landkreis … beschließt"),
    OWN (its office, rules, papers: "Hauptamt der …"), MENTION.
    """

    start: int
    end: int
    key: Key
    grade: str


@lru_cache(maxsize=4)
def find_mentions(text: str) -> tuple[tuple[int, int, Body], ...]:
    """Start, end and body of every full name of the registry in a text, in order."""
    return tuple(registry().mentions(text))


@lru_cache(maxsize=4)
def find_places(text: str) -> list[Place]:
    """The places of a text that name bodies, in order, without bodies that it names as an example or a neighbour."""
    places = [Place(start, end, key, _grade(text, start, end)) for start, end, key in sorted(_names(text))]
    return [place for place in places if place.grade != MENTION or not _is_example(text, place)]


def _names(text: str) -> Iterator[tuple[int, int, Key]]:
    """Full names of bodies with their keys: those of the registry, then others that look like names."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end, body in find_mentions(text):
        written = " ".join(text[start:end].split())
        # "Weil der Stadt GmbH", "Breitband Landkreis X GmbH": a company is no body.
        if not pattern("company").match(text, end):
            yield start, end, (_name_as_in_paper(written) or body.name, body.ags)
        starts.append(start)
        ends.append(end)
    for found in find_all(pattern("body"), text):
        next_end = bisect_right(ends, found.start())
        if next_end < len(starts) and starts[next_end] < found.end():
            continue
        glued = _unglue(found["kind"], found["name"])
        name = nominative(found["kind"], found["name"])
        congregation = text[: found.start()].endswith(("ischen ", "ische ", "Kirchen"))
        if glued:
            length = len(found["name"]) - glued[0]
            yield found.start(), found.end() - length, glued[1]
        elif name and not congregation and not pattern("company").match(text, found.end()):
            yield found.start(), found.end(), (name, "")


@lru_cache(maxsize=2048)
def _name_as_in_paper(written: str) -> str:
    return registry().name_as_in_paper(written)


def _unglue(kind: str, name: str) -> tuple[int, Key] | None:
    """Where the registry knows the beginning of a word that runs into the next: "Stadt KarlsruheTiefbauamt" is cut behind 9 letters."""
    for seam in pattern("seam").finditer(name):
        body = registry().match(f"{kind} {name[: seam.start()]}")
        if body:
            return seam.start(), (registry().name_as_in_paper(f"{kind} {name[: seam.start()]}") or body.name, body.ags)
    return None


def nominative(kind: str, name: str) -> str:
    """The name of a body that the registry does not know, in the nominative and usual case; empty for words that are no name."""
    if name.casefold() in NO_NAME or len(name) < 3 or re.search(r"(?:tion|tionen|ungen|schaft|schaften|keit|heit|ität)$", name):
        return ""
    kind = kind.capitalize() if kind.isupper() else kind[0].upper() + kind[1:]
    kind = re.sub(r"kreises$", "kreis", kind).replace("Kreises", "Kreis").replace("Bezirks", "Bezirk")
    return f"{kind} {name.title() if name.isupper() else name}"


def _grade(text: str, start: int, end: int) -> str:
    before = text[max(0, start - 70) : start]
    of = before[-1:].isspace() and before.rstrip().endswith(("des", "der"))  # quick to see, and both patterns end so
    if (of and (pattern("of_organ").search(before) or _is_of_committee(before))) or pattern("acts").match(text, end):
        return ORGAN
    if before[-1:] == "(" and text[end : end + 1] == ")" and names_committee(before[-40:].rpartition("\n")[2]):
        return ORGAN  # "Stadtrat (Stadt Ulm)"
    if _is_letterhead(text, start, end):
        return LETTERHEAD
    return OWN if of and pattern("of_own").search(before) else MENTION


def _is_of_committee(before: str) -> bool:
    """Whether the words before a name are those of a committee that is its own: "des Ausschusses für Schule der …"."""
    return ("usschuss" in before or "beirat" in before) and pattern("of_committee").search(before) is not None


def _is_letterhead(text: str, start: int, end: int) -> bool:
    """Whether a name stands in a line or cell of its own, or with nothing beside it but an office or unit."""
    cell = pattern("cell_end")
    low = max((found.end() for found in cell.finditer(text, max(0, start - MAX_CELL), start)), default=max(0, start - MAX_CELL))
    found = cell.search(text, end, end + MAX_CELL + 1)  # no farther: an endless line would be gone through for each of its names
    high = found.start() if found else min(len(text), end + MAX_CELL + 1)
    if high - low > MAX_CELL or (low and pattern("open_end").search(text[max(0, low - 30) : low].rstrip())):
        return False
    left, right = clean(text[low:start]), clean(text[end:high]).lstrip(",;/ ")
    right = _ADDITION.sub("", right) if right.startswith("(") else right  # "Stadt Lingen (Ems)"
    dashed = not left and re.match(r"\s+[-–—]\s?\d", text[end:high])  # "Landeshauptstadt Ulm - 12.3 -": the unit's number
    alone = pattern("office").fullmatch(left) and pattern("office").fullmatch(right)
    with_unit = not left and pattern("unit").match(right) and ".." not in right
    goes_on = right == "" and re.match(r"\s*[a-zäöü(]{2}", text[high : high + 10]) and text[high : high + 1] == "\n"
    return bool((alone or with_unit or dashed) and not goes_on)


def _is_example(text: str, place: Place) -> bool:
    return pattern("example").search(text[max(0, place.start - 60) : place.start]) is not None
