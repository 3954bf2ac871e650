"""A key that is found in a file is not seen in anything that the linter says of it."""

from __future__ import annotations

import ast
import base64
import os
import random
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
import secret_inputs
from conftest import ROOT, Project
from hypothesis import given, settings
from hypothesis import strategies as st
from pages import examples

from heap_lint import config, engine, frontends
from heap_lint.core.targets import FORMATS
from heap_lint.drawing import drawing
from heap_lint.findings import Finding
from heap_lint.heap.secret_names import names_secret
from heap_lint.heap.secrets import by_form, is_plain
from heap_lint.levels import Confidence, Severity
from heap_lint.masking.literals import find
from heap_lint.output import facts, mermaid, svg, targets, text
from heap_lint.selection import Layer
from heap_lint.source import Source

KEY = "b71e04c8d95fa32e6017"
BASIC = base64.b64encode(f"2304117765:{KEY}".encode()).decode()
FILES = {
    "settings.py": f'HEAP_API_KEY = "{KEY}"\n',
    "short.py": "import requests\n\nrequests.post(\n"
    f'    "https://heapanalytics.com/api/public/v0/auth_token", auth=("11", "{KEY}")\n)\n',
    "long.py": "import requests\n\nrequests.post(\n"
    '    "https://heapanalytics.com/api/public/v0/auth_token",\n'
    f'    auth=(\n        "2304117765",\n        "{KEY}",\n    ),\n)\n',
    "header.py": "import requests\n\nrequests.post(\n"
    '    "https://heapanalytics.com/api/public/v0/user_deletion",\n'
    f'    headers={{\n        "Authorization": "Basic {BASIC}"\n    }},\n)\n',
    "web.yaml": f'heap:\n  app_id: "2304117765"\n  api_key: {KEY}\n',
    "web.json": f'{{"heapApiKey": "{KEY}"}}\n',
    ".env": f"HEAP_API_KEY={KEY}\n",
    "Dockerfile": f"FROM node\nARG HEAP_API_KEY={KEY}\n",
    "two.dockerfile": f'FROM node\nENV HEAP_API_KEY "{KEY}"\n',
    "deploy.sh": f"docker run -e HEAP_API_KEY={KEY} shop\n",
    "open.sh": f'export HEAP_APP_ID=2304117765 HEAP_API_KEY="{KEY}\n',
    "main.tf": f'variable "heap_api_key" {{\n  default = "{KEY}"\n}}\n',
    "ci.yaml": f'run: "HEAP_API_KEY={KEY} npm start"\n',
    "web.toml": f'[heap]\napp_id = "2304117765"\napi_key = "{KEY}"\n',
}


@pytest.mark.parametrize("name", FILES)
def test_a_key_is_never_shown(project: Project, name: str) -> None:
    """Each output names the place of the key, and none of them the key."""
    project.write({name: FILES[name]})
    run = project.lint(*(f"--output-format={each}=said.{each}" for each in FORMATS), name)
    for each in FORMATS:
        said = (project.root / f"said.{each}").read_text("utf-8")
        assert "HL505" in said or "leaked-api-key" in said
        assert KEY not in said + run.out + run.err
        assert BASIC not in said + run.out + run.err


@pytest.mark.parametrize("name", FILES)
def test_facts_do_not_show_a_key(project: Project, name: str) -> None:
    """What was understood of a file is said without the key in it."""
    project.write({name: FILES[name]})
    for form in ("text", "json"):
        run = project.lint("facts", "--output-format", form, name)
        assert "Secret" in run.out
        assert KEY not in run.out + run.err
        assert BASIC not in run.out + run.err


def test_a_key_is_not_shown_beside_another_finding(project: Project) -> None:
    """The line of a finding of another rule hides the key that stands on it."""
    call = 'requests.post("http://heapanalytics.com/api/public/v0/auth_token", auth=("1", "%s"))'
    project.write({"a.py": f"import requests\n\n{call % KEY}\n"})
    run = project.lint("--ignore", "HL505", "a.py")
    assert KEY not in run.out


_ALL = config.with_layer(
    config.Settings(), Layer(extend_select=("HL",)), min_confidence=Confidence.LOW
)


def outputs(source: Source) -> Iterator[tuple[str, str]]:
    """Yield what each format and command says of a text, by its name, and a frame of each line."""
    report = engine.check_source(source, _ALL)
    for name in (*FORMATS, "statistics", "step_summary"):
        yield name, targets.rendered(report, name)
    yield "notes", "\n".join([*map(str, report.incomplete), *report.problems])
    yield "any line", text.render(_on_each_line(source))
    found = frontends.facts_in(source)
    yield "facts", facts.render(source, found)
    yield "facts in JSON", facts.render_json(source, found)
    drawn = drawing(source, found)
    yield "mermaid", mermaid.render(drawn)
    yield "svg", svg.render(drawn)


