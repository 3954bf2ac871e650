"""Input number I of a seed: a name, bytes, settings, and a secret that stands in it or none."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from heap_lint.frontends.payloads import KINDS

from . import corpus, grammar, mutation
from .corpus import Fixture

BATCH = 50_000
"""Inputs that share the programs which hypothesis draws: drawing is slower than checking."""
_DRAWN = 40
"""Programs of each strategy in a batch."""


_LONG = 1_000
"""Characters of a text of which mostly a part is taken."""


class Input(NamedTuple):
    """A file as it is checked. `secret` stands in a literal of it and must not be shown."""

    path: str
    data: bytes
    policy: str = "heap"
    payload: str | None = None
    secret: str | None = None


def made(base: int, number: int, *, drawn: bool = True) -> Input:
    """Return an input, which its seed and number tell.

    Not `drawn`: nothing by hypothesis, whose grammar of Python takes seconds to be prepared.
    """
    chance = random.Random(f"{base}/{number}")
    kind = chance.random()
    if kind < 0.15:
        fixture = corpus.draw(chance) if chance.random() < 0.7 else Fixture(*grammar.made(chance))
        secret = chance.choice(_SECRETS)(chance)
        text = _planted(chance, fixture.text, secret)
        return _input(fixture, text, secret if secret in text else None)
    if kind < 0.35:
        fixture = Fixture(*grammar.made(chance))
    elif drawn and kind < 0.40:
        fixture = chance.choice(_drawn(base, number // BATCH))
    else:
        fixture = corpus.draw(chance)
    if chance.random() < 0.08:
        fixture = fixture._replace(path=_named(chance, fixture.path))
    if chance.random() < 0.08:
        fixture = _set(chance, fixture)
    text = fixture.text
    if len(text) > _LONG and chance.random() < 0.8:
        text = _excerpt(chance, text)
    if chance.random() < 0.85:
        text = mutation.mutated(chance, text)
    if kind > 0.97:
        return _input(fixture, "")._replace(data=mutation.encoded(chance, text))
    if kind > 0.85:
        data = mutation.mutated_bytes(chance, text.encode("utf-8", "surrogatepass"))
        return _input(fixture, text)._replace(data=data)
    return _input(fixture, text)


def _excerpt(chance: random.Random, text: str) -> str:
    """Return some lines that follow each other: one in ten texts took half of all the time."""
    lines = text.splitlines(keepends=True)
    number = chance.randint(1, max(1, len(lines) * _LONG // len(text)))
    first = chance.randrange(max(1, len(lines) - number))
    return "".join(lines[first : first + number])


def _set(chance: random.Random, fixture: Fixture) -> Fixture:
    """Return it under another policy, or as a file of payloads."""
    if chance.random() < 0.5:
        return fixture._replace(policy=chance.choice(("heap", "airkit")))
    return fixture._replace(payload=chance.choice(KINDS))


def _named(chance: random.Random, path: str) -> str:
    """Return another name: one of the same format, or of any."""
    names = next((names for names in _ALIKE if path.endswith(names)), ())
    if names and chance.random() < 0.6:
        return f"a{chance.choice(names)}"
    return chance.choice((corpus.draw(chance).path, f"a{chance.choice(chance.choice(_ALIKE))}"))


_ALIKE = (
    (".py", ".pyw", "/conftest.py", "/settings.py", "/__init__.py", "/models.py"),
    (".js", ".mjs", ".cjs", ".mjsx", ".cjsx", ".min.js", "/next.config.js", ".ts", ".mts", ".cts"),
    (".d.ts", ".jsx", ".tsx", "/pages/_app.tsx", "/service-worker.js"),
    (".html", ".htm", ".jinja", ".jinja2", ".j2", ".html.erb", ".ejs", ".hbs", ".twig", ".php"),
    (".blade.php", ".vue", ".svelte", ".astro", ".html.j2", ".js.erb", ".yaml.j2"),
    (".yaml", ".yml", ".airkit.yaml", "/docker-compose.yml", "/templates/a.yaml", "/values.yaml"),
    (".github/workflows/a.yml", "/.gitlab-ci.yml", "/kustomization.yaml", "/mkdocs.yml"),
    (
        ".json",
        ".jsonc",
        ".json5",
        ".airkit.json",
        "/package.json",
        "/tsconfig.json",
        "savepoint.json",
    ),
    ("/heap.config.json", ".branch.zip", "/docs.json", "/app.json", "/package-lock.json"),
    (".env", ".env.local", "/.env.production", "/.env", "/.envrc", ".sh", ".zsh", "/.bashrc"),
    ("Dockerfile", "/Dockerfile.dev", "/Containerfile", ".dockerfile", ".tf", ".tfvars", ".hcl"),
    (".rb", "/config.rb", ".xml", ".plist", "/AndroidManifest.xml", "/strings.xml", ".toml"),
    (".jsonl", ".ndjson", "_headers", "/.htaccess", "/Caddyfile", ".conf", "/nginx.conf"),
)
"""Endings of names that a front end or a recogniser knows."""


def _input(fixture: Fixture, text: str, secret: str | None = None) -> Input:
    data = text.encode("utf-8", "surrogatepass")
    return Input(fixture.path, data, fixture.policy, fixture.payload, secret)


# Secrets


def _of(alphabet: str, length: int, before: str = "") -> Callable[[random.Random], str]:
    def secret(chance: random.Random) -> str:
        return before + "".join(chance.choices(alphabet, k=length))

    return secret


_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SECRETS = (
    _of("0123456789abcdef", 40),
    _of("0123456789abcdef", 20, "e7"),
    _of(_LETTERS, 32),
    _of(_LETTERS, 24, "sk_live_"),
    _of(_LETTERS, 36, "ghp_"),
    _of("ABCDEFGHIJKLMNOP234567", 16, "AKIA"),
)
"""Random, and none a plain word: of these nothing but two characters may be shown."""
_LITERAL = re.compile(r'(?<![\w"\\])"([^"\\\n<>{}$%#`]{2,80})"(?![\w"])')


def _planted(chance: random.Random, text: str, secret: str) -> str:
    """Return a text with a secret in place of what stands in one of its literals."""
    literals = [match.span(1) for match in _LITERAL.finditer(text)]
    if not literals:
        return text
    start, end = chance.choice(literals)
    return text[:start] + secret + text[end:]


# What hypothesis draws


@lru_cache(maxsize=1)
def _drawn(base: int, batch: int) -> list[Fixture]:
    """Return programs of hypothesmith, with Heap in them, and of the strategies of the laws."""
    import hypothesmith

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        python = [
            *_some(hypothesmith.from_grammar(), base, batch),
            *_some(hypothesmith.from_node(), base, batch),
        ]
    head = "from heapapi import HeapAPIClient\nclient = HeapAPIClient('2304117765')\n"
    call = "\nclient.track(user.id, 'Opened', {'plan': x})\n"
    programs = [Fixture("a.py", f"{head}{text}{call}") for text in python]
    texts = st.lists(st.text(max_size=30), min_size=1, max_size=6).map("heap\n".join)
    return programs + [
        Fixture(path, text)
        for text in _some(texts, base, batch)
        for path in (
            "a.py",
            "a.js",
            "a.html",
            "a.yaml",
            "a.json",
            "a.toml",
            ".env",
            "a.php",
            "a.tf",
        )
    ]


def _some(strategy: st.SearchStrategy[str], base: int, batch: int) -> list[str]:
    found: list[str] = []

    @seed(base * 1_000_003 + batch)
    @settings(
        max_examples=_DRAWN,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(text: Any) -> None:
        found.append(text)

    draw()
    return found
