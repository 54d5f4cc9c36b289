"""Which hosts a source may lead to, and which share one budget of requests."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from corpus.sources import server_families

_TWO_PARTS = frozenset(("co", "com", "org", "gov", "ac"))  # as in co.at: the registered domain is one part longer


def registered_domain(host: str) -> str:
    """ris.landkreis.de → landkreis.de; an address of numbers stays whole."""
    host = host.lower().rstrip(".")
    if is_number_address(host):
        return host
    parts = host.split(".")
    count = 3 if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _TWO_PARTS else 2
    return ".".join(parts[-count:])


def family_of(host: str) -> str:
    """The domain whose hosts share servers with this one, "" where none is known."""
    host = host.lower().rstrip(".")
    return next((domain for domain in server_families() if host == domain or host.endswith(f".{domain}")), "")


def may_follow(url: str, source_hosts: Iterable[str]) -> bool:
    """Whether a link stays with its source: the same host, or another host of the same registered domain. Where hosts of one domain
    belong to different bodies (*.gremien.info), only the same host does."""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        return False
    for own in source_hosts:
        if host == own or host.removeprefix("www.") == own.removeprefix("www."):
            return True
        if not family_of(own) and not is_number_address(own) and registered_domain(host) == registered_domain(own) and "." in own:
            return True
    return False


def is_number_address(host: str) -> bool:
    return parse_address(host) is not None


def parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """A literal address, also in the disguises that systems understand (127.1, 0x7f000001, 2130706433); None for a name."""
    text = host.strip("[]").split("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        pass
    parts = text.lower().split(".")
    if not text or not all(part.isdigit() or part.startswith("0x") for part in parts):
        return None
    import socket

    try:
        return ipaddress.ip_address(socket.inet_aton(text))
    except (OSError, ValueError):
        return None


def is_forbidden_address(address: str, *, allow_loopback: bool) -> bool:
    """Whether an address is none of the public net: private, link-local, loopback (unless allowed), multicast, reserved."""
    parsed = parse_address(address)
    if parsed is None:
        return True
    if isinstance(parsed, ipaddress.IPv6Address) and (parsed.ipv4_mapped or parsed.sixtofour):
        parsed = parsed.ipv4_mapped or parsed.sixtofour or parsed
    if parsed.is_loopback:
        return not allow_loopback
    return not parsed.is_global or parsed.is_multicast
