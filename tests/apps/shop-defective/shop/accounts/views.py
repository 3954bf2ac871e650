"""Logging in without a password: a link that was sent by e-mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views import View

from ..analytics import Event, track
from .models import Customer

_SALT = "shop.accounts.magic-link"
_MAX_AGE_SECONDS = 15 * 60


class MagicLinkView(View):
    """Log the customer in whom a link belongs to."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Check the link and open the customer's orders."""
        try:
            pk = signing.loads(token, salt=_SALT, max_age=_MAX_AGE_SECONDS)
            customer = Customer.objects.get(pk=pk, is_active=True)
        except (signing.BadSignature, Customer.DoesNotExist):
            messages.error(request, "This link is no longer valid.")
            return redirect("account_login")
        track(customer.pk, Event.LOGGED_IN, {"returning": "yes", "method": "link"})  # error: HL401
        login(request, customer, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("orders:list")
