"""Exports of Airkit's Studio: what is read of them, what is said, and what bad ones cannot do."""

from __future__ import annotations

import copy
import io
import json
import random
import struct
import tracemalloc
import zipfile
from typing import Any

import pytest
import work
import yaml
from conftest import CAPTURING, ROOT, Project
from exports import (
    Json,
    chain,
    constant,
    element,
    exported,
    expression,
    function,
    identifier,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from heap_lint import archive
from heap_lint.airscript.exported import written
from heap_lint.airscript.parser import parse
from heap_lint.checks.app_format import malformed_app
from heap_lint.config import AirkitLogins
from heap_lint.facts import (
    AppFile,
    Environment,
    Fact,
    IdentifyCall,
    LoadCall,
    TrackCall,
    Unreadable,
)
from heap_lint.flow import Login
from heap_lint.frontends import facts_in
from heap_lint.frontends import json as json_front_end
from heap_lint.init_airkit import render
from heap_lint.reading import CannotReadError
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, Unknown

APPS = ROOT / "tests" / "apps"
CORRECT: Json = yaml.safe_load((APPS / "portal-correct.airkit.yaml").read_text())
DEFECTIVE: Json = yaml.safe_load((APPS / "portal-defective.airkit.yaml").read_text())
IDENTIFY = {"analyticsIdentify": {"identity": "session.customer.id"}}
LOGIN = "[login-data-flows]\ncheck_code = 'value'\n"


def app(*actions: Json, **parts: Any) -> Json:
    """Return an app whose only entry runs these actions."""
    profile = {"analytics": {"provider": "heap", "id": "2304117765"}}
    entries = [{"type": "webLink", "name": "Start", "actions": list(actions)}]
    return {"name": "App", "profiles": {"Production": profile}, "entries": entries, **parts}


def dumped(savepoint: Json) -> str:
    """Return an export as the Studio writes it: on one line."""
    return json.dumps(savepoint, separators=(",", ":"))


def facts(savepoint: Json, logins: AirkitLogins | None = None) -> list[Fact]:
    """Return what an export says."""
    return facts_in(Source("savepoint.json", dumped(savepoint)), logins)


def identify(savepoint: Json, logins: AirkitLogins | None = None) -> IdentifyCall:
    """Return the only identify of an export."""
    (call,) = (fact for fact in facts(savepoint, logins) if isinstance(fact, IdentifyCall))
    return call


def states(call: IdentifyCall) -> set[Login]:
    """Return in which states a call can run."""
    return {state for place in call.places for state in place.graph.states(place.node)}


def found(project: Project, *arguments: str) -> list[str]:
    """Return the codes of what is found."""
    return project.lint_json(*arguments).codes()


# What is read


def test_the_defects_of_an_app_are_found_in_its_export(project: Project) -> None:
    """All but those in what no export holds: Heap's options, and keys that the Studio cannot write."""
    project.write(
        {
            "own.airkit.yaml": yaml.safe_dump(DEFECTIVE),
            "export/savepoint.json": dumped(exported(DEFECTIVE)),
            "heap-lint.toml": LOGIN,
        }
    )
    in_no_export = ("HL101", "HL102", "HL103", "HL104", "HL105", "HL106")

    own = [code for code in found(project, "own.airkit.yaml") if code not in in_no_export]
    own.remove("HL301")  # the key `event`

    assert sorted(own) == sorted(found(project, "export"))


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_correct_app_has_no_findings_in_its_export(project: Project, wrapped: bool) -> None:
    """Once the config says which data flow is the login."""
    project.write(
        {
            "app-full.branch.zip": zipped(exported(CORRECT, wrapped=wrapped)),
            "heap-lint.toml": LOGIN,
        }
    )

    assert [] == found(project, "app-full.branch.zip")


def test_an_archive_says_what_its_savepoint_says(project: Project) -> None:
    """The loose file and the ZIP have the same findings."""
    savepoint = exported(DEFECTIVE)
    project.write({"a/savepoint.json": dumped(savepoint), "b/x.branch.zip": zipped(savepoint)})

    loose, packed = project.lint_json("a").findings(), project.lint_json("b").findings()

    assert loose
    assert [(f["code"], f["message"]) for f in loose] == [(f["code"], f["message"]) for f in packed]
    assert {"b/x.branch.zip"} == {f["path"] for f in packed}


def test_a_finding_says_where_the_studio_has_it(project: Project) -> None:
    """Nobody counts columns of a file on one line, so the place stands in the message."""
    pages = {"Welcome": {"controls": {"Go": {"events": {"click": [{"x": None}, IDENTIFY]}}}}}
    flow = {"Main Flow": {"start": "Welcome", "pages": pages}}
    savepoint = exported(app({"navigateToWebFlow": "Main Flow"}, webFlows=flow))
    project.write({"savepoint.json": dumped(savepoint)})

    (finding,) = project.lint_json().findings()

    assert "HL401" == finding["code"]
    assert "Start -> Welcome / Go / click" in finding["message"]
    assert "(at Main Flow / Welcome / Go / click / action 2)" in finding["message"]


def test_a_value_stands_where_the_export_has_it() -> None:
    """A constant's place is its text, an expression's the whole of its tree."""
    text = dumped(exported(app({"analyticsIdentify": {"identity": '"demo-user"'}})))
    (call,) = (f for f in facts_in(Source("savepoint.json", text)) if isinstance(f, IdentifyCall))

    assert isinstance(call.identity, Literal)
    assert "demo-user" == call.identity.value
    assert '"demo-user"' == text[call.identity.span.start : call.identity.span.end]
    assert '"Analytics Identify"' == text[call.span.start : call.span.end]


def test_an_export_says_nothing_of_heaps_options() -> None:
    """Airkit sets them itself, so their absence is no evidence."""
    load = next(fact for fact in facts(exported(app(IDENTIFY))) if isinstance(fact, LoadCall))

    assert not load.options.complete


def test_the_id_of_an_element_is_no_id_of_heaps() -> None:
    """What the analytics of a profile look like is not known; elements have UUIDs for ids."""
    savepoint = exported(app())
    (profile,) = savepoint["settings"]["profiles"].values()
    profile["configurationMapping"]["analytics"]["id"] = identifier("x")

    (environment,) = (fact for fact in facts(savepoint) if isinstance(fact, Environment))

    assert isinstance(environment.app_id, Unknown)


def test_a_profile_without_analytics_sends_nothing(project: Project) -> None:
    """The slot is declared in every app, and empty in most."""
    project.write({"savepoint.json": dumped(exported(app(IDENTIFY, profiles={"QA": {}})))})

    assert ["HL401", "HL406"] == sorted(found(project))


@pytest.mark.parametrize("provider", ["google-tag-manager", "GTM", "Google Tag Manager"])
def test_a_provider_is_known_by_its_name(project: Project, provider: str) -> None:
    """How exports write it is not known, so letters count."""
    profile = {"analytics": {"provider": provider, "id": "GTM-ABC123"}}
    savepoint = exported(app(sessionEvents={"authSuccess": [IDENTIFY]}, profiles={"QA": profile}))
    project.write({"savepoint.json": dumped(savepoint)})

    (finding,) = project.lint_json().findings()

    assert "HL406" == finding["code"]
    assert "works with Heap only" in finding["message"]


@pytest.mark.parametrize(
    ("app_id", "code"),
    [("GTM-ABC123", "HL502"), ("YOUR_APP_ID", "HL501"), ("", "HL501"), (123, "HL502")],
)
def test_ids_of_profiles_are_checked(project: Project, app_id: Any, code: str) -> None:
    """As those of a file in our own format."""
    profile = {"analytics": {"provider": "heap", "id": app_id}}
    project.write({"savepoint.json": dumped(exported(app(profiles={"QA": profile})))})

    (finding,) = [f for f in project.lint_json().findings() if code == f["code"]]
    assert finding["message"].endswith("(at Settings / Analytics / QA)")


def test_a_variable_has_its_type_from_the_studio(project: Project) -> None:
    """An address is one, whatever its variable is called."""
    call = {"analyticsIdentify": {"identity": "session.who"}}
    parts = {"sessionEvents": {"authSuccess": [call]}, "variables": {"session": {"who": "email"}}}
    project.write({"savepoint.json": dumped(exported(app(**parts)))})

    assert ["HL207"] == found(project)


def test_a_profile_without_a_slot_may_send_something(project: Project) -> None:
    """Where the app keeps its analytics is then not known."""
    savepoint = exported(app(sessionEvents={"authSuccess": [IDENTIFY]}, profiles={"QA": {}}))
    savepoint["settings"]["configurations"] = []
    project.write({"savepoint.json": dumped(savepoint)})

    assert [] == found(project)


def test_what_any_json_says_of_heap_is_seen_in_an_export(project: Project) -> None:
    """A configuration of the app's own may hold Heap's id, for a data flow that posts there."""
    savepoint = exported(app(profiles={"QA": {}}))
    (profile,) = savepoint["settings"]["profiles"].values()
    profile["configurationMapping"]["heap-app-id"] = "YOUR_APP_ID"
    project.write({"savepoint.json": dumped(savepoint)})

    assert ["HL501"] == found(project)


def test_what_airkit_logs_for_itself_is_no_event_of_heaps() -> None:
    """Log Custom Event and Reporting Metric have nothing to do with Heap."""
    savepoint = exported(app({"logCustomEvent": {}}, {"reportingMetric": {}}))

    assert not [fact for fact in facts(savepoint) if isinstance(fact, TrackCall | IdentifyCall)]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("action/analytics-identify", "Whatever"),
        ("action/something-new", "Analytics Identify 3"),
        ("action/heap-identify", ""),
    ],
)
def test_an_identify_is_known_by_its_name_or_its_schema(kind: str, name: str) -> None:
    """Neither has been seen in a public export."""
    savepoint = exported(app({"x": None}))
    (handler,) = savepoint["sessions"][0]["event2Handlers"].values()
    handler["actions"] = chain(function(kind, constant("demo-user"), name=name))

    identity = identify(savepoint).identity

    assert isinstance(identity, Literal)
    assert "demo-user" == identity.value


