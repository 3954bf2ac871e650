"""Extensions that are bound to the app later."""

from __future__ import annotations

from flask_login import LoginManager

from .vendor.mixpanel import FlaskMixpanel

login_manager = LoginManager()
login_manager.login_view = "account.log_in"

# The advertising team's tool; it has a `track` of its own.
mixpanel = FlaskMixpanel()
