"""The README is true: its commands are those that run, and the finding that it shows is one."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT, Project

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Return the blocks of the README in a language."""
    return [text for found, text in _BLOCK.findall(README) if found == language]


def test_ci_runs_the_readmes_test_command() -> None:
    """What the README says sets up and tests everything is what CI calls."""
    (command,) = [block.strip() for block in blocks("sh") if "pytest" in block]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_finding_shown_is_a_real_one(project: Project) -> None:
    """The finding at the top of the README is what the linter prints, to the letter."""
    (shown,) = [block for block in blocks("") if "HL203" in block]
    lines = [
        "from heapapi import HeapAPIClient",
        "client = HeapAPIClient(settings.HEAP_APP_ID)",
        *[""] * 20,
        "def sign_up(user):",
        '    client.track(user.pk or "guest", "Signed Up")',
    ]
    code = "\n".join(lines)
    project.write({"views.py": code})
    assert shown == project.lint("views.py").out


def test_the_config_shown_is_valid(project: Project) -> None:
    """The configuration of the README is accepted as it stands."""
    (config,) = blocks("toml")
    project.write({"pyproject.toml": config, "a.py": ""})
    assert 0 == project.lint("a.py").status


@pytest.mark.parametrize("path", ["README.md", *(f"docs/{each.name}" for each in DOCUMENTS)])
def test_a_link_leads_to_a_file(path: str) -> None:
    """Whoever follows one comes to what is meant, also after modules were renamed."""
    document = ROOT / path
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [] == [link for link in links if not (document.parent / link).exists()]
