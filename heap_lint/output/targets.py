"""Where reports go: to standard output, to files that the user names, to what GitHub names."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from heap_lint.core.streams import StreamError

if TYPE_CHECKING:
    from heap_lint.engine import Report

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "azure", "rdjson")
_SUMMARY = "GITHUB_STEP_SUMMARY"


class Target(NamedTuple):
    """A format, and the file to write it to; none: standard output."""

    format: str
    file: str = ""


def target(text: str) -> Target:
    """Return what `FORMAT` or `FORMAT=FILE` asks for. Raises `ArgumentTypeError`."""
    name, equals, file = text.partition("=")
    if name not in FORMATS:
        raise ArgumentTypeError(f"invalid choice: '{name}' (choose from {', '.join(FORMATS)})")
    if equals and not file:
        raise ArgumentTypeError(f"`{text}` names no file")
    return Target(name, file)


def writes_files(targets: list[Target]) -> bool:
    """Whether a run writes anything but its standard output."""
    return any(each.file for each in targets) or _wants_summary(targets)


def write(report: Report, targets: list[Target]) -> None:
    """Write the files that are asked for. Raises `StreamError`."""
    for each in targets:
        if each.file:
            _write(each.file, rendered(report, each.format), "w")
    if _wants_summary(targets):
        _write(os.environ[_SUMMARY], rendered(report, "step_summary"), "a")


def rendered(report: Report, name: str) -> str:
    """Return a report in a format."""
    text: str = import_module(f"heap_lint.output.{name}").render(report)
    return text


def _wants_summary(targets: list[Target]) -> bool:
    return bool(os.environ.get(_SUMMARY)) and any(each.format == "github" for each in targets)


def _write(path: str, text: str, mode: str) -> None:
    try:
        with open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StreamError(f"{path}: cannot be written: {why}") from None
