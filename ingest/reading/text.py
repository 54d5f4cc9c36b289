"""Plain text and Markdown as one page: marks removed, hyphenation joined, tables found, every step kept in the offset map."""

from __future__ import annotations

import html
import re

from corpus.types import Page, Problem
from ingest.reading import ticks
from ingest.reading.encoding import read_text
from ingest.reading.hyphens import find_join
from ingest.reading.offsets import Edit, MappedText
from ingest.reading.texttables import find_text_tables, flatten_tables
from ingest.reading.typed import find_typed

_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
# Controls and marks that turn the direction of writing: a terminal would obey them.
_ODD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u00ad\ufffe\ufeff\u200b-\u200f\u2060\u2010\u2011\ufb00-\ufb06]"
)
_GLYPHS = re.compile(f"[{''.join(sorted(ticks.ALL_GLYPHS))}\uf000-\uf0ff]")
_TAG = re.compile(
    r"</?(?:p|b|i|u|s|em|strong|ul|ol|li|br|hr|div|span|table|thead|tbody|tr|td|th|h[1-6]|input|sup|sub|font|a|img|blockquote|center|small|del|ins|mark)\b[^<>\n]*/?>",
    re.IGNORECASE,
)
_BREAKING = re.compile(r"</?(?:p|ul|ol|li|br|hr|div|table|thead|tbody|tr|h[1-6]|blockquote)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_HEADING = re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+|[ \t]+#{1,6}[ \t]*$")
_STRONG = re.compile(r"(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\((?:https?:|mailto:|#|/|\.)[^()\s]*\)")
_LINE_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\x02][ \t]*\n[ \t]*(?=[^\W\d_])")
_BARE_TABS = re.compile(r"(?m)^[ \t]*\t[ \t]*$")
_TOKEN = re.compile(r"\S+")


def read_plain(data: bytes, name: str, markdown: bool) -> tuple[Page, tuple[Problem, ...]]:
    """Read text or Markdown; a doubtful encoding is read with the best guess and told as wrong_encoding."""
    decoded = read_text(data)
    problems: tuple[Problem, ...] = ()
    if decoded.doubt:
        problems = (Problem("wrong_encoding", f"{name}: {decoded.doubt}; read as {decoded.encoding}"),)
    return make_page(MappedText(decoded.text), markdown), problems


def make_page(source: MappedText, markdown: bool = False) -> Page:
    """The page of a decoded text. Markdown marks are removed from plain text as well: many exports hold them."""
    mapped = join_lines(_clean_characters(source))
    if "<" in mapped.text:
        mapped = _drop_tags(mapped)
    mapped = _drop_marks(mapped, markdown)
    mapped = mapped.edit(find_typed(mapped.text))
    mapped = flatten_tables(mapped.sub(_BARE_TABS, "")).normalized()
    text, answers = ticks.read_loose(mapped.text)
    return Page(1, text, tables=find_text_tables(text), ticks=ticks.find_ticks(text, labels=answers), offsets=mapped.pairs)


def _clean_characters(mapped: MappedText) -> MappedText:
    """One kind of line end, no soft hyphens or invisible characters, no ligatures, box glyphs as ☒ and ☐."""
    among_boxes = ticks.has_boxes(mapped.text)

    def replace_glyph(match: re.Match[str]) -> str:
        return ticks.read_glyph(match.group(), among_boxes)

    return mapped.sub(re.compile("\r\n?|[\f\v\x85\u2028\u2029]"), "\n").sub(_ODD, _replace_odd).sub(_GLYPHS, replace_glyph)


def _replace_odd(match: re.Match[str]) -> str | None:
    """Soft hyphens stay where they end a line, to be joined there; elsewhere they and invisible characters go."""
    char = match.group()
    if char in "\u2010\u2011":
        return "-"
    if char in "\u00ad\x02\ufffe":
        at_end = re.match(r"[ \t]*\n", match.string[match.end() : match.end() + 40]) is not None
        return "\u00ad" if at_end else ("-" if char == "\ufffe" else "")
    return _LIGATURES.get(char, "")


