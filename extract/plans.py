"""Money that is not the body's: the cost and finance plans of someone who asks it for a grant, and what other bodies spend."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from extract.background import table_title
from extract.bodyplaces import find_mentions
from extract.context import PageContext, remembered
from extract.patterns import find_all
from extract.statutes import is_statute

_OWN_SHARE = re.compile(
    r"(?i)(?<!akt\. )(?<!aktivierte )\b(?:eigenanteil|eigenmittel|eigenleistung)(?! (?:der stadt|des (?:land)?kreises|der gemeinde"
    r"|stadt|kreis))[^\n]{0,30}?\d[\d.]*(?:,\d+)?-?\s*(?:€|EUR|Euro|T€)?\W*(?:\([^()\n]*\)\W*)?$",
    re.MULTILINE,
)
_OWN_SHARE_ROW = re.compile(
    r"(?i)(?:abzüglich |abzgl\. |\W)*(?:eigenanteil|eigenmittel|eigenleistung)\w*(?!\w)"
    r"(?! (?:der stadt|des (?:land)?kreises|der gemeinde|(?:land)?kreis|stadt))"
)
_RECIPIENTS = re.compile(
    r"(?i)\b(?:kosten|finanzierung|wirtschaft)s?\w*(?:-\s+und\s+finanzierungs)?plan\w*\s+(?:des|der)\s+(?:\w+\s)?"
    r"(?:trägers|vereins|antragstellers|antragstellerin|zuwendungsempfängers|projektträgers|verbandes)\b"
)
_OF_BODY = re.compile(
    r"(?i)(?:zuschuss|zuwendung|förderung|anteil)\w* (?:des |vom )?(?:(?:land)?kreis(?:es)?\b|der (?:stadt|gemeinde|kommune))"
    r"|beantragt|zuschussbedarf"
)
_APPLICANT = re.compile(r"(?i)\W*(?:\w*träger|\w*verein|antragsteller\w*|\w*empfänger\w*|projekt\w*|maßnahmeträger|organisation)\b")
_BODYS_GRANT = re.compile(r"(?i)\b(?:zuschuss|zuwendung|förderung|anteil|beantragt\w*)\W*(?:(?:land)?kreis|stadt|gemeinde|kommune)?\W*$")
_GIVER = re.compile(r"(?i)^(?:zuwendungsgeber|spender|geber)(?:in|innen)?\b|\bspender(?:in)?\b")
_GRANT = re.compile(r"(?i)zuschuss|zuwendung|förder|beantragt")
_THERE = re.compile(r"\W*(?:Dort|Hier zahlt|Diese[r]? (?:Stadt|Kreis|Gemeinde|Kommune))\b")
_OTHER_BODY = re.compile(
    r"(?i:\bnachbar(?:land)?kreis|nachbarkommune|nachbarstadt|nachbargemeinde|\b(?:benachbarten?|anderen?) (?:land)?kreis(?:es?)?\b)"
    r"|\b(?i:benachbarte[nr]?|andere[nr]?) (?:(?:Land)?[Kk]reisen?|Stadt|Kommune|Gemeinde|Städten?|Kommunen|Gemeinden)\b"
)
_OF_OTHER = re.compile(r"\W{0,3}(?:Der|Im|Auch der|Auch im|Beim|In der|Die)\s+(?=[A-ZÄÖÜ])")
_CLAUSE = re.compile(r"[,;]\s+(?:und |während |aber )?(?:im|der|beim)\s+(?=[A-ZÄÖÜ])")
_GRANT_TITLE = re.compile(  # of a paper in which the body gives to someone else
    r"(?i)\b(?:gewährung|bewilligung|beantragung)\b[^.;]{0,50}(?:zuschuss|zuschüss|zuwendung|beihilfe|förderung|darlehens?\b[^.;]{0,40}\san\sd)"
    r"|(?:zuschuss|zuschüsse|zuwendung|beihilfe)\w*\s+(?:an|für)\s+(?:den|die|das)\s+(?:\w+\s){0,2}\w*(?:verein|verband|gemeinde|stiftung|träger)"
    r"|\bantrag\s+(?:de[sr]|von)\s(?:[^.;]|\.(?=\w|\sv\.)|v\.){3,100}\sauf\s+"
    r"(?:\w+\s){0,2}(?:gewährung|bewilligung|\w*zuschuss|\w*förderung|bezuschussung|zuwendung)"
    r"|\bbezuschussung\b|\bantrag\s+auf\s+(?:\w+\s){0,2}\w*(?:zuschuss|zuschüsse|förderung|bezuschussung|zuwendung)\b"
)
_GRANT_RECEIVED = re.compile(
    r"(?i)\b(?:des landes|vom land|des bundes|vom bund|des freistaats|fördermitteln?|landes(?:zuschuss|zuwendung|förder))"
)
_COST_OF_ALL = re.compile(
    r"(?i)(?:\b(?:gesamt|bau|investitions|anschaffungs|herstellungs|sanierungs|umbau)kosten(?:schätzung|berechnung|voranschlag)?"
    r"|fähige[nr]?\s+(?:\w*kosten|\w*ausgaben)"
    r"|\bgesamt(?:investition|aufwand|ausgaben|finanzierung)\w*|\binvestitionsvolumen|\binvestitionen in höhe von"
    r"|\bkosten laut (?:angebot|kosten\w+)"
    r"|\b(?:rechnet|kalkuliert) (?:er|sie|der verein|der träger|die kirchengemeinde)\b[^.;€]{0,40}\bkosten"
    r"|\b\w*arbeiten in höhe von)\b(?:[^.;€]|\b\w\.|\.(?=\d)){0,80}$"
)
# Somebody who is not the body and asks it for a grant, as short papers and minutes tell of it.
_ASKER = (
    r"\b(?:\w*[Vv]erein(?:e?s)?|Kirchengemeinde|Kirchenstiftung|Pfarr(?:ei|amt|gemeinde)|Kirchenverwaltung|\w*verband|\w*[Gg]enossenschaft)\b"
)
_ASKED_FOR = r"(?:\w*[Zz]uschuss\w*|\w*[Bb]ezuschussung\w*|\w*[Ff]örderung|Beihilfe|Zuwendung|Unterstützung)"
_ASKS_FOR_GRANT = re.compile(
    rf"{_ASKER}[^.;]{{0,140}}\b(?:beantragt|beantragte|bittet|bat|stellt|stellte|um)\b[^.;]{{0,90}}\b{_ASKED_FOR}"
    rf"|\b(?:beantragt|beantragte|bittet|bat)\b[^.;]{{0,40}}{_ASKER}[^.;]{{0,90}}\b{_ASKED_FOR}"
)
_OF_GIVER = re.compile(
    r"(?i)zusch[uü]ss|bezuschuss|förder|zuwend|beihilfe|gewähr|\bstadt\b|städtisch|\bgemeinde\b|kreis|haushalt|beteilig|übern[io]mm|bereit|folgekosten"
)
_ANY_COST = re.compile(
    r"(?i)\b(?:\w*kosten|ausgaben|aufwendungen|kostenvoranschlag|investitionsvolumen|investitionen|angebot)\b(?>[^.;€]|\.(?=\d)|(?<=ca)\.|(?<=rd)\.){0,70}$"
)
_OF_ASKER = re.compile(
    rf"{_ASKER}|\be\.\s?V\b|\b(?:Sport|Turn|Schützen|Musik|Heimat|Fußball)\w*\b|\b(?:TSV|TuS|FC|SV|SC|SK|TV|SpVgg|DJK)\b"
)
_LONGEST_SMALL_PAPER = 6_000  # characters; longer ones speak of more than one matter
_LONGEST_CLAUSE = 90  # characters of a clause that speaks of another Kreis
_LONGEST_HEADING = 80
_OF_KREIS = re.compile(
    r"\b(?:Kreis(?:zuschuss|zuwendung|förderung|mittel)\w*"
    r"|(?:[Zz]uschuss|[Zz]uwendung|[Ff]örderung|[Bb]eteiligung)\w* (?:des|vom) (?:Landk|K)reis(?:es)?)\b"
    r"(?:[^.;]|\.(?=\d)){0,150}$"
)
_OF_TOWNS = r"(?:kreisangehörigen |beteiligten |jeweiligen )?(?:Gemeinden?|Stadt|Städten?|Kommunen?|Samtgemeinden?)\b"
_SHARE_OF_TOWN = re.compile(rf"(?:[Aa]nteil|Beteiligung|Beitrag)\w* (?:der|von) {_OF_TOWNS}[^.;€]{{0,40}}$")
_BORNE_BY_TOWN = re.compile(
    rf"[^.;€]{{0,30}} (?:von|durch) (?:der|den|die) {_OF_TOWNS}[^.;€]{{0,60}}?"
    r"\b(?:tragen|getragen|übernommen|übernehmen|zahlen|gezahlt|aufzubringen)\b"
)
_OF_LANDKREIS = re.compile(
    r"\b(?:Kreistag|Kreisausschuss|Kreisverwaltung|Kreisstraßen|Landkreisanteil|Kreisanteil)|\b(?:den|des|der|dem|beim) Landkreis"
)
_LEVY = re.compile(
    r"(?P<kreis>\b(?:Kreis|Jugendamts|Schul|Gesamt)umlage(?:n|aufkommen|soll)?\b)|\b(?:Umlagesoll|(?:Verwaltungs|Amts|Samtgemeinde|Verbandsgemeinde|Verbands)umlage)\b"
)
_PAYS_LEVY = re.compile(r"\b(?:an den (?:Landkreis|Kreis)|abzuführen|zu zahlen|zahlt|[Aa]ufwendungen für|[Aa]usgaben für|[Aa]uszahlung)")
_TOWN = re.compile(r"\b(?:Gemeindevertretung|Gemeinderat|Stadtrat|Stadtverordnetenversammlung|Samtgemeinde|Ortsgemeinde|Amtsausschuss)")
_KREIS = re.compile(r"\b(?:Kreistag|Kreisausschuss|Kreisverwaltung)")
_LEVY_REACH = 200  # characters before a sum in which its levy is named
REACH = 8  # lines on either side in which the applicant's own share makes a list of costs the applicant's


@remembered
def is_applicants_plan(context: PageContext, start: int) -> bool:
    """Whether the sum stands in a short line of such a plan and is not the grant itself."""
    low, high = context.line_at(start)
    cell = context.cell_at(start)
    if cell is not None:
        if _OF_BODY.search(cell.row_header):
            return False
        if _has_own_share(context, start):
            return True
        if _is_in_row_of_applicant(context, start):
            return not _OF_BODY.search(cell.column_header) and not _BODYS_GRANT.search(cell.column_header)
        first_row = context.lines[context.line_number(cell.table.start)]
        head = " ".join((table_title(context, cell.table.start)[0], *cell.column_headers, *cell.sections, first_row))
        return _RECIPIENTS.search(head) is not None
    if high - low >= 90 or not context.is_row(start) or _GRANT.search(context.text, low, high):
        return False
    number, shares = context.line_number(start), _lines_of_own_shares(context, 0)
    nearest = bisect_left(shares, number - REACH)
    return nearest < len(shares) and shares[nearest] <= number + REACH


def is_grant_of_kreis(context: PageContext, start: int) -> bool:
    """Whether a town's paper names what its Kreis gives: "Der Kreiszuschuss beträgt …"."""
    low, _ = context.sentence_at(start)
    return _OF_KREIS.search(context.text, max(low, start - 200), start) is not None and _is_of_town(context, 0)