def test_an_identity_in_an_unknown_shape_is_unknown() -> None:
    """An object around the inputs would be a shape that nobody has seen, not an identity."""
    savepoint = exported(app({"x": None}))
    (handler,) = savepoint["sessions"][0]["event2Handlers"].values()
    inputs = element("expression/binding/object-literal", properties=[])
    handler["actions"] = chain(function("action/analytics-identify", inputs, name="x"))

    assert isinstance(identify(savepoint).identity, Unknown)


def test_chains_in_an_unknown_action_may_run() -> None:
    """Their calls are seen; whether what they do has happened afterwards is not known."""
    savepoint = exported(app(IDENTIFY))
    (handler,) = savepoint["sessions"][0]["event2Handlers"].values()
    handler["actions"] = chain(function("action/repeat", constant(3), handler["actions"]))

    call = identify(savepoint)

    assert {Login.OUT} == states(call)
    assert "Start / action 1 / chain 1 / action 1" == call.where


@pytest.mark.parametrize(
    "text",
    [
        *("session.customer.id", "x", 'o["a b"]', "l[0].x[*].y", "l[session.n]"),
        *(
            '"a"',
            '"a {{b.c}} d"',
            '"{{x}}{{y}}"',
            '"say \\"no\\" \\\\ {"',
            "12",
            "1.5",
            "TRUE",
            "NULL",
        ),
        *("a = 1", "(a = 1) AND NOT(b)", "a <> b OR (c < d)", '{"a": 1, "b c": [x, 2]}', "[]"),
        *('IF(ISEMPTY(a), "guest", a)', "NOW()", "FROM x IN xs WHERE x.a = 1 SELECT x.b"),
        *("FROM x IN FLAT(xs) SELECT (a + 1)",),
    ],
)
def test_a_tree_is_written_as_the_text_it_came_from(text: str) -> None:
    """Reading what is written gives the same tree again."""
    (document,) = json_front_end.parse(Source("x.json", json.dumps(expression(text)))).documents

    again = json.dumps(expression(written(document)))

    assert json.dumps(expression(text)) == again


