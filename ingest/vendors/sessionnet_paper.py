"""SessionNet: the page of a paper (`vo0050`, an Antrag's `ag0050`), in the skins from 4.x to 5.5.

5.x: a table of divs, each value cell with the class of its field (`vobetr` Betreff, `voname` number, `vovaname` type) beside a head cell
`…_title`. Up to 4.9: table `#smctablevorgang` with `td.smctablehead` and one or two pairs in a row. Further rows are each customer's
choice and named in the customer's words, so labels are read by what they mean. The page holds neither the text nor, in 5.x, a date;
"Letzte Änderung" in the footer may be that of the whole system and is not taken for one of the paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from corpus.types import Consultation, PaperFacts
from ingest.vendors.pages import Node, classify_heading, find_class, iso_date, public_told
from ingest.vendors.records import RisFile, RisPaper, RisText
from ingest.vendors.sessionnet_consultations import Stations, read_stations
from ingest.vendors.sessionnet_files import read_files
from ingest.vendors.sessionnet_pages import (
    VENDOR_NAME,
    classes_of,
    find_content,
    find_page_name,
    find_place,
    is_closed,
    is_navigation,
    is_sessionnet,
    join_address,
    mend,
    paper_key,
    parse_page,
    read_lines,
    read_text,
)

STATION_PAGES = ("vo0051", "vo0052", "vo0053")
Pair = tuple[str, str, Node]  # field ("title", "reference", … or "" for a label of no meaning to us), label, value cell

_CODES = {
    "vobetr": "title", "agbetr": "title", "agname": "reference", "voname": "reference", "vovaname": "type", "vaname": "type",
    "agvaname": "type", "voakz": "file_number", "vodat": "date", "vovdat": "date", "agvdat": "date", "agdat": "date", "voost": "public",
}  # fmt: skip
_KIND = (
    r"(?:(?:sitzungs|beschluss|kreistags|verwaltungs)?(?:vorlagen?|drucksachen?)|antrags?|anfragen?|dokument(?:en)?|registrier|geschäfts|beschluss)"
)
_LABELS = (
    ("type", rf"{_KIND}?[\s-]*(?:art|typ|kategorie)$|art (?:der|des) |dokument(?:en)?art"),
    ("date", rf"(?:{_KIND}|erstell(?:ungs)?|eingangs?|einreichungs?|ausfertigungs?)?[\s-]*datum(?! der sitzung)"),
    ("date", r"(?:erstellt|eingereicht|eingegangen)(?: am)?$|vom$"),
    ("public", r"(?:öffentlichkeits)?status\b|öffentlich|behandlung$|beratungsart$"),
    ("lead", r"federführ|zuständig(?!keit$)|verantwortlich"),
    ("unit", r"(?:fach)?(?:amt|dienst|abteilung|referat)\b|sachgebiet|dienststelle"),
    ("division", r"(?:fach|geschäfts|produkt)?bereich\b|organisationseinheit|dezernat"),
    ("person", r"(?:sach)?bearbeit|verfasser|berichterstatt|ansprechpartner|autor|vortragend|referent"),
    ("file_number", r"aktenzeichen|az\b|gz\b|geschäftszeichen"),
    ("related", r"(?:referenz|bezugs?|vor|unter|über|haupt|ursprungs|neben)[\w-]*\s*vorlage|(?:unter|über)geordnet|bezug|verweis"),
    ("reference", rf"{_KIND}(?:n?[\s-]*(?:nummer|nr\b\.?))?$|(?:(?:ds|drs|vl|sv|bv)[\s.-]*)?(?:nummer|nr\.?)$|(?:name|kennung)$"),
    ("title", r"betreff|titel|bezeichnung|gegenstand|beratungsgegenstand|thema|kurzbezeichnung|inhalt$|überschrift"),
)
_BODY = (
    r"(?:(?:Landeshaupt|Bundes|Kreis|Große Kreis|Universitäts|Hanse|Universitäts- und Hanse|Kloster|Residenz|Wissenschafts)stadt"
    r"|Stadt|Landkreis(?:es)?|Kreis(?:es)?|Gemeinde|Samtgemeinde|Verbandsgemeinde|Ortsgemeinde|Einheitsgemeinde|Verwaltungsgemeinschaft"
    r"|Markt(?:es)?|Marktgemeinde|Regionalverband(?:e?s)?|Region|Städteregion|Bezirk(?:e?s)?|Amt(?:e?s)?|Landratsamt(?:e?s)?"
    r"|Kreisverwaltung|Stadtverwaltung)"
)
_LITTLE = r"an|am|auf|bei|im|in|der|dem|ob|vor|und|(?:[adiv]\.){1,3}"
_NAME = rf"[A-ZÄÖÜ][\w.’'/-]*(?:\s+(?:[A-ZÄÖÜ(][\w.()’'/-]*|{_LITTLE})){{0,6}}"
_WHOLE_NAME = (
    r"\b((?!Arbeits|Wahl|Bürger)[A-ZÄÖÜ][\w-]*(?<!Land)(?<!land)kreis(?:es)?|[A-ZÄÖÜ][\w-]*-Kreis(?:es)?|[A-ZÄÖÜ]\w+landkreis(?:es)?)\b"
)
_PORTAL_WORDS = (
    r"(?:Bürger|Rats|Kreis|Kreistags|Stadtrats|Gremien|Sitzungs|Kommunal|Mandats|Gemeinde|Politik)[\w-]*(?:info|portal|dienst)[\w-]*"
)
_PORTAL = re.compile(rf"^\W*((?:SessionNet\W+)?(?:{_PORTAL_WORDS}|Ratsinfo\w*|Politik|Session)\b[^|]{{0,90}}?)\s+[-–|]\s+(\S.*)$")


def parse_paper(data: bytes, url: str = "") -> RisPaper | None:
    """A page of one paper, its stations too where the page has them; None where it is no such page of SessionNet."""
    if is_closed(data, url) or not is_sessionnet(data, url):
        return None
    tree = parse_page(data)
    return None if tree is None else read_paper(tree, url)


def read_paper(tree: Node, url: str = "") -> RisPaper | None:
    """As `parse_paper`, from the tree. A paper is told by its number or by a Betreff that stands in a field of its own."""
    content = find_content(tree)
    stations = read_stations(tree)
    pairs = [pair for pair in read_pairs(content) if not any(node in stations.nodes for node in pair[2].iterancestors())]
    fields = choose_fields(pairs)
    if not fields.keys() & {"title", "reference"}:
        fields = choose_fields([*pairs, *read_loose_pairs(content)])
    key = find_key(tree, url)
    name = find_page_name(tree, url or _own_link(tree))
    if not re.fullmatch(r"(?:vo|ag)005\d|", name):
        return None
    if not fields.keys() & {"title", "reference"} or not (key or name or _has_paper_mark(tree)):
        return read_stations_page(tree, url, key, stations) if key and name in STATION_PAGES else None
    reference = read_text(fields.get("reference"))
    title, portal = _read_title(tree, read_text(fields.get("title")))
    kind = read_text(fields.get("type"))
    facts = PaperFacts(
        body=find_body(tree, title, portal),
        reference=reference,
        title=title,
        paper_type=kind,
        date=iso_date(read_text(fields.get("date"))),
        public=_tell_public(read_text(fields.get("public")), kind, stations),
        lead_unit=next((text for name in ("lead", "unit", "division") if (text := read_text(fields.get(name)))), ""),
        consultations=stations.consultations,
    )
    return RisPaper(
        VENDOR_NAME,
        key or f"reference={reference or title}",
        paper_address(url, key),
        facts,
        read_files(content, url, key, reference, kind, stations.nodes),
        tuple(_read_texts(pairs)),
        person=read_text(fields.get("person")),
    )


def read_stations_page(tree: Node, url: str, key: str, stations: Stations) -> RisPaper | None:
    """What a page of stations alone (vo0053) tells of its paper: its title in the heading, the stations; None where it has none."""
    title, portal = _read_title(tree, "")
    if not stations.consultations:
        return None
    facts = PaperFacts(body=find_body(tree, title, portal), title=title, public=stations.public, consultations=stations.consultations)
    return RisPaper(VENDOR_NAME, key, paper_address(url, key), facts)


# ------------------------------------------------------------------------------------------------------- addresses


def find_key(tree: Node, url: str) -> str:
    """The key of the paper that a page is about: by its address, its own links (tabs, canonical), its one paper link; else ""."""
    if key := paper_key(url):
        return key
    if key := paper_key(_own_link(tree)):
        return key
    keys = {paper_key(link.get("href") or "") for link in find_content(tree).iter("a")} - {""}
    return keys.pop() if len(keys) == 1 else ""


def _own_link(tree: Node) -> str:
    """The address that a saved page gives itself: the active tab of the paper's register, another of its tabs, link rel=canonical."""
    for path in (
        ".//*[@id='smcregister']//li[contains(@class, 'active')]//a",
        ".//*[@id='smcregister']//a",
        ".//a[contains(@class, 'nav-link') or contains(@class, 'smcregister')]",
        ".//link[@rel='canonical']",
        ".//meta[@property='og:url']",
    ):
        for node in tree.xpath(path):
            link = str(node.get("href") or node.get("content") or "")
            if paper_key(link):
                return link
    return ""


