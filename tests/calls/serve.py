"""The embedded server with the tables of tests beside everything else: `python -m tests.calls.serve`."""

from gevent import monkey

monkey.patch_all()

from conference import doors  # noqa: E402 - nothing may be imported before the patch
from conference.server import main  # noqa: E402

doors.DOORS = (*doors.DOORS, "tests.calls.table_views")  # type: ignore[assignment]  # one more than ours

if __name__ == "__main__":
    raise SystemExit(main())
