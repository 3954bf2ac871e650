"""In which login state a function begins: its decorators, its class, and the settings of its project."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from heap_lint.flow import Login
from heap_lint.frontends.python.frame import MOST_ANCESTORS, ClassScope
from heap_lint.frontends.python.logins import (
    admits,
    admitted_by_test,
    all_of,
    dependencies,
    depends,
    either,
    guarded_by,
    is_exempt,
    is_mounted,
    on_router,
    own_permissions,
)
from heap_lint.frontends.python.model import is_one_of, tables
from heap_lint.frontends.python.objects import Made
from heap_lint.frontends.python.summaries import Closure, Definition
from heap_lint.values import Literal, Unknown, Value

if TYPE_CHECKING:
    from heap_lint.frontends.python.interpreter import Interpreter

PERMISSIONS = ("permission_classes", "decorators")
"""Attributes of a class of views that tell who may see them."""
_REST = "rest_framework."


class Guarded(Unknown, frozen=True):
    """Something that sees a request before a view does, and whom it lets through."""

    admits: Login = Login.UNSURE


class Entries:
    """Asks what stands around the functions of a file."""

    def __init__(self, scope: Interpreter) -> None:
        self._scope = scope

    def of(self, definition: Definition) -> Login:
        """Return in which state a function begins."""
        asked = [
            each.admits if isinstance(each, Guarded) else admits(each, self._scope)
            for each in self._decorators(definition)
            if not _says_nothing(each)
        ]
        asked += self._dependencies(definition)
        asked += self._routes(definition)
        if Login.IN in asked:
            return Login.IN
        if Login.OUT in asked and not _is_view(definition):
            return all_of(asked)
        around = self._around(definition)
        return Login.IN if around is Login.IN else all_of((*asked, around))

    def _decorators(self, definition: Definition) -> Iterator[Value]:
        """Yield what stands around a function; what makes decorators can be asked only now."""
        nodes = getattr(definition.node, "decorator_list", [])
        for node, value in zip_longest(nodes, definition.around):
            if isinstance(node, ast.Call) and type(value) is Unknown:
                maker = self._scope.resolved(self._scope.evaluate(node.func))
                yield self._scope.evaluate(node) if isinstance(maker, Closure) else value
            else:
                yield value

    def _around(self, definition: Definition) -> Login:
        exempt = is_exempt(definition.around)
        own = own_permissions(definition.around)
        if own is not None:
            return admits(own, self._scope)
        if definition.in_class is not None:
            found = self.of_class(definition.in_class, definition, exempt=exempt)
            return Login.UNSURE if found is Login.OUT and not _answers(definition) else found
        if not _takes_request(definition):
            return Login.ANYBODY if self._routes(definition) else Login.UNSURE
        permissions = self._is_api(definition)
        return self._default(definition, api=permissions, exempt=exempt)

    def of_class(self, scope: ClassScope, definition: Definition, *, exempt: bool) -> Login:
        """Return whom the views of a class are for; it need not be one of views."""
        if not scope.settled:
            scope.settled = True  # asked again on the way, it is not known yet
            scope.entry = self._class(scope)
        if scope.entry is Login.IN:
            return Login.IN
        lineage = list(self._lineage(scope))
        paths = [path for each in lineage for path in each.bases]
        modules = [path.rpartition(".")[0] for path in paths]
        if not any(map(_is_of_views, modules)):
            return Login.UNSURE if scope.entry is Login.ANYBODY else scope.entry
        exempt |= any(is_one_of(path, "login", "exempt_bases") for path in paths)
        exempt |= any(is_exempt(each.around) for each in lineage)
        api = any(path.startswith(_REST) for path in paths)
        if api and self._attribute(lineage, "permission_classes") is not None:
            return scope.entry
        return all_of((scope.entry, self._default(definition, api=api, exempt=exempt)))

    def _class(self, scope: ClassScope) -> Login:
        asked: list[Login] = []
        lineage = list(self._lineage(scope))
        for each in lineage:
            asked += [admits(a, self._scope) for a in each.around if _method_of(a) is None]
            asked += [self._base(path) for path in each.bases]
        for name in PERMISSIONS:
            value = self._attribute(lineage, name)
            if value is not None:
                asked.append(admits(value, self._scope))
        if self._attribute(lineage, "get_permissions") is not None:
            asked = [Login.UNSURE]
        dispatch = self._attribute(lineage, "dispatch")
        if dispatch is not None:
            summary = self._scope.summary_of(dispatch)
            asked.append(either(summary.runs) if summary is not None else Login.UNSURE)
        tested = any(is_one_of(p, "login", "test_bases") for each in lineage for p in each.bases)
        test = self._attribute(lineage, "test_func") if tested else None
        if test is not None:
            asked.append(admitted_by_test(test, self._scope))
        return all_of(asked)

    def _base(self, path: str) -> Login:
        """Return whom a base of a class lets through on its own; those of the project are asked too."""
        if is_one_of(path, "login", "bases"):
            return Login.IN
        known = _is_of_views(path.rpartition(".")[0]) or path in ("object", "@object")
        exempt = is_one_of(path, "login", "exempt_bases")
        known |= exempt or is_one_of(path, "login", "test_bases")
        return Login.ANYBODY if known or self._scope.class_at(path) else Login.UNSURE

    def _lineage(self, scope: ClassScope) -> Iterator[ClassScope]:
        """Yield a class and those of the project that it derives from, each once."""
        waiting, seen = [scope], set[int]()
        while waiting and len(seen) <= MOST_ANCESTORS:
            each = waiting.pop(0)
            if id(each) not in seen:
                seen.add(id(each))
                yield each
                found = (self._scope.class_at(path) for path in each.bases)
                waiting += [base for base in found if base is not None]

    def _attribute(self, lineage: list[ClassScope], name: str) -> Value | None:
        return next((each.names[name] for each in lineage if name in each.names), None)

    def _dependencies(self, definition: Definition) -> Iterator[Login]:
        for node in dependencies(definition.node.args):
            if isinstance(node, ast.Constant):
                continue
            found = depends(self._scope.evaluate(node), self._scope)
            if found is not None:
                yield found

    def _routes(self, definition: Definition) -> list[Login]:
        """Return whom the routers let through on which a function is a view."""
        names = list(guarded_by(definition.node))
        asked = [each for name in names for each in self._router(name)]
        decorators = getattr(definition.node, "decorator_list", [])
        for keyword in (k for d in decorators if isinstance(d, ast.Call) for k in d.keywords):
            if keyword.arg == "dependencies" and names:
                asked.append(admits(self._scope.evaluate(keyword.value), self._scope))
        return asked

    def _router(self, name: str) -> Iterator[Login]:
        """Yield whom a router lets through, and whatever takes it in: that may happen elsewhere."""
        file = self._scope.file
        for each in file.mounted_on(name):
            value = self._scope.look_up(each, file.source.span(0, 0))
            yield on_router(value, self._scope)
            _, dependencies = file.mounts.get(each, ("", None))
            if dependencies is not None:
                yield admits(dependencies, self._scope)
            if each not in file.mounts and is_mounted(value):
                yield Login.UNSURE

    def _is_api(self, definition: Definition) -> bool:
        paths = (each.expression for each in definition.around if isinstance(each, Unknown))
        return any(path.startswith(_REST) for path in paths)

    def _default(self, definition: Definition, *, api: bool, exempt: bool) -> Login:
        """Return whom the settings of the project let through to a view."""
        file = self._scope.file
        if file.modules is None:
            return Login.ANYBODY
        settings = file.modules.login_settings(file.source.path)
        if api:
            return settings.api
        if settings.views is Login.IN and not exempt and file.calls_by_name(definition.node):
            return Login.UNSURE  # a function of the views, or a view that is also run otherwise
        return Login.ANYBODY if exempt else settings.views


def _is_of_views(module: str) -> bool:
    return any(
        module == each or module.startswith(f"{each}.")
        for each in tables()["login"]["view_modules"]
    )


def _is_view(definition: Definition) -> bool:
    return definition.in_class is not None or _takes_request(definition)


def _answers(definition: Definition) -> bool:
    """Whether a method is run as soon as a request has come to a view, not by other methods."""
    return is_one_of(getattr(definition.node, "name", ""), "login", "handlers")


def _takes_request(definition: Definition) -> bool:
    parameters = definition.parameters
    return bool(parameters) and parameters[0].arg == "request"


def is_for(decorator: Value, definition: Definition) -> bool:
    """Whether a decorator of a class guards this method only: `method_decorator(f, name="post")`."""
    name = _method_of(decorator)
    return name is not None and name == getattr(definition.node, "name", "")


def _method_of(decorator: Value) -> object:
    name = decorator.keyword("name") if isinstance(decorator, Made) else None
    return name.value if isinstance(name, Literal) and name.value != "dispatch" else None


def _says_nothing(decorator: Value) -> bool:
    """Whether a decorator is Python's own, which concerns how a method is called."""
    path = decorator.expression if isinstance(decorator, Unknown) else ""
    return path.lstrip("@") in ("staticmethod", "classmethod", "property", "override")
