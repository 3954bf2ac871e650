"""The flake8 plugin: the findings of the command line, for Python.

A git tree that holds the word is checked as a whole before flake8 reads its first file, once for all
its processes, so that wrappers of other files are known; a file of it then has the findings of that
run. Any other file, and one that is not saved yet, is checked by itself. Where the word does not
occur nothing is imported.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from heap_lint import __version__

if TYPE_CHECKING:
    import argparse
    import ast

    from flake8.options.manager import OptionManager

    from heap_lint.config import Settings
    from heap_lint.engine import Report
    from heap_lint.findings import Finding
    from heap_lint.settings.nearest import Configs

_CODE = r"HL\d{3}"
_POLICIES = ("heap", "airkit")


class HeapLintPlugin:
    """What flake8 makes for each file it checks."""

    name = "heap-lint"
    version = __version__

    _configs: ClassVar[Configs | None] = None
    _project: ClassVar[dict[str, _File]] = {}
    _options: ClassVar[argparse.Namespace | None] = None

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        self._filename = filename
        self._lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Add the options that flake8's config and command line take."""
        manager.add_option(
            "--heap-lint-policy",
            choices=_POLICIES,
            parse_from_config=True,
            help="the security settings to ask for (default: what [tool.heap-lint] says, else heap)",
        )
        manager.add_option(
            "--heap-lint-config",
            normalize_paths=True,
            parse_from_config=True,
            help="the file with [tool.heap-lint] (default: the nearest one)",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Keep the options, and check the project if it may have anything to do with Heap.

        flake8 calls this once before it shares files out, or once in each process where it cannot
        hand on what it knows.
        """
        cls._options = options
        cls._configs = None
        cls._project = {}
        _refuse_unknown_policy(options)
        if _is_asked_for(options):
            worth = {tree: cls._is_worth_it(options, tree) for tree in _trees(options.filenames)}
            for tree, known in worth.items():
                if known is None:
                    _say_each_alone(tree)
            trees = [tree for tree, known in worth.items() if known]
            if trees:
                report = _checked(trees, cls._get_configs())
                cls._project = _files(report)
            elif None in worth.values() and not _shows("E999", options):
                report = _checked(list(options.filenames), cls._get_configs())
            else:
                return
            if not _shows("E999", options):
                _say_unparsed(report, list(options.filenames))

    def run(self) -> Iterator[tuple[int, int, str, type[HeapLintPlugin]]]:
        """Yield (line from 1, column from 0 in characters, text, plugin) for each finding.

        flake8 handles `# noqa` itself.
        """
        text = "".join(self._lines)
        problems: list[str] = []
        known = self._project.get(_path(self._filename)) if self._project else None
        if known is not None and _same(known.text, text):
            findings, text = known.findings, known.text
        # `lower` is ten times as fast as `re` without case.
        elif "heap" in text.lower() or self._forwards(text):
            findings, problems = self._alone(text)
        else:
            return
        from heap_lint.lines import LineIndex

        index = LineIndex(text)
        for finding in findings:
            line, column = index.position(finding.span.start)
            yield line, column - 1, f"{finding.code} {finding.name}: {finding.message}", type(self)
        for problem in problems:
            raise RuntimeError(problem)

    def _forwards(self, text: str) -> bool:
        """Whether a text may call what reaches Heap, as the settings say of this tree."""
        if _has_config_below(self._filename):
            self._settings_of(self._filename)
        if self._configs is None:
            return False
        from heap_lint.forwarders import packages

        known = self._configs.known()
        names = [name for each in known for name in packages(each.forwarders)]
        names += [name.rpartition(".")[2] for each in known for name, _ in each.wrappers]
        return any(name in text for name in names)

    def _alone(self, text: str) -> tuple[list[Finding], list[str]]:
        """Return what a text has by itself, and what went wrong."""
        from heap_lint.engine import check_source
        from heap_lint.source import Source

        source = Source(_named(_path(self._filename)), text)
        with _told():
            report = check_source(source, self._get_configs(), noqa=False)
        return report.findings, report.problems

    @classmethod
    def _get_configs(cls) -> Configs:
        if cls._configs is None:
            cls._configs = _configs(cls._options)
        return cls._configs

    @classmethod
    def _is_worth_it(cls, options: argparse.Namespace, tree: str) -> bool | None:
        """Whether a tree may reach Heap; None: there is no git that could tell.

        A config may name functions that do, whose files need not hold the word.
        """
        from heap_lint import git

        has_config = _has_config(options, tree)
        here = cls._settings_of(os.path.join(tree, "x.py")) if has_config else None
        if here is not None and (here.forwarders or here.wrappers):
            return True
        configs = git.Named(tree, "heap-lint.toml")
        holds = git.holds(tree, "heap")
        return True if configs.has_any else holds

    @classmethod
    def _settings_of(cls, path: str) -> Settings:
        from heap_lint.files.root import Root
        from heap_lint.settings.nearest import SettingsByFile

        root = Root.of([path])
        with _told():
            return SettingsByFile(cls._get_configs(), root).of(root.inside(path))


class _File(NamedTuple):
    """A file of the project as it was checked."""

    text: str
    findings: list[Finding]


def _trees(filenames: Iterable[str]) -> list[str]:
    """Return the trees that hold what flake8 is given: the one here, and others by their roots."""
    from heap_lint.files import repository

    here = repository.find(".")
    trees: dict[str, None] = {}
    for filename in filenames or ["."]:
        directory = filename if os.path.isdir(filename) else os.path.dirname(filename) or "."
        place = repository.find(directory)
        above = os.path.relpath(directory).split(os.sep)[0] == os.pardir
        is_here = place is None or (here is not None and place.root == here.root and not above)
        trees["." if is_here or place is None else os.path.relpath(place.root)] = None
    return list(trees)


def _checked(paths: list[str], configs: Configs) -> Report:
    """Return what there is to say of some paths."""
    from heap_lint import engine, git

    with _told():
        return engine.check_paths(paths, configs, git.ask(paths), {}, noqa=False)


def _files(report: Report) -> dict[str, _File]:
    """Return the files that have something to do with Heap, by path."""
    files = {path: _File(source.text, []) for path, source in report.sources.items()}
    for finding in report.findings:
        if finding.span.path in files:
            files[finding.span.path].findings.append(finding)
    # What breaks in the run breaks in the file alone too, and is said there.
    broken = {problem.partition(": ")[0] for problem in report.problems}
    return {path: file for path, file in files.items() if path not in broken}


def _is_another_process() -> bool:
    """Whether this is one of flake8's processes: on some systems each makes the options anew."""
    return sys.modules["__main__"].__name__ == "__mp_main__"


def _say_each_alone(directory: str) -> None:
    """Say why the files of a repository are not checked together; where there is none they never are."""
    from heap_lint import git
    from heap_lint.core import streams

    tree = git.Tree(directory, search=False)
    if tree.place is None or _is_another_process():
        return
    then = "each file is checked by itself, and wrappers of other files are not known"
    refusal = tree.refusal(then)
    why = (
        refusal.message if refusal is not None else f"{directory}: git cannot search it, so {then}"
    )
    streams.say(f"heap-lint: {why}")


def _say_unparsed(report: Report, paths: list[str]) -> None:
    """Say which files do not parse: flake8 runs no plugin on them, and its own code is left out."""
    if _is_another_process():
        return
    from heap_lint.core import streams

    found = {each.span.path for each in report.findings if each.code == "HL901"}
    found |= {each.path for each in report.incomplete if each.kind == "not-parsed" and each.path}
    for path in sorted(found):
        if path.endswith((".py", ".pyw")) and any(_is_below(path, each) for each in paths or ["."]):
            streams.say(
                f"heap-lint: {path}: does not parse, so nothing is found in it; flake8 says so as E999,"
                " which is not selected: add E9 to `select`"
            )


def _is_below(path: str, directory: str) -> bool:
    start = _path(directory)
    return start in (".", path) or path.startswith(f"{start}/")


@contextmanager
def _told() -> Iterator[None]:
    """Let flake8 say what is wrong with a config."""
    from flake8.exceptions import ExecutionError

    from heap_lint.config import ConfigError

    try:
        yield
    except ConfigError as error:
        raise ExecutionError(f"heap-lint: {error}") from None


def _is_asked_for(options: argparse.Namespace) -> bool:
    """Whether flake8 shows any finding of ours."""
    return not options.select or any(
        chosen.startswith("HL") or "HL".startswith(chosen)
        for chosen in (*options.select, *(options.extend_select or ()))
    )


def _shows(code: str, options: argparse.Namespace) -> bool:
    """Whether flake8 shows what has a code of its own: the longest prefix that is chosen decides."""
    chosen = (*(options.select or ()), *(options.extend_select or ()))
    left_out = (*(options.ignore or ()), *(options.extend_ignore or ()))
    wanted = max((len(each) for each in chosen if code.startswith(each)), default=-1)
    unwanted = max((len(each) for each in left_out if code.startswith(each)), default=-1)
    return wanted > unwanted or (unwanted < 0 and not options.select)


def _refuse_unknown_policy(options: argparse.Namespace) -> None:
    """Raise what flake8 shows: it checks choices on the command line, and none in its config."""
    policy = options.heap_lint_policy
    if policy is not None and policy not in _POLICIES:
        from difflib import get_close_matches

        from flake8.exceptions import ExecutionError

        from heap_lint.heap.secrets import of_setting
        from heap_lint.selection import did_you_mean

        nearest = did_you_mean(get_close_matches(policy, _POLICIES, n=1))
        known = " or ".join(f"`{each}`" for each in _POLICIES)
        given = of_setting(policy)
        raise ExecutionError(f"heap-lint: heap-lint-policy: `{given}` is not {known}{nearest}")


def _has_config(options: argparse.Namespace, directory: str) -> bool:
    """Whether a config is named or stands there, or further up, whose text need not hold the word."""
    here = os.path.abspath(directory)
    above = [here, *(here[:at] or os.sep for at, mark in enumerate(here) if mark == os.sep)]
    named = bool(options.heap_lint_config)
    return named or any(os.path.isfile(os.path.join(each, "heap-lint.toml")) for each in above)


def _has_config_below(filename: str) -> bool:
    """Whether a config stands above a file, in a directory below this one."""
    folder = os.path.dirname(os.path.relpath(filename))
    while folder and os.path.basename(folder) != os.pardir:
        if os.path.isfile(os.path.join(folder, "heap-lint.toml")):
            return True
        folder = os.path.dirname(folder)
    return False


def _path(filename: str) -> str:
    return os.path.relpath(filename).replace(os.sep, "/")


def _named(path: str) -> str:
    """Return a path that tells the format; standard input may have no name, and is Python too."""
    from heap_lint.frontends import format_of

    return path if format_of(path) == "python" else f"{path}.py"


def _same(read: str, given: str) -> bool:
    """Whether a text is what flake8 has, which reads all line ends as one."""
    return read == given or read.replace("\r\n", "\n").replace("\r", "\n") == given


def _configs(options: Any) -> Configs:
    """Return where the settings of files come from, with flake8's options on top of them.

    A rule that is off by default runs where flake8 is told to select it by its full code.
    """
    from heap_lint import config
    from heap_lint.selection import Layer
    from heap_lint.settings.nearest import Configs

    chosen = [*(options.select or ()), *(options.extend_select or ())]
    policy = {"policy": options.heap_lint_policy} if options.heap_lint_policy else {}
    asked = Layer(extend_select=tuple(code for code in chosen if re.fullmatch(_CODE, code)))

    def finish(settings: Settings) -> Settings:
        settings = config.with_layer(settings, asked, **policy)
        config.check_rules(settings, "flake8")
        return settings

    with _told():
        finish(config.Settings())
        named = options.heap_lint_config
        return Configs(config.load(named) if named is not None else None, finish)
