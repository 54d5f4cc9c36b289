"""Rules on trial: do their examples hold, what do they say, and which of them fire in a text. Pure: text in, records and lines out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.doubts import is_doubt
from corpus.errors import RuleError
from corpus.taxonomy import Taxonomy
from corpus.types import Amount, DateMention, Extraction, Page, PaperFacts, Position, ReadFile
from extract.context import PageContext
from extract.cues import Surroundings, load_cues, scope_text, surroundings_of
from extract.meaning import sum_surroundings
from extract.pipeline import extract_paper
from extract.rules import Rule, RuleFailure, check_rules, load_rules, rule_files
from extract.sections import find_sections

PAGE_BREAK = "\f"
GRAMMARS = ("amounts", "positions", "dates")
_TEXT = "text"  # what a tried text is called where a file has its hash
# kind of mention → the attributes that cues tell: rule file, attribute, whether the cues look at a sum's own row and sentence
_WEIGHED: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "amount": (("meaning", "direction", True), ("meaning", "recurrence", True), ("decision", "decided", True)),
    "position": (
        ("positions", "post", False),
        ("positions", "action", False),
        ("positions", "decided", False),
        ("decision", "decided", True),
    ),
    "date": (("dates", "role", False),),
}
_SHOWN = {
    "amount": ("direction", "recurrence", "years", "decided", "range_end"),
    "position": ("action", "years", "grade", "decided", "range_end"),
    "date": ("role",),
}


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What running one rule file's examples gave. `without` names the rules that no text proves."""

    name: str
    rules: int
    examples: int
    failures: tuple[RuleFailure, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Firing:
    """A cue that is there. `words` are what its pattern met; `weight` is what its distance left; `counted` that its value won."""

    rule: str
    file: str
    scope: str
    sets: str
    weight: float
    words: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A mention with all that is told of it. Line and column count from 1; `rule` found it."""

    kind: str
    page: int
    line: int
    column: int
    quote: str
    value: str
    attributes: Mapping[str, str]
    section: str
    fields: tuple[str, ...]
    rule: str
    cues: tuple[Firing, ...]


@dataclass(frozen=True, slots=True)
class GrammarMatch:
    """Where a rule of the grammar meets the bare text, whether or not a mention came of it."""

    rule: str
    file: str
    page: int
    line: int
    words: str
    sets: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A text with the sections, mentions and figures that were found in it."""

    sections: tuple[tuple[int, int, str, str], ...]  # page, line, kind, heading
    mentions: tuple[Tried, ...]
    figures: tuple[str, ...]
    fields: tuple[str, ...]
    grammar: tuple[GrammarMatch, ...]


# -- check and list ----------------------------------------------------------------------------------------------------


def check_files() -> list[FileCheck]:
    """Run every example of every file that has rules (others are lists of words). Raises RuleError for a malformed file."""
    return [_check_file(name, rules) for name in rule_files() if (rules := load_rules(name))]


def _check_file(name: str, rules: Sequence[Rule]) -> FileCheck:
    failures = [*check_rules(rules), *(failure for rule in rules if rule.tokens for failure in _check_tokens(rule))]
    without = tuple(rule.name for rule in rules if not rule.match)
    return FileCheck(name, len(rules), sum(len(rule.match) + len(rule.reject) for rule in rules), tuple(failures), without)


def _check_tokens(rule: Rule) -> Iterator[RuleFailure]:
    from extract.language import match_tokens

    for text, expected in (*((text, True) for text in rule.match), *((text, False) for text in rule.reject)):
        if any(match_tokens(text, (rule,))) != expected:
            yield RuleFailure(rule.name, text, expected)


def failure_line(failure: RuleFailure) -> str:
    """A failed example on one line."""
    wanted = "must match, but does not" if failure.expected else "must not match, but does"
    return f"{failure.rule}: {wanted}: {failure.text!r}"


def find_rules(name: str) -> list[tuple[str, Rule]]:
    """(file, rule) of all rules, of the file called `name`, or of those whose names begin with it. Raises RuleError if none does."""
    everything = [(file, rule) for file in rule_files() for rule in load_rules(file)]
    if not name:
        return everything
    chosen = [(file, rule) for file, rule in everything if rule.name == name]
    chosen = chosen or [(file, rule) for file, rule in everything if file == name]
    chosen = chosen or [(file, rule) for file, rule in everything if rule.name.startswith(name)]
    if not chosen:
        raise RuleError(f"{name!r}: no rule or rule file is called so; the files are {', '.join(rule_files())}")
    return chosen


def rule_row(file: str, rule: Rule) -> tuple[str, ...]:
    """A rule as a row (file, rule, where it looks, what it sets, weight, examples, seen in)."""
    looks = rule.scope or ("tokens" if rule.tokens else "text")
    weight = f"{rule.weight:g}" if rule.scope else ""
    return file, rule.name, looks, sets_text(rule), weight, f"{len(rule.match)}+{len(rule.reject)}", ", ".join(rule.seen_in)


def rule_lines(file: str, rule: Rule) -> list[str]:
    """One rule whole, macros put in."""
    told = {
        "file": f"extract/rules/{file}.toml",
        "looks at": rule.scope or "the text",
        "sets": sets_text(rule),
        "weight": f"{rule.weight:g}" if rule.scope else "",
        "seen in": ", ".join(rule.seen_in),
        "pattern": rule.pattern or " ".join(map(str, rule.tokens)),
    }
    lines = [rule.name, *(f"  {name + ':':10}{value}" for name, value in told.items() if value)]
    lines += [f"  {'match:':10}{text!r}" for text in rule.match]
    return lines + [f"  {'reject:':10}{text!r}" for text in rule.reject]


def rule_json(file: str, rule: Rule) -> dict[str, Any]:
    """One rule for scripts."""
    return {"file": file, **asdict(rule)}


def sets_text(rule: Rule) -> str:
    """ "direction = expense, decided = true"."""
    return ", ".join(f"{name} = {value or '(empty)'}" for name, value in rule.sets.items())


# -- try ---------------------------------------------------------------------------------------------------------------


def read_pages(text: str) -> tuple[Page, ...]:
    """A text as pages, parted by form feeds, in the form in which rules see pages."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", ""))
    return tuple(Page(number, part) for number, part in enumerate(plain.split(PAGE_BREAK), 1))


def extract_text(text: str, taxonomies: Sequence[Taxonomy]) -> tuple[ReadFile, Extraction]:
    """What is found in a text that is no file: gold passages, and texts to try rules on."""
    file = ReadFile(_TEXT, _TEXT, read_pages(text))
    return file, extract_paper(_TEXT, (file,), PaperFacts(), taxonomies)


def try_text(text: str, taxonomies: Sequence[Taxonomy]) -> Trial:
    """Everything that fires in a text, mention by mention."""
    file, extraction = extract_text(text, taxonomies)
    sections = find_sections(file)
    contexts = {
        page.number: PageContext(_TEXT, page, tuple(entry for entry in sections if entry.page == page.number), extraction.facts)
        for page in file.pages
    }
    found: list[Amount | Position | DateMention] = [*extraction.amounts, *extraction.positions, *extraction.dates]
    found.sort(key=lambda mention: (mention.evidence.page, mention.evidence.start))
    return Trial(
        sections=tuple((s.page, _line(contexts[s.page], s.start), s.kind, s.heading) for s in sections),
        mentions=tuple(_tried(mention, contexts[mention.evidence.page]) for mention in found),
        figures=tuple(_figure_line(extraction, place) for place in range(len(extraction.figures))),
        fields=tuple(f"{entry.field} {entry.label} {entry.score:.2f} ({', '.join(entry.evidence)})" for entry in extraction.fields),
        grammar=tuple(match for page in file.pages for match in _grammar_matches(contexts[page.number])),
    )


def _line(context: PageContext, offset: int) -> int:
    return context.line_number(offset) + 1


def _tried(mention: Amount | Position | DateMention, context: PageContext) -> Tried:
    kind = "amount" if isinstance(mention, Amount) else "position" if isinstance(mention, Position) else "date"
    evidence = mention.evidence
    return Tried(
        kind=kind,
        page=evidence.page,
        line=_line(context, evidence.start),
        column=evidence.start - context.line_at(evidence.start)[0] + 1,
        quote=evidence.quote,
        value=str(mention.value),
        attributes={name: _word(getattr(mention, name)) for name in _SHOWN[kind]},
        section=evidence.section,
        fields=() if isinstance(mention, DateMention) else mention.fields,
        rule=evidence.rule,
        cues=tuple(_firings(kind, mention, context)),
    )


def _word(value: object) -> str:
    return {True: "true", False: "false", None: ""}[value] if value is None or isinstance(value, bool) else str(value)


def _firings(kind: str, mention: Amount | Position | DateMention, context: PageContext) -> Iterator[Firing]:
    """The cues around a mention, those that counted first, then those that lost or were not needed; what code tells has no words."""
    fired: dict[str, Firing] = {}
    start, end = mention.evidence.start, mention.evidence.end
    texts = {True: sum_surroundings(context, start, end), False: surroundings_of(context, start, end)}
    for file, attribute, as_sum in _WEIGHED[kind]:
        rules = {rule.name: rule for rule in load_rules(file)}
        for _, weight, name in load_cues(file, attribute).hits(texts[as_sum]):
            fired[name] = _firing(rules[name], file, weight, texts[as_sum], name in mention.cues)
    told = [fired.get(name) or _firing_elsewhere(name) for name in mention.cues]
    yield from sorted(told, key=lambda firing: -firing.weight)
    yield from sorted((firing for firing in fired.values() if not firing.counted), key=lambda firing: -firing.weight)


def _firing(rule: Rule, file: str, weight: float, around: Surroundings, counted: bool) -> Firing:
    match = rule.regex.search(scope_text(around, rule.scope)) if rule.regex else None
    words = match["cue" if "cue" in match.re.groupindex else 0] if match else ""
    return Firing(rule.name, file, rule.scope, sets_text(rule), round(weight, 2), (words or "").strip(), counted)


def _firing_elsewhere(name: str) -> Firing:
    """A cue that counted, but not by the words around the mention: those of a paragraph before, or what code knows of the paper."""
    for file in rule_files():
        for rule in load_rules(file):
            if rule.name == name:
                return Firing(name, file, rule.scope, sets_text(rule), rule.weight, "", True)
    return Firing(name, "", "", "", 0.0, "", True)


def _grammar_matches(context: PageContext) -> Iterator[GrammarMatch]:
    """The rules of the three grammars on the bare text of a page."""
    for file in GRAMMARS:
        for rule in load_rules(file):
            if rule.scope or rule.regex is None:
                continue
            for match in rule.regex.finditer(context.text):
                words = " ".join(match[0].split())
                if words:
                    yield GrammarMatch(rule.name, file, context.page.number, _line(context, match.start()), words, sets_text(rule))


def _figure_line(extraction: Extraction, place: int) -> str:
    figure = extraction.figures[place]
    numbers = {entry.figure_id: number for number, entry in enumerate(extraction.figures, 1)}
    ends = f"{figure.value} to {figure.value_to}" if figure.value_to is not None else str(figure.value)
    decided = {True: "decided", False: "background", None: ""}[figure.decided]
    told = (figure.direction, figure.action, figure.recurrence, figure.years, figure.grade, decided)
    mentions = f"{len(figure.mentions)} mention" + ("" if len(figure.mentions) == 1 else "s")
    share = f"part of figure {numbers.get(figure.part_of, '?')}" if figure.part_of else ""
    each = "each of " if figure.cost_basis == "per_post" else ""
    cost = f"cost of {each}figure {', '.join(str(numbers.get(post, '?')) for post in figure.cost_of)}" if figure.cost_of else ""
    return f"{place + 1}. {ends} {figure.unit}: " + ", ".join(part for part in (*told, mentions, share, cost) if part)


# -- for people and scripts --------------------------------------------------------------------------------------------


def trial_json(trial: Trial) -> dict[str, Any]:
    """A trial for scripts."""
    return asdict(trial) | {
        "sections": [{"page": page, "line": line, "kind": kind, "heading": heading} for page, line, kind, heading in trial.sections]
    }


def trial_lines(trial: Trial, grammar: bool = False) -> list[str]:
    """A trial for people; with `grammar` every match of the grammars' patterns too."""
    pages = len({entry[0] for entry in trial.sections}) > 1
    lines: list[str] = []
    for mention in trial.mentions:
        lines += [*_mention_lines(mention, pages), ""]
    lines += [] if trial.mentions else ["No amount, post or date.", ""]
    if trial.figures:
        lines += ["Figures", *(f"  {figure}" for figure in trial.figures), ""]
    if trial.fields:
        lines += ["Handlungsfelder", *(f"  {field}" for field in trial.fields), ""]
    headed = [entry for entry in trial.sections if entry[3]]
    if headed:
        lines += ["Sections", *(f"  {_place(page, line, pages)}: {kind} ({heading})" for page, line, kind, heading in headed), ""]
    if grammar or not trial.mentions:
        lines += _grammar_lines(trial, pages)
    return lines[:-1] if lines and not lines[-1] else lines


def _place(page: int, line: int, pages: bool) -> str:
    return f"page {page}, line {line}" if pages else f"line {line}"


def _mention_lines(mention: Tried, pages: bool) -> list[str]:
    quote = " ".join(mention.quote.split())
    told = [f"{name} {value or '–'}" for name, value in mention.attributes.items() if name != "range_end"]
    told += ["upper end of a range"] if mention.attributes.get("range_end") == "true" else []
    lines = [f"{mention.kind} {quote!r}, {_place(mention.page, mention.line, pages)}, column {mention.column}"]
    lines.append(f"  value    {mention.value}")
    lines.append(f"  told     {' · '.join(told)}")
    lines += [f"  section  {mention.section}"] if mention.section else []
    lines += [f"  fields   {', '.join(mention.fields)}"] if mention.fields else []
    lines.append(f"  finder   {mention.rule}")
    lines += [f"  cue      {_firing_text(firing)}" for firing in mention.cues if firing.counted]
    return lines + [f"  not used {_firing_text(firing)}" for firing in mention.cues if not firing.counted]


def _firing_text(firing: Firing) -> str:
    if is_doubt(firing.rule):
        return f"{firing.rule}: a default, or words for another value weigh nearly as much"
    if not firing.file:
        return f"{firing.rule}: section, document or layout, not words"
    words = repr(firing.words) if firing.words else "in words farther off"
    return f"{firing.rule}: {firing.sets} ({firing.scope}, weight {firing.weight:g}) {words}"


def _grammar_lines(trial: Trial, pages: bool) -> list[str]:
    lines = [
        f"  {_place(match.page, match.line, pages)}: {match.rule} {match.words!r}" + (f" ({match.sets})" if match.sets else "")
        for match in trial.grammar
    ]
    return ["Patterns of the grammars that match", *lines, ""] if lines else ["No pattern of the grammars matches.", ""]
