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
    calls: defaultdict[int, list[HandedOn]] = defaultdict(list)
    for call in file.handed_on:
        calls[call.function].append(call)
    for fact in said:
        if not (isinstance(fact, ScriptValue) and _is_escaped_by_callers(fact, calls)):
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


def _is_escaped_by_callers(fact: ScriptValue, calls: dict[int, list[HandedOn]]) -> bool:
    """Whether calls of the function are seen, and each gives the value so that it does no harm."""
    if not isinstance(fact.value, Parameter):
        return False
    given = [
        Substitution(call.function, call.given).value(fact.value)
        for call in calls.get(fact.value.function, ())
        if fact.value.name in call.given
    ]
    html = fact.escaping is Escaping.HTML
    done = [escaping_of(value, escapes_html=html) for value in given]
    return bool(done) and worst(done) not in (Escaping.NONE, Escaping.HTML)
