"""What only an Airkit app can get wrong (AIRKIT 3.5)."""

from __future__ import annotations

from collections.abc import Iterator

from heap_lint.checks import check
from heap_lint.facts import Call, IdentifyCall, NamesIdentity
from heap_lint.findings import Hit


@check("HL406", reads=NamesIdentity)
def analytics_without_provider(call: NamesIdentity) -> Iterator[Hit]:
    without = [profile for profile, provider in call.provider_of if provider is None]
    if without:
        yield Hit(
            call.span,
            f"`{call.name}` sends nothing: no analytics provider in {_profiles(without, call)}",
            "add an `analytics` section with a provider and an id",
        )
    others = [profile for profile, provider in call.provider_of if provider not in (None, "heap")]
    if others and isinstance(call, IdentifyCall):
        yield Hit(
            call.span,
            f"`{call.name}` works with Heap only: {_profiles(others, call)} has another provider",
            "name `heap` as the provider, or drop the action",
        )


def _profiles(names: list[str], call: Call) -> str:
    if len(names) == len(call.provider_of):
        return "the app" if len(names) > 1 else f"profile {names[0]}"
    return ("profiles " if len(names) > 1 else "profile ") + ", ".join(names)
