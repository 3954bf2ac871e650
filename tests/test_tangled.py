"""Texts on which a parser does not get on: they are given up, and that is said."""

from __future__ import annotations

import json

import pytest
from conftest import Project

from heap_lint import engine
from heap_lint.analysis import limits
from heap_lint.config import Settings
from heap_lint.source import Source

AHEAD = "[/" * 3_000
"""A grammar of JavaScript looks from each of these for the end of an expression."""
FAULTY = ("!&&" * 20 + "\n") * 300
"""What is done about each fault leads to the next."""
TANGLED = {
    "looked ahead": ("a.js", "heap.identify('a');\n" + AHEAD),
    "faults that lead to others": ("a.js", "heap.identify('a');\n" + FAULTY),
    "TypeScript": ("a.ts", "heap.identify('a');\n" + AHEAD),
    "JSX": ("a.tsx", "heap.identify('a');\n" + AHEAD),
    "a page": ("a.html", f"<script>heap.identify('a');</script><script>{AHEAD}</script>"),
    "blanks where HCL has none": ("a.tf", 'heap_app_id = "1234"\nx ' + "\u2028" * 30_000),
    "spaces behind a fault in HCL": ("a.tf", 'heap_app_id = "1234"\nx ' + " " * 90_000),
    "a script in Python": ("a.py", f"X = '''<script>heap.identify(`a`);{AHEAD}</script>'''\n"),
}
SCRIPTS = {
    "a.tf": 'heap_app_id = "1234"\n',
    "a.sh": 'HEAP_APP_ID="1234"\n',
    "a.js": "heap.identify('a');\n",
}
TWINS = {
    "divisions": ("a.js", "heap.identify('a');\n" + "x = [1 / 2];\n" * 3_000),
    "few of them": (
        "a.js",
        "heap.identify('a');\n" + ("x = 1 + 2 * !y && z;\n" * 20 + "!&&\n") * 30,
    ),
    "comments": ("a.ts", "heap.identify('a');\n" + "/* a */ x = /a[/]/;\n" * 3_000),
    "types": ("a.tsx", "heap.identify('a');\n" + "const a: B<C<D>> = <T,>(x: T) => x;\n" * 1_000),
}


@pytest.mark.parametrize("name", TANGLED)
def test_what_its_parser_gets_lost_in_is_said_to_be_involved(name: str, project: Project) -> None:
    """The summary says so, JSON counts it, and the exit status stays as it is."""
    path, text = TANGLED[name]
    project.write({path: text})
    run = project.lint(path)
    assert 0 == run.status
    assert "1 file was too involved to be followed to its end" in run.err
    summary = json.loads(project.lint("--output-format", "json", path).out)["summary"]
    assert 1 == summary["incomplete_kinds"]["fuel"]


@pytest.mark.parametrize("name", TWINS)
def test_much_code_is_not_involved(name: str, project: Project) -> None:
    """A parser that gets on may go on."""
    path, text = TWINS[name]
    project.write({path: text})
    run = project.lint(path)
    assert "involved" not in run.err
    assert "HL201" in run.out


@pytest.mark.parametrize("path", SCRIPTS)
def test_no_parser_is_given_a_text_for_ever(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little it may ask for the text, what it gives up is said."""
    source = Source(path, SCRIPTS[path])
    assert 1 == len(engine.check_source(source, Settings()).findings)
    monkeypatch.setattr(limits, "READS_OF_ANY_TEXT", 1)
    report = engine.check_source(source, Settings())
    assert not report.findings
    assert ["fuel"] == [each.kind for each in report.incomplete]


def test_a_file_of_logouts_that_is_too_involved_is_said(project: Project) -> None:
    """Whether visitors are logged out may stand in it."""
    project.git("init", "-q")
    project.write({"a.js": "function f(user) { heap.identify(user.id); }\n"})
    project.write({"b.js": f"function logout() {{ clear(); }}\n{FAULTY}"})
    summary = json.loads(project.lint("--output-format", "json").out)["summary"]
    assert {"fuel": 1} == summary["incomplete_kinds"]
