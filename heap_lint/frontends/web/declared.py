"""What the user says of functions that scripts call: logins, logouts, wrappers of Heap's calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from heap_lint import regex
from heap_lint.endpoints import item_facts
from heap_lint.facts import Fact
from heap_lint.flow import Place
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Value

_BESIDE_NAMES = regex.lazy(r"\((?:\.\.\.)?\)|^new |^[^\w$]+")
_SEPARATORS = regex.lazy(r"(?:\.{0,2}/)+")


class Declared(NamedTuple):
    """Dotted names from the config; `wrappers` have the role of each parameter, in order."""

    logins: tuple[str, ...] = ()
    logouts: tuple[str, ...] = ()
    wrappers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    def is_login(self, path: str) -> bool:
        """Whether what has that access path is declared to log a visitor in."""
        return bool(self.logins) and any(_is(path, name) for name in self.logins)

    def is_logout(self, path: str) -> bool:
        """Whether what has that access path is declared to log a visitor out."""
        return bool(self.logouts) and any(_is(path, name) for name in self.logouts)

    def is_wrapper(self, path: str) -> bool:
        """Whether what has that access path is declared to hand its arguments to Heap."""
        return bool(self.wrappers) and any(_is(path, name) for name, _ in self.wrappers)

    def facts(
        self, path: str, given: list[Value], span: Span, places: tuple[Place, ...]
    ) -> Iterator[Fact]:
        """Yield what a call of a declared wrapper says to Heap; `span` is the called name."""
        for name, roles in self.wrappers:
            if _is(path, name):
                yield from _facts(name, roles, given, span, places)


def _is(path: str, name: str) -> bool:
    """Whether an access path is that dotted name, of which the first parts may be missing.

    A module counts by its path: `send` of `../vendor/tracking` is `vendor.tracking.send`.
    """
    if name.rpartition(".")[2] not in path:
        return False
    dotted = _SEPARATORS.sub(".", _BESIDE_NAMES.sub("", path)).lstrip(".@~#")
    return dotted == name or dotted.endswith(f".{name}")


def _facts(
    name: str,
    roles: tuple[tuple[str, str], ...],
    given: list[Value],
    span: Span,
    places: tuple[Place, ...],
) -> Iterator[Fact]:
    entries = tuple(
        Entry(Literal(role, value.span, parameter), value)
        for (parameter, role), value in zip(roles, given, strict=False)
        if role != "ignored"
    )
    body = Mapping(entries, span, complete=False)
    fact = "track" if any(role == "event" for _, role in roles) else "user-properties"
    yield from item_facts(fact, body, span=span, name=name, called=span, places=places)
