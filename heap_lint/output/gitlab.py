"""Findings as GitLab's code quality reports, which it shows in merge requests."""

from __future__ import annotations

import json
from typing import Any

from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.output import Places, sentence
from heap_lint.output.fingerprints import fingerprints
from heap_lint.output.rooted import Locations

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "minor"}


def render(report: Report) -> str:
    """Return the list that GitLab reads, ASCII only; paths are from the root of the repository."""
    places, locations = Places(report.sources), Locations()
    found = [
        _issue(finding, fingerprint, places, locations)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    return json.dumps(found, indent=2) + "\n"


def _issue(
    finding: Finding, fingerprint: str, places: Places, locations: Locations
) -> dict[str, Any]:
    start, end = places.start(finding.span), places.end(finding.span)
    return {
        "description": f"{finding.code} {finding.name}: {sentence(finding)}",
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": locations.of(finding.span.path).path,
            "positions": {"begin": start._asdict(), "end": end._asdict()},
        },
    }
