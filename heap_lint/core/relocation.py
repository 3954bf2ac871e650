"""What a run has to say with other paths: files are known by one path, and shown by another."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from heap_lint.core.changes import Proposal
from heap_lint.core.incomplete import Incomplete
from heap_lint.findings import Finding
from heap_lint.source import Source, Span

Paths = Callable[[str], str]
_LIMIT = "limit: "


def finding(found: Finding, shown: Paths) -> Finding:
    """Return a finding with its places in files that are called otherwise."""
    related = tuple(replace(each, span=_span(each.span, shown)) for each in found.related)
    fix = None if found.fix is None else _proposal(found.fix, shown)
    return replace(found, span=_span(found.span, shown), related=related, fix=fix)


def _proposal(fix: Proposal, shown: Paths) -> Proposal:
    changes = tuple(replace(each, span=_span(each.span, shown)) for each in fix.changes)
    return replace(fix, changes=changes)


def sources(known: dict[str, Source], shown: Paths) -> dict[str, Source]:
    """Return texts by the paths that are shown, which they then have."""
    return {shown(path): Source(shown(path), source.text) for path, source in known.items()}


def message(text: str, known: Callable[[str], bool], shown: Paths) -> str:
    """Return a message with the path that it begins with, where that is one of a known file."""
    path, colon, rest = text.partition(": ")
    return f"{shown(path)}{colon}{rest}" if colon and known(path) else text


def incomplete(left_out: Incomplete, known: Callable[[str], bool], shown: Paths) -> Incomplete:
    """Return what was left out of a file, by the path that is shown."""
    start = _LIMIT if left_out.message.startswith(_LIMIT) else ""
    own = left_out.path
    rest = left_out.message[len(start) :]
    said = message(rest, lambda path: path == own or known(path), shown)
    return left_out._replace(message=start + said, path=None if own is None else shown(own))


def _span(span: Span, shown: Paths) -> Span:
    return Span(shown(span.path), span.start, span.end)
