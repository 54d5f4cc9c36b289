"""The walk along OParl's lists, page by page, and the completion of papers whose parts are addresses. How and why: ingest.vendors.oparl."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.vendors.oparl_files import is_invented
from ingest.vendors.oparl_json import JsonObject, address, date_in, key_of, kind_of, link, listed, text_in
from ingest.vendors.oparl_known import Known, unpack_known
from ingest.vendors.oparl_paper import Place, fill_part, find_missing, pack_paper, read_paper, unpack_paper
from ingest.vendors.records import Ask, Found, PaperRef, Reply, RisPaper, Window, trouble

LISTS = ("organizations", "meetings", "papers")
FIELDS = {"organizations": "organization", "meetings": "meeting", "papers": "paper"}  # list → field of the Body
# Somacos refuses percent-encoded timestamps, a plain "+" is a blank to others: "Z" suits both; the second form is for who refuses that
STYLES = ("T00:00:00Z", "T00%3A00%3A00%2B00%3A00")
OVERLAP = 2  # days asked for again, since clocks differ
AGAIN = 2  # times that a page without readable JSON is asked for again (ALLRIS and Somacos fail now and then)
MOST_PAGES = 5000  # of one list
MOST_PARTS = 40  # requests for the parts of one paper
_CARRIED = ("body", "ags", "license", "style")  # what a paper's own requests need of the walk


def context_of(told: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in sorted(told.items()) if value)


# The lists and the filter


def start_lists(window: Window, told: dict[str, str]) -> Iterator[Found]:
    """The first request of a walk: the probe of the filter where changes since the last walk are enough, else the first list."""
    if window.changed_since and not window.full:
        yield _probe(told, 0)
    else:
        yield from _next_list(window, told, "")


def _probe(told: dict[str, str], style: int) -> Ask:
    return Ask(_filtered(told["papers"], "2100-01-01", style), "probe", context_of({**told, "style": str(style)}), fresh=True, priority=5)


def follow_probe(window: Window, ask: Ask, reply: Reply, value: Any) -> Iterator[Found]:
    told, style = dict(ask.context), int(ask.told("style") or 0)
    if 400 <= reply.status < 500 and reply.status != 404 and style + 1 < len(STYLES):
        yield _probe(told, style + 1)
        return
    obeyed = reply.status == 404 or (value is not None and kind_of(value) != "Error" and not page_of(value, reply.url)[0])
    if not obeyed:
        told.pop("style", None)
    yield from _next_list(window, told, "")


def _filtered(url: str, day: str, style: int) -> str:
    return f"{url}{'&' if '?' in url else '?'}modified_since={day}{STYLES[style]}"


def _next_list(window: Window, told: dict[str, str], after: str) -> Iterator[Found]:
    """The first page of the list that comes after one. `style` in the context: the filter works, in that form."""
    told = {name: value for name, value in told.items() if name not in ("seen", "count")}
    for name in LISTS[LISTS.index(after) + 1 if after else 0 :]:
        url = told.get(name, "")
        if url and told.get("style") and name != "organizations":
            url = _filtered(url, _days_before(window.changed_since, OVERLAP), int(told["style"]))
        if url:
            yield Ask(url, name, context_of(told), fresh=True, priority=5)
            return


def _days_before(moment: str, days: int) -> str:
    import datetime

    day = date_in(moment)
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=days)).isoformat() if day > "0002" else "1970-01-01"


def follow_list(window: Window, ask: Ask, reply: Reply, value: Any) -> Iterator[Found]:
    told = dict(ask.context)
    rows, following = page_of(value, reply.url)
    following = following or (_rescued_next(reply) if value is None else "")
    if value is None or kind_of(value) == "Error":
        again = int(told.get("again") or 0)
        if again < AGAIN and not 400 <= reply.status < 500:
            yield Ask(ask.url, ask.kind, context_of({**told, "again": str(again + 1)}), fresh=True, priority=5)
            return
        yield from _report(ask, reply, value, following)
        if ask.kind == "papers" and not following:
            return
    told.pop("again", None)
    looped = _begins_as_another(rows, told)
    if not looped:
        yield from _take(window, ask, reply, rows, told)
    count = int(told.get("count") or 0) + (0 if looped else len(rows))
    told["seen"], told["count"] = _seen(ask, rows, told), str(count)
    if following and not looped and _mark("u", following) not in told["seen"].split(",") and told["seen"].count(",") < 2 * MOST_PAGES:
        yield Ask(following, ask.kind, context_of(told), fresh=True, priority=5)
        return
    if (looped or following) and not (0 < _total(value) <= count):
        message = f"{ask.url}: the list of {ask.kind} leads back to a page that was read, after {count} entries; the rest is not to be had"
        yield trouble("oparl_loop", message, ask)
    yield from _check_count(ask, value, count, bool(looped or following))
    if ask.kind != "papers":
        yield from _next_list(window, told, ask.kind)


def _take(window: Window, ask: Ask, reply: Reply, rows: list[Any], told: dict[str, str]) -> Iterator[Found]:
    """Papers are read; what organizations and meetings tell goes into the context."""
    if ask.kind == "papers":
        yield from read_rows(window, ask, reply.url, rows, _known(ask))
        return
    known = Known()
    for row in rows:
        if ask.kind == "organizations":
            known.add_organization(row)
        else:
            known.add_meeting(row)
    told[f"known{sum(name.startswith('known') for name in told):05}"] = known.pack()


def _known(ask: Ask) -> Known:
    return unpack_known(*(value for name, value in ask.context if name.startswith("known")))


def _report(ask: Ask, reply: Reply, value: Any, following: str) -> Iterator[Found]:
    """A page that cannot be read."""
    if _is_empty_window(ask, reply):
        return
    what = text_in(value.get("message")) if isinstance(value, dict) else "invalid JSON" if reply.status == 200 else f"HTTP {reply.status}"
    end = ask.kind == "papers" and not following
    lost = "what comes after it is not read" if end else "the walk goes on without it"
    yield trouble("oparl_list", f"{ask.url}: a page of the list of {ask.kind} cannot be read ({what}); {lost}", ask)


def _is_empty_window(ask: Ask, reply: Reply) -> bool:
    """How SD.NET says that nothing changed: 404, "code 802"."""
    return reply.status == 404 and "modified_since=" in ask.url


def _check_count(ask: Ask, value: Any, count: int, reported: bool) -> Iterator[Found]:
    """A last page that comes before all entries were listed is an issue (wrong links), where the server counts at all."""
    total = _total(value)
    if ask.kind == "papers" and not reported and count < total:
        yield trouble("oparl_short", f"{ask.url}: the list of papers ends after {count} of {total} entries", ask)


def _total(value: Any) -> int:
    """How many entries a list says to have, 0 where it does not."""
    pagination = value.get("pagination") if isinstance(value, dict) else None
    total = pagination.get("totalElements") if isinstance(pagination, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else 0


def page_of(value: Any, url: str) -> tuple[list[Any], str]:
    """(entries, address of the next page) of a list, however it is wrapped; a single object is a list of one."""
    if isinstance(value, list):
        return value, ""
    if not isinstance(value, dict) or kind_of(value) == "Error":
        return [], ""
    if "data" in value or "links" in value:
        links = value.get("links")
        return listed(value.get("data")), link(links.get("next"), url) if isinstance(links, dict) else ""
    return ([value], "") if address(value) else ([], "")


def _rescued_next(reply: Reply) -> str:
    """The next page's address out of JSON that cannot be mended."""
    found = re.search(rb'"next"\s*:\s*"([^"\s]+)"', reply.body[-3000:]) if reply.status == 200 else None
    return link(found[1].decode("utf-8", "replace").replace("\\/", "/"), reply.url) if found else ""


