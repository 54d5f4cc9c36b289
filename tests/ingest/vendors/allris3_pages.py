"""Pages of ALLRIS 3 for tests, in the true markup with sentences of our own; sent in windows-1252, as the real ones are."""

from __future__ import annotations

import json
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected"


def load(name: str) -> str:
    return (EXPECTED / name).read_text(encoding="utf-8").rstrip("\n")


FACTS = load("allris3_facts.html")
RESPONSIVE = load("allris3_responsive.html").encode("cp1252")


def expectation(name: str) -> list[dict[str, object]]:
    """What a reviewer wrote down of real pages."""
    entries: list[dict[str, object]] = json.loads(load(name))
    return entries


def classic(facts: str = "", buttons: str = "", tail: str = "", heading: str = "Vorlage - VO/2026/017", program: str = "vo020") -> bytes:
    """A classic page."""
    page = load("allris3_classic.html")
    for name, text in (("program", program), ("heading", heading), ("facts", facts), ("buttons", buttons), ("tail", tail)):
        page = page.replace(f"@{name}@", text)
    return page.encode("cp1252")


def button(number: int, name: str, more: str = "") -> str:
    """A document's form."""
    return (
        f'<form action="do027.asp" method="post" target="_blank"><input type="hidden" name="DOLFDNR" value="{number}"  />'
        f'<input type="hidden" name="options" value="64"  />{more}'
        f'<input type="submit" class="il2_p" value="{name}" title="{name} (Öffnet PDF-Datei in neuem Fenster)"  /></form>'
    )


def listed(rows: str, count: str = "Ergebnisse 1-2 von ungefähr 120") -> bytes:
    """A page of vo040."""
    head = f'<tr class="zl11"><td class="kb1" colspan="5">\n{count}\n</td></tr>' if count else ""
    more = '<a href="vo040.asp?shownext=true" title="">nächste &gt;</a>'
    return classic(program="vo040", tail=f'<table class="tl1"><tbody>{head}{rows}<tr><td class="text4">{more}</td></tr></tbody></table>')


def listed_row(number: int, text: str, date: str, kind: str = "Antrag") -> str:
    """A row of vo040."""
    form = f'<form action="vo020.asp" method="post"><input type="hidden" name="VOLFDNR" value="{number}" /></form>'
    link = f'<a href="vo020.asp?VOLFDNR={number}">{text}</a>'
    return f'<tr class="zl12"><td>{form}</td><td>{link}</td><td>&nbsp;</td><td class="text2">{date}</td><td class="text2">{kind}</td></tr>'


def agenda_row(number: str, cells: str) -> str:
    """A row of to010."""
    link = f'<a href="to010.asp?SILFDNR=3&TOLFDNR=1#beschluss">{number}</a>'
    return f'<tr class="zl12"><td class="text4">{link}</td><td>&nbsp;</td>{cells}</tr>'
