"""The rule pages: what each code is called, how bad it is, how sure, and why."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct

from heap_lint import regex
from heap_lint.levels import Confidence, Severity

_MATTER = regex.lazy(r"([a-z-]+): (\w(?:(?!: | #)[^\n])*)")


class Rule(Struct, frozen=True):
    """The front matter of a page, and the page's text below it (Markdown).

    `silent_in_tests`: in `test-paths` a value that this rule flags is expected, not a fault. What stands
    there is no evidence against other files either, unless it is `compared_in_tests`.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    confidence: Confidence
    since: str
    fix: str
    silent_in_tests: bool
    compared_in_tests: bool
    page: str


def directory() -> Path:
    """Return the catalogue's folder: beside the modules when installed, else the checkout's."""
    installed = Path(__file__).parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "rules"


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by code, in order of code."""
    pages = sorted(directory().glob("HL*.md"))
    return {rule.code: rule for rule in map(_read, pages)}


@cache
def by_name() -> dict[str, Rule]:
    """Return all rules by name."""
    return {rule.name: rule for rule in rules().values()}


def front_matter(text: str) -> dict[str, str]:
    """Return what lines of the form `key: text` say, the only YAML in which pages are headed.

    Importing a YAML parser and running it over all pages takes longer than checking a file does.
    Raises `ValueError` for a line of any other form.
    """
    found = {}
    for line in text.splitlines():
        match = _MATTER.fullmatch(line)
        if match is None:
            raise ValueError(f"not of the form `key: text`: {line}")
        found[match[1]] = match[2]
    return found


def _read(path: Path) -> Rule:
    _, front, page = path.read_text(encoding="utf-8").split("---\n", 2)
    matter = front_matter(front)
    return Rule(
        code=matter["code"],
        name=matter["name"],
        summary=matter["summary"],
        severity=Severity[matter["severity"].upper()],
        confidence=Confidence[matter["confidence"].upper()],
        since=matter["since"],
        fix=matter.get("fix", "none"),
        silent_in_tests=matter.get("in-tests") in ("silent", "compared"),
        compared_in_tests=matter.get("in-tests") == "compared",
        page=page.lstrip(),
    )
