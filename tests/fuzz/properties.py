"""What must hold of every input, in one process: a check within bounds, and nothing shown wrong."""

from __future__ import annotations

import ast
import json
import re
import signal
import time
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from heap_lint import engine, frontends, reading
from heap_lint.config import Settings
from heap_lint.core.targets import FORMATS
from heap_lint.findings import Confidence
from heap_lint.output import facts, targets
from heap_lint.patterns import Patterns
from heap_lint.source import Span
from tests.work import PROGRAM

from . import memory
from .inputs import Input

PROPERTIES = ("exception", "problem", "place", "work", "memory", "secret", "output")
"""The names of what can fail, for `--properties`."""


class Failure(NamedTuple):
    """What does not hold. Failures of one `kind` are one fault, as far as we can tell."""

    kind: str
    detail: str

    @property
    def name(self) -> str:
        """Which of the properties it is."""
        return self.kind.partition(" ")[0]


class Result(NamedTuple):
    """How a check went; `deep` are the files that were not followed to their end."""

    failure: Failure | None
    parsed: bool
    findings: int
    deep: bool


class Bound:
    """The processor time that an input may take, by its size, on this machine.

    It is a second and 60 microseconds a character where `ast.parse` takes 1.1 for one. What counts
    its own work tells the same on every machine; this is what shows that it counts enough.
    """

    def __init__(self) -> None:
        self.unit = min(_parse_time() for _ in range(5))

    def seconds(self, characters: int) -> float:
        """Return the bound for a text."""
        return self.unit * (28 + 54 * characters / len(PROGRAM))

    @contextmanager
    def hold(self, characters: int, times: int = 1) -> Iterator[None]:
        """End what takes longer with an error that nothing catches."""
        signal.setitimer(signal.ITIMER_VIRTUAL, times * self.seconds(characters), _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)


class TooLongError(BaseException):
    """The bound is reached, in a module; no `Exception`, so that nothing takes it for one of its own."""


_SHOWN = 6
"""Outputs of an input: four formats, and `facts` in two, which reads it again."""
_AGAIN = 0.05
"""Seconds until the bound is called out again: where an error would be ignored, it is not raised."""


def _ring(number: int, frame: Any) -> None:
    at = frame
    if frame is None or "hypothesis" in frame.f_code.co_filename:
        return  # a callback of the garbage collection
    while at.f_back and "heap_lint" not in at.f_code.co_filename:
        at = at.f_back
    raise TooLongError(at.f_code.co_filename.rpartition("/")[2])


signal.signal(signal.SIGVTALRM, _ring)


def _parse_time() -> float:
    begin = time.process_time()
    ast.parse(PROGRAM)
    return time.process_time() - begin


_BOUNDED = {"limit", "fuel", "too-involved"}
"""The kinds of what a report calls incomplete that say that a bound on work was reached."""
_EVERYTHING = Patterns(".", ("*",))
_SETTINGS: dict[tuple[str, str | None], Settings] = {}


def settings_for(given: Input) -> Settings:
    """Return the settings that an input is checked with: all rules, however unsure."""
    key = (given.policy, given.payload)
    if key not in _SETTINGS:
        payloads = ((_EVERYTHING, given.payload),) if given.payload else ()
        _SETTINGS[key] = Settings(
            min_confidence=Confidence.LOW, policy=given.policy, payloads=payloads
        )
    return _SETTINGS[key]


def check(
    given: Input, bound: Bound, *, names: Collection[str] = PROPERTIES, thorough: bool = False
) -> Result:
    """Check one input for the properties with these names; `thorough` asks all formats and `facts`."""
    report = None
    before = memory.begin()
    try:
        with bound.hold(len(given.data)):
            report = engine.check_bytes(given.path, given.data, settings_for(given))
        with bound.hold(len(given.data), times=_SHOWN):
            failure = _said(given, report, thorough or given.secret is not None)
    except TooLongError as error:
        failure = Failure(
            f"work {error}", f"more than {bound.seconds(len(given.data)):.1f} s of processor"
        )
    except Exception as error:
        failure = Failure(f"exception {_place(error)}", "".join(traceback.format_exception(error)))
    kilobytes = memory.taken(before)
    if failure is None and kilobytes > memory.allowed(len(given.data)):
        failure = Failure("memory", f"{kilobytes // 1_000} MB for {len(given.data)} bytes")
    if failure is not None and failure.name not in names:
        failure = None
    if report is None:
        return Result(failure, True, 0, False)
    return Result(
        failure,
        bool(report.parsed),
        len(report.findings),
        any(each.kind in _BOUNDED for each in report.incomplete),
    )


def _place(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename.rpartition('/')[2]}:{frame.lineno}"


def _said(given: Input, report: engine.Report, thorough: bool) -> Failure | None:
    if report.problems:
        (problem, *_) = report.problems
        return Failure(f"problem {_without_text(problem)}", problem)
    for finding in report.findings:
        spans = [finding.span, *(related.span for related in finding.related)]
        outside = next((s for s in spans if not _is_inside(s, report)), None)
        if outside is not None:
            return Failure(f"place {finding.code}", f"{outside} of {finding}")
    if not thorough:
        return None
    shown = list(_shown(report)) if report.findings else []
    shown += _facts(given)
    return _broken(shown) or _told(given.secret, shown)


def _without_text(problem: str) -> str:
    """Return the place of a fault, without what of the input its message quotes."""
    return re.sub(
        r".*\bfailed, please report it: (\w+).*(\(\S+:\d+\))$", r"\1 \2", problem, flags=re.S
    )


def _is_inside(span: Span, report: engine.Report) -> bool:
    source = report.sources.get(span.path)
    length = len(source.text) if source else 0
    return 0 <= span.start <= span.end <= length


def _shown(report: engine.Report) -> Iterator[tuple[str, str]]:
    for name in (*FORMATS, "statistics", "step_summary"):
        yield name, targets.rendered(report, name)


def _facts(given: Input) -> list[tuple[str, str]]:
    """Return what `facts` shows, for what can be decoded."""
    try:
        unpacked = reading.unpacked(given.path, given.data)
        if unpacked is None:
            return []
        source = reading.decode(given.path, unpacked)
    except reading.CannotReadError:
        return []
    found = frontends.facts_in(source)
    return [
        ("facts", facts.render(source, found)),
        ("facts as json", facts.render_json(source, found)),
    ]


_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _broken(shown: list[tuple[str, str]]) -> Failure | None:
    """Return an output that a program cannot read, or that acts on a terminal."""
    for name, said in shown:
        if name in ("json", "sarif", "gitlab", "rdjson", "facts as json"):
            json.loads(said)
        elif _CONTROL.search(said):
            return Failure(f"output {name}", f"control character: {_CONTROL.search(said)}")
    return None


def _told(secret: str | None, shown: list[tuple[str, str]]) -> Failure | None:
    """Return the outputs that tell a secret, or more of it than its beginning."""
    if secret is None:
        return None
    parts = {secret[i : i + 8] for i in range(len(secret) - 7)}
    telling = [name for name, said in shown if any(part in said for part in parts)]
    if not telling:
        return None
    said = next(said for name, said in shown if name in telling)
    near = next(line for line in said.splitlines() if any(part in line for part in parts))
    return Failure(f"secret {' '.join(telling)}", f"{secret} in {near[:300]}")
