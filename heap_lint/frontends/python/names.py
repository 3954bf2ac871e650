"""How expressions are called."""

from __future__ import annotations

import ast


def last_name(node: ast.expr) -> str:
    """Return the last part of a name or a dotted name, nothing for any other expression."""
    return getattr(node, "attr", getattr(node, "id", ""))
