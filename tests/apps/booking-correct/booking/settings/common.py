"""Settings that production and staging share."""

from decouple import config

INSTALLED_APPS = ["django.contrib.auth", "rest_framework", "booking.api"]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}

SECRET_KEY = config("SECRET_KEY")
