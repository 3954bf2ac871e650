"""Names of modules: of a file, and of what a file imports."""

from __future__ import annotations

import re
from posixpath import dirname


def module_name(path: str) -> str:
    """Return the dotted name of a file's module, from where the paths begin."""
    return re.sub(r"(?:/__init__)?\.pyw?$", "", path).replace("/", ".")


def imported_module(path: str, level: int, module: str | None) -> str:
    """Return the dotted name that `from ..module import` means in the file at `path`."""
    if not level:
        return module or ""
    folder = dirname(path)
    for _ in range(level - 1):
        folder = dirname(folder)
    return ".".join(part for part in (folder.replace("/", "."), module) if part)
