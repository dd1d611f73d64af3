"""What Muster runs with: `python -m tests.security.dependencies audit` and `… sbom`.

Both start from `requirements.lock`, whose libraries are installed in this environment beside those of development, and
from the lock of Node's packages (`node_packages.py`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.security import node_packages

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
ALLOWED = ROOT / "docs" / "dependencies.md"
SBOM = ROOT / "build" / "sbom.cdx.json"
# How packages call licences that have an SPDX name.
NAMES = {
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
    "sil ofl 1.1": "OFL-1.1",
}
READ = {"pyxform": {"BSD-2-Clause"}}  # which name none: read in the text that they come with
VAGUE = re.compile(r"\n|copyright|dual license|dependency licenses", re.IGNORECASE)  # then the classifiers say it


def locked() -> list[str]:
    """The names in the lock."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)


def licences(package: str) -> set[str]:
    """Every licence that the installed package names; of a choice (`OR`) all. Empty where it names none."""
    told: Any = metadata.metadata(package)
    stated = told.get("License-Expression") or told.get("License") or ""
    if not stated or (VAGUE.search(stated) and not told.get("License-Expression")):
        classified = [
            line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License")
        ]
        named = [part for part in re.split(r",\s*", stated) if not VAGUE.search(part)]
        stated = " AND ".join(classified or named)
    parts = [part.strip(" ()") if " (" not in part else part.strip() for part in re.split(r"\s+(?:AND|OR)\s+", stated)]
    return {NAMES.get(part.lower(), part) for part in parts if part} or READ.get(package, set())


def allowed() -> set[str]:
    """The licences of the table in docs/dependencies.md."""
    return set(re.findall(r"^\| `([^`]+)` \|", ALLOWED.read_text(encoding="utf-8"), re.MULTILINE))


def audit() -> int:
    """Ask for known vulnerabilities; 1 where there is one. Says what could not be asked about."""
    answers = [_audited(), node_packages.audit()]
    print("\n".join(line for lines, _status in answers for line in lines))
    return max(status for _lines, status in answers)


def _audited() -> tuple[list[str], int]:
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", str(LOCK)]
    done = subprocess.run(
        [*command, "-f", "json", "--progress-spinner=off"], capture_output=True, text=True, check=False
    )
    try:
        answers = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return [f"Not audited: no advisory database could be asked.\n{done.stderr.strip()[-500:]}"], 0
    return told_of(answers)


def told_of(answers: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What to say about pip-audit's answers, and the exit status."""
    unknown = [one["name"] for one in answers if "skip_reason" in one]
    lines = list(_findings(answers))
    status = 1 if lines else 0
    known = len(answers) - len(unknown)
    lines.append(f"{known} of {len(answers)} libraries were audited, {status and len(lines)} findings.")
    if unknown:
        lines.append(
            f"NOT AUDITED, the advisory database did not know them or could not be reached: {', '.join(unknown)}"
        )
    return lines, status


def _findings(answers: list[dict[str, Any]]) -> Iterator[str]:
    for one in answers:
        for found in one.get("vulns", ()):
            mended = ", ".join(found.get("fix_versions", ())) or "no version yet"
            yield f"{one['name']} {one['version']}: {found['id']}, mended in {mended}"


def sbom() -> int:
    """Write the bill of materials: the libraries of the lock, with versions and licences."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml")]
    done = subprocess.run(
        [*command, "--output-reproducible", "--of", "JSON"], capture_output=True, text=True, check=True
    )
    SBOM.parent.mkdir(exist_ok=True)
    bill = reduced(json.loads(done.stdout))
    bill["components"] += [node_packages.component(package) for package in node_packages.locked()]
    SBOM.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(bill['components'])} libraries in {SBOM.relative_to(ROOT)}")
    return 0


def reduced(bill: dict[str, Any]) -> dict[str, Any]:
    """The bill without what is installed for development only."""
    wanted = {_folded(name) for name in locked()}
    components = [_licensed(one) for one in bill["components"] if _folded(one["name"]) in wanted]
    kept = {one["bom-ref"] for one in components} | {bill["metadata"].get("component", {}).get("bom-ref")}
    depends = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", ()) if ref in kept]}
        for one in bill["dependencies"]
        if one["ref"] in kept
    ]
    return {**bill, "components": components, "dependencies": depends}


def _licensed(component: dict[str, Any]) -> dict[str, Any]:
    """With the licences that the package names where the bill has none."""
    named = [{"license": {"id": name}} for name in sorted(licences(component["name"]))]
    return {**component, "licenses": component.get("licenses") or named}


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    raise SystemExit({"audit": audit, "sbom": sbom}[sys.argv[1]]())
