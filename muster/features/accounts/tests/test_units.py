import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from muster.core.models import Placement, Unit
from muster.core.units import below, path_to, tree
from muster.features.accounts.actions.units import add_unit, close_unit, move_unit, reopen_unit
from muster.features.accounts.rights import Subject, Verb, may

pytestmark = pytest.mark.django_db


def values(code, **more):
    return {"code": code, "name_en": code.title(), "short_name": code.title(), **more}


def standing(on):
    """The tree in words: names, those below in brackets."""

    def words(branches):
        return " ".join(one.unit.code + (f"({words(one.below)})" if one.below else "") for one in branches)

    return words(tree(on))


def newest(unit):
    return Unit.objects.get(pk=unit.pk).version


@pytest.fixture
def section(administrator, unit, day):
    return add_unit(administrator, values("section", kind="section"), unit, day(-100))


def test_the_tree_stands_as_it_stood_on_a_day(administrator, section, other_unit, day):
    move_unit(administrator, section, other_unit, day(-10), newest(section))
    assert standing(day(-11)) == "mission(north(section) south)"
    assert standing(day(-10)) == standing(day()) == "mission(north south(section))"
    assert [one.code for one in path_to(section, day(-50))] == ["mission", "north"]
    assert below([other_unit.pk], day()) == {other_unit.pk, section.pk}
    assert [(one.parent.code, one.end) for one in section.placements.order_by("start")] == [
        ("north", day(-11)),
        ("south", None),
    ]


def test_a_unit_appears_when_it_opened_and_is_shown_as_closed_afterwards(administrator, unit, day, seen, text):
    late = add_unit(administrator, values("late", opened=day(-5), name_en="Late Office"), unit, day(-5))
    assert "late" not in standing(day(-6))
    close_unit(administrator, late, day(-2), newest(late), "The lease ended")
    assert not next(one for top in tree(day(-2)) for one in top.walk() if one.unit == late).closed
    page = text(seen(administrator, reverse("accounts:units")))
    assert "Late Office" in page
    assert "Closed, last day" in page
    assert "Late Office" not in text(seen(administrator, reverse("accounts:units"), on=day(-6).isoformat()))
    reopen_unit(administrator, late, newest(late))
    assert "Closed, last day" not in text(seen(administrator, reverse("accounts:units")))


@pytest.mark.parametrize(("on", "words"), [("1900-01-01", "years ago"), ("9999-12-31", "years away")])
def test_a_day_that_cannot_be_meant_is_refused_in_words(administrator, unit, seen, text, on, words):
    shown = text(seen(administrator, reverse("accounts:units"), on=on))
    assert f"This day is {words}" in shown
    assert "The tree as it stood on" not in shown, "but as it stands today"


@pytest.mark.parametrize(("day", "words"), [("1900-01-01", "years ago"), ("9999-12-31", "years away")])
def test_no_unit_is_opened_moved_or_closed_on_a_day_that_cannot_be_meant(
    administrator, unit, other_unit, sent, opened, text, day, words
):
    add = reverse("accounts:add_unit")
    change, move, close = (reverse(f"accounts:{name}_unit", args=[unit.pk]) for name in ("change", "move", "close"))
    made = {"code": "new", "name_en": "New", "short_name": "New", "kind": "office", "position": 1}
    for address, fields in (
        (add, {**made, "parent": unit.pk, "since": day}),
        (add, {**made, "parent": unit.pk, "opened": day}),
        (change, opened(administrator, change) | {"opened": day}),
        (move, opened(administrator, move) | {"parent": other_unit.pk, "since": day}),
        (close, opened(administrator, close) | {"on": day}),
    ):
        refused = sent(administrator, address, **fields)
        assert refused.status_code == 422, address
        assert f"This day is {words}" in text(refused), address


def test_a_day_that_is_none_shows_today(administrator, unit, seen):
    assert seen(administrator, reverse("accounts:units"), on="31 February").status_code == 200


def test_a_unit_never_comes_to_stand_below_itself(administrator, unit, section, other_unit, day):
    for parent in (section, unit):
        with pytest.raises(ValidationError, match=r"circle|already"):
            move_unit(administrator, unit, parent, day(), newest(unit))
    # Not today but later would it be a circle.
    Placement.objects.filter(unit=other_unit).update(end=day(9))
    Placement.objects.create(unit=other_unit, parent=section, start=day(10))
    with pytest.raises(ValidationError, match="circle"):
        move_unit(administrator, unit, other_unit, day(5), newest(unit))


def test_a_move_before_the_last_one_is_refused_and_one_on_its_day_corrects_it(
    administrator, section, unit, other_unit, mission, day
):
    move_unit(administrator, section, other_unit, day(-10), newest(section))
    with pytest.raises(ValidationError, match="Choose that day or a later one"):
        move_unit(administrator, section, unit, day(-20), newest(section))
    move_unit(administrator, section, mission, day(-10), newest(section))
    assert standing(day()) == "mission(north section south)"
    assert section.placements.count() == 2
    with pytest.raises(ValidationError, match="already"):
        move_unit(administrator, section, mission, day(), newest(section))


