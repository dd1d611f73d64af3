"""1,000 five-page PDF reports from the folder to their drafts: handed in, read, recognised, extracted, stored.

Twenty different reports of about five pages are made from the demonstration's; each is handed in fifty times with
other bytes behind its end, so that every file is a document of its own. A scratch Muster with one worker does the work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pypdfium2

from muster.demo.as_pdf import pdf
from muster.demo.source import Report, reports

FILES, DIFFERENT, PAGES = 1_000, 20, 5
AIM = 600.0  # seconds


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="muster-bench-"))
    folder.chmod(0o755)  # the database's user must be able to enter it
    environment = {**os.environ, "MUSTER_DATA": str(folder / "data")}
    try:
        pages = write_reports(folder / "reports")
        run(environment, "migrate", "--verbosity=0")
        run(environment, "load_demo", "--password", "of-no-account-that-matters", "--without-reports")
        worker = subprocess.Popen(command("worker"), env=environment, stderr=subprocess.DEVNULL)
        started = time.monotonic()
        run(environment, "ingest", str(folder / "reports"), "--wait", "--person", "reporting")
        seconds = time.monotonic() - started
        worker.terminate()
        worker.wait()
        counts = subprocess.run(
            command("shell", "-v0", "-c", COUNT), env=environment, check=True, capture_output=True, text=True
        ).stdout.strip()
    finally:
        subprocess.run(command("database", "stop"), env=environment, check=False)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{FILES} reports, {pages / FILES:.1f} pages each on average: {counts}")
    print(f"{seconds:.0f} s in all, {seconds / FILES * 1000:.0f} ms each; to reach: under {AIM:.0f} s")


COUNT = (
    "from muster.features.intake.models import Document, Draft;"
    "print(Document.objects.filter(stage='ready').count(), 'ready,', Draft.objects.count(), 'drafts')"
)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "muster.cli", *arguments]


def run(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(command(*arguments), env=environment, check=True, stdout=subprocess.DEVNULL)


def write_reports(folder: Path) -> int:
    """The files; returns how many pages they have in all."""
    folder.mkdir(parents=True)
    made = [five_pages(first) for first in range(DIFFERENT)]
    for number in range(FILES):
        body, _ = made[number % DIFFERENT]
        (folder / f"report-{number:04d}.pdf").write_bytes(body + b"\n%% copy %d\n" % number)
    return sum(made[number % DIFFERENT][1] for number in range(FILES))


def five_pages(first: int) -> tuple[bytes, int]:
    """A report joined from demonstration reports until it has five pages, and its number of pages."""
    sources = [report for report in reports() if report.language == "en" and report.kind == "monthly"]
    blocks: tuple = ()
    for number in range(len(sources)):
        report: Report = sources[(first + number) % len(sources)]
        blocks += report.blocks
        body = pdf(replace(sources[first % len(sources)], blocks=blocks))
        if (pages := len(pypdfium2.PdfDocument(body))) >= PAGES:
            return body, pages
    raise RuntimeError("the demonstration has too few reports for five pages")


if __name__ == "__main__":
    main()
