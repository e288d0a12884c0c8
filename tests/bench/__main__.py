"""`make bench`: every measurement, one after the other; `make bench ARGS="live --clients 1000"`: one of them."""

import sys

from tests.bench import (
    bench_agenda,
    bench_cafe,
    bench_cafe_open,
    bench_exhibition,
    bench_live,
    bench_matching,
    bench_matchmaking,
)

NAME, REST = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
if NAME in {"", "agenda"}:
    bench_agenda.main()
if NAME in {"", "cafe"}:
    bench_cafe.main()
if NAME in {"", "matching"}:
    bench_matching.main()
if NAME in {"", "live"}:
    bench_live.main(REST)
if NAME in {"", "cafe_open"}:
    bench_cafe_open.main(REST)
if NAME in {"", "matchmaking"}:
    bench_matchmaking.main()
if NAME in {"", "exhibition"}:
    bench_exhibition.main(REST)
