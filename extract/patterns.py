"""The grammar of heads as named patterns (`rules/heads.toml`, compiled on first use), and faster ways to look for a pattern.

Python's engine skips quickly to where a pattern can begin if the pattern begins with letters or digits, or is a choice between
such. A look-behind in front or a choice between named groups takes that away; `find_behind` and `find_triggers` give it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from corpus.errors import RuleError
from extract.rules import load_rules

_LOOK_BEHIND = re.compile(r"\(\?<![^()]*\)")
_NAMED = re.compile(r"\(\?P<(?P<name>\w+)>(?P<inside>.*)\)", re.DOTALL)
Trigger = tuple[int, int, str]


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of the rule `head.<name>`. Raises RuleError where the file has none."""
    for rule in load_rules("heads"):
        if rule.name == f"head.{name}" and rule.regex is not None:
            return rule.regex
    raise RuleError(f"rules/heads.toml: no rule head.{name}")


@cache
def _without_look_behind(regex: re.Pattern[str]) -> re.Pattern[str]:
    front = _LOOK_BEHIND.match(regex.pattern)
    return re.compile(regex.pattern[front.end() :], regex.flags) if front else regex


def find_behind(regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `regex.finditer(text)` yields, faster for a pattern with a look-behind in front."""
    bare = _without_look_behind(regex)
    if bare is regex:
        yield from regex.finditer(text)
        return
    at = 0
    while (candidate := bare.search(text, at)) is not None:
        found = regex.match(text, candidate.start())
        if found is not None:
            yield found
        at = max(found.end(), candidate.start() + 1) if found is not None else candidate.start() + 1


def find_triggers(regex: re.Pattern[str], text: str) -> list[Trigger]:
    """Start, end and group name of all that a choice between named groups finds: each choice is looked for by itself."""
    found = [(match.start(), match.end(), name) for name, choice in _choices(regex) for match in choice.finditer(text)]
    found.sort()
    if not found or any(one[1] > other[0] for one, other in pairwise(found)):
        # Choices that overlap: which one wins depends on their order in the pattern.
        return [(match.start(), match.end(), match.lastgroup or "") for match in regex.finditer(text)] if found else []
    return found


@cache
def _choices(regex: re.Pattern[str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The choices of `(?P<a>x|y)|(?P<b>z)` with the names of their groups; the whole pattern where it is built otherwise."""
    choices: list[tuple[str, re.Pattern[str]]] = []
    for part in _split(regex.pattern):
        named = _NAMED.fullmatch(part)
        if named is None:
            raise RuleError(f"a trigger's choices must be named groups: {part[:40]}")
        choices += ((named["name"], re.compile(choice)) for choice in _split(named["inside"]))
    return tuple(choices)


def _split(text: str) -> list[str]:
    """The choices of a pattern: cut at every "|" outside brackets."""
    parts, depth, in_set = [""], 0, False
    for token in re.findall(r"\\.|.", text, re.DOTALL):
        if in_set:
            in_set = token != "]"
        else:
            in_set = token == "["
            depth += (token == "(") - (token == ")")
        if token == "|" and depth == 0 and not in_set:
            parts.append("")
        else:
            parts[-1] += token
    return parts
