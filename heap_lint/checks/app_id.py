"""Which of Heap's environments the data goes to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from heap_lint import regex
from heap_lint.checks import check, check_together
from heap_lint.checks.wording import defined_at, kind_of, quoted
from heap_lint.core.changes import Proposal, RemoveFallback, SetTo
from heap_lint.facts import Environment, Secret
from heap_lint.findings import Confidence, Hit, Related, Severity
from heap_lint.values import Literal, Mapping, Sequence, Value

# HEAP 6: placeholders and sample ids seen in public code and documentation.
_PLACEHOLDER = regex.lazy(
    r"<.*>|\[.*\]|x{3,}|.*\byour?\b.*|.*placeholder.*|(?:my-?|heap-?)*(?:app|env|environment|project)-?id"
    r"|change-?me|replace-?me|todo|tbd|id|fixme",
    re.IGNORECASE,
    longest=regex.NAME,
)
_FILLED_IN = re.compile(
    r"""
      \$\{.+\} | \$\(.+\) | \$[a-z_]\w*           # shells, string.Template
    | \{\{.+\}\} | \{%.+%\} | <%.+%> | \#\{.+\}    # template languages
    | %\w+% | __\w+__ | @[\w.-]+@ | \#\#?\w+\#\#?  # tokens of build tools and installers
    | <to_(?:be_)?(?:replaced?|filled(?:_in)?|injected)>
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ASKS_PEOPLE = re.compile(r"(?<![a-z])(?:your?|my|enter|insert)(?![a-z])", re.IGNORECASE)
_SAMPLES = {"123456789", "1234567890", "0123456789", "9876543210", "987654321"}
_PRODUCTION = {"production", "prod", "live", "prd"}


@check("HL501", reads=Environment)
def placeholder_app_id(environment: Environment) -> Iterator[Hit]:
    value = environment.app_id
    if _is_filled_in(value):
        return
    if value is None:
        if environment.required:
            yield Hit(
                environment.span, "the app id is missing: Heap gets no data", "add the id as text"
            )
    elif isinstance(value, Literal) and value.value in ("", None):
        if environment.required:
            yield Hit(
                value.span, f"the app id {quoted(value)} is empty: Heap gets no data", "fill it in"
            )
    elif isinstance(value, Literal) and _is_placeholder(str(value.value)):
        yield Hit(
            value.span,
            f"the app id {quoted(value)} is a placeholder: Heap gets no data",
            "write the id of the environment, digits only",
            defined_at(value, "the placeholder stands here"),
        )
    elif isinstance(value, Literal) and _is_sample(str(value.value)) and _fits(environment, value):
        yield Hit(
            value.span,
            f"the app id {quoted(value)} looks like a sample from the documentation, not like yours",
            "write the id of the environment; real ones have 9 or 10 digits",
            defined_at(value, "the sample stands here"),
            severity=Severity.WARNING,
        )


@check("HL502", reads=Environment)
def malformed_app_id(environment: Environment) -> Iterator[Hit]:
    value = environment.app_id
    if isinstance(value, (Mapping, Sequence)):
        yield Hit(value.span, f"the app id is {kind_of(value)}: Heap takes a string of digits")
    if not isinstance(value, Literal) or value.value in ("", None) or _is_filled_in(value):
        return
    text = str(value.value)
    if isinstance(value.value, (bool, float)):
        yield Hit(
            value.span, f"the app id {quoted(value)} is not an id", "write it as text, in quotes"
        )
    elif environment.provider == "googleTagManager":
        if re.fullmatch(r"[0-9]+", text):
            yield Hit(
                value.span,
                f"the id {quoted(value)} is one of Heap's, but the provider is Google Tag Manager",
                "name `heap` as the provider, or give the `GTM-...` id",
            )
    elif isinstance(value.value, int):
        if not _fits(environment, value):
            yield Hit(
                value.span,
                f"the app id {quoted(value)} is a number: Heap takes a string",
                f'write `"{text}"`',
                fix=_as_text(value, text),
            )
    elif not _is_placeholder(text) and not re.fullmatch(r"[0-9]+", text):
        yield Hit(
            value.span,
            f"the app id {quoted(value)} is not a string of digits: Heap gets no data",
            _way_out(text),
            defined_at(value, "it stands here"),
            fix=_as_text(value, re.sub(r"[\s\"']", "", text)),
        )


