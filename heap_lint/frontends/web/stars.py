"""The modules of which another exports everything: which of them may have a name.

A barrel has hundreds, and who imports from it asks for one name at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator


class Stars:
    """The paths of such modules, in order.

    A module is waiting until it has been run, open while it is not known which names it has.
    """

    def __init__(self) -> None:
        self._targets: dict[str, int] = {}
        self._written = 0
        self._waiting: dict[str, int] = {}
        self._open: dict[str, int] = {}
        self._having: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def add(self, written: list[str], resolve: Callable[[str], str | None]) -> None:
        """Note the modules that are new in a list of them as written."""
        new = map(resolve, written[self._written :])
        self._written = len(written)
        for target in new:
            if target is not None and target not in self._targets:
                self._targets[target] = self._waiting[target] = len(self._targets)

    def begin(self, begun: Container[str]) -> None:
        """Note the modules that have been run, or are being run."""
        for target in [each for each in self._waiting if each in begun]:
            self._open[target] = self._waiting.pop(target)

    def is_open(self, target: str) -> bool:
        """Whether it is not known which names a module has."""
        return target in self._open

    def close(self, target: str, names: Iterable[str]) -> None:
        """Note which names a module has."""
        at = self._open.pop(target)
        for name in names:
            self._having[name][target] = at

    @property
    def is_waiting(self) -> bool:
        """Whether some module has not been run."""
        return bool(self._waiting)

    def names(self, written: list[str]) -> Collection[str] | None:
        """Return the names that all of a list have together, None where that is not known."""
        is_known = len(written) == self._written and not self._waiting and not self._open
        return self._having.keys() if is_known else None

    def having(self, name: str, *, waiting: bool) -> Iterator[str]:
        """Return the modules that may have a name, in order; also those that are `waiting`."""
        found = {**self._having.get(name, {}), **self._open}
        if waiting:
            found |= self._waiting
        return iter(sorted(found, key=found.__getitem__))
