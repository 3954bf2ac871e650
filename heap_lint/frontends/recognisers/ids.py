"""Which values are meant as a Heap id, and the fact of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.facts import Environment
from heap_lint.frontends.recognisers.names import IdName, environment, environment_and_group
from heap_lint.frontends.references import resolved
from heap_lint.source import Source, Span
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Unknown, Value, is_none

_DIGITS = regex.lazy(r"[0-9]{6,}")
_HOST = regex.lazy(r"heapanalytics|heap-api\.com", re.IGNORECASE)
_ASKS = r"(?:your|my|insert|replace|enter|change|put|add)\b.*|<.*>|x{4,}"
_REQUEST = regex.lazy(_ASKS, re.IGNORECASE)
_PLACEHOLDER = regex.lazy(
    _ASKS + r"|.*(?:app|env|environment).?id.*", re.IGNORECASE, longest=regex.NAME
)
_TYPES = {
    *("string", "str", "text", "number", "integer", "int"),
    *("null", "none", "required", "optional"),
}


def is_sure_id(value: Value) -> bool:
    """Whether a value looks so much like a Heap id that it tells what its key is about."""
    if isinstance(value, OneOf):
        return any(map(is_sure_id, value.options))
    if not isinstance(value, Literal) or isinstance(value.value, bool):
        return False
    if isinstance(value.value, int):
        return value.value >= 100_000
    text = value.value
    return isinstance(text, str) and bool(_DIGITS.fullmatch(text) or _HOST.search(text))


def is_placeholder(value: Value) -> bool:
    """Whether a value asks people to write an app id there, as in `YOUR_APP_ID`."""
    text = value.value if isinstance(value, Literal) else None
    return isinstance(text, str) and _PLACEHOLDER.fullmatch(re.sub("_", "-", text)) is not None


def asks_for_id(value: Value) -> bool:
    """Whether a value asks people to write something else, and is not the name of an id."""
    text = value.value if isinstance(value, Literal) else None
    return isinstance(text, str) and _REQUEST.fullmatch(re.sub("_", "-", text)) is not None


def may_be_id(value: Value) -> bool:
    """Whether a value under a key for an id can be one: prose and the names of types cannot."""
    if not isinstance(value, Literal):
        return not isinstance(value, Mapping | Sequence)
    if isinstance(value.value, str):
        is_prose = re.search(r"[^\W\d]\s+\S", value.value) is not None
        return value.value.lower() not in _TYPES and (not is_prose or _is_request(value.value))
    return value.value is None or not isinstance(value.value, bool)


def environments(
    source: Source, path: tuple[str, ...], entry: Entry, name: IdName, *, accepts_number: bool
) -> Iterator[Environment]:
    """Yield the ids of an entry: its value, or one for each environment in a mapping of them."""
    for said, span, value in _alternatives(entry):
        value = resolved(source, value)
        if is_none(value):
            value = Unknown(value.span, defined=value.defined)
        is_meant = may_be_id(value) if name.certain else is_sure_id(value)
        if is_meant:
            told, group = environment_and_group(
                source.path, path, name.stem, said or name.environment
            )
            yield Environment(
                span=span,
                app_id=value,
                name=told,
                group=group,
                required=False,
                accepts_number=accepts_number,
            )


def _alternatives(entry: Entry) -> Iterator[tuple[str, Span, Value]]:
    """Yield (environment, place, value) of what stands under a key for an id."""
    value = entry.value
    if not isinstance(value, Mapping):
        yield "", entry.key.span, value
        return
    for each in value.entries:
        said = environment(each.name or "")
        if said or each.name in ("value", "default"):
            yield said, each.key.span, each.value


def _is_request(text: str) -> bool:
    return re.match(r"(?:your|my|insert|replace|enter)\b", text, re.IGNORECASE) is not None
