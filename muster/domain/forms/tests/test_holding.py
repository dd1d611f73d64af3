import pytest

from muster.domain.forms.holding import holds
from muster.domain.forms.tests.samples import form

FORM = form(
    ("text", "number", "N"),
    ("integer", "age", "A"),
    ("decimal", "weight", "W"),
    ("select_one towns", "town", "T"),
    ("select_multiple towns", "towns", "T"),
    ("begin repeat", "person", "P"),
    ("text", "name", "N"),
    ("select_one towns", "home", "H"),
    ("end repeat", "", ""),
    ("date", "day", "D"),
    ("time", "hour", "H"),
    ("dateTime", "moment", "M"),
    ("geopoint", "point", "P"),
    ("geotrace", "line", "L"),
    ("acknowledge", "read", "R"),
    ("note", "text", "T"),
    choices=[("towns", "p", "Prizren"), ("towns", "g", "Gjakova")],
)


@pytest.mark.parametrize(
    ("answers", "held"),
    [
        ({}, True),
        ({"number": "7/26", "age": 7, "weight": "1.50", "town": "p", "towns": ["g", "p"]}, True),
        ({"gone": "stays beside"}, True),
        ({"person": [{"name": "A", "home": "g"}, {}]}, True),
        ({"person": [{"name": "A"}, {"gone": "stays nowhere"}]}, False),
        ({"person": [{"home": "gone"}]}, False),
        ({"person": "no rows"}, False),
        ({"number": [{"name": "rows"}]}, False),
        ({"town": "gone"}, False),
        ({"town": ["p"]}, False),
        ({"towns": ["p", "gone"]}, False),
        ({"towns": "p"}, False),
        ({"age": "7 or 8"}, False),
        ({"weight": "heavy"}, False),
        ({"weight": "NaN"}, False),
        ({"person": ["rows of", "another kind"]}, False),
        ({"town": [{"name": "rows"}]}, False),
        ({"towns": [{"name": "rows"}]}, False),
        ({"towns": [[42.6, 21.1, 0.0, 0.0]]}, False),
        ({"day": "2026-05-04", "hour": "10:30:00.000+02:00", "moment": "2026-05-04T10:30:00.000+02:00"}, True),
        ({"day": "in May"}, False),
        ({"hour": "2026-05-04"}, False),
        ({"moment": "2026-05-04"}, False),
        ({"point": [42.6, 21.1, 0.0, 0.0], "line": [[42.6, 21.1, 0.0, 0.0]], "read": "OK"}, True),
        ({"point": [[42.6, 21.1, 0.0, 0.0]]}, False),
        ({"line": [42.6, 21.1, 0.0, 0.0]}, False),
        ({"point": "at the river"}, False),
        ({"read": "yes"}, False),
        ({"text": "is no question any more"}, False),
    ],
)
def test_a_form_holds_what_can_stand_in_it_as_it_was_given(answers, held):
    assert holds(FORM, answers) is held
