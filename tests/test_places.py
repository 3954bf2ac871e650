"""An answer depends on the files, not on where the command is started and how a path is written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import CAPTURING, HARDCODED, ROOT, Project

from heap_lint import engine, git
from heap_lint.settings.nearest import Configs
from heap_lint.source import Span

WRAPPERS = {
    "__init__.py": "",
    "top.py": "from shop.tracking import track\n\n\ndef run():\n    track('alice-7', 'Run')\n",
    "shop/__init__.py": "",
    "shop/tracking.py": """\
from heapapi import HeapAPIClient

client = HeapAPIClient("2304117765")


def track(user, event):
    client.track(user, event)
""",
    "shop/views.py": "from . import tracking\n\n\ndef view():\n    tracking.track('bob-8', 'View')\n",
    "shop/wide/more.py": "from ..tracking import (\n    track,\n)\n\ntrack('eve-9', 'More')\n",
    ".github/scripts/run.py": "from heapapi import HeapAPIClient as client\n",
}
"""Python whose findings stand in files that import the one that speaks of Heap."""

SOURCES = {
    "pyproject.toml": '[project]\nname = "app"\n',
    **{f"src/{path}": text for path, text in WRAPPERS.items()},
    "src/shop/tracking2.py": "from .tracking import client\n\nclient.track('zoe-1', 'Again')\n",
    "tests/test_shop.py": "from shop.tracking import track\n\ntrack('demo-1', 'Test')\n",
    "tests/helpers.py": HARDCODED,
}

SCRIPTS = {
    "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"#lib/*": ["src/lib/*"]}}}',
    "package.json": '{"name": "app"}',
    "src/lib/heap.ts": "export function track(name, props) { window.heap.track(name, props) }\n",
    "src/lib/index.ts": "export * from './heap'\n",
    "src/page.ts": "import {track} from '#lib/heap'\ntrack('Seen', {email: 'a@example.org'})\n",
    "src/other.ts": "import {track} from '@/lib'\ntrack('Seen', {password: 'x'})\n",
    "src/login.ts": "window.heap.identify('alice@example.org')\nexport function logout() { go() }\n",
    "api/send.ts": "import {track} from '../src/lib'\ntrack('Seen', {phone: '+49 30 1234567'})\n",
}

CONFIGURED = {
    "heap-lint.toml": """\
exclude = ["/gen/", "src/old.yaml"]
test-paths = ["made-up/"]
[per-file-ignores]
"quiet/*.yaml" = ["HL101"]
[payloads]
"sent/*.json" = "track"
""",
    "gen/web.yaml": CAPTURING,
    "src/old.yaml": CAPTURING,
    "src/web.yaml": CAPTURING,
    "quiet/web.yaml": CAPTURING,
    "made-up/app.py": HARDCODED,
    "tests/app.py": HARDCODED,
    "sent/one.json": '{"identity": "demo-user", "event": "Seen"}',
    "nested/heap-lint.toml": 'ignore = ["HL201"]\n',
    "nested/app.py": HARDCODED,
    "nested/web.yaml": CAPTURING,
    "nested/deep/more/web.yaml": CAPTURING,
}

MADE = {"wrappers": WRAPPERS, "sources": SOURCES, "scripts": SCRIPTS, "configured": CONFIGURED}
APPS = sorted(path.name for path in (ROOT / "tests" / "apps").iterdir() if path.is_dir())


def _written(name: str, root: Path) -> None:
    if name in MADE:
        Project(root).write(MADE[name])
    else:
        shutil.copytree(ROOT / "tests" / "apps" / name, root)


def _told(paths: list[str], cwd: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Return the findings of a run that is started somewhere, their files as the root has them."""
    monkeypatch.chdir(cwd)
    trees = git.ask(paths)
    contexts = git.around(paths) if not trees else {}
    report = engine.check_paths(paths, Configs(), trees, contexts)
    assert not report.problems

    def told(path: str) -> str:
        return os.path.relpath(os.path.realpath(path), root)

    def place(span: Span) -> tuple[str, int, int]:
        return told(span.path), span.start, span.end

    return [
        (each.code, place(each.span), each.message, [place(other.span) for other in each.related])
        for each in report.findings
    ]


