"""What operators count: requests, failures, mails. `/metrics` speaks Prometheus' format to who holds the token."""

import hmac
import time

from flask import Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from conference.extensions import limiter

REQUESTS = Counter("conference_requests", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram("conference_request_seconds", "Seconds from request to answer", ["endpoint"])
MAILS = Counter("conference_mails", "Mails handed to the mail server, or refused by it", ["outcome"])
ALARMS_FAILED = Counter("conference_alarms_failed", "Alarms that ended in an error", ["alarm"])
AWARD_CHECKS_FAILED = Counter("conference_award_checks_failed", "Votes whose rows and log did not agree")
JOBS_FAILED = Counter("conference_jobs_failed", "Background jobs that ended in an error", ["job"])
LIVE_CONNECTIONS = Gauge("conference_live_connections", "Connections that watch something")
LIVE_SNAPSHOTS = Counter("conference_live_snapshots", "Snapshots sent, one for each connection", ["topic"])
LIVE_SEND_SECONDS = Histogram("conference_live_send_seconds", "Seconds to send all that changed in one tick")
LIVE_FAILED = Counter("conference_live_failed", "Snapshots that could not be read or sent", ["topic"])
LIVE_CUT_OFF = Counter("conference_live_cut_off", "Connections cut off because access was taken away")
LIVE_MESSAGES_FAILED = Counter(
    "conference_live_messages_failed", "Messages that were not answered for what they said", ["reason"]
)
LIVE_LINES_ENDED = Counter("conference_live_lines_ended", "Connections ended for what the client did", ["reason"])
LIVE_STUMBLED = Counter("conference_live_stumbled", "Rounds of the live engine that ended in an error", ["round"])
LIVE_MARKS = Counter("conference_live_marks", "Change marks told to and heard from other workers", ["way"])
VIDEO_SERVERS_FAILED = Counter(
    "conference_video_servers_failed", "Requests that a video server did not do", ["provider"]
)
LIVE_REDIS_OUTAGES = Counter("conference_live_redis_outages", "Times that Redis stopped answering")


def init_app(app: Flask) -> None:
    """Count every request, and open /metrics; without `METRICS_TOKEN` there is no such page."""
    app.before_request(_begin)
    app.after_request(_count)
    metrics.access = "open"  # type: ignore[attr-defined]
    app.add_url_rule("/metrics", view_func=limiter.exempt(metrics))


def metrics() -> Response:
    """Answer with this process's counters to `Authorization: Bearer <METRICS_TOKEN>`; to all others it is not there."""
    token: str = current_app.config["METRICS_TOKEN"]
    sent = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        abort(404)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    # The endpoint, never the address: addresses carry secrets and have no end.
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    if "began" in g:
        SECONDS.labels(endpoint).observe(time.perf_counter() - g.began)
    return response
