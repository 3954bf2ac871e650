"""From files to findings: read, ask the front ends, run the checks, leave out what was accepted.

The facts of all files are collected first, since some checks link files. What breaks in one front
end or check costs only its own findings and is named in the report.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from heap_lint import catalogue, checks, frontends, prefilter, reading
from heap_lint.config import Settings
from heap_lint.discovery import File, Found
from heap_lint.facts import Fact, Unreadable
from heap_lint.findings import Finding, Hit
from heap_lint.ignores import UNKNOWN, UNUSED, Ignores
from heap_lint.source import Source, Span


@dataclass
class Report:
    """What a run has to say.

    `files` were looked at and `read` of them parsed; `sources` holds the text of the parsed ones by
    path. `problems` kept the run from finishing; `notes` are files that were passed over.
    """

    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    files: int = 0
    read: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check(found: Found, settings: Settings) -> Report:
    """Check what discovery found. `settings` must have been validated."""
    report = Report(files=found.files, problems=list(found.problems))
    facts: list[Fact] = []
    for file in found.candidates:
        if settings.exclude.match(file.path):
            report.files -= 1
        else:
            facts += _facts_of_file(file, settings, report)
    report.findings = _findings(facts, settings, report, noqa=True)
    return report


def check_source(source: Source, settings: Settings, *, noqa: bool = True) -> Report:
    """Check one text. Without `noqa` the findings that such a comment accepts are kept."""
    data = source.text.encode("utf-8", "surrogatepass")
    return _check_one(
        source.path, settings, lambda report: _facts_of_source(source, data, report), noqa
    )


def check_bytes(path: str, data: bytes, settings: Settings) -> Report:
    """Check the content of a file that the user calls `path`."""
    file = File(path, named=True)
    return _check_one(path, settings, lambda report: _facts_of_bytes(file, data, report), noqa=True)


def _check_one(
    path: str, settings: Settings, read: Callable[[Report], list[Fact]], noqa: bool
) -> Report:
    report = Report(files=1)
    if not settings.exclude.match(path):
        report.findings = _findings(read(report), settings, report, noqa=noqa)
    return report


def _facts_of_file(file: File, settings: Settings, report: Report) -> list[Fact]:
    try:
        data = reading.read_bytes(file.path, settings.max_file_size)
    except reading.CannotReadError as error:
        return _facts_of_unreadable(file, error, report)
    return _facts_of_bytes(file, data, report)


def _facts_of_bytes(file: File, data: bytes, report: Report) -> list[Fact]:
    path = PurePath(file.path).as_posix()
    text = reading.searchable(data)
    worth_parsing = _worth_parsing(path, text)
    if not (worth_parsing or file.named):
        return []
    try:
        source = reading.decode(path, data)
    except reading.CannotReadError as error:
        return _facts_of_unreadable(file, error, report)
    return _facts_of_source(source, text, report) if worth_parsing else []


def _worth_parsing(path: str, data: bytes) -> bool:
    format_name = frontends.format_of(path)
    if format_name is None:
        return False
    return frontends.is_known_config(path) or prefilter.may_mention_heap(data, format_name)


def _matters(path: str, data: bytes) -> bool:
    """Whether it is a fault that a file with this content cannot be read."""
    return frontends.is_known_config(path) or prefilter.is_about_heap(data)


def _facts_of_unreadable(file: File, error: reading.CannotReadError, report: Report) -> list[Fact]:
    path = PurePath(file.path).as_posix()
    if error.missing:
        if file.named:
            report.problems.append(f"{path}: {error.reason}")
        return []
    if _matters(path, reading.searchable(error.data)):
        return [Unreadable(span=Span(path, 0, 0), reason=error.reason, hint=error.hint)]
    if file.named:
        report.notes.append(f"{path}: {error.reason}; not checked")
    return []


def _facts_of_source(source: Source, data: bytes, report: Report) -> list[Fact]:
    report.read += 1
    report.sources[source.path] = source
    try:
        facts = frontends.facts_in(source)
    except Exception as error:
        name = frontends.format_of(source.path)
        report.problems.append(_internal(f"the {name} front end", source.path, error))
        return []
    matters = _matters(source.path, data)
    return [fact for fact in facts if matters or not isinstance(fact, Unreadable)]


def _findings(
    facts: list[Fact], settings: Settings, report: Report, *, noqa: bool
) -> list[Finding]:
    enabled = settings.selection.enabled

    def failed(broken: checks.Check, fact: Fact, error: Exception) -> None:
        report.problems.append(_internal(f"the check of {broken.code}", fact.span.path, error))

    found: dict[tuple[str, Span], Finding] = {}
    if facts:
        hits = checks.run(
            facts, policy=settings.policy, enabled=enabled.__contains__, failed=failed
        )
        for code, hit in hits:
            found.setdefault((code, hit.span), _finding(code, hit))
    by_path: dict[str, list[Finding]] = {path: [] for path in report.sources}
    for finding in found.values():
        by_path.setdefault(finding.span.path, []).append(finding)
    kept = [
        finding
        for path, findings in by_path.items()
        for finding in _accepted(path, findings, settings, report.sources.get(path), noqa=noqa)
    ]
    return sorted(kept, key=lambda f: (f.span, f.code, f.message))


def _finding(code: str, hit: Hit) -> Finding:
    rule = catalogue.rules()[code]
    return Finding(
        code=code,
        name=rule.name,
        severity=rule.severity if hit.severity is None else hit.severity,
        confidence=rule.confidence if hit.confidence is None else hit.confidence,
        span=hit.span,
        message=hit.message,
        hint=hit.hint,
        related=hit.related,
    )


def _accepted(
    path: str, findings: list[Finding], settings: Settings, source: Source | None, *, noqa: bool
) -> list[Finding]:
    """Return what settings and comments leave of a file's findings, with those on the comments."""
    running = _running_in(path, settings)
    findings = [f for f in findings if f.code in running and _sure_enough(f, settings)]
    if source is None:
        return findings
    ignores = Ignores(source)
    kept = ignores.keep(findings, noqa=noqa)
    own = (UNUSED, UNKNOWN)
    comments = list(_on_comments(UNKNOWN, ignores.unknown(), running))
    comments += _on_comments(UNUSED, ignores.unused(running.difference(own)), running)
    kept += ignores.keep(comments, noqa=noqa)
    return kept + list(_on_comments(UNUSED, ignores.unused(running.intersection(own)), running))


def _running_in(path: str, settings: Settings) -> frozenset[str]:
    running = settings.selection.enabled - settings.ignored_in(path)
    silent = {code for code in running if catalogue.rules()[code].silent_in_tests}
    return running - silent if silent and settings.test_paths.match(path) else running


def _sure_enough(finding: Finding, settings: Settings) -> bool:
    return finding.confidence >= settings.min_confidence or finding.code in settings.selection.exact


def _on_comments(
    code: str, places: Iterable[tuple[Span, str, str]], running: frozenset[str]
) -> Iterator[Finding]:
    for span, message, hint in places if code in running else ():
        yield _finding(code, Hit(span, message, hint))


def _internal(part: str, path: str, error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{PurePath(frame.filename).name}:{frame.lineno}"
    return f"{path}: {part} failed, please report it: {type(error).__name__}: {error} ({place})"
