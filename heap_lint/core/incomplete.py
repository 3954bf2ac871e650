"""What was not looked at, or less deeply than could be expected: an answer says so."""

from __future__ import annotations

from typing import NamedTuple


class Incomplete(NamedTuple):
    """One thing that a run left out, said in one line and counted in JSON.

    `kind` is a word for programs that never changes ("submodules", "refused-repository"). `message`
    is the whole line for people, with the path in it where there is one. `asked_for`: the user named
    it, so that the run could not finish; else the exit status stays as it is.
    """

    kind: str
    message: str
    path: str | None = None
    asked_for: bool = False

    def described(self) -> dict[str, str]:
        """Return what JSON says of it."""
        path = {} if self.path is None else {"path": self.path}
        return {"kind": self.kind, **path, "message": self.message}


_MOST_LINES = 3
"""For each kind; JSON has all."""


def lines(found: list[Incomplete]) -> list[str]:
    """Return what people are told: a few lines of each kind, then how many more there are."""
    said: list[str] = []
    for kind in dict.fromkeys(each.kind for each in found):
        messages = [each.message for each in found if each.kind == kind]
        more = len(messages) - _MOST_LINES
        said += messages[:_MOST_LINES] if more > 1 else messages
        if more > 1:
            said.append(f"{more} more like these, kind `{kind}`: `--output-format json` lists them")
    return said
