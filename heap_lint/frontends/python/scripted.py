"""What callers say to Heap who give a function the values that it writes into a script.

A script is read once, with the parameters of the function around it as symbols. Each call of the
function that is seen then says what the script says, with its arguments in their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from heap_lint.facts import Call, Environment, Fact, LoadCall, NamesIdentity, ScriptValue, Via
from heap_lint.frontends.dataflow.substitution import Substitution, parameters_in, values_of
from heap_lint.frontends.dataflow.symbols import Parameter, Written
from heap_lint.frontends.python.encoded import as_code
from heap_lint.frontends.python.escaping import escaping_of, worst
from heap_lint.frontends.python.frame import File, HandedOn
from heap_lint.source import Span
from heap_lint.values import Entry, Escaping, Literal, Mapping, OneOf, Text, Value

_MOST = 2_000
"""Facts that the callers of one file's functions say; more is a sign of generated code."""


def with_callers(file: File, said: list[Fact]) -> Iterator[Fact]:
    """Yield what scripts say, and what the calls seen in the file make of it.

    A value that each of the callers has escaped is no fault of the script.
    """
    for fact in said:
        for function in _functions_of(fact):
            file.said_in_scripts[function].append(fact)
    callers = _Callers(file.handed_on)
    for fact in said:
        if not (isinstance(fact, ScriptValue) and callers.escape(fact)):
            yield fact
    yield from islice(_by_callers(file), _MOST)


def _functions_of(fact: Fact) -> set[int]:
    """Return the functions of whose parameters a fact says something."""
    values = (value for _, value in values_of(fact))
    return {each.function for value in values for each in parameters_in(value)}


def _by_callers(file: File) -> Iterator[Fact]:
    for call in file.handed_on:
        for fact in call.file.said_in_scripts.get(call.function, ()):
            if isinstance(fact, (NamesIdentity, LoadCall, Environment)):
                yield from _said_by(call, fact)


def _said_by(call: HandedOn, fact: NamesIdentity | LoadCall | Environment) -> Iterator[Fact]:
    substitution = Substitution(call.function, call.given)
    changes = {
        name: _written(before, after)
        for name, before in values_of(fact)
        if (after := substitution.value(before)) is not before
    }
    if not changes:
        return
    step = fact.called or fact.span if isinstance(fact, Call) else fact.span
    via = Via(within=call.within, template=fact, steps=(step,))
    if isinstance(fact, Call):
        # Which of the pages that are made so a visitor sees is not known, nor in which order.
        yield replace(fact, span=call.name, called=call.name, places=(), via=via, **changes)
    else:
        yield replace(fact, span=call.name, via=via, **changes)


def _written(before: Value, after: Value) -> Value:
    """Return an argument as the script has it: what stands there without quotes is code."""
    if isinstance(before, Written):
        return as_code(after)
    if isinstance(before, Text) and len(before.parts) == 1:
        return _as_given(after, before, after.span)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        entries = (
            Entry(new.key, _written(old.value, new.value), new.certain)
            for old, new in zip(before.entries, after.entries, strict=False)
        )
        same_size = len(before.entries) == len(after.entries)
        return replace(after, entries=tuple(entries)) if same_size else after
    return after


def _as_given(value: Value, filled: Text, at: Span) -> Value:
    """Return what fills a string wholly as the caller gives it: the string is no origin of it."""
    if isinstance(value, OneOf):
        value = replace(value, options=tuple(_as_given(o, filled, at) for o in value.options))
    elif isinstance(value, Literal):
        value = replace(value, source="", span=at if value.span == filled.span else value.span)
    return replace(value, defined=None) if value.defined == filled.span else value


class _Callers:
    """The calls of functions that write into scripts: what they give, looked up once a parameter."""

    def __init__(self, handed_on: list[HandedOn]) -> None:
        self._calls: defaultdict[int, list[HandedOn]] = defaultdict(list)
        for call in handed_on:
            self._calls[call.function].append(call)
        self._known: dict[tuple[Parameter, bool], bool] = {}

    def escape(self, fact: ScriptValue) -> bool:
        """Whether calls of the function are seen, and each gives the value so that it does no harm."""
        value = fact.value
        if not isinstance(value, Parameter) or value.function not in self._calls:
            return False
        calls = self._calls[value.function]
        anywhere = replace(value, span=calls[0].name)  # where the script has it makes no difference
        key = (anywhere, fact.escaping is Escaping.HTML)
        if key not in self._known:
            self._known[key] = self._escape(calls, *key)
        return self._known[key]

    def _escape(self, calls: list[HandedOn], parameter: Parameter, escapes_html: bool) -> bool:
        given = (
            Substitution(call.function, call.given).value(parameter)
            for call in calls
            if parameter.name in call.given
        )
        done = [escaping_of(value, escapes_html=escapes_html) for value in given]
        return bool(done) and worst(done) not in (Escaping.NONE, Escaping.HTML)
