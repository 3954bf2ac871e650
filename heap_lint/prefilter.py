"""Which files can say anything about Heap, told from their bytes: the others are never parsed.

Two questions, two patterns. *May* it say something: cheap and generous. Is it *certainly* about Heap,
so that a failure to read it matters: strict, since `heapq`, JVM options and memory heaps are not ours.
"""

from __future__ import annotations

import re

_ENV_NAME = rb"HEAP_(?:IO_|ANALYTICS_)?(?:APP|ENV|PROJECT|TRACKER|SCRIPT)_?ID|HEAP_ANALYTICS|HEAP_(?:ID|KEY)\b"
_METHOD = (
    rb"load|identify|track|addUserProperties|addEventProperties|resetIdentity|push|clearEventProperties"
)
_CERTAIN = re.compile(
    rb"heapanalytics|heap-api\.com|HeapAPIClient|\bheapapi\b|heap-lint/airkit-app|heap_?app_?id|heap_?env_?id"
    rb"|HEAP_AUTO_ID_USER|HEAP_TRACK_SUPERUSER|HEAP_(?:IO|ANALYTICS)_[A-Z_]*(?:ID|KEY)"
    rb"|heap\.context_processors\.heap|\bheap\.(?:" + _METHOD + rb")\(|analytics_?(?:identify|send_?event)",
    re.IGNORECASE,
)
_POSSIBLE_PYTHON = re.compile(_CERTAIN.pattern + rb"|" + _ENV_NAME, re.IGNORECASE)
_POSSIBLE_DATA = re.compile(
    _POSSIBLE_PYTHON.pattern + rb"|disable_?text_?capture|secure_?cookie|\bheap\b", re.IGNORECASE
)


def may_mention_heap(data: bytes, format_name: str) -> bool:
    """Whether a file with these bytes is worth parsing."""
    pattern = _POSSIBLE_PYTHON if format_name == "python" else _POSSIBLE_DATA
    return pattern.search(data) is not None


def is_about_heap(data: bytes) -> bool:
    """Whether these bytes are certainly about Heap analytics, so that being unreadable is a finding."""
    return _CERTAIN.search(data) is not None
