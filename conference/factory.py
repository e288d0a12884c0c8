"""Makes the application: settings, extensions, doors, headers and error pages."""

import os
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from conference import doorstep, errorpages, fanout, health, jobs, metrics, presentation, security
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
    from conference.people import message_identity  # noqa: PLC0415
    from conference.people import models as _people  # noqa: F401, PLC0415
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


DOORS = (
    "conference.people.views",
    "conference.people.registration_views",
    "conference.people.photo_views",
    "conference.people.sign_in_views",
    "conference.people.account_views",
    "conference.people.manage_views",
    "conference.people.manage_person_views",
    "conference.people.profile_views",
    "conference.people.directory_views",
    "conference.people.block_views",
    "conference.people.tag_views",
    "conference.people.guest_views",
    "conference.people.invitation_views",
    "conference.people.import_views",
    "conference.desk.views",
    "conference.desk.picture_views",
    "conference.desk.settings_views",
    "conference.desk.creation_views",
    "conference.agenda.views",
    "conference.agenda.schedule_views",
    "conference.agenda.session_views",
    "conference.agenda.speaker_views",
    "conference.agenda.star_views",
    "conference.agenda.material_views",
    "conference.agenda.release_views",
    "conference.agenda.feed_views",
    "conference.agenda.feed_page_views",
    "conference.agenda.builder_views",
    "conference.agenda.step_views",
    "conference.agenda.item_views",
    "conference.agenda.room_views",
    "conference.agenda.track_views",
    "conference.agenda.absence_views",
    "conference.agenda.sockets",
    "conference.polls.join_views",
    "conference.polls.vote_views",
    "conference.polls.wall_views",
    "conference.polls.sockets",
    "conference.awards.record_views",
    "conference.awards.sockets",
    "conference.awards.vote_views",
    "conference.awards.wall_views",
    "conference.awards.controls_views",
    "conference.cafe.act_views",
    "conference.cafe.seat_sockets",
    "conference.cafe.sockets",
    "conference.cafe.views",
    "conference.cafe.setup_views",
    "conference.cafe.choose_sockets",
    "conference.cafe.console_views",
    "conference.cafe.board_views",
    "conference.cafe.board_sockets",
    "conference.cafe.outcome_views",
    "conference.cafe.recommendation_views",
    "conference.calls.views",
    "conference.calls.settings_views",
    "conference.calls.sockets",
    "conference.chat.views",
    "conference.chat.sockets",
    "conference.questions.views",
    "conference.questions.desk_views",
    "conference.questions.sockets",
    "conference.people.sockets",
    "conference.cafe.table_views",
    "conference.cafe.table_sockets",
    "conference.quiz.views",
    "conference.quiz.panel_views",
    "conference.quiz.run_views",
    "conference.quiz.edit_views",
    "conference.quiz.question_views",
    "conference.quiz.import_views",
    "conference.quiz.sockets",
    "conference.stage.views",
    "conference.stage.desk_views",
    "conference.stage.projector_views",
    "conference.stage.sockets",
    "conference.people.live_views",
    "conference.polls.manage_views",
    "conference.polls.edit_views",
    "conference.polls.preview_views",
    "conference.polls.controls_views",
    "conference.polls.text_views",
    "conference.polls.results_views",
    "conference.polls.library_views",
    "conference.polls.import_views",
    "conference.awards.views",
    "conference.awards.jury_views",
    "conference.awards.chair_views",
    "conference.awards.proof_views",
    "conference.awards.settings_views",
    "conference.awards.member_views",
    "conference.awards.nominee_views",
    "conference.awards.nomination_views",
    "conference.awards.finalist_views",
)
DEMO_DOORS = ("conference.demo.views", "conference.demo.mailbox_views")
# What each capability holds about a person: it adds to the lists in `people.held_data` when imported.
HELD_DATA = (
    "conference.awards.held_data",
    "conference.agenda.held_data",
    "conference.cafe.held_data",
    "conference.calls.held_data",
    "conference.chat.held_data",
    "conference.stage.held_data",
    "conference.polls.held_data",
    "conference.questions.held_data",
    "conference.quiz.held_data",
    "conference.cafe.harvest_held_data",
)
BLUEPRINTS = (
    "people",
    "desk",
    "agenda",
    "calls",
    "chat",
    "polls",
    "quiz",
    "stage",
    "questions",
    "awards",
    "cafe",
)


def _import_doors(app: Flask) -> None:
    """Import every door, so that it hangs its addresses and messages up. A new door is named in `DOORS`."""
    for door in (*HELD_DATA, *DOORS, *(DEMO_DOORS if app.config["DEMO"] else ())):
        import_module(door)


def _register_blueprints(app: Flask) -> None:
    for name in (*BLUEPRINTS, *(("demo",) if app.config["DEMO"] else ())):
        app.register_blueprint(import_module(f"conference.{name}.blueprint").blueprint)
