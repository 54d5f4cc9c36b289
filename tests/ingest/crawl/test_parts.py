"""The crawler's pure parts: hosts, addresses, gates, wishes, records, the order of requests."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.harvest import FileRow
from corpus.types import Consultation, PaperFacts
from ingest.crawl.content import find_refusal_sign, is_cut_pdf, is_html, is_readable, wants_no_page
from ingest.crawl.encode import encode_paper, hash_file, hash_paper
from ingest.crawl.hosts import family_of, is_forbidden_address, may_follow, registered_domain
from ingest.crawl.jobs import ROUNDS, JobQueue
from ingest.crawl.papers import OpenPaper, plan_files
from ingest.crawl.wanted import dates_of, has_words, is_settled, is_wanted, wanted_files
from ingest.vendors.records import Ask, RisFile, RisPaper, RisText, Window


@pytest.mark.parametrize(
    ("url", "own", "may"),
    [
        ("https://ris.kreis-muster.de/bi/vo0050.asp?__kvonr=1", "ris.kreis-muster.de", True),
        ("https://download.kreis-muster.de/x.pdf", "ris.kreis-muster.de", True),
        ("https://kreis-muster.de/", "www.kreis-muster.de", True),
        ("https://evil.de/?kreis-muster.de", "ris.kreis-muster.de", False),
        ("https://kreis-muster.de.evil.de/", "ris.kreis-muster.de", False),
        ("https://andere.gremien.info/x", "muster.gremien.info", False),
        ("https://muster.gremien.info/x", "muster.gremien.info", True),
        ("https://name:word@ris.kreis-muster.de/", "ris.kreis-muster.de", False),
        ("ftp://ris.kreis-muster.de/x", "ris.kreis-muster.de", False),
        ("file:///etc/passwd", "ris.kreis-muster.de", False),
        ("https://ris.kreis-muster.de:99999/", "ris.kreis-muster.de", False),
        ("https://[::1", "ris.kreis-muster.de", False),
        ("", "ris.kreis-muster.de", False),
        ("http://8.8.8.9/", "8.8.8.8", False),
    ],
)
def test_links_stay_with_their_source(url: str, own: str, may: bool) -> None:
    assert may_follow(url, [own]) is may


@given(st.text(max_size=40))
def test_any_text_may_stand_in_a_link(text: str) -> None:
    assert may_follow(text, ["ris.kreis-muster.de"]) in (True, False)
    assert may_follow(f"https://{text}/", ["ris.kreis-muster.de"]) in (True, False)


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "fe80::1",
     "fd00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "167772161", "0x0a000001", "10.1", "name.de", ""],
)  # fmt: skip
def test_addresses_of_private_nets_are_forbidden(address: str) -> None:
    assert is_forbidden_address(address, allow_loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "127.1", "2130706433", "0x7f.1", "::ffff:127.0.0.1"])
def test_this_machine_is_forbidden_unless_allowed(address: str) -> None:
    assert is_forbidden_address(address, allow_loopback=False)
    assert not is_forbidden_address(address, allow_loopback=True)


def test_public_addresses_and_families() -> None:
    assert not is_forbidden_address("193.99.144.80", allow_loopback=False)
    assert not is_forbidden_address("2001:4860:4860::8888", allow_loopback=False)
    assert family_of("a.gremien.info") == family_of("b.gremien.info") == "gremien.info"
    assert family_of("gremien.info.de") == ""
    assert registered_domain("a.b.kreis.de") == "kreis.de"
    assert registered_domain("10.0.0.1") == "10.0.0.1"


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("<html>Zu viele Zugriffe aus Ihrem Netzwerk, Zugriff temporär gesperrt.</html>", "Zu viele Zugriffe"),
        ("<html>Zugriff tempor&auml;r gesperrt</html>", "access blocked for a time"),
        ("<html>The requested URL was rejected. Your support ID is: 77</html>", "web application firewall"),
        ("<html><div class='g-recaptcha'></div></html>", "captcha"),
        ("<html>Beschlussvorlage: Zugriffe auf die Datenbank</html>", ""),
        ("<html>" + "Sachverhalt " * 5000 + "captcha-delivery</html>", ""),
    ],
)
def test_gates_are_told_by_their_signs(body: str, sign: str) -> None:
    assert find_refusal_sign(body.encode()) == sign


def test_what_bytes_are() -> None:
    assert is_html(b"\xef\xbb\xbf <!DOCTYPE html><html>")
    assert not is_html(b"%PDF-1.4 <html>")
    assert is_cut_pdf(b"%PDF-1.7\n1 0 obj")
    assert not is_cut_pdf(b"%PDF-1.7\n" + b"x" * 9000 + b"%%EOF\n")
    assert is_readable(b"%PDF-1.4", "x")
    assert not is_readable(b"PK\x03\x04", "Vorlage.docx")
    assert wants_no_page("Vorlage.PDF", "")
    assert wants_no_page("Vorlage", "application/pdf")
    assert not wants_no_page("Vorlage", "")


def test_wishes_are_asked_of_what_is_told() -> None:
    window = Window(since="2018-01-01", until="2018-12-31", kinds=("Beschlussvorlage",), query="Sprachmittl* OR Dolmetsch*")
    assert is_wanted(window, ("2017-12-20", "2018-02-01"), "Beschlussvorlage öffentlich", "Ausbau der Sprachmittlung")
    assert is_wanted(window, ("",), "", ""), "what is not told speaks against nothing"
    assert not is_wanted(window, ("2017-12-20",), "", "")
    assert not is_wanted(window, ("2019-01-01",), "", "")
    assert not is_wanted(window, ("2018-05-05",), "Anfrage", "")
    assert not is_wanted(window, ("2018-05-05",), "", "Neubau der Kreisstraße")
    assert has_words("Förderung der MIGRATIONSINTEGRATION", "integration förderung")
    assert not has_words("Migrationsintegration", "integration*"), "with * a word begins so"
    assert has_words("anything", "")


def test_a_paper_is_settled_by_its_last_date() -> None:
    assert is_settled("2026-01-01", "2026-11-22", 120)
    assert not is_settled("2026-11-01", "2026-11-22", 120)
    assert not is_settled("", "2026-11-22", 120)
    assert not is_settled("irgendwann", "2026-11-22", 120)
    facts = PaperFacts(date="2020-03-01", consultations=(Consultation("Kreistag", "2020-05-01"), Consultation("Kreisausschuss")))
    assert dates_of(facts) == ("2020-03-01", "2020-05-01")


def files(*roles: str) -> list[RisFile]:
    return [RisFile(f"{number}", f"{role}.pdf", f"https://x/{number}", role) for number, role in enumerate(roles)]  # type: ignore[arg-type]


def test_the_collected_document_is_taken_only_instead() -> None:
    def taken(*roles: str, without_main: bool = False) -> list[str]:
        return [file.role for file in wanted_files(files(*roles), without_main)]

    assert taken("attachment", "main", "collected") == ["main", "attachment"]
    assert taken("attachment", "collected", "attachment") == ["collected"]
    assert taken("attachment") == ["attachment"]
    assert taken("main", "collected", without_main=True) == ["collected"]
    assert taken("main", "attachment", without_main=True) == ["main", "attachment"]
    twice = [RisFile("7", "a.pdf", "https://x/7"), RisFile("7", "a.pdf", "https://x/7?again")]
    assert [file.url for file in wanted_files(twice)] == ["https://x/7"], "the same file twice is asked for once"


FACTS = PaperFacts("Landkreis X", "", "1/2020", "Titel", "Vorlage", "2020-01-01", False, "Amt", (Consultation("Kreistag", "2020-02-02"),))
FILE = RisFile("7", "a.pdf", "https://x/s1/7", "main", 300, session_bound=True, form=(("DOLFDNR", "7"),))
PAPER = RisPaper(
    "tiny", "n=1", "https://x/1", FACTS, (FILE,), (RisText("facts", "Sachverhalt", "Text"),), "Frau Muster", modified="2020-01-03",
    license="dl-de/by-2-0",
)  # fmt: skip


def test_a_record_is_kept_with_all_that_is_told_and_nothing_else() -> None:
    assert json.loads(encode_paper(RisPaper("tiny", "n=2", ""))) == {"vendor": "tiny", "key": "n=2"}
    record = json.loads(encode_paper(PAPER))
    assert record["facts"]["public"] is False
    assert record["facts"]["consultations"] == [{"committee": "Kreistag", "date": "2020-02-02"}]
    file = {"key": "7", "name": "a.pdf", "url": "https://x/s1/7", "role": "main", "size": 300, "session_bound": True}
    assert record["files"] == [{**file, "form": [["DOLFDNR", "7"]]}]
    assert record["texts"] == [{"kind": "facts", "heading": "Sachverhalt", "text": "Text"}]
    assert (record["modified"], record["license"]) == ("2020-01-03", "dl-de/by-2-0")


def test_addresses_and_times_are_no_change_but_facts_are() -> None:
    moved = replace(PAPER, url="https://x/session2/1", modified="2026-11-22", files=(replace(FILE, url="https://x/s2/7", form=()),))
    assert hash_paper(moved) == hash_paper(PAPER)
    assert hash_paper(replace(PAPER, facts=replace(FACTS, lead_unit="Sozialamt"))) != hash_paper(PAPER)
    assert hash_paper(replace(PAPER, files=(replace(FILE, size=301),))) != hash_paper(PAPER)
    assert hash_file(replace(FILE, modified="2020")) != hash_file(FILE)


def test_files_that_are_there_are_asked_for_only_to_look_again() -> None:
    told = files("main", "attachment", "attachment")
    held = {
        "0": FileRow("0", told=hash_file(told[0]), state="complete", sha256="a", etag='"1"', fetched_at="2026-01-01"),
        "1": FileRow("1", told="other", state="complete", sha256="b", fetched_at="2026-01-01"),
    }

    def asked(began: str, look_again: bool) -> list[str]:
        opened = OpenPaper("n=1", files=dict(held))
        wanted = [file.key for file in plan_files(opened, told, began, look_again)]
        assert opened.files["1"].sha256 == "b", "what was held stays until the new one is there"
        return wanted

    assert asked("", False) == ["1", "2"]
    assert asked("2026-02-02", True) == ["0", "1", "2"]
    assert asked("2025-12-31", True) == ["1", "2"], "it came in this walk"


def urls(queue: JobQueue) -> list[str]:
    taken = []
    while (job := queue.next()) is not None:
        taken.append(job.ask.url)
        queue.back(job)
    return taken


def test_files_come_before_papers_and_papers_before_lists() -> None:
    queue = JobQueue()
    queue.page(Ask("list", "list"), "")
    queue.page(Ask("paper", "paper"), "n=1")
    queue.push(queue.file(RisFile("7", "a.pdf", "file"), "n=1", None, None))
    queue.page(Ask("first", "list", priority=5), "")
    assert urls(queue) == ["first", "file", "paper", "list"]
    assert queue.is_done


def test_a_session_is_asked_one_after_another_and_its_files_at_once() -> None:
    queue = JobQueue()
    queue.page(Ask("page1", "list", session="s"), "n=1")
    queue.page(Ask("page2", "list", session="s"), "")
    first = queue.next()
    assert first is not None
    assert queue.next() is None
    queue.push(queue.file(RisFile("7", "a.pdf", "bound", session_bound=True), "n=1", first, None))
    queue.back(first)
    assert urls(queue) == ["bound", "page2"]


def test_the_same_page_is_not_asked_twice_at_a_time() -> None:
    queue = JobQueue()
    queue.page(Ask("meeting", "meeting", (("paper", "1"),)), "n=1")
    queue.page(Ask("meeting", "meeting", (("paper", "2"),)), "n=2")
    first = queue.next()
    assert first is not None
    assert queue.next() is None
    assert not queue.is_done
    queue.back(first)
    assert urls(queue) == ["meeting"]


def test_failed_requests_come_again_at_the_end_and_not_for_ever() -> None:
    queue = JobQueue()
    queue.page(Ask("broken", "list"), "")
    queue.page(Ask("other", "list"), "")
    asked = []
    while (job := queue.next()) is not None:
        queue.back(job)
        asked.append(job.ask.url)
        if job.ask.url == "broken":
            queue.push_again(job)
    assert asked == ["broken", "other", *["broken"] * ROUNDS]
