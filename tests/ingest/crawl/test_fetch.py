"""Fetching from the tiny system over real sockets: what comes, what is asked, what is left alone."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import signal
import subprocess
import time
from collections import Counter

import pytest

from corpus.ledger import load_ledger
from tests.ingest.crawl.conftest import ROOT, Study
from tests.replicas.replica import small_pdf
from tests.replicas.server import Faults, Replica
from tests.replicas.tiny import Paper, TinySite

STATES = "SELECT state, count(*) FROM source_papers GROUP BY state ORDER BY state"
FILES = "SELECT state, count(*) FROM source_files GROUP BY state ORDER BY state"


def test_papers_come_with_facts_and_files_main_first(study: Study) -> None:
    with Replica(TinySite(12, sessions=True)) as replica:
        assert study.fetch(replica.url)[0]["state"] == "complete"
    assert study.query(STATES) == [("fetched", 12)]
    assert study.query(FILES) == [("complete", 12 + 2 + 1)]
    ((told, url),) = study.query("SELECT told, source_url FROM papers JOIN source_papers USING (paper_id) WHERE key = 'n=10'")
    year = time.strftime("%Y")
    assert json.loads(told) == {
        "ags": "08336", "body": "Landkreis Lörrach", "reference": f"010/{year}", "title": "Ausbau des Sprachmittlerpools, Teil 10",
        "paper_type": "Beschlussvorlage", "date": time.strftime("%Y-%m-%d"), "public": True, "lead_unit": "Sozialamt",
        "consultations": [["Kreistag", time.strftime("%Y-%m-%d"), "Entscheidung", ""]],
    }  # fmt: skip
    assert url.endswith("/paper/10")
    names = study.query(
        "SELECT f.name, l.file_sha256 FROM paper_files l JOIN files f ON f.sha256 = l.file_sha256"
        " JOIN source_papers s USING (paper_id) WHERE s.key = 'n=10' ORDER BY l.position"
    )
    assert [name for name, _ in names] == ["Vorlage 10.pdf", "Anlage.pdf", "Karte.pdf"]
    assert names[0][1] == hashlib.sha256(small_pdf("Document 10-1")).hexdigest()
    assert study.codes() == []


def test_an_unchanged_source_is_asked_for_lists_and_conditionally(study: Study) -> None:
    with Replica(TinySite(60)) as replica:
        study.fetch(replica.url)
        before = len(replica.log)
        study.fetch(replica.url)
        asked = replica.log[before:]
    assert all(entry.status == 304 or entry.path == "/robots.txt" for entry in asked)
    assert not [entry for entry in asked if entry.path.startswith(("/file/", "/tmp/"))]
    assert len([entry for entry in asked if entry.path.startswith("/?page") or entry.path == "/"]) == 3
    papers = [entry for entry in asked if entry.path.startswith("/paper/")]
    assert len(papers) == 30, "only the papers of this year may still change"


def test_an_unchanged_source_without_etags_is_asked_for_lists_only(study: Study) -> None:
    with Replica(TinySite(30), Faults(etags=False)) as replica:
        study.fetch(replica.url)
        before = len(replica.log)
        study.fetch(replica.url)
        asked = Counter(entry.path for entry in replica.log[before:])
    assert asked == {"/robots.txt": 1, "/": 1, "/?page=2": 1}


def test_a_changed_paper_gets_a_version_and_only_its_changed_file_again(study: Study) -> None:
    site = TinySite(10)
    with Replica(site) as replica:
        study.fetch(replica.url)
        paper = site.all[4]
        paper.title, paper.result = "Ausbau, geändert", "einstimmig"
        paper.files[0] = (paper.files[0][0], "Vorlage 5 neu.pdf", "main")
        before = len(replica.log)
        study.fetch(replica.url)
        files = [entry.path for entry in replica.log[before:] if entry.path.startswith("/file/")]
    assert files == ["/file/5-1.pdf"]
    ((key, record, hashes),) = study.query("SELECT key, record, files FROM source_versions")
    assert key == "n=5"
    assert json.loads(record)["facts"]["title"] == "Ausbau des Sprachmittlerpools, Teil 5"
    assert set(json.loads(hashes)) == {"5-1", "5-2"}
    ((told,),) = study.query("SELECT told FROM papers JOIN source_papers USING (paper_id) WHERE key = 'n=5'")
    assert json.loads(told)["title"] == "Ausbau, geändert"
    assert json.loads(told)["consultations"][0][3] == "einstimmig"


def test_what_vanished_is_marked_and_stays(study: Study) -> None:
    site = TinySite(10)
    with Replica(site) as replica:
        study.fetch(replica.url)
        del site.all[2]
        study.fetch(replica.url)
        assert study.query(STATES) == [("fetched", 10)], "only a walk that asks for all marks what is missing"
        assert study.fetch(replica.url, limit=3, full=True)[0]["gone"] == 0
        (outcome,) = study.fetch(replica.url, full=True)
    assert outcome["gone"] == 1
    assert study.query(STATES) == [("fetched", 9), ("gone", 1)]
    assert study.query("SELECT count(*) FROM papers") == [(10,)]
    assert sum(row.gone for row in load_ledger(study.folder)) == 1


def test_a_list_that_lost_half_of_its_papers_is_not_believed(study: Study) -> None:
    site = TinySite(30)
    with Replica(site) as replica:
        study.fetch(replica.url)
        del site.all[3:]
        (outcome,) = study.fetch(replica.url, full=True)
    assert outcome["gone"] == 0
    assert study.codes() == ["list_shrunk"]


def test_what_is_not_public_is_known_and_never_asked_for(study: Study) -> None:
    site = TinySite(5)
    site.all[1].public = False
    with Replica(site) as replica:
        study.fetch(replica.url)
        assert not replica.asked("/paper/2")
        assert not replica.asked("/file/2")
    assert study.query(STATES) == [("fetched", 4), ("withheld", 1)]


def test_period_kind_words_and_limit(study: Study) -> None:
    site = TinySite(20)
    site.all[0].kind = "Anfrage"
    site.all[2].title = "Neubau der Kreisstraße 7"
    with Replica(site) as replica:
        (outcome,) = study.fetch(replica.url, until="2019-12-31", kinds=["Beschlussvorlage"], query="Sprachmittl*", dry=True)
        assert len(outcome["found"]) == 8
        assert not replica.asked("/paper/")
        assert study.query("SELECT count(*) FROM source_papers") == [(0,)], "a dry run keeps nothing"
        (outcome,) = study.fetch(replica.url, until="2019-12-31", kinds=["Beschlussvorlage"], query="Sprachmittl*")
        assert outcome["fetched"] == 8
        assert study.query(STATES) == [("fetched", 8), ("known", 12)]
        (outcome,) = study.fetch(replica.url, limit=3)
        assert (outcome["state"], outcome["fetched"]) == ("limited", 3)
        assert study.query(STATES) == [("fetched", 11), ("known", 9)]
        study.fetch(replica.url)
    assert study.query(STATES) == [("fetched", 20)]


def test_the_page_is_the_file_only_where_there_is_no_document(study: Study) -> None:
    site = TinySite(0)
    day, main, all_in_one = "2019-03-01", "Vorlage.pdf", "Alles.pdf"
    site.all += [
        Paper(1, "001/2019", "Nur eine Seite", day, text="Der Kreistag nimmt den Bericht zur Kenntnis."),
        Paper(2, "002/2019", "Seite und Vorlage", day, files=[("2-1", main, "main")], text="Sachverhalt wie in der Vorlage."),
        Paper(3, "003/2019", "Sammeldokument", day, files=[("3-a", "Anlage.pdf", "attachment"), ("3-c", all_in_one, "collected")]),
        Paper(4, "004/2019", "Beides", day, files=[("4-c", all_in_one, "collected"), ("4-1", main, "main")]),
    ]
    with Replica(site) as replica:
        study.fetch(replica.url)
        assert sorted(entry.path for entry in replica.asked("/file/")) == ["/file/2-1.pdf", "/file/3-c.pdf", "/file/4-1.pdf"]
    linked = study.query(
        "SELECT s.key, f.name FROM paper_files l JOIN files f ON f.sha256 = l.file_sha256"
        " JOIN source_papers s USING (paper_id) ORDER BY s.key"
    )
    assert linked == [("n=1", "n=1.html"), ("n=2", "Vorlage.pdf"), ("n=3", "Alles.pdf"), ("n=4", "Vorlage.pdf")]


def test_robots_txt_ends_it_unless_a_permission_is_entered(study: Study) -> None:
    with Replica(TinySite(3), Faults(robots="User-agent: *\nDisallow: /\n")) as replica:
        (outcome,) = study.fetch(replica.url)
        assert (outcome["state"], replica.asked()) == ("refused", [])
        ((message,),) = study.query("SELECT message FROM issues WHERE code = 'robots'")
        assert "by hand" in message
        assert "ask the county" in message
        assert "sources permit" in message
        ledger = load_ledger(study.folder)
        assert [(row.state, row.robots) for row in ledger] == [("refused", "disallowed")]
        permit = ["sources", "permit", "08336", "--who", "Kreistagsbüro", "--when", "2026-11-20", "--scope", "öffentliche Vorlagen"]
        done = subprocess.run(
            [*study.command("")[:1], "-m", "ratslese", *permit, "--archive", str(study.folder)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        (outcome,) = study.fetch(replica.url)
    assert (outcome["state"], outcome["fetched"]) == ("complete", 3)
    assert {row.permission for row in load_ledger(study.folder)} == {"Kreistagsbüro, 2026-11-20, öffentliche Vorlagen"}
    assert study.codes() == []


def test_a_permission_for_a_path_is_none_for_others(study: Study) -> None:
    with Replica(TinySite(3), Faults(robots="User-agent: *\nDisallow: /file/\n")) as replica:
        (outcome,) = study.fetch(replica.url)
        assert not replica.asked("/file/")
        assert study.query(FILES) == [("refused", 3)]
        assert sum(row.refused for row in load_ledger(study.folder)) == 3
    assert outcome["state"] == "complete"


@pytest.mark.parametrize("faults", [Faults(robots="", robots_status=503), Faults(robots="", robots_status=500)])
def test_without_a_readable_robots_txt_nothing_is_asked(study: Study, faults: Faults) -> None:
    with Replica(TinySite(3), faults) as replica:
        (outcome,) = study.fetch(replica.url)
        assert replica.asked() == []
    assert outcome["state"] == "refused"


@pytest.mark.parametrize("status", [429, 403])
def test_a_refusal_stops_the_source(study: Study, status: int) -> None:
    with Replica(TinySite(40), Faults(refuse_after=10, refuse_status=status)) as replica:
        (outcome,) = study.fetch(replica.url)
        assert outcome["state"] == "refused"
        assert str(status) in outcome["detail"]
        assert len(replica.asked()) <= 10 + 8, "what was under way, and nothing more"
        replica.faults.refuse_after = 0
        assert "refused" in study.codes()
        (outcome,) = study.fetch(replica.url)
    assert outcome["state"] == "complete"
    assert study.query(STATES) == [("fetched", 40)]
    assert study.codes() == []


def test_without_a_contact_nothing_is_asked(study: Study) -> None:
    study.set(contact='""')
    with Replica(TinySite(2)) as replica:
        done = subprocess.run(study.command(replica.url), capture_output=True, text=True, cwd=ROOT)
        assert "contact" in done.stderr
        assert replica.log == []


def test_who_asks_says_so(study: Study) -> None:
    with Replica(TinySite(1)) as replica:
        study.fetch(replica.url)
        agents = {entry.headers["user-agent"] for entry in replica.log}
    assert len(agents) == 1
    assert "ratslese" in (agent := agents.pop())
    assert "tests@example.org" in agent


def test_a_server_that_asks_for_a_pause_gets_it(study: Study) -> None:
    study.set(retries="1")
    faults = Faults(refuse_after=1, refuse_status=503, refuse_paths="/paper/2", headers={"Retry-After": "1"})
    with Replica(TinySite(2), faults) as replica:
        study.fetch(replica.url)
        first, second = [entry.at for entry in replica.asked("/paper/2")][:2]
    assert second - first >= 1.0
    assert study.codes() == ["server_error"]


def test_a_source_full_of_errors_is_read_to_the_end(study: Study) -> None:
    faults = Faults(error_share=0.2, cut_share=0.1, loops=("/paper/7",), endless=("/file/9-",))
    with Replica(TinySite(60, sessions=True), faults) as replica:
        (outcome,) = study.fetch(replica.url)
    assert outcome["state"] == "complete"
    assert study.query(STATES) == [("failed", 2), ("fetched", 58)]
    assert study.query("SELECT key FROM source_papers WHERE state = 'failed' ORDER BY key") == [("n=7",), ("n=9",)]
    assert study.codes() == ["redirects", "too_big"]
    ledger = load_ledger(study.folder)
    assert (sum(row.known for row in ledger), sum(row.fetched for row in ledger), sum(row.failed for row in ledger)) == (60, 58, 2)


def test_never_faster_than_allowed_over_all_sources_of_a_server(study: Study) -> None:
    study.set(seconds_between_requests="0.1")
    with Replica(TinySite(5)) as replica:
        study.fetch(replica.url, f"{replica.url}?other", body="")
        times = sorted(entry.at for entry in replica.log)
    assert len(times) > 12
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.0999
    assert replica.most_in(1.0) <= 10


def test_crawl_delay_is_obeyed(study: Study) -> None:
    with Replica(TinySite(2), Faults(robots="User-agent: *\nCrawl-delay: 0.3\n")) as replica:
        study.fetch(replica.url)
        times = sorted(entry.at for entry in replica.log)[2:]
    assert len(times) >= 3
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.25


def test_a_second_fetch_at_the_same_time_is_refused(study: Study) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with Replica(TinySite(200), Faults(latency=1.0)) as replica, subprocess.Popen(study.command(replica.url), cwd=ROOT, **quiet) as first:
        while not replica.log:
            time.sleep(0.05)
        second = subprocess.run(study.command(replica.url), cwd=ROOT, capture_output=True, text=True)
        first.kill()
    assert "another fetch" in second.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_interrupted_it_finishes_what_is_under_way_and_says_so(study: Study) -> None:
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with Replica(TinySite(60), Faults(latency=0.1)) as replica:
        with subprocess.Popen(study.command(replica.url), cwd=ROOT, **quiet) as process:
            while len(replica.asked("/file/")) < 10:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            (outcome,) = json.loads(process.communicate()[0])
        assert outcome["state"] == "walking"
        assert 5 <= outcome["fetched"] < 60
        assert study.query("SELECT count(*) FROM source_papers WHERE state = 'fetched'") == [(outcome["fetched"],)]
        (outcome,) = study.fetch(replica.url)
    assert study.query(STATES) == [("fetched", 60)]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_killed_three_times_it_goes_on_without_asking_twice(study: Study) -> None:
    papers = 150
    with Replica(TinySite(papers, sessions=True)) as replica:
        for goal in (40, 90, 130):
            with subprocess.Popen(study.command(replica.url), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
                while len(replica.asked("/file/")) < goal and process.poll() is None:
                    time.sleep(0.005)
                process.send_signal(signal.SIGKILL)
        assert len(study.query("SELECT 1 FROM source_papers WHERE state = 'fetched'")) < papers, "killed too late to prove anything"
        complete = {f"/file/{key}.pdf" for (key,) in study.query("SELECT file_key FROM source_files WHERE state = 'complete'")}
        before = len(replica.log)
        (outcome,) = study.fetch(replica.url)
        after = {entry.path for entry in replica.log[before:]}
        asked = Counter(entry.path for entry in replica.asked("/file/"))
    assert outcome["state"] == "complete"
    assert not complete & after
    assert sum(count - 1 for count in asked.values()) <= 3 * 8, "only what was under way when it was killed comes twice"
    assert study.query(STATES) == [("fetched", papers)]
    assert study.query("SELECT count(*), count(DISTINCT reference) FROM source_papers") == [(papers, papers)]
    assert study.query("SELECT count(*) FROM papers") == [(papers,)]
    raw = [path for path in (study.folder / "raw").rglob("*") if path.is_file() and path.parent.name != "tmp"]
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in raw)
    assert len(raw) == papers + papers // 5 + papers // 10
