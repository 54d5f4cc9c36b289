"""Scores of an extraction against gold, as CODEBOOK.md defines them, with intervals. Pure: documents in, a `Report` out.

A mention is right when the same page has the same value once more: places do not count, repetitions do. Attributes are asked of
mentions that are right. Intervals come from drawing as many documents as there are, with repetition, a thousand times with a fixed
seed: the middle 95 % of what these draws score. Documents are drawn and not mentions, since the mentions of one paper err together.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from corpus.annotations import MENTIONS, PAPER_FIELDS, Annotated, Marked, Value

TAXONOMIES = ("produkt", "integration")
MEASURES = (*MENTIONS, *(f"fields_{name}" for name in TAXONOMIES), "paper", "consultations")
DRAWS = 1000
SEED = 20180620
_SAME_TITLE = 0.9  # share of words that two titles must have in common
_FOUND = ("hit", "spurious", "missed")

Counts = Counter[tuple[str, str]]  # (measure, what is counted) → how often
Figures = dict[str, dict[str, float]]  # measure → score by name
Intervals = dict[str, dict[str, tuple[float, float]]]
Item = TypeVar("Item", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One difference between the extraction and gold; `page` is 0 where it is of the whole document."""

    file: str
    page: int
    measure: str
    what: str
    told: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of some documents. Intervals are empty for a single document."""

    documents: int
    figures: Figures
    intervals: Intervals


@dataclass(frozen=True, slots=True)
class Report:
    """All scores. `known` counts the gold documents that the extraction has."""

    overall: Scores
    by_body: Mapping[str, Scores]
    by_family: Mapping[str, Scores]
    known: int
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class _Compared:
    """One gold document with what counting it gave."""

    gold: Annotated
    counts: Counts
    disagreements: tuple[Disagreement, ...]


def score_documents(gold: Sequence[Annotated], ours: Mapping[str, Annotated]) -> Report:
    """Score what was found (by file hash) against gold. A gold document that was not read counts as missed."""
    compared = [_compare(document, ours.get(document.sha256)) for document in gold]
    return Report(
        overall=_scores(compared),
        by_body=_grouped(compared, lambda document: str((document.paper or {}).get("body") or "")),
        by_family=_grouped(compared, form_family),
        known=sum(document.sha256 in ours for document in gold),
        disagreements=tuple(entry for one in compared for entry in one.disagreements),
    )


def form_family(document: Annotated) -> str:
    """The family told in gold, else what stands before the first digit or underscore of the file's name."""
    return document.family or re.split(r"[\d_]", document.file, maxsplit=1)[0].strip("-. ") or "other"


def _grouped(compared: Sequence[_Compared], group_of: Callable[[Annotated], str]) -> dict[str, Scores]:
    groups: dict[str, list[_Compared]] = defaultdict(list)
    for one in compared:
        groups[group_of(one.gold)].append(one)
    return {name: _scores(groups[name]) for name in sorted(groups)}


# -- one document ------------------------------------------------------------------------------------------------------


def _compare(gold: Annotated, found: Annotated | None) -> _Compared:
    ours = found or Annotated(gold.file, gold.sha256)
    counts: Counts = Counter()
    told: list[Disagreement] = []
    for table, marks in (gold.mentions or {}).items():
        told += _count_mentions(gold.file, table, (ours.mentions or {}).get(table, ()), marks, counts)
    if gold.fields is not None:
        told += _count_fields(gold.file, ours.fields or (), gold.fields, counts)
    if gold.paper is not None:
        told += _count_paper(gold.file, ours.paper or {}, gold.paper, counts)
    if gold.consultations is not None:
        told += _count_stations(gold, ours, counts)
    return _Compared(gold, counts, tuple(told))


def _count_mentions(file: str, table: str, ours: Iterable[Marked], gold: Iterable[Marked], counts: Counts) -> list[Disagreement]:
    pairs, spurious, missed = pair_mentions(table, ours, gold)
    counts[table, "hit"] += len(pairs)
    counts[table, "spurious"] += len(spurious)
    counts[table, "missed"] += len(missed)
    told = [Disagreement(file, mark.page, table, "spurious", mark.value, mark.quote) for mark in spurious]
    told += [Disagreement(file, mark.page, table, "missed", mark.value, mark.quote) for mark in missed]
    for mine, true in pairs:
        for name in MENTIONS[table]:
            wanted = true.attributes.get(name)
            if wanted is None:
                continue
            has = mine.attributes.get(name)
            right = comparable(name, has) == comparable(name, wanted)
            counts[table, f"asked {name}"] += 1
            counts[table, f"right {name}"] += right
            if not right:
                told.append(Disagreement(file, true.page, table, name, f"{true.value}: {_shown(has)}, gold {_shown(wanted)}", true.quote))
    return told


