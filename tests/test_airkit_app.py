"""Airkit apps: what each profile loads, what actions send, and who can get there logged out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pages import Example, examples, faults
from work import calls as count_of_calls

from heap_lint import catalogue, engine
from heap_lint.checks.app_format import malformed_app
from heap_lint.config import Settings
from heap_lint.facts import AppFile, Environment, Fact, IdentifyCall, LoadCall, Payload, TrackCall
from heap_lint.flow import Login
from heap_lint.frontends import json as json_front_end
from heap_lint.frontends import yaml as yaml_front_end
from heap_lint.frontends.recognisers.airkit_app import recognise
from heap_lint.settings.nearest import Configs
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, OneOf, Origin, Sequence, Text, Unknown, Value

IN, OUT, UNSURE = {Login.IN}, {Login.OUT}, {Login.UNSURE}
UNREACHABLE: set[Login] = set()

APP = """\
schema: heap-lint/airkit-app/1
name: Claims portal
profiles:
  Development: {analytics: {provider: heap, id: "2304117765", settings: {secureCookie: true}}}
  Production: {analytics: {provider: heap, id: "3190448210"}}
variables: {session: {customer: object, code_ok: boolean}}
dataFlows:
  check_code: {establishes: login, onFailure: value}
  sign_in: {establishes: login, onFailure: error}
  load_customer: {}
entries:
  - {type: webLink, name: Start, actions: [{navigateToWebFlow: main}]}
webFlows:
  main:
    start: sign_in
    pages:
      sign_in:
        controls:
          continue:
            events:
              click:
                - runDataFlow: {flow: check_code, output: session.code_ok}
                - condition:
                    - if: session.code_ok = TRUE
                      then:
                        - runDataFlow: {flow: load_customer, output: session.customer}
                        - navigateToWebPage: claims
                    - else:
                        - analyticsSendEvent: {eventName: '"Code Rejected"'}
      claims:
        events:
          load:
            - analyticsIdentify: {identity: session.customer.internal_id}
            - analyticsSendEvent: {eventName: '"Claim Opened"', eventProperties: {photos: 3}}
"""


def app(**parts: Any) -> str:
    """Return an app of these parts, with one public profile that sends to Heap."""
    profile = {"analytics": {"provider": "heap", "id": "123456789"}}
    return yaml.safe_dump({"schema": "heap-lint/airkit-app/1", "profiles": {"P": profile}, **parts})


def chain(*actions: Any, **parts: Any) -> str:
    """Return an app whose only entry runs these actions."""
    return app(entries=[{"type": "webLink", "name": "E", "actions": list(actions)}], **parts)


def facts(text: str) -> list[Fact]:
    """Return what a YAML file says."""
    source = Source("app.airkit.yaml", text)
    documents = yaml_front_end.parse(source).documents
    return [fact for document in documents for fact in recognise(source, document)]


def only(kind: type[Any], text: str) -> Any:
    """Return the one fact of a class."""
    (fact,) = (fact for fact in facts(text) if isinstance(fact, kind))
    return fact


def states(text: str, profile: str | None = None) -> set[Login]:
    """Return in which states the app's only identify can run."""
    call = only(IdentifyCall, text)
    return {
        state
        for place in call.places
        if profile in (None, place.label)
        for state in place.graph.states(place.node)
    }


def way(text: str) -> str:
    """Return the way on which a visitor who is logged out reaches the app's only identify."""
    (place, *_) = only(IdentifyCall, text).places
    path = place.graph.path(place.node, Login.OUT)
    return " -> ".join(node.label for node in path if node.label)


def edited(old: str, new: str) -> str:
    """Return the correct app with one change."""
    assert 1 == APP.count(old)
    return APP.replace(old, new)


IDENTIFY = {"analyticsIdentify": {"identity": "session.customer.id"}}
CHECK = {"runDataFlow": {"flow": "check", "output": "session.ok"}}
FLOWS = {
    "check": {"establishes": "login", "onFailure": "value"},
    "enter": {"establishes": "login", "onFailure": "error"},
    "other": {},
    "vague": {"establishes": "login"},
}


def when(test: str, then: list[Any], *otherwise: Any) -> dict[str, Any]:
    """Return a condition."""
    arms: list[Any] = [{"if": test, "then": then}]
    return {"condition": [*arms, {"else": list(otherwise)}] if otherwise else arms}


