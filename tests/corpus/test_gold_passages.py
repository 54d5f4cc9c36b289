"""The project's own gold is well formed: hashes, quotes, ids, values and enums, and the reader yields each passage unchanged."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from corpus.registry import registry
from corpus.taxonomy import load_taxonomies
from corpus.types import Action, Direction, Recurrence, Role

FOLDER = Path(__file__).parent.parent.parent / "corpus" / "gold"
PASSAGES = sorted(FOLDER.glob("*.json"))
KEYS = {"file", "file_sha256", "family", "why", "paper", "amounts", "positions", "dates", "fields", "text"}
PAPER_KEYS = {"body", "ags", "reference", "title", "paper_type", "date", "public", "lead_unit", "consultations"}
MENTION_KEYS = {
    "amounts": {"page", "quote", "value", "direction", "recurrence", "years", "decided"},
    "positions": {"page", "quote", "value", "action", "years", "grade", "decided"},
    "dates": {"page", "quote", "value", "role"},
}
YEARS = re.compile(r"(?:(?:19|20)\d\d(?:;(?:19|20)\d\d)*|(?:19|20)\d\d-)?")
SPACES = "\u00a0\u2009\u202f"


def load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def digits(text: str) -> str:
    """The significant digits of the first number in a text: they survive separators, units and powers of ten."""
    found = re.search(rf"\d(?:[\d.,]|[ {SPACES}](?=\d{{3}}))*", text)
    return re.sub(r"\D", "", found.group()).strip("0") if found else ""


def test_there_are_enough_passages_of_many_families() -> None:
    assert len(PASSAGES) >= 48
    assert len({load(path)["family"] for path in PASSAGES}) >= 12
    hashes = [load(path)["file_sha256"] for path in PASSAGES]
    assert len(set(hashes)) == len(hashes)


@pytest.fixture(params=PASSAGES, ids=lambda path: path.stem)
def passage(request: pytest.FixtureRequest) -> dict[str, Any]:
    return load(request.param)


def test_keys_and_hash(passage: dict[str, Any]) -> None:
    assert set(passage) == KEYS
    assert set(passage["paper"]) == PAPER_KEYS
    assert passage["why"]
    assert passage["file_sha256"] == hashlib.sha256(passage["text"].encode()).hexdigest()


def test_quotes_stand_in_the_text_in_order(passage: dict[str, Any]) -> None:
    for kind, keys in MENTION_KEYS.items():
        position = 0
        for mention in passage[kind]:
            assert set(mention) == keys
            assert mention["page"] == 1
            position = passage["text"].find(mention["quote"], position)
            assert position >= 0, mention["quote"]
            position += 1  # joined days overlap, so only the beginnings are in order


def test_values_are_what_the_quotes_say(passage: dict[str, Any]) -> None:
    for mention in passage["amounts"] + passage["positions"]:
        if digits(mention["quote"]):
            assert digits(mention["quote"]) == digits(mention["value"]), mention["quote"]
    for mention in passage["amounts"]:
        assert re.fullmatch(r"-?\d+\.\d\d", mention["value"])
    for mention in passage["positions"]:
        assert re.fullmatch(r"-?\d+(?:\.\d{1,2})?", mention["value"])


def test_attributes_are_legal(passage: dict[str, Any]) -> None:
    for mention in passage["amounts"]:
        assert mention["direction"] in (*get_args(Direction), None)
        assert mention["recurrence"] in (*get_args(Recurrence), None)
    for mention in passage["positions"]:
        assert mention["action"] in (*get_args(Action), None)
        assert mention["grade"] in passage["text"]
    for mention in passage["amounts"] + passage["positions"]:
        assert mention["decided"] in (True, False, None)
        assert mention["years"] is None or YEARS.fullmatch(mention["years"])


def test_dates_exist_and_have_a_role(passage: dict[str, Any]) -> None:
    for mention in passage["dates"]:
        assert mention["role"] in get_args(Role)
        year, _, rest = mention["value"].partition("-")
        assert re.fullmatch(r"(?:19|20)\d\d", year)
        if not re.fullmatch(r"Q[1-4]|H[12]", rest):
            date.fromisoformat(mention["value"] if "-" in rest else f"{mention['value']}-01")


def test_fields_are_known_and_at_most_six(passage: dict[str, Any]) -> None:
    for taxonomy in load_taxonomies():
        ours = [entry for entry in passage["fields"] if entry.startswith(taxonomy.prefix + ":")]
        assert set(ours) <= {entry.id for entry in taxonomy.fields}
        assert len(ours) == len(set(ours)) <= 6
    assert all(entry.startswith(("produkt:", "integration:")) for entry in passage["fields"])


def test_paper_facts(passage: dict[str, Any]) -> None:
    paper, text = passage["paper"], re.sub(r"\s+", " ", passage["text"])
    assert paper["public"] in (True, False, "")
    assert not paper["date"] or date.fromisoformat(paper["date"])
    for name in ("reference", "title", "paper_type", "lead_unit"):
        assert paper[name] in text
    if paper["ags"]:
        body = registry().by_ags(paper["ags"])
        assert body is not None
        assert body.short_name in paper["body"]
    days = {mention["value"] for mention in passage["dates"] if mention["role"] == "meeting"}
    for station in paper["consultations"]:
        assert set(station) == {"committee", "date", "result"}
        assert station["date"] in days


def test_the_reader_yields_the_passage_unchanged(passage: dict[str, Any]) -> None:
    from ingest.reading import read_bytes

    pages = read_bytes(passage["text"].encode(), passage["file"]).pages
    assert [page.text for page in pages] == [passage["text"]]
