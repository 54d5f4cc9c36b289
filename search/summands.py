"""What a comparison is made of: papers, figures, the plan; and which figures may be summed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from corpus.errors import InputError

By = Literal["kreis", "land", "field", "year", "committee", "type"]
Measure = Literal["amount", "vzae", "papers"]

DIRECTIONS = ("expense", "income", "budget")
RECURRENCES = ("once", "yearly", "")
ACTIONS = ("create", "cut", "existing", "extend", "")
# What a plan asks for that only figures of some measures have.
NEEDED: dict[str, tuple[Measure, ...]] = {
    "direction": ("amount",), "recurrence": ("amount",), "all_figures": ("amount", "vzae"), "bounds": ("amount", "vzae"),
}  # fmt: skip
RANGE, UNTOLD = "given only as a range", "not told whether it is decided"
BOUNDED = (RANGE, UNTOLD)  # reasons that leave bounds


class PaperRow(NamedTuple):
    """A paper of the comparison. `year` is that of its date, else of its first sitting; `fields` are "id label" by id.

    `committee` is the last of its Beratungsfolge. A tuple, as a figure is: an archive has tens of thousands of them.
    """

    paper_id: str
    ags: str
    body: str
    land: str
    year: int | None
    fields: tuple[str, ...] = ()
    reference: str = ""
    committee: str = ""
    paper_type: str = ""


class FigureRow(NamedTuple):
    """A figure of one of these papers. `hundredths` are cents or hundredths of a VZÄ; a range has `hundredths_to`.

    `rejected`: a person says that it is none.
    """

    figure_id: str
    paper_id: str
    kind: Literal["amount", "position"]
    hundredths: int
    hundredths_to: int | None = None
    direction: str = ""
    recurrence: str = ""
    years: str = ""
    action: str = ""
    decided: bool | None = None
    part_of: str = ""
    fields: tuple[str, ...] = ()
    rejected: bool = False


Rows = Sequence[tuple[str, str, int, str]]  # of figures: id, paper's id, hundredths, years


class Alike(NamedTuple):
    """Figures that are told to be the same but for their value.

    `figure` is what all of them are, without id, paper and value; `groups` are those of one paper or of papers that the plan does not tell
    apart. Where the plan does not ask for years, they are not the same either.
    """

    figure: FigureRow
    groups: Sequence[Rows]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to compare. `recurrence` is "all", "once" or "yearly"; `direction` is empty for all three.

    `bounds`: beside each sum the least and the most that it can be, by ranges and by figures not told to be decided.
    """

    by: tuple[By, ...]
    measure: Measure
    per_capita: bool = False
    direction: str = ""
    recurrence: str = "all"
    all_figures: bool = False
    bounds: bool = False


def check_plan(plan: Plan) -> None:
    """Raises InputError that names the choices where a plan names what there is not, or what would change nothing.

    A notebook and a settings file may hand over anything.
    """
    asked = {
        "by": (plan.by or ("",), get_args(By)),
        "measure": ((plan.measure,), get_args(Measure)),
        "direction": ((plan.direction,), ("", *DIRECTIONS)),
        "recurrence": ((plan.recurrence,), ("all", "once", "yearly")),
    }
    for name, (told, choices) in asked.items():
        for wrong in (part for part in told if part not in choices):
            raise InputError(f"{name} cannot be {wrong!r}; there are: {', '.join(filter(None, choices))}")
    usual = Plan(plan.by, plan.measure)
    for name, measures in NEEDED.items():
        if getattr(plan, name) != getattr(usual, name) and plan.measure not in measures:
            raise InputError(f"{name} needs measure {' or '.join(measures)}: it would change nothing for {plan.measure}")


def left_out_reason(figure: FigureRow, plan: Plan) -> str:
    """Why a figure may not be summed whatever else stands in the archive, or empty."""
    if figure.rejected:
        return "rejected in review"
    if not plan.all_figures and figure.decided is not True:
        return "background, not decided" if figure.decided is False else UNTOLD
    span = RANGE if figure.hundredths_to is not None and figure.hundredths_to != figure.hundredths else ""
    if figure.kind == "position":
        return span
    if figure.direction not in DIRECTIONS:
        return "direction other (thresholds, third parties, savings)"
    if figure.recurrence in ("monthly", "per_unit"):
        return "monthly" if figure.recurrence == "monthly" else "rate per unit"
    if plan.direction and figure.direction != plan.direction:
        return f"direction other than {plan.direction}"
    if plan.recurrence != "all" and figure.recurrence != plan.recurrence:
        return f"not {plan.recurrence}" if figure.recurrence else "not told whether once or yearly"
    return span


def find_alike(figures: Iterable[FigureRow]) -> list[Alike]:
    """The figures by what they are told to be. A range with equal ends is a number."""
    found: dict[FigureRow, dict[str, list[tuple[str, str, int, str]]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        end = None if figure.hundredths_to == figure.hundredths else figure.hundredths_to
        told = figure._replace(figure_id="", paper_id="", hundredths=0, hundredths_to=end)
        found[told][figure.paper_id].append((figure.figure_id, figure.paper_id, figure.hundredths, figure.years))
    return [Alike(told, list(of_papers.values())) for told, of_papers in found.items()]