def is_share_of_town(context: PageContext, start: int, end: int) -> bool:
    """Whether a Kreis's paper names what its towns bear: "einen Kostenanteil der Gemeinde von …", "… ist von der Gemeinde zu tragen"."""
    low, high = context.sentence_at(start)
    named = _SHARE_OF_TOWN.search(context.text, max(low, start - _LEVY_REACH), start) or _BORNE_BY_TOWN.match(context.text, end, high)
    return named is not None and _is_of_kreis(context, 0)


@remembered
def _is_of_kreis(context: PageContext, _: int) -> bool:
    body = context.paper.body
    if body:
        return body.startswith(("Landkreis", "Kreis")) or body.endswith("kreis")
    return _OF_LANDKREIS.search(context.text) is not None and _TOWN.search(context.text) is None


def is_levy_received(context: PageContext, start: int) -> bool:
    """Whether the sum is a levy that the body raises: the Kreisumlage in a paper that is no town's, or what a by-law fixes as its levy."""
    low = max(context.sentence_at(start)[0], start - _LEVY_REACH)
    if context.text.find("mlage", low, start) < 0:
        return False
    found = list(_LEVY.finditer(context.text, low, start))
    if not found or _PAYS_LEVY.search(context.text, low, start):
        return False
    return not _is_of_town(context, 0) if found[-1]["kreis"] else is_statute(context, 0)


