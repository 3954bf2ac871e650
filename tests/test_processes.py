"""Nothing of a repository is executed, nothing is fetched, nothing outside of it is read."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import HARDCODED, ROOT, Project, Run

from heap_lint import discovery, git
from heap_lint.files import git_process, private, repository

MISSING = "1111111111111111111111111111111111111111"
STARTING = {"heap_lint/files/git_process.py"}
"""The modules that may start a process: git, in the one place that knows how."""
STARTERS = {
    *("subprocess", "multiprocessing", "pty", "ctypes", "_posixsubprocess", "_winapi", "cffi"),
    *("concurrent.futures.process", "asyncio.subprocess", "distutils", "webbrowser", "antigravity"),
    *("pexpect", "sh", "plumbum", "runpy", "code", "pdb", "pickle", "marshal", "shelve", "socket"),
    *("http.client", "urllib.request", "ftplib", "smtplib", "requests", "httpx"),
}
"""Modules that start processes, run code that is data, or talk to other machines."""
CALLS = (
    *(
        "create_subprocess_exec",
        "create_subprocess_shell",
        "ProcessPoolExecutor",
        "run_in_executor",
    ),
)
OF_OS = ("exec", "spawn", "posix_spawn", "system", "popen", "fork", "startfile")


def reaching_out(path: Path) -> Iterator[str]:
    """Yield what a module uses that could start a process or run a text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in STARTERS)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
            yield from names & STARTERS
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if owner == "os" and node.attr.startswith(OF_OS) or node.attr in CALLS:
                yield f"{owner}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in ("eval", "exec", "__import__"):
            yield node.id


def test_processes_are_started_in_one_place() -> None:
    """Whoever starts another one has to say here why."""
    package = ROOT / "heap_lint"
    found = {
        path.relative_to(ROOT).as_posix(): set(reaching_out(path))
        for path in package.rglob("*.py")
        if any(reaching_out(path))
    }
    assert found.keys() == STARTING
    assert set().union(*found.values()) == {"subprocess"}


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess",
        "def f():\n    from multiprocessing import Pool",
        "import os\nos.system('x')",
        "import os\nos.execv('x', [])",
        "eval('x')",
        "from concurrent.futures import process",
    ],
)
def test_what_starts_a_process_is_seen(code: str, tmp_path: Path) -> None:
    """The list above can be broken."""
    (tmp_path / "a.py").write_text(code)
    assert list(reaching_out(tmp_path / "a.py"))


class Trap:
    """A tree whose repository names a command in its config: whoever runs it leaves a mark."""

    def __init__(self, repository: Project, trace: Path) -> None:
        self.project = repository
        self.mark = trace.parent / "MARK"
        self.trace = trace
        self.env = {"GIT_TRACE": str(trace), "HOME": str(trace.parent)}
        script = repository.root / ".git" / "x.sh"
        script.write_text(f"#!/bin/sh\ntouch {self.mark}\nexit 1\n")
        script.chmod(0o755)
        self.script = str(script)
        repository.write({"a.py": HARDCODED, "sub/b.py": HARDCODED, "sub/c.bin": "x"})
        repository.git("add", "-A")

    def missing(self, *names: str) -> None:
        """Put files into the index whose content only a promisor remote has."""
        for name in names:
            self.project.git("update-index", "--add", "--cacheinfo", f"100644,{MISSING},{name}")
            if name.endswith(".gitignore"):
                self.project.git("update-index", "--skip-worktree", name)
        self.config(
            ("core.repositoryFormatVersion", "1"),
            ("extensions.partialClone", "o"),
            ("remote.o.promisor", "true"),
            ("remote.o.url", str(self.project.root)),
            ("remote.o.uploadpack", self.script),
            ("remote.o.fetch", "+refs/heads/*:refs/remotes/o/*"),
        )

    def config(self, *options: tuple[str, str]) -> None:
        """Set what the repository's own config says."""
        for name, value in options:
            config = ("git", "config", "-f", ".git/config", name, value)
            subprocess.run(config, cwd=self.project.root, check=True)

    def springs(self, *words: str) -> bool:
        """Whether a command, which may fail, runs what the config names."""
        self.mark.unlink(missing_ok=True)
        self.project.command(*words, env=self.env)
        return self.mark.exists()

    def started(self) -> set[str]:
        """Return the commands of git that were started since, by git too; forget them."""
        lines = self.trace.read_text(errors="replace").splitlines() if self.trace.exists() else []
        self.trace.unlink(missing_ok=True)
        said = [line.partition("trace: ")[2] for line in lines]
        return {
            "run" if line.startswith("run_command") else line.split()[2]
            for line in said
            if line.startswith(("run_command", "built-in"))
        }


@pytest.fixture
def trap(repository: Project, tmp_path_factory: pytest.TempPathFactory) -> Trap:
    """A tree that is a trap as soon as it is armed."""
    return Trap(repository, tmp_path_factory.mktemp("trap") / "trace")


def bare_config(script: object, worktree: str = "..") -> str:
    """Return the config of a folder that looks like a repository."""
    settings = ("repositoryFormatVersion = 0", f"fsmonitor = {script}", f"worktree = {worktree}")
    return "\n\t".join(["[core]", "bare = false", *settings]) + "\n"


def _protocol(trap: Trap) -> None:
    trap.missing(".gitignore")
    trap.config(("protocol.ext.allow", "always"), ("remote.o.url", f"ext::{trap.script}"))


def _vcs(trap: Trap) -> None:
    trap.missing(".gitignore")
    trap.config(("remote.o.vcs", "ext"), ("remote.o.url", trap.script))
    trap.config(("protocol.allow", "always"), ("protocol.ext.allow", "always"))


def _ssh(trap: Trap) -> None:
    trap.missing(".gitignore")
    trap.config(("core.sshCommand", trap.script), ("remote.o.url", "ssh://nowhere.invalid/x"))


def _proxy(trap: Trap) -> None:
    trap.missing(".gitignore")
    trap.config(("core.gitProxy", trap.script), ("remote.o.url", "git://nowhere.invalid/x"))


def _include(trap: Trap) -> None:
    _protocol(trap)
    (trap.project.root / ".git" / "more").write_text(
        f"[core]\n\trepositoryFormatVersion = 0\n\tfsmonitor = {trap.script}\n"
    )
    trap.config(("include.path", "more"))


