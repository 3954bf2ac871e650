"""Comprehensions that copy a dict: `{k: v for k, v in properties.items() if v is not None}`."""

from __future__ import annotations

import ast


def copied_dict(node: ast.DictComp) -> ast.expr | None:
    """Return the dict whose entries a comprehension copies as they are; None where it does not.

    Left out may be entries whose value is None or nothing, on which alone the conditions are.
    """
    generator, *others = node.generators
    target, items = generator.target, generator.iter
    if others or not isinstance(items, ast.Call) or items.args or items.keywords:
        return None
    if not isinstance(items.func, ast.Attribute) or items.func.attr != "items":
        return None
    if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
        return None
    key, value = target.elts
    same = _is(node.key, key) and _is(node.value, value)
    return items.func.value if same and all(_asks_for(t, value) for t in generator.ifs) else None


def _is(node: ast.expr, name: ast.expr) -> bool:
    return isinstance(node, ast.Name) and isinstance(name, ast.Name) and node.id == name.id


def _asks_for(test: ast.expr, value: ast.expr) -> bool:
    """Whether a condition only asks whether there is a value: `value`, `value is not None`."""
    if not isinstance(test, ast.Compare):
        return _is(test, value)
    none = test.comparators[0]
    is_none = isinstance(none, ast.Constant) and none.value is None
    return is_none and isinstance(test.ops[0], (ast.IsNot, ast.NotEq)) and _is(test.left, value)
