"""Fetching from servers that refuse, lead elsewhere or never end, over real sockets: what is believed and how far it goes."""

from __future__ import annotations

import datetime
import gzip
from pathlib import Path

import pytest

from tests.ingest.crawl.conftest import Study
from tests.replicas.replica import Answer, Request
from tests.replicas.server import Faults, Replica
from tests.replicas.tiny import TinySite

STATES = "SELECT state, count(*) FROM source_papers GROUP BY state ORDER BY state"
FILES = "SELECT state, count(*) FROM source_files GROUP BY state ORDER BY state"


class GateSite(TinySite):
    """Answers with a gate, HTTP 200, after some papers."""

    def answer(self, request: Request) -> Answer:
        if request.path == "/paper/3":
            return Answer(200, b"<!DOCTYPE html><html><body><altcha-widget challengeurl='/x'></altcha-widget></body></html>")
        return super().answer(request)


def test_a_captcha_page_with_status_200_stops_the_source(study: Study) -> None:
    with Replica(GateSite(20)) as replica:
        (outcome,) = study.fetch(replica.url)
    assert (outcome["state"], outcome["detail"]) == ("refused", "altcha gate")


class LinkSite(TinySite):
    """Its papers' files lie elsewhere."""

    link = ""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        return Answer(answer.status, answer.body.replace(b'"/file/', f'"@{self.link}/file/'.encode()), answer.content_type)


@pytest.mark.parametrize(
    "link", ["example.com", "10.0.0.7", "169.254.169.254", "127.0.0.2", "localhost.example.com", "user:secret@127.0.0.1", "[::1]"]
)
def test_links_never_leave_the_source(study: Study, link: str) -> None:
    site = LinkSite(2)
    site.link = link
    with Replica(site) as replica:
        study.fetch(replica.url)
    assert study.codes() in (["foreign_link"] * 2, ["bad_link"] * 2)
    assert study.query(FILES)[0][0] in ("refused", "failed")


def test_redirects_stay_with_the_source_and_come_to_an_end(study: Study) -> None:
    moved = {"/paper/1": "http://169.254.169.254/latest/meta-data", "/paper/2": "/paper/3", "/file/4-1.pdf": "http://example.com/x.pdf"}
    with Replica(TinySite(5), Faults(moved=moved, loops=("/paper/5",))) as replica:
        (outcome,) = study.fetch(replica.url)
        assert len(replica.asked("/paper/5")) <= 6
    assert outcome["state"] == "complete"
    assert sorted(study.codes()) == ["foreign_link", "foreign_link", "redirects"]


def test_this_machine_is_no_source_unless_allowed(study: Study) -> None:
    study.set(allow_loopback="false")
    with Replica(TinySite(2)) as replica:
        study.fetch(replica.url)
        port = replica.url.split(":")[-1].rstrip("/")
        study.fetch(f"http://localhost:{port}/", body="Landkreis Konstanz")
        assert replica.log == []


def make_certificate(path: Path) -> None:
    """A certificate for localhost that nobody vouches for, with its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, *plain))


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = study.folder.parent / "localhost.pem"
    make_certificate(pem)
    with Replica(TinySite(2), certificate=str(pem)) as replica:
        (outcome,) = study.fetch(replica.url)
        assert outcome["state"] == "refused", "robots.txt cannot be had"
        assert replica.log == []
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        (outcome,) = study.fetch(replica.url)
        assert (outcome["state"], outcome["fetched"]) == ("complete", 2)


def test_endless_bodies_are_cut_and_named(study: Study) -> None:
    with Replica(TinySite(6), Faults(endless=("/file/3", "/paper/4"))) as replica:
        study.fetch(replica.url)
    assert study.query(STATES) == [("failed", 2), ("fetched", 4)]
    assert study.codes() == ["too_big", "too_big"]


class BombSite(TinySite):
    """One of its pages unpacks to much more than it is."""

    def answer(self, request: Request) -> Answer:
        if request.path == "/paper/2":
            return Answer(200, gzip.compress(bytes(20_000_000)), headers={"Content-Encoding": "gzip"})
        return super().answer(request)


def test_packed_bodies_are_cut_when_they_unpack_to_too_much(study: Study) -> None:
    with Replica(BombSite(3)) as replica:
        study.fetch(replica.url)
    assert study.codes() == ["too_big"]
    assert study.query(STATES) == [("failed", 1), ("fetched", 2)]


def test_slow_answers_are_given_up(study: Study) -> None:
    study.set(seconds_per_answer="2", retries="0")
    with Replica(TinySite(3), Faults(slow={"/paper/2": 6.0})) as replica:
        study.fetch(replica.url)
    assert study.codes() == ["no_answer"]
    assert study.query(STATES) == [("failed", 1), ("fetched", 2)]
