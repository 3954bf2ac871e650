"""Settings that every environment of the shop shares."""

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

HEAP_APP_ID = "YOUR_APP_ID"  # error: HL501
HEAP_TIMEOUT_SECONDS = 3
