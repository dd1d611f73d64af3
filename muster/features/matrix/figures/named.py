"""Partners and places."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.domain.reference.codes import Municipality, municipalities
from muster.features.matrix import queries
from muster.features.matrix.figures.model import (
    Asked,
    Figure,
    count_head,
    measure_name,
    none_stated,
    title_of,
)
from muster.features.matrix.tables import Cell, Head, Table
from muster.ui import charts
from muster.ui.charts import Bar, Spot

MOST_PARTNERS = 15


def partners(asked: Asked) -> Figure:
    measure = asked.selection.measure
    found = queries.partners(asked.viewer, measure=measure, most=MOST_PARTNERS, **asked.of)
    title = title_of(asked, _("%(what)s by partner, %(period)s"))
    bars = [Bar(named.name, named.count) for named in found.names]
    description = _("Most: %(most)s.") % {"most": ", ".join(f"{bar.label} {bar.count}" for bar in bars[:3])}
    chart = charts.partners_bar(bars, title=title, description=description) if bars else None
    heads = [Head(_("Partner"), "#org+partner+name", width=60), count_head(asked, measure_name(measure))]
    rows: list[list[Cell]] = [[named.name, named.count] for named in found.names]
    notes = [_("An activity with several partners counts for each of them.")]
    if found.others:
        phrase = ngettext("%(n)s more partner", "%(n)s more partners", found.others) % {"n": found.others}
        notes.append(_("Not shown: %(phrase)s.") % {"phrase": phrase})
    notes += none_stated(asked, found, _("Without a partner: %(phrase)s."))
    return Figure("partners", title, chart, Table(title, heads, rows), notes)


def places(asked: Asked) -> Figure:
    """Every municipality on the map; places elsewhere in the table alone."""
    measure = asked.selection.measure
    found = queries.places(asked.viewer, measure=measure, **asked.of)
    counts = {named.key: named.count for named in found.names}
    towns = municipalities()
    spots = [Spot(town.name, town.latitude, town.longitude, counts.get(town.code, 0)) for town in towns]
    title = title_of(asked, _("%(what)s by municipality, %(period)s"))
    largest = sorted(spots, key=lambda spot: -spot.count)[:3]
    most = ", ".join(f"{spot.label} {spot.count}" for spot in largest if spot.count)
    description = _("Circles on the centres of municipalities. Most: %(most)s.") % {"most": most or "–"}
    chart = charts.map_circles(spots, title=title, description=description) if any(s.count for s in spots) else None
    heads = [
        Head(_("Code"), "#adm2+code"),
        Head(_("Place"), "#adm2+name", width=40),
        Head(_("Latitude"), "#geo+lat", "number"),
        Head(_("Longitude"), "#geo+lon", "number"),
        count_head(asked, measure_name(measure)),
    ]
    on_map = {town.code: town for town in towns}
    rows: list[list[Cell]] = [
        [named.key, named.name, *_centre(on_map.get(named.key)), named.count] for named in found.names
    ]
    notes = [_("An activity in several places counts in each of them.")]
    if away := [named.name for named in found.names if named.key not in on_map]:
        notes.append(_("Not on the map: %(names)s.") % {"names": ", ".join(away[:12])})
    notes += none_stated(asked, found, _("Without a known place: %(phrase)s."))
    return Figure("places", title, chart, Table(title, heads, rows), notes)


def _centre(town: Municipality | None) -> list[Cell]:
    return [town.latitude, town.longitude] if town else [None, None]
