"""What the user says of functions that cannot be read: logins, logouts, wrappers of Heap's calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from heap_lint.endpoints import item_facts
from heap_lint.facts import Fact
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.calls import Site
from heap_lint.frontends.python.summaries import Closure
from heap_lint.values import Entry, Literal, Mapping, Unknown, Value


class Declared(NamedTuple):
    """Dotted names from the config; `wrappers` have the role of each parameter, in order."""

    logins: tuple[str, ...] = ()
    logouts: tuple[str, ...] = ()
    wrappers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    forwarders: frozenset[str] = frozenset()
    """Tools that pass on to Heap what their own clients are given."""

    def is_login(self, callee: Value) -> bool:
        """Whether a function is declared to log a visitor in."""
        return any(_is_called(callee, name) for name in self.logins)

    def is_logout(self, callee: Value) -> bool:
        """Whether a function is declared to log a visitor out."""
        return any(_is_called(callee, name) for name in self.logouts)

    def facts(self, callee: Value, arguments: Arguments, site: Site) -> Iterator[Fact]:
        """Yield what a call of a declared wrapper says to Heap."""
        for name, roles in self.wrappers:
            if _is_called(callee, name):
                yield from _facts(name, dict(roles), arguments, site)


def _is_called(callee: Value, name: str) -> bool:
    """Whether a value is the function of that dotted name, of which the first parts may be missing."""
    path = callee.expression if isinstance(callee, Unknown) else ""
    if isinstance(callee, Closure) and callee.definition is not None:
        path = callee.definition.dotted_name
    path = path.replace("()", "")
    return path == name or path.endswith(f".{name}")


def _facts(name: str, roles: dict[str, str], arguments: Arguments, site: Site) -> Iterator[Fact]:
    given: dict[str, Value] = dict(zip(roles, arguments.positional, strict=False))
    given.update(arguments.keywords)
    entries = tuple(
        Entry(Literal(roles[parameter], value.span, parameter), site.freeze(value))
        for parameter, value in given.items()
        if roles.get(parameter, "ignored") != "ignored"
    )
    body = Mapping(entries, site.name, complete=False)
    where: dict[str, Any] = {"name": name, "called": site.name, "places": site.places}
    fact = "track" if "event" in roles.values() else "user-properties"
    yield from item_facts(fact, body, span=site.name, **where)
