"""The configuration: where it is found, what it may say, and what wins."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import CAPTURING, CORRECT, HARDCODED, Project, Run
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pathspec import GitIgnoreSpec

from heap_lint import catalogue, config, config_schema
from heap_lint.acceptor import Acceptor
from heap_lint.config import ConfigError, Settings, load
from heap_lint.levels import Confidence, Severity
from heap_lint.patterns import Patterns
from heap_lint.selection import Layer, UnknownRuleError, resolve
from heap_lint.settings.nearest import Configs

SCHEMA = json.loads((catalogue.directory() / "schemas" / "config.json").read_text())


def settings_of(tmp_path: Path, text: str) -> Settings:
    """Return the settings of a heap-lint.toml with this text."""
    (tmp_path / "heap-lint.toml").write_text(text)
    return load(str(tmp_path / "heap-lint.toml"))


def nearest(directory: Path) -> str | None:
    """Return the config that the files in a directory have."""
    return Configs().above(str(directory), str(directory)).source


def test_the_nearest_pyproject_with_the_table_holds(project: Project) -> None:
    """One without the table belongs to something else."""
    project.write(
        {
            "pyproject.toml": '[tool.heap-lint]\nignore = ["HL101"]\n',
            "sub/pyproject.toml": '[project]\nname = "heap-lint-user"\n',
            "sub/web.yaml": CAPTURING,
        }
    )
    assert ["HL101"] == project.lint_json("--isolated", "sub").codes()
    assert (
        []
        == project.command(
            "sh", "-c", 'cd sub && "$0" -m heap_lint', sys.executable
        ).out.splitlines()
    )


def test_a_nearer_config_replaces_one_further_up(project: Project) -> None:
    """Configs are not added up."""
    project.write(
        {
            "heap-lint.toml": 'ignore = ["HL101"]\n',
            "sub/heap-lint.toml": "",
        }
    )
    assert str(project.root / "sub" / "heap-lint.toml") == nearest(project.root / "sub")


def test_heap_lint_toml_beats_pyproject_beside_it(project: Project) -> None:
    """The file of our own name says more about us."""
    project.write({"pyproject.toml": "[tool.heap-lint]\n", "heap-lint.toml": ""})
    assert str(project.root / "heap-lint.toml") == nearest(project.root)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('slect = ["HL1"]', "unknown key `slect`, did you mean `select`?"),
        (
            'policy = "airkitt"',
            "policy: `airkitt` is not one of heap, airkit, did you mean `airkit`?",
        ),
        ('select = "HL101"', "select: must be of type array, not string"),
        ("exclude = [1]", "exclude: 0: must be of type string, not integer"),
        ("account = {text-redacted = true}", "account: unknown key `text-redacted`, did you mean"),
        ("account = {text-redaction = 1}", "must be of type boolean, not integer"),
        ("max-file-size = 0", "max-file-size: 0 is less than the minimum"),
        ("max-file-size = true", "must be of type integer or string, not boolean"),
        ('max-file-size = "5 elephants"', "does not match"),
        ('login-points = ["a b"]', "does not match"),
        ('forwarders = "segment"', "forwarders: must be of type array, not string"),
        (
            'forwarders = ["segmentio"]',
            "forwarders: 0: `segmentio` is not one of customerio, rudderstack, segment,"
            " did you mean `segment`?",
        ),
        ('forwarder = ["segment"]', "unknown key `forwarder`, did you mean `forwarders`?"),
        ('select = ["HL999"]', "unknown rule `HL999`"),
        ('ignore = ["text-capture-onn"]', "did you mean `text-capture-on`"),
        ('per-file-ignores = {"a/" = ["HLx"]}', "per-file-ignores: unknown rule `HLx`"),
        ("select = [", "is not valid TOML"),
        ('region = "hunter2-x9"', "region: `…` is not one of"),
        ('max-file-size = "hunter2 x"', "'…' does not match"),
        ('select = ["hunter2-x9"]', "unknown rule `…`"),
        ('select = ["HL201", "HL2O1"]', "unknown rule `HL2O1`, did you mean"),
        ('max-file-size = "10B"', "'10B' does not match"),
        ('max-file-size = "1.5 MB"', "'1.5 MB' does not match"),
        ('exclude = ["src/hunter2/[a"]', "exclude: `src/…/[a` has a `[`"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_right_word(
    project: Project, text: str, said: str
) -> None:
    """Status 2, and the message says which file."""
    project.write({"heap-lint.toml": text + "\n"})
    run = project.lint()
    assert (2, "") == (run.status, run.out)
    assert "heap-lint.toml: " in run.err
    assert said in run.err


def test_a_config_that_is_not_utf_8_is_named(project: Project) -> None:
    """Not a traceback."""
    project.write({"heap-lint.toml": b'exclude = ["caf\xe9"]\n'})
    assert 2 == project.lint().status


def test_a_config_without_the_table_is_no_config(project: Project) -> None:
    """Who names it expects it to say something."""
    project.write({"pyproject.toml": "[tool.other]\n"})
    assert 2 == project.lint("--config", "pyproject.toml").status
    assert 2 == project.lint("--config", "missing.toml").status


def test_every_key_of_the_schema_is_understood(tmp_path: Path) -> None:
    """A key that a schema allows and nothing reads would be a promise nobody keeps."""
    settings = settings_of(
        tmp_path,
        """
        select = ["HL1"]
        ignore = ["HL103"]
        extend-select = ["HL104"]
        per-file-ignores = {"gen/" = ["HL1"]}
        exclude = ["out/"]
        policy = "airkit"
        region = "eu"
        min-confidence = "high"
        fail-on = "never"
        test-paths = ["trial/"]
        max-file-size = "2 MB"
        account = {text-redaction = true, secure-cookies = false}
        login-points = ["shop.login"]
        logout-points = ["shop.logout"]
        forwarders = ["segment", "customerio"]
        """,
    )
    assert (Layer(("HL1",), ("HL103",), ("HL104",)),) == settings.layers
    assert frozenset() != settings.ignored_in(str(tmp_path / "gen" / "a.yaml"))
    assert settings.exclude.match(str(tmp_path / "out" / "a.yaml"))
    assert settings.test_paths.match(str(tmp_path / "trial" / "a.yaml"))
    assert ("airkit", 2_000_000) == (settings.policy, settings.max_file_size)
    assert "eu" == settings.region
    assert (Confidence.HIGH, None) == (settings.min_confidence, settings.fail_on)
    assert {"HL102"} == settings.account
    assert {"segment", "customerio"} == settings.forwarders
    assert (("shop.login",), ("shop.logout",)) == (settings.login_points, settings.logout_points)


def test_defaults_are_those_of_an_empty_config(tmp_path: Path) -> None:
    """Except for the place that patterns are relative to."""
    settings = settings_of(tmp_path, "")
    assert (Confidence.MEDIUM, Severity.INFO) == (settings.min_confidence, settings.fail_on)
    assert ("heap", 5_000_000) == (settings.policy, settings.max_file_size)


_KEYS = [*SCHEMA["properties"], "slect", ""]
_ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.floats()
    | st.sampled_from(
        ["heap", "airkit", "low", "never", "5 MB", "1kB", "MB", "a.b", "a b", "HL1", "x\n"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*_KEYS, "text-redaction"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(_KEYS), _ANY, max_size=4))
def test_the_quick_acceptor_and_jsonschema_agree(table: dict[str, Any]) -> None:
    """The one that costs nothing accepts just what the standard accepts."""
    assert Draft202012Validator(SCHEMA).is_valid(table) == Acceptor().accepts(SCHEMA, table)


@given(st.dictionaries(st.sampled_from(_KEYS), _ANY, max_size=4))
def test_whatever_is_not_accepted_is_worded(table: dict[str, Any]) -> None:
    """There is never a refusal without a reason."""
    assert Acceptor().accepts(SCHEMA, table) == (config_schema.faults(table, "/nowhere") == [])


def test_a_schema_that_is_not_understood_accepts_nothing() -> None:
    """Then jsonschema decides."""
    assert not Acceptor().accepts({"oneOf": [{"type": "string"}]}, "x")


def test_the_schema_is_one() -> None:
    """Editors read it too, and its descriptions."""
    Draft202012Validator.check_schema(SCHEMA)
    assert all("description" in each for each in SCHEMA["properties"].values())


def selected(*layers: Layer, minimum: Confidence = Confidence.MEDIUM) -> set[str]:
    """Return the codes of HL1 that run."""
    return {code for code in resolve(layers, minimum).enabled if code.startswith("HL1")}


def test_all_rules_of_enough_confidence_run() -> None:
    """Nothing said, nothing left out."""
    sure = {code for code, rule in catalogue.rules().items() if rule.confidence > Confidence.LOW}
    assert sure == resolve((), Confidence.MEDIUM).enabled


def test_a_name_a_code_and_a_prefix_choose() -> None:
    """All three mean rules."""
    assert {"HL101"} == selected(Layer(select=("text-capture-on",)))
    assert {"HL101"} == selected(Layer(select=("HL101",)))
    assert {"HL101", "HL103"} <= selected(Layer(select=("HL10",)))


def test_the_longer_prefix_wins() -> None:
    """Whatever the order, as in flake8 and ruff."""
    assert {"HL101"} == selected(Layer(select=("HL101",), ignore=("HL1",)))
    assert "HL101" not in selected(Layer(select=("HL1",), ignore=("HL101",)))
    assert {"HL101"} == selected(Layer(select=("text-capture-on",), ignore=("HL10",)))


def test_of_two_of_a_length_ignore_wins() -> None:
    """Leaving out is the more careful reading."""
    assert set() == selected(Layer(select=("HL101",), ignore=("text-capture-on",)))


def test_the_command_line_beats_the_config() -> None:
    """A rule that the config ignores runs when somebody asks for it now."""
    file = Layer(ignore=("HL101",))
    assert "HL101" not in selected(file, Layer(extend_select=("HL103",)))
    assert {"HL101"} == selected(file, Layer(select=("HL101",)))
    assert "HL101" in selected(file, Layer(extend_select=("HL1",)))


def test_what_is_not_sure_runs_when_asked_for_by_name() -> None:
    """A prefix does not ask for it."""
    unsure = sorted(
        code for code, rule in catalogue.rules().items() if rule.confidence < Confidence.HIGH
    )
    if unsure:
        code = unsure[0]
        assert code not in resolve((Layer(select=("HL",)),), Confidence.HIGH).enabled
        assert {code} == resolve((Layer(select=(code,)),), Confidence.HIGH).enabled


@pytest.mark.parametrize("selector", ["", "hl101", "HL1o1", "text-capture", "E501"])
def test_a_selector_that_fits_nothing_is_a_mistake(selector: str) -> None:
    """Silence would look like success."""
    with pytest.raises(UnknownRuleError):
        resolve((Layer(select=(selector,)),), Confidence.MEDIUM)


@pytest.mark.parametrize(
    "path",
    [
        "tests/a.py",
        "shop/tests/deep/a.yaml",
        "web/__tests__/a.json",
        "examples/a.py",
        "fixtures/a.json",
        "test_a.py",
        "shop/a_test.py",
        "conftest.py",
        "web/a.spec.json",
        "web/a.stories.json",
        ".env.example",
        ".env_example",
        ".env-sample",
        ".env-ci",
        "config/heap.config.sample.json",
        ".env.dist",
        "config.yaml.template",
        "integration-tests/drivers/heap.config.json",
        "api/integration_tests/a.py",
        "functional-tests/a.py",
        "acceptance_tests/a.py",
        "unit-tests/a.py",
        "e2e-tests/a.py",
        "src/integration-test/a.yaml",
        "cypress/support/a.json",
        "web/__mocks__/a.json",
        "pkg/testdata/a.yaml",
        ".env.test",
        ".env.test.local",
        ".env.testing",
        "web/.env.ci",
    ],
)
def test_made_up_values_are_expected_where_tests_and_samples_are(path: str) -> None:
    """Paths that are for trying out or for copying."""
    assert Settings().test_paths.match(path)


@pytest.mark.parametrize(
    "path",
    [
        "shop/views.py",
        "testing/views.py",
        "stories/views.py",
        "latest/a.py",
        "contest.py",
        "attest_a.py",
        "shop/protest.py",
        "shop/testimonials.py",
        "src/inspection/a.py",
        "ab_testing/experiment.py",
        "heap.config.json",
        ".env",
        ".env.production",
        ".env.staging",
        ".env.cinema",
        "ab-tests/a.py",
        "integration/a.py",
        "integrations/a.py",
        "shop/testdatabase.py",
        "cypress.config.json",
        "shop/template/heap.yaml",
        "examples.py",
    ],
)
def test_what_is_shipped_is_no_test(path: str) -> None:
    """A name that only looks like one must not hide a fault."""
    assert not Settings().test_paths.match(path)


def test_patterns_are_relative_to_their_config(tmp_path: Path) -> None:
    """Wherever the linter is run from; what lies elsewhere fits none."""
    patterns = Patterns(str(tmp_path / "a"), ("/gen/", "!/gen/kept.yaml", "*.out.yaml"))
    assert patterns.match(str(tmp_path / "a" / "gen" / "x.yaml"))
    assert not patterns.match(str(tmp_path / "a" / "b" / "gen" / "x.yaml"))
    assert patterns.match(str(tmp_path / "a" / "b" / "x.out.yaml"))
    assert not patterns.match(str(tmp_path / "b" / "x.out.yaml"))


parts = st.lists(st.sampled_from(["test", "a", "s", ".py", ".", "*", "-", "_", "é"]), min_size=1)
names = parts.map("".join)


@given(
    st.lists(st.builds(str.__add__, names, st.sampled_from(["", "/"])), min_size=1, max_size=3),
    st.lists(names.filter(lambda name: name.strip(".")), min_size=1, max_size=4).map("/".join),
)
def test_simple_patterns_mean_what_they_mean_to_git(lines: list[str], path: str) -> None:
    """They are matched without the library that knows all of the language, to the same effect."""
    expected = GitIgnoreSpec.from_lines(lines).match_file(path)
    assert expected == Patterns(".", tuple(lines)).match(path)


def test_an_excluded_file_is_left_out_also_when_it_is_named(project: Project) -> None:
    """So that pre-commit and the command line say the same."""
    project.write({"heap-lint.toml": 'exclude = ["old/"]\n', "old/web.yaml": CAPTURING})
    assert 0 == project.lint("old/web.yaml").status
    assert 0 == project.lint("old").status
    assert 1 == project.lint("--isolated", "old/web.yaml").status


def test_a_rule_can_be_ignored_in_some_files(project: Project) -> None:
    """JSON has no comments to say so in."""
    project.write({"heap-lint.toml": '[per-file-ignores]\n"old/" = ["text-capture-on"]\n'})
    project.write({"old/web.yaml": CAPTURING, "new/web.yaml": CAPTURING})
    assert ["new/web.yaml"] == [f["path"] for f in project.lint_json("old", "new").findings()]


def test_what_is_on_for_the_account_need_not_be_said_in_a_file(project: Project) -> None:
    """The linter cannot see the account, so the config says it."""
    project.write({"web.yaml": 'heap:\n  appId: "2304117765"\n  secureCookie: true\n'})
    assert ["HL102"] == project.lint_json().codes()
    project.write({"heap-lint.toml": "account = {text-redaction = true}\n"})
    assert [] == project.lint_json().codes()


def test_made_up_values_in_tests_are_not_reported(project: Project) -> None:
    """But are where the config says that these are no tests."""
    project.write({"tests/test_shop.py": HARDCODED})
    assert [] == project.lint_json().codes()
    project.write({"heap-lint.toml": "test-paths = []\n"})
    assert ["HL201"] == project.lint_json().codes()


def test_the_policy_of_the_airkit_guide_can_be_chosen(project: Project) -> None:
    """It accepts what Heap's own documents warn of."""
    project.write({"web.yaml": CAPTURING, "heap-lint.toml": 'policy = "airkit"\n'})
    assert [] == project.lint_json("--select", "HL101").codes()


