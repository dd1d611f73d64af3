"""The job of a document: from its file to its drafts. What it finds is stored in one transaction at the end.

A document is taken by one job at a time: taking it counts `run` up, and only the newest run may write. So a job whose
worker was wrongly taken for dead, or whose document was stopped, does no harm.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from muster.core import files
from muster.core.jobs import COMES_AGAIN, sweep
from muster.features.intake import actions, erasing, isolation, queries, storing
from muster.features.intake.models import AT_WORK, UNDER_WAY, Document, DocumentText, Stage

logger = logging.getLogger(__name__)

ATTEMPTS = 5  # workers that may die over one document before it is given up
SPOKEN = 0.5  # seconds between two writes of progress
FORGOTTEN = 30  # seconds after which a document without a job has lost it


class NoLongerWanted(Exception):
    """The document was stopped, or another job has taken it."""


@app.task(name=erasing.REMOVE, retry=COMES_AGAIN)
def remove_original(sha256: str) -> None:
    """Of a document that was erased."""
    erasing.remove_original(sha256)


@app.task(name=actions.READ, retry=COMES_AGAIN, pass_context=True)
def read(context: JobContext, document: int) -> None:
    """Read, recognise and extract one document, wherever it stands on its way."""
    taken = take(document)
    if taken is None:
        return
    try:
        work(taken, context.should_abort)
    except NoLongerWanted:
        return
    except (JobAborted, files.Unavailable):
        give_back(taken)
        raise


def take(pk: int) -> Document | None:
    """The document, if it is still to be read; nobody else may write about it from now on."""
    free = Document.objects.filter(pk=pk, stage__in=UNDER_WAY)
    now = {"stage": Stage.READING, "progress": 0, "started_at": timezone.now()}
    if not free.update(**now, run=models.F("run") + 1, attempts=models.F("attempts") + 1):
        return None
    document = Document.objects.select_related("original", "uploaded_by__unit").get(pk=pk)
    if document.attempts > ATTEMPTS:
        storing.fail(document, "gave-up", {"attempts": ATTEMPTS})
        return None
    return document


def give_back(document: Document) -> None:
    """Its worker was asked to stop: the document waits again, as if it had not been begun."""
    held(document).update(stage=Stage.WAITING, progress=0, attempts=models.F("attempts") - 1)


def held(document: Document) -> models.QuerySet[Document]:
    """The document's row while this run may write to it; no row otherwise."""
    return Document.objects.filter(pk=document.pk, run=document.run, stage__in=AT_WORK)


def work(document: Document, should_abort: Callable[[], bool]) -> None:
    """Have a reader do it and store what it found, or why it could not."""
    try:
        with files.opened(document.original_id) as original, isolation.reader() as reader:
            found = _serve(reader, _request(document, original.name), Watch(document, should_abort))
    except files.DamagedOriginal:
        storing.fail(document, "original-damaged", {})
    except isolation.Refused as refused:
        if refused.code == "unexpected":
            logger.error("Document %s: its reader failed", document.pk)
        storing.fail(document, refused.code, refused.params)
    else:
        storing.store(document, found)


def _request(document: Document, path: str) -> dict[str, Any]:
    content = DocumentText.objects.filter(document=document).first()
    return {
        "path": path,
        "name": document.file_name,
        "limit": settings.UPLOAD_LIMIT,
        "units": queries.unit_names(),
        "source": storing.as_source(content) if content else None,
        "year": document.year,
    }


def _serve(reader: isolation.Reader, request: dict[str, Any], watch: Watch) -> dict[str, Any]:
    """What accepted drafts teach about themes is sent along only when it has changed."""
    themes = queries.theme_memory()
    if reader.themes_key != themes.key:
        request["themes"] = themes.examples
    found = reader.serve(request, watch)
    reader.themes_key = themes.key
    return found


class Watch:
    """Writes progress, not too often, and ends the work when it is no longer wanted."""

    def __init__(self, document: Document, should_abort: Callable[[], bool]) -> None:
        self.row, self.should_abort = held(document), should_abort
        self.stage, self.spoken = "", 0.0

    def __call__(self, word: dict[str, Any] | None) -> None:
        if self.should_abort():
            raise JobAborted
        if word and (word["stage"] != self.stage or time.monotonic() - self.spoken > SPOKEN):
            self.stage, self.spoken = word["stage"], time.monotonic()
            wanted = self.row.update(stage=word["stage"], progress=word["progress"]) > 0
        else:
            wanted = word is not None or self.row.exists()
        if not wanted:
            raise NoLongerWanted


@sweep
def find_forgotten() -> None:
    """Give every document under way its job again that has lost it, by whatever accident."""
    for pk in queries.without_job(older_than=FORGOTTEN):
        with transaction.atomic():
            document = (
                Document.objects.select_for_update(skip_locked=True, no_key=True)
                .filter(pk=pk, stage__in=UNDER_WAY)
                .first()
            )
            if document:
                logger.warning("Document %s had lost its job", pk)
                actions.defer(document)


sweep(files.sweep_incoming)
