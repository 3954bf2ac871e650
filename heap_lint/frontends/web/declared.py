"""What the user says of functions that scripts call: logins, logouts, wrappers of Heap's calls."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint import regex
from heap_lint.endpoints import item_facts
from heap_lint.facts import Fact
from heap_lint.flow import Place
from heap_lint.frontends.dataflow.dotted import DottedNames
from heap_lint.source import Span
from heap_lint.values import Entry, Literal, Mapping, Value

_BESIDE_NAMES = regex.lazy(r"\((?:\.\.\.)?\)|^new |^[^\w$]+")
_SEPARATORS = regex.lazy(r"(?:\.{0,2}/)+")


class Declared:
    """Dotted names from the config; `wrappers` have the role of each parameter, in order."""

    def __init__(
        self,
        logins: tuple[str, ...] = (),
        logouts: tuple[str, ...] = (),
        wrappers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (),
    ) -> None:
        """Take the names."""
        self._logins, self._logouts = DottedNames(logins), DottedNames(logouts)
        self._roles = dict(wrappers)
        self._wrappers = DottedNames(self._roles)

    def is_login(self, path: str) -> bool:
        """Whether what has that access path is declared to log a visitor in."""
        return bool(self._logins) and bool(self._logins.fitting(_dotted(path)))

    def is_logout(self, path: str) -> bool:
        """Whether what has that access path is declared to log a visitor out."""
        return bool(self._logouts) and bool(self._logouts.fitting(_dotted(path)))

    def is_wrapper(self, path: str) -> bool:
        """Whether what has that access path is declared to hand its arguments to Heap."""
        return bool(self._wrappers) and bool(self._wrappers.fitting(_dotted(path)))

    def facts(
        self, path: str, given: list[Value], span: Span, places: tuple[Place, ...]
    ) -> Iterator[Fact]:
        """Yield what a call of a declared wrapper says to Heap; `span` is the called name."""
        for name in self._wrappers.fitting(_dotted(path)) if self._wrappers else ():
            yield from _facts(name, self._roles[name], given, span, places)


def _dotted(path: str) -> str:
    """Return the dotted name of an access path: a module counts by its path (`../a/b` is `a.b`)."""
    return _SEPARATORS.sub(".", _BESIDE_NAMES.sub("", path)).lstrip(".@~#")


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
