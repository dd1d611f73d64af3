"""What an XForm asks, read from its XML (ODK XForms specification: https://getodk.github.io/xforms-spec/)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from muster.domain.forms.model import Choice, Field, Form, Kind, Words

_NS = {
    "x": "http://www.w3.org/2002/xforms",
    "h": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "odk": "http://www.opendatakit.org/xforms",
}
_TEMPLATE = f"{{{_NS['jr']}}}template"
_INSTANCE = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_ITEXT = re.compile(r"jr:itext\(\s*['\"](.+?)['\"]\s*\)")
_UNNAMED = "default"
_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:-[A-Za-z]+)*)\)\s*$")
_BOUND = {
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "decimal": Kind.DECIMAL,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.MOMENT,
    "geopoint": Kind.POINT,
    "geotrace": Kind.LINE,
    "geoshape": Kind.AREA,
    "binary": Kind.FILE,
    "barcode": Kind.BARCODE,
}
_CONTROLS = frozenset({"input", "secret", "range", "select1", "select", "rank", "upload", "trigger", "group", "repeat"})
_LAST_SAVED = "jr://instance/last-saved"
_DRAWN = {"select1": Kind.ONE, "select": Kind.MANY, "rank": Kind.RANK, "upload": Kind.FILE, "trigger": Kind.CONFIRMED}


def language_code(name: str) -> str:
    """Of a language as forms name it: "Shqip (sq)" is "sq"; the name itself where it has none; "" for "default", which
    converters write of words in no language."""
    if name == _UNNAMED:
        return ""
    found = _CODE.search(name)
    return found[1].lower() if found else name


def read_xform(xml: str) -> Form:
    """The form of an XForm that was converted: well-formed, with one primary instance."""
    html: Any = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    model = html.find("h:head/x:model", _NS)
    root = model.find("x:instance", _NS)[0]
    texts = _texts(model)
    files = dict(_files(model))
    parts = _Parts(_binds(model), _controls(html.find("h:body", _NS)), _set(html), texts, files)
    return Form(
        code=root.get("id") or etree.QName(root).localname,
        version=root.get("version") or "",
        root=etree.QName(root).localname,
        title=html.findtext("h:head/h:title", "", _NS),
        languages=tuple(name for name in _languages(model) if name != _UNNAMED),
        fields=tuple(_fields(root, parts)),
        lists=dict(_lists(model, texts)),
        files=tuple(sorted({*files.values(), *_media(model)})),
    )


def _languages(model: Any) -> list[str]:
    return [one.get("lang") for one in model.iterfind("x:itext/x:translation", _NS)]


def _texts(model: Any) -> Mapping[str, Words]:
    """Of every text id its words by language."""
    found: dict[str, dict[str, str]] = {}
    for translation in model.iterfind("x:itext/x:translation", _NS):
        language = language_code(translation.get("lang"))
        for text in translation.iterfind("x:text", _NS):
            value = next((one for one in text.iterfind("x:value", _NS) if not one.get("form")), None)
            if value is not None and (words := _plain(value)) not in ("", "-"):
                found.setdefault(text.get("id"), {})[language] = words
    return found


def _plain(element: Any) -> str:
    """Its words; what is put in of an answer is an ellipsis."""
    parts = [element.text or ""]
    for child in element:
        parts += ["…", child.tail or ""]
    return " ".join("".join(parts).split())


def _binds(model: Any) -> Mapping[str, Any]:
    return {one.get("nodeset"): one for one in model.iterfind("x:bind", _NS)}


def _controls(body: Any) -> Mapping[str, Any]:
    """What draws a node of the instance, by the node's path; of a repeat the repeat, its label being its group's."""
    found: dict[str, Any] = {}
    for element in body.iterdescendants():
        if isinstance(element.tag, str) and etree.QName(element).localname in _CONTROLS:
            found[element.get("ref") or element.get("nodeset")] = element
    return found


def _set(html: Any) -> frozenset[str]:
    """Paths of nodes that are given a value that is worked out."""
    return frozenset(one.get("ref") for one in html.iterfind(".//x:setvalue", _NS))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is said of nodes, by their paths, the words of text ids, and the files that lists come as, by the lists."""

    binds: Mapping[str, Any]
    controls: Mapping[str, Any]
    set: frozenset[str]
    texts: Mapping[str, Words]
    files: Mapping[str, str]


