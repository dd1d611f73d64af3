"""What is started at the machine sees what there is, by whatever door it was started."""

import pytest
from django.core.management import call_command, get_commands, load_command_class

from muster.core import audit
from muster.core.commands import MachineCommand
from muster.core.identity import NOBODY, acting_as

pytestmark = pytest.mark.django_db


def test_the_trail_is_checked_as_a_whole_however_the_command_was_started(capsys):
    audit.record(1, "read", "activity", "7")
    with acting_as(NOBODY):
        call_command("audit", "seal")
        call_command("audit", "verify")
    assert "whole: 0 entries" not in capsys.readouterr().out


def test_every_command_that_reads_tables_is_started_by_the_machine():
    ours = {name: app for name, app in get_commands().items() if str(app).startswith("muster.")}
    others = {name for name, app in ours.items() if not isinstance(load_command_class(app, name), MachineCommand)}
    assert others == {"compile_catalogues"}  # it reads files alone
