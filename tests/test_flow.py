"""Control flow: in which login state a point is reached."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from heap_lint.analysis import limits
from heap_lint.flow import Edge, Graph, Login, Node, post_dominators, surely_before
from heap_lint.source import Span

IN, OUT, UNSURE = Login.IN, Login.OUT, Login.UNSURE


def chain(*nodes: Node, entry: Login = UNSURE) -> Graph:
    """Return a graph that passes some nodes one after the other."""
    for node, following in pairwise(nodes):
        node.edges.append(Edge(following))
    return Graph([(nodes[0], entry)])


def test_a_flow_begins_as_its_entry_says() -> None:
    """What is known of the visitor at the entry is known at the first node."""
    node = Node()
    assert {OUT} == chain(node, entry=OUT).states(node)


def test_a_login_shows_behind_it_and_not_at_it() -> None:
    """A login changes what follows, not the point where it happens."""
    login, after = Node(IN), Node()
    graph = chain(login, after, entry=OUT)
    assert {OUT} == graph.states(login)
    assert {IN} == graph.states(after)


def test_a_logout_undoes_a_login() -> None:
    """Behind a logout the visitor is logged out, whatever was before."""
    after = Node()
    assert {OUT} == chain(Node(IN), Node(OUT), after).states(after)


def test_a_branch_tells_what_was_not_known() -> None:
    """A branch for visitors who are logged in is taken by those only."""
    test, then, other = Node(), Node(), Node()
    test.edges += [Edge(then, IN), Edge(other, OUT)]
    graph = Graph([(test, UNSURE)])
    assert {IN} == graph.states(then)
    assert {OUT} == graph.states(other)


def test_nobody_who_is_logged_in_takes_the_branch_for_those_who_are_not() -> None:
    """A branch that contradicts what is known is not reached."""
    login, other = Node(IN), Node()
    login.edges.append(Edge(other, OUT))
    assert set() == Graph([(login, OUT)]).states(other)


def test_where_ways_meet_every_state_counts() -> None:
    """A point behind a login that only some pass can be reached with it and without."""
    test, login, meet = Node(), Node(IN), Node()
    test.edges += [Edge(login), Edge(meet)]
    login.edges.append(Edge(meet))
    assert {IN, OUT} == Graph([(test, OUT)]).states(meet)


def test_a_loop_carries_its_state_around() -> None:
    """What a round leaves behind is known in the next one."""
    head, login = Node(), Node(IN)
    head.edges.append(Edge(login))
    login.edges.append(Edge(head))
    assert {UNSURE, IN} == Graph([(head, UNSURE)]).states(head)


def test_a_point_without_a_way_to_it_has_no_state() -> None:
    """Code that is never reached is reached in no state."""
    assert set() == chain(Node(), Node()).states(Node())


def test_the_path_that_is_shown_is_a_shortest_one() -> None:
    """People read the shortest way that leads to a fault."""
    start, detour, end = Node(), Node(), Node()
    start.edges += [Edge(detour), Edge(end)]
    detour.edges.append(Edge(end))
    assert [start, end] == Graph([(start, OUT)]).path(end, OUT)


def test_the_login_that_follows_is_the_nearest() -> None:
    """Of two logins behind a point the first is named."""
    point, first, second = Node(), Node(IN), Node(IN)
    assert first is chain(point, first, second).login_after(point)


def test_a_login_behind_a_logout_says_nothing_of_before() -> None:
    """Who logs out was logged in: the next login is somebody else's."""
    point = Node()
    assert chain(point, Node(OUT), Node(IN)).login_after(point) is None


def test_a_login_in_a_branch_for_those_who_are_in_says_nothing_of_before() -> None:
    """A branch that only logged-in visitors take shows an earlier login."""
    point, login = Node(), Node(IN)
    point.edges.append(Edge(login, IN))
    assert Graph([(point, UNSURE)]).login_after(point) is None


def test_what_may_ask_for_a_login_leaves_it_open_who_comes() -> None:
    """Behind code that may turn visitors away it is not known any more that anybody gets there."""
    after = Node()
    assert {UNSURE} == chain(Node(asks=True), after, entry=Login.ANYBODY).states(after)
    assert {OUT} == chain(Node(asks=True), after, entry=OUT).states(after)


def test_a_flow_that_other_code_leads_to_is_open_to_nobody_for_sure() -> None:
    """A caller may have asked: what was known of the entry alone is not known any more."""
    node = Node()
    graph = chain(node, entry=Login.ANYBODY)
    assert {Login.ANYBODY} == graph.states(node)
    graph.doubt()
    assert {UNSURE} == graph.states(node)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Graph, list[Node]]:
    """A graph with a few nodes, edges wherever."""
    states = st.sampled_from([None, IN, OUT, UNSURE])
    drawn = draw(st.lists(st.tuples(states, st.booleans()), min_size=1, max_size=6))
    nodes = [Node(becomes, asks) for becomes, asks in drawn]
    some = st.sampled_from(nodes)
    for source, target, assumes in draw(st.lists(st.tuples(some, some, states), max_size=10)):
        source.edges.append(Edge(target, assumes))
    return Graph([(nodes[0], draw(st.sampled_from(Login)))]), nodes