def _on_each_line(source: Source) -> engine.Report:
    """Return a report with a finding of nothing at the beginning of each line."""
    report = engine.Report(files=1)
    report.sources[source.path] = source
    for match in re.finditer(r"^", source.text, re.MULTILINE):
        span = source.span(match.start(), match.start())
        words = ("HL101", "text-capture-on", Severity.INFO, Confidence.LOW)
        report.findings.append(Finding(*words, span, "it"))
    return report


def printed(source: Source, secret: str) -> list[str]:
    """Return the names of the outputs in which a secret is seen."""
    return [name for name, output in outputs(source) if secret in output]


_CALLS = (
    ("def f(token): client.track(token, 'x', {'t': token})", "identity: Unknown"),
    ("client.track(token, 'x', {'plan': self.token})", "properties: Mapping"),
    ("client.track(u, 'x', {'password': 'tupbattery'})", "properties: Mapping"),
    ("client.track(u, 'x', {'city': [city, password]})", "properties: Mapping"),
    ("client.track(u, 'x', {PASSWORD: {'tupbattery': city}})", "properties: Mapping"),
    ("client.track(u, 'x', dict(city=password))", '"city": Unknown'),
    ("client.track(u, 'x', dict(p=password))", '"p": Unknown'),
    ("client.track(u, 'x', dict(token=token))", '"token": Unknown'),
)


@pytest.mark.parametrize(("call", "shown"), _CALLS)
def test_facts_name_what_a_secret_is_given_to(call: str, shown: str) -> None:
    """The names of fields and parameters, which stand nowhere, are none whatever they are given."""
    start = "from heapapi import HeapAPIClient\nclient = HeapAPIClient('2304117765')\n"
    source = Source("a.py", f"{start}{call}\n")
    said = facts.render(source, frontends.facts_in(source))
    assert shown in said
    assert not re.search(r"^ *\S*…\S*:", said, re.MULTILINE)
    assert "tupbattery" not in said


def test_no_secret_is_seen_in_any_language_or_format() -> None:
    """Under a secret's name, by its form alone, beside a finding and as what it is about."""
    shown = {
        case.text: where
        for case in secret_inputs.cases()
        if (where := printed(Source(case.name, case.text), case.secret))
    }
    assert {} == shown


def _fixtures() -> list[tuple[str, str]]:
    """Return names and texts of the examples of the rules' pages, of the cases and of the apps."""
    pages = [*sorted((ROOT / "rules").glob("HL*.md")), *sorted((ROOT / "tests/cases").glob("*.md"))]
    blocks = [
        (os.path.basename(b.path), b.text)
        for page in pages
        for e in examples(page)
        for b in e.blocks
    ]
    files = [path for path in sorted((ROOT / "tests/apps").rglob("*")) if path.is_file()]
    apps = [(path.name, path.read_text("utf-8", "replace")) for path in files]
    known = [(name, body) for name, body in (*blocks, *apps) if frontends.format_of(name)]
    return [(name, body) for name, body in known if 0 < len(body) < 20_000]


_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
_SECRETS = st.one_of(
    st.text("0123456789abcdef", min_size=20, max_size=40),
    st.text(_LETTERS + "23456789", min_size=16, max_size=40),
    st.text(_LETTERS + "23456789-_", min_size=18, max_size=40),
).filter(
    lambda secret: sum(map(str.isdigit, secret)) > 4 and len(re.findall(r"\d[^\W\d_]", secret)) > 2
)
_OF_LETTERS = st.integers(0, 2**63).map(
    lambda seed: "".join(random.Random(seed).choices(string.ascii_letters, k=24 + seed % 17))
)
"""Drawn by lot: of letters that are chosen to break a rule some would be words."""
_EXAMPLES = int(os.environ.get("HEAP_LINT_EXAMPLES", "40"))


@settings(max_examples=_EXAMPLES)
@given(st.data())
def test_a_secret_at_any_place_of_any_file_is_in_no_output(data: st.DataObject) -> None:
    """In place of a word of any example, or between two of its characters."""
    name, body = data.draw(st.sampled_from(_FIXTURES))
    secret = data.draw(_SECRETS | _OF_LETTERS)
    literals = find(name, body)
    if literals and data.draw(st.booleans()):
        literal = data.draw(st.sampled_from(literals))
        start, end = literal.start, literal.end
    else:
        start = end = data.draw(st.integers(0, len(body)))
    # Between two letters of the code a secret would be a part of a name, which is no literal.
    blank = "" if start < end else " "
    changed = f"{body[:start]}{blank}{secret}{blank}{body[end:]}"
    assert [] == printed(Source(name, changed), secret), changed


