"""What may make a call again when it fails: a loop, a decorator, a task's retry, a session's adapter.

Told by the text of the code around the call alone. The functions in which a call of a wrapper ends are
not looked at: they are asked for their own calls.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias

from heap_lint.frontends.python.model import is_one_of
from heap_lint.frontends.python.names import last_name
from heap_lint.frontends.python.reaching import LOOPS, Block, around, end, follows, start
from heap_lint.frontends.python.sessions import Sessions
from heap_lint.frontends.python.statements import statements

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LEAVES = (ast.Break, ast.Return)
_WORDS = re.compile(r"[Rr]etr|backoff|stamina|\bwhile\b|\brange\s*\(|\bcount\s*\(")
_ONCE = {"tries", "max_tries", "attempts", "stop_max_attempt_number"}


def may_retry(text: str) -> bool:
    """Whether the text of a file holds any of the words that a retry needs."""
    return _WORDS.search(text) is not None


class Retries:
    """The retries of one file."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._sessions = Sessions(tree, self._path)

    def of(self, call: ast.Call) -> ast.expr | None:
        """Return what may make a call again, None where nothing is seen that does."""
        outside = list(around(self._tree.body, call))
        function = next((each for each in reversed(outside) if isinstance(each, _FUNCTIONS)), None)
        inner = outside[outside.index(function) + 1 :] if function is not None else outside
        for position, each in enumerate(inner):
            if isinstance(each, LOOPS) and self._repeats(each, inner[position + 1 :]):
                return each.test if isinstance(each, ast.While) else each.iter
        if function is not None:
            found = self._of_function(function, call, inner)
            if found is not None:
                return found
        return self._sessions.of(call)

    # --- Loops

    def _repeats(self, loop: ast.For | ast.AsyncFor | ast.While, inner: list[Block]) -> bool:
        """Whether a loop ends when what `inner` leads to has worked, and goes on when it has failed."""
        if not isinstance(loop, ast.While):
            path = self._path(loop.iter)
            if is_one_of(path, "retries", "attempts"):
                return not self._tries_once(loop.iter)
            if path not in ("range", "itertools.count"):
                return False
        tries = [each for each in inner if isinstance(each, ast.Try)]
        if any(isinstance(each, LOOPS) for each in inner):
            return False
        return any(self._is_tried_again(loop, each, inner) for each in tries) or (
            not tries and _asks_response(loop.body, inner)
        )

    def _is_tried_again(
        self, loop: ast.For | ast.AsyncFor | ast.While, tried: ast.Try, inner: list[Block]
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
        self, function: _Function, call: ast.Call, inner: list[Block]
    ) -> ast.expr | None:
        for decorator in function.decorator_list:
            if self._tries_again(decorator) and not self._is_swallowed(inner):
                return decorator
        if not any(_last(each) in ("task", "shared_task") for each in function.decorator_list):
            return None
        if any(_is(_keywords(each).get("max_retries"), 0) for each in function.decorator_list):
            return None
        first = next((each.arg for each in function.args.args), "")
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _last(node) == "retry" and start(node) > end(call):
                is_own = _owner(node) in (first, function.name, "current_task")
                if is_own and follows(function, call, node, self._may_be_of_network):
                    return node
        return None

    def _tries_again(self, decorator: ast.expr) -> bool:
        keywords = _keywords(decorator)
        if is_one_of(self._path(decorator), "retries", "decorators"):
            return not self._tries_once(decorator)
        exceptions = keywords.get("autoretry_for")
        if exceptions is None or _last(decorator) not in ("task", "shared_task"):
            return False
        return not _is_empty(exceptions) and not _is(keywords.get("max_retries"), 0)

    def _tries_once(self, made: ast.expr) -> bool:
        """Whether what tries again is told to make one attempt only."""
        keywords = _keywords(made)
        return any(_is(keywords.get(name), 1) for name in _ONCE) or self._stops_at_once(
            keywords.get("stop")
        )

    def _stops_at_once(self, stop: ast.expr | None) -> bool:
        """Whether a condition of tenacity's, of which `|` makes one of several, stops at the first."""
        if isinstance(stop, ast.Name):
            stop = self._assigned_once(stop)
        if isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.BitOr):
            return self._stops_at_once(stop.left) or self._stops_at_once(stop.right)
        if not isinstance(stop, ast.Call) or not is_one_of(self._path(stop), "retries", "stops"):
            return False
        given = [*stop.args[:1], _keywords(stop).get("max_attempt_number")]
        return any(_is(each, 1) for each in given)

    def _assigned_once(self, name: ast.Name) -> ast.expr | None:
        """Return what a name stands for that is assigned once in the file."""
        values = [
            each.value
            for each in statements(self._tree)
            if isinstance(each, ast.Assign)
            and any(
                isinstance(target, ast.Name) and target.id == name.id for target in each.targets
            )
        ]
        return values[0] if len(values) == 1 else None

    def _is_swallowed(self, inner: list[Block]) -> bool:
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


def _asks_response(body: list[ast.stmt], inner: list[Block]) -> bool:
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
