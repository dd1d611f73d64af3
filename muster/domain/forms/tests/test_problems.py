import re

import pytest

from muster.domain.forms.problems import BadForm, Problem


def test_a_form_that_is_not_taken_says_all_that_is_wrong_with_it():
    wrong = [Problem("There is no “%(name)s”.", {"name": "100%"}, "survey", 3), Problem("Write “top 2%%”.")]
    with pytest.raises(BadForm, match=re.escape("There is no “100%”.; Write “top 2%”.")) as caught:
        raise BadForm(wrong)
    assert caught.value.problems == tuple(wrong)
