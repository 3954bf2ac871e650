"""Ids that are used where the deployment gives none: `process.env.HEAP_ID || "2304117765"`.

A value of the deployment and a constant are alternatives in many ways; only where the one is written
as what stands in for the other, it is a fallback, and that is told from the text between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.facts import Environment, Fact
from heap_lint.source import Source
from heap_lint.values import Literal, OneOf, Origin, Unknown, Value

_FARTHEST = 200
"""Characters between a value of the deployment and what is written to stand in for it."""
_BETWEEN = regex.lazy(r"[\s)!]*(?:\bor\b|\|\||\?\?)[\s(]*", longest=_FARTHEST)
_IF_THERE = regex.lazy(r"[\s)\]]*\bif\s(?P<test>[^=<>]{1,150}?)\selse[\s(]*", longest=_FARTHEST)
_DEPLOYMENT = regex.lazy(r"environ|getenv|\benv\b")
"""What a condition without a comparison asks, if not whether the variable is there?"""


def marked(source: Source, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield the facts, those of an id with the fallback that it has."""
    for fact in facts:
        if isinstance(fact, Environment) and isinstance(fact.app_id, OneOf):
            fallback = next(_fallbacks(source, fact.app_id.options), None)
            yield replace(fact, fallback=fallback or fact.fallback)
        else:
            yield fact


def _fallbacks(source: Source, options: tuple[Value, ...]) -> Iterator[Literal]:
    of_deployment = [
        each for each in options if isinstance(each, Unknown) and each.origin is Origin.DEPLOYMENT
    ]
    for constant in options:
        if isinstance(constant, Literal):
            if any(_stands_in(source, constant, each) for each in of_deployment):
                yield constant


def _stands_in(source: Source, constant: Literal, value: Unknown) -> bool:
    """Whether a constant is written in, or as the alternative to, what asks the deployment."""
    own, other = constant.span, value.span
    if own.path != other.path or own.path != source.path:
        return False
    if other.start <= own.start and own.end <= other.end:
        return True
    between = source.text[other.end : own.start] if own.start - other.end < _FARTHEST else ""
    asked = _IF_THERE.fullmatch(between)
    return _BETWEEN.fullmatch(between) is not None or (
        asked is not None and _DEPLOYMENT.search(asked["test"]) is not None
    )