def test_the_region_of_the_project_is_evidence(project: Project) -> None:
    """Without it nothing shows that the host in the US is the wrong one."""
    project.write({"app.py": CORRECT})
    assert [] == project.lint_json().codes()
    project.write({"heap-lint.toml": 'region = "eu"\n'})
    assert ["HL314"] == project.lint_json().codes()
    project.write({"heap-lint.toml": 'region = "us"\n'})
    assert [] == project.lint_json().codes()


def test_a_config_error_names_its_file(tmp_path: Path) -> None:
    """As the user knows it."""
    with pytest.raises(ConfigError, match=r"heap-lint\.toml: unknown key `x`"):
        settings_of(tmp_path, "x = 1")


def test_layers_of_the_command_line_come_last() -> None:
    """They are added, so that what the file says is still there to be beaten."""
    settings = config.with_layer(
        Settings(layers=(Layer(),)), Layer(ignore=("HL1",)), policy="airkit"
    )
    assert ("airkit", 2) == (settings.policy, len(settings.layers))


@pytest.mark.parametrize("in_git", [True, False])
def test_keys_that_hold_an_id_by_declaration(project: Project, in_git: bool) -> None:
    """A file with such a key need not speak of Heap; other keys in it are none of ours."""
    project.write(
        {
            "heap-lint.toml": 'app-id-keys = ["AnalyticsToken", "metrics_id"]\n',
            "ios/Info.plist": "<plist><dict>\n<key>AnalyticsToken</key>\n"
            "<string>YOUR_APP_ID</string>\n<key>Other</key>\n<string>YOUR_APP_ID</string>\n"
            "</dict></plist>\n",
            "right.yaml": 'metrics_id: "2304117765"\n',
            "wrong.toml": 'metrics_id = "GTM-ABC"\nother_id = "GTM-ABC"\n',
        }
    )
    if in_git:
        project.git("init", "-q")
        project.git("add", "-A")
    found = project.lint_json()
    assert ["HL501", "HL502"] == found.codes()
    assert [3, 1] == [each["start"]["line"] for each in found.findings()]


