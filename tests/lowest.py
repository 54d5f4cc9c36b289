"""The lower bounds of pyproject.toml as pins, one a line, for `make test-lowest`: a bound that no test ran on promises what nobody saw."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

EXTRAS = ("fast", "export", "dev")


def find_lowest(project: Mapping[str, object]) -> Iterator[str]:
    """ "click==8.2" for each "click>=8.2" of a project's table, its extras among them; ValueError where one has no lower bound."""
    extras = project["optional-dependencies"]
    required = project["dependencies"]
    assert isinstance(extras, dict)
    assert isinstance(required, Sequence)
    for requirement in sorted({*required, *(entry for name in EXTRAS for entry in extras[name])}):
        found = re.fullmatch(r"([\w.-]+)>=([\w.]+)", requirement)
        if found is None:
            raise ValueError(f"pyproject.toml: {requirement!r} has no lower bound; write it as name>=version")
        yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    table = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    print("\n".join(find_lowest(table["project"])))
