"""Control flow, asked one question: in which login state can a point be reached?

The same graph serves a Python function, a JavaScript function and an Airkit journey. Nodes and edges
may change what is known of the visitor: a login, a logout, a branch that tests for one. The states are
carried forward from the entries over the product of nodes and states, so every answer is linear in the
number of edges, and a shortest path to any answer can be shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from itertools import chain

from msgspec import Struct, field

from heap_lint.analysis import limits
from heap_lint.core.dominators import immediate_dominators
from heap_lint.source import Span


class Login(Enum):
    """What is known of the visitor at a point."""

    IN = "logged in"
    OUT = "logged out"
    UNSURE = "not known"
    ANYBODY = "anybody"
    """Whoever comes: nothing around the flow asks for a login, and nothing in it so far."""

    __hash__ = object.__hash__  # each is one object; the hash of an Enum takes a call in Python


class Node(Struct, eq=False):
    """A point of a flow.

    `becomes` is the login state that running it leaves behind (None: no change). `asks`: it may turn
    away who is not logged in. `refuses`: it is there to turn people away, so that whoever comes by may
    have been let through. `label` is its name in a path shown to people, empty for points that
    nobody needs to read about, and `drawn` that of a point which is no step but is drawn; `span` is its
    place. `suggests`: what to do if this is a login after all. `others`: of a login, the points that
    speak of somebody else. `of_other`: what is said here is of somebody else than the visitor.
    """

    becomes: Login | None = None
    asks: bool = False
    refuses: bool = False
    label: str = ""
    span: Span | None = None
    drawn: str = ""
    suggests: str = ""
    edges: list[Edge] = field(default_factory=list)
    others: frozenset[Node] = frozenset()
    of_other: bool = False


class Edge(Struct, eq=False):
    """A step from one node to `target`, taken only where the visitor is `assumes` (None: always)."""

    target: Node
    assumes: Login | None = None


_Step = tuple[Node, Login]
"""A node and the state before it."""


class Graph(Struct, eq=False):
    """A flow: its entries with the login state in which each begins. Complete it before asking."""

    entries: list[tuple[Node, Login]] = field(default_factory=list)
    _came_from: dict[_Step, _Step | None] | None = None
    _told_before: dict[_Step, _Step | None] | None = None
    _login_after: dict[Node, Node] | None = None

    def states(self, node: Node) -> set[Login]:
        """Return the states in which `node` can be reached; empty where it cannot be reached."""
        reached = self._reached()
        return {state for state in Login if (node, state) in reached}

    def leaving(self, node: Node) -> set[Login]:
        """Return the states in which `node` is left."""
        return {_after(node, state) for state in self.states(node)}

    def path(self, node: Node, state: Login) -> list[Node]:
        """Return one shortest path from an entry that arrives at `node` in `state`."""
        reached = self._reached()
        step: _Step | None = (node, state)
        path: list[Node] = []
        while step is not None:
            path.append(step[0])
            step = reached[step]
        return path[::-1]

    def way(self, node: Node, state: Login) -> list[Node]:
        """Return what of that path is told: labels, suggestions, logouts. Of many the last ones."""
        told, reached = self._told(), self._reached()
        step = told[node, state]
        way: list[Node] = []
        while step is not None and len(way) < limits.MOST_OF_WAY:
            way.append(step[0])
            before = reached[step]
            step = None if before is None else told[before]
        return way[::-1]

    def _told(self) -> dict[_Step, _Step | None]:
        """Return of each step the last on the path to it that is told, which may be itself."""
        if self._told_before is None:
            told: dict[_Step, _Step | None] = {}
            for step, before in self._reached().items():  # which stands in front of it
                told[step] = step if _is_told(step[0]) else told[before] if before else None
            self._told_before = told
        return self._told_before

    def doubt(self) -> None:
        """Note that other code leads here too, which may ask who the visitor is."""
        self.entries = [(n, Login.UNSURE if s is Login.ANYBODY else s) for n, s in self.entries]
        self._came_from = self._told_before = None

    def logs_in(self) -> bool:
        """Whether a login is on any of its ways."""
        return any(node.becomes is Login.IN for node, _ in self._reached())

    def login_after(self, node: Node) -> Node | None:
        """Return the nearest login that can follow `node` with nothing to show an earlier one.

        A logout on the way, or a branch taken only by visitors who are logged in, shows an earlier one.
        """
        if self._login_after is None:
            self._login_after = _logins_after(_nodes(self))
        login = self._login_after.get(node)
        return None if login is node else login

    def _reached(self) -> dict[_Step, _Step | None]:
        """Return every reachable (node, state before it), each with the step that led there first."""
        if self._came_from is None:
            came_from: dict[_Step, _Step | None] = dict.fromkeys(self.entries)
            queue = deque(self.entries)
            while queue:
                here = queue.popleft()
                for step in _steps(*here):
                    if step not in came_from:
                        came_from[step] = here
                        queue.append(step)
            self._came_from = came_from
        return self._came_from


class Place(Struct, frozen=True):
    """Where in a flow a fact stands; `label` names the flow (an Airkit profile), empty for code."""

    graph: Graph
    node: Node
    label: str = ""


def _after(node: Node, state: Login) -> Login:
    after = node.becomes or state
    if node.refuses and after is Login.OUT:
        return Login.UNSURE
    return Login.UNSURE if (node.asks or node.refuses) and after is Login.ANYBODY else after


def _is_told(node: Node) -> bool:
    return bool(node.label or node.suggests or (node.becomes is Login.OUT and node.span))


def _logins_after(nodes: set[Node]) -> dict[Node, Node]:
    """Return of each node the nearest login behind it, as `Graph.login_after` says."""
    before = _steps_back(nodes, lambda edge: edge.assumes is not Login.IN)
    level, steps = [node for node in nodes if node.becomes is Login.IN], 0
    distance: dict[Node, int] = {}
    while level:
        steps += 1
        reached = chain.from_iterable(before[target] for target in level)
        new = [node for node in dict.fromkeys(reached) if node not in distance]
        distance.update(dict.fromkeys(new, steps))
        level = [node for node in new if node.becomes not in (Login.IN, Login.OUT)]
    found: dict[Node, Node] = {}
    for node, steps in distance.items():  # nearer ones first
        found[node] = next(_next_logins(node, steps, distance, found))
    return found


def _next_logins(
    node: Node, steps: int, distance: Mapping[Node, int], found: Mapping[Node, Node]
) -> Iterator[Node]:
    """Yield the logins that some steps lead to, `found` from the points that are nearer to them."""
    for edge in node.edges:
        target = edge.target
        if edge.assumes is Login.IN:
            continue
        if target.becomes is Login.IN:
            yield target
        elif target.becomes is not Login.OUT and distance.get(target) == steps - 1:
            yield found[target]


def _steps(node: Node, state: Login) -> Iterator[_Step]:
    after = _after(node, state)
    for edge in node.edges:
        if edge.assumes is None or (edge.assumes is Login.UNSURE and after is Login.IN):
            yield edge.target, after
        elif edge.assumes is Login.IN or after is not Login.IN:
            yield edge.target, edge.assumes
        # else: the branch is for logged-out visitors and this one is logged in; nobody takes it.


def post_dominators(graph: Graph) -> dict[Node, Node]:
    """Return of each node the next that all ways on from it come through, where there is one.

    Of what never ends nothing is known.
    """
    nodes = _nodes(graph)
    end = Node()
    before = _steps_back(nodes)
    before[end] = [node for node in nodes if not node.edges]
    behind = immediate_dominators(end, before.__getitem__)
    return {node: other for node, other in behind.items() if other is not end}


def surely_before(graph: Graph, goals: set[Node]) -> set[Node]:
    """Return the nodes from which every way on comes to a goal, and to which none leads from one."""
    nodes = _nodes(graph)
    before = _steps_back(nodes)
    ends = [node for node in nodes if not node.edges and node not in goals]
    avoiding = _from(ends, lambda node: (n for n in before[node] if n not in goals))
    leading = _from(goals & nodes, lambda node: before[node])
    behind = _from(goals & nodes, lambda node: (edge.target for edge in node.edges))
    return leading - avoiding - behind


def _nodes(graph: Graph) -> set[Node]:
    return _from((node for node, _ in graph.entries), lambda node: (e.target for e in node.edges))


def _steps_back(
    nodes: Iterable[Node], counts: Callable[[Edge], bool] = lambda edge: True
) -> dict[Node, list[Node]]:
    """Return by node those with a step to it, by edges that count."""
    before: dict[Node, list[Node]] = {node: [] for node in nodes}
    for node in before:
        for edge in filter(counts, node.edges):
            before[edge.target].append(node)
    return before


def _from(starts: Iterable[Node], steps: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Return all nodes that some steps lead to, the first ones too."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for node in steps(waiting.pop()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen
