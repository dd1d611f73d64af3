"""Files that people take away: always as a download, under a name that no system misreads."""

from __future__ import annotations

import re
import unicodedata
from typing import TypeVar

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header

LONGEST = 150  # characters; systems take 255 bytes
RESERVED = re.compile(r'[<>:"/\\|?*%]')  # by Windows or in addresses
DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows keeps for itself

Answer = TypeVar("Answer", bound=HttpResponseBase)


def as_download(answer: Answer, name: str, media_type: str = "") -> Answer:
    """The answer, to be kept as a file of this name; `media_type` where it is not the answer's already."""
    answer.headers["Content-Disposition"] = content_disposition_header(True, safe_name(name)) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if media_type:
        answer.headers["Content-Type"] = media_type
    return answer


def is_download(answer: HttpResponseBase) -> bool:
    """Whether it is to be kept as a file."""
    return answer.headers.get("Content-Disposition", "").startswith("attachment")


def safe_name(name: str) -> str:
    """The name without folders, control and direction characters or what a system reserves; never empty or hidden."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in last)
    shown = " ".join(RESERVED.sub("_", shown).split()).strip(". ")
    if DEVICES.match(shown):
        shown = f"_{shown}"
    return _shortened(shown) or "file"


def _shortened(name: str) -> str:
    """The name within the longest that is allowed, its ending kept."""
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
    return name[: LONGEST - len(ending)].rstrip(". ") + ending
