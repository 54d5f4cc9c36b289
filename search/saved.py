"""Queries that are saved under a name in ratslese.toml, and asked for as @name: alone or inside another query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from corpus.errors import QueryError
from corpus.lookup import SETTINGS
from corpus.settings import load_settings

_LONGEST = 20_000  # characters of a query with all that it names


def find_saved(archive: Path, query: str) -> str:
    """The query with the saved one in brackets in place of each "@name", as it is where it names none; quotation marks are left alone.

    Raises QueryError for an unknown name, for queries that name each other in a circle and for what grows beyond all measure.
    """
    if "@" not in query:
        return query
    saved = dict(load_settings(archive).saved)
    alone = query.strip()[1:] if query.strip().startswith("@") else ""
    if alone in saved:  # a name in quotation marks may hold blanks
        return _expand(saved[alone], saved, (alone,), archive)
    return _expand(query, saved, (), archive)


def _expand(query: str, saved: Mapping[str, str], within: tuple[str, ...], archive: Path) -> str:
    def put(found: re.Match[str]) -> str:
        name = found["name"]
        if not name:
            return found[0]  # a phrase
        if name not in saved:
            raise QueryError(_unknown(name, found.start() + 1, query, saved, archive))
        if name in within:
            circle = " → ".join(f"@{one}" for one in (*within[within.index(name) :], name))
            raise QueryError(f"saved queries name each other in a circle: {circle}; mend [search.saved] of {archive / SETTINGS}")
        return f"({_expand(saved[name], saved, (*within, name), archive)})"

    whole = re.sub(r'"[^"]*"|(?<![^\s(:])@(?P<name>\w[\w-]*)', put, query)
    if len(whole) > _LONGEST:
        where = f"@{within[-1]}" if within else "the query"
        raise QueryError(f"{where} is longer than {_LONGEST} characters with all that it names; make it shorter")
    return whole


def _unknown(name: str, place: int, query: str, saved: Mapping[str, str], archive: Path) -> str:
    from corpus.nearby import did_you_mean

    known = ", ".join(f"@{one}" for one in saved) or "none yet"
    meant = did_you_mean(name, {one: f"@{one}" for one in saved})
    meant = meant or f"saved are: {known}; write one into [search.saved] of {archive / SETTINGS}"
    return f"no query is saved as @{name} (character {place} of {query}); {meant} For a word that begins with @ use quotation marks"
