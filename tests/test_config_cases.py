"""Every recogniser and every kind of config has cases: flagged, not flagged, unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import codes, examples

from heap_lint.frontends import DATA_FORMATS
from heap_lint.frontends.recognisers import RECOGNISERS

PAGE = Path(__file__).parent / "cases" / "configs.md"
TOOLS = (
    *("docker-compose", "kubernetes", "helm", "github-actions", "gitlab-ci", "netlify"),
    *("serverless", "mintlify", "redocly", "segment", "rudderstack", "gitbook"),
)
"""Tools whose configs have the shapes that recognisers know, in one format or another."""
KINDS = (*DATA_FORMATS, *RECOGNISERS, *TOOLS)
NEVER_UNREADABLE = {"headers", "helm"}
"""What these render to, or hold besides policies, may be right whatever it looks like."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_config_has_its_three_cases(kind: str) -> None:
    """What is found in it, what is not, and what becomes of one that cannot be read."""
    found = {example.section: [] for example in examples(PAGE)}
    for example in examples(PAGE):
        found[example.section].append(codes(example))
    flagged, silent, unreadable = (
        found.get(f"{kind}, {case}", []) for case in ("flagged", "not flagged", "unreadable")
    )
    assert flagged
    assert all(codes - {"HL901"} for codes in flagged)
    assert silent
    assert not any(silent)
    assert unreadable
    assert kind in NEVER_UNREADABLE or any("HL901" in codes for codes in unreadable)


def test_no_case_is_of_an_unknown_kind() -> None:
    """A kind that is renamed takes its cases with it."""
    assert {e.section.rpartition(", ")[0] for e in examples(PAGE)} == set(KINDS)