def paper_address(url: str, key: str) -> str:
    """The canonical address of a paper (its number alone); the page's own where it has no folder or no key to make it of."""
    place = find_place(url)
    if place is None or not place.base or not key.startswith(("kvonr=", "kagnr=")):
        return url
    name, number = key.split("=", 1)
    return place.address("vo0050" if name == "kvonr" else "ag0050", **{name: number})


def find_stations_link(tree: Node, url: str) -> str:
    """The address of the page of stations that a paper's page links to (tab "Beratungen"), canonical; "" where it has none."""
    key = find_key(tree, url)
    for link in tree.iter("a"):
        href = link.get("href") or ""
        place = find_place(href)
        if place is None or place.page not in STATION_PAGES or paper_key(href) != key or not key:
            continue
        words = f"{link.get('title') or ''} {link.get('aria-label') or ''} {read_text(link)}"
        if place.page == "vo0053" or re.search(r"beratung", words, re.I):
            name, number = key.split("=", 1)
            return join_address(url, f"{place.page}.{place.ext}?__{name}={number}")
    return ""


def _has_paper_mark(tree: Node) -> bool:
    return any(name in _CODES for node in tree.iter("div", "td") for name in classes_of(node))


# ------------------------------------------------------------------------------------------------------------ fields


def read_pairs(content: Node) -> Iterator[Pair]:
    """Labels and values of the page's tables: div rows, table rows with one or more pairs, definition lists."""
    for row in content.iter("tr", "div", "dl"):
        if row.tag == "div" and "smc-table-row" not in classes_of(row):
            continue
        cells = [cell for cell in row if cell.tag in ("td", "th", "dt", "dd") or "smc-table-cell" in classes_of(cell)]
        if not is_navigation(row):
            yield from _read_cells(cells)


