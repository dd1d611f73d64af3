"""A report written to a folder: as it was frozen, or as its draft stands now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from muster.features.accounts.models import User
from muster.features.publishing.models import PublicationFile, Report
from muster.features.publishing.outputs.rendering import RENDERERS, file_name, render
from muster.features.publishing.queries import book


def export(report: Report, folder: Path, viewer: User | None = None) -> list[Path]:
    """PDF, DOCX and HTML in the folder, which is made where it is missing; without a viewer, as its author reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / name, body) for name, body in files_of(report, viewer or report.created_by)]


def files_of(report: Report, viewer: User) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each output; of a published report the very bytes that were frozen."""
    kept = PublicationFile.objects.filter(publication__report=report, format__in=RENDERERS).select_related("file")
    if kept:
        yield from ((each.name, bytes(each.file.content)) for each in kept)
        return
    made = book(viewer, report)
    yield from ((file_name(made.book, output), render(made, output)) for output in RENDERERS)


def _write(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path
