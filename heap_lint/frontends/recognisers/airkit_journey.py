"""An Airkit app's Journeys as a control-flow graph: behind which login each action stands.

Nodes are pages, handlers and actions; navigation leads to pages. Any handler of a page may run
first, so each begins with what is known on the page, never with what another handler did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from heap_lint import regex
from heap_lint.airscript import tree
from heap_lint.airscript.given import expression_of, fault_in, read_input
from heap_lint.airscript.tree import Expression, path_of, variables_in
from heap_lint.flow import Edge, Graph, Login, Node
from heap_lint.frontends.recognisers.airkit_model import (
    App,
    Chain,
    Path,
    Scope,
    child,
    each,
    name_of,
    reference,
)
from heap_lint.values import Entry, Literal, Mapping, Value

MAX_NESTING = 50
"""How deeply conditions and called events may nest; what lies deeper has no effect."""
MOST_ACTIONS = 200_000
"""How many actions are followed in one app."""
MOST_CALLED = 50_000
"""How many of them inside called events, which can multiply; further calls have no effect."""
_MOST_GUARDS = 1000
_LIKE_LOGIN = regex.lazy(
    r"log.?in|sign.?in|verif|authenticat|one.?time|passcode|\b(?:otp|pin|check.?code)\b",
    re.IGNORECASE,
)
_ASSUMED = "(assumed)"
_STRENGTH = {None: 0, Login.UNSURE: 1, Login.IN: 2}

Proof = tuple[Login | None, Login | None]
"""What a test shows of visitors who pass it, and of those who do not; None: nothing new."""


class Written(Struct):
    """An analytics action as written, and the nodes at which it runs."""

    entry: Entry
    nodes: list[Node]


class _Walk(Struct):
    """A walk along a chain: the open ends that the next node follows, and what is known there.

    `guards` are variables that tell whether the visitor has logged in (`IN`: TRUE is the proof) or
    hold something that may tell it (`UNSURE`).
    """

    ends: list[tuple[Node, Login | None]]
    scope: Scope
    guards: dict[Path, Login] = field(default_factory=dict)
    calls: tuple[tuple[str, str], ...] = ()
    nesting: int = 0
    lets_in: bool = False

    def reach(self, node: Node) -> None:
        """Let `node` be next."""
        for end, assumes in self.ends:
            end.edges.append(Edge(node, assumes))
        self.ends = [(node, None)]

    def learn(self, path: Path, login: Login) -> None:
        """Note that a variable tells, or may tell, whether the visitor has logged in."""
        if len(self.guards) < _MOST_GUARDS:
            self.guards[path] = login

    def forget(self, path: Path) -> None:
        """Drop what was known of a variable, its parts, and what it is part of."""
        for guard in [g for g in self.guards if _overlap(g, path)]:
            del self.guards[guard]


class Journey:
    """The graph of one app, the same for all its profiles but for the state at its entries."""

    def __init__(self, app: App) -> None:
        self.analytics: list[Written] = []
        self._app = app
        self._left = MOST_ACTIONS
        self._left_in_calls = MOST_CALLED
        self._written: dict[int, Written] = {}
        self._called: set[tuple[str, str]] = set()
        self._entries: list[tuple[Node, Login | None]] = []
        self._pages = {(page.scope.flow, page.name): Node(drawn=page.name) for page in app.pages}
        self._by_name = _by_name(self._pages)
        self._anywhere = _junction(list(self._pages.values()))
        self._effects: dict[str, Callable[[Entry, _Walk], None]] = {
            "analyticsIdentify": self._analytics,
            "analyticsSendEvent": self._analytics,
            "setAuthentication": self._set_authentication,
            "setVariable": self._set_variable,
            "runDataFlow": self._run_data_flow,
            "condition": self._condition,
            "runEvent": self._run_event,
            "navigateToWebPage": self._navigate,
            "navigateToWebFlow": self._navigate,
            "endJourney": self._end,
        }
        self._build()

    def graph(self, login: Login) -> Graph:
        """Return the graph for profiles whose entries begin in the state `login`."""
        return Graph([(node, _at_start(own, login)) for node, own in self._entries])

    def _build(self) -> None:
        for root in self._app.roots():
            self._entries.append((self._start(root), root.login))
        for page in self._app.pages:
            for handler in page.handlers():
                node = self._start(handler)
                self._pages[page.scope.flow, page.name].edges.append(Edge(node))
                if self._left <= 0:
                    return
        for name, event in self._app.events.items():
            if name not in self._called:
                self._start(event)

    def _start(self, chain: Chain) -> Node:
        node = Node(label=chain.label, span=chain.span)
        self._left -= 1
        self._follow(chain.actions, _Walk([(node, None)], chain.scope, lets_in=chain.lets_in))
        return node

    def _follow(self, actions: Value | None, walk: _Walk) -> None:
        for action in each(actions):
            for entry in action.entries if isinstance(action, Mapping) else ():
                effect = self._effects.get(entry.name or "")
                self._left -= 1
                self._left_in_calls -= bool(walk.calls)
                if effect is not None and self._left > 0:
                    effect(entry, walk)

    def _analytics(self, entry: Entry, walk: _Walk) -> None:
        node = Node(span=entry.key.span)
        walk.reach(node)
        if id(entry) not in self._written:
            self._written[id(entry)] = Written(entry, [])
            self.analytics.append(self._written[id(entry)])
        self._written[id(entry)].nodes.append(node)

    def _set_authentication(self, entry: Entry, walk: _Walk) -> None:
        walk.reach(Node(becomes=Login.IN, span=entry.key.span))

    def _end(self, entry: Entry, walk: _Walk) -> None:
        walk.ends = []

    def _set_variable(self, entry: Entry, walk: _Walk) -> None:
        path = self._reference(child(entry.value, "variable"), walk)
        if path is None:
            return
        value = expression_of(child(entry.value, "value"))
        told = value is not None and self._mentions_guard(value, walk)
        walk.forget(path)
        if told:
            walk.learn(path, Login.UNSURE)

    def _run_data_flow(self, entry: Entry, walk: _Walk) -> None:
        flow = self._app.data_flows.get(name_of(child(entry.value, "flow")) or "")
        output = self._reference(child(entry.value, "output"), walk)
        node = Node(span=entry.key.span)
        walk.reach(node)
        if output is not None:
            walk.forget(output)
        if name_of(child(flow, "establishes")) != "login":
            node.suggests = self._suggestion(name_of(child(entry.value, "flow")) or "")
            return
        on_failure = name_of(child(flow, "onFailure"))
        if on_failure == "error":
            node.becomes = Login.IN
        elif on_failure != "value":
            walk.ends = [(node, Login.UNSURE)]
        if output is not None and not self._is_spoiled(output):
            walk.learn(output, Login.IN)

    def _condition(self, entry: Entry, walk: _Walk) -> None:
        if walk.nesting >= MAX_NESTING:
            return
        arms: list[_Walk] = []
        for arm in each(entry.value):
            test, otherwise = child(arm, "if"), child(arm, "else")
            if test is not None:
                node = Node(span=arm.span)
                walk.reach(node)
                passed, failed = self._test(test, walk)
                arms.append(self._arm(child(arm, "then"), walk, [(node, passed)]))
                walk.ends = [(node, failed)]
            if otherwise is not None:
                arms.append(self._arm(otherwise, walk, walk.ends))
                walk.ends = []
        _meet(walk, arms)

    def _arm(
        self, actions: Value | None, walk: _Walk, ends: list[tuple[Node, Login | None]]
    ) -> _Walk:
        arm = replace(walk, ends=list(ends), guards=dict(walk.guards), nesting=walk.nesting + 1)
        self._follow(actions, arm)
        return arm

    def _run_event(self, entry: Entry, walk: _Walk) -> None:
        name = name_of(child(entry.value, "event")) or ""
        own = (walk.scope.flow, name)
        called = own if own in self._app.events else ("", name)
        event = self._app.events.get(called)
        too_much = walk.nesting >= MAX_NESTING or self._left_in_calls <= 0
        if event is None or called in walk.calls or too_much:
            return
        self._called.add(called)
        inside = replace(
            walk, scope=event.scope, calls=(*walk.calls, called), nesting=walk.nesting + 1
        )
        self._follow(event.actions, inside)
        walk.ends, walk.guards = inside.ends, inside.guards

    def _navigate(self, entry: Entry, walk: _Walk) -> None:
        if isinstance(entry.value, Literal) and entry.value.value is None:
            return
        node = Node(becomes=Login.IN if walk.lets_in else None, span=entry.key.span)
        walk.reach(node)
        find = self._page if entry.name == "navigateToWebPage" else self._start_page
        targets = (find(name, walk.scope) for name in self._names(entry.value))
        target = next((target for target in targets if target is not None), self._anywhere)
        node.edges.append(Edge(target))

    def _names(self, target: Value) -> Iterator[str]:
        """Yield what a navigation's target may be called: its plain name, its constant text."""
        name = name_of(target)
        if name is not None:
            yield name
        folded = read_input(self._app.source, target, None)
        if isinstance(folded, Literal) and isinstance(folded.value, str):
            yield folded.value

    def _page(self, name: str, scope: Scope) -> Node | None:
        return self._pages.get((scope.flow, name)) or self._by_name.get(name)

    def _start_page(self, flow: str, scope: Scope) -> Node | None:
        return self._pages.get((flow, self._app.starts.get(flow) or ""))

    def _suggestion(self, data_flow: str) -> str:
        """Return what to say where a data flow only sounds like a login: a name proves nothing."""
        if not sounds_like_login(data_flow):
            return ""
        where = "in the setting `login-data-flows`" if self._app.exported else "in `dataFlows`"
        return f"if `{data_flow}` logs visitors in, say so {where}"

    def _reference(self, value: Value | None, walk: _Walk) -> Path | None:
        path = reference(value)
        return None if path is None else self._app.qualified(path, walk.scope)

    def _is_spoiled(self, guard: Path) -> bool:
        return guard in self._app.constants or guard[1:] in self._app.constants

    def _mentions_guard(self, expression: Expression, walk: _Walk) -> bool:
        paths = [self._app.qualified(path, walk.scope) for path in variables_in(expression)]
        return any(path[: len(guard)] == guard for path in paths for guard in walk.guards)

    def _test(self, test: Value, walk: _Walk) -> Proof:
        """Return what a test shows; one that is no Airscript may be meant to show anything."""
        if fault_in(self._app.source, test) is not None:
            return Login.UNSURE, Login.UNSURE
        return self._proof(expression_of(test), walk, 0)

    def _proof(self, test: Expression | None, walk: _Walk, depth: int) -> Proof:
        if test is None or depth > MAX_NESTING:
            return None, None
        match test:
            case tree.Binary("AND", left, right):
                return _both(*(self._proof(side, walk, depth + 1) for side in (left, right)))
            case tree.Binary("OR", left, right):
                failed = (_swapped(self._proof(side, walk, depth + 1)) for side in (left, right))
                return _swapped(_both(*failed))
            case tree.Call("NOT", (operand,)):
                return _swapped(self._proof(operand, walk, depth + 1))
            case tree.Binary("=" | "<>" | "!=" as operator, other, tree.Constant(bool(wanted))) | (
                tree.Binary("=" | "<>" | "!=" as operator, tree.Constant(bool(wanted)), other)
            ):
                proof = self._proof(other, walk, depth + 1)
                return proof if wanted == (operator == "=") else _swapped(proof)
        path = path_of(test)
        if path and walk.guards.get(self._app.qualified(path, walk.scope)) is Login.IN:
            return Login.IN, None
        # A test of a guard in a form that nobody can read: it may well be the login.
        return (Login.UNSURE,) * 2 if self._mentions_guard(test, walk) else (None, None)


