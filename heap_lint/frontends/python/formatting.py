"""Strings that a template or a format makes: `%`, `str.format`, f-strings, `strftime`."""

from __future__ import annotations

import re
import string

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.frontends.dataflow.concatenation import text
from heap_lint.frontends.dataflow.symbols import Encoded, Ref
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.models.paths import kinds, origin_of
from heap_lint.source import Span
from heap_lint.values import Kind, Literal, Mapping, Sequence, Unknown, Value

_WIDE = re.compile(r"\d{4}")
_WHOLE = re.compile(r"[^.%]*(?:\.\d+[feg])?")
"""A format that writes all there is of a value, but for the digits of a fraction."""
_CLOCK = regex.lazy(r"%[HIXcT]")
_ZONE = regex.lazy(r"(?:Z|[+-]00:?00|%:?z|%Z)$")


def percent(template: str, values: Value) -> list[str | Value] | None:
    """Return the parts of `template % values`, None where the two do not fit together."""
    given = (
        list(values.items) if isinstance(values, Sequence) and values.kind == "tuple" else [values]
    )
    parts: list[str | Value] = []
    at = 0
    for match in re.finditer(
        r"%(?:\((\w+)\))?[-#0 +]*(?:[1-9]\d*)?(?:\.\d+)?([a-zA-Z%])", template
    ):
        parts.append(template[at : match.start()])
        at = match.end()
        if match[2] == "%":
            parts.append("%")
        elif match[1] is not None:
            named = values.get(match[1]) if isinstance(values, Mapping) else None
            parts.append(named if named is not None else Unknown(values.span))
        elif given:
            parts.append(given.pop(0))
        else:
            return None
    return [*parts, template[at:]]


def format_parts(template: str, arguments: Arguments, span: Span) -> list[str | Value] | None:
    """Return the parts of `template.format(...)`, None for a template that is not valid."""
    parts: list[str | Value] = []
    automatic = 0
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return None
    for constant, name, spec, _ in fields:
        parts.append(constant)
        if name is None:
            continue
        if name == "":
            name, automatic = str(automatic), automatic + 1
        position = int(name) if name.isdecimal() else len(arguments.positional)
        value = arguments.get(position, name)
        parts.append(Unknown(span) if value is None else formatted(value, spec or ""))
    return parts


def formatted(value: Value, spec: str) -> str | Value:
    """Return a value as a format such as `05d` or `.2f` writes it."""
    if not spec:
        return value
    if isinstance(value, Literal) and not _WIDE.search(spec):
        try:
            return format(value.value, spec)
        except (TypeError, ValueError):
            return Unknown(value.span)
    if not isinstance(value, Unknown) or isinstance(value, (Ref, Encoded)):
        return Unknown(value.span)
    if value.kind is Kind.DATETIME and "%" in spec:
        written = formatted_time(value.expression, Literal(spec, value.span, spec), value.span)
        return written or Unknown(value.span, value.origin)
    if _WHOLE.fullmatch(spec):
        return replace(value, kind=None)
    return Unknown(value.span, value.origin)


def written_time(value: Unknown, span: Span) -> Unknown:
    """Return the text of a time, in which its zone is missing if the time has none."""
    kind = kinds().get(f"{value.expression}.isoformat()")
    return Unknown(span, value.origin, value.expression, kind=kind)


def moved_time(left: Value, right: Value, span: Span) -> Value | None:
    """Return what a time is some time earlier or later, None for other values."""
    is_time = isinstance(left, Unknown) and left.kind is Kind.DATETIME
    is_span = isinstance(right, Unknown) and right.expression.startswith("datetime.timedelta(")
    return replace(left, span=span) if is_time and is_span else None


def formatted_time(of: str, form: Value, span: Span) -> Value | None:
    """Return the text that `strftime` makes of a time: what it says of the zone is a part of it."""
    written = form.value if isinstance(form, Literal) else None
    kind = kinds().get(f"{of}.isoformat()")
    if kind is None or not isinstance(written, str):
        return None
    zone = _ZONE.search(written)
    if not _CLOCK.search(written) or (zone is not None and zone[0].startswith("%")):
        return Unknown(span, origin_of(f"{of}.strftime()"), f"{of}.strftime()")
    told = Unknown(span, origin_of(f"{of}.strftime()"), f"{of}.strftime()", kind=kind)
    return text([told, zone[0]], span, f"{of}.strftime()") if zone is not None else told
