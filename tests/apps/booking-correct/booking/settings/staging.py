"""The API on which releases are tried out."""

from .common import *  # noqa: F403

DEBUG = False
ALLOWED_HOSTS = ["api.staging.booking.example"]

HEAP_APP_ID = "1365092847"
