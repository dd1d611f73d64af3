"""What extraction finds, per chapter, against gold made by hand.

    python -m tests.benchmarks.extraction_accuracy [FOLDER ...]

Folders hold `NAME-YEAR.txt` beside `NAME-YEAR.gold.jsonl`; by default the invented chapters of the project and, where
it stands beside the checkout, `../shared/field-reports`. Given and wrong: people counted where the text says otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

from muster.domain.extraction.tests.scoring import Figures, chapters, figures, together

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "tests" / "extraction_corpus", ROOT.parent / "shared" / "field-reports")


def main(arguments: list[str]) -> int:
    folders = [Path(argument) for argument in arguments] or [folder for folder in FOLDERS if folder.is_dir()]
    print(Figures.HEAD)
    for folder in folders:
        found = [figures(chapter) for chapter in chapters(folder)]
        for one in (*found, together(f"= {folder.name}", found)):
            print(one.row())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