_FIXTURES = _fixtures()


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("DB_PASSWORD", True), ("apiKey", True), ("x-api-key", True), ("AWSSecretKey", True),
        ("dsn", True), ("webhookUrl", True), ("auth", True), ("client_secret", True),
        ("HEAP_APP_ID", False), ("tokenize", False), ("secureCookie", False), ("author", False),
        ("DBPASSWORD", True), ("dbpass", True), ("DBpass", True), ("clientsecret", True),
        ("accesstoken", True), ("STRIPE_KEY", True), ("ACME_KEY", True), ("SIGNINGKEY", True),
        ("passphrase", True), ("pwd", True), ("stripeKey", True),
        ("pw", True), ("db_pw", True), ("mysqlrootpw", True), ("pw_hash", True), ("pswd", True),
        ("passw", True), ("awssecretaccesskey", True), ("seed_phrase", True), ("seedPhrase", True),
        ("mot_de_passe", True), ("sessionid", True), ("PHPSESSID", True), ("pincode", True),
        ("unlock_code", True), ("recovery_code", True), ("recoveryCodes", True),
        ("pin_code", True), ("pinCode", True), ("storepass", True), ("srcKeyPass", True),
        ("pinned", False), ("keycompass", False), ("zip_code", False), ("store", False),
        ("pwa", False), ("power", False), ("country_code", False), ("code", False),
        ("phrase", False), ("seed", False), ("passe", False),
        ("mysqlroot", False), ("session_id", False), ("hash", False), ("unlock", False),
        ("tokenizer", False), ("compass", False), ("bypass", False), ("secretary", False),
        ("turkey", False), ("cache_key", False), ("CACHE_KEY", False), ("hotkey", False),
        ("primaryKey", False), ("KEY", False),
        ("recovery_key", True), ("recoverykey", True), ("pass_code", True), ("mfaCode", True),
        ("2fa_code", True), ("verification-code", True), ("auth_header", True), ("authHeaders", True),
        ("security_answer", True), ("securityAnswers", True), ("activation_code", True),
        ("Ocp-Apim-Subscription-Key", True), ("storage_key", True), ("AZURE_STORAGE_KEY", True),
        ("consumer_key", True), ("mongo_uri", True), ("MONGODB_URI", True), ("POSTGRES_URL", True),
        ("rsa_private", True), ("requirepass", True), ("masterauth", True), ("getpass", True),
        ("STORAGE_KEY", False), ("storageKey", False), ("consumer", False), ("status_code", False),
        ("base_uri", False), ("private", False), ("answer", False), ("header", False),
        ("subscription_id", False), ("see the login code", False), ("pass code to it", False),
        ("session_count", False), ("monkey", False), ("passenger", False), ("keyboard", False),
    ],
)  # fmt: skip
def test_names_tell_what_is_a_secret(name: str, is_secret: bool) -> None:
    """By their words, however these are joined."""
    assert is_secret == names_secret(name)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("alice-7", "alice-7"),
        ("2304117765", "2304117765"),
        ("2024-01-01T10:00:00Z", "2024-01-01T10:00:00Z"),
        ("someone@example.com", "someone@example.com"),
        ("Signed up at step 2", "Signed up at step 2"),
        ("maria@hospital-nord.de", "ma…@hospital-nord.de"),
        ("4539 5787 6362 1486", "45…"),
        ("https://me:hunter@a.example", "https://me…@a.example"),
        ("https://d36lvucg9kzous.cloudfront.net", "https://d36lvucg9kzous.cloudfront.net"),
        ("http://t.widgets2go.com/js", "http://t.widgets2go.com/js"),
        ("http://t.widgets2go.com/a9b8c7d6e5f4", "ht…"),
        ("https://b71e04c8d95fa32e6017.example.com", "ht…"),
        ("t.widgets2go.com", "t.…"),
        ("Bearer abc123def456", "Bearer ab…"),
        ("Bearer abcdefghijkl", "Bearer ab…"),
        ("Basic QWxhZGRpbjpvcGVu", "Basic QW…"),
        ("Bearer of news", "Bearer of news"),
        ("Bearer authentication", "Bearer authentication"),
        ("Basic subscription", "Basic subscription"),
        ('{"password": "two words"}', '{"password": "tw…"}'),
        ("AKIAQ3EGRT5KD8WZ7PLM" * 3, "AK…"),
        ("ghp_9Zx81kQvB73mLpT5sR2wYcN4dHj6fGa0uE1i" * 9 + " opened", "gh… opened"),
        ("AKIAQ3EGRT5KD8WZ7PLM AKIAQ3EGRT5KD8WZ7PLM", "AK… AK…"),
        ("curl -u me:hunter a", "curl -u me:hu… a"),
        ("docker login -p hunter", "docker login -p hu…"),
        ("app --password hunter", "app --password hu…"),
        ("docker run -u node:node -p 80:80", "docker run -u node:node -p 80:80"),
        ("docker run -u 1000:1000", "docker run -u 1000:1000"),
        ("mkdir -p folder", "mkdir -p folder"),
        ("login as admin - per user", "login as admin - per user"),
        ("--user admin", "--user admin"),
        ("fly secrets set A=walrus B='hunter'", "fly secrets set A=wa… B='hu…'"),
        ("doppler secrets set A walrus", "doppler secrets set A wa…"),
        ("gh secret set A -b walrus", "gh secret set A -b wa…"),
        ("eas secret:create --value walrus", "eas secret:cr… --value wa…"),
        ("vault kv put secret/a b=walrus", "vault kv put secret/a b=wa…"),
        (
            "oc create secret generic a --from-literal=b=x9",
            "oc create secret generic a --from-literal=b=…",
        ),
        ("fly config set A=walrus", "fly config set A=walrus"),
        ("a secret is set with a=walrus", "a secret is set with a=walrus"),
        ("fly secrets set A=b; go C=walrus", "fly secrets set A=…; go C=walrus"),
        ("QhBvTzKdWmPxLrGs", "Qh…"),
        ("xkqzvwpjthgfbmncdlrsyqwz", "xk…"),
        ("WKZQXVJPBTGHFMDNCRLSQZWX", "WK…"),
        ("XMLHttpRequestEventTarget", "XMLHttpRequestEventTarget"),
        ("userHasSeenTheNewCartPage", "userHasSeenTheNewCartPage"),
        ("tooNewLogEventStartIndex", "tooNewLogEventStartIndex"),
        ("Geschwindigkeitsbegrenzung", "Geschwindigkeitsbegrenzung"),
        ("anticonstitucionalmente", "anticonstitucionalmente"),
        ("u" * 255, "u" * 255),
        ("xxxxxxxx-XXXXXXXXXXXXXXXXXXXXXXXXXXXX", "xxxxxxxx-XXXXXXXXXXXXXXXXXXXXXXXXXXXX"),
        ("uuuuu" + "xkqzvwpjthgfbmncdlrsyqwz", "uu…"),
    ],
)
def test_a_value_that_looks_like_a_secret_is_cut_short(written: str, shown: str) -> None:
    """What a finding is about is shown, unless its form is a secret's."""
    assert shown == by_form(written)


