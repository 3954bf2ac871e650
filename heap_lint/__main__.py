"""The command `heap-lint`, also `python -m heap_lint`."""

from __future__ import annotations

import gc
import os
import sys

from heap_lint import cache, git

_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def main() -> int:
    """Run the command line and return its exit status, or end the process with it."""
    # A run makes many objects and few cycles: looking for them took a third of the time of large files.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    arguments = sys.argv[1:]
    _import_nothing_from_here()
    try:
        # Git works while we import.
        trees = None if arguments else git.ask([], search=not cache.may_answer([]))
        from heap_lint import cli

        status = cli.main(arguments, trees)
    except KeyboardInterrupt:
        status = 130
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return status  # Python says on its way out what is wrong with them
    # Taking apart what a large run has made would take half as long again.
    os._exit(status)


def _import_nothing_from_here() -> None:
    """Take the working directory off the path, where `python -m` puts it: any file may stand there."""
    try:
        here = os.getcwd()
    except OSError:
        return
    sys.path[:] = [place for place in sys.path if place not in ("", ".", here)]


if __name__ == "__main__":
    sys.exit(main())
