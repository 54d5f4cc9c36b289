"""The crawler end to end against the vendors' replicas: speed, three SIGKILLs, an unchanged source, a hostile one, the rate.

    python -m tests.benchmarks.fetch [--papers 500] [--vendor sessionnet …] [--part speed …]

A line for each vendor and part; the last column says what the numbers must be.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from corpus.lookup import connect
from corpus.store import Archive
from tests.replicas.allris3 import Allris3Site
from tests.replicas.allris4 import Allris4Site
from tests.replicas.morerubin import MorerubinSite
from tests.replicas.oparl import OparlSite
from tests.replicas.replica import Site
from tests.replicas.sdnet import SdnetSite
from tests.replicas.server import Faults, Replica
from tests.replicas.sessionnet import SessionNetSite
from tests.replicas.sessionnet6 import SessionNet6Site
from tests.replicas.tiny import TinySite

ROOT = Path(__file__).parent.parent.parent
SITES: dict[str, Callable[[int], Site]] = {
    "tiny": lambda papers: TinySite(papers, sessions=True),
    "oparl": OparlSite,
    "allris3": Allris3Site,
    "allris4": Allris4Site,
    "sessionnet": SessionNetSite,
    "sessionnet6": lambda papers: SessionNet6Site(papers, first_day="2025-01-06"),
    "sdnet": SdnetSite,
    "morerubin": MorerubinSite,
}
FILES = (".pdf", "getfile", "do027", "documents.php", "/datei", "downloadfiles", "/file/", "___tmp", "/tmp/", "attachment-link", "/files/")


def make_archive(**values: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fetch-")) / "study"
    Archive.create(folder).close()
    told = {"contact": '"bench@example.org"', "seconds_between_requests": "0", "seconds_before_retry": "0", "allow_loopback": "true",
            "megabytes_per_answer": "2", "seconds_per_answer": "20", **values}  # fmt: skip
    (folder / "ratslese.toml").write_text("[fetch]\n" + "".join(f"{name} = {value}\n" for name, value in told.items()), encoding="utf-8")
    return folder


def command(folder: Path, site: Site, url: str) -> list[str]:
    told = {"archive": str(folder), "vendor": site.vendor, "urls": [url], "body": ""}
    return [sys.executable, "-m", "tests.ingest.crawl.driver", json.dumps(told)]


def fetch(folder: Path, replica: Replica) -> dict[str, object]:
    done = subprocess.run(command(folder, replica.site, replica.url), capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr)
    outcome: dict[str, object] = json.loads(done.stdout)[0]
    return outcome


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    database = connect(folder)
    found = [tuple(row) for row in database.execute(query)]
    database.close()
    return found


def states(folder: Path) -> str:
    return " ".join(f"{state}={count}" for state, count in rows(folder, "SELECT state, count(*) FROM source_papers GROUP BY state"))


def missing(folder: Path, site: Site) -> int:
    held = {text for row in rows(folder, "SELECT reference, title FROM source_papers WHERE state = 'fetched'") for text in row}
    return sum(reference not in held and title not in held for reference, title in site.truth().items())


def is_file(path: str) -> bool:
    return any(sign in path.lower() for sign in FILES)


def say(site: Site, part: str, told: str, wanted: str) -> None:
    print(f"{site.vendor:12} {part:10} {told}   [{wanted}]", flush=True)


def run_speed(make: Callable[[int], Site], papers: int) -> None:
    """A first fetch without throttling, and the same source again."""
    with Replica(make(papers)) as replica:
        folder = make_archive()
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        outcome = fetch(folder, replica)
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        (files,) = rows(folder, "SELECT count(*) FROM source_files WHERE state = 'complete'")[0]
        told = f"{outcome['state']} {states(folder)} missing={missing(folder, replica.site)} files={files} requests={len(replica.log)}"
        rate = f"{seconds:.1f} s, {papers / seconds:.0f} papers/s, {len(replica.log) / seconds:.0f} requests/s, cpu {cpu:.1f} s"
        say(replica.site, "speed", f"{told} {rate}", "complete, missing=0, >= 50 papers/s on one core")
        first, asked = len(replica.log), Counter(entry.path for entry in replica.log)
        fetch(folder, replica)
        again = replica.log[first:]
        kinds = Counter("conditional" if "if-none-match" in entry.headers else "plain" for entry in again)
        downloads = [entry.path for entry in again if is_file(entry.path) and entry.status == 200]
        plain = [entry.path for entry in again if "if-none-match" not in entry.headers]
        told = f"requests={len(again)} {dict(kinds)} not modified={sum(entry.status == 304 for entry in again)} downloads={len(downloads)}"
        say(replica.site, "unchanged", f"{told} plain: {plain[:4]} {asked.most_common(1)}", "lists and conditional only, downloads=0")
        shutil.rmtree(folder.parent)


def run_killed(make: Callable[[int], Site], papers: int) -> None:
    """Killed three times on the way."""
    with Replica(make(papers)) as replica:
        folder = make_archive()
        quiet = subprocess.DEVNULL
        held: list[tuple[int, set[object]]] = []  # at each kill: how many requests there had been, what was complete
        for share in (0.2, 0.5, 0.8):
            with subprocess.Popen(command(folder, replica.site, replica.url), cwd=ROOT, stdout=quiet, stderr=quiet) as process:
                while process.poll() is None:
                    time.sleep(0.05)
                    (count,) = rows(folder, "SELECT count(*) FROM source_papers WHERE state = 'fetched'")[0]
                    if isinstance(count, int) and count >= share * papers:
                        break
                process.send_signal(signal.SIGKILL)
            time.sleep(0.2)  # the server notices
            held.append((len(replica.log), {url for (url,) in rows(folder, "SELECT url FROM source_files WHERE state = 'complete'")}))
        outcome = fetch(folder, replica)
        base = replica.base
        twice = sum(1 for mark, urls in held for entry in replica.log[mark:] if f"{base}{entry.path}" in urls and entry.status == 200)
        (count, distinct) = rows(folder, "SELECT count(*), count(DISTINCT reference) FROM source_papers WHERE state = 'fetched'")[0]
        repeated = sum(n - 1 for n in Counter(e.path for e in replica.log if is_file(e.path) and e.status == 200 and e.sent >= 0).values())
        told = f"{outcome['state']} fetched={count} distinct={distinct} missing={missing(folder, replica.site)}"
        told += f" complete files asked again after a kill={twice} file addresses asked more than once={repeated}"
        say(replica.site, "killed", told, "all once, 0 again (what was under way at a kill may come twice)")
        shutil.rmtree(folder.parent)


def run_hostile(make: Callable[[int], Site], papers: int) -> None:
    """A fifth of the requests fails, a tenth is cut off."""
    with Replica(make(papers), Faults(error_share=0.2, cut_share=0.1)) as replica:
        folder = make_archive()
        started = time.monotonic()
        outcome = fetch(folder, replica)
        codes = Counter(code for (code,) in rows(folder, "SELECT code FROM issues WHERE stage = 'fetch'"))
        told = f"{outcome['state']} {states(folder)} missing={missing(folder, replica.site)} issues={dict(codes)}"
        say(replica.site, "hostile", f"{told} {time.monotonic() - started:.0f} s", "the run ends, missing=0")
        shutil.rmtree(folder.parent)


def run_rate(make: Callable[[int], Site], papers: int) -> None:
    """Never faster than said."""
    with Replica(make(max(5, papers // 25))) as replica:
        folder = make_archive(seconds_between_requests="0.1")
        fetch(folder, replica)
        times = sorted(entry.at for entry in replica.log)
        gap = min(later - earlier for earlier, later in itertools.pairwise(times))
        told = f"requests={len(times)} most in any 1 s={replica.most_in(1.0)} shortest pause={gap * 1000:.0f} ms"
        say(replica.site, "rate", told, "limit 10/s: most <= 11, pause about 100 ms")
        shutil.rmtree(folder.parent)


PARTS = {"speed": run_speed, "killed": run_killed, "hostile": run_hostile, "rate": run_rate}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=500)
    parser.add_argument("--vendor", action="append", choices=sorted(SITES))
    parser.add_argument("--part", action="append", choices=sorted(PARTS))
    told = parser.parse_args()
    os.chdir(ROOT)
    for vendor in told.vendor or SITES:
        for part in told.part or PARTS:
            PARTS[part](SITES[vendor], told.papers)


if __name__ == "__main__":
    main()
