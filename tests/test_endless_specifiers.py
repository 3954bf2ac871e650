"""Imports of scripts by endless paths, and aliases that would make some."""

from __future__ import annotations

import json

import work

from heap_lint import frontends
from heap_lint.frontends.web.specifiers import Specifiers
from heap_lint.source import Source


def specifiers(files: dict[str, str]) -> Specifiers:
    """Return the imports of a project of these files."""
    return Specifiers(files, lambda path: Source(path, files[path]))


def config(paths: dict[str, list[str]]) -> str:
    """Return a configuration with these aliases."""
    return json.dumps({"compilerOptions": {"paths": paths}})


def test_a_star_of_a_target_is_filled_in_once() -> None:
    """As TypeScript allows one: many stars and a long name make gigabytes."""
    files = {"a.ts": "", "x/b.ts": "", "tsconfig.json": config({"@/*": ["*" * 50_000, "x/*"]})}
    found = specifiers(files)
    assert "x/b.ts" == found.resolve("@/b", "a.ts")
    name = "@/" + "b" * 1_900
    assert work.memory(lambda: found.resolve(name, "a.ts")) < 1_000_000


def test_an_endless_path_means_no_file() -> None:
    """No file has one; a path of the usual length is followed."""
    found = specifiers({"x/a.ts": "", "b.ts": ""})
    assert "b.ts" == found.resolve("./../x/../b", "x/a.ts")
    assert found.resolve("./" + "../x/" * 5_000 + "../b", "x/a.ts") is None


def test_endless_folders_have_the_aliases_above_them() -> None:
    """No call for each folder."""
    deep = "a/" * 1_500
    files = {f"{deep}a.ts": "", "x/b.ts": "", "tsconfig.json": config({"@/*": ["x/*"]})}
    assert "x/b.ts" == specifiers(files).resolve("@/b", f"{deep}a.ts")


def monorepo(number: int) -> dict[str, str]:
    """Return packages that extend a base and refer to each other, as TypeScript builds them."""
    files = {"tsconfig.base.json": config({"@b/*": ["shared/*"]}), "shared/b.ts": ""}
    others = [{"path": f"../p{each}"} for each in range(number)]
    for each in range(number):
        table = {"extends": ["../tsconfig.base.json"] * 9, "references": others}
        files[f"p{each}/tsconfig.json"] = json.dumps(table)
        files[f"p{each}/a.ts"] = ""
    return files


def test_configurations_that_refer_to_each_other_are_read_once() -> None:
    """Each way through them would be one of its own: their number has their depth as its power."""
    files = monorepo(40)
    read: list[str] = []

    def text_of(path: str) -> Source:
        read.append(path)
        return Source(path, files[path])

    found = Specifiers(files, text_of)
    assert {"shared/b.ts"} == {found.resolve("@b/b", f"p{each}/a.ts") for each in range(40)}
    assert len(read) == len(set(read))


def test_what_a_configuration_extends_last_wins() -> None:
    """Also where the same others are extended in another order."""
    files = {
        "a.json": config({"@/*": ["a/*"]}),
        "b.json": config({"@/*": ["b/*"]}),
        "x/tsconfig.json": '{"extends": ["../a.json", "../b.json"]}',
        "y/tsconfig.json": '{"extends": ["../b.json", "../a.json"]}',
        **dict.fromkeys(("a/c.ts", "b/c.ts", "x/d.ts", "y/d.ts"), ""),
    }
    found = specifiers(files)
    assert "b/c.ts" == found.resolve("@/c", "x/d.ts")
    assert "a/c.ts" == found.resolve("@/c", "y/d.ts")


def calling(n: int, length: int) -> int:
    """Return what one more call of what a long path gives costs in bytes."""
    names = ", ".join(f"f{i}" for i in range(n))
    calls = "".join(f"f{i}('x');" for i in range(n))
    path = "a/" * length
    source = Source("a.js", f"heap.track('x');import {{{names}}} from '{path}b';{calls}\n")
    frontends.facts_in(source)
    return work.memory(lambda: frontends.facts_in(source))


def test_what_an_endless_path_gives_has_no_path_of_its_own() -> None:
    """Each of the names would have all of it."""
    assert calling(200, 20_000) < calling(200, 10) + 2_000_000
