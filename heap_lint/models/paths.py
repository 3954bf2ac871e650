"""What the access path of a value tells: whose the value is, and of what kind."""

from __future__ import annotations

from functools import cache

from heap_lint.core.remembering import remembered
from heap_lint.models import load, origins
from heap_lint.values import Kind, Origin

_STEPS = str.maketrans({".": "\0", "(": "\0(", "[": "\0["})


@cache
def kinds() -> dict[str, Kind]:
    """Return what the values of some access paths certainly are."""
    return {path: Kind(kind) for kind, paths in load("python")["kinds"].items() for path in paths}


@remembered
def origin_of(path: str) -> Origin | None:
    """Return where a value of that access path comes from: the longest known prefix decides."""
    known = origins("python")
    steps = _steps(path, _most_steps())
    for end in range(len(steps), 0, -1):
        prefix = _joined(steps[:end])
        if prefix in known:
            return known[prefix]
    return None


@cache
def _most_steps() -> int:
    """Return how many steps the longest known path has: no more of any other matter."""
    return max(len(_steps(path)) for path in origins("python"))


def _steps(path: str, most: int | None = None) -> list[str]:
    return path.replace("(...)", "()").translate(_STEPS).split("\0")[:most]


def _joined(steps: list[str]) -> str:
    head, *rest = steps
    return head + "".join(step if step[:1] in "([" else f".{step}" for step in rest)
