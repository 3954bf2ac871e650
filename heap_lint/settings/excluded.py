"""What `exclude` takes away of what was asked for, where the number of files alone would not tell."""

from __future__ import annotations

import os
from collections.abc import Iterator

from heap_lint.config import ConfigError
from heap_lint.core.incomplete import Incomplete
from heap_lint.discovery import Around, Found
from heap_lint.files.root import below
from heap_lint.settings.nearest import SettingsByFile

ANY_NAME = "any-name-at-all"
"""A file that a pattern fits only if it fits all files of its folder."""


def everything(found: Found, settings: SettingsByFile) -> Iterator[Incomplete]:
    """Yield the configs that leave out whatever there is, where nothing else has been found."""
    directory = settings.root.directory
    if not found.candidates or any(file.named for file in found.candidates):
        return
    for each in settings.configs.known():
        anything = os.path.join(each.exclude.root, ANY_NAME)
        if each.source is not None and each.exclude.match(os.path.join(directory, anything)):
            reason = "`exclude` leaves no file, so nothing is checked"
            yield Incomplete("all-excluded", f"{each.source}: {reason}", each.source)


def folders(found: Found, settings: SettingsByFile) -> Iterator[Incomplete]:
    """Yield the folders that were asked for of which no file is left."""
    for around in found.around if found.asked is None else ():
        if settings.excludes(below(around.inside, ANY_NAME)) and _leaves_none(around, settings):
            shown = settings.root.shown(around.inside) or "."
            reason = "is excluded by the config, so nothing in it is checked"
            yield Incomplete("excluded", f"{shown}: {reason}", shown)


def _leaves_none(around: Around, settings: SettingsByFile) -> bool:
    """Whether all files of a folder are excluded: a pattern, or a config in it, may take some back."""
    paths = [*around.tracked, *around.others]
    return bool(paths) and all(leaves_out(below(around.inside, path), settings) for path in paths)


def leaves_out(path: str, settings: SettingsByFile) -> bool:
    """Whether a file is excluded, by a config that can be used."""
    try:
        return settings.excludes(path)
    except ConfigError:  # which is told
        return False
