"""The embedded server with a door that makes a booth for tests: `python -m tests.exhibition.booth_serve`."""

from gevent import monkey

monkey.patch_all()

from conference import doors  # noqa: E402 - nothing may be imported before the patch
from conference.server import main  # noqa: E402

doors.DOORS = (*doors.DOORS, "tests.exhibition.booth_doors")  # type: ignore[assignment]  # one more than ours

if __name__ == "__main__":
    raise SystemExit(main())
