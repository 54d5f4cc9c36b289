"""OParl 1.0 and 1.1, the vendors' common interface: System → Body → lists of organizations, meetings and papers. Pure.

The lists are walked one page after another along `links.next` alone, in this order: organizations, meetings, papers. What the first
two tell (names, days, results) travels in the context (oparl_known), so that a paper, whose consultations hold addresses only, needs
no request of its own. What is still missing then (a file or a consultation given as an address, a dissolved committee) is asked for
paper by paper: a PaperRef whose Ask carries the paper's JSON from part to part until it is complete.

With `changed_since` the filter `modified_since` is tried once with the year 2100: a server that then still lists papers ignores it, and
all is walked; otherwise two days of overlap are asked for. Servers whose dates of change are invented (more!rubin) list everything;
their dates are dropped and the crawler's hash of the content decides. A result that is entered later changes the meeting, not the
paper: it comes with the next full walk.

A list of organizations or meetings that fails is an issue and the walk goes on without it (also when called with a status of 0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.vendors.oparl_bodies import body_ags, body_name, find_maker, name_bodies, pick_body
from ingest.vendors.oparl_json import JsonObject, address, find_refusal, key_of, kind_of, link, listed, load_json, text_in, version_of
from ingest.vendors.oparl_known import Known
from ingest.vendors.oparl_paper import Place, is_paper, read_paper
from ingest.vendors.oparl_walk import (
    FIELDS,
    LISTS,
    context_of,
    follow_list,
    follow_paper,
    follow_part,
    follow_probe,
    page_of,
    read_rows,
    start_lists,
)
from ingest.vendors.records import Ask, Evidence, Found, Reply, RisPaper, Source, Vendor, Window, trouble

MOST_BODIES = 400  # of one server that are looked at
_KEPT = ("id", "name", "shortName", "ags", "rgs", "license", *FIELDS.values())  # what is remembered of bodies seen


def recognise(data: bytes, url: str) -> Iterator[Evidence]:
    """Any OParl object is a sure sign; a System also hints at who made it. On a page of HTML a link to an OParl system is a hint."""
    if data.lstrip()[:1] not in (b"{", b"[", b"\xef"):
        found = re.search(rb"""href\s*=\s*["']?([^"'\s>]*/oparl/[^"'\s>]*system[^"'\s>]*)""", data, re.I)
        if found:
            yield Evidence("oparl", f"link to {found[1].decode('utf-8', 'replace')}", weight=0.4)
        return
    value = load_json(data)
    rows = listed(value.get("data")) if isinstance(value, dict) and "data" in value else listed(value)
    first = next((row for row in rows if kind_of(row)), None)
    if first is None:
        return
    if kind_of(first) == "Error":
        yield Evidence("oparl", f"Error object: {text_in(first.get('message')) or 'no message'}", version_of(first), 0.4)
        return
    yield Evidence("oparl", f"JSON object of type {text_in(first.get('type'))}", version_of(first))
    maker = find_maker(first) if kind_of(first) == "System" else ""
    if maker:
        yield Evidence(maker, f"OParl system of {text_in(first.get('vendor')) or text_in(first.get('contactName'))}", weight=0.5)


def parse_paper(data: bytes, url: str) -> RisPaper | None:
    """A saved Paper object with what is embedded in it; also a list of one."""
    value = load_json(data)
    if isinstance(value, dict) and not kind_of(value) and "data" in value:
        value = value["data"]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return read_paper(value, Place(url), Known()) if is_paper(value) else None


def begin(source: Source, window: Window) -> Iterator[Found]:
    yield Ask(source.url, "system", fresh=True, priority=5)


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    refusal = find_refusal(reply)
    if refusal:
        yield refusal
        return
    value = load_json(reply.body) if 200 <= reply.status < 300 else None
    if ask.kind in ("system", "bodies"):
        yield from _follow_system(source, window, ask, reply, value)
    elif ask.kind == "probe":
        yield from follow_probe(window, ask, reply, value)
    elif ask.kind in LISTS:
        yield from follow_list(window, ask, reply, value)
    elif ask.kind == "paper":
        yield from follow_paper(window, ask, reply, value)
    elif ask.kind == "part":
        yield from follow_part(window, ask, reply, value)