@pytest.mark.parametrize("text", ["{{", "a {{ b }} c", "{{{x}}}", "{ {", '"', "\\", "\n", ""])
def test_a_constant_text_stays_what_it_is(text: str) -> None:
    """Braces in it are no hole, and quotes and backslashes do not end it."""
    savepoint = exported(app({"x": None}))
    (handler,) = savepoint["sessions"][0]["event2Handlers"].values()
    handler["actions"] = chain(function("action/analytics-identify", constant(text), name="x"))

    identity = identify(savepoint).identity

    assert isinstance(identity, Literal)
    assert text == identity.value


def test_what_nobody_knows_is_written_as_an_unknown_function() -> None:
    """It can be read again, and is known to be unknown."""
    node = {**element("expression/binding/hologram-binding"), "beam": 3}
    (document,) = json_front_end.parse(Source("x.json", json.dumps(node))).documents

    assert "HOLOGRAM_BINDING()" == written(document)
    assert parse(written(document))


# Login


def test_a_data_flow_is_a_login_only_if_the_config_says_so(project: Project) -> None:
    """Its name does not prove it, but the message says how to declare it."""
    run = {"runDataFlow": {"flow": "Verify code"}}
    savepoint = exported(app(run, IDENTIFY, dataFlows={"Verify code": {}}))
    project.write({"savepoint.json": dumped(savepoint)})

    (suggesting,) = [
        line for line in project.lint().out.splitlines() if "`login-data-flows`" in line
    ]
    assert "if `Verify code` logs visitors in, say so" in suggesting
    assert ["HL401"] == found(project)

    project.write({"heap-lint.toml": "[login-data-flows]\n'Verify code' = 'error'\n"})
    assert [] == found(project)

    project.write({"heap-lint.toml": "login-data-flows = ['Verify code']\n"})
    assert [] == found(project)


