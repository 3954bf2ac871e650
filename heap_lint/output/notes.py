"""What was not looked at, or less deeply, in as few lines as tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from heap_lint.core.incomplete import Incomplete

_MOST_SHOWN = 3
"""Things of a kind that are each said in a line of their own; of more only how many there are."""
_SUMMARIES = {
    "fuel": (
        "1 file was too involved to be followed to its end",
        "{} files were too involved to be followed to their end",
    ),
    "generated": ("1 generated file was passed over", "{} generated files were passed over"),
    "outside-links": (
        "1 link out of the tree was not followed",
        "{} links out of the tree were not followed",
    ),
    "limit": ("some code was followed only so far", "some code was followed only so far"),
}
"""What is said of kinds of which a line for each would be too much."""


def lines(incomplete: Iterable[Incomplete], *, verbose: bool) -> list[str]:
    """Return what to say to people. What was asked for is said in full, the rest if it is little."""
    by_kind: dict[str, list[str]] = {}
    for each in incomplete:
        kind = "" if each.asked_for else each.kind
        by_kind.setdefault(kind, []).append(each.message)
    return [
        line
        for kind, messages in by_kind.items()
        for line in (messages if verbose or not kind else _in_short(kind, messages))
    ]


def _in_short(kind: str, messages: list[str]) -> Iterator[str]:
    count = len(messages)
    if kind in _SUMMARIES:
        one, many = _SUMMARIES[kind]
        yield f"{one if count == 1 else many.format(count)}: `--verbose`"
    elif count <= _MOST_SHOWN:
        yield from messages
    else:
        yield messages[0]
        yield f"and {count - 1} more like it: `--verbose`"


def counts(incomplete: Iterable[Incomplete]) -> dict[str, int]:
    """Return how many things of each kind were left out."""
    found: dict[str, int] = {}
    for each in incomplete:
        found[each.kind] = found.get(each.kind, 0) + 1
    return found
