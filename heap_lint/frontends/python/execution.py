"""Executes statements abstractly: every way through a body, what holds on it, and where they meet.

Branches meet in joined states, loops are run until nothing changes (three times at most), and a
handler begins with whatever the guarded block could have left.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from heap_lint.flow import Node
from heap_lint.frontends.dataflow import containers
from heap_lint.frontends.dataflow.state import State, join
from heap_lint.frontends.dataflow.symbols import Parameter, Ref
from heap_lint.frontends.python.expressions import Evaluator
from heap_lint.frontends.python.guards import assumption, decided
from heap_lint.frontends.python.imports import imported_module
from heap_lint.frontends.python.logins import refuses
from heap_lint.frontends.python.matching import as_condition, is_always_met
from heap_lint.frontends.python.stars import Star
from heap_lint.values import Literal, Mapping, Origin, Sequence, Unknown, Value, is_none

_MOST_ROUNDS = 3
_DEEPEST_AGAIN = 4
"""In a loop that runs again, loops of this depth are run once: 3 rounds at each depth are 3**depth."""
_DEEPEST_LOOP = 8
"""Loops of this depth are run once, for any value of what they assign. People write four."""


class Executor(Evaluator):
    """Executes the statements of one frame; what they define or say is the interpreter's part."""

    alive: bool = True
    """Whether the end of what has been executed so far is reached."""

    def block(self, body: list[ast.stmt]) -> None:
        """Run statements until one of them leaves the block."""
        for statement in body:
            if not self.alive:
                return
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """Run one statement."""
        self.fuel.left -= 1
        if self.frame.raising:
            self.frame.raising[-1].append(self.state.fork())
        method: Callable[[ast.stmt], None] | None = getattr(self, f"_{type(node).__name__}", None)
        if method is not None:
            method(node)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.evaluate(child)

    # --- Simple statements

    def _AugAssign(self, node: ast.AugAssign) -> None:
        as_expression = ast.copy_location(
            ast.BinOp(_as_loaded(node.target), node.op, node.value), node.value
        )
        before = self.evaluate(as_expression.left)
        value = self.evaluate(node.value)
        held = self.held(before)
        if isinstance(before, Ref) and isinstance(held, Mapping):
            self.state.objects[before.site] = containers.updated(held, self.held(value))
        elif isinstance(before, Ref):
            if isinstance(held, Sequence):
                self.state.objects[before.site] = containers.extended(held, self.held(value))
        elif isinstance(node.op, ast.Add):
            self.bind(node.target, self.added(as_expression, [before, value]))
        else:
            self.bind(node.target, self.operated(as_expression, before, value))

    def _Import(self, node: ast.Import) -> None:
        for alias in node.names:
            path = alias.name if alias.asname else alias.name.partition(".")[0]
            self.state.names[alias.asname or path] = self._path(path, alias)

    def _ImportFrom(self, node: ast.ImportFrom) -> None:
        module = imported_module(self.file.source.path, node.level, node.module)
        for alias in node.names:
            if alias.name == "*":
                self._import_all(module, alias, sure=id(node) in self.file.top)
                continue
            path = f"{module}.{alias.name}"
            self.state.names[alias.asname or alias.name] = self._path(path, alias)

    def _import_all(self, module: str, alias: ast.alias, *, sure: bool) -> None:
        """Take all names of a module; those that are bound here already are its own from here on."""
        given = self.file.all_of(module)
        if given is None:
            return
        star = Star(given, lambda name: self._path(f"{module}.{name}", alias), sure)
        for name in filter(given.gives, list(self.state.names)):
            self.state.names[name] = star.named(name)
        self.file.stars.add(id(alias), star)

    def _Assert(self, node: ast.Assert) -> None:
        self.evaluate(node.test)
        self.assume(node.test, True)

    def _Return(self, node: ast.Return) -> None:
        value = self.evaluate(node.value) if node.value is not None else None
        if node.value is not None and value is not None:
            self.frame.returned.append(self.freeze(value))
            self.tell(node.value, value)
        if value is None or is_none(value):
            self.frame.passes.append(self.state.node)
        self.frame.returns.append(self.state)
        self.alive = False

    def _Raise(self, node: ast.Raise) -> None:
        for part in (node.exc, node.cause):
            if part is not None:
                self.frame.refuses |= refuses(self.evaluate(part))
        self.alive = False

    def tell(self, node: ast.expr, value: Value) -> None:
        """Note what callers may learn of the visitor from a returned value being true, or not."""
        for truth in (True, False):
            if not isinstance(value, Literal) or bool(value.value) is truth:
                told = assumption(node, truth, self).login
                self.frame.told.append((self.state.node, truth, told))

    def _Break(self, node: ast.Break) -> None:
        self._leave(self.frame.breaks)

    def _Continue(self, node: ast.Continue) -> None:
        self._leave(self.frame.continues)

    def _leave(self, loops: list[list[State]]) -> None:
        for loop in loops[-1:]:
            loop.append(self.state)
        self.alive = False

    # --- Branches

    def _If(self, node: ast.If) -> None:
        """Run a chain of `if`, `elif`, `else` without recursing along it."""
        ended: list[State | None] = []
        branch: ast.If | None = node
        while branch is not None:
            self.evaluate(branch.test)
            self.state.doubt()
            around, rest, known = self.state, branch.orelse, decided(branch.test, self.state)
            if known is not False:
                self.state = around.fork()
                self.assume(branch.test, True)
                ended.append(self._ends(branch.body))
            if known is True:
                break
            self.state = around.fork()
            self.assume(branch.test, False)
            branch = rest[0] if len(rest) == 1 and isinstance(rest[0], ast.If) else None
            if branch is None:
                ended.append(self._ends(rest))
        self._go_on(ended)

    def _Match(self, node: ast.Match) -> None:
        self.evaluate(node.subject)
        if self.asks_for_user(node.subject):
            self.state.go_to(Node(asks=True))
        around = self.state
        ended: list[State | None] = [around.fork()]
        for case in node.cases:
            self.state = around.fork()
            self._take_case(node.subject, case, met=True)
            ended.append(self._ends(case.body))
            self.state = around.fork()
            self._take_case(node.subject, case, met=False)
            around = self.state
            ended[0] = None if _matches_all(case) else around.fork()
        self._go_on(ended)

    def _take_case(self, subject: ast.expr, case: ast.match_case, *, met: bool) -> None:
        """Narrow what is known to what a case shows by being taken, or by not being taken."""
        test = as_condition(subject, case.pattern)
        by_guard = case.guard is not None and is_always_met(case.pattern)
        if test is not None and (met or case.guard is None):
            self.assume(test, met)
        if met or by_guard:
            known = self._subject(subject, case.pattern)
            for name in _captures(case.pattern):
                self.state.bind(name, known or Unknown(self.span(subject)))
        if case.guard is not None and (met or by_guard):
            self.evaluate(case.guard)
            self.assume(case.guard, met)

    def _subject(self, subject: ast.expr, pattern: ast.pattern) -> Value | None:
        """Return what a pattern gives a name that takes the subject as a whole, if it is one value."""
        if isinstance(pattern, ast.MatchAs) and isinstance(subject, (ast.Name, ast.Attribute)):
            whole = pattern.pattern is None or not list(_captures(pattern.pattern))
            value = self.evaluate(subject) if whole else None
            return value if type(value) in (Unknown, Parameter) else None
        return None

    def _ends(self, body: list[ast.stmt]) -> State | None:
        """Run a branch and return where it ends, None where it leaves the block."""
        self.alive = True
        self.block(body)
        return self.state if self.alive else None

    def _go_on(self, ended: list[State | None]) -> None:
        joined = join(ended)
        self.alive = joined is not None
        if joined is not None:
            self.state = joined

    # --- Loops

    def _For(self, node: ast.For | ast.AsyncFor) -> None:
        iterable = self.evaluate(node.iter)

        def begin() -> None:
            self.bind(node.target, self.item_of(iterable, node.target))

        self._loop(node, begin, self.state)

    _AsyncFor = _For

    def _While(self, node: ast.While) -> None:
        def begin() -> None:
            self.evaluate(node.test)
            self.assume(node.test, True)

        self._loop(node, begin, None if _is_true(node.test) else self.state)
        if self.alive and not _is_true(node.test):
            self.assume(node.test, False)

    def _loop(
        self,
        node: ast.For | ast.AsyncFor | ast.While,
        begin: Callable[[], None],
        never: State | None,
    ) -> None:
        left: list[State] = []
        head = self.state
        ended: list[State | None] = [never.fork()] if never is not None else []
        loops = self.frame.loops
        if len(loops) >= _DEEPEST_LOOP:
            self._forget_changed(node)
        for number in range(self._rounds()):
            loops.append((node, number))
            self.frame.breaks.append([])
            self.frame.continues.append([])
            self.state = head.fork()
            begin()
            end = self._ends(node.body)
            left += self.frame.breaks.pop()
            loops.pop()
            again = join([end, *self.frame.continues.pop()])
            if again is None:
                break
            if never is not None:
                ended.append(again.fork())
            before = head
            head = join([head.fork(), again.fork()]) or head
            if head.names == before.names and head.objects == before.objects:
                break
        self._go_on(ended)
        if self.alive and node.orelse:
            self._go_on([self._ends(node.orelse)])
        self._go_on([*([self.state] if self.alive else []), *left])

    def _rounds(self) -> int:
        """Return how often the body of a loop is run at most.

        A loop in loops is run anew in each of their rounds, with what the earlier ones have left: deep
        inside one time is enough then.
        """
        loops = self.frame.loops
        runs_again = any(number for _, number in loops)
        is_deep = len(loops) >= _DEEPEST_LOOP or runs_again and len(loops) >= _DEEPEST_AGAIN
        return 1 if is_deep else _MOST_ROUNDS

    def _forget_changed(self, loop: ast.For | ast.AsyncFor | ast.While) -> None:
        """Note that what the body of a loop assigns, or changes, may be anything in it."""
        self.file.limit(f"loops in loops were followed {_DEEPEST_LOOP} deep")
        unknown = Unknown(self.file.positions.span(self.frame.loops[0][0]))  # type: ignore[arg-type]
        for name in self.file.changed_in(loop):
            if name in self.state.names:
                self.state.lose_sight_of(self.state.names[name])
        for name in self.frame.names_assigned_in(loop):
            if name in self.state.names:
                self.state.bind(name, unknown)

    # --- With, try

    def enters(self, node: ast.expr, value: Value) -> Value:
        """Run what a context manager does first; the interpreter overrides this."""
        return value

    def leaves(self, item: ast.withitem, value: Value) -> None:
        """Run what a context manager does last; the interpreter overrides this."""

    def _With(self, node: ast.With | ast.AsyncWith) -> None:
        suppresses = False
        managers: list[Value] = []
        for item in node.items:
            value = self.evaluate(item.context_expr)
            managers.append(value)
            given = self.enters(item.context_expr, value)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, given)
            path = value.expression if isinstance(value, Unknown) else ""
            suppresses |= path == "contextlib.suppress()"
        if suppresses:
            self.frame.raising.append([])
            end = self._ends(node.body)
            raised = self._raised()
            self._go_on([end, *(state.fork() for state in raised)])
        else:
            self.block(node.body)
        for item, value in reversed(list(zip(node.items, managers, strict=True))):
            self.leaves(item, value)

    _AsyncWith = _With

    def _Try(self, node: ast.Try) -> None:
        self.frame.raising.append([])
        end = self._ends(node.body)
        raised = self._raised()
        if end is not None:
            raised.append(end.fork())
            self.state = end
            end = self._ends(node.orelse)
        ended = [end]
        start = join([state.fork() for state in raised]) if node.handlers else None
        for handler in node.handlers:
            if start is None:
                break
            self.state = start.fork()
            if handler.type is not None:
                self.evaluate(handler.type)
            if handler.name:
                # What an error says differs each time; of its attributes nothing is known.
                said = Unknown(self.file.positions.span(handler), Origin.VOLATILE)
                self.state.names[handler.name] = said
            ended.append(self._ends(handler.body))
        self._go_on(ended)
        if node.finalbody:
            self._finally(node.finalbody, raised)

    _TryStar = _Try

    def _raised(self) -> list[State]:
        """Leave a guarded block: return the states that it may have left, as the next one out may."""
        raised = self.frame.raising.pop()
        for around in self.frame.raising[-1:]:
            around += raised
        return raised

    def _finally(self, body: list[ast.stmt], raised: list[State]) -> None:
        """Run a `finally` block, also where everything before it has left."""
        left = not self.alive
        if left:
            self.state = join([state.fork() for state in raised]) or self.state
        end = self._ends(body)
        self.alive = end is not None and not left

    # --- Values

    def freeze(self, value: Value) -> Value:
        """Return a value as it is at this point."""
        return self.state.freeze(value)


def _captures(pattern: ast.pattern) -> list[str]:
    """Return the names that a `case` pattern binds."""
    return [
        name
        for node in ast.walk(pattern)
        for name in (getattr(node, "name", None), getattr(node, "rest", None))
        if isinstance(name, str)
    ]


def _matches_all(case: ast.match_case) -> bool:
    return is_always_met(case.pattern) and not case.guard


def _is_true(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


def _as_loaded(target: ast.expr) -> ast.expr:
    """Return the target of `+=` as the expression that reads it."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(target.id, ast.Load()), target)
    if isinstance(target, ast.Attribute):
        return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
    if isinstance(target, ast.Subscript):
        return ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
    return target
