"""The syntax tree of a module."""

from __future__ import annotations

import ast
import warnings


def parsed(text: str) -> ast.Module:
    """Return a module's tree; what Python warns of, an invalid escape say, is not our subject.

    Raises SyntaxError, ValueError (a NUL character), MemoryError and RecursionError (nested too deeply).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)