def pair_mentions(
    table: str, ours: Iterable[Marked], gold: Iterable[Marked]
) -> tuple[list[tuple[Marked, Marked]], list[Marked], list[Marked]]:
    """Mentions with the same value on the same page, in their order: the pairs, what is only ours, what is only in gold."""
    waiting: dict[tuple[int, str], list[Marked]] = defaultdict(list)
    for mark in ours:
        waiting[mark.page, _value_key(table, mark.value)].append(mark)
    pairs, missed = [], []
    for mark in gold:
        same = waiting[mark.page, _value_key(table, mark.value)]
        if same:
            pairs.append((same.pop(0), mark))
        else:
            missed.append(mark)
    return pairs, [mark for left in waiting.values() for mark in left], missed


def _value_key(table: str, value: str) -> str:
    """A number without trailing zeros or exponent; a date as it is."""
    if table == "dates":
        return value.strip()
    try:
        return format(Decimal(value).normalize(), "f")
    except InvalidOperation:
        return f"unreadable: {value}"


def _count_fields(file: str, ours: Iterable[str], gold: Iterable[str], counts: Counts) -> list[Disagreement]:
    told = []
    for taxonomy in TAXONOMIES:
        mine, true = ({field for field in fields if field.startswith(f"{taxonomy}:")} for fields in (set(ours), set(gold)))
        _count_sets(f"fields_{taxonomy}", Counter(mine), Counter(true), counts)
        told += [Disagreement(file, 0, f"fields_{taxonomy}", "spurious", field) for field in sorted(mine - true)]
        told += [Disagreement(file, 0, f"fields_{taxonomy}", "missed", field) for field in sorted(true - mine)]
    return told


def _count_paper(file: str, ours: Mapping[str, Value], gold: Mapping[str, Value], counts: Counts) -> list[Disagreement]:
    """A field that gold does not tell is asked only where we tell it: then it is wrong. The key (ags) may be told beyond gold."""
    told = []
    for name in PAPER_FIELDS:
        has, wanted = ours.get(name), gold.get(name)
        if wanted in (None, "") and (name == "ags" or not folded(has)):
            continue
        right = same_title(str(has or ""), str(wanted or "")) if name == "title" else folded(has) == folded(wanted)
        for counted in (name, ""):
            counts["paper", f"asked {counted}"] += 1
            counts["paper", f"right {counted}"] += right
        if not right:
            told.append(Disagreement(file, 0, "paper", name, f"{_shown(has)}, gold {_shown(wanted)}"))
    return told


def _count_stations(gold: Annotated, ours: Annotated, counts: Counts) -> list[Disagreement]:
    mine, true = (Counter((folded(s.committee), s.date) for s in document.consultations or ()) for document in (ours, gold))
    _count_sets("consultations", mine, true, counts)
    told = [Disagreement(gold.file, 0, "consultations", "spurious", " ".join(station)) for station in sorted((mine - true).elements())]
    return told + [Disagreement(gold.file, 0, "consultations", "missed", " ".join(station)) for station in sorted((true - mine).elements())]


def _count_sets(measure: str, ours: Counter[Item], gold: Counter[Item], counts: Counts) -> None:
    counts[measure, "hit"] += (ours & gold).total()
    counts[measure, "spurious"] += (ours - gold).total()
    counts[measure, "missed"] += (gold - ours).total()


