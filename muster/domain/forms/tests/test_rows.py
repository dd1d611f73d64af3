import pytest

from muster.domain.forms.rows import aligned, paired
from muster.domain.forms.tests.samples import form

NOW = form(
    ("begin repeat", "person", "Person"),
    ("text", "name", "Name"),
    ("integer", "age", "Age"),
    ("select_one sexes", "sex", "Sex"),
    ("begin repeat", "car", "Car"),
    ("text", "plate", "Plate"),
    ("end repeat", "", ""),
    ("end repeat", "", ""),
    choices=[("sexes", name, name) for name in ("f", "m")],
)
ADA, BEN, CAL = ({"name": name, "age": age, "sex": "f"} for name, age in (("Ada", 30), ("Ben", 40), ("Cal", 50)))


@pytest.mark.parametrize(
    ("before", "now", "places"),
    [
        ([ADA, BEN, CAL], [BEN, CAL], [1, 2]),
        ([ADA, BEN], [BEN, CAL], [1, None]),
        ([ADA, BEN], [BEN, ADA], [1, 0]),
        ([ADA, BEN], [{"name": "Ada", "age": 31}, {"name": "Dora", "age": 7}], [0, 1]),
        ([ADA, ADA, BEN], [ADA, BEN], [None, 2]),
        ([ADA, BEN], [{"sex": "f"}], [None]),
        ([], [ADA], [None]),
    ],
)
def test_each_row_is_the_one_of_before_that_it_surely_is(before, now, places):
    assert paired(NOW, before, now, "person/") == places


def people(*rows):
    return {"person": [*rows]}


@pytest.mark.parametrize(
    ("before", "now", "moved", "gone"),
    [
        (people(ADA, BEN), people(BEN), people(BEN), people(ADA, {})),
        (people(ADA, BEN), people(BEN, CAL), people(BEN, {}), people(ADA, {})),
        (people(ADA, ADA), people(ADA), people(ADA), people({}, ADA)),
        (people(ADA), {}, people(), people(ADA)),
        (people(ADA), people({**ADA, "age": 31}), people(ADA), {}),
    ],
)
def test_rows_of_before_stand_where_they_are_now_and_others_where_they_were(before, now, moved, gone):
    assert aligned(NOW, before, now) == (moved, gone)


def test_rows_within_rows_are_told_with_them():
    cars = {"car": [{"plate": "01-111-AA"}, {"plate": "02-222-BB"}]}
    now = people(BEN, {**ADA, "car": cars["car"][1:]})
    assert aligned(NOW, people({**ADA, **cars}, BEN), now) == (
        people(BEN, {**ADA, "car": cars["car"][1:]}),
        people({"car": [{"plate": "01-111-AA"}, {}]}, {}),
    )
