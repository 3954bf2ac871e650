"""What a file gives to an Airscript input: an expression, a text, or neither.

A scalar string *is* Airscript, as in the Studio's box; `{airscript: ...}` and `{text: ...}` say so
explicitly. A string that is no Airscript is a text that somebody forgot to quote.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.airscript.folding import NAMESPACES, Folding
from heap_lint.airscript.parser import parse
from heap_lint.airscript.places import offsets
from heap_lint.airscript.scanner import AirscriptError
from heap_lint.airscript.tree import Expression
from heap_lint.source import Source, Span
from heap_lint.values import Literal, Mapping, Sequence, Unknown, Value

MAX_LENGTH = 10_000
"""Characters of an expression; a longer one is not read."""
_MAX_NESTING = 20
_EXPRESSION = regex.lazy(
    rf"""^\s*(?:{"|".join(sorted(NAMESPACES))})\s*[.\[]|["]|\w\(|{{{{|\s(?:[<>]?=|<>|!=)\s"""
)
"""What shows that somebody meant an expression: the variable of a namespace, a quote, a call."""


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


class Fault(NamedTuple):
    """Why an input is no Airscript: where it stops being so, and what could stand there.

    `is_text`: it does not even look like an expression, but like a text without its quotes. `cut_off`:
    it ends at a comma of the file, which YAML takes for the next entry's beginning.
    """

    span: Span
    expected: str
    is_text: bool
    cut_off: bool


def fault_in(source: Source, value: Value) -> Fault | None:
    """Return what is wrong with an input that is given as a scalar, None where it can be parsed."""
    explicit = isinstance(value, Mapping) and _only_name(value) == "airscript"
    if explicit and isinstance(value, Mapping):
        value = value.entries[0].value
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return None
    text = value.value
    try:
        if len(text) <= MAX_LENGTH:
            parse(text)
    except AirscriptError as error:
        if _is_template(text) or not text.strip():
            return None
        span = _locator(source, value, 0)(error.position, error.position + 1)
        is_text = not (explicit or _EXPRESSION.search(text))
        end = value.span.end
        cut_off = error.position == len(text) and source.text[end : end + 1] == ","
        return Fault(span, error.expected, is_text, cut_off and source.slice(value.span) == text)
    return None


def read_input(
    source: Source,
    value: Value,
    declared: frozenset[str] | None,
    contacts: frozenset[str] = frozenset(),
) -> Value:
    """Return what is known of one Airscript input; in mappings and lists, of each value inside.

    `declared` are the variables that need no namespace, None where not all are known; `contacts` those
    that hold an e-mail address or a phone number.
    """
    return _Inputs(source, declared, contacts).read(value, 0)


def read_properties(source: Source, value: Value, declared: frozenset[str] | None) -> Value:
    """Return what is known of an input that takes an object: its keys are always property names."""
    inputs = _Inputs(source, declared)
    if isinstance(value, Mapping) and _only_name(value) != "airscript":
        return inputs.read_entries(value, 0)
    return inputs.read(value, 0)


class _Inputs:
    """Reads the inputs of one action; what several aliases share is read once."""

    def __init__(
        self,
        source: Source,
        declared: frozenset[str] | None,
        contacts: frozenset[str] = frozenset(),
    ) -> None:
        self._source = source
        self._declared = declared
        self._contacts = contacts
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
        if _is_template(text):
            return self._folded(scalar, f'"{text}"', -1)
        # What was meant as an expression is no constant, only because it cannot be read.
        return Unknown(scalar.span) if _EXPRESSION.search(text) else scalar

    def _folded(self, scalar: Literal, text: str, shift: int) -> Value:
        locate = _locator(self._source, scalar, shift)
        folded = Folding(text, locate, self._declared, self._contacts).value(parse(text))
        return replace(folded, defined=scalar.defined) if scalar.defined else folded


def _is_template(text: str) -> bool:
    """Whether a text without quotes is one with them."""
    try:
        return "{{" in text and parse(f'"{text}"') is not None
    except AirscriptError:
        return False


def _locator(source: Source, scalar: Literal, shift: int) -> Callable[[int, int], Span]:
    """Return what finds a stretch of the expression, all of the scalar where that is not known."""
    whole, text = scalar.span, str(scalar.value)
    at = _offsets(source.slice(whole), text)
    if at is None:
        return lambda start, end: whole

    def locate(start: int, end: int) -> Span:
        first, behind = at[max(start + shift, 0)], at[min(end + shift, len(text))]
        return source.span(whole.start + first, whole.start + max(first, behind))

    return locate


def _offsets(written: str, text: str) -> range | tuple[int, ...] | None:
    if written == text:
        return range(len(text) + 1)
    if written[1:-1] == text:
        return range(1, len(text) + 2)
    return offsets(written, text)


def _only_name(mapping: Mapping) -> str | None:
    """Return the key of a mapping that has exactly one."""
    if len(mapping.entries) == 1 and mapping.complete:
        return mapping.entries[0].name
    return None
