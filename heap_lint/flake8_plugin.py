"""The flake8 plugin: the findings of the command line, for Python.

A file in which the word does not occur costs one search; everything else is imported when it does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from heap_lint import __version__

if TYPE_CHECKING:
    import argparse
    import ast

    from flake8.options.manager import OptionManager

    from heap_lint.config import Settings

_CODE = re.compile(r"HL\d{3}")


class HeapLintPlugin:
    """What flake8 makes for each file it checks."""

    name = "heap-lint"
    version = __version__

    _settings: ClassVar[Settings | None] = None
    _options: ClassVar[argparse.Namespace | None] = None

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        self._filename = filename
        self._lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Add the options that flake8's config and command line take."""
        manager.add_option(
            "--heap-lint-policy",
            choices=("heap", "airkit"),
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
        """Keep the options; the settings are made when the first file needs them."""
        cls._options = options
        cls._settings = None

    def run(self) -> Iterator[tuple[int, int, str, type[HeapLintPlugin]]]:
        """Yield (line from 1, column from 0 in characters, text, plugin) for each finding.

        flake8 handles `# noqa` itself.
        """
        text = "".join(self._lines)
        if "heap" not in text.lower():  # ten times as fast as `re` without case
            return
        from heap_lint.engine import check_source
        from heap_lint.lines import LineIndex
        from heap_lint.source import Source

        source = Source(os.path.relpath(self._filename).replace(os.sep, "/"), text)
        report = check_source(source, self._get_settings(), noqa=False)
        index = LineIndex(text)
        for finding in report.findings:
            line, column = index.position(finding.span.start)
            yield line, column - 1, f"{finding.code} {finding.name}: {finding.message}", type(self)
        for problem in report.problems:
            raise RuntimeError(problem)

    @classmethod
    def _get_settings(cls) -> Settings:
        if cls._settings is None:
            cls._settings = _settings(cls._options)
        return cls._settings


def _settings(options: Any) -> Settings:
    """Return the project's settings with flake8's options on top of them.

    A rule that is off by default runs where flake8 is told to select it by its full code.
    """
    from flake8.exceptions import ExecutionError

    from heap_lint import config
    from heap_lint.selection import Layer

    chosen = [*(options.select or ()), *(options.extend_select or ())]
    policy = {"policy": options.heap_lint_policy} if options.heap_lint_policy else {}
    try:
        settings = config.load(options.heap_lint_config)
        asked = Layer(extend_select=tuple(code for code in chosen if _CODE.fullmatch(code)))
        settings = config.with_layer(settings, asked, **policy)
        config.check_rules(settings, "flake8")
    except config.ConfigError as error:
        raise ExecutionError(f"heap-lint: {error}") from None
    return settings
