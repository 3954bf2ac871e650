"""What the user asked for: defaults, then the config file, then the command line."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from heap_lint import regex
from heap_lint.levels import Confidence, Severity
from heap_lint.patterns import Patterns
from heap_lint.selection import Layer, Selection, UnknownRuleError, codes_of, resolve

TEST_PATHS = (
    "tests/",
    "test/",
    "__tests__/",
    "__mocks__/",
    "testdata/",
    "spec/",
    "e2e/",
    "cypress/",
    "integration-test*/",
    "integration_test*/",
    "functional-test*/",
    "functional_test*/",
    "acceptance-test*/",
    "acceptance_test*/",
    "unit-test*/",
    "unit_test*/",
    "e2e-test*/",
    "e2e_test*/",
    "fixtures/",
    "examples/",
    "example/",
    "samples/",
    "test_*.py",
    "*_test.py",
    "conftest.py",
    "*.test.*",
    "*.spec.*",
    "*.stories.*",
    ".env.test*",
    ".env.ci",
    ".env.ci.*",
    ".env-test*",
    ".env_test*",
    ".env-ci*",
    ".env_ci*",
    ".env*example*",
    ".env*sample*",
    ".env*template*",
    "*.example",
    "*.sample",
    "*.template",
    "*.dist",
    "*.example.*",
    "*.sample.*",
)
"""Where made-up values are expected. Narrow: `stories/`, `testing/` or `ab-tests/` may be shipped."""

NAMES = ("heap-lint.toml", "pyproject.toml")
"""The files in which a config may stand, the one that wins first."""
_LARGEST = 5_000_000
"""Bytes of a config."""
_OWN_TABLE = regex.lazy(
    rb"^[ \t]{0,40}(?:\[{1,2}|[\"']?tool\b)[^\]=\r\n#]{0,80}heap[-_ .]{0,3}lint"
    rb"|^[ \t]{0,40}[\"']?heap[-_]?lint[\"']?[ \t]{0,20}[.=]|^[\"']?tool[\"']?[ \t]{0,20}="
    rb"|^[^=#\r\n\\]{0,200}\\[uUx]",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands in a pyproject.toml with a table for us: most have none, and need not be parsed.

Any letter of a key may be written as an escape.
"""
_ACCOUNT_RULES = {"text-redaction": "HL102", "secure-cookies": "HL104"}
_UNITS = {"kB": 1_000, "MB": 1_000_000}


class ConfigError(Exception):
    """A configuration that cannot be used; the message is for people and names the file."""


class AirkitLogins(NamedTuple):
    """Where visitors log in, in exports of Airkit that cannot say so.

    `data_flows` are names with what a data flow does on failure (`value`, `error`, empty: not known),
    `pages` those from which only visitors go on who have logged in, and `secure_values` the values of
    `app-auth-type` of an app that nobody sees logged out.
    """

    data_flows: tuple[tuple[str, str], ...] = ()
    pages: frozenset[str] = frozenset()
    secure_values: frozenset[str] = frozenset()


class Settings(NamedTuple):
    """Everything a run depends on besides the files; `source` is the config file, if any."""

    layers: tuple[Layer, ...] = ()
    min_confidence: Confidence = Confidence.MEDIUM
    fail_on: Severity | None = Severity.INFO
    """The least severity that makes a run fail; None: it never does."""
    policy: str = "heap"
    max_file_size: int = 5_000_000
    """In bytes."""
    account: frozenset[str] = frozenset()
    """Rules about what is switched on for the whole account at Heap."""
    exclude: Patterns = Patterns(".", ())
    test_paths: Patterns = Patterns(".", TEST_PATHS)
    per_file_ignores: tuple[tuple[Patterns, frozenset[str]], ...] = ()
    fixable: frozenset[str] | None = None
    """The codes of the rules whose findings may be mended; None: all that have a fix."""
    region: str | None = None
    """The region of Heap that holds the project's data."""
    login_points: tuple[str, ...] = ()
    logout_points: tuple[str, ...] = ()
    wrappers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """Functions that hand their arguments to Heap: dotted name, then (parameter, role) in order."""
    forwarders: frozenset[str] = frozenset()
    """Tools that pass on to Heap what their own clients are given."""
    app_id_keys: frozenset[str] = frozenset()
    """Keys of data files that hold Heap's app id under a name of the project's own."""
    airkit: AirkitLogins = AirkitLogins()
    payloads: tuple[tuple[Patterns, str], ...] = ()
    """Files of payloads, and what kind they hold."""
    source: str | None = None
    unread: tuple[tuple[str, str], ...] = ()
    """What is meant as a config and stands beside `source`: its path, and why it is not read."""

    @property
    def selection(self) -> Selection:
        """The rules that run. Raises `UnknownRuleError`."""
        chosen = resolve(self.layers, self.min_confidence)
        return chosen._replace(enabled=chosen.enabled - self.account)

    def key(self) -> str:
        """Return a text that is the same for equal settings, in every process."""
        return repr(_ordered(self))

    def payload_in(self, path: str) -> str | None:
        """Return the kind of payload that a file holds, None where it is no such file."""
        return next((kind for patterns, kind in self.payloads if patterns.match(path)), None)

    def ignored_in(self, path: str) -> frozenset[str]:
        """Return the codes that `per-file-ignores` silences in a file."""
        found = (codes for patterns, codes in self.per_file_ignores if patterns.match(path))
        return frozenset().union(*found)