def test_beside_a_finding_only_plain_words_and_short_numbers_are_shown() -> None:
    """Letters and a few marks, twenty at the most; six digits."""
    assert all(map(is_plain, ("guest", "sign_up", "a.b-c", "123456", "")))
    assert not any(
        map(is_plain, ("a b", "a1", "1234567", "x" * 21, "https://a", "sk_live_abcdefgh"))
    )


def test_a_fault_of_ours_does_not_quote_the_file() -> None:
    """What an exception says may be a part of the text."""
    said = engine.internal_error("a part", "a.py", ValueError(f"no number: 'tiger', {KEY}"))
    assert "ValueError: no number: …" in said
    assert not any(secret in said for secret in ("tiger", KEY))


def test_what_is_kept_of_a_run_has_no_secret(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The records of earlier runs hold what was said, which is masked, and no value."""
    kept = tmp_path_factory.mktemp("kept")
    monkeypatch.setenv("XDG_CACHE_HOME", str(kept))
    project.write({"web.js": f'const a = "{KEY}"; heap.load("{KEY}"); heap.identify("{KEY}");\n'})
    project.git("init", "-q")
    assert 1 == project.lint().status
    records = [path.read_text("utf-8") for path in kept.rglob("*") if path.is_file()]
    assert any("HL201" in record for record in records)
    assert not any(KEY in record for record in records)


def test_checks_quote_values_through_one_function() -> None:
    """A value, or how it is written, stands in no message without it."""
    found = []
    for path in sorted((ROOT / "heap_lint" / "checks").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FormattedValue) and _is_value(node.value):
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(node.value)}")
    assert [] == found


def _is_value(node: ast.expr) -> bool:
    """Whether an expression in a message is what a file has written, and as it is."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ("value", "source", "text", "expression")
        and not ast.unparse(node).endswith("kind.value")  # a word of our own
    )


_QUOTES = ("`word`", "`user.password`", "`identify(user.email)`", "3")
"""What a message may say where its text has something to fill in."""


@pytest.mark.parametrize(
    "path", sorted((ROOT / "heap_lint" / "checks").glob("*.py")), ids=lambda each: each.name
)
def test_no_message_says_anything_that_is_masked(path: Path) -> None:
    """Words of the linter's own that look like a secret and its name would be cut short."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for filled in _QUOTES:
                parts = (n.value if isinstance(n, ast.Constant) else filled for n in node.values)
                message = "".join(map(str, parts))
                assert " " not in message or by_form(message) == message
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            assert by_form(node.value) == node.value
