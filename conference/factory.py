"""Makes the application: settings, extensions, doors, headers and error pages."""

import os
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from conference import doors, doorstep, errorpages, fanout, health, jobs, metrics, presentation, security
from conference.config import PACKAGE, Settings, resource_folder
from conference.connections import Connections
from conference.extensions import babel, csrf, db, limiter, migrate, socketio


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """Return a ready application.

    `settings` default to the environment's; `overrides` set Flask's own configuration keys last (tests).
    Raises `UnsafeSettings` where the environment is unsafe.
    """
    settings = settings or Settings.from_environment(os.environ)
    app = Flask(
        "conference",
        template_folder=str(resource_folder("templates")),
        static_folder=str(resource_folder("static")),
    )
    app.config.update(_flask_config(settings), **overrides)
    Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
    if settings.proxies:
        # Without this everyone behind our own proxy would share one address, and its limits.
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    doorstep.init_app(app)
    # First: Socket.IO hands its handlers on to each application only when it knew them before the first one.
    _import_doors(app)
    _bind_extensions(app)
    _register_blueprints(app)
    jobs.init_app(app)
    security.init_app(app)
    health.init_app(app)
    metrics.init_app(app)
    presentation.init_app(app)
    errorpages.init_app(app)
    return app


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "SESSION_COOKIE_NAME": "conference",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        # Else each answer sends the cookie that its request came with: one in flight would undo a sign-in or -out.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(PACKAGE / "translations"),
        "RATELIMIT_STORAGE_URI": settings.redis_url or "memory://",
        # Without Redis each worker counts for itself until it is back.
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "BASE_URL": settings.base_url,
        "DATA_DIR": str(settings.data_dir),
        "REDIS_URL": settings.redis_url,
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "ADMIN_EMAILS": settings.admin_emails | _demo_admins(settings),
        "METRICS_TOKEN": settings.metrics_token,
        "DEMO": settings.demo,
        "JOBS_IMMEDIATE": False,
        "GROUP_COMMIT": True,
        "SOCKETIO_ASYNC_MODE": "gevent",
        "FANOUT": settings.fanout,
        "VIDEO": settings.video,
    }


def _engine_options(database_url: str) -> dict[str, Any]:
    """Return how many connections a process keeps: who waits for one may be overtaken, so there are enough.

    What a statement that failed was to write (a ballot, an address) is in no error and so in no log.
    """
    pool = {"pool_size": 20, "max_overflow": 0} if database_url.startswith("postgresql") else {}
    return {"hide_parameters": True, **pool}


def _demo_admins(settings: Settings) -> frozenset[str]:
    """Return who may open a conference in the demo: its organiser."""
    if not settings.demo:
        return frozenset()
    from conference.demo.people import persona_email  # noqa: PLC0415 - only the demo has personas
    from conference.permissions import Role  # noqa: PLC0415

    return frozenset({persona_email(Role.ORGANISER)})


def _bind_extensions(app: Flask) -> None:
    from conference import mail_delivery as _mail  # noqa: F401, PLC0415 - its table and its jobs, before jobs.init_app
    from conference.agenda import models as _agenda  # noqa: F401, PLC0415
    from conference.awards import voting_models as _awards  # noqa: F401, PLC0415
    from conference.cafe import harvest_models as _cafe  # noqa: F401, PLC0415
    from conference.calls import models as _calls  # noqa: F401, PLC0415
    from conference.chat import models as _chat  # noqa: F401, PLC0415
    from conference.exhibition import contact_models as _contacts  # noqa: F401, PLC0415
    from conference.exhibition import models as _exhibition  # noqa: F401, PLC0415
    from conference.meetings import matchmaking_models as _matchmaking  # noqa: F401, PLC0415
    from conference.meetings import models as _meetings  # noqa: F401, PLC0415
    from conference.people import message_identity  # noqa: PLC0415
    from conference.people import models as _people  # noqa: F401, PLC0415
    from conference.pitches import models as _pitches  # noqa: F401, PLC0415
    from conference.polls import models as _polls  # noqa: F401, PLC0415
    from conference.questions import models as _questions  # noqa: F401, PLC0415
    from conference.quiz import models as _quiz  # noqa: F401, PLC0415
    from conference.stage import models as _stage  # noqa: F401, PLC0415

    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app)
    limiter.init_app(app)
    socketio.init_app(
        app,
        async_mode=app.config["SOCKETIO_ASYNC_MODE"],
        async_handlers=False,
        manage_session=False,
        client_manager=Connections(),
        cors_allowed_origins=doorstep.is_own_origin(app.config["BASE_URL"]),  # type: ignore[arg-type]  # as engineio takes it
        ping_interval=25,
        ping_timeout=20,
        max_http_buffer_size=64 * 1024,
        # The lean socket asks after its connections itself.
        monitor_clients=not fanout.is_direct(app),
    )
    fanout.init_app(app)
    message_identity.attach(socketio.server)  # type: ignore[attr-defined]


def _import_doors(app: Flask) -> None:
    """Import every door, so that it hangs its addresses and messages up. A new door is named in `doors.py`."""
    demo = doors.DEMO_DOORS if app.config["DEMO"] else ()
    for door in (*doors.HELD_DATA, *doors.BUSY, *doors.BONDS, *doors.KEEPERS, *doors.ASIDE, *doors.DOORS, *demo):
        import_module(door)


def _register_blueprints(app: Flask) -> None:
    for name in (*doors.BLUEPRINTS, *(("demo",) if app.config["DEMO"] else ())):
        app.register_blueprint(import_module(f"conference.{name}.blueprint").blueprint)
