import pytest

from muster.domain.audit.reasons import Reason, enough, read_header


@pytest.mark.parametrize("text", ["", "because", "x" * 40, "ab" * 20, " " * 30, "a" * 501])
def test_this_is_no_sentence(text):
    assert not enough(text)


def test_a_program_says_a_code_a_sentence_and_a_reference():
    assert read_header("prosecution; The court asks for it; PP 1") == Reason(
        "prosecution", "The court asks for it", "PP 1"
    )
    assert read_header(" review ;Reading it for the report") == Reason("review", "Reading it for the report", "")


@pytest.mark.parametrize(
    "value", ["", "review", "review;", "curiosity; I want to know it", "duty; The ordinary one", ";;"]
)
def test_nothing_else_is_a_reason(value):
    assert read_header(value) is None
