"""What `*args` and `**kwargs` of the function around a call pass on."""

from __future__ import annotations

from collections.abc import Mapping as Given
from collections.abc import Sequence as Names

from msgspec.structs import replace

from heap_lint.frontends.dataflow.symbols import WITHOUT, Parameter, Spread, passing_on
from heap_lint.frontends.python.arguments import Arguments, mapping_of
from heap_lint.source import Span
from heap_lint.values import Entry, Mapping, Unknown, Value


def passed_on(
    arguments: Arguments,
    positional: Names[str],
    by_name: Names[str] = (),
    *,
    defaults: Given[str, Value],
    at: Span,
) -> dict[str, Value]:
    """Return what `*args` and `**kwargs` of the function around a call may have for parameters.

    Those are the parameters, in order, that the call gives no argument that is seen; those `by_name`
    cannot be given by position.
    """
    passed: dict[str, Value] = {}
    items, names = arguments.more_items, arguments.more_names
    for position, name in enumerate((*positional, *by_name)):
        further: list[Unknown] = []
        ahead = position - len(arguments.positional)
        if position < min(len(positional), len(arguments.positional)) or name in arguments.keywords:
            continue
        if isinstance(items, Parameter) and position < len(positional):
            further.append(items.stepped(f"[{ahead}]", at))
        if isinstance(names, Parameter):
            further.append(names.stepped(f"[{name}]", at))
        sources = [each for each in further if isinstance(each, Parameter)]
        if len(sources) < len(further):
            passed[name] = Unknown(at)
        elif sources:
            passed[name] = passing_on(sources, defaults.get(name))
    return passed


def other_names(arguments: Arguments, names: Names[str], at: Span) -> Mapping:
    """Return what `**kwargs` of a function holds: the arguments that it has no parameter for."""
    own = {name: v for name, v in arguments.keywords.items() if name not in names}
    made = mapping_of(own, at, complete=arguments.complete)
    if not isinstance(arguments.more_names, Parameter):
        return made
    more = arguments.more_names.stepped(f"{WITHOUT}{' '.join(names)}]", at)
    if not isinstance(more, Parameter):
        return replace(made, complete=False)
    return replace(made, entries=(*made.entries, Entry(Spread(at), more)), complete=True)
