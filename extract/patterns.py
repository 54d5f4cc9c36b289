"""The grammar of heads as named patterns: `rules/heads.toml`, compiled on first use."""

from __future__ import annotations

import re
from functools import cache

from corpus.errors import RuleError
from extract.rules import load_rules


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of the rule `head.<name>`. Raises RuleError where the file has none."""
    for rule in load_rules("heads"):
        if rule.name == f"head.{name}" and rule.regex is not None:
            return rule.regex
    raise RuleError(f"rules/heads.toml: no rule head.{name}")
