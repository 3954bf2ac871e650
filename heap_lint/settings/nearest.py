"""Which settings a file has: those of the nearest config above it, up to the root of its repository.

Configs do not inherit from each other. Where there is no repository all directories above are asked.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from heap_lint import config
from heap_lint.config import NAMES, Settings
from heap_lint.files.real import RealPaths
from heap_lint.patterns import Patterns
from heap_lint.settings import misnamed

if TYPE_CHECKING:
    from heap_lint.files.root import Root


_Given = TypeVar("_Given")


def _as_it_is(given: _Given) -> _Given:
    return given


class Declared(NamedTuple):
    """The functions that one config declares, by their dotted names."""

    logins: frozenset[str]
    logouts: frozenset[str]
    wrappers: dict[str, tuple[tuple[str, str], ...]]


class Configs:
    """The configs of a run, each read once, when a file is the first to need it.

    `everywhere` are the settings of all files, whatever stands above them (None: there are none such).
    `finish` puts on top of a config what the command line says.
    """

    def __init__(
        self,
        everywhere: Settings | None = None,
        finish: Callable[[Settings], Settings] = _as_it_is,
    ) -> None:
        self._everywhere = everywhere
        self._finish = finish
        self._above: dict[str, str | None] = {}
        """By directory: the nearest config."""
        self._read: dict[tuple[str | None, str], Settings] = {}
        """By config and, where there is none, by the directory where the project begins."""
        self.declared: dict[str, None] = {}
        """The functions that some config declares, in the order in which these were read."""
        self._declared_by: dict[int, Declared] = {}
        """By the identity of settings, which live as long as this."""
        self.looked_for: set[str] = set()
        """Where a config, or the root of a repository, might stand that would change the answer."""
        self.before_looking: Callable[[str], object] = _as_it_is
        """Is told each of these places before it is looked at."""

    @classmethod
    def of(cls, settings: Settings | Configs) -> Configs:
        """Return configs as they are, or those of a run in which all files have the same settings."""
        return settings if isinstance(settings, Configs) else cls(settings)

    def of_project(self) -> Configs:
        """Return configs that are looked for as these are, of which none is known yet."""
        own = Configs(self._everywhere, self._finish)
        own.before_looking = self.before_looking
        return own

    def add(self, others: Configs) -> None:
        """Know what others do."""
        self._above.update(others._above)
        self._read.update(others._read)
        self.declared.update(others.declared)
        self.looked_for |= others.looked_for

    def key(self) -> str:
        """Return a text that is the same for runs which look for their configs in the same way."""
        return "" if self._everywhere is None else self._everywhere.key()

    def known(self) -> list[Settings]:
        """Return all settings that some file was found to have."""
        return list(self._read.values())

    def above(self, directory: str, project: str) -> Settings:
        """Return the settings of the files in a directory, an absolute path without links.

        `project` is the directory where its project begins. Raises `ConfigError`.
        """
        path = self._nearest(directory) if self._everywhere is None else None
        asked = path, "" if path is not None else project
        if asked not in self._read:
            settings = self._read[asked] = self._finish(self._settings(path, project))
            names = (settings.login_points, settings.logout_points, dict(settings.wrappers))
            self.declared.update(dict.fromkeys(chain.from_iterable(names)))
        return self._read[asked]

    def declared_by(self, settings: Settings) -> Declared:
        """Return the functions that settings declare which have been read here."""
        if id(settings) not in self._declared_by:
            self._declared_by[id(settings)] = Declared(
                frozenset(settings.login_points),
                frozenset(settings.logout_points),
                dict(settings.wrappers),
            )
        return self._declared_by[id(settings)]

    def _settings(self, path: str | None, project: str) -> Settings:
        if path is not None:
            return config.load(path, named=False)
        settings = Settings() if self._everywhere is None else self._everywhere
        if settings.test_paths.root == ".":  # the defaults, which no config has changed
            settings = settings._replace(test_paths=Patterns(project, settings.test_paths.lines))
        return settings

    def _nearest(self, directory: str) -> str | None:
        climbed: list[str] = []
        found, here = None, directory
        while here not in self._above:
            climbed.append(here)
            found = self._own(here)
            above = os.path.dirname(here)
            if found or above == here or self._is_there(os.path.join(here, ".git")):
                break
            here = above
        else:
            found = self._above[here]
        self._above.update(dict.fromkeys(climbed, found))
        return found

    def _own(self, directory: str) -> str | None:
        """Return the config in a directory, if it has one that is to be read."""
        self._depends_on(os.path.join(directory, misnamed.ANY))
        names = set(misnamed.names_in(directory))
        paths = {name: os.path.join(directory, name) for name in (*NAMES, *misnamed.SHARED, *names)}
        if not list(filter(self._is_there, paths.values())):  # the answer depends on each of them
            return None
        meant = [name for name in names if not _may_be_anybodys(paths[name])]
        found = config.own(directory, meant)
        return None if found is None or _may_be_anybodys(found) else found

    def _is_there(self, path: str) -> bool:
        """Whether something is at a path, on which the answer depends from now on."""
        self._depends_on(path)
        return os.path.lexists(path)

    def _depends_on(self, path: str) -> None:
        self.before_looking(path)
        self.looked_for.add(path)


class SettingsByFile:
    """The settings of the files below a root; a path is one inside it."""

    def __init__(self, configs: Configs, root: Root) -> None:
        self.configs = configs
        self.root = root
        self._known: dict[str, Settings] = {}
        self._real = RealPaths()

    def of(self, path: str) -> Settings:
        """Return the settings of a file. Raises `ConfigError`."""
        return self.of_folder(path.rpartition("/")[0])

    def of_folder(self, folder: str) -> Settings:
        """Return the settings of the files in a folder. Raises `ConfigError`."""
        if folder not in self._known:
            directory = self.root.place(folder).rstrip(os.sep) or os.sep
            if self._leads_out(directory):
                return self._known.setdefault(folder, self.of(folder))
            project = self.root.project_of(directory) or directory
            self._known[folder] = self.configs.above(directory, project)
        return self._known[folder]

    def _leads_out(self, directory: str) -> bool:
        """Whether a link on the way to a directory leads out of the project: no config there is ours."""
        real = self._real.of_directory(directory)
        return real != directory and self.root.project_of(real) is None

    def excludes(self, path: str) -> bool:
        """Whether a file is not to be checked."""
        return self.of(path).exclude.match(self.root.place(path))

    def is_test(self, path: str) -> bool:
        """Whether a file's values are expected to be made up."""
        return self.of(path).test_paths.match(self.root.place(path))

    def payload_in(self, path: str) -> str | None:
        """Return the kind of payload that a file holds, None where it is no such file."""
        return self.of(path).payload_in(self.root.place(path))

    def may_mend(self, path: str, code: str) -> bool:
        """Whether the findings of a rule in a file may be mended: what tests make up is left alone."""
        fixable = self.of(path).fixable
        return (fixable is None or code in fixable) and not self.is_test(path)

    def running_in(self, path: str) -> frozenset[str]:
        """Return the codes of the rules that run in a file, tests or not."""
        settings = self.of(path)
        return settings.selection.enabled - settings.ignored_in(self.root.place(path))


def _may_be_anybodys(path: str) -> bool:
    """Whether a config is somebody else's in a directory that all may write to, as `/tmp` is."""
    if os.name == "nt":
        return False
    try:
        shared = os.stat(os.path.dirname(path)).st_mode & stat.S_ISVTX
        return bool(shared) and os.stat(path).st_uid != os.geteuid()
    except OSError:
        return False
