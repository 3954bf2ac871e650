"""The Python front end: what a file says, and where, whatever the file is like."""

from __future__ import annotations

import pytest
from work import memory, within

from heap_lint.facts import Fact, IdentifyCall, Logout, NamesIdentity, TrackCall, Unreadable
from heap_lint.frontends import facts_in
from heap_lint.frontends.python import run
from heap_lint.frontends.python.declared import Declared
from heap_lint.source import Source
from heap_lint.values import Literal, Mapping, OneOf, Origin, Sequence, Text, Unknown, Value

HEADER = 'from heapapi import HeapAPIClient\nclient = HeapAPIClient("2304117765")\n'


def read(program: str) -> tuple[Source, list[Fact]]:
    """Return the facts of a program."""
    source = Source("app.py", program)
    return source, facts_in(source)


def identity(program: str) -> tuple[Source, Value | None]:
    """Return the identity that the only call of a program behind the header gives."""
    source, facts = read(HEADER + program)
    (call,) = (fact for fact in facts if isinstance(fact, NamesIdentity))
    return source, call.identity


def test_a_literal_has_its_value_place_and_source() -> None:
    """A constant is known as a value and as it is written."""
    source, value = identity('client.track("demo", "Opened")')
    assert isinstance(value, Literal)
    assert "demo" == value.value
    assert '"demo"' == value.source == source.slice(value.span)


def test_a_name_stands_where_it_is_given_and_its_constant_where_it_is_defined() -> None:
    """A finding points at the argument; the constant behind it is a second place."""
    source, value = identity('WHO = "demo"\nclient.track(WHO, "Opened")')
    assert isinstance(value, Literal)
    assert value.defined is not None
    assert ("WHO", '"demo"') == (source.slice(value.span), source.slice(value.defined))


def test_a_text_is_pieces_and_holes() -> None:
    """An f-string is known as far as it is constant."""
    source, value = identity('def f(user):\n    client.track(f"u-{user.pk}", "Opened")')
    assert isinstance(value, Text)
    piece, hole = value.parts
    assert "u-" == piece
    assert isinstance(hole, Unknown)
    assert "user.pk" == hole.expression == source.slice(hole.span)


def test_alternatives_are_each_known() -> None:
    """Both sides of `or` are values."""
    _, value = identity('def f(user):\n    client.track(user.pk or "guest", "Opened")')
    assert isinstance(value, OneOf)
    unknown, fallback = value.options
    assert isinstance(unknown, Unknown)
    assert isinstance(fallback, Literal)


@pytest.mark.parametrize(
    ("expression", "origin"),
    [
        ("request.user.pk", Origin.USER),
        ("request.session.session_key", Origin.ANONYMOUS),
        ("uuid.uuid4()", Origin.VOLATILE),
        ("os.environ['SERVICE']", Origin.DEPLOYMENT),
        ("os.environ['USER']", None),
        ("anything", Origin.PARAMETER),
        ("anything.pk", None),
    ],
)
def test_an_unknown_value_has_its_origin(expression: str, origin: Origin | None) -> None:
    """Where a value comes from is known by its access path."""
    program = f'import os, uuid\ndef f(request, anything):\n    client.track({expression}, "A")'
    _, value = identity(program)
    assert isinstance(value, Unknown)
    assert origin is value.origin


def test_a_dict_is_known_as_it_is_at_the_call() -> None:
    """What is added before the call counts, what is added behind it does not."""
    program = 'p = {"a": 1}\np["b"] = 2\nclient.track("demo", "A", p)\np["c"] = 3'
    (call,) = (f for f in read(HEADER + program)[1] if isinstance(f, TrackCall))
    assert isinstance(call.properties, Mapping)
    assert ["a", "b"] == [entry.name for entry in call.properties.entries]


def test_a_list_that_a_loop_fills_may_hold_more() -> None:
    """The items that are seen are known, and that there may be others."""
    program = "def f(users):\n    p = []\n    for u in users:\n        p.append(1)\n"
    program += '    client.track("demo", "A", {"p": p})'
    (call,) = (f for f in read(HEADER + program)[1] if isinstance(f, TrackCall))
    assert isinstance(call.properties, Mapping)
    held = call.properties.get("p")
    assert isinstance(held, Sequence)
    assert not held.complete
    assert held.items


@pytest.mark.parametrize("before", ["é = '世界🎉'; ", "'\\N{BULLET}'; ", "'\t'; ", "'\x0c'; "])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_places_are_characters_of_the_text(before: str, line_end: str) -> None:
    """Neither bytes nor line ends before a value move it."""
    program = f'# 世界{HEADER}{before}client.track("demo", "A")'.replace("\n", line_end)
    source, facts = read("# first\n".replace("\n", line_end) + program.replace("# 世界", "", 1))
    (call,) = (fact for fact in facts if isinstance(fact, TrackCall))
    assert call.identity is not None
    assert '"demo"' == source.slice(call.identity.span)


def test_scripts_in_strings_are_read_at_their_place() -> None:
    """A call in a script has its place in the Python file."""
    source, facts = read("é = \"<script>heap.identify('demo');</script>\"")
    (call,) = (fact for fact in facts if isinstance(fact, IdentifyCall))
    assert call.identity is not None
    assert "'demo'" == source.slice(call.identity.span)
    assert "heap.identify" == source.slice(call.span)


