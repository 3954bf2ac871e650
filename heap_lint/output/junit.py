"""Findings as a JUnit report, which Jenkins, CircleCI and many others show as tests that fail."""

from __future__ import annotations

import re
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from heap_lint.engine import Report
from heap_lint.findings import Finding
from heap_lint.output import Places, sentence
from heap_lint.output.rooted import Locations
from heap_lint.output.shown import plain

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Return one suite a file with a test a finding, and one test that passes where nothing is found.

    What was asked for and could not be done is an error.
    """
    places, locations = Places(report.sources), Locations()
    failed = [each.message for each in report.left_out if each.asked_for]
    ordered = sorted(report.findings, key=lambda each: each.span.path)
    suites = []
    for path, of_file in groupby(ordered, key=lambda each: each.span.path):
        name = locations.of(path).path
        suites.append(_suite(name, [_case(each, places, name) for each in of_file]))
    if failed:
        errors = (f"<error message={_attribute(text)}/>" for text in failed)
        cases = [f'<testcase classname="heap-lint" name="run">{each}</testcase>' for each in errors]
        suites.append(_suite("heap-lint", cases, errors=len(cases)))
    if not suites:
        passed = '<testcase classname="heap-lint" name="nothing found"/>'
        suites.append(_suite("heap-lint", [passed], passed=1))
    numbers = f'tests="{len(ordered) + len(failed) or 1}" failures="{len(ordered)}"'
    head = f'<testsuites name="heap-lint" {numbers} errors="{len(failed)}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>", ""])


def _suite(name: str, cases: list[str], *, errors: int = 0, passed: int = 0) -> str:
    failures = len(cases) - errors - passed
    numbers = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="0"'
    head = f'  <testsuite name={_attribute(name)} {numbers} time="0">'
    return "\n".join([head, *(f"    {case}" for case in cases), "  </testsuite>"])


def _case(finding: Finding, places: Places, path: str) -> str:
    line, column = places.start(finding.span)
    rule = f"{finding.code} {finding.name}"
    place = f"{path}:{line}:{column}"
    attributes = (
        f"classname={_attribute(path)} name={_attribute(f'{rule} {line}:{column}')}"
        f' file={_attribute(path)} line="{line}" time="0"'
    )
    said = f'message={_attribute(finding.message)} type="{finding.severity.name.lower()}"'
    text = escape(_of_xml(f"{place}: {rule}: {sentence(finding)}"))
    return f"<testcase {attributes}><failure {said}>{text}</failure></testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_of_xml(text))


def _of_xml(text: str) -> str:
    """Return text without what XML cannot hold, or a terminal would act on."""
    return _NOT_XML.sub("\ufffd", plain(text))
