"""What a user declares of functions that cannot be read."""

from __future__ import annotations

import pytest
from conftest import Project

CONFIG = """
login-points = ["accounts.enter"]
logout-points = ["accounts.leave"]

[wrappers."vendor.tracking.send"]
user = "identity"
name = "event"
extra = "ignored"
"""


def codes(project: Project, text: str) -> list[tuple[int, str]]:
    """Return (line, code) of what is found in a file with that text."""
    project.write({"heap-lint.toml": CONFIG, "views.py": text})
    return sorted((f["start"]["line"], f["code"]) for f in project.lint_json().findings())


def test_a_declared_wrapper_is_followed(project: Project) -> None:
    """The arguments of a declared wrapper are judged as those of Heap's own call."""
    text = """\
from vendor.tracking import send

send("demo-user", "", None)
send(name="Opened", user=current.id or "guest")
"""
    assert [(3, "HL201"), (3, "HL302"), (4, "HL203")] == codes(project, text)


def test_other_functions_of_that_name_are_not_meant(project: Project) -> None:
    """A wrapper is declared by its dotted name, not by its last part."""
    text = "from vendor.mail import send\n\n# vendor.tracking\nsend('demo-user', '')\n"
    assert [] == codes(project, text)


def test_a_declared_wrapper_may_have_more_arguments(project: Project) -> None:
    """What is not seen of a declared wrapper's call is not missing."""
    text = "from vendor.tracking import send\n\nsend(current.id)\nsend(**fields)\n"
    assert [] == codes(project, text)


@pytest.mark.parametrize("call", ["enter(request)", "accounts.enter(request)"])
def test_a_login_point_is_a_login(project: Project, call: str) -> None:
    """An identity given before a declared login is given too early, one behind it is not."""
    text = f"""\
import accounts
from accounts import enter
from vendor.tracking import send


def sign_in(request, user):
    send(user.pk, "Signing In")
    {call}
    send(user.pk, "Signed In")
"""
    assert [(7, "HL401")] == codes(project, text)


def test_a_logout_point_is_a_logout(project: Project) -> None:
    """Behind a declared logout nobody is logged in."""
    text = """\
from accounts import leave
from vendor.tracking import send


def sign_out(request):
    leave(request)
    send(request.user.pk, "Signed Out")
"""
    assert [(7, "HL401")] == codes(project, text)