def test_a_unit_that_stood_somewhere_ever_since_moves_twice(administrator, unit, other_unit, mission, day):
    move_unit(administrator, unit, other_unit, day(-10), newest(unit))
    with pytest.raises(ValidationError, match="Choose that day or a later one"):
        move_unit(administrator, unit, mission, day(-20), newest(unit))
    move_unit(administrator, unit, mission, day(), newest(unit))
    assert standing(day(-1)) == "mission(south(north))"
    assert standing(day()) == "mission(north south)"


def test_nothing_moves_under_a_closed_unit(administrator, section, other_unit, day):
    close_unit(administrator, other_unit, day(-1), newest(other_unit))
    with pytest.raises(ValidationError, match="closed on that day"):
        move_unit(administrator, section, other_unit, day(), newest(section))


def test_nothing_is_added_under_a_unit_that_is_closed_by_then(administrator, unit, day):
    close_unit(administrator, unit, day(5), newest(unit))
    add_unit(administrator, values("early"), unit, day(5))
    with pytest.raises(ValidationError, match="closed on that day"):
        add_unit(administrator, values("late"), unit, day(6))
    assert not Unit.objects.filter(code="late").exists()


def test_what_stands_below_is_closed_or_moved_first(administrator, unit, section, day):
    with pytest.raises(ValidationError, match="Section"):
        close_unit(administrator, unit, day(), newest(unit))
    close_unit(administrator, section, day(), newest(section))
    close_unit(administrator, unit, day(), newest(unit))
    assert Unit.objects.get(pk=unit.pk).closed == day()


def test_rights_follow_the_unit_to_its_new_place(administrator, section, officer, other_officer, other_unit, day):
    move_unit(administrator, section, other_unit, day(), newest(section))
    assert not may(officer, Verb.CHANGE, Subject.ACTIVITY, section)
    assert may(other_officer, Verb.CHANGE, Subject.ACTIVITY, section)


def test_who_administers_one_unit_changes_no_other_and_makes_no_top(
    local_administrator, unit, other_unit, mission, day
):
    inner = add_unit(local_administrator, values("inner"), unit, None)
    for refused in (
        lambda: add_unit(local_administrator, values("top"), None, None),
        lambda: add_unit(local_administrator, values("alien"), other_unit, None),
        lambda: move_unit(local_administrator, inner, other_unit, day(), newest(inner)),
        lambda: move_unit(local_administrator, other_unit, unit, day(), newest(other_unit)),
        lambda: close_unit(local_administrator, other_unit, day(), newest(other_unit)),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_in_the_browser_a_unit_is_added_changed_moved_closed_and_its_history_told(
    administrator, unit, other_unit, sent, opened, seen, text, day
):
    fields = {"name_en": "Liaison Section", "short_name": "LS", "kind": "section", "position": 3}
    address = reverse("accounts:add_unit")
    added = sent(administrator, address, **fields, code="liaison", parent=unit.pk, since="2024-01-01")
    made = Unit.objects.get(code="liaison")
    page = reverse("accounts:unit", args=[made.pk])
    assert added.url == page
    assert "Field Office North" in text(seen(administrator, page))
    change, move, close = (reverse(f"accounts:{name}_unit", args=[made.pk]) for name in ("change", "move", "close"))
    names = {"name_en": "Liaison and Training Section", "report_names": "Liaison\n\n LTS "}
    sent(administrator, change, **opened(administrator, change) | names)
    made.refresh_from_db()
    assert made.report_names == ["Liaison", "LTS"]
    assert made.code == "liaison"
    moved = opened(administrator, move) | {"parent": other_unit.pk}
    refused = sent(administrator, move, **moved | {"since": "1999-1-1"})
    assert refused.status_code == 422
    assert "Choose that day or a later one" in text(refused)
    sent(administrator, move, **moved | {"since": day().isoformat(), "reason": "Merged with the South"})
    sent(administrator, close, **opened(administrator, close) | {"on": day(3).isoformat(), "reason": "The end"})
    shown = text(seen(administrator, page))
    for words in ("This unit closes", "Merged with the South", "<del>Liaison Section</del>", "Ada Administrator"):
        assert words in shown
    sent(administrator, reverse("accounts:reopen_unit", args=[made.pk]), **opened(administrator, page))
    assert Unit.objects.get(pk=made.pk).closed is None


def test_a_code_that_there_is_already_is_refused_at_the_form(administrator, unit, sent, text):
    answer = sent(administrator, reverse("accounts:add_unit"), code="north", name_en="N", short_name="N", kind="office")
    assert answer.status_code == 422
    assert "already exists" in text(answer)


def test_a_reader_sees_a_unit_without_its_roles(reader, officer, unit, seen, text):
    shown = text(seen(reader, reverse("accounts:unit", args=[unit.pk])))
    assert "Who has which role is shown to who gives roles or audits" in shown
    assert "Move" not in shown
