"""What a report says in words to readers who have neither the archive nor the program: the question, and the notes without commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.compare_notes import HINTS

if TYPE_CHECKING:
    from search.studies import Study

_MEASURES = {"amount": "amounts in €", "vzae": "posts in VZÄ (full-time equivalents)", "papers": "the number of papers"}
_GROUPS = {
    "kreis": "Kreis", "land": "Land", "field": "field of action (Handlungsfeld)", "year": "year", "committee": "committee",
    "type": "kind of paper",
}  # fmt: skip
_DIRECTIONS = {"": "expense, income and budget apart", "expense": "expense only", "income": "income only", "budget": "budget only"}
_RECURRENCES = {"all": "", "once": "only what is paid once", "yearly": "only what is paid every year"}


def tell_question(study: Study) -> str:
    """What was asked, as one sentence of parts: papers, measure, groups, what counts, the sample."""
    parts = [f"papers that answer “{study.query}”" if study.query.strip() else "all papers", _MEASURES[study.measure]]
    if study.per_capita:
        parts.append("per 1,000 inhabitants")
    parts.append("by " + " and ".join(_GROUPS[name] for name in dict.fromkeys(study.by)))
    if study.measure == "amount":
        parts += [_DIRECTIONS[study.direction], _RECURRENCES[study.recurrence]]
    if study.measure != "papers":
        parts.append("decided or not" if study.all_figures else "only what is decided")
        parts.append("with the least and the most of each sum" if study.bounds else "")
    samples = {"Kreise": study.kreise, "Länder": study.lands, "years": (study.year.replace("..", " to "),), "fields": study.fields}
    parts += [f"{name}: {', '.join(told)}" for name, told in samples.items() if any(told)]
    if study.peers:
        alike = "of its Land" if study.peers_by == "land" else "of like population"
        parts.append(f"{study.peers} and the Kreise {alike}")
    return f"Asked: {'; '.join(filter(None, parts))}."


def without_commands(note: str) -> str:
    """A note of a comparison whose hint at a command is told as what a reader can do."""
    for command, words in HINTS.items():
        note = note.replace(command, words)
    return note
