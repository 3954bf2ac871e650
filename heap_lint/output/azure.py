"""Findings as logging commands of Azure Pipelines, which shows them beside a build."""

from __future__ import annotations

from heap_lint.engine import Report
from heap_lint.findings import Finding, Severity
from heap_lint.output import Places, sentence
from heap_lint.output.rooted import Locations
from heap_lint.output.shown import plain

_TYPES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "warning"}


def render(report: Report) -> str:
    """Return one command a line; Azure knows errors and warnings only."""
    places, locations = Places(report.sources), Locations()
    commands = [_command(finding, places, locations) for finding in report.findings]
    commands += [
        f"##vso[task.logissue type=error]{_data(each.message)}"
        for each in report.left_out
        if each.asked_for
    ]
    return "".join(f"{command}\n" for command in commands)


def _command(finding: Finding, places: Places, locations: Locations) -> str:
    start = places.start(finding.span)
    properties = {
        "type": _TYPES[finding.severity],
        "sourcepath": locations.of(finding.span.path).path,
        "linenumber": str(start.line),
        "columnnumber": str(start.column),
        "code": finding.code,
    }
    listed = ";".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"##vso[task.logissue {listed}]{_data(f'{finding.name}: {sentence(finding)}')}"


def _data(text: str) -> str:
    """Return text in which nothing ends the command, or acts on a terminal that shows the log."""
    parts = text.replace("%", "%AZP25").split("\n")
    return "%0A".join("%0D".join(map(plain, part.split("\r"))) for part in parts)


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
