"""What events and users are given besides their names: properties that do not arrive as sent."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.checks import check
from heap_lint.checks.identity import least_length
from heap_lint.checks.wording import defined_at, shortened
from heap_lint.facts import GivesProperties, Surface, UserProperties
from heap_lint.findings import Hit
from heap_lint.values import Mapping, Sequence, Value

# HEAP 1.3. Of exactly that length the documents say too long and Heap's clients do not.
_LONGEST_KEY = {Surface.WEB: 512, Surface.AIRKIT: 512, Surface.SERVER: 1024}
_LONGEST_VALUE = 1024
_LONGEST_OF_USER_ON_THE_WEB = 255
_BETWEEN_ITEMS = len("||")


@check("HL306", reads=GivesProperties)
def property_too_long(call: GivesProperties) -> Iterator[Hit]:
    if not isinstance(call.properties, Mapping):
        return
    longest_key, longest_value = _LONGEST_KEY[call.surface], _longest_value(call)
    for entry in call.properties.entries:
        length = least_length(entry.key)
        if length > longest_key:
            yield Hit(
                entry.key.span,
                f"a property's name has {length} characters: Heap takes {longest_key} at the most here",
                "use a short name",
                defined_at(entry.key, "the text comes from here"),
            )
        length = _sent_length(entry.value, call.surface)
        if length > longest_value:
            name = f"`{shortened(entry.name)}`" if entry.name else "here"
            yield Hit(
                entry.value.span,
                f"the property {name} has {length} characters or more:"
                f" Heap takes {longest_value} at the most here",
                "send a short text, such as a code or an id",
                defined_at(entry.value, "the text comes from here"),
            )


def _longest_value(call: GivesProperties) -> int:
    if isinstance(call, UserProperties) and call.surface is not Surface.SERVER:
        return _LONGEST_OF_USER_ON_THE_WEB
    return _LONGEST_VALUE


def _sent_length(value: Value, surface: Surface) -> int:
    """Return how many characters arrive at least: the server makes one text of a list (HEAP 3.1)."""
    if isinstance(value, Sequence) and surface is Surface.SERVER:
        return sum(map(least_length, value.items)) + _BETWEEN_ITEMS * max(0, len(value.items) - 1)
    return least_length(value)