@remembered
def _is_of_town(context: PageContext, _: int) -> bool:
    ags = context.paper.ags
    return len(ags) == 8 if ags else _TOWN.search(context.text) is not None and _KREIS.search(context.text) is None


@remembered
def _lines_of_own_shares(context: PageContext, _: int) -> list[int]:
    """The lines of the page that name the applicant's own share: no match goes over a line end, and each sum asks for those near it."""
    return [context.line_number(found.start()) for found in find_all(_OWN_SHARE, context.text)]


def _has_own_share(context: PageContext, start: int) -> bool:
    """Whether the table, outside the paper's own form of finances, has a row of the applicant's own share."""
    grid = context.grid_at(start)
    if grid is None or context.section_kind(start) in ("finances", "proposal"):
        return False
    return _has_row_of_own_share(context, grid.table.start)


@remembered
def _has_row_of_own_share(context: PageContext, table: int) -> bool:
    """Whether the table that begins at an offset has such a row: each of its sums asks."""
    grid = context.grid_at(table)
    return grid is not None and any(_OWN_SHARE_ROW.match(grid.text_of(cells[0])) for cells in grid.rows.values() if cells)


def _is_in_row_of_applicant(context: PageContext, start: int) -> bool:
    """Whether each row of the table is an applicant's plan: "Träger | Gesamtkosten | Eigenanteil | Zuschuss Landkreis"."""
    grid = context.grid_at(start)
    if grid is None:
        return False
    heads = [grid.text_of(cell) for cell in next(iter(grid.rows.values()), ())]
    return len(heads) > 2 and _APPLICANT.match(heads[0]) is not None and any(_OWN_SHARE_ROW.match(head) for head in heads[1:])


