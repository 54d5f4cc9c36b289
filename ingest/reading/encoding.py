"""Bytes to text: byte order marks, declared encodings, UTF-8, windows-1252 and mixtures of the two."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these names as windows-1252 (WHATWG Encoding Standard): the councils' pages mean it, too.
_LATIN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii", "iso-8859-15", "windows-1252", "cp1252"}
_UNDEFINED_1252 = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
# UTF-8 that was read as windows-1252 once and saved again.
_TWICE = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u017e\u2018-\u203a\u20ac\u2122]|â(?:€[“”„œ™˜\u009d]|‚¬)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text, the encoding that fitted, and in `doubt` why it may be wrong (empty if it is not)."""

    text: str
    encoding: str
    doubt: str = ""


def read_text(data: bytes, declared: str = "") -> Decoded:
    """Decode `data`. `declared` is what the document says of itself; it counts after a byte order mark and valid UTF-8."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict_or_best(data[len(mark) :], encoding)
    guess = _utf16_guess(data)
    if guess:
        return _strict_or_best(data, guess)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, declared, error)
    return Decoded(text, "utf-8", _doubt(text))


def _not_utf8(data: bytes, declared: str, error: UnicodeDecodeError) -> Decoded:
    """A declared encoding other than Latin or UTF-8, else windows-1252, or both in one file."""
    name = declared.strip().lower()
    if name and name not in _LATIN and not name.startswith(("utf-8", "utf8", "utf-16")):
        try:
            return Decoded(data.decode(name), name)
        except (LookupError, UnicodeDecodeError):
            name = ""
    if _has_utf8_pairs(data):
        return Decoded(_read_mixed(data), "utf-8+windows-1252", "UTF-8 and windows-1252 are mixed")
    text = data.decode("cp1252", errors="replace")
    doubt = ""
    if any(code in data for code in _UNDEFINED_1252) or _control_share(text) > 0.01:
        doubt = f"neither UTF-8 (byte {error.start}) nor windows-1252"
    elif name.startswith("utf"):
        doubt = f"declared as {declared}, read as windows-1252"
    return Decoded(text, "windows-1252", doubt)


def _has_utf8_pairs(data: bytes) -> bool:
    """Whether German letters stand as UTF-8 somewhere in bytes that are no valid UTF-8 as a whole."""
    return re.search(rb"\xc3[\xa4\xb6\xbc\x84\x96\x9c\x9f]|\xe2(?:\x82\xac|\x80[\x90-\x9f])", data) is not None


def _read_mixed(data: bytes) -> str:
    """UTF-8 where it is valid, windows-1252 byte by byte where it is not."""
    parts: list[str] = []
    rest = data
    while rest:
        try:
            parts.append(rest.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            parts.append(rest[: error.start].decode("utf-8"))
            parts.append(rest[error.start : error.end].decode("cp1252", errors="replace"))
            rest = rest[error.end :]
    return "".join(parts)


def _strict_or_best(data: bytes, encoding: str) -> Decoded:
    """Decode with what the byte order mark says; damaged places become U+FFFD and are told."""
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        return Decoded(data.decode(encoding, errors="replace"), encoding, f"not valid {encoding} at byte {error.start}")


def _utf16_guess(data: bytes) -> str:
    """UTF-16 without a mark: German text has a zero in nearly every second byte."""
    head = data[:4000]
    half = len(head) // 2
    if half < 2 or b"\0" not in head:
        return ""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.7 and odd < half * 0.1 else ""


def _doubt(text: str) -> str:
    """Signs of text that was broken before it came to us."""
    if "\ufffd" in text:
        return f"{text.count(chr(0xFFFD))} characters were lost before (U+FFFD)"
    if _TWICE.search(text) and len(_TWICE.findall(text)) > 2:
        return "looks like UTF-8 that was saved twice"
    return ""


def _control_share(text: str) -> float:
    """Share of control characters that no text has."""
    if not text:
        return 0.0
    return sum(1 for char in text[:20000] if char < " " and char not in "\t\r\n\f") / min(len(text), 20000)