def folded(value: Value) -> str:
    """Only the wording: case, spaces, quotes and punctuation folded; true and false as words; None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", value).casefold()).strip()


def comparable(name: str, value: Value) -> str:
    """An attribute in the form that is compared: years as a sorted list, all else by its wording."""
    if name == "years":
        return ";".join(sorted(part.strip() for part in str(value or "").split(";") if part.strip()))
    return folded(value)


def same_title(ours: str, gold: str) -> bool:
    """Two titles are the same when at least nine tenths of their words are."""
    mine, true = Counter(folded(ours).split()), Counter(folded(gold).split())
    if not mine or not true:
        return not mine and not true
    return 2 * (mine & true).total() / (mine.total() + true.total()) >= _SAME_TITLE


def _shown(value: Value) -> str:
    return repr("" if value is None else folded(value) if isinstance(value, bool) else value)


# -- many documents ----------------------------------------------------------------------------------------------------


def _scores(compared: Sequence[_Compared]) -> Scores:
    total: Counts = Counter()
    for one in compared:
        total.update(one.counts)
    return Scores(len(compared), figures_of(total), _intervals([one.counts for one in compared]) if len(compared) > 1 else {})


def figures_of(counts: Mapping[tuple[str, str], int]) -> Figures:
    """Precision, recall, F1, accuracies and sizes by measure; measures that gold does not have are left out."""
    figures: Figures = {}
    for measure in MEASURES:
        if (measure, "hit") in counts:
            hit, spurious, missed = (counts[measure, name] for name in _FOUND)
            precision, recall, f1 = (round(value, 4) for value in _rates(hit, spurious, missed))
            figures[measure] = {"precision": precision, "recall": recall, "f1": f1, "gold": hit + missed, "found": hit + spurious}
        for name in _attributes(measure):
            if counts.get((measure, f"asked {name}")):
                accuracy = counts[measure, f"right {name}"] / counts[measure, f"asked {name}"]
                figures.setdefault(measure, {})[_accuracy(name)] = round(accuracy, 4)
    return figures


def _attributes(measure: str) -> tuple[str, ...]:
    """What is asked besides finding; "" is all of it together."""
    return (*PAPER_FIELDS, "") if measure == "paper" else MENTIONS.get(measure, ())


def _accuracy(name: str) -> str:
    return f"{name}_accuracy" if name else "accuracy"


def _rates(hit: int, spurious: int, missed: int) -> tuple[float, float, float]:
    """Precision, recall and F1; finding nothing where there is nothing is right."""
    precision = hit / (hit + spurious) if hit + spurious else 1.0
    recall = hit / (hit + missed) if hit + missed else 1.0
    return precision, recall, (2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def _intervals(documents: Sequence[Counts]) -> Intervals:
    """The middle 95 % of the scores of drawn sets of documents; a draw that is not asked for something says nothing of it."""
    keys = sorted({key for counts in documents for key in counts})
    at = {key: place for place, key in enumerate(keys)}
    rows = [tuple(counts[key] for key in keys) for counts in documents]
    found = [(measure, tuple(at[measure, name] for name in _FOUND)) for measure in MEASURES if (measure, "hit") in at]
    asked = [
        (measure, _accuracy(name), at[measure, f"right {name}"], at[measure, f"asked {name}"])
        for measure in MEASURES
        for name in _attributes(measure)
        if (measure, f"asked {name}") in at
    ]
    draw = random.Random(SEED)
    drawn: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(DRAWS):
        totals = list(map(sum, zip(*draw.choices(rows, k=len(rows)), strict=True)))
        for measure, (hit, spurious, missed) in found:
            rates = _rates(totals[hit], totals[spurious], totals[missed])
            for name, value in zip(("precision", "recall", "f1"), rates, strict=True):
                drawn[measure, name].append(value)
        for measure, name, right, of in asked:
            if totals[of]:
                drawn[measure, name].append(totals[right] / totals[of])
    return _middle(drawn)


def _middle(drawn: Mapping[tuple[str, str], list[float]]) -> Intervals:
    intervals: Intervals = {}
    for (measure, name), values in drawn.items():
        values.sort()
        low, high = values[len(values) * 25 // 1000], values[max(0, len(values) * 975 // 1000 - 1)]
        intervals.setdefault(measure, {})[name] = (round(low, 4), round(high, 4))
    return intervals


# -- for people and scripts --------------------------------------------------------------------------------------------


def report_json(report: Report) -> dict[str, object]:
    """The report for scripts."""
    return {
        "documents": {"gold": report.overall.documents, "known": report.known},
        **_scores_json(report.overall),
        "by_body": _groups_json(report.by_body),
        "by_form_family": _groups_json(report.by_family),
    }


def _groups_json(groups: Mapping[str, Scores]) -> dict[str, object]:
    return {name: {"documents": scores.documents} | _scores_json(scores) for name, scores in groups.items()}


def _scores_json(scores: Scores) -> dict[str, object]:
    return {
        measure: figures | {f"{name}_interval": list(ends) for name, ends in scores.intervals.get(measure, {}).items()}
        for measure, figures in scores.figures.items()
    }


def found_rows(scores: Scores) -> list[tuple[str, ...]]:
    """Rows (kind, gold, found, precision, recall, F1) of what is found or missed, numbers with their intervals."""
    rows = []
    for measure, figures in scores.figures.items():
        if "f1" in figures:
            numbers = (with_interval(scores, measure, name) for name in ("precision", "recall", "f1"))
            rows.append((measure, str(figures["gold"]), str(figures["found"]), *numbers))
    return rows


def accuracy_rows(scores: Scores) -> list[tuple[str, ...]]:
    """Rows (kind, attribute, accuracy) with intervals."""
    return [
        (measure, name.removesuffix("accuracy").rstrip("_") or "all", with_interval(scores, measure, name))
        for measure, figures in scores.figures.items()
        for name in figures
        if name.endswith("accuracy")
    ]


def group_rows(groups: Mapping[str, Scores]) -> list[tuple[str, ...]]:
    """Rows (group, documents, kind, gold, found, precision, recall, F1 or the paper's accuracy with its interval).

    The group's name stands in its first row.
    """
    rows: list[tuple[str, ...]] = []
    for name, scores in groups.items():
        own = [(*row[:3], *(text.split(" ")[0] for text in row[3:5]), row[5]) for row in found_rows(scores) if row[1:3] != ("0", "0")]
        own += [(*row[:1], "", "", "", "", row[2]) for row in accuracy_rows(scores) if row[:2] == ("paper", "all")]
        first = (name or "(none told)", str(scores.documents))
        rows += [(*(first if place == 0 else ("", "")), *row) for place, row in enumerate(own)]
    return rows


def with_interval(scores: Scores, measure: str, name: str) -> str:
    """ "0.981 (0.962–0.993)"; without an interval where one document tells none, "" where gold has nothing of the kind."""
    figures = scores.figures.get(measure, {})
    if name not in figures:
        return ""
    ends = scores.intervals.get(measure, {}).get(name)
    return f"{figures[name]:.3f}" + (f" ({ends[0]:.3f}–{ends[1]:.3f})" if ends else "")
