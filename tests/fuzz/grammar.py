"""Inputs made by the grammars of `grammars.toml`: every format and template language, with Heap."""

from __future__ import annotations

import random
import re
import sys
from functools import cache
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_DEPTH = 9
"""Beyond it the last alternative is taken, and beyond four times as much none."""
_MOST = 4_000
"""Expansions in an input, by the same means."""

_PAGES = (
    "html",
    "jinja",
    "twig",
    "erb",
    "ejs",
    "hbs",
    "php",
    "blade.php",
    "vue",
    "svelte",
    "astro",
)
NAMES = {
    "a.py": ("start", "python"),
    "a.js": ("start", "script"),
    "a.ts": ("start", "script"),
    "a.jsx": ("start", "script", "jsx"),
    "a.tsx": ("start", "script", "jsx"),
    **{f"a.{ending}": ("start", "script", "page") for ending in _PAGES},
    "a.yaml": ("yaml", "data"),
    "a.json": ("jsn", "data"),
    "heap.config.json": ("jsn", "data"),
    "a.toml": ("toml", "data"),
    ".env": ("env", "data"),
    "a.sh": ("sh", "data"),
    "Dockerfile": ("docker", "data"),
    "a.tf": ("hcl", "data"),
    "a.rb": ("rb", "data"),
    "Info.plist": ("xml", "data"),
    "strings.xml": ("xml", "data"),
    "a.jsonl": ("lines", "data"),
    "_headers": ("headers", "data"),
    "a.conf": ("headers", "data"),
    "a.airkit.yaml": ("start", "airkit"),
    "GTM-ABC1234.json": ("start", "data", "tags"),
    "templates/a.yaml": ("start", "page", "charts"),
}
"""The name that a made file has, the rule that it starts with, and its grammars."""
_REFERENCE = re.compile(r"<(\w+)>")


def made(chance: random.Random) -> tuple[str, str]:
    """Return the path and the text of an input."""
    path = chance.choice(list(NAMES))
    start, *names = NAMES[path]
    return path, _Making(chance, _rules(*names)).of(start)


class _Making:
    def __init__(self, chance: random.Random, rules: dict[str, list[str]]) -> None:
        self._chance = chance
        self._rules = rules
        self._left = _MOST

    def of(self, rule: str, depth: int = 0) -> str:
        alternatives = self._rules.get(rule)
        if alternatives is None:
            return f"<{rule}>"  # a tag
        if depth > 4 * _DEPTH:
            return ""
        self._left -= 1
        is_last = depth > _DEPTH or self._left < 0
        chosen = alternatives[-1] if is_last else self._chance.choice(alternatives)
        parts = _parts(chosen)
        return "".join(self.of(p, depth + 1) if i % 2 else p for i, p in enumerate(parts))


@cache
def _parts(alternative: str) -> list[str]:
    """Return text and the names of rules by turns."""
    return _REFERENCE.split(alternative)


@cache
def _rules(*names: str) -> dict[str, list[str]]:
    grammars = tomllib.loads((Path(__file__).parent / "grammars.toml").read_text(encoding="utf-8"))
    rules = {"lt": ["<"], **grammars["common"]}
    for name in names:
        for rule, alternatives in grammars[name].items():
            rules[rule] = alternatives if rule == "start" else [*rules.get(rule, ()), *alternatives]
    return rules
