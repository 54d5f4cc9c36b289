"""What keeps an answer from being read: an error, a refusal (also one delivered with HTTP 200), a gate. Reported, never circumvented."""

from __future__ import annotations

import re

from corpus.types import Problem
from ingest.vendors.pages import decode_page
from ingest.vendors.records import Refusal, Reply, Trouble

REFUSING = (401, 403, 407, 429, 451)  # statuses by which a server says that it does not want us


def find_failure(reply: Reply) -> Refusal | Trouble | None:
    """A status by which the server refuses or fails; None where it answered, were it that there is no such page."""
    if reply.status in REFUSING:
        return Refusal(f"HTTP {reply.status}", reply.url)
    if reply.status >= 500 or reply.status < 200:  # 0 and the like: no answer came
        message = f"The source answered HTTP {reply.status} at {reply.url}; it is asked again later."
        return Trouble(Problem("server_error", message), reply.url, retry=True)
    return None


def find_obstacle(reply: Reply) -> Refusal | Trouble | None:
    """What keeps an answer from being read; None for a page."""
    if failure := find_failure(reply):
        return failure
    if reply.status in (404, 410):
        message = f"The source has no page at {reply.url}; check the address or wait for the next walk."
        return Trouble(Problem("not_found", message), reply.url)
    if reply.status >= 400:
        message = f"The source answered HTTP {reply.status} at {reply.url}; check the address or wait for the next walk."
        return Trouble(Problem("http_error", message), reply.url)
    sign = find_refusal_sign(reply)
    return Refusal(sign, reply.url) if sign else None


def unknown_page(reply: Reply, product: str) -> Trouble:
    """A page that the vendor's adapter has not learned to read, with its beginning as evidence."""
    message = f"{reply.url} is no page of {product} that is known; report it with the page."
    return Trouble(Problem("unknown_page", message, decode_page(reply.body[:300])), reply.url)


def find_refusal_sign(reply: Reply) -> str:
    """The words or marks by which a page delivered with HTTP 200 refuses, "" where it does not."""
    if "/_gate/" in reply.url:
        return "gate against automated access"
    text = decode_page(reply.body[:200_000], reply.headers.get("content-type", ""))
    if re.search(r"<altcha-widget\b|[\"'(]/?_gate/", text, re.I):
        return "gate against automated access (altcha)"
    if len(reply.body) < 30_000 and not re.search(r"vobetreff|\bkb1\b|calenderView|\btl1\b", text):  # no page of a paper, list or agenda
        found = re.search(r"zu\s+viele\s+zugriffe[^<]{0,80}", text, re.I)
        if found:
            return " ".join(found[0].split())
        signs = r"request rejected|access denied|web application firewall|support id is|g-recaptcha|h-captcha|cf-challenge"
        found = re.search(signs, text, re.I)
        if found and not re.search(r"ALLRIS", text):
            return f"firewall or captcha page ({found[0]})"
    return ""
