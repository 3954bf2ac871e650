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
from heap_lint.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: Report) -> str:
    """Return the report as one run, ASCII only; its rules are those that were found."""
    places = Places(report.sources)
    codes = sorted({finding.code for finding in report.findings})
    driver = {"name": "heap-lint", "version": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(f, codes.index(f.code), places) for f in report.findings],
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


def _invocation(report: Report) -> dict[str, Any]:
    notifications = [_notification(each) for each in report.left_out]
    return {
        "executionSuccessful": not report.is_unfinished,
        "toolExecutionNotifications": notifications,
    }


def _notification(left_out: Incomplete) -> dict[str, Any]:
    """Return what was not looked at, or less deeply, as a word from the tool about its work."""
    described: dict[str, Any] = {
        "descriptor": {"id": left_out.kind},
        "level": "error" if left_out.asked_for else "note",
        "message": {"text": left_out.message},
    }
    if left_out.path is not None:
        place = {"artifactLocation": {"uri": _uri(left_out.path)}}
        described["locations"] = [{"physicalLocation": place}]
    return described


def _result(finding: Finding, rule_index: int, places: Places) -> dict[str, Any]:
    related = [
        {"id": number, "message": {"text": each.message}, **_location(each.span, places)}
        for number, each in enumerate(finding.related)
    ]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": sentence(finding)},
        "locations": [_location(finding.span, places)],
        **({"relatedLocations": related} if related else {}),
    }


def _location(span: Span, places: Places) -> dict[str, Any]:
    start, end = places.start(span), places.end(span)
    region = {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(span.path)}, "region": region}}


def _uri(path: str) -> str:
    encoded = quote(os.fsencode(path))
    return f"file://{encoded}" if os.path.isabs(path) else encoded
