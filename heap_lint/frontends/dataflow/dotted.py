"""Dotted names that the user declares, looked up by the path of what a program calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class DottedNames:
    """Names of functions such as `shop.auth.enter`; a program may call one without the first parts.

    A call is looked up by the ends of its path, so that what it costs does not depend on how many
    names there are.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Take the names."""
        self._places: dict[str, int] = {}
        for place, name in enumerate(names):
            self._places.setdefault(name, place)
        self._most_dots = max((name.count(".") for name in self._places), default=0)

    def __bool__(self) -> bool:
        return bool(self._places)

    def fitting(self, path: str) -> list[str]:
        """Return the names that a path is, or ends with, in the order in which they are declared."""
        found = [end for end in self._ends(path) if end in self._places] if self else []
        return sorted(found, key=self._places.__getitem__)

    def _ends(self, path: str) -> Iterator[str]:
        """Yield what stands behind the last dots of a path, as many as a name has; then all of it."""
        at = len(path)
        for _ in range(self._most_dots + 1):
            at = path.rfind(".", 0, at)
            yield path[at + 1 :]
            if at < 0:
                return
