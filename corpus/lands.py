"""The Länder: by name, key or what people write for short."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from corpus.errors import RegistryError
from corpus.nearby import did_you_mean

# What people write for a Land for short: the codes of ISO 3166-2:DE, and what is heard for some; folded.
_LAND_CODES = {
    "sh": "01", "hh": "02", "ni": "03", "nds": "03", "hb": "04", "nw": "05", "nrw": "05", "he": "06", "rp": "07", "rlp": "07",
    "bw": "08", "bawue": "08", "by": "09", "sl": "10", "be": "11", "bb": "12", "mv": "13", "meckpomm": "13", "meck-pomm": "13",
    "sn": "14", "st": "15", "lsa": "15", "th": "16",
}  # fmt: skip


@cache
def _lands() -> dict[str, str]:
    from corpus.registry import registry

    return {body.ags[:2]: body.land for body in registry().bodies}


def land_name(ags: str) -> str:
    """The Land of an AGS of a Kreis or Gemeinde; empty where the key is unknown."""
    return _lands().get(ags[:2], "") if re.match(r"\d{5}", ags) else ""


def expand_code(code: str) -> str:
    """The name of the Land that a code stands for ("NRW", "de-ni"); empty for what is no code."""
    from corpus.bodynames import fold

    key = _LAND_CODES.get(fold(code.strip()).removeprefix("de-"))
    return _lands()[key] if key else ""


def find_lands(names: Iterable[str]) -> tuple[str, ...]:
    """Two-digit keys of Länder given by name, key or code ("NRW"). Raises RegistryError with what is meant, or all Länder."""
    names = tuple(names)
    if not names:
        return ()
    from corpus.bodynames import fold

    lands = _lands()
    by_name = {fold(name): key for key, name in lands.items()} | _LAND_CODES
    keys = []
    for name in names:
        key = name if name in lands else by_name.get(fold(name.strip()).removeprefix("de-"))
        if key is None:
            meant = did_you_mean(fold(name.strip()), {fold(land): land for land in lands.values()})
            raise RegistryError(f"{name!r} is no Land; " + (meant or f"there are {', '.join(sorted(set(lands.values())))}"))
        keys.append(key)
    return tuple(keys)
