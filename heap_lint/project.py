"""The files around the ones that are checked: read when a name in them leads to Heap."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from io import BytesIO
from itertools import chain
from posixpath import commonpath, splitext
from typing import TYPE_CHECKING, BinaryIO

from heap_lint import git, reading
from heap_lint.core.incomplete import Incomplete
from heap_lint.dependencies import Dependencies
from heap_lint.files.boundary import Boundary
from heap_lint.files.root import below
from heap_lint.forwarders import packages
from heap_lint.frontends import SCRIPTS, WEB, format_of

if TYPE_CHECKING:
    from heap_lint.discovery import Around, Found
    from heap_lint.facts import Fact
    from heap_lint.frontends.python.frame import File as PythonFile
    from heap_lint.frontends.python.modules import Modules
    from heap_lint.frontends.web.modules import Modules as Scripts
    from heap_lint.git import Search
    from heap_lint.importing import ImportLines
    from heap_lint.settings.nearest import SettingsByFile
    from heap_lint.source import Source


Names = tuple[str, ...]
Wrappers = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

PYTHON = (".py", ".pyw")
_LIBRARIES = "site-packages"
_MOST_LOGOUTS = 200
"""Files with the name of a logout in them that are read, of Python and of the web: enough to say that
nobody is reset."""


class Project:
    """The modules of a run, made when the first Python file is read.

    All paths are inside the `root`, but those of directories that git is asked about.
    """

    def __init__(self, found: Found, settings: SettingsByFile) -> None:
        self._found = found
        self.root = settings.root
        self.settings = settings
        self._sources: dict[str, Source | None] = {}
        self._named = {file.path for file in found.candidates if file.named}
        self._boundary = Boundary(around.directory for around in found.around)
        self._imports: dict[str, ImportLines] = {}
        """By directory: what git finds of imports in it."""
        self._having: dict[str, dict[str, Search]] = {}
        """By directory and word: the search for files that have the word, and maybe for others."""
        self._searches: dict[tuple[str, ...], Search] = {}
        self.incomplete: list[Incomplete] = []
        """Files that could not be read for others."""
        self._unread: set[str] = set()
        self._modules: Modules | None = None
        self._scripts: Scripts | None = None
        known = settings.configs.known()
        self._forwarders = frozenset().union(*(each.forwarders for each in known))
        self._wrappers = tuple(dict.fromkeys(chain.from_iterable(each.wrappers for each in known)))
        self.depends_on = Dependencies(
            {file.path for file in found.candidates},
            {"heap", *chain.from_iterable(each.app_id_keys for each in known)},
            set(packages(self._forwarders)),
        )

    @property
    def modules(self) -> Modules:
        """The Python files of the run, linked by their imports."""
        if self._modules is None:
            from heap_lint.frontends.python import run
            from heap_lint.frontends.python.declared import Declared
            from heap_lint.frontends.python.modules import Modules

            def run_file(source: Source, modules: Modules) -> tuple[PythonFile | None, list[Fact]]:
                own = self.settings.of(source.path)
                declared = Declared(*self._declared_for(source.path), own.forwarders)
                return run(source, modules, declared)

            candidates = self._candidates()
            python = [path for around in self._found.around for path in _python(around)]
            python = list(dict.fromkeys([*python, *candidates]))
            self._modules = Modules(python, candidates, self._read, run_file, self._forwarders)
            for wrapper, _ in self._wrappers:
                module, _, name = wrapper.rpartition(".")
                self._modules.declared[name] = module.rpartition(".")[2]
        return self._modules

    @property
    def scripts(self) -> Scripts:
        """The scripts and pages of the run, linked by their imports."""
        if self._scripts is None:
            from heap_lint.frontends.web.declared import Declared
            from heap_lint.frontends.web.modules import Modules as Scripts

            paths = [path for around in self._found.around for path in _inside(around)]
            named = [file.path for file in self._found.candidates]
            candidates = _web("", named)

            @cache
            def declared_for(path: str) -> Declared:
                return Declared(*self._declared_for(path))

            self._scripts = Scripts(
                [*paths, *named], candidates, self._read, declared_for, self._wrappers
            )
        return self._scripts

    def analyse_script(self, source: Source) -> None:
        """Run a script or page that is checked."""
        self._sources[source.path] = source
        self.scripts.analyse(source)

    def analyse(self, source: Source) -> None:
        """Run a Python file that is checked, after what it imports."""
        self._sources[source.path] = source
        self.modules.analyse(source)
        if self.modules.names and not self._imports:
            self._search_imports()

    def facts(self) -> dict[str, list[Fact]]:
        """Return what the Python files say that have been run, by path."""
        return self._modules.facts if self._modules is not None else {}

    def facts_of_scripts(self) -> dict[str, list[Fact]]:
        """Return what the scripts and pages say that have been run, by path."""
        return self._scripts.facts if self._scripts is not None else {}

    def read_for_others(self) -> set[str]:
        """Return the scripts that were only looked at for what others import from them."""
        return self._scripts.read_for_others() if self._scripts is not None else set()

    def limits(self) -> list[str]:
        """Return what was cut off."""
        known = (self._modules, self._scripts)
        return [limit for modules in known if modules is not None for limit in modules.limits]

    def too_involved(self) -> list[str]:
        """Return the files that were not followed to their end."""
        known = (self._modules, self._scripts)
        return sorted({path for each in known if each is not None for path in each.too_involved})

    def grow(self) -> None:
        """Read the files that mention what leads to Heap."""
        if not self._found.around and len(self._found.candidates) < 2:
            return
        declared = bool(self._wrappers)
        if self._modules is not None or declared:
            self.modules.grow(self._mentioning, self._peek)
        if self._scripts is not None or declared:
            self.scripts.grow(self._scripts_with, self._peek)

    def finds(self, word: str, pattern: str) -> bool | None:
        """Whether an expression finds anything in the directories that are looked through.

        None where there are none, or git fails. What it finds has the `word` in it, in any case.
        """
        wanted = re.compile(pattern.encode(), re.IGNORECASE)
        self.depends_on.texts.add(word)
        for around in self._found.around:
            having = self._files_with(around, word) if around.tracked else around.others
            if having is None:
                return None
            paths = [below(around.inside, path) for path in having]
            self.depends_on.paths.update(paths)
            if any(self._has(path, wanted) for path in paths):
                return True
        return False if self._found.around else None

    def _has(self, path: str, wanted: re.Pattern[bytes]) -> bool:
        place = self.root.place(path)
        if not self._boundary.holds(place):
            return False
        try:
            data = self.bytes_of(path)
            return not reading.is_binary(data) and wanted.search(data) is not None
        except reading.CannotReadError:
            return False

    def search_logouts(self, reset: str, words: Iterable[str]) -> None:
        """Let git search for what `finds`, `run_logouts` and `web_logouts` will be asked for."""
        from heap_lint.frontends.python.model import logout_names

        for around in self._found.around:
            if around.tracked:
                self._search_texts(around, reset)
                self._search_texts(around, *words, suffixes=WEB)
                self._search_words(around, set(logout_names()))

    def run_logouts(self) -> None:
        """Run the files that log somebody out, whatever else they are about."""
        from heap_lint.frontends.python.model import logout_names, may_log_out

        sources = map(self._peek, self._mentioning(set(), set(logout_names())))
        out = (source for source in sources if source and may_log_out(source.text))
        for number, source in enumerate(out):
            if number == _MOST_LOGOUTS:
                self._say_logouts_cut("Python files")
                break
            self._sources[source.path] = source
            self.modules.analyse(source)

    def web_logouts(self, words: Iterable[str], pattern: str) -> Iterator[Source]:
        """Yield the scripts and pages that may log somebody out: no more than are of use.

        They have one of the words in them, and match the expression, in any case.
        """
        for number, source in enumerate(self._web_files(words, pattern)):
            if number == _MOST_LOGOUTS:
                return self._say_logouts_cut("scripts and pages")
            yield source

    def _say_logouts_cut(self, kind: str) -> None:
        message = f"limit: more than {_MOST_LOGOUTS} {kind} log somebody out: not all were read"
        self.incomplete.append(Incomplete("limit", message))

    def _web_files(self, words: Iterable[str], pattern: str) -> Iterator[Source]:
        wanted = re.compile(pattern.encode(), re.IGNORECASE)
        self.depends_on.texts.update(words)
        for around in self._found.around:
            found = self._files_with(around, *words, suffixes=WEB) if around.tracked else None
            paths = [*around.tracked, *around.others] if found is None else found
            for path in dict.fromkeys(below(around.inside, each) for each in paths):
                source = self._peek(path) if format_of(path) == "web" else None
                if source is not None and wanted.search(source.text.encode("utf-8", "replace")):
                    yield source

    def sources(self) -> dict[str, Source]:
        """Return the files that have been read, by path."""
        return {path: source for path, source in self._sources.items() if source is not None}

    def _declared_for(self, path: str) -> tuple[Names, Names, Wrappers]:
        """Return the logins, logouts and wrappers that are declared for what a file calls.

        Its own config declares them, and that above the file in which such a function stands.
        """
        own = self.settings.of(path)
        logins, logouts, wrappers = [*own.login_points], [*own.logout_points], dict(own.wrappers)
        files: dict[str, str | None] = {}
        for name in list(self.settings.configs.declared):  # to look at a file may read another
            module = name.rpartition(".")[0]
            if module not in files:
                files[module] = self._file_of(module, path)
            file = files[module]
            theirs = own if file is None else self.settings.of(file)
            if theirs is not own:
                declared = self.settings.configs.declared_by(theirs)
                logins += [name] if name in declared.logins else []
                logouts += [name] if name in declared.logouts else []
                if name in declared.wrappers:
                    wrappers.setdefault(name, declared.wrappers[name])
        return tuple(logins), tuple(logouts), tuple(wrappers.items())

    def _file_of(self, named: str, caller: str) -> str | None:
        """Return the file of a module, or of one with a class of that name: the nearest."""
        for module in (named, named.rpartition(".")[0]):
            found = self._by_module.get(module.rpartition(".")[2], ()) if module else ()
            fitting = [
                (-len(commonpath([path, caller])), path)
                for dotted, path in found
                if f".{dotted}".endswith(f".{module}")
            ]
            if fitting:
                return min(fitting)[1]
        return None

    @cached_property
    def _by_module(self) -> defaultdict[str, list[tuple[str, str]]]:
        """The files of Python and of scripts by the last part of their dotted names."""
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        candidates = (file.path for file in self._found.candidates)
        every = chain(candidates, *map(_inside, self._found.around))
        for path in dict.fromkeys(path for path in every if path.endswith((*PYTHON, *SCRIPTS))):
            dotted = splitext(path)[0].removesuffix("/__init__").removesuffix("/index")
            found[dotted.rpartition("/")[2]].append((dotted.replace("/", "."), path))
        return found

    def _candidates(self) -> list[str]:
        return _below("", [file.path for file in self._found.candidates])

    def _read(self, path: str) -> Source | None:
        if path not in self._sources:
            self._sources[path] = self._from_disk(path)
        return self._sources[path]

    def _from_disk(self, path: str) -> Source | None:
        self.depends_on.paths.add(path)
        place = self.root.place(path)
        if path not in self._named and not self._boundary.holds(place):
            return None
        try:
            return reading.decode(path, self.bytes_of(path))
        except reading.CannotReadError as error:
            self._cannot_read(path, error)
            return None

    def bytes_of(self, path: str) -> bytes:
        """Return what a file holds, or what the run has in its place. Raises `CannotReadError`."""
        place = self.root.place(path)
        limit = self.settings.of(path).max_file_size
        laid_over = self._found.overlay.get(place)
        return (
            reading.read_bytes(place, limit)
            if laid_over is None
            else reading.limited(laid_over, limit)
        )

    def lines_of(self, path: str) -> tuple[BinaryIO, int]:
        """Return a file of any size to be read line by line, and its bytes. Raises `CannotReadError`."""
        place = self.root.place(path)
        laid_over = self._found.overlay.get(place)
        if laid_over is not None:
            return BytesIO(laid_over), len(laid_over)
        file = reading.opened(place)
        return file, os.fstat(file.fileno()).st_size

    def _cannot_read(self, path: str, error: reading.CannotReadError) -> None:
        """Note a file that others may depend on, once, unless it is not there."""
        if path in self._unread or (error.missing and not os.path.lexists(self.root.place(path))):
            return
        self._unread.add(path)
        reason = f"{path}: {error.reason}; what it has to say to other files is not known"
        self.incomplete.append(Incomplete(error.kind, reason, path))

    def _peek(self, path: str) -> Source | None:
        """Return the text of a file without keeping it: the tree may be large."""
        return self._sources[path] if path in self._sources else self._from_disk(path)

    def _mentioning(self, modules: set[str], words: set[str]) -> Iterator[str]:
        """Yield the files that may import one of the modules, or have one of the words.

        Of those in git that is not all of them.
        """
        yield from self._unsearched
        self.depends_on.words.update(words, *(module.split(".") for module in modules))
        self._search_imports()
        for around in self._found.around:
            yield from sorted(self._importing(around, modules) | self._with_words(around, words))

    def _scripts_with(self, words: set[str]) -> Iterator[str]:
        """Yield the scripts and pages that have one of the words, and others that may."""
        yield from _web("", [file.path for file in self._found.candidates])
        self.depends_on.words.update(words)
        for around in self._found.around:
            yield from _web(around.inside, around.others)
            if around.tracked and words:
                found = git.tracked_with_words(around.directory, words, SCRIPTS).paths
                yield from _web(around.inside, around.tracked if found is None else found)

    def _search_imports(self) -> None:
        """Let git search for imports from now on."""
        from heap_lint.importing import ImportLines

        for around in self._found.around:
            if around.tracked and around.directory not in self._imports:
                self._imports[around.directory] = ImportLines(around.directory)

    def _importing(self, around: Around, modules: set[str]) -> set[str]:
        if not around.tracked or not modules:
            return set()
        found = self._imports[around.directory].of(modules)
        return set(_below(around.inside, around.tracked if found is None else found))

    @cached_property
    def _unsearched(self) -> list[str]:
        others = (_below(around.inside, around.others) for around in self._found.around)
        return list(dict.fromkeys([*self._candidates(), *chain.from_iterable(others)]))

    def _with_words(self, around: Around, words: set[str]) -> set[str]:
        """Return the tracked files that have one of the words, and maybe others."""
        self._search_words(around, words)
        known = self._having[around.directory]
        searches = {known[word] for word in words if word in known}
        paths = (around.tracked if each.paths is None else each.paths for each in searches)
        return set(_below(around.inside, chain.from_iterable(paths)))

    def _search_words(self, around: Around, words: set[str]) -> None:
        """Let git search for words, for each of them once."""
        known = self._having.setdefault(around.directory, {})
        new = words - known.keys() - {""}
        if new and around.tracked:
            known.update(dict.fromkeys(new, git.tracked_with_words(around.directory, new)))

    def _files_with(
        self, around: Around, *texts: str, suffixes: Iterable[str] = ()
    ) -> list[str] | None:
        """Return the files that have one of the texts in any case, None where git fails."""
        return self._search_texts(around, *texts, suffixes=suffixes).paths

    def _search_texts(self, around: Around, *texts: str, suffixes: Iterable[str] = ()) -> Search:
        asked = (around.directory, *texts, *suffixes)
        if asked not in self._searches:
            self._searches[asked] = git.files_with(around.directory, texts, suffixes)
        return self._searches[asked]


def _python(around: Around) -> list[str]:
    """Return the project's own files: not the libraries in an environment that is kept with it."""
    paths = (path for path in (*around.tracked, *around.others) if _LIBRARIES not in path)
    return _below(around.inside, paths)


def _below(start: str, paths: Iterable[str]) -> list[str]:
    """Return those of the paths below a directory that the Python front end reads."""
    return [below(start, path) for path in paths if path.endswith(PYTHON)]


def _web(start: str, paths: Iterable[str]) -> list[str]:
    """Return those of the paths below a directory that scripts and pages have which can import."""
    return [below(start, path) for path in paths if path.endswith(SCRIPTS)]


def _inside(around: Around) -> Iterator[str]:
    return (below(around.inside, path) for path in (*around.tracked, *around.others))
