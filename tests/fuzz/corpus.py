"""What mutations begin with: every example of the rule pages and cases, every file of the apps."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from heap_lint.frontends import format_of
from tests import pages
from tests.exports import exported

ROOT = Path(__file__).parent.parent.parent
_LARGEST = 6_000
"""Bytes of a fixture: of large files most mutations are in what is not about Heap, and each is slow."""


class Fixture(NamedTuple):
    """A file as somebody could have written it. `payload` is the kind of payload it is said to hold."""

    path: str
    text: str
    policy: str = "heap"
    payload: str | None = None


@cache
def fixtures() -> dict[str, list[Fixture]]:
    """Return all fixtures by their format."""
    found: dict[str, list[Fixture]] = defaultdict(list)
    for fixture in (*_examples(), *_apps(), *_exports()):
        format_name = format_of(fixture.path)
        if format_name and len(fixture.text) <= _LARGEST:
            found[format_name].append(fixture)
    return dict(found)


WEIGHTS = {"python": 6, "web": 6, "yaml": 4, "json": 4}
"""How often a format is drawn; others: 1. Python and the web hold most of the code."""


def draw(chance: random.Random) -> Fixture:
    """Return any fixture, of a format chosen first, so that rare ones have their part."""
    formats = sorted(fixtures())
    (chosen,) = chance.choices(formats, [WEIGHTS.get(name, 1) for name in formats])
    return chance.choice(fixtures()[chosen])


@cache
def _projects() -> list[list[tuple[str, str]]]:
    """Return the files of each example that has several."""
    pages_of = (*sorted((ROOT / "rules").glob("HL*.md")), *sorted(_cases()))
    found = [example.blocks for page in pages_of for example in pages.examples(page)]
    return [[(block.path, block.text) for block in blocks] for blocks in found if len(blocks) > 1]


def draw_project(chance: random.Random) -> list[tuple[str, str]]:
    """Return the paths and texts of files that belong together."""
    return chance.choice(_projects())


def _examples() -> list[Fixture]:
    found = []
    for page in (*sorted((ROOT / "rules").glob("HL*.md")), *sorted(_cases())):
        for example in pages.examples(page):
            for block in example.blocks:
                said = block.settings
                found.append(
                    Fixture(
                        block.path, block.text, said.get("policy", "heap"), said.get("payloads")
                    )
                )
    return found


def _exports() -> list[Fixture]:
    """Return the apps of the examples as the Studio exports them, as far as they are small."""
    found = []
    for fixture in _examples():
        if fixture.path.endswith(".airkit.yaml"):
            with suppress(Exception):  # some examples are about apps that are none
                savepoint = exported(yaml.safe_load(fixture.text), wrapped=len(found) % 2 == 1)
                found.append(Fixture("savepoint.json", json.dumps(savepoint), "airkit"))
    return found


def _cases() -> list[Path]:
    return list((ROOT / "tests/cases").glob("*.md"))


def _apps() -> list[Fixture]:
    apps = ROOT / "tests/apps"
    found = []
    for path in sorted(apps.rglob("*")):
        if path.is_file() and format_of(path.name):
            text = path.read_text(encoding="utf-8", errors="surrogateescape")
            found.append(Fixture(path.relative_to(apps).as_posix(), text))
    return found
