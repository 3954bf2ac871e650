"""Which file an import means: by a relative path, an alias of TypeScript, a package of the tree.

What is not found among the project's files is another's package, of which nothing is known.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from posixpath import basename, dirname, join, normpath, splitext
from typing import Any

from msgspec import Struct, field

from heap_lint import regex
from heap_lint.frontends import SCRIPTS
from heap_lint.source import Source

_ENDINGS = (".ts", ".tsx", *(each for each in SCRIPTS if each not in (".ts", ".tsx")))
"""What an import may leave out, TypeScript first, as it does itself."""
_MEANT = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}
"""What TypeScript compiles to a file of that name."""
_CONFIGS = ("tsconfig.json", "jsconfig.json")
_DEFAULT_ALIASES = ("@/", "~/")
_MANIFEST = "package.json"
_MOST_EXTENDED = 5
"""Configurations that extend each other, or conditions of `exports` in each other."""
_NOT_JSON = regex.lazy(r'("(?:\\.|[^"\\\n])*"?)|//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|,(?=\s*[}\]])')
_IMPORT = regex.lazy(
    r"""(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*(?:/\*[^*\n]{0,80}\*/\s*)?(["'`])([^"'`\n]{1,300})\1"""
)


def imported_by(text: str) -> set[str]:
    """Return what a script imports, as written."""
    return {match[2] for match in _IMPORT.finditer(text)}


class _Aliases(Struct, frozen=True):
    """What a configuration says of imports: patterns with their targets, and where names begin."""

    patterns: dict[str, list[str]] = field(default_factory=dict)
    base: str | None = None


class Specifiers:
    """The files of a project by what imports call them; `read` gives the text of one."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Source | None]) -> None:
        self._paths = frozenset(paths)
        self._read = read
        self._found: dict[tuple[str, str], str | None] = {}
        self._aliases: dict[str, _Aliases | None] = {}
        self._configurations: dict[tuple[str, int], _Aliases] = {}
        """By path, and by how many others lead to it: projects of one tree refer to each other."""
        self._made_of: dict[tuple[tuple[str, ...], int], _Aliases] = {}
        self._tables: dict[str, dict[str, Any]] = {}

    def resolve(self, specifier: str, importer: str) -> str | None:
        """Return the path of what the file `importer` imports, None where it is not in the project."""
        asked = (specifier, dirname(importer))
        if asked not in self._found:
            self._found[asked] = self._resolve(specifier, asked[1])
        return self._found[asked]

    def names_of(self, path: str) -> set[str]:
        """Return the words of which a file that imports the one at `path` has one."""
        stem = splitext(basename(path))[0]
        words = {stem} if stem != "index" else {basename(dirname(path))}
        for directory in {dirname(path), *_above(dirname(path))}:
            aliases = self._aliases_of(directory)
            for pattern, targets in aliases.patterns.items() if aliases is not None else ():
                if "*" not in pattern and any(self._file(target) == path for target in targets):
                    words.add(pattern)
        return (words | self._packages_by_entry.get(path, set())) - {""}

    def beside(self, path: str) -> list[str]:
        """Return the files that may import an index of a directory by dots alone."""
        if splitext(basename(path))[0] != "index":
            return []
        directory = dirname(path)
        near = (each for each in self._paths if dirname(each) == directory)
        below = (each for each in self._paths if dirname(dirname(each)) == directory != "")
        return sorted({each for each in (*near, *below) if each.endswith(_ENDINGS)})

    def _resolve(self, specifier: str, directory: str) -> str | None:
        if not 0 < len(specifier) <= regex.PATH or any(sign in specifier for sign in "!?:"):
            return None
        if specifier.startswith("."):
            return self._file(_joined(directory, specifier))
        if specifier.startswith("/"):
            return None
        found, is_configured = self._by_alias(specifier, directory)
        if found is None and not is_configured:
            found = self._by_default_alias(specifier, directory)
        return found or self._in_packages(specifier)

    def _file(self, path: str) -> str | None:
        """Return the file that is meant by a path whose end may be missing."""
        base, suffix = splitext(path)
        for other in _MEANT.get(suffix, ()):
            if base + other in self._paths:
                return base + other
        if path in self._paths:
            return path if path.endswith(_ENDINGS) and not path.endswith(".d.ts") else None
        for each in (path, join(path, "index")):
            for suffix in _ENDINGS:
                if each + suffix in self._paths:
                    return each + suffix
        return None

    # --- Aliases

    def _by_alias(self, specifier: str, directory: str) -> tuple[str | None, bool]:
        """Return what an alias means, and whether the configuration speaks of it at all."""
        aliases = self._aliases_of(directory)
        if aliases is None:
            return None, False
        fits = {pattern: _fits(specifier, pattern) for pattern in aliases.patterns}
        fitting = [(pattern, rest) for pattern, rest in fits.items() if rest is not None]
        fitting.sort(key=lambda each: -len(each[0].partition("*")[0]))
        for pattern, rest in fitting:
            for target in aliases.patterns[pattern]:
                found = self._file(normpath(target.replace("*", rest, 1)))
                if found is not None:
                    return found, True
        if aliases.base is not None and not fitting:
            return self._file(_joined(aliases.base, specifier)), False
        return None, bool(fitting)

    def _aliases_of(self, directory: str) -> _Aliases | None:
        """Return the aliases of a directory: those of the nearest configuration that has some."""
        missing = []
        for each in (directory, *_above(directory)):
            if each in self._aliases:
                break
            missing.append(each)
        for each in reversed(missing):
            own = [join(each, name) for name in _CONFIGS]
            found = next((self._configured(path) for path in own if path in self._paths), None)
            if (found is None or not found.patterns and found.base is None) and each:
                above = self._aliases.get(dirname(each))
                found = above if above is not None else found
            self._aliases[each] = found
        return self._aliases[directory]

    def _configured(self, path: str, depth: int = 0) -> _Aliases:
        if (path, depth) not in self._configurations:
            self._configurations[path, depth] = self._made(path, depth)
        return self._configurations[path, depth]

    def _made(self, path: str, depth: int) -> _Aliases:
        table = self._json(path)
        options = table.get("compilerOptions")
        options = options if isinstance(options, dict) else {}
        here = dirname(path)
        others = self._extended(table, path) if depth < _MOST_EXTENDED else ()
        found = self._together(others, depth + 1) if others else _Aliases()
        base = options.get("baseUrl")
        if isinstance(base, str):
            found = _Aliases(found.patterns, _joined(here, base))
        paths = options.get("paths")
        if isinstance(paths, dict):
            start = found.base if found.base is not None else here
            own = {
                pattern: [_joined(start, each) for each in targets if isinstance(each, str)]
                for pattern, targets in paths.items()
                if isinstance(targets, list)
            }
            found = _Aliases(own, found.base)
        return found

    def _together(self, paths: tuple[str, ...], depth: int) -> _Aliases:
        """Return what configurations say together, of which later ones win."""
        if (paths, depth) not in self._made_of:
            patterns: dict[str, list[str]] = {}
            base: str | None = None
            for each in (self._configured(path, depth) for path in paths):
                patterns = {**patterns, **each.patterns} if patterns else each.patterns
                base = base if each.base is None else each.base
            self._made_of[paths, depth] = _Aliases(patterns, base)
        return self._made_of[paths, depth]

    def _extended(self, table: dict[str, Any], path: str) -> tuple[str, ...]:
        """Return the configurations that one is made of: what it extends, and what only refers to it.

        Templates of Vite keep the options in `tsconfig.app.json`, which the main one references.
        """
        extended = table.get("extends", ())
        others: list[Any] = [extended] if isinstance(extended, str) else []
        others += extended if isinstance(extended, list) else []
        references = table.get("references")
        if isinstance(references, list) and "compilerOptions" not in table:
            others += [each.get("path") for each in references if isinstance(each, dict)]
        named = (each for each in others if isinstance(each, str) and each.startswith("."))
        found = (self._config_at(_joined(dirname(path), each)) for each in named)
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _config_at(self, path: str) -> str | None:
        """Return the configuration that is meant by a path whose end may be missing."""
        known = (path, f"{path}.json", join(path, "tsconfig.json"))
        return next((each for each in known if each in self._paths), None)

    def _by_default_alias(self, specifier: str, directory: str) -> str | None:
        """Return what `@/` and `~/` mean where nothing is configured: the sources of the project."""
        if not specifier.startswith(_DEFAULT_ALIASES):
            return None
        rest = specifier[2:]
        for each in (directory, *_above(directory)):
            for root in (join(each, "src"), each if self._is_project(each) else None):
                found = self._file(_joined(root, rest)) if root is not None else None
                if found is not None:
                    return found
        return None

    def _is_project(self, directory: str) -> bool:
        return join(directory, _MANIFEST) in self._paths

    # --- Packages of the tree

    def _in_packages(self, specifier: str) -> str | None:
        parts = specifier.split("/")
        size = 2 if specifier.startswith("@") else 1
        root = self._packages.get("/".join(parts[:size]))
        if root is None:
            return None
        inside = "/".join(parts[size:])
        return self._entry(root, inside)

    @cached_property
    def _packages(self) -> dict[str, str]:
        """The directories of the packages in the tree, by their names."""
        found: dict[str, str] = {}
        for path in sorted(self._paths, key=len, reverse=True):
            if basename(path) == _MANIFEST and "node_modules/" not in path:
                name = self._json(path).get("name")
                if isinstance(name, str):
                    found[name] = dirname(path)
        return found

    @cached_property
    def _packages_by_entry(self) -> dict[str, set[str]]:
        """The names of packages by the file that each shows."""
        found: dict[str, set[str]] = {}
        for name, root in self._packages.items():
            entry = self._entry(root)
            if entry is not None:
                found.setdefault(entry, set()).add(name)
        return found

    def _entry(self, root: str, inside: str = "") -> str | None:
        """Return the file that a package shows under its name, or a name below it."""
        table = self._json(join(root, _MANIFEST))
        shown = table.get("exports")
        if isinstance(shown, dict) and any(key.startswith(".") for key in shown):
            shown = shown.get(f"./{inside}" if inside else ".")
        targets = list(_targets(shown))
        if inside:
            targets += [inside, f"src/{inside}"]
        else:
            keys = ("source", "module", "main")
            targets += [table[key] for key in keys if isinstance(table.get(key), str)]
            targets += ["src/index", "index", "src/main"]
        found = (self._file(_joined(root, target)) for target in targets)
        return next((each for each in found if each is not None), None)

    def _json(self, path: str) -> dict[str, Any]:
        if path not in self._tables:
            self._tables[path] = self._parsed(path)
        return self._tables[path]

    def _parsed(self, path: str) -> dict[str, Any]:
        source = self._read(path) if path in self._paths else None
        try:
            text = _NOT_JSON.sub(lambda match: match[1] or " ", source.text if source else "")
            table = json.loads(text or "{}")
        except (ValueError, RecursionError):
            return {}
        return table if isinstance(table, dict) else {}


def _targets(shown: object, depth: int = 0) -> Iterator[str]:
    """Yield the files of an entry of `exports`, whatever the condition."""
    if isinstance(shown, str):
        yield shown
    elif isinstance(shown, dict) and depth < _MOST_EXTENDED:
        for key, value in shown.items():
            if not key.startswith("."):
                yield from _targets(value, depth + 1)


def _fits(specifier: str, pattern: str) -> str | None:
    """Return what stands for the star of a pattern, None where it does not fit."""
    before, star, behind = pattern.partition("*")
    if not star:
        return "" if specifier == pattern else None
    fits = len(specifier) >= len(before) + len(behind)
    if not (fits and specifier.startswith(before) and specifier.endswith(behind)):
        return None
    return specifier[len(before) : len(specifier) - len(behind)]


def _joined(directory: str, path: str) -> str:
    joined = normpath(join(directory, path))
    return "" if joined == "." else joined


def _above(directory: str) -> Iterator[str]:
    while directory and directory != dirname(directory):
        directory = dirname(directory)
        yield directory