def test_a_page_can_be_the_login(project: Project) -> None:
    """Whoever goes on from it has logged in, also through an event that it runs."""
    pages = {
        "Sign in": {"controls": {"Go": {"events": {"click": [{"runEvent": {"event": "done"}}]}}}},
        "Home": {"events": {"load": [IDENTIFY]}},
    }
    parts = {
        "webFlows": {"Main": {"start": "Sign in", "pages": pages}},
        "journeyEvents": {"done": [{"navigateToWebPage": "Home"}]},
    }
    savepoint = exported(app({"navigateToWebFlow": "Main"}, **parts))
    project.write({"savepoint.json": dumped(savepoint)})

    assert ["HL401"] == found(project)
    project.write({"heap-lint.toml": "login-pages = ['Sign in']\n"})
    assert [] == found(project)


def test_a_secure_app_is_one_by_a_declared_value(project: Project) -> None:
    """No export of a Secure App is public, so its value is not known; unknown is no evidence."""
    profiles = {name: {"appAuthenticationType": name} for name in ("sso", "public")}
    for profile in profiles.values():
        profile["analytics"] = {"provider": "heap", "id": identifier("x")}  # type: ignore[assignment]
    savepoint = exported(app(IDENTIFY, profiles=profiles))
    logins = AirkitLogins(secure_values=frozenset({"sso"}))

    places = {place.label: place for place in identify(savepoint).places}
    assert {Login.UNSURE} == places["sso"].graph.states(places["sso"].node)
    assert {Login.OUT} == places["public"].graph.states(places["public"].node)

    places = {place.label: place for place in identify(savepoint, logins).places}
    assert {Login.IN} == places["sso"].graph.states(places["sso"].node)
    assert {Login.OUT} == places["public"].graph.states(places["public"].node)


def test_a_successful_authentication_is_a_login() -> None:
    """The chain of that event begins logged in."""
    savepoint = exported(app(sessionEvents={"authSuccess": [IDENTIFY]}))

    assert {Login.IN} == states(identify(savepoint))


def test_events_of_one_name_are_told_apart() -> None:
    """A search for places has two that are called on-change."""
    pages = {"p": {"controls": {"Search": {"events": {"click": [IDENTIFY]}}}}}
    savepoint = exported(
        app({"navigateToWebFlow": "f"}, webFlows={"f": {"start": "p", "pages": pages}})
    )
    (box,) = savepoint["activities"][0]["children"]
    events = box["children"][0]["events2"]
    events["/element/event2/button/other/on-click.json"] = copy.deepcopy(
        next(iter(events.values()))
    )

    calls = [fact for fact in facts(savepoint) if isinstance(fact, IdentifyCall)]

    assert [{Login.OUT}, {Login.OUT}] == [states(call) for call in calls]


def test_pages_of_one_name_are_told_apart() -> None:
    """Names repeat in exports; what counts are the ids, and the way names the Web Flow."""
    go = {"load": [{"navigateToWebFlow": "B"}]}
    flows = {
        "A": {"start": "Web Page", "pages": {"Web Page": {"events": go}}},
        "B": {"start": "Web Page", "pages": {"Web Page": {"events": {"load": [IDENTIFY]}}}},
    }
    (place,) = identify(exported(app({"navigateToWebFlow": "A"}, webFlows=flows))).places

    labels = [node.label for node in place.graph.path(place.node, Login.OUT) if node.label]

    assert ["Web Link / Start", "A / Web Page / card-add", "B / Web Page / card-add"] == labels


# Laws

CHECK = {"runDataFlow": {"flow": "check", "output": "session.ok"}}


def when(test: str, then: list[Json], *otherwise: Json) -> Json:
    """Return a condition."""
    arms: list[Json] = [{"if": test, "then": then}]
    return {"condition": [*arms, {"else": list(otherwise)}] if otherwise else arms}


