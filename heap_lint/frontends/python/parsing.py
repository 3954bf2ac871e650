"""The syntax tree of a module."""

from __future__ import annotations

import ast
import warnings

from heap_lint import regex
from heap_lint.analysis import limits

_IMPORTS = regex.lazy(r"(?:^|[;:])[ \t\f]*(?:import|from)\b([\w \t\f.,]*)")
"""What a statement imports, or imports from; a line of a text may look like one."""


def parsed(text: str) -> ast.Module:
    """Return a module's tree; what Python warns of, an invalid escape say, is not our subject.

    Raises SyntaxError, ValueError (a NUL character), MemoryError and RecursionError (nested too deeply).
    """
    if _has_endless_import(text):
        raise RecursionError("an import of a module in endless packages")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _has_endless_import(text: str) -> bool:
    """Whether an import has so many parts that Python's parser would take gigabytes.

    It keeps each beginning of a dotted name: 100,000 parts take ten.
    """
    if "\\" in text:
        text = text.replace("\\\r\n", "").replace("\\\n", "").replace("\\\r", "")
    return any(
        name.strip(" \t\f.").count(".") >= limits.MOST_PARTS_OF_AN_IMPORT
        for line in text.split("\n")
        if line.count(".") >= limits.MOST_PARTS_OF_AN_IMPORT
        for part in line.split("\r")
        for match in _IMPORTS.finditer(part)
        for name in match[1].split(",")
    )
