"""The flow in a file as shapes and arrows: what `heap-lint graph` draws.

Of a flow only what people know by a name is drawn: entries, pages, events, calls of Heap, logins and
logouts; the points between them are passed over. The ways on which a user is named without a login are
marked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from msgspec import Struct

from heap_lint.checks.login import unguarded_ways
from heap_lint.checks.wording import quoted
from heap_lint.facts import Call, Fact, NamesIdentity
from heap_lint.flow import Graph, Login, Node
from heap_lint.heap.secrets import by_form
from heap_lint.lines import LineIndex
from heap_lint.masking import Masking
from heap_lint.source import Source

MOST_SHAPES = 1000
"""How many shapes are drawn; those of a marked way come first."""
_LOGINS = {Login.IN: "login", Login.OUT: "logout", Login.UNSURE: "perhaps a login"}


class Shape(Struct, frozen=True):
    """A named point; `kind` is `start`, `page`, `step`, `call`, `login` or `logout`."""

    text: str
    kind: str


class Arrow(Struct, frozen=True):
    """A way from one shape to another, by their numbers.

    `who` takes it, if not everybody (`logged in`); `marked`: on a way without a login.
    """

    start: int
    end: int
    who: str
    marked: bool


class Drawing(Struct, frozen=True):
    """What is to be drawn; `left_out` is the number of shapes that were too many."""

    shapes: list[Shape]
    arrows: list[Arrow]
    left_out: int


def drawing(source: Source, facts: Iterable[Fact]) -> Drawing:
    """Return the flows of a file in which something is sent to Heap."""
    calls = [fact for fact in facts if isinstance(fact, Call) and fact.places]
    shapes = _Shapes(source, calls)
    marked = list(_marked_ways(calls))
    numbers: dict[Node, int] = {}
    for node in (*(n for way in marked for n in way), *_from_entries(_graphs(calls, marked))):
        if node not in numbers and shapes.of(node) is not None:
            numbers[node] = len(numbers)
    drawn = {node: number for node, number in numbers.items() if number < MOST_SHAPES}
    found = [shapes.of(node) for node in drawn]
    return Drawing(
        [shape for shape in found if shape is not None],
        list(_arrows(drawn, numbers, marked)),
        len(numbers) - len(drawn),
    )


class _Shapes:
    """Tells what a point looks like."""

    def __init__(self, source: Source, calls: list[Call]) -> None:
        self._lines = LineIndex(source.text)
        self._masking = Masking({source.path: source})
        self._whole_file_is_one_line = self._lines.position(len(source.text)).line == 1
        self._calls = {place.node: call for call in reversed(calls) for place in call.places}
        self._entries = {n for call in calls for p in call.places for n, _ in p.graph.entries}

    def of(self, node: Node) -> Shape | None:
        """Return a point's shape, None for one that has no name."""
        if node in self._calls:
            return Shape(self._call(self._calls[node]), "call")
        if node.drawn:
            return Shape(by_form(node.drawn), "page")
        if node.label:
            return Shape(by_form(node.label), "start" if node in self._entries else "step")
        if node.becomes is not None:
            kind = "logout" if node.becomes is Login.OUT else "login"
            return Shape(_LOGINS.get(node.becomes, kind) + self._line(node), kind)
        return Shape("start", "start") if node in self._entries else None

    def _call(self, call: Call) -> str:
        identity = call.identity if isinstance(call, NamesIdentity) else None
        whom = (
            self._masking.words(quoted(identity)).replace("`", "") if identity is not None else ""
        )
        where = "" if self._whole_file_is_one_line else self._line(call)
        return f"{by_form(call.name)}{f' ({whom})' if whom not in ('', 'here') else ''}{where}"

    def _line(self, of: Node | Call) -> str:
        if of.span is None or self._whole_file_is_one_line:
            return ""
        return f", line {self._lines.position(of.span.start).line}"


def _marked_ways(calls: list[Call]) -> Iterator[list[Node]]:
    for call in calls:
        if isinstance(call, NamesIdentity):
            yield from islice(unguarded_ways(call), 1)


def _graphs(calls: list[Call], marked: list[list[Node]]) -> list[Graph]:
    """Return the flows, of those that begin at the same points one: with a marked way, if any has."""
    begins = {way[0] for way in marked}
    found: dict[frozenset[Node], Graph] = {}
    for graph in (place.graph for call in calls for place in call.places):
        entries = frozenset(node for node, _ in graph.entries)
        is_marked = any(node in begins and s is not Login.IN for node, s in graph.entries)
        if entries not in found or is_marked:
            found[entries] = graph
    return list(found.values())


def _from_entries(graphs: list[Graph]) -> Iterator[Node]:
    """Yield all points that lie on some way, the nearest to an entry first."""
    for graph in graphs:
        waiting = deque(node for node, _ in graph.entries)
        seen = set(waiting)
        while waiting:
            node = waiting.popleft()
            yield node
            following = [edge.target for edge in node.edges if edge.target not in seen]
            seen.update(following)
            waiting.extend(dict.fromkeys(following))


def _arrows(
    drawn: dict[Node, int], named: dict[Node, int], ways: list[list[Node]]
) -> Iterator[Arrow]:
    marked: set[tuple[int, int]] = set()
    for way in ways:
        shown = [drawn[node] for node in way if node in drawn]
        marked.update(pairwise(shown))
    for node, number in drawn.items():
        for other, who in dict.fromkeys(_next_named(node, named)):
            if other in drawn:
                yield Arrow(number, drawn[other], who, (number, drawn[other]) in marked)


def _next_named(node: Node, named: dict[Node, int]) -> Iterator[tuple[Node, str]]:
    """Yield the points with a name that follow, each with who comes there."""
    waiting = [(edge, "") for edge in reversed(node.edges)]
    seen: set[tuple[Node, str]] = set()
    while waiting:
        edge, who = waiting.pop()
        who = edge.assumes.value if edge.assumes is not None else who
        if edge.target in named:
            yield edge.target, who
        elif (edge.target, who) not in seen:
            seen.add((edge.target, who))
            waiting += [(each, who) for each in reversed(edge.target.edges)]
