"""Numbered totals of budgets and annual accounts as a Land prescribes them: "1.1 Summe der ordentlichen Erträge 276.891,81" under "EUR"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.amount_text import Candidate
from extract.numbers import parse_number

_TRIGGER = "rdentlichen Ertr"
_HEADS = (
    r"Summe|Gesamtbetrag|Ordentliche|Außerordentliche|Veranschlagte|Sonderergebnis|Gesamtergebnis|Zahlungsmittel|Finanzierungsmittel|Änderung"
    r"|Überschuss|Saldo|Anfangsbestand|Immaterielles|Sachvermögen|Finanzvermögen|Abgrenzungsposten|Nettoposition|Basiskapital|Rücklagen"
    r"|Fehlbeträge|Sonderposten|Rückstellungen|Verbindlichkeiten|Passive|Betrag"
)
_ITEM = re.compile(
    rf"(?<![\d.])[1-4]\.\d{{1,2}}\.?\s+(?P<label>(?:{_HEADS})[^\d€]{{0,160}}(?:\([^()\n€]{{3,60}}\)[^\d€]{{0,60}})?)(?<=[\s(])"
    r"(?P<number>[-–−]?(?:\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d{1,3},\d\d|0))(?![\d,]|\.\d|\s?(?:€|EUR|Euro|%|v\.))"
)
_NEXT = re.compile(r"[ \t]+(?P<number>[-–−]?(?:\d{1,3}(?:\.\d{3})+(?:,\d\d)?|\d{1,3},\d\d|0))(?![\d,]|\.\d|\s?(?:€|EUR|Euro|%|v\.))")


def find_ledger_sums(text: str) -> Iterator[Candidate]:
    """The sums without a mark behind such numbered labels, on pages that name Euro."""
    for start, (end, _) in _entries(text).items():
        value = parse_number(text[start:end])
        if value is not None:
            yield Candidate(start, end, value, "amount.ledger")


def ledger_label(text: str, start: int) -> str:
    """The label of the total that begins at `start`; "" where none does."""
    return _entries(text).get(start, (0, ""))[1]


@lru_cache(maxsize=16)
def _entries(text: str) -> dict[int, tuple[int, str]]:
    """Where each total ends, and its label, by where it starts."""
    if _TRIGGER not in text or ("EUR" not in text and "€" not in text and "Euro" not in text):
        return {}
    entries: dict[int, tuple[int, str]] = {}
    for found in _ITEM.finditer(text):
        number: re.Match[str] | None = found
        while number is not None:  # a by-law for two years has two sums in a row
            entries[number.start("number")] = number.end("number"), found["label"]
            number = _NEXT.match(text, number.end())
    return entries
