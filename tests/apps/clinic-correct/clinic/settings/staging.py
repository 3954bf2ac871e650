"""Settings of the web site on which changes are tried out."""

DEBUG = True
ALLOWED_HOSTS = ["staging.clinic.example"]
SESSION_COOKIE_SECURE = True

HEAP_APP_ID = "2304117765"
