"""What the steps from a parameter, such as `.id` and `[key]`, lead to once its argument is known."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.analysis import limits
from heap_lint.frontends.dataflow import containers
from heap_lint.frontends.dataflow.encoding import with_more_types
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.symbols import CHANGED, ENCODED, PART, WITHOUT, Parameter, Spread
from heap_lint.models.paths import kinds, origin_of
from heap_lint.source import Span
from heap_lint.values import Mapping, OneOf, Sequence, Unknown, Value

BEHIND = "[from "
"""The step from a list to its items but for the first ones: `[from 2]`."""
STEP = regex.lazy(r"\.\w+|\[[^\]]*\]?|\((?:\.\.\.)?\)")
"""One of the steps that lead from a parameter."""


def walked(value: Value, steps: str) -> Value:
    """Return what `steps` from an argument lead to, given where the argument is."""
    for step in STEP.findall(steps):
        value = stepped(value, step)
    return value


def stepped(value: Value, step: str) -> Value:
    """Return what one step from a value leads to."""
    if isinstance(value, OneOf):
        return one_of([stepped(option, step) for option in value.options], value.span)
    own: Callable[[str, Span], Value] | None = getattr(value, "stepped", None)
    if own is not None:
        return own(step, value.span)
    if step == ENCODED:
        return with_more_types(value)
    if step == CHANGED:
        return replace(value, entries=(), complete=False) if isinstance(value, Mapping) else value
    if isinstance(value, Sequence) and step.startswith("["):
        return _item(value, step[1:-1])
    if isinstance(value, Mapping) and step in (containers.FIELDS, containers.FIELDS_NOT_NONE):
        return containers.fields_at(value, step)
    if isinstance(value, Mapping) and step.startswith(WITHOUT):
        return containers.without_names(value, step[len(WITHOUT) : -1].split())
    if isinstance(value, Mapping) and step == ".__dict__":
        return value
    if isinstance(value, Mapping) and step.startswith("."):
        return value.get(step[1:]) or _in_spread(value, step)
    if isinstance(value, Mapping) and step.startswith("["):
        return containers.item(value, step[1:-1], value.span) or _in_spread(value, step)
    if isinstance(value, Unknown) and 0 < len(value.expression) <= limits.LONGEST_STEPS:
        path = value.expression + step
        return Unknown(value.span, origin_of(path), path, kind=kinds().get(path))
    return Unknown(value.span)


def _in_spread(mapping: Mapping, step: str) -> Value:
    """Return what one step leads to in the only thing, a parameter, that is spread in a dict."""
    spread = [each.value for each in mapping.entries if isinstance(each.key, Spread)]
    if len(spread) == 1 and isinstance(spread[0], Parameter):
        return spread[0].stepped(step, mapping.span)
    return Unknown(mapping.span)


def _item(items: Sequence, index: str) -> Value:
    """Return an item of a list, any of them where the index is not known, or some of them."""
    if f"[{index}".startswith(BEHIND):
        return replace(items, items=items.items[int(index.rpartition(" ")[2]) :])
    if f"[{index}]" == PART:
        return replace(items, complete=False)
    if index.isdecimal() and int(index) < len(items.items) and items.complete:
        return items.items[int(index)]
    return one_of(items.items, items.span) if items.items and not index else Unknown(items.span)