ACTIONS = st.sampled_from(
    [
        *(IDENTIFY, CHECK, {"runDataFlow": {"flow": "enter"}}, {"runDataFlow": {"flow": "other"}}),
        *({"navigateToWebPage": page} for page in ("p", "q", "r", "session.next")),
        *({"navigateToWebFlow": flow} for flow in ("f", "g")),
        *({"endJourney": {}}, {"setAuthentication": {}}, {"initializeActor": {}}, {"other": {}}),
        *({"runEvent": {"event": event}} for event in ("e", "nothing")),
        when("session.ok", [IDENTIFY], IDENTIFY),
        when("NOT(session.ok = TRUE)", [{"navigateToWebPage": "q"}]),
        {"setVariable": {"variable": "session.ok", "value": "TRUE"}},
        {"analyticsIdentify": {"identity": 'IF(ISEMPTY(actor.id), "guest", "u-{{actor.id}}")'}},
        {"analyticsIdentify": {"identity": '"demo"'}},
        {"analyticsSendEvent": {"eventName": '"A \\"b\\" {{x}}"', "eventProperties": {"on": 1}}},
    ]
)
CHAINS = st.lists(ACTIONS, max_size=4)
PAGE = st.fixed_dictionaries(
    {
        "events": st.fixed_dictionaries({"card-add": CHAINS}),
        "controls": st.dictionaries(
            st.sampled_from("abc"),
            st.fixed_dictionaries({"events": st.fixed_dictionaries({"click": CHAINS})}),
            max_size=3,
        ),
    }
)
APP = st.fixed_dictionaries(
    {
        "schema": st.just("heap-lint/airkit-app/1"),
        "profiles": st.just({"P": {"analytics": {"provider": "heap", "id": "2304117765"}}}),
        "dataFlows": st.just(
            {
                "check": {"establishes": "login", "onFailure": "value"},
                "enter": {"establishes": "login", "onFailure": "error"},
                "other": {},
            }
        ),
        "entries": st.lists(st.fixed_dictionaries({"actions": CHAINS}), min_size=1, max_size=2),
        "journeyEvents": st.fixed_dictionaries({"e": CHAINS}),
        "webFlows": st.fixed_dictionaries(
            {
                "f": st.fixed_dictionaries(
                    {"start": st.just("p"), "pages": st.fixed_dictionaries({"p": PAGE, "q": PAGE})}
                ),
                "g": st.fixed_dictionaries(
                    {"start": st.just("r"), "pages": st.fixed_dictionaries({"r": PAGE})}
                ),
            }
        ),
    }
)
DECLARED = AirkitLogins((("check", "value"), ("enter", "error")))


def told(facts: list[Fact]) -> list[Any]:
    """Return what is said of the calls, in an order that does not depend on the file's."""
    return sorted(
        (
            fact.name,
            str(getattr(getattr(fact, "identity", None), "source", "")),
            sorted(state.name for p in fact.places for state in p.graph.states(p.node)),
        )
        for fact in facts
        if isinstance(fact, IdentifyCall | TrackCall)
    )


@given(APP, st.booleans())
def test_an_app_and_its_export_tell_the_same_story(document: Json, wrapped: bool) -> None:
    """Every call can run in the same states, and names the same identity."""
    own = facts_in(Source("app.airkit.json", json.dumps(document)))

    assert told(own) == told(facts(exported(document, wrapped=wrapped), DECLARED))


@given(APP)
def test_the_file_that_is_written_from_an_export_tells_the_same_story(document: Json) -> None:
    """As the export does, with what the user says of its logins, and in the format as it should be."""
    source = Source("savepoint.json", dumped(exported(document)))

    text = render(source, DECLARED)

    facts = facts_in(Source("app.airkit.yaml", text))
    assert told(facts_in(source, DECLARED)) == told(facts)
    assert not [fact for fact in facts if isinstance(fact, Unreadable)]
    (file,) = (fact for fact in facts if isinstance(fact, AppFile))
    assert [] == list(malformed_app(file))


