"""Corrections in the archive: kept apart from what was extracted, applied to its rows after every extraction.

Every function works in the transaction that the caller opened with `Archive.begin` or `Archive.reading`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from corpus import schema
from corpus.corrections import (
    Change,
    Correction,
    Place,
    change_words,
    changed_columns,
    find_mentions,
    make_change,
    occurrence_at,
    restored_columns,
)
from corpus.errors import InputError
from corpus.types import Problem

if TYPE_CHECKING:
    from corpus.store import Transaction

LOST = "correction_lost"
_CHANGED = ("value", "direction", "recurrence", "years", "action", "grade")
Row = dict[str, Any]


def find_figure(connection: Transaction, asked: str) -> Row:
    """The one figure meant by an id or the beginning of one. Raises InputError if none or several."""
    figures, asked = schema.figures, asked.strip()
    begins = figures.select().where(figures.c.figure_id.startswith(asked, autoescape=True)).order_by(figures.c.figure_id).limit(6)
    found = _rows(connection.execute(begins)) if asked else []
    if not found:
        raise InputError(f"{asked!r}: no figure has this id; list them with: ratslese figures")
    if len(found) > 1 and found[0]["figure_id"] != asked:
        raise InputError(f"{asked!r} stands for several figures: {', '.join(row['figure_id'] for row in found[:5])}; give more of the id")
    return found[0]


def save_correction(connection: Transaction, asked: str, told: dict[str, object], at: str) -> Correction:
    """Keep what a person says of a figure and apply it at once. Raises InputError for a figure or a change that cannot be."""
    figure = find_figure(connection, asked)
    change = make_change(figure["kind"], told)
    if change.value is not None and figure["value_to"]:
        ends = f"{figure['value']} to {figure['value_to']}"
        raise InputError(f"{figure['figure_id']} is a range ({ends}): its value cannot be corrected; reject it with --reject")
    mentions = schema.mentions
    own = mentions.select().where(mentions.c.figure_id == figure["figure_id"], mentions.c.paper_id == figure["paper_id"])
    places = tuple(dict.fromkeys(_place(connection, row) for row in _rows(connection.execute(own.order_by(mentions.c.mention_id)))))
    columns = {name: getattr(change, name) for name in _CHANGED}
    columns |= {"decided": change.decided, "rejected": int(change.rejected), "note": change.note}
    row = schema.corrections.insert().values(kind=figure["kind"], created_at=at, **columns)
    (number,) = connection.execute(row).inserted_primary_key or (0,)
    for place in places:
        values = {"file_sha256": place.file_sha256, "page": place.page, "quote": place.quote, "occurrence": place.occurrence}
        connection.execute(schema.correction_places.insert().values(correction_id=number, **values))
    _reapply(connection, places)
    return Correction(number, at, figure["kind"], change, places)


def _place(connection: Transaction, mention: Row) -> Place:
    text = _page_text(connection, mention["file_sha256"], mention["page"])
    return Place(mention["file_sha256"], mention["page"], mention["quote"], occurrence_at(text, mention["quote"], mention["start"]))


def _page_text(connection: Transaction, sha256: str, page: int) -> str:
    pages = schema.pages
    query = pages.select().with_only_columns(pages.c.text).where(pages.c.file_sha256 == sha256, pages.c.number == page)
    return connection.execute(query).scalar() or ""


def load_corrections(connection: Transaction) -> list[Correction]:
    """All corrections in the order they were made."""
    places: dict[int, list[Place]] = defaultdict(list)
    table = schema.correction_places
    for row in _rows(connection.execute(table.select().order_by(table.c.file_sha256, table.c.page, table.c.quote, table.c.occurrence))):
        places[row["correction_id"]].append(Place(row["file_sha256"], row["page"], row["quote"], row["occurrence"]))
    corrections = _rows(connection.execute(schema.corrections.select().order_by(schema.corrections.c.correction_id)))
    return [_correction(row, places[row["correction_id"]]) for row in corrections]


def find_corrected(connection: Transaction, correction: Correction) -> tuple[str, str, str]:
    """Body and number of the paper that a correction is of, and the ids of its figures as they are now, joined by ";"; "" = not told."""
    papers, links, mentions = schema.papers, schema.paper_files, schema.mentions
    own = papers.join(links, links.c.paper_id == papers.c.paper_id)
    files = [place.file_sha256 for place in correction.places]
    query = papers.select().select_from(own).where(links.c.file_sha256.in_(files)).order_by(papers.c.paper_id)
    row = next(iter(_rows(connection.execute(query))), {})
    here = mentions.select().where(mentions.c.file_sha256.in_(files), mentions.c.kind == correction.kind).order_by(mentions.c.mention_id)
    hit = _mentions_of(connection, correction, _rows(connection.execute(here)))
    return row.get("body", ""), row.get("reference", ""), ";".join(dict.fromkeys(entry["figure_id"] for entry in hit if entry["figure_id"]))


def _correction(row: Row, places: Iterable[Place]) -> Correction:
    decided = None if row["decided"] is None else bool(row["decided"])
    change = Change(**{name: row[name] for name in _CHANGED}, decided=decided, rejected=bool(row["rejected"]), note=row["note"])
    return Correction(row["correction_id"], row["created_at"], row["kind"], change, tuple(places))


def drop_correction(connection: Transaction, number: int) -> Correction:
    """Take a correction back: its figures are again as they were extracted, but for other corrections. Raises InputError."""
    found = [correction for correction in load_corrections(connection) if correction.correction_id == number]
    if not found:
        raise InputError(f"there is no correction {number}; see them with: ratslese corrections list")
    for table in (schema.correction_places, schema.corrections):
        connection.execute(table.delete().where(table.c.correction_id == number))
    issues = schema.issues
    connection.execute(issues.delete().where(issues.c.code == LOST, issues.c.detail == f"correction {number}"))
    _reapply(connection, found[0].places)
    return found[0]


def _reapply(connection: Transaction, places: Iterable[Place]) -> None:
    """Give the papers of these files what was extracted, then what their corrections make of it."""
    links = schema.paper_files
    files = {place.file_sha256 for place in places}
    query = links.select().with_only_columns(links.c.paper_id).where(links.c.file_sha256.in_(files)).distinct()
    for paper_id in connection.execute(query).scalars().all():
        for table, key in ((schema.mentions, "mention_id"), (schema.figures, "figure_id")):
            reviewed = table.select().where(table.c.paper_id == paper_id, table.c.review != "")
            for row in _rows(connection.execute(reviewed)):
                connection.execute(table.update().where(table.c[key] == row[key]).values(**restored_columns(row)))
        apply_corrections(connection, paper_id)


def apply_corrections(connection: Transaction, paper_id: str) -> list[Problem]:
    """Change a paper's freshly extracted rows as its corrections say; what they no longer find is returned as problems."""
    corrections = _corrections_of(connection, paper_id)
    if not corrections:
        return []
    mentions = _rows(connection.execute(schema.mentions.select().where(schema.mentions.c.paper_id == paper_id)))
    of_mention: dict[int, list[Change]] = defaultdict(list)
    of_figure: dict[str, list[Change]] = defaultdict(list)
    problems = []
    for correction in corrections:
        hit = _mentions_of(connection, correction, mentions)
        for number in {row["mention_id"] for row in hit}:
            of_mention[number].append(correction.change)
        for figure_id in {row["figure_id"] for row in hit}:
            of_figure[figure_id].append(correction.change)
        if not hit:
            problems.append(_lost(correction))
    by_number = {row["mention_id"]: row for row in mentions}
    for number, changes in of_mention.items():
        changed = schema.mentions.update().where(schema.mentions.c.mention_id == number)
        connection.execute(changed.values(**changed_columns(by_number[number], changes)))
    _apply_to_figures(connection, paper_id, of_figure)
    return problems


