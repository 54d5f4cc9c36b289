"""Posts of a page in VZÄ with what is told of them (CODEBOOK section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from corpus.doubts import doubt_of, without_doubts
from corpus.types import Action, Position
from extract.background import is_before_plan_year, table_title
from extract.context import PageContext
from extract.cues import Cues, Surroundings, scope_text, surroundings_of, weigh
from extract.decision import is_decided, years_at
from extract.introductions import introduction_of, words_over
from extract.position_cells import find_cell_posts, find_label_posts, has_graded_counts
from extract.position_grammar import FoundPosts, Window, find_posts, find_windows, rules_that
from extract.position_parts import WEAK, as_part
from extract.rules import Rule, load_rules
from extract.stacked_posts import find_stacked_posts, grade_of_line
from extract.year_grammar import find_years

_PLAN_YEAR = re.compile(r"\bStellenpl[aä]n\w*(?: für(?: das(?: Haushalts)?[Jj]ahr)?)? (20\d\d)(?![\d/–-])")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_HOLDS = re.compile(  # "Der Stellenplan für das Haushaltsjahr 2003 umfasst 13 Stellen"
    r"\bStellenplan\b[^.;]{0,60}?(?P<year>20\d\d)\b[^.;]{0,40}?\b(?:umfa(?:ss|ß)t|enthält|beinhaltet|weist|sieht|hat)\b"
)
_CHANGES = re.compile(r"(?i)\b(?:änderung(?:en)? (?:des|zum) stellenplan|nachtragsstellenplan|stellenplanänderung|stellenveränderung)")
_ASKS = re.compile(
    r"(?i)\b(?:einstellung (?:von|weiteren) (?:\w+ )?(?:personal|mitarbeite\w+|\w*fachkr\w+)"
    r"|personal(?:aufstockung|mehrbedarf|mehrung|verstärkung)\w*|stellen(?:mehrbedarf|neuschaffung|schaffung|ausweitung|aufstockung|mehrung)\w*"
    r"|(?:zusätzliche[nrs]?|weitere[nrs]?) (?:personal|plan)?(?:bedarfe?|stellen(?:bedarfe?)?))\b"
)
_TITLE_ASKS = re.compile(  # the title of a point of minutes, which have no proposal of their own
    r"(?i)\b(?:(?:neu)?schaffung|(?:neu)?einrichtung|aufstockung|ausweitung|entfristung|verlängerung|verstetigung|streichung|weiterführung)\b"
    r"[^.;]{0,60}(?:stellen?\b|stellenanteil|vollzeit|\bVZ[ÄKWE]\b)|\bstellen(?:schaffung|ausweitung|aufstockung|mehrbedarf|mehrung)"
)
_PLANNED_IN = re.compile(  # "Die Stellen sind im Stellenplan für 2021 auszuweisen."
    r"\b(?:Die(?:se)?|Der|Alle|Sämtliche) (?:\w+ ){0,3}?(?:\w*[Ss]tellen?|Stellen\w+|Punkte?|Ziffern?)\b(?:[^.;:]|(?<=\d)\.){0,90}?"
    r"\b(?:Stellenplan|Haushalt)\w*\b[^.;:]{0,40}?(?P<year>20\d\d)(?![\d/])[^.;:]{0,60}?\b(?:aus(?:zu|ge)weis|auf(?:zu|ge)n|einzustellen|eingestellt"
    r"|(?:zu )?berücksichtig|ein(?:zu|ge)plan|veranschlag|vor(?:zu|ge)seh|beschlossen|ein(?:zu|ge)richt)"
)
_LISTS_POSTS = re.compile(r"\b(?:\w*[Pp]lan|\w*[Pp]ersonal)?[Ss]telle(?:n|npl[aä]n\w*)\b")
_SPEAKS_OF_POSTS = re.compile(
    r"Stellenpl[aä]n|Planstelle|Vollzeitstelle|VZ[ÄEKW]\b|\b(?:(?:un)?befristete|neue|zusätzliche|besetzte|freie)[nr]? Stellen?\b"
)
_NEXT_LINE = re.compile(r"\s*\n\s*(?P<line>[^\n]{1,40})")
_INSTEAD = re.compile(r"\b(?:anstelle|statt|anstatt) (?:\w+ ){0,2}$")  # the old number has not the new one's year
_SCHOOL_YEAR = re.compile(r"\b[Aa]b\s+(?:dem\s+|Beginn\s+des\s+)?(?:\w*[Ss]chul|Kindergarten|Kita-?)[Jj]ahre?s?\s+(?P<year>20\d\d)\b")
_SINCE = re.compile(r"(?i)\bseit\b[^.;◆]{0,30}$")
_PROPOSAL = 4_000  # characters of a proposal in which a sentence on all its posts is looked for
_CHANGING = frozenset({"create", "extend", "cut"})
_GRADE_REACH = 110  # characters behind a mention in which its pay grade may stand


def find_positions(context: PageContext) -> Iterator[Position]:
    """Every quantity of posts on a page, in order."""
    windows = tuple(find_windows(context.text))
    if not windows and not has_graded_counts(context):
        return
    last: Position | None = None
    for found in _all_posts(context, windows):
        around = surroundings_of(context, found.start, found.end)
        if _is_counted(context, found, around):
            position = _position(context, found, around)
            last = _settled(position, as_part(context, position, last)) if last is not None else position
            yield last


def _settled(position: Position, part: Position) -> Position:
    """A part less the doubts of what its whole told."""
    changed = [name for name in ("action", "decided") if getattr(part, name) != getattr(position, name)]
    return replace(part, cues=without_doubts(part.cues, changed)) if changed else part


def _all_posts(context: PageContext, windows: tuple[Window, ...]) -> list[FoundPosts]:
    """Posts of labels, text and table cells; where they overlap the earlier kind wins, for it names what the number is."""
    kept: list[FoundPosts] = []
    taken: set[int] = set()
    in_text = (*find_label_posts(context.text, windows), *find_posts(context.text, windows))
    for found in (*in_text, *find_cell_posts(context), *find_stacked_posts(context, windows)):
        if taken.isdisjoint(range(found.start, found.end)):
            kept.append(found)
            taken.update(range(found.start, found.end))
    return sorted(kept, key=lambda found: found.start)


def _is_counted(context: PageContext, found: FoundPosts, around: Surroundings) -> bool:
    """False for examples, rates and negated posts, and for places and offices that are called "Stelle"."""
    if any(_forbids(rule, around) for rule in _never()):
        return False
    if found.sure or (said := weigh(_cues("post"), around)[0]) == "yes":
        return True
    return not said and (_LISTS_POSTS.search(introduction_of(context, found.start)) or _is_beside_posts(context, found)) is not None


def _is_beside_posts(context: PageContext, found: FoundPosts) -> re.Match[str] | None:
    """Words for posts in the sentence before a bare "291 Stellen", which numbers no places."""
    if not context.text[found.start].isdigit():
        return None
    sentence, _ = context.sentence_at(found.start)
    return _SPEAKS_OF_POSTS.search(context.text, max(context.block_at(found.start)[0], sentence - 300), found.start)


def _forbids(rule: Rule, around: Surroundings) -> bool:
    return rule.regex is not None and rule.regex.search(scope_text(around, rule.scope)) is not None


def _position(context: PageContext, found: FoundPosts, around: Surroundings) -> Position:
    if found.label:
        around = around._replace(row=f"{found.label} {around.row}")
    if found.rule == "position.stacked":
        around = around._replace(before="", after="", row="", section=f"{around.section} {found.label}")
    if (cell := context.cell_at(found.start)) is not None:
        around = around._replace(section=f"{around.section} {table_title(context, cell.table.start)[0]}")
    action, action_cues = weigh(_cues("action"), around)
    introduced = introduction_of(context, found.start) if set(action_cues) <= WEAK else ""
    if introduced:
        told, told_cues = weigh(_cues("action"), around._replace(before=f"{introduced} ", after=""))
        action, action_cues = (told, told_cues) if told else (action, action_cues)
    decided, decided_cues = is_decided(context, found.start, found.end)
    background, background_cues = weigh(_cues("decided"), around)
    if introduced and not background:
        background, background_cues = weigh(_cues("decided"), around._replace(before=f"{introduced} ", after=""))
    if background:
        decided, decided_cues = False, background_cues
    if action != "cut" and action != "extend" and (is_before_plan_year(context, found.start) or _is_of_earlier_plan(context, around)):
        action, decided = "existing", False
    only_default = without_doubts(decided_cues, ("decided",)) == ("decided.document.no_proposal",)
    if decided is False and not background and only_default and action in ("", *_CHANGING):
        decided = _TITLE_ASKS.search(context.paper.title) is not None
    chosen: Action = "" if action == "none" else action  # type: ignore[assignment]
    if found.value < 0 and chosen in ("", "create"):
        chosen = "cut"  # a printed minus under "Stellenveränderung" takes posts away
    if not chosen and action != "none" and found.value > 0 and _is_asked_for(context, found.start):
        chosen = "create"
    years = "" if _INSTEAD.search(around.before) else _years(context, found, introduced, chosen)
    untold = () if chosen or action == "none" else (doubt_of("action"),)
    return Position(
        evidence=context.evidence(found.start, found.end, found.rule),
        value=found.value,
        action=chosen,
        years=years or (_year_for_all(context, found.start) if decided and chosen in _CHANGING else ""),
        grade=found.grade or find_grade(context, found.start, found.end),
        decided=decided,
        range_end=found.range_end,
        cues=(*action_cues, *decided_cues, *untold),
    )


def _is_asked_for(context: PageContext, start: int) -> bool:
    """Whether the paper's title or the words over a list say that posts are to be added: "Eine Personalaufstockung ist nötig." """
    title = context.paper.title
    in_cell = context.cell_at(start) is not None
    return (_CHANGES.search(title) if in_cell else _ASKS.search(title) or _ASKS.search(words_over(context, start))) is not None