def guarded(*actions: Any) -> set[Login]:
    """Return the states of an identify in a chain of these actions."""
    return states(chain(*actions, dataFlows=FLOWS, variables={"session": {"ok": "boolean"}}))


# Profiles


def test_a_profile_is_an_environment_with_an_id() -> None:
    """Each profile's id is an environment of the same app."""
    found = [fact for fact in facts(APP) if isinstance(fact, Environment)]

    assert ["Development", "Production"] == [each.name for each in found]
    assert {"app.airkit.yaml"} == {each.group for each in found}
    assert ["2304117765", "3190448210"] == [
        each.app_id.value for each in found if isinstance(each.app_id, Literal)
    ]


def test_a_profile_of_heap_loads_it_with_its_settings() -> None:
    """Options that the file does not give are an empty, complete mapping at the analytics' start."""
    with_settings, without = (fact for fact in facts(APP) if isinstance(fact, LoadCall))

    assert ["secureCookie"] == [entry.name for entry in with_settings.options.entries]
    assert () == without.options.entries
    assert True is without.options.complete
    start = APP.index('{provider: heap, id: "3190448210"')
    assert (start, start + 1) == (without.options.span.start, without.options.span.end)


def test_a_missing_id_is_seen_where_the_analytics_begin() -> None:
    """An id that is not there has the place of the mapping that lacks it."""
    text = edited('{provider: heap, id: "3190448210"}', "{provider: heap}")

    found = [fact for fact in facts(text) if isinstance(fact, Environment)][1]

    assert None is found.app_id
    assert text.index("{provider: heap}") == found.span.start


def test_another_provider_loads_no_heap() -> None:
    """A Tag Manager id is an environment of that provider, and nothing is loaded."""
    text = app(profiles={"P": {"analytics": {"provider": "googleTagManager", "id": "GTM-ABC"}}})

    assert "googleTagManager" == only(Environment, text).provider
    assert not [fact for fact in facts(text) if isinstance(fact, LoadCall)]


def test_calls_know_the_provider_of_each_profile() -> None:
    """A profile without analytics sends nothing, and the call says so."""
    profiles = {
        "A": {"analytics": {"provider": "heap", "id": "1"}},
        "B": {"analytics": {"provider": "googleTagManager", "id": "GTM-1"}},
        "C": None,
        "D": {"analytics": {"provider": ["?"]}},
    }

    call = only(IdentifyCall, chain(IDENTIFY, profiles=profiles))

    assert (("A", "heap"), ("B", "googleTagManager"), ("C", None)) == call.provider_of


def test_an_app_without_profiles_still_has_its_calls() -> None:
    """Calls are facts whether or not a profile runs them."""
    call = only(IdentifyCall, app(profiles=None, entries=[{"actions": [IDENTIFY]}]))

    assert () == call.provider_of == call.places


# Calls


def test_a_call_stands_at_its_key_and_its_inputs_at_their_text() -> None:
    """Findings about a call and about its inputs have places of their own."""
    source = Source("app.airkit.yaml", APP)
    identify = only(IdentifyCall, APP)

    assert "analyticsIdentify" == source.slice(identify.span)
    assert "session.customer.internal_id" == source.slice(identify.identity.span)


def test_an_event_has_its_name_and_properties() -> None:
    """A literal's place is the Airscript text inside the YAML quotes."""
    source = Source("app.airkit.yaml", APP)
    _, opened = (fact for fact in facts(APP) if isinstance(fact, TrackCall))

    assert isinstance(opened.event, Literal)
    assert ("Claim Opened", '"Claim Opened"') == (
        opened.event.value,
        source.slice(opened.event.span),
    )
    assert isinstance(opened.properties, Mapping)
    assert ["photos"] == [entry.name for entry in opened.properties.entries]


@pytest.mark.parametrize("body", [{}, None, {"event": "x"}, "x", [1]])
def test_inputs_that_are_certainly_absent_are_none(body: Any) -> None:
    """A missing event name is certain, whatever else stands there."""
    call = only(TrackCall, chain({"analyticsSendEvent": body}))

    assert None is call.event
    assert None is call.properties


