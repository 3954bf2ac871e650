"""The rules' code: one small function each, registered by the fact it reads.

A check sees facts and nothing else: no file, no format, no settings. What a rule means, how bad it is
and how sure: its page in `rules/`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from heap_lint.core.changes import Proposal
from heap_lint.facts import Fact, GivesProperties
from heap_lint.findings import Confidence, Hit, Related
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Sequence, Text, Value

F = TypeVar("F", bound=Fact)
P = TypeVar("P", bound=GivesProperties)
MODULES = (
    "airkit",
    "app_format",
    "app_id",
    "files",
    "identity",
    "loading",
    "login",
    "payload",
    "policy",
    "properties",
    "security",
    "sensitive",
    "server",
)


class Check(Struct, frozen=True):
    """A registered check; `policy` limits it to one security policy (DESIGN 5), None: all.

    `of_properties`: its function looks at one property of a call, and at the call.
    """

    code: str
    reads: type[Fact]
    function: Callable[..., Iterable[Hit]]
    together: bool
    policy: str | None
    of_properties: bool = False


_registry: list[Check] = []


def check(
    code: str, *, reads: type[F], policy: str | None = None
) -> Callable[[Callable[[F], Iterable[Hit]]], Callable[[F], Iterable[Hit]]]:
    """Register a function that looks at one fact of the class `reads`, or of one below it."""

    def register(function: Callable[[F], Iterable[Hit]]) -> Callable[[F], Iterable[Hit]]:
        _registry.append(Check(code, reads, function, together=False, policy=policy))
        return function

    return register


def check_together(
    code: str, *, reads: type[F]
) -> Callable[[Callable[[list[F]], Iterable[Hit]]], Callable[[list[F]], Iterable[Hit]]]:
    """Register a function that looks at all facts of a class at once, over all files of the run."""

    def register(
        function: Callable[[list[F]], Iterable[Hit]],
    ) -> Callable[[list[F]], Iterable[Hit]]:
        _registry.append(Check(code, reads, function, together=True, policy=None))
        return function

    return register


def check_properties(
    code: str, *, reads: type[P]
) -> Callable[[Callable[[Entry, P], Iterable[Hit]]], Callable[[Entry, P], Iterable[Hit]]]:
    """Register a function that looks at one property that a call gives.

    Calls may share their properties, so it must say the same of one for all calls of one `manner`.
    """

    def register(
        function: Callable[[Entry, P], Iterable[Hit]],
    ) -> Callable[[Entry, P], Iterable[Hit]]:
        _registry.append(
            Check(code, reads, function, together=False, policy=None, of_properties=True)
        )
        return function

    return register


def _of_all_properties(
    function: Callable[[Entry, P], Iterable[Hit]],
) -> Callable[[P], Iterable[Hit]]:
    """Return a function of a call that asks another once about a property that calls share.

    A property is known by its identity, so the calls must live as long as the function.
    """
    known: dict[object, dict[int, tuple[Hit, ...]]] = {}

    def of_all(call: P) -> Iterator[Hit]:
        found = known.setdefault(call.manner, {})
        for entry in call.entries:
            identity = id(entry)
            if identity not in found:
                found[identity] = tuple(function(entry, call))
            yield from found[identity]

    return of_all


@cache
def registered() -> tuple[Check, ...]:
    """Return all checks, importing the modules that hold them."""
    for module in MODULES:
        import_module(f"{__name__}.{module}")
    return tuple(_registry)


def run(
    facts: list[Fact],
    *,
    policy: str,
    enabled: Callable[[str], bool],
    counts: Callable[[str, Fact], bool] = lambda code, fact: True,
    failed: Callable[[Check, Fact, Exception], None] | None = None,
) -> Iterator[tuple[str, Hit]]:
    """Yield (code, hit) for all facts; a rule that is not `enabled` does not run.

    A rule that compares facts sees only those that `counts` says may prove something about others.
    An exception in a check is given to `failed` with a fact that the check was reading, and the others
    go on; without `failed` it is raised.
    """
    for each in registered():
        if not enabled(each.code) or each.policy not in (None, policy):
            continue
        if each.of_properties:
            each = replace(each, function=_of_all_properties(each.function))
        read: list[Any] = [fact for fact in facts if isinstance(fact, each.reads)]
        if each.of_properties:
            read = [fact for fact in read if fact.entries]
        if each.together:
            read = [fact for fact in read if counts(each.code, fact)]
        batches: Iterable[Any] = [read] if each.together and read else () if each.together else read
        faulty: dict[int, bool] = {}
        for batch in batches:
            try:
                for hit in _hits(each, batch, faulty):
                    yield each.code, hit
            except Exception as error:
                if failed is None:
                    raise
                failed(each, read[0] if each.together else batch, error)


def _is_faulty(each: Check, template: Fact, known: dict[int, bool]) -> bool:
    """Whether a check finds something in what a wrapper says, whoever calls it."""
    if not isinstance(template, each.reads):
        return False
    if id(template) not in known:
        known[id(template)] = any(True for _ in each.function(template))
    return known[id(template)]


def _hits(each: Check, fact: Any, faulty: dict[int, bool]) -> Iterator[Hit]:
    """Yield a check's hits; of a fact that came through a wrapper, those its caller is to blame for.

    `faulty` is what is known already of what wrappers say themselves, which all their callers share.
    """
    via = None if each.together else fact.via
    if via is None and not each.together and fact.where:
        for hit in each.function(fact):
            yield replace(hit, message=f"{hit.message} (at {fact.where})", fix=None)
    elif via is None and not each.together and fact.scanned:
        for hit in each.function(fact):
            yield replace(hit, confidence=Confidence.LOW, fix=None)
    elif via is None:
        yield from each.function(fact)
    elif not faulty.get(id(via.template)):
        own: _Places | None = None
        for hit in each.function(fact):
            if own is None:  # few checks find anything: what wrappers say is looked at if one does
                if _is_faulty(each, via.template, faulty):
                    return
                own = _Places(_displays(via.template))
            if _contains(via.within, hit.span) or not own.hold(hit.span):
                steps = tuple(Related(span, "from here it goes to Heap") for span in via.steps)
                yield replace(hit, related=(*hit.related, *steps), fix=_of_caller(hit, via.within))


def _of_caller(hit: Hit, call: Span) -> Proposal | None:
    """Return what a hit proposes if all of it is in a call: the wrapper's own file is left alone."""
    fix = hit.fix
    is_here = fix is not None and all(_contains(call, each.span) for each in fix.changes)
    return fix if is_here else None