def elements_of(value: Any) -> list[Any]:
    """Return every object and list in a document."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(e for each in inside for e in elements_of(each))] if inside else [value]


@given(st.integers(0, 2**32), st.sampled_from([None, 0, "x", [], {}, [None], True]))
def test_any_change_of_an_export_is_read(seed: int, wrong: Any) -> None:
    """Whatever stands where something else was expected, there are facts or none, never an exception."""
    chosen = random.Random(seed)
    savepoint = exported(DEFECTIVE, wrapped=bool(seed % 2))
    for _ in range(3):
        containers = [e for e in elements_of(savepoint) if isinstance(e, dict | list) and e]
        container = chosen.choice(containers)
        key = chosen.choice(
            list(container) if isinstance(container, dict) else range(len(container))
        )
        container[key] = copy.deepcopy(wrong)

    for fact in facts({"cxrVersion": "17.15", "activityGroups": [], **savepoint}):
        for place in getattr(fact, "places", ()):
            place.graph.states(place.node)


def huge(pages: int) -> Json:
    """Return an app with cycles, orphans and dynamic targets in which one way avoids the login."""

    def page(n: int) -> Json:
        targets = [f"p{(n * 7 + k) % (pages - 10)}" for k in range(3)]
        events = {f"c{k}": [{"navigateToWebPage": target}] for k, target in enumerate(targets)}
        if n == pages // 2:
            events["dynamic"] = [{"navigateToWebPage": "session.next"}]
        return {
            "events": {"load": [IDENTIFY]},
            "controls": {name: {"events": {"click": actions}} for name, actions in events.items()},
        }

    flow = {"start": "p0", "pages": {f"p{n}": page(n) for n in range(pages)}}
    return exported(app({"navigateToWebFlow": "f"}, webFlows={"f": flow}))


def test_an_export_of_a_thousand_pages_is_read_in_work_that_grows_with_its_edges() -> None:
    """Quadratic work would be sixteen times as much for four times as many pages."""

    def read(pages: int) -> None:
        source = Source("savepoint.json", dumped(huge(pages)))
        calls = [fact for fact in facts_in(source) if isinstance(fact, IdentifyCall)]
        reached = [place.graph.states(place.node) for call in calls for place in call.places]
        assert [{Login.OUT}] * pages == reached

    read(250)  # what is imported and prepared once
    assert work.calls(lambda: read(1_000)) < 6 * work.calls(lambda: read(250))


# The file written from an export


def test_an_export_becomes_a_file_to_keep(project: Project) -> None:
    """It says where logins have to be declared, and has the findings of the export."""
    flows = {"Verify code": {}, "Load customer": {}}
    savepoint = exported(app({"runDataFlow": {"flow": "Verify code"}}, IDENTIFY, dataFlows=flows))
    project.write({"app-full.branch.zip": zipped(savepoint)})

    made = project.lint("init-airkit", "app-full.branch.zip")

    assert 0 == made.status
    assert made.out.startswith("# app-full.branch.zip, written by heap-lint init-airkit")
    assert ["# This sounds like a login: Verify code"] == [
        line for line in made.out.splitlines() if "sounds like" in line
    ]
    project.write({"app.airkit.yaml": made.out})
    # What Airkit loads Heap with is written down, so it is checked too.
    assert ["HL101", "HL401"] == found(project, "app.airkit.yaml")

    declared = made.out.replace(
        "Verify code: {}", "Verify code: {establishes: login, onFailure: error}"
    )
    project.write({"app.airkit.yaml": declared})
    assert [] == found(project, "app.airkit.yaml", "--ignore", "HL101")


def test_settings_become_declarations(project: Project) -> None:
    """What the config says of an export stands in the file that is written from it."""
    project.write({"savepoint.json": dumped(exported(CORRECT)), "heap-lint.toml": LOGIN})

    written = yaml.safe_load(project.lint("init-airkit", "savepoint.json").out)

    flow = next(flow for name, flow in written["dataFlows"].items() if name == "check_code")
    assert {"establishes": "login", "onFailure": "value"} == flow


def test_names_that_lists_bring_into_being_are_declared() -> None:
    """So the file has no undeclared names that the Studio knows."""
    savepoint = exported(app(webFlows={"f": {"start": "p", "pages": {"p": {}}}}))
    savepoint["activities"][0]["children"].append(
        element("control/list/cell-list", name="List", itemName="claim", indexName="i")
    )

    written = yaml.safe_load(render(Source("savepoint.json", dumped(savepoint)), AirkitLogins()))

    assert {"claim": "any", "i": "any"} == written["webFlows"]["f"]["pages"]["p"]["variables"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.json", b"{}"),
        ("x.json", b"{"),
        ("x.branch.zip", b"PK"),
        ("x.json", b"[1]"),
        ("x.json", b""),
    ],
)
def test_what_is_no_export_becomes_no_file(project: Project, name: str, content: bytes) -> None:
    """The message says so, and nothing is written."""
    project.write({name: content})

    run = project.lint("init-airkit", name)

    assert (3, "") == (run.status, run.out)
    assert name in run.err
    assert 3 == project.lint("init-airkit", "nothing.branch.zip").status


@pytest.mark.parametrize(
    "name",
    [
        "\ud800x",
        "é☃",
        "a: b",
        "on",
        "null",
        "  ",
        "#x",
        "- y",
        '"q"',
        "a\0b",
        "{x}",
        "1",
        "~",
        "a\nb",
    ],
)
def test_names_stay_names_in_the_file(name: str) -> None:
    """Whatever YAML or an encoding would make of them."""
    flows = {name: {"start": name, "pages": {name: {"events": {"load": [IDENTIFY]}}}}}
    source = Source(
        "savepoint.json", dumped(exported(app({"navigateToWebFlow": name}, webFlows=flows)))
    )

    text = render(source, AirkitLogins())

    assert text.encode()
    assert told(facts_in(source)) == told(facts_in(Source("app.airkit.yaml", text)))


def test_the_file_is_utf_8_on_every_terminal(project: Project) -> None:
    """Also where the terminal shows only ASCII."""
    project.write(
        {"savepoint.json": dumped(exported(app(name="Schäden", dataFlows={"Prüfen ☃": {}})))}
    )

    for encoding in ("ascii", "utf-8", "cp1252"):
        run = project.lint("init-airkit", "savepoint.json", env={"PYTHONIOENCODING": encoding})
        assert {"Prüfen ☃": {}} == yaml.safe_load(run.out)["dataFlows"]


# Which files


def test_a_tree_is_searched_for_exports(repository: Project) -> None:
    """By their names: an archive is no text to git, and an app need not hold the word."""
    savepoint = app(IDENTIFY, profiles={"QA": {}})
    repository.write(
        {
            "a/app-full.branch.zip": zipped(exported(savepoint)),
            "b/savepoint.json": dumped(exported(savepoint)),
            "c/other.zip": zipped(exported(savepoint)),
        }
    )
    repository.git("add", ".")

    paths = {finding["path"] for finding in repository.lint_json().findings()}

    assert {"a/app-full.branch.zip", "b/savepoint.json"} == paths


@pytest.mark.parametrize(
    "content",
    [
        {"cxrVersion": "17.15"},
        {"activityGroups": []},
        {"level": 3, "name": "analytics-identify"},
        [{"cxrVersion": "17.15", "activityGroups": []}],
    ],
)
def test_other_files_of_that_name_are_silent(project: Project, content: Any) -> None:
    """What an export is tells its content."""
    text = json.dumps(content).encode()
    project.write({"savepoint.json": text, "x.branch.zip": zipped(text)})

    assert [] == found(project)


def test_a_broken_savepoint_about_heap_is_unreadable(project: Project) -> None:
    """Half a file says less than nothing."""
    text = dumped(exported(DEFECTIVE))
    project.write({"savepoint.json": text[: len(text) * 9 // 10]})

    assert "HL901" in found(project)


# Archives that are not what they should be


def said_of(data: bytes) -> str:
    """Return why an archive cannot be read."""
    with pytest.raises(CannotReadError) as caught:
        archive.app_in(data)
    return caught.value.reason


def test_an_archive_without_an_app_is_none_of_ours(project: Project) -> None:
    """Even with the name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("main.branch", b"x")
    project.write({"backup.branch.zip": file.getvalue()})

    assert None is archive.app_in(file.getvalue())
    assert [] == found(project)


