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
from heap_lint.fixes.edits import CannotFixError, Fix
from heap_lint.fixes.making import Maker
from heap_lint.output import Places, links, sentence, topics
from heap_lint.output.fingerprints import fingerprints
from heap_lint.output.rooted import Locations
from heap_lint.source import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}
"""What GitHub calls the levels."""
_FINGERPRINT = "heapLint/v1"

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
    artifacts = _Artifacts()
    codes = sorted({finding.code for finding in report.findings})
    writer = _Writer(report, artifacts, codes)
    results = list(map(writer.result, report.findings, fingerprints(report)))
    invocation = _invocation(report, artifacts)
    bases = artifacts.bases()
    run = {
        "tool": {"driver": _driver(codes)},
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


def _driver(codes: list[str]) -> dict[str, Any]:
    address = links.project()
    return {
        "name": "heap-lint",
        "version": __version__,
        "semanticVersion": __version__,
        **({"informationUri": address} if address else {}),
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> dict[str, Any]:
    """Return what is told of a rule; its page stands there once, as Markdown."""
    rule = catalogue.rules()[code]
    address = links.page(rule)
    severity = topics.security_severity(rule)
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _first_paragraph(rule.page) or rule.summary},
        "help": {"text": f"heap-lint explain {code}", "markdown": rule.page},
        **({"helpUri": address} if address else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": topics.tags(rule),
            "precision": rule.confidence.name.lower(),
            "problem.severity": _PROBLEMS[rule.severity],
            **({"security-severity": severity} if severity else {}),
        },
    }


def _first_paragraph(page: str) -> str:
    """Return what a page says first below its heading, as one line."""
    parts = (part.strip() for part in page.split("\n\n"))
    return next((" ".join(part.split()) for part in parts if part and part[0] not in "#`|"), "")


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


class _Writer:
    """Writes the results of a run."""

    def __init__(self, report: Report, artifacts: _Artifacts, codes: list[str]) -> None:
        self._places, self._artifacts = Places(report.sources), artifacts
        self._maker = Maker(report.sources)
        self._numbers = {code: number for number, code in enumerate(codes)}

    def result(self, finding: Finding, fingerprint: str) -> dict[str, Any]:
        """Return a finding; places that explain it are links in its words too, which GitHub shows."""
        location = _location(finding.span, self._places, self._artifacts)
        related = [
            {
                "message": {"text": each.message},
                **_location(each.span, self._places, self._artifacts),
            }
            for each in finding.related
        ]
        numbered = [{"id": number, **each} for number, each in enumerate(related)]
        told = {"message": {"text": finding.message}, **location}
        flow = {"threadFlows": [{"locations": [{"location": each} for each in (*related, told)]}]}
        fixes = self._fixes(finding)
        return {
            "ruleId": finding.code,
            "ruleIndex": self._numbers[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": _with_links(finding)},
            "locations": [location],
            "partialFingerprints": {_FINGERPRINT: fingerprint},
            **({"relatedLocations": numbered, "codeFlows": [flow]} if related else {}),
            **({"fixes": fixes} if fixes else {}),
        }

    def _fixes(self, finding: Finding) -> list[dict[str, Any]]:
        if finding.fix is None:
            return []
        try:
            fix = self._maker.fix(finding.fix)
        except CannotFixError:
            return []
        changes = [self._change(path, fix) for path in sorted(fix.paths)]
        return [{"description": {"text": fix.title}, "artifactChanges": changes}]

    def _change(self, path: str, fix: Fix) -> dict[str, Any]:
        edits = [edit for edit in fix.edits if edit.span.path == path]
        return {
            "artifactLocation": self._artifacts.location(path),
            "replacements": [
                {
                    "deletedRegion": _region(edit.span, self._places),
                    "insertedContent": {"text": edit.text},
                }
                for edit in edits
            ],
        }


def _with_links(finding: Finding) -> str:
    """Return a finding's words; what a file says in them is never a link."""
    said = _without_links(sentence(finding))
    see = (
        f"[{_without_links(each.message, always=True) or 'this place'}]({number})"
        for number, each in enumerate(finding.related)
    )
    return f"{said} (see {', '.join(see)})" if finding.related else said


def _without_links(text: str, *, always: bool = False) -> str:
    if not always and "](" not in text:
        return text
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(span: Span, places: Places, artifacts: _Artifacts) -> dict[str, Any]:
    artifact = artifacts.location(span.path)
    return {"physicalLocation": {"artifactLocation": artifact, "region": _region(span, places)}}


def _region(span: Span, places: Places) -> dict[str, int]:
    start, end = places.start(span), places.end(span)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _file_uri(path: str) -> str:
    """Return an absolute path as a URI; a drive stands behind a third slash."""
    path = path.replace(os.sep, "/")
    return f"file://{'' if path.startswith('/') else '/'}{quote(os.fsencode(path), safe='/:')}"
