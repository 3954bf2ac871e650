"""The run over published packages: what it takes in, and what it calls a difference."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.crater import packages, running, sowing, unpacking
from tests.crater.__main__ import main
from tests.crater.packages import Package
from tests.crater.reading import Outcome, Seen
from tests.crater.running import Amounts
from tests.crater.verdicts import VerdictError, Verdicts, as_toml, key

HARDCODED = (
    "from heapapi import HeapAPIClient\nHeapAPIClient('2304117765').track('alice-7', 'Sign up')\n"
)
PACKAGE = Package("pypi", "shop", "1.0")
SEEN = Seen("HL201", "shop/web.py", "track('alice-7', 'Sign up')", 2, "all are one")


def test_every_package_is_pinned_and_listed_once() -> None:
    """A list that moves by itself would show differences that are not ours."""
    listed = packages.listed()
    assert len(listed) == len({(each.registry, each.name) for each in listed})
    assert 300 <= sum(each.registry == "pypi" for each in listed)
    assert 100 <= sum(each.registry == "npm" for each in listed)


@pytest.mark.parametrize(
    ("registry", "line"), [("pypi", "flask"), ("pypi", "flask>=2"), ("npm", "@heap/sdk")]
)
def test_a_package_without_a_version_is_refused(registry: str, line: str) -> None:
    """What the newest version is changes from day to day."""
    with pytest.raises(ValueError, match="does not name a package and its version"):
        packages.parse(registry, line)


@pytest.mark.parametrize(
    ("package", "name", "is_its"),
    [
        (Package("pypi", "zope.interface", "5.0"), "zope_interface-5.0-cp311-none-any.whl", True),
        (Package("pypi", "flask", "2.0"), "Flask-2.0-py3-none-any.whl", True),
        (Package("pypi", "flask", "2.0"), "Flask-2.0.1-py3-none-any.whl", False),
        (Package("pypi", "flask", "2.0"), "flask_admin-2.0-py3-none-any.whl", False),
        (Package("npm", "@heap/sdk", "1.2.3"), "heap-sdk-1.2.3.tgz", True),
        (Package("npm", "@heap/sdk", "1.2.3"), "sdk-1.2.3.tgz", False),
    ],
)
def test_an_archive_is_known_by_its_name(package: Package, name: str, is_its: bool) -> None:
    """The clients name archives by their own rules."""
    assert is_its is (package.archive.fullmatch(name) is not None)


NAMES = ["a/b.py", "../out.py", "a/../../out.py", "/out.py", "a\\..\\out.py", "c:/out.py"]


def _wheel(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as wheel:
        for name in NAMES:
            info = zipfile.ZipInfo(name)
            info.filename = name  # as it is, whatever the system's separator
            wheel.writestr(info, "x = 1\n")
        link = zipfile.ZipInfo("link.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        wheel.writestr(link, "/etc/passwd")
        wheel.writestr("binary.json", b"\0\1")
    return path


def _tarball(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name in NAMES:
            entry = tarfile.TarInfo(name)
            entry.size = 6
            packed.addfile(entry, io.BytesIO(b"x = 1\n"))
        for kind, to in ((tarfile.SYMTYPE, "/etc/passwd"), (tarfile.LNKTYPE, "a/b.py")):
            entry = tarfile.TarInfo(f"link{kind!r}.py")
            entry.type, entry.linkname = kind, to
            packed.addfile(entry)
        entry = tarfile.TarInfo("binary.json")
        entry.size = 2
        packed.addfile(entry, io.BytesIO(b"\0\1"))
    return path


@pytest.mark.parametrize("make", [_wheel, _tarball])
def test_an_archive_unpacks_into_its_folder(make: object, tmp_path: Path) -> None:
    """Names that lead out, links and what is no text are left where they are."""
    assert callable(make)
    archive = make(tmp_path / ("a.whl" if make is _wheel else "a.tgz"))
    tree = unpacking.unpacked(archive, tmp_path / "deep" / "er" / "tree")
    assert {"a/b.py"} == {str(p.relative_to(tree)) for p in tree.rglob("*") if not p.is_dir()}
    assert [] == [p for p in tmp_path.rglob("out.py") if tree not in p.parents]


def test_an_archive_that_unpacks_to_too_much_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused while it is unpacked, and no half of it is taken for the whole."""
    monkeypatch.setattr(unpacking, "MOST", 5)
    with pytest.raises(unpacking.ArchiveError):
        unpacking.unpacked(_wheel(tmp_path / "a.whl"), tmp_path / "tree")
    assert ["a.whl"] == [path.name for path in tmp_path.iterdir()]


def test_a_finding_without_a_verdict_is_told() -> None:
    """And a verdict without a finding: both are differences."""
    other = SEEN._replace(code="HL302")
    verdicts = Verdicts({PACKAGE.label: {key(SEEN): "true: one name for all"}})
    assert ([], []) == verdicts.compared(PACKAGE.label, [SEEN])
    assert ([other], []) == verdicts.compared(PACKAGE.label, [SEEN, other])
    assert ([other], [key(SEEN)]) == verdicts.compared(PACKAGE.label, [other])
    assert [SEEN] == verdicts.compared("shop==1.1", [SEEN]).unjudged
    assert [PACKAGE.label] == verdicts.without_package(["shop==1.1"])


