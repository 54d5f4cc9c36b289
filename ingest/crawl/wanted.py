"""What of a source is wanted: the user's period, kinds and words, asked of what a list or a page tells. Pure."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable

from corpus.types import PaperFacts
from ingest.vendors.records import RisFile, Window


def is_wanted(window: Window, dates: Iterable[str], paper_type: str, title: str) -> bool:
    """False where what is told speaks against it; what is not told (no date, no kind, no title) speaks against nothing."""
    known = sorted(date for date in dates if date)
    if known and ((window.since and known[-1] < window.since) or (window.until and known[0] > window.until)):
        return False
    if window.kinds and paper_type and not any(_fold(kind) in _fold(paper_type) for kind in window.kinds):
        return False
    return not (window.query and title) or has_words(title, window.query)


def has_words(text: str, query: str) -> bool:
    """Whether each word of a query stands in a text: without case, as the beginning of a word with "*", else anywhere in one
    ("integration" finds "Migrationsintegration"); words joined by OR are a choice."""
    folded = _fold(text)
    for choice in re.split(r"\s+OR\s+", query.strip()):
        words = [word for word in re.split(r"[\s\"]+", _fold(choice)) if word.strip("*") and word != "and"]
        if all(re.search(r"\b" + re.escape(word[:-1]), folded) if word.endswith("*") else word in folded for word in words):
            return True
    return False


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def dates_of(facts: PaperFacts) -> tuple[str, ...]:
    """All dates that are told of a paper: its own and those of its sittings, in order."""
    return tuple(sorted(date for date in (facts.date, *(station.date for station in facts.consultations)) if date))


def is_settled(latest: str, today: str, days: int) -> bool:
    """Whether the last thing that is told of a paper lies more than so many days back; an unknown date settles nothing."""
    if not latest or not today:
        return False
    try:
        return (datetime.date.fromisoformat(today) - datetime.date.fromisoformat(latest[:10])).days > days
    except ValueError:
        return False


def wanted_files(files: Iterable[RisFile], without_main: bool = False) -> tuple[RisFile, ...]:
    """The documents to fetch: the Vorlage first, then its attachments. The collected document holds all of them once more, so
    it is taken only where there is no Vorlage by itself (or none can be had: `without_main`), and then alone."""
    unique = {file.key: file for file in reversed(tuple(files))}
    ordered = [unique[key] for key in dict.fromkeys(file.key for file in reversed(list(unique.values())))]
    main = [file for file in ordered if file.role == "main"]
    collected = [file for file in ordered if file.role == "collected"]
    if collected and (without_main or not main):
        return tuple(collected[:1])
    return (*main, *(file for file in ordered if file.role == "attachment"))
