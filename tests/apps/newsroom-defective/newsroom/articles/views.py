"""Reading: the front page and articles for everybody, a reading list for those who are logged in."""

from __future__ import annotations

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from .. import metrics
from ..extensions import mixpanel
from ..metrics import READER_ID, Metric
from .models import Article

articles = Blueprint("articles", __name__)

_FOR_READERS = {"articles.save", "articles.saved"}


@articles.before_request
def require_login() -> Response | None:
    """Send visitors to the login where a page is for readers only."""
    if request.endpoint in _FOR_READERS and not current_user.is_authenticated:
        return redirect(url_for("account.log_in", next=request.path))
    g.reader_id = current_user.id if current_user.is_authenticated else None
    return None


@articles.get("/")
def front() -> str:
    """Show the newest articles."""
    mixpanel.track("visitor", "Front Page Viewed", {"edition": None})
    return render_template("front.html", articles=Article.newest(20))


@articles.get("/articles/<slug>")
def read(slug: str) -> str:
    """Show an article, and count it for readers who are logged in."""
    article = Article.with_slug(slug) or abort(404)
    metrics.track(
        g.reader_id or "visitor",  # error: HL203
        Metric.ARTICLE_READ,
        section=article.section.name,
        author=article.author_id,
        series=None,  # error: HL305
    )
    return render_template("article.html", article=article)


@articles.post("/articles/<slug>/save")
def save(slug: str) -> Response:
    """Put an article on the reading list of the reader."""
    article = Article.with_slug(slug) or abort(404)
    current_user.reading_list.add(article)
    metrics.track(READER_ID, Metric.ARTICLE_SAVED, section=article.section.name)  # error: HL201
    return redirect(url_for("articles.saved"))


@articles.get("/saved")
def saved() -> str:
    """Show the reading list."""
    return render_template("saved.html", articles=current_user.reading_list.all())