def read_loose_pairs(content: Node) -> Iterator[Pair]:
    """Labels and values of a skin that is not known: elements of two parts, of which the first is a label that has a meaning."""
    for node in content.iter("div", "li", "p", "section"):
        parts = [part for part in node if isinstance(part.tag, str)]
        label = read_text(parts[0]) if len(parts) == 2 and len(parts[0]) < 2 and not is_navigation(node) else ""
        if 0 < len(label.split()) < 4 and (field := name_label(label)) and read_text(parts[1]):
            yield field, label, parts[1]


def _read_cells(cells: list[Node]) -> Iterator[Pair]:
    label: str | None = None
    unmarked = len(cells) in (2, 4) and not any(_is_head(cell) for cell in cells)
    for place, cell in enumerate(cells):
        text = read_text(cell)
        if _is_head(cell) or (unmarked and place % 2 == 0 and len(text) < 40 and name_label(text)):
            label = text
        elif label is not None or _code_of(cell):
            yield _code_of(cell) or name_label(label or ""), label or "", cell
            label = None


def choose_fields(pairs: list[Pair]) -> dict[str, Node]:
    """The value of each field: by its class before its label, by the usual label before others, then the first. A number has a digit."""
    chosen: dict[str, tuple[int, Node]] = {}
    for field, label, node in pairs:
        rank = 0 if _code_of(node) else 1 if re.match(r"betreff|vorlage|drucksache|datum|name\b|nummer|nr\b", label.casefold()) else 2
        text = read_text(node)
        if not field or not text or (field == "reference" and not re.search(r"\d", text)) or (field == "date" and not iso_date(text)):
            continue
        if field not in chosen or rank < chosen[field][0]:
            chosen[field] = (rank, node)
    return {field: node for field, (_, node) in chosen.items()}


def _is_head(cell: Node) -> bool:
    names = classes_of(cell)
    return cell.tag in ("th", "dt") or any(name in ("smc-cell-head", "smctablehead") or name.endswith("_title") for name in names)


