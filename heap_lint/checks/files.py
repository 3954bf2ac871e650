"""What kept a file from being read."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.checks import check
from heap_lint.core.changes import Proposal, Rewrite
from heap_lint.facts import Unreadable
from heap_lint.findings import Hit
from heap_lint.heap.quotes import quote
from heap_lint.heap.secrets import of_others


@check("HL901", reads=Unreadable)
def unreadable_file(file: Unreadable) -> Iterator[Hit]:
    reason = of_others(file.reason, lambda quoted: quote(quoted, file.span))
    repairs = [Rewrite(*each) for each in file.repairs]
    fix = Proposal.safe(file.hint, *repairs) if repairs else None
    yield Hit(file.span, f"this file {reason}", file.hint, broken=not file.in_value, fix=fix)
