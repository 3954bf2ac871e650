"""What following a text may still cost: steps in all, and steps for running functions again."""

from __future__ import annotations

from heap_lint.analysis import limits
from heap_lint.analysis.fuel import Fuel


class Allowance:
    """The fuel of a text, or of a function in it that another text asks for.

    A function that has been run before says the same again wherever it is called; it is run again for
    what it does to the flow there, as long as that does not cost more than running all of it once.
    """

    __slots__ = ("_floor", "_repeats", "fuel")

    def __init__(self, fuel: Fuel, repeats: int) -> None:
        self.fuel = fuel
        self._repeats = repeats
        """Steps that are left for running functions again."""
        self._floor: int | None = None
        """While one is: what must be left of the fuel for another to be run again in it."""

    def begin_again(self) -> int | None:
        """Begin to run a function again if that may be; return what `end_again` is to be told."""
        if self._floor is not None:
            return self.fuel.left if self.fuel.left > self._floor else None
        if self._repeats <= 0:
            return None
        self._floor = self.fuel.left - self._repeats
        return -1

    def end_again(self, begun: int) -> None:
        """Note that a function has been run again."""
        if begun == -1 and self._floor is not None:
            self._repeats = self.fuel.left - self._floor
            self._floor = None


def of_text(characters: int, of: int) -> Allowance:
    """Return the allowance of a text that is part of a file of `of` characters, or all of it."""
    fuel = Fuel(characters)
    if characters < of:
        share = limits.FUEL_OF_ANY_FILE * characters // of
        fuel.add(max(share, limits.FUEL_OF_ANY_PART) - limits.FUEL_OF_ANY_FILE)
    return Allowance(fuel, limits.REPEATS_OF_ANY_FILE + characters)


def of_function(characters: int) -> Allowance:
    """Return the allowance of a function that is run because another text asks for it.

    It is the function's own, so that it does not matter who asks first.
    """
    fuel = Fuel(characters)
    fuel.add(limits.FUEL_OF_ANY_PART - limits.FUEL_OF_ANY_FILE)
    return Allowance(fuel, limits.FUEL_OF_ANY_PART + characters)