def _code_of(cell: Node) -> str:
    return next((_CODES[name] for name in (name.removeprefix("smc_field_") for name in classes_of(cell)) if name in _CODES), "")


def name_label(label: str) -> str:
    """The field that a label means in the customer's words ("Drucksachen-Nr.:" → "reference"); "" for a label of no meaning to us."""
    folded = " ".join(label.casefold().replace(":", " ").split())
    return next((field for field, pattern in _LABELS if re.match(pattern, folded)), "")


def _tell_public(status: str, kind: str, stations: Stations) -> bool | None:
    folded = status.casefold()
    told = {"ja": True, "nein": False}.get(folded, public_told(status))
    told = public_told(kind) if told is None else told
    return stations.public if told is None else told


def _read_texts(pairs: list[Pair]) -> Iterator[RisText]:
    for field, label, node in pairs:
        kind = classify_heading(label)
        if not field and kind != "other":
            text = read_lines(node)
            if len(text) >= 40:  # shorter ones are ticks ("Finanzielle Auswirkungen: nein"), no texts
                yield RisText(kind, label.rstrip(" :"), text)


# --------------------------------------------------------------------------------------------------- title and body


def read_heading(tree: Node) -> str:
    """The heading of a page, without the portal's name before it; "" where it has none."""
    return _read_title(tree, "")[0]


def _read_title(tree: Node, told: str) -> tuple[str, str]:
    """(title, name of the portal that stands before it in heading or page title)."""
    headings = [read_text(node) for node in (*find_class(tree, "smc_h1", "h1"), *tree.iter("h1"), *tree.iter("title"))]
    for heading in headings:
        heading = re.sub(r"^SessionNet\s*\|\s*", "", heading)
        if told and told[:25] in heading:
            before, after = heading[: heading.index(told[:25])], heading.partition(told)[2]
            if portal := " | ".join(part.strip(" -–|") for part in (before, after) if part.strip(" -–|")):
                return told, portal
        elif not told and heading:
            found = _PORTAL.match(heading)
            return (found[2], found[1]) if found else (heading, "")
    return told, ""


def find_body(tree: Node, title: str, portal: str) -> str:
    """The body (Körperschaft) as the page names it: in the portal's name, or in its brand; "" where the page names none."""
    brands = tree.xpath("//*[contains(@class, 'navbar-brand') or contains(@class, 'sidebar-brand') or contains(@id, 'smcheader')]")
    candidates = [portal, *(f"{read_text(node)} {' '.join(image.get('alt') or '' for image in node.iter('img'))}" for node in brands)]
    for text in candidates:
        if body := name_body(mend(text)):
            return body
    return ""


def name_body(text: str) -> str:
    """The Körperschaft that a portal's name holds, in the nominative: "… des Landkreises Konstanz" → "Landkreis Konstanz"."""
    text = re.sub(rf"\b{_PORTAL_WORDS}|\bSessionNet\b", "|", text)
    found = re.search(rf"\b({_BODY})\s+({_NAME})", text)
    if found:
        name = re.split(r"\s+(?:Startseite|Logo|Wappen|Zur|Zum|Home|Kreistag|Stadtrat|Gremien|Politik|Session|Sitzung)\w*", found[2])[0]
        return f"{_nominative(found[1])} {name}".rstrip(" .-–/")
    whole = re.search(_WHOLE_NAME, text)
    return _nominative(whole[1]) if whole else ""


def _nominative(word: str) -> str:
    return re.sub(r"(?<=reis)es$|(?<=Markt)es$|(?<=Amt)e?s$|(?<=amt)e?s$|(?<=erband)e?s$|(?<=Bezirk)e?s$", "", word)


# ------------------------------------------------------------------------------------------ a paper within a request


def pack_paper(paper: RisPaper) -> str:
    """A paper as a word of a request's context."""
    return json.dumps(asdict(paper), ensure_ascii=False, separators=(",", ":"))


def unpack_paper(text: str) -> RisPaper | None:
    """The paper that `pack_paper` wrote; None for anything else."""
    try:
        values = json.loads(text)
        facts = values.pop("facts")
        facts["consultations"] = tuple(Consultation(**station) for station in facts["consultations"])
        files = tuple(RisFile(**{**file, "form": tuple((name, value) for name, value in file["form"])}) for file in values.pop("files"))
        texts = tuple(RisText(**entry) for entry in values.pop("texts"))
        return RisPaper(**values, facts=PaperFacts(**facts), files=files, texts=texts)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
