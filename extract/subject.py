"""The places of a paper that say what it is about: its title, its proposal, lists of fields, headings, and the running text.

The patterns are data (`rules/subject.toml`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.types import PaperFacts, ReadFile
from extract.literals import least, needed_words
from extract.patterns import find_all, lower_case, places_of, stems_of
from extract.rules import load_rules
from extract.sections import Section
from extract.termindex import words_of

MAX_WORDS = 20_000  # of a longer paper only its first part: it says what it is about
SHORTEST_TITLE = 12  # characters: what comes sooner than this is no tail
SHORTEST_MATTER = 4  # characters that a title must have beside a place ("Hort")
_FIELDS = re.compile(r"Handlungsfelder[n]?\s")
SHORT_TEXT = 130  # words
SHORTEST_NAME = 4  # letters
_ADDRESSES = frozenset(("herr", "herrn", "frau", "dr", "prof", "ratsherr", "ratsherrn", "ratsfrau"))
_PARTS_OF_MINUTES = frozenset(
    ("tagesordnung", "niederschrift", "niederschriften", "sitzungstermin", "tagesordnungspunkte", "einwohnerfragestunde", "fragestunde")
)
_KINDS_OF_BODIES = frozenset(("stadt", "kreis", "landkreis", "gemeinde", "markt", "bezirk", "land", "kreisstadt", "landeshauptstadt"))
SKIPPED = ("header", "signature", "attachments")


@dataclass(frozen=True, slots=True)
class Subject:
    """The places in folded words. `tail` is what follows the title's matter: how, where, with what.

    `listed` are lists behind "Handlungsfelder"; `items` the items of minutes, whose own title tells nothing. `names` are words of
    the running text that tell nothing: the body's own name.
    """

    title: list[str]
    tail: list[str]
    proposal: list[str]
    listed: list[str]
    headings: list[str]
    items: list[str]
    lead_unit: list[str]
    body: list[str]
    minutes: bool = False
    names: frozenset[str] = frozenset()

    @property
    def running(self) -> tuple[list[str], list[str]]:
        """The words of the running text: of the proposal, and of the rest."""
        return self.proposal, self.body

    @property
    def short(self) -> bool:
        """Whether the paper has so little text that each word of a field tells what it is about: a resolution, a note."""
        return len(self.proposal) + len(self.body) < SHORT_TEXT


def find_subject(facts: PaperFacts, files: Sequence[ReadFile], sections: Sequence[Section]) -> Subject:
    """Take a paper apart; without sections all of its text is body."""
    # Minutes of one point have its name as their title; those of a whole sitting name the sitting.
    minutes = bool(_rule("minutes").search(facts.title if len(facts.title) >= SHORTEST_TITLE else f"{facts.paper_type} {facts.title}"))
    minutes = minutes or (not facts.title and any(_is_page_of_sitting(file) for file in files[:1]))
    title, tail = ("", "") if minutes else split_title(facts.title)
    whole = list(_parts(files, sections))
    parts = _kept(whole)
    office = _rule("office")
    proposal = office.sub(" ", "\n".join(part for kind, part in parts if kind == "proposal"))
    body = office.sub(" ", "\n".join(part for kind, part in parts if kind != "proposal"))
    names = _PARTS_OF_MINUTES if minutes else frozenset()
    names |= frozenset(word for word in words_of(facts.body) if len(word) >= SHORTEST_NAME and word not in _KINDS_OF_BODIES)
    return Subject(
        title=_without_names(words_of(title), names),
        tail=_without_names(words_of(tail), names),
        proposal=words_of(proposal),
        listed=words_of("\n".join((*find_lists(body), *find_lists(proposal), *_field_headings(body)))),
        headings=_without_names(words_of("\n".join(found["heading"] for found in find_all(_rule("heading"), body))), names),
        items=_without_names(words_of("\n".join(_items(whole))), names) if minutes else [],
        lead_unit=words_of(facts.lead_unit),
        body=_first_words(body),
        minutes=minutes,
        names=names,
    )


def _is_page_of_sitting(file: ReadFile) -> bool:
    """Whether a file without a title shows a whole sitting: it begins with the sitting's place and committee."""
    opening = file.pages[0].text[:400] if file.pages else ""
    return "Sitzungsort:" in opening and "Gremium:" in opening


def _without_names(words: list[str], names: frozenset[str]) -> list[str]:
    """The words with empty ones for names: of the body itself ("Stadt Forst"), and of whom "Herr" or "Frau" goes before ("Frau Vogel")."""
    if not names.isdisjoint(words):
        words = ["" if word in names else word for word in words]
    if not _ADDRESSES.isdisjoint(words):
        words = [words[0], *("" if before in _ADDRESSES else word for before, word in pairwise(words))]
    return words


