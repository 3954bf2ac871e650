"""Laws that hold for every Python program: what may change a finding, and what may not.

Programs are built from parts: a way to give an identity, a call that sends it, and code around it.
"""

from __future__ import annotations

import ast
import asyncio.base_events
import contextlib
import dataclasses
import inspect
import textwrap
import typing
from collections import Counter
from functools import cache
from types import ModuleType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heap_lint import engine
from heap_lint.config import Settings
from heap_lint.findings import Confidence, Finding
from heap_lint.source import Source

SETTINGS = Settings(min_confidence=Confidence.LOW)
HEADER = """\
import requests
from heapapi import HeapAPIClient

URL = "https://heapanalytics.com/api/track"
client = HeapAPIClient("2304117765")
"""
CONSTANT, UNKNOWN = "'demo-user'", "user.pk"
IDENTITY_RULES = {"HL201", "HL202", "HL203", "HL205", "HL206", "HL208"}

EXPRESSIONS = (
    "@",
    "(@)",
    "str(@)",
    '("u-" + @)',
    '("u-%s" % @)',
    '("%s-%s" % ("u", @))',
    '"u-{}".format(@)',
    '"{who}".format(who=@)',
    '"-".join(["u", @])',
    "(@ or @)",
    "(None or @)",
    "(@ if flag else @)",
    "[@][0]",
    "{'who': @}['who']",
    "dict(who=@)['who']",
    "((lambda: None) and @)",
)
"""Ways to write what `@` stands for, constant if that is."""

SETUPS = (
    "$ = @",
    "$: str = @",
    "$ = other = @",
    "$, other = @, 1",
    "if flag:\n    $ = @\nelse:\n    $ = @",
    "try:\n    $ = @\nexcept ValueError:\n    raise",
    "with flag:\n    $ = @",
    "$ = None\n$ = @",
    "holder = {'who': @}\n$ = holder['who']",
    "holder = {}\nholder['who'] = @\n$ = holder.get('who')",
    "$ = [@]\n$ = $[-1]",
    "for $ in (@,):\n    pass\n$ = @",
)
"""Ways to give a name `$` the value `@`."""

CALLS = (
    'client.track(@, "Opened")',
    'client.track(event="Opened", identity=@)',
    'client.add_user_properties(@, {"plan": "basic"})',
    'client.bulk_track([{"identity": @, "event": "Opened"}])',
    'requests.post(URL, json={"app_id": app_id, "identity": @, "event": "Opened"})',
    "\n".join(
        (
            'body = dict(app_id=app_id, event="Opened")',
            'body["identity"] = @',
            "requests.post(URL, json=body)",
        )
    ),
    "\n".join(
        (
            'body = {"app_id": app_id, "event": "Opened"}',
            "body.update(identity=@)",
            "requests.post(URL, json=body)",
        )
    ),
)
"""Calls that send `@` as the identity."""

SURROUNDINGS = (
    "def opened(app_id, user, flag):\n{body}",
    "async def opened(app_id, user, flag):\n{body}",
    "class Page:\n    def opened(self, app_id, user, flag):\n{body2}",
    "def opened(app_id, user, flag):\n    for _ in flag:\n{body2}",
    "def opened(app_id, user, flag):\n    while flag:\n{body2}",
    "def opened(app_id, user, flag):\n    if flag:\n{body2}\n    else:\n        pass",
    "def opened(app_id, user, flag):\n    try:\n{body2}\n    finally:\n        pass",
    "def opened(app_id, user, flag):\n    with flag as opened_flag:\n{body2}",
    "def opened(app_id, user, flag):\n    def inner():\n{body2}\n    return inner",
    "def opened(app_id, user, flag):\n    match flag:\n        case _:\n{body3}",
)


def findings(program: str) -> tuple[Source, list[Finding]]:
    """Return what is found in a program."""
    source = Source("app.py", program)
    report = engine.check_source(source, SETTINGS)
    assert [] == report.problems
    return source, report.findings


def told(program: str) -> Counter[tuple[str, str]]:
    """Return the findings as (code, text they talk about), whatever their places."""
    source, found = findings(program)
    return Counter((each.code, source.slice(each.span)) for each in found)


