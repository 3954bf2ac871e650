"""The scripts and pages of a project, linked by their imports as far as something leads to Heap.

A file is run when it may say something itself, or when it imports what leads to Heap; of others only
what runs at once, and the functions that are asked for. Names that lead to Heap (wrappers, clients,
hooks) are found as files are run; the files that import them are run next, and so on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.facts import Fact, Unreadable
from heap_lint.frontends import web
from heap_lint.frontends.fallbacks import marked
from heap_lint.frontends.web import model, running
from heap_lint.frontends.web.contexts import Contexts
from heap_lint.frontends.web.declared import Declared
from heap_lint.frontends.web.linking import DEFAULT, EVERYTHING, Reexport, imported
from heap_lint.frontends.web.requests import is_made_for_heap
from heap_lint.frontends.web.scope import (
    ClassValue,
    Context,
    Function,
    Imported,
    Named,
    Namespace,
)
from heap_lint.frontends.web.specifiers import Specifiers, imported_by
from heap_lint.frontends.web.stars import Stars
from heap_lint.frontends.web.vendored import why_passed_over
from heap_lint.frontends.web.wrappers import Wrappers
from heap_lint.prefilter import may_mention_heap
from heap_lint.source import Source, Span
from heap_lint.values import Mapping, OneOf, Value

if TYPE_CHECKING:
    from heap_lint.frontends.web.interpreter import Interpreter

_WORD = regex.lazy(r"[\w$]+")
_STAR = regex.lazy(r"export\s*\*|\bexports\s{0,20}=\s{0,20}require\b")
"""What exports all that another module has."""
_MOST_ROUNDS = 6
_MOST_FILES = 2_000
_DEEPEST = 20
_MOST_PARTS = 1_000
"""Parts of what a module exports that are asked whether they lead to Heap."""
_MOST_NESTED = 5
"""Files that are run in the middle of each other; the next one has its turn later."""
_MOST_HANDED_ON = 200_000
"""Names that modules have from others, by which these are found; of more each module is asked."""
_LARGEST = 500_000
"""Characters of a file that is read for what it exports."""


class _Module(Struct):
    """A file of which all that runs at once has been run, or is being run; pages export nothing."""

    source: Source
    interpreter: Interpreter | None = None
    stars: Stars = field(default_factory=Stars)


class Modules:
    """The files of the web of one run.

    `paths` are the project's files; `candidates` those of them that may say something of Heap; `read`
    gives the text of one, None if it cannot be read. `limits` says what was cut off.
    """

    def __init__(
        self,
        paths: Iterable[str],
        candidates: Iterable[str],
        read: Callable[[str], Source | None],
        declared_for: Callable[[str], Declared] = lambda path: Declared(),
        wrappers: Iterable[tuple[str, object]] = (),
    ) -> None:
        self.declared_for = declared_for
        """What the user has declared that a file may call."""
        self._wrappers = tuple(wrappers)
        self._specifiers = Specifiers(paths, read)
        self._candidates = set(candidates)
        self._read = read
        self._begun: dict[str, _Module] = {}
        self._running: set[str] = set()
        self._depth = self._nested = 0
        self._put_off = 0
        """How often something was not known since it was not yet its turn."""
        self._handed_on = 0
        self._values: dict[tuple[str, str], Value | None] = {}
        self._used: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        """By importing file: the names of modules that it has asked for."""
        self._known: dict[str, set[tuple[str, str]]] = {}
        """By file: those of the names it asked for that led to Heap when it was run."""
        self._imports: dict[str, set[str]] = {}
        self.names: defaultdict[str, set[str]] = defaultdict(set)
        """By file: what it exports that leads to Heap."""
        self._provided: set[str] = set()
        """Files with contexts that have something to hand on, which is not looked at yet."""
        self.facts: dict[str, list[Fact]] = {}
        self.limits: list[str] = []
        self.too_involved: set[str] = set()
        """Files that were not followed to their end."""

    def read_for_others(self) -> set[str]:
        """Return the files that were only looked at for what others import from them."""
        return self._begun.keys() - self.facts.keys()

    def analyse(self, source: Source) -> None:
        """Run a file, once."""
        if source.path not in self.facts and source.path not in self._running:
            self._analyse(source)

    def grow(
        self,
        mentioning: Callable[[set[str]], Iterable[str]],
        peek: Callable[[str], Source | None],
    ) -> None:
        """Run the files that import names that lead to Heap, until no new name turns up.

        `mentioning` returns the paths of the files that have one of some words; `peek` the text of
        one, which need not be kept.
        """
        self._run_with_declared(mentioning, peek)
        asked: set[tuple[str, str]] = set()
        for _ in range(_MOST_ROUNDS):
            self._note_provided()
            new = {(path, name) for path, names in self.names.items() for name in names} - asked
            if not new:
                return
            modules = {path for path, _ in new}
            words = set().union(*map(self._specifiers.names_of, modules))
            beside = (each for path in modules for each in self._specifiers.beside(path))
            for path in dict.fromkeys([*mentioning(words), *beside]):
                targets = self._imported_by(path, peek) & modules
                source = self._read(path) if targets else None
                if source is None or not self._uses(source, targets):
                    continue
                if path not in self.facts and _is_made(source):
                    continue
                if len(self.facts) >= _MOST_FILES:
                    self.limits.append(
                        f"more than {_MOST_FILES} scripts lead to Heap: not all were read"
                    )
                    return
                self._analyse(source)
            asked |= new
        self.limits.append(f"wrappers of wrappers in scripts were followed {_MOST_ROUNDS} times")

    def _run_with_declared(
        self,
        mentioning: Callable[[set[str]], Iterable[str]],
        peek: Callable[[str], Source | None],
    ) -> None:
        """Run the files that may call a wrapper that the user has declared."""
        needed = [set(name.split(".")[-2:]) for name, _ in self._wrappers]
        for path in dict.fromkeys(mentioning(set().union(*needed)) if needed else ()):
            source = peek(path)
            words = set(_WORD.findall(source.text)) if source is not None else set()
            found = self._read(path) if any(parts <= words for parts in needed) else None
            if found is not None:
                self.analyse(found)

    def provided(self, path: str) -> None:
        """Note that a context which the file at `path` makes has something to hand on."""
        self._provided.add(path)

    # --- What modules export

    def imported(self, value: Imported) -> Value | None:
        """Return what is imported, None where nothing of interest is known of it.

        What a file that speaks of Heap uses is followed wherever it is; of other files only constants,
        and what is in a file that speaks.
        """
        importer, name = value.importer, value.name
        target = self._specifiers.resolve(value.module, importer)
        if target is None or target == importer:
            return None
        self._used[importer].add((target, name))
        speaking = self._speaks(importer) or self._speaks(target) or bool(self.names.get(target))
        if not speaking and not name[:1].isupper():
            return None
        return self.exported(target, name)

    def leads_to_heap(self, value: Imported) -> bool:
        """Whether what is imported is known to lead to Heap, or stands in a file that may."""
        target = self._specifiers.resolve(value.module, value.importer)
        if target is None:
            return False
        self._used[value.importer].add((target, value.name))
        return self._speaks(target) or value.name in self.names.get(target, ())

    def exported(self, path: str, name: str) -> Value | None:
        """Return what the file at `path` exports under a name, None where that is not known."""
        asked = path, name
        if asked in self._values:
            return self._values[asked]
        if self._depth > _DEEPEST:
            return None
        put_off = self._put_off
        self._depth += 1
        try:
            value = self._exported(path, name)
        finally:
            self._depth -= 1
        if path not in self._running and put_off == self._put_off:
            self._values[asked] = value
        return value

    def _exported(self, path: str, name: str) -> Value | None:
        interpreter = self._interpreter(path)
        if interpreter is None:
            return None
        found = interpreter.outward(name)
        if isinstance(found, Reexport):
            target = self._specifiers.resolve(found.module, path)
            if target is not None:
                return self.exported(target, found.name)
            is_package = not found.module.startswith(".")
            span = self._begun[path].source.span(0, 0)
            return _of_package(found, span) if is_package else None
        if found is not None:
            return found
        if name == EVERYTHING:
            return Namespace(self._begun[path].source.span(0, 0), path=path, file=path)
        return self._by_star(path, name) if interpreter.stars and name != DEFAULT else None

    def _by_star(self, path: str, name: str) -> Value | None:
        """Return what a file has under a name from a module of which it exports everything."""
        stars = self._stars(path)
        may_begin = self._nested < _MOST_NESTED
        if stars.is_waiting and not may_begin:
            self._put_off += 1
        for target in stars.having(name, waiting=may_begin):
            names = self._names_of(target) if stars.is_open(target) else None
            if names is not None:
                stars.close(target, names)
            value = self.exported(target, name) if names is None or name in names else None
            if value is not None:
                return value
        return None

    def _stars(self, path: str) -> Stars:
        """Return the modules of which a file exports everything."""
        module = self._begun[path]
        if module.interpreter is not None:
            written = module.interpreter.stars
            module.stars.add(written, lambda each: self._specifiers.resolve(each, path))
        module.stars.begin(self._begun)
        return module.stars

    def _names_of(self, path: str) -> Collection[str] | None:
        """Return the names that a file exports, None where they are not known, or too many."""
        interpreter = self._begun[path].interpreter
        if path in self._running or interpreter is not None and interpreter.commonjs is not None:
            return None
        if interpreter is None or not interpreter.stars:
            return () if interpreter is None else interpreter.exports
        names = self._begun[path].stars.names(interpreter.stars)
        if names is None or self._handed_on + len(names) > _MOST_HANDED_ON:
            return None
        self._handed_on += len(names)
        return names | interpreter.exports.keys()

    def _interpreter(self, path: str) -> Interpreter | None:
        """Return what ran the file at `path`, which is run now if it was not; None for a page."""
        if path not in self._begun:
            source = self._read(path)
            if source is None or len(source.text) > _LARGEST or _is_made(source):
                return None
            if self._nested >= _MOST_NESTED:
                self._put_off += 1
                return None
            self._nested += 1
            try:
                if self._speaks(path) and may_mention_heap(
                    source.text.encode("utf-8", "replace"), "web"
                ):
                    self._analyse(source)
                else:
                    self._begin(source)
            finally:
                self._nested -= 1
        module = self._begun.get(path)
        return module.interpreter if module is not None else None

    def _speaks(self, path: str) -> bool:
        return path in self._candidates or path in self.facts

    # --- Running files

    def _analyse(self, source: Source) -> None:
        path = source.path
        is_asked_by_another = bool(self._running)
        self._used.pop(path, None)
        self._running.add(path)
        try:
            found = self._facts_of(source)
        except RecursionError:
            if is_asked_by_another:  # who asks is deep already: it has its turn later
                self._begun.pop(path, None)
                self._put_off += 1
                return
            found = self._facts_alone(source)
        finally:
            self._running.discard(path)
        self.facts[path] = list(marked(source, found))
        self._values.clear()
        self._note_names(path)
        self._known[path] = {
            (target, name)
            for target, name in self._used[path]
            if name in self.names.get(target, ())
        }

    def _facts_of(self, source: Source) -> list[Fact]:
        run = self._begin(source)
        return list(web.facts(source, self)) if run is None else run.finish()

    def given_up(self, path: str) -> None:
        """Note that a file was not followed to its end."""
        self.too_involved.add(path)

    def _facts_alone(self, source: Source) -> list[Fact]:
        """Return what a file says that nests too deeply where its imports are followed."""
        self._begun.pop(source.path, None)
        try:
            return list(web.facts(source))
        except RecursionError:
            return [_too_deep(source)]

    def _begin(self, source: Source) -> running.Run | None:
        """Run what a script runs at once; None for a page."""
        text, language = web.opened(source)
        self._begun[source.path] = module = _Module(source)
        if not language:
            return None
        run = running.Run([running.Script(text, language)], text, self)
        module.interpreter = run.interpreter
        was_running = source.path in self._running
        self._running.add(source.path)
        try:
            run.begin()
        finally:
            if not was_running:
                self._running.discard(source.path)
        return run

    # --- What leads to Heap

    def _note_provided(self) -> None:
        self._values.clear()
        for path in self._provided:
            self._note_names(path)
        self._provided.clear()

    def _note_names(self, path: str) -> None:
        module = self._begun.get(path)
        interpreter = module.interpreter if module is not None else None
        if interpreter is None:
            return
        for name in interpreter.exported_names():
            value = self.exported(path, name)
            if value is not None and self._leads_to_heap(value):
                self.names[path].add(name)
        for star in interpreter.handed_on():
            target = self._specifiers.resolve(star, path)
            self.names[path] |= self.names.get(target or "", set()) - {DEFAULT}

    def _leads_to_heap(self, value: Value) -> bool:
        """Whether calling it, or something in it, says something to Heap."""
        waiting, seen = [value], set[int]()
        while waiting and len(seen) < _MOST_PARTS:
            each = waiting.pop()
            inner: Iterable[Value | None] = ()
            if isinstance(each, Function) and isinstance(each.owner, Wrappers):
                summary = each.owner.summary_of(each)
                if summary.matters:
                    return True
                inner = (summary.returns,)
            elif isinstance(each, Namespace):
                if self.names.get(each.file):
                    return True
            elif isinstance(each, Context) and isinstance(each.owner, Contexts):
                inner = (each.owner.provided(each),)
            elif isinstance(each, Named):
                if model.client(each.path) is not None or is_made_for_heap(each.path):
                    return True
            elif isinstance(each, ClassValue):
                inner = each.members.values()
            elif isinstance(each, Mapping):
                inner = (entry.value for entry in each.entries)
            elif isinstance(each, OneOf):
                inner = each.options
            new = [part for part in inner if part is not None and id(part) not in seen]
            waiting += new
            seen.update(map(id, new))
        return False

    def _imported_by(self, path: str, peek: Callable[[str], Source | None]) -> set[str]:
        """Return the files of the project that one imports, by its text."""
        if path not in self._imports:
            source = peek(path)
            written = imported_by(source.text) if source is not None else ()
            found = (self._specifiers.resolve(each, path) for each in written)
            self._imports[path] = {each for each in found if each is not None}
        return self._imports[path]

    def _uses(self, source: Source, targets: set[str]) -> bool:
        """Whether a file has a name from these modules that it did not know when it was run."""
        known = self._known.get(source.path, set())
        new = {(path, name) for path in targets for name in self.names[path]} - known
        if source.path in self._running or not new:
            return False
        words = set(_WORD.findall(source.text))
        hands_on = _STAR.search(source.text) is not None
        return hands_on or any(name == DEFAULT or name in words for _, name in new)


def _is_made(source: Source) -> bool:
    """Whether a file is fetched or generated."""
    return bool(why_passed_over(source.path, source.text.encode("utf-8", "replace")))


def _of_package(exported: Reexport, span: Span) -> Value:
    value = imported(exported.module, exported.name, span, exported.name)
    return Named(span, value.origin, value.expression, path=value.path)


def _too_deep(source: Source) -> Fact:
    reason = "is nested too deeply to be read"
    return Unreadable(span=source.span(0, 0), reason=reason, hint="split it up, or exclude it")
