"""What a user declares of functions that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
import work
from conftest import HARDCODED, Project
from hypothesis import given
from hypothesis import strategies as st

from heap_lint import cli
from heap_lint.frontends.dataflow.dotted import DottedNames

FOLDERS = 40

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


def found_in_scripts(project: Project, files: dict[str, str]) -> list[tuple[str, int, str]]:
    """Return (path, line, code) of what is found in those scripts."""
    project.write({"heap-lint.toml": CONFIG, **files})
    found = project.lint_json().findings()
    return sorted((each["path"], each["start"]["line"], each["code"]) for each in found)


def test_a_declared_wrapper_is_followed_in_scripts(project: Project) -> None:
    """The arguments of a declared wrapper are judged in whatever way a script comes by it."""
    files = {
        "web/app.ts": """\
import { send } from "@/vendor/tracking";
import * as tracking from "../vendor/tracking";
import { send as theirs } from "vendor/mail";

send("demo-user", "", null);
tracking.send(user.id, "");
tracking.send(user.id || "guest", "Opened");
theirs("demo-user", "");
""",
        "web/page.js": """\
export function Page(user) {
  vendor.tracking.send("demo-user", "Opened");
  tracking.send("demo-user", "Opened");
}
""",
    }
    expected = [
        ("web/app.ts", 5, "HL201"),
        ("web/app.ts", 5, "HL302"),
        ("web/app.ts", 6, "HL302"),
        ("web/app.ts", 7, "HL203"),
        ("web/page.js", 2, "HL201"),
    ]
    assert expected == found_in_scripts(project, files)


def test_a_wrapper_of_a_declared_wrapper_is_one_too(project: Project) -> None:
    """What a script hands to a declared wrapper is the fault of who gave it."""
    files = {
        "src/track.ts": 'import { send } from "vendor/tracking";\n'
        "export const opened = (id) => send(id, 'Opened');\n",
        "src/app.ts": 'import { opened } from "./track";\nopened("guest");\nopened(user.id);\n',
    }
    assert [("src/app.ts", 2, "HL202")] == found_in_scripts(project, files)


def test_login_and_logout_points_count_in_scripts(project: Project) -> None:
    """An identity that a script gives before a declared login, or behind a logout, is flagged."""
    text = """\
import { enter, leave } from "./accounts";

export async function submit(form) {
  heap.identify(user.id);
  await enter(form);
  heap.identify(user.id);
}
export function out() {
  leave();
  heap.identify(user.id);
}
"""
    assert [("app.js", 4, "HL401"), ("app.js", 10, "HL401")] == found_in_scripts(
        project, {"app.js": text}
    )


@pytest.mark.parametrize("config", ["", "login-points = ['x.enter', 'y.enter']\n"])
def test_a_file_costs_the_same_however_many_configs_there_are(
    config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each folder has its own; only what some of them declare is looked for."""

    def work_for(folders: int) -> int:
        root = tmp_path / str(folders)
        for number in range(folders):
            (root / f"d{number}").mkdir(parents=True)
            (root / f"d{number}/heap-lint.toml").write_text(config + "select = ['HL2']\n")
            (root / f"d{number}/a.py").write_text("from heapapi import HeapAPIClient\n")
        monkeypatch.chdir(root)
        return work.lines(lambda: cli.main(["--no-cache", "."]))

    work_for(1)  # what is only imported once
    few = work_for(FOLDERS)
    assert work_for(2 * FOLDERS) <= 2.3 * few


@given(st.lists(st.text("ab.", max_size=5)), st.text("ab.()", max_size=8))
def test_a_path_fits_the_names_with_which_it_ends(names: list[str], path: str) -> None:
    """The first parts may be missing; names come as they are declared, each once."""
    fitting = [name for name in dict.fromkeys(names) if f".{path}".endswith(f".{name}")]
    assert fitting == DottedNames(names).fitting(path)


@pytest.mark.parametrize(
    ("name", "head", "call"),
    [
        ("a.py", f"{HARDCODED}\nfrom m import *\n", "f{}(x)\n"),
        ("a.js", "import * as m from './m';\nheap.identify(u);\n", "m.f{}(x);\n"),
    ],
)
def test_many_names_cost_no_more_for_each_call(
    project: Project, name: str, head: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 400 names and 400 calls twice as many cost twice as much."""
    monkeypatch.chdir(project.root)

    def cost(size: int) -> int:
        names = ", ".join(f'"m.f{number}"' for number in range(size))
        calls = "".join(call.format(number) for number in range(size))
        project.write({"heap-lint.toml": f"login-points = [{names}]\n", name: head + calls})
        return work.calls(lambda: cli.main(["--no-cache", name]))

    cost(10)
    assert cost(800) < 2.6 * cost(400)
