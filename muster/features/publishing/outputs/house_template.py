"""Looks into a Word template before it is taken: can it be read, which placeholders has it, which does it lack."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

REQUIRED = ("body",)
KNOWN = (
    *("body", "title", "subtitle", "mission", "period", "dated", "edition", "notice", "standing"),
    *("status_neutral", "language"),
)
STYLES = ("Heading 1", "Heading 2", "Heading 3", "Caption", "Box Title", "Box", "Table Text", "Note")
UNPACKED_LIMIT = 100 * 1024 * 1024  # bytes
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")  # those that docxtpl fills
ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name)


@dataclass(frozen=True, slots=True)
class Examined:
    """`problem` names why a template cannot be used: not_word, too_large, macros, instructions, no_body; or empty."""

    problem: str = ""
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    styles_lacking: tuple[str, ...] = ()


def examine(content: bytes) -> Examined:
    """Never raises for what people may upload."""
    problem = _unreadable(content)
    if problem:
        return Examined(problem)
    try:
        template = DocxTemplate(io.BytesIO(content))
        template.init_docx()
        names = _names(template)
        if names is None:
            return Examined("instructions")
        return _judged(names, {style.name for style in template.docx.styles}, content)
    except TemplateError:
        return Examined("instructions")
    except Exception:  # python-docx raises many kinds on parts that are not what they say
        return Examined("not_word")


def _unreadable(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
            if sum(entry.file_size for entry in packed.infolist()) > UNPACKED_LIMIT:
                return "too_large"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return "not_word"
    if any("vbaProject" in name for name in names):
        return "macros"
    return "" if "word/document.xml" in names else "not_word"


def _names(template: DocxTemplate) -> set[str] | None:
    """Placeholders of everything that is filled: body, headers, footers, footnotes, properties. None where the template
    has more than placeholders."""
    sources = [template.patch_xml(template.get_xml())]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        sources += [template.patch_xml(template.get_part_xml(part)) for _, part in template.get_headers_footers(uri)]
    parts = template.docx.part.package.parts
    sources += [template.patch_xml(part.blob.decode()) for part in parts if part.content_type == FOOTNOTES]
    sources += [getattr(template.docx.core_properties, name) for name in PROPERTIES]
    found: set[str] = set()
    for source in sources:
        tree = SandboxedEnvironment().parse(source)
        if any(not isinstance(node, ALLOWED) for node in _all(tree)):
            return None
        found |= {node.name for node in tree.find_all(nodes.Name)}
    return found


def _all(tree: nodes.Node) -> list[nodes.Node]:
    return [tree, *(each for child in tree.iter_child_nodes() for each in _all(child))]


def _judged(names: set[str], styles: set[Any], content: bytes) -> Examined:
    return Examined(
        problem="" if "body" in names and _body_stands_alone(content) else "no_body",
        has=tuple(name for name in KNOWN if name in names),
        lacks=tuple(name for name in KNOWN if name not in names),
        unknown=tuple(sorted(names - set(KNOWN))),
        styles_lacking=tuple(name for name in STYLES if name not in styles),
    )


def _body_stands_alone(content: bytes) -> bool:
    return any(p.text.replace(" ", "") == "{{body}}" for p in Document(io.BytesIO(content)).paragraphs)
