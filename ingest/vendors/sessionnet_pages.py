"""SessionNet 4/5 (Somacos): what all its pages share: marks and version, closed, empty and refusing pages, addresses, texts.

Pages are `<two letters><four digits>.asp|php` (si0040 calendar, si0056/si0057/to0040 agenda, vo0050 paper, vo0053 its stations);
the numbers `__kvonr` (paper), `__ksinr` (meeting) hold for the whole server and are the only parameters that name something.
Sources: the notes on real pages of versions 4.9 to 5.5; what older skins do is told by public programs that read them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from ingest.vendors.pages import Node, by_id, decode_page, find_class, lines_of, parse_html, text_of
from ingest.vendors.records import Evidence

VENDOR_NAME = "sessionnet"
_HEAD = 300_000  # bytes in which marks are looked for: a page says who made it at its top
_AUTHOR = r"""<meta\b[^>]{0,500}content\s*=\s*["'][^"'<>]{0,300}SessionNet\s+Version\s+(\d[\d.]*(?:\s*KP\s*\d+)?)"""
_META = r"""<meta\b[^>]{0,200}name\s*=\s*["']?sessionnet["']?[^>]{0,200}?content\s*=\s*["']\s*V?:?\s*(\d{2})(\d{2})(\d{2})"""
_PAGE_MARK = (
    r"""<[a-z]+\d?\b[^<>]{0,500}?(?:class|id)\s*=\s*["'][^"'<>]{0,300}?"""
    r"""\b(smc_page_[a-z]{2}\d{4}_\w{1,40}|smctablevorgang|smc-table-cell (?:vobetr|voname|vovaname)|smc_field_(?:vobetr|vovaname))\b"""
)
_SKIN_MARK = (
    r"""(?:class|id)\s*=\s*["'][^"'<>]{0,200}?"""
    r"""\b(smc(?:contenttable|content|docbox|_doc|-doc-content|-table-cell|_datatype_\w+))\b"""
)
_LINK_MARK = r"""href\s*=\s*["'][^"'<>]{0,200}?((?:vo005\d|si005\d|to0040|si0040)\.(?:asp|php)\?__[a-z]+)="""
_LAST_PAGE = re.compile(r"(?:^|/)([a-z]+\d{0,4})\.(asp|php)$", re.I)
_NUMBER = re.compile(r"[?&](?:amp;)?(__k(?:vo|ag|si)nr)=(\d+)", re.I)
PAPER_LINK = re.compile(r"(?:^|/)(?:vo|ag)005\d\.(?:asp|php)\?", re.I)
MEETING_LINK = re.compile(r"(?:^|/)(si005[067]|to0040)\.(?:asp|php)\?", re.I)


def find_evidence(data: bytes, url: str = "") -> Iterator[Evidence]:
    """Signs of SessionNet 4/5: meta "sessionnet", meta author with the version, page ids `smc_page_…` are sure; the rest hints."""
    head = decode_page(data[:_HEAD])
    if found := re.search(_META, head, re.I):
        version = ".".join(str(int(part)) for part in found.groups())
        yield Evidence(VENDOR_NAME, f"meta sessionnet: V:{''.join(found.groups())}", version)
    if found := re.search(_AUTHOR, head, re.I):
        yield Evidence(VENDOR_NAME, f"meta author: SessionNet Version {found[1]}", found[1].strip())
    if found := re.search(_PAGE_MARK, head, re.I):
        yield Evidence(VENDOR_NAME, f"id or class {found[1]}")
    skin, link = re.search(_SKIN_MARK, head, re.I), re.search(_LINK_MARK, head, re.I)
    if skin:  # together with a link of SessionNet's form there is no other maker it could be of
        yield Evidence(VENDOR_NAME, f"id or class {skin[1]}", weight=1.0 if link else 0.5)
    if link:
        yield Evidence(VENDOR_NAME, f"link {link[1]}", weight=0.5)
    if url and (place := find_place(url)) and re.fullmatch(r"[a-z]{2}\d{4}|infobi|info", place.page, re.I):
        yield Evidence(VENDOR_NAME, f"address …/{place.page}.{place.ext}", weight=0.3)


def is_sessionnet(data: bytes, url: str = "") -> bool:
    """Whether the page bears a mark that only SessionNet's own pages have, or at least two of its hints."""
    weights = [evidence.weight for evidence in find_evidence(data, url)]
    return any(weight >= 1 for weight in weights) or len(weights) > 1


def parse_page(data: bytes) -> Node | None:
    """The tree of a page. What is UTF-8 is read as such and the rest as windows-1252, whatever server and page declare: both err."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return parse_html(data)
    return parse_html(data, "charset=utf-8" if _is_utf8(data) else "charset=windows-1252")


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8, but for some broken letters: a page may be cut, or quote a text of another charset."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        return text.count("\ufffd") <= sum(1 for char in text if ord(char) > 0x7F) // 4
    return True


def find_page_name(tree: Node, url: str = "") -> str:
    """The name of a page ("vo0050"), by its layout's class, its address or its tables' ids; "" where nothing tells it."""
    marks = " ".join(f"{node.get('class') or ''} {node.get('id') or ''}" for node in tree.iter("body", "div", "table"))
    place = find_place(url)
    if found := re.search(r"smc_page_([a-z]{2}\d{4})_layout", marks):
        return found[1]
    if place and re.fullmatch(r"[a-z]{2}\d{4}", place.page):
        return place.page
    found = re.search(r"smc_page_([a-z]{2}\d{4})_contenttable", marks)
    return found[1] if found else ""


# ------------------------------------------------------------------------------------------------------ addresses


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of SessionNet stands: the folder with a slash at its end ("" for a saved page), page name, "asp" or "php"."""

    base: str
    page: str
    ext: str

    def address(self, page: str, **parameters: object) -> str:
        """The canonical address of a page: nothing in its query but what is given."""
        query = "&".join(f"__{name}={value}" for name, value in parameters.items())
        return f"{self.base}{page}.{self.ext}" + (f"?{query}" if query else "")


def find_place(url: str) -> Place | None:
    """Folder, page and extension of an address such as "https://…/bi/vo0050.asp?__kvonr=1"; None for any other."""
    path = url.split("#", 1)[0].split("?", 1)[0]
    found = _LAST_PAGE.search(path)
    return Place(path[: found.start(1)], found[1].lower(), found[2].lower()) if found else None


def find_number(link: str, name: str = "__kvonr") -> str:
    """The number that a link names by `name` ("vo0050.asp?__kvonr=12&voselect=7" → "12"); "" where it names none."""
    for found in _NUMBER.finditer(link):
        if found[1].lower() == name:
            return found[2].lstrip("0") or "0"
    return ""


def paper_key(link: str) -> str:
    """The key of the paper that a link leads to: "kvonr=12" (Vorlage) or "kagnr=12" (Antrag); "" where it leads to none."""
    if not PAPER_LINK.search(link):
        return ""
    for name in ("__kvonr", "__kagnr"):
        if number := find_number(link, name):
            return f"{name.strip('_')}={number}"
    return ""


def join_address(base: str, link: str) -> str:
    """A link as an address, as printed where the page's own is unknown; "" for what is no web link or no address at all."""
    link = "".join(link.split())
    if not link or link.startswith("#") or re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", link, re.I):
        return ""
    try:
        joined = urljoin(base, link) if base else link
        _ = urlsplit(joined).port  # a port out of range shows only when it is asked for
    except ValueError:
        return ""
    return joined


# ---------------------------------------------------------------------------------------------------------- texts

_LATIN = "".join(dict.fromkeys(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore") + bytes(range(0x80, 0xC0)).decode("latin-1")))


def mend(text: str) -> str:
    """Undoes what servers do twice: entities within entities ("&#228;"), UTF-8 read as latin-1 ("Ã¤"); other text stays."""
    if "&" in text and re.search(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[AOUaou]uml|szlig|quot|amp|ndash|euro);", text):
        text = html.unescape(text)
    if "Ã" in text or "Â" in text or "â€" in text:
        text = re.sub(rf"[ÃÂ][{re.escape(_LATIN)}]|â€[{re.escape(_LATIN)}]", _decode_again, text)
    return " ".join(text.split())


def _decode_again(found: re.Match[str]) -> str:
    try:
        raw = b"".join(char.encode("cp1252") if ord(char) > 0xFF else char.encode("latin-1") for char in found[0])
        return raw.decode("utf-8")
    except UnicodeError:
        return found[0]


def classes_of(node: Node) -> list[str]:
    """The classes of an element, in lower case."""
    return (node.get("class") or "").lower().split()


def read_text(node: Node | None) -> str:
    """A node's text in one line, mended."""
    return mend(text_of(node))


_SPOKEN = ("sr-only", "visually-hidden", "smc-badges", "badge", "smc-action-group", "smcdosize", "smc-doc-icon", "smc-doc-symbol")


def read_plain(node: Node | None) -> str:
    """As `read_text`, without badges, sizes and texts for screen readers."""
    return mend("" if node is None else "".join(_plain_parts(node)))


def _plain_parts(node: Node) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag and tag not in ("script", "style", "noscript", "template", "i") and not any(name in _SPOKEN for name in classes_of(child)):
            yield from (" " if tag in ("br", "div", "p", "li", "td", "tr") else "", *_plain_parts(child))
            yield " " if tag in ("br", "div", "p", "li", "td", "tr") else ""
        yield child.tail or ""


def read_lines(node: Node | None) -> str:
    """A longer text with a line for each block, mended."""
    return "\n".join(mend(line) for line in lines_of(node).split("\n"))


def find_content(tree: Node) -> Node:
    """The part of a page that is not navigation: by the ids of the skins, else the element with role main, else the whole body."""
    for name in ("page-content", "smccontent", "smc_content", "content"):
        node = by_id(tree, name)
        if node is not None and (len(node) or (node.text or "").strip()):
            return node
    for path in (".//*[@role='main']", ".//main"):
        found = tree.xpath(path)
        if found:
            return found[0]
    body = tree.find("body")
    return tree if body is None else body


def is_navigation(node: Node) -> bool:
    """Whether a node stands in navigation, header or footer."""
    for above in node.iterancestors():
        if above.tag in ("nav", "footer", "header") or (above.get("id") or "").lower() in ("sidebar-wrapper", "smcfooter", "smcmenubottom"):
            return True
        if any(name in ("smcfooter", "navbar", "sidebar", "smcmenu", "breadcrumb") for name in classes_of(above)):
            return True
    return False


# ------------------------------------------------------------------------------------------------- what a page is not


def is_closed(data: bytes, url: str = "") -> bool:
    """Whether SessionNet answered with its error or login page: what was asked for is not public (or not there)."""
    place = find_place(url)
    if place and re.fullmatch(r"y?error\d?|ylogon\d?|ylogin\d?", place.page):
        return True
    head = decode_page(data[:_HEAD])
    if re.search(r"smc-pagetype-(?:logon|error)|\bsmc_page_(?:y?logon|y?error)\d?_", head, re.I):
        return True
    title = re.search(r"<title[^>]{0,100}>([^<]{0,300})", head, re.I)
    heading = re.search(r"<h1[^>]{0,200}>([^<]{0,300})", head, re.I)
    errors = r"(?:^|\|)\s*(?:SessionNet\s+)?(?:Fehlermeldung|Anmeldung)\W*$|SessionNet Fehlermeldung|Berechtigungsfehler"
    return any(re.search(errors, html.unescape(found[1]).strip(), re.I) for found in (title, heading) if found)


def is_login(data: bytes, url: str = "") -> bool:
    """Whether the page is the login page."""
    place = find_place(url)
    return bool(place and place.page.startswith("ylog")) or bool(
        re.search(r"smc-pagetype-logon|\bsmc_page_y?logon\d?_", decode_page(data[:_HEAD]), re.I)
    )


def is_empty(tree: Node) -> bool:
    """Whether the page says that there is nothing yet: "noch keine Detailinformationen freigegeben", "Keine Daten gefunden"."""
    words = (
        r"noch keine (?:Detail)?Informationen freigegeben|nichts gefunden|\b0 (?:Treffer|Ergebnisse)"
        r"|keine (?:Daten|Treffer|Vorlagen|Ergebnisse|Datensätze|Einträge|Sitzungen|Termine)\b"
    )
    return bool(re.search(words, read_text(find_content(tree)), re.I))


_REFUSALS = (
    r"zu viele (?:Zugriffe|Anfragen)|too many requests",
    r"captcha|altcha|hcaptcha|I am not a robot|kein Roboter",
    r"(?:Fehler-Nummer|support ID(?: is)?|incident ID|Event ID|Ray ID)\D{0,40}[0-9a-f-]{10,}",
    r"Request Rejected|Access Denied|Zugriff (?:wurde )?(?:verweigert|gesperrt|blockiert|abgelehnt)|You have been blocked",
    r"Web Application Firewall|Just a moment|Attention Required|Checking your browser|DDoS.{0,20}(?:protection|Schutz)|Incapsula",
    r"(?:nicht|not) (?:verfügbar|erreichbar|zugelassen|available|accessible) (?:in|aus|from)\b.{0,40}(?:Land|Region|country|location)",
    r"(?:Zugriff|Zugang|Access).{0,60}(?:Ihrem|Ihrer|your).{0,15}(?:Land|Standort|Region|country|location)"
    r".{0,60}(?:gesperrt|blockiert|nicht|blocked|denied|not)",
    r"Geo-?(?:Block|IP|Sperre)|(?:IP-Adresse|IP address).{0,60}(?:gesperrt|blockiert|blocked|denied)",
)


def find_refusal(data: bytes) -> str:
    """What a page says that refuses us although it came with status 200 (firewall, captcha, country); "" for any other page.

    A page of SessionNet itself is none, unless it says "zu viele Zugriffe"; nor is one with much to say (such pages are short).
    """
    if len(data) > 150_000:
        return ""
    text = decode_page(data)
    signs = _REFUSALS[:1] if is_sessionnet(data) else _REFUSALS
    plain = " ".join(html.unescape(re.sub(r"<!--.*?-->|<style.*?</style>|<[^>]{0,2000}>", " ", text, flags=re.S | re.I)).split())
    for sign in signs if len(plain) < 4000 else ():
        for where in (plain, text) if "captcha" in sign else (plain,):
            if found := re.search(sign, where[:20_000], re.I):
                return found[0][:120]
    return ""


def find_opened_client(tree: Node) -> str:
    """The body that a server of several shows now: the label of its menu of bodies; "" where there is no such menu."""
    for link in find_class(tree, "dropdown-toggle", "a"):
        if "mandant" in f"{link.get('aria-label') or ''} {link.get('title') or ''}".lower():
            return read_plain(link)
    return ""


def find_clients(tree: Node) -> dict[str, str]:
    """The bodies (Mandanten) that a server of several offers: their choice ("cpanr=2") → name."""
    clients: dict[str, str] = {}
    for link in find_class(tree, "smcfiltermenumandant", "a"):
        found = re.search(r"__(cpanr|cmandant)=(\d+)", link.get("href") or "")
        name = read_plain(link)
        if found and found[2] != "0" and name and not re.match(r"alle\b", name, re.I):
            clients.setdefault(f"{found[1]}={found[2]}", name)
    return clients
