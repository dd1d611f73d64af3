"""Word documents (.docx) to text: one line per paragraph, soft break, table row.

Tracked changes read as accepted: insertions are in, deletions out. Heads, feet and comments are left out. Page
numbers are those Word saw when it last laid the document out, or the breaks set by hand.
"""

from __future__ import annotations

from lxml import etree

from ..composing import Composer, stated_title
from ..limits import Budget
from ..model import SourceText
from ..sentences import Note, UnreadableDocument
from ..xmlparts import Package, attribute, local
from .body import Body
from .styles import Numbering, Styles

_MAIN = "word/document.xml"


def read_docx(data: bytes, budget: Budget) -> SourceText:
    """The text of a Word document."""
    package = Package(data, budget)
    name = _main_part(package)
    root = package.xml(name)
    main = None if root is None else next((child for child in root if local(child) == "body"), None)
    if root is None or main is None:
        raise UnreadableDocument("damaged", name)
    folder = name.rpartition("/")[0]
    notes = {
        kind: _notes(package.xml(f"{folder}/{kind}s.xml")) for kind in ("footnote", "endnote")
    }  # fmt: skip
    composer = Composer(budget)
    styles = Styles(package.xml(f"{folder}/styles.xml"))
    body = Body(composer, styles, Numbering(package.xml(f"{folder}/numbering.xml")), notes)
    body.rendered = any(local(one) == "lastRenderedPageBreak" for one in root.iter())
    body.read(main)
    if body.tracked:
        composer.notes.append(Note("tracked"))
    if composer.is_empty and any(local(one) in ("drawing", "pict") for one in root.iter()):
        raise UnreadableDocument("scan", "the document")
    return composer.finish(body.title or body.first_heading or _core_title(package))


def _main_part(package: Package) -> str:
    relations = package.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            target = (attribute(relation, "Target") or "").lstrip("/")
            if target in package:
                return target
    return _MAIN


def _notes(root: etree._Element | None) -> dict[str, etree._Element]:
    """Footnotes or endnotes by their id; separators are none."""
    if root is None:
        return {}
    return {
        attribute(note, "id") or "": note
        for note in root
        if local(note) in ("footnote", "endnote") and attribute(note, "type") in (None, "normal")
    }


def _core_title(package: Package) -> str | None:
    core = package.xml("docProps/core.xml")
    for element in core if core is not None else ():
        if local(element) == "title":
            return stated_title(element.text)
    return None
