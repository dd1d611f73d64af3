"""The register's list: filters, order, columns, saved views."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.core.models import Tlp
from muster.domain.reference.codes import code_list
from muster.features.accounts.models import User
from muster.features.accounts.rights import Subject, Verb, may, signed_in
from muster.features.activities import actions, queries
from muster.features.activities.filters import CHOICES, LISTS, MARKINGS, MULTIPLE, Filters, read_filters
from muster.features.activities.models import Activity, Origin
from muster.features.activities.showing import COLUMNS, FIELD_LABELS, NOTHING, SHOWN_AT_FIRST, Names, RegisterColumn
from muster.features.intake.models import Document
from muster.ui.templatetags.show import label, marks

Option = tuple[str, str]
Cells = list[tuple[tuple[SafeString, SafeString], Callable[..., str]]]
OTHER_LABELS: dict[str, Any] = {
    "q": gettext_lazy("Words"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("To"),
    "by": gettext_lazy("Time"),
    "place": gettext_lazy("Place"),
    "partner": gettext_lazy("Partner"),
    "origin": gettext_lazy("Origin"),
    "marking": gettext_lazy("Marking"),
    "tlp": gettext_lazy("TLP"),
    "source": gettext_lazy("Source"),
    "sex": gettext_lazy("Women and men"),
    # xgettext:no-python-format
    "women_from": gettext_lazy("Women, % from"),
    "women_to": gettext_lazy("Women, % to"),
    "people_from": gettext_lazy("Participants from"),
    "people_to": gettext_lazy("Participants to"),
    "document": gettext_lazy("Document"),
    "standing": gettext_lazy("Show"),
}
CHOICE_LABELS: dict[str, Any] = {
    "touching": gettext_lazy("touching this time"),
    "starting": gettext_lazy("beginning in this time"),
    "with": gettext_lazy("with a source"),
    "without": gettext_lazy("without a source"),
    "stated": gettext_lazy("both stated"),
    "missing": gettext_lazy("not both stated"),
    "merged": gettext_lazy("merged into another"),
    "withdrawn": gettext_lazy("withdrawn"),
    "any": gettext_lazy("everything"),
}
FIRST_ROW = ("unit", "since", "until", "theme", "kind", "column", "place")
MORE = (
    *("partner", "category", "role", "origin", "marking", "tlp", "source", "sex", "women_from", "women_to"),
    *("people_from", "people_to", "by", "standing"),
)
SORT_LABELS: dict[str, Any] = {
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
    "changed": gettext_lazy("Changed last"),
    "participants": gettext_lazy("Most participants"),
    "events": gettext_lazy("Most events"),
}


@dataclass(frozen=True, slots=True)
class Control:
    """One filter as a form control; `chosen` are the values it already has (of one that takes several)."""

    name: str
    label: str | Promise
    value: str = ""
    chosen: tuple[str, ...] = ()
    options: str = ""  # as HTML; written here, not in the template, since there are hundreds of them
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One value that is filtered by, and the address without it."""

    label: str
    value: str
    url: str


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    viewer = signed_in(request)
    filters, problems = read_filters(request.GET)
    names = Names()
    sort = request.GET.get("sort", "newest")
    sort = sort if sort in queries.SORTS else "newest"
    shown = [name for name in request.GET.getlist("show") if name in COLUMNS] or list(SHOWN_AT_FIRST)
    counts = queries.register_counts(viewer, filters, all_of_them=request.GET.get("count") == "all")
    page = _page(request, filters, sort, few=counts.few)
    address = _Address(filters, sort, shown, request.path)
    rights = _rights(viewer)
    context = {
        **rights,
        "filters": filters,
        "problems": problems,
        "controls": [_control(name, filters, names) for name in FIRST_ROW],
        "more_controls": [_control(name, filters, names) for name in MORE],
        "more_open": any(getattr(filters, name) not in ("", (), None) for name in MORE),
        "chips": list(_chips(address, names)),
        "counts": counts,
        "count_url": "" if counts.exact else address.url(count="all"),
        "rows": _rows(page.rows, shown, names, with_pick=rights["may_pick"]),
        "columns": [(name, COLUMNS[name], address.sorted_by(COLUMNS[name].sort)) for name in shown],
        "all_columns": [(name, COLUMNS[name].label, name in shown) for name in COLUMNS],
        "sort": sort,
        "sorts": [(name, text, address.url(sort=name)) for name, text in SORT_LABELS.items()],
        "hidden": [*filters.items(), ("sort", sort)],
        "query": address.query(),
        "filter_query": filters.query(),
        "newer_url": address.url(before=page.before) if page.before else "",
        "older_url": address.url(after=page.after) if page.after else "",
        "views": queries.saved_views(viewer),
        "too_many": "" if counts.few else actions.too_many(),
        "open_pairs": queries.open_pair_count(viewer),
    }
    return render(request, "activities/register.html", context)


