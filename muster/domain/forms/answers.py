"""Answers of a form: the XML that devices send, and the values that Muster keeps.

Answers are a mapping of paths to values as JSON holds them: text, whole and decimal numbers (decimals as text, so that
none is rounded), days and moments as ISO text, lists of names for MANY and RANK, [latitude, longitude, altitude,
accuracy] for POINT, lists of points for LINE and AREA. A repeat is a list of answers whose paths begin below it.
What was not answered is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from lxml import etree

from muster.domain.forms.model import Field, Form, Kind

Answers = Mapping[str, Any]
CONFIRMED = "OK"  # how a confirmation is sent
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")  # what the database counts with
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML


class BadInstance(ValueError):
    """What was sent is no instance of a form."""


def parsed(xml: bytes) -> Any:
    """The root element of an instance. Raises `BadInstance`."""
    try:
        root: Any = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        raise BadInstance(str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise BadInstance("DOCTYPE")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


def instance_id(root: Any, name: str = "instanceID") -> str:
    """Of the instance's metadata, in whatever namespace; empty where there is none."""
    return (root.findtext(f"{{*}}meta/{{*}}{name}") or "").strip()


def without_namespaces(root: Any) -> str:
    """The instance as forms are made here: some devices write metadata in OpenRosa's namespace, some in none."""
    plain = deepcopy(root)
    for element in plain.iter(etree.Element):
        element.tag = etree.QName(element).localname
    etree.cleanup_namespaces(plain)
    return str(etree.tostring(plain, encoding="unicode"))


def answers_of(form: Form, root: Any) -> dict[str, Any]:
    """Of an instance's root; elements that the form does not have are left out (the engine names them)."""
    return _inside(form, root, "")


def files_of(form: Form, answers: Answers) -> dict[str, Field]:
    """The names of the files that answers point at, with the field that each answers."""
    return {value: field for field, value in every(form, answers) if field.kind == Kind.FILE}


def asks(form: Form, path: str, value: Any) -> Field | None:
    """The field that the form has for such an answer; None where it has none, or one of a kind with other answers."""
    field = form.by_path.get(path)
    return field if field and can_stand(field.kind, value) else None


def every(form: Form, answers: Answers, above: str = "") -> list[tuple[Field, Any]]:
    """Every answer with the field that asks for it, those in repeats one after the other."""
    found: list[tuple[Field, Any]] = []
    for path, value in answers.items():
        field = asks(form, f"{above}{path}", value)
        if field and field.kind == Kind.REPEAT:
            found += [pair for one in value for pair in every(form, one, f"{field.path}/")]
        elif field:
            found.append((field, value))
    return found