def _apply_to_figures(connection: Transaction, paper_id: str, of_figure: dict[str, list[Change]]) -> None:
    figures = schema.figures
    for row in _rows(connection.execute(figures.select().where(figures.c.paper_id == paper_id))):
        changes = of_figure.get(row["figure_id"])
        if changes:
            changed = figures.update().where(figures.c.figure_id == row["figure_id"])
            connection.execute(changed.values(**changed_columns(row, changes)))


def _corrections_of(connection: Transaction, paper_id: str) -> list[Correction]:
    """The corrections of a paper's files, with their places in these files only."""
    links, places = schema.paper_files, schema.correction_places
    files = connection.execute(links.select().with_only_columns(links.c.file_sha256).where(links.c.paper_id == paper_id)).scalars().all()
    here: dict[int, list[Place]] = defaultdict(list)
    for row in _rows(connection.execute(places.select().where(places.c.file_sha256.in_(files)))):
        here[row["correction_id"]].append(Place(row["file_sha256"], row["page"], row["quote"], row["occurrence"]))
    if not here:
        return []
    told = schema.corrections
    rows = _rows(connection.execute(told.select().where(told.c.correction_id.in_(here)).order_by(told.c.correction_id)))
    return [_correction(row, here[row["correction_id"]]) for row in rows]


def _mentions_of(connection: Transaction, correction: Correction, mentions: list[Row]) -> list[Row]:
    found = []
    for place in correction.places:
        found += find_mentions(place, correction.kind, _page_text(connection, place.file_sha256, place.page), mentions)
    return found


def _lost(correction: Correction) -> Problem:
    place = correction.places[0]
    message = (
        f"correction {correction.correction_id} ({change_words(correction.change)}) no longer finds {place.quote!r} on page {place.page}"
        f" of {place.file_sha256[:12]}; correct the figure anew or: ratslese corrections drop {correction.correction_id}"
    )
    return Problem(LOST, message, f"correction {correction.correction_id}")


def _rows(result: Any) -> list[Row]:
    return [dict(row) for row in result.mappings()]
