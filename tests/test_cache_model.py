"""Whatever happens to a tree, what is kept of it says what a fresh run says: a model test.

`HEAP_LINT_EXAMPLES=500` runs it for long.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from conftest import HARDCODED, Project
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from test_cache import CALLER, FILES, WRAPPER

from heap_lint import cache, cli

PATHS = ["shop/page.py", "shop/telemetry.py", "shop/other.py", "shop/new.py", "web.yaml", "a b.js"]
PLAIN = "def add(a, b):\n    return a + b\n"
TEXTS = [
    CALLER,
    CALLER.replace("alice-7", "alice-8"),
    CALLER.replace("'alice-7'", "user.id"),
    WRAPPER,
    WRAPPER.replace("(who, event)", "(event, who)"),
    HARDCODED,
    PLAIN,
    "heap:\n  appId: '2304117765'\n  disableTextCapture: false\n",
    "heap.identify('alice-7');\n",
    "\0" + HARDCODED,
]
IGNORES = ["", "*.py\n", "shop/\n", "shop\n", "*.yaml\n!shop\n"]
ATTRIBUTES = ["", "*.py binary\n", "*.py -diff\n", "* diff=x\n"]
SETTINGS = [
    "",
    "ignore = ['HL2']\n",
    "exclude = ['page.py']\n",
    "forwarders = ['segment']\n",
    "app-id-keys = ['shopId']\n",
    "login-points = ['shop.other.add']\n",
]
CONFIGS = ["heap-lint.toml", "shop/heap-lint.toml", "../heap-lint.toml"]
GIT = [
    ("core.ignoreCase", "true"),
    ("core.ignoreCase", "false"),
    ("core.worktree", ".."),
    ("core.worktree", "shop"),
    ("core.attributesFile", "../attributes"),
    ("core.excludesFile", "../ignores"),
    ("core.ignoreStat", "true"),
    ("core.sparseCheckout", "true"),
    ("diff.x.binary", "true"),
    ("submodule.recurse", "true"),
    ("core.bare", "true"),
]
VARIABLES = ["GIT_LITERAL_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_NOGLOB_PATHSPECS"]
ARGUMENTS = [[], ["shop"], ["--output-format", "json"], ["shop/page.py"], [".", "web.yaml"]]


class Kept(RuleBasedStateMachine):
    """A repository to which things happen; after each of them two runs are compared."""

    def __init__(self) -> None:
        super().__init__()
        self.outside = Path(tempfile.mkdtemp())
        self.root = self.outside / "tree"
        self.project = Project(self.root)
        self.before = os.getcwd()
        self.patch = pytest.MonkeyPatch()
        self.arguments: list[str] = []

    @initialize(settled=st.booleans())
    def begin(self, settled: bool) -> None:
        """Make a project, whose files are believed by their times at once or later."""
        self.root.mkdir()
        self.project.git("init", "-q", "-b", "main")
        self.project.write(FILES)
        (self.outside / "attributes").write_text("*.py binary\n")
        (self.outside / "ignores").write_text("*.py\n")
        (self.outside / "secret.py").write_text(HARDCODED)
        self.commit()
        os.chdir(self.root)
        self.patch.setenv("XDG_CACHE_HOME", str(self.outside / "cache"))
        self.patch.setenv("HOME", str(self.outside))
        if settled:
            self.patch.setattr(cache, "_SETTLED", 50_000_000)

    def teardown(self) -> None:
        """Leave nothing behind."""
        os.chdir(self.before)
        self.patch.undo()
        shutil.rmtree(self.outside)

    def git(self, *arguments: str) -> None:
        """Run git, whose failure is a thing that happens too."""
        with contextlib.suppress(Exception):
            self.project.git(*arguments)

    def commit(self) -> None:
        """Keep all in the current branch."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def change(self, path: str, text: str) -> None:
        """Write a file, unless something is in its way."""
        with contextlib.suppress(OSError):
            self.project.write({path: text})

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def edit(self, path: str, text: str) -> None:
        """Write a file."""
        self.change(path, text)

    @rule(path=st.sampled_from(PATHS), text=st.sampled_from(TEXTS))
    def touch_back(self, path: str, text: str) -> None:
        """Write a file and set its time back."""
        with contextlib.suppress(OSError):
            status = (self.root / path).stat()
            self.change(path, text)
            os.utime(self.root / path, ns=(status.st_atime_ns, status.st_mtime_ns))

    @rule(one=st.sampled_from(PATHS), other=st.sampled_from(PATHS))
    def rename(self, one: str, other: str) -> None:
        """Put one file in the place of another, with its times."""
        with contextlib.suppress(OSError):
            os.replace(self.root / one, self.root / other)

    @rule(path=st.sampled_from(PATHS), mode=st.sampled_from([0o644, 0o755, 0o400]))
    def chmod(self, path: str, mode: int) -> None:
        """Change what may be done with a file."""
        with contextlib.suppress(OSError):
            os.chmod(self.root / path, mode)

    @rule(
        path=st.sampled_from(PATHS),
        to=st.sampled_from(["page.py", "other.py", "../web.yaml", "../../secret.py", "nowhere"]),
    )
    def link(self, path: str, to: str) -> None:
        """Put a link in a file's place."""
        with contextlib.suppress(OSError):
            (self.root / path).unlink(missing_ok=True)
            os.symlink(to, self.root / path)

    @rule()
    def link_directory(self) -> None:
        """Put a link in a directory's place, and back."""
        with contextlib.suppress(OSError):
            if (self.root / "shop").is_symlink():
                os.unlink(self.root / "shop")
                os.rename(self.outside / "shop", self.root / "shop")
            else:
                os.rename(self.root / "shop", self.outside / "shop")
                os.symlink("../shop", self.root / "shop")

    @rule(name=st.sampled_from(["main", "other"]))
    def switch(self, name: str) -> None:
        """Commit, and go to another branch."""
        self.commit()
        self.git("checkout", "-q", "-B" if name == "other" else "-f", name)

    @rule()
    def stash(self) -> None:
        """Put aside what is not committed, and take it back."""
        self.git("stash", "-u")
        self.compare()
        self.git("stash", "pop")

    @rule(path=st.sampled_from([".gitignore", ".git/info/exclude"]), text=st.sampled_from(IGNORES))
    def ignore(self, path: str, text: str) -> None:
        """Ignore other files."""
        self.change(path, text)

    @rule(
        path=st.sampled_from([".gitattributes", ".git/info/attributes", "../attributes"]),
        text=st.sampled_from(ATTRIBUTES),
    )
    def attribute(self, path: str, text: str) -> None:
        """Say other things of files."""
        self.change(path, text)

    @rule(option=st.sampled_from(GIT))
    def configure_git(self, option: tuple[str, str]) -> None:
        """Set what git reads."""
        config = ("config", "-f", str(self.root / ".git" / "config"))
        self.git(*config, *option)

    @rule(path=st.sampled_from(CONFIGS), text=st.sampled_from(SETTINGS))
    def configure(self, path: str, text: str) -> None:
        """Write another config."""
        self.change(path, text)

    @rule(
        path=st.sampled_from([*PATHS, *CONFIGS]),
        text=st.sampled_from([*TEXTS, *SETTINGS]),
        late=st.booleans(),
    )
    def edit_meanwhile(self, path: str, text: str, late: bool) -> None:
        """Write a file while a run is under way: before it reads any, or after it has read all."""
        owner, name = (cli, "_shown") if late else (cache.Cache, "prepare")
        done = getattr(owner, name)

        def edited(*arguments: object) -> object:
            self.change(path, text)
            return done(*arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(owner, name, edited)
            self.said()

    @rule()
    def divide(self) -> None:
        """Make a directory the root of a repository, and back."""
        inner = self.root / "shop" / ".git"
        if inner.exists():
            shutil.rmtree(inner)
        else:
            with contextlib.suppress(OSError):
                inner.mkdir()

    @rule(name=st.sampled_from(VARIABLES), on=st.booleans())
    def export(self, name: str, on: bool) -> None:
        """Set a variable of git."""
        if on:
            self.patch.setenv(name, "1")
        else:
            self.patch.delenv(name, raising=False)

    @rule(
        path=st.sampled_from(PATHS),
        mark=st.sampled_from(["assume-unchanged", "skip-worktree", "intent-to-add"]),
        on=st.booleans(),
    )
    def mark(self, path: str, mark: str, on: bool) -> None:
        """Mark a file in the index."""
        if mark == "intent-to-add":
            self.git("add", "-N", "--", path)
        else:
            self.git("update-index", f"--{'' if on else 'no-'}{mark}", "--", path)

    @rule(path=st.sampled_from(["sub", "shop/sub"]), tracked=st.booleans())
    def nest(self, path: str, tracked: bool) -> None:
        """Make another repository in this one."""
        self.change(f"{path}/web.py", HARDCODED)
        inner = Project(self.root / path)
        with contextlib.suppress(Exception):
            inner.git("init", "-q")
            inner.git("add", "-A")
            inner.git("commit", "-q", "-m", "x")
        if tracked:
            self.git("add", path)

    @rule()
    def wait(self) -> None:
        """Let files settle."""
        time.sleep(0.06)

    @rule(arguments=st.sampled_from(ARGUMENTS))
    def ask(self, arguments: list[str]) -> None:
        """Ask something else from now on."""
        self.arguments = arguments

    def said(self, *options: str) -> tuple[int, str, str]:
        """Run the command."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = cli.main([*self.arguments, *options], None)
        return status, out.getvalue(), err.getvalue()

    @invariant()
    def compare(self) -> None:
        """Both runs say the same, and nothing of what lies outside."""
        if os.getcwd() == str(self.root):
            kept = self.said()
            assert self.said("--no-cache") == kept
            assert "secret.py" not in kept[1]
            assert "please report" not in kept[2]


Kept.TestCase.settings = settings(
    max_examples=int(os.environ.get("HEAP_LINT_EXAMPLES", "8")),
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestKept = Kept.TestCase
