"""Settings in Python code: `HEAP_APP_ID = "..."` in a module, a class or a config object."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.facts import Fact
from heap_lint.values import Value


def setting_facts(name: str, value: Value, *, path: str, section: str) -> Iterator[Fact]:
    """Yield what assigning `name` says; `section` is the class around it, empty for none."""
    yield from ()