def test_default_patterns_need_no_library(project: Project) -> None:
    """Importing pathspec takes as long as checking a file."""
    project.write({"views.py": HARDCODED})
    code = (
        "import sys; from heap_lint import cli; cli.main(['views.py']);"
        "print('pathspec' in sys.modules)"
    )
    assert "False" == project.command(sys.executable, "-c", code).out.splitlines()[-1]


def write_committed(project: Project, files: Mapping[str, str]) -> None:
    """Write the files of a repository."""
    project.write(files)
    project.git("init", "-q")
    project.git("add", "-A")


NESTED = {
    "heap-lint.toml": 'ignore = ["HL101"]\n',
    "web.yaml": CAPTURING,
    "app.py": HARDCODED,
    "sub/heap-lint.toml": 'ignore = ["HL201"]\n',
    "sub/web.yaml": CAPTURING,
    "sub/app.py": HARDCODED,
    "sub/deep/web.yaml": CAPTURING,
}


def codes_by_path(run: Run) -> list[tuple[str, str]]:
    """Return the findings of a run with JSON as (path, code)."""
    return [(each["path"], each["code"]) for each in run.findings()]


def test_each_file_has_the_settings_of_the_nearest_config(project: Project) -> None:
    """In one run, whichever directory it is started in; configs are not added up."""
    write_committed(project, NESTED)
    expected = [("app.py", "HL201"), ("sub/deep/web.yaml", "HL101"), ("sub/web.yaml", "HL101")]
    assert expected == codes_by_path(project.lint_json())
    assert expected[1:] == codes_by_path(project.lint_json("sub"))
    assert [("sub/web.yaml", "HL101")] == codes_by_path(project.lint_json("sub/web.yaml"))
    both = project.lint_json("--config", "heap-lint.toml")
    assert [("app.py", "HL201"), ("sub/app.py", "HL201")] == codes_by_path(both)
    assert 5 == len(project.lint_json("--isolated").findings())


