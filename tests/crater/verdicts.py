"""What people who read the code said of each finding: true, false or arguable, and why.

`verdicts.toml` has a table for each package. A key says the rule, the file and the line as it is shown;
findings that are alike in all of it share a verdict.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from .reading import Seen

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERDICTS = Path(__file__).parent / "verdicts.toml"
_FORM = re.compile(r"(?:true|false|arguable): \S.*", re.DOTALL)


class VerdictError(ValueError):
    """The file of verdicts has one that says nothing."""


class Compared(NamedTuple):
    """Findings without a verdict, and the keys of verdicts on what is not found any more."""

    unjudged: list[Seen]
    stale: list[str]


def key(seen: Seen) -> str:
    """Return what a verdict on a finding stands under."""
    return f"{seen.code} {seen.path}: {seen.text}"


class Verdicts:
    """The verdicts on packages, by the label of the package."""

    def __init__(self, tables: dict[str, dict[str, str]]) -> None:
        self._tables = tables
        for label, table in tables.items():
            for place, verdict in table.items():
                if not _FORM.fullmatch(verdict):
                    raise VerdictError(f"{label}: {place}: `{verdict}` is no verdict with a reason")

    @classmethod
    def load(cls, path: Path = VERDICTS) -> Verdicts:
        """Read a file of verdicts. Raises `VerdictError`."""
        return cls(tomllib.loads(path.read_text(encoding="utf-8")))

    def of(self, label: str, seen: Seen) -> str | None:
        """Return the verdict on a finding, its first word, None where there is none."""
        verdict = self._tables.get(label, {}).get(key(seen))
        return verdict.partition(":")[0] if verdict else None

    def compared(self, label: str, findings: Iterable[Seen]) -> Compared:
        """Compare what is found in a package with what there are verdicts on."""
        known = self._tables.get(label, {})
        found = {key(seen): seen for seen in findings}
        return Compared(
            [seen for place, seen in found.items() if place not in known],
            [place for place in known if place not in found],
        )

    def without_package(self, labels: Iterable[str]) -> list[str]:
        """Return the labels of packages that have verdicts and are not among these."""
        return sorted(self._tables.keys() - set(labels))


def as_toml(label: str, findings: Iterable[Seen]) -> str:
    """Return a table in which the verdicts on findings are still to be filled in."""
    lines = [f"[{json.dumps(label)}]"]
    for seen in findings:
        lines.append(f"# line {seen.line}: {seen.message}")
        lines.append(f'{json.dumps(key(seen), ensure_ascii=False)} = ""')
    return "\n".join(lines) + "\n"
