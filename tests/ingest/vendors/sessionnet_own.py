"""Pages of our own in the true markup of SessionNet's versions; the county, its papers and people are made up."""

from __future__ import annotations

import html


def page(name: str, title: str, content: str, *, version: str = "5.4.7", portal: str = "", charset: str = "utf-8") -> bytes:
    """A page of SessionNet 5 with head, heading, navigation and footer."""
    ext = "asp"
    code = "".join(f"{int(part):02d}" for part in version.split("."))
    signs = (
        f'<meta name="author" content="Somacos GmbH & Co. KG,https://www.somacos.de, SessionNet Version {version} bi (Layout 6)">'
        f'<meta name="sessionnet" content="V:{code}"/>'
    )
    heading = html.escape(f"{portal} -  {title}" if portal else title)
    text = (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="{charset}">{signs}<title>SessionNet | {heading}</title>'
        '</head>'
        f'<body id="smc_body" class="smc-body"><div id="wrapper" class="smclayout smc_page_{name}_layout"><div id="sidebar-wrapper"><ul>'
        f'<li><a href="getfile.{ext}?id=7&type=do">Geschäftsordnung des Kreistags</a></li></ul></div><div id="page-content-wrapper">'
        f'<h1 class="smc_h1">{heading}</h1><div id="page-content" role="main">{content}</div></div>'
        f'<footer><a href="getfile.{ext}?id=8&type=do">Datenschutz</a><li>Letzte &Auml;nderung:&nbsp;30.09.2026 17:01:12</li></footer>'
        "</div></body></html>"
    )
    return text.encode("cp1252" if charset == "iso-8859-1" else charset, "xmlcharrefreplace")


def row(name: str, label: str, value: str) -> str:
    """A row of the div table of 5.x."""
    return (
        f'<div class="smc-table-row"><div class="smc-table-cell smc-cell-head {name}_title">{label}</div>'
        f'<div class="smc-table-cell {name}">{value}</div>\n</div>'
    )


def table(*rows: str) -> str:
    """The div table of 5.x."""
    return f'<div id="smc_page_vo0050_contenttable1" class="smc-table smc-table-striped smccontenttable">{"".join(rows)}</div>'


def tabs(number: int, ext: str = "asp", active: str = "vo0050") -> str:
    """The register of a paper's pages."""
    entries = "".join(
        f'<li class="nav-item{" active" if name == active else ""}"><a  href="{name}.{ext}?__kvonr={number}&smcspf=3" title="{label}" '
        f'class="smce-a-u nav-link" >{label}</a></li>'
        for name, label in (("vo0050", "Informationen"), ("vo0053", "Beratungen"))
    )
    return f'<ul class="nav nav-tabs smcnoprint" id="smcregister">{entries}</ul>'


def box(number: int, name: str, *, symbol: str = "", extra: bool = False, hidden: bool = False, date: str = "", ext: str = "asp") -> str:
    """A document's box of 5.x: icon link and name link lead to the same file."""
    link = f'href="getfile.{ext}?id={number}&type=do" title="Dokument Download Dateityp: pdf" aria-label="Dokument Download Dateityp: pdf"'
    sign = f'<i class="smc smc-doc-dakurz smc-doc-symbol  smc_field_danr_2">{symbol}</i>' if symbol else '<i class="smc"></i>'
    listed = f'<ul class="list-inline smc-detail-list"><li>{date}</li></ul>' if date else ""
    return (
        f'<div id="smcy0009{number}" class="smc-dg-ds-1 col-lg-6 '
        f'smc-d-el{" smc-d-ex" if extra else ""}{" smc-doc-hidden" if hidden else ""}">'
        f'<div class="smc smc-doc-icon">{sign}</div><div class="smc-doc-content"><div class="smc-action-group" role="group">'
        f'<a {link} role="button">'
        '<i class="smc smc-download"></i></a></div><div class="smc-el-h smc-link-normal">'
        f'<a {link} class="smce-a-u">{name}</a>{listed}</div></div></div>'
    )


def card(head: str, body: str = "", *, number: int = 1, badge: str = "") -> str:
    """A card of stations of 5.x (`smcpanelN` within `#smcaccordion`)."""
    badges = f'<span class="smc-badges"><span class="badge smc-badge-count">{badge}</span></span>' if badge else ""
    return (
        f'<div id="smcpanel{number}" class="card card-light"><div class="card-header" data-toggle="collapse" href="#smcacchead{number}">'
        f'<h2 class="mb-0 card-header-title"><button class="btn btn-link btn-block text-left" type="button" data-toggle="collapse">{head}'
        f'{badges}<span class="sr-only">aufklappen</span></button></h2></div><div class="collapse"><div class="card-body">{body}</div>'
        '</div></div>'
    )


def accordion(*cards: str) -> str:
    return f'<div class="accordion" id="smcaccordion">{"".join(cards)}</div>'


def old_page(name: str, title: str, content: str, *, charset: str = "iso-8859-1") -> bytes:
    """A page of SessionNet 4.x: no meta "sessionnet", tables, latin-1."""
    text = (
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"><html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset={charset}" /><title>{html.escape(title)}</title></head><body><div id="smcmenu"><a href="si0040.php">Kalender</a></div>'
        f'<div id="smccontent"><h1 class="smc_h1">{html.escape(title)}</h1>{content}</div>'
        '<div id="smcfooter">Software: SessionNet</div></body></html>'
    )
    return text.encode("cp1252" if charset == "iso-8859-1" else charset, "xmlcharrefreplace")