def test_standard_input_has_the_settings_of_the_place_it_is_called_by(project: Project) -> None:
    """An editor is started wherever, and says which file it shows."""
    write_committed(project, NESTED)
    arguments = ("--output-format", "json", "-", "--stdin-filename")
    assert ["HL101"] == project.lint(*arguments, "sub/new.yaml", stdin=CAPTURING.encode()).codes()
    assert [] == project.lint(*arguments, "new.yaml", stdin=CAPTURING.encode()).codes()


def test_flake8_has_the_same_settings_for_each_file(project: Project) -> None:
    """Whether the file is known from the run over the tree or is new."""
    write_committed(project, {**NESTED, "sub/heap-lint.toml": 'ignore = ["HL201"]\n'})
    project.write({"sub/new.py": HARDCODED, "new.py": HARDCODED})
    run = project.command(sys.executable, "-m", "flake8", "--isolated", "--select", "HL")
    assert ["./app.py:4:14", "./new.py:4:14"] == sorted(
        line.partition(": HL")[0] for line in run.out.splitlines()
    )


def test_a_run_fails_by_the_settings_of_the_file_with_the_finding(project: Project) -> None:
    """What one part of a repository only wants to hear of does not fail the others."""
    write_committed(
        project,
        {"app.py": "", "sub/heap-lint.toml": 'fail-on = "never"\n', "sub/app.py": HARDCODED},
    )
    assert 0 == project.lint().status
    project.write({"app.py": HARDCODED})
    assert 1 == project.lint().status
    assert 0 == project.lint("--fail-on", "never").status
    assert 1 == project.lint("--fail-on", "info", "sub").status