def _rights(viewer: User) -> dict[str, bool]:
    """Which buttons are shown; entries are picked in order to change or to mark them."""
    verbs = {"change": Verb.CHANGE, "add": Verb.CREATE, "export": Verb.EXPORT, "merge": Verb.MERGE}
    found = {f"may_{name}": may(viewer, verb, Subject.ACTIVITY) for name, verb in verbs.items()}
    return {**found, "may_pick": found["may_change"] or may(viewer, Verb.MARK, Subject.ACTIVITY)}


def _page(request: HttpRequest, filters: Filters, sort: str, *, few: bool) -> queries.Page:
    """The rows from the address's cursor on; from the beginning where it is no cursor."""
    viewer, after, before = signed_in(request), request.GET.get("after", ""), request.GET.get("before", "")
    try:
        return queries.register_page(viewer, filters, sort=sort, after=after, before=before, few=few)
    except queries.BadCursor:
        return queries.register_page(viewer, filters, sort=sort, few=few)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters, order and columns under a name."""
    person = signed_in(request)
    query = request.POST.get("query", "")
    name = request.POST.get("name", "").strip()
    if not name:
        messages.error(request, _("A view needs a name."))
        return redirect(f"{reverse('activities:register')}?{query}")
    view = actions.save_view(person, name, query, shared="shared" in request.POST)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": view.name})
    return redirect(f"{reverse('activities:register')}?{view.query}")


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    actions.drop_view(signed_in(request), pk)
    messages.success(request, _("The view is gone; the entries are not."))
    return redirect("activities:register")


@dataclass(frozen=True, slots=True)
class _Address:
    """What the register's address says besides the page one is on."""

    filters: Filters
    sort: str
    shown: list[str]
    path: str  # of the register

    def query(self, filters: Filters | None = None, sort: str = "", **more: str) -> str:
        order = sort or self.sort
        kept = filters or self.filters
        extra = {"sort": order} if order != "newest" else {}
        columns = "" if self.shown == list(SHOWN_AT_FIRST) else "".join(f"&show={name}" for name in self.shown)
        return kept.query(**extra, **more) + columns

    def url(self, filters: Filters | None = None, sort: str = "", **more: str) -> str:
        return f"{self.path}?{self.query(filters, sort, **more)}"

    def sorted_by(self, sort: str) -> str:
        """The address in another order, empty where a column has none; the newest and the oldest alternate."""
        if not sort:
            return ""
        return self.url(sort="oldest" if sort == self.sort == "newest" else sort)


def _rows(rows: Iterable[Activity], shown: list[str], names: Names, *, with_pick: bool) -> SafeString:
    """The rows as HTML; written here, since a template takes four times as long for a page of them."""
    columns = [(_cell_heads(COLUMNS[name]), _cell_of(name)) for name in shown]
    return mark_safe("".join(_row(row, columns, names, with_pick) for row in rows))  # noqa: S308 -- escaped there


