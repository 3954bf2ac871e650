"""The smallest input that still fails: without lines, then without parts of lines."""

from __future__ import annotations

import re
from collections.abc import Callable

_MOST = 1_500
"""Tries; a failure that is shown larger than it could be is still one."""


def shrunk(data: bytes, fails: Callable[[bytes], bool], most: int = _MOST) -> bytes:
    """Return a part of the bytes that fails as all do."""
    left = [most]

    def tried(parts: list[bytes]) -> bool:
        left[0] -= 1
        return left[0] > 0 and fails(b"".join(parts))

    for split in (rb"[^\n]*\n|[^\n]+", rb"\w+|\s+|[^\w\s]", rb"[\x00-\xff]"):
        parts = re.findall(split, data)
        if len(parts) < 4_000:
            data = b"".join(_without(parts, tried))
    return data


def _without(parts: list[bytes], fails: Callable[[list[bytes]], bool]) -> list[bytes]:
    """Leave out as much as can be: halves first, then ever smaller runs."""
    size = max(1, len(parts) // 2)
    while True:
        at = 0
        while at < len(parts):
            rest = parts[:at] + parts[at + size :]
            if rest and fails(rest):
                parts = rest
            else:
                at += size
        if size == 1:
            return parts
        size //= 2
