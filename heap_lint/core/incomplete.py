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