def _cell_heads(column: RegisterColumn) -> tuple[SafeString, SafeString]:
    """How a cell of the column begins, and how an empty one does (a telephone leaves those out)."""
    head = '<td class="{}" data-label="{}">'
    return format_html(head, column.css, column.label), format_html(head, f"{column.css} nothing", column.label)


def _row(row: Activity, columns: Cells, names: Names, with_pick: bool) -> str:
    texts = ((heads, cell(row, names)) for heads, cell in columns)
    cells = "".join(f"{heads[text == NOTHING]}{_escaped(text)}</td>" for heads, text in texts)
    head = "<tr>" if row.counted else '<tr class="not-counted">'
    return f"{head}{_pick(row) if with_pick else ''}{cells}</tr>\n"


def _pick(row: Activity) -> str:
    chosen = f'name="pick" value="{row.pk}:{row.version}" aria-label="{escape(row.title)}"'
    return f'<td class="pick"><input type="checkbox" {chosen}></td>'


def _escaped(text: str) -> str:
    return text if isinstance(text, SafeString) else escape(text)


def _cell_of(name: str) -> Callable[[Activity, Names], str]:
    return _title_link if name == "title" else COLUMNS[name].cell


def _title_link(row: Activity, names: Names) -> SafeString:
    return mark_safe(f'<a href="{row.pk}/">{escape(row.title)}</a> {marks(row)}'.rstrip())  # noqa: S308 -- escaped here


def filter_label(name: str) -> Any:
    return OTHER_LABELS.get(name) or FIELD_LABELS[name]


def filter_value(name: str, value: str, names: Names) -> str:
    if name in LISTS:
        return label(value, LISTS[name])
    if name == "unit":
        unit = names.unit_by_code.get(value)
        return unit.name if unit else value
    if name == "place":
        return names.place(value)
    if name == "document":
        return str(Document.objects.filter(pk=value).first() or value)
    if name == "origin":
        return str(Origin(value).label)
    if name in ("marking", "tlp"):
        return str(MARKINGS[value].label if name == "marking" else Tlp(value).label)
    return str(CHOICE_LABELS.get(value, value)) if name in CHOICES else value


def _chips(address: _Address, names: Names) -> Iterator[Chip]:
    for name, value in address.filters.items():
        url = address.url(address.filters.without(name, value))
        yield Chip(str(filter_label(name)), filter_value(name, value, names), url)


def _control(name: str, filters: Filters, names: Names) -> Control:
    now = getattr(filters, name)
    options = tuple(_options(name, names))
    if name in MULTIPLE:
        left = tuple(option for option in options if option[0] not in now)
        return Control(name, filter_label(name), chosen=now, options=_written(left))
    is_number = name.startswith(("women", "people"))
    value = "" if now is None else str(now)
    return Control(name, filter_label(name), value, options=_written(options, value), is_number=is_number)


@lru_cache(maxsize=256)  # every page has the same hundreds of them
def _written(options: tuple[Option, ...], chosen: str = "") -> SafeString:
    marked = ((code, " selected" if code == chosen else "", text) for code, text in options)
    return format_html_join("", '<option value="{}"{}>{}</option>', marked)


@cache
def _coded(list_name: str, language: str) -> tuple[Option, ...]:
    """Every code of a list with its label in the language, which is the active one."""
    return tuple((code, label(code, list_name)) for code in code_list(list_name))


def _options(name: str, names: Names) -> Iterator[Option]:
    if name == "unit":
        yield from ((unit.code, unit.name) for unit in names.units.values())
    elif name == "place":
        yield from ((code, place.name) for code, place in names.places.places.items())
    elif name in LISTS:
        yield from _coded(LISTS[name], names.language)
    elif name in CHOICES:
        yield from ((code, filter_value(name, code, names)) for code in CHOICES[name] if code != "touching")
