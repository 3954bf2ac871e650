"""Front ends: the text of a file in, facts with spans out. They know nothing of rules.

A front end is a module here with `facts(source) -> Iterable[Fact]`; `format_of` chooses it by name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from importlib import import_module
from itertools import chain
from posixpath import basename
from typing import TYPE_CHECKING

from heap_lint import regex
from heap_lint.analysis.fuel import TooTangledError
from heap_lint.source import Source

if TYPE_CHECKING:
    from types import ModuleType

    from heap_lint.config import AirkitLogins
    from heap_lint.facts import Fact

_LOCK_FILES = {"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "packages.lock.json"}
"""What package managers write: large, and `heap` is a package. Other lock files have no front end."""
SCRIPTS = (
    ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro",
)  # fmt: skip
"""How the names of files end that import modules of JavaScript."""
TEMPLATES = (
    ".jinja", ".jinja2", ".j2", ".njk", ".twig", ".liquid", ".hbs", ".handlebars", ".mustache",
    ".erb", ".eex", ".heex", ".leex", ".ejs", ".eta", ".jsp", ".jspf", ".gsp", ".ftl", ".ftlh",
    ".gohtml", ".tmpl",
)  # fmt: skip
"""How the names of templates end: of what stands before it (`values.yaml.j2`), else of pages."""
WEB = (*SCRIPTS, ".mjsx", ".cjsx", ".html", ".htm", ".php", ".phtml", *TEMPLATES)
"""How the names of all files of the web end: scripts, pages and their templates."""
_FORMATS = (
    ("python", r".*\.pyw?"),
    ("yaml", r".*\.ya?ml"),
    ("json", r".*\.(json|jsonc|json5|branch\.zip)"),
    ("toml", r".*\.toml"),
    ("web", f".*({'|'.join(map(re.escape, WEB))})"),
    ("dotenv", r"\.env([._-].+)?|.+\.env"),
    ("shell", r".+\.(sh|bash|zsh|ksh)|\.envrc|\.(bash|zsh|profile)(rc|_profile|env)?"),
    ("dockerfile", r"(docker|container)file([.-].+)?|.+\.(docker|container)file"),
    ("hcl", r".+\.(tf|tfvars|hcl|tofu)"),
    ("ruby", r".+\.rb"),
    ("xml", r".+\.(plist|xml)"),
    ("jsonl", r".+\.(jsonl|ndjson)"),
    ("headers", r"_headers|\.htaccess|caddyfile|.+\.conf"),
)
DATA_FORMATS = tuple(name for name, _ in _FORMATS if name not in ("python", "web"))
"""The formats whose documents the recognisers read."""
PAYLOAD_FORMATS = ("json", "jsonl", "yaml")
"""The formats in which payloads are written down."""
_KNOWN_CONFIG = regex.lazy(
    r"heap\.config\.json|.+\.airkit\.(ya?ml|json)|.+\.branch\.zip", re.IGNORECASE | re.DOTALL
)
_FORMAT = regex.lazy(
    "|".join(f"(?P<{name}>{names})" for name, names in _FORMATS), re.IGNORECASE | re.DOTALL
)

_TEMPLATE = regex.lazy(
    rf"(?P<of>.+)(?:{'|'.join(map(re.escape, TEMPLATES))}|\.tpl)", re.IGNORECASE | re.DOTALL
)
_FILLED_IN = regex.lazy(
    rf"\.\w+(?:{'|'.join(map(re.escape, TEMPLATES))}|\.tpl)\Z|(?:^|/)[^/{{]*\{{\{{[^/{{}}]+\}}\}}[^/]*/",
    re.IGNORECASE,
)
"""Endings of what is filled in, and folders such as `{{cookiecutter.slug}}`."""


def format_of(path: str) -> str | None:
    """Return the front end for a file of that name, None where there is none, or nothing to read.

    That of a template is the one of the file that it becomes, if the name tells.
    """
    name = basename(path)
    match = None if name in _LOCK_FILES else _FORMAT.fullmatch(name)
    found = next(name for name, _ in _FORMATS if match[name]) if match else None
    template = _TEMPLATE.fullmatch(name) if found in ("web", None) else None
    return template and format_of(template["of"]) or found


def is_filled_in(path: str) -> bool:
    """Whether a template engine makes the file of that name: by its ending, or a folder's name.

    Pages, whose templates are read as such, need not be meant.
    """
    return _FILLED_IN.search(path) is not None


def _without_comments(source: Source) -> Source:
    from heap_lint.frontends import filled_in

    return filled_in.without_comments(source)


def _with_fallbacks(source: Source, facts: Iterable[Fact]) -> Iterable[Fact]:
    from heap_lint.frontends.fallbacks import marked

    return marked(source, facts)


def _payloads(source: Source, module: ModuleType, kind: str) -> Iterable[Fact]:
    from heap_lint.frontends import payloads

    if module.__name__.endswith(".jsonl"):
        found: Iterable[Fact] = module.facts_of_lines(source, kind)
        return found
    is_json = module.__name__.endswith(".json")  # which Heap reads, who allows no comments
    parsed = module.parse(source, is_strict=True) if is_json else module.parse(source)
    said = (payloads.facts_of(source, document, kind) for document in parsed.documents)
    return [*parsed.unreadable, *chain.from_iterable(said)]


def declared_ids(source: Source, keys: Collection[str]) -> list[Fact]:
    """Return the ids that a data file gives under keys which the user says are for Heap's."""
    from heap_lint.frontends.recognisers.declared import recognise

    module = import_module(f"{__name__}.{format_of(source.path)}")
    parse = getattr(module, "parse", None)
    source = _without_comments(source)
    try:
        documents = parse(source).documents if parse is not None else []
    except TooTangledError:  # which `facts_in` tells
        return []
    return [fact for document in documents for fact in recognise(source, document, keys)]


def is_known_config(path: str) -> bool:
    """Whether a file of that name is a Heap config, whatever it contains."""
    return _KNOWN_CONFIG.fullmatch(basename(path)) is not None


def is_airkit_archive(path: str) -> bool:
    """Whether a file of that name is an export of Airkit's Studio as it is downloaded."""
    return path.lower().endswith(".branch.zip")


def may_be_airkit_export(path: str) -> bool:
    """Whether a file of that name may be an export, which need not hold the word "heap"."""
    return is_airkit_archive(path) or basename(path).lower() == "savepoint.json"


def facts_in(
    source: Source, logins: AirkitLogins | None = None, payload: str | None = None
) -> list[Fact]:
    """Return what a file says about Heap, nothing for a format without a front end.

    `logins` is what the user says of the logins in exports of Airkit, `payload` the kind of payload
    that the file holds (`payloads.KINDS`). Input too deep for the front
    end's recursion is an `Unreadable` fact like any other bad input; what takes its parser too much
    work is `NotFollowed`.
    """
    format_name = format_of(source.path)
    if format_name is None:
        return []
    module = import_module(f"{__name__}.{format_name}")
    if format_name in DATA_FORMATS:
        source = _without_comments(source)
    try:
        if payload is not None and format_name in PAYLOAD_FORMATS:
            found = _payloads(source, module, payload)
        else:
            found = module.facts(source, logins) if format_name == "json" else module.facts(source)
        return list(_with_fallbacks(source, found))
    except TooTangledError:
        from heap_lint.facts import NotFollowed

        return [NotFollowed(span=source.span(0, 0))]
    except RecursionError:
        from heap_lint.facts import Unreadable

        reason = "is nested too deeply to be read"
        return [
            Unreadable(span=source.span(0, 0), reason=reason, hint="split it up, or exclude it")
        ]