def test_a_damaged_archive_is_a_finding(project: Project) -> None:
    """A file with that name is an export, whatever came of it."""
    half = zipped(exported(CORRECT))[:500]
    project.write({"x-full.branch.zip": half, "y.branch.zip": b"", "z.zip": b"x"})

    assert ["HL901", "HL901"] == found(project)


@pytest.mark.parametrize("cut", [1, 10, 100, 1000])
def test_a_truncated_archive_is_said_to_be_none(cut: int) -> None:
    """Its directory stands at its end."""
    assert "no ZIP archive" in said_of(zipped(exported(DEFECTIVE))[:-cut])


def test_a_damaged_member_is_said_to_be_so() -> None:
    """The directory is whole, the data is not."""
    data = bytearray(zipped(exported(DEFECTIVE)))
    start = data.index(b"savepoint.json") + len("savepoint.json")
    data[start + 20 : start + 300] = b"\xff" * 280

    assert "no ZIP archive that can be read" in said_of(bytes(data))


def test_an_encrypted_app_is_not_read() -> None:
    """There is no password, and nobody is asked for one."""
    data = bytearray(zipped(exported(CORRECT)))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"savepoint.json"))
    data[entry + 8] |= 1

    assert "encrypted" in said_of(bytes(data))


def test_a_bomb_is_stopped_by_its_ratio() -> None:
    """Long before it is large."""
    assert "times as large as packed" in said_of(zipped(b'{"cxrVersion": 1}' + b" " * 15_000_000))


def test_a_large_app_is_stopped_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """However well it is packed."""
    monkeypatch.setattr(archive, "LARGEST", 2_000_000)
    noise = random.Random(1).randbytes(2_500_000).hex().encode()

    assert "more than 2 MB" in said_of(zipped(noise))


