"""What the register's jobs do where something goes wrong."""

import pytest

from muster.features.activities import jobs
from muster.features.activities.models import LoadState, TableLoad

pytestmark = pytest.mark.django_db


def test_a_table_that_nobody_foresaw_goes_back_to_its_person(officer, monkeypatch):
    def stumble(load):
        raise RuntimeError("a bug")

    monkeypatch.setattr(jobs.tables, "read_table", stumble)
    load = TableLoad.objects.create(file_name="a.csv", content=b"", state=LoadState.READING, uploaded_by=officer)
    jobs.read_table(load.pk)
    load.refresh_from_db()
    assert (load.state, load.error) == (LoadState.FAILED, "Nothing was loaded.")
