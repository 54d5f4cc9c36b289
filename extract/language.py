"""The spaCy pipeline: German tokens, sentences that survive "Nr. 5" and "21. Juni", and token rules. The only module with spaCy.

`spacy.blank("de")` needs no model; what council papers write is added as tokenizer exceptions and two registered
components. Loading takes up to a second, so nothing happens before the first call, and callers ask only for passages
that a trigger pattern has let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from extract.rules import Rule

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Written with a full stop that ends no sentence. spaCy's own German list lacks what forms and budgets write.
ABBREVIATIONS = (
    "Mio.", "Mrd.", "Tsd.", "Nr.", "Nrn.", "Abs.", "Art.", "Ziff.", "lfd.", "Pos.", "Bd.", "Kap.", "Anl.", "Dez.", "Drs.", "Drucks.",
    "vgl.", "bzw.", "ca.", "rd.", "ggf.", "evtl.", "inkl.", "incl.", "exkl.", "zzgl.", "abzgl.", "max.", "min.", "mtl.", "jährl.",
    "monatl.", "vorauss.", "vsl.", "einschl.", "gem.", "lt.", "sog.", "entspr.", "insb.", "insbes.", "bspw.", "usw.", "etc.", "ff.", "f.",
    "Str.", "str.", "Dr.", "Prof.", "St.", "Hr.", "Fr.", "Abt.", "Az.", "Tel.", "Std.", "Stk.", "qm.", "Kto.", "HHSt.", "Hj.",
    "Jhd.", "Einw.", "EW.", "pers.", "sonst.", "betr.", "z.", "i.", "u.", "o.", "p.", "d.", "S.", "v.", "a.", "h.", "B.", "a.F.", "n.F.",
    "z.B.", "d.h.", "u.a.", "i.V.m.", "i.H.v.", "i.d.R.", "o.g.", "u.U.", "p.a.", "z.T.", "z.Z.", "zzt.", "Zt.", "m.w.D.", "k.A.", "k.w.",
    "i.S.d.", "i.R.d.", "o.ä.", "u.ä.", "HhSt.", "Hhst.", "HHst.", "iHv.", "IHv.", "iSv.", "iRd.", "idR.", "iVm.",
    "insg.", "mind.", "durchschn.", "Lkr.", "Ldkr.", "Egr.", "EGr.", "BesGr.", "stellv.", "ehem.",
)  # fmt: skip
_OPENING = "„\"“»«(-–•§☒☐▣*"
_STOP = re.compile(r"[!?…]|\.(?!\d)")
_MAY_END = re.compile(r"[.!?…\"“”«»)]")
_LONGEST = 50_000  # characters that are cut into tokens at a time; spaCy refuses a million
_SPACE = re.compile(r"\s")
_NO_SPACE = re.compile(r"\S")
_ORDINAL = re.compile(r"(?:\d{1,3}|[IVX]{1,5})\.?")
_PLAIN_WORD = re.compile(r"([A-Za-zÄÖÜäöüß]+)(?:(?<=[A-Za-zÄÖÜäöüß]{3}[a-zäöüß])(\.))?")


@cache
def nlp() -> Language:
    """The pipeline, built on first use."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("council_sentences"):
        Language.component("council_sentences", func=_mark_sentences)
    pipeline = spacy.blank("de")
    tokenizer: Any = pipeline.tokenizer
    for written in ABBREVIATIONS:
        tokenizer.add_special_case(written, [{"ORTH": written}])
    pipeline.add_pipe("council_sentences")
    return pipeline


def _mark_sentences(doc: Doc) -> Doc:
    """Set sentence starts: after . ! ? unless the stop belongs to an abbreviation, an ordinal or a date."""
    from spacy.tokens import Doc

    previous: str | None = None
    before: str | None = None
    starts: list[bool | int | None] = []
    words = [token.text for token in doc]
    for word in words:
        if word.isspace():
            starts.append(False)
            continue
        starts.append(previous is None or (_ends(before, previous) and _begins(word)))
        before, previous = previous, word
    # A new Doc, since setting token.is_sent_start looks through the whole Doc each time.
    return Doc(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc], sent_starts=starts)


def _ends(before: str | None, text: str) -> bool:
    """Whether a token ends a sentence, by itself and the token before it."""
    if text in {"!", "?", "…"}:
        return True
    if text in {'"', "“", "”", "«", "»", ")"} and before is not None:
        return before in {".", "!", "?"}
    if not text.endswith(".") or text in _known():
        return False
    if text.endswith("€."):  # "T€." is one token
        return True
    if text == ".":
        return before is None or not _ORDINAL.fullmatch(before)
    return len(text) > 3 and not _ORDINAL.fullmatch(text) and "." not in text[:-1]