def _fields(root: Any, parts: _Parts) -> Iterator[Field]:
    top = f"/{etree.QName(root).localname}"

    def walk(parent: Any, above: str, repeat: str) -> Iterator[Field]:
        seen: set[str] = set()
        for node in parent.iterchildren(etree.Element):
            name = etree.QName(node).localname
            path = f"{above}/{name}"
            if name in seen or (name == "meta" and not above):  # a repeat's template comes before its first instance
                continue
            seen.add(name)
            own = _field(node, top + path, path[1:], parts)
            yield replace(own, repeat=repeat)
            yield from walk(node, path, path[1:] if own.kind == Kind.REPEAT else repeat)

    return walk(root, "", "")


def _field(node: Any, full: str, path: str, parts: _Parts) -> Field:
    control: Any = parts.controls.get(full)
    drawn = etree.QName(control).localname if control is not None else ""
    labels = _label(control.getparent() if drawn == "repeat" else control, full, parts.texts)
    if drawn == "repeat" or node.get(_TEMPLATE) is not None:
        return Field(path, Kind.REPEAT, labels)
    if len(node) or drawn == "group":
        return Field(path, Kind.GROUP, labels)
    filled = bool((node.text or "").strip()) or full in parts.set
    kind = _kind(parts.binds.get(full), drawn, filled)
    return _listed(Field(path, kind, labels, asked=control is not None), control, parts.files)


def _kind(bind: Any, drawn: str, filled: bool) -> Kind:
    if drawn in _DRAWN:
        return _DRAWN[drawn]
    if bind is None:
        return Kind.TEXT
    bound = (bind.get("type") or "string").rpartition(":")[2]
    fixed = bind.get("readonly") == "true()" and not bind.get("calculate")
    if bound == "string" and drawn == "input" and fixed and not filled:  # a text that is fixed has something in it
        return Kind.NOTE
    return _BOUND.get(bound, Kind.TEXT)


def _label(control: Any, full: str, texts: Mapping[str, Words]) -> Words:
    """Of what nobody is asked, the words that the converter keeps under its path: those of a form in languages."""
    if control is None:
        return texts.get(f"{full}:label", {})
    label = control.find("x:label", _NS)
    if label is None:
        return {}
    found = _ITEXT.match(label.get("ref") or "")
    if found:
        return texts.get(found[1], {})
    words = _plain(label)
    return {"": words} if words else {}


def _listed(one: Field, control: Any, files: Mapping[str, str]) -> Field:
    """With the list that its choices come from; of a file the same list has other choices by other columns."""
    items = control.find("x:itemset", _NS) if control is not None else None
    found = _INSTANCE.search(items.get("nodeset") or "") if items is not None else None
    if items is None or found is None:
        return one
    if found[1] not in files:
        return replace(one, choices=found[1])
    name, label = (getattr(items.find(f"x:{part}", _NS), "attrib", {}).get("ref", "") for part in ("value", "label"))
    file = files[found[1]]
    return replace(one, choices=f"{file} {name} {label}", file=file, columns=(name, label))


def _lists(model: Any, texts: Mapping[str, Words]) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    for instance in model.iterfind("x:instance", _NS):
        if instance.get("id") and not instance.get("src"):
            items = instance.iterfind("x:root/x:item", _NS)
            yield instance.get("id"), tuple(_choice(item, texts) for item in items)


def _choice(item: Any, texts: Mapping[str, Words]) -> Choice:
    words = texts.get(item.findtext("x:itextId", "", _NS))
    if words is None:
        label = item.findtext("x:label", "", _NS)
        words = {"": label} if label else {}
    return Choice(item.findtext("x:name", "", _NS), words)


def _files(model: Any) -> Iterator[tuple[str, str]]:
    """Lists that come as files, with the name of the file. The last record that was saved is none of them."""
    for instance in model.iterfind("x:instance", _NS):
        if instance.get("src") and instance.get("src") != _LAST_SAVED:
            yield instance.get("id"), instance.get("src").rpartition("/")[2]


def _media(model: Any) -> Iterator[str]:
    for value in model.iterfind("x:itext/x:translation/x:text/x:value", _NS):
        if value.get("form") in ("image", "big-image", "audio", "video"):
            yield (value.text or "").rpartition("/")[2]
