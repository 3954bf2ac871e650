"""Inputs that nobody would write: some on every run, as many as are wanted by `python -m tests.fuzz`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from heap_lint import engine
from tests.fuzz import memory, properties, shrinking
from tests.fuzz.inputs import Input, made

_INPUTS = 400


@pytest.fixture(scope="module")
def bound() -> properties.Bound:
    """The processor time that an input may take on this machine."""
    return properties.Bound()


def test_what_must_hold_holds_for_inputs_that_nobody_would_write(bound: properties.Bound) -> None:
    """No exception, no request for a report, nothing outside the file, nothing without a bound."""
    failures = []
    counts: Counter[str] = Counter()
    for number in range(_INPUTS):
        given = made(0, number, drawn=False)
        result = properties.check(given, bound, thorough=number % 4 == 0)
        counts["parsed"] += result.parsed
        counts["found"] += result.findings > 0
        if result.failure:
            failures.append((number, given.path, result.failure))
    assert [] == failures
    assert counts["parsed"] > _INPUTS // 2  # or nothing is tried at all
    assert counts["found"] > _INPUTS // 4


def test_an_input_is_told_by_its_seed() -> None:
    """So that a failure can be repeated."""
    assert made(3, 14, drawn=False) == made(3, 14, drawn=False)
    assert 90 < len({made(3, number, drawn=False).data for number in range(100)})


PYTHON = b"from heapapi import HeapAPIClient\nHeapAPIClient('1').track('alice-7', 'A')\n"


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("exception", "heap_lint.engine.check_bytes"),
        ("problem", "heap_lint.frontends.python.run"),
    ],
)
def test_a_fault_is_noticed(
    name: str, broken: str, bound: properties.Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fuzzer that notices nothing proves nothing."""

    def fail(*arguments: object, **named: object) -> None:
        raise ValueError("boom")

    monkeypatch.setattr(broken, fail)
    failure = properties.check(Input("a.py", PYTHON), bound).failure
    assert failure
    assert name == failure.name
    assert "boom" in failure.detail


def test_a_finding_outside_the_file_is_noticed(
    bound: properties.Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end is behind the text's."""
    monkeypatch.setattr(properties, "_is_inside", lambda span, report: span.end < 10)
    failure = properties.check(Input("a.py", PYTHON), bound).failure
    assert failure
    assert "place" == failure.name


def test_work_without_end_is_ended_and_noticed(
    bound: properties.Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever catches exceptions on the way."""

    def endless(*arguments: object) -> None:
        while True:
            try:
                for _ in range(1_000):
                    pass
            except Exception:
                continue

    monkeypatch.setattr(bound, "unit", bound.unit / 10)
    monkeypatch.setattr("heap_lint.engine.check_bytes", endless)
    failure = properties.check(Input("a.py", PYTHON), bound).failure
    assert failure
    assert "work" == failure.name


def test_a_secret_that_is_shown_is_noticed(
    bound: properties.Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a part of it that is long enough to be one."""
    secret = "q7Rt9vXk2LmZp4Hs8WcY3bNd6Ge5Fj1A"
    monkeypatch.setattr(properties, "_shown", lambda report: [("text", f"...{secret[4:20]}")])
    failure = properties.check(Input("a.py", PYTHON, secret=secret), bound).failure
    assert failure
    assert "secret" == failure.name


def test_an_output_that_is_no_json_is_noticed(
    bound: properties.Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And one that acts on a terminal."""
    monkeypatch.setattr(properties, "_shown", lambda report: [("json", "{")])
    failure = properties.check(Input("a.py", PYTHON), bound, thorough=True).failure
    assert failure
    assert json.JSONDecodeError.__name__ in failure.kind
    monkeypatch.setattr(properties, "_shown", lambda report: [("text", "a\x1b[2Jb")])
    failure = properties.check(Input("a.py", PYTHON), bound, thorough=True).failure
    assert failure
    assert "output" == failure.name


def test_a_failure_is_shown_by_the_smallest_input() -> None:
    """Lines go first, then parts of them."""
    data = b"a\nb c\nwhile x: (boom)\nd\n" * 30
    assert b"boom" == shrinking.shrunk(data, lambda part: b"boom" in part)


def test_memory_without_a_bound_is_noticed(
    bound: properties.Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it is given back when the input has been checked."""
    if not memory.begin():
        pytest.skip("only Linux tells the peak of a process")
    check_bytes = engine.check_bytes

    def large(*arguments: Any) -> engine.Report:
        bytearray(400_000_000)
        return check_bytes(*arguments)

    monkeypatch.setattr("heap_lint.engine.check_bytes", large)
    failure = properties.check(Input("a.py", PYTHON), bound).failure
    assert failure
    assert "memory" == failure.name
