"""What happens when somebody signs up or logs in, by password or through a provider."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_signed_up
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from shop import analytics


@receiver(user_signed_up)
def on_signed_up(request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> None:
    """Tell Heap of a new customer, and how they came."""
    social = kwargs.get("sociallogin")
    provider = social.account.provider if social else "password"
    analytics.track(user.email, analytics.Event.SIGNED_UP, {"provider": provider})  # error: HL207
    analytics.remember(
        user.pk,
        id=user.pk,  # error: HL307
        language=user.language,
    )


@receiver(user_logged_in)
def on_logged_in(
    sender: type[AbstractBaseUser], request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
) -> None:
    """Tell Heap that a customer has come back."""
    analytics.track("user", analytics.Event.LOGGED_IN, {"returning": "yes"})  # error: HL202
