"""Findings as JSON: version 1 of a contract that programs rely on."""

from __future__ import annotations

import json
from typing import Any

from heap_lint import catalogue
from heap_lint.engine import Report
from heap_lint.findings import Finding
from heap_lint.fixes.edits import CannotFixError
from heap_lint.fixes.making import Maker
from heap_lint.output import Places, links
from heap_lint.output.fingerprints import fingerprints
from heap_lint.output.hidden import by_severity, oldest
from heap_lint.output.notes import counts
from heap_lint.source import Span


def render(report: Report) -> str:
    """Return the report as one JSON document, ASCII only."""
    places = Places(report.sources)
    maker = Maker(report.sources)
    document = {
        "version": 1,
        "findings": [
            _finding(finding, fingerprint, places, maker)
            for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
        ],
        "summary": {
            "files": report.files,
            "read": report.read,
            "findings": len(report.findings),
            "hidden": {
                "findings": len(report.accepted),
                **by_severity(report),
                "oldest": oldest(report),
            },
            "problems": [each.message for each in report.left_out if each.asked_for],
            "incomplete_kinds": counts(report.left_out),
            "incomplete": [each.described() for each in report.left_out],
        },
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(finding: Finding, fingerprint: str, places: Places, maker: Maker) -> dict[str, Any]:
    url = links.page(catalogue.rules()[finding.code])
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.name.lower(),
        "confidence": finding.confidence.name.lower(),
        "message": finding.message,
        "hint": finding.hint,
        **({"url": url} if url else {}),
        "fingerprint": fingerprint,
        **_place(finding.span, places),
        "related": [
            {**_place(related.span, places), "message": related.message}
            for related in finding.related
        ],
        "fix": _fix(finding, places, maker),
    }


def _fix(finding: Finding, places: Places, maker: Maker) -> dict[str, Any] | None:
    """Return how a finding would be mended, None where it would not."""
    if finding.fix is None:
        return None
    try:
        fix = maker.fix(finding.fix)
    except CannotFixError:
        return None
    edits = [{**_place(edit.span, places), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safety": fix.safety.value, "edits": edits}


def _place(span: Span, places: Places) -> dict[str, Any]:
    return {
        "path": span.path,
        "start": places.start(span)._asdict(),
        "end": places.end(span)._asdict(),
    }
