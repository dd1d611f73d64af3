"""A register of seizures that the tests of devices send to, and its filled forms. Everything in it is invented."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from muster.domain.forms.book import Book, Row, Sheet, as_xlsx
from muster.features.accounts.models import User
from muster.features.registers.actions import load_version, publish_version
from muster.features.registers.models import Register, Version

FORM_ID = "Seizures by day"
CODE = "seizures-by-day"


def workbook(version: str = "1", **more: str) -> bytes:
    """`more` are further cells of its settings."""
    sheets = {
        "survey": [
            {"type": "text", "name": "case", "label": "Case", "required": "yes"},
            {"type": "select_one_from_file municipalities.csv", "name": "place", "label": "Place"},
            {"type": "select_one_from_file seals.csv", "name": "seal", "label": "Seal"},
            {"type": "integer", "name": "pieces", "label": "Pieces", "constraint": ". > 0"},
            {"type": "image", "name": "scene", "label": "Scene"},
            {"type": "begin_repeat", "name": "item", "label": "Item"},
            {"type": "image", "name": "picture", "label": "Picture"},
            {"type": "end_repeat"},
            *([{"type": "text", "name": "remark", "label": "Remark"}] if version != "1" else []),
        ],
        "settings": [{"form_id": FORM_ID, "form_title": "Seizures", "version": version, **more}],
        "register": [
            {"setting": "title", "label::English (en)": "Seizures by day", "label::Shqip (sq)": "Sekuestrime"},
            {"setting": "purpose", "label::English (en)": "To know what was seized where."},
            {"setting": "record_name", "value": "${case}"},
            {"setting": "place", "name": "place"},
            {"setting": "access", "roles": "officer", "value": "read create change", "to": "unit"},
        ],
    }
    return as_xlsx(Book({name: _sheet(name, rows) for name, rows in sheets.items()}))


def _sheet(name: str, rows: Sequence[dict[str, str]]) -> Sheet:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Sheet(name, columns, tuple(Row(at, row) for at, row in enumerate(rows, start=2)))


SEALS = b"name,label\nred,Red\nblue,Blue\n"


def made(keeper: User, version: str = "1", **more: str) -> Register:
    """The register with this version published."""
    loaded = load_version(keeper, workbook(version, **more), "seizures.xlsx", {"seals.csv": SEALS})
    publish_version(keeper, loaded)
    return Register.objects.get(pk=loaded.register_id)


def loaded(keeper: User, version: str) -> Version:
    return load_version(keeper, workbook(version), "seizures.xlsx", {"seals.csv": SEALS})


def filled(
    number: str,
    case: str = "A case",
    *,
    replaces: str = "",
    version: str = "1",
    scene: str = "",
    pictures: Sequence[str] = (),
    more: str = "",
) -> bytes:
    """As a device writes it."""
    items = "".join(f"<item><picture>{escape(one)}</picture></item>" for one in pictures) or "<item><picture/></item>"
    deprecated = f"<orx:deprecatedID>{replaces}</orx:deprecatedID>" if replaces else ""
    remark = "<remark/>" if version != "1" else ""
    return (
        f'<?xml version=\'1.0\' ?><data xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"'
        f' id="{FORM_ID}" version="{version}"><case>{escape(case)}</case><place/><seal>red</seal><pieces>3</pieces>'
        f"<scene>{escape(scene)}</scene>{items}{remark}{more}<orx:meta><orx:instanceID>{number}</orx:instanceID>"
        f"{deprecated}<orx:instanceName>{escape(case)}</orx:instanceName></orx:meta></data>"
    ).encode()
