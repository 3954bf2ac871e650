"""The API that guests and hosts use."""

from .common import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["api.booking.example"]

HEAP_APP_ID = "2917463058"  # error: HL503