def test_policy_region_and_patterns_are_those_of_the_files_own_config(project: Project) -> None:
    """Two policies are asked for side by side."""
    masked = CAPTURING.replace("false", "true")
    write_committed(
        project,
        {
            "web.yaml": masked,
            "airkit/heap-lint.toml": 'policy = "airkit"\n[per-file-ignores]\n"/quiet.*" = ["HL101"]\n',
            "airkit/web.yaml": masked,
            "airkit/quiet.yaml": masked,
            "quiet.yaml": CAPTURING,
        },
    )
    expected = [("airkit/web.yaml", "HL101"), ("quiet.yaml", "HL101")]
    assert expected == codes_by_path(project.lint_json())


def test_a_nested_config_may_speak_of_files_that_say_nothing_of_heap(project: Project) -> None:
    """Payloads, keys and clients are looked for below the config that names them, and there alone."""
    sent = '{"app_id": "2304117765", "identity": "demo-user", "event": 5}'
    config = '[payloads]\n"sent/*.json" = "track"\n'
    write_committed(
        project, {"part/heap-lint.toml": config, "part/sent/a.json": sent, "sent/a.json": sent}
    )
    assert {"part/sent/a.json"} == {path for path, _ in codes_by_path(project.lint_json())}


def test_a_wrapper_is_declared_above_its_own_file(project: Project) -> None:
    """Whoever calls it, in a part of the repository with another config; and not a namesake."""
    declared = '[wrappers]\n"tracking.send" = { user = "identity", what = "event" }\n'
    calls = "from {}.tracking import send\n\nsend('alice-7', 'Seen')\n"
    write_committed(
        project,
        {
            "lib/heap-lint.toml": declared,
            "lib/tracking.py": "def send(user, what):\n    queue(user, what)\n",
            "web/heap-lint.toml": "",
            "web/views.py": calls.format("lib"),
            "other/heap-lint.toml": "",
            "other/tracking.py": "def send(user, what):\n    mail(user, what)\n",
            "other/views.py": calls.format("other"),
        },
    )
    assert [("web/views.py", "HL201")] == codes_by_path(project.lint_json())


