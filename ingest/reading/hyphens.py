"""When two parts that a line break parted are one word. Pure string rules, shared by all formats."""

from __future__ import annotations

from typing import Literal

Join = Literal["drop", "keep", "no"]

# A part before one of these is a compound's first half: "Sozial- und Jugendhilfe", "Anlauf- bzw. Integrationsstelle".
CONJUNCTIONS = frozenset({"und", "oder", "bzw", "beziehungsweise", "sowie", "u", "o", "als", "wie", "bis", "noch", "statt", "respektive"})


def find_join(before: str, after: str) -> Join:
    """How `before`, which ends with a hyphen, goes with the part on the next line.

    "drop": one word without the hyphen ("Integra-" "tion"). "keep": one word with it ("Baden-" "Württemberg").
    "no": two words ("Sozial-" "und", "Kosten-" "/Nutzen").
    """
    stem = before[:-1]
    if not stem or not stem[-1].isalnum() or not after or not after[0].isalpha():
        return "no"
    head = after.rstrip(".,;:)!?").lower()
    if after[0].islower():
        if head in CONJUNCTIONS:
            return "no"
        if stem[-1].isdigit() or (stem[-1].isupper() and (len(stem) == 1 or not stem[-2].islower())):
            return "keep"
        return "drop"
    if sum(char.isalpha() for char in stem) >= 2 and stem[-1].isalpha():
        return "keep"
    return "no"
