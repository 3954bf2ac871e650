"""What Python code does to a value before it writes it into a script."""

from __future__ import annotations

import re
from collections.abc import Iterable

from heap_lint import regex
from heap_lint.frontends.dataflow.symbols import Encoded
from heap_lint.frontends.python.model import tables
from heap_lint.values import Escaping, Kind, Literal, OneOf, Origin, Text, Unknown, Value

_CALL = regex.lazy(r"(?:^|[.@])(\w+)\((?:\.\.\.)?\)")
_SAYS_SO = regex.lazy(r"safe|escape|json|encoded|quoted|hash|digest|token|uuid", re.IGNORECASE)
"""Names that may well tell that a value has been made safe, or cannot hold anything else."""
_KEY = regex.lazy(r"[.]pk(?:$|[.])")
"""Django's name for a primary key: a number or a UUID."""
_HARMLESS = (
    *(Kind.NUMBER, Kind.BOOLEAN, Kind.DATETIME, Kind.NAIVE_TIME, Kind.LOCAL_TIME, Kind.OBJECT),
)
_ORDER = (Escaping.NONE, Escaping.UNKNOWN, Escaping.HTML, Escaping.SCRIPT)


def worst(escapings: Iterable[Escaping]) -> Escaping:
    """Return the least that is done to a value on all ways."""
    return min(escapings, key=_ORDER.index)


def escaping_of(value: Value, *, escapes_html: bool) -> Escaping:
    """Return what is done to a value that is filled into a script, by what it was made with."""
    if isinstance(value, OneOf):
        return worst(escaping_of(each, escapes_html=escapes_html) for each in value.options)
    if isinstance(value, (Literal, Encoded)):
        return Escaping.SCRIPT
    if isinstance(value, Text):
        return worst(escaping_of(hole, escapes_html=escapes_html) for hole in value.holes)
    if not isinstance(value, Unknown) or not value.expression:
        return Escaping.UNKNOWN
    if value.kind in _HARMLESS:
        return Escaping.SCRIPT
    if value.origin in (Origin.VOLATILE, Origin.DEPLOYMENT):
        return Escaping.UNKNOWN
    calls = _CALL.findall(value.expression)
    table = tables()["escaping"]
    for name in reversed(calls):
        if name in table["script"]:
            return Escaping.SCRIPT
        if name in table["html"]:
            return Escaping.HTML
        if name not in table["plain"]:
            return Escaping.UNKNOWN
    if _SAYS_SO.search(value.expression) or _KEY.search(value.expression):
        return Escaping.UNKNOWN
    return Escaping.HTML if escapes_html else Escaping.NONE
