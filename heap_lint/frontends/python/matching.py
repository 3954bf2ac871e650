"""Patterns of `match` that say the same as a condition."""

from __future__ import annotations

import ast


def as_condition(subject: ast.expr, pattern: ast.pattern) -> ast.expr | None:
    """Return the condition that holds where a pattern matches, and only there; None for others."""
    if isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
        return as_condition(subject, pattern.pattern)
    if isinstance(pattern, ast.MatchSequence) and isinstance(subject, ast.Tuple):
        return _of_each(subject, pattern)
    if isinstance(pattern, ast.MatchOr):
        values = [_constant(each) for each in pattern.patterns]
        known = [each for each in values if each is not None]
        choice = ast.copy_location(ast.Tuple(known, ast.Load()), pattern)
        compared = ast.Compare(subject, [ast.In()], [choice])
        return _at(subject, compared) if len(known) == len(values) else None
    if isinstance(pattern, ast.MatchSingleton):
        return _at(subject, ast.Compare(subject, [ast.Is()], [_singleton(pattern)]))
    if isinstance(pattern, ast.MatchValue):
        return _at(subject, ast.Compare(subject, [ast.Eq()], [pattern.value]))
    if isinstance(pattern, ast.MatchClass) and not (pattern.patterns or pattern.kwd_patterns):
        asked = _at(subject, ast.Name("isinstance", ast.Load()))
        return _at(subject, ast.Call(asked, [subject, pattern.cls], []))
    return None


def is_always_met(pattern: ast.pattern) -> bool:
    """Whether a pattern matches whatever there is: `_`, or a name."""
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _of_each(subject: ast.Tuple, pattern: ast.MatchSequence) -> ast.expr | None:
    """Return the condition for several values at once."""
    if len(subject.elts) != len(pattern.patterns):
        return None
    pairs = zip(subject.elts, pattern.patterns, strict=True)
    asked = [as_condition(each, inner) for each, inner in pairs if not is_always_met(inner)]
    known = [each for each in asked if each is not None]
    if not known or len(known) != len(asked):
        return None
    return known[0] if len(known) == 1 else _at(subject, ast.BoolOp(ast.And(), known))


def _constant(pattern: ast.pattern) -> ast.expr | None:
    if isinstance(pattern, ast.MatchSingleton):
        return _singleton(pattern)
    return pattern.value if isinstance(pattern, ast.MatchValue) else None


def _singleton(pattern: ast.MatchSingleton) -> ast.expr:
    return ast.copy_location(ast.Constant(pattern.value), pattern)


def _at(place: ast.expr, node: ast.expr) -> ast.expr:
    return ast.copy_location(node, place)
