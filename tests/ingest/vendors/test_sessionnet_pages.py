"""What all pages of SessionNet share: marks, addresses, texts, and what a page is not."""

from __future__ import annotations

import pytest

from ingest.vendors.pages import Node
from ingest.vendors.sessionnet import VENDOR
from ingest.vendors.sessionnet_pages import (
    find_clients,
    find_number,
    find_opened_client,
    find_page_name,
    find_place,
    find_refusal,
    is_closed,
    is_empty,
    is_login,
    is_sessionnet,
    join_address,
    mend,
    paper_key,
    parse_page,
    read_text,
)
from tests.ingest.vendors.sessionnet_own import old_page, page, row, table


def sure(data: bytes, url: str = "") -> list[tuple[str, str]]:
    return [(evidence.sign, evidence.version) for evidence in VENDOR.recognise(data, url) if evidence.weight >= 1]


def test_version_from_both_metas() -> None:
    data = page("si0040", "Sitzungskalender", "", version="5.5.4")
    assert [version for _, version in sure(data)][:2] == ["5.5.4", "5.5.4"]
    author = b'<meta name="author" content="Somacos GmbH, SessionNet Version 5.4.6 KP2 bi (Layout 6)">'
    patched = author + b'<meta name="sessionnet" content="V:040906.L:4"/>'
    assert [version for _, version in sure(patched)] == ["4.9.6", "5.4.6 KP2"]


@pytest.mark.parametrize(
    "markup",
    [
        '<table id="smctablevorgang"><tr><td class="smctablehead">Name:</td><td>12/2011</td></tr></table>',
        '<div class="smc-table-cell vobetr">Jugendhilfeplan</div>',
        '<table class="smccontenttable smc_page_to0040_contenttable"></table>',
        '<a class="smc_doc smc_datatype_vo" href="vo0050.php?__kvonr=7">7/2014</a>',
    ],
)
def test_old_skins_without_meta_are_sure(markup: str) -> None:
    assert sure(f"<html><body>{markup}</body></html>".encode())


def test_hints_alone_are_not_sure() -> None:
    data = b'<html><title>Landkreis Musterau</title><a href="https://ris.example/bi/si0040.asp?__cjahr=2024">Kreistag</a></html>'
    signs = list(VENDOR.recognise(data, "https://www.musterau.example/bi/si0040.asp"))
    assert signs
    assert all(evidence.weight < 1 for evidence in signs)
    assert not list(VENDOR.recognise(b"<html><p>SessionNet ist ein Produkt.</p></html>", "https://www.example.org/"))


def test_other_systems_show_no_sign() -> None:
    data = b'<html><meta name="description" content="ALLRIS net Version 3.9.5"><body id="allriscontainer">vo020.asp</body></html>'
    assert not list(VENDOR.recognise(data, "https://ris.example/bi/vo020.asp?VOLFDNR=7"))


def test_addresses() -> None:
    place = find_place("https://ris.example/w1/bi/VO0050.php?__kvonr=12#top")
    assert place is not None
    assert (place.base, place.page, place.ext) == ("https://ris.example/w1/bi/", "vo0050", "php")
    assert place.address("vo0053", kvonr=12) == "https://ris.example/w1/bi/vo0053.php?__kvonr=12"
    assert find_place("https://ris.example/bi/") is None
    assert paper_key("vo0050.asp?__kvonr=00194&voselect=1192&smcspf=3") == "kvonr=194"
    assert paper_key("ag0050.asp?voselect=1&__kagnr=31") == "kagnr=31"
    assert paper_key("si0057.asp?__ksinr=9") == ""
    assert paper_key("vo0040.asp?__kvonr=9") == ""
    assert find_number("si0057.php?__ksinr=9693", "__ksinr") == "9693"


@pytest.mark.parametrize("link", ["javascript:void(0)", "#top", "mailto:a@b.org", "http://[kaputt", "https://ris.example:999999/x", ""])
def test_no_address(link: str) -> None:
    assert join_address("https://ris.example/bi/vo0050.asp", link) == ""


def test_links_of_saved_pages_stay_as_printed() -> None:
    assert join_address("", "getfile.asp?id=1&type=do") == "getfile.asp?id=1&type=do"
    assert join_address("https://ris.example/bi/vo0050.asp", "getfile.asp?id=1") == "https://ris.example/bi/getfile.asp?id=1"


def test_texts_that_a_server_spoiled_are_mended() -> None:
    assert mend("&#220;bersicht &uuml;ber F&#246;rdermittel") == "Übersicht über Fördermittel"
    assert mend("FÃ¶rderung fÃ¼r StraÃŸen â€“ Ãœberblick") == "Förderung für Straßen – Überblick"
    assert mend("Müller & Söhne, 5 < 6") == "Müller & Söhne, 5 < 6"


@pytest.mark.parametrize(("declared", "sent"), [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("utf-8", "cp1252"), ("iso-8859-1", "utf-8")])
def test_encoding_is_what_the_bytes_are(declared: str, sent: str) -> None:
    text = page("vo0050", "Maßnahmen für Jugendräume", "<p>Größe – Öffnung</p>").decode()
    tree = parse_page(text.replace('charset="utf-8"', f'charset="{declared}"').encode(sent))
    assert "Maßnahmen für Jugendräume" in read_text(tree)
    assert "Größe – Öffnung" in read_text(tree)


