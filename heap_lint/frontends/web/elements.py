"""What an attribute of an element says to Heap, in HTML and in JSX alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from heap_lint.endpoints import destinations
from heap_lint.facts import Fact, Redaction
from heap_lint.frontends.web import loading
from heap_lint.source import Span
from heap_lint.values import Literal, Text, Value

_ATTRIBUTES = ("data-heap-redact-text", "data-heap-redact-attributes", "heap-ignore")
_HIDES = "heap-ignore"
_LOOKALIKES = ("data-heap-ignore", "class", "classname")
"""Where people write `heap-ignore` too; beside the attribute itself that does no harm."""
_WORD = re.compile(r"(?<![\w-])heap-ignore(?![\w-])")


def facts_of_attribute(
    element: str, name: str, span: Span, value: Value | None, others: Collection[str]
) -> Iterator[Fact]:
    """Yield what an attribute says; `span` is its name, `others` all names in lower case."""
    plain = name.lower()
    if element == "script" and plain == "src" and value is not None:
        if isinstance(value, Literal):
            yield from destinations(value, name="the snippet")
        yield from loading.facts_of_address(value)
    elif plain in _ATTRIBUTES or (plain in _LOOKALIKES and _HIDES not in others):
        if plain not in ("class", "classname") or _names_class(value):
            yield Redaction(span=span, name=name, value=value)


def _names_class(value: Value | None) -> bool:
    """Whether a value certainly has the class `heap-ignore`."""
    if isinstance(value, Text):
        return any(isinstance(part, str) and _WORD.search(part) for part in value.parts)
    return isinstance(value, Literal) and _WORD.search(str(value.value)) is not None