def sounds_like_login(name: str) -> bool:
    """Whether a name suggests a login, which it never proves."""
    return _LIKE_LOGIN.search(name) is not None


def _meet(walk: _Walk, arms: list[_Walk]) -> None:
    """Let a walk go on after the arms of a condition, which without ELSE is one of them itself."""
    open_arms = [arm for arm in (*arms, walk) if arm.ends]
    known = {guard for arm in open_arms for guard in arm.guards}
    certain = {g for g in known if all(arm.guards.get(g) is Login.IN for arm in open_arms)}
    walk.guards = {guard: Login.IN if guard in certain else Login.UNSURE for guard in known}
    walk.ends = [end for arm in open_arms for end in arm.ends]


def _both(left: Proof, right: Proof) -> Proof:
    """Return what a conjunction shows: the stronger proof if it holds, else the weaker."""
    return (
        max(left[0], right[0], key=_STRENGTH.__getitem__),
        min(left[1], right[1], key=_STRENGTH.__getitem__),
    )


def _swapped(proof: Proof) -> Proof:
    return proof[1], proof[0]


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _junction(pages: list[Node]) -> Node:
    """Return a node from which it is not certain where a Journey goes on."""
    return Node(label=_ASSUMED, edges=[Edge(page) for page in pages])


def _by_name(pages: dict[tuple[str, str], Node]) -> dict[str, Node]:
    """Return the pages by name alone; several of one name meet in a junction."""
    named: dict[str, list[Node]] = {}
    for (_, name), node in pages.items():
        named.setdefault(name, []).append(node)
    return {n: nodes[0] if len(nodes) == 1 else _junction(nodes) for n, nodes in named.items()}


def _at_start(own: Login | None, login: Login) -> Login:
    """Return the state at an entry: its own, unless the whole profile is behind a login."""
    return login if own is None or login is Login.IN else own
