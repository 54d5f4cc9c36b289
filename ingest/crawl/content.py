"""What an answer's bytes are, as far as the crawler must know: a document, a page, a cut document, a refusal in disguise. Pure."""

from __future__ import annotations

import re

# Signs of gates and firewalls that answer with HTTP 200. Asked only of short pages from which an adapter got nothing.
_SIGNS = (
    (rb"zu viele (?:zugriffe|anfragen)", "Zu viele Zugriffe"),
    (rb"<altcha-widget|/_gate/", "altcha gate"),
    (rb"g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|captcha-delivery", "captcha"),
    (rb"cf-browser-verification|challenge-platform|just a moment\.\.\.", "browser check"),
    (rb"the requested url was rejected|your support id is|web application firewall", "web application firewall"),
    (rb"access denied.{0,200}reference\s*#|request blocked|anfrage (?:wurde )?blockiert", "web application firewall"),
    (rb"automatisierte (?:zugriffe|abfragen)|ihre ip(?:-adresse)? (?:wurde|ist) gesperrt", "automatic access refused"),
    (rb"tempor(?:\xc3\xa4|\xe4|&auml;|&#228;)r gesperrt", "access blocked for a time"),
)
SHORT = 40_000  # bytes: gates are short


def find_refusal_sign(body: bytes) -> str:
    """The sign of a gate, captcha or firewall on a page, "" where there is none."""
    if len(body) > SHORT:
        return ""
    lower = body.lower()
    for pattern, sign in _SIGNS:
        if re.search(pattern, lower, re.S):
            return sign
    return ""


def is_html(body: bytes) -> bool:
    """Whether bytes are a web page."""
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return bool(re.match(rb"<(?:!doctype\s+html|html|head|body)\b", head)) or (head.startswith((b"<?xml", b"<!--")) and b"<html" in head)


def is_readable(head: bytes, name: str) -> bool:
    """Whether a document is of a kind that the reader takes: PDF, a page, plain text."""
    return b"%PDF-" in head[:1024] or is_html(head) or name.lower().endswith((".txt", ".md", ".html", ".htm"))


def is_cut_pdf(body: bytes) -> bool:
    """A PDF without its end: the line broke."""
    return b"%PDF-" in body[:1024] and b"%%EOF" not in body[-4096:]


def wants_no_page(name: str, media_type: str) -> bool:
    """Whether a document is told to be something other than a web page: then a page in its place is an error page."""
    kind = media_type.lower()
    return name.lower().endswith((".pdf", ".docx", ".doc", ".xlsx", ".xls", ".zip", ".odt", ".pptx", ".jpg", ".png", ".tif")) or (
        kind not in ("", "text/html", "application/octet-stream") and "html" not in kind
    )
