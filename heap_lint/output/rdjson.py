"""Findings as reviewdog's diagnostics, with fixes as suggestions that a reviewer can take over."""

from __future__ import annotations

import json
from typing import Any

from heap_lint import catalogue
from heap_lint.core.incomplete import Incomplete
from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.fixes.edits import CannotFixError
from heap_lint.fixes.making import Maker
from heap_lint.lines import Position
from heap_lint.output import Places, links, sentence
from heap_lint.output.rooted import Locations
from heap_lint.source import Span

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_FAR = 1_000
"""Columns up to which bytes are counted, of which there may be many findings to a line."""


def render(report: Report) -> str:
    """Return one document, ASCII only; columns count bytes of UTF-8, as reviewdog has them."""
    writer = _Writer(report)
    document = {
        "source": {"name": "heap-lint"},
        "diagnostics": [
            *map(writer.diagnostic, report.findings),
            *(_failure(each) for each in report.left_out if each.asked_for),
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _failure(left_out: Incomplete) -> dict[str, Any]:
    path = {"location": {"path": left_out.path}} if left_out.path else {}
    return {"message": left_out.message, **path, "severity": "ERROR"}


class _Writer:
    def __init__(self, report: Report) -> None:
        self._places, self._locations = Places(report.sources), Locations()
        self._maker = Maker(report.sources)

    def diagnostic(self, finding: Finding) -> dict[str, Any]:
        """Return a finding with what would mend it."""
        address = links.page(catalogue.rules()[finding.code])
        suggestions = self._suggestions(finding)
        related = [
            {"message": each.message, "location": self._location(each.span)}
            for each in finding.related
        ]
        return {
            "message": f"{finding.name}: {sentence(finding)}",
            "location": self._location(finding.span),
            "severity": _SEVERITIES[finding.severity],
            "code": {"value": finding.code, **({"url": address} if address else {})},
            **({"suggestions": suggestions} if suggestions else {}),
            **({"related_locations": related} if related else {}),
        }

    def _suggestions(self, finding: Finding) -> list[dict[str, Any]]:
        """Return what would mend a finding, if it is one edit of its own file: all or nothing."""
        try:
            fix = None if finding.fix is None else self._maker.fix(finding.fix)
        except CannotFixError:
            return []
        if fix is None or len(fix.edits) != 1 or fix.paths != {finding.span.path}:
            return []
        (edit,) = fix.edits
        place = self._range(edit.span)
        known = all("column" in each for each in place.values())
        return [{"range": place, "text": edit.text}] if known else []

    def _location(self, span: Span) -> dict[str, Any]:
        return {"path": self._locations.of(span.path).path, "range": self._range(span)}

    def _range(self, span: Span) -> dict[str, Any]:
        return {
            "start": self._position(span.path, self._places.start(span)),
            "end": self._position(span.path, self._places.end(span)),
        }

    def _position(self, path: str, position: Position) -> dict[str, int]:
        """Return a place; far behind in a line, that line alone."""
        index = self._places.lines(path)
        if index is None or position.column == 1:
            return position._asdict()
        if position.column > _FAR:
            return {"line": position.line}
        start = index.start(position.line)
        before = index.part(start, start + position.column - 1)
        column = len(before.encode("utf-8", "surrogatepass")) + 1
        return {"line": position.line, "column": column}
