"""The command: makes inputs, checks them, prints each kind of failure once, smallest first seen."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from pathlib import Path

from . import memory, properties, shrinking
from .inputs import Input, made

_THOROUGH = 8
"""One input of so many is shown in every format though no secret stands in it: showing is slow."""


def main(arguments: list[str] | None = None) -> int:
    """Run the stage that is asked for; 1 if anything failed."""
    options = _options().parse_args(arguments)
    if options.stage == "processes":
        from . import trees

        return trees.run(options.seed, options.first, options.inputs)
    if options.file:
        path = Path(options.file)
        return run_one(Input(options.name or path.name, path.read_bytes(), options.policy))
    return run(options.seed, options.first, options.inputs, options.properties.split(","))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="I")
    parser.add_argument("--stage", choices=("single", "processes"), default="single")
    parser.add_argument("--properties", default=",".join(properties.PROPERTIES), metavar="NAME,...")
    parser.add_argument("--file", metavar="PATH", help="check one file instead, thoroughly")
    parser.add_argument("--name", metavar="NAME", help="under this name")
    parser.add_argument("--policy", default="heap")
    return parser


def run(seed: int, first: int, number: int, names: list[str]) -> int:
    """Check inputs in this process."""
    bound = properties.Bound()
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    begun = time.process_time()
    held = 0
    for i in range(first, first + number):
        given = made(seed, i)
        result = properties.check(given, bound, names=names, thorough=i % _THOROUGH == 0)
        counts["parsed"] += result.parsed
        counts["with findings"] += result.findings > 0
        counts["with a secret"] += given.secret is not None
        counts["not followed to their end"] += result.deep
        if result.failure:
            kind = result.failure.kind
            if failures[kind] or _is_stable(given, result.failure, names):
                failures[kind] += 1
            if failures[kind] == 1:
                _show(seed, i, given, result.failure, names)
        if i - first == min(number, 20_000) // 2:
            held = memory.now()
        if (i - first) % 10_000 == 9_999:
            print(f"... {i + 1 - first} inputs, {_summary(counts, begun, held)}", flush=True)
    print(f"{number} inputs of seed {seed} from {first}: {_summary(counts, begun, held)}")
    for kind, times in failures.most_common():
        print(f"  {times} times: {kind}")
    return 1 if failures else 0


def _summary(counts: Counter[str], begun: float, held: int) -> str:
    grown = memory.now() - held
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    seconds = time.process_time() - begun
    return f"{said}; {seconds:.0f} s of processor, {grown // 1_000} MB more than at first"


def _is_stable(given: Input, failure: properties.Failure, names: list[str]) -> bool:
    """Whether it fails again; what took long may have been slow for another's work."""
    times = 3 if failure.name == "work" else 1
    return all(_again(given, failure, names) for _ in range(times))


def _again(given: Input, failure: properties.Failure, names: list[str]) -> bool:
    """Whether an input fails as another did; where time runs out is not the same each time."""
    found = properties.check(given, properties.Bound(), names=names, thorough=True).failure
    if found is None or failure.name == "work":
        return found is not None and found.name == failure.name
    return found.kind == failure.kind


def _show(
    seed: int, number: int, given: Input, failure: properties.Failure, names: list[str]
) -> None:
    """Print a failure with the smallest input that has it, and how it is repeated."""

    def fails(data: bytes) -> bool:
        smaller = given._replace(data=data)
        if given.secret and given.secret.encode() not in data:
            return False
        return _again(smaller, failure, names)

    smallest = shrinking.shrunk(given.data, fails, 40 if failure.name == "work" else 1_500)
    print(f"FAILED {failure.kind}\n  {failure.detail.strip()[-2_000:]}")
    said = re.sub(r"(.{1,20}?)\1{9,}", r"...\1...", repr(smallest))
    print(f"  {given.path}, policy {given.policy}, payload {given.payload}: {said[:2_000]}")
    print(f"  python -m tests.fuzz --seed {seed} --from {number} --inputs 1", flush=True)


def run_one(given: Input) -> int:
    """Check one file and say what fails."""
    result = properties.check(given, properties.Bound(), thorough=True)
    print(result.failure or f"holds: {result.findings} findings")
    return 1 if result.failure else 0


if __name__ == "__main__":
    sys.exit(main())
