"""`make bench`: every measurement, one after the other."""

from tests.bench import bench_agenda

bench_agenda.main()
