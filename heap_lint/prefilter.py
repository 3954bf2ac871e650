"""Which files can say anything about Heap, told from their bytes: the others are never parsed.

Two questions, two patterns. *May* it say something: cheap and generous. Is it *certainly* about Heap,
so that a failure to read it matters: strict, since `heapq`, JVM options and memory heaps are not ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from heap_lint import regex
from heap_lint.forwarders import packages

# `heap` as a word or a part of a name: not the end of `cheap` or `NAMECHEAP_APP_ID`.
_HEAP = rb"(?-i:(?<![A-Za-z])heap|(?<![A-Z])HEAP|Heap)"
_METHODS = rb"identify|addUserProperties|addEventProperties|resetIdentity|clearEventProperties"
_CERTAIN = regex.lazy(
    rb"heapanalytics|heap-api\.com|heap-lint/(?:airkit-app|[a-z-]+/1[\"'])|\bheapapi\b"
    rb"|" + _HEAP + rb"(?:APIClient|_?app_?id|_?env_?id|_auto_id_user|_track_superuser)"
    rb"|" + _HEAP + rb"_(?:io|analytics)_[a-z_]{0,30}(?:id|key)"
    rb"|heap\.context_processors\.heap|analytics_?(?:identify|send_?event)"
    rb"|" + _HEAP + rb"\s*\.\s*(?:" + _METHODS + rb")\s*\(",
    re.IGNORECASE,
)
_POSSIBLE_PYTHON = regex.lazy(
    _CERTAIN.pattern + rb"|" + _HEAP + rb"\s*\.\s*(?:load|track)\s*\("
    rb"|" + _HEAP + rb"[a-z_]{0,30}(?:id|key|url|host|endpoint|server|base)(?![a-z])"
    rb"|" + _HEAP + rb"_analytics",
    re.IGNORECASE,
)
# Data files: a word of prose is not enough, the recognisers ask for keys. `heapAppId`, `HEAP_ID_DEV`
# and their like stand anywhere, `heap` alone is a key only where a mapping can begin behind it.
_KEY_OF_ID = (
    _HEAP
    + rb"(?:[_.$-]*(?:app|application|env|environment|analytics|io|id|api|key|secret|tracker|tracking"
    rb"|script|project|dev|develop|development|local|test|testing|ci|qa|uat|stage|stg|staging|preprod|preview"
    rb"|sandbox|demo|prod|prd|production|live))+[_.$-]*(?![\w.$-])"
)
_BLOCK = _HEAP + rb"(?:[\s_.-]*(?:analytics|io))?"
_NAME_END = rb"[\s_.-]*(?:[\"'][ \t]*)?"
_BLOCKS = {
    "yaml": _NAME_END + rb":[ \t]*(?:[\r\n#{*&!/]|\Z)|[ \t\f\v_.-]*[\r\n][\s_.-]*:"
    rb"|[\s_.-]*[\"'][ \t]*[\r\n]\s*:",
    "json": rb"[\s_.-]*(?:[\"']\s*)?(?::\s*(?:[{/]|\Z)|/)",
    "toml": _NAME_END + rb"(?:\]|\.|=[ \t]*\{)",
    "hcl": _NAME_END + rb"(?:=[ \t]*)?\{",
}
_FAR = 100
"""Bytes before a name that are looked at."""
_LONG = 1_000
"""Bytes behind the key of a block in which a setting of Heap's tells what the block is."""
_SETTING = regex.lazy(
    rb"(?<![\w-])(?:disableTextCapture|secureCookie|app_?id|env_?id)(?![\w-])", re.IGNORECASE
)
# Scripts in strings of a data file, where `n` may be the end of an escape.
_CALL = rb"(?:(?<![a-z0-9_.])|(?<=\\n))heap\s*\.\s*(?:load|track|" + _METHODS + rb")\s*\("
_POSSIBLE_DATA = regex.lazy(
    rb"|".join((_CERTAIN.pattern, _KEY_OF_ID, rb"heap-lint:", _CALL)), re.IGNORECASE
)
_POSSIBLE_BLOCK = {
    name: regex.lazy(_BLOCK + rb"(?:" + begin + rb")", re.IGNORECASE)
    for name, begin in _BLOCKS.items()
}
# A destination of a customer data platform is Heap's by its name, and has an `appId`.
_AS_A_NAME = regex.lazy(rb"heap(?:[ _-]?(?:io|analytics))?[\"']?\s*(?:[,}\r\n#]|\Z)", re.IGNORECASE)
_BEFORE_NAME = regex.lazy(
    rb"(?:name|slug|type|destination|kind|definition)[\"']?\s*[:=]\s*[\"']?\Z",
    re.IGNORECASE,
    longest=_FAR,
)
_BEFORE_KEY = regex.lazy(rb"(?:\A|[\r\n\[{,.?\"'/_-]|\xbf|[&!][^\s,\[\]{}]*)[ \t]*\Z", longest=_FAR)

