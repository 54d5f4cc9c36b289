"""Rules as data: one TOML file a kind of fact, each rule with its pattern, what it sets, and texts that prove it.

A rule file holds an optional `[macros]` table (name → regex, used in patterns as `{NAME}`, upper case) and `[[rule]]` tables:

    [[rule]]
    name = "amount.currency_after"        # unique over all files; `ratslese explain` names it
    pattern = '''(?P<number>{NUMBER})[ ]?(?P<unit>€|Euro|EUR)'''   # regex; or `tokens = [...]`, a spaCy Matcher pattern
    sets = { direction = "expense" }      # attributes that a match sets
    scope = "sentence"                    # where a cue is looked for: before | after | sentence | row | column | section | table | quote
    weight = 1.0                          # of a cue among others; the highest sum wins
    seen_in = ["Landkreis Lörrach"]       # where such wording was seen
    match = ["Kosten von 12.500,- €"]     # texts in which the pattern must be found
    reject = ["____ €"]                   # texts in which it must not

Patterns are compiled on first use, with re.VERBOSE off. `check_rules` runs every example.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources

from corpus.errors import RuleError

SCOPES = ("", "before", "after", "sentence", "row", "column", "section", "table", "quote")
_MACRO = re.compile(r"\{([A-Z_][A-Z0-9_]*)\}")


@dataclass(frozen=True)
class Rule:
    """One rule; `regex` is None for a token rule, whose pattern the spaCy pipeline matches."""

    name: str
    pattern: str = ""
    tokens: tuple[Mapping[str, object], ...] = ()
    sets: Mapping[str, str] = field(default_factory=dict)
    scope: str = ""
    weight: float = 1.0
    seen_in: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()

    @cached_property
    def regex(self) -> re.Pattern[str] | None:
        try:
            return re.compile(self.pattern) if self.pattern else None
        except re.error as error:
            raise RuleError(f"rule {self.name}: the pattern is no regular expression: {error}") from error


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """An example that a rule gets wrong."""

    rule: str
    text: str
    expected: bool


def parse_rules(text: str, origin: str) -> tuple[Rule, ...]:
    """Read one rule file's text. Raises RuleError naming `origin` and the rule."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{origin}: not valid TOML: {error}") from error
    macros = {name: str(value) for name, value in data.get("macros", {}).items()}
    rules = tuple(_parse_rule(entry, macros, origin) for entry in data.get("rule", ()))
    names = [rule.name for rule in rules]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RuleError(f"{origin}: rule {twice[0]} stands there twice")
    return rules


def _parse_rule(entry: Mapping[str, object], macros: Mapping[str, str], origin: str) -> Rule:
    name = str(entry.get("name", ""))
    unknown = sorted(set(entry) - set(Rule.__dataclass_fields__))
    if not name:
        raise RuleError(f"{origin}: a rule has no name")
    if unknown:
        raise RuleError(f"{origin}: rule {name} has unknown keys: {', '.join(unknown)}")
    if bool(entry.get("pattern")) == bool(entry.get("tokens")):
        raise RuleError(f"{origin}: rule {name} needs either a pattern or tokens")
    if entry.get("scope", "") not in SCOPES:
        raise RuleError(f"{origin}: rule {name} has scope {entry['scope']!r}; one of {', '.join(filter(None, SCOPES))}")
    values = dict(entry)
    values["pattern"] = expand_macros(str(entry.get("pattern", "")), macros, f"{origin}: rule {name}")
    for key in ("tokens", "seen_in", "match", "reject"):
        values[key] = tuple(values.get(key, ()))  # type: ignore[arg-type]
    return Rule(**values)  # type: ignore[arg-type]


def expand_macros(pattern: str, macros: Mapping[str, str], origin: str) -> str:
    """Replace `{NAME}` by the macro's regex, macros inside macros included. Raises RuleError for an unknown or endless macro."""
    for _ in range(10):
        missing = [name for name in _MACRO.findall(pattern) if name not in macros]
        if missing:
            raise RuleError(f"{origin} uses the unknown macro {{{missing[0]}}}")
        expanded = _MACRO.sub(lambda found: macros[found[1]], pattern)
        if expanded == pattern:
            return pattern
        pattern = expanded
    raise RuleError(f"{origin} has macros that contain themselves")


@cache
def load_rules(name: str) -> tuple[Rule, ...]:
    """The rules of `extract/rules/<name>.toml`, in file order."""
    return parse_rules(_rule_file(name).read_text(encoding="utf-8"), f"rules/{name}.toml")


def _rule_file(name: str) -> resources.abc.Traversable:
    return resources.files("extract").joinpath("rules", f"{name}.toml")


def rule_files() -> tuple[str, ...]:
    """Names of all rule files, sorted."""
    folder = resources.files("extract").joinpath("rules")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def check_rules(rules: Iterable[Rule]) -> list[RuleFailure]:
    """Run the examples of all regex rules; return those that go wrong."""
    failures = []
    for rule in rules:
        if rule.regex is None:
            continue
        failures += [RuleFailure(rule.name, text, True) for text in rule.match if not rule.regex.search(text)]
        failures += [RuleFailure(rule.name, text, False) for text in rule.reject if rule.regex.search(text)]
    return failures


def sources_hash() -> str:
    """Hash of every module and rule file of this package: results made by other rules or code are stale."""
    digest = hashlib.sha256()
    root = resources.files("extract")
    for folder in (root, root.joinpath("rules")):
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            if entry.name.endswith((".py", ".toml")):
                digest.update(entry.name.encode())
                digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]
