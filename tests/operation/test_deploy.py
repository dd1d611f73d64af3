"""The examples of docs/deploy: what a service manager and a proxy make of them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelTunables": "yes",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "CapabilityBoundingSet": "",
    "LimitCORE": "0",
    "User": "muster",
}
WORST = 30  # of systemd's own measure of exposure, which goes from 0 to 100


def settings_of(unit):
    return dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.MULTILINE))


def runnable(path, folder):
    """The unit with programs that are there."""
    text = re.sub(r"/opt/muster/\S+/muster\b", "/bin/true", path.read_text())
    target = folder / path.name
    target.write_text(text)
    return target


def require(program):
    return shutil.which(program) or pytest.skip(f"{program} is not installed")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_unit_is_hardened(unit):
    assert settings_of(unit).items() >= HARDENED.items()


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_every_unit(unit, tmp_path):
    program = require("systemd-analyze")
    for path in DEPLOY.glob("*.timer"):
        shutil.copy(path, tmp_path)
    done = subprocess.run(
        [program, "verify", "--man=no", runnable(unit, tmp_path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_little_of_the_machine_is_exposed(unit, tmp_path):
    program = require("systemd-analyze")
    command = [program, "security", "--offline=yes", f"--threshold={WORST}", runnable(unit, tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Unknown" in done.stderr or "unrecognized" in done.stderr:
        pytest.skip("this systemd-analyze cannot look at files")
    assert done.returncode == 0, done.stdout[-400:] + done.stderr


def test_the_settings_of_the_example_are_documented():
    used = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "muster.env").read_text(), re.MULTILINE))
    documented = set(re.findall(r"`([A-Z_]+)`", (DEPLOY.parent / "settings.md").read_text()))
    assert used <= documented


@pytest.fixture
def certificate(tmp_path):
    openssl = require("openssl")
    made = {"fullchain.pem": tmp_path / "fullchain.pem", "key.pem": tmp_path / "key.pem"}
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=muster.example"]
    files = ["-keyout", made["key.pem"], "-out", made["fullchain.pem"]]
    subprocess.run([openssl, "req", *options, *files], capture_output=True, check=True)
    return made


def test_nginx_understands_its_example(tmp_path, certificate):
    nginx = require("nginx")
    text = (DEPLOY / "nginx.conf").read_text()
    for name, path in certificate.items():
        text = text.replace(f"/etc/muster/tls/{name}", str(path))
    text = text.replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "muster.conf").write_text(text)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind}; " for kind in kinds)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {folders} include {tmp_path}/muster.conf; }}"
    (tmp_path / "whole.conf").write_text(whole)
    command = [nginx, "-t", "-q", "-e", tmp_path / "error.log", "-p", tmp_path, "-c", tmp_path / "whole.conf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_understands_its_example(tmp_path):
    caddy = require("caddy")
    text = (DEPLOY / "Caddyfile").read_text().replace("/var/log/caddy", str(tmp_path))
    (tmp_path / "Caddyfile").write_text(text)
    command = [caddy, "validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_no_proxy_logs_addresses_or_shows_figures(name):
    text = (DEPLOY / name).read_text()
    assert "/metrics" in text
    assert "/readyz" in text
    assert not re.search(r"log_format.*\$(request|request_uri|args|query_string|remote_addr|http_\w+)\b", text)
    assert name != "Caddyfile" or "request>uri delete" in text
