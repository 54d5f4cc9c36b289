"""The grammar of German numbers and units: digits, signs, scales, currencies, and numbers in words. Pure functions, Decimal only.

"16.000" is sixteen thousand and "1.471,60" has cents; any space (U+0020, U+00A0, U+2009, U+202F) may group thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from extract.patterns import places_of

SPACE = r"[ \u00a0\u2009\u202f]"
MINUS = r"[-–−]"
# "1.250.000", "1 250 000", "1'250", "60000", each with ",50", ",-", ",--" or ",—" behind; never a piece of a longer number or a date.
DIGITS = (
    r"(?:\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d{1,3}(?: \d{3})+|\d{1,3}(?:['’]\d{3})+|\d+)(?!\d)"
)
NUMBER = rf"(?:{DIGITS}(?:,(?:\d{{1,6}}|{MINUS}{{1,2}}|—|=)|\.(?:\d{{1,2}}(?!\d|\.\d)|{MINUS}{{1,2}}))?)(?!\d)"
# A lower-case letter may touch the number, or the point of an abbreviation: text layers glue a label to the cell beside it
# ("Personalkosten12.500 €", "Chor e.V.3.000 €"), and people write "ca.500 €".
BEFORE = r"(?<![\d_A-ZÄÖÜ,§])(?<![^A-Za-zäöüß]\.)(?<!^\.)(?<!\d\s/)"
# Capitals may touch it where it is grouped or has cents, and the sign "€" follows: "SUMME64.851,10 €", "CVJM12.293,64 €".
_GLUED = r"(?<=[A-ZÄÖÜ]{2})(?<!EUR)(?=\d{1,3}(?:(?:\.\d{3})+(?:,\d\d)?|,\d\d)\s?€)"
SIGN = rf"(?:\./\.|\+/-|[+±]|{MINUS})"
SCALES = {
    "t": Decimal(1000), "t-": Decimal(1000), "k-": Decimal(1000), "k": Decimal(1000), "tsd": Decimal(1000), "tausend": Decimal(1000),
    "mio": Decimal(1_000_000), "mill": Decimal(1_000_000), "million": Decimal(1_000_000), "millionen": Decimal(1_000_000),
    "mrd": Decimal(1_000_000_000), "milliarde": Decimal(1_000_000_000), "milliarden": Decimal(1_000_000_000),
}  # fmt: skip
SCALE = r"(?:(?i:Millionen|Million|Mio\.?|Mill\.?|Milliarden|Milliarde|Mrd\.?|Tausend|Tsd\.?)|[TKk]-?(?=\s?(?:€|EUR|Euro)))"
CURRENCY = r"(?:€|(?i:euros?)(?!\w)|EUR(?![A-ZÄÖÜ])|Cents?(?!\w)|cent(?!\w)|[Cc]t\.?(?![\w.]))"
_MARKS = ("€", "EUR", "Euro")
_CENT = ("cent", "cents", "ct", "ct.")

_ONES = {
    "null": 0, "kein": 0, "ein": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "eines": 1, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3,
    "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13,
    "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
    "neunzig": 90,
}
_HALVES = {
    "halb": "0.5", "halbe": "0.5", "halber": "0.5", "halben": "0.5", "halbes": "0.5", "viertel": "0.25", "dreiviertel": "0.75",
    "anderthalb": "1.5", "eineinhalb": "1.5", "einundeinhalb": "1.5", "zweieinhalb": "2.5", "dreieinhalb": "3.5", "viereinhalb": "4.5",
    "fünfeinhalb": "5.5",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoneyText:
    """A sum as read from its characters: euro, and whether a currency or a scale was printed."""

    value: Decimal
    currency: str
    scale: Decimal | None


@lru_cache(maxsize=4)
def currency_places(text: str) -> tuple[int, ...]:
    """Where "€", "EUR" and "Euro" stand on a page, in order: who looks for sums or their units begins there, and most pages have none."""
    return tuple(places_of(text, _MARKS))


@lru_cache(maxsize=16_384)  # the finders of a page ask for the same numbers, and pages repeat them
def parse_number(text: str) -> Decimal | None:
    """The value of a German number with its sign: "1.250,50", "5.000-", "(5.000)", "./. 5.000", "12.500,-". None if it is none."""
    body = re.sub(r"[\s'’]", "", text)
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1]
    sign = re.match(rf"(?:{SIGN})", body)
    if sign:
        negative = negative or sign[0] in {"-", "–", "−", "./."}
        body = body[sign.end() :]
    body, trailing = _strip_tail(body)
    value = _parse_plain(body)
    if value is None:
        return None
    return -value if negative or trailing else value


def _strip_tail(body: str) -> tuple[str, bool]:
    """Drop ",-" and ",--" behind whole euros; tell whether a minus stood behind the number ("5.000-")."""
    whole = re.fullmatch(r"(.*\d)[,.](?:[-–−—=]{1,2})", body)
    if whole:
        return whole[1], False
    minus = re.fullmatch(r"(.*\d)[-–−]", body)
    return (minus[1], True) if minus else (body, False)


def _parse_plain(body: str) -> Decimal | None:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?", body):
        return Decimal(body.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+\.\d{1,2}", body):
        return Decimal(body)
    return None


def scale_of(text: str) -> Decimal | None:
    """The factor of "T", "Tsd.", "Mio.", "Milliarden" …; None for another word."""
    return SCALES.get(text.strip().rstrip(".").casefold())


def find_scale(text: str) -> Decimal | None:
    """The factor that a unit line gives its numbers: "in T€" 1.000, "Mio. €" 1.000.000, "in EUR" 1; None without money."""
    found = re.search(rf"(?<!\w)(?P<scale>{SCALE})?\s?{CURRENCY}", text)
    if not found:
        return None
    if found["scale"]:
        return scale_of(found["scale"]) or Decimal(1)
    return Decimal(1)


def has_scale(text: str) -> bool:
    """Whether a sum is printed with its own scale: "22,5 Mio. Euro", "12 T€"."""
    return re.search(rf"(?<![^\W\d]){SCALE}", text) is not None


@cache
def money_pattern() -> re.Pattern[str]:
    """A number with its currency before or behind it; groups sign, number, scale, currency or (pre…) the same."""
    space = rf"(?:{SPACE}|\n)"
    close = r"\)?"
    return re.compile(
        rf"(?P<open>\()?(?P<sign>(?<![\w\d,.)%€]){SIGN}{SPACE}?)?"
        rf"(?P<number>(?:{BEFORE}|{_GLUED}){NUMBER})(?P<tail>{MINUS}(?={SPACE}?(?:€|EUR)))?{space}{{0,2}}"
        rf"(?:(?P<scale>{SCALE}){space}{{0,2}})?(?P<currency>{CURRENCY})(?P<close>(?(open){close}))"
        rf"|(?P<presign>(?<![\w\d,.)%]){SIGN}{SPACE}?)?(?<![\w])(?:(?P<prescale>[TK])?(?P<precurrency>€|EURO?|Euro))(?::(?={SPACE}{{0,3}}\d{{1,3}}(?:\.\d{{3}})+(?!\d)))?{SPACE}{{0,3}}"
        rf"(?P<prenumber>{SIGN}?{NUMBER})(?![.,]\d|{SPACE}?(?:€|EUR|Euro|%|Prozent))(?:{SPACE}?(?P<prepost>{SCALE}))?"
    )


def read_money(found: re.Match[str]) -> MoneyText | None:
    """The sum that a match of `money_pattern` spells."""
    if found["number"] is not None:
        bracketed = found["open"] is not None and bool(found["close"])
        sign = "-" if found["tail"] else (found["sign"] or "")
        return money_of(sign, found["number"], found["scale"], found["currency"], bracketed and False)
    return money_of(found["presign"] or "", found["prenumber"], found["prescale"] or found["prepost"], found["precurrency"], False)


def money_of(sign: str, number: str, scale: str | None, currency: str, negative: bool) -> MoneyText | None:
    """Put the parts of a printed sum together."""
    value = parse_number(sign.strip() + number)
    if value is None:
        return None
    factor = scale_of(scale) if scale else None
    if factor:
        value *= factor
    if currency.casefold() in _CENT:
        value /= 100
    return MoneyText(-value if negative else value, currency, factor)


def parse_number_words(text: str) -> Decimal | None:
    """The value of a number in words: "zehntausend", "eine Million zweihunderttausend", "anderthalb"; None if it is none."""
    words = re.split(r"\s+", text.strip().casefold())
    if not words or not words[0]:
        return None
    total = Decimal(0)
    current: Decimal | None = None
    for word in words:
        factor = SCALES.get(word.rstrip(".")) if word not in {"t", "k"} else None
        if factor is not None:
            total += (current if current is not None else Decimal(1)) * factor
            current = None
            continue
        value = _compound(word)
        if value is None:
            return None
        halved = word.startswith(("halb", "viertel", "dreiviertel")) and current == 1
        current = value if halved or current is None else current + value
    return total + (current or Decimal(0))


@cache
def _compound(word: str) -> Decimal | None:
    """One word: "einundzwanzig", "zweihundertfünfzig", "zehntausend", "zweieinhalb"."""
    if word in _HALVES:
        return Decimal(_HALVES[word])
    for name, factor in (("tausend", 1000), ("hundert", 100)):
        if name in word:
            head, tail = word.split(name, 1)
            left = _compound(head) if head else Decimal(1)
            right = _compound(tail.removeprefix("und")) if tail else Decimal(0)
            return None if left is None or right is None else left * factor + right
    if word in _ONES:
        return Decimal(_ONES[word])
    if word in _TENS:
        return Decimal(_TENS[word])
    ones, _, tens = word.partition("und")
    if tens in _TENS and ones in _ONES:
        return Decimal(_ONES[ones] + _TENS[tens])
    return None


def format_number(value: Decimal, group: str = ".", decimals: int | None = 2) -> str:
    """Print a number the German way: `format_number(Decimal("1250000.5"))` is "1.250.000,50"."""
    digits = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,f}"
    whole, _, cents = digits.partition(".")
    return whole.replace(",", group) + (f",{cents}" if cents else "")
