"""What a condition shows where it holds, and where it does not: paths, values of names, a login."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from heap_lint.flow import Login
from heap_lint.frontends.dataflow.joining import one_of
from heap_lint.frontends.dataflow.narrowing import matching
from heap_lint.frontends.dataflow.symbols import Ref
from heap_lint.frontends.embedding import FILLER, HOLE
from heap_lint.frontends.web.model import is_one_of
from heap_lint.frontends.web.scope import path_of
from heap_lint.frontends.web.syntax import DEEPEST, Tree, named
from heap_lint.values import Literal, OneOf, Text, Unknown, Value

if TYPE_CHECKING:
    import tree_sitter as ts

_NOTHING = ("null", "undefined")
_NOT_AS_WRITTEN = {"\\", HOLE, FILLER}
"""Signs in a string that stand for others."""
_REPEATED = (
    *("identifier", "member_expression", "this"),
    *("string", "number", "true", "false", "null", "undefined"),
)
_MADE_OF_PARTS = ("binary_expression", "unary_expression", "parenthesized_expression")


class Assumption(Struct):
    """Paths with their truth, names with what is left of their values, the login state if told.

    `conditions`: the truth of names and comparisons, by their text.
    """

    truths: dict[str, bool] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    names: dict[str, Value] = field(default_factory=dict)
    login: Login | None = None


class Condition:
    """Reads conditions of one script; `peek` gives the value of an expression without running it."""

    def __init__(self, tree: Tree, peek: Callable[[ts.Node], Value]) -> None:
        self._tree = tree
        self._peek = peek
        self._repeating = dict[int, bool]()

    def shows(self, test: ts.Node, truth: bool) -> Assumption:
        """Return what `test` being `truth` shows."""
        found = Assumption()
        self._collect(test, truth, found, 0)
        return found

    def _collect(self, test: ts.Node, truth: bool, found: Assumption, depth: int) -> None:
        children = named(test)
        if depth > DEEPEST or not children and test.type != "identifier":
            return
        if test.type in ("parenthesized_expression", "as_expression", "non_null_expression"):
            self._collect(children[0], truth, found, depth + 1)
        elif test.type == "unary_expression":
            if self._operator(test) == "!":
                self._collect(children[0], not truth, found, depth + 1)
        elif test.type == "binary_expression":
            self._binary(test, children, truth, found, depth)
        elif test.type == "call_expression" and self._is("Boolean", children[0]):
            for argument in named(children[1])[:1]:
                self._collect(argument, truth, found, depth + 1)
        else:
            self._truth(test, truth, found)

    def _binary(
        self, test: ts.Node, children: list[ts.Node], truth: bool, found: Assumption, depth: int
    ) -> None:
        operator = self._operator(test)
        if len(children) != 2:
            return
        left, right = children
        if operator in ("&&", "||"):
            if self._repeats(test):
                found.conditions[self._tree.written(test)] = truth
            if (operator == "&&") is truth:
                self._collect(left, truth, found, depth + 1)
                self._collect(right, truth, found, depth + 1)
        elif operator in ("==", "===", "!=", "!=="):
            same = (operator[0] == "=") is truth
            if self._repeats(left) and self._repeats(right):
                text = f"{self._tree.written(left)} == {self._tree.written(right)}"
                found.conditions[text] = same
            written = self._tree.written(right).strip("\"'`")
            if self._operator(left) == "typeof" and left.type == "unary_expression":
                if written == "undefined":
                    self._truth(named(left)[0], not same, found, of_login=False)
                elif written == "function" and same:
                    self._truth(named(left)[0], True, found, of_login=False)
            elif right.type in _NOTHING:
                self._truth(left, not same, found)
            elif right.type == "string" and same and is_one_of(written, "events_in"):
                found.login = Login.IN
                found.truths |= {"@session": True, "@session.user": True}
            elif right.type == "string" and same and is_one_of(written, "events_out"):
                found.login = Login.OUT
            elif right.type in ("true", "false"):
                self._collect(left, same is (right.type == "true"), found, depth + 1)
            elif left.type == "identifier" and right.type == "string":
                # `==` also holds for a number that is written so
                if not _NOT_AS_WRITTEN.intersection(written) and (len(operator) == 3 or not same):
                    self._compared(left, written, same, found)

    def _compared(self, name: ts.Node, text: str, same: bool, found: Assumption) -> None:
        """Note what is left of a name's alternatives where it is that text, or is not."""
        value = self._peek(name)
        left = matching(value, [text], keep=same) if isinstance(value, OneOf) else None
        if left is not None:
            found.names[self._tree.written(name)] = left

    def _truth(
        self, test: ts.Node, truth: bool, found: Assumption, *, of_login: bool = True
    ) -> None:
        value = self._peek(test)
        path = path_of(value)
        if path:
            found.truths[path] = truth
            for end in range(len(path) - 1, 1, -1) if truth else ():
                if path[end] in ".[":
                    found.truths[path[:end]] = True
        if test.type == "identifier":
            found.conditions[self._tree.written(test)] = truth
            left = _narrowed(value, truth)
            if left is not None:
                found.names[self._tree.written(test)] = left
        if of_login:
            words = {
                last_name(path),
                last_name(value.expression if isinstance(value, Unknown) else ""),
            }
            login = login_shown(words, truth)
            found.login = login or found.login

    def _repeats(self, node: ts.Node, depth: int = 0) -> bool:
        """Whether an expression gives the same again while the names in it stay what they are."""
        if node.type in _REPEATED:
            return True
        if node.type not in _MADE_OF_PARTS or depth >= DEEPEST:
            return False
        known = self._repeating.get(node.id)
        if known is None:
            known = all(self._repeats(each, depth + 1) for each in named(node))
            self._repeating[node.id] = known
        return known

    def _operator(self, node: ts.Node) -> str:
        operator = node.child_by_field_name("operator")
        return self._tree.written(operator) if operator is not None else ""

    def _is(self, name: str, node: ts.Node) -> bool:
        return node.type == "identifier" and self._tree.written(node) == name


def login_shown(words: set[str], truth: bool) -> Login | None:
    """Return what the truth of something with one of these names tells of the visitor."""
    if any(is_one_of(word, "is_in") for word in words):
        return Login.IN if truth else Login.OUT
    if any(is_one_of(word, "is_out") for word in words):
        return Login.OUT if truth else None
    return None


def truth_of(value: Value) -> bool | None:
    """Return whether JavaScript counts a value as true, None where that is not known."""
    if isinstance(value, Literal):
        return bool(value.value) if not isinstance(value.value, bytes) else None
    if (
        isinstance(value, Ref)
        or isinstance(value, Text)
        and any(isinstance(part, str) and part for part in value.parts)
    ):
        return True
    return None


def _narrowed(value: Value, truth: bool) -> Value | None:
    """Return what is left of several alternatives, None where nothing is or none goes."""
    if not isinstance(value, OneOf):
        return None
    left = [option for option in value.options if truth_of(option) in (truth, None)]
    return one_of(left, value.span) if left and len(left) < len(value.options) else None


def last_name(path: str) -> str:
    """Return the last name of an access path."""
    name = path.removesuffix("()").rpartition(".")[2]
    return name.lstrip("@")
