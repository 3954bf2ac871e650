"""Modules of scripts: which files of a tree are read, in what order, and where that ends."""

from __future__ import annotations

import pytest
from conftest import Project

ANALYTICS = "export const identify = (id) => heap.identify(id);\n"
PAGE = 'import { identify } from "../analytics";\nidentify("guest");\n'
FOUND = [("src/deep/page.tsx", 2, "HL202")]


def found(project: Project, *arguments: str) -> list[tuple[str, int, str]]:
    """Return (path, line, code) of what a run finds."""
    findings = project.lint_json(*arguments).findings()
    return [(each["path"], each["start"]["line"], each["code"]) for each in findings]


@pytest.fixture
def tree(project: Project) -> Project:
    """A tree that git tracks: a wrapper, who calls it, and a bundle that somebody has checked in."""
    files = {"src/analytics.ts": ANALYTICS, "src/deep/page.tsx": PAGE, "dist/deep/page.js": PAGE}
    project.write({**files, "dist/analytics.js": ANALYTICS, "src/other.ts": "export {};\n"})
    project.git("init", "-q")
    project.git("add", ".")
    return project


def test_callers_of_a_wrapper_are_found_in_the_tree(tree: Project) -> None:
    """A file that does not speak of Heap is read for what it imports, if somebody wrote it."""
    assert FOUND == found(tree, ".")


def test_callers_are_found_without_git(project: Project) -> None:
    """Git only says faster which files there are."""
    project.write({"src/analytics.ts": ANALYTICS, "src/deep/page.tsx": PAGE})
    assert FOUND == found(project, ".")


def test_a_file_that_is_named_alone_is_seen_in_its_project(tree: Project) -> None:
    """A pre-commit hook names what has changed: wrappers elsewhere are known, and not reported."""
    tree.write({"src/analytics.ts": f"{ANALYTICS}heap.track('');\n"})
    tree.git("add", ".")
    assert FOUND == found(tree, "src/deep/page.tsx")
    assert [("src/analytics.ts", 2, "HL302")] == found(tree, "src/analytics.ts")


def test_a_finding_shows_the_way_to_heap(tree: Project) -> None:
    """The wrapper's call of Heap is a related place of what its caller did."""
    (finding,) = tree.lint_json(".").findings()
    assert ["src/analytics.ts"] == [each["path"] for each in finding["related"]]


@pytest.mark.parametrize("order", [["a.js", "b.js", "c.js"], ["c.js", "b.js", "a.js"]])
def test_the_order_of_files_does_not_matter(project: Project, order: list[str]) -> None:
    """A wrapper may be read before or after those who call it."""
    files = {
        "a.js": "export const identify = (id) => heap.identify(id);\n",
        "b.js": 'import { identify } from "./a";\nexport const known = (id) => identify(id);\n',
        "c.js": 'import { known } from "./b";\nknown("guest");\nheap.track("Opened");\n',
    }
    project.write(files)
    assert [("c.js", 2, "HL202")] == found(project, *order)


_SAYING = "const say = (id) => heap.identify(id);\n"


_EXPORTS = [
    "export const say = (id) => heap.identify(id);\n",
    f"{_SAYING}export {{ say }};\n",
    f"{_SAYING}module.exports = {{ say }};\n",
    f"{_SAYING}module.exports = {{ x: 1, say: say }};\n",
    f"{_SAYING}exports.say = say;\n",
    f"{_SAYING}module.exports.say = say;\n",
    "export { say } from './base';\n",
    "export * from './base';\n",
    "module.exports = require('./base');\n",
    "const { say: known } = require('./base');\nmodule.exports = { say: known };\n",
]
_TAKING = [
    "import { say } from './instance';",
    "const { say } = require('./instance');",
    "const { other: x, say } = require('./instance');",
    "const { say: s } = require('./instance'); const say = s;",
    "const { say = nothing } = require('./instance');",
    "const { say: s = nothing } = require('./instance'); const say = s;",
    "const i = require('./instance'); const { say } = i;",
    "let say; ({ say } = require('./instance'));",
    "const say = require('./instance').say;",
]


@pytest.mark.parametrize(
    ("exports", "taking"),
    [*((each, _TAKING[1]) for each in _EXPORTS), *((_EXPORTS[2], each) for each in _TAKING)],
)
def test_what_is_taken_out_of_a_module_is_followed(
    project: Project, exports: str, taking: str
) -> None:
    """In whatever way a module exports it, by its name, another, or with a default beside it."""
    base = f"{_SAYING}exports.say = say;\n"
    project.write({"base.js": base, "instance.js": exports, "use.js": f"{taking}\nsay('guest');\n"})
    assert ("use.js", 2, "HL202") in found(project, ".")


