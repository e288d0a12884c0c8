"""The application for servers (`gunicorn app:app`) and, run as a program, the embedded server."""

from gevent import monkey

monkey.patch_all()

from conference.factory import create_app  # noqa: E402 - nothing may be imported before the patch
from conference.server import main, start_background  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(main())

app = create_app()
start_background(app)
