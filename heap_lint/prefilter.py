"""Which files can say anything about Heap, told from their bytes: the others are never parsed.

Two questions, two patterns. *May* it say something: cheap and generous. Is it *certainly* about Heap,
so that a failure to read it matters: strict, since `heapq`, JVM options and memory heaps are not ours.
"""

from __future__ import annotations

import re

from heap_lint import regex

# `heap` as a word or a part of a name: not the end of `cheap` or `NAMECHEAP_APP_ID`.
_HEAP = rb"(?-i:(?<![A-Za-z])(?:heap|HEAP)|Heap)"
_METHODS = rb"identify|addUserProperties|addEventProperties|resetIdentity|clearEventProperties"
_CERTAIN = regex.lazy(
    rb"heapanalytics|heap-api\.com|heap-lint/airkit-app|\bheapapi\b"
    rb"|" + _HEAP + rb"(?:APIClient|_?app_?id|_?env_?id|_auto_id_user|_track_superuser)"
    rb"|" + _HEAP + rb"_(?:io|analytics)_[a-z_]{0,30}(?:id|key)"
    rb"|heap\.context_processors\.heap|analytics_?(?:identify|send_?event)"
    rb"|" + _HEAP + rb"\s*\.\s*(?:" + _METHODS + rb")\s*\(",
    re.IGNORECASE,
)
_POSSIBLE_PYTHON = regex.lazy(
    _CERTAIN.pattern + rb"|" + _HEAP + rb"\s*\.\s*(?:load|track)\s*\("
    rb"|" + _HEAP + rb"[a-z_]{0,30}(?:id|key)(?![a-z])|" + _HEAP + rb"_analytics",
    re.IGNORECASE,
)
_POSSIBLE_DATA = regex.lazy(
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
_TOKENS_OF_DATA = (*_TOKENS, b"disable", b"secure")
"""Whatever the patterns match begins with one of these."""


def may_mention_heap(data: bytes, format_name: str) -> bool:
    """Whether a file with these bytes is worth parsing."""
    if format_name == "python":
        return _found(_POSSIBLE_PYTHON, _TOKENS, data)
    return _found(_POSSIBLE_DATA, _TOKENS_OF_DATA, data)


def is_about_heap(data: bytes) -> bool:
    """Whether these bytes are certainly about Heap analytics, so that being unreadable is a finding."""
    return _found(_CERTAIN, _TOKENS, data)


def _found(pattern: re.Pattern[bytes], tokens: tuple[bytes, ...], data: bytes) -> bool:
    """Whether the pattern matches: `re` takes seconds for what `find` passes in milliseconds."""
    lowered = data.lower()
    for token in tokens:
        at = lowered.find(token)
        while at >= 0:
            if pattern.match(data, at):
                return True
            at = lowered.find(token, at + 1)
    return False
