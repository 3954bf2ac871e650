"""Dominators of a rooted graph, in time that is all but linear in its steps (Lengauer, Tarjan 1979)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

_Node = TypeVar("_Node")


def immediate_dominators(
    root: _Node, steps: Callable[[_Node], Iterable[_Node]]
) -> dict[_Node, _Node]:
    """Return of each node that the root leads to, save itself, the last that every way to it passes."""
    return _Dominators(root, steps).immediate()


class _Dominators(Generic[_Node]):
    """Nodes are numbered in the order in which a search in depth comes to them, the root is 0."""

    def __init__(self, root: _Node, steps: Callable[[_Node], Iterable[_Node]]) -> None:
        self._nodes: list[_Node] = []
        self._parent: list[int] = []
        self._before: list[list[int]] = []
        """By node: those with a step to it."""
        self._search(root, steps)
        numbers = range(len(self._nodes))
        self._semi, self._least = list(numbers), list(numbers)
        """By node: the first in order from which a way leads here past later nodes only; the node with
        the first such among those between this and the nearest that is not linked."""
        self._linked = [-1] * len(numbers)
        """By node: one above it in the forest of what was looked at, -1 for none."""

    def _search(self, root: _Node, steps: Callable[[_Node], Iterable[_Node]]) -> None:
        known: dict[_Node, int] = {}
        waiting = [(root, 0)]
        while waiting:
            node, parent = waiting.pop()
            number = known.get(node)
            if number is None:
                number = known[node] = len(self._nodes)
                self._nodes.append(node)
                self._parent.append(parent)
                self._before.append([])
                waiting += ((each, number) for each in steps(node))
            self._before[number].append(parent)

    def immediate(self) -> dict[_Node, _Node]:
        """Return the immediate dominators."""
        size = len(self._nodes)
        dominator = [0] * size
        held: list[list[int]] = [[] for _ in range(size)]
        for node in range(size - 1, 0, -1):
            parent = self._parent[node]
            starts = (self._semi[self._first(each)] for each in self._before[node])
            self._semi[node] = min(starts)
            held[self._semi[node]].append(node)
            self._linked[node] = parent
            for each in held[parent]:
                first = self._first(each)
                dominator[each] = first if self._semi[first] < parent else parent
            held[parent] = []
        for node in range(1, size):
            if dominator[node] != self._semi[node]:
                dominator[node] = dominator[dominator[node]]
        return {self._nodes[node]: self._nodes[dominator[node]] for node in range(1, size)}

    def _first(self, node: int) -> int:
        """Return the node with the first `_semi` from here up to what is not linked; shorten the way."""
        way = []
        while self._linked[node] >= 0 and self._linked[self._linked[node]] >= 0:
            way.append(node)
            node = self._linked[node]
        for each in reversed(way):
            above = self._linked[each]
            if self._semi[self._least[above]] < self._semi[self._least[each]]:
                self._least[each] = self._least[above]
            self._linked[each] = self._linked[above]
        return self._least[way[0] if way else node]
