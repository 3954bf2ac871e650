"""Which rules run: by name, code or prefix; the longest wins, the later layer beats the earlier."""

from __future__ import annotations

from typing import NamedTuple

from heap_lint.core.remembering import remembered
from heap_lint.levels import Confidence

_EXACT = 100


class Layer(NamedTuple):
    """What one place (the config file, the command line) says; None: it does not say."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


class UnknownRuleError(Exception):
    """A selector fits no rule; `nearest` are the right ones it may have meant."""

    def __init__(self, selector: str, nearest: list[str]) -> None:
        super().__init__(selector)
        self.selector = selector
        self.nearest = nearest

    def __str__(self) -> str:
        return f"unknown rule `{self.selector}`{did_you_mean(self.nearest)}"


class Selection(NamedTuple):
    """The codes that run; those in `exact` were asked for by full code or name."""

    enabled: frozenset[str]
    exact: frozenset[str]


def did_you_mean(nearest: list[str]) -> str:
    """Return the end of a sentence that offers other names, empty where there are none."""
    offered = " or ".join(f"`{name}`" for name in nearest)
    return f", did you mean {offered}?" if offered else ""


def codes_of(selector: str) -> frozenset[str]:
    """Return the codes that a name, a code or a prefix stands for.

    Raises `UnknownRuleError` where it fits none.
    """
    from heap_lint import catalogue

    if selector in catalogue.by_name():
        return frozenset({catalogue.by_name()[selector].code})
    codes = frozenset(code for code in catalogue.rules() if code.startswith(selector))
    if not selector or not codes:
        raise UnknownRuleError(selector, nearest_rules(selector))
    return codes


def nearest_rules(text: str) -> list[str]:
    """Return the rule names and codes that look most like `text`, at most two."""
    from difflib import get_close_matches

    from heap_lint import catalogue

    known = {name.lower(): name for name in (*catalogue.by_name(), *catalogue.rules())}
    return [known[match] for match in get_close_matches(text.lower(), known, n=2)]


@remembered
def resolve(layers: tuple[Layer, ...], minimum: Confidence) -> Selection:
    """Return what runs, starting from all rules of at least that confidence.

    A rule asked for by its full code or name runs whatever its confidence.

    Raises `UnknownRuleError`.
    """
    from heap_lint import catalogue

    enabled: set[str] = set(catalogue.rules())
    exact: set[str] = set()
    for layer in layers:
        decided, named = _decide(layer)
        if layer.select is not None:
            enabled, exact = set(), set()
        enabled = {code for code in {*enabled, *decided} if decided.get(code, True)}
        exact = (exact | named) & enabled
    sure = {code for code, rule in catalogue.rules().items() if rule.confidence >= minimum}
    return Selection(frozenset(enabled & (sure | exact)), frozenset(exact))


def _decide(layer: Layer) -> tuple[dict[str, bool], set[str]]:
    """Return a layer's verdict on the codes it speaks of, and the codes it asks for one by one."""
    verdicts: dict[str, tuple[int, bool]] = {}
    chosen = (*(layer.select or ()), *layer.extend_select)
    for selectors, wanted in ((chosen, True), (layer.ignore, False)):
        for selector in selectors:
            codes = codes_of(selector)
            weight = (
                _EXACT if codes == {selector} or selector not in _prefixes(codes) else len(selector)
            )
            for code in codes:
                if weight >= verdicts.get(code, (0, True))[0]:
                    verdicts[code] = (weight, wanted)
    named = {code for code, (weight, wanted) in verdicts.items() if wanted and weight == _EXACT}
    return {code: wanted for code, (_, wanted) in verdicts.items()}, named


def _prefixes(codes: frozenset[str]) -> set[str]:
    return {code[:length] for code in codes for length in range(1, len(code) + 1)}
