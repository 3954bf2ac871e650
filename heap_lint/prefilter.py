"""Which files can say anything about Heap, told from their bytes: the others are never parsed.

Two questions, two patterns. *May* it say something: cheap and generous. Is it *certainly* about Heap,
so that a failure to read it matters: strict, since `heapq`, JVM options and memory heaps are not ours.
"""

from __future__ import annotations

import re

# `heap` as a word or a part of a name: not the end of `cheap` or `NAMECHEAP_APP_ID`.
_HEAP = rb"(?-i:(?<![A-Za-z])(?:heap|HEAP)|Heap)"
_METHODS = rb"identify|addUserProperties|addEventProperties|resetIdentity|clearEventProperties"
_CERTAIN = re.compile(
    rb"heapanalytics|heap-api\.com|heap-lint/airkit-app|\bheapapi\b"
    rb"|" + _HEAP + rb"(?:APIClient|_?app_?id|_?env_?id|_auto_id_user|_track_superuser)"
    rb"|" + _HEAP + rb"_(?:io|analytics)_[a-z_]{0,30}(?:id|key)"
    rb"|heap\.context_processors\.heap|analytics_?(?:identify|send_?event)"
    rb"|" + _HEAP + rb"\s*\.\s*(?:" + _METHODS + rb")\s*\(",
    re.IGNORECASE,
)
_POSSIBLE_PYTHON = re.compile(
    _CERTAIN.pattern + rb"|" + _HEAP + rb"\s*\.\s*(?:load|track)\s*\("
    rb"|" + _HEAP + rb"[a-z_]{0,30}(?:id|key)(?![a-z])|" + _HEAP + rb"_analytics",
    re.IGNORECASE,
)
_POSSIBLE_DATA = re.compile(
    _POSSIBLE_PYTHON.pattern
    + rb"|"
    + _HEAP
    + rb"[\w-]{0,30}(?:id|key)(?![a-z])|"
    + _HEAP
    + rb"(?:io|analytics)?(?![a-z])"
    rb"|disable_?text_?capture|secure_?cookie",
    re.IGNORECASE,
)

_TOKENS = (b"heap", b"analytics")
_TOKENS_OF_DATA = (*_TOKENS, b"capture", b"cookie")
"""One of these is part of everything that the patterns for data match."""
_BEFORE, _AFTER = 16, 64
"""How many bytes before and after the start of a token a match can extend."""


def may_mention_heap(data: bytes, format_name: str) -> bool:
    """Whether a file with these bytes is worth parsing."""
    if format_name == "python":
        return _POSSIBLE_PYTHON.search(_around(_TOKENS, data)) is not None
    return _POSSIBLE_DATA.search(_around(_TOKENS_OF_DATA, data)) is not None


def is_about_heap(data: bytes) -> bool:
    """Whether these bytes are certainly about Heap analytics, so that being unreadable is a finding."""
    return _CERTAIN.search(_around(_TOKENS, data)) is not None


def _around(tokens: tuple[bytes, ...], data: bytes) -> bytes:
    """Return what stands near a token: `re` takes seconds for what `find` passes in milliseconds."""
    lowered = data.lower()
    stretches: list[tuple[int, int]] = []
    for token in tokens:
        start, end = 0, 0
        found = lowered.find(token)
        while found >= 0:
            if found - _BEFORE > end:
                stretches.append((start, end))
                start = found - _BEFORE
            end = found + _AFTER
            found = lowered.find(token, found + 1)
        stretches.append((start, end))
    return b"\n".join(data[start:end] for start, end in stretches)
