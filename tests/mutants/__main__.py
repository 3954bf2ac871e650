"""The command: tries a sample of mutants and compares those that survive with those that may."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import mutation, oracle

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SURVIVORS = Path(__file__).parent / "survivors.toml"
LEAST = 0.85
"""The part of the mutants that must be killed."""


def main(arguments: list[str] | None = None) -> int:
    """Try the mutants; 1 if too many survive, or others than those that are known."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=600, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="S")
    parser.add_argument("--module", help="only this one's, all of them")
    parser.add_argument("--verbose", action="store_true", help="say what killed each")
    options = parser.parse_args(arguments)
    if options.module:
        chosen = list(mutation.mutants(options.module))
    else:
        chosen = mutation.sample(options.sample, options.seed)
    surviving = []
    for mutant in chosen:
        killer = oracle.killer(mutant)
        if killer is None:
            surviving.append(mutant.name)
        elif options.verbose:
            print(f"{mutant.name}\n    {killer}", flush=True)
    return _compared(surviving, chosen)


def _compared(surviving: list[str], chosen: list[mutation.Mutant]) -> int:
    known = tomllib.loads(SURVIVORS.read_text(encoding="utf-8")) if SURVIVORS.exists() else {}
    new = [name for name in surviving if name not in known]
    killed = [m.name for m in chosen if m.name in known and m.name not in surviving]
    for name in new:
        print(f"survives: {json.dumps(name, ensure_ascii=False)}")
    for name in killed:
        print(f"is killed, so it need not stand in {SURVIVORS.name}: {name}")
    part = 1 - len(surviving) / len(chosen)
    print(f"{len(chosen)} mutants, {len(surviving)} survive: {part:.1%} killed", end="")
    print(f"; {len(new)} survivors have no reason in {SURVIVORS.name}")
    return int(bool(new) or bool(killed) or part < LEAST)


if __name__ == "__main__":
    sys.exit(main())