@given(graphs())
def test_a_state_is_reached_exactly_if_a_walk_reaches_it(drawn: tuple[Graph, list[Node]]) -> None:
    """The states of a point are those in which some visitor, going step by step, arrives."""
    graph, nodes = drawn
    walked = set(walk(graph))
    assert walked == {(node, state) for node in nodes for state in graph.states(node)}


@given(graphs())
def test_a_path_leads_from_the_entry_along_edges(drawn: tuple[Graph, list[Node]]) -> None:
    """A path that is shown can be gone."""
    graph, nodes = drawn
    for node in nodes:
        for state in graph.states(node):
            path = graph.path(node, state)
            assert path[0] is graph.entries[0][0]
            assert path[-1] is node
            for here, following in pairwise(path):
                assert any(edge.target is following for edge in here.edges)


@given(graphs())
def test_of_a_path_what_speaks_is_told(drawn: tuple[Graph, list[Node]]) -> None:
    """Labels, suggestions and logouts with a place, in the order in which they are come to."""
    graph, nodes = drawn
    for number, node in enumerate(nodes):
        node.label = str(number) if number % 3 == 0 else ""
        node.span = Span("a.py", number, number + 1) if number % 2 else None
    for node in nodes:
        for state in graph.states(node):
            path = graph.path(node, state)
            told = [each for each in path if each.label or (each.becomes is OUT and each.span)]
            assert told == graph.way(node, state)


def test_of_a_long_way_the_end_is_told() -> None:
    """What leads there at last says most."""
    nodes = [Node(label=str(number)) for number in range(3 * limits.MOST_OF_WAY)]
    assert nodes[-limits.MOST_OF_WAY :] == chain(*nodes, entry=OUT).way(nodes[-1], OUT)


@given(graphs())
def test_the_login_that_follows_is_the_first_that_is_come_to(
    drawn: tuple[Graph, list[Node]],
) -> None:
    """Going on step by step, no further than a login or a logout, from all points alike."""
    graph, _ = drawn
    for node in reached_from(graph.entries[0][0]):
        if node.becomes is IN:
            assert graph.login_after(node) is not node
            continue
        assert first_login(node) is graph.login_after(node)


def first_login(start: Node) -> Node | None:
    """Return the nearest login behind a point, by looking at what is one step further each time."""
    seen, level = {start}, [start]
    while level:
        following: list[Node] = []
        for edge in (edge for node in level for edge in node.edges):
            if edge.assumes is IN or edge.target in seen:
                continue
            if edge.target.becomes is IN:
                return edge.target
            seen.add(edge.target)
            if edge.target.becomes is not OUT:
                following.append(edge.target)
        level = following
    return None


def walk(graph: Graph) -> Iterator[tuple[Node, Login]]:
    """Yield every (node, state) that a visitor can be in, by trying all ways."""
    waiting = list(graph.entries)
    seen: set[tuple[Node, Login]] = set()
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        yield here
        node, state = here
        leaving = node.becomes or state
        if node.asks and leaving is Login.ANYBODY:
            leaving = UNSURE
        for edge in node.edges:
            contradicts = edge.assumes is OUT and leaving is IN
            says_less = edge.assumes is None or edge.assumes is UNSURE and leaving is IN
            if not contradicts:
                waiting.append((edge.target, leaving if says_less else edge.assumes or leaving))


def test_before_a_goal_is_what_every_way_leads_from_to_it() -> None:
    """Not what some way leads from to the end, and not what comes after a goal too."""
    start, test, one, other, end = (Node() for _ in range(5))
    graph = chain(start, test, one, end)
    test.edges.append(Edge(other))
    assert {start, test} == surely_before(graph, {one, other})
    other.edges.append(Edge(end))
    assert set() == surely_before(graph, {one})
    assert {start, test, one, other} == surely_before(graph, {end})
    end.edges.append(Edge(test))
    assert {start} == surely_before(graph, {end})


STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=24)


@given(STEPS)
def test_what_all_ways_on_come_through_is_where_none_does_without(
    steps: list[tuple[int, int]],
) -> None:
    """A node is among those behind another if, without it, no way from there comes to an end."""
    nodes = [Node() for _ in range(10)]
    for one, other in steps:
        nodes[one].edges.append(Edge(nodes[other]))
    behind = post_dominators(Graph([(nodes[0], UNSURE)]))
    for start in reached_from(nodes[0]):
        chain_of = list(climbed(start, behind))
        for node in nodes:
            ends = any(not each.edges for each in reached_from(start, without=node))
            comes_to_an_end = any(not each.edges for each in reached_from(start))
            expected = node is not start and comes_to_an_end and not ends
            assert expected == (node in chain_of)


def climbed(node: Node, behind: dict[Node, Node]) -> Iterator[Node]:
    """Yield all that the ways on from a node come through, the nearest first."""
    while node in behind:
        node = behind[node]
        yield node


def reached_from(start: Node, without: Node | None = None) -> set[Node]:
    """Return the nodes that a way from a node comes to which passes another by, itself too."""
    seen, waiting = {start}, [start]
    while waiting:
        for edge in waiting.pop().edges:
            if edge.target is not without and edge.target not in seen:
                seen.add(edge.target)
                waiting.append(edge.target)
    return seen
