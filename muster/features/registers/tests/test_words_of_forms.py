import pytest

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


BARE = (
    {"setting": "title", "label::English (en)": "Cases"},
    {"setting": "unit", "value": "north"},
    {"setting": "access", "roles": "officer", "value": "read create change personal", "to": "unit"},
)
