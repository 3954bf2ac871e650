"""The memory that one input takes at its worst, as Linux counts it; elsewhere it is not looked at."""

from __future__ import annotations

import re
from pathlib import Path

_STATUS = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")
_PEAK = re.compile(r"VmHWM:\s*(\d+) kB")
_NOW = re.compile(r"VmRSS:\s*(\d+) kB")
_OF_ANY_INPUT = 300_000
"""Kilobytes that a short input may take."""


def begin() -> int:
    """Forget the peak of what was before; return the kilobytes that are in use, 0 if unknown."""
    try:
        _FORGET.write_text("5")
    except OSError:
        return 0
    return now()


def now() -> int:
    """Return the kilobytes that are in use, 0 if unknown."""
    return _kilobytes(_NOW)


def taken(before: int) -> int:
    """Return the kilobytes that were needed at the worst since then."""
    return max(0, _kilobytes(_PEAK) - before) if before else 0


def allowed(size: int) -> int:
    """Return the kilobytes that an input of so many bytes may take."""
    return _OF_ANY_INPUT + size


def _kilobytes(pattern: re.Pattern[str]) -> int:
    found = _STATUS.exists() and pattern.search(_STATUS.read_text(encoding="utf-8"))
    return int(found[1]) if found else 0