def placed(body: str, surrounding: str) -> str:
    """Return a program with a body at the place that a surrounding has for it."""
    indented = {
        name: textwrap.indent(body, "    " * depth)
        for name, depth in (("body", 1), ("body2", 2), ("body3", 3))
    }
    return f"{HEADER}\n\n{surrounding.format(**indented)}\n"


@st.composite
def bodies(draw: st.DrawFn, name: str = "who") -> str:
    """Statements that send an identity; its place is `@`, which stands there at least once."""
    expression = "@"
    for wrapper in draw(st.lists(st.sampled_from(EXPRESSIONS), max_size=3)):
        expression = wrapper.replace("@", expression)
    if not draw(st.booleans()):
        return draw(st.sampled_from(CALLS)).replace("@", expression)
    setup = draw(st.sampled_from(SETUPS)).replace("$", name).replace("@", expression)
    return f"{setup}\n{draw(st.sampled_from(CALLS)).replace('@', name)}"


def filled(body: str, identity: str) -> str:
    """Return a body with an identity in its place."""
    return body.replace("@", identity)


programs = st.builds(placed, bodies(), st.sampled_from(SURROUNDINGS))
"""Programs with a place `@` for the identity."""


@given(programs)
def test_a_constant_made_unknown_is_no_longer_flagged(program: str) -> None:
    """An identity is a fault because it is constant, not because of the code around it."""
    assert any(code in IDENTITY_RULES for code, _ in told(filled(program, CONSTANT)))
    assert not told(filled(program, UNKNOWN))


@given(programs, st.data())
def test_blank_lines_and_comments_change_nothing(program: str, data: st.DataObject) -> None:
    """Only code counts: whatever stands in a comment, and wherever, the findings stay."""
    program = filled(program, CONSTANT)
    lines = program.splitlines()
    comment = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n\0"))
    for _ in range(data.draw(st.integers(1, 4))):
        more = "#" + data.draw(comment) if data.draw(st.booleans()) else ""
        assume("heap-lint" not in more and "noqa" not in more)
        lines.insert(data.draw(st.integers(0, len(lines))), more)
    assert told(program) == told("\n".join(lines))


@given(bodies("who"), st.sampled_from(SURROUNDINGS), st.sampled_from(["identität", "_", "heap"]))
def test_the_name_of_a_variable_does_not_matter(body: str, surrounding: str, name: str) -> None:
    """A value is followed, not the name that it has on the way."""
    program = placed(filled(body, CONSTANT), surrounding)
    renamed = {
        (code, name if text == "who" else text): count
        for (code, text), count in told(program).items()
    }
    changed = placed(_renamed(filled(body, CONSTANT), name), surrounding)
    assert renamed == dict(told(changed))


def _renamed(body: str, name: str) -> str:
    """Return statements with the variable `who` renamed, their layout as it was."""
    lines = body.splitlines()
    places = [n for n in ast.walk(ast.parse(body)) if isinstance(n, ast.Name) and n.id == "who"]
    for place in sorted(places, key=lambda n: -n.col_offset):
        line = lines[place.lineno - 1]
        lines[place.lineno - 1] = f"{line[: place.col_offset]}{name}{line[place.end_col_offset :]}"
    return "\n".join(lines)


@given(st.data())
def test_independent_statements_can_stand_in_any_order(data: st.DataObject) -> None:
    """The findings of statements that share nothing do not depend on their order."""
    groups = [
        filled(data.draw(bodies(f"who{n}")), data.draw(st.sampled_from([CONSTANT, UNKNOWN])))
        for n in range(data.draw(st.integers(2, 4)))
    ]
    surrounding = data.draw(st.sampled_from(SURROUNDINGS))
    shuffled = data.draw(st.permutations(groups))
    one, other = (placed("\n".join(each), surrounding) for each in (groups, shuffled))
    assert told(one) == told(other)


