"""Files on their way in with a form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class LimitedUpload(FileUploadHandler):
    """Stops receiving a file at `settings.UPLOAD_LIMIT`; the other files of the same form go on.

    The names of files refused so are in `refused_files(request)`.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.UPLOAD_LIMIT:
            request: Any = self.request
            request.refused_files = [*refused_files(request), self.file_name]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None  # the next handler makes the file


def refused_files(request: HttpRequest) -> list[str]:
    """The names of files in this request that were larger than the limit."""
    return list(getattr(request, "refused_files", []))