def is_gift(context: PageContext, start: int) -> bool:
    """Whether the sum stands in a table of gifts that names the givers in a column of its own."""
    grid = context.grid_at(start)
    if grid is None or context.cell_at(start) is None:
        return False
    return any(_GIVER.search(grid.text_of(cell)) for cell in next(iter(grid.rows.values()), ()))


@remembered
def is_elsewhere(context: PageContext, start: int) -> bool:
    """Whether the sentence says "Dort …" of another body that the sentence before it names, or the heading over it names others."""
    low, high = context.sentence_at(start)
    block, _ = context.block_at(start)
    if _speaks_of_other_kreis(context, low, min(high, start)) or _is_in_clause_of_other_kreis(context, low, start):
        return True
    above = context.lines[context.line_number(block) - 1] if block else ""
    if len(above) < _LONGEST_HEADING and not above.rstrip().endswith((".", ",", ";")) and _OTHER_BODY.search(above):
        return True
    if not _THERE.match(context.text[low : low + 40]):
        return False
    before = context.text[max(block, low - 300) : low].rstrip()
    stop = max(before.rfind(sign, 0, len(before) - 1) for sign in (". ", ".\n", "! ", "? "))
    return _OTHER_BODY.search(before, stop + 1) is not None


def _speaks_of_other_kreis(context: PageContext, low: int, high: int) -> bool:
    """Whether the sentence begins "Der Wetteraukreis …" or "Im Landkreis X …", of a Kreis that is not the paper's own."""
    own = context.paper.ags[:5]
    opening = _OF_OTHER.match(context.text, low, min(high, low + 30)) if own else None
    if opening is None:
        return False
    return _names_other(context, opening.end(), own)


def _names_other(context: PageContext, place: int, own: str) -> bool:
    """Whether the body that is named at a place is a Kreis other than the one whose key is `own`."""
    named = (body for begin, end, body in find_mentions(context.text) if begin <= place < end)
    return any(body.ags[:5] != own for body in named)


def _is_in_clause_of_other_kreis(context: PageContext, low: int, start: int) -> bool:
    """Whether the clause of the sum begins "…, im Landkreis X liegt es bei": a Kreis that is not the paper's own."""
    own = context.paper.ags[:5]
    clause = list(_CLAUSE.finditer(context.text, max(low, start - _LONGEST_CLAUSE), start)) if own else []
    return bool(clause) and _names_other(context, clause[-1].end(), own)


@remembered
def is_recipients_cost(context: PageContext, start: int) -> bool:
    """Whether a paper that gives a grant to someone names in a sentence what the whole costs: not the body's money."""
    if context.cell_at(start) is not None or not (_is_grant_title(context.paper.title) or _asks_for_grant(context, 0)):
        return False
    low, high = context.sentence_at(start)
    before = context.text[max(low, start - 140) : start].replace("\n", " ")
    if _COST_OF_ALL.search(before) is not None:
        return True
    if not _is_clubs_title(context.paper.title) or context.section_kind(start) in ("finances", "staffing"):
        return False
    return _ANY_COST.search(before) is not None and _OF_GIVER.search(context.text, low, min(high, start + 300)) is None


@remembered
def _asks_for_grant(context: PageContext, _: int) -> bool:
    """Whether a short page without a title tells that a club or a parish asks for a grant."""
    return not context.paper.title and len(context.text) < _LONGEST_SMALL_PAPER and _ASKS_FOR_GRANT.search(context.text) is not None


@lru_cache(maxsize=1024)
def _is_clubs_title(title: str) -> bool:
    """Whether a paper's title names a club or parish that asks for a grant."""
    return _is_grant_title(title) and _OF_ASKER.search(title) is not None


@lru_cache(maxsize=1024)
def _is_grant_title(title: str) -> bool:
    return _GRANT_TITLE.search(title) is not None and _GRANT_RECEIVED.search(title) is None


def lines_around(context: PageContext, first: int, last: int) -> str:
    """The text of the lines from number `first` to `last`, as far as the page has them."""
    first, last = max(0, first), min(last, context.line_count() - 1)
    return context.text[context.line_span(first)[0] : context.line_span(last)[1]]
