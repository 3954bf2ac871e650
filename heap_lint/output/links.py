"""Where the project and its pages are on the web: from `[project.urls]` alone, else nowhere.

`Homepage` is the address of the project, `Rules` that of the folder that holds the rule pages.
"""

from __future__ import annotations

from functools import cache

from heap_lint.catalogue import Rule


@cache
def addresses() -> dict[str, str]:
    """Return the addresses that the installed package names, by their labels."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        named = metadata("heap-lint").get_all("Project-URL") or []
    except PackageNotFoundError:  # a checkout that is run without being installed
        return {}
    pairs = (line.partition(",") for line in named)
    return {label.strip(): address.strip() for label, _, address in pairs}


def project() -> str | None:
    """Return the address of the project, None where it has none."""
    return addresses().get("Homepage")


def page(rule: Rule) -> str | None:
    """Return the address of a rule's page, None where it has none."""
    folder = addresses().get("Rules")
    return f"{folder.rstrip('/')}/{rule.code}-{rule.name}.md" if folder else None
