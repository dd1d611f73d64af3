"""The catalogues themselves: whole, true to what they translate, and as many as the pages need."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import muster
from muster.domain.reference.codes import code_list
from muster.ui.catalogues import UNTOUCHED, cyrillic_text, in_cyrillic

PACKAGE = Path(muster.__file__).parent
FORMS = {"sq": 2, "sr_Latn": 3}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sdf]|\{\{ ?[a-z_]+ ?\}\}|\{[a-z_0-9]*\}|</?[a-z]+[^>]*>|%%")
LATIN = re.compile(r"[A-Za-zČĆŽŠĐčćžšđ]")
CODE_LISTS = ("themes", "columns", "categories", "kinds", "roles", "regions")


def catalogue(language, folder=PACKAGE / "locale"):
    with (folder / language / "LC_MESSAGES" / "django.po").open("rb") as handle:
        return read_po(handle, locale=language)


def messages(language):
    return [message for message in catalogue(language) if message.id]


def forms(text):
    return [text] if isinstance(text, str) else list(text)


def placeholders(text):
    return Counter(PLACEHOLDER.findall(text))


@pytest.mark.parametrize("language", FORMS)
def test_every_message_is_translated(language):
    bare = [message.id for message in messages(language) if message.fuzzy or not all(forms(message.string))]
    assert not bare


@pytest.mark.parametrize("language", FORMS)
def test_the_language_has_all_its_plural_forms(language):
    assert catalogue(language).num_plurals == FORMS[language]
    counted = [message for message in messages(language) if not isinstance(message.id, str)]
    assert [m.id for m in counted if len(forms(m.string)) != FORMS[language]] == []


@pytest.mark.parametrize("language", FORMS)
def test_placeholders_and_markup_are_those_of_the_english(language):
    for message in messages(language):
        wanted = [placeholders(text) for text in forms(message.id)]
        for form in forms(message.string):
            assert placeholders(form) in wanted, message.id


def test_a_form_of_many_numbers_says_its_number():
    """In Serbian the first form serves 1, 21, 31 …, so it needs the number even where English does without."""
    for message in messages("sr_Latn"):
        if not isinstance(message.id, str):
            assert all(placeholders(form) == placeholders(message.id[1]) for form in message.string), message.id


@pytest.mark.parametrize("language", FORMS)
def test_spaces_and_lines_at_the_ends_are_those_of_the_english(language):
    for message in messages(language):
        for form in forms(message.string):
            assert (form == form.strip()) == (forms(message.id)[0] == forms(message.id)[0].strip()), message.id


def test_both_languages_translate_the_same_messages():
    assert _ids(catalogue("sq")) == _ids(catalogue("sr_Latn"))


def test_the_cyrillic_catalogue_keeps_placeholders_and_has_no_other_latin_letters():
    derived = {(message.id, message.context): message for message in in_cyrillic(catalogue("sr_Latn")) if message.id}
    for message in messages("sr_Latn"):
        cyrillic = forms(derived[message.id, message.context].string)
        for latin, form in zip(forms(message.string), cyrillic, strict=True):
            assert UNTOUCHED.findall(form) == UNTOUCHED.findall(latin)
            assert not LATIN.search(UNTOUCHED.sub("", form)), form


@pytest.mark.parametrize("name", CODE_LISTS)
def test_labels_of_codes_are_cyrillic_but_for_names(name):
    for entry in code_list(name).values():
        assert all(entry.names.values())
        assert not LATIN.search(UNTOUCHED.sub("", cyrillic_text(entry.names["sr"])))


KEPT = st.sampled_from(["%(count)s", "%(name)d", "{0}", "{file}", "{{ title }}", "<b>", "</strong>", "%%", "&nbsp;"])
SERBIAN = st.text("abcčćdđefghijklmnoprsštuvzž ", min_size=1, max_size=12)


@given(st.lists(st.tuples(SERBIAN, KEPT), max_size=5))
def test_whatever_the_words_placeholders_stay(pieces):
    shown = cyrillic_text("".join(f" {words} {kept}" for words, kept in pieces))
    assert PLACEHOLDER.findall(shown) == PLACEHOLDER.findall("".join(kept for _words, kept in pieces))


@pytest.mark.skipif(not shutil.which("xgettext"), reason="GNU gettext is not installed; it extracts the messages")
def test_nothing_that_the_pages_say_is_missing(tmp_path):
    copy = tmp_path / "muster"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("locale", "tests", "__pycache__", "static"))
    (copy / "locale").mkdir()
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", "sq", "--no-location", "--no-wrap"]
    subprocess.run(command, cwd=copy, env={"PATH": os.environ["PATH"]}, check=True, capture_output=True)
    said, known = _ids(catalogue("sq", copy / "locale")), _ids(catalogue("sq"))
    assert said - known == set(), "run `make messages` and translate what is new"
    assert known - said == set(), "run `make messages`: these are said no more"


def _ids(found):
    return {(message.context, message.id) for message in found if message.id}