def _follow_system(source: Source, window: Window, ask: Ask, reply: Reply, value: Any) -> Iterator[Found]:
    if kind_of(value) == "Error":
        said = text_in(value.get("message")).rstrip(".")
        yield trouble("oparl_off", f"{ask.url}: OParl answers with an error: {said}. Use the vendor's own pages as the source", ask)
        return
    if value is None:
        what = "no JSON" if reply.status == 200 else f"HTTP {reply.status}"
        message = f"{ask.url}: no OParl object there ({what}); give the address of the OParl system"
        yield trouble("oparl_system", message, ask, reply.status >= 500 or not reply.status)
        return
    context = dict(ask.context)
    rows, following = page_of(value, reply.url)
    if kind_of(value) == "System":
        context["license"] = text_in(value.get("license"))
        inner = value.get("body")
        if isinstance(inner, str):
            yield Ask(link(inner, reply.url), "bodies", context_of(context), fresh=True, priority=5)
            return
        rows, following = listed(inner), ""
    bodies = [*_kept(context), *(row for row in rows if isinstance(row, dict) and kind_of(row) in ("", "Body") and not row.get("deleted"))]
    left = [*json.loads(context.get("left", "[]")), *(link(row, reply.url) for row in rows if isinstance(row, str)), following]
    yield from _choose_body(source, window, ask, reply, bodies, [url for url in left if url])


def _kept(context: dict[str, str]) -> list[JsonObject]:
    rows: list[JsonObject] = json.loads(context.get("bodies", "[]"))
    return rows


def _choose_body(source: Source, window: Window, ask: Ask, reply: Reply, bodies: list[JsonObject], left: list[str]) -> Iterator[Found]:
    """The wanted body, or a look at further ones (of the next page, or given as addresses) until all were seen."""
    context, wanted = dict(ask.context), dict(source.options).get("body", "")
    # while others are left to look at, one body that was seen is not yet "the only one there is"
    picked = pick_body(bodies, source) if not left or len(bodies) != 1 or wanted else None
    if picked:
        yield from _begin_body(source, window, ask, reply, picked)
        return
    sure = [url for url in left if wanted and key_of(url) == key_of(wanted)]
    if not left and wanted.startswith("http") and not context.get("direct"):
        sure, context["direct"] = [wanted], "1"
    if (left or sure) and len(bodies) < MOST_BODIES:
        following = (sure or left)[0]
        context["bodies"] = json.dumps([{name: body[name] for name in _KEPT if name in body} for body in bodies], ensure_ascii=False)
        context["left"] = json.dumps([] if sure else left[1:])
        yield Ask(following, "bodies", context_of(context), fresh=True, priority=5)
    else:
        which = name_bodies(bodies) or "none"
        message = f"{source.url}: which body is meant is not told; bodies there: {which}. Set the source's option body to one of them"
        yield trouble("oparl_body", message, ask)


def _begin_body(source: Source, window: Window, ask: Ask, reply: Reply, body: JsonObject) -> Iterator[Found]:
    told = {
        "body": body_name(body, source),
        "ags": body_ags(body),
        "license": text_in(body.get("license")) or ask.told("license"),
        **{name: link(body.get(field), reply.url) for name, field in FIELDS.items() if isinstance(body.get(field), str)},
    }
    papers = body.get("paper")
    if isinstance(papers, list):
        yield from read_rows(window, Ask(address(body), "papers", context_of(told)), reply.url, papers, Known())
    elif told.get("papers"):
        yield from start_lists(window, told)
    else:
        yield trouble("oparl_lists", f"{address(body) or ask.url}: the body names no list of papers", ask)


VENDOR = Vendor("oparl", "OParl 1.0/1.1", recognise, parse_paper, begin, follow)
