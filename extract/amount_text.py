"""Sums of money in running text: with a currency mark, in words, as the lower end of a range, and bare numbers in a sentence in Euro."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extract.context import PageContext
from extract.numbers import (
    BEFORE,
    CURRENCY,
    NUMBER,
    SCALE,
    currency_places,
    money_of,
    money_pattern,
    parse_number,
    parse_number_words,
    read_money,
    scale_of,
)
from extract.rules import Rule, load_rules
from extract.starts import find_from_starts
from extract.wordfilter import AnyPattern

MARK = re.compile(r"€|E[Uu][Rr]|Cent|cent|Ct\b|ct\b")
_AFTER_WORD = re.compile(r"[^\W\d_:(=\t]\W?$")
_NEXT_SPACE = re.compile(r"\s")
_CUT_OFF = re.compile(r"\d\.\d{1,2}\n\Z")  # "100.0", and "00,00 €" in the next line
_SPACED_CENTS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+, \d\d$")  # "4.000, 00 Euro"
_NUMBERED = re.compile(r"(?m:^)(?:EUR|€|Euro)\s+\d{1,2}\.\s+[A-ZÄÖÜ]")
_LEFT, _RIGHT = 48, 34  # characters around a currency mark in which its number stands


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that spells a sum: `value` in euro; `rule` names what found it."""

    start: int
    end: int
    value: Decimal
    rule: str
    range_end: bool = False


@cache
def rules_named(prefix: str) -> tuple[Rule, ...]:
    """The rules of amounts.toml whose names begin with `prefix`."""
    return tuple(rule for rule in load_rules("amounts") if rule.name.startswith(prefix))


@cache
def _any_rule(prefix: str, scope: str) -> AnyPattern:
    """Whether one of these rules for a scope finds something."""
    return AnyPattern([rule.regex for rule in rules_named(prefix) if rule.regex is not None and rule.scope == scope])


def find_marked(text: str) -> Iterator[Candidate]:
    """Sums with a currency mark, in order, range starts included."""
    for low, high in _windows(text):
        for found in money_pattern().finditer(text, low, high):
            money = read_money(found)
            if money is None:
                continue
            start, end = _span(text, found)
            if found["number"] is None and _NUMBERED.match(text, found.start()):
                continue  # "EUR" over a column, and the number of the first paragraph behind it
            if cents := _SPACED_CENTS.search(text, max(0, start - 16), found.end("number")) if text.startswith(", ", start - 2) else None:
                start = cents.start()
                money = replace(money, value=parse_number(cents[0]) or money.value)
            if text.startswith("000", start) or _is_rest(text, start):
                continue  # the rest of a number that a line end cut in two
            value = abs(money.value) if _is_bullet(text, found, start) else money.value
            if value == -abs(value) and start > found.start() and found["number"] is None:
                value = money.value
            if value > 0 and _has_glued_minus(text, start):
                start, value = start - 1, -value
            yield from _with_range(text, Candidate(start, end, value, "amount.currency"), found)