def _begins_as_another(rows: list[Any], told: dict[str, str]) -> bool:
    """Whether another page of the list began with the same entry: some servers give one page under every number."""
    return bool(rows) and bool(address(rows[0])) and _mark("f", address(rows[0])) in told.get("seen", "").split(",")


def _seen(ask: Ask, rows: list[Any], told: dict[str, str]) -> str:
    first = _mark("f", address(rows[0])) if rows and address(rows[0]) else ""
    return ",".join((told.get("seen", ""), _mark("u", ask.url), first))


def _mark(sort: str, url: str) -> str:
    return hashlib.blake2b((sort + key_of(url)).encode("utf-8", "replace"), digest_size=5).hexdigest()


# Papers


def read_rows(window: Window, ask: Ask, url: str, rows: list[Any], known: Known) -> Iterator[Found]:
    """The entries of a list of papers: objects are read, addresses asked for."""
    for row in rows:
        if isinstance(row, str) and row.strip():
            context = tuple((name, told) for name, told in ask.context if name in _CARRIED or name.startswith("known"))
            yield PaperRef(key_of(row), link(row, url), ask=Ask(link(row, url), "paper", context, fresh=True))
        elif isinstance(row, dict) and kind_of(row) in ("", "Paper"):
            yield from _read_row(window, ask, url, row, known, MOST_PARTS)