@pytest.mark.parametrize(
    "text",
    [
        "const { nay } = require('./instance'); const say = nay;",
        "const { nay: say } = require('./instance');",
        "const { nay: say = nothing } = require('./instance');",
        "const { say: nay } = require('./instance');",
        "const { say } = require('./elsewhere');",
        "const { say: { deep: say } } = require('./instance');",
    ],
)
def test_what_a_module_does_not_have_is_not_followed(project: Project, text: str) -> None:
    """Nor what another module has under the same name."""
    files = {"instance.js": f"{_SAYING}exports.say = say;\n", "elsewhere.js": "exports.say = 1;\n"}
    project.write({**files, "use.js": f"{text}\nsay('guest');\n"})
    assert [] == found(project, ".")


@pytest.mark.parametrize("name", ["http", "{ http }", "{ http: http = other }"])
def test_a_client_that_another_file_makes_leads_to_heap(project: Project, name: str) -> None:
    """Whoever imports one with Heap's address need not speak of Heap."""
    made = "const http = axios.create({ baseURL: 'https://heapanalytics.com/api' });\n"
    body = "{ app_id: '2304117765', identity: 'guest', event: 'Run' }"
    exports = "module.exports = http;\n" if name == "http" else "module.exports = { http };\n"
    project.write(
        {
            "made.js": f"const axios = require('axios');\n{made}{exports}",
            "use.js": f"const {name} = require('./made');\nhttp.post('/track', {body});\n",
        }
    )
    assert [("use.js", 2, "HL202")] == found(project, ".")
    project.write(
        {
            "made.js": f"const axios = require('axios');\n// heap\n{made}{exports}".replace(
                "heapanalytics", "example"
            )
        }
    )
    assert [] == found(project, ".")


def chain(size: int, last: str = "") -> dict[str, str]:
    """Return files in which each hands to the one before it what it is given."""
    files = {"f0.js": "export const f0 = (id) => heap.identify(id);\n"}
    for n in range(1, size):
        text = (
            f'import {{ f{n - 1} }} from "./f{n - 1}";\nexport const f{n} = (id) => f{n - 1}(id);\n'
        )
        files[f"f{n}.js"] = text + last.format(n=n)
    return files


def test_what_is_not_followed_to_its_end_is_said_to_who_asks(project: Project) -> None:
    """Wrappers of wrappers are followed a few times; a plain run says nothing of it."""
    project.write(chain(12))
    said = "wrappers of wrappers in scripts were followed 6 times"
    assert said in project.lint("--verbose", ".").err
    assert said not in project.lint(".").err


def test_a_long_chain_of_modules_ends(project: Project) -> None:
    """However many files import each other, a run ends and says what is in each."""
    project.write(chain(80, last='heap.track("");\nf{n}("Opened");\n'))
    codes = project.lint_json(".").codes()
    assert 79 == codes.count("HL302")


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "{",
        '{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"@/*": ["src/*"]}}}',
        '{"extends": null, "references": [null, {"path": 3}], "compilerOptions": null}',
        '{"compilerOptions": {"baseUrl": 3, "paths": {"@/*": null, "*": [3, "../../../*"]}}}',
        '{"compilerOptions": {"paths": ' + "[" * 2_000 + "]" * 2_000 + "}}",
    ],
)
def test_a_configuration_that_makes_no_sense_does_no_harm(project: Project, text: str) -> None:
    """What `tsconfig.json` and `package.json` hold is not ours to judge."""
    project.write({"tsconfig.json": text, "package.json": text, "src/analytics.ts": ANALYTICS})
    project.write({"src/deep/page.tsx": PAGE.replace("../analytics", "@/analytics")})
    run = project.lint_json(".")
    assert run.status in (0, 1)
    assert {"HL202"} >= set(run.codes())


def test_modules_that_are_nothing_but_circles_end(project: Project) -> None:
    """A module may import itself, or hand on all that hands on all of it."""
    project.write(
        {
            "a.js": 'export * from "./a";\nexport * from "./b";\nimport x, * as a from "./a";\n'
            "export default x;\nheap.identify(x);\nheap.identify(a.x);\na.identify('guest');\n",
            "b.js": 'export * from "./a";\nexport * as b from "./b";\nexport { b as x } from ".";\n'
            'import { b } from "./b";\nheap.identify(b.b.b.x);\n',
            "index.js": 'export { x, b, missing } from "./a";\nheap.track("Opened");\n',
        }
    )
    assert {"HL404"} >= set(project.lint_json(".").codes())