@pytest.mark.parametrize(
    ("program", "at"),
    [
        ("client.track(", "("),
        ("x = 1\n  y = 2", "  y"),
        ("x = 'a\n", "'a"),
        ("x = 1\0", "\0"),
        ("def f():\nreturn", "return"),
    ],
)
def test_text_that_is_not_python_is_one_fact_with_a_place(program: str, at: str) -> None:
    """An unreadable file is a finding near the fault, and nothing else is said of it."""
    source, (fact,) = read(HEADER + program)
    assert isinstance(fact, Unreadable)
    assert abs(fact.span.start - source.text.index(at, len(HEADER))) <= 3


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (
            "from django.contrib.auth import logout\ndef f(request):\n    logout(request)",
            "django.contrib.auth.logout",
        ),
        (
            "from flask_login import logout_user\ndef f():\n    logout_user()",
            "flask_login.logout_user",
        ),
        ("def f(request):\n    request.session.flush()", "request.session.flush"),
        (
            "from flask import session\ndef f():\n    session.pop('user_id', None)",
            "flask.session.pop",
        ),
        ("def f(request):\n    del request.session['user_id']", "session"),
        (
            "from django.contrib.auth.views import LogoutView\nx = [LogoutView.as_view()]",
            "django.contrib.auth.views.LogoutView",
        ),
    ],
)
def test_a_logout_is_a_fact_also_in_a_file_without_heap(program: str, name: str) -> None:
    """Where visitors are logged out is told, and by what."""
    source, facts = read(program)
    (fact,) = facts
    assert isinstance(fact, Logout)
    assert name == fact.name
    assert source.slice(fact.span) in program.splitlines()[-1]


@pytest.mark.parametrize(
    "call",
    ["db.session.flush()", "cache.clear()", "del request.session['cart']", "logouts(request)"],
)
def test_what_only_resembles_a_logout_is_none(call: str) -> None:
    """The session of a database, another key, another name: nobody is logged out."""
    _, facts = read(f"def f(request, db, cache):\n    {call}")
    assert [] == facts


def test_a_logout_that_the_user_declares_is_a_fact() -> None:
    """A function named in `logout-points` logs out wherever it is called."""
    program = "from shop.auth import leave\ndef f(request):\n    leave(request)"
    _, facts = run(Source("app.py", program), declared=Declared(logouts=("shop.auth.leave",)))
    assert ["shop.auth.leave"] == [fact.name for fact in facts if isinstance(fact, Logout)]


DOUBLED = {
    "text": ('x = "a"', "x = x + x"),
    "text with a hole": ("x = str(user)", "x = f'{x}-{x}'"),
    "text that is formatted": ('x = "{0}"', "x = x.format(x + x)"),
    "text that is joined": ('x = "a"', "x = x.join([x, x])"),
    "list": ("x = [1]", "x = x + x"),
    "list in place": ("x = [1]", "x += x"),
    "list that is spread": ("x = [1]", "x = [*x, *x]"),
    "list of lists": ("x = [1]", "x = [x, x]"),
    "dict of dicts": ("x = {}", "x = {'a': x, 'b': x}"),
    "number": ("x = 7", "x = x + x"),
    "choice": ("x = [1]", "x = [x, x] if user else {'a': x}"),
}


@pytest.mark.parametrize("name", DOUBLED)
def test_a_value_that_doubles_on_each_line_is_bounded(name: str) -> None:
    """A small program cannot make the linter build a giant."""
    first, again = DOUBLED[name]
    lines = [first, *[again] * 60, 'client.track(x, "A", {"x": x})']
    within(3_000_000, lambda: read(f"{HEADER}def f(user):\n    " + "\n    ".join(lines)))


def test_classes_that_share_their_bases_are_bounded() -> None:
    """Each class is asked once, on however many ways it is inherited."""
    classes = "class C0:\n    pass\nclass C1(C0):\n    pass\n"
    for number in range(2, 60):
        classes += f"class C{number}(C{number - 1}, C{number - 2}):\n    def f(self):\n"
        classes += '        client.track(self.who, "A")\n'
    within(3_000_000, lambda: read(HEADER + classes))


@pytest.mark.parametrize(
    "expression",
    [
        "f\"{'a':1000000000}\"",
        "f\"{7:{'1000000000'}}\"",
        "'a' * 1000000000",
        "0x" + "f" * 6000,
        "f'{0x" + "f" * 6000 + "}'",
        "-0x" + "f" * 6000,
        "0x" + "f" * 1000 + " + 1.0",
        "'%1000000000d' % 7",
        "'{:1000000000}'.format(7)",
        "'" + "a" * 100_000 + "'",
    ],
)
def test_a_value_that_is_too_large_is_not_built(expression: str) -> None:
    """Widths, repetitions and digits beyond all measure are unknown, and cost nothing."""
    read(HEADER)  # imports and tables, once
    assert 4_000_000 > memory(lambda: read(f'{HEADER}client.track({expression}, "A")'))


NESTED = {
    "parentheses": ("(" * 150, "x", ")" * 150),
    "lists": ("[" * 150, "x", "]" * 150),
    "calls": ("f(" * 90, "x", ")" * 90),
    "attributes": ("x", ".a" * 3000, ""),
    "sums": ("x", " + x" * 5000, ""),
    "choices": ("x", " or x" * 3000, ""),
    "conditions": ("x if x else " * 900, "x", ""),
    "negations": ("not " * 900, "x", ""),
    "lambdas": ("lambda: " * 90, "x", ""),
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting_is_read_or_called_unreadable(name: str) -> None:
    """However deep an expression is, there is an answer."""
    program = f'{HEADER}def f(x):\n    client.track({"".join(NESTED[name])}, "A")\n'
    _, facts = read(program)
    assert any(isinstance(fact, (TrackCall, Unreadable)) for fact in facts)
