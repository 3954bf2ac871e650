"""What may make a call again when it fails: a loop, a decorator, a task's retry, a session's adapter.

Told by the text of the code around the call alone. The functions in which a call of a wrapper ends are
not looked at: they are asked for their own calls.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.python.statements import BLOCKS, statements

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_Block: TypeAlias = ast.stmt | ast.ExceptHandler | ast.match_case
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_LEAVES = (ast.Break, ast.Return)
_WORDS = re.compile(r"[Rr]etr|backoff|stamina|\bwhile\b|\brange\s*\(|\bcount\s*\(")
_ONCE = {"tries", "max_tries", "attempts", "stop_max_attempt_number"}


def may_retry(text: str) -> bool:
    """Whether the text of a file holds any of the words that a retry needs."""
    return _WORDS.search(text) is not None


class _Mount(NamedTuple):
    """An adapter that posts again, given to a session: by which name, in which function and class."""

    session: str
    adapter: ast.expr
    function: _Function | None
    owner: ast.ClassDef | None


class Retries:
    """The retries of one file."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree

    def of(self, call: ast.Call) -> ast.expr | None:
        """Return what may make a call again, None where nothing is seen that does."""
        around = list(_around(self._tree.body, call))
        function = next((each for each in reversed(around) if isinstance(each, _FUNCTIONS)), None)
        inner = around[around.index(function) + 1 :] if function is not None else around
        for position, each in enumerate(inner):
            if isinstance(each, _LOOPS) and self._repeats(each, inner[position + 1 :]):
                return each.test if isinstance(each, ast.While) else each.iter
        if function is not None:
            found = self._of_function(function, call, inner)
            if found is not None:
                return found
        return self._of_session(call, around, function)

    # --- Loops

    def _repeats(self, loop: ast.For | ast.AsyncFor | ast.While, inner: list[_Block]) -> bool:
        """Whether a loop ends when what `inner` leads to has worked, and goes on when it has failed."""
        if not isinstance(loop, ast.While):
            path = self._path(loop.iter)
            if is_one_of(path, "retries", "attempts"):
                return True
            if path not in ("range", "itertools.count"):
                return False
        tries = [each for each in inner if isinstance(each, ast.Try)]
        if any(isinstance(each, _LOOPS) for each in inner):
            return False
        return any(self._is_tried_again(loop, each, inner) for each in tries) or (
            not tries and _asks_response(loop.body, inner)
        )

    def _is_tried_again(
        self, loop: ast.For | ast.AsyncFor | ast.While, tried: ast.Try, inner: list[_Block]
    ) -> bool:
        at = inner.index(tried)
        statement = inner[at + 1] if at + 1 < len(inner) else None
        if statement not in tried.body:
            return False
        handlers = [each for each in tried.handlers if self._may_be_of_network(each)]
        going_on = [each.body[-1] for each in handlers if not _ends(each.body[-1])]
        later = tried.body[tried.body.index(statement) :]
        if any(isinstance(each, _LEAVES) for each in (*later, *tried.orelse)):
            return bool(going_on)
        if _asks_response(tried.body, inner[at + 1 :]):
            return bool(going_on)
        if isinstance(loop, ast.While) and _names(loop.test) & _assigned([*later, *tried.orelse]):
            return bool(going_on)
        behind = loop.body[loop.body.index(tried) + 1 :] if tried in loop.body else []
        left = any(isinstance(each, _LEAVES) for each in behind)
        return left and any(isinstance(each, ast.Continue) for each in going_on)

    def _may_be_of_network(self, handler: ast.ExceptHandler) -> bool:
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(
            each is None or is_one_of(self._path(each).rpartition(".")[2], "retries", "exceptions")
            for each in types
        )

    # --- Functions

    def _of_function(
        self, function: _Function, call: ast.Call, inner: list[_Block]
    ) -> ast.expr | None:
        for decorator in function.decorator_list:
            if self._tries_again(decorator) and not self._is_swallowed(inner):
                return decorator
        if not any(_last(each) in ("task", "shared_task") for each in function.decorator_list):
            return None
        first = next((each.arg for each in function.args.args), "")
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _last(node) == "retry" and _start(node) > _end(call):
                if _owner(node) in (first, function.name, "current_task"):
                    return node
        return None

    def _tries_again(self, decorator: ast.expr) -> bool:
        keywords = _keywords(decorator)
        if is_one_of(self._path(decorator), "retries", "decorators"):
            return not any(_is(keywords.get(name), 1) for name in _ONCE)
        exceptions = keywords.get("autoretry_for")
        if exceptions is None or _last(decorator) not in ("task", "shared_task"):
            return False
        return not _is_empty(exceptions) and not _is(keywords.get("max_retries"), 0)

    def _is_swallowed(self, inner: list[_Block]) -> bool:
        """Whether no failure gets out: a handler takes all of them, and raises none."""
        return any(
            isinstance(tried, ast.Try)
            and statement in tried.body
            and any(
                self._takes_all(handler)
                and not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
                for handler in tried.handlers
            )
            for tried, statement in pairwise(inner)
        )

    def _takes_all(self, handler: ast.ExceptHandler) -> bool:
        kind = handler.type
        return kind is None or self._path(kind) in ("Exception", "BaseException")

    # --- Sessions

    def _of_session(
        self, call: ast.Call, around: list[_Block], function: _Function | None
    ) -> ast.expr | None:
        session = _owner(call)
        for mount in self._mounts if session else ():
            of_self = session.startswith("self.") and mount.owner in around
            if mount.session == session and (
                mount.function is None or mount.function is function or of_self
            ):
                return mount.adapter
        return None

    @cached_property
    def _mounts(self) -> list[_Mount]:
        return [
            _Mount(_owner(node), node, *self._place(node))
            for node in ast.walk(self._tree)
            if isinstance(node, ast.Call)
            and _last(node) == "mount"
            and len(node.args) == 2
            and self._posts_again(node.args[1])
        ]

    def _place(self, node: ast.Call) -> tuple[_Function | None, ast.ClassDef | None]:
        around = list(_around(self._tree.body, node))[::-1]
        function = next((each for each in around if isinstance(each, _FUNCTIONS)), None)
        return function, next((each for each in around if isinstance(each, ast.ClassDef)), None)

    def _posts_again(self, adapter: ast.expr) -> bool:
        """Whether an adapter repeats a POST, which it does only where it is told to."""
        made = self._assigned_to(adapter)
        retry = self._assigned_to(_keywords(made).get("max_retries"))
        if retry is None or not is_one_of(self._path(made), "retries", "adapters"):
            return False
        given = _keywords(retry)
        total = given.get("total", next(iter(getattr(retry, "args", ())), None))
        methods = self._assigned_to(given.get("allowed_methods", given.get("method_whitelist")))
        if (
            methods is None
            or _is(total, 0)
            or not is_one_of(self._path(retry), "retries", "policies")
        ):
            return False
        return any(
            isinstance(node, ast.Constant) and node.value in ("POST", None, False)
            for node in ast.walk(methods)
        )

    def _assigned_to(self, node: ast.expr | None) -> ast.expr | None:
        """Return what a name stands for that is assigned once in the file, else the expression."""
        if not isinstance(node, ast.Name):
            return node
        values = [
            each.value
            for each in statements(self._tree)
            if isinstance(each, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in each.targets)
        ]
        return values[0] if len(values) == 1 else None

    # --- Names

    @cached_property
    def _imports(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in statements(self._tree):
            if isinstance(node, ast.Import):
                found.update((a.asname, a.name) for a in node.names if a.asname)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.update((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
        return found

    def _path(self, node: ast.expr | None) -> str:
        """Return the import path of a dotted name, or of what is called by one."""
        if isinstance(node, ast.Call):
            return self._path(node.func)
        if isinstance(node, ast.Attribute):
            return f"{self._path(node.value)}.{node.attr}"
        return self._imports.get(node.id, node.id) if isinstance(node, ast.Name) else ""


def _around(body: list[ast.stmt], node: ast.AST) -> Iterator[_Block]:
    """Yield the statements, handlers and cases that a node stands in, outermost first."""
    parts: list[list[_Block]] = [body]  # type: ignore[list-item]
    while parts:
        found = (_holding(part, node) for part in parts)
        here = next((each for each in found if each is not None), None)
        if here is None:
            return
        yield here
        parts = [getattr(here, name) for name in BLOCKS if getattr(here, name, None)]


def _holding(part: list[_Block], node: ast.AST) -> _Block | None:
    """Return the statement of a block in which a node stands."""
    at = bisect_right(part, _start(node), key=_start) - 1
    return part[at] if at >= 0 and _start(node) < _end(part[at]) else None


def _start(node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.match_case):
        return _start(node.pattern)
    return node.lineno, node.col_offset  # type: ignore[attr-defined]


def _end(node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.match_case):
        return _end(node.body[-1])
    return node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]


def _asks_response(body: list[ast.stmt], inner: list[_Block]) -> bool:
    """Whether what is called gives a name, and a later condition on that name leaves the loop."""
    statement = inner[0] if inner else None
    if not isinstance(statement, ast.Assign) or statement not in body:
        return False
    response = _assigned([statement])
    return any(
        isinstance(each, ast.If)
        and response & _names(each.test)
        and any(isinstance(inner, _LEAVES) for inner in (*each.body, *each.orelse))
        for each in body[body.index(statement) + 1 :]
    )


def _ends(statement: ast.stmt) -> bool:
    return isinstance(statement, (*_LEAVES, ast.Raise))


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _assigned(body: list[ast.stmt]) -> set[str]:
    targets = [target for each in body if isinstance(each, ast.Assign) for target in each.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _keywords(node: ast.expr | None) -> dict[str | None, ast.expr]:
    return {each.arg: each.value for each in node.keywords} if isinstance(node, ast.Call) else {}


def _last(node: ast.expr) -> str:
    """Return the last part of a name, or of that of what is called."""
    if isinstance(node, ast.Call):
        node = node.func
    return last_name(node)


def _owner(call: ast.Call) -> str:
    """Return the text of what a method is called of."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _is(node: ast.expr | None, value: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _is_empty(node: ast.expr) -> bool:
    return isinstance(node, (ast.Tuple, ast.List)) and not node.elts
