"""The last net under the analysis of a file: an amount of work, and when it is used up.

What is used up is a count, so the result is the same on every machine and may be kept.
"""

from __future__ import annotations

from heap_lint.analysis import limits


class Fuel:
    """The steps that the analysis of one file may still take.

    A step is an evaluated node, an alternative that is joined, or an instantiated fact. Once there
    are none left, values become unknown; what was found before stays.
    """

    __slots__ = ("left",)

    def __init__(self, characters: int) -> None:
        self.left = limits.FUEL_OF_ANY_FILE + limits.FUEL_PER_CHARACTER * characters

    @property
    def is_spent(self) -> bool:
        """Whether nothing is followed any more."""
        return self.left <= 0

    def spend(self, steps: int = 1) -> bool:
        """Take some steps; return whether they were still to be had."""
        self.left -= steps
        return self.left > 0