def telling(words: list[str], places: list[int], names: frozenset[str]) -> list[int]:
    """The places whose words are no names: of the body, or of whom "Herr" or "Frau" goes before."""
    return [at for at in places if words[at] not in names and not (at and words[at - 1] in _ADDRESSES)]


def _first_words(text: str) -> list[str]:
    """The folded words of a text, no more than count."""
    enough = text[: 12 * MAX_WORDS]  # characters that have so many words in almost any text; the longest texts have far more
    words = words_of(enough)
    return words[:MAX_WORDS] if len(words) > MAX_WORDS or len(enough) == len(text) else words_of(text)[:MAX_WORDS]


def split_title(title: str) -> tuple[str, str]:
    """A title's matter and its tail, without who asks and without the names of plans; roads by their number are named as such."""
    title = _rule("plan_name").sub(lambda found: found["plan"] or found["named"], _rule("asks").sub("", title, count=1))
    for name, shortest in (("office", SHORTEST_TITLE), ("place", SHORTEST_MATTER)):  # they tell no subject where a title has one
        bare = _rule(name).sub(" ", title)
        title = bare if len(bare.strip()) >= shortest else title
    title = _rule("road").sub("Landesstraße", title)
    cut = next((found.start() for found in _rule("tail").finditer(title) if found.start() >= SHORTEST_TITLE), len(title))
    return title[:cut], title[cut:]


def find_lists(text: str) -> Iterator[str]:
    """Lists as in "die Handlungsfelder Sprache, Bildung und Arbeit", where the sentence speaks of the paper's own, not of a next step's."""
    later = _rule("later")
    for found in (*_in_clauses("list", text), *_in_clauses("sets_out", text)):
        before = text[max(0, found.start() - 80) : found.start()].rpartition(".")[2]
        # "in den Handlungsfeldern Sprache und Arbeit" is a list of two; other words head lists that are longer.
        least = 1 if _FIELDS.match(found[0]) else 2
        if not later.search(before) and found["list"].count(",") + found["list"].count(" und ") >= least:
            yield later.split(found["list"])[0]


def _items(parts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The items of minutes, of all parts: the first of them stand in what looks like a head. Those that every sitting has are left out."""
    office, formal = _rule("office"), _rule("formal")
    items = (found["item"] or found["numbered"] for _, part in parts for found in _rule("item").finditer(part))
    return (office.sub(" ", item) for item in items if not formal.match(item))


def _field_headings(text: str) -> Iterator[str]:
    """What headings such as "3. Handlungsfeld Arbeit" name, and the headings "3.1", "3.2" of a chapter "3 Handlungsfelder"."""
    yield from (found["field"] for found in find_all(_rule("field_heading"), text))
    for number in dict.fromkeys(found["number"] for found in find_all(_rule("chapter"), text)):
        for found in re.finditer(rf"(?m)^[ ]*{number}\.\d{{1,2}}[.)]?[ ]+(?P<field>[A-ZÄÖÜ„][^\n\t]{{3,90}})$", text):
            yield found["field"]


def _in_clauses(name: str, text: str) -> Iterator[re.Match[str]]:
    """All matches of a rule that no full stop interrupts; only what stands between two full stops and holds a needed word is searched."""
    needed, folded = _needed_words(name), lower_case(text)
    if needed is None or len(folded) != len(text):
        yield from _rule(name).finditer(text)
        return
    end = 0
    for place in places_of(folded, needed):
        if place >= end:
            start = text.rfind(".", 0, place) + 1
            end = text.find(".", place)
            end = len(text) if end < 0 else end
            yield from _rule(name).finditer(text, start, end)


@cache
def _needed_words(name: str) -> tuple[str, ...] | None:
    """The words without which a rule does not match; without the space behind them, which may be a line feed."""
    words = frozenset(word.strip() for word in needed_words(_rule(name).pattern))
    return stems_of(least(words)) if all(words) and words else None


def _parts(files: Sequence[ReadFile], sections: Sequence[Section]) -> Iterator[tuple[str, str]]:
    """(kind, text) of every section; the whole page where a page has no sections."""
    by_place: dict[tuple[str, int], list[Section]] = defaultdict(list)
    for section in sections:
        by_place[section.file_sha256, section.page].append(section)
    for file in files:
        for page in file.pages:
            placed = by_place.get((file.sha256, page.number))
            if placed is None:
                yield "other", page.text
                continue
            for section in placed:
                yield section.kind, page.text[section.start : section.end]


def _kept(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts without header, signature and attachments; all where hardly more was seen than these (minutes, speeches, lists)."""
    kept = [(kind, part) for kind, part in parts if kind not in SKIPPED]
    enough = 3 * sum(len(part) for _, part in kept) >= sum(len(part) for _, part in parts)
    return kept if enough else parts


@cache
def _rule(name: str) -> re.Pattern[str]:
    regex = next(rule.regex for rule in load_rules("subject") if rule.name == f"subject.{name}")
    assert regex is not None, f"subject.{name} must have a pattern"
    return regex