def _is_rest(text: str, start: int) -> bool:
    return text[start - 1 : start] == "\n" and _CUT_OFF.search(text, max(0, start - 8), start) is not None


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of text around currency marks, joined where they touch."""
    low = high = -1
    for mark in MARK.finditer(text):
        start = max(0, mark.start() - _LEFT)
        stop = _NEXT_SPACE.search(text, min(len(text), mark.end() + _RIGHT))
        end = stop.start() if stop else len(text)
        if start <= high:
            high = end
            continue
        if high >= 0:
            yield low, high
        low, high = start, end
    if high >= 0:
        yield low, high


def _span(text: str, found: re.Match[str]) -> tuple[int, int]:
    """Start and end of the printed sum: its minus, not its plus, bracket or bullet."""
    if found["number"] is None:
        return found.start(), found.end()
    end = found.end("currency")
    sign = (found["sign"] or "").strip()
    if sign in {"-", "–", "−", "./."} and not _is_bullet(text, found, found.start("sign")):
        return found.start("sign"), end
    return found.start("number"), end


_GLUED_SUM = r"\d{1,3}(?:(?:\.\d{3})*,\d\d|(?:\.\d{3})+)\s?(?:€|Euro|EUR)"
_GLUED = re.compile(r"(?:[a-zäöüß]{3}\)?|(?<=\n)[-–−]\s?[\d.]+,\d\d\s?(?:€|Euro|EUR))[-–−]$")


def _has_glued_minus(text: str, start: int) -> bool:
    """Whether the dash that touches the sum is a minus: where cells are glued, behind a label or behind a first cell with a minus."""
    if start < 2 or text[start - 1] not in "-–−" or not re.match(_GLUED_SUM, text[start : start + 24]):
        return False
    return _GLUED.search(text, max(0, start - 40), start) is not None


def _is_bullet(text: str, found: re.Match[str], start: int) -> bool:
    """Whether the dash before a sum is a bullet, a dash between words or "+/-", not a minus."""
    sign = found["sign"] if found["number"] is not None else found["presign"]
    if not sign or sign.strip() not in {"-", "–", "−"}:
        return False
    at = found.start("sign") if found["number"] is not None else found.start("presign")
    # No more of the line is looked at than tells: endless lines hold thousands of sums.
    before = at
    while before and text[before - 1].isspace() and text[before - 1] != "\n":
        before -= 1
    spaced = sign != sign.strip()
    if not before or text[before - 1] == "\n":
        rest = text[found.end() : found.end() + 40].split("\n", 1)[0]
        balance = not rest.strip() and _is_balance(text[max(0, before - 120) : before])
        return (spaced and not balance) or bool(re.match(r"\s*[^\W\d]", rest))
    end = at
    while text[end - 1] == " ":
        end -= 1
    after_word = spaced and _AFTER_WORD.search(text[max(0, end - 2) : end]) is not None
    return after_word and not _is_minus(text, before, found.end())


_OF_VALUE = re.compile(r"\b(?:von|auf|mit|um|über|in Höhe von|beträgt|betragen)$")  # before a number, where no dash parts words
_LEDGER = re.compile(r"(?i)(?:ergebnis|saldo|überschuss|fehlbetrag|bedarf|defizit|auszahl|aufwend|bestand|verlust)")
_LEDGER_LINE = re.compile(r"[^\d\n]{8,}[^\W\d)][)]?\s\d[\d.]*(?:,\d\d)?\s?(?:€|EUR|Euro)[^\S\n]*(?=\n|$)")
_BALANCE = re.compile(r"(?i)(?:überschuss|fehlbetrag|defizit|saldo|ergebnis|unterdeckung)[^;\d\n]{0,40}:$")  # what a minus may stand before


def _is_minus(text: str, before: int, end: int) -> bool:
    """Whether a dash with a space on either side is a minus: behind "von" or a balance's colon, or in a row of accounts whose
    neighbours print their sums without a dash. `before` is where the words before it end, `end` where its sum ends."""
    words = text[max(0, before - 60) : before].rpartition("\n")[2]
    if _BALANCE.search(words) or _OF_VALUE.search(words):
        return True
    if not re.match(r"[^\S\n]*(?:\n|$)", text[end : end + 20]):
        return False
    line = text.rfind("\n", 0, before) + 1
    if not _LEDGER.search(text, line, before):
        return False
    above = text[max(0, line - 200) : line].split("\n")[-4:-1]
    below = text[end : end + 260].split("\n")[1:4]
    return any(_LEDGER_LINE.fullmatch(other) for other in (*above, *below))


def _is_balance(above: str) -> bool:
    """Whether the line before a sum that fills its own is a label that can be negative ("Überschuss bzw. Fehlbetrag:")."""
    return _BALANCE.search(above[-120:].rstrip()) is not None


@cache
def _lower_sum() -> re.Pattern[str]:
    money, about = rf"{NUMBER})(?:\s?(?P<scale>{SCALE}))?\s?(?P<currency>{CURRENCY})", r"(?:(?:ca\.?|circa|rund|etwa|maximal|max\.)\s*)?"
    return re.compile(rf"(?:(?P<between>zwischen\s*){about})?(?P<number>{BEFORE}{money}\s+(?(between)und|bis(?:\s+zu)?)\s+{about}$")


@cache
def _lower_end() -> re.Pattern[str]:
    link = r"(?P<link>[-–−]|bis(?: zu| maximal)?|und|oder|bzw\.|beziehungsweise|auf|/)"
    return re.compile(rf"(?P<number>{BEFORE}{NUMBER})(?:\s?(?P<scale>{SCALE}))?\s*{link}\s*(?:(?:ca\.?|circa|rund|etwa|max\.)\s*)?$")


def _with_range(text: str, upper: Candidate, found: re.Match[str]) -> Iterator[Candidate]:
    """The upper end, and before it the bare number that "20-30 Millionen Euro" or "zwischen 2.000 und 10.000 Euro" begins with."""
    number_start = found.start("number")
    lower = _lower_end().search(text, max(0, number_start - 40), found.start("number")) if number_start >= 0 else None
    if number_start > 0 and lower is None and text[number_start - 1] in "-–−/":
        lower = _lower_end().search(text, max(0, number_start - 40), number_start)
    value = _lower_value(text, lower, found, abs(upper.value)) if lower else None
    if lower is None or value is None:
        yield replace(upper, range_end=True) if number_start > 0 and _ends_range(text, number_start, upper.value) else upper
        return
    yield Candidate(lower.start("number"), lower.end("scale") if lower["scale"] else lower.end("number"), value, "amount.range")
    is_range = lower["link"] != "und" or "zwischen" in text[max(0, lower.start() - 12) : lower.start()]
    yield replace(upper, start=number_start, value=abs(upper.value), range_end=is_range)


def _ends_range(text: str, start: int, upper: Decimal) -> bool:
    """Whether "zwischen 15.000 € und" or "15.000 € bis" stands before the upper end: the lower one has its own currency mark."""
    before = text[max(0, start - 40) : start]
    lower = _lower_sum().search(text, max(0, start - 60), start) if "und" in before or "bis" in before else None  # few have one
    if lower is None:
        return False
    money = money_of("", lower["number"], lower["scale"], lower["currency"], False)
    return money is not None and money.value < upper


def _lower_value(text: str, lower: re.Match[str], found: re.Match[str], upper: Decimal) -> Decimal | None:
    value = parse_number(lower["number"])
    if value is None or _YEAR.fullmatch(lower["number"]) or _DAY.search(text[max(0, lower.start() - 12) : lower.start()]):
        return None
    own = scale_of(lower["scale"]) if lower["scale"] else None
    scale = scale_of(found["scale"]) if found["scale"] else None
    shaped = _SHAPED.fullmatch(lower["number"]) is not None
    between = "zwischen" in text[max(0, lower.start() - 16) : lower.start()]
    raised = lower["link"] == "auf" and _RAISED_FROM.search(text, max(0, lower.start() - 30), lower.start()) is not None
    if lower["link"] in {"und", "/", "auf"} and not (shaped or own or raised or between):
        return None
    if own or not scale:
        money = money_of("", lower["number"], lower["scale"], found["currency"], False)
    else:
        money = money_of("", lower["number"], found["scale"] if value * scale < upper * 2 else None, found["currency"], False)
    if money is None or (money.value > upper and lower["link"] in {"-", "–", "−"} and not shaped) or money.value * 1000 < upper:
        return None
    return money.value


_RAISED_FROM = re.compile(r"\bvon (?:bisher |derzeit |aktuell |heute |zuletzt |ursprünglich )?(?:rund |ca\. |etwa |knapp )?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(?:Nr\.?|§|Ziffer|Punkt|TOP|Anlage|Absatz)\s?$")
# A bare number that can be a sum: thousands grouped with points, or a comma and two digits.
_SHAPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d+,\d{2}|\d+,-{1,2}")


_DASH = re.compile(r",(?:--|[-–—])(?![\w-])")
_DASHED = re.compile(rf"{BEFORE}(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{2,6}}){_DASH.pattern}")
_OF_NUMBER = frozenset("0123456789.")


def find_dashed(text: str) -> Iterator[Candidate]:
    """Numbers that end as only money does, with a dash for the cents: "1.970.000,--"."""
    if not any(sign in text for sign in (",-", ",–", ",—")):
        return
    for dash in _DASH.finditer(text):
        first = dash.start()
        while first and text[first - 1] in _OF_NUMBER:
            first -= 1
        found = _DASHED.search(text, first, dash.end())
        value = parse_number(found[0]) if found else None
        if found and value is not None:
            yield Candidate(found.start(), found.end(), value, "amount.dashed")


@cache
def _worded() -> re.Pattern[str]:
    part = (
        r"(?:ein(?:e|er|em|en)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w*zehn"
        r"|\w*zig|\w*ßig|\w*hundert\w*|\w*tausend\w*|halbe|halben|anderthalb|\w*einhalb|Million(?:en)?"
        r"|Milliarden?)"
    )
    return re.compile(rf"(?<![\w-])(?P<words>(?i:{part})(?:\s+(?i:{part})){{0,4}})\s+(?:Euro|EUR|€)$")


_CURRENCY = re.compile(r"(?:Euro|EUR|€)(?!\w)")
_SMALL_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzäöüß")


def find_worded(text: str) -> Iterator[Candidate]:
    """Sums in words: "eine Million Euro", "zehntausend Euro", "anderthalb Millionen Euro"."""
    for place in currency_places(text):
        word_end = _last_of_word(text, place)
        mark = _CURRENCY.match(text, place) if word_end >= 0 else None
        if mark is None:
            continue
        low = max(0, word_end - 70)
        found = _worded().search(text[low : mark.end()])
        value = parse_number_words(found["words"]) if found else None
        if found and value is not None and value > 1 and not found["words"].casefold().startswith("milli"):
            yield Candidate(low + found.start(), mark.end(), value, "amount.words")


def _last_of_word(text: str, end: int) -> int:
    """Where the small letter stands that only space parts from `end`; -1 if none does."""
    at = end - 1
    while at >= 0 and text[at].isspace():
        at -= 1
    return at if 0 <= at < end - 1 and text[at] in _SMALL_LETTERS else -1


@cache
def _bare() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>(?:(?<![\w\d,.)%€])|(?<=[a-zäöüß]{{3}})(?=.\d{{1,3}}(?:\.\d{{3}})*,\d\d)|(?<=,\d\d)(?=.\d{{1,3}}(?:\.\d{{3}})*,\d\d)){chr(0x2D)}(?=\d))?(?P<number>{BEFORE}(?:\d{{1,3}}(?:\.\d{{3}})+(?:,\d{{2}})?"
        rf"|\d+,-{{1,2}}|\d+,\d{{2}})(?![\d%]|[.,]\d))(?!\s?{CURRENCY})(?:\s?(?P<scale>{SCALE}))?"
    )


def find_bare(context: PageContext, marked: Iterable[Candidate]) -> Iterator[Candidate]:
    """Bare numbers shaped like money in a sentence that has a sum in Euro."""
    taken = sorted((candidate.start, candidate.end) for candidate in marked)
    starts = [start for start, _ in taken]
    seen: set[tuple[int, int]] = set()
    for start, _ in taken:
        sentence = context.sentence_at(start)
        if sentence in seen or sentence[1] - sentence[0] > 800:
            continue
        seen.add(sentence)
        for found in find_from_starts(_bare(), context.text, *sentence):
            index = bisect_left(starts, found.end())
            inside = index > 0 and taken[index - 1][1] > found.start()
            if not inside and not _counts_other(context.text, found):
                value = parse_number((found["sign"] or "") + found["number"])
                if value is not None:
                    scale = scale_of(found["scale"]) if found["scale"] else None
                    yield Candidate(found.start(), found.end(), value * (scale or 1), "amount.sentence")


_SHORT_CODE = re.compile(r"0\d")  # "006.003.002" is the number of a product


def _counts_other(text: str, found: re.Match[str]) -> bool:
    if _SHORT_CODE.match(found["number"]):
        return True
    other = _any_rule("amount.unit.other", "after").is_in(text[found.end() : found.end() + 24])
    return other or counts_before(text, found.start()) or is_dropped(text[max(0, found.start() - 24) : found.start()], "")


def counts_before(text: str, start: int) -> bool:
    """Whether the words before a bare number say that it counts people or things, or compares."""
    return _any_rule("amount.counted.before", "before").is_in(text[max(0, start - 130) : start].replace("\n", " "))


_SCALES = ("Tsd", "Mio", "Mrd", "Milli")


@cache
def _scaled() -> re.Pattern[str]:
    return re.compile(rf"(?P<number>{BEFORE}{NUMBER})\s?(?P<scale>(?:Tsd|Mio|Mrd)\b\.?|Millionen|Milliarden)(?!\s?{CURRENCY})")


def find_scaled(context: PageContext, marked: Iterable[Candidate]) -> Iterator[Candidate]:
    """Numbers with a scale but neither currency nor unit noun ("736 Tsd."), in a paragraph that has sums in Euro."""
    if not any(map(context.text.__contains__, _SCALES)):
        return
    blocks = {context.block_at(candidate.start) for candidate in marked}
    for low, high in sorted(blocks):
        for found in find_from_starts(_scaled(), context.text, low, high):
            value, scale = parse_number(found["number"]), scale_of(found["scale"])
            if value is not None and scale and not _counts_other(context.text, found):
                end = found.end("scale") - context.text[: found.end("scale")].endswith(".")
                yield Candidate(found.start(), end, value * scale, "amount.scaled")


def is_dropped(before: str, after: str) -> bool:
    """Whether the text at its edges says that a sum is an example, a name or a reference."""
    return _any_rule("amount.not.", "before").is_in(before) or _any_rule("amount.not.", "after").is_in(after)
