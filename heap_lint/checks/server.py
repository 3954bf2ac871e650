"""Heap's server-side interfaces, living and dead."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.checks import check
from heap_lint.facts import DeadApi
from heap_lint.findings import Hit


@check("HL313", reads=DeadApi)
def dead_api(use: DeadApi) -> Iterator[Hit]:
    yield Hit(use.span, f"`{use.name}` no longer works: {use.why}", use.instead)
