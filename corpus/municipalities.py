"""Keys of Gemeinden: which AGS of 8 digits a name as papers write it stands for, where that is certain.

About 11,000 Gemeinden in `corpus/data/gemeinden.csv` (source and day in SOURCES.md). Many names occur several times
(ten Neuenkirchen): then the Kreise that the paper names decide, or nothing does and the key stays unknown.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from importlib import resources

from corpus.bodynames import fold_words, name_variants

# What may stand before the name: "Stadt", "Große Kreisstadt", "Kolpingstadt", "Ortsgemeinde", "Markt".
_TYPE = re.compile(r"(?:[^\W\d_]+[- ]+){0,4}?[^\W\d_]*?(?P<type>stadt|gemeinde|markt|flecken)\s+(?P<name>\S.*)", re.I)
# These are no Gemeinden and have no key of 8 digits.
_ABOVE = re.compile(r"samtgemeinde|verbandsgemeinde|verwaltungsgemein|kirchengemeinde", re.I)
_ADDITION = re.compile(r"\s+(?:am|an der|an|im|in der|in|ob der|auf|bei|vor der|unter|über|v\.? ?d\.? ?)\s.*$|\s*[(/,].*$")


def find_municipality(name: str, kreise: Collection[str] = ()) -> str:
    """The AGS (8 digits) of the Gemeinde that a full name with its type means ("Stadt Hameln", "Ortsgemeinde Sippersfeld"), or "".

    `kreise` are keys of Kreise that the paper names; of several Gemeinden of a name the only one in one of them is meant.
    A kreisfreie Stadt has no such key: it is a Kreis (see `corpus.registry`).
    """
    name = " ".join(name.split())
    found = _TYPE.fullmatch(name)
    if not found or _ABOVE.match(name):
        return ""
    kind = "Stadt" if found["type"].casefold() == "stadt" else "Gemeinde"
    for candidates in _candidates(found["name"]):
        fitting = [ags for ags, known in candidates if known == kind]
        if len(fitting) > 1:
            fitting = [ags for ags in fitting if ags[:5] in kreise]
            return fitting[0] if len(fitting) == 1 else ""
        if fitting:
            return "" if fitting[0].endswith("000") else fitting[0]
    return ""


def is_whole_name(name: str) -> bool:
    """Whether a name with its type is whole: "Stadt Lingen (Ems)" is, "Stadt Lingen" and "Stadt Hameln (Weser)" are not."""
    found = _TYPE.fullmatch(" ".join(name.split()))
    return found is not None and " ".join(fold_words(found["name"])) in _names()[0]


def _candidates(name: str) -> Iterator[list[tuple[str, str]]]:
    """(AGS, kind) of all Gemeinden of the whole name, then of its head, then of those whose head is the name."""
    whole, heads = _names()
    name = re.sub(r"\bSt\.\s?", "Sankt ", name)
    plain = " ".join(fold_words(name))
    head = " ".join(fold_words(_ADDITION.sub("", name)))
    yield whole.get(plain, [])
    if head != plain:
        yield whole.get(head, [])  # "Wesel am Rhein" of Wesel
    yield heads.get(plain, [])  # "Simmern" of Simmern/Hunsrück


@cache
def _names() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    """Gemeinden by their whole folded names and their variants, and by the names without additions."""
    whole: dict[str, list[tuple[str, str]]] = defaultdict(list)
    heads: dict[str, list[tuple[str, str]]] = defaultdict(list)
    text = resources.files("corpus").joinpath("data/gemeinden.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        entry = (row["ags"], row["kind"])
        name = row["name"].replace("St. ", "Sankt ")
        plain = " ".join(fold_words(name))
        for variant in name_variants(name) if " " in plain else (plain,):
            whole[variant].append(entry)
        head = _ADDITION.sub("", name)
        if head != name:
            heads[" ".join(fold_words(head))].append(entry)
    # A name that is also the head of another ("Hausen" and "Hausen (Wied)") is certain only where no other bears it whole.
    for head, entries in heads.items():
        if head in whole:
            entries.extend(whole[head])
    return dict(whole), dict(heads)
