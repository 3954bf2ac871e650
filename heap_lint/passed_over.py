"""What of a tree is not read as it is found: links that lead out of it, files of other formats."""

from __future__ import annotations

import os
from collections.abc import Iterator

from heap_lint import prefilter, reading
from heap_lint.core.incomplete import Incomplete
from heap_lint.discovery import Found
from heap_lint.files.boundary import Boundary
from heap_lint.files.root import below
from heap_lint.settings import excluded
from heap_lint.settings.nearest import SettingsByFile

_FOR_PEOPLE = (".adoc", ".markdown", ".md", ".rst", ".txt")
"""How the names of files end that are read by people alone."""


def links_out(found: Found, settings: SettingsByFile) -> Iterator[Incomplete]:
    """Yield the links to files and folders elsewhere that nobody has named."""
    named = {file.path for file in found.candidates if file.named}
    for around in found.around if found.asked is None else ():
        is_inside = Boundary([around.directory]).holds
        for path in (below(around.inside, each) for each in around.links):
            place = settings.root.place(path)
            is_folder = os.path.isdir(place)
            if path in named or is_inside(place) or not (is_folder or os.path.isfile(place)):
                continue
            if not excluded.leaves_out(
                below(path, excluded.ANY_NAME) if is_folder else path, settings
            ):
                shown = settings.root.shown(path)
                why = "is a link out of the tree, which is not followed unless it is named"
                yield Incomplete("outside-links", f"{shown}: {why}", shown)


def other_formats(found: Found, settings: SettingsByFile) -> Iterator[Incomplete]:
    """Yield the files that git tracks and that are certainly about Heap, but of no format that is read.

    All are read for that.
    """
    for around in found.around if found.asked is None else ():
        is_inside = Boundary([around.directory]).holds_directory_of
        for path in (below(around.inside, each) for each in around.unread):
            place = settings.root.place(path)
            if path.lower().endswith(_FOR_PEOPLE) or os.path.islink(place) or not is_inside(place):
                continue
            if not excluded.leaves_out(path, settings) and _is_about_heap(path, settings):
                shown = settings.root.shown(path)
                yield Incomplete("unknown-format", f"{shown}: is of no format that is read", shown)


def _is_about_heap(path: str, settings: SettingsByFile) -> bool:
    try:
        data = reading.read_bytes(settings.root.place(path), settings.of(path).max_file_size)
    except reading.CannotReadError:
        return False
    return prefilter.is_about_heap(reading.searchable(data))