def test_a_config_that_is_broken_stops_the_run_if_a_file_below_it_is_read(project: Project) -> None:
    """It is named; where nothing below it is about Heap it is only said."""
    write_committed(project, {**NESTED, "sub/heap-lint.toml": "slect = 1\n"})
    run = project.lint()
    assert 2 == run.status
    assert f"{project.root / 'sub' / 'heap-lint.toml'}: unknown key `slect`" in run.err
    assert 2 == project.lint("sub/web.yaml").status
    assert 1 == project.lint("--isolated").status
    for path in ("sub/web.yaml", "sub/app.py", "sub/deep/web.yaml"):
        project.write({path: ""})
    run = project.lint_json()
    assert (1, ["HL201"]) == (run.status, run.codes())
    assert "sub/heap-lint.toml: unknown key `slect`" in run.err


def test_configs_above_the_repository_are_not_asked(project: Project) -> None:
    """They are of something else; without a repository all above are asked, as far as they are ours."""
    project.write({"heap-lint.toml": 'ignore = ["HL101"]\n', "inner/web.yaml": CAPTURING})
    assert [] == project.lint_json("inner").codes()
    Project(project.root / "inner").git("init", "-q")
    assert ["HL101"] == project.lint_json("inner").codes()


def test_a_config_that_leads_out_of_the_repository_is_refused(project: Project) -> None:
    """A repository could have any file read, and told of, by a link; the user may name one."""
    project.write({"outside.toml": 'ignore = ["HL101"]\n'})
    inner = Project(project.root / "inner")
    write_committed(inner, {"web.yaml": CAPTURING, "shared.toml": 'ignore = ["HL101"]\n'})
    link = inner.root / "heap-lint.toml"
    link.symlink_to("../outside.toml")
    run = inner.lint()
    assert 2 == run.status
    assert "heap-lint.toml: is a link out of its repository" in run.err
    assert [] == inner.lint_json("--config", "heap-lint.toml").codes()
    link.unlink()
    link.symlink_to("shared.toml")
    assert [] == inner.lint_json().codes()


