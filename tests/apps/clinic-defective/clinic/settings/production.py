"""Settings of the clinic's web site, as patients use it."""

DEBUG = False
ALLOWED_HOSTS = ["clinic.example"]
SESSION_COOKIE_SECURE = True

HEAP_APP_ID = "3190448210"  # error: HL503
