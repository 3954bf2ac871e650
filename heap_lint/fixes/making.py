"""From what a check proposes to edits of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from heap_lint.core.changes import (
    AddEntry,
    AddItem,
    Change,
    Proposal,
    RemoveEntry,
    RemoveFallback,
    Rename,
    Rewrite,
    SetTo,
)
from heap_lint.fixes import entries, fallbacks, items
from heap_lint.fixes.constants import written
from heap_lint.fixes.edits import CannotFixError, Edit, Fix
from heap_lint.fixes.grounds import Ground
from heap_lint.fixes.surroundings import require_whole
from heap_lint.source import Source, Span

_PORT = re.compile(r"//[\w.@-]{0,300}:\d")


class Maker:
    """Makes fixes for the files of a run, by their texts as they are now."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        """Take the texts by path."""
        self._sources = sources
        self._grounds: dict[str, Ground] = {}

    def fix(self, proposal: Proposal) -> Fix:
        """Return the fix that a proposal comes to. Raises `CannotFixError`."""
        edits = tuple(self._edit(change) for change in proposal.changes)
        return Fix(proposal.title, proposal.safety, edits)

    def _edit(self, change: Change) -> Edit:
        return _WRITERS[type(change)](change, self._ground(change.span.path))

    def _ground(self, path: str) -> Ground:
        if path not in self._grounds:
            if path not in self._sources:
                raise CannotFixError("its text is not at hand")
            self._grounds[path] = Ground(self._sources[path])
        return self._grounds[path]


def _set(change: SetTo, ground: Ground) -> Edit:
    language = ground.language(change.span)
    span = ground.written_at(change.span, language)
    require_whole(ground.source.text, span, language)
    ground.require_not_shared(span.start, language)
    before = ground.source.slice(span)
    return Edit(span, written(change.constant, language, before, ground.quote(span)))


def _rewritten(change: Rewrite, ground: Ground) -> Edit:
    text = ground.source.slice(change.span)
    at = text.find(change.old)
    if at < 0:
        raise CannotFixError("it is not written out where it stands")
    start = change.span.start + at
    end = start + len(change.old)
    if change.old == "http:" and _PORT.match(ground.source.text, end):
        raise CannotFixError("another port would have to be written")
    return Edit(Span(change.span.path, start, end), change.new)


_WRITERS: dict[type[Change], Callable[[Any, Ground], Edit]] = {
    SetTo: _set,
    Rewrite: _rewritten,
    AddEntry: entries.added,
    AddItem: items.added,
    RemoveEntry: entries.removed,
    RemoveFallback: fallbacks.removed,
    Rename: entries.renamed,
}
