"""The Python files of a project, linked by their imports as far as something in them leads to Heap.

A file is run when it may say something itself, when a file that does imports a name of it that leads
to Heap, or for a constant that is needed. Names that lead to Heap (wrappers, clients, classes with
such methods) are found as files are run; the files that mention them are run next, and so on.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import takewhile
from posixpath import dirname

from heap_lint import regex
from heap_lint.facts import Fact
from heap_lint.frontends.python.frame import ClassScope, File
from heap_lint.frontends.python.imports import (
    Importable,
    Imports,
    imported_module,
    imports_in,
    module_name,
)
from heap_lint.frontends.python.middleware import (
    LoginSettings,
    login_settings,
    settings_around,
    settings_files,
)
from heap_lint.frontends.python.model import leads_to_heap
from heap_lint.frontends.python.statements import statements
from heap_lint.frontends.python.summaries import Closure
from heap_lint.source import Source
from heap_lint.values import Mapping, OneOf, Unknown, Value

_WORD = regex.lazy(r"\w+")
_EVERYTHING = "import *"
_MOST_ROUNDS = 6
_MOST_FILES = 2_000
_DEEPEST = 20
_MOST_LOOKED_AT = 50
"""Entries of a table that are asked whether they lead to Heap."""


def _in_common(folder: str, other: str) -> int:
    """Return how many folders two paths share from the top."""
    pairs = zip(folder.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _inner(value: OneOf | Mapping) -> Iterable[Value]:
    """Return what a value may be, or has in it, as far as it is of a size to be looked at."""
    if isinstance(value, OneOf):
        return value.options
    return [entry.value for entry in value.entries[:_MOST_LOOKED_AT]]


def _is_instance(value: Unknown) -> bool:
    return value.expression.endswith("()")


def _held(scope: ClassScope) -> Iterable[Value]:
    """Yield the methods of a class and what stands for instances of others that it holds."""
    for one in (scope, *scope.ancestors):
        for each in (*one.names.values(), *one.attributes.values()):
            if isinstance(each, Closure) or isinstance(each, Unknown) and _is_instance(each):
                yield each


class Modules:
    """The modules of one run.

    `paths` are the project's Python files; `read` gives the text of one, None if it cannot be read;
    `run` runs a file and returns its facts. `limits` says what was cut off, for `--verbose`.
    `forwarders` are tools whose own clients lead to Heap too.
    """

    def __init__(
        self,
        paths: Iterable[str],
        candidates: Iterable[str],
        read: Callable[[str], Source | None],
        run: Callable[[Source, Modules], tuple[File | None, list[Fact]]],
        forwarders: frozenset[str] = frozenset(),
    ) -> None:
        paths = list(paths)
        self._paths = paths
        self._settings_files: list[tuple[str, str]] | None = None
        self._login_settings: dict[tuple[str, ...], LoginSettings] = {}
        self._forwarders = forwarders
        self._by_last: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for path in paths:
            name = module_name(path)
            self._by_last[name.rpartition(".")[2]].append((name, path))
        self._found: defaultdict[str, dict[str, str | None]] = defaultdict(dict)
        """By importing file, or its folder, and module."""
        self._candidates = set(candidates)
        self._read = read
        self._run = run
        self._running: dict[str, File] = {}
        self._depth = 0
        self._known: dict[str, set[str]] = {}
        self._imports: dict[str, tuple[Imports, set[str]]] = {}
        self._helpers: set[str] = set()
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        """Names that lead to Heap, each with the modules that have them."""
        self.declared: dict[str, str] = {}
        """Names that the user says lead to Heap, each with the word that stands before it."""
        self.methods: set[str] = set()
        """Names of methods that lead to Heap, of any class."""
        self.files: dict[str, File] = {}
        self._by_module: dict[str, File] = {}
        self.facts: dict[str, list[Fact]] = {}
        self.limits: list[str] = []
        self.too_involved: set[str] = set()
        """The files that have used up their fuel."""

    def analyse(self, source: Source) -> list[Fact]:
        """Run a file, once, and return its facts."""
        if source.path not in self.facts and source.path not in self._running:
            self._analyse(source)
        return self.facts.get(source.path, [])

    def grow(
        self,
        mentioning: Callable[[set[str], set[str]], Iterable[str]],
        peek: Callable[[str], Source | None],
    ) -> None:
        """Run the files that use names that lead to Heap, until no new name turns up.

        `mentioning` returns the paths of the Python files that may import some modules, or have one of
        some words; `peek` the text of one, which need not be kept.
        """
        asked: set[tuple[str, str]] = set()
        for _ in range(_MOST_ROUNDS):
            pairs = {(name, module) for name, modules in self.names.items() for module in modules}
            handing_on = {(_EVERYTHING, module) for module in self._handing_on()} - asked
            pairs |= handing_on
            declared = set(self.declared.items()) - asked
            new = (pairs | declared) - asked
            if not new:
                return
            names, modules = {name for name, _ in new}, {module for _, module in new}
            names |= self.names.keys() if handing_on else set()
            importable = Importable(modules)
            words = {word for _, word in declared}
            for path in mentioning({module for _, module in pairs - asked}, words):
                if not self._may_use(path, names, importable, peek):
                    continue
                if len(self.facts) >= _MOST_FILES:
                    self.limits.append(
                        f"more than {_MOST_FILES} files lead to Heap: not all were read"
                    )
                    return
                source = self._read(path)
                if source is not None and self._uses(source, names, importable):
                    self._helpers.discard(path)
                    self._analyse(source)
            asked |= new
        self.limits.append(f"wrappers of wrappers were followed {_MOST_ROUNDS} times")

    def started(self, file: File) -> None:
        """Note that a file is being run: what it has so far can be imported, in a circle too."""
        self._running[file.source.path] = file

    def follow_imports(self, path: str, tree: ast.Module) -> None:
        """Run what the file at `path` imports, as far as it may say something itself."""
        for node in statements(tree):
            if isinstance(node, ast.ImportFrom):
                module = imported_module(path, node.level, node.module)
                names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                continue
            for name in names:
                target = self._find(name, path)
                if target in self._candidates:
                    self._ensure(target)

    def value(self, path: str, importer: str) -> Value | None:
        """Return what an import path stands for in the file `importer`, None for nothing of interest."""
        owner, _, name = path.rpartition(".")
        target = self._find(owner, importer)
        if target is None or self._depth > _DEEPEST:
            return None
        # What a file that speaks of Heap uses is followed wherever it is, what others use is not.
        speaking = target in self._candidates or importer in self._candidates
        if not speaking and name not in self.names and not name.isupper():
            return None
        file = self._ensure(target)
        found = file.global_value(name) if file is not None else None
        if type(found) is Unknown and found.expression not in ("", path):
            self._depth += 1
            try:
                return self.value(found.expression, target) or found
            finally:
                self._depth -= 1
        return found

    def exporting(self, module: str, importer: str) -> File | None:
        """Return the file of which `import *` takes all, if something in it may be of interest."""
        target = self._find(module, importer)
        if target is None:
            return None
        if not any(path in self._candidates or path in self.facts for path in (target, importer)):
            return None
        return self._ensure(target)

    def class_scope(self, path: str, importer: str) -> ClassScope | None:
        """Return the class that a path names in the file `importer`, wherever it stands."""
        module, _, name = path.rpartition(".")
        target = self._find(module, importer)
        file = self._ensure(target) if target is not None and target in self.files else None
        return file.classes.get(f"{file.module}.{name}") if file is not None else None

    def called(self, path: str, importer: str) -> Closure | ClassScope | None:
        """Return the function or class of that path, which `importer` calls.

        Its file is read even if it says nothing of Heap, but not for what such a file calls itself.
        """
        owner, _, name = path.rpartition(".")
        target = None if importer in self._helpers else self._find(owner, importer)
        if target is None or self._depth > _DEEPEST:
            return None
        if target not in self.facts and target not in self._running:
            self._helpers.add(target)
        file = self._ensure(target)
        if file is None:
            return None
        found = file.global_value(name)
        if isinstance(found, Closure):
            return found
        scope = file.classes.get(f"{file.module}.{name}")
        if scope is not None or type(found) is not Unknown or found.expression in ("", path):
            return scope
        self._depth += 1
        try:
            return self.called(found.expression, importer)
        finally:
            self._depth -= 1

    def login_settings(self, importer: str) -> LoginSettings:
        """Return what the settings of the project around a file ask of those who call its views."""
        if self._settings_files is None:
            self._settings_files = settings_files(self._paths)
        files = tuple(settings_around(self._settings_files, importer))
        if files not in self._login_settings:
            self._login_settings[files] = login_settings(files, self._read)
        return self._login_settings[files]

    def _analyse(self, source: Source) -> None:
        file, facts = self._run(source, self)
        self._running.pop(source.path, None)
        self._known[source.path] = file.wrappers if file is not None else set()
        self.facts[source.path] = facts
        if file is not None:
            self.files[source.path] = self._by_module[file.module] = file
            self._note_names(file)

    def _ensure(self, path: str | None) -> File | None:
        if path is None:
            return None
        if path not in self.files and path not in self._running and path not in self.facts:
            source = self._read(path)
            if source is not None:
                self._analyse(source)
        return self.files.get(path) or self._running.get(path)

    def _find(self, module: str, importer: str) -> str | None:
        """Return the file of a module: the one of that name, or whose name ends so.

        Where there are several, as with several services in one tree, it is the one that is nearest to
        the importing file, then to the top.
        """
        found = self._found[importer]
        if module not in found:
            folder = dirname(importer)
            beside = self._found[f"{folder}/"]
            if module not in beside:
                beside[module] = self._nearest(module, folder)
            found[module] = beside[module]
        return found[module]

    def _nearest(self, module: str, folder: str) -> str | None:
        if not module or module.startswith("@"):
            return None
        fitting = [
            (name != module, -_in_common(dirname(path), folder), name.count("."), path)
            for name, path in self._by_last.get(module.rpartition(".")[2], ())
            if name == module
            or name.endswith(f".{module}")
            and self._hides_library(name.removesuffix(f".{module}"), module, folder)
        ]
        return min(fitting)[-1] if fitting else None

    def _hides_library(self, root: str, module: str, folder: str) -> bool:
        """Whether an import finds a module below `root` rather than one of Python's own.

        `utils/json.py` does so for scripts in `utils`, unless that is a package.
        """
        if module.partition(".")[0] not in sys.stdlib_module_names:
            return True
        is_package = any(
            name == root and path.endswith(("/__init__.py", "/__init__.pyw"))
            for name, path in self._by_last.get(root.rpartition(".")[2], ())
        )
        return not is_package and f"{folder}/".startswith(root.replace(".", "/") + "/")

    def _note_names(self, file: File) -> None:
        path = file.source.path
        silent: set[int] = set()
        for name in file.names():
            value = file.global_value(name)
            if isinstance(value, Unknown) and type(value) is Unknown:
                value = self.value(value.expression, path) or value
            if self._leads_to_heap(value, path, silent):
                self.names[name].add(file.module)
        for scope in file.classes.values():
            self.methods.update(
                name
                for name, value in scope.names.items()
                if isinstance(value, Closure) and self._leads_to_heap(value, path, silent)
            )

    def _leads_to_heap(self, value: Value | None, importer: str, silent: set[int]) -> bool:
        """Whether calling a function matters, or methods of a class, or of what its instances hold.

        Classes hold each other in circles and in many ways, so each is asked once. `silent` are those
        (their `id`) that are known to hold nothing that leads to Heap; it is added to.
        """
        asked: set[int] = set()
        waiting: list[Value | None] = [value]
        while waiting:
            each = waiting.pop()
            if isinstance(each, (OneOf, Mapping)):
                waiting += _inner(each)
            elif isinstance(each, Closure):
                if self._matters(each):
                    return True
                if each is value:
                    waiting += self._given(each)
            elif isinstance(each, Unknown):
                if leads_to_heap(each.expression, self._forwarders):
                    return True
                scope = self.class_scope(each.expression.removesuffix("()"), importer)
                if scope is not None and not (id(scope) in asked or id(scope) in silent):
                    asked.add(id(scope))
                    waiting += _held(scope)
        silent |= asked
        return False

    @staticmethod
    def _matters(function: Closure) -> bool:
        """Whether it matters that a function is called."""
        definition = function.definition
        if definition is None or definition.summary is None:
            return False
        in_scripts = definition.interpreter.file.writes_into_script(id(definition.node))
        return in_scripts or definition.summary.matters

    @staticmethod
    def _given(function: Closure) -> Iterable[Value]:
        """Yield what a function gives back, if that is known."""
        summary = function.definition.summary if function.definition is not None else None
        if summary is not None and summary.returns is not None:
            yield summary.returns

    def _may_use(
        self,
        path: str,
        names: set[str],
        importable: Importable,
        peek: Callable[[str], Source | None],
    ) -> bool:
        """Whether a file imports some of the modules, or mentions what the user has declared."""
        if path not in self._imports:
            source = peek(path)
            text = source.text if source is not None else ""
            declared = self.declared.keys() & set(_WORD.findall(text)) if self.declared else set()
            self._imports[path] = imports_in(path, text), declared
        imports, declared = self._imports[path]
        return not names.isdisjoint(declared) or bool(importable.imported_by(imports))

    def _uses(self, source: Source, names: set[str], importable: Importable) -> bool:
        """Whether a file may have a name from its module that it did not know when it was run.

        What imports all that a module has can hand it on.
        """
        imports, _ = self._imports[source.path]
        imported = importable.imported_by(imports)
        text = source.text
        if imported and _EVERYTHING in text and source.path not in self._known:
            return True
        words = set(_WORD.findall(text))
        return any(
            self.declared.get(name) in words
            or any(
                importable.may_give(imports, module, name, text)
                for module in imported
                if self._has(module, name)
            )
            for name in (names & words) - self._known.get(source.path, set())
        )

    def _has(self, module: str, name: str) -> bool:
        """Whether a module has a name that leads to Heap, or seems to have it from one that does."""
        modules = self.names.get(name, set())
        file = self._by_module.get(module) if modules else None
        return module in modules or file is not None and file.stars.give(name)

    def _handing_on(self) -> set[str]:
        """Return the modules that take all names of others in which one leads to Heap."""
        taking: defaultdict[str, list[str]] = defaultdict(list)
        for file in self.files.values():
            for other in file.stars.files:
                taking[other.module].append(file.module)
        found: set[str] = set()
        waiting = list(set().union(*self.names.values())) if taking else []
        while waiting:
            new = [each for each in taking.pop(waiting.pop(), ()) if each not in found]
            found.update(new)
            waiting += new
        return found
