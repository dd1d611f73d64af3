"""Tables that people bring: compared row by row, looked at, then taken as a whole or not at all, or dropped.

What it is brought into, its feature says (a concrete `Brought`, with its rows); what all of them do alike stands here.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from procrastinate.exceptions import JobAborted

from muster.core.aside import say_aside
from muster.core.conflicts import Conflict
from muster.core.identity import SYSTEM, acting_as, of_person
from muster.core.jobs import DATABASE_TROUBLE

logger = logging.getLogger(__name__)

READING, READY, LOADING, DONE, FAILED, DROPPED = "reading", "ready", "loading", "done", "failed", "dropped"
UNDER_WAY = (READING, LOADING)  # a job is at it
DECIDED = (LOADING, DONE, DROPPED)
KEPT_DAYS = 30  # so long a table waits for a decision: its rows and its file may name people
FORGOTTEN_AT_ONCE = 100


class Brought(models.Model):
    """A concrete one says its states, those above among them, and where its file is."""

    file_name = models.CharField(max_length=255)
    head = models.JSONField(default=list)  # names of the columns as they stand in the file
    state = models.CharField(max_length=8, default=READING)
    rows_done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def size(self) -> int:
        """Rows, as far as they are known."""
        return self.rows_done

    @property
    def under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def dropped_on(self) -> date | None:
        """The day on which it is dropped if nobody decides about it; None where it is decided."""
        decided = self.state in DECIDED
        return None if decided else timezone.localdate(self.uploaded_at) + timedelta(days=KEPT_DAYS)


class RowState(models.TextChoices):
    WRONG = "wrong", gettext_lazy("Wrong")
    NEW = "new", gettext_lazy("New")
    CHANGED = "changed", gettext_lazy("Changed")
    SAME = "same", gettext_lazy("The same")


class BroughtRow(models.Model):
    """A row, compared; a concrete one has its `load`, what it says and changes, and with what it was compared."""

    number = models.PositiveIntegerField()  # of the row in its sheet, from 1
    state = models.CharField(max_length=7, choices=RowState)
    version = models.PositiveIntegerField(null=True)  # of what it was compared with
    problems = models.JSONField(default=list)
    cells = models.JSONField(default=list)  # of a wrong row, as they stand in the file

    class Meta:
        abstract = True


def counted(rows: models.QuerySet[Any]) -> Counter[str]:
    """How many rows are in which `RowState`."""
    return Counter(dict(rows.order_by().values_list("state").annotate(Count("pk"))))


def refuse_others(person: models.Model, load: Brought) -> None:
    if load.uploaded_by_id != person.pk:
        raise PermissionDenied(_("Only the person who brought the table decides about it."))


def is_in(load: Brought, *states: str) -> bool:
    """Whoever asks: also for a person whose account was closed meanwhile."""
    with acting_as(SYSTEM):
        return _row(load).filter(state__in=states).exists()


def move(load: Brought, before: Collection[str], after: str, **more: object) -> None:
    """Raises `ValidationError` where it is in none of the states `before` (any more)."""
    if not _row(load).filter(state__in=before).update(state=after, **more):
        raise ValidationError(_("This table is not ready to be loaded."))


def fail(load: Brought, sentence: str) -> None:
    """Back to its person, unless it was dropped meanwhile; also where their account was closed."""
    with acting_as(SYSTEM):
        _row(load).filter(state__in=UNDER_WAY).update(state=FAILED, error=sentence)


def forget_undecided(loads: models.QuerySet[Any], drop: Callable[[Any, Any], None]) -> None:
    """Drop what waits too long, as if their persons had, on the day that their pages say."""
    over = timezone.localdate() - timedelta(days=KEPT_DAYS)
    waiting = loads.exclude(state__in=DECIDED).filter(uploaded_at__date__lte=over).select_related("uploaded_by")
    for load in waiting.order_by("pk")[:FORGOTTEN_AT_ONCE]:
        logger.info("Table %s is dropped: nobody decided about it", load.pk)
        try:
            drop(load.uploaded_by, load)
        except DATABASE_TROUBLE:
            raise
        except Exception:  # or those after it would wait for it
            logger.exception("Table %s could not be dropped", load.pk)


def say_progress(load: Brought, done: int) -> None:
    """How far a transaction has come that is still under way."""
    table = load._meta.db_table
    say_aside(f"UPDATE {table} SET rows_done = %s WHERE id = %s", [done, load.pk])  # noqa: S608 -- own name


@contextmanager
def for_its_person(load: Brought) -> Iterator[None]:
    """On behalf of who brought it, so that no row tells of what they do not see, and in their language."""
    person: Any = load.uploaded_by
    with acting_as(of_person(person.pk)), override(person.language):
        yield


@contextmanager
def worked_on(load: Brought) -> Iterator[None]:
    """By a job. What nobody foresaw is logged, and the table goes back to its person; a lost database or worker comes
    again."""
    try:
        with for_its_person(load):
            yield
    except (JobAborted, *DATABASE_TROUBLE):
        raise
    except Exception:
        logger.exception("Table %s could not be worked on", load.pk)
        with for_its_person(load):
            fail(load, _("Nothing was loaded."))


@contextmanager
def all_or_nothing(load: Brought) -> Iterator[None]:
    """A transaction; on trouble with what the table says nothing of it stays, and its person is told why."""
    try:
        with transaction.atomic():
            yield
    except Conflict as conflict:
        sentence = _("Nothing was loaded: “%(name)s” was changed since the table was compared. Compare it again.")
        fail(load, sentence % {"name": conflict.current})
    except IntegrityError:
        fail(load, _("Nothing was loaded: some of it has come another way meanwhile. Compare it again."))
    except (ValidationError, PermissionDenied) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        fail(load, " ".join([_("Nothing was loaded."), *sentences]))


def _row(load: Brought) -> models.QuerySet[Any]:
    return type(load)._default_manager.filter(pk=load.pk)
