"""What a script imports, and what it exports: the way from one file's names to another's values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from heap_lint import regex
from heap_lint.frontends.web import model
from heap_lint.frontends.web.scope import (
    ClassValue,
    Function,
    Imported,
    Named,
    Namespace,
    path_of,
    stepped,
)
from heap_lint.frontends.web.syntax import DEEPEST, descendants, named, part
from heap_lint.frontends.web.wrappers import Wrappers
from heap_lint.source import Span
from heap_lint.values import Literal, Mapping, Sequence, Unknown, Value

if TYPE_CHECKING:
    import tree_sitter as ts

EVERYTHING = "*"
DEFAULT = "default"
_NAMES = ("identifier", "shorthand_property_identifier_pattern")
_CALLED = {"call_expression": "function", "member_expression": "object"}


class Reexport(NamedTuple):
    """What another module exports under a name (`*`: all of it), exported once more."""

    module: str
    name: str


class Linking(Wrappers):
    """Runs imports and exports. The project's files, where they are known, are in `file.modules`."""

    exports: dict[str, str | Value | Reexport]
    """By exported name: a name of the module, a value, or another module's name."""
    stars: list[str]
    """Modules of which everything is exported, as written."""
    commonjs: Value | None
    """What `module.exports` was set to."""

    def linked(self, value: Value) -> Value:
        """Return what is imported as its module has it; itself where that is unknown."""
        if not isinstance(value, Imported) or self.file.modules is None:
            return value
        found = self.file.modules.imported(value)
        return value if found is None or type(found) is Unknown else found

    def speaking(self, value: Value | None) -> Value | None:
        """Return a value as `linked` does, but of what is imported only what leads to Heap.

        Of components there are too many to read them all.
        """
        if not isinstance(value, Imported):
            return value
        modules = self.file.modules
        leads = modules is not None and modules.leads_to_heap(value)
        return self.linked(value) if leads else None

    def in_module(self, value: Value, name: str) -> Value | None:
        """Return what a namespace has under a name, None where it is no namespace, or not known."""
        if not isinstance(value, Namespace) or self.file.modules is None:
            return None
        return self.file.modules.exported(value.file, name)

    def as_imported(self, node: ts.Node, depth: int = 0) -> Value | None:
        """Return an expression by its access path from an import, None where it has none."""
        if depth > DEEPEST:
            return None
        if node.type == "identifier":
            value = self.state.names.get(self.written(node))
            return value if isinstance(value, Imported) else None
        inner = node.child_by_field_name(_CALLED.get(node.type, ""))
        owner = self.as_imported(inner, depth + 1) if inner is not None else None
        if owner is None:
            return None
        if node.type == "call_expression":
            step = "(...)" if named(part(node, "arguments")) else "()"
        else:
            step = f".{self.written(part(node, 'property'))}"
        return stepped(owner, step, self.span(node))

    # --- Imports

    def _run_import_statement(self, node: ts.Node) -> None:
        source = node.child_by_field_name("source")
        for clause in named(node):
            if clause.type == "import_require_clause":
                module = self._module(part(clause, "source"))
                self._bind_import(named(clause)[0], clause, module, EVERYTHING)
            if clause.type == "import_clause" and source is not None:
                for child in named(clause):
                    self._import(child, self._module(source))

    def _import(self, node: ts.Node, module: str) -> None:
        if node.type == "identifier":
            self._bind_import(node, node, module, DEFAULT)
        for child in named(node) if node.type == "namespace_import" else ():
            self._bind_import(child, child, module, EVERYTHING)
        for child in named(node) if node.type == "named_imports" else ():
            name, alias = part(child, "name"), child.child_by_field_name("alias")
            self._bind_import(alias or name, child, module, self.written(name))

    def _bind_import(self, name: ts.Node, node: ts.Node, module: str, exported: str) -> None:
        own = self.written(name)
        self.bind(own, imported(module, exported, self.span(node), own))

    def _module(self, source: ts.Node) -> str:
        return self.written(source).strip("\"'`")

    # --- Exports

    def _run_export_statement(self, node: ts.Node) -> None:
        is_default = any(child.type == "default" for child in node.children)
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        source = node.child_by_field_name("source")
        if declaration is not None:
            self.execute(declaration)
            for declared in _declared_by(declaration):
                own = self.written(declared)
                self.exports[DEFAULT if is_default else own] = own
        elif value is not None:
            self.exports[DEFAULT] = self.evaluate(value)
        elif source is not None:
            self._export_from(node, self._module(source))
        elif any(child.type == "=" for child in node.children):
            self.commonjs = self.evaluate(named(node)[-1])
        else:
            for name, exported in self._specifiers(node):
                self.exports[exported] = name

    def _export_from(self, node: ts.Node, module: str) -> None:
        for name, exported in self._specifiers(node):
            self.exports[exported] = Reexport(module, name)
        for child in node.children:
            if child.type == "*":
                self.stars.append(module)
            elif child.type == "namespace_export" and named(child):
                self.exports[self.written(named(child)[-1])] = Reexport(module, EVERYTHING)

    def _specifiers(self, node: ts.Node) -> Iterator[tuple[str, str]]:
        for clause in named(node):
            for child in named(clause) if clause.type == "export_clause" else ():
                name, alias = part(child, "name"), child.child_by_field_name("alias")
                yield self.written(name), self.written(alias or name)

    def execute(self, node: ts.Node) -> None:
        """Run one statement."""
        raise NotImplementedError

    def assigned(self, target: ts.Node, value: Value, node: ts.Node) -> None:
        """Note also what is put into `module.exports`."""
        if self.frame.outer is None:
            path = path_of(self.peek(part(target, "object")))
            written = self.written(part(target, "property"))
            if path == "@module" and written == "exports":
                self.commonjs = value
            elif path in ("@exports", "@module.exports"):
                self.exports[written] = value
        super().assigned(target, value, node)

    def exported_names(self) -> list[str]:
        """Return the names under which the module exports something of its own."""
        held = self.held(self.commonjs) if self.commonjs is not None else None
        own = [e.name for e in held.entries if e.name] if isinstance(held, Mapping) else []
        whole = [DEFAULT] if self.commonjs is not None else []
        return [*self.exports, *own, *whole]

    def handed_on(self) -> list[str]:
        """Return the modules of which everything is exported, as written."""
        if isinstance(self.commonjs, Imported) and self.commonjs.name == EVERYTHING:
            return [*self.stars, self.commonjs.module]
        return self.stars

    def outward(self, name: str) -> Value | Reexport | None:
        """Return what the module exports under a name, as other modules may rely on it."""
        exported = self.exports.get(name)
        if exported is None and self.commonjs is not None:
            return self._of_commonjs(name)
        if isinstance(exported, str):
            value = self.state.names.get(exported)
            if isinstance(value, Imported):
                return Reexport(value.module, value.name)
            return None if value is None else self._shown(exported, self.later(exported, value))
        if exported is None or isinstance(exported, Reexport):
            return exported
        if isinstance(exported, Imported):
            return Reexport(exported.module, exported.name)
        return self._shown(name, exported)

    def later(self, name: str, value: Value) -> Value:
        """Return what a name of the outer code stands for when a function in it runs."""
        raise NotImplementedError

    def _of_commonjs(self, name: str) -> Value | Reexport | None:
        whole = self.commonjs
        if isinstance(whole, Imported):
            return Reexport(whole.module, name)
        held = self.held(whole) if whole is not None else None
        if held is None or name in (DEFAULT, EVERYTHING):
            return None if held is None else self._shown(DEFAULT, held)
        if isinstance(held, ClassValue):
            return held.members.get(name)
        value = held.get(name) if isinstance(held, Mapping) else None
        if isinstance(value, Imported):
            return Reexport(value.module, value.name)
        return None if value is None else self._shown(name, value)

    def _shown(self, name: str, value: Value) -> Value:
        is_changed = name in self.file.changed
        return constant(self.state.freeze(value), sure=name[:1].isupper() and not is_changed)


