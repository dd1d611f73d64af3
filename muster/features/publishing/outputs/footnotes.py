"""Real footnotes in Word documents, which python-docx does not write."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
EMPTY = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


def add_footnote(document: Any, paragraph: Any, text: str) -> None:
    """A footnote at the end of what the paragraph has so far."""
    notes = _notes(document.part)
    number = 1 + max(int(note.get(qn("w:id"))) for note in notes.element)
    notes.element.append(_note(number, text))
    run = paragraph.add_run()
    run.font.superscript = True
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    run._r.append(reference)


def _note(number: int, text: str) -> Any:
    note: Any = parse_xml(
        f'<w:footnote {nsdecls("w")} w:id="{number}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        '<w:r><w:rPr><w:vertAlign w:val="superscript"/><w:sz w:val="17"/></w:rPr><w:footnoteRef/></w:r>'
        '<w:r><w:rPr><w:sz w:val="17"/></w:rPr><w:t xml:space="preserve"> </w:t></w:r></w:p></w:footnote>'
    )
    next(note.iter(qn("w:t"))).text = f" {text}"
    return note


def _notes(part: Any) -> Any:
    """The document's footnotes part, made where the template has none."""
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
            return _as_xml(relation)
    made = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE, parse_xml(EMPTY), part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)
    return made


def _as_xml(relation: Any) -> Any:
    """python-docx loads a footnotes part as bytes; put one with elements in its place."""
    loaded = relation.target_part
    if not isinstance(loaded, XmlPart):
        loaded = XmlPart(loaded.partname, CONTENT_TYPE, parse_xml(loaded.blob), loaded.package)
        relation._target = loaded
    return loaded