def test_a_payload_is_the_action_as_written_with_its_inputs_read() -> None:
    """The schema sees wrong keys as they are, and known inputs as what they give."""
    body = {"event": '"Opened"', "eventProperties": "[1]"}
    payload = only(Payload, chain({"analyticsSendEvent": body}))

    assert "airkit-send-event" == payload.schema
    assert ["event", "eventProperties"] == [entry.name for entry in payload.body.entries]
    assert '"Opened"' == payload.body.get("event").value
    assert isinstance(payload.body.get("eventProperties"), Sequence)


@pytest.mark.parametrize(
    ("identity", "kind"),
    [
        ('"demo-user"', Literal),
        (12345, Literal),
        ("alice@example.com", Literal),
        ('IF(ISEMPTY(session.c.id), "guest", session.c.id)', OneOf),
        ('"u-{{actor.id}}"', Text),
        ({"a": "session.id"}, Mapping),
    ],
)
def test_an_identity_is_what_airscript_makes_of_it(identity: Any, kind: type[Value]) -> None:
    """Constants, fallbacks and templates are told apart."""
    text = chain({"analyticsIdentify": {"identity": identity}})

    assert isinstance(only(IdentifyCall, text).identity, kind)


@pytest.mark.parametrize(
    ("identity", "origin"),
    [
        ("session.id", Origin.ANONYMOUS),
        ("profile.heap_identity", Origin.DEPLOYMENT),
        ("alice", Origin.UNDECLARED),
        ("declared.id", None),
        ("of_page", None),
        ("set_somewhere", None),
        ("session.customer.id", None),
    ],
)
def test_an_unknown_identity_says_whose_it_is(identity: str, origin: Origin | None) -> None:
    """Names that a scope declares, or an action writes, are variables."""
    text = chain(
        {"analyticsIdentify": {"identity": identity}},
        {"setVariable": {"variable": "set_somewhere", "value": "activity.x"}},
        variables={"session": {"declared": "object"}},
        webFlows={"f": {"pages": {"p": {"variables": {"of_page": "text"}}}}},
    )

    value = only(IdentifyCall, text).identity

    assert isinstance(value, Unknown)
    assert origin == value.origin


def test_an_action_that_runs_at_several_places_is_one_call() -> None:
    """An event called from two chains gives one finding, with both ways to it."""
    text = app(
        entries=[{"actions": [{"runEvent": {"event": "e"}}]} for _ in range(2)],
        journeyEvents={"e": [IDENTIFY]},
    )

    assert 2 == len(only(IdentifyCall, text).places)


# Login


def test_the_correct_app_identifies_behind_the_login() -> None:
    """Where the check of the code was passed, the visitor is logged in."""
    assert IN == states(APP)


CONDITION = APP[APP.index("                - condition") : APP.index("      claims:")]
MUTATIONS = {
    "without the condition": (CONDITION, "                - navigateToWebPage: claims\n", OUT),
    "with its arms swapped": ("session.code_ok = TRUE", "NOT(session.code_ok)", OUT),
    "testing something else": ("if: session.code_ok = TRUE", "if: session.terms = TRUE", OUT),
    "with an entry past the check": (
        "webFlows:",
        "  - {type: webLink, name: Shared, actions: [{navigateToWebPage: claims}]}\nwebFlows:",
        IN | OUT,
    ),
    "with the guard set by hand": (
        "                - condition:",
        "                - setVariable: {variable: code_ok, value: TRUE}\n                - condition:",
        OUT,
    ),
    "with the guard set by hand elsewhere": (
        "actions: [{navigateToWebFlow",
        "actions: [{setVariable: {variable: session.code_ok, value: TRUE}}, {navigateToWebFlow",
        OUT,
    ),
    "navigating to an expression": (
        "- else:\n",
        "- else:\n                        - navigateToWebPage: session.next\n",
        IN | OUT,
    ),
    "ending the Journey first": (
        "                        - navigateToWebPage: claims",
        "                        - endJourney: {}\n                        - navigateToWebPage: claims",
        UNREACHABLE,
    ),
}


@pytest.mark.parametrize("change", MUTATIONS)
def test_the_correct_app(change: str) -> None:
    """One change to the app shows in the states of its identify, and in no other way."""
    old, new, expected = MUTATIONS[change]

    assert expected == states(edited(old, new))


