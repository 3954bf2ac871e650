"""What the methods of strings make of constants, and what is left of a text with holes."""

from __future__ import annotations

import json
from collections.abc import Sequence as Several

from msgspec.structs import replace

from heap_lint.frontends.python.arguments import Arguments
from heap_lint.source import Span
from heap_lint.values import Literal, Sequence, Text, Unknown, Value

SAME = {"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "encode", "decode"}
"""What these give still has all that is known of the text: a name stays a name, an id an id."""
_OTHER = {
    *("capitalize", "swapcase", "replace", "removeprefix", "removesuffix", "zfill", "ljust"),
    *("rjust", "center", "expandtabs"),
}
_PARTS = {
    "split": "list",
    "rsplit": "list",
    "splitlines": "list",
    "partition": "tuple",
    "rpartition": "tuple",
}
_LONGEST = 10_000
_MOST_WORK = 1_000_000


def of_constant(receiver: Literal, name: str, arguments: Arguments, span: Span) -> Value | None:
    """Return what a method of a constant text gives, None for one that is not followed."""
    if name in ("encode", "decode"):
        return replace(receiver, span=span)
    if name not in SAME | _OTHER | _PARTS.keys() or not arguments.complete:
        return None
    given = [each.value for each in arguments.all() if isinstance(each, Literal)]
    if len(given) != len(list(arguments.all())) or not _is_little_work(receiver.value, given):
        return Unknown(span)
    positional = [each.value for each in arguments.positional if isinstance(each, Literal)]
    keywords = {k: v.value for k, v in arguments.keywords.items() if isinstance(v, Literal)}
    try:
        made = getattr(receiver.value, name)(*positional, **keywords)
    except (TypeError, ValueError):
        return Unknown(span)
    if isinstance(made, str):
        return replace(receiver, value=made, span=span)
    items = tuple(Literal(part, span, json.dumps(part)) for part in made)
    return Sequence(items, span, kind=_PARTS[name])


def of_text(receiver: Text, name: str, span: Span) -> Text | None:
    """Return what a method of a text with holes gives, None for one that is not followed."""
    if name in SAME:
        return replace(receiver, span=span)
    return holes_alone(receiver, span) if name in _OTHER else None


def sliced(value: Value, bounds: Several[Value | None], span: Span) -> Value | None:
    """Return `value[start:stop:step]` of a text, None for other values; None is a bound left out."""
    if isinstance(value, Text):
        return holes_alone(value, span)
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return None
    numbers = [each.value for each in bounds if isinstance(each, Literal)]
    if len(numbers) < sum(each is not None for each in bounds):
        return Unknown(span)
    start, stop, step = (each.value if isinstance(each, Literal) else None for each in bounds)
    try:
        return replace(value, value=value.value[start:stop:step], span=span)  # type: ignore[index]
    except (TypeError, ValueError):
        return Unknown(span)


def holes_alone(value: Text, span: Span) -> Text:
    """Return a text of which the constant pieces, and that a hole is the text of None, are not sure."""
    holes = (replace(h, kind=None) if isinstance(h, Unknown) else h for h in value.holes)
    return replace(value, parts=tuple(holes), span=span)


def _is_little_work(text: object, given: Several[object]) -> bool:
    length = len(text) if isinstance(text, str) else 0
    sizes = [len(each) if isinstance(each, (str, bytes)) else each for each in given]
    size = max((each for each in sizes if isinstance(each, (int, float))), default=0)
    return length <= _LONGEST and size <= _LONGEST and length * size <= _MOST_WORK
