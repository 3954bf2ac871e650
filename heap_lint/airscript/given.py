"""What a file gives to an Airscript input: an expression, a text, or neither.

A scalar string *is* Airscript, as in the Studio's box; `{airscript: ...}` and `{text: ...}` say so
explicitly. A string that is no Airscript is a text that somebody forgot to quote.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from heap_lint.airscript.folding import Folding
from heap_lint.airscript.parser import parse
from heap_lint.airscript.scanner import AirscriptError
from heap_lint.airscript.tree import Expression
from heap_lint.source import Source, Span
from heap_lint.values import Literal, Mapping, Sequence, Unknown, Value

MAX_LENGTH = 10_000
"""Characters of an expression; a longer one is not read."""
_MAX_NESTING = 20


def expression_of(value: Value | None) -> Expression | None:
    """Return the tree of an input that is an expression, None for everything else."""
    if isinstance(value, Mapping) and _only_name(value) == "airscript":
        value = value.entries[0].value
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return None
    if len(value.value) > MAX_LENGTH:
        return None
    try:
        return parse(value.value)
    except AirscriptError:
        return None


def read_input(source: Source, value: Value, declared: frozenset[str] | None) -> Value:
    """Return what is known of one Airscript input; in mappings and lists, of each value inside.

    `declared` are the variables that need no namespace, None where not all are known.
    """
    return _Inputs(source, declared).read(value, 0)


def read_properties(source: Source, value: Value, declared: frozenset[str] | None) -> Value:
    """Return what is known of an input that takes an object: its keys are always property names."""
    inputs = _Inputs(source, declared)
    if isinstance(value, Mapping) and _only_name(value) != "airscript":
        return inputs.read_entries(value, 0)
    return inputs.read(value, 0)


class _Inputs:
    """Reads the inputs of one action; what several aliases share is read once."""

    def __init__(self, source: Source, declared: frozenset[str] | None) -> None:
        self._source = source
        self._declared = declared
        self._read: dict[int, Value] = {}

    def read(self, value: Value, nesting: int) -> Value:
        if isinstance(value, Literal):
            return self._scalar(value) if isinstance(value.value, str) else value
        if not isinstance(value, Mapping | Sequence):
            return value
        if nesting > _MAX_NESTING:
            return Unknown(value.span)
        if id(value) not in self._read:
            self._read[id(value)] = self._container(value, nesting)
        return self._read[id(value)]

    def read_entries(self, value: Mapping, nesting: int) -> Mapping:
        entries = [replace(e, value=self.read(e.value, nesting + 1)) for e in value.entries]
        return replace(value, entries=tuple(entries))

    def _container(self, value: Mapping | Sequence, nesting: int) -> Value:
        if isinstance(value, Sequence):
            return replace(value, items=tuple(self.read(v, nesting + 1) for v in value.items))
        match _only_name(value):
            case "text":
                return value.entries[0].value
            case "airscript":
                return self.read(value.entries[0].value, nesting + 1)
            case _:
                return self.read_entries(value, nesting)

    def _scalar(self, scalar: Literal) -> Value:
        text = str(scalar.value)
        if len(text) > MAX_LENGTH:
            return Unknown(scalar.span)
        try:
            return self._folded(scalar, text, 0)
        except AirscriptError:
            return self._unquoted(scalar, text)

    def _unquoted(self, scalar: Literal, text: str) -> Value:
        if "{{" not in text:
            return scalar
        try:
            return self._folded(scalar, f'"{text}"', -1)
        except AirscriptError:
            return scalar

    def _folded(self, scalar: Literal, text: str, shift: int) -> Value:
        locate = _locator(self._source, scalar, shift)
        folded = Folding(text, locate, self._declared).value(parse(text))
        return replace(folded, defined=scalar.defined) if scalar.defined else folded


def _locator(source: Source, scalar: Literal, shift: int) -> Callable[[int, int], Span]:
    """Return what finds a stretch of the expression: exact where the file has it verbatim."""
    whole = scalar.span
    written = source.slice(whole)
    if written == scalar.value:
        begin = whole.start
    elif written[1:-1] == scalar.value:
        begin = whole.start + 1
    else:
        return lambda start, end: whole
    last = begin + len(str(scalar.value))
    return lambda start, end: source.span(
        max(begin + start + shift, begin), min(begin + end + shift, last)
    )


def _only_name(mapping: Mapping) -> str | None:
    """Return the key of a mapping that has exactly one."""
    if len(mapping.entries) == 1 and mapping.complete:
        return mapping.entries[0].name
    return None