def test_one_public_profile_breaks_the_login_of_the_others() -> None:
    """A secure profile starts logged in; the same app in a public one does not."""
    secure = {"appAuthenticationType": "secure"}
    profiles = {"A": secure, "B": {"appAuthenticationType": "public"}, "C": secure}
    text = chain(IDENTIFY, profiles=profiles)

    assert [IN, OUT, IN] == [states(text, profile) for profile in "ABC"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("authentication", OUT), (None, OUT), ({"x": 1}, UNSURE), ("something", UNSURE)],
)
def test_a_profile_whose_authentication_cannot_be_told_proves_nothing(
    kind: Any, expected: set[Login]
) -> None:
    """Only a known type of app starts in a known state."""
    profile = {"P": {} if kind is None else {"appAuthenticationType": kind}}

    assert expected == states(chain(IDENTIFY, profiles=profile))


@pytest.mark.parametrize(("event", "expected"), [("authSuccess", IN), ("started", OUT)])
def test_session_events_begin_in_their_state(event: str, expected: set[Login]) -> None:
    """The chain of a successful authentication is logged in, and stays so where it leads."""
    pages = {"f": {"start": "p", "pages": {"p": {"events": {"load": [IDENTIFY]}}}}}
    text = app(sessionEvents={event: [{"navigateToWebFlow": "f"}]}, webFlows=pages)

    assert expected == states(text)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([{"setAuthentication": {}}, IDENTIFY], IN),
        ([IDENTIFY, {"setAuthentication": {}}], OUT),
        ([{"runDataFlow": {"flow": "enter"}}, IDENTIFY], IN),
        ([CHECK, IDENTIFY], OUT),
        (
            [
                {"runDataFlow": {"flow": "other", "output": "session.ok"}},
                when("session.ok", [IDENTIFY]),
            ],
            OUT,
        ),
        ([{"runDataFlow": {"flow": "vague"}}, IDENTIFY], UNSURE),
        ([{"unheardOf": {"login": True}}, IDENTIFY], OUT),
        ([{"endJourney": None}, IDENTIFY], UNREACHABLE),
        ([{"navigateToWebPage": "p"}, IDENTIFY], OUT),
    ],
)
def test_a_chain_runs_in_order(actions: list[Any], expected: set[Login]) -> None:
    """What establishes a login holds for what comes after it in the chain."""
    assert expected == guarded(*actions)


@pytest.mark.parametrize(
    ("test", "passed", "failed"),
    [
        ("session.ok", IN, OUT),
        ("ok", IN, OUT),
        ("session.ok = TRUE", IN, OUT),
        ("TRUE = session.ok", IN, OUT),
        ("session.ok = FALSE", OUT, IN),
        ("session.ok <> TRUE", OUT, IN),
        ("NOT(session.ok)", OUT, IN),
        ("NOT(NOT(session.ok = TRUE))", IN, OUT),
        ("session.ok AND session.x = 1", IN, OUT),
        ("session.x AND (session.y AND session.ok)", IN, OUT),
        ("session.ok OR session.x", OUT, OUT),
        ("NOT(session.ok) OR session.x", OUT, IN),
        ("session.x", OUT, OUT),
        ("session.okay", OUT, OUT),
        ('session.ok = "yes"', UNSURE, UNSURE),
        ("session.ok.status = TRUE", UNSURE, UNSURE),
        ("ISNOTEMPTY(session.ok)", UNSURE, UNSURE),
        ("not airscript", UNSURE, UNSURE),
    ],
)
def test_a_test_of_the_guard_tells_its_arms(
    test: str, passed: set[Login], failed: set[Login]
) -> None:
    """The arm that only a successful login reaches is logged in; an unreadable test proves nothing."""
    assert passed == guarded(CHECK, when(test, [IDENTIFY]))
    assert failed == guarded(CHECK, when(test, [], IDENTIFY))


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ([], IN),
        ([{"setVariable": {"variable": "session.other", "value": "TRUE"}}], IN),
        ([{"setVariable": {"variable": "session.ok", "value": "session.x"}}], OUT),
        ([{"setVariable": {"variable": "ok", "value": "FALSE"}}], OUT),
        ([{"setVariable": {"variable": "session", "value": "session.x"}}], OUT),
        ([{"runDataFlow": {"flow": "other", "output": "session.ok"}}], OUT),
        ([when("session.x", [{"setVariable": {"variable": "ok", "value": "activity.y"}}])], UNSURE),
        ([{"runEvent": {"event": "spoil"}}], OUT),
    ],
)
def test_a_guard_holds_until_it_is_written(between: list[Any], expected: set[Login]) -> None:
    """What is written to the guard between the check and the test takes its meaning away."""
    spoil = [{"setVariable": {"variable": "session.ok", "value": "activity.x"}}]
    text = chain(
        *(CHECK, *between, when("session.ok = TRUE", [IDENTIFY])),
        dataFlows=FLOWS,
        variables={"session": {"ok": "boolean"}},
        journeyEvents={"spoil": spoil},
    )

    assert expected == states(text)