def join_lines(mapped: MappedText) -> MappedText:
    """Join words hyphenated over a line end; the line break moves behind the joined word."""
    text = mapped.text
    edits: list[Edit] = []
    for match in _LINE_HYPHEN.finditer(text):
        token = _TOKEN.match(text, match.end())
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].split()[-1:]
        if token is None or not before or "\t" in match.group():
            continue
        soft = text[match.start()] != "-"
        join = find_join(before[0] + "-", token.group())
        if join == "no" and not soft:
            continue
        edits.append((match.start(), match.end(), "-" if join == "keep" and not soft else ""))
        space = re.compile(r"[ \t]+\n?").match(text, token.end())
        if space and "\t" not in space.group():
            edits.append((space.start(), space.end(), "\n"))
    return mapped.edit(edits).sub(re.compile("\u00ad"), "") if edits or "\u00ad" in text else mapped


def _drop_tags(mapped: MappedText) -> MappedText:
    """Inline HTML: check boxes become ☒ or ☐, blocks begin a line, all other tags go."""

    def replace(match: re.Match[str]) -> str:
        tag = match.group().lower()
        if tag.startswith("<input"):
            return _read_input(tag)
        if not _BREAKING.match(tag):
            return ""
        return " " if _in_row(match.string, match.start(), match.end()) else "\n"

    cleaned = mapped.sub(_TAG, replace)
    return cleaned if cleaned is mapped else _unescape(cleaned).sub(re.compile(r"\n[ ]*(?:\n[ ]*){2,}"), "\n\n")


def _in_row(text: str, start: int, end: int) -> bool:
    """Whether a tag stands in a cell of a row that has other filled cells: there it may not break the line."""
    begin, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    cells = text[begin : stop if stop >= 0 else None].split("\t")
    return len(cells) > 1 and sum(bool(_TAG.sub("", cell).strip()) for cell in cells) > 1


def _read_input(tag: str) -> str:
    """An <input> in text: a check box or radio button shows its state, anything else nothing."""
    if not re.search(r"type\s*=\s*[\"']?(?:checkbox|radio)", tag):
        return ""
    return ticks.YES if re.search(r"\bchecked\b(?!\s*=\s*[\"']?false)", tag) else ticks.NO


def _unescape(mapped: MappedText) -> MappedText:
    """Character references (&nbsp; &amp;) as characters."""
    return mapped.sub(_ENTITY, lambda match: html.unescape(match.group())) if "&" in mapped.text else mapped


def _drop_marks(mapped: MappedText, markdown: bool) -> MappedText:
    """Headings, bold, italics, escapes and links of Markdown."""
    if "#" in mapped.text:
        mapped = mapped.sub(_HEADING, "")
    for _ in range(2):
        if "**" in mapped.text or (markdown and "*" in mapped.text) or re.search(r"\*\S[^*\n]*\S\*", mapped.text):
            mapped = _drop_stars(mapped)
    if "](" in mapped.text:
        mapped = mapped.sub(_LINK, lambda match: match.group(1))
    if markdown and "\\" in mapped.text:
        mapped = mapped.sub(_ESCAPE, lambda match: match.group(1))
    return _unescape(mapped) if markdown else mapped


def _drop_stars(mapped: MappedText) -> MappedText:
    """Delete the stars around *words*, not those within "Bürger*innen" and none that stand alone."""
    edits: list[Edit] = []
    for match in _STRONG.finditer(mapped.text):
        before = mapped.text[match.start() - 1 : match.start()]
        width = len(match.group(1))
        if width > 1 or not (before.isalnum() or before == "*"):
            edits += [(match.start(), match.start() + width, ""), (match.end() - width, match.end(), "")]
    return mapped.edit(edits) if edits else mapped
