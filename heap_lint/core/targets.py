"""What is to be written: formats, and the files for them that the user names.

Apart from what writes them, since every start asks for it.
"""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from typing import NamedTuple

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "azure", "rdjson")
SUMMARY = "GITHUB_STEP_SUMMARY"
"""The variable by which GitHub names a file for the summary of a step."""


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
    return any(each.file for each in targets) or wants_summary(targets)


def wants_summary(targets: list[Target]) -> bool:
    """Whether the summary of a step of GitHub's is to be written."""
    return bool(os.environ.get(SUMMARY)) and any(each.format == "github" for each in targets)
