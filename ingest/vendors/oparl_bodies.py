"""One server, many bodies: which of them is meant; the official key of a body; who made the server. Pure."""

from __future__ import annotations

import re

from ingest.vendors.oparl_json import JsonObject, address, key_of, text_in
from ingest.vendors.records import Source

_COUNTY = re.compile(
    r"\b(?:landkreis(?:es)?|kreis(?:es|verwaltung|tag)?|landratsamt|region|städteregion|regionalverband)\b|\w+kreis\b", re.I
)
_KIND = re.compile(
    r"\b(?:landkreis(?:es)?|kreis(?:es|verwaltung|tag)?|landratsamt|städteregion|regionalverband|region|stadt(?:verwaltung)?|gemeinde"
    r"|(?:hanse|landeshaupt|kolping|universitäts|kreis)stadt|kreistagsbüro|landrat|landrätin|verwaltung|der|die|des)\b",
    re.I,
)
_MAKERS = (
    ("sdnet", r"sternberg|sitzungsdienst\.net|sd\.?net"),
    ("sessionnet", r"somacos|sessionnet|sitzungsmanagementsystem session"),
    ("allris4", r"/public/oparl|allris[^\d]*4"),
    ("allris3", r"cc[ -]?e-?gov|allris"),
    ("morerubin", r"more!? ?software|more!?[ -]?rubin|gremien\.info"),
)


def find_maker(system: JsonObject) -> str:
    """Our name of the vendor behind an OParl server ("sdnet"), from vendor, product, contactName, name and address; "" where none tells."""
    told = " ".join(text_in(system.get(name)) for name in ("vendor", "product", "contactName", "name", "id", "website")).casefold()
    told += " " + " ".join(str(name).casefold() for name in system if ":" in str(name))
    return next((name for name, pattern in _MAKERS if re.search(pattern, told)), "")


def body_ags(body: JsonObject) -> str:
    """The Amtliche Gemeindeschlüssel that a Body tells: 5 digits of a county, 8 of a municipality; "" where none or none that can be.

    Servers drop the leading zero ("5358016"), append zeros ("051140000") or give the Regionalschlüssel of 12 digits.
    """
    for field in ("ags", "rgs"):
        digits = re.sub(r"\D", "", text_in(body.get(field)))
        if len(digits) in (4, 7, 11):
            digits = "0" + digits
        if len(digits) == 12:
            digits = digits[:5] + digits[9:]
        elif len(digits) == 9 and digits.endswith("0"):
            digits = digits[:8]
        if len(digits) == 8 and digits.endswith("000"):
            digits = digits[:5]
        if len(digits) in (5, 8) and "01" <= digits[:2] <= "16":
            return digits
    return ""


def body_name(body: JsonObject, source: Source) -> str:
    """The body as the server names it; as the source is told to be where it only numbers them ("Instance 0001")."""
    name = text_in(body.get("name"))
    return source.body if not name or re.fullmatch(r"(?:instance|instanz|mandant|body|körperschaft)\s*\d*", name, re.I) else name


def pick_body(bodies: list[JsonObject], source: Source) -> JsonObject | None:
    """The body of the source: the one that `options` names, the only one there is, the one with its key, the one with its name."""
    wanted = dict(source.options).get("body", "")
    if wanted:
        return next((body for body in bodies if _is_wanted(body, wanted)), None)
    if len(bodies) == 1:
        told = body_ags(bodies[0])  # a body with another key is another body: its papers must not stand under this name
        return None if told and source.ags and told[:5] != source.ags[:5] else bodies[0]
    same = [body for body in bodies if source.ags and body_ags(body) == _short(source.ags)]
    if not same:
        same = [body for body in bodies if source.body and text_in(body.get("name")).casefold() == source.body.casefold()]
    if not same and source.body:
        county = len(_short(source.ags)) == 5 or bool(_COUNTY.search(source.body))
        cores = [body for body in bodies if _core(text_in(body.get("name"))) == _core(source.body)]
        same = [body for body in cores if bool(_COUNTY.search(text_in(body.get("name")))) == county]
    return same[0] if len(same) == 1 else None


def _is_wanted(body: JsonObject, wanted: str) -> bool:
    names = (text_in(body.get("name")), text_in(body.get("shortName")))
    return key_of(address(body)) == key_of(wanted) or wanted.casefold() in (name.casefold() for name in names if name)


def _short(ags: str) -> str:
    return ags[:5] if len(ags) == 8 and ags.endswith("000") else ags


def _core(name: str) -> str:
    return re.sub(r"\W+", " ", _KIND.sub(" ", name.casefold())).strip()


def name_bodies(bodies: list[JsonObject]) -> str:
    """ "Kreis Musterau (https://…/body/1), Stadt Musterau (https://…/body/2)", for a message."""
    shown = [f"{text_in(body.get('name')) or 'unnamed'} ({address(body)})" for body in bodies[:12]]
    return ", ".join(shown) + (f" and {len(bodies) - 12} more" if len(bodies) > 12 else "")