def parted(form: Form, answers: Answers, is_apart: Any, above: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers in two: those whose fields `is_apart` is not true of, and those it is. A repeat has as many items in
    both, so that they can be put together again (`joined`)."""
    plain: dict[str, Any] = {}
    apart: dict[str, Any] = {}
    for path, value in answers.items():
        field = form.by_path.get(f"{above}{path}")
        if field and field.kind == Kind.REPEAT and not is_apart(field.path):
            pairs = [parted(form, one, is_apart, f"{field.path}/") for one in value]
            plain[path] = [one for one, _two in pairs]
            if any(two for _one, two in pairs):
                apart[path] = [two for _one, two in pairs]
        else:
            (apart if is_apart(f"{above}{path}") else plain)[path] = value
    return plain, apart


def joined(plain: Answers, apart: Answers) -> dict[str, Any]:
    """What `parted` parted."""
    together = dict(plain)
    for path, value in apart.items():
        other = plain.get(path)
        if isinstance(other, list) and isinstance(value, list) and other and isinstance(other[0], dict):
            together[path] = [joined(one, two) for one, two in zip(other, value, strict=True)]
        else:
            together[path] = value
    return together


def to_xml(form: Form, answers: Answers, instance: str, deprecated: str = "") -> bytes:
    """An instance with these answers, as devices send it; without those that cannot stand in the form's fields."""
    root = etree.Element(form.root, id=form.code, version=form.version)
    _write(form, root, answers, "")
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance
    if deprecated:
        etree.SubElement(meta, "deprecatedID").text = deprecated
    return bytes(etree.tostring(root))


def _write(form: Form, parent: Any, answers: Answers, above: str) -> None:
    """All fields directly below a path, in the order of the form."""
    start = f"{above}/" if above else ""
    for field in form.fields:
        if not field.path.startswith(start) or "/" in field.path[len(start) :]:
            continue
        if field.kind == Kind.GROUP:
            _write(form, etree.SubElement(parent, field.name), answers, field.path)
            continue
        value = answers.get(relative(field))
        if not can_stand(field.kind, value):
            value = None
        if field.kind == Kind.REPEAT:
            for item in value or ():
                _write(form, etree.SubElement(parent, field.name), item, field.path)
        else:
            etree.SubElement(parent, field.name).text = text_of(field.kind, value)


def relative(field: Field) -> str:
    """A field's path below the repeat that it is in."""
    return field.path[len(field.repeat) + 1 :] if field.repeat else field.path


def _inside(form: Form, parent: Any, path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for element in parent.iterchildren(etree.Element):
        own = f"{path}/{etree.QName(element).localname}" if path else etree.QName(element).localname
        field = form.by_path.get(own)
        if field is None or field.kind == Kind.NOTE:
            continue
        key = relative(field)
        if field.kind == Kind.REPEAT:
            found.setdefault(key, []).append(_inside(form, element, own))
        elif field.kind == Kind.GROUP:
            found |= _inside(form, element, own)
        elif (value := value_of(field.kind, (element.text or "").strip())) is not None:
            found[key] = value
    return found


def value_of(kind: Kind, text: str) -> Any:
    """As it is kept; text that is not of its kind stays text, for nothing that was sent is lost."""
    if not text:
        return None
    if kind == Kind.INTEGER:
        return int(text) if _WHOLE.fullmatch(text) else text
    if kind == Kind.DECIMAL:
        return _decimal(text) if _NUMBER.fullmatch(text) else text
    if kind in (Kind.MANY, Kind.RANK):
        return text.split()
    if kind == Kind.POINT:
        return _point(text) or text
    if kind in (Kind.LINE, Kind.AREA):
        points = [_point(one) for one in text.split(";") if one.strip()]
        return points if all(points) else text
    return text


def can_stand(kind: Kind, value: Any) -> bool:
    """Whether a field of the kind may have such a value: another version of the form may have had another kind."""
    if kind in (Kind.GROUP, Kind.NOTE):
        return False
    if kind == Kind.REPEAT:
        return _all(dict, value)
    if kind in (Kind.MANY, Kind.RANK):
        return _all(str, value)
    if kind == Kind.POINT:
        return isinstance(value, str) or _all((int, float), value)
    if kind in (Kind.LINE, Kind.AREA):
        return isinstance(value, str) or _all(list, value)
    return not isinstance(value, list)


def _all(kind: type | tuple[type, ...], value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _decimal(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return text
    return format(number, "f") if abs(number.adjusted()) < 30 else text


def _point(text: str) -> list[float] | None:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    numbers = [float(part) for part in parts]
    return [*numbers, 0.0, 0.0][:4] if all(map(isfinite, numbers)) else None


def _kind_of(kind: Kind, value: Any) -> Kind:
    """The kind that an answer is written as: its field's, or, where another version had another kind, one like that."""
    return next((one for one in (kind, Kind.MANY, Kind.POINT, Kind.LINE) if can_stand(one, value)), Kind.TEXT)


def text_of(kind: Kind, value: Any) -> str | None:
    if value is None:
        return None
    kind = _kind_of(kind, value)
    if kind in (Kind.MANY, Kind.RANK) and isinstance(value, list):
        return " ".join(value)
    if kind == Kind.POINT and isinstance(value, list):
        return _point_text(value)
    if kind in (Kind.LINE, Kind.AREA) and isinstance(value, list):
        return "; ".join(map(_point_text, value))
    return _UNWRITABLE.sub("\ufffd", str(value))


def _point_text(numbers: list[float]) -> str:
    """Without exponents, which devices do not read."""
    return " ".join(format(Decimal(str(number)), "f") for number in numbers)
