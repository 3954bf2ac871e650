"""Words that messages share: values quoted as written, numbers of things, the nearest right name."""

from __future__ import annotations

from collections.abc import Iterable

from heap_lint import regex
from heap_lint.core.remembering import remembered
from heap_lint.findings import Related
from heap_lint.heap.quotes import quote, visible
from heap_lint.heap.quotes import shortened as shortened
from heap_lint.heap.secrets import by_form, secrets_in
from heap_lint.values import Entry, Literal, Mapping, OneOf, Sequence, Text, Unknown, Value

_KEY = regex.lazy(r"\[([A-Za-z_][\w-]*)\]")
"""A step by a constant key, which access paths have without its quotes."""


def quoted(value: Value) -> str:
    """Return a value as it is written, shortened, in backticks."""
    if isinstance(value, OneOf):
        known = [q for option in value.options if (q := quoted(option)) != "here"]
        return either(known) or "here"
    if isinstance(value, Text) and not value.source and value.holes:
        return quoted(value.holes[0])
    if isinstance(value, (Literal, Text)):
        return quote(f"`{shortened(_as_written(value))}`", value.span, value.defined)
    if isinstance(value, Unknown) and value.expression:
        return f"`{path(value)}`"
    return "here"


def either(quotes: Iterable[str]) -> str:
    """Return quoted values as alternatives, each once."""
    return " or ".join({visible(each): each for each in quotes}.values())


def path(value: Unknown) -> str:
    """Return the access path of a value as code writes it, shortened: `request.POST["email"]`."""
    return shortened(_KEY.sub(r'["\1"]', value.expression))


def named(entry: Entry) -> str:
    """Return a key, which may be a constant from elsewhere, in backticks, or that it is here."""
    return named_as(entry.name, entry.key) if entry.name else "here"


def named_as(name: str, value: Value) -> str:
    """Return a name, in backticks, that a constant gives."""
    return quote(f"`{shortened(name)}`", value.span, value.defined)


def _as_written(value: Literal | Text) -> str:
    """Return a constant as it is written, but as what it is where only that shows a secret."""
    written = value.source or (repr(value.value) if isinstance(value, Literal) else "")
    parts = value.parts if isinstance(value, Text) else (value.value,)
    whole = "".join(part for part in parts if isinstance(part, str))
    return by_form(repr(whole)) if secrets_in(whole) and not secrets_in(written) else written


def kind_of(value: Value) -> str:
    """Return what a value is of which that is known, in a word with its article."""
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, Sequence):
        return f"a {value.kind}" if value.kind != "array" else "an array"
    if isinstance(value, Literal):
        if value.value is None:
            return "undefined" if value.source == "undefined" else "null"
        names = {bool: "a boolean", int: "a number", float: "a number", str: "a string"}
        return names.get(type(value.value), "bytes")
    return "a string"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the one right name that is near, None where there are more or none."""
    near = _near(name, "\n".join(sorted(known)))
    return near[0] if len(near) == 1 else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint with the nearest right names, or with all of them."""
    return _nearest(name, "\n".join(sorted(known)))  # one text counts less than a row of them


@remembered
def _near(name: str, known: str) -> tuple[str, ...]:
    from difflib import get_close_matches

    return tuple(get_close_matches(name, known.split("\n"), n=2))


def _nearest(name: str, known: str) -> str:
    near = _near(name, known)
    if near:
        return "did you mean " + " or ".join(f"`{each}`" for each in near) + "?"
    return "known are " + ", ".join(f"`{each}`" for each in known.split("\n"))


def defined_at(value: Value, message: str) -> tuple[Related, ...]:
    """Return the place where the constant behind a name stands, if the value is such a name."""
    return (Related(value.defined, message),) if value.defined is not None else ()
