"""Facts as database rows and back: the one place that knows how a type is spelt in a table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from corpus.types import Amount, Box, Consultation, DateMention, Evidence, Extraction, PaperFacts, Position

Row = dict[str, Any]
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
FACT_COLUMNS = ("body", "ags", "reference", "title", "paper_type", "date", "lead_unit")


def printable(text: str) -> str:
    """One line without control characters and marks that turn the direction of writing: a terminal would obey them."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split()).encode("utf-8", errors="replace").decode("utf-8")


def encode_told(facts: PaperFacts) -> str:
    """What was told of a paper as JSON, only what was told; keys sorted, so that equal facts are equal text."""
    told: Row = {name: printable(getattr(facts, name)) for name in FACT_COLUMNS if getattr(facts, name)}
    if facts.public is not None:
        told["public"] = facts.public
    if facts.consultations:
        stations = ((entry.committee, entry.date, entry.role, entry.result) for entry in facts.consultations)
        told["consultations"] = [[printable(value) for value in station] for station in stations]
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def told_facts(told: str) -> PaperFacts:
    """The facts in `encode_told`'s JSON; unknown keys of a newer version are left alone."""
    known = {entry.name for entry in fields(PaperFacts)}
    values = {name: value for name, value in json.loads(told).items() if name in known}
    if "consultations" in values:
        values["consultations"] = tuple(Consultation(*station[:4]) for station in values["consultations"])
    return PaperFacts(**values)


def hundredths(value: Decimal) -> int:
    """Cents of a sum, hundredths of a VZÄ."""
    return int((value * 100).to_integral_value(ROUND_HALF_UP))


def bbox_text(box: Box | None) -> str:
    """`x0 top x1 bottom` in points, as EXPORT.md has it."""
    return "" if box is None else f"{box.x0:.2f} {box.top:.2f} {box.x1:.2f} {box.bottom:.2f}"


def number_text(value: Decimal) -> str:
    """A number with at least two decimals, never in exponent form."""
    return format(value.quantize(Decimal("0.01"), ROUND_HALF_UP), "f")


def extraction_rows(paper_id: str, main_sha256: str, extraction: Extraction) -> Mapping[str, list[Row]]:
    """Rows by table name. Figures' ids are written to the mentions they were made of."""
    facts = extraction.facts
    paper: Row = {name: getattr(facts, name) for name in FACT_COLUMNS} | {"public": _flag(facts.public)}
    owners: dict[tuple[str, int], str] = {}
    for figure in extraction.figures:
        owners |= {(figure.kind, index): figure.figure_id for index in figure.mentions}
    mentions = [_amount_row(index, amount, owners) for index, amount in enumerate(extraction.amounts)]
    mentions += [_position_row(index, position, owners) for index, position in enumerate(extraction.positions)]
    mentions += [_date_row(date) for date in extraction.dates]
    return {
        "papers": [paper],
        "mentions": [{"paper_id": paper_id, **row} for row in mentions],
        "figures": _figure_rows(paper_id, extraction),
        "consultations": [
            {"paper_id": paper_id, "position": place, "file_sha256": main_sha256, "committee": station.committee, "date": station.date,
             "role": station.role, "result": station.result}
            for place, station in enumerate(facts.consultations, 1)
        ],
        "paper_fields": [
            {"paper_id": paper_id, "field": found.field, "file_sha256": main_sha256, "label": found.label,
             "score": round(found.score * 1000), "evidence": "; ".join(found.evidence)}
            for found in extraction.fields
        ],
    }


def _flag(value: bool | None) -> int | None:
    return None if value is None else int(value)


def _evidence_row(evidence: Evidence, cues: tuple[str, ...]) -> Row:
    return {
        "file_sha256": evidence.file_sha256, "page": evidence.page, "start": evidence.start, "end": evidence.end,
        "quote": evidence.quote, "bbox": bbox_text(evidence.box), "section": evidence.section, "rule": evidence.rule,
        "cues": ";".join(cues), "confidence": round(evidence.confidence * 100),
        # every row of one insert needs the same columns
        "figure_id": "", "hundredths": None, "direction": "", "recurrence": "", "years": "", "action": "", "grade": "", "role": "",
        "decided": None, "range_end": 0, "fields": "",
    }  # fmt: skip


def _amount_row(index: int, amount: Amount, owners: Mapping[tuple[str, int], str]) -> Row:
    return _evidence_row(amount.evidence, amount.cues) | {
        "kind": "amount", "figure_id": owners.get(("amount", index), ""), "value": number_text(amount.value),
        "hundredths": hundredths(amount.value), "direction": amount.direction, "recurrence": amount.recurrence, "years": amount.years,
        "decided": _flag(amount.decided), "range_end": int(amount.range_end), "fields": ";".join(amount.fields),
    }  # fmt: skip


def _position_row(index: int, position: Position, owners: Mapping[tuple[str, int], str]) -> Row:
    return _evidence_row(position.evidence, position.cues) | {
        "kind": "position", "figure_id": owners.get(("position", index), ""), "value": number_text(position.value),
        "hundredths": hundredths(position.value), "action": position.action, "years": position.years, "grade": position.grade,
        "decided": _flag(position.decided), "range_end": int(position.range_end), "fields": ";".join(position.fields),
    }  # fmt: skip


def _date_row(date: DateMention) -> Row:
    return _evidence_row(date.evidence, date.cues) | {"kind": "date", "value": date.value, "role": date.role}


def _figure_rows(paper_id: str, extraction: Extraction) -> list[Row]:
    return [
        {
            "figure_id": figure.figure_id, "paper_id": paper_id, "kind": figure.kind, "value": number_text(figure.value),
            "hundredths": hundredths(figure.value), "value_to": "" if figure.value_to is None else number_text(figure.value_to),
            "hundredths_to": None if figure.value_to is None else hundredths(figure.value_to), "unit": figure.unit,
            "direction": figure.direction, "recurrence": figure.recurrence, "years": figure.years, "action": figure.action,
            "grade": figure.grade, "decided": _flag(figure.decided), "part_of": figure.part_of, "fields": ";".join(figure.fields),
            "mention_count": len(figure.mentions), "page": figure.page, "quote": figure.quote, "cost_of": ";".join(figure.cost_of),
            "cost_basis": figure.cost_basis,
        }
        for figure in extraction.figures
    ]  # fmt: skip