_POSSIBLE_WEB = regex.lazy(
    rb"heapanalytics|heap-api|heapReadyCb|(?<=/js/)heap-\d|heap_config\.js|(?<=@)heap/|reactjs-heap|(?<=reactjs-)heap"
    rb"|(?<=data-)heap-|heap-ignore|(?<=gatsby-plugin-)heap"
    rb"|(?<=window\.)heap\b|(?<=globalThis\.)heap\b|(?<=self\.)heap\b|(?<=any\)\.)heap\b"
    rb"|(?<=[\"'])heap[\"']\]"
    rb"|" + _HEAP + rb"_?(?:(?:app|api|env|environment|io|analytics)_?)*(?:id|key|secret)(?![a-z])"
    rb"|" + _HEAP + rb"[a-z_]{0,30}(?:url|host|endpoint|server|base)(?![a-z])"
    rb"|(?<![\w$])heap[\"']?\s*[:=]\s*\{"
    rb"|\bheap\b[^=\n]{0,80}\}\s*=\s*(?:window|globalThis)"
    rb"|(?<![\w$])heap\s*(?:!\s*)?(?:\?\.|\.)\s*"
    rb"(?:load|track|identify|push\(\[|add\w+Propert|reset\w|clear\w+Propert|getIdentity|onReady)",
    re.IGNORECASE,
)
_IN_AIRKIT_EXPORT = regex.lazy(
    rb"(?<=\")heap\"|analytics[- ](?:identify|send[- ]event)", re.IGNORECASE
)

_TOKENS = (b"heap", b"analytics")
"""Whatever the patterns match begins with one of these."""


def may_mention_heap(data: bytes, format_name: str, forwarders: Collection[str] = ()) -> bool:
    """Whether a file with these bytes is worth parsing; `forwarders` pass calls on to Heap."""
    if format_name == "python":
        return _found(_POSSIBLE_PYTHON, data) or _imports_one_of(forwarders, data)
    if format_name == "web":
        return _found(_POSSIBLE_WEB, data)
    if _found(_POSSIBLE_DATA, data) or _has_block(data, format_name):
        return True
    return format_name in ("json", "yaml", "hcl") and _names_a_destination(data)


def may_be_airkit_export(data: bytes) -> bool:
    """Whether these bytes may be the app in an export of Airkit's Studio, by keys that all have."""
    opens = data[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return opens and b'"cxrVersion"' in data and b'"activityGroups"' in data


def is_about_heap(data: bytes, format_name: str | None = None) -> bool:
    """Whether these bytes are certainly about Heap analytics, so that being unreadable is a finding."""
    if _found(_CERTAIN, data):
        return True
    if any(_SETTING.search(data, at, at + _LONG) for at in _blocks(data, format_name)):
        return True
    return may_be_airkit_export(data) and _found(_IN_AIRKIT_EXPORT, data)


def _imports_one_of(forwarders: Collection[str], data: bytes) -> bool:
    if not forwarders:
        return False
    names = "|".join(packages(forwarders)).encode()
    pattern = rb"^[ \t]*(?:from|import)[ \t][^\n#]*\b(?:" + names + rb")\b"
    return re.search(pattern, data, re.MULTILINE) is not None


def _has_block(data: bytes, format_name: str) -> bool:
    return any(True for _ in _blocks(data, format_name))


def _blocks(data: bytes, format_name: str | None) -> Iterator[int]:
    """Yield where a key `heap` stands behind which a mapping can begin."""
    pattern = _POSSIBLE_BLOCK.get(format_name or "")
    if pattern is None:
        return
    for at in _places(b"heap", data):
        if pattern.match(data, at) and _BEFORE_KEY.search(data[max(0, at - _FAR) : at]):
            yield at


def _names_a_destination(data: bytes) -> bool:
    return (b"appId" in data or b"app_id" in data) and any(
        _AS_A_NAME.match(data, at) and _BEFORE_NAME.search(data[max(0, at - _FAR) : at])
        for at in _places(b"heap", data)
    )


def _found(pattern: re.Pattern[bytes], data: bytes) -> bool:
    """Whether the pattern matches: `re` takes seconds for what `find` passes in milliseconds."""
    return any(pattern.match(data, at) for token in _TOKENS for at in _places(token, data))


def _places(token: bytes, data: bytes) -> Iterator[int]:
    lowered = data.lower()
    at = lowered.find(token)
    while at >= 0:
        yield at
        at = lowered.find(token, at + 1)
