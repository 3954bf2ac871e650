"""Writes reports: to standard output, to files that the user names, to what GitHub names."""

from __future__ import annotations

import os
from importlib import import_module

from heap_lint.core.streams import StreamError
from heap_lint.core.targets import SUMMARY, Target, wants_summary
from heap_lint.engine import Report


def write(report: Report, targets: list[Target]) -> None:
    """Write the files that are asked for. Raises `StreamError`."""
    for each in targets:
        if each.file:
            _write(each.file, rendered(report, each.format), "w")
    if wants_summary(targets):
        _write(os.environ[SUMMARY], rendered(report, "step_summary"), "a")


def rendered(report: Report, name: str) -> str:
    """Return a report in a format."""
    text: str = import_module(f"heap_lint.output.{name}").render(report)
    return text


def _write(path: str, text: str, mode: str) -> None:
    try:
        with open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StreamError(f"{path}: cannot be written: {why}") from None
