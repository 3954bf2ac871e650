"""From facts to findings: run the checks, leave out what settings and comments accept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from heap_lint import catalogue, checks
from heap_lint.config import Settings
from heap_lint.engine import internal_error
from heap_lint.facts import Fact, Region
from heap_lint.findings import Finding, Hit
from heap_lint.ignores import MALFORMED, OWN, UNKNOWN, UNUSED, Ignores, Said, may_ignore
from heap_lint.settings.nearest import SettingsByFile
from heap_lint.source import Source, Span


class Judgement(NamedTuple):
    """The findings by place, what broke in the checks, how many findings a bare `# noqa` accepts."""

    findings: list[Finding]
    problems: list[str]
    by_bare_noqa: int


def judge(
    facts: list[Fact], sources: dict[str, Source], settings: SettingsByFile, *, noqa: bool
) -> Judgement:
    """Run the checks, and leave out what settings and comments accept.

    `sources` are the parsed files by path. Without `noqa` what such a comment accepts is kept.
    """
    found, problems = _run(facts, settings)
    by_path: dict[str, list[Finding]] = {path: [] for path in sources}
    for finding in found:
        by_path.setdefault(finding.span.path, []).append(finding)
    kept: list[Finding] = []
    by_bare_noqa = 0
    for path, findings in by_path.items():
        left, accepted = _left(path, findings, settings, sources.get(path), noqa=noqa)
        kept += left
        by_bare_noqa += accepted
    kept.sort(key=lambda f: (f.span, f.code, f.message))
    return Judgement(kept, problems, by_bare_noqa)


class _Kind(NamedTuple):
    """What checks know of the settings of a file: files alike are judged in one go."""

    policy: str
    region: str | None


def _run(facts: list[Fact], settings: SettingsByFile) -> tuple[list[Finding], list[str]]:
    """Return the findings of all checks, one for a rule and a place, and what broke.

    Every check sees the facts of all files; what it finds counts in those whose settings it had.
    """
    problems: dict[str, None] = {}
    found: dict[tuple[str, Span], Finding] = {}

    def failed(broken: checks.Check, fact: Fact, error: Exception) -> None:
        problems[internal_error(f"the check of {broken.code}", fact.span.path, error)] = None

    made_up = cache(lambda path: _made_up_in(path, settings))
    kind_of = cache(lambda path: _kind(settings.of(path)))
    kinds: dict[_Kind, set[str]] = {}
    for path in {fact.span.path for fact in facts}:
        kinds.setdefault(kind_of(path), set()).update(settings.of(path).selection.enabled)
    for kind in sorted(kinds, key=str):
        hits = checks.run(
            [*facts, *_settled(kind)],
            policy=kind.policy,
            enabled=kinds[kind].__contains__,
            counts=lambda code, fact: (
                code not in made_up(fact.span.path) or catalogue.rules()[code].compared_in_tests
            ),
            failed=failed,
        )
        for code, hit in hits:
            place = code, hit.span
            if place not in found and (len(kinds) == 1 or kind_of(hit.span.path) == kind):
                found[place] = _finding(code, hit)
    return list(found.values()), list(problems)


def _kind(settings: Settings) -> _Kind:
    return _Kind(settings.policy, settings.region)


def _settled(kind: _Kind) -> Iterator[Fact]:
    """Yield what the configuration says of the project, as checks can read it."""
    if kind.region is not None:
        yield Region(span=Span("heap-lint.toml", 0, 0), region=kind.region)


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
        related=tuple(each for each in hit.related if each.span != hit.span),
        secret=hit.secret,
        broken=hit.broken,
        fix=hit.fix,
    )


def _left(
    path: str,
    findings: list[Finding],
    settings: SettingsByFile,
    source: Source | None,
    *,
    noqa: bool,
) -> tuple[list[Finding], int]:
    """Return what settings and comments leave of a file's findings, with those on the comments.

    And how many of them a bare `# noqa` accepts.
    """
    if not findings and (source is None or not may_ignore(source)):
        return [], 0  # the common case, for which no pattern need be matched
    running = settings.running_in(path) - _made_up_in(path, settings)
    own = settings.of(path)
    findings = [
        f if f.fix is None or settings.may_mend(path, f.code) else replace(f, fix=None)
        for f in findings
        if f.code in running and _sure_enough(f, own)
    ]
    if source is None:
        return findings, 0
    ignores = Ignores(source)
    kept = ignores.keep(findings, noqa=noqa)

    def on_comments(code: str, places: Iterable[Said]) -> Iterator[Finding]:
        return _on_comments(code, places, running, may_mend=settings.may_mend(path, code))

    comments = list(on_comments(MALFORMED, ignores.malformed()))
    comments += on_comments(UNKNOWN, ignores.unknown())
    comments += on_comments(UNUSED, ignores.unused(running.difference(OWN)))
    kept += ignores.keep(comments, noqa=noqa)
    kept += on_comments(UNUSED, ignores.unused(running.intersection(OWN)))
    return kept, ignores.by_bare_noqa


def _made_up_in(path: str, settings: SettingsByFile) -> frozenset[str]:
    """Return the rules for which a file's values prove nothing, since tests make them up."""
    if not settings.is_test(path):
        return frozenset()
    return frozenset(code for code, rule in catalogue.rules().items() if rule.silent_in_tests)


def _sure_enough(finding: Finding, settings: Settings) -> bool:
    return finding.confidence >= settings.min_confidence or finding.code in settings.selection.exact


def _on_comments(
    code: str, places: Iterable[Said], running: frozenset[str], *, may_mend: bool
) -> Iterator[Finding]:
    for said in places if code in running else ():
        fix = said.fix if may_mend else None
        yield _finding(code, Hit(said.span, said.message, said.hint, fix=fix))