def _ordered(value: Any) -> Any:
    """Return a value in which sets have an order and patterns are what they are made of."""
    if isinstance(value, Patterns):
        return value.root, value.lines
    if isinstance(value, frozenset):
        return sorted(value)
    return tuple(map(_ordered, value)) if isinstance(value, tuple) else value


def load(path: str, *, named: bool = True) -> Settings:
    """Return the settings of a config file that the user names, or that was found.

    Raises `ConfigError`.
    """
    table = _table(path, named=True)
    if table is None:
        raise ConfigError(f"{path}: has no table [tool.heap-lint]")
    settings = _settings(path, table)
    return settings if named else settings._replace(unread=tuple(_beside(path)))


def with_layer(settings: Settings, layer: Layer, **changes: Any) -> Settings:
    """Return the settings with what the command line says on top of them."""
    return settings._replace(layers=(*settings.layers, layer), **changes)


def check_rules(settings: Settings, where: str) -> None:
    """Raise `ConfigError` where the settings select a rule that does not exist, or none at all."""
    try:
        chosen = settings.selection
    except UnknownRuleError as error:
        raise ConfigError(f"{where}: {error}") from None
    if not chosen.enabled:
        raise ConfigError(
            f"{where}: no rule is left by `select`, `ignore` and `min-confidence`, so nothing would be"
            " checked: leave out one of them"
        )


def own(directory: str, misnamed: Collection[str] = ()) -> str | None:
    """Return the config that stands in a directory, None if it has none.

    `misnamed` are its files that may be meant as one. Raises `ConfigError`.
    """
    for name in NAMES:
        path = os.path.join(directory, name)
        if os.path.isfile(path):
            if _table(path) is not None:
                return path
        elif os.path.lexists(path):
            raise ConfigError(f"{path}: {_no_file(path)}: repair or remove it, or use --isolated")
    for path, why in _misnamed_faults(directory, misnamed):
        raise ConfigError(f"{path}: {why}")
    return None


