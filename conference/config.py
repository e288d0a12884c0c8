"""Settings, read once from the environment; `Settings.from_environment` refuses unsafe combinations."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TRUE = frozenset({"1", "true", "yes", "on"})


class UnsafeSettings(Exception):
    """The settings contradict each other or lack a secret; the message is one line for the operator."""


def resource_folder(name: str) -> Path:
    """Return `templates`, `static` or `seeds`: inside the package when installed, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@dataclass(frozen=True, slots=True)
class VideoSettings:
    """What helps video calls. `inside` lets organisers name servers in private networks and without TLS."""

    stun_urls: tuple[str, ...] = ()
    turn_urls: tuple[str, ...] = ()
    turn_secret: str = ""
    janus_url: str = ""
    janus_socket_url: str = ""
    janus_admin_key: str = ""
    janus_token_secret: str = ""
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set from outside. Addresses are without a trailing slash."""

    host: str = "127.0.0.1"
    port: int = 5000
    demo: bool = False
    demo_public: bool = False
    data_dir: Path = field(default_factory=lambda: Path.cwd() / "instance")
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    base_url: str = ""
    smtp_url: str = ""
    mail_from: str = "conference@localhost"
    admin_emails: frozenset[str] = frozenset()
    secure_cookies: bool = True
    proxies: int = 0
    metrics_token: str = ""
    fanout: str = "direct"
    video: VideoSettings = field(default_factory=VideoSettings)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises `UnsafeSettings` for a demo that others could reach, a missing secret outside the demo, and
        numbers that are none.
        """
        host = environ.get("HOST", "127.0.0.1")
        demo = environ.get("DEMO", "").lower() in TRUE
        demo_public = environ.get("DEMO_PUBLIC", "").lower() in TRUE
        if demo and host not in LOOPBACK and not demo_public:
            message = (
                f"DEMO=1 lets anyone sign in as anyone, so it is refused on HOST={host}. "
                "Set DEMO_PUBLIC=1 if that is what you want."
            )
            raise UnsafeSettings(message)
        port_text = environ.get("PORT", "5000")
        if not port_text.isdigit() or not 0 < int(port_text) < 65536:
            message = f"PORT={port_text} is no port number."
            raise UnsafeSettings(message)
        data_dir = Path(environ.get("DATA_DIR", "instance")).resolve()
        base_url = environ.get("BASE_URL", "").rstrip("/") or f"http://{_in_address(host)}:{port_text}"
        secret = environ.get("SECRET_KEY", "")
        if not secret and demo:
            secret = _kept_secret(data_dir)
        if not secret:
            message = "SECRET_KEY is not set. Make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
            raise UnsafeSettings(message)
        return cls(
            host=host,
            port=int(port_text),
            demo=demo,
            demo_public=demo_public,
            data_dir=data_dir,
            database_url=environ.get("DATABASE_URL", "") or f"sqlite:///{data_dir / 'conference.sqlite'}",
            redis_url=environ.get("REDIS_URL", ""),
            secret_key=secret,
            base_url=base_url,
            smtp_url=environ.get("SMTP_URL", ""),
            mail_from=environ.get("MAIL_FROM", "conference@localhost"),
            admin_emails=frozenset(
                part.strip().lower() for part in environ.get("ADMIN_EMAILS", "").split(",") if part.strip()
            ),
            metrics_token=environ.get("METRICS_TOKEN", ""),
            proxies=_whole_number(environ, "PROXIES", 0),
            fanout=_one_of(environ, "FANOUT", ("direct", "stock")),
            video=_video_settings(environ),
            secure_cookies=base_url.startswith("https://"),
        )


def _video_settings(environ: Mapping[str, str]) -> VideoSettings:
    """Return what video calls are helped by; half of a server's settings would fail in the first call."""
    texts = {name: environ.get(name, "") for name in ("TURN_SECRET", "JANUS_ADMIN_KEY", "JANUS_TOKEN_SECRET")}
    addresses = {name: environ.get(name, "").rstrip("/") for name in ("JANUS_URL", "JANUS_SOCKET_URL")}
    lists = {name: tuple(environ.get(name, "").replace(",", " ").split()) for name in ("STUN_URLS", "TURN_URLS")}
    if bool(lists["TURN_URLS"]) != bool(texts["TURN_SECRET"]):
        message = "TURN_URLS and TURN_SECRET belong together: set both or none."
        raise UnsafeSettings(message)
    janus = {name: value for name, value in (texts | addresses).items() if name.startswith("JANUS")}
    if any(janus.values()) and not all(janus.values()):
        message = f"{' and '.join(janus)} belong together: set all or none."
        raise UnsafeSettings(message)
    inside = environ.get("VIDEO_SERVERS_INSIDE", "").lower() in TRUE
    read: dict[str, Any] = {name.lower(): value for name, value in {**texts, **addresses, **lists}.items()}
    return VideoSettings(**read, inside=inside)


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, str(default))
    if not text.isdigit():
        message = f"{name}={text} is no whole number."
        raise UnsafeSettings(message)
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """Return a setting that is one of a few words; the first is the default."""
    word = environ.get(name, "") or known[0]
    if word not in known:
        message = f"{name}={word} is not known. Use {' or '.join(known)}."
        raise UnsafeSettings(message)
    return word


def _in_address(host: str) -> str:
    """Return the host as it stands in an address: IPv6 in brackets, a wildcard as this machine."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _kept_secret(data_dir: Path) -> str:
    """Return the demo's own secret, made at first use, so that a restart signs nobody out."""
    kept = data_dir / "demo-secret"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32), encoding="ascii")
    return kept.read_text(encoding="ascii")
