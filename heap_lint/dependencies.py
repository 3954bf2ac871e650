"""What the findings of a run depend on; a kept answer holds for as long as all of it is the same.

1. The linter: its files, the packages beside it, Python's version (`cache._program`).
2. The words on the command line, the settings of a config that is named there, the working
   directory, whether colours are wanted, from where SARIF and GitHub have paths told.
3. The names that git lists now, each time asked anew: what it tracks and searches, what it tracks and
   does not search, submodules, what is new. Whatever decides on these names (ignore files anywhere,
   git's config, marks in the index, branches) has no other part: git is asked with a fixed environment
   and `-a`, so that neither attributes nor variables of git change what is found in a file.
4. The content of the files that were read, `Dependencies.paths`: configs too, and all places where a
   nearer one, or the root of a nearer repository, was looked for and is not; and the names there that
   may be meant as a config's (`misnamed.ANY`).
5. Whether any other file holds one of the `texts` or `words`, or is named as if it were meant as a
   config.

Of 4 and 5 the file system tells: kind, times, size and number of a file, of a link also those of what
it leads to, of the directories above which are links; of a file that changed less than a minute ago
its content (`cache.Cache._state`). All this is noted before a file is looked at: one that is changed
meanwhile is then another than the one that is known.
"""

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

    def joined(self, other: Dependencies) -> Dependencies:
        """Return what two runs depend on."""
        return Dependencies(
            self.paths | other.paths, self.texts | other.texts, self.words | other.words
        )
