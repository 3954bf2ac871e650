"""The command: tries a sample of mutants and compares those that survive with those that may."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import mutation, oracle
from .survivors import SURVIVORS, reasons

LEAST = 0.85
"""The part of the mutants that must be killed."""


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants; 1 if too many survive, or others than those that are known."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=600, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--module", help="only this one's, all of them")
    parser.add_argument(
        "--only", metavar="FILE", help="only those named in it: what a run has printed of survivors"
    )
    parser.add_argument("--known", action="store_true", help=f"only those in {SURVIVORS.name}")
    parser.add_argument("--verbose", action="store_true", help="say what killed each")
    options = parser.parse_args(arguments)
    everything = mutation.all_mutants()
    known = reasons()
    if options.known:
        chosen = named(everything, known)
    elif options.only:
        printed = Path(options.only).read_text(encoding="utf-8").splitlines()
        chosen = named(everything, _names_in(printed))
    elif options.module:
        chosen = [mutant for mutant in everything if mutant.module == options.module]
    else:
        chosen = mutation.sample(everything, options.sample, options.seed)
    surviving = list(_surviving(chosen, verbose=options.verbose))
    is_chosen_by_hand = options.known or options.only
    wrong = [*_wrong(surviving, chosen, known), *_stale(everything, known)]
    for each in wrong:
        print(each)
    part = 1 - len(surviving) / len(chosen) if chosen else 1
    print(f"{len(chosen)} mutants, {len(surviving)} survive: {part:.1%} killed")
    return int(bool(wrong) or (part < LEAST and not is_chosen_by_hand))


def named(everything: list[mutation.Mutant], names: Iterable[str]) -> list[mutation.Mutant]:
    """Return the mutants that have these names."""
    wanted = set(names)
    return [mutant for mutant in everything if mutant.name in wanted]


def _names_in(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(_SURVIVES):
            yield json.loads(line.removeprefix(_SURVIVES))


_SURVIVES = "survives: "


def _surviving(chosen: list[mutation.Mutant], *, verbose: bool) -> Iterator[str]:
    for mutant in chosen:
        killer = oracle.killer(mutant)
        if killer is None:
            yield mutant.name
        elif verbose:
            print(f"{mutant.name}\n    {killer}", flush=True)


def _wrong(
    surviving: list[str], chosen: list[mutation.Mutant], known: dict[str, str]
) -> Iterator[str]:
    """Yield the survivors that nobody has given a reason for, and the reasons for what is killed."""
    for name in surviving:
        if name not in known:
            yield f"{_SURVIVES}{json.dumps(name, ensure_ascii=False)}"
    for mutant in chosen:
        if mutant.name in known and mutant.name not in surviving:
            yield f"is killed, so it need not stand in {SURVIVORS.name}: {mutant.name}"


def _stale(everything: list[mutation.Mutant], known: dict[str, str]) -> Iterator[str]:
    for name in known.keys() - {mutant.name for mutant in everything}:
        yield f"is no mutant any more, but stands in {SURVIVORS.name}: {name}"


if __name__ == "__main__":
    sys.exit(main())
