"""The ways to write constants and mappings that fixes know."""

from __future__ import annotations

from enum import Enum


class Language(Enum):
    """A way to write constants and mappings."""

    PYTHON = "python"
    SCRIPT = "script"
    """JavaScript and what extends it."""
    JSON = "json"
    YAML = "yaml"
    TOML = "toml"
    HCL = "hcl"
    RUBY = "ruby"
    XML = "xml"
    TEXT = "text"
    """Whatever knows texts only: `.env`, shells, headers."""


OF_FORMAT = {
    "web": Language.SCRIPT,
    "json": Language.JSON,
    "jsonl": Language.JSON,
    "yaml": Language.YAML,
    "toml": Language.TOML,
    "hcl": Language.HCL,
    "ruby": Language.RUBY,
    "xml": Language.XML,
}
"""By the name of a front end; what is not here is `TEXT`."""