def test_resetting_the_guard_elsewhere_leaves_it_a_guard() -> None:
    """A constant FALSE lets nobody pass, wherever it is set."""
    old = "actions: [{navigateToWebFlow"
    reset = "actions: [{setVariable: {variable: session.code_ok, value: FALSE}}, {navigateToWebFlow"

    assert IN == states(edited(old, reset))


def test_a_copy_of_the_guard_may_be_the_login() -> None:
    """A variable computed from the guard is no proof, and its test is none of the opposite."""
    copy = {"setVariable": {"variable": "session.copy", "value": "session.ok"}}

    assert UNSURE == guarded(CHECK, copy, when("session.copy", [IDENTIFY]))


def test_conditions_have_several_arms() -> None:
    """A later arm knows that the tests before it failed; after all arms their states meet."""
    arms = [{"if": "NOT(session.ok)", "then": []}, {"if": "session.x", "then": [IDENTIFY]}]

    assert IN == guarded(CHECK, {"condition": arms})
    assert IN | OUT == guarded(CHECK, when("session.ok", []), IDENTIFY)
    left = when("session.ok", [], {"endJourney": {}})
    assert IN == guarded(CHECK, left, IDENTIFY)


def test_a_handler_does_not_profit_from_another_one() -> None:
    """Any control of a page may be used first."""
    controls = {
        "log_in": {"events": {"click": [{"runDataFlow": {"flow": "enter"}}]}},
        "next": {"events": {"click": [IDENTIFY]}},
    }
    pages = {"p": {"controls": controls}}
    text = chain(
        {"navigateToWebFlow": "f"},
        dataFlows=FLOWS,
        webFlows={"f": {"start": "p", "pages": pages}},
    )

    assert OUT == states(text)
    assert "Web Link / E -> p / next / click" == way(text)


@pytest.mark.parametrize(
    ("page", "expected"),
    [({"establishes": "login"}, IN), ({}, OUT), ({"establishes": "logn"}, OUT)],
)
def test_whoever_goes_on_from_a_login_page_has_logged_in(
    page: dict[str, Any], expected: set[Login]
) -> None:
    """On the page itself nobody has."""
    go = {"controls": {"go": {"events": {"click": [{"navigateToWebPage": "home"}]}}}}
    flow: dict[str, Any] = {"start": "sign_in", "pages": {"sign_in": {**page, **go}}}
    start = {"navigateToWebFlow": "f"}

    behind = {**flow, "pages": {**flow["pages"], "home": {"events": {"load": [IDENTIFY]}}}}
    assert expected == states(chain(start, webFlows={"f": behind}))

    on_it = {"sign_in": {**page, **go, "events": {"load": [IDENTIFY]}}, "home": {}}
    assert OUT == states(chain(start, webFlows={"f": {**flow, "pages": on_it}}))


def test_an_unguarded_path_reads_like_the_app() -> None:
    """The way names the entry and the handlers that lead to the call."""
    text = edited(*MUTATIONS["without the condition"][:2])

    assert "Web Link / Start -> sign_in / continue / click -> claims / load" == way(text)


def test_an_assumed_step_is_called_so() -> None:
    """Where a navigation's target is not known, the way says that it is assumed."""
    text = edited(*MUTATIONS["navigating to an expression"][:2])

    assert "Web Link / Start -> sign_in / continue / click -> (assumed) -> claims / load" == way(
        text
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [("a", OUT), ('"a"', OUT), ({"text": "a"}, OUT), ("b", UNREACHABLE), (None, UNREACHABLE)],
)
def test_a_page_is_found_by_its_name(target: Any, expected: set[Login]) -> None:
    """A navigation leads to the page it names, and to no other."""
    pages = {"a": {"events": {"load": [IDENTIFY]}}, "b": {}}

    text = chain({"navigateToWebPage": target}, webFlows={"f": {"pages": pages}})

    assert expected == states(text)


