"""Muster fetches nothing from addresses that people give, so nobody can send it into the networks behind it."""

from __future__ import annotations

import ast
from pathlib import Path

import muster

SOURCE = Path(muster.__file__).parent
REACHING = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "boto3", "ftplib", "smtplib"}
# Modules that speak to another host, each with the setting that names it. Nothing that a person types is among these.
BY_SETTINGS = {
    "core/files/bucket.py": "AWS_ENDPOINT_URL_S3",
    "features/sign_in/views/entrance.py": "MUSTER_OIDC_ISSUER",  # allauth asks it; of ours are only the errors
}


def test_only_hosts_that_settings_name_are_asked():
    found = {str(path.relative_to(SOURCE)) for path in sources() if REACHING & imported(path)}
    assert found <= set(BY_SETTINGS), "say in BY_SETTINGS which setting names the host, or fetch nothing"


def test_the_settings_that_name_hosts_are_documented():
    documented = (SOURCE.parent / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in BY_SETTINGS.values() if name not in documented] == []


def test_the_guard_sees_every_way_to_import(tmp_path):
    for number, line in enumerate(("import requests", "from urllib import request", "from httpx import get")):
        path = tmp_path / f"{number}.py"
        path.write_text(line)
        assert REACHING & imported(path), line


def sources() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if not {"tests", "node_modules"} & set(path.parts)]


def imported(path: Path) -> set[str]:
    """Every module that a source file imports, and what it takes of it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found | {name.split(".")[0] for name in found}
