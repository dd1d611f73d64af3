import base64
import json
import zlib

from hypothesis import given
from hypothesis import strategies as st

from muster.domain.forms.collect import settings_code

WORDS = st.text(st.characters(exclude_categories=("Cs",)))


@given(WORDS, WORDS, WORDS, WORDS)
def test_a_device_reads_what_it_is_set_up_with(server, user, password, project):
    said = json.loads(zlib.decompress(base64.b64decode(settings_code(server, user, password, project))))
    assert said == {
        "general": {"server_url": server, "username": user, "password": password},
        "admin": {},
        "project": {"name": project},
    }


def test_it_is_short_enough_for_a_square_that_a_telephone_reads():
    code = settings_code("https://muster.example.org/registers/openrosa", "a.person", "muster_" + "x9" * 26, "Muster")
    assert len(code) < 400
