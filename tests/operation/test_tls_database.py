"""Another PostgreSQL, over TLS, checked: pages' connection, migrations, backup, restore; never without TLS.

The embedded server is built without TLS, so this needs one that has it (in Debian: `apt-get install postgresql`);
where there is none the tests are left out, and say so. Repeat with `pytest tests/operation/test_tls_database.py`.
"""

import glob
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.operation.installation import installation
from tests.operation.test_restore_drill import FILL, REVIEW

PLACES = [*sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True), *glob.glob("/usr/pgsql-*/bin")]
ASK = """
from django.db import connection
cursor = connection.cursor()
cursor.execute("SELECT ssl, version, current_user FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
print(*cursor.fetchone())
"""


def programs():
    """The folder of a server built with TLS."""
    for place in PLACES:
        config = Path(place) / "postgres"
        if config.exists() and b"libssl" in subprocess.run(["ldd", config], capture_output=True, check=False).stdout:
            return Path(place)
    pytest.skip("no PostgreSQL server with TLS is installed here")


class Server:
    """A cluster of its own that takes nothing but TLS, with a certificate authority of its own."""

    def __init__(self, folder, place):
        self.folder, self.place = folder, place
        self.user = "nobody" if os.geteuid() == 0 else None
        self.certificates()
        self.run("initdb", "-D", folder / "cluster", "--auth=trust", "--username=postgres", "--encoding=UTF8")
        (folder / "cluster" / "pg_hba.conf").write_text(
            "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "ssl": "on",
            "ssl_cert_file": folder / "server.pem",
            "ssl_key_file": folder / "server.key",
        }
        said = " ".join(f"-c {name}={value}" for name, value in options.items())
        self.run("pg_ctl", "-D", folder / "cluster", "-l", folder / "log", "-o", said, "-w", "start")

    def certificates(self):
        subject = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        for name in ("ca", "other-ca"):
            files = ["-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem"]
            self.openssl("req", "-x509", *subject, "-subj", f"/CN={name}", *files)
        request = self.folder / "server.csr"
        self.openssl("req", *subject, "-subj", "/CN=localhost", "-keyout", self.folder / "server.key", "-out", request)
        (self.folder / "names").write_text("subjectAltName=DNS:localhost")
        authority = ["-CA", self.folder / "ca.pem", "-CAkey", self.folder / "ca.key", "-CAcreateserial"]
        made = ["-in", request, "-out", self.folder / "server.pem", "-extfile", self.folder / "names"]
        self.openssl("x509", "-req", *authority, *made)
        for path in (self.folder, *self.folder.iterdir()):
            if self.user:
                shutil.chown(path, self.user)
        (self.folder / "server.key").chmod(0o600)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    def run(self, program, *arguments):
        options = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid} if self.user else {}
        command = [self.place / program, *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", extra_groups=[], **options)

    def superuser(self, database="postgres"):
        return psycopg.connect(host=str(self.folder), port=self.port, user="postgres", dbname=database, autocommit=True)

    def database(self, name):
        """A database with its owner and an application's role; the settings that lead to it."""
        with self.superuser() as connection:
            for role in ("muster_owner", "muster_app"):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'a-password'")
            connection.execute(f"CREATE DATABASE {name} OWNER muster_owner")
        return {
            "DATABASE_URL": self.address("muster_app", name),
            "DATABASE_OWNER_URL": self.address("muster_owner", name),
        }

    def address(self, role, name, mode="verify-full", authority="ca"):
        options = f"sslmode={mode}&sslrootcert={self.folder}/{authority}.pem"
        return f"postgresql://{role}:a-password@localhost:{self.port}/{name}?{options}"


@pytest.fixture(scope="module")
def server():
    place = programs()
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = Path(tempfile.mkdtemp(prefix="muster-tls-"))
    folder.chmod(0o755)
    made = Server(folder, place)
    os.environ["PATH"] = f"{place}{os.pathsep}{os.environ['PATH']}"
    yield made
    made.run("pg_ctl", "-D", folder / "cluster", "-m", "immediate", "stop")
    os.environ["PATH"] = os.environ["PATH"].removeprefix(f"{place}{os.pathsep}")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made(server):
    with installation(**server.database("muster")) as one:
        one.run("prepare")
        yield one


def test_pages_and_owner_both_speak_tls(made):
    assert made.ask(ASK).split() == ["True", "TLSv1.3", "muster_app"]
    owner = made.run("shell", "-v0", "-c", ASK, env_more={"MUSTER_DB_OWNER": "1"}).stdout
    assert owner.split() == ["True", "TLSv1.3", "muster_owner"]


@pytest.mark.parametrize(
    "changed", [{"authority": "other-ca"}, {"mode": "disable"}], ids=["another authority", "without TLS"]
)
def test_a_server_that_cannot_prove_itself_or_a_plain_connection_is_refused(server, tmp_path, changed):
    from tests.operation.installation import Installation

    there = Installation(tmp_path, DATABASE_URL=server.address("muster_app", "muster", **changed))
    done = there.run("audit", "verify", check=False)
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "a-password" not in done.stderr
    assert "Traceback" not in done.stderr


def test_work_backup_and_restore_over_tls(server, made, tmp_path):
    made.ask(FILL % 2)
    made.run("worker", "--until-idle")
    made.ask(REVIEW)
    assert "whole" in made.run("verify").stdout
    made.run("backup", str(tmp_path / "made.tar"))
    assert "whole" in made.run("verify", str(tmp_path / "made.tar")).stdout
    with installation(**server.database("another")) as another:
        another.run("restore", str(tmp_path / "made.tar"))
        assert "whole" in another.run("verify").stdout
        assert another.originals() == made.originals()
        assert rows(server, "another") == rows(server, "muster")
        with server.superuser("another") as connection:  # the application's rights came back too
            assert connection.execute(
                "SELECT has_table_privilege('muster_app', 'intake_document', 'UPDATE'), "
                "has_table_privilege('muster_app', 'core_auditentry', 'UPDATE')"
            ).fetchone() == (True, False)


def test_a_backup_of_the_embedded_server_moves_to_this_older_one(server, tmp_path):
    earlier = sorted(Path(__file__).with_name("earlier").glob("*.tar"))[-1]
    with installation(**server.database("moved")) as moved:
        moved.run("restore", str(earlier))
        with earlier.open("rb") as file:
            from muster.core.operation.archive import Reader

            told = json.loads(Reader(file).manifest.text())["rows"]
        assert rows(server, "moved")["intake_draft"] == told["intake_draft"]


def rows(server, database):
    tables = ("accounts_user", "activities_activity", "intake_document", "intake_draft", "core_auditseal")
    with server.superuser(database) as connection:
        return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