def _gitfile(trap: Trap) -> None:
    """The repository is elsewhere in the tree, and `.git` only names it."""
    _protocol(trap)
    root = trap.project.root
    (root / ".git").rename(root / "store")
    text = (root / "store" / "config").read_text().replace("/.git/x.sh", "/store/x.sh")
    (root / "store" / "config").write_text(text)
    (root / ".git").write_text("gitdir: store\n")


FETCHING: list[Callable[[Trap], None]] = [
    lambda trap: trap.missing(".gitignore"),
    lambda trap: trap.missing("sub/.gitignore", ".gitattributes"),
    _protocol,
    _vcs,
    _ssh,
    _proxy,
    _include,
    _gitfile,
]
OTHERS = ("git", "ls-files", "--others", "--exclude-standard")


@pytest.mark.parametrize("arm", FETCHING, ids=lambda arm: arm.__name__)
def test_what_is_missing_is_not_fetched(trap: Trap, arm: Callable[[Trap], None]) -> None:
    """Git alone would start what the config names; asked by us it starts nothing, in any way."""
    arm(trap)
    assert trap.springs(*OTHERS) or trap.springs("git", "grep", "-I", "heap")
    trap.started()
    for words in (["--no-cache"], ["sub"]):
        assert not trap.springs(sys.executable, "-m", "heap_lint", *words)
    assert not trap.springs(sys.executable, "-m", "flake8", "--select", "HL", ".")
    assert trap.started() <= {"ls-files", "grep", "version"}


