"""Several readings of one picture made one: at each place the word that most readings agree on, else the one that is surest.

Tesseract reads a picture at another size, or cut into blocks in another way, with other mistakes. What two of three readings say is
rarely wrong. Where they disagree about a digit nothing is made up: one of the readings stands as it is, and its confidence is at most
the share of all readings' weight that is behind its digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.reading.ocr_tesseract import Seen
from ingest.reading.shapes import overlap

SURE = 45.0  # a word that only one reading saw counts from this confidence on
_DOUBT = 66.0  # the most for a number that only one of three readings saw: a third of them are wrong
_SURER = 60.0  # the same for one or two characters: specks are read as such
_FAINT = 15.0  # below it a word is noise: half of them are right in print, none in specks
_ACROSS, _DOWN = 0.2, 0.55  # of the narrower and the higher of two words lies within the other; half of a box over two lines
_AGREED, _TOUCHING = 0.6, 0.3  # of the narrower and of the lower of two words that say the same: one box may be far too high
_PART = 0.5  # of its weight counts in any case what a reading saw of a place; the rest as far as it saw all of it
_COVERED = 0.3  # share of the smaller of two words, one of which is not there
_STRIP = 64  # pixels; words are looked up by height in strips
_PLAIN = re.compile(r"[„\"'(\[]*(?:[A-ZÄÖÜ]?[a-zäöüß-]+|[A-ZÄÖÜ]+|[\d.,:/-]+)[.,;:!?)\]“”\"'%€]*")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What one reading says at a place."""

    reading: int
    words: tuple[Seen, ...]
    weight: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def width(self) -> float:
        return max(word.x1 for word in self.words) - min(word.x0 for word in self.words)

    @property
    def core(self) -> str:
        """Letters and digits alone: readings that agree on them agree."""
        return _core(self.text)

    @property
    def digits(self) -> str:
        return _digits(self.text)


