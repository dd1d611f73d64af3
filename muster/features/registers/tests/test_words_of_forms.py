import pytest

from muster.features.registers.actions import hand_in

pytestmark = pytest.mark.django_db


def test_a_form_speaks_serbian_in_the_script_of_the_page(publish, client, officer):
    labels = {"label::English (en)": "Case", "label::Srpski (sr)": "Predmet"}
    version = publish(survey=({"type": "text", "name": "case", **labels},), register=BARE, choices=())
    client.force_login(officer)
    address = f"/registers/cases/versions/{version.number}/form.xml"
    for language, label in (("en", "Predmet"), ("sr-latn", "Predmet"), ("sr", "Предмет")):
        type(officer).objects.update(language=language)
        form = client.get(address).text
        assert f"<value>{label}</value>" in form
        assert "<value>Case</value>" in form


def test_what_the_form_works_out_is_shown_where_it_has_words(publish, client, officer, filled):
    said = {"label::English (en)": "Persons", "label::Shqip (sq)": "Persona"}
    survey = (
        {"type": "integer", "name": "men", "label::English (en)": "Men", "label::Shqip (sq)": "Burra"},
        {"type": "calculate", "name": "persons", "calculation": "${men} * 2", **said},
        {"type": "calculate", "name": "inner", "calculation": "${persons} + 1"},
    )
    publish(version="2", survey=survey, register=BARE, choices=())
    record = hand_in(officer, filled({"men": 3}, "uuid:one", version="2")).record
    client.force_login(officer)
    shown = client.get(f"/registers/records/{record.pk}/").text
    assert 'Persons <span class="tag">filled in by the form</span></dt><dd>6</dd>' in shown
    assert "inner" not in shown
    assert "filled in by the form" in client.get("/registers/cases/versions/2/").text


BARE = (
    {"setting": "title", "label::English (en)": "Cases"},
    {"setting": "unit", "value": "north"},
    {"setting": "access", "roles": "officer", "value": "read create change personal", "to": "unit"},
)
