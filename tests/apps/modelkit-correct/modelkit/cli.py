"""The command line."""

from __future__ import annotations

import argparse
import heapq
import time
import uuid

from modelkit import telemetry
from modelkit.training import Model, train


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status."""
    options = _parser().parse_args(arguments)
    begun = time.monotonic()
    status = options.run(options)
    run = telemetry.CommandRun(
        command=options.command,
        seconds=time.monotonic() - begun,
        exit_status=status,
        run_id=uuid.uuid4().hex,
    )
    thread = telemetry.record(run)
    if thread is not None:
        thread.join(timeout=1)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="modelkit")
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train", help="train a model")
    training.add_argument("data")
    training.add_argument("--heap-size", type=int, default=512, help="memory in MB")
    training.set_defaults(run=_train)
    return parser


def _train(options: argparse.Namespace) -> int:
    best: list[Model] = heapq.nlargest(3, train(options.data, options.heap_size))
    for model in best:
        print(f"{model.name}\t{model.score:.3f}")
    return 0 if best else 1
