"""What a person says against the extraction, and what it makes of the extracted rows. Pure: no database here.

A correction is anchored by the hash of the file, the page, the printed characters and the number of that printing on the
page, never by the id of a figure: it holds whatever other rules read there later, as long as the characters are on the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from corpus.errors import InputError
from corpus.rows import hundredths, number_text

Row = dict[str, Any]

DIRECTIONS = ("expense", "income", "budget", "other")
RECURRENCES = ("once", "yearly", "monthly", "per_unit", "")
ACTIONS = ("create", "cut", "existing", "extend", "")
# attributes of a kind, besides its value
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "amount": ("direction", "recurrence", "years", "decided"),
    "position": ("action", "years", "grade", "decided"),
}
_YEARS = re.compile(r"(?:19|20)\d\d(?:(?:;(?:19|20)\d\d)*|-)")
_KINDS = {"amount": "an amount", "position": "a number of posts"}


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction says. None leaves an attribute as it was extracted, "" says that the text does not tell it."""

    value: str | None = None
    direction: str | None = None
    recurrence: str | None = None
    years: str | None = None
    action: str | None = None
    grade: str | None = None
    decided: bool | None = None
    rejected: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where corrected characters stand: the `occurrence`-th time (from 1) that a page's text has `quote`."""

    file_sha256: str
    page: int
    quote: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A change at its places; later ones win over earlier ones. `created_at` is UTC."""

    correction_id: int
    created_at: str
    kind: str
    change: Change
    places: tuple[Place, ...]


def make_change(kind: str, told: Mapping[str, object]) -> Change:
    """The change that a person tells by attribute names, None where nothing is told.

    Raises InputError for what a figure of this kind cannot be.
    """
    given = {name: value for name, value in told.items() if value is not None and (name, value) != ("note", "")}
    if not given:
        raise InputError("nothing to correct: give --value, another attribute, --reject or --note")
    wrong = [name for name in given if name in _attribute_names() and name not in ATTRIBUTES[kind]]
    if wrong:
        raise InputError(f"--{wrong[0]}: the figure is {_KINDS[kind]}, which has {', '.join(ATTRIBUTES[kind])}")
    change = Change(**given)  # type: ignore[arg-type]
    if change.rejected and any(name in given for name in ("value", *ATTRIBUTES[kind])):
        raise InputError("--reject says that there is no figure here: it takes no other attribute but --note")
    _check_choice("direction", change.direction, DIRECTIONS)
    _check_choice("recurrence", change.recurrence, RECURRENCES)
    _check_choice("action", change.action, ACTIONS)
    if change.years:
        check_years(change.years)
    return change


def check_years(text: str) -> None:
    """Let years pass as a figure has them, and "none". Raises InputError."""
    if text != "none" and not _YEARS.fullmatch(text):
        raise InputError(f"--years {text!r}: write 2018, 2018;2019 or 2020- (from 2020 on)")


def _attribute_names() -> set[str]:
    return {name for names in ATTRIBUTES.values() for name in names}


def _check_choice(name: str, value: str | None, choices: Sequence[str]) -> None:
    if value is not None and value not in choices:
        raise InputError(f"--{name} {value!r}: one of {', '.join(choice or 'none' for choice in choices)}")


def parse_value(text: str) -> str:
    """A number as people write it ("60.000", "60.000,50", "60000.50", "0,5") with two decimals. Raises InputError."""
    plain = re.sub(r"[\s€]|VZÄ|EUR", "", text)
    if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain) or "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise InputError(f"--value {text!r}: write a number such as 60000.50, 60.000,50 or 0,5")
    return number_text(value)


def occurrence_at(text: str, quote: str, start: int) -> int:
    """Which printing of `quote` in `text`, from 1, begins at `start`."""
    return sum(1 for place in _places_of(text, quote) if place <= start)


def find_span(text: str, quote: str, occurrence: int) -> tuple[int, int] | None:
    """Where the n-th printing of `quote` stands; None where `text` has fewer."""
    for number, start in enumerate(_places_of(text, quote), 1):
        if number == occurrence:
            return start, start + len(quote)
    return None


def _places_of(text: str, quote: str) -> Iterable[int]:
    start = text.find(quote) if quote else -1
    while start >= 0:
        yield start
        start = text.find(quote, start + 1)


def find_mentions(place: Place, kind: str, text: str, mentions: Iterable[Row]) -> list[Row]:
    """The mentions of this kind that stand where the correction points to: those that share characters with it."""
    span = find_span(text, place.quote, place.occurrence)
    if span is None:
        return []
    start, end = span
    here = [row for row in mentions if row["kind"] == kind and row["file_sha256"] == place.file_sha256 and row["page"] == place.page]
    return [row for row in here if row["start"] < end and row["end"] > start]


def changed_columns(row: Row, changes: Sequence[Change]) -> dict[str, Any]:
    """What changes, in their order, make of a row of mentions or figures: the columns to write, what was extracted kept as JSON."""
    told: dict[str, Any] = {}
    for change in changes:
        told |= {name: getattr(change, name) for name in ("value", *ATTRIBUTES[row["kind"]]) if getattr(change, name) is not None}
    if "decided" in told:
        told["decided"] = int(told["decided"])
    if "value" in told:
        told["hundredths"] = hundredths(Decimal(told["value"]))
    rejected = _is_rejected(changes)
    notes = [change.note for change in changes if change.note]
    words = {"rejected": rejected, "corrected": bool(told) and not rejected, "noted": bool(notes)}
    before = {name: row[name] for name in told}
    columns = told | {"review": ";".join(word for word, holds in words.items() if holds)}
    columns["extracted"] = json.dumps(before, ensure_ascii=False, sort_keys=True) if before else ""
    if "mention_count" in row:  # a figure: notes are told once
        columns["note"] = "; ".join(dict.fromkeys(notes))
    return columns


def _is_rejected(changes: Sequence[Change]) -> bool:
    """Whether the last word that is more than a note rejects: an attribute given after a rejection takes it back."""
    spoken = [change for change in changes if change != Change(note=change.note)]
    return bool(spoken) and spoken[-1].rejected


def restored_columns(row: Row) -> dict[str, Any]:
    """The columns that give a corrected row back what was extracted."""
    columns: dict[str, Any] = json.loads(row["extracted"]) if row["extracted"] else {}
    columns |= {"review": "", "extracted": ""}
    if "mention_count" in row:
        columns["note"] = ""
    return columns


def change_words(change: Change) -> str:
    """A change on one line: "value 65000.00, decided false, rejected, note: …"."""
    parts = []
    for entry in fields(Change):
        value = getattr(change, entry.name)
        if entry.name in ("rejected", "note") or value is None:
            continue
        told = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value or "not told"
        parts.append(f"{entry.name} {told}")
    parts += ["rejected"] if change.rejected else []
    parts += [f"note: {change.note}"] if change.note else []
    return ", ".join(parts)
