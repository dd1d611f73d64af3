"""The matrix of a million activities against the time of its bare SQL, in one run.

    python -m tests.benchmarks.matrix_speed [--rows 1000000] [--rounds 7]

Bare is one grouped statement through psycopg, by the tables' owner, whom row security does not hold. Beside it:
`queries.matrix`, and the whole page, which also counts the year before, so its peer is the two statements. Medians of
rounds taken in turn; the aim is a ratio under 2 for all years together, which are the whole table.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable

import psycopg

from tests.benchmarks._million import ensure, settings_of

AIM = 2.0  # times the bare SQL
BARE = """
    SELECT theme, "column", sum(events) FROM activities_activity
    WHERE counted AND period_start BETWEEN %s AND %s GROUP BY theme, "column"
"""


def main() -> int:
    options = _options()
    warnings.simplefilter("ignore")  # a folder of static files that nobody collected
    os.environ.update(settings_of(ensure(options.rows)))
    import django

    django.setup()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        return _compare(options.rounds, owner)


def _compare(rounds: int, owner: psycopg.Connection) -> int:
    from django.test import Client

    from muster.core.identity import SYSTEM, acting_as, of_person
    from muster.domain.counting.period import Period
    from muster.features.accounts.models import User
    from muster.features.activities.models import Activity
    from muster.features.matrix import queries

    client = Client(headers={"host": "localhost"})
    with acting_as(SYSTEM):
        viewer = User.objects.get(username="bench")
        client.force_login(viewer)
        first, last = (queries.years(viewer)[at] for at in (-1, 0))
        print(f"{Activity.objects.count():,} activities of {first} to {last}")
    failed = []
    for name, period in (
        ("all years", Period(Period.of_year(first).start, Period.of_year(last).end)),
        ("one year", Period.of_year(last - 1)),
    ):

        def bare(period: Period = period) -> None:
            owner.execute(BARE, [period.start, period.end]).fetchall()

        def query(period: Period = period) -> None:
            with acting_as(of_person(viewer.pk)):
                queries.matrix(viewer, period=period)

        def page(period: Period = period) -> None:
            answer = client.get("/matrix/", {"since": str(period.start), "until": str(period.end)})
            assert answer.status_code == 200, answer.status_code

        jobs: dict[str, Callable[[], object]] = {
            "bare": bare,
            "query": query,
            "bare twice": lambda period=period, bare=bare: (bare(period), bare(period.year_before())),
            "page": page,
        }
        failed.append(_report(name, _medians(jobs, rounds)))
    return int(failed[0])  # the aim is of the million; one year is told beside it


def _medians(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds; the jobs take turns so that all meet the same machine, and the first turn is not counted."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            started = time.perf_counter()
            job()
            if turn:
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in times.items()}


def _report(name: str, took: dict[str, float]) -> bool:
    """Print the ratios; whether one of them misses the aim."""
    ratios = {"query": took["query"] / took["bare"], "page": took["page"] / took["bare twice"]}
    print(f"\n{name}: bare SQL {took['bare'] * 1000:.0f} ms, queries.matrix {took['query'] * 1000:.0f} ms", end="")
    print(f" -> {ratios['query']:.2f}x")
    print(
        f"  the two statements of a page {took['bare twice'] * 1000:.0f} ms, the page {took['page'] * 1000:.0f} ms",
        end="",
    )
    print(f" -> {ratios['page']:.2f}x")
    return any(ratio >= AIM for ratio in ratios.values())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
