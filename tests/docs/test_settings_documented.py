import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(r'"((?:MUSTER|DATABASE)_[A-Z_]+)"')


def _used() -> set[str]:
    sources = (ROOT / "muster").rglob("*.py")
    return {name for source in sources for name in NAMES.findall(source.read_text(encoding="utf-8"))}


def _documented() -> set[str]:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_one_is_used():
    assert _used() == _documented()
