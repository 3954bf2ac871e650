"""Which packages are read, and their archives: fetched once, by the registries' own clients."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

LISTS = Path(__file__).parent
_PLATFORM = (
    *("--python-version", "3.11", "--implementation", "cp"),
    *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
    *("--platform", "manylinux_2_28_x86_64", "--platform", "manylinux2014_x86_64"),
    *("--platform", "manylinux_2_17_x86_64"),
)
"""What wheels are taken for, so that every machine reads the same ones."""
_PATIENCE = 600
"""Seconds that a client may take for one package."""


class Package(NamedTuple):
    """A version of a package. `label` is how a list names it."""

    registry: str
    name: str
    version: str

    @property
    def label(self) -> str:
        """`name==version` or `name@version`, as the clients write it."""
        return f"{self.name}{'==' if self.registry == 'pypi' else '@'}{self.version}"

    @property
    def archive(self) -> re.Pattern[str]:
        """What the name of its archive looks like."""
        if self.registry == "npm":
            name = self.name.removeprefix("@").replace("/", "-")
            return re.compile(re.escape(f"{name}-{self.version}.tgz"))
        words = map(re.escape, re.split(r"[-_.]+", self.name))
        name, version = r"[-_.]+".join(words), re.escape(self.version)
        return re.compile(rf"{name}-{version}-.+\.whl", re.IGNORECASE)


def parse(registry: str, line: str) -> Package:
    """Return the package that a line of a list names. Raises `ValueError` where it is not pinned."""
    name, separator, version = line.rpartition("==" if registry == "pypi" else "@")
    if not (name and separator and re.fullmatch(r"\d[\w.+!-]*", version)):
        raise ValueError(f"`{line}` of {registry}.txt does not name a package and its version")
    return Package(registry, name, version)


def listed() -> list[Package]:
    """Return the packages of both lists."""
    return [
        parse(registry, line)
        for registry in ("pypi", "npm")
        for line in (LISTS / f"{registry}.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]


def cache() -> Path:
    """Return where archives and trees are kept: outside of every repository."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "heap-lint-crater"


def fetched(package: Package, directory: Path) -> Path:
    """Return a package's archive, fetched if it is not in `directory` yet. Raises `OSError`."""
    folder = directory / "archives" / package.registry
    folder.mkdir(parents=True, exist_ok=True)
    known = _archive_in(folder, package)
    if known is None:
        _fetch(package, folder)
        known = _archive_in(folder, package)
    if known is None:
        raise OSError("the client fetched another archive than was asked for")
    return known


def _archive_in(folder: Path, package: Package) -> Path | None:
    return next((p for p in sorted(folder.iterdir()) if package.archive.fullmatch(p.name)), None)


def _fetch(package: Package, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command = {
        "pypi": [*pip, "--only-binary", ":all:", *_PLATFORM, "--dest", ".", package.label],
        "npm": ["npm", "pack", "--silent", "--ignore-scripts", package.label],
    }[package.registry]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE, check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "WARNING" not in line]
        raise OSError(said[-1] if said else f"{command[0]} ended with {done.returncode}")
