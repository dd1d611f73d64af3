"""What is public of a release, as its pages and files show it: from its content alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from muster.domain.disclosure import TOTAL, Position, Shown, rate
from muster.features.statistics.axes import axis_name
from muster.features.statistics.grids import Cell, Grid, Side, flat, grid
from muster.features.statistics.models import Release
from muster.features.statistics.selection import RATE
from muster.features.statistics.sentences import why
from muster.features.statistics.showing import Drawn, Figure, Writer, figures, label, period_name, rate_name, writer
from muster.ui.wording import in_language

HIDDEN = "×"


@dataclass(frozen=True)
class PublicTable:
    """One table of a release. `reasons` say for who prepares it why positions are hidden."""

    release: Release
    number: int  # from 1
    content: Mapping[str, Any]
    reasons: Mapping[Position, str]

    @property
    def withheld(self) -> bool:
        return bool(self.content["withheld"])

    @property
    def caption_id(self) -> str:
        """Of its caption in a page."""
        return f"table-{self.number}"

    @cached_property
    def shown(self) -> dict[Position, Shown]:
        return {
            tuple(position): Shown(count, None if total is None else Decimal(total))
            for position, count, total in self.content["numbers"]
        }

    @cached_property
    def sides(self) -> list[Side]:
        return [
            Side(
                axis_name(axis["key"], axis["names"]),
                [(code, label(axis["key"], words, code)) for code, words in axis["categories"]],
                "" if axis["many"] else pgettext("of a table", "All"),
                axis["what"] == "period",
            )
            for axis in self.content["axes"]
        ]

    @cached_property
    def value_name(self) -> str:
        measure = self.content["measure"]
        if "names" in measure:
            name = in_language(measure["names"]) or measure["path"]
            name = f"{name} ({measure['unit']})" if measure["unit"] else name
            return _("Mean of %(name)s") % {"name": name} if measure["key"] == "mean" else name
        if measure["key"] == RATE:
            return rate_name()
        entry = in_language(self.content["entry"])
        return _("Entries: %(name)s") % {"name": entry} if entry else _("Records")

    @property
    def title(self) -> str:
        by = ", ".join(side.name for side in self.sides)
        said = _("%(what)s by %(by)s") % {"what": self.value_name, "by": by}
        return f"{said}, {period_name(self.release.start, self.release.end)}"

    @cached_property
    def grid(self) -> Grid:
        return grid(self.sides, self.value_name, self._cell)

    @property
    def hidden(self) -> int:
        return sum(shown.hidden for shown in self.shown.values())

    @cached_property
    def figures(self) -> list[Figure]:
        kinds = [axis["what"] for axis in self.content["axes"]]
        notes = [_("Hidden numbers are not drawn.")] if self.hidden else []
        values = {position: self.value(position) for position in self.shown}
        return figures(Drawn(self.title, self.value_name, self.sides, kinds, values, notes))

    @property
    def notes(self) -> list[str]:
        found = []
        if entry := in_language(self.content["entry"]):
            found.append(
                _("Counted are entries of “%(entry)s”: a record may have several, or none.") % {"entry": entry}
            )
        for side, axis in zip(self.sides, self.content["axes"], strict=True):
            if axis["many"]:
                said = _(
                    "“%(name)s” may have several answers: a record counts under each, so there is no sum over them."
                )
                found.append(said % {"name": side.name})
        if "names" in self.content["measure"]:
            found.append(_("Only records that state “%(name)s” are in it.") % {"name": self.value_name})
        for axis, words, code in self.content["only"]:
            said = _("Only %(name)s: %(code)s.")
            found.append(
                said % {"name": axis_name(axis["key"], axis["names"]), "code": label(axis["key"], words, code)}
            )
        if sources := self.content["people"].get("sources"):
            found.append(_("People by: %(sources)s.") % {"sources": "; ".join(sources)})
        return found

    def value(self, position: Position) -> float | None:
        """Means and rates are reckoned from numbers that are shown alone."""
        shown, measure = self.shown[position], self.content["measure"]["key"]
        if shown.count is None:
            return None
        if measure == RATE:
            people = self._people(position)
            found = rate(shown, people) if people else None
            return found.value if found else None
        if shown.sum is None:
            return shown.count
        if measure == "mean":
            return float(shown.sum / shown.count) if shown.count else None
        return float(shown.sum)

    def columns(self) -> list[str]:
        """The heads of its rows as files have them."""
        return [*(side.name for side in self.sides), _("Records"), _("Hidden"), *self._more()]

    def rows(self) -> Iterator[list[Any]]:
        for position, labels in flat(self.sides):
            shown = self.shown[position]
            more = [self.value(position)] if self._more() else []
            yield [*labels, shown.count, int(shown.hidden), *more]

    def as_json(self) -> dict[str, Any]:
        """With the codes of categories, TOTAL for all of them."""
        return {
            "title": self.title,
            "withheld": self.withheld,
            "dimensions": [
                {"code": axis["key"], "name": side.name, "categories": dict(side.categories), "several": axis["many"]}
                for side, axis in zip(self.sides, self.content["axes"], strict=True)
            ],
            "measure": self.value_name,
            "total": TOTAL,
            "notes": self.notes,
            "numbers": [
                {
                    "position": list(position),
                    "records": shown.count,
                    "hidden": shown.hidden,
                    "value": self.value(position),
                }
                for position, shown in self.shown.items()
            ],
        }

    def _more(self) -> list[str]:
        return [] if self.content["measure"]["key"] == "count" else [self.value_name]

    def _people(self, position: Position) -> int | None:
        people: dict[str, int | None] = self.content["people"].get("by", {})
        for axis, code in zip(self.content["axes"], position, strict=True):
            if axis["what"] in ("place", "region"):
                return people.get(code)
        return people.get(TOTAL)

    @cached_property
    def _written(self) -> Writer:
        return writer(self.value(position) for position in self.shown)

    def _cell(self, position: Position) -> Cell:
        shown, value = self.shown[position], self.value(position)
        said = HIDDEN if shown.hidden else self._written(value)
        return Cell(said, value, shown.hidden, total=TOTAL in position, why=self.reasons.get(position, ""))


def tables_of(release: Release, *, reasons: bool = False) -> list[PublicTable]:
    """Of one that was counted; with `reasons`, for who prepares it."""
    content = release.content or {"tables": []}
    found = []
    for number, table in enumerate(content["tables"]):
        hidden = release.hidden[number]["hidden"] if reasons and release.hidden else []
        said = {tuple(position): why(codes) for position, codes in hidden}
        found.append(PublicTable(release, number + 1, table, said))
    return found


def release_json(release: Release) -> dict[str, Any]:
    """All of it, in English, with what everybody must know to read it."""
    with override("en"):
        content = release.content or {"tables": [], "as_of": "", "threshold": 0}
        return {
            "title": dict(release.titles),
            "register": {"code": release.register.code, "name": dict(release.register.titles)},
            "period": [release.start.isoformat(), release.end.isoformat()],
            "counted": content["as_of"],
            "published": release.published_at.isoformat() if release.published_at else None,
            "smallest_number_shown": content["threshold"],
            "note": dict(release.notes),
            "tables": [table.as_json() for table in tables_of(release)],
        }