def _years(context: PageContext, found: FoundPosts, introduced: str, action: str) -> str:
    """The years of the mention: of its column, its words, the words that introduce its list, the Stellenplan that its table is part of.

    Since when posts are there is no budget year.
    """
    years = found.years or years_at(context, found.start, found.end)
    if years and not (years.endswith("-") and (action == "existing" or _is_since(context, found.start, years[:4]))):
        return years
    if school_year := _SCHOOL_YEAR.search(context.text, *context.sentence_at(found.start)):
        return f"{school_year['year']}-"
    named = {span.years for span in find_years(introduced)}
    if len(named) == 1:
        return named.pop()
    in_table = found.rule == "position.stacked" or context.cell_at(found.start) is not None
    return _year_of_plan(context) if in_table else ""


def _year_for_all(context: PageContext, start: int) -> str:
    """The year of the Stellenplan in which a proposal wants all its posts, told in a sentence of its own."""
    section = context.section_at(start)
    if section is None or section.kind != "proposal" or section.page != context.page.number:
        return ""
    years = {found["year"] for found in _PLANNED_IN.finditer(context.text, section.start, min(section.end, section.start + _PROPOSAL))}
    return years.pop() if len(years) == 1 else ""


def _is_since(context: PageContext, start: int, year: str) -> bool:
    """Whether the sentence tells since when posts are there: no budget year."""
    low, high = context.sentence_at(start)
    at = context.text.find(year, low, high)
    return at >= 0 and _SINCE.search(context.text, low, at) is not None


