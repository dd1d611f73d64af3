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
    ],
)
def test_a_form_holds_what_can_stand_in_it_as_it_was_given(answers, held):
    assert holds(FORM, answers) is held
