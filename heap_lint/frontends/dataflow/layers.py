"""Names and objects of many states, which share what they have in common.

A state is forked wherever ways part and joined where they meet, and most of what it holds is the same
on both ways. So a map is a pile of dicts that nobody changes any more, shared with other maps, and one
of its own on top. Each dict in a pile is at least twice as large as the one on it: to look something
up, or to add it, costs the logarithm of the size at most, and two maps are told apart by what lies on
the part of the pile that they share.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, MutableMapping, ValuesView
from typing import Any, Final, Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_SMALL = 16
"""A dict of this size is copied sooner than a search through one more of them."""
_GONE: Final[Any] = object()
"""The value of a key that a lower dict has and the map has not any more."""


class Layered(MutableMapping[K, V]):
    """A dict that is forked at the price of what has changed since the last fork.

    No value is None. `rest` is asked for the keys that it has not: they count as its own, but are not
    among those that it goes through.
    """

    __slots__ = ("_below", "_has_holes", "_own", "_rest")

    _below: tuple[dict[K, V], ...]
    _own: dict[K, V]

    def __init__(
        self,
        items: Iterable[tuple[K, V]] | dict[K, V] = (),
        rest: Callable[[K], V | None] | None = None,
    ) -> None:
        self._own = dict(items)
        self._below = ()
        self._has_holes = False
        self._rest = rest

    def fork(self) -> Layered[K, V]:
        """Return a copy."""
        if self._own:
            self._settle()
        return self._on(self._below)

    def over(self, other: Layered[K, V]) -> Layered[K, V]:
        """Return a map that has what this one has, and what only another has."""
        made, below = self.fork(), other.fork()._below
        if _in_common([made._below, below]) < len(below):
            made._below = (*made._below, *below)
            made._has_holes |= other._has_holes
        return made

    def changed(self, mark: Mark[K, V]) -> Iterator[tuple[K, V]]:
        """Yield what may have been set since a mark was taken of this map, or of one it comes from."""
        for key, value in self._above(_in_common([self._below, mark])).items():
            if value is not _GONE:
                yield key, value

    def mark(self) -> Mark[K, V]:
        """Return what tells what is set from here on."""
        if self._own:
            self._settle()
        return self._below

    # --- What a dict does

    def __getitem__(self, key: K) -> V:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V) -> V: ...
    @overload
    def get(self, key: K, /, default: D) -> V | D: ...
    def get(self, key: K, /, default: Any = None) -> Any:
        """Return the value of a key, or the default."""
        found = self._own.get(key)
        if found is not None:
            return default if found is _GONE else found
        for layer in self._below:
            found = layer.get(key)
            if found is not None:
                return default if found is _GONE else found
        if self._rest is not None:
            found = self._rest(key)
        return default if found is None else found

    def __setitem__(self, key: K, value: V) -> None:
        self._own[key] = value

    def __delitem__(self, key: K) -> None:
        if key not in self:
            raise KeyError(key)
        if self._below or self._rest is not None:
            self._own[key] = _GONE
            self._has_holes = True
        else:
            del self._own[key]

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None  # type: ignore[arg-type]

    def holds(self, key: K) -> bool:
        """Whether it has a key itself."""
        found = next((layer[key] for layer in (self._own, *self._below) if key in layer), _GONE)
        return found is not _GONE

    def __iter__(self) -> Iterator[K]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def items(self) -> ItemsView[K, V]:
        """Return what it holds now; it may be changed meanwhile."""
        return self._whole().items()

    def values(self) -> ValuesView[V]:
        """Return the values that it holds now; it may be changed meanwhile."""
        return self._whole().values()

    def __bool__(self) -> bool:
        return bool(self._own or self._below)

    def __eq__(self, other: object) -> bool:
        """Whether two maps hold the same: only what they do not share is compared."""
        if not isinstance(other, Layered):
            return NotImplemented
        shared = _in_common([self._below, other._below])
        for key in {**self._above(shared), **other._above(shared)}:
            here, there = self.get(key, _GONE), other.get(key, _GONE)
            if here is not there and here != there:
                return False
        return True

    __hash__ = None  # type: ignore[assignment]

    # --- The pile

    def _on(self, below: tuple[dict[K, V], ...]) -> Layered[K, V]:
        made: Layered[K, V] = Layered.__new__(Layered)
        made._own, made._below, made._has_holes = {}, below, self._has_holes
        made._rest = self._rest
        return made

    def _settle(self) -> None:
        """Put what has been set on the pile, together with the dicts that are not much larger."""
        top, below = self._own, self._below
        while below and len(below[0]) <= max(2 * len(top), _SMALL):
            top, below = {**below[0], **top}, below[1:]
        if self._has_holes and not below and self._rest is None:
            top = {key: value for key, value in top.items() if value is not _GONE}
            self._has_holes = False
        self._own, self._below = {}, (top, *below)

    def _whole(self) -> dict[K, V]:
        return _without_holes(self._above(0))

    def _above(self, shared: int) -> dict[K, V]:
        """Return what lies on the part of the pile that is shared, holes too."""
        layers = self._below[: len(self._below) - shared]
        if not layers:
            return self._own
        made = dict(layers[-1])
        for layer in layers[-2::-1]:
            made.update(layer)
        made.update(self._own)
        return made


class Meeting(Generic[K, V]):
    """What several maps make together, and the keys that all have, but not all with one value.

    `looked_at`: how many values were compared. (In Python 3.10 no named tuple is generic.)
    """

    __slots__ = ("differing", "joined", "looked_at")

    def __init__(self, joined: Layered[K, V], differing: list[K], looked_at: int) -> None:
        self.joined = joined
        self.differing = differing
        self.looked_at = looked_at


def meet(maps: list[Layered[K, V]], both: Callable[[V, V], V]) -> Meeting[K, V]:
    """Return the map that has what any of several has; `both` makes one value of two.

    Only what has been set since the maps parted is looked at.
    """
    for each in maps:
        if each._own:
            each._settle()
    shared = _in_common([each._below for each in maps])
    first = maps[0]
    below = first._below[len(first._below) - shared :]
    joined, differing = first._on(below), []
    joined._has_holes = any(each._has_holes for each in maps)
    before = first._on(below)
    found: dict[K, list[tuple[int, V]]] = {}
    looked_at = 0
    for number, each in enumerate(maps):
        above = each._above(shared)
        looked_at += len(above)
        for key, value in above.items():
            found.setdefault(key, []).append((number, value))
    for key, values in found.items():
        if len(values) < len(maps):
            known = before.get(key, _GONE)
            lacking = next((i for i, (at, _) in enumerate(values) if i != at), len(values))
            values.insert(lacking, (lacking, known))
        there = [value for _, value in values if value is not _GONE]
        if len(there) < len(values):
            if not there:
                joined._own[key], joined._has_holes = _GONE, True
                continue
        elif any(value is not there[0] for value in there):
            differing.append(key)
        value = there[0]
        for other in there:
            if value is not other and value != other:
                value = both(value, other)
        joined._own[key] = value
    return Meeting(joined, differing, looked_at)


def meet_again(
    first: Layered[K, V], other: Layered[K, V], since: Mark[K, V], both: Callable[[V, V], V]
) -> Meeting[K, V]:
    """Return what two maps make together, of which the other was made by such a meeting, at a mark.

    Only what has been set since is looked at, and told to be different.
    """
    joined, differing = other.fork(), []
    shared = _in_common([other._below, since])
    above = dict(other._above(shared))
    for layer in since[: len(since) - shared]:
        for key in layer:  # that it is gone may have been forgotten
            above.setdefault(key, _GONE)
    for key, value in above.items():
        known = first.get(key, _GONE)
        if known is _GONE or known is value:
            continue
        if value is _GONE:
            joined[key] = known
            continue
        differing.append(key)
        if known != value:
            joined[key] = both(known, value)
    return Meeting(joined, differing, len(above))


Mark = tuple[dict[K, V], ...]
"""A place in the life of a map."""


def in_all(marks: list[Mark[K, V]]) -> Mark[K, V]:
    """Return the newest mark that is behind none of several."""
    shared = _in_common(marks)
    return marks[0][len(marks[0]) - shared :]


def _in_common(piles: list[tuple[dict[Any, Any], ...]]) -> int:
    """Return how many of the lowest dicts several piles share."""
    least = min(map(len, piles))
    first = piles[0]
    for depth in range(1, least + 1):
        layer = first[-depth]
        if any(pile[-depth] is not layer for pile in piles):
            return depth - 1
    return least


def _without_holes(items: dict[K, V]) -> dict[K, V]:
    return {key: value for key, value in items.items() if value is not _GONE}
