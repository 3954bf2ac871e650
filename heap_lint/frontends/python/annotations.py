"""What a type annotation says of a value: the classes it may be of, and whether it may be None."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from heap_lint.frontends.python.names import last_name
from heap_lint.models.paths import kinds
from heap_lint.values import Kind

_TRANSPARENT = ("Annotated", "ClassVar", "Final", "Required", "NotRequired")
_SEVERAL = ("Optional", "Union")


def alternatives(annotation: ast.expr | None) -> Iterator[ast.expr]:
    """Yield the types that an annotation allows: of `Optional[X]`, `X | None`, `"X"`."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        yield from alternatives(_parsed(annotation.value))
    elif isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        yield from alternatives(annotation.left)
        yield from alternatives(annotation.right)
    elif isinstance(annotation, ast.Subscript) and last_name(annotation.value) in _SEVERAL:
        for part in _parts(annotation.slice):
            yield from alternatives(part)
    elif isinstance(annotation, ast.Subscript) and last_name(annotation.value) in _TRANSPARENT:
        yield from alternatives(_parts(annotation.slice)[0])
    elif annotation is not None:
        yield annotation


def names_none(annotation: ast.expr | None) -> bool:
    """Whether the author says that a value may be None."""
    outer = annotation
    if isinstance(outer, ast.Constant) and isinstance(outer.value, str):
        outer = _parsed(outer.value)
    if isinstance(outer, ast.Subscript) and last_name(outer.value) == "Optional":
        return True
    kinds = list(alternatives(outer))
    return any(isinstance(kind, ast.Constant) and kind.value is None for kind in kinds)


def kind_named(annotation: ast.expr | None, path_of: Callable[[ast.expr], str]) -> Kind | None:
    """Return what the author says that a value is, as far as it matters to a payload.

    `path_of` gives the access path of a type.
    """
    if annotation is None:
        return None
    if names_none(annotation):
        return Kind.OPTIONAL
    told = {kinds().get(f"{path_of(each)}:") for each in alternatives(annotation)}
    return told.pop() if len(told) == 1 else None


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _parts(inner: ast.expr) -> list[ast.expr]:
    return inner.elts if isinstance(inner, ast.Tuple) and inner.elts else [inner]
