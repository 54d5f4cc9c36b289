"""JSON of OParl servers as it really comes: mended text, objects or addresses anywhere, "N/A", http links, names without host. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from ingest.vendors.obstacles import REFUSING
from ingest.vendors.records import Refusal, Reply

JsonObject = dict[str, Any]

_BLANK = frozenset(("", "n/a", "n.a.", "n/v", "null", "none", "undefined", "-", "--", "k.a.", "k. a."))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_GATE = re.compile(
    r"zu viele zugriffe|too many requests|temporär gesperrt|altcha|captcha|verifying your browser|browser-überprüfung|checking your browser"
    r"|web application firewall|access denied|zugriff verweigert|request blocked|anfrage (?:wurde )?(?:blockiert|abgelehnt)",
    re.I,
)


def load_json(data: bytes) -> Any:
    """The value of an answer, None where there is none.

    Mended, one step after the other: byte order marks, cp1252, raw control characters in strings (ALLRIS), backslashes that begin
    no escape, commas before a closing bracket, JSON within a JSON string. Nothing else is guessed.
    """
    text = data.decode("utf-8-sig", errors="replace") if _is_utf8(data) else data.decode("cp1252", errors="replace")
    text = text.strip().lstrip("\ufeff")
    if text[:1] not in ("{", "[", '"'):
        return None
    for candidate in _mended(text):
        try:
            value = json.loads(candidate, strict=False)
            return json.loads(value, strict=False) if isinstance(value, str) else value
        except (ValueError, RecursionError):
            continue
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _mended(text: str) -> Iterator[str]:
    yield text
    text = re.sub(r'\\(?:(["\\/bfnrtu])|(?=.)|$)', lambda found: found[0] if found[1] else "\\\\", text)
    yield text
    # a comma before a closing bracket, outside of strings
    yield re.sub(r'("(?:[^"\\]|\\.)*")|,(\s*[}\]])', lambda found: found[1] or found[2], text, flags=re.S)


def text_in(value: object) -> str:
    """A string or number in one line, "" for what says nothing ("N/A", blank) or is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    if isinstance(value, int) and abs(value) >= 10**18:
        return ""
    text = str(value)
    if not text.isprintable():  # control characters that are no line breaks are what Word left behind (ALLRIS)
        text = _CONTROL.sub("", text)
    folded = " ".join(text.split())
    if folded.isascii():
        return "" if folded.casefold() in _BLANK else folded
    import unicodedata

    return unicodedata.normalize("NFC", folded.encode("utf-8", "ignore").decode("utf-8"))


def date_in(value: object) -> str:
    """The local day of an OParl date or date-time as ISO. Midnight in Germany written in UTC is the next day's."""
    import datetime

    found = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):?\d{2}(?::?\d{2})?(?:\.\d+)?(Z|[+-]00:?00)?)?", text_in(value))
    if not found:
        return ""
    try:
        day = datetime.date.fromisoformat(found[1])
        late = found[3] and int(found[2]) >= 22 and day < datetime.date.max
        return (day + datetime.timedelta(days=1) if late else day).isoformat()
    except ValueError:
        return ""


def listed(value: object) -> list[Any]:
    """What should be a list: one object or address instead of a list is a list of one, None is an empty one."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) or (isinstance(value, str) and value.strip()) else []


def kind_of(value: object) -> str:
    """The last part of an object's `type` ("Paper"), "" where it has none."""
    kind = value.get("type") if isinstance(value, dict) else ""
    return kind.rstrip("/").rsplit("/", 1)[-1] if isinstance(kind, str) and "oparl" in kind.lower() else ""


def version_of(value: object) -> str:
    """The OParl version in an object's `type` ("1.1"), "" where it tells none."""
    kind = value.get("type") if isinstance(value, dict) else ""
    found = re.search(r"oparl\.org/(\d+\.\d+)", kind) if isinstance(kind, str) else None
    return found[1] if found else ""


def address(value: object) -> str:
    """The address of an object or of a reference to it, "" where it has none."""
    value = value.get("id") if isinstance(value, dict) else value
    return value.strip() if isinstance(value, str) else ""


def link(value: object, base: str = "") -> str:
    """A web link made absolute; http becomes https where the page itself came by https from the same host."""
    text = "".join(text_in(value).split())
    if not text or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:(?!\d)", text, re.I):
        return ""
    try:
        full = urljoin(base, text) if base else text
        parts, home = urlsplit(full), urlsplit(base)
        if parts.scheme == "http" and home.scheme == "https" and parts.hostname == home.hostname and not parts.port:
            return "https" + full[4:]
    except ValueError:
        return ""
    return full


def key_of(url: str) -> str:
    """The name of an object for good: its id without scheme, host and the way to the OParl interface, decoded.

    "https://ris.example/webservice/oparl/v1.0/body/1/paper/60" → "body/1/paper/60": a change of host or version keeps it.
    more!rubin writes meetings with and without "ni_" (minutes published): it is left out.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    path = unquote(parts.path).strip("/") + ("?" + unquote(parts.query) if parts.query else "")
    path = re.sub(r"^(?:.*?/)?oparl(?:/v?\d+(?:\.\d+)?)?/(?=.)", "", path, flags=re.I)
    return re.sub(r"(^|/|=)ni_", r"\1", path)


def find_refusal(reply: Reply) -> Refusal | None:
    """Signs that the source does not want us: a status of refusal or a gate's page delivered as HTTP 200 instead of data."""
    if reply.status in REFUSING:
        return Refusal(f"HTTP {reply.status}", reply.url)
    head = reply.body[:20000].lstrip()
    if head[:1] == b"<":
        text = head.decode("utf-8", errors="replace")
        sign = _GATE.search(text) if len(reply.body) < 60000 else None
        if sign:
            return Refusal(f"page says: {sign[0]}", reply.url)
    return None
