"""What row security costs: the statements of pages, asked by the application's role and by the tables' owner in turn.

    python -m tests.benchmarks.row_security_cost [--rows 1000000] [--rounds 15] [--viewer NAME ...] [--pages] [--plans]

Each page is opened once as each viewer and its reading statements are written down. They are then run as they are over
two plain connections that take turns: as the application's role on behalf of that viewer, held by row security, and as
the owner, whom it does not hold. A guest reads one unit alone and finds far less than the owner does; so beside them
the owner asks with the same restriction written by hand, as views in the tables' place.

A page's cost is the ratio of the medians of its sums; what entering on behalf of a person takes (`access_enter`, once
for a request) stands beside it and counts with the page. The aim is of all pages of a viewer together, of roles that
come with Muster; a guest is measured where asked for. `--pages` tells every page, `--plans` the plans of the dearest.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import psycopg

from tests.benchmarks._million import ensure, settings_of
from tests.benchmarks._people import VIEWERS
from tests.benchmarks.register_load import print_machine

AIM = 1.3  # times the same statements without
PAGES = {
    "register": "/activities/",
    "unit": "/activities/?unit=unit-3",
    "own unit": "/activities/?unit=unit-7",
    "theme": "/activities/?theme=A05",
    "year and unit": "/activities/?unit=unit-4&since=2015&until=2015",
    "month": "/activities/?since=2019-05&until=2019-05",
    "cell of the matrix": "/activities/?theme=B02&column=training&since=2018&until=2018&by=starting",
    "place": "/activities/?place=K12",
    "place and kind": "/activities/?place=K07&kind=conference&category=threats",
    "words": "/activities/?q=community drugs",
    "words and theme": "/activities/?q=traffick&theme=A02",
    "a number": "/activities/?q=12345",
    "partner": "/activities/?partner=Kosovo Police&unit=unit-9",
    "women": "/activities/?women_from=60&theme=A08&unit=unit-2",
    "most participants": "/activities/?sort=participants&theme=A03",
    "most events": "/activities/?sort=events&unit=unit-5&column=training",
    "changed last": "/activities/?sort=changed&origin=hand",
    "without source": "/activities/?source=without&unit=unit-6",
    "deep page": "/activities/?after=2014-06-11~200",
    "all counted": "/activities/?category=general&count=all",
    "matrix of all years": "/matrix/?since=2007-01-01&until=2026-12-31",
    "matrix of a year": "/matrix/?year=2020",
    "charts of a year": "/matrix/charts/?year=2020",
    "an entry": "/activities/{entry}/",
    "reports": "/reports/",
    "first page": "/",
}
SHIPPED = [name for name, (role, _unit) in VIEWERS.items() if role != "guest"]
Statement = tuple[str, Any]
Ask = Callable[[Statement], int]


@dataclass(slots=True)
class Page:
    """Seconds that the statements of a page took together, round by round, and how many rows they gave."""

    name: str
    statements: list[Statement]
    held: list[float] = field(default_factory=list)
    free: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(self.held) / statistics.median(self.free)


def main() -> int:
    options = _options()
    warnings.simplefilter("ignore")  # a folder of static files that nobody collected
    print_machine()
    urls = ensure(options.rows)
    os.environ.update(settings_of(urls))
    import django

    django.setup()
    missed = [_viewer(name, options, urls) >= AIM for name in options.viewer or SHIPPED]
    print(f"aim: under {AIM}x for each of them: {'MISSED' if any(missed) else 'reached'}")
    return int(any(missed))


def _viewer(name: str, options: argparse.Namespace, urls: dict[str, str]) -> float:
    """Measure and tell one of them; the ratio of all pages together, entering included."""
    from muster.core.identity import SYSTEM, acting_as
    from muster.features.accounts.models import User

    with acting_as(SYSTEM):
        person = User.objects.get(username=name)
        pages = [Page(title, statements) for title, statements in _written_down(person)]
    with ExitStack() as open_ones:
        held, free = (open_ones.enter_context(_connected(urls[url])) for url in ("DATABASE_URL", "DATABASE_OWNER_URL"))
        if VIEWERS[name][0] == "guest":
            _restrict_by_hand(free, VIEWERS[name][1])
        entering = [_enter(held, person.pk) for _ in range(50)]
        for number in range(options.rounds + 1):
            for page in pages:
                _turn(page, held, free, counts=number > 0, held_first=number % 2 == 0)
        ratio = _told(name, pages, statistics.median(entering), each=options.pages)
        if options.plans:
            _plans(max(pages, key=lambda page: page.ratio), held, free)
    return ratio


def _written_down(person: Any) -> Iterator[tuple[str, list[Statement]]]:
    """What each page asks the database to read. What one may not see is left out."""
    from django.db import connection
    from django.test import Client

    from muster.core.identity import SYSTEM, acting_as
    from muster.features.activities.models import Activity

    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    entry = Activity.objects.filter(unit__code="unit-7", marking=1).order_by("pk")[100].pk
    for name, address in PAGES.items():
        for wanted in ([], statements := []):  # once to warm what is kept in memory
            with connection.execute_wrapper(_note(wanted)):
                answer = client.get(address.format(entry=entry))
            with acting_as(SYSTEM):
                connection.close_if_unusable_or_obsolete()
        if answer.status_code == 200:
            yield name, statements


def _note(into: list[Statement]) -> Callable[..., Any]:
    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")) and not many and "FOR UPDATE" not in sql:
            into.append((sql, params))
        return execute(sql, params, many, context)

    return wrapper


def _connected(url: str) -> Any:
    """A connection that takes Django's parameters and puts them into the statement as Django does."""
    from django.conf import settings
    from django.db.backends.postgresql.psycopg_any import get_adapters_template
    from django.utils.timezone import get_default_timezone

    context = get_adapters_template(settings.USE_TZ, get_default_timezone())
    return psycopg.connect(url, autocommit=True, context=context, cursor_factory=psycopg.ClientCursor)


