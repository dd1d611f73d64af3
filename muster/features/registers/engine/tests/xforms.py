"""Small forms as XForm XML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from muster.features.registers.engine import Source

NAMESPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" '
    'xmlns:odk="http://www.opendatakit.org/xforms"'
)
META = "<meta><instanceID/></meta>"
META_BIND = '<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>'


def form(
    instance: str, binds: Iterable[str] = (), body: str = "", more: str = "", files: Mapping[str, str] | None = None
) -> Source:
    """A form `test`: what is in its primary instance, attributes of binds, its body, further elements of the model."""
    texts, lists = _after_itext(more)
    bound = "".join(f"<bind {attributes}/>" for attributes in binds) + META_BIND
    data = f'<instance><data id="test" version="3">{instance}{META}</data></instance>'
    return Source(
        f"<h:html {NAMESPACES}><h:head><h:title>Test</h:title><model>{texts}{data}{lists}{bound}</model></h:head>"
        f"<h:body>{body}</h:body></h:html>",
        files or {},
    )


def _after_itext(more: str) -> tuple[str, str]:
    before, end, after = more.rpartition("</itext>")
    return before + end, after


def asks(*names: str, kind: str = "input") -> str:
    """Questions of the body, without labels."""
    return "".join(f'<{kind} ref="/data/{name}"/>' for name in names)


def answered(answers: str, meta: str = "<instanceID>uuid:1</instanceID>") -> str:
    """A filled instance of `form`."""
    return f'<data id="test" version="3">{answers}<meta>{meta}</meta></data>'


def choices(reference: str, *names: str, kind: str = "select1") -> str:
    """A question with its choices."""
    items = "".join(f"<item><label>{name.title()}</label><value>{name}</value></item>" for name in names)
    return f'<{kind} ref="/data/{reference}">{items}</{kind}>'