def _displays(fact: Fact) -> Iterator[Span]:
    """Yield the places of what a fact says in its own words: what stands there is not a caller's.

    A value may be in many others: it is looked at once.
    """
    waiting = [getattr(fact, name) for name in fact.__struct_fields__]
    seen: set[int] = set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping | Sequence) and id(value) not in seen:
            seen.add(id(value))
            yield value.span
            waiting += [*_parts(value)]
        elif isinstance(value, Literal | Text):
            yield value.span


class _Places:
    """Some places, which may be many and in each other."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._ends: dict[str, list[int]] = {}
        """By path and in the order of `_starts`: how far those reach that begin there or before."""
        for span in sorted(set(spans), key=lambda each: (each.path, each.start)):
            ends = self._ends.setdefault(span.path, [])
            ends.append(max(span.end, ends[-1] if ends else 0))
            self._starts.setdefault(span.path, []).append(span.start)

    def hold(self, span: Span) -> bool:
        """Whether one of the places contains another."""
        before = bisect_right(self._starts.get(span.path, ()), span.start)
        return before > 0 and self._ends[span.path][before - 1] >= span.end


def _parts(value: Mapping | Sequence) -> Iterator[Value]:
    if isinstance(value, Mapping):
        for entry in value.entries:
            yield from (entry.key, entry.value)
    else:
        yield from value.items


def _contains(outer: Span, inner: Span) -> bool:
    return outer.path == inner.path and outer.start <= inner.start and inner.end <= outer.end