def test_a_page_of_the_own_web_flow_comes_first() -> None:
    """Pages of one name in two web flows are not confused."""
    go = {"go": {"events": {"load": [{"navigateToWebPage": "end"}]}}}
    flows = {
        "f": {"start": "go", "pages": {**go, "end": {}}},
        "g": {"start": "end", "pages": {"end": {"events": {"load": [IDENTIFY]}}}},
    }

    assert UNREACHABLE == states(chain({"navigateToWebFlow": "f"}, webFlows=flows))
    assert OUT == states(chain({"navigateToWebPage": "end"}, webFlows=flows))


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([{"runEvent": {"event": "enter"}}, IDENTIFY], IN),
        ([{"runEvent": {"event": "loop"}}, IDENTIFY], IN),
        ([{"runEvent": {"event": "stop"}}, IDENTIFY], UNREACHABLE),
        ([{"runEvent": {"event": "nowhere"}}, IDENTIFY], OUT),
        ([{"runEvent": {"event": "check"}}, when("session.ok", [IDENTIFY])], IN),
    ],
)
def test_an_event_runs_where_it_is_called(actions: list[Any], expected: set[Login]) -> None:
    """A called chain counts as if it stood there; a call of itself has no effect."""
    events = {
        "enter": [{"runDataFlow": {"flow": "enter"}}],
        "loop": [{"runEvent": {"event": "loop"}}, {"runDataFlow": {"flow": "enter"}}],
        "stop": [{"endJourney": {}}],
        "check": [CHECK],
    }

    assert expected == states(chain(*actions, dataFlows=FLOWS, journeyEvents=events))


def test_an_event_that_nobody_calls_is_unreachable() -> None:
    """Its calls are facts all the same."""
    assert UNREACHABLE == states(app(journeyEvents={"e": [IDENTIFY]}))


# Bad and big input


def large(pages: int) -> tuple[Source, Value]:
    """Return an app with pages that all lead to one."""
    click = [CHECK, when("session.ok", [{"navigateToWebPage": "p7"}], {"navigateToWebPage": "?"})]
    page = {"events": {"load": [IDENTIFY]}, "controls": {"c": {"events": {"click": click}}}}
    document = {
        **yaml.safe_load(chain({"navigateToWebFlow": "f"}, dataFlows=FLOWS)),
        "webFlows": {"f": {"start": "p1", "pages": {f"p{n}": page for n in range(pages)}}},
    }
    source = Source("app.airkit.json", json.dumps(document))
    (parsed,) = json_front_end.parse(source).documents
    return source, parsed


def test_many_pages_are_read_in_work_that_grows_with_them() -> None:
    """Quadratic work would be sixteen times as much for four times as many."""

    def read(app: tuple[Source, Value]) -> None:
        calls = [fact for fact in recognise(*app) if isinstance(fact, IdentifyCall)]
        reached = [place.graph.states(place.node) for call in calls for place in call.places]
        assert reached
        assert all(Login.OUT in states for states in reached)

    few, many = large(500), large(2_000)
    read(few)  # what is imported and prepared once
    assert count_of_calls(lambda: read(many)) < 6 * count_of_calls(lambda: read(few))


def nested(level: int, inner: Any) -> Any:
    """Return conditions in conditions."""
    for _ in range(level):
        inner = when("session.x", [inner])
    return inner


def test_deep_conditions_are_cut_off() -> None:
    """A depth that no app has is ignored, not followed."""
    assert OUT == guarded(nested(40, IDENTIFY))
    assert [] == [f for f in facts(chain(nested(60, IDENTIFY))) if isinstance(f, IdentifyCall)]


def test_calls_that_multiply_come_to_an_end() -> None:
    """Events that call each other twice would run for ever if each call were followed."""
    events = {f"e{n}": [{"runEvent": {"event": f"e{n + 1}"}}] * 2 for n in range(45)}
    text = chain({"runEvent": {"event": "e0"}}, IDENTIFY, journeyEvents=events)

    assert 1 == len([fact for fact in facts(text) if isinstance(fact, IdentifyCall)])


def test_aliases_that_multiply_come_to_an_end() -> None:
    """A few lines of YAML aliases stand for more actions than anybody could follow."""
    lines = [
        f"x{n}: &a{n} [{{condition: [{{if: q, then: *a{n - 1}}}, {{else: *a{n - 1}}}]}}]"
        for n in range(1, 40)
    ]
    text = "\n".join(
        [
            *app().splitlines(),
            "x0: &a0 [{analyticsIdentify: {}}]",
            *lines,
            "entries: [{actions: *a39}]",
        ]
    )

    assert 1 == len([fact for fact in facts(text) if isinstance(fact, IdentifyCall)])