def _core(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def merge_readings(readings: Sequence[Sequence[Seen]], pictures: Sequence[int] = ()) -> list[Seen]:
    """The words of all readings, each place once. Lines keep the numbers of the first reading; those that it lacks are new.

    `pictures` numbers the picture that each reading is of: two readings of one picture make the same mistakes and count once.
    """
    words = [(number, word) for number, reading in enumerate(readings) for word in reading if _is_word(word)]
    near = _find_near(words)
    places = _find_places(words, near)
    agreed = {
        members[0]: _choose([words[at] for at in members], pictures or range(len(readings)))
        for members in places
        if len(readings) == 1 or len({words[at][0] for at in members}) > 1
    }
    lost = {at for members in places for at in members if members[0] in agreed and not _is_among(words[at][1], agreed[members[0]])}
    lines: dict[tuple[int, int], int] = {}
    merged: list[Seen] = []
    for members in places:
        place = [words[at] for at in members]
        rivals = {at: [words[other][1] for other in near[at] if other not in lost] for at in members}
        chosen = agreed.get(members[0], [words[at][1] for at in members if _stands_alone(words[at][1], rivals[at])])
        if len(readings) > 2:
            chosen = [_doubt_alone(word, place) for word in chosen]
        if chosen:
            first = min(place, key=lambda entry: (entry[0], entry[1].x0))
            line = lines.setdefault((first[0], first[1].line), len(lines))
            merged += [replace(word, line=line) for word in chosen]
    return _prefer_am(sorted(merged, key=lambda word: (word.line, word.x0)), words)


def _prefer_am(merged: Sequence[Seen], words: Sequence[tuple[int, Seen]]) -> list[Seen]:
    """The words with "am" for "an" before a date where one reading says so: no German date follows "an" without an article."""
    told = list(merged)
    for at, (word, after) in enumerate(pairwise(merged)):
        if word.text == "an" and after.line == word.line and re.match(r"\d\d?\.", after.text):
            others = [other for _, other in words if other.text == "am" and _is_same_place(word, other)]
            told[at] = max(others, key=lambda other: other.confidence) if others else word
            told[at] = replace(told[at], line=word.line)
    return told


def _is_word(word: Seen) -> bool:
    """Letters, digits or marks that were seen; no speck, no rest of a line."""
    if word.confidence < _FAINT or word.bottom - word.top < 6:
        return False
    return any(char.isalnum() for char in word.text) or word.confidence >= SURE


def _find_near(words: Sequence[tuple[int, Seen]]) -> list[list[int]]:
    """For each word those of other readings whose boxes touch its own."""
    near: list[list[int]] = [[] for _ in words]
    strips: dict[int, list[int]] = {}
    for at, (number, word) in enumerate(words):
        touched: set[int] = set()
        for strip in range(int(word.top) // _STRIP, int(word.bottom) // _STRIP + 1):
            for other in strips.setdefault(strip, []):
                rival = words[other][1]
                if words[other][0] != number and rival.x0 < word.x1 and word.x0 < rival.x1:
                    touched.add(other)
            strips[strip].append(at)
        for other in sorted(touched):
            if overlap(word.top, word.bottom, words[other][1].top, words[other][1].bottom) > 0:
                near[at].append(other)
                near[other].append(at)
    return near


def _find_places(words: Sequence[tuple[int, Seen]], near: Sequence[Sequence[int]]) -> list[list[int]]:
    """Words of different readings at one place, together."""
    parents = list(range(len(words)))

    def find(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    for at, others in enumerate(near):
        for other in others:
            if other < at and _is_same_place(words[at][1], words[other][1]):
                parents[find(at)] = find(other)
    places: dict[int, list[int]] = {}
    for at in range(len(words)):
        places.setdefault(find(at), []).append(at)
    return list(places.values())


def _is_same_place(word: Seen, other: Seen) -> bool:
    """Whether two words stand on one line and cover each other; a box over two lines is at neither of their places, unless they agree."""
    across = overlap(word.x0, word.x1, other.x0, other.x1)
    down = overlap(word.top, word.bottom, other.top, other.bottom)
    narrow, high, low = (
        min(word.x1 - word.x0, other.x1 - other.x0),
        max(word.bottom - word.top, other.bottom - other.top),
        min(word.bottom - word.top, other.bottom - other.top),
    )
    if across > _AGREED * narrow and down > _TOUCHING * low and len(_core(word.text)) > 2 and _core(word.text) == _core(other.text):
        return True
    return across > _ACROSS * narrow and down > _DOWN * high


def _is_among(word: Seen, chosen: Sequence[Seen]) -> bool:
    """Whether a word is one of those that were chosen at its place."""
    return any((word.x0, word.top, word.x1, word.bottom) == (other.x0, other.top, other.x1, other.bottom) for other in chosen)


def _stands_alone(word: Seen, others: Sequence[Seen]) -> bool:
    """Whether a word that one reading saw is sure enough and covers no surer one of another, as a stroke over two lines does."""
    if word.confidence < (SURE if len(word.text) > 2 else _SURER):
        return False
    area = (word.x1 - word.x0) * (word.bottom - word.top)
    for other in others:
        common = overlap(word.x0, word.x1, other.x0, other.x1) * overlap(word.top, word.bottom, other.top, other.bottom)
        if other.confidence >= word.confidence and common > _COVERED * min(area, (other.x1 - other.x0) * (other.bottom - other.top)):
            return False
    return True


def _choose(place: Sequence[tuple[int, Seen]], pictures: Sequence[int]) -> list[Seen]:
    """The words at a place: those of one reading, and of others where it has a gap that two of them fill."""
    chosen = _choose_one(place, pictures)
    rest = [entry for entry in place if all(overlap(entry[1].x0, entry[1].x1, word.x0, word.x1) <= 0 for word in chosen)]
    if len({number for number, _ in rest}) > 1:
        chosen = [*chosen, *_choose(rest, pictures)]
    return chosen


def _choose_one(place: Sequence[tuple[int, Seen]], pictures: Sequence[int]) -> list[Seen]:
    """The words of one reading at a place: by what most readings agree on, then by their weight."""
    offers = []
    for number in sorted({number for number, _ in place}):
        words = tuple(sorted((word for reading, word in place if reading == number), key=lambda word: word.x0))
        offers.append(_Offer(number, words, _weigh(words)))
    widest = max(1.0, *(offer.width for offer in offers))
    offers = [replace(offer, weight=offer.weight * (_PART + (1 - _PART) * offer.width / widest)) for offer in offers]
    if any(_tells(offer) for offer in offers):  # marks alone may be the rest of a frame around a number
        offers = [offer for offer in offers if offer.core]
    votes = _count(((offer.core, offer) for offer in offers), pictures)
    most = max(votes, key=lambda core: votes[core])
    agreed = [offer for offer in offers if offer.core == most]
    spelt = _count(((offer.text, offer) for offer in agreed), pictures)
    best = max(agreed, key=lambda offer: (spelt[offer.text], offer.weight))
    sure = _agreement(best, offers, pictures)
    if 2 * sum(offer.digits == best.digits for offer in offers) <= len(offers):
        sure = min(sure, *(offer.weight for offer in offers))  # no majority of the readings either
    return [replace(word, confidence=min(word.confidence, sure)) if _digits(word.text) else word for word in best.words]


def _agreement(best: _Offer, offers: Sequence[_Offer], pictures: Sequence[int]) -> float:
    """How far the readings agree about the digits at a place, 0 to 100: of all weight the share that is behind those that were chosen."""
    behind = _count(((offer.digits, offer) for offer in offers), pictures)
    return 100 * behind[best.digits] / sum(behind.values())


def _doubt_alone(word: Seen, place: Sequence[tuple[int, Seen]]) -> Seen:
    """A number that only one of the readings saw with less confidence; any other word as it is."""
    digits = _digits(word.text)
    if not digits or len({number for number, other in place if digits in _digits(other.text)}) > 1:
        return word
    return replace(word, confidence=min(word.confidence, _DOUBT))


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _tells(offer: _Offer) -> bool:
    """Whether an offer has letters or digits that count by themselves."""
    return bool(offer.core) and offer.weight >= (SURE if len(offer.core) > 2 else _SURER)


def _count(offers: Iterable[tuple[str, _Offer]], pictures: Sequence[int]) -> dict[str, float]:
    """The weight behind each text: of every picture the surest reading that says so."""
    surest: dict[str, dict[int, float]] = {}
    for text, offer in offers:
        behind = surest.setdefault(text, {})
        behind[pictures[offer.reading]] = max(offer.weight, behind.get(pictures[offer.reading], 0.0))
    return {text: sum(behind.values()) for text, behind in surest.items()}


def _weigh(words: Sequence[Seen]) -> float:
    """Mean confidence by letters, less for what is no whole word or number; marks alone say nothing of a place."""
    telling = [word for word in words if any(char.isalnum() for char in word.text)] or words
    letters = sum(len(word.text) for word in telling)
    sure = sum((word.confidence - (0.0 if _PLAIN.fullmatch(word.text) else 8.0)) * len(word.text) for word in telling)
    return max(5.0, sure / letters)
