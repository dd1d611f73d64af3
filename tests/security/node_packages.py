"""Node's packages that forms are evaluated with, as their lock file names them; those of the set-up are left out."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muster.features.registers.engine import node

LOCK = node.FOLDER / "package-lock.json"


@dataclass(frozen=True)
class Package:
    """`integrity` as npm writes it: `sha512-` and base64."""

    name: str
    version: str
    licence: str
    integrity: str

    @property
    def address(self) -> str:
        """Its package URL (purl)."""
        return f"pkg:npm/{self.name.replace('@', '%40')}@{self.version}"


def locked(lock: Path = LOCK) -> list[Package]:
    """The packages of the lock that are needed at run time."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return [
        Package(path.rpartition("node_modules/")[2], one["version"], one.get("license", ""), one.get("integrity", ""))
        for path, one in packages.items()
        if path and not one.get("dev")
    ]


def licences(package: Package) -> set[str]:
    """Every licence that the package names; of a choice (`OR`) all."""
    return {part.strip(" ()") for part in re.split(r"\s+(?:AND|OR)\s+", package.licence) if part.strip(" ()")}


def component(package: Package) -> dict[str, Any]:
    """As CycloneDX has it."""
    algorithm, _dash, digest = package.integrity.partition("-")
    return {
        "type": "library",
        "bom-ref": package.address,
        "name": package.name,
        "version": package.version,
        "purl": package.address,
        "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
        "licenses": [{"license": {"id": name}} for name in sorted(licences(package))],
    }


def audit() -> tuple[list[str], int]:
    """What to say of known vulnerabilities, and the exit status."""
    command = [node.BINARY, node.NPM, "audit", "--json", "--omit=dev"]
    done = subprocess.run(command, cwd=node.FOLDER, capture_output=True, text=True, check=False)
    try:
        return told_of(json.loads(done.stdout))
    except ValueError:
        return told_of({})


def told_of(answer: dict[str, Any]) -> tuple[list[str], int]:
    """What to say of npm's answer, and the exit status; an answer without findings is not one that found none."""
    if "vulnerabilities" not in answer:
        return [f"NOT AUDITED, no advisory database could be asked of {len(locked())} packages of Node."], 0
    found = [f"{name}: {one['severity']}, in {one['range']}" for name, one in answer["vulnerabilities"].items()]
    return [*found, f"{len(locked())} packages of Node were audited, {len(found)} findings."], int(bool(found))
