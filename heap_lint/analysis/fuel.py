"""The last net under the analysis of a file: an amount of work, and when it is used up.

What is used up is a count, so the result is the same on every machine and may be kept.
"""

from __future__ import annotations

from heap_lint.analysis import limits


class OutOfFuel(Exception):  # noqa: N818 - it is no error: what is followed no further stays unknown
    """There is no fuel left: what is being run is left where it is, and is not known to its callers."""


class TooTangledError(Exception):
    """A text takes its parser too much work, so that there is no tree of it."""


class Fuel:
    """The steps that the analysis of one file, or of one function, may still take.

    A step is an evaluated node, an alternative that is joined, or an instantiated fact. Once there
    are none left, values become unknown; what was found before stays.
    """

    __slots__ = ("given", "left")

    def __init__(self, characters: int) -> None:
        self.given = limits.FUEL_OF_ANY_FILE + limits.FUEL_PER_CHARACTER * characters
        self.left = self.given

    @property
    def used(self) -> int:
        """The steps that have been taken."""
        return self.given - self.left

    @property
    def is_spent(self) -> bool:
        """Whether nothing is followed any more."""
        return self.left <= 0

    def spend(self, steps: int = 1) -> bool:
        """Take some steps; return whether they were still to be had."""
        self.left -= steps
        return self.left > 0

    def add(self, steps: int) -> None:
        """Give some more steps, or fewer where they are negative."""
        self.given += steps
        self.left += steps

    def end(self) -> None:
        """Leave nothing of it."""
        self.given, self.left = self.used, 0

    def share(self, characters: int) -> Fuel:
        """Return what one function of that many characters may use, whatever is left for the file.

        So what is found in it does not depend on what has been run before.
        """
        made = Fuel(0)
        of_text = limits.FUEL_PER_CHARACTER_OF_FUNCTION * characters
        made.add(limits.FUEL_OF_ANY_FUNCTION - limits.FUEL_OF_ANY_FILE + of_text)
        return made