KEYS = st.sampled_from(
    [
        *("profiles", "P", "analytics", "provider", "id", "settings", "appAuthenticationType"),
        *("variables", "session", "dataFlows", "check", "establishes", "onFailure", "entries"),
        *("type", "name", "actions", "sessionEvents", "started", "authSuccess", "ended"),
        *("journeyEvents", "e", "webFlows", "f", "start", "pages", "p", "events", "load", "click"),
        *("controls", "c", "setVariable", "variable", "value", "condition", "if", "then", "else"),
        *("runDataFlow", "flow", "output", "runEvent", "event", "navigateToWebPage", "endJourney"),
        *("navigateToWebFlow", "setAuthentication", "analyticsIdentify", "identity", "text"),
        *("analyticsSendEvent", "eventName", "eventProperties", "airscript"),
    ]
)
WORDS = st.sampled_from(
    [
        *("heap", "login", "value", "error", "session.ok", "session.ok = TRUE", "p", "f", "e"),
        *("check", '"x"', "{{", "secure", "", None, True, False, 0, 1.5),
    ]
)
SCALARS = WORDS | st.text(max_size=8)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=40,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(KEYS, DOCUMENTS, max_size=8))
def test_any_document_of_that_schema_is_read(document: dict[str, Any]) -> None:
    """Whatever stands where, there are facts or none, never an exception."""
    text = json.dumps({"schema": "heap-lint/airkit-app/1", **document})
    source = Source("app.airkit.json", text)
    (parsed,) = json_front_end.parse(source).documents

    for fact in recognise(source, parsed):
        assert 0 <= fact.span.start <= fact.span.end <= len(text)
        for place in getattr(fact, "places", ()):
            place.graph.states(place.node)


ACTIONS = st.sampled_from(
    [
        *(IDENTIFY, CHECK, {"runDataFlow": {"flow": "enter"}}, {"navigateToWebPage": "p"}),
        *({"navigateToWebPage": "q"}, {"navigateToWebFlow": "f"}, {"endJourney": {}}),
        *(when("session.ok", [IDENTIFY], IDENTIFY), {"runEvent": {"event": "on"}}),
        {"setVariable": {"variable": "session.ok", "value": "TRUE"}},
        {
            "analyticsSendEvent": {
                "eventName": '"A \\"b\\""',
                "eventProperties": {"on": 1, "x": "é"},
            }
        },
        {"analyticsSendEvent": {"eventName": "{{x}}", "eventProperties": [None, True, 1.5]}},
    ]
)
CHAINS = st.lists(ACTIONS, max_size=4)
PAGES = st.fixed_dictionaries(
    {"events": st.dictionaries(st.sampled_from(["load", "on"]), CHAINS, max_size=2)}
)
APPS = st.fixed_dictionaries(
    {
        "schema": st.just("heap-lint/airkit-app/1"),
        "profiles": st.dictionaries(
            st.sampled_from(["Development", "off"]),
            st.sampled_from(
                [None, {"appAuthenticationType": "secure"}]
                + [{"analytics": {"provider": "heap", "id": i}} for i in ("0123", 123, "", None)]
            ),
            max_size=2,
        ),
        "dataFlows": st.just(FLOWS),
        "entries": st.lists(st.fixed_dictionaries({"actions": CHAINS}), max_size=2),
        "journeyEvents": st.fixed_dictionaries({"on": CHAINS}),
        "webFlows": st.fixed_dictionaries(
            {
                "f": st.fixed_dictionaries(
                    {
                        "start": st.just("p"),
                        "pages": st.dictionaries(st.sampled_from(["p", "q"]), PAGES, max_size=2),
                    }
                )
            }
        ),
    }
)


@settings(deadline=None)
@given(APPS)
def test_yaml_and_json_tell_the_same_story(document: dict[str, Any]) -> None:
    """An app means the same in both formats; only the places differ."""
    as_json = Source("app", json.dumps(document))
    without_aliases = json.loads(as_json.text)
    as_yaml = Source("app", yaml.safe_dump(without_aliases, sort_keys=False))
    (from_yaml,) = yaml_front_end.parse(as_yaml).documents
    (from_json,) = json_front_end.parse(as_json).documents

    told = [[story(fact) for fact in recognise(as_yaml, from_yaml)]]
    told.append([story(fact) for fact in recognise(as_json, from_json)])

    assert told[0] == told[1]