def _restrict_by_hand(owner: Any, unit: int) -> None:
    """What a guest of this unit may see, as one would write it without row security."""
    owner.execute("CREATE SCHEMA IF NOT EXISTS by_hand")
    for table in ("activities_activity", "intake_document"):
        owner.execute(
            f"CREATE OR REPLACE VIEW by_hand.{table} AS SELECT * FROM public.{table} WHERE marking <= 1"
            f" AND NOT restricted AND unit_id = (SELECT id FROM public.core_unit WHERE code = 'unit-{unit}')"
        )
    owner.execute("SET search_path = by_hand, public")


def _enter(connection: Any, pk: int) -> float:
    started = time.perf_counter()
    connection.execute("SELECT access_enter(%s, NULL, NULL, NULL)", [str(pk)])
    return time.perf_counter() - started


def _turn(page: Page, held: Any, free: Any, *, counts: bool, held_first: bool) -> None:
    sides = [(held, page.held), (free, page.free)]
    for connection, times in sides if held_first else reversed(sides):
        started = time.perf_counter()
        for sql, params in page.statements:
            connection.execute(sql, params).fetchall()
        if counts:
            times.append(time.perf_counter() - started)


def _told(name: str, pages: list[Page], entering: float, *, each: bool) -> float:
    held, free = (sum(statistics.median(times) for times in side) for side in _sides(pages))
    late = [statistics.quantiles([time for times in side for time in times], n=20)[-1] for side in _sides(pages)]
    whole = (held + entering * len(pages)) / free
    print(f"\n{name} ({VIEWERS[name][0]}): {len(pages)} pages, entering takes {entering * 1000:.1f} ms a request")
    print(
        f"  statements {held / free:.2f}x: {held * 1000:.0f} against {free * 1000:.0f} ms; with entering {whole:.2f}x"
    )
    print(f"  p95 of a page {late[0] * 1000:.1f} against {late[1] * 1000:.1f} ms")
    for page in sorted(pages, key=lambda page: -page.ratio)[: None if each else 3]:
        times = (statistics.median(page.held) * 1000, statistics.median(page.free) * 1000)
        print(f"    {page.name:<22} {page.ratio:5.2f}x   {times[0]:8.1f} against {times[1]:8.1f} ms")
    return whole


def _sides(pages: list[Page]) -> list[list[list[float]]]:
    """The times of every page, with row security and without."""
    return [[page.held for page in pages], [page.free for page in pages]]


def _plans(page: Page, held: Any, free: Any) -> None:
    """Of each statement of a page that takes a millisecond more: both plans."""
    for sql, params in page.statements:
        plans = [connection.execute(f"EXPLAIN (ANALYZE) {sql}", params).fetchall() for connection in (held, free)]
        took = [float(plan[-1][0].split()[2]) for plan in plans]
        if took[0] > took[1] + 1:
            print(f"\n-- {page.name}: {took[0]:.1f} against {took[1]:.1f} ms\n{sql}\n-- {params}")
            print("\n".join(line for plan in plans for (line,) in [*plan, ("--",)]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--viewer", choices=VIEWERS, nargs="*")
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--plans", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