def test_files_are_found_although_something_is_missing(
    repository: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In a clone without the objects git cannot tell what is ignored, which is said."""
    repository.write({"src/a.py": HARDCODED, ".gitignore": "build\n", "docs/.gitignore": "x\n"})
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "x")
    clone = Project(tmp_path_factory.mktemp("clone"))
    url = f"file://{repository.root}"
    clone.git("clone", "-q", "--filter=blob:none", "--no-checkout", url, ".")
    clone.git("sparse-checkout", "set", "--no-cone", "/src/*.py")
    clone.git("checkout", "-q", "HEAD")
    clone.write({"new.py": HARDCODED})
    run = clone.lint_json()
    assert ["src/a.py"] == [each["path"] for each in run.findings()]
    assert '"kind": "untracked-files"' in run.out
    assert "only tracked files are checked" in run.err
    assert 1 == run.status


COMMANDS = {
    "core.fsmonitor": "status",
    "filter.x.clean": "diff",
    "filter.x.process": "diff",
    "diff.x.textconv": "diff",
    "diff.x.command": "diff",
    "diff.external": "diff",
    "all others": "",
}
"""What names a command in a config, and the one of git that runs it: so the trap works."""
ALL_OTHERS = (
    *("core.pager", "pager.grep", "pager.ls-files", "core.editor", "core.askPass", "alias.grep"),
    *("core.alternateRefsCommand", "credential.helper", "uploadpack.packObjectsHook"),
    *("gpg.program", "alias.ls-files", "interactive.diffFilter", "core.gitProxy", "diff.tool"),
)


@pytest.mark.parametrize("option", COMMANDS)
def test_no_command_of_the_config_is_run(trap: Trap, option: str) -> None:
    """Not even one for a file that has changed, is new, or that attributes speak of."""
    attributes = "* filter=x\n" if option.startswith("filter") else "* diff=x\n"
    trap.project.write({".gitattributes": attributes})
    trap.project.git("add", ".gitattributes")
    for name in (option,) if COMMANDS[option] else ALL_OTHERS:
        trap.config((name, f"!{trap.script}" if name.startswith("alias") else trap.script))
    trap.config(("core.untrackedCache", "true"))
    trap.project.write({"a.py": HARDCODED + "x = 1\n", "sub/new.py": HARDCODED})
    if COMMANDS[option]:
        assert trap.springs("git", COMMANDS[option])
        trap.started()
    for words in (["--no-cache"], ["sub"]):
        assert not trap.springs(sys.executable, "-m", "heap_lint", *words)
    assert trap.started() <= {"ls-files", "grep", "version"}


def test_hooks_are_not_run_and_nothing_is_written(trap: Trap) -> None:
    """Git may not even refresh what it keeps: the repository is as it was, to the byte."""
    hooks = trap.project.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-index-change", "fsmonitor-watchman", "query-watchman", "pre-commit"):
        shutil.copy(trap.script, hooks / name)
    trap.config(("core.splitIndex", "true"), ("core.untrackedCache", "true"))
    trap.config(("trace2.eventTarget", str(trap.mark)), ("trace2.normalTarget", str(trap.mark)))
    os.utime(trap.project.root / "a.py")

    def state() -> dict[str, str]:
        files = (each for each in trap.project.root.rglob("*") if each.is_file())
        return {str(each): hashlib.sha256(each.read_bytes()).hexdigest() for each in files}

    before = state()
    assert not trap.springs(sys.executable, "-m", "heap_lint")
    assert before == state()


@pytest.mark.parametrize("name", ["typing", "signal", "json", "ast", "msgspec", "argparse", "git"])
def test_no_module_of_the_working_directory_is_imported(trap: Trap, name: str) -> None:
    """Python puts it first on the path for `-m`, and what starts the command must not look there."""
    trap.project.write({f"{name}.py": f"open({str(trap.mark)!r}, 'w')\n"})
    assert not trap.springs(sys.executable, "-m", "heap_lint", "--no-cache")


def test_files_that_look_like_a_repository_are_none(trap: Trap) -> None:
    """Anybody can send a folder with `HEAD`, `objects` and `refs`; it belongs to the repository."""
    root = trap.project.root
    trap.project.write(
        {
            "sub/HEAD": "ref: refs/heads/main\n",
            "sub/objects/x": "",
            "sub/refs/x": "",
            "sub/config": bare_config(trap.script),
        }
    )
    index = ("update-index", "--add", "--cacheinfo", f"100644,{MISSING},a.py")
    bare = ("git", "-c", "core.fsmonitor=false", "--git-dir=sub", *index)
    subprocess.run(bare, cwd=root, check=True, capture_output=True)
    assert trap.springs("git", "-C", "sub", "status")
    trap.project.git("add", "-A")
    assert not trap.springs(sys.executable, "-m", "heap_lint", "sub")
    assert 1 == trap.project.lint("sub").status
    inside = Project(root / "sub")
    trap.mark.unlink(missing_ok=True)
    assert ["b.py"] == [each["path"] for each in inside.lint_json().findings()]
    assert not trap.mark.exists()


def test_a_root_that_looks_like_a_repository_is_not_asked(trap: Trap) -> None:
    """`.git` may be none, and then git would take the directory itself."""
    root = trap.project.root
    shutil.rmtree(root / ".git")
    script = root / "x.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap.mark}\n")
    script.chmod(0o755)
    (root / ".git").mkdir()
    trap.project.write(
        {"HEAD": "ref: refs/heads/main\n", "objects/x": "", "refs/x": "", "index": ""}
    )
    (root / "config").write_text(bare_config(script, "."))
    assert not trap.springs(sys.executable, "-m", "heap_lint")
    run = trap.project.lint()
    assert 3 == run.status
    assert "looks like a repository without a working tree" in run.err


# An index and links that lead out.


@pytest.fixture
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file outside of the tree that has a finding in it."""
    path = tmp_path_factory.mktemp("outside") / "secret.py"
    path.write_text(HARDCODED)
    return path


def kinds(run: Run) -> dict[str, int]:
    """Return how much of each kind was left out, by JSON."""
    counted: dict[str, int] = json.loads(run.out)["summary"]["incomplete_kinds"]
    return counted


def forge_index(root: Path, old: bytes, new: bytes) -> None:
    """Put another name of the same length into the index, as no git would."""
    index = root / ".git" / "index"
    data = index.read_bytes()[:-20].replace(old, new)
    index.write_bytes(data + hashlib.sha1(data).digest())


def test_an_index_cannot_name_files_outside(repository: Project) -> None:
    """No git writes one that does, but whoever packs a tree can."""
    tree = Project(repository.root / "tree")
    tree.root.mkdir()
    tree.git("init", "-q")
    repository.write({"secret.py": HARDCODED})
    tree.write({"aa/secret.py": HARDCODED, "ok.py": HARDCODED})
    tree.git("add", "-A")
    shutil.rmtree(tree.root / "aa")
    forge_index(tree.root, b"aa/secret.py", b"../secret.py")
    listed = subprocess.run(["git", "ls-files"], cwd=tree.root, capture_output=True, check=True)
    assert b"../secret.py" in listed.stdout
    assert ["ok.py"] == [each["path"] for each in tree.lint_json().findings()]


LINKS = {"l.js": "file.js", "deep/.env": "file.js", "folder": ""}
"""Links of a tree, and where they lead in a folder elsewhere."""


def linked(project: Project, elsewhere: Path) -> None:
    """Have a file, and links to another place."""
    Project(elsewhere).write({"file.js": "heap.identify('alice-7');\n"})
    project.write({"a.py": "x = 1\n", "deep/b.py": ""})
    for name, to in LINKS.items():
        os.symlink(elsewhere / to, project.root / name)


@pytest.mark.parametrize("how", ["tracked", "new", "no git"])
def test_a_link_that_leads_out_is_told_of(
    project: Project, tmp_path_factory: pytest.TempPathFactory, how: str
) -> None:
    """It is not followed, which nobody would know; a new one to a folder may be anything."""
    linked(project, tmp_path_factory.mktemp("outside"))
    if how != "no git":
        project.git("init", "-q")
    if how == "tracked":
        project.git("add", "-A")
    names = set(LINKS) - ({"folder"} if how == "new" else set())
    run = project.lint_json()
    assert (0, {"outside-links": len(names)}) == (run.status, kinds(run))
    assert (
        f"heap-lint: {len(names)} links out of the tree were not followed: `--verbose`" in run.err
    )
    said = project.lint("--verbose").err
    assert names == {name for name in LINKS if f"{name}: is a link out of the tree" in said}
    assert ["HL201"] == (named := project.lint_json(".", "l.js")).codes()
    assert {"outside-links": len(names) - 1} == kinds(named)


@pytest.mark.parametrize("how", ["tracked", "no git"])
@pytest.mark.parametrize("to", ["lib", "nowhere", "null", "excluded", "other"])
def test_a_link_that_lacks_nothing_is_not_told_of(
    project: Project, tmp_path_factory: pytest.TempPathFactory, how: str, to: str
) -> None:
    """The twins: what is in the tree is read there, some lead to nothing that anybody would read."""
    elsewhere = project.root / "lib" if to == "lib" else tmp_path_factory.mktemp("outside")
    linked(project, elsewhere)
    if to == "excluded":
        project.write({"heap-lint.toml": "exclude = ['l.js', 'deep/', 'folder/']\n"})
    for name in LINKS if to in ("nowhere", "null") else ():
        (project.root / name).unlink()
        os.symlink(os.devnull if to == "null" else elsewhere / to, project.root / name)
    if to == "other":
        for name in LINKS:
            (project.root / name).unlink()
        os.symlink(elsewhere / "file.js", project.root / "notes.md")
    if how == "tracked":
        project.git("init", "-q")
        project.git("add", "-A")
    assert {} == kinds(project.lint_json())


def test_a_link_in_place_of_a_directory_is_not_followed(repository: Project, secret: Path) -> None:
    """Git lists the file below it as before."""
    repository.write({"d/secret.py": HARDCODED, "d2/x.py": HARDCODED})
    repository.git("add", "-A")
    shutil.rmtree(repository.root / "d")
    os.symlink(secret.parent, repository.root / "d")
    assert ["d2/x.py"] == [each["path"] for each in repository.lint_json().findings()]


CALLER = "from shop.telemetry import send\n\n\ndef page():\n    send('Paid', 'alice-7')\n"
WRAPPER = "from heapapi import HeapAPIClient\n\nclient = HeapAPIClient('2304117765')\n\n\n"
WRAPPER += "def send(event, who):\n    client.track(who, event)\n"
SCRIPT = "import { who } from './who';\nheap.load('2304117765');\nheap.identify(who);\n"


@pytest.mark.parametrize("outside", [False, True])
def test_an_import_is_followed_in_the_tree_alone(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, outside: bool
) -> None:
    """A link to another file of the tree is read, one that leads out is not."""
    elsewhere = tmp_path_factory.mktemp("outside") if outside else repository.root / "lib"
    Project(elsewhere).write({"telemetry.py": WRAPPER, "who.js": "export const who = 'alice-7';\n"})
    repository.write({"shop/__init__.py": "", "shop/page.py": CALLER, "web/page.js": SCRIPT})
    os.symlink(elsewhere / "telemetry.py", repository.root / "shop" / "telemetry.py")
    os.symlink(elsewhere / "who.js", repository.root / "web" / "who.js")
    repository.git("add", "-A")
    found = repository.lint_json().findings()
    identities = {each["path"] for each in found if each["code"] == "HL201"}
    assert (set() if outside else {"web/page.js"}) == identities
    assert not any(".." in each["path"] for each in found)


@pytest.mark.parametrize(
    "config",
    [
        '{"extends": "../outside/tsconfig.json"}',
        '{"compilerOptions": {"paths": {"@/*": ["../outside/*"]}}}',
        '{"compilerOptions": {"baseUrl": "../outside"}}',
        '{"references": [{"path": "../outside"}]}',
    ],
)
def test_a_script_reaches_nothing_outside(repository: Project, config: str) -> None:
    """Neither by what it extends or maps, nor by the path that it imports."""
    tree = Project(repository.root / "tree")
    tree.root.mkdir()
    tree.git("init", "-q")
    outside = {"who.ts": "export const who = 'alice-7';\n"}
    outside["tsconfig.json"] = '{"compilerOptions": {"paths": {"@/*": ["./*"]}}}'
    repository.write({f"outside/{name}": text for name, text in outside.items()})
    for number, name in enumerate(("@/who", "../outside/who", "who", "../../outside/who")):
        text = f"import {{ who }} from '{name}';\nheap.identify(who);\n"
        tree.write({f"p{number}.ts": text})
    page = "<script src='../outside/who.ts'></script><script>heap.identify(who)</script>"
    tree.write({"tsconfig.json": config, "index.html": page})
    tree.git("add", "-A")
    assert [] == tree.lint_json().findings()
    assert [] == tree.lint_json("p1.ts", "index.html").findings()


def test_payloads_name_files_of_the_tree_alone(repository: Project) -> None:
    """A pattern of the config picks from what is there, it leads nowhere."""
    tree = Project(repository.root / "tree")
    tree.root.mkdir()
    tree.git("init", "-q")
    repository.write({"outside/p.json": '{"identity": "alice-7", "event": 1}'})
    patterns = ("/**/p.json", "link/p.json", "l.json")
    table = "".join(f'"{each}" = "track"\n' for each in patterns)
    tree.write({"heap-lint.toml": f"[payloads]\n{table}"})
    os.symlink("../outside", tree.root / "link")
    os.symlink("../outside/p.json", tree.root / "l.json")
    tree.git("add", "-A")
    run = tree.lint_json()
    assert (0, []) == (run.status, run.findings())
    for leading_out in ("../outside/p.json", "../**"):
        tree.write({"heap-lint.toml": f'[payloads]\n"{leading_out}" = "track"\n'})
        assert 2 == tree.lint().status


@pytest.mark.parametrize("name", ["heap-lint.toml", "pyproject.toml"])
def test_a_config_that_is_a_link_out_is_not_read(
    repository: Project, secret: Path, name: str
) -> None:
    """Neither what it sets nor what it holds is to be learned; in the tree it may be a link."""
    text = "[tool.heap-lint]\n" if name == "pyproject.toml" else ""
    secret.write_text(f"{text}ignore = ['HL2']\npassword = 7\n")
    repository.write({"a.py": HARDCODED})
    os.symlink(secret, repository.root / name)
    repository.git("add", "-A")
    run = repository.lint()
    assert "password" not in run.out + run.err
    assert (2 if name == "heap-lint.toml" else 1) == run.status
    repository.write({"conf/real.toml": f"{text}ignore = ['HL2']\n"})
    os.unlink(repository.root / name)
    os.symlink("conf/real.toml", repository.root / name)
    assert 0 == repository.lint().status


@pytest.mark.parametrize(("to", "read"), [("../outside", False), ("conf", True)])
def test_a_config_behind_a_link_out_is_not_read(repository: Project, to: str, read: bool) -> None:
    """Git lists it as a file of the tree, whatever stands in the place of its directory."""
    for place in ("d", to):
        repository.write({f"{place}/heap-lint.toml": "min-tests = 7\n"})
    repository.write({"d/a.py": HARDCODED})
    repository.git("add", "d")
    shutil.rmtree(repository.root / "d")
    os.symlink(to, repository.root / "d")
    assert read == ("min-tests" in repository.lint().err)


def test_a_config_that_the_user_names_may_be_anywhere(repository: Project, secret: Path) -> None:
    """It is the user who says so."""
    config = secret.with_name("heap-lint.toml")
    config.write_text("ignore = ['HL2']\n")
    repository.write({"a.py": HARDCODED})
    os.symlink(config, repository.root / "named.toml")
    assert 0 == repository.lint("--config", str(config)).status


def test_a_worktree_elsewhere_is_not_looked_at(repository: Project, secret: Path) -> None:
    """The files are those in which `.git` stands, whatever its config says."""
    repository.write({"a.py": HARDCODED})
    repository.git("add", "-A")
    config = ("git", "config", "-f", ".git/config", "core.worktree", str(secret.parent))
    subprocess.run(config, cwd=repository.root, check=True)
    assert ["a.py"] == [each["path"] for each in repository.lint_json().findings()]


# Files of formats that are not read.

UNREAD = {
    "tool": "#!/usr/bin/env python3\nrequests.post('https://heapanalytics.com/api/track')\n",
    "n.ipynb": '{"cells": [{"source": ["HeapAPIClient(1)"]}]}',
    ".flaskenv": "HEAP_APP_ID=YOUR_APP_ID\n",
    "x.es6": "heap.identify(me);\n",
    "heap.c": "void *heap_alloc(heap_t *heap);\n",
    "notes.md": "Call `heap.identify(...)`.\n",
    "old/run": "HEAP_APP_ID=YOUR_APP_ID\n",
}


def test_a_verbose_run_names_files_about_heap_that_it_does_not_read(
    repository: Project, secret: Path
) -> None:
    """Those that git tracks; not where another heap is meant, nor notes, nor what is left out."""
    repository.write({**UNREAD, "heap-lint.toml": "exclude = ['old/']\n", "d/s": UNREAD["tool"]})
    repository.git("add", "-A")
    repository.write({"new": UNREAD["tool"]})
    (secret.parent / "s").write_text(UNREAD["tool"])
    shutil.rmtree(repository.root / "d")
    os.symlink(secret.parent, repository.root / "d")
    assert {} == kinds(repository.lint_json())
    run = repository.lint_json("--verbose")
    assert (0, {"unknown-format": 4}) == (run.status, kinds(run))
    names = (*UNREAD, "d/s", "new")
    told = {name for name in names if f"{name}: is of no format that is read" in run.err}
    assert {"tool", "n.ipynb", ".flaskenv", "x.es6"} == told


@pytest.mark.parametrize("words", [[], ["--verbose"]])
def test_what_is_passed_over_costs_no_process(trap: Trap, words: list[str]) -> None:
    """Git has been asked for all of it already."""

    def processes(*words: str) -> int:
        trap.trace.unlink(missing_ok=True)
        trap.springs(sys.executable, "-m", "heap_lint", "--no-cache", *words)
        return trap.trace.read_bytes().count(b"trace: built-in")

    before = processes()
    trap.project.write(UNREAD)
    os.symlink(trap.project.root.parent, trap.project.root / "l.js")
    trap.project.git("add", "-A")
    assert (before, 4) == (processes(*words), before)


# Which git is started, and how.


def stub(directory: Path, body: str) -> None:
    """Put a program called git into a directory."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "git"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("place", [".", "bin", "absolute", ""])
def test_a_git_of_the_tree_is_not_started(repository: Project, tmp_path: Path, place: str) -> None:
    """By a relative part of PATH, an empty one, or a directory that a tool of the tree has put there."""
    repository.write({"a.py": HARDCODED})
    mark = repository.root / "MARK"
    stub(repository.root, f"touch {mark}")
    stub(repository.root / "bin", f"touch {mark}")
    first = str(repository.root / "bin") if place == "absolute" else place
    path = os.pathsep.join([first, os.environ["PATH"]])
    run = repository.lint(env={"PATH": path})
    assert (1, False) == (run.status, mark.exists())
    assert "git" not in run.err


@pytest.mark.parametrize(
    ("here", "words"),
    [
        ("own", [".", "../other"]),
        ("own", ["../other"]),
        ("own", ["../other/a.py"]),
        ("own/nested", []),
        (".", ["own/a.py", "other"]),
        (".", ["own", "other"]),
    ],
)
def test_no_git_comes_from_any_tree_of_a_run(tmp_path: Path, here: str, words: list[str]) -> None:
    """Not from another that is named, not from where we are, and not from around either."""
    trees = {name: Project(tmp_path / name) for name in ("own", "own/nested", "other")}
    for each in trees.values():
        each.root.mkdir(parents=True, exist_ok=True)
        each.git("init", "-q")
        each.write({"a.py": HARDCODED})
    mark = tmp_path / "MARK"
    stub(tmp_path / "own" / "bin", f"touch {mark}")
    path = os.pathsep.join([str(tmp_path / "own" / "bin"), os.environ["PATH"]])
    run = Project(tmp_path / here).lint(*words, env={"PATH": path})
    assert (1, False) == (run.status, mark.exists())


REAL = shutil.which("git") or "git"


def lint_with(project: Project, directory: Path, *words: str) -> Run:
    """Run the command where another git comes first."""
    path = os.pathsep.join([str(directory), os.environ["PATH"]])
    return project.lint(*words, env={"PATH": path})


@pytest.mark.parametrize("version", ["2.37.9", "1.8.3", "no version", "2"])
def test_an_old_git_is_asked_its_version_and_nothing_else(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, version: str
) -> None:
    """It may not know how to be kept from running what the tree names; that it is not asked is said."""
    folder = tmp_path_factory.mktemp("old")
    stub(folder, f'echo "$@" >> {folder}/log\necho "git version {version}"')
    repository.write({"a.py": HARDCODED, ".gitignore": "a.py\n"})
    for _ in range(3):
        run = lint_with(repository, folder, "--output-format", "json")
    assert ["a.py"] == [each["path"] for each in run.findings()]
    assert '"kind": "old-git"' in run.out
    assert "is older than git 2.38" in run.err
    assert {"version"} == set((folder / "log").read_text().split("\n")) - {""}


@pytest.mark.parametrize("version", ["2.38.0", "2.39.5 (Apple Git-154)", "2.50.1.windows.1"])
def test_the_version_is_asked_once(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, version: str
) -> None:
    """Until the program is another one, no run pays for it."""
    folder = tmp_path_factory.mktemp("new")
    body = (
        f'test "$1" = version && {{ echo v >> {folder}/log; echo "git version {version}"; exit; }}'
    )
    stub(folder, f'{body}\nexec {REAL} "$@"')
    repository.write({"a.py": HARDCODED})
    for _ in range(3):
        assert 1 == lint_with(repository, folder, "--no-cache").status
    assert ["v"] == (folder / "log").read_text().split()
    stub(folder, f'{body}\nexec {REAL} "$@" ')
    lint_with(repository, folder)
    assert 2 == len((folder / "log").read_text().split())


def test_no_repository_says_how_many_threads_git_starts(
    repository: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Thousands would take memory, and the tasks that others need; here there is room for a few."""
    folder = tmp_path_factory.mktemp("threads")
    failed = folder / "failed"
    limits = "ulimit -v 2000000"
    stub(
        folder,
        f'{limits}; {REAL} "$@"; got=$?; test $got -gt 1 && echo "$@" >> {failed}; exit $got',
    )
    repository.write({"a.py": HARDCODED})
    repository.git("add", ".")
    repository.git("config", "grep.threads", "100000")
    assert 1 == lint_with(repository, folder, "--no-cache").status
    assert not failed.exists()


SWITCHES = {
    "GIT_NO_LAZY_FETCH": "unset GIT_NO_LAZY_FETCH",
    "GIT_ALLOW_PROTOCOL": "unset GIT_ALLOW_PROTOCOL",
    "GIT_CEILING_DIRECTORIES": "unset GIT_CEILING_DIRECTORIES",
    "safe.bareRepository": "export GIT_CONFIG_PARAMETERS=\"'safe.bareRepository=all'\"",
    "GIT_OPTIONAL_LOCKS": "unset GIT_OPTIONAL_LOCKS",
    "core.sshCommand": f'exec {REAL} -c core.sshCommand=$TRAP "$@"',
}


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("arm", ["fetch", "bare"])
def test_no_switch_is_the_only_one(
    trap: Trap, arm: str, switch: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A git that does not know one of them still runs nothing."""
    if arm == "fetch":
        _protocol(trap)
    else:
        text = bare_config(trap.script)
        trap.project.write({"sub/HEAD": "ref: refs/heads/main\n", "sub/objects/x": ""})
        trap.project.write({"sub/refs/x": "", "sub/config": text})
        shutil.copy(trap.project.root / ".git" / "index", trap.project.root / "sub")
    folder = tmp_path_factory.mktemp("stub")
    stub(folder, f'{SWITCHES[switch]}\nexec {REAL} "$@"')
    trap.env["PATH"] = os.pathsep.join([str(folder), os.environ["PATH"]])
    assert not trap.springs(sys.executable, "-m", "heap_lint", "--no-cache", "sub")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_DIR", "/nowhere"),
        ("GIT_WORK_TREE", "/"),
        ("GIT_INDEX_FILE", "/nowhere/index"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_NOGLOB_PATHSPECS", "1"),
        ("GIT_EXTERNAL_DIFF", "false"),
        ("GIT_NAMESPACE", "x"),
        ("GIT_PREFIX", "sub/"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
        ("GIT_COMMON_DIR", "/nowhere"),
        ("GIT_EXEC_PATH", "/nowhere"),
        ("GIT_DEFAULT_HASH", "sha256"),
        ("GIT_CONFIG_PARAMETERS", "'core.worktree=/'"),
        ("GIT_PAGER", "false"),
    ],
)
def test_a_variable_of_git_changes_nothing(repository: Project, name: str, value: str) -> None:
    """A hook of another repository may have set it."""
    repository.write(
        {"a.py": HARDCODED, "sub/B.JS": "heap.identify('alice-7');\n", "x.py": HARDCODED}
    )
    repository.write({".gitignore": "x.py\n"})
    repository.git("add", "-A")
    plain = repository.lint("--no-cache")
    assert plain == repository.lint("--no-cache", env={name: value})


def test_the_users_own_settings_of_git_hold(
    repository: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What the user ignores everywhere is ignored; what would run a command is not."""
    home = tmp_path_factory.mktemp("home")
    (home / "ignores").write_text("a.py\n")
    repository.write({"a.py": HARDCODED, "b.py": ""})
    mark = home / "MARK"
    stub(home, f"touch {mark}")
    env = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.excludesFile"}
    env |= {"GIT_CONFIG_VALUE_0": str(home / "ignores"), "GIT_CONFIG_KEY_1": "core.fsmonitor"}
    env |= {"GIT_CONFIG_VALUE_1": str(home / "git")}
    assert 0 == repository.lint(env=env).status
    assert not mark.exists()
    assert 1 == repository.lint().status


@pytest.mark.parametrize(
    ("before", "commit"),
    [
        ([], ["commit", "-a"]),
        ([], ["commit", "a.py"]),
        (["add", "a.py"], ["commit"]),
        ([], ["commit", "--allow-empty", "--only", "a.py"]),
        (["worktree", "add", "-q", "linked"], ["-C", "linked", "commit", "-a", "--allow-empty"]),
    ],
)
def test_a_hook_sees_the_files_of_the_working_tree(
    repository: Project, before: list[str], commit: list[str]
) -> None:
    """Whichever index git makes for a commit, and whatever it tells its hooks."""
    repository.write({"a.py": "x = 1\n", "b.py": HARDCODED})
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "x")
    repository.write({"a.py": HARDCODED})
    if before:
        repository.git(*before)
    hook = repository.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    out = repository.root / ".git" / "out"
    command = f"PYTHONPATH={ROOT} {sys.executable} -m heap_lint --no-cache"
    hook.write_text(f"#!/bin/sh\n{command} > {out} 2> {out}.err\nexit 0\n")
    hook.chmod(0o755)
    repository.git(*commit, "-m", "y")
    said = out.read_text()
    assert "b.py:4:14" in said
    assert ("a.py:4:14" in said) == ("linked" not in commit)
    assert "git" not in (out.parent / "out.err").read_text()


def test_the_purpose_decides_whether_another_machine_may_be_asked(project: Project) -> None:
    """Only who fetches may fetch, by two protocols; hooks and watchers are off for both."""
    place = repository.Place(str(project.root), "")
    ask, fetch = (git_process.environment(place, each) for each in ("ask", "fetch"))  # type: ignore[arg-type]
    assert ("none", "1") == (ask["GIT_ALLOW_PROTOCOL"], ask["GIT_NO_LAZY_FETCH"])
    assert "https:ssh" == fetch["GIT_ALLOW_PROTOCOL"]
    assert "0" == fetch["GIT_TERMINAL_PROMPT"] == ask["GIT_TERMINAL_PROMPT"]


# What git does not say, and what is then said of it.


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone gives away")
def test_a_repository_of_somebody_else_is_said(
    repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git refuses it, so the files are walked, and the run could not do what was asked."""
    repository.write({"a.py": HARDCODED, ".gitignore": "a.py\n"})
    for path in (repository.root, repository.root / ".git"):
        os.chown(path, 12345, 12345)
    run = repository.lint_json()
    assert 3 == run.status
    assert "safe.directory" in run.err
    assert '"kind": "refused-repository"' in run.out
    assert ["a.py"] == [each["path"] for each in run.findings()]


def test_submodules_and_nested_repositories_are_said(
    repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are projects of their own; nobody should think that they were checked."""
    for name in ("sub", "deep/nested"):
        inner = Project(repository.root / name)
        inner.write({"a.py": HARDCODED})
        inner.git("init", "-q")
        inner.git("add", "-A")
        inner.git("commit", "-q", "-m", "x")
    repository.git("add", "sub")
    run = repository.lint_json()
    assert 0 == run.status
    assert "sub: is a submodule" in run.err
    assert "deep/nested: is another repository" in run.err
    assert '"kind": "submodules"' in run.out
    assert '"kind": "nested-repositories"' in run.out


def test_a_git_directory_that_is_none_is_said(repository: Project) -> None:
    """As of a linked working tree whose repository is not there."""
    shutil.rmtree(repository.root / ".git")
    repository.write({".git": "gitdir: /nowhere\n", "a.py": HARDCODED})
    run = repository.lint_json()
    assert (1, ["HL201"]) == (run.status, run.codes())
    assert '"kind": "no-repository"' in run.out


def test_without_git_a_repository_is_walked_and_it_is_said(
    repository: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Ignored files are looked at then."""
    repository.write({"a.py": HARDCODED, ".gitignore": "a.py\n"})
    run = repository.lint_json()
    assert [] == run.findings()
    empty = str(tmp_path_factory.mktemp("empty"))
    run = repository.lint("--output-format", "json", env={"PATH": empty})
    assert ["HL201"] == run.codes()
    assert '"kind": "no-git"' in run.out
    assert "git is not installed" in run.err
    assert "git is not installed" in repository.lint("a.py", env={"PATH": empty}).err


@pytest.mark.parametrize(("place", "most"), [("", git_process.LONGEST), ("sub", 0.5)])
def test_git_is_not_waited_for_without_end(
    repository: Project, monkeypatch: pytest.MonkeyPatch, place: str, most: float
) -> None:
    """An ignore file can be a pipe to which nobody writes: further down it is known by waiting."""
    repository.write({"a.py": HARDCODED, "sub/a.py": "x = 1\n"})
    repository.git("add", "-A")
    os.mkfifo(repository.root / place / ".gitignore")
    monkeypatch.chdir(repository.root)
    monkeypatch.setattr(git_process, "LONGEST", most)
    found = discovery.find([], git.ask([]))
    assert {"a.py", "sub/a.py"} >= {file.path for file in found.candidates} >= {"a.py"}
    assert ["untracked-files"] == [each.kind for each in found.incomplete]


@pytest.mark.parametrize("name", ["HEAD", "config", "index", "info/exclude"])
def test_a_repository_with_a_pipe_in_it_is_not_asked(repository: Project, name: str) -> None:
    """Git would wait for somebody to write to it."""
    repository.write({"a.py": HARDCODED})
    path = repository.root / ".git" / name
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    run = repository.lint()
    assert (3, True) == (run.status, "a file in its `.git` is a pipe" in run.err)
    assert "HL201" in run.out


@pytest.mark.parametrize("name", ["index", "commondir", "../common/config"])
def test_a_linked_working_tree_with_a_pipe_in_it_is_not_asked(
    repository: Project, name: str
) -> None:
    """Its `.git` is a file that names the directory, which may name another one."""
    (repository.root / ".git").rename(repository.root / "elsewhere")
    own = repository.root / "elsewhere"
    repository.write({"a.py": HARDCODED, ".git": "gitdir: elsewhere\n"})
    if name.startswith(".."):
        repository.write({"elsewhere/commondir": "../common\n", "common/HEAD": "ref: x\n"})
    os.mkfifo(own / name)
    run = repository.lint()
    assert (3, True) == (run.status, "a file in its `.git` is a pipe" in run.err)
    assert "HL201" in run.out


def test_nothing_runs_on_that_was_started(repository: Project) -> None:
    """A process that waits for a pipe is ended with the run, whether it was asked or not."""
    repository.write({"a.py": HARDCODED, ".git/config": "[include]\npath = ../inc\n"})
    os.mkfifo(repository.root / "inc")
    program = (
        "from heap_lint.files import git_process; git_process.LONGEST = 0.5;"
        "from heap_lint.__main__ import main; main()"
    )
    run = repository.command(sys.executable, "-c", program)
    assert "HL201" in run.out
    places = (
        os.readlink(each) for each in Path("/proc").glob("[0-9]*/cwd") if os.path.exists(each)
    )
    assert str(repository.root) not in places


@pytest.mark.parametrize("mark", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_takes_for_unchanged_is_searched(repository: Project, mark: str) -> None:
    """Git would look at its old content, or not at all."""
    repository.write({"a.py": "x = 1\n"})
    repository.git("add", "-A")
    repository.git("update-index", mark, "a.py")
    repository.write({"a.py": HARDCODED})
    assert ["HL201"] == repository.lint_json().codes()
    assert ["HL201"] == repository.lint_json(".").codes()


def sparse(repository: Project) -> None:
    """Leave out the folder `b`."""
    repository.write({"a/page.py": CALLER.replace("shop.", "b."), "b/telemetry.py": WRAPPER})
    repository.write({"b/more.js": "x = 1;\n", "b/notes.txt": ""})
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "x")
    repository.git("sparse-checkout", "set", "a")


@pytest.mark.parametrize("words", [[], ["a/page.py"]])
def test_files_that_a_sparse_checkout_leaves_out_are_counted(
    repository: Project, words: list[str]
) -> None:
    """Their findings are not there, nor is what they say of others; notes nobody would have read."""
    sparse(repository)
    said = "2 tracked files are not in the working tree, left out by a sparse checkout: not checked"
    for _ in range(2):
        run = repository.lint("--output-format", "json", *words)
        assert (0, {"sparse-checkout": 1}) == (run.status, kinds(run))
        assert f"heap-lint: .: {said}" in run.err
    repository.git("rm", "-q", "--sparse", "b/more.js")
    assert "heap-lint: .: 1 tracked file is not in" in repository.lint(*words).err
    repository.git("sparse-checkout", "disable")
    run = repository.lint_json(*words)
    assert (["HL201"], {}) == (run.codes(), kinds(run))


def test_a_tracked_file_that_is_deleted_or_elsewhere_is_not_left_out(repository: Project) -> None:
    """The twins: the user has done so himself; a folder that is named lacks nothing of another."""
    sparse(repository)
    assert {} == kinds(repository.lint_json("a"))
    repository.git("sparse-checkout", "disable")
    shutil.rmtree(repository.root / "b")
    assert {} == kinds(repository.lint_json())


def test_a_link_that_has_become_a_file_is_searched(repository: Project) -> None:
    """Git searches what the index calls a file."""
    os.symlink("nowhere", repository.root / "a.py")
    repository.git("add", "-A")
    os.unlink(repository.root / "a.py")
    repository.write({"a.py": HARDCODED})
    assert ["HL201"] == repository.lint_json().codes()


@pytest.mark.parametrize(
    ("attributes", "name"),
    [("*.py binary\n", "a.py"), ("*.py -diff\n", "a.py"), ("* diff=x\n", "a.py")],
)
def test_attributes_do_not_decide_what_is_searched(
    repository: Project, attributes: str, name: str
) -> None:
    """A line in a file that nobody reads must not hide another."""
    repository.write({name: HARDCODED, ".gitattributes": attributes})
    repository.git("config", "diff.x.binary", "true")
    repository.git("add", "-A")
    assert ["HL201"] == repository.lint_json().codes()


@pytest.mark.parametrize("tracked", [False, True])
def test_a_file_about_heap_that_has_a_nul_is_unreadable(repository: Project, tracked: bool) -> None:
    """Whether git knows it or not, and wherever it stands: git would pass it over without a word."""
    repository.write({"a.py": b"\0" + HARDCODED.encode()})
    repository.write({"b.py": HARDCODED.encode() + 8_000 * b"#" + b"\n\0"})
    if tracked:
        repository.git("add", "-A")
    run = repository.lint_json()
    unreadable = [(each["path"], each["code"]) for each in run.findings()]
    assert [("a.py", "HL901"), ("b.py", "HL901")] == unreadable
    assert ["HL901"] == repository.lint_json("a.py").codes()


# Names.

NAMES = [
    "-dash.py",
    "--dash.py",
    ":(top)x.py",
    ":!x.py",
    "a*[b]?.py",
    "new\nline.py",
    "b\udcff.py",
    "\udcc3\udca9.py",
    "back\\slash.py",
    "ein Wört.py",
]


@pytest.mark.parametrize("locale", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0"}], ids=["utf-8", "C"])
def test_a_name_may_be_anything(repository: Project, locale: dict[str, str]) -> None:
    """As a file, as a directory, and as a wrapper's module that others import."""
    names = [name.encode("utf-8", "surrogateescape") for name in NAMES]
    root = os.fsencode(repository.root)
    for name in names:
        folder = os.path.join(root, name[:-3])
        os.mkdir(folder)
        wrapper = WRAPPER.encode()
        for path, text in (
            (os.path.join(root, name), HARDCODED.encode()),
            (os.path.join(folder, b"a.py"), HARDCODED.encode()),
            (os.path.join(folder, b"telemetry.py"), wrapper.replace(b"send", b"tell")),
            (os.path.join(folder, name), wrapper.replace(b"send", b"say")),
        ):
            with open(path, "wb") as file:
                file.write(text)
    repository.write({"shop/telemetry.py": WRAPPER, "shop/page.py": CALLER})
    repository.git("add", "-A")
    folders = [name[:-3] for name in names]
    command = (sys.executable, "-m", "heap_lint", "--output-format", "json", "--no-cache")
    for words, number in (([], 2 * len(names) + 1), (["--", *names, *folders], 2 * len(names))):
        done = subprocess.run(
            [*command, *words],
            cwd=repository.root,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), **locale},
            check=False,
        )
        run = Run(done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace"))
        assert "please report" not in run.err
        assert (1, number) == (run.status, len(run.findings()))


@pytest.mark.parametrize("name", ["--no-cache", "--ignore=HL2", "--config=x.toml", "-x"])
def test_a_file_with_the_name_of_an_option_is_no_option(repository: Project, name: str) -> None:
    """A hook hands over the names of files, which a stranger may have chosen."""
    repository.write({"a.py": HARDCODED, f"./{name}": ""})
    run = repository.lint("a.py", name)
    assert 2 == run.status
    assert f"write `./{name}` for the file" in run.err
    assert 1 == repository.lint("--", "a.py", name).status


def test_nothing_is_imported_from_the_working_directory(project: Project) -> None:
    """`python -m` would take any module of that name that stands there."""
    mark = project.root / "MARK"
    names = ("msgspec", "yaml", "tree_sitter", "rich", "json", "argparse", "tomllib", "difflib")
    project.write({f"{name}.py": f"open({str(mark)!r}, 'w')\n" for name in names})
    project.write({"a.py": HARDCODED, "b.js": "heap.identify('alice-7');\n", "c.yaml": "heap: 1"})
    assert 1 == project.lint().status
    assert not mark.exists()


# What is kept.


def test_what_is_kept_is_for_the_user_alone(
    repository: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nobody else may read or write it."""
    base = tmp_path_factory.mktemp("cache")
    repository.write({"a.py": HARDCODED})
    repository.lint(env={"XDG_CACHE_HOME": str(base)})
    place = base / "heap-lint"
    assert 0o700 == place.stat().st_mode & 0o777
    assert {0o600} == {each.stat().st_mode & 0o777 for each in place.iterdir()}
    assert len(list(place.iterdir())) == 2


@pytest.mark.parametrize("kind", ["writable", "link", "pipe", "foreign", "in the tree"])
def test_what_somebody_else_may_have_written_is_not_read(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    """A record that hides a finding is believed only where this user alone can have put it."""
    base = repository.root / ".cache" if kind == "in the tree" else tmp_path_factory.mktemp("cache")
    place = base / "heap-lint"
    env = {"XDG_CACHE_HOME": str(base)}
    repository.write({"a.py": HARDCODED, ".gitignore": ".cache\n"})
    assert 1 == repository.lint(env=env).status
    records = list(place.glob("*.json")) if place.exists() else []
    assert (kind == "in the tree") == (not records)
    if kind == "writable":
        place.chmod(0o777)
    for record in records:
        if kind == "link":
            record.rename(record.with_suffix(".x"))
            record.symlink_to(record.with_suffix(".x"))
        elif kind == "pipe":
            record.unlink()
            os.mkfifo(record)
        elif kind == "foreign":
            record.chmod(0o666)
        assert private.read(str(place), record.name) is None
    assert 1 == repository.lint(env=env).status


@pytest.mark.parametrize(
    "data", [b"", b"0\n", b"\xff" * 99, b"1\n[]", b"[" * 100_000, b"null", b"{}"]
)
def test_a_record_of_any_content_does_no_harm(
    repository: Project, tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    """It is then as if there were none, with a checksum that is right too."""
    from zlib import crc32

    base = tmp_path_factory.mktemp("cache")
    env = {"XDG_CACHE_HOME": str(base)}
    repository.write({"a.py": HARDCODED})
    plain = repository.lint(env=env)
    for text in (data, b"%d\n%s" % (crc32(data), data)):
        for record in (base / "heap-lint").iterdir():
            record.write_bytes(text)
        assert plain == repository.lint(env=env)
