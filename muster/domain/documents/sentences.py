"""Every sentence the readers say to people: templates by code, so that the pages can translate them.

A template is filled with `str.format` from `params`; `file` is always among them.
"""

from __future__ import annotations

import re

from muster.domain.words_for_people import gettext_noop

REFUSALS: dict[str, str] = {
    "empty": gettext_noop("{file} is empty: it has no bytes."),
    "no-text": gettext_noop("{file} contains no text."),
    "missing": gettext_noop("{file} cannot be opened: {reason}."),
    "too-large": gettext_noop(
        "{file} is too large: it has {size} MB, at most {limit} MB are read. Save it without pictures."
    ),
    "too-many-pages": gettext_noop("{file} has {pages} pages, and at most {limit} are read. Split it into parts."),
    "too-much-text": gettext_noop(
        "{file} holds too much text: more than {limit} characters up to {place}. Split it into parts."
    ),
    "too-slow": gettext_noop("{file} takes too long: reading stopped after {seconds} seconds at {place}."),
    "too-much-memory": gettext_noop("{file} needs more memory than the {limit} MB a document may take."),
    "reader-stopped": gettext_noop("{file} made the reader stop ({reason}): it is damaged or not what it says."),
    "encrypted": gettext_noop("{file} is protected by a password. Save it without the password and hand it in again."),
    "damaged": gettext_noop(
        "{file} is damaged at {place} and cannot be read. Open it in its program and save it again."
    ),
    "cut-off": gettext_noop("{file} is cut off: its end is missing after byte {byte}. Copy or download it again."),
    "scan": gettext_noop("{file} is a scan: {place} has pictures of text but no text. Hand in the original file."),
    "unsupported": gettext_noop("{file} is {kind}, which is not read. {advice}"),
    "binary": gettext_noop("{file} is not text: byte {byte} belongs to no text file."),
    "bomb": gettext_noop("{file} unpacks to far more than a report holds (at {place}), so it is not opened."),
    "entities": gettext_noop(
        "{file} declares its own XML entities (at {place}), which no report needs, so it is not opened."
    ),
}

NOTES: dict[str, str] = {
    "mislabelled": gettext_noop("{file} is {kind} although its name ends in {ending}; it was read as what it is."),
    "encoding": gettext_noop("The text was not UTF-8; it was read as {encoding}."),
    "lossy": gettext_noop("{count} characters could not be read and stand as �."),
    "pages-without-text": gettext_noop("Without text, only a picture: {place}."),
    "ocr": gettext_noop("Read from pictures by character recognition ({languages}): {place}. Check names and numbers."),
    "ocr-poor": gettext_noop("Hardly readable, so that much may be wrong: {place}. Compare it with the original."),
    "unmapped": gettext_noop("On {place} the fonts do not say which letters they show; parts may be unreadable."),
    "drawings-skipped": gettext_noop("{place} has very many drawings; boxes and tables there may not be recognised."),
    "title-own": gettext_noop("The document gives this as its title."),
    "title-heading": gettext_noop("The highest heading of the first page."),
    "title-report": gettext_noop("The line of the first page that reads like the title of a report."),
    "title-first-line": gettext_noop("The first line of the text."),
    # xgettext:no-python-format
    "language-words": gettext_noop("Its words are of this language ({percent} % sure)."),
    "period-title": gettext_noop("The title says “{words}”."),
    "period-line": gettext_noop("The first page says “{words}”."),
    "period-file": gettext_noop("The file's name says “{words}”."),
    "unit-title": gettext_noop("The title names “{words}”."),
    "unit-line": gettext_noop("The first page names “{words}”."),
    "unit-file": gettext_noop("The file's name is “{words}”."),
    "tracked": gettext_noop("The file has tracked changes: insertions are in the text, deletions are left out."),
}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")


def plain_name(name: str) -> str:
    """A file's name as it may stand in a sentence: one line, at most 120 characters, never empty."""
    shown = _CONTROL.sub(" ", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return (shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-39:]}") or "The file"


class UnreadableDocument(Exception):
    """A file that cannot become text. `str()` is one sentence with the file and the place.

    `code` is a key of `REFUSALS`, `params` fills its template; its `place` is where in the file ("page 3").
    """

    def __init__(self, code: str, place: str = "", **params: str | int) -> None:
        self.code = code
        self.params: dict[str, str | int] = {"file": "The file", "place": place or "its start", **params}
        super().__init__(code, place)

    def named(self, name: str) -> UnreadableDocument:
        """The same refusal, naming the file."""
        self.params["file"] = plain_name(name)
        return self

    def __str__(self) -> str:
        return REFUSALS[self.code].format(**self.params)


class Note(str):
    """A sentence for `SourceText.notes` that remembers its `code` and `params` for translation."""

    code: str
    params: dict[str, str | int]

    def __new__(cls, code: str, **params: str | int) -> Note:
        """`code` is a key of `NOTES`."""
        note = super().__new__(cls, NOTES[code].format(**params))
        note.code, note.params = code, params
        return note

    def __reduce__(self) -> tuple[object, ...]:
        return (_note, (self.code, self.params))


def _note(code: str, params: dict[str, str | int]) -> Note:
    return Note(code, **params)


def page_list(pages: list[int]) -> str:
    """Page numbers as people write them: `page 3`, `pages 1-4, 9`; more than eight runs are counted."""
    runs: list[list[int]] = []
    for page in sorted(pages):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    if len(runs) > 8:
        return f"{len(pages)} pages"
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}"
