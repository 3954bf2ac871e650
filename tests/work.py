"""Work is counted, not timed, so that no test depends on how busy the machine is.

Function calls are counted where work is done in Python, or lines where loops do it. Where it is done
in C (parsers, expressions), processor time is compared with what `ast.parse` takes in the same process
a moment before.
"""

from __future__ import annotations

import ast
import cProfile
import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any

PROGRAM = "def f(a, b):\n    return [a, b.c(d=1), {'k': a + b}]\n\n\n" * 600
"""About 30,000 characters, which `ast.parse` reads in a time that is the unit of `parses`."""

HANGS = 600
"""Seconds after which a command hangs. It ends a run of the tests; no test relies on it."""


CALLS_OF_A_STEP = 80
"""Calls of functions that a step of fuel may cost: so what fuel bounds is bounded in time, too."""


class TooMuchWorkError(AssertionError):
    """More calls were made than a test allows."""


def calls(action: Callable[[], object]) -> int:
    """Return how many functions an action calls; resumed generators and those in C count too."""
    profile = cProfile.Profile()
    profile.runcall(action)
    return sum(entry.callcount for entry in profile.getstats())


def within(most: int, action: Callable[[], object]) -> None:
    """Run an action, and end it with an error once it has called that many functions."""
    count = 0

    def called(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")
        if count > most:
            sys.setprofile(None)
            raise TooMuchWorkError(f"more than {most} calls")

    sys.setprofile(called)
    try:
        action()
    finally:
        sys.setprofile(None)


def lines(action: Callable[[], object]) -> int:
    """Return how many lines an action runs, each turn of a loop counted, also of one on a line."""
    count = 0

    def traced(frame: FrameType, event: str, argument: object) -> Callable[..., Any]:
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


def parses(action: Callable[[], object]) -> float:
    """Return the processor time of an action as a multiple of that of parsing `PROGRAM`."""
    return seconds(action) / unit()


def unit() -> float:
    """Return the seconds of processor that parsing `PROGRAM` takes here and now."""
    return min(seconds(lambda: ast.parse(PROGRAM)) for _ in range(3))


def memory(action: Callable[[], object]) -> int:
    """Return the bytes that Python's objects take at most while an action runs."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def seconds(action: Callable[[], object]) -> float:
    """Return the seconds of processor that an action takes here and now: for ratios alone."""
    gc.freeze()  # what other tests left is not gone through for what this one makes
    try:
        begin = time.process_time()
        action()
        return time.process_time() - begin
    finally:
        gc.unfreeze()