def _read_row(window: Window, ask: Ask, url: str, row: JsonObject, known: Known, left: int) -> Iterator[Found]:
    """The paper if nothing worth a request is missing, else what is known of it with the request for the first part."""
    paper = read_paper(row, Place(url, ask.told("body"), ask.told("ags"), ask.told("license"), window.today), known)
    if paper is None:
        yield trouble("oparl_object", f"{url}: an entry of the list of papers has no id", ask)
        return
    missing = [] if paper.deleted or left <= 0 else find_missing(row, known, ask_meetings=bool(ask.told("style")))
    written, part = next(((text, link(text, url)) for text in missing if link(text, url)), ("", ""))
    if not part:
        yield paper
        return
    context = {name: ask.told(name) for name in _CARRIED}
    context |= {"paper": pack_paper(row), "known": known.slice(row).pack(), "written": written, "page": url, "left": str(left - 1)}
    request = Ask(part, "part", context_of(context), priority=1)
    facts = paper.facts
    ref = PaperRef(paper.key, paper.url, facts.reference, facts.title, facts.paper_type, facts.date, row=_row_of(row), ask=request)
    yield request if ask.kind == "part" else ref


def _row_of(row: JsonObject) -> str:
    """What the list says of a paper, in short; invented dates of change left out."""
    return hashlib.blake2b(json.dumps(_without_inventions(row, 0), sort_keys=True).encode(), digest_size=16).hexdigest()


def _without_inventions(value: Any, depth: int) -> Any:
    if isinstance(value, list):
        return [_without_inventions(entry, depth) for entry in value]
    if isinstance(value, dict) and depth < 5:
        left_out = ("created", "modified") if is_invented(value) else ()
        return {name: _without_inventions(entry, depth + 1) for name, entry in value.items() if name not in left_out}
    return value


def follow_paper(window: Window, ask: Ask, reply: Reply, value: Any) -> Iterator[Found]:
    """A paper that its list gave as an address."""
    if isinstance(value, dict) and kind_of(value) in ("", "Paper") and address(value):
        yield from _read_row(window, ask, reply.url, value, _known(ask), MOST_PARTS)
    elif reply.status == 410:
        yield RisPaper("oparl", key_of(ask.url), ask.url, deleted=True)
    else:
        yield trouble("oparl_paper", f"{ask.url}: no paper there (HTTP {reply.status})", ask, reply.status >= 500 or not reply.status)


def follow_part(window: Window, ask: Ask, reply: Reply, value: Any) -> Iterator[Found]:
    """A part of a waiting paper: the paper, or the request for its next part. A part that is not to be had is left out."""
    paper = unpack_paper(ask.told("paper"))
    if paper is None:
        yield trouble("oparl_part", f"{ask.url}: what was known of its paper is damaged; fetch with a full walk", ask)
        return
    good = isinstance(value, dict) and kind_of(value) != "Error"
    if not good and reply.status not in (404, 410):
        yield trouble("oparl_part", f"{ask.url}: a part of a paper cannot be read (HTTP {reply.status}); the paper is kept without it", ask)
    known = Known()
    known.add(_known(ask))
    if good and kind_of(value) in ("", "Organization"):
        known.add_organization({**value, "id": ask.url})
    paper = fill_part(paper, ask.told("written"), value if good else None)
    yield from _read_row(window, ask, ask.told("page"), paper, known, int(ask.told("left") or 0))
