"""Settings that every environment of the shop shares."""

import os

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "shop.accounts",
    "shop.orders",
]

LOGIN_REDIRECT_URL = "orders:list"
SESSION_COOKIE_SECURE = True

# An environment without an id sends nothing.
HEAP_APP_ID = os.environ.get("HEAP_APP_ID", "")
HEAP_TIMEOUT_SECONDS = 3
