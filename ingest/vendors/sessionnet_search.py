"""SessionNet: the search for papers (`vo0040`) and the list of documents (`do0040`).

The search is a form: words (`__swords`, older `smcsuchwoerter`), AND or OR (`__sao`), from and to (`__axxdat_full`, `__exxdat_full`, ISO;
older `smcfreigabevon`/`-bis`, DD.MM.YYYY), sent by POST. Its further pages hang on the session: where an answer does not hold all hits,
the period is halved instead. Rows are `tr.smc-t-r-l` with a link to the paper titled "Vorlage anzeigen: …".
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from ingest.vendors.pages import Node
from ingest.vendors.records import Ask
from ingest.vendors.sessionnet_lists import ListedPaper, read_listed
from ingest.vendors.sessionnet_pages import classes_of, find_content, join_address, read_text

LEAST_DAYS = 14  # a period shorter than this is not halved again
LEAST_DAYS_OF_SUPPLEMENT = 60  # where the calendar is walked anyway


@dataclass(frozen=True, slots=True)
class SearchForm:
    """The paper search of a site: where to send it, its hidden fields, the names of its fields for words, "from" and "to"."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    words: str
    since: str
    until: str
    iso: bool  # dates are written 2018-01-31, else 31.01.2018


def read_search_form(tree: Node) -> SearchForm | None:
    """The form of a page; None where it has none that takes words and a period."""
    for form in tree.iter("form"):
        inputs = [node for node in form.iter("input", "textarea") if node.get("name")]
        types = {str(node.get("name")): (node.get("type") or "").lower() for node in inputs}
        words = _find_name(types, r"swords|suchw|volltext|suchbegriff")
        since = _find_name(types, r"axxdat_full|(?:freigabe|datum|dat)_?von")
        until = _find_name(types, r"exxdat_full|(?:freigabe|datum|dat)_?bis")
        if words and since and until:
            values = {str(node.get("name")): str(node.get("value") or "") for node in inputs}
            hidden = tuple((name, value) for name, value in values.items() if types[name] == "hidden")
            return SearchForm(form.get("action") or "", hidden, words, since, until, since.startswith("__") or types[since] == "date")
    return None


def _find_name(types: dict[str, str], pattern: str) -> str:
    return next((name for name, kind in types.items() if kind != "hidden" and re.search(pattern, name, re.I)), "")


def make_search(form: SearchForm, page: str, words: str, since: datetime.date, until: datetime.date, supplement: str = "") -> Ask:
    """The request that sends the form; what is needed to send it again for a shorter period goes along."""
    first, last = (day.isoformat() if form.iso else day.strftime("%d.%m.%Y") for day in (since, until))
    set_by_us = {form.words: words, "__sao": "1", form.since: first, form.until: last, "__sgo": "Suchen"}
    fields = (*((name, value) for name, value in form.hidden if name not in set_by_us), *set_by_us.items())
    kept = json.dumps([form.action, form.hidden, form.words, form.since, form.until, form.iso])
    context = (("words", words), ("since", since.isoformat()), ("until", until.isoformat()), ("supplement", supplement), ("form", kept))
    return Ask(join_address(page, form.action) or page, "search", context, form=fields, session="search")


def halve_search(ask: Ask) -> tuple[Ask, ...]:
    """The same search for both halves of its period, the later one first; none where the period is too short."""
    try:
        action, hidden, words, since, until, iso = json.loads(ask.told("form"))
        first, last = datetime.date.fromisoformat(ask.told("since")), datetime.date.fromisoformat(ask.told("until"))
    except ValueError:
        return ()
    form = SearchForm(action, tuple((name, value) for name, value in hidden), words, since, until, iso)
    if (last - first).days < (LEAST_DAYS_OF_SUPPLEMENT if ask.told("supplement") else LEAST_DAYS):
        return ()
    middle = first + (last - first) // 2
    halves = ((middle + datetime.timedelta(days=1), last), (first, middle))
    asks = (make_search(form, ask.url, ask.told("words"), start, end, ask.told("supplement")) for start, end in halves)
    return tuple(replace(half, context=(*half.context, ("half", "1"))) for half in asks)


# -------------------------------------------------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`cut`: the answer says or shows that there is more than it lists. `none`: it says that nothing was found."""

    papers: tuple[ListedPaper, ...]
    cut: bool
    none: bool


def read_search_answer(tree: Node) -> SearchAnswer:
    """The rows of a search or of the list of documents, each paper once."""
    content = find_content(tree)
    papers, text = read_listed(content), read_text(content)
    nothing = r"keine (?:Daten|Treffer|Vorlagen|Ergebnisse|Datensätze|Einträge)\b|nichts gefunden|\b0 (?:Treffer|Ergebnisse)"
    none = not papers and bool(re.search(nothing, text, re.I))
    return SearchAnswer(papers, bool(papers) and (_has_pages(content) or _counts_more(text, len(papers))), none)


def _counts_more(text: str, shown: int) -> bool:
    for pattern in (r"\bvon\s+(?:ungefähr\s+)?(\d{1,6})\b(?!\.\d)", r"\b(\d{1,6})\s+(?:Treffer|Ergebnisse|Vorlagen|Datensätze|Einträge)\b"):
        if any(int(found[1]) > shown and not 1950 <= int(found[1]) <= 2100 for found in re.finditer(pattern, text[:3000])):
            return True
    limits = r"zu viele (?:Treffer|Ergebnisse|Datensätze)|Suche (?:ein)?(?:schränken|grenzen)|(?:nur|maximal) die ersten"
    return bool(re.search(limits, text, re.I))


def _has_pages(content: Node) -> bool:
    for link in content.iter("a"):
        if not any("pagination" in name or "page-link" in name for node in (link, *link.iterancestors()) for name in classes_of(node)):
            continue
        query = parse_qsl((link.get("href") or "").partition("?")[2])
        if any(re.fullmatch(r"__c?(?:page|seite|pos|start|nav)\w*", name, re.I) and value not in ("", "0", "1") for name, value in query):
            return True
        if re.search(r"nächste|weiter|»|›|^[2-9]$", read_text(link), re.I):
            return True
    return False