@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no-git"])
@pytest.mark.parametrize("name", [*MADE, *APPS])
def test_a_project_has_the_findings_that_it_has_from_inside(
    name: str, has_git: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From beside it, from above, from below, from another repository, by a link or an absolute path."""
    root = tmp_path / "above" / "project"
    _written(name, root)
    if has_git:
        Project(root).git("init", "-q")
        Project(root).git("add", "-A")
    beside = tmp_path / "beside" / "within"
    Project(beside).write({**WRAPPERS, "heap-lint.toml": 'select = ["HL101"]\n'})
    Project(beside).git("init", "-q")
    Project(beside).git("add", "-A")
    (beside / "link").symlink_to(root)
    (tmp_path / "linked").symlink_to(root.parent)
    below = next(path for path in sorted(root.iterdir()) if path.is_dir() and path.name != ".git")
    expected = _told([], root, root, monkeypatch)
    assert expected or name.endswith("-correct")
    forms = [
        (root, "."),
        (root, str(root)),
        (root.parent, "project"),
        (tmp_path, "above/project"),
        (tmp_path, "linked/project"),
        (below, ".."),
        (beside, "../../above/project"),
        (beside, str(root)),
        (beside, "link"),
        (Path("/"), str(root)),
    ]
    for cwd, form in forms:
        assert expected == _told([form], cwd, root, monkeypatch), (cwd, form)


@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no-git"])
@pytest.mark.parametrize("name", [*MADE, "booking-defective"])
def test_a_part_of_a_project_has_the_same_findings_from_everywhere(
    name: str, has_git: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory or a file in it may be named from wherever, too."""
    root = tmp_path / "project"
    _written(name, root)
    if has_git:
        Project(root).git("init", "-q")
        Project(root).git("add", "-A")
    beside = tmp_path / "beside"
    beside.mkdir()
    (beside / "link").symlink_to(root)
    files = [path for path in sorted(root.rglob("*.*")) if path.is_file()]
    named = [path for path in files if ".git" not in path.relative_to(root).parts]
    parts = [*{path.parent for path in named}, *named]
    for part in parts:
        inside = part.relative_to(root)
        expected = _told([str(inside)], root, root, monkeypatch)
        assert expected == _told([os.path.relpath(part, beside)], beside, root, monkeypatch), part
        assert expected == _told([f"link/{inside}"], beside, root, monkeypatch), part
        if part.is_dir():
            assert expected == _told([], part, root, monkeypatch), part
        else:
            assert expected == _told([part.name], part.parent, root, monkeypatch), part


APART = {
    "shop/page.html": '<script>heap.identify(user.id);</script><a href="/logout">Leave</a>\n',
    "shop/wrap.py": WRAPPERS["shop/tracking.py"].replace("def track", "def say"),
    "shop/heap-lint.toml": 'wrappers = {"far.tell" = {user = "identity", event = "event"}}\n',
    "desk/leave.js": "function logout() { heap.resetIdentity(); }\n",
    "desk/use.py": "from wrap import say\n\nsay('alice-7', 'Run')\n",
    "desk/far.py": "def tell(user, event):\n    post(user, event)\n\n\ntell('bob-8', 'Told')\n",
    "play/out.js": "function signOut() { fetch('/logout'); }\nexport const a = heap.track(b);\n",
}
"""Projects that say something else of each other's files if they are taken for one."""


@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no-git"])
def test_projects_that_are_named_together_are_checked_apart(
    has_git: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one resets, wraps or declares says nothing of another: each is as it is alone."""
    Project(tmp_path).write(APART)
    names = ["shop", "desk", "play"]
    for name in names if has_git else ():
        Project(tmp_path / name).git("init", "-q")
        Project(tmp_path / name).git("add", "-A")
    alone = {name: _told([name], tmp_path, tmp_path, monkeypatch) for name in names}
    assert "HL403" in [code for code, *_ in alone["shop"]]
    for some in (names, names[:2], names[1:], [names[0], names[2]]):
        together = [found for name in sorted(some) for found in alone[name]]
        assert together == _told(some, tmp_path, tmp_path, monkeypatch), some
        assert together == _told([*reversed(some), some[0]], tmp_path, tmp_path, monkeypatch)


def test_what_is_named_within_one_directory_is_one_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory in another one that is named belongs to it, and so do files beside each other."""
    Project(tmp_path).write({path: text for path, text in APART.items() if "toml" not in path})

    def codes(*paths: str) -> list[str]:
        found = _told(list(paths), tmp_path, tmp_path, monkeypatch)
        return [str(each[0]) for each in found if isinstance(each, tuple)]

    assert ["HL201"] == codes(".")
    assert codes(".") == codes(".", "shop") == codes("desk", ".", "shop/wrap.py")
    assert ["HL201"] == codes("shop/wrap.py", "desk/use.py")
    assert [] == codes("shop/wrap.py", "desk")


@pytest.mark.parametrize("named", [["a", "b/views.py"], ["b/views.py", "a"]], ids=str)
def test_a_file_beside_a_directory_of_another_project_has_its_own_around_it(
    named: list[str], project: Project
) -> None:
    """In both orders, and again from what is remembered; the files around are not checked."""
    project.write(
        {
            "a/x.py": "from heapapi import HeapAPIClient\nHeapAPIClient('guest').track('guest', 'X')\n",
            "b/views.py": "from tracking import send\nsend('guest')\n",
            "b/tracking.py": "from heapapi import HeapAPIClient\nclient = HeapAPIClient('1')\n"
            "def send(who):\n    client.track(who, 'X')\nsend('guest')\n",
        }
    )
    for each in ("a", "b"):
        project.git("init", "-q", each)
        project.git("-C", each, "add", "-A")
    for _ in range(2):
        found = {f"{each['path']} {each['code']}" for each in project.lint_json(*named).findings()}
        assert {"a/x.py HL202", "b/views.py HL202"} <= found
        assert not any(each.startswith("b/tracking.py") for each in found)


@pytest.mark.parametrize("form", ["a.py/", "a.py/.", "./a.py//"])
@pytest.mark.parametrize("has_git", [True, False], ids=["git", "no-git"])
def test_a_file_that_is_named_as_a_directory_is_none(
    form: str, has_git: bool, project: Project
) -> None:
    """As for other tools; `./a.py` is the file, and what is not there does not exist."""
    project.write(
        {"a.py": "from heapapi import HeapAPIClient\nHeapAPIClient('1').track('guest')\n"}
    )
    if has_git:
        project.git("init", "-q")
    run = project.lint(form)
    assert 3 == run.status
    assert f"{form}: is a file, not a directory" in run.err
    assert "" == run.out
    assert 1 == project.lint("./a.py").status
    assert "does not exist" in project.lint("b.py/").err