@given(programs)
def test_the_span_of_an_identity_is_an_expression(program: str) -> None:
    """A finding points at the whole of the value that it talks about, and at nothing else."""
    program = filled(program, CONSTANT)
    expressions = {
        ast.get_source_segment(program, node)
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.expr)
    }
    source, found = findings(program)
    for finding in found:
        if finding.code in IDENTITY_RULES:
            assert source.slice(finding.span).strip("()") in {
                str(e).strip("()") for e in expressions
            }


@given(programs, st.text(st.characters(exclude_categories=("Cs",))))
def test_text_before_a_finding_does_not_move_it(program: str, text: str) -> None:
    """A place is counted in characters, whatever stands before it on its line, in whatever bytes."""
    program = filled(program, CONSTANT)
    lines = program.splitlines()
    for number, line in enumerate(lines):
        code = line.lstrip()
        if code.startswith(("client.", "requests.")):
            lines[number] = f"{line[: -len(code)]}{text!r}; {code}"
    assert told(program) == told("\n".join(lines))


MODULES: tuple[ModuleType, ...] = (
    ast,
    asyncio.base_events,
    contextlib,
    dataclasses,
    inspect,
    textwrap,
    typing,
)


@cache
def functions(module: ModuleType) -> list[str]:
    """Return the functions and classes of a module as text, each on its own."""
    tree = ast.parse(inspect.getsource(module))
    return [
        ast.unparse(node)
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]


SPLICED = ('client.track("Opened")', "client.bulk_track()", "requests.post(json=URL)")


class Splice(ast.NodeTransformer):
    """Hands every n-th expression that a program loads to a call of Heap's."""

    def __init__(self, call: str, every: int) -> None:
        self._call = call
        self._every = every
        self._seen = 0

    def visit(self, node: ast.AST) -> ast.AST:
        """Replace an expression by a call that gets it; 3.10 cannot write an f-string of calls."""
        if isinstance(node, ast.JoinedStr):
            return node
        self.generic_visit(node)
        if not isinstance(
            node, (ast.Name, ast.Call, ast.Constant, ast.BinOp, ast.Attribute, ast.Dict)
        ):
            return node
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return node
        self._seen += 1
        if self._seen % self._every:
            return node
        call = ast.parse(self._call, mode="eval").body
        assert isinstance(call, ast.Call)
        call.args.insert(0, node)
        return call


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
@settings(deadline=None)
@given(data=st.data())
def test_real_code_with_calls_anywhere_is_read(module: ModuleType, data: st.DataObject) -> None:
    """Whatever Python accepts is read without a fault of ours, wherever Heap is called in it."""
    code = data.draw(st.sampled_from(functions(module)))
    tree = Splice(data.draw(st.sampled_from(SPLICED)), data.draw(st.integers(1, 40))).visit(
        ast.parse(code)
    )
    try:
        program = f"{HEADER}\n{ast.unparse(ast.fix_missing_locations(tree))}\n"
        ast.parse(program)
    except (SyntaxError, ValueError):
        assume(False)
    findings(program)


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "client",
                    ".track",
                    "(",
                    ")",
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    ":",
                    "=",
                    ":=",
                    "\n",
                    "\n    ",
                ),
                *(
                    "'demo'",
                    'f"{',
                    '}"',
                    "if",
                    "else",
                    "for",
                    "in",
                    "lambda",
                    "x",
                    "or",
                    "not",
                    "is",
                ),
                *(
                    "def f",
                    "class C",
                    "return",
                    "try",
                    "except",
                    "with",
                    "as",
                    "*",
                    "**",
                    "None",
                    "1",
                ),
                *(
                    "match",
                    "case",
                    "global",
                    "del",
                    "await",
                    "async",
                    "yield",
                    "import",
                    "from",
                    "%",
                ),
            ]
        ),
        max_size=14,
    )
)
def test_any_text_is_read_or_called_unreadable(tokens: list[str]) -> None:
    """Text that is not Python is a finding (HL901), never a fault of ours."""
    program = HEADER + " ".join(tokens) + "\nclient.track('demo-user', 'Opened')\n"
    codes = {code for code, _ in told(program)}
    assert parses(program) is ("HL901" not in codes)


def parses(program: str) -> bool:
    """Whether Python accepts a program."""
    try:
        ast.parse(program)
    except SyntaxError:
        return False
    return True
