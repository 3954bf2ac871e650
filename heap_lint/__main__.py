"""The command `heap-lint`, also `python -m heap_lint`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit status."""
    from heap_lint import cli

    try:
        return cli.main(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
