"""Findings as SARIF 2.1.0, the format that code hosts and editors take from analysers."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import quote

from heap_lint import __version__, catalogue
from heap_lint.core.incomplete import Incomplete
from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.output import Places, sentence
from heap_lint.output.rooted import Locations
from heap_lint.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


_ROOT = "%SRCROOT%"
"""What readers of SARIF call the directory from which the paths of files are told."""


class _Artifacts:
    """How files are called: by a path from the root of the first one's repository, else in full."""

    def __init__(self) -> None:
        self._locations = Locations()
        self._root: str | None = None

    def location(self, path: str) -> dict[str, str]:
        """Return the name of a file, by where it is shown."""
        root, inside = self._locations.of(path)
        self._root = self._root or root
        if root is not None and root == self._root:
            return {"uri": quote(os.fsencode(inside)), "uriBaseId": _ROOT}
        return {"uri": _file_uri(os.path.join(root or "", inside))}

    def bases(self) -> dict[str, Any]:
        """Return what the names are relative to, once all files have one."""
        root = self._root
        return {_ROOT: {"uri": _file_uri(os.path.join(root, ""))}} if root is not None else {}


def render(report: Report) -> str:
    """Return the report as one run, ASCII only; its rules are those that were found."""
    places, artifacts = Places(report.sources), _Artifacts()
    codes = sorted({finding.code for finding in report.findings})
    driver = {"name": "heap-lint", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(f, codes.index(f.code), places, artifacts) for f in report.findings]
    invocation = _invocation(report, artifacts)
    bases = artifacts.bases()
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        **({"originalUriBaseIds": bases} if bases else {}),
        "invocations": [invocation],
        "results": results,
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = catalogue.rules()[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"precision": rule.confidence.name.lower()},
    }


def _invocation(report: Report, artifacts: _Artifacts) -> dict[str, Any]:
    notifications = [_notification(each, artifacts) for each in report.left_out]
    return {
        "executionSuccessful": not report.is_unfinished,
        "toolExecutionNotifications": notifications,
    }


def _notification(left_out: Incomplete, artifacts: _Artifacts) -> dict[str, Any]:
    """Return what was not looked at, or less deeply, as a word from the tool about its work."""
    described: dict[str, Any] = {
        "descriptor": {"id": left_out.kind},
        "level": "error" if left_out.asked_for else "note",
        "message": {"text": left_out.message},
    }
    if left_out.path is not None:
        place = {"artifactLocation": artifacts.location(left_out.path)}
        described["locations"] = [{"physicalLocation": place}]
    return described


def _result(
    finding: Finding, rule_index: int, places: Places, artifacts: _Artifacts
) -> dict[str, Any]:
    location = _location(finding.span, places, artifacts)
    related = [
        {"id": number, "message": {"text": each.message}, **_location(each.span, places, artifacts)}
        for number, each in enumerate(finding.related)
    ]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": sentence(finding)},
        "locations": [location],
        **({"relatedLocations": related} if related else {}),
    }


def _location(span: Span, places: Places, artifacts: _Artifacts) -> dict[str, Any]:
    start, end = places.start(span), places.end(span)
    region = {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
    artifact = artifacts.location(span.path)
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _file_uri(path: str) -> str:
    """Return an absolute path as a URI; a drive stands behind a third slash."""
    path = path.replace(os.sep, "/")
    return f"file://{'' if path.startswith('/') else '/'}{quote(os.fsencode(path), safe='/:')}"
