"""Logging in and out, and the reader's plan."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_required, login_user, logout_user
from werkzeug.wrappers import Response

from newsroom.metrics import Metric, track

from .models import Plan, Reader

account = Blueprint("account", __name__)


@account.route("/login", methods=["GET", "POST"])
def log_in() -> str | Response:
    """Ask for the password, and open the front page."""
    if current_user.is_authenticated:
        return redirect(url_for("articles.front"))
    if request.method == "POST":
        reader = Reader.by_email(request.form["email"])
        if reader is not None and reader.has_password(request.form["password"]):
            login_user(reader, remember="remember" in request.form)
            track(reader.id, Metric.LOGGED_IN, plan=reader.plan.name)
            return redirect(request.args.get("next") or url_for("articles.front"))
        flash("We do not know this address and password.")
    return render_template("login.html")


@account.post("/logout")
@login_required
def log_out() -> Response:
    """Forget the reader, after saying who has left."""
    track(current_user.id, Metric.LOGGED_OUT)
    logout_user()
    return redirect(url_for("articles.front"))


@account.post("/plan")
@login_required
def change_plan() -> Response:
    """Change the reader's plan."""
    before, after = current_user.plan, Plan.named(request.form["plan"])
    current_user.change_plan(after)
    track(
        current_user.id,
        Metric.PLAN_CHANGED,
        before=before.name,
        after=after.name,
        price=float(after.price),
    )
    return redirect(url_for("account.log_in"))