def test_a_page_cut_in_a_letter_is_still_utf8() -> None:
    data = page("vo0050", "Förderung", "<p>Beschluß über Straßen</p>")
    cut = data[: data.index("Straßen".encode()) + 5]  # ends after the first byte of ß
    assert "Beschluß über" in read_text(parse_page(cut))


def named(data: bytes, url: str = "") -> str:
    tree: Node = parse_page(data)
    return find_page_name(tree, url)


def test_the_name_of_a_page() -> None:
    assert named(page("si0057", "Kreistag", "")) == "si0057"
    assert named(old_page("vo0050", "Vorlage", ""), "https://ris.example/bi/vo0050.php?__kvonr=7") == "vo0050"
    assert named(old_page("to0040", "Kreistag", '<table id="smc_page_to0040_contenttable1"></table>')) == "to0040"
    assert named(b"<html><body><p>leer</p></body></html>") == ""


@pytest.mark.parametrize(
    ("data", "url"),
    [
        (page("error", "Fehlermeldung", "<p>Sie haben keine Berechtigung.</p>"), "https://ris.example/bi/si0057.php?__ksinr=1"),
        (page("ylogon", "Anmeldung", "<form></form>"), ""),
        (b'<html><head><title>SessionNet Fehlermeldung</title></head><body class="smc-pagetype-error"></body></html>', ""),
        (b"<html><h1>Berechtigungsfehler</h1></html>", "https://ris.example/bi/vo0050.asp?__kvonr=7"),
        (b"<html></html>", "https://ris.example/bi/error2.php?__e=4"),
        (b"<html></html>", "https://ris.example/bi/ylogon.asp"),
    ],
)
def test_closed_pages(data: bytes, url: str) -> None:
    assert is_closed(data, url)


def test_open_pages_are_not_closed() -> None:
    assert not is_closed(page("vo0050", "Haushalt", ""), "https://ris.example/bi/vo0050.asp?__kvonr=7")
    for title in ("Anmeldung von Mitteln für 2025", "Fehlermeldung des Rechnungsprüfungsamts"):
        assert not is_closed(page("vo0050", title, ""))
    assert not is_login(page("vo0050", "Anmeldung von Mitteln", ""))
    assert is_login(b"", "https://ris.example/bi/ylogon.asp")


def test_empty_pages() -> None:
    assert is_empty(parse_page(page("si0057", "Kreistag", "<p>Zu dieser Sitzung wurden noch keine Detailinformationen freigegeben.</p>")))
    assert is_empty(parse_page(page("vo0040", "Recherche", "<h3>Keine Daten gefunden</h3>")))
    assert not is_empty(parse_page(page("si0057", "Kreistag", "<p>Tagesordnung</p>")))


@pytest.mark.parametrize(
    ("data", "sign"),
    [
        (b"<html>The requested URL was rejected. Your support ID is: 7571357861314030815</html>", "support ID"),
        (b"<html>Ihre Anfrage wurde abgewiesen. Fehler-Nummer: 7571357861314030815</html>", "Fehler-Nummer"),
        (b"<html><p>Zu viele Zugriffe aus Ihrem Netzwerk</p></html>", "Zu viele Zugriffe"),
        (b"<html>Access Denied</html>", "Access Denied"),
        (b"<html>Der Zugriff aus Ihrem Land ist gesperrt.</html>", "Zugriff"),
        (b"<html>This website is not available in your country.</html>", "not available in your country"),
        (b'<html><div class="h-captcha" data-sitekey="x"></div>Bitte warten</html>', "captcha"),
        (b"<html><title>Just a moment...</title></html>", "Just a moment"),
    ],
)
def test_refusals_with_status_200(data: bytes, sign: str) -> None:
    assert sign.casefold() in find_refusal(data).casefold()


def test_no_refusal_where_the_system_itself_answers() -> None:
    assert find_refusal(page("vo0050", "Zugriff verweigert: Straße", table(row("vobetr", "Betreff", "Captcha im Portal")))) == ""
    assert find_refusal(page("si0040", "Kalender", "<p>Zu viele Zugriffe</p>")) == "Zu viele Zugriffe"
    long_page = "<html>" + "<p>Der Landkreis informiert.</p>" * 400 + "Kontaktformular mit captcha</html>"
    assert find_refusal(long_page.encode()) == ""


def test_bodies_on_one_server() -> None:
    menu = (
        '<a aria-label="Mandant auswählen" class="nav-link dropdown-toggle" href="#">Stadt Musterau <span class="caret"></span></a>'
        '<a href="si0040.php?__cpanr=3&amp;__cjahr=2024" class="smce-a-u dropdown-item smcfiltermenumandant">Landkreis Musterau</a>'
        '<a href="si0040.php?__cmandant=4&__cselect=0" class="dropdown-item smcfiltermenumandant">Gemeinde Auenfeld</a>'
        '<a href="si0040.php?__cpanr=0" class="dropdown-item smcfiltermenumandant">Alle Mandanten</a>'
    )
    tree = parse_page(page("si0040", "Kalender", menu))
    assert find_clients(tree) == {"cpanr=3": "Landkreis Musterau", "cmandant=4": "Gemeinde Auenfeld"}
    assert find_opened_client(tree) == "Stadt Musterau"
    assert find_opened_client(parse_page(page("si0040", "Kalender", ""))) == ""


def test_two_hints_make_a_page_of_sessionnet() -> None:
    assert is_sessionnet(b'<table class="smcdocbox"></table><a href="vo0050.asp?__kvonr=3">x</a>')
    assert not is_sessionnet(b'<a href="vo0050.asp?__kvonr=3">x</a>')
