"""The newsroom's web site."""

from __future__ import annotations

from flask import Flask

from . import config
from .extensions import login_manager, mixpanel


def create_app(environment: str = "production") -> Flask:
    """Return the web site, set up for an environment."""
    app = Flask(__name__)
    app.config.from_object(config.BY_NAME[environment])
    login_manager.init_app(app)
    mixpanel.init_app(app)

    from newsroom.account.views import account
    from newsroom.articles.views import articles

    app.register_blueprint(account, url_prefix="/account")
    app.register_blueprint(articles)
    return app