def _as_text(value: Literal, digits: str) -> Proposal | None:
    """Return what makes an id the text of the same digits; a constant may be used elsewhere, too."""
    if not re.fullmatch(r"[0-9]+", digits) or (value.value != digits and not _shows(value, digits)):
        return None
    propose = Proposal.safe if value.defined is None else Proposal.unsafe
    return propose(f'write `"{digits}"`', SetTo(value.defined or value.span, digits))


def _shows(value: Literal, digits: str) -> bool:
    """Whether the digits stand as they are in what is written: `0x1F` and `1_000` have others."""
    return value.defined is not None or digits in value.source


@check_together("HL503", reads=Environment)
def shared_environment(environments: list[Environment]) -> Iterator[Hit]:
    groups: defaultdict[str, list[tuple[Environment, Literal]]] = defaultdict(list)
    for each in environments:
        if each.name and each.group and isinstance(each.app_id, Literal) and _is_id(each.app_id):
            groups[each.group].append((each, each.app_id))
    for group in groups.values():
        productions: dict[str, tuple[Environment, Literal]] = {}
        for each, app_id in group:
            if _is_production(each):
                productions.setdefault(str(app_id.value), (each, app_id))
        for other, id_of_other in group:
            production = productions.get(str(id_of_other.value))
            if production is not None and not _is_production(other):
                yield _shared(*production, other, id_of_other)


@check("HL504", reads=Environment)
def default_environment(environment: Environment) -> Iterator[Hit]:
    value = environment.fallback
    if value is None or not _is_id(value):
        return
    if not environment.name or _is_production(environment):
        yield Hit(
            value.span,
            f"where the deployment sets no id, Heap gets its data under {quoted(value)}:"
            " every copy and test run that lacks the variable counts there",
            "give no default, and leave Heap off without an id",
            defined_at(value, "the id stands here"),
            fix=Proposal.unsafe("leave the default out", RemoveFallback(value.span)),
        )


@check("HL505", reads=Secret)
def leaked_api_key(secret: Secret) -> Iterator[Hit]:
    yield Hit(
        secret.span,
        f"the key for `{secret.name}` stands in the file: whoever reads it can delete users at Heap",
        "replace the key at Heap, and read the new one from the environment",
        secret=True,
    )


def _shared(
    production: Environment, id_of_production: Literal, other: Environment, id_of_other: Literal
) -> Hit:
    is_one_place = id_of_other.span == id_of_production.span
    sends = "both take this id, the only one" if is_one_place else "send to one environment"
    return Hit(
        id_of_production.span,
        f"{production.name} and {other.name} {sends}:"
        f" what happens in {other.name} counts as production data",
        f"give {other.name} an environment of its own at Heap",
        () if is_one_place else (Related(id_of_other.span, f"{other.name} has the same id"),),
        confidence=Confidence.LOW if production.scanned or other.scanned else None,
    )


def _fits(environment: Environment, value: Literal) -> bool:
    return isinstance(value.value, str) or environment.accepts_number


def _is_production(environment: Environment) -> bool:
    return environment.name.casefold() in _PRODUCTION


def _is_id(value: Literal) -> bool:
    text = str(value.value)
    return re.fullmatch(r"[0-9]{6,}", text) is not None and not _is_sample(text)


def _is_filled_in(value: Value | None) -> bool:
    """Whether a text is a marker that a build or a server replaces; `{{YOUR_APP_ID}}` asks people."""
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        return False
    text = value.value.strip()
    return _FILLED_IN.fullmatch(text) is not None and not _ASKS_PEOPLE.search(text)


def _is_placeholder(text: str) -> bool:
    return _PLACEHOLDER.fullmatch(re.sub(r"[\s_-]+", "-", text.strip()).strip("-")) is not None


def _is_sample(text: str) -> bool:
    """Whether an id of digits is too short, too regular or too well known to be a real one."""
    if not re.fullmatch(r"[0-9]+", text):
        return False
    return len(text) < 6 or len(set(text)) == 1 or text in _SAMPLES


def _way_out(text: str) -> str:
    if text.upper().startswith("GTM-"):
        return "this is a Google Tag Manager id; write Heap's, digits only"
    if re.fullmatch(r"[0-9]+", re.sub(r"[\s\"']", "", text)):
        return "take the blanks and quotes out of it"
    return "write the id of the environment, digits only"