def _misnamed_faults(directory: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    if names:
        from heap_lint.settings import misnamed

        yield from misnamed.faults(directory, names)


def _leads_out(path: str) -> bool:
    """Whether a config is a link that a repository has to a file elsewhere."""
    if not os.path.islink(path):
        return False
    from heap_lint.files import repository
    from heap_lint.files.boundary import Boundary

    directory = os.path.dirname(path)
    return repository.find(directory) is not None and not Boundary([directory]).holds(path)


def _no_file(path: str) -> str:
    if os.path.isdir(path):
        return "is a directory and no config"
    return "cannot be read as a config" if os.path.exists(path) else "is a link that leads nowhere"


def _beside(path: str) -> Iterator[tuple[str, str]]:
    """Yield (path, why) of what is not read in the directory of the config that is."""
    directory, name = os.path.split(path)
    other = os.path.join(directory, "pyproject.toml")
    if name != "pyproject.toml" and os.path.isfile(other) and _table(other) is not None:
        yield other, f"its table [tool.heap-lint] is not read, since {name} is beside it"
    try:
        names = os.listdir(directory or ".")
    except OSError:
        return
    for misnamed, why in _misnamed_faults(directory, names):
        yield misnamed, f"{why.partition(': ')[0]}, {name} beside it is"


def _table(path: str, *, named: bool = False) -> dict[str, Any] | None:
    """Return the linter's table of a TOML file, None for a pyproject.toml that has none."""
    in_pyproject = os.path.basename(path) == "pyproject.toml"
    if not named and _leads_out(path):
        if in_pyproject:
            return None
        raise ConfigError(
            f"{path}: is a link out of its repository, which is not followed: name what it leads to with"
            " --config, or use --isolated"
        )
    from heap_lint import reading  # many a tree has no config

    try:
        data = reading.read_bytes(path, _LARGEST)
        if in_pyproject and not _OWN_TABLE.search(reading.searchable(data)):
            return None
        document = _parse(path, reading.decode(path, data).text)
    except reading.CannotReadError as error:
        raise ConfigError(f"{path}: {error.reason}") from None
    if not in_pyproject:
        return document
    tool = document.get("tool")
    tools = tool if isinstance(tool, dict) else {}
    _refuse_misspelt(path, document, tools)
    table = tools.get("heap-lint")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: `tool.heap-lint` must be a table")
    return table


def _refuse_misspelt(path: str, document: dict[str, Any], tools: dict[str, Any]) -> None:
    """Raise `ConfigError` for a table that is meant for us and has another name."""
    from heap_lint.config_schema import is_own_name

    misspelt = [f"tool.{key}" for key in tools if key != "heap-lint" and is_own_name(key)]
    misspelt += filter(is_own_name, document)
    if misspelt:
        raise ConfigError(
            f"{path}: nothing reads the table [{misspelt[0]}], did you mean [tool.heap-lint]?"
        )


def _parse(path: str, text: str) -> dict[str, Any]:
    from heap_lint.core import toml  # many a tree has no config

    try:
        return toml.loads(text)
    except toml.TooInvolvedError as error:
        line = text.count("\n", 0, error.offset) + 1
        place = f" (at line {line})" if error.offset else ""
        raise ConfigError(f"{path}: {error.reason}{place}") from None
    except ValueError as error:
        from heap_lint.heap.secrets import of_others

        raise ConfigError(f"{path}: is not valid TOML: {of_others(str(error))}") from None


def _settings(path: str, table: dict[str, Any]) -> Settings:
    from heap_lint import config_schema

    root = os.path.realpath(os.path.dirname(path) or ".")
    faults = config_schema.faults(table, root)
    if faults:
        raise ConfigError("\n".join(f"{path}: {fault}" for fault in faults))
    settings = Settings(
        layers=(_layer(table),),
        policy=table.get("policy", "heap"),
        region=table.get("region"),
        fixable=_fixable(path, table),
        account=frozenset(
            _ACCOUNT_RULES[key] for key, on in table.get("account", {}).items() if on
        ),
        exclude=Patterns(root, tuple(table.get("exclude", ()))),
        test_paths=Patterns(root, tuple(table.get("test-paths", TEST_PATHS))),
        per_file_ignores=_per_file_ignores(path, root, table.get("per-file-ignores", {})),
        login_points=tuple(table.get("login-points", ())),
        logout_points=tuple(table.get("logout-points", ())),
        wrappers=tuple(
            (name, tuple(roles.items())) for name, roles in table.get("wrappers", {}).items()
        ),
        payloads=tuple(
            (Patterns(root, (pattern,)), kind)
            for pattern, kind in table.get("payloads", {}).items()
        ),
        forwarders=frozenset(table.get("forwarders", ())),
        app_id_keys=frozenset(table.get("app-id-keys", ())),
        airkit=_airkit(table),
        source=path,
    )
    settings = settings._replace(**scalars(table))
    check_rules(settings, path)
    return settings


def scalars(table: dict[str, Any]) -> dict[str, Any]:
    """Return the settings whose words stand for something else, as `Settings` has them."""
    changes: dict[str, Any] = {}
    if "min-confidence" in table:
        changes["min_confidence"] = Confidence[table["min-confidence"].upper()]
    if "fail-on" in table:
        word = table["fail-on"]
        changes["fail_on"] = None if word == "never" else Severity[word.upper()]
    if "max-file-size" in table:
        changes["max_file_size"] = _bytes(table["max-file-size"])
    return changes


def _airkit(table: dict[str, Any]) -> AirkitLogins:
    flows = table.get("login-data-flows", ())
    named = flows.items() if isinstance(flows, dict) else ((name, "") for name in flows)
    return AirkitLogins(
        tuple(named),
        frozenset(table.get("login-pages", ())),
        frozenset(table.get("secure-app-values", ())),
    )


def _layer(table: dict[str, Any]) -> Layer:
    select = table.get("select")
    return Layer(
        None if select is None else tuple(select),
        tuple(table.get("ignore", ())),
        tuple(table.get("extend-select", ())),
    )


def _per_file_ignores(
    path: str, root: str, table: dict[str, list[str]]
) -> tuple[tuple[Patterns, frozenset[str]], ...]:
    try:
        return tuple(
            (Patterns(root, (pattern,)), frozenset().union(*map(codes_of, selectors)))
            for pattern, selectors in table.items()
        )
    except UnknownRuleError as error:
        raise ConfigError(f"{path}: per-file-ignores: {error}") from None


def _fixable(path: str, table: dict[str, Any]) -> frozenset[str] | None:
    if "fixable" not in table and "unfixable" not in table:
        return None
    from heap_lint import catalogue

    def codes(key: str) -> frozenset[str]:
        try:
            return frozenset().union(*map(codes_of, table[key]))
        except UnknownRuleError as error:
            raise ConfigError(f"{path}: {key}: {error}") from None

    wanted = codes("fixable") if "fixable" in table else frozenset(catalogue.rules())
    return wanted - codes("unfixable") if "unfixable" in table else wanted


def _bytes(size: int | str) -> int:
    if isinstance(size, int):
        return size
    return int(size[:-2]) * _UNITS[size[-2:]]
