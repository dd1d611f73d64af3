from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

from muster.ui.catalogues import compile_catalogues, cyrillic_text, in_cyrillic


def test_serbian_words_turn_cyrillic_and_placeholders_stay():
    assert cyrillic_text("Sačuvano je %(count)s izveštaja") == "Сачувано је %(count)s извештаја"
    assert cyrillic_text("Preuzmi <b>PDF</b> {name}") == "Преузми <b>PDF</b> {name}"


def test_plural_forms_are_kept():
    latin = Catalog(locale="sr_Latn")
    latin.add(("%(n)s draft", "%(n)s drafts"), ("%(n)s nacrt", "%(n)s nacrta", "%(n)s nacrta"))
    assert in_cyrillic(latin)["%(n)s draft"].string == ("%(n)s нацрт", "%(n)s нацрта", "%(n)s нацрта")


def test_catalogues_are_written_beside_their_source(tmp_path):
    source = tmp_path / "sr_Latn" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Today"\nmsgstr "Danas"\n'
    )
    assert len(compile_catalogues(tmp_path)) == 2
    with (tmp_path / "sr" / "LC_MESSAGES" / "django.mo").open("rb") as handle:
        assert read_mo(handle)["Today"].string == "Данас"
