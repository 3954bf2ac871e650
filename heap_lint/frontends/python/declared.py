"""What the user says of functions that cannot be read: logins, logouts, wrappers of Heap's calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from heap_lint.endpoints import item_facts
from heap_lint.facts import Fact
from heap_lint.frontends.dataflow.dotted import DottedNames
from heap_lint.frontends.python.arguments import Arguments
from heap_lint.frontends.python.calls import Site
from heap_lint.frontends.python.summaries import Closure
from heap_lint.values import Entry, Literal, Mapping, Unknown, Value


class Declared:
    """Dotted names from the config; `wrappers` have the role of each parameter, in order."""

    def __init__(
        self,
        logins: tuple[str, ...] = (),
        logouts: tuple[str, ...] = (),
        wrappers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (),
        forwarders: frozenset[str] = frozenset(),
    ) -> None:
        """Take the names; `forwarders` are tools that pass on to Heap what their clients are given."""
        self.logouts, self.wrappers, self.forwarders = logouts, wrappers, forwarders
        self._logins, self._logouts = DottedNames(logins), DottedNames(logouts)
        self._roles = dict(wrappers)
        self._wrappers = DottedNames(self._roles)

    def is_login(self, callee: Value) -> bool:
        """Whether a function is declared to log a visitor in."""
        return bool(self._logins) and bool(self._logins.fitting(_path(callee)))

    def is_logout(self, callee: Value) -> bool:
        """Whether a function is declared to log a visitor out."""
        return bool(self._logouts) and bool(self._logouts.fitting(_path(callee)))

    def facts(self, callee: Value, arguments: Arguments, site: Site) -> Iterator[Fact]:
        """Yield what a call of a declared wrapper says to Heap."""
        for name in self._wrappers.fitting(_path(callee)):
            yield from _facts(name, dict(self._roles[name]), arguments, site)


def _path(callee: Value) -> str:
    """Return the dotted name of a function as far as it is known, without the calls in it."""
    path = callee.expression if isinstance(callee, Unknown) else ""
    if isinstance(callee, Closure) and callee.definition is not None:
        path = callee.definition.dotted_name
    return path.replace("()", "")


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