def story(fact: Fact) -> list[Any]:
    """Return what a fact says without its places in the file."""
    fields = ("name", "identity", "event", "properties", "options", "body", "app_id", "provider_of")
    said = [(field, meaning(getattr(fact, field, None))) for field in fields]
    places = [(p.label, p.graph.states(p.node)) for p in getattr(fact, "places", ())]
    return [type(fact), said, places]


def meaning(value: Any) -> Any:
    """Return a value without places and spelling."""
    match value:
        case Literal():
            return (type(value.value), value.value)
        case Unknown():
            return (value.origin, value.expression)
        case Text():
            return [meaning(part) for part in value.parts]
        case OneOf():
            return [meaning(option) for option in value.options]
        case Mapping():
            return {meaning(entry.key): meaning(entry.value) for entry in value.entries}
        case Sequence():
            return [meaning(item) for item in value.items]
        case _:
            return value


# The schema

SCHEMA = json.loads((catalogue.directory() / "schemas/airkit-app.json").read_text())
VALID = [*(ROOT / "tests/apps").glob("*-correct.airkit.yaml"), ROOT / "docs/airkit-app.md"]


def errors(document: Any) -> set[str]:
    """Return where a document does not fit the schema, as an editor sees it."""
    found = Draft202012Validator(SCHEMA).iter_errors(document)
    return {"/".join(map(str, error.absolute_path)) or "." for error in found}


def test_the_schema_is_one() -> None:
    """Of the draft that it names."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_correct_apps_fit_the_schema(path: Path) -> None:
    """The examples of the documentation among them."""
    text = path.read_text()
    if path.suffix == ".md":
        text = text.split('.airkit.yaml"\n')[1].split("```")[0]

    assert set() == errors(yaml.safe_load(text))


def test_the_schema_shows_defects_in_an_editor() -> None:
    """What it can tell without following anything."""
    document = yaml.safe_load((ROOT / "tests/apps/portal-defective.airkit.yaml").read_text())
    document["profiles"]["Production"]["analytics"]["settings"]["disableTextCapture"] = "true"
    document["profiles"]["Staging"] = {"analytics": {"provider": "heap", "id": 2304117765}}
    event = "webFlows/portal/pages/appointments/controls/cancel/events/click/1/analyticsSendEvent"

    assert {
        "profiles/Production/analytics/settings/disableTextCapture",
        "profiles/Staging/analytics/id",
        event,
    } == errors(document)


@pytest.mark.parametrize("example", examples(ROOT / "docs/airkit-app.md"), ids=str)
def test_the_page_about_the_format_is_right(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its example has no findings."""
    monkeypatch.chdir(tmp_path)

    assert [] == faults(example, tmp_path)


@given(APPS)
def test_what_is_written_in_the_format_is_known_to_it(document: dict[str, Any]) -> None:
    """HL904 finds nothing in an app in which nothing is misspelt."""
    source = Source("app.airkit.json", json.dumps(document))
    (parsed,) = json_front_end.parse(source).documents
    assert isinstance(parsed, Mapping)
    file = AppFile(span=parsed.span, schema="airkit-app", body=parsed)

    assert [] == list(malformed_app(file))


def test_of_a_long_way_the_message_names_the_end(tmp_path: Path) -> None:
    """Nobody reads more of it, and what leads to the call at last says most."""
    pages = {f"p{n}": {"events": {"load": [{"navigateToWebPage": f"p{n + 1}"}]}} for n in range(40)}
    pages["p40"] = {"events": {"load": [IDENTIFY]}}
    flows = {"main": {"start": "p0", "pages": pages}}
    path = tmp_path / "app.airkit.yaml"
    path.write_text(chain({"navigateToWebFlow": "main"}, webFlows=flows), "utf-8")
    report = engine.check_paths([str(path)], Configs.of(Settings()), {}, {})
    (message,) = (each.message for each in report.findings if each.code == "HL401")
    way = message.partition(": ")[2].split(" -> ")
    assert ("...", 31) == (way[0], len(way))
    assert ("p11 / load", "p40 / load") == (way[1], way[-1])
