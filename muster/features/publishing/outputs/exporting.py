"""A report written to a folder: as it was frozen, or as its draft stands now."""

from __future__ import annotations

from pathlib import Path

from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, require
from muster.features.publishing.models import PublicationFile, Report
from muster.features.publishing.outputs.rendering import RENDERERS, file_name, render
from muster.features.publishing.queries import book


def export(report: Report, folder: Path, viewer: User | None = None) -> list[Path]:
    """PDF, DOCX and HTML in the folder, which is made where it is missing; without a viewer, as its author reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    files = (_made(report, viewer or report.created_by, output) for output in RENDERERS)
    return [_write(folder / name, body) for name, body in files]


def file_of(report: Report, viewer: User, output: str) -> tuple[str, bytes]:
    """Name and bytes of `pdf`, `docx` or `html`; of a published report the very bytes that were frozen."""
    require(viewer, Verb.EXPORT, Subject.REPORT)
    return _made(report, viewer, output)


def _made(report: Report, viewer: User, output: str) -> tuple[str, bytes]:
    require(viewer, Verb.READ, Subject.REPORT)
    kept = PublicationFile.objects.filter(publication__report=report, format=output).select_related("file").first()
    if kept:
        return kept.name, bytes(kept.file.content)
    made = book(viewer, report)
    return file_name(made.book, output), render(made, output)


def _write(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path
