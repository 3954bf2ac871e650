"""Blocks of settings that stand in a file once, or whose keys do, and are used again and again."""

from __future__ import annotations

import work

from heap_lint import frontends
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
