"""Tools that can pass calls on to Heap, and the packages of their Python clients."""

from __future__ import annotations

from collections.abc import Iterable

FORWARDERS = {
    "segment": ("segment", "analytics"),
    "rudderstack": ("rudderstack",),
    "customerio": ("customerio",),
}


def packages(forwarders: Iterable[str]) -> list[str]:
    """Return the packages that clients of some tools are imported from."""
    return [name for tool in sorted(forwarders) for name in FORWARDERS[tool]]