def imported(module: str, name: str, span: Span, own: str) -> Imported:
    """Return the value of what is imported from a module, as far as its access path tells it."""
    if len(module) > regex.PATH:
        module = ""  # no file and no package has such a name; each use would have it in its path
    path = module if name in (DEFAULT, EVERYTHING) else f"{module}.{name}"
    origin = model.origin_of(path)
    return Imported(span, origin, own, path=path, module=module, name=name, importer=span.path)


def constant(value: Value, *, sure: bool) -> Value:
    """Return what of a value holds for whoever imports it: others may have changed an object since.

    Not where its name says that it is a constant, nor where all it holds are texts and numbers, as
    in a table of names: what a program fills in later begins with nothing.
    """
    if isinstance(value, Mapping):
        if sure or value.entries and all(_is_set(entry.value) for entry in value.entries):
            return value
        entries = [
            replace(e, value=_lasting(e.value, sure=bool(e.name and e.name[:1].isupper())))
            for e in value.entries
        ]
        return replace(value, entries=tuple(entries), complete=False)
    if isinstance(value, ClassValue):
        members = {
            name: _lasting(member, sure=name[:1].isupper())
            for name, member in value.members.items()
        }
        return replace(value, members=members)
    if isinstance(value, Sequence) and not sure and not all(map(_is_set, value.items)):
        return Unknown(value.span)
    return value


def _lasting(value: Value, *, sure: bool) -> Value:
    if isinstance(value, Function | ClassValue | Named) or sure:
        return value
    if isinstance(value, Mapping):
        return constant(value, sure=False)
    return Unknown(value.span)


def _is_set(value: Value) -> bool:
    if isinstance(value, Mapping):
        return bool(value.entries) and all(_is_set(entry.value) for entry in value.entries)
    return isinstance(value, Function) or isinstance(value, Literal) and bool(value.value)


def _declared_by(declaration: ts.Node) -> Iterator[ts.Node]:
    """Yield the names that an exported declaration has."""
    if declaration.type not in ("lexical_declaration", "variable_declaration"):
        name = declaration.child_by_field_name("name")
        if name is not None:
            yield name
        return
    for child in named(declaration):
        pattern = child.child_by_field_name("name")
        for each in descendants(pattern) if pattern is not None else ():
            if each.type in _NAMES:
                yield each
