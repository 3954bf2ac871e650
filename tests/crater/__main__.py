"""The command: reads packages, compares what is found with the verdicts, prints what is new."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

from . import packages, running
from .packages import Package
from .running import Amounts, Result
from .verdicts import Verdicts, as_toml

_MEGABYTE = 1_000_000


def main(arguments: list[str] | None = None) -> int:
    """Read the packages that are asked for; 1 if anything failed, or has no verdict."""
    options = _options().parse_args(arguments)
    verdicts = Verdicts.load()
    amounts = Amounts(int(options.alone * _MEGABYTE), int(options.sown * _MEGABYTE))
    if options.directory:
        tree = Path(options.directory)
        results = iter([running.read(Package("", tree.name, ""), tree, amounts)])
    else:
        chosen = _chosen(options, packages.listed())
        results = running.run(chosen, Path(options.cache), options.jobs, amounts)
    summary = _Summary(verdicts, bool(options.verbose))
    for result in results:
        summary.add(result)
    if not (options.directory or options.package or options.sample):
        summary.say_without_package()
    print(summary.words())
    return 1 if summary.faults else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.crater", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="read so many of the packages")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="which ones those are")
    parser.add_argument("--package", action="append", metavar="NAME", help="read this one")
    parser.add_argument("--directory", metavar="PATH", help="read what lies below it instead")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="so many at once")
    parser.add_argument(
        "--alone",
        type=float,
        default=1,
        metavar="MB",
        help="read files of so many megabytes of each with no prefilter, too",
    )
    parser.add_argument(
        "--sown", type=float, default=1, metavar="MB", help="and so many with calls of Heap in them"
    )
    parser.add_argument("--cache", default=str(packages.cache()), metavar="PATH")
    parser.add_argument("--verbose", action="store_true", help="say what is seen of each package")
    return parser


def _chosen(options: argparse.Namespace, listed: list[Package]) -> list[Package]:
    if options.package:
        wanted = set(options.package)
        return [each for each in listed if wanted & {each.name, each.label}]
    if options.sample:
        return random.Random(options.seed).sample(listed, min(options.sample, len(listed)))
    return listed


class _Summary:
    """Prints what is to be told of each package, and counts."""

    def __init__(self, verdicts: Verdicts, verbose: bool) -> None:
        self._verdicts = verdicts
        self._verbose = verbose
        self._counts: Counter[str] = Counter()
        self._labels: list[str] = []
        self.faults = 0

    def add(self, result: Result) -> None:
        """Tell of a package what fails, and count it."""
        label = result.package.label if result.package.registry else result.package.name
        self._labels.append(label)
        self._counts["packages"] += 1
        outcome = result.outcome
        if outcome is None:
            self._fault(f"{label}: {result.fault}")
            return
        for problem in outcome.problems:
            self._fault(f"{label}: {problem}")
        for path, seconds, most in outcome.slow:
            self._fault(f"{label}: {path or 'all'}: took {seconds:.1f} s, more than {most:.1f} s")
        held, most = outcome.memory
        if held > most:
            self._fault(f"{label}: held {held // _MEGABYTE} MB, more than {most // _MEGABYTE} MB")
        compared = self._verdicts.compared(label, outcome.findings)
        if compared.unjudged:
            self._fault(as_toml(label, compared.unjudged), len(compared.unjudged))
        for place in compared.stale:
            self._fault(f"{label}: is not found any more: {place}")
        for seen in outcome.findings:
            self._counts[self._verdicts.of(label, seen) or "without a verdict"] += 1
        self._counts["files"] += outcome.files
        self._counts["files read alone"] += outcome.alone
        self._counts["files with calls sown in"] += outcome.sown
        self._counts["not followed to their end"] += len(outcome.involved)
        self._counts["seconds"] += round(outcome.seconds)
        if self._verbose:
            self._show(label, result)

    def _show(self, label: str, result: Result) -> None:
        outcome = result.outcome
        if outcome is not None:
            print(
                f"{label}: {outcome.files} files, {outcome.alone} read alone, {outcome.sown} sown,"
                f" {len(outcome.findings)} findings, {outcome.seconds:.1f} s,"
                f" {outcome.memory[0] // _MEGABYTE} MB",
                flush=True,
            )
            for path in outcome.involved:
                print(f"{label}: not followed to its end: {path}")

    def say_without_package(self) -> None:
        """Tell of the verdicts on packages that are in no list."""
        for label in self._verdicts.without_package(self._labels):
            self._fault(f"{label}: has verdicts, and is in no list")

    def _fault(self, text: str, number: int = 1) -> None:
        self.faults += number
        print(text, flush=True)

    def words(self) -> str:
        """Return what was counted."""
        counted = ", ".join(f"{count} {name}" for name, count in self._counts.items())
        return f"{counted}; {self.faults} faults"


if __name__ == "__main__":
    sys.exit(main())
