"""Sessions whose adapter posts again what has failed: by the name they have, or what makes them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeAlias

from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.python.reaching import around
from heap_lint.frontends.python.statements import statements

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Place(NamedTuple):
    """The function and the class around something."""

    function: _Function | None
    owner: ast.ClassDef | None


class _Mount(NamedTuple):
    """An adapter that posts again, given to a session by its text."""

    session: str
    adapter: ast.expr
    place: _Place


class Sessions:
    """The sessions of one file; `path_of` gives the import path of a name, or of what is called."""

    def __init__(self, tree: ast.Module, path_of: Callable[[ast.expr | None], str]) -> None:
        self._tree = tree
        self._path_of = path_of

    def of(self, call: ast.Call) -> ast.expr | None:
        """Return the adapter that posts again for the session that a method is called of, or None."""
        if not isinstance(call.func, ast.Attribute) or not self._mounts:
            return None
        session, place = call.func.value, self._place(call)
        named = self._by_name.get(ast.unparse(session), ())
        found = (mount.adapter for mount in named if _is_seen(mount, place))
        return next(found, None) or self._made_by(session)

    @cached_property
    def _by_name(self) -> dict[str, list[_Mount]]:
        """The adapters of sessions, also those that functions give which make or take a session."""
        found: defaultdict[str, list[_Mount]] = defaultdict(list)
        for mount in self._mounts:
            found[mount.session].append(mount)
        for node in ast.walk(self._tree) if self._makers or self._mounting else ():
            for session, adapter in self._equipped(node):
                text = ast.unparse(session)
                found[text].append(_Mount(text, adapter, self._place(node)))
        return found

    def _equipped(self, node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
        """Yield the sessions that get an adapter of a function that a statement or call names."""
        if isinstance(node, ast.Call):
            adapter = self._mounting.get(last_name(node.func))
            if adapter is not None:
                yield from ((each, adapter) for each in node.args)
        for target, value in _assignments(node):
            made = self._made_by(value) if isinstance(value, ast.Call) else None
            if made is not None:
                yield target, made

    def _made_by(self, session: ast.expr) -> ast.expr | None:
        """Return the adapter that a function of this file mounts on the session that it returns."""
        maker = session.func if isinstance(session, ast.Call) else session
        found = self._makers.get(last_name(maker))
        if found is None or found.is_property is isinstance(session, ast.Call):
            return None
        owner = ast.unparse(maker.value) if isinstance(maker, ast.Attribute) else ""
        return found.adapter if owner in (("self", "cls") if found.is_method else ("",)) else None

    @cached_property
    def _makers(self) -> dict[str, _Maker]:
        """The functions, by name, that return a session on which they mount an adapter."""
        return {
            function.name: _Maker(
                mount.adapter, _is_property(function), mount.place.owner is not None
            )
            for mount in self._mounts
            if (function := mount.place.function) is not None
            and any(
                isinstance(node, ast.Return)
                and node.value is not None
                and ast.unparse(node.value) == mount.session
                for node in ast.walk(function)
            )
        }

    @cached_property
    def _mounting(self) -> dict[str, ast.expr]:
        """The functions, by name, that mount an adapter on a session that they are given."""
        return {
            function.name: mount.adapter
            for mount in self._mounts
            if (function := mount.place.function) is not None
            and any(each.arg == mount.session for each in function.args.args)
        }

    @cached_property
    def _mounts(self) -> list[_Mount]:
        found: list[_Mount] = []
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _is_mount(node) and len(node.args) == 2:
                place = self._place(node)
                session = ast.unparse(node.func.value)  # type: ignore[attr-defined]
                if self._posts_again(node.args[1], place):
                    found.append(_Mount(session, node, place))
        return found

    def _place(self, node: ast.AST) -> _Place:
        inside = list(around(self._tree.body, node))[::-1]
        function = next((each for each in inside if isinstance(each, _FUNCTIONS)), None)
        return _Place(function, next((e for e in inside if isinstance(e, ast.ClassDef)), None))

    def _posts_again(self, adapter: ast.expr, place: _Place) -> bool:
        """Whether an adapter repeats a POST, which it does only where it is told to."""
        made = self._only_value(adapter, place)
        retry = self._only_value(_keywords(made).get("max_retries"), place)
        if retry is None or not is_one_of(self._path_of(made), "retries", "adapters"):
            return False
        given = _keywords(retry)
        total = given.get("total", next(iter(getattr(retry, "args", ())), None))
        methods = given.get("allowed_methods", given.get("method_whitelist"))
        methods = self._only_value(methods, place)
        if methods is None or not is_one_of(self._path_of(retry), "retries", "policies"):
            return False
        if isinstance(total, ast.Constant) and total.value == 0:
            return False
        return any(
            isinstance(node, ast.Constant) and node.value in ("POST", None, False)
            for node in ast.walk(methods)
        )

    def _only_value(self, node: ast.expr | None, place: _Place) -> ast.expr | None:
        """Return what a name stands for that is assigned once in its scope, else the expression."""
        if not isinstance(node, ast.Name):
            return node
        for scope in (place.function, self._tree):
            assigned = (
                (p for each in statements(scope) for p in _assignments(each)) if scope else ()
            )
            values = [v for t, v in assigned if isinstance(t, ast.Name) and t.id == node.id]
            if values:
                return values[0] if len(values) == 1 else None
        return None


class _Maker(NamedTuple):
    """A function that makes a session, and the adapter it mounts."""

    adapter: ast.expr
    is_property: bool
    is_method: bool


def _is_seen(mount: _Mount, place: _Place) -> bool:
    """Whether a name that has got an adapter is the same one somewhere else."""
    if mount.session.startswith("self."):
        return mount.place.owner is place.owner is not None
    if mount.place.function is not None or place.function is None:
        return mount.place.function is place.function
    own = {each.arg for each in ast.walk(place.function) if isinstance(each, ast.arg)}
    names = (each for each in ast.walk(place.function) if isinstance(each, ast.Name))
    own |= {each.id for each in names if isinstance(each.ctx, ast.Store)}
    return mount.session not in own


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the targets of a statement, each with what it gets."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, (ast.With, ast.AsyncWith)):
        for item in node.items:
            if item.optional_vars is not None:
                yield item.optional_vars, item.context_expr


def _keywords(node: ast.expr | None) -> dict[str | None, ast.expr]:
    return {each.arg: each.value for each in node.keywords} if isinstance(node, ast.Call) else {}


def _is_mount(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "mount"


def _is_property(function: _Function) -> bool:
    names = {last_name(decorator) for decorator in function.decorator_list}
    return not names.isdisjoint({"property", "cached_property"})