def test_verbose_says_which_config_holds_for_which_file(project: Project) -> None:
    """One line where it is the same for all."""
    write_committed(project, NESTED)
    said = project.lint("--verbose").err
    above, below = project.root / "heap-lint.toml", project.root / "sub" / "heap-lint.toml"
    assert f"heap-lint: config: {above} holds for app.py\n" in said
    assert f"heap-lint: config: {below} holds for sub/web.yaml\n" in said
    assert f"heap-lint: config: {above}\n" in project.lint("--verbose", "app.py").err


@pytest.mark.parametrize("option", ["--config", "--isolated"])
def test_what_holds_for_all_files_needs_no_config_of_theirs(project: Project, option: str) -> None:
    """Not even one that could not be used."""
    write_committed(project, {**NESTED, "sub/heap-lint.toml": "slect = 1\n"})
    arguments = [option, "heap-lint.toml"] if option == "--config" else [option]
    assert 1 == project.lint(*arguments).status


@pytest.mark.parametrize("place", ["sub/deep/heap-lint.toml", "sub/deep/pyproject.toml"])
@pytest.mark.parametrize("path", [".", "sub/deep", "sub/deep/web.yaml"])
@pytest.mark.parametrize("is_ignored", [False, True])
def test_a_new_config_changes_a_kept_answer(
    project: Project, place: str, path: str, is_ignored: bool
) -> None:
    """Even one that git does not list; and so does its change, and that it is gone again."""
    write_committed(project, {**NESTED, ".gitignore": place if is_ignored else ""})
    table = "[tool.heap-lint]\n" if "pyproject" in place else ""

    def deep() -> list[str]:
        found = codes_by_path(project.lint("--output-format", "json", path))
        return [code for shown, code in found if shown == "sub/deep/web.yaml"]

    assert (["HL101"], ["HL101"]) == (deep(), deep())
    project.write({place: f'{table}ignore = ["HL101"]\n'})
    assert ([], []) == (deep(), deep())
    project.write({place: f'{table}ignore = ["HL102"]\n'})
    assert ["HL101"] == deep()
    project.write({place: f'{table}exclude = ["*"]\n'})
    assert [] == deep()
    (project.root / place).unlink()
    assert ["HL101"] == deep()
