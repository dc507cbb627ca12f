"""Which addresses we may send secrets to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def address_fault(url: str) -> str | None:
    """What is wrong with a configured base address, or None."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "must be an http(s) address"
    if parts.scheme == "http" and not _is_local(parts.hostname):
        return "must be https: secrets travel there"
    return None


def same_host(url: str, base: str) -> bool:
    """Whether `url` leads to the scheme, host and port of `base`."""
    try:
        one, other = urlsplit(url), urlsplit(base)
        return (one.scheme, one.hostname, one.port) == (other.scheme, other.hostname, other.port)
    except ValueError:
        return False


def _is_local(host: str) -> bool:
    """Whether plain http is harmless or meant: this machine, or a name in a private network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal"))
