"""What kept a file from being read."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.checks import check
from heap_lint.facts import Unreadable
from heap_lint.findings import Hit


@check("HL901", reads=Unreadable)
def unreadable_file(file: Unreadable) -> Iterator[Hit]:
    yield Hit(file.span, f"this file {file.reason}", file.hint)
