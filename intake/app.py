"""Builds the web application: one function, read from top to bottom like a list of contents."""

from typing import Any

from flask import Flask, Response, g
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from intake import migrations
from intake.config import Config
from intake.db import Database
from intake.learning.suggester import Suggester
from intake.resources import folder
from intake.web import (
    absences,
    accounts,
    api,
    assets,
    auth,
    book,
    circulars,
    desk,
    digests,
    errors,
    exports,
    filters,
    handovers,
    instructions,
    interfaces,
    ledger,
    linking,
    mail_ledger,
    open311,
    phrases,
    posters,
    public,
    queue,
    search,
    second,
    signing,
    status,
    subscribers,
    today,
    transfers,
    unit,
    units,
    workdays,
)
from intake.web.support import Services, give_back

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors "
)

_BLUEPRINTS = tuple(
    room.bp
    for room in (
        assets,
        public,
        api,
        open311,
        auth,
        second,
        queue,
        search,
        handovers,
        signing,
        unit,
        units,
        workdays,
        absences,
        transfers,
        instructions,
        desk,
        book,
        circulars,
        phrases,
        posters,
        ledger,
        linking,
        digests,
        today,
        exports,
        accounts,
        interfaces,
        status,
        mail_ledger,
        subscribers,
    )
)


def create_app(config: Config, database: Database | None = None) -> Flask:
    """The application over a database of this code's version.  Raises DatabaseError otherwise."""
    database = database or Database(config)
    migrations.check(database)
    database.close()  # connections must not be carried over into forked processes
    app = Flask("intake", template_folder=str(folder("templates")), static_folder=None)
    _configure(app, config, database)
    app.extensions["intake"] = Services(config, database, Suggester(patient=False))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters.register(app)
    errors.register(app)
    auth.register(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(_harden)
    app.teardown_appcontext(give_back)
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, config: Config, database: Database) -> None:
    settings: dict[str, Any] = {
        "SECRET_KEY": database.keys.session,
        "SESSION_COOKIE_NAME": "intake_staff",
        "SESSION_COOKIE_PATH": "/staff",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.public_url.startswith("https://"),
        "MAX_CONTENT_LENGTH": (config.upload_files * config.upload_mb + 2) * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
    }
    app.config.update(settings)


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY + g.get("frame_ancestors", "'self'"))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
    if not response.cache_control:
        headers["Cache-Control"] = "no-store"
    return response
