"""Findings as Markdown, which GitHub shows on the page of a workflow's run.

What comes from files is escaped to the last sign: it is neither markup nor a link there.
"""

from __future__ import annotations

import string

from heap_lint.engine import Report
from heap_lint.output import Places, sentence
from heap_lint.output.hidden import told
from heap_lint.output.notes import lines
from heap_lint.output.rooted import Locations
from heap_lint.output.shown import plain

_MOST = 500
"""Findings that are listed: GitHub takes a megabyte for a step."""
_LONGEST = 500
"""Characters of a message."""
_ENTITIES = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation if sign not in ",;"}


def render(report: Report) -> str:
    """Return a heading, a table with the most severe findings first, and what was not looked at."""
    places, locations = Places(report.sources), Locations()
    ordered = sorted(report.findings, key=lambda each: -each.severity)
    number = len(ordered)
    heading = f"### heap-lint: {number or 'no'} finding{'' if number == 1 else 's'}"
    rows = []
    for finding in ordered[:_MOST]:
        place = f"{locations.of(finding.span.path).path}:{places.start(finding.span).line}"
        rule, said = f"{finding.code} {finding.name}", sentence(finding)[:_LONGEST]
        cells = (finding.severity.name.lower(), rule, place, said)
        rows.append(f"| {' | '.join(map(_escaped, cells))} |")
    table = (
        ["", "| Severity | Rule | Place | Finding |", "|---|---|---|---|", *rows] if rows else []
    )
    more = ["", f"And {number - _MOST} more."] if number > _MOST else []
    others = [*told(report), *lines(report.left_out, verbose=False)]
    notes = ["", *(f"- {_escaped(each)}" for each in others)] if others else []
    return "\n".join([heading, *table, *more, *notes, "", ""])


def _escaped(text: str) -> str:
    return plain(text).translate(_ENTITIES)
