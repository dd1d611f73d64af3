"""Lists of choices that come as files beside a form: CSV, XML and GeoJSON, read as ODK's engine reads them
(https://docs.getodk.org/form-datasets/)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from csv import DictReader, reader
from csv import Error as CsvError
from io import StringIO
from typing import Any

from lxml import etree

from muster.domain.forms.model import Choice


def choices_in(file: str, text: str, columns: tuple[str, str]) -> tuple[Choice, ...]:
    """Its choices by the columns of their names and labels, in no language; of a file that cannot be read, none."""
    name, label = columns
    rows = _rows(file, text)
    return tuple(Choice(row[name], {"": row[label]} if row.get(label) else {}) for row in rows if row.get(name))


def columns_in(file: str, text: str) -> tuple[str, ...]:
    """What such a file has of its choices; nothing where it cannot be read or says nothing of any."""
    if file.lower().endswith(".csv"):
        try:
            return tuple(filter(None, next(reader(StringIO(text, newline="")), [])))
        except CsvError:
            return ()
    return tuple(dict.fromkeys(key for row in _rows(file, text) for key in row))


def _rows(file: str, text: str) -> list[Mapping[str, str]]:
    """Those of a file that cannot be read are none."""
    read = _READERS.get(file.rpartition(".")[2].lower())
    try:
        return list(read(text)) if read else []
    except (ValueError, TypeError, AttributeError, RecursionError, CsvError, etree.XMLSyntaxError):
        return []


def _csv(text: str) -> Iterator[Mapping[str, str]]:
    for row in DictReader(StringIO(text, newline="")):
        yield {head: value for head, value in row.items() if head is not None and value is not None}


def _xml(text: str) -> Iterator[Mapping[str, str]]:
    root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    for item in root.iterfind("item"):
        yield {etree.QName(one).localname: one.text or "" for one in item.iterchildren(etree.Element)}


def _geojson(text: str) -> Iterator[Mapping[str, str]]:
    """What a feature says of itself stands in its properties, its number beside them where it has none there."""
    features: Sequence[Mapping[str, Any]] = json.loads(text).get("features", ())
    for feature in features:
        said = {"id": feature.get("id"), **(feature.get("properties") or {})}
        yield {key: str(value) for key, value in said.items() if value is not None}


_READERS = {"csv": _csv, "xml": _xml, "geojson": _geojson}
