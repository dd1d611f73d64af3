"""The words that a record is found by, folded as everywhere; personal answers are not among them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, TextField, Value

from muster.domain.forms.answers import Answers
from muster.domain.forms.following import words_of
from muster.domain.forms.model import Form
from muster.domain.names import search_key


def search_vector(form: Form, name: str, answers: Answers) -> Func:
    texts = (name, *words_of(form, answers))
    words = sorted({word for text in texts for word in search_key(text).split()})
    return Func(Value(words, output_field=ArrayField(TextField())), function="array_to_tsvector")
