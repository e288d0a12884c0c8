"""The embedded server with doors that make meetings for tests: `python -m tests.meetings.serve`."""

from gevent import monkey

monkey.patch_all()

from conference import doors  # noqa: E402 - nothing may be imported before the patch
from conference.server import main  # noqa: E402

doors.DOORS = (*doors.DOORS, "tests.meetings.room_views")  # type: ignore[assignment]  # one more than ours

if __name__ == "__main__":
    raise SystemExit(main())
