"""Blocks of settings that stand in a file once, or whose keys do, and are used again and again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import work

from heap_lint import frontends
from heap_lint.facts import Environment, LoadCall
from heap_lint.source import Source


def cost(name: str, text: str) -> int:
    """Return how many functions reading a text calls."""
    source = Source(name, text)
    return work.calls(lambda: frontends.facts_in(source))


def repeated(n: int) -> str:
    """Return a block with the same key again and again."""
    return "heap:\n" + "  appId: '2304117765'\n" * n


def test_a_key_that_is_written_again_costs_what_one_does() -> None:
    """Whether a block counts in development is asked once, not for each id in it."""
    frontends.facts_in(Source("a.yaml", repeated(2)))
    assert cost("a.yaml", repeated(1_200)) < 5 * cost("a.yaml", repeated(300))


def shared(n: int) -> str:
    """Return a block, some of its keys Heap's, that each of many keys shares."""
    block = "".join(f"  disableTextCapture{i}: 'x'\n" for i in range(n))
    uses = "".join(f"x{i}: {{heap: *a}}\n" for i in range(n))
    return f"a: &a\n  appId: '2304117765'\n  disableTextCapture: false\n{block}{uses}"


def of_many_options(n: int) -> str:
    """Return a block whose option is written again and again, that each of many keys shares."""
    block = "  disableTextCapture: false\n" * n
    uses = "".join(f"x{i}: {{heap: *a}}\n" for i in range(n))
    return f"a: &a\n  appId: '2304117765'\n{block}{uses}"


def of_variables(n: int) -> str:
    """Return ids of environments that each of many variables shares."""
    ids = "  production: '2304117765'\n" * n
    uses = "".join(f"A{i}_HEAP_APP_ID: *a\n" for i in range(n))
    return f"a: &a\n{ids}{uses}"


@pytest.mark.parametrize("make", [shared, of_many_options, of_variables])
def test_a_block_that_is_shared_is_understood_once(make: Callable[[int], str]) -> None:
    """Whatever the number of aliases and of keys in it."""
    frontends.facts_in(Source("a.yaml", make(2)))
    assert cost("a.yaml", make(1_200)) < 6 * cost("a.yaml", make(300))


def test_a_shared_block_is_said_under_each_key() -> None:
    """The ids of each environment that is above it, the load at each key."""
    text = (
        "base: &a {appId: '2304117765', disableTextCapture: false}\n"
        "production: {heap: *a}\nstaging: {heap: *a}\nother: {heap: *a}\nmore: {heap: *a}\n"
    )
    source = Source("a.yaml", text)
    facts = frontends.facts_in(source)
    assert 4 == len({fact.span for fact in facts if isinstance(fact, LoadCall)})
    assert {"production", "staging", ""} == {
        fact.name for fact in facts if isinstance(fact, Environment)
    }