def test_a_verdict_holds_where_lines_move() -> None:
    """What stands above a finding says nothing of it, nor do our own words."""
    verdicts = Verdicts({PACKAGE.label: {key(SEEN): "arguable: a test"}})
    assert "arguable" == verdicts.of(PACKAGE.label, SEEN._replace(line=70, message="other words"))


@pytest.mark.parametrize("verdict", ["", "true", "true: ", "maybe: it is"])
def test_a_verdict_has_a_reason(verdict: str) -> None:
    """A table whose verdicts are still to be filled in is refused."""
    with pytest.raises(VerdictError):
        Verdicts({PACKAGE.label: {key(SEEN): verdict}})


def test_what_has_no_verdict_is_printed_to_be_filled_in(tmp_path: Path) -> None:
    """What is printed is what is put into the file, but for the verdict."""
    odd = SEEN._replace(text="a = \"\\n\" + 'ü'")
    path = tmp_path / "verdicts.toml"
    path.write_text(as_toml("@shop/web@1", [odd]).replace('= ""', '= "false: why"'), "utf-8")
    assert "false" == Verdicts.load(path).of("@shop/web@1", odd)


def test_what_is_found_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its silence means something."""
    (tmp_path / "web.py").write_text(HARDCODED, "utf-8")
    assert 1 == main(["--directory", str(tmp_path)])
    assert '"HL201 web.py: HeapAPIClient' in capsys.readouterr().out


CLEAN = Outcome(1, 100, 1, 1, [], [], [], [], (40_000_000, 300_000_000), 0.5)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (CLEAN, ""),
        (CLEAN._replace(involved=["a.js"]), ""),  # counted, and no fault
        (CLEAN._replace(problems=["a.py: failed, please report it"]), "please report it"),
        (CLEAN._replace(slow=[("a.js", 9.04, 1.2)]), "a.js: took 9.0 s, more than 1.2 s"),
        (CLEAN._replace(memory=(900_000_000, 300_000_000)), "held 900 MB, more than 300 MB"),
        (CLEAN._replace(findings=[SEEN]), "HL201 shop/web.py: track"),
        (None, "ended"),
    ],
)
def test_a_package_fails_by_what_breaks_or_is_new(
    outcome: Outcome | None,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A crash, a hang, too much memory and a finding that nobody has judged."""
    result = running.Result(PACKAGE, outcome, "" if outcome else "the process is ended")
    monkeypatch.setattr(running, "run", lambda *arguments: iter([result]))
    assert bool(said) == main(["--package", "shop"])
    assert said in capsys.readouterr().out


def test_a_file_is_read_alone_as_if_it_named_heap(tmp_path: Path) -> None:
    """A front end meets every file then, and what is found once is told once."""
    (tmp_path / "web.py").write_text(HARDCODED, "utf-8")
    (tmp_path / "other.py").write_text("print('hello')\n", "utf-8")
    outcome = running.read(PACKAGE, tmp_path, Amounts(1_000_000, 0)).outcome
    assert outcome is not None
    assert (2, 2) == (outcome.files, outcome.alone)
    assert ["HL201"] == [seen.code for seen in outcome.findings]
    small = running.read(PACKAGE, tmp_path, Amounts(40, 0)).outcome
    assert small is not None
    assert 1 == small.alone


PLAIN = """\
class Cart:
    @property
    def total(self):
        return 1

    def add(self, item):
        "Put it in."
        @wrapped
        def later():
            pass
"""


def test_calls_are_sown_into_functions(tmp_path: Path) -> None:
    """What is sown is followed, and what is found of it is not told."""
    text = sowing.sown("a.py", PLAIN)
    assert text is not None
    assert [line.strip() for line in text.splitlines() if "track" in line] == [
        f'heap_client.track({who}.id, "Seen", {{"v": 1}})' for who in ("self", "item", "who")
    ]
    compile(text, "a.py", "exec")
    assert "return heap.track(seen),{a: 1}" in (
        sowing.sown("a.js", "f(() => {return {a: 1}})") or ""
    )
    (tmp_path / "a.py").write_text("def f():\n    HeapAPIClient('YOUR_APP_ID')\n", "utf-8")
    outcome = running.read(PACKAGE, tmp_path, Amounts(0, 1_000)).outcome
    assert outcome is not None
    assert (1, []) == (outcome.sown, outcome.findings)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.py", "x = 1\n"), ("a.py", "def f("), ("a.js", "var x = 1"), ("a.json", "{}"), ("b", "")],
)
def test_nothing_is_sown_where_there_is_no_place(name: str, text: str) -> None:
    """Nor in what no longer could be read."""
    assert sowing.sown(name, text) is None


def test_a_process_that_breaks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends one package's process is a fault of that package, and of no other."""
    (tmp_path / "msgspec.py").write_text("import os\nos.kill(os.getpid(), 9)\n", "utf-8")
    monkeypatch.setattr(running, "_ROOT", tmp_path)  # which is imported from first
    result = running.read(PACKAGE, tmp_path, Amounts(0, 0))
    assert result.outcome is None
    assert "is ended with -9" in result.fault
