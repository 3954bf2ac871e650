"""Findings as GitHub workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.output import Places, sentence
from heap_lint.output.notes import lines
from heap_lint.output.rooted import Locations
from heap_lint.output.shown import plain

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """Return one command a line: findings, then what was not looked at or less deeply.

    Paths are as GitHub has them: from the root of the repository. The most severe come first: of a step
    it shows ten of each kind beside the code, and the rest in the log.
    """
    places, locations = Places(report.sources), Locations()
    ordered = sorted(report.findings, key=lambda each: -each.severity)
    commands = [_command(finding, places, locations) for finding in ordered]
    failed = [each.message for each in report.left_out if each.asked_for]
    left_out = [each for each in report.left_out if not each.asked_for]
    commands += [f"::warning title=heap-lint::{_data(text)}" for text in failed]
    commands += [
        f"::notice title=heap-lint::{_data(text)}" for text in lines(left_out, verbose=False)
    ]
    return "".join(f"{command}\n" for command in commands)


def _command(finding: Finding, places: Places, locations: Locations) -> str:
    start, end = places.start(finding.span), places.end(finding.span)
    properties = {
        "file": locations.of(finding.span.path).path,
        "line": start.line,
        "col": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "title": f"{finding.code} {finding.name}",
    }
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(sentence(finding))}"


def _data(text: str) -> str:
    """Return text in which nothing ends the command, or acts on a terminal that shows the log."""
    parts = text.replace("%", "%25").split("\n")
    return "%0A".join("%0D".join(map(plain, part.split("\r"))) for part in parts)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
