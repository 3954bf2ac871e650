"""Which files can say anything about Heap, told from their bytes: the others are never parsed.

Two questions, two patterns. *May* it say something: cheap and generous. Is it *certainly* about Heap,
so that a failure to read it matters: strict, since `heapq`, JVM options and memory heaps are not ours.
"""

from __future__ import annotations

import re

_ENV_NAME = rb"HEAP_(?:IO_|ANALYTICS_)?(?:APP|ENV|PROJECT|TRACKER|SCRIPT)_?ID|HEAP_ANALYTICS|HEAP_(?:ID|KEY)"
_METHODS = rb"identify|addUserProperties|addEventProperties|resetIdentity|clearEventProperties"
_CERTAIN = re.compile(
    rb"heapanalytics|heap-api\.com|HeapAPIClient|\bheapapi\b|heap-lint/airkit-app"
    rb"|heap_?app_?id|heap_?env_?id"
    rb"|HEAP_AUTO_ID_USER|HEAP_TRACK_SUPERUSER|HEAP_(?:IO|ANALYTICS)_[A-Z_]*(?:ID|KEY)"
    rb"|heap\.context_processors\.heap|analytics_?(?:identify|send_?event)"
    rb"|\bheap\s*\.\s*(?:" + _METHODS + rb")\s*\(",
    re.IGNORECASE,
)
_POSSIBLE_PYTHON = re.compile(
    _CERTAIN.pattern + rb"|\bheap\s*\.\s*(?:load|track)\s*\(|" + _ENV_NAME, re.IGNORECASE
)
_POSSIBLE_DATA = re.compile(
    _POSSIBLE_PYTHON.pattern + rb"|disable_?text_?capture|secure_?cookie|\bheap\b", re.IGNORECASE
)


_TOKENS = (b"heap", b"capture", b"cookie", b"analytics")
"""One of these is part of everything that the patterns match."""
_REACH = 64
"""How many bytes before and after a token a match can extend."""


def may_mention_heap(data: bytes, format_name: str) -> bool:
    """Whether a file with these bytes is worth parsing."""
    pattern = _POSSIBLE_PYTHON if format_name == "python" else _POSSIBLE_DATA
    return pattern.search(_around_tokens(data)) is not None


def is_about_heap(data: bytes) -> bool:
    """Whether these bytes are certainly about Heap analytics, so that being unreadable is a finding."""
    return _CERTAIN.search(_around_tokens(data)) is not None


def _around_tokens(data: bytes) -> bytes:
    """Return what stands near a token: `re` takes seconds for what `find` passes in milliseconds."""
    lowered = data.lower()
    stretches: list[tuple[int, int]] = []
    for token in _TOKENS:
        start, end = 0, 0
        found = lowered.find(token)
        while found >= 0:
            if found - _REACH > end:
                stretches.append((start, end))
                start = found - _REACH
            end = found + _REACH
            found = lowered.find(token, found + 1)
        stretches.append((start, end))
    return b"\n".join(data[start:end] for start, end in stretches)
