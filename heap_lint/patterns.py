"""Sets of files written as in a .gitignore, relative to the directory of their config."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import starmap

_SIMPLE = re.compile(r"[.*-]*\w[\w.*-]*/?")
"""A name of a file or directory, wherever it is, with nothing special in it but `*`."""
MOST_STARS = 4
"""Stars in one part of a pattern that pathspec matches, which takes the length of a name to the power
of their number."""


class Patterns:
    """Patterns of `.gitignore`; a file outside `root` fits none of them."""

    def __init__(self, root: str, lines: tuple[str, ...]) -> None:
        self.root = root
        self.lines = lines
        self._start = os.path.join(root, "")

    def __bool__(self) -> bool:
        return bool(self.lines)

    def match(self, path: str) -> bool:
        """Whether the file at `path` (relative to the working directory, or absolute) fits.

        Links on the way to it, and to `root`, have been followed.
        """
        if not self.lines:
            return False
        if path.startswith(self._start):
            inside = path[len(self._start) :].replace(os.sep, "/")
        else:
            inside = os.path.relpath(path, self.root).replace(os.sep, "/")
        return not inside.startswith("../") and bool(self._fits(inside))

    @cached_property
    def _fits(self) -> Callable[[str], object]:
        """What tells of a path below `root` whether it fits.

        Patterns as simple as the defaults are matched here: importing pathspec takes longer than
        checking a file does.
        """
        if _are_simple(self.lines):
            return re.compile(
                f"(?:.*/)?(?:{'|'.join(starmap(_simple, enumerate(self.lines)))})", re.DOTALL
            ).match
        if crowded(self.lines):  # a config says so before
            raise ValueError(f"a pattern has more than {MOST_STARS} `*` in one name")
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.lines).match_file


def crowded(lines: Sequence[str]) -> list[str]:
    """Return the patterns among these that have too many stars to be matched together with them."""
    if _are_simple(lines):
        return []
    return [line for line in lines if any(part.count("*") > MOST_STARS for part in line.split("/"))]


def _are_simple(lines: Sequence[str]) -> bool:
    return all(_SIMPLE.fullmatch(line) and "**" not in line for line in lines)


def _simple(number: int, line: str) -> str:
    """Return the expression for a name; one that ends with `/` is only that of a directory."""
    name = _glob(line.removesuffix("/"), f"_{number}")
    return f"{name}/" if line.endswith("/") else f"{name}(?:/|\\Z)"


def _glob(name: str, group: str) -> str:
    """Return the expression for a name with stars: what stands between two is taken where it is first.

    A lookahead and a reference back to it hold that place, so no star is tried again; the text behind
    the last star is looked for at the end.
    """
    first, *between = name.split("*")
    if not between:
        return re.escape(first)
    held = [
        f"(?=(?P<{group}_{i}>[^/]*?{re.escape(part)}))(?P={group}_{i})"
        for i, part in enumerate(between[:-1])
        if part
    ]
    return f"{re.escape(first)}{''.join(held)}[^/]*{re.escape(between[-1])}"