def _is_of_earlier_plan(context: PageContext, around: Surroundings) -> bool:
    """Whether the sentence tells what a Stellenplan holds that is older than the one which the paper's title names."""
    title = context.paper.title
    planned = set(_YEAR.findall(title)) if "tellenpl" in title else set()
    plan = _HOLDS.search(around.before)
    return plan is not None and len(planned) == 1 and plan["year"] < planned.pop()


def _year_of_plan(context: PageContext) -> str:
    """The one year of the Stellenplan that the paper's title names: its tables are of that year."""
    years = set(_PLAN_YEAR.findall(context.paper.title))
    return years.pop() if len(years) == 1 else ""


def find_grade(context: PageContext, start: int, end: int) -> str:
    """The pay grade of the posts at text[start:end] as printed: within, right behind, or in the same table row; else ""."""
    grid = context.grid_at(start)
    cell = grid.cell_at(start) if grid else None
    high = cell.end if cell else len(context.text)  # the first cell of the next row tells nothing of this one
    return _grade_near(context.text, start, end, high) or _grade_in_row(context, start) or _grade_below(context, start, end)


def _grade_near(text: str, start: int, end: int, high: int) -> str:
    (grade,) = rules_that("grade")
    assert grade.regex is not None
    inside = grade.regex.search(text, start, end)
    if inside:
        return _one_line(inside["grade"])
    limit = min(high, _until_next_mention(text, end))
    behind = grade.regex.search(text, end, limit)
    return _one_line(behind["grade"]) if behind else ""


def _until_next_mention(text: str, end: int) -> int:
    """Where the words that may name the posts' grade end: the sentence, the next posts, the next table cell."""
    limit = min(len(text), end + _GRADE_REACH)
    for rule in rules_that("grade_until"):
        assert rule.regex is not None
        stop = rule.regex.search(text, end, limit)
        limit = stop.start() if stop else limit
    return limit


def _grade_below(context: PageContext, start: int, end: int) -> str:
    """The grade that the next line is, where the mention has its own line: a table written cell by cell."""
    low, high = context.line_at(start)
    if context.text[low:high].strip() != context.text[start:end].strip():
        return ""
    below = _NEXT_LINE.match(context.text, high)
    return grade_of_line(below["line"]) if below else ""


def _grade_in_row(context: PageContext, start: int) -> str:
    grid = context.grid_at(start)
    cell = grid.cell_at(start) if grid else None
    if grid is None or cell is None:
        return ""
    (grade,) = rules_that("grade")
    assert grade.regex is not None
    for other in grid.rows.get(cell.row, ()):
        match = grade.regex.fullmatch(grid.text_of(other))
        if match:
            return _one_line(match["grade"])
    return ""


def _one_line(text: str) -> str:
    """A grade in one line; "Entgeltgruppe E 10" is E 10, but "Entgeltgruppe 9" stays."""
    line = " ".join(text.split())
    label, _, rest = line.partition(" ")
    return rest if rest[:1].isalpha() and label.startswith(("Entgelt", "Besoldung", "Vergütung", "Bes")) else line


@cache
def _never() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules("positions") if "never" in rule.sets)


@cache
def _cues(attribute: str) -> Cues:
    return Cues(load_rules("positions"), attribute)
