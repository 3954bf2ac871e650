"""Where an app can be reached logged out: the linter's answer against one worked out naively.

The naive one follows AIRKIT 3.3 to the letter: every page begins logged in, and pages lose that as long
as some way leads to them logged out.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from heap_lint.facts import IdentifyCall
from heap_lint.flow import Login
from heap_lint.frontends import facts_in
from heap_lint.source import Source

Json = dict[str, Any]
FLOWS = {
    "check": {"establishes": "login", "onFailure": "value"},
    "enter": {"establishes": "login", "onFailure": "error"},
    "other": {},
}
PAGES = ["p", "q", "r", "s"]
GUARDS = ["session.ok", "session.fine"]


def when(test: str, then: list[Json], other: list[Json] | None) -> Json:
    """Return a condition, with or without an arm for all others."""
    arms: list[Json] = [{"if": test, "then": then}]
    return {"condition": arms if other is None else [*arms, {"else": other}]}


SIMPLE = st.one_of(
    st.just({"analyticsIdentify": {"identity": "session.customer.id"}}),
    st.sampled_from(GUARDS).map(lambda g: {"runDataFlow": {"flow": "check", "output": g}}),
    st.sampled_from(GUARDS).map(lambda g: {"runDataFlow": {"flow": "other", "output": g}}),
    st.sampled_from(GUARDS).map(lambda g: {"setVariable": {"variable": g, "value": "FALSE"}}),
    st.sampled_from(["enter", "other"]).map(lambda flow: {"runDataFlow": {"flow": flow}}),
    st.sampled_from([*PAGES, "session.next"]).map(lambda page: {"navigateToWebPage": page}),
    st.sampled_from([{"endJourney": {}}, {"setAuthentication": {}}, {"something": {}}]),
    st.sampled_from(["e", "f"]).map(lambda event: {"runEvent": {"event": event}}),
)
TESTS = st.builds(
    str.format,
    st.sampled_from(
        ["{}", "{} = TRUE", "TRUE = {}", "NOT({})", "{} = FALSE", "{} AND session.x", "session.x"]
    ),
    st.sampled_from(GUARDS),
)


def chains(depth: int = 2) -> st.SearchStrategy[list[Json]]:
    """Draw chains of actions with conditions in them."""
    if depth == 0:
        return st.lists(SIMPLE, max_size=3)
    inner = chains(depth - 1)
    return st.lists(SIMPLE | st.builds(when, TESTS, inner, st.none() | inner), max_size=4)


PAGE = st.builds(
    lambda load, one, two: {
        "events": {"load": load},
        "controls": {"a": {"events": {"click": one}}, "b": {"events": {"click": two}}},
    },
    *(chains(1), chains(), chains(1)),
)
APP = st.builds(
    lambda secure, entries, pages, events: {
        "schema": "heap-lint/airkit-app/1",
        "profiles": {"P": {"appAuthenticationType": "secure" if secure else "public"}},
        "dataFlows": FLOWS,
        "entries": [{"actions": actions} for actions in entries],
        "journeyEvents": dict(zip("ef", events, strict=True)),
        "webFlows": {"w": {"start": "p", "pages": dict(zip(PAGES, pages, strict=True))}},
    },
    *(st.sampled_from([False, False, True]), st.lists(chains(), min_size=1, max_size=2)),
    *(st.tuples(PAGE, PAGE, PAGE, PAGE), st.tuples(chains(1), chains(1))),
)


class State(NamedTuple):
    """What is known along a chain: whether the visitor is logged in (None: nobody comes here)."""

    login: bool | None
    guards: frozenset[str] = frozenset()


class Naive:
    """The fixpoint of AIRKIT 3.3, computed by going round until nothing changes."""

    def __init__(self, app: Json) -> None:
        self.app = app
        self.pages: Json = app["webFlows"]["w"]["pages"]
        self.is_in = dict.fromkeys(self.pages, True)
        self.flagged: set[int] = set()
        secure = app["profiles"]["P"]["appAuthenticationType"] == "secure"
        changed = True
        while changed:
            before = dict(self.is_in)
            for entry in app["entries"]:
                self.run(entry["actions"], State(secure), ())
            for name, page in self.pages.items():
                owners = [page, *page["controls"].values()]
                for actions in (a for owner in owners for a in owner["events"].values()):
                    self.run(actions, State(self.is_in[name]), ())
            changed = before != self.is_in

    def run(self, actions: list[Json], state: State, calls: tuple[str, ...]) -> State:
        """Follow a chain."""
        for action in actions:
            ((name, body),) = action.items()
            if state.login is None:
                return state
            state = getattr(self, name, lambda body, state, calls: state)(body, state, calls)
        return state

    def analyticsIdentify(self, body: Json, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        if not state.login:
            self.flagged.add(id(body))
        return state

    def runDataFlow(self, body: Json, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        guards = state.guards - {body.get("output")}
        if body["flow"] == "enter":
            return State(True, guards)
        return State(state.login, guards | {body["output"]} if body["flow"] == "check" else guards)

    def setVariable(self, body: Json, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        return State(state.login, state.guards - {body["variable"]})

    def setAuthentication(self, body: Json, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        return State(True, state.guards)

    def endJourney(self, body: Json, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        return State(None)

    def navigateToWebPage(self, body: str, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        for page in [body] if body in self.pages else self.pages:
            self.is_in[page] = self.is_in[page] and bool(state.login)
        return state

    def runEvent(self, body: Json, state: State, calls: tuple[str, ...]) -> State:  # noqa: N802, D102
        event = body["event"]
        if event in calls:
            return state
        return self.run(self.app["journeyEvents"][event], state, (*calls, event))

    def condition(self, arms: list[Json], state: State, calls: tuple[str, ...]) -> State:  # noqa: D102
        test = arms[0]["if"]
        guard = next((g for g in GUARDS if g in test and g in state.guards), None)
        negated = "NOT" in test or "FALSE" in test
        passed = State(True if guard and not negated else state.login, state.guards)
        failed = State(True if guard and negated else state.login, state.guards)
        ends = [self.run(arms[0]["then"], passed, calls)]
        ends.append(self.run(arms[1]["else"], failed, calls) if len(arms) > 1 else failed)
        ends = [end for end in ends if end.login is not None]
        if not ends:
            return State(None)
        guards = frozenset.intersection(*(end.guards for end in ends))
        return State(all(end.login for end in ends), guards)


def identifies(value: Any) -> list[Json]:
    """Return the bodies of all identifies, in the order of the file."""
    if isinstance(value, list):
        return [body for item in value for body in identifies(item)]
    if not isinstance(value, dict):
        return []
    own = [value["analyticsIdentify"]] if "analyticsIdentify" in value else []
    return own + [body for item in value.values() for body in identifies(item)]


@settings(max_examples=300)
@given(APP)
def test_a_call_is_reached_logged_out_where_a_naive_search_says_so(drawn: Json) -> None:
    """For every call, unless a guard that only some arms have set leaves it open."""
    text = json.dumps(drawn)
    document: Json = json.loads(text)  # every action an object of its own
    naive = Naive(document)

    calls = [f for f in facts_in(Source("app.airkit.json", text)) if isinstance(f, IdentifyCall)]
    states = [{s for p in call.places for s in p.graph.states(p.node)} for call in calls]

    if any(Login.UNSURE in each for each in states):
        return
    bodies = {call.span: body for call, body in zip(calls, _in_file(document, calls), strict=True)}
    assert [id(bodies[call.span]) in naive.flagged for call in calls] == [
        Login.OUT in each for each in states
    ]


def _in_file(document: Json, calls: list[IdentifyCall]) -> list[Json]:
    """Return the body of each call; those of events that nobody runs are facts too."""
    bodies = identifies(document)
    assert len(bodies) == len(calls)
    order = sorted(range(len(calls)), key=lambda number: calls[number].span)
    found: dict[int, Json] = dict(zip(order, bodies, strict=True))
    return [found[number] for number in range(len(calls))]
