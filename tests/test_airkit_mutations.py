"""One change to a correct app gives exactly the finding that it should, in our format and exported."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import yaml
from exports import exported
from test_airkit_app import APP

from heap_lint import engine
from heap_lint.config import AirkitLogins, Settings
from heap_lint.findings import Finding
from heap_lint.selection import Layer
from heap_lint.source import Source

Json = dict[str, Any]
SECURE = {"disableTextCapture": True, "secureCookie": True}
LOGINS = AirkitLogins(
    (("check_code", "value"), ("sign_in", "error")), secure_values=frozenset({"secure"})
)
SETTINGS = Settings(airkit=LOGINS)
AROUND = "Web Link / Start -> sign_in / continue / click -> claims / "


def correct() -> Json:
    """Return the correct app with three profiles."""
    app: Json = yaml.safe_load(APP)
    app["profiles"]["QA"] = {"analytics": {"provider": "heap", "id": "1714017845"}}
    for profile in app["profiles"].values():
        profile["analytics"]["settings"] = SECURE
    return app


def click(app: Json) -> list[Json]:
    """Return the chain with the check."""
    actions: list[Json] = app["webFlows"]["main"]["pages"]["sign_in"]["controls"]["continue"][
        "events"
    ]["click"]
    return actions


def arms(app: Json) -> list[Json]:
    """Return the arms of the condition."""
    found: list[Json] = click(app)[1]["condition"]
    return found


def drop_the_condition(app: Json) -> None:
    """Let everybody go on, whatever the check said."""
    click(app)[1:] = arms(app)[0]["then"]


def swap_its_arms(app: Json) -> None:
    """Let on those who have failed."""
    one, other = arms(app)
    one["then"], other["else"] = other["else"], one["then"]


def add_an_entry_past_the_check(app: Json) -> None:
    """Let a link lead to the page behind it."""
    app["entries"].append(
        {"type": "webLink", "name": "Shared", "actions": [{"navigateToWebPage": "claims"}]}
    )


def set_the_guard_by_hand(app: Json) -> None:
    """Overwrite what the check said."""
    click(app).insert(1, {"setVariable": {"variable": "session.code_ok", "value": "TRUE"}})


def make_one_profile_public(app: Json) -> None:
    """Leave the login to the profiles, and forget one of them."""
    drop_the_condition(app)
    for name in ("Development", "Production"):
        app["profiles"][name]["appAuthenticationType"] = "secure"


def navigate_to_an_expression(app: Json) -> None:
    """Go wherever a variable says after a failure."""
    arms(app)[1]["else"].append({"navigateToWebPage": "session.next"})


def identify_in_auth_success(app: Json) -> None:
    """Name the user where authentication has succeeded, which is right."""
    app["sessionEvents"] = {"authSuccess": [{"analyticsIdentify": {"identity": "actor.id"}}]}


def end_the_journey_first(app: Json) -> None:
    """Go nowhere after all, which hurts nobody."""
    arms(app)[0]["then"].insert(0, {"endJourney": {}})
    add_an_entry_past_the_check(app)
    app["entries"][-1]["actions"].insert(0, {"endJourney": {}})


class Expected(NamedTuple):
    """A change, and the parts of the message of the one finding that it gives, none for no finding."""

    change: Callable[[Json], None]
    message: tuple[str, ...] = ()


MUTATIONS = [
    Expected(drop_the_condition, (AROUND, "profiles Development, Production, QA")),
    Expected(swap_its_arms, (AROUND,)),
    Expected(add_an_entry_past_the_check, ("Web Link / Shared -> claims / ",)),
    Expected(set_the_guard_by_hand, (AROUND,)),
    Expected(make_one_profile_public, (AROUND, "profile QA")),
    Expected(
        navigate_to_an_expression,
        ("Web Link / Start -> sign_in / continue / click -> (assumed) -> claims / ",),
    ),
    Expected(identify_in_auth_success),
    Expected(end_the_journey_first),
]


def found(app: Json, form: str) -> list[Finding]:
    """Return the findings in an app, in one of the forms in which it can be written."""
    app = copy.deepcopy(app)
    if form == "yaml":
        source = Source("app.airkit.yaml", yaml.safe_dump(app, sort_keys=False))
    elif form == "json":
        source = Source("app.airkit.json", json.dumps(app))
    else:
        source = Source("savepoint.json", json.dumps(exported(app, wrapped=form == "wrapped")))
    return engine.check_source(source, SETTINGS).findings


@pytest.mark.parametrize("form", ["yaml", "json", "export", "wrapped"])
def test_the_correct_app_has_no_findings(form: str) -> None:
    """Whatever it is written in."""
    assert [] == found(correct(), form)


@pytest.mark.parametrize("form", ["yaml", "json", "export", "wrapped"])
@pytest.mark.parametrize("expected", MUTATIONS, ids=lambda expected: expected.change.__name__)
def test_one_change_gives_one_finding(expected: Expected, form: str) -> None:
    """The one that is meant, with the way that leads there, and no other."""
    app = correct()
    expected.change(app)

    findings = found(app, form)

    assert ["HL401"] * bool(expected.message) == [finding.code for finding in findings]
    for finding in findings:
        assert [] == [part for part in expected.message if part not in finding.message]


def test_a_selected_rule_alone_says_the_same() -> None:
    """The finding does not depend on other rules."""
    app = correct()
    drop_the_condition(app)
    source = Source("app.airkit.yaml", yaml.safe_dump(app))

    only = engine.check_source(source, Settings(layers=(Layer(("HL401",)),), airkit=LOGINS))

    assert [f.message for f in found(app, "yaml")] == [f.message for f in only.findings]
