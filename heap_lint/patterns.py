"""Sets of files written as in a .gitignore, relative to the directory of their config."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import cached_property

_SIMPLE = re.compile(r"[.*-]*\w[\w.*-]*/?")
"""A name of a file or directory, wherever it is, with nothing special in it but `*`."""


class Patterns:
    """Patterns of `.gitignore`; a file outside `root` fits none of them."""

    def __init__(self, root: str, lines: tuple[str, ...]) -> None:
        self.root = root
        self.lines = lines

    def __bool__(self) -> bool:
        return bool(self.lines)

    def match(self, path: str) -> bool:
        """Whether the file at `path` (relative to the working directory, or absolute) fits."""
        if not self.lines:
            return False
        inside = os.path.relpath(path, self.root).replace(os.sep, "/")
        return not inside.startswith("../") and bool(self._fits(inside))

    @cached_property
    def _fits(self) -> Callable[[str], object]:
        """What tells of a path below `root` whether it fits.

        Patterns as simple as the defaults are matched here: importing pathspec takes longer than
        checking a file does.
        """
        if all(_SIMPLE.fullmatch(line) and "**" not in line for line in self.lines):
            return re.compile(f"(?:.*/)?(?:{'|'.join(map(_simple, self.lines))})", re.DOTALL).match
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.lines).match_file


def _simple(line: str) -> str:
    """Return the expression for a name; one that ends with `/` is only that of a directory."""
    name = re.escape(line.removesuffix("/")).replace(r"\*", "[^/]*")
    return f"{name}/" if line.endswith("/") else f"{name}(?:/|\\Z)"
