"""Control flow, asked one question: in which login state can a point be reached?

The same graph serves a Python function, a JavaScript function and an Airkit journey. Nodes and edges
may change what is known of the visitor: a login, a logout, a branch that tests for one. The states are
carried forward from the entries over the product of nodes and states, so every answer is linear in the
number of edges, and a shortest path to any answer can be shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from msgspec import Struct, field

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


class Graph(Struct, eq=False):
    """A flow: its entries with the login state in which each begins. Complete it before asking."""

    entries: list[tuple[Node, Login]] = field(default_factory=list)
    _came_from: dict[tuple[Node, Login], tuple[Node, Login] | None] | None = None
    _no_login_after: set[Node] = field(default_factory=set)

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
        step: tuple[Node, Login] | None = (node, state)
        path: list[Node] = []
        while step is not None:
            path.append(step[0])
            step = reached[step]
        return path[::-1]

    def doubt(self) -> None:
        """Note that other code leads here too, which may ask who the visitor is."""
        self.entries = [(n, Login.UNSURE if s is Login.ANYBODY else s) for n, s in self.entries]
        self._came_from = None

    def logs_in(self) -> bool:
        """Whether a login is on any of its ways."""
        return any(node.becomes is Login.IN for node, _ in self._reached())

    def login_after(self, node: Node) -> Node | None:
        """Return the nearest login that can follow `node` with nothing to show an earlier one.

        A logout on the way, or a branch taken only by visitors who are logged in, shows an earlier one.
        """
        queue = deque([node])
        seen, passed = {node}, {node}
        while queue:
            for edge in queue.popleft().edges:
                target = edge.target
                if edge.assumes is Login.IN or target in seen or target in self._no_login_after:
                    continue
                if target.becomes is Login.IN:
                    return target
                seen.add(target)
                if target.becomes is not Login.OUT:
                    queue.append(target)
                    passed.add(target)
        self._no_login_after |= passed
        return None

    def _reached(self) -> dict[tuple[Node, Login], tuple[Node, Login] | None]:
        """Return every reachable (node, state before it), each with the step that led there first."""
        if self._came_from is None:
            came_from: dict[tuple[Node, Login], tuple[Node, Login] | None] = dict.fromkeys(
                self.entries
            )
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


def _steps(node: Node, state: Login) -> Iterator[tuple[Node, Login]]:
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


def _steps_back(nodes: Iterable[Node]) -> dict[Node, list[Node]]:
    """Return by node those with a step to it."""
    before: dict[Node, list[Node]] = {node: [] for node in nodes}
    for node in before:
        for edge in node.edges:
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
