"""The commands sources, fetch, probe and ledger as a user calls them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from corpus.harvest import Harvest, PaperRow
from corpus.settings import TEMPLATE
from corpus.store import Archive
from ingest.vendors import MODULES
from ratslese import cli
from tests.replicas.replica import Answer, Request
from tests.replicas.server import Faults, Replica

ROOT = Path(__file__).parent.parent.parent
FETCH = '[fetch]\ncontact = "tests@example.org"\nseconds_between_requests = 0\nallow_loopback = true\nseconds_before_retry = 0\n'


def call(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "ratslese", *arguments], capture_output=True, text=True, cwd=ROOT, timeout=120)


def test_sources_of_a_land_and_a_vendor() -> None:
    rows = json.loads(call("sources", "--land", "Hessen", "--vendor", "sdnet", "--json"))
    assert {row["land"] for row in rows} == {"Hessen"}
    assert {row["vendor"] for row in rows} == {"sdnet"}
    assert any(row["body"] == "Hochtaunuskreis" for row in rows)
    assert "https://session.loerrach-landkreis.de" in call("sources", "--land", "Baden-Württemberg")
    assert len(json.loads(call("sources", "--json"))) == 294


def test_sources_of_a_land_or_vendor_that_is_none_are_an_error() -> None:
    assert json.loads(call("sources", "--land", "nds", "--json")) == json.loads(call("sources", "--land", "Niedersachsen", "--json"))
    for words, told in (
        (("--land", "Niedersaxen"), "did you mean Niedersachsen?"),
        (("--vendor", "quatsch"), "there are oparl, allris3"),
        (("--vendor", "session"), "did you mean sessionnet?"),
    ):
        done = CliRunner().invoke(cli, ["sources", *words])
        assert done.exit_code != 0
        assert told in f"{done.stderr}{done.exception}"
    assert json.loads(call("sources", "--vendor", "provox", "--json")) == []


def test_settings_name_every_vendor() -> None:
    assert all(name in TEMPLATE for name in MODULES)


def test_permission_is_entered_shown_and_withdrawn(archive: Archive) -> None:
    folder = str(archive.folder)
    told = ("--who", "Kreistagsbüro", "--when", "20.11.2026", "--scope", "Vorlagen ab 2018", "--archive", folder)
    call("sources", "permit", "Stade", *told)
    (row,) = json.loads(call("ledger", "Stade", "--json", "--archive", folder))
    assert row["permission"] == "Kreistagsbüro, 2026-11-20, Vorlagen ab 2018"
    assert "permission: Kreistagsbüro" in call("sources", "--land", "Niedersachsen", "--archive", folder)
    call("sources", "permit", "Stade", *told, "--withdraw")
    (row,) = json.loads(call("ledger", "Stade", "--json", "--archive", folder))
    assert row["permission"] == ""
    done = CliRunner().invoke(cli, ["sources", "permit", "Stade", *told[:2], "--when", "gestern", *told[4:]])
    assert (done.exit_code, "is no day" in done.stderr) == (2, True)


def test_ledger_as_table_csv_and_with_gaps(archive: Archive) -> None:
    harvest = Harvest(archive, "08336")
    with archive.begin() as connection:
        harvest.save_source(connection, vendor="tiny", url="u", body="Landkreis Lörrach", ags="08336", state="complete")
        states = {1: "known", 2: "failed", 3: "known", 5: "known", 6: "known"}
        papers = [PaperRow(str(n), reference=f"{n}/2019", date="2019-01-01", state=state) for n, state in states.items()]
        harvest.save_papers(connection, papers)
    shown = call("ledger", "--gaps", "--archive", str(archive.folder))
    assert shown.splitlines()[0].split() == ["body", "year", "known", "fetched", "read", "failed", "gaps", "state"]
    assert shown.splitlines()[1].split() == ["Landkreis", "Lörrach", "2019", "5", "0", "0", "1", "1", "complete"]
    assert "Landkreis Lörrach 2019, not listed: 4" in shown
    (row,) = csv.DictReader(io.StringIO(call("ledger", "--csv", "--archive", str(archive.folder))))
    assert (row["known"], row["missing"], row["gaps"]) == ("5", "4", "1")


class OnePage:
    """A start page, and nothing else."""

    vendor = "none"
    papers = 0
    page = b""

    def start(self, base: str) -> str:
        return f"{base}/bi/"

    def answer(self, request: Request) -> Answer:
        return Answer(200, self.page)

    def truth(self) -> dict[str, str]:
        return {}


@pytest.fixture
def study(archive: Archive) -> Path:
    (archive.folder / "ratslese.toml").write_text(FETCH, encoding="utf-8")
    return archive.folder


def test_probe_tells_vendor_version_and_evidence(study: Path) -> None:
    site = OnePage()
    site.page = (
        b'<!DOCTYPE html><html><head><meta name="description" content="ALLRIS net Version 3.9.5 (221117m)"><title>Start</title></head>'
        b"<body>Willkommen</body></html>"
    )
    with Replica(site) as replica:
        done = run("probe", replica.url, "--archive", str(study))
        assert [entry.path for entry in replica.log] == ["/robots.txt", "/bi/"]
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("allris3 3.9.5")
    assert "ALLRIS net Version 3.9.5" in done.stdout


def test_probe_refuses_to_guess_and_obeys_robots(study: Path) -> None:
    site = OnePage()
    site.page = b"<!DOCTYPE html><html><title>Kreis Muster</title><body>Unser Ratsinformationssystem</body></html>"
    with Replica(site) as replica:
        done = run("probe", replica.url, "--archive", str(study))
        assert (done.returncode, done.stdout) == (1, "")
        assert "not guessed" in done.stderr
        replica.faults = Faults(robots="User-agent: *\nDisallow: /\n")
        done = run("probe", replica.url, "--archive", str(study))
        assert done.returncode == 1
        assert "robots.txt does not allow" in done.stderr
        assert len(replica.asked()) == 1


def test_fetch_says_what_is_wrong_before_it_asks_anyone(archive: Archive) -> None:
    folder = ("--archive", str(archive.folder))
    done = run("fetch", "Lörrach", *folder)
    assert done.returncode == 1
    assert 'contact = "you@example.org"' in done.stderr
    for wrong, told in (
        ((), "name a Kreis"),
        (("--url", "https://x.de/"), "needs --vendor"),
        (("Lörrach", "--since", "neulich"), "is no day"),
        (("Nirgendwo",), "no Kreis"),
    ):
        done = run("fetch", *wrong, *folder)
        assert done.returncode in (1, 2)
        assert told in done.stderr


def test_fetch_of_a_kreis_without_an_adapter_becomes_an_issue(study: Path) -> None:
    done = run("fetch", "Landkreis Karlsruhe", "--archive", str(study))
    assert done.returncode == 1
    assert "no adapter for regisafe RIS-Portal" in done.stderr
    assert "no_adapter" in run("issues", "--json", "--archive", str(study)).stdout


def test_a_server_that_is_not_reached_refused_nothing(study: Path) -> None:
    closed = "http://127.0.0.1:9/bi/"  # the port "discard": nothing listens there
    done = run("fetch", "--url", closed, "--vendor", "allris3", "--archive", str(study))
    assert done.returncode == 1
    assert "not reached, 0 papers fetched" in done.stderr
    assert "check your network and the address" in done.stderr
    assert "refused after" not in done.stderr
    assert "ask the county" not in run("issues", "--archive", str(study)).stdout
    probed = run("probe", closed, "--archive", str(study))
    assert probed.returncode == 1
    assert "could not be reached" in probed.stderr
    assert "not guessed" not in probed.stderr


def test_probe_says_that_this_machine_is_not_asked(study: Path) -> None:
    settings = study / "ratslese.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("allow_loopback = true", "allow_loopback = false"), encoding="utf-8")
    done = run("probe", "http://127.0.0.1:9/", "--archive", str(study))
    assert done.returncode == 1
    assert "allow_loopback = true" in done.stderr
    assert "no sure sign" not in done.stderr
