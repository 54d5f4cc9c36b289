"""What was learnt on the way about organizations, meetings and agenda items, so that papers need no request of their own for them.

An adapter keeps no state: what each page of these lists tells travels in the context of the Ask that is under way, packed (names by
common beginning, zlib, base 85), one entry a page, so that earlier pages are neither unpacked nor written again. 10,000 meetings with
39,000 consultations came to 0.41 MB.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from ingest.vendors.oparl_json import JsonObject, address, date_in, key_of, listed, text_in

MOST_UNPACKED = 50_000_000  # bytes of one entry; ours are far below, one that came back damaged is not unpacked without end


class Known:
    """By `key_of` their ids: names of organizations, (day, committees) of meetings, (meeting's key, result) of consultations or, where
    an agenda item names none, of the item. Committees are keys of organizations, or names with "=" before them.
    """

    def __init__(self) -> None:
        self.organizations: dict[str, str] = {}
        self.meetings: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.items: dict[str, tuple[str, str]] = {}

    def add_organization(self, value: object) -> None:
        if isinstance(value, dict) and address(value):
            name = text_in(value.get("name")) or text_in(value.get("shortName"))
            if name and not value.get("deleted"):
                self.organizations[key_of(address(value))] = name

    def add_meeting(self, value: object) -> None:
        """A meeting with its agenda."""
        if not isinstance(value, dict) or not address(value) or value.get("deleted"):
            return
        day = date_in(value.get("start")) or date_in(value.get("date"))
        key = key_of(address(value))
        self.meetings[key] = (day, tuple(_committees(value.get("organization"))))
        for item in listed(value.get("agendaItem")):
            if isinstance(item, dict) and not item.get("deleted"):
                result = text_in(item.get("result"))
                names = [name for name in map(address, listed(item.get("consultation"))) if name]
                for name in names or ([address(item)] if result and address(item) else []):
                    self.items[key_of(name)] = (key, result)

    def add(self, other: Known) -> None:
        self.organizations |= other.organizations
        self.meetings |= other.meetings
        self.items |= other.items

    def names_of(self, value: object) -> str:
        """The names of organizations given as objects or addresses, joined by commas; those not known are left out."""
        return self._names(_committees(value))

    def meeting(self, key: str) -> tuple[str, str] | None:
        """(day, names of its committees)"""
        found = self.meetings.get(key)
        return (found[0], self._names(found[1])) if found else None

    def _names(self, committees: Iterable[str]) -> str:
        names = [name[1:] if name.startswith("=") else self.organizations.get(name, "") for name in committees]
        return ", ".join(dict.fromkeys(name for name in names if name))

    def has_sort(self, url: str) -> bool:
        """Whether organizations with such an address ("organizations/at/…") are known."""
        start = re.sub(r"[^/=]*$", "", key_of(url))
        return any(re.sub(r"[^/=]*$", "", key) == start for key in self.organizations)

    def slice(self, value: object) -> Known:
        """What is known about the addresses in a paper, with all organizations (a part that is still to come may name any)."""
        some = Known()
        some.organizations = self.organizations
        for key in _keys_in(value, 0):
            item = self.items.get(key)
            if item:
                some.items[key] = item
            meeting = item[0] if item else key
            if meeting in self.meetings:
                some.meetings[meeting] = self.meetings[meeting]
        return some

    def pack(self) -> str:
        parts = (_fold(self.organizations.items()), _fold(self.meetings.items()), _fold(self.items.items()))
        return base64.b85encode(zlib.compress(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode(), 6)).decode()


@lru_cache(maxsize=4)
def unpack_known(*packed: str) -> Known:
    """What a context's entries hold together; what is damaged is left out. Shared: not to be changed."""
    known = Known()
    for text in packed:
        known.add(_unpack(text))
    return known


def _unpack(packed: str) -> Known:
    known = Known()
    try:
        parts = json.loads(zlib.decompressobj().decompress(base64.b85decode(packed), MOST_UNPACKED)) if packed else ({}, {}, {})
        known.organizations = dict(_unfold(parts[0]))
        known.meetings = {key: (value[0], tuple(value[1])) for key, value in _unfold(parts[1])}
        known.items = {key: (value[0], value[1]) for key, value in _unfold(parts[2])}
    except (ValueError, zlib.error, TypeError, KeyError, IndexError, AttributeError):
        return Known()
    return known


def _committees(value: object) -> Iterator[str]:
    for entry in listed(value):
        if isinstance(entry, dict) and text_in(entry.get("name")):
            yield "=" + text_in(entry.get("name"))
        elif address(entry):
            yield key_of(address(entry))


def _keys_in(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) < 2000 and "/" in value:
            yield key_of(value)
    elif depth < 8:
        for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _keys_in(entry, depth + 1)


def _fold(entries: Iterable[tuple[str, object]]) -> dict[str, dict[str, object]]:
    """{"body/1/meeting/": {"333": …}}: what ids have in common is written once."""
    folded: dict[str, dict[str, object]] = {}
    for key, value in entries:
        cut = max(key.rfind("/"), key.rfind("=")) + 1
        folded.setdefault(key[:cut], {})[key[cut:]] = value
    return folded


def _unfold(folded: JsonObject) -> Iterator[tuple[str, Any]]:
    for start, entries in folded.items():
        for end, value in entries.items():
            yield start + end, value
