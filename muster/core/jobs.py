"""The worker: runs the jobs of every feature, takes over those of dead workers, outlives its database.

A job is deferred in the transaction that makes it necessary (`defer`), so what was accepted is never without its job.
A job may run twice (its worker was taken for dead): every job must therefore hold a number that only the newest has.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable, Collection, Iterator
from typing import Any

import procrastinate
import psycopg
import psycopg_pool
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.worker import Worker

from muster.core import identity
from muster.core.files.store import Unavailable
from muster.core.operation.logs import Word

logger = logging.getLogger(__name__)

CONCURRENCY = 2  # jobs of one worker at a time
GRACE = 5.0  # seconds that running jobs get to end when the worker is asked to stop; then they are given back
POLLING = 2.0  # seconds between looks for work; a notification comes sooner
PAUSE = 1.0  # seconds before the next try to reach the database
SWEEPING = 7_283_001  # the database's lock of who mends; any number that nobody else takes
PUT_OFF = 60  # seconds; nothing is put off for longer on purpose
DATABASE_TROUBLE = (
    DatabaseError,
    InterfaceError,
    psycopg.Error,
    psycopg_pool.PoolTimeout,
    exceptions.ConnectorException,
)

# A job that lost its database or the originals, or was given back by a worker that stops, comes again.
COMES_AGAIN = procrastinate.RetryStrategy(
    wait=1, retry_exceptions=(*DATABASE_TROUBLE, Unavailable, exceptions.JobAborted)
)

_sweeps: list[Callable[[], None]] = []


def sweep(function: Callable[[], None]) -> Callable[[], None]:
    """Have the workers call this every few seconds: it mends what a killed process left behind."""
    _sweeps.append(function)
    return function


@sweep
def outlive_clocks_that_jump() -> None:
    """What was put off or gave a sign of life by a clock that was ahead is taken for now.

    A job would wait otherwise, and a dead worker would count as living, until time has caught up with that clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now()"
            " WHERE status = 'todo' AND scheduled_at > now() + %s * interval '1s'",
            [PUT_OFF],
        )
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() WHERE last_heartbeat > now()")


def defer(task_name: str, *, lock: str, **arguments: int | str) -> None:
    """Put a job in the queue within the transaction of Django's connection. One job of a lock runs at a time."""
    job = app.configure_task(task_name, lock=lock).job
    JobDeferrer(job=job, job_manager=JobManager(DjangoConnector())).defer(**arguments)


def queued(locks: Collection[str]) -> set[str]:
    """Those of the locks that a job in the queue or under way has."""
    statement = "SELECT lock FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND lock = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(locks)])
        return {lock for (lock,) in cursor.fetchall()}


def worker_alive() -> bool:
    """Whether some worker gave a sign of life lately."""
    statement = "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - %s * interval '1s')"
    with connection.cursor() as cursor:
        cursor.execute(statement, [settings.WORKER_DEAD_AFTER])
        row = cursor.fetchone()
    return bool(row and row[0])


def run_worker(*, until_idle: bool = False) -> None:
    """Work until asked to stop (SIGTERM, SIGINT); with `until_idle`, until there is nothing left to do.

    Jobs are the machine's own; one that works for a person says so (`identity.acting_as`).
    """
    identity.become(identity.SYSTEM)
    asyncio.run(_Worker(until_idle).run())


class _Worker:
    def __init__(self, until_idle: bool) -> None:
        self.until_idle = until_idle
        self.stopping = asyncio.Event()
        self.number: int | None = None  # under which the database knows it
        self.at_work: set[int | None] = set()  # numbers of the jobs that run here
        self.stray: set[int | None] = set()  # of those that seemed not to, when last looked at

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        while not self.stopping.is_set():
            try:
                await self._serve()
            except DATABASE_TROUBLE as error:
                logger.warning("The worker lost its database and tries again: %s", type(error))
            await asyncio.wait({asyncio.create_task(self.stopping.wait())}, timeout=PAUSE)

    async def _serve(self) -> None:
        """Work until asked to stop or until the database is lost."""
        with app.replace_connector(DjangoConnector().get_worker_connector()):
            async with app.open_async():
                await _take_over()
                work = asyncio.create_task(self._work())
                others = [
                    asyncio.create_task(one) for one in (self.stopping.wait(), self._keep_house(), self._watch_idle())
                ]
                try:
                    await asyncio.wait({work, *others}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for task in (*others, work):
                        task.cancel()
                    await asyncio.gather(*others, return_exceptions=True)
                await _ended(work)

    async def _watch_idle(self) -> None:
        """Ask to stop once there is no job left, neither to be done nor being done, where that is wanted."""
        while not self.until_idle or await _jobs_left():
            await asyncio.sleep(PAUSE / 2)
        self.stopping.set()

    async def _work(self) -> None:
        await app.run_worker_async(
            concurrency=CONCURRENCY,
            fetch_job_polling_interval=POLLING,
            abort_job_polling_interval=POLLING,
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=settings.WORKER_DEAD_AFTER / 4,
            stalled_worker_timeout=settings.WORKER_DEAD_AFTER,
            delete_jobs="successful",
            install_signal_handlers=False,
            worker_middleware=[self._known],
        )

    async def _known(self, run: Callable[[], Awaitable[Any]], context: JobContext, worker: Worker) -> Any:
        self.number = worker.worker_id
        self.at_work.add(context.job.id)
        try:
            return await run()
        finally:
            self.at_work.discard(context.job.id)

    async def _keep_house(self) -> None:
        """Take over the jobs of dead workers and mend what killed processes left, every few seconds."""
        while True:
            try:
                await _take_over()
                await self._take_up_stray()
                await sync_to_async(_sweep, thread_sensitive=False)()
            except DATABASE_TROUBLE as error:
                logger.warning("Not this time: %s", type(error))
            await asyncio.sleep(settings.WORKER_DEAD_AFTER / 4)

    async def _take_up_stray(self) -> None:
        """Put back what ended here while the database could not be told (a full disk): it would be under way for good.

        Looked at twice, for a job that has just begun or ended may stand otherwise in the database.
        """
        if self.number is None:
            return
        doing = await app.job_manager.list_jobs_async(status="doing", worker_id=self.number)
        stray = {job.id: job for job in doing if job.id not in self.at_work}
        for number in self.stray & stray.keys():
            await app.job_manager.retry_job(stray[number])
            logger.warning("Job %s of %s had ended unheard", number, Word(stray[number].task_name))
        self.stray = set(stray)


async def _jobs_left() -> bool:
    counts = await app.job_manager.list_queues_async()
    return any(queue["todo"] or queue["doing"] for queue in counts)


async def _ended(work: asyncio.Task[None]) -> None:
    """Wait for the running jobs; raises what made the work end, unless that was our own asking."""
    with contextlib.suppress(asyncio.CancelledError):
        await work


async def _take_over() -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=settings.WORKER_DEAD_AFTER):
        try:
            await app.job_manager.retry_job(job)
        except exceptions.ConnectorException:
            continue  # another worker was quicker
        logger.warning("Took over job %s of %s from a worker that died", job.id, Word(job.task_name))


def _sweep() -> None:
    """Mend what is to be mended, one worker at a time: two at once would mend the same thing twice."""
    close_old_connections()
    try:
        with _alone() as alone:
            for function in _sweeps if alone else ():
                try:
                    function()
                except Unavailable:
                    logger.warning("The store of originals is out of reach")
    finally:
        close_old_connections()


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other worker is at it. A worker that dies lets go with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SWEEPING])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SWEEPING])
