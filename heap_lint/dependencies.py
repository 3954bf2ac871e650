"""What the findings of a run depend on, besides the settings and the names of the files here."""

from __future__ import annotations

from typing import NamedTuple


class Dependencies(NamedTuple):
    """The files that were read, and what all others were searched for.

    A file that was not read, and holds none of the `texts` in any case and none of the `words`, has no
    part in what was found.
    """

    paths: set[str]
    texts: set[str]
    words: set[str]
