"""What facts have of the values of a text: an entry that several objects share is made once."""

from __future__ import annotations

from functools import partial

from heap_lint.analysis import limits
from heap_lint.analysis.fuel import Fuel
from heap_lint.frontends.dataflow.parts import with_each
from heap_lint.frontends.web.scope import plain, plain_entry
from heap_lint.values import Entry, Literal, Mapping, Value


class Told:
    """Entries of objects as facts have them, each of which is the same object in all facts.

    So whoever looks at facts need not look at it again.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, bool], tuple[Entry, Entry]] = {}
        """By what an entry is made of: the entry, which keeps that, and what facts have of it."""

    def value(self, value: Value, fuel: Fuel) -> Value:
        """Return what facts have of a value; each entry that is made for them takes fuel."""
        if isinstance(value, Mapping):
            return with_each(value, partial(self._entry, fuel))
        return plain(value)

    def _entry(self, fuel: Fuel, entry: Entry) -> Entry:
        if entry.certain and type(entry.key) is Literal and type(entry.value) is Literal:
            return entry  # it is changed by nothing, so it is shared already
        made_of = id(entry.key), id(entry.value), entry.certain
        known = self._known.get(made_of)
        if known is None:
            fuel.spend(limits.FUEL_OF_A_PROPERTY)
            known = self._known[made_of] = entry, plain_entry(entry)
        return known[1]
