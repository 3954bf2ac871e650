"""Sets of files written as in a .gitignore, relative to the directory of their config."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


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
        return not inside.startswith("../") and self._spec.match_file(inside)

    @cached_property
    def _spec(self) -> GitIgnoreSpec:
        from pathspec import GitIgnoreSpec

        return GitIgnoreSpec.from_lines(self.lines)
