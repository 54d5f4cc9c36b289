"""The sample papers, read and extracted, against the truth that their script wrote: the golden test of the whole way."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpus.taxonomy import load_taxonomies
from corpus.types import Amount, DateMention, Extraction, PaperFacts, Position, ReadFile, ReadResult
from extract.pipeline import extract_paper
from ingest.papers_csv import parse_papers_csv
from ingest.reading import can_ocr, read_bytes

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
ATTRIBUTES = {
    "amounts": ("direction", "recurrence", "years", "decided"),
    "positions": ("action", "years", "grade", "decided"),
    "dates": ("role",),
}
FACTS = ("body", "ags", "reference", "title", "paper_type", "date", "public", "lead_unit")


@cache
def truths() -> dict[str, dict[str, Any]]:
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((SAMPLES / "truth").glob("*.json")))
    return {truth["file"]: truth for truth in found}


def readable() -> list[str]:
    return [name for name, truth in truths().items() if not truth["needs_ocr"]]


@cache
def extraction(name: str) -> Extraction:
    path = SAMPLES / "papers" / name
    told, _ = parse_papers_csv((path.parent / "papers.csv").read_bytes(), "papers.csv")
    facts = told[name].facts if name in told else PaperFacts()
    result = read_bytes(path.read_bytes(), name)
    assert result.problems == ()
    return extract_paper("p1", [ReadFile("a" * 64, name, result.pages)], facts, load_taxonomies(()))


def mentions(found: Extraction, table: str) -> Iterable[Amount | Position | DateMention]:
    return {"amounts": found.amounts, "positions": found.positions, "dates": found.dates}[table]


def key(page: int, value: object, table: str) -> tuple[int, str]:
    return page, str(value) if table == "dates" else format(Decimal(str(value)).normalize(), "f")


@pytest.mark.parametrize("table", ATTRIBUTES)
@pytest.mark.parametrize("name", readable())
def test_every_mention_is_found_and_nothing_else(name: str, table: str) -> None:
    ours = Counter(key(mention.evidence.page, mention.value, table) for mention in mentions(extraction(name), table))
    true = Counter(key(row["page"], row["value"], table) for row in truths()[name][table])
    assert ours == true


def agreement(table: str, attribute: str) -> tuple[int, int, list[str]]:
    """Agreeing and all mentions, paired by page and value in order of reading, and what differs."""
    agreed, asked, differing = 0, 0, []
    for name in readable():
        waiting: dict[tuple[int, str], list[Any]] = {}
        for mention in mentions(extraction(name), table):
            waiting.setdefault(key(mention.evidence.page, mention.value, table), []).append(mention)
        for row in truths()[name][table]:
            queue = waiting.get(key(row["page"], row["value"], table), [])
            if not queue or row.get(attribute) is None:
                continue
            ours = getattr(queue.pop(0), attribute)
            asked += 1
            agreed += ours == row[attribute]
            if ours != row[attribute]:
                differing.append(f"{name} p{row['page']} {row['quote']!r}: {ours!r}, true {row[attribute]!r}")
    return agreed, asked, differing


@pytest.mark.parametrize(("table", "attribute"), [(table, attribute) for table, names in ATTRIBUTES.items() for attribute in names])
def test_meaning_agrees(table: str, attribute: str) -> None:
    agreed, asked, differing = agreement(table, attribute)
    print("\n".join(differing))
    assert asked >= 20
    assert agreed / asked >= 0.9


def figure_keys(rows: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, ...]]:
    return Counter((row["kind"], key(0, row["value"], "")[1], key(0, row["total"], "")[1] if row["total"] else "") for row in rows)


def test_figures_are_told_once_and_shares_know_their_total() -> None:
    agreed = asked = found = 0
    for name in readable():
        figures = extraction(name).figures
        by_id = {figure.figure_id: figure.value for figure in figures}
        ours = figure_keys({"kind": f.kind, "value": f.value, "total": by_id.get(f.part_of)} for f in figures)
        true = figure_keys(dict(row, total=row["part_of_value"]) for row in truths()[name]["figures"])
        if ours != true:
            print(name, "too much", dict(ours - true), "missing", dict(true - ours))
        agreed, asked, found = agreed + (ours & true).total(), asked + true.total(), found + ours.total()
    assert agreed / asked >= 0.97
    assert agreed / found >= 0.95


def plain(value: object) -> str:
    return "" if value is None else re.sub(r"\W+", " ", str(value)).strip().casefold()


def test_metadata_agrees() -> None:
    agreed, differing = 0, []
    for name in readable():
        for fact in FACTS:
            ours, true = plain(getattr(extraction(name).facts, fact)), plain(truths()[name]["paper"][fact])
            agreed += ours == true
            if ours != true:
                differing.append(f"{name} {fact}: {ours!r}, true {true!r}")
    print("\n".join(differing))
    assert agreed / (len(readable()) * len(FACTS)) >= 0.95


def test_stations_agree() -> None:
    ours: Counter[tuple[str, str, str]] = Counter()
    true: Counter[tuple[str, str, str]] = Counter()
    for name in readable():
        ours.update((name, plain(station.committee), station.date) for station in extraction(name).facts.consultations)
        true.update((name, plain(row["committee"]), row["date"] or "") for row in truths()[name]["paper"]["consultations"])
    print(f"too much {sorted((ours - true).elements())}\nmissing {sorted((true - ours).elements())}")
    assert (ours & true).total() / true.total() >= 0.95
    assert (ours & true).total() / ours.total() >= 0.95


@pytest.mark.parametrize(("taxonomy", "floor"), [("produkt", 0.85), ("integration", 0.8)])
def test_fields_agree(taxonomy: str, floor: float) -> None:
    hit = ours = true = 0
    for name in readable():
        found = {entry.field for entry in extraction(name).fields if entry.field.startswith(taxonomy)}
        given = {field for field in truths()[name]["fields"] if field.startswith(taxonomy)}
        if found != given:
            print(name, "too much", sorted(found - given), "missing", sorted(given - found))
        hit, ours, true = hit + len(found & given), ours + len(found), true + len(given)
    assert 2 * hit / (ours + true) >= floor


def scan() -> tuple[str, ReadResult]:
    (name,) = (name for name, truth in truths().items() if truth["needs_ocr"])
    return name, read_bytes((SAMPLES / "papers" / name).read_bytes(), name)


def test_the_scan_is_read_by_ocr() -> None:
    if not can_ocr():
        pytest.skip("Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu")
    name, result = scan()
    assert result.problems == ()
    assert {page.source for page in result.pages} == {"ocr"}
    found = extract_paper("p1", [ReadFile("a" * 64, name, result.pages)], PaperFacts(), load_taxonomies(()))
    for table in ATTRIBUTES:
        ours = Counter(key(mention.evidence.page, mention.value, table) for mention in mentions(found, table))
        assert ours == Counter(key(row["page"], row["value"], table) for row in truths()[name][table]), table


def test_the_scan_says_what_to_install_where_ocr_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    _, result = scan()
    assert [problem.code for problem in result.problems] == ["ocr_missing"]
    assert "apt-get install tesseract-ocr tesseract-ocr-deu" in result.problems[0].message
    assert {page.source for page in result.pages} == {"none"}


def test_the_trap_in_the_form_is_no_post() -> None:
    """ "Stellenmehrbedarf: (z. B. 0,5 VK, EG ___/A___)" is an example; the number filled in beside it counts."""
    empty = extraction("02_dithmarschen_handlungskonzept_2018.pdf")
    filled = extraction("03_dithmarschen_sprachmittlung_2019.pdf")
    assert empty.positions == ()
    assert {str(position.value.normalize()) for position in filled.positions} == {"0.75"}
