"""Whatever is made from marked records is never marked lower than they are."""

from hypothesis import given
from hypothesis import strategies as st

from muster.core.markings import Marks, highest, inherited
from muster.core.models import Marking, Tlp

MARKS = st.builds(Marks, st.sampled_from(Marking), st.sampled_from(Tlp))


@given(st.lists(MARKS, min_size=1, max_size=5))
def test_the_highest_is_lower_than_none(some):
    assert not any(highest(some).lower_than(one) for one in some)


@given(MARKS)
def test_what_is_made_from_a_record_is_no_lower_and_never_public(source):
    made = inherited(source)
    assert not made.lower_than(source)
    assert made.marking >= Marking.INTERNAL


def test_nothing_said_is_not_free_to_all():
    assert highest([Marks(), Marks(tlp=Tlp.CLEAR)]).tlp == Tlp.NONE
    assert highest([Marks(), Marks(tlp=Tlp.AMBER)]).tlp == Tlp.AMBER
    assert highest([Marks(tlp=Tlp.AMBER_STRICT), Marks(tlp=Tlp.AMBER)]).tlp == Tlp.AMBER_STRICT


def test_restricted_and_above_is_closed():
    assert [Marks(marking).closed for marking in Marking] == [False, False, True, True]