def test_what_the_directory_says_of_sizes_is_not_believed() -> None:
    """An app that claims to be small is counted as it is unpacked."""
    data = bytearray(zipped(b" " * 5_000_000))
    last = data.rindex(b"savepoint.json")
    at = data.rindex(b"PK\x01\x02", 0, last)
    data[at + 24 : at + 28] = struct.pack("<I", 10)

    assert "no ZIP archive that can be read" in said_of(bytes(data))


def test_a_bomb_takes_no_memory() -> None:
    """It is refused after as many bytes as an app may have, not after all of them."""
    file = io.BytesIO()
    made = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    with made, made.open("savepoint.json", "w") as member:
        for _ in range(200):
            member.write(b" " * 1_000_000)
    tracemalloc.start()

    reason = said_of(file.getvalue())

    assert "holds an app of more than 20 MB" == reason
    assert 2.5 * archive.LARGEST > tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@given(st.integers(0, 2**32))
def test_any_damage_is_a_reason_or_harmless(seed: int) -> None:
    """Whatever bytes are changed, lost or added: an app, none, or words for people."""
    chosen = random.Random(seed)
    data = bytearray(zipped(b'{"cxrVersion": "1", "activityGroups": []}' + b" " * 300))
    for _ in range(chosen.choice([1, 2, 8])):
        at = chosen.randrange(len(data))
        length = chosen.randrange(1, 9)
        data[at : at + chosen.choice([0, length])] = chosen.randbytes(chosen.choice([0, length]))

    content = content_or_reason(bytes(data))

    assert content is None or content.startswith(
        ("{", "is no ZIP archive", "holds ", "cannot be unpacked")
    )


def content_or_reason(data: bytes) -> str | None:
    """Return the app in an archive, or why there is none to be had."""
    try:
        content = archive.app_in(data)
    except CannotReadError as error:
        return error.reason
    return None if content is None else content.decode("latin-1")


def test_an_app_that_is_there_twice_is_refused() -> None:
    """Nobody knows which of them the Studio takes."""
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped(exported(CORRECT), {"savepoint.json": b"{}"})

    assert "2 times" in said_of(data)


def test_names_that_lead_out_of_the_archive_lead_nowhere(project: Project) -> None:
    """Nothing is ever written, and only the app at the top is read."""
    evil = {
        "../../evil.txt": b"x",
        "/etc/evil": b"x",
        "a/savepoint.json": b"x",
        "inner.branch.zip": b"PK",
    }
    project.write({"x.branch.zip": zipped(exported(CORRECT), evil), "heap-lint.toml": LOGIN})

    assert [] == found(project)
    assert ["heap-lint.toml", "x.branch.zip"] == sorted(p.name for p in project.root.iterdir())


def test_an_archive_in_the_archive_is_not_opened() -> None:
    """A nested export is a member like any other."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("inner-full.branch.zip", zipped(exported(DEFECTIVE)))

    assert None is archive.app_in(file.getvalue())


def test_deep_json_is_a_finding(project: Project) -> None:
    """A depth that no app has ends the reading, not the run."""
    deep = b'{"cxrVersion": "1", "activityGroups": [], "x": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001
    project.write({"x.branch.zip": zipped(deep)})

    run = project.lint_json()

    assert ["HL901"] == run.codes()
    assert "levels deep" in run.findings()[0]["message"]


def test_rows_of_sample_data_are_never_shown(project: Project) -> None:
    """They may be somebody's."""
    project.write({"x.branch.zip": zipped(exported(DEFECTIVE))})

    run = project.lint()
    facts = project.lint("facts", "x.branch.zip")

    assert "HL201" in run.out
    assert "IdentifyCall" in facts.out
    assert "ada@example.com" not in run.out + run.err + facts.out + facts.err


def test_other_files_are_checked_beside_a_bad_archive(project: Project) -> None:
    """One file that cannot be read costs its own findings only."""
    project.write({"x.branch.zip": b"PK\x03\x04", "web.yaml": CAPTURING})

    assert {"HL101", "HL901"} <= set(found(project))


def test_an_export_too_large_for_the_setting_is_a_finding(project: Project) -> None:
    """As any other known config is."""
    limit = {"heap-lint.toml": "max-file-size = 1000\n"}
    project.write({"x.branch.zip": zipped(exported(CORRECT)), **limit})

    (finding,) = project.lint_json().findings()

    assert "HL901" == finding["code"]
    assert "too large" in finding["message"]


def test_expressions_of_the_studio_have_no_undeclared_names() -> None:
    """Lists and forms bring names into being that the export declares nowhere."""
    identity = identify(exported(app({"analyticsIdentify": {"identity": "item.id"}}))).identity

    assert isinstance(identity, Unknown)
    assert None is identity.origin
    assert isinstance(facts(exported(app()))[0], Environment)
    assert not isinstance(identity, Mapping)
