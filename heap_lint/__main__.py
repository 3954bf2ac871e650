"""The command `heap-lint`, also `python -m heap_lint`."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # nothing that `-m` has not imported, until the path is clean
    from typing import NoReturn

_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_UNFINISHED = 3
_INTERRUPTED = 130


def main() -> int:
    """Run the command line and return its exit status, or end the process with it."""
    try:
        _import_nothing_from_here()
        _end_when_told()
        # A run makes many objects and few cycles: looking for these took a third of its time.
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except Exception as error:  # what the command line itself does not catch
        os.write(2, f"heap-lint: this run failed before it began: {error!r}\n".encode())
        status = _UNFINISHED
    _leave(status)


def _leave(status: int) -> NoReturn:
    """End at once, with all that was started: to take apart a large run takes half as long again."""
    git_process = sys.modules.get("heap_lint.files.git_process")
    end_all = getattr(git_process, "end_all", None)
    if end_all is not None:  # else it is being imported, and has started nothing
        end_all()
    os._exit(status)


def _import_nothing_from_here() -> None:
    """Take the working directory off the path, where `python -m` puts it: any file may stand there."""
    try:
        here = os.getcwd()
    except OSError:
        return
    sys.path[:] = [place for place in sys.path if place not in ("", ".", here)]


def _end_when_told() -> None:
    """Let an interrupt, or a request to end, do so at once and without a word, wherever we are.

    As an exception it could end up in code that goes on, or in a traceback while modules are imported.
    """
    import signal

    def end(number: int, frame: object) -> None:
        _leave(128 + number)

    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) != signal.SIG_IGN:  # as for what a shell runs in the background
            signal.signal(number, end)


def _run(arguments: list[str]) -> int:
    from heap_lint import cache, git

    # Git works while we import.
    trees = None if arguments else git.ask([], search=not cache.may_answer([]))
    from heap_lint import cli
    from heap_lint.core import streams

    return streams.close(cli.main(arguments, trees), _UNFINISHED)


if __name__ == "__main__":
    sys.exit(main())