@cache
def _known() -> frozenset[str]:
    return frozenset(ABBREVIATIONS)


def _begins(text: str) -> bool:
    """Whether a token can begin a sentence."""
    first = text[0]
    return not first.islower() and (first.isalnum() or first in _OPENING)


@lru_cache(maxsize=2048)
def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of a passage, in order, without the space around them."""
    if not _has_inner_stop(text):
        end = len(text.rstrip())
        return ((len(text) - len(text.lstrip()), end),) if end else ()
    starts = [len(text) - len(text.lstrip()), *_sentence_starts(text)]
    return tuple((low, low + len(text[low:high].rstrip())) for low, high in pairwise([*starts, len(text)]))


def _has_inner_stop(text: str) -> bool:
    """Whether a character that can end a sentence stands before the last word: without one, spaCy need not be asked."""
    found = _STOP.search(text)
    return found is not None and any(sign.isalnum() or sign in _OPENING for sign in text[found.end() :])


def _sentence_starts(text: str) -> Iterator[int]:
    """Where the sentences after the first one begin. Only words with a sign that may end one are cut into tokens: spaCy cuts each run
    without spaces by itself."""
    end = 0
    for sign in _MAY_END.finditer(text):
        if sign.start() < end:
            continue
        start, end = _run_around(text, sign.start())
        at, tokens = start, _tokens_of(text[start:end])
        before: str | None = None
        for index, token in enumerate(tokens):
            at += len(token)
            follower = at if at < end else _next_run(text, end)
            if follower is not None and _begins(text[follower]) and _ends(before if index else _token_before(text, start), token):
                yield follower
            before = token


def _run_around(text: str, offset: int) -> tuple[int, int]:
    """Start and end of the characters without spaces around an offset."""
    start = offset
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    space = _SPACE.search(text, offset)
    return start, space.start() if space else len(text)


def _next_run(text: str, offset: int) -> int | None:
    found = _NO_SPACE.search(text, offset)
    return found.start() if found else None


def _token_before(text: str, start: int) -> str | None:
    """The last token before the run that begins at `start`."""
    end = start
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return _tokens_of(text[slice(*_run_around(text, end - 1))])[-1] if end else None


@cache
def _exceptions() -> frozenset[str]:
    """Words that the tokenizer cuts by a rule of their own."""
    tokenizer: Any = nlp().tokenizer
    return frozenset(tokenizer.rules)


@lru_cache(maxsize=50_000)
def _tokens_of(run: str) -> tuple[str, ...]:
    """The tokens of a run of characters without spaces; a very long one is cut. spaCy takes long for a word that it has not seen: letters
    only are one token, and a full stop behind a longer word is another, where no exception says otherwise."""
    plain = _PLAIN_WORD.fullmatch(run)
    if plain is not None and _exceptions().isdisjoint((run, plain[1])):
        return (plain[1], plain[2]) if plain[2] else (run,)
    pieces = (run[at : at + _LONGEST] for at in range(0, len(run), _LONGEST))
    return tuple(token.text for piece in pieces for token in nlp().make_doc(piece))


def match_tokens(text: str, rules: tuple[Rule, ...]) -> Iterator[tuple[Rule, int, int]]:
    """Where the token rules among `rules` match in a passage: rule, start, end; longest first where they overlap."""
    from spacy.util import filter_spans

    names = {rule.name: rule for rule in rules}
    doc = nlp()(text)
    for span in filter_spans(_matcher(rules)(doc, as_spans=True)):
        yield names[span.label_], span.start_char, span.end_char


@lru_cache(maxsize=32)
def _matcher_of(names: tuple[str, ...], patterns: tuple[str, ...]) -> Any:
    import json

    from spacy.matcher import Matcher

    matcher = Matcher(nlp().vocab)
    for name, pattern in zip(names, patterns, strict=True):
        matcher.add(name, [json.loads(pattern)])
    return matcher


def _matcher(rules: tuple[Rule, ...]) -> Any:
    import json

    token_rules = [rule for rule in rules if rule.tokens]
    return _matcher_of(tuple(rule.name for rule in token_rules), tuple(json.dumps(rule.tokens) for rule in token_rules))
